"""The file of a saved plan: its bytes, and what it is by how it begins, whatever it is called."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any, Final

from ..errors import PlanError
from .text import plan_document

_LARGEST: Final = 512 * 1024 * 1024
_ZIP: Final = b"PK\x03\x04"
_GZIP: Final = b"\x1f\x8b"


def read_saved(path: Path) -> bytes:
    """The bytes of a file. Raises PlanError for what is no regular file, cannot be read, or is too large."""
    try:
        with open(path, "rb", opener=_without_waiting) as stream:
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise PlanError(f"{path} is no plan: it is no regular file.")
            if status.st_size > _LARGEST:
                raise PlanError(f"{path} is no plan: it has more than {_LARGEST // 2**20} MB.")
            return stream.read(_LARGEST)
    except IsADirectoryError:
        raise PlanError(f"{path} is no plan: it is a folder.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise PlanError(f"{path} cannot be read: {reason}.") from None


def _without_waiting(path: str, flags: int) -> int:
    """Opens a file; without O_NONBLOCK, opening a FIFO would wait for a writer."""
    return os.open(path, flags | os.O_NONBLOCK)


def is_plan_file(content: bytes) -> bool:
    """Whether this is a binary plan file, which is a zip archive, and not JSON."""
    return content.startswith(_ZIP)


def json_document(content: bytes, name: str) -> Any:
    """The document of a plan as JSON, in whatever Unicode a shell wrote it. Raises PlanError for what is no JSON."""
    if content.startswith(_GZIP):
        raise PlanError(f"{name} is no plan: it is packed by gzip; unpack it first.")
    try:
        return plan_document(content.decode(json.detect_encoding(content)))
    except (ValueError, RecursionError):
        reason = "it is empty" if not content.strip(b" \t\r\n\xef\xbb\xbf\xff\xfe\0") else "it is cut off or no JSON"
        raise PlanError(f"{name} is no plan: {reason}; write it with `terraform show -json`.") from None
