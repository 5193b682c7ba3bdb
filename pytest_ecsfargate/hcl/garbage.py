"""Python's search for garbage, held back while a module is read and evaluated."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collection_paused() -> Iterator[None]:
    """No garbage is looked for meanwhile: nearly all that is made stays, so that would only take time.

    https://docs.python.org/3/library/gc.html
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        if not gc.get_freeze_count():
            # Moves all that was made to the oldest generation, as two collections that find nothing would.
            gc.freeze()
            gc.unfreeze()
        gc.enable()
