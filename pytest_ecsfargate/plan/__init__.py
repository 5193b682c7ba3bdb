"""The plan of a module, whatever engine made it, and what its resources are to ECS."""
