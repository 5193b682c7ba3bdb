"""What the ECS views have in common: a resource of the plan, read and judged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...findings import Verdict
from ...hcl.values import UNKNOWN, Value
from ..resource import Resource

if TYPE_CHECKING:
    from ..model import Plan


@dataclass(frozen=True, repr=False)
class View:
    """A resource seen in its role; `touches` are the addresses that a fault of it also concerns."""

    plan: Plan
    resource: Resource

    @property
    def address(self) -> str:
        """The resource's address."""
        return self.resource.address

    @property
    def touches(self) -> tuple[str, ...]:
        """The addresses that a fault of it also concerns."""
        return ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.address}>"

    def at(self, path: str) -> Value:
        """The value at a path such as `health_check[0].matcher`; null where nothing is set."""
        return self.resource.at(path)

    def is_set(self, path: str) -> bool:
        """Whether the configuration sets this argument or block, to anything but null."""
        return self.resource.is_set(path)

    def expect(self, path: str, expected: object, *, default: object = UNKNOWN, hint: str = "") -> Verdict:
        """A verdict on the value at a path: met when it equals `expected`. `default` is what AWS takes for nothing."""
        return replace(self.resource.expect(path, expected, default=default, hint=hint), touches=self.touches)

    def judge(
        self,
        path: str,
        holds: bool | None,
        expected: object,
        *,
        hint: str = "",
        note: str = "",
        actual: Value | None = None,
    ) -> Verdict:
        """A verdict on the value at a path, already decided: True, False, or None for unknown."""
        verdict = self.resource.judge(path, holds, expected, hint=hint, note=note, actual=actual)
        return replace(verdict, touches=self.touches)


@dataclass(frozen=True)
class Unresolved:
    """What a resource uses, where the plan does not show it: every question about it has the answer "unknown".

    `resource` is the user and `path` the attribute that names the thing; `what` says what it is.
    """

    resource: Resource
    path: str
    what: str

    @property
    def address(self) -> str:
        """The address of the resource that uses it."""
        return self.resource.address

    @property
    def value(self) -> Value:
        """The value that names it."""
        return self.resource.at(self.path)

    def verdict(self) -> Verdict:
        """Unknown, because the plan does not show what is used."""
        known = self.value.known
        note = f"this {self.what} is not in the plan" if known else f"which {self.what} it is cannot be told"
        return self.resource.judge(self.path, None, f"a {self.what} of the plan", note=note)

    def expect(  # takes what a View takes
        self,
        path: str,
        expected: object,
        *,
        default: object = UNKNOWN,
        hint: str = "",
    ) -> Verdict:
        """Unknown, whatever is expected of it."""
        return replace(self.verdict(), hint=hint)
