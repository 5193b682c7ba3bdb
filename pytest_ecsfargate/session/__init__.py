"""One pytest run: its plans, its parameters, and what it tells."""
