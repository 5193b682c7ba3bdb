"""The part `tfplan` of a plan file in the form of `terraform show -json`, as far as plans are read from it.

Field numbers and their meaning are those of
https://github.com/hashicorp/terraform/blob/main/internal/plans/planproto/planfile.proto.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ...aws.schema import AWS_EXTRACT
from ...hcl.types import ObjectType
from ..values_json import Masks
from .addresses import parse_address, provider_name
from .errors import Malformed
from .packed_values import Step, ValueReader, implied_type
from .wire import Message

FORMAT: Final = 3
"""The version of the format that is read here."""

# The actions by their number, with the place of the value after the change; none where nothing is left.
_ACTIONS: Final[Mapping[int, tuple[list[str], int | None]]] = {
    0: (["no-op"], 0),
    1: (["create"], 0),
    2: (["read"], 1),
    3: (["update"], 1),
    5: (["delete"], None),
    6: (["delete", "create"], 1),
    7: (["create", "delete"], 1),
    8: (["forget"], None),
    9: (["create", "forget"], 1),
}


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
            "resource_changes": [self._resource(item) for item in self._plan.messages(3)],
            "output_changes": {item.text(1): self._output(item) for item in self._plan.messages(4)},
            "complete": bool(self._plan.number(26)),
            "errored": bool(self._plan.number(20)),
        }

    def _variable(self, value: Message) -> dict[str, Any]:
        return {"value": self._values.read(value.content(1)).data}

    def _resource(self, item: Message) -> dict[str, Any]:
        address = item.text(13)
        parts = parse_address(address)
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
        if item.text(7):
            made["deposed"] = item.text(7)
        return made

    def _output(self, item: Message) -> dict[str, Any]:
        change = self._change(item.message(2), None)
        return {**change, "after_sensitive": bool(item.number(3)) or change.get("after_sensitive", False)}

    def _change(self, change: Message, type: ObjectType | None) -> dict[str, Any]:
        """The change with what is there after it. What was there before is not read."""
        number = change.number(1)
        if number not in _ACTIONS:
            raise Malformed(f"a change in it has the unknown action {number}")
        actions, place = _ACTIONS[number]
        values = change.messages(2)
        if place is None:
            return {"actions": actions, "after": None, "after_unknown": False, "after_sensitive": False}
        if place >= len(values):
            raise Malformed("a change in it lacks a value")
        after = self._after(values[place], change, type)
        return {
            "actions": actions,
            "after": after.data,
            "after_unknown": after.unknown,
            "after_sensitive": after.sensitive,
        }

    def _after(self, value: Message, change: Message, type: ObjectType | None) -> Masks:
        paths = [[self._step(step) for step in path.messages(1)] for path in change.messages(4)]
        return self._values.read(value.content(1), type, paths)

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
