"""A module as it lies on disk: its files, its blocks, its variables and what waits for what."""
