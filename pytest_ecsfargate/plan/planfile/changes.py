"""The part `tfplan` of a plan file in the form of `terraform show -json`, as far as plans are read from it.

Field numbers and their meaning are those of
https://github.com/hashicorp/terraform/blob/main/internal/plans/planproto/planfile.proto.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ...aws.schema import AWS_EXTRACT
from ...hcl.types import ObjectType
from ..json.values import Masks
from .addresses import InstanceAddress, parse_address, provider_name
from .errors import Malformed
from .packed_values import Step, ValueReader, implied_type
from .wire import Message

FORMAT: Final = 3
"""The version of the format that is read here."""

# The actions by their number, with the places of the values before and after the change; none where there is nothing.
_ACTIONS: Final[Mapping[int, tuple[list[str], int | None, int | None]]] = {
    0: (["no-op"], 0, 0),
    1: (["create"], None, 0),
    2: (["read"], 0, 1),
    3: (["update"], 0, 1),
    5: (["delete"], 0, None),
    6: (["delete", "create"], 0, 1),
    7: (["create", "delete"], 0, 1),
    8: (["forget"], 0, None),
    9: (["create", "forget"], 0, 1),
}
_NO_OP: Final = 0
_DELETE: Final = 5

_REASONS: Final[Mapping[int, str]] = {
    1: "replace_because_tainted",
    2: "replace_by_request",
    3: "replace_because_cannot_update",
    4: "delete_because_no_resource_config",
    5: "delete_because_wrong_repetition",
    6: "delete_because_count_index",
    7: "delete_because_each_key",
    8: "delete_because_no_module",
    9: "replace_by_triggers",
    10: "read_because_config_unknown",
    11: "read_because_dependency_pending",
    12: "delete_because_no_move_target",
    13: "read_because_check_nested",
}
_REFRESH_ONLY: Final = 2


class ChangesReader:
    """Reads the message of a plan. Every method raises Malformed for what terraform does not write."""

    def __init__(self, content: bytes) -> None:
        self._plan = Message(content)
        self._values = ValueReader()
        self._types: dict[tuple[str, str], ObjectType | None] = {}

    @property
    def format(self) -> int:
        """The version of the format."""
        return self._plan.number(1)

    @property
    def terraform_version(self) -> str:
        """The version of the program that made the plan."""
        return self._plan.text(14)

    @property
    def providers(self) -> frozenset[str]:
        """The source addresses of the providers that the plan's resources belong to."""
        return frozenset(provider_name(change.text(8)) for change in self._plan.messages(3))

    @property
    def workspace(self) -> str:
        """The workspace that was selected."""
        return self._plan.message(13).text(3) or "default"

    def document(self) -> dict[str, Any]:
        """The plan without prior state and configuration."""
        return {
            "format_version": "1.2",
            "terraform_version": self.terraform_version,
            "variables": {item.text(1): self._variable(item.message(2)) for item in self._plan.messages(2)},
            "resource_changes": list(self._resources(3)),
            "resource_drift": list(self._resources(18)),
            "output_changes": {item.text(1): self._output(item) for item in self._plan.messages(4)},
            "complete": bool(self._plan.number(26)),
            "errored": bool(self._plan.number(20)),
        }

    def _variable(self, value: Message) -> dict[str, Any]:
        return {"value": self._values.read(value.content(1)).data}

    def _resources(self, field: int) -> Iterator[dict[str, Any]]:
        """The changes, or the drift, as far as `terraform show` lists them.

        It does not show that data sources are taken out of the state; nor, but in a plan that only refreshes, what
        drift has of objects that just moved.
        """
        only_changed = field == 18 and self._plan.number(17) != _REFRESH_ONLY
        for item in self._plan.messages(field):
            action, parts = item.message(9).number(1), parse_address(item.text(13))
            if not (only_changed and action == _NO_OP) and not (parts.mode == "data" and action == _DELETE):
                yield self._resource(item, parts)

    def _resource(self, item: Message, parts: InstanceAddress) -> dict[str, Any]:
        address = item.text(13)
        made: dict[str, Any] = {
            "address": address,
            "mode": parts.mode,
            "type": parts.type,
            "name": parts.name,
            "index": parts.key,
            "module_address": parts.module,
            "provider_name": provider_name(item.text(8)),
            "change": self._change(item.message(9), self._type(parts.mode, parts.type)),
        }
        paths = [self._path(path) for path in item.messages(11)]
        if paths:
            made["change"]["replace_paths"] = paths
        told = {
            "previous_address": item.text(14),
            "deposed": item.text(7),
            "action_reason": _reason(item.number(12)),
        }
        return made | {name: text for name, text in told.items() if text}

    def _output(self, item: Message) -> dict[str, Any]:
        change = self._change(item.message(2), None)
        return {**change, "after_sensitive": bool(item.number(3)) or change.get("after_sensitive", False)}

    def _change(self, change: Message, type: ObjectType | None) -> dict[str, Any]:
        number = change.number(1)
        if number not in _ACTIONS:
            raise Malformed(f"a change in it has the unknown action {number}")
        actions, before, after = _ACTIONS[number]
        # An object that stays as it is need not be read twice.
        was = self._value(change, before if before != after else None, 3, type)
        then = self._value(change, after, 4, type)
        made = {
            "actions": actions,
            "before": was.data if before != after else then.data,
            "before_sensitive": was.sensitive if before != after else then.sensitive,
            "after": then.data,
            "after_unknown": then.unknown,
            "after_sensitive": then.sensitive,
        }
        if change.content(5) is not None:
            identifier = change.message(5).text(1)
            made["importing"] = {"id": identifier} if identifier else {}
        return made

    def _value(self, change: Message, place: int | None, sensitive: int, type: ObjectType | None) -> Masks:
        """One of the values of a change; `sensitive` is the field of the paths that are."""
        if place is None:
            return Masks(None)
        values = change.messages(2)
        if place >= len(values):
            raise Malformed("a change in it lacks a value")
        paths = [self._path(path) for path in change.messages(sensitive)]
        return self._values.read(values[place].content(1), type, paths)

    def _path(self, path: Message) -> list[Step]:
        return [self._step(step) for step in path.messages(1)]

    def _step(self, step: Message) -> Step:
        key = step.content(2)
        return step.text(1) if key is None else self._values.key(Message(key).content(1))

    def _type(self, mode: str, type: str) -> ObjectType | None:
        """The type of a resource as the provider's schema states it; None for those that no extract describes."""
        key = (mode, type)
        if key not in self._types:
            block = AWS_EXTRACT.data_source(type) if mode == "data" else AWS_EXTRACT.resource(type)
            self._types[key] = implied_type(block) if block is not None else None
        return self._types[key]


def _reason(number: int) -> str:
    """Why an action was chosen; nothing for a reason that is not known here: it explains, and decides nothing."""
    return _REASONS.get(number, "")
