"""From trees to values: expressions, module instances, resources and their expansion."""
