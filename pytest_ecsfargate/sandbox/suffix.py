"""A suffix that no other copy of the platform has, so that copies can stand beside each other."""

from __future__ import annotations

import os

from ..plan.model import Plan
from ..plan.suffixes import passes

SUFFIX = "environment_suffix"
"""The variable of a module that tells copies of one environment apart."""

_LENGTHS = (6, 8, 5, 4, 3)


def unique_suffix(source: Plan) -> str | None:
    """A suffix at random that the variable's own validation allows; None where the module has no such variable.

    None too where none of several shapes is allowed: then the module's own suffix has to do.
    """
    declared = source.configuration.variables.get(SUFFIX) if source.configuration is not None else None
    if declared is None:
        return None
    for length in _LENGTHS:
        # Letters first: names of some resources must not begin with a digit.
        drawn = int.from_bytes(os.urandom(8))
        for alphabet in ("abcdefghijkmnpqrstuvwxyz", "0123456789"):
            suffix = "".join(alphabet[(drawn >> (5 * at)) % len(alphabet)] for at in range(length))
            if passes(declared, source, SUFFIX, suffix):
                return suffix
    return None
