"""Running terraform: private copies of modules, safe processes, and plans made once per key."""
