"""What can be wrong with a plan file, told inside of this package without the file's name."""

from __future__ import annotations


class Malformed(Exception):
    """A part of a plan file is not what terraform writes; the text says which, to stand behind "is no plan: "."""
