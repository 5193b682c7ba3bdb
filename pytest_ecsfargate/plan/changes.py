"""What a plan does to what is there: the changes that it lists, and what changed outside of Terraform.

The fields are those of Terraform's plan JSON: https://developer.hashicorp.com/terraform/internals/json-format, "Change
Representation". Values are left out: names of attributes are all that is kept of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

Step = str | int


class Action(StrEnum):
    """What is done to one object; `UNKNOWN` is for words that a newer Terraform may use."""

    NO_OP = "no-op"
    CREATE = "create"
    READ = "read"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    FORGET = "forget"
    UNKNOWN = "unknown"


_ACTIONS: Mapping[tuple[str, ...], Action] = {
    ("no-op",): Action.NO_OP,
    ("create",): Action.CREATE,
    ("read",): Action.READ,
    ("update",): Action.UPDATE,
    ("delete", "create"): Action.REPLACE,
    ("create", "delete"): Action.REPLACE,
    # The old object stays in the account, but Terraform no longer knows it.
    ("create", "forget"): Action.REPLACE,
    ("forget", "create"): Action.REPLACE,
    ("delete",): Action.DELETE,
    ("forget",): Action.FORGET,
}


@dataclass(frozen=True, slots=True)
class Change:
    """What a plan does to one resource instance.

    `actions` are Terraform's own words in their order (`("delete", "create")` is a replacement), `reason` its
    `action_reason`, such as `replace_because_cannot_update` or `delete_because_no_resource_config`, empty where it
    gives none. `previous_address` is set for an object that moves, `imported` for one that is taken over by an import.
    `replace_paths` are the attributes that force a replacement, as paths (`network_configuration[0].subnets`).
    `changed` are the top-level attributes that differ, or of which it is known only after apply whether they do. Null
    and "nothing" (no text, no elements, zero, false) do not differ: the SDK of most providers cannot tell them apart,
    and writes one for the other when it reads an object again.
    https://developer.hashicorp.com/terraform/plugin/sdkv2/resources/data-consistency-errors
    `deposed` is the key of an old object that a replacement could not delete before.
    """

    address: str
    type: str
    actions: tuple[str, ...]
    mode: Literal["managed", "data"] = "managed"
    previous_address: str | None = None
    imported: bool = False
    reason: str = ""
    replace_paths: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    deposed: str = ""

    @property
    def action(self) -> Action:
        """The actions in one word."""
        return _ACTIONS.get(self.actions, Action.UNKNOWN)

    @property
    def moved(self) -> bool:
        """Whether the object was at another address before: by a `moved` block, or a count that came or went."""
        return self.previous_address is not None

    @property
    def destroys(self) -> bool:
        """Whether an object is destroyed: deleted, or replaced by another."""
        return "delete" in self.actions

    @property
    def create_before_destroy(self) -> bool:
        """Whether it is a replacement in which the new object is made first."""
        return self.action is Action.REPLACE and self.actions[0] == "create"


def changes_of(items: Iterable[Mapping[str, Any]]) -> tuple[Change, ...]:
    """The changes of a plan's `resource_changes`, or of its `resource_drift`.

    Raises KeyError, TypeError or AttributeError for what Terraform does not write.
    """
    return tuple(map(_change, items))


def text_of(data: object) -> str:
    """What a plan says in a text. Raises TypeError for anything else."""
    if not isinstance(data, str):
        raise TypeError(f"{type(data).__name__} in place of a text")
    return data


def _change(item: Mapping[str, Any]) -> Change:
    change = item["change"]
    previous = item.get("previous_address")
    return Change(
        address=text_of(item["address"]),
        type=text_of(item["type"]),
        actions=tuple(map(text_of, change["actions"])),
        mode="data" if item.get("mode") == "data" else "managed",
        previous_address=str(previous) if previous is not None and previous != item["address"] else None,
        imported=change.get("importing") is not None,
        reason=str(item.get("action_reason") or ""),
        replace_paths=tuple(map(_path, change.get("replace_paths") or ())),
        changed=tuple(_changed(change)),
        deposed=str(item.get("deposed") or ""),
    )


def _changed(change: Mapping[str, Any]) -> Iterator[str]:
    before, after, unknown = change.get("before"), change.get("after"), change.get("after_unknown")
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return
    later = unknown if isinstance(unknown, Mapping) else {}
    for name in sorted({*before, *after, *later}):
        if _without_nothing(before.get(name)) != _without_nothing(after.get(name)) or _any(later.get(name)):
            yield name


def _without_nothing(data: Any) -> Any:
    """The data with null for all that is nothing, and without null in objects."""
    if isinstance(data, Mapping):
        return {name: kept for name, item in data.items() if (kept := _without_nothing(item)) is not None} or None
    if isinstance(data, list):
        return [_without_nothing(item) for item in data] or None
    return data or None


def _any(mask: Any) -> bool:
    """Whether a mask of unknown values marks anything."""
    if isinstance(mask, Mapping):
        return any(map(_any, mask.values()))
    return any(map(_any, mask)) if isinstance(mask, list) else bool(mask)


def _path(steps: Iterable[Step]) -> str:
    """A path as it is written in an expression."""
    made = ""
    for step in steps:
        if isinstance(step, str) and step.isidentifier():
            made += f".{step}" if made else step
        else:
            made += f'["{step}"]' if isinstance(step, str) else f"[{int(step)}]"
    return made
