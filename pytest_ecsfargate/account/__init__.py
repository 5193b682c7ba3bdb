"""The AWS account that terraform talks to: emulated on this machine, or the user's own."""
