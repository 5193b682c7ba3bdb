"""The hooks that the plugin calls in a user's conftest.py or plugin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .declaration import Requirement


def pytest_ecsfargate_requirements(config: pytest.Config) -> Iterable[Requirement[Any]]:  # type: ignore[empty-body]
    """Requirements of your own, declared with `requirement`, for the ready-made suite.

    They are collected, selected, ignored, waived and explained as the built-in ones are. In a conftest.py it is about
    the modules in that folder and below.
    """
