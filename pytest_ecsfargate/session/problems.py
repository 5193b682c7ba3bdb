"""What is wrong with toml files and markers, told once, at the end of the collection, as a usage error.

Under pytest-xdist the workers collect: what they find travels to the controller, which tells it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

_OUTPUT = "ecsfargate_problems"
_RECEIVED = pytest.StashKey[dict[str, None]]()


def stop(config: pytest.Config, problems: Iterable[str], items: list[pytest.Item]) -> None:
    """Ends the run where there are problems. Raises pytest.UsageError, or in a worker leaves nothing to run."""
    found = list(problems)
    if not found:
        return
    output: dict[str, Any] | None = getattr(config, "workeroutput", None)
    if output is None:
        raise pytest.UsageError("\n".join(found))
    output[_OUTPUT] = found
    items.clear()


def receive(config: pytest.Config, worker: Any) -> None:
    """Takes what a worker that has ended found; all workers find the same."""
    found = getattr(worker, "workeroutput", {}).get(_OUTPUT, ())
    config.stash.setdefault(_RECEIVED, {}).update(dict.fromkeys(found))


def tell(config: pytest.Config) -> None:
    """Raises pytest.UsageError for what the workers found."""
    found = config.stash.get(_RECEIVED, {})
    if found:
        raise pytest.UsageError("\n".join(found))
