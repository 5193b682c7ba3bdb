"""The files that a module is tested with, begun from what stands in the module: `python -m pytest_ecsfargate init`."""
