"""The roles of tasks, and what their policies allow."""
