"""Prices that a user adds to those that come with the package, or that win over them."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from ...aws.prices import ITEMS
from ..errors import SettingError
from ..setting_file import read_json


def read_prices(given: Path | str | Mapping[str, Any], base: Path | None = None) -> Mapping[str, Mapping[str, float]]:
    """Prices in USD by region and item, from a JSON file or as they are. A relative path starts at `base`.

    Raises SettingError, with one sentence, for what is no such table.
    """
    if isinstance(given, Mapping):
        return _regions(given, "prices")
    path = (base or Path()) / given
    return _regions(read_json(path, "The prices"), str(path))


def _regions(data: object, name: str) -> Mapping[str, Mapping[str, float]]:
    if not isinstance(data, Mapping):
        _refuse(name, "there must be a table of prices by region")
    # What `.ci/prices.py` writes has the date and sources around it.
    regions = data.get("regions", data)
    if not isinstance(regions, Mapping):
        _refuse(name, "regions must be a table")
    return {str(region): _items(items, str(region), name) for region, items in regions.items()}


def _items(data: object, region: str, name: str) -> Mapping[str, float]:
    if not isinstance(data, Mapping):
        _refuse(name, f"{region} must be a table of prices by item, such as {next(iter(ITEMS))}")
    for item, price in data.items():
        if item not in ITEMS:
            near = get_close_matches(str(item), ITEMS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(ITEMS)}"
            _refuse(name, f"nothing is called {item!r} in {region} ({hint})")
        if not isinstance(price, int | float) or isinstance(price, bool) or not 0 <= price < float("inf"):
            _refuse(name, f"{item} in {region} must be a number of 0 or more, in USD")
    return {str(item): float(price) for item, price in data.items()}


def _refuse(name: str, problem: str) -> NoReturn:
    raise SettingError(f"{name}: {problem}.")
