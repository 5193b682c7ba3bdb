"""The text of `--ecsfargate-explain`: what a requirement checks, why, and what can be set."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import pytest

from ..report.pages import ON_DEPLOYMENT
from .own_requirements import with_own

if TYPE_CHECKING:
    from ..declaration import Requirement


def explain(name: str, config: pytest.Config) -> str:
    """All that is declared of the requirement with this id, slug or function name; for `all` a line for each.

    Raises pytest.UsageError for another name.
    """
    catalog = with_own(config.hook, config)
    if name.strip().lower() == "all":
        return "\n".join(f"{found.id}  {found.slug:<28}  {found.summary}" for found in catalog)
    try:
        return _page(catalog[name])
    except KeyError as error:
        raise pytest.UsageError(f"--ecsfargate-explain: {error.args[0]} (all lists them).") from None


def _page(found: Requirement[Any]) -> str:
    settings = [f"    {item.name}: {inspect.formatannotation(item.type)} = {item.default!r}" for item in found.settings]
    lines = [
        f"{found.id} {found.slug}  [{found.severity}]",
        f"from {'pytest_ecsfargate' if found.built_in else found.__module__} import {found.name}",
        *(["", ON_DEPLOYMENT] if found.needs_deployment else []),
        "",
        inspect.cleandoc(found.__doc__ or found.summary),
        "",
        "Settings:",
        *settings,
        f"    Set them in a call, or in ecsfargate.toml under [requirements.{found.slug}].",
    ]
    if found.remediation:
        lines += ["", "Fix:", f"    {found.remediation}"]
    return "\n".join(lines)
