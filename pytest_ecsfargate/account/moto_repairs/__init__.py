"""What moto does otherwise than AWS and what cannot be put right from outside, because no answer of its tells enough.

Each function repairs one service, in the account's own process.
"""
