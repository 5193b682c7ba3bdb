"""What the text of an option may be. Each reader takes the text, and the folder that paths in it begin in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from pathlib import Path

REPORTS = (".html", ".json", ".md", ".sarif")
"""How the names of reports end; `report.formats` says who writes them."""


class Nonsense(ValueError):
    """What is wrong with a value, as the rest of a sentence that begins with the option's name."""


def choice(names: tuple[str, ...]) -> Callable[[str, Path], str]:
    """Reads one of these names."""

    def read(text: str, base: Path) -> str:
        if text in names:
            return text
        raise Nonsense(f"must be {', '.join(names[:-1])} or {names[-1]}, not {text!r}{nearest(text, names)}")

    return read


def module(text: str, base: Path) -> Path:
    """Reads the folder of a Terraform module. Raises Nonsense."""
    path = _existing(text, base, "folder")
    if not path.is_dir():
        raise Nonsense(f"must be the folder of a Terraform module, and {text!r} is a file")
    return path


def file(text: str, base: Path) -> Path:
    """Reads a file that is there. Raises Nonsense."""
    path = _existing(text, base, "file")
    if path.is_dir():
        raise Nonsense(f"must be a file, and {text!r} is a folder")
    return path


def _existing(text: str, base: Path, kind: str) -> Path:
    path = (base / Path(text).expanduser()).resolve()
    if not text or not path.exists():
        siblings = [entry.name for entry in path.parent.iterdir()] if text and path.parent.is_dir() else []
        raise Nonsense(f"must be a {kind}, and there is no {text!r}{nearest(path.name, siblings)}")
    return path


def report(text: str, base: Path) -> Path:
    """Reads the name of a report. Raises Nonsense."""
    path = (base / Path(text).expanduser()).absolute()
    if path.suffix.lower() not in REPORTS and text != os.environ.get("GITHUB_STEP_SUMMARY"):
        raise Nonsense(f"must be a file whose name ends in {', '.join(REPORTS[:-1])} or {REPORTS[-1]}, not {text!r}")
    # Path.exists raises in a folder that may not be entered.
    there = next(each for each in (path, *path.parents) if os.path.exists(each))  # noqa: PTH110
    if there != path and not there.is_dir():
        raise Nonsense(f"must be a file in a folder, and {str(there)!r} is a file")
    if not os.access(there, os.W_OK):
        raise Nonsense(f"must be a file that can be written, and {text!r} cannot")
    if path.is_dir():
        raise Nonsense(f"must be a file, and {text!r} is a folder")
    return path


def environment(text: str, base: Path) -> str:
    """Reads the name of an environment. Raises Nonsense."""
    if not text.strip():
        raise Nonsense("must be the name of an environment, not an empty one")
    return text.strip()


def sandbox(text: str, base: Path) -> tuple[str, tuple[str, ...]]:
    """Reads `111122223333` or `111122223333:eu-central-1,eu-west-1`: an account and its regions. Raises Nonsense."""
    number, colon, regions = text.strip().partition(":")
    names = tuple(name.strip() for name in regions.split(",") if name.strip())
    if len(number) != 12 or not number.isdecimal() or (colon and not names):
        raise Nonsense(f"must be an account's 12 digits, or those and regions (111122223333:eu-west-1), not {text!r}")
    return number, names


def variable(text: str, base: Path) -> tuple[str, str]:
    """Reads NAME=VALUE. Raises Nonsense."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip().replace("-", "_").isidentifier():
        # The text is not repeated: it may hold a secret.
        raise Nonsense("must be NAME=VALUE with the name of a variable, as terraform's -var takes it")
    return name.strip(), value


def program(text: str, base: Path) -> str:
    """Reads the name or the path of a program. Raises Nonsense."""
    if not text.strip():
        raise Nonsense("must be the name or the path of terraform or tofu, not empty")
    return str((base / Path(text).expanduser()).absolute()) if "/" in text else text


def seconds(text: str, base: Path) -> float:
    """Reads a number of seconds. Raises Nonsense."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise Nonsense(f"must be a number of seconds above 0, not {text!r}")
    return seconds


def nearest(name: str, names: Iterable[str]) -> str:
    """` (did you mean NAME?)` for the name that is nearest; empty where none is near."""
    near = get_close_matches(name, list(names), n=1)
    return f" (did you mean {near[0]!r}?)" if near else ""
