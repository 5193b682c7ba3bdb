"""Requirements that users declare for the ready-made suite, from the hook `pytest_ecsfargate_requirements`."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import pytest

from ..catalog import Catalog, built_in
from ..declaration import Requirement

if TYPE_CHECKING:
    from pluggy import HookRelay

_HOOK = "pytest_ecsfargate_requirements"


def with_own(hooks: HookRelay, config: pytest.Config) -> Catalog:
    """The package's requirements and those that a hook adds.

    Raises pytest.UsageError for what is no requirement, or has the id or the slug of another one.
    """
    own = list(dict.fromkeys(chain.from_iterable(hooks.pytest_ecsfargate_requirements(config=config))))
    if not own:
        return built_in()
    for found in own:
        if not isinstance(found, Requirement):
            raise pytest.UsageError(f"{_HOOK}: it must give requirements, made with @requirement, not {found!r}.")
    try:
        return built_in().joined(own)
    except ValueError as error:
        raise pytest.UsageError(f"{_HOOK}: {error}.") from None
