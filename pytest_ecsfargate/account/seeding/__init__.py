"""Filling the emulated account with what a module's data sources look up: one file for each family of services."""
