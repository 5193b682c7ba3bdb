"""`python -m pytest_ecsfargate`."""

from __future__ import annotations

import sys

from .scaffold.command import main

if __name__ == "__main__":
    sys.exit(main())
