"""What a run of terraform on a module reads, as far as the evaluation of its source tells."""

from __future__ import annotations

from pathlib import Path

from ..plan.model import Plan
from ..source import reach_of

# What makes a path above another one without `..`, and so without a trace that a text would have.
_ABOVE = "dirname("


def sources_of(source: Plan) -> tuple[Path, ...]:
    """The folders of the module and of all that it calls, the module's first, and what its functions read.

    A function may be called with a path that the evaluation does not know. Where that may lead upward, all that
    belongs to the module is meant.
    """
    assert source.configuration is not None
    folders = source.configuration.module_directories
    if source.asked is None:
        return folders
    texts = (file.text for module in source.configuration.tree() for file in module.files)
    everything = [reach_of(folders)] if source.asked.beyond and any(_ABOVE in text for text in texts) else []
    return tuple(dict.fromkeys((*folders, *everything, *source.asked.paths)))
