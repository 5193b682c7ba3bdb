"""A file that a setting of a requirement names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .errors import SettingError


def read_json(path: Path, what: str) -> Any:
    """The document in a JSON file. Raises SettingError, a sentence that begins with `what`, where there is none."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingError(f"{what} {path} cannot be read: {error.strerror or error}.") from None
    except ValueError as error:
        raise SettingError(f"{what} {path} are no JSON: {error}.") from None
