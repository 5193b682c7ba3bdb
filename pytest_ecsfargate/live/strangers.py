"""x"""

from __future__ import annotations

from typing import Any


def without_managed(found: dict[str, tuple[str, dict[str, Any]]]) -> dict[str, tuple[str, dict[str, Any]]]:
    return found
