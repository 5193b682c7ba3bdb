"""A module applied in an account for the length of a run, and destroyed whatever happens."""
