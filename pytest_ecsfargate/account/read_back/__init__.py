"""What moto forgets of what it was told, and reads back otherwise than AWS does: one file for each service.

A service is a class that remembers what clients said in the calls that create and update things, and completes moto's
answers with it. It sees calls as AWS documents them, not moto's own objects, and lives in the account's own process.
What cannot be put right from outside is in `moto_repairs`.
"""
