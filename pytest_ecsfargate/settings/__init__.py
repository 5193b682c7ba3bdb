"""What a run, a module and a test are set to: options, ecsfargate.toml, markers."""
