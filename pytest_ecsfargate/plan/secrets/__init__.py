"""What must not stand in the clear, and where it does."""
