"""What a plan as JSON says of moved, imported and removed objects.

https://developer.hashicorp.com/terraform/internals/json-format#resource-change-representation
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...hcl.configuration.refactoring import Imported, Moved, Removed
from ...hcl.origins import Kind, Origin
from ...hcl.types import STRING
from ...hcl.values import Value, unknown

Refactored = tuple[tuple[Moved, ...], tuple[Imported, ...], tuple[Removed, ...]]


def refactoring(document: Mapping[str, Any]) -> Refactored:
    """What is carried out: resources that have another address than before, are imported, or are forgotten.

    What a plan destroys is not told from what just is no longer in the source: such a `removed` block is not seen.
    """
    moved, imports, removed = [], [], []
    for item in document.get("resource_changes") or ():
        change = item["change"]
        if item.get("previous_address"):
            moved.append(Moved(item["address"], item["previous_address"]))
        if change.get("importing"):
            imports.append(Imported(item["address"], _id(change["importing"])))
        if "forget" in change["actions"]:
            removed.append(Removed(item["address"], destroy=False))
    return tuple(moved), tuple(imports), tuple(removed)


def _id(importing: Mapping[str, Any]) -> Value:
    text = importing.get("id")
    return Value(text, STRING, Origin(Kind.LITERAL)) if isinstance(text, str) else unknown(STRING)
