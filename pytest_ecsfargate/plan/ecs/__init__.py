"""The resources of a plan in their roles on an ECS platform."""
