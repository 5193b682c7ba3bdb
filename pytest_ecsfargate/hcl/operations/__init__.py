"""What can be done with values: numbers, conversion, equality, operators, JSON text, and how values are shown."""
