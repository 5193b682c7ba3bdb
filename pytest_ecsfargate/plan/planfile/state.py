"""The data sources in the part `tfstate` of a plan file: what was read from them when the plan was made.

It is a state as https://developer.hashicorp.com/terraform/language/state describes it, in version 4 of its format. What
it says of managed resources and outputs is not looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ...hcl.evaluation.expansion import key_suffix
from .addresses import provider_name
from .errors import Malformed
from .packed_values import Step, mask

_VERSION = 4
LARGEST_STATE = 32 * 1024 * 1024
"""Bytes of a state; Python's objects for one can take thirty times as much."""

# Attributes of any type stand in a state as an object of type and value; of these data sources only this one has some.
_ANY_TYPE = {"terraform_remote_state": ("config", "defaults", "outputs")}


def prior_state(content: bytes) -> dict[str, Any]:
    """The data sources in the form that `prior_state` has in a plan's JSON. Raises Malformed for what is no state."""
    try:
        state = json.loads(content)
        if state["version"] != _VERSION:
            raise Malformed(f"the state in it has version {ascii(state['version'])[:20]}, and only 4 is known here")
        modules: dict[str, list[dict[str, Any]]] = {}
        for item in state["resources"] or ():
            if item["mode"] == "data":
                modules.setdefault(item.get("module", ""), []).extend(_instances(item))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Malformed("the state in it cannot be read") from error
    children = [{"address": address, "resources": found} for address, found in modules.items() if address]
    return {"values": {"root_module": {"resources": modules.get("", []), "child_modules": children}}}


def _instances(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    block = (f"{item['module']}." if item.get("module") else "") + f"data.{item['type']}.{item['name']}"
    for instance in item["instances"]:
        key = instance.get("index_key")
        values = dict(instance["attributes"] or {})
        for name in _ANY_TYPE.get(item["type"], ()):
            if isinstance(values.get(name), dict):
                values[name] = values[name]["value"]
        paths = [[_step(step) for step in path] for path in instance.get("sensitive_attributes") or ()]
        yield {
            "address": block + key_suffix(key if key is None or isinstance(key, str) else int(key)),
            "mode": "data",
            "type": item["type"],
            "name": item["name"],
            "index": key,
            "provider_name": provider_name(item.get("provider", "")),
            "values": values,
            "sensitive_values": mask(values, paths),
        }


def _step(step: dict[str, Any]) -> Step:
    value = step["value"]["value"] if isinstance(step["value"], dict) else step["value"]
    return value if isinstance(value, str | int) and not isinstance(value, bool) else None
