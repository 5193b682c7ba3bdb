"""What a worker of pytest-xdist does when its controller was killed: it ends, and soon.

Without this the worker hears of it when the test at hand is over; execnet interrupts it after five seconds and ends it
after ten more. Meanwhile terraform would go on, and so would the account.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from threading import Thread

_LOOK = 0.5
"""Seconds between two looks at who the parent is."""

_PATIENCE = 5.0
"""Seconds in which fixtures may be torn down, and terraform may end by itself."""


def end_with(parent: int) -> None:
    """From now on this process is interrupted, as by Ctrl-C, when its parent of this id is gone, and then ended.

    The system gives the child of a dead process another parent. Windows does not: there execnet's own way is left.
    """
    if sys.platform != "win32":
        Thread(target=_watch, args=(parent,), name="ecsfargate-orphan", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK)
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(_PATIENCE)
    os._exit(1)
