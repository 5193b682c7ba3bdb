"""What a value holds where Python has no type for it: the unknown, strings with unknown parts, JSON text, resources."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, final

if TYPE_CHECKING:
    from .values import Value


@final
class Unknown:
    """The one instance, `UNKNOWN`, stands where data will be known only after apply. It has no truth value."""

    _instance: Unknown | None = None

    def __new__(cls) -> Unknown:
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> bool:
        raise TypeError("an unknown value is neither true nor false; compare it with `is UNKNOWN`")

    def __reduce__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


@dataclass(frozen=True, slots=True, repr=False)
class PartialString:
    """A string of which some parts are unknown: at least one part is, and text parts are never next to each other."""

    parts: tuple[Value, ...]

    def __repr__(self) -> str:
        return f"<PartialString of {len(self.parts)} parts>"


class JsonString:
    """JSON text, kept as the value it encodes; the text is made when somebody asks for it.

    `layout` writes that text where it is not what `jsonencode` writes.
    """

    __slots__ = ("_layout", "_text", "inner")

    def __init__(self, inner: Value, layout: Callable[[Value], str] | None = None) -> None:
        self.inner: Final = inner
        self._layout = layout
        self._text: str | None = None

    @property
    def text(self) -> str:
        """The JSON text. Only for an `inner` that is known throughout."""
        if self._text is None:
            from .operations.json_text import json_text

            self._text = (self._layout or json_text)(self.inner)
        return self._text

    def __repr__(self) -> str:
        return f"<JsonString around {self.inner!r}>"

    def saying(self, inner: Value) -> JsonString:
        """The same text around a value that differs in marks and origins only."""
        made = JsonString(inner, self._layout)
        made._text = self._text
        return made


class ResourceObject:
    """A resource instance, data source or module call as expressions see it: attributes are evaluated when read.

    `address` is its reference as written in Terraform (`aws_lb.main`, `module.alb`). `read(name)` gives the attribute,
    or None where it has no attribute of this name. `names` lists the attributes, where they are known.
    """

    __slots__ = ("address", "names", "read")

    def __init__(self, address: str, read: Callable[[str], Value | None], names: Iterable[str] | None = None) -> None:
        self.address: Final = address
        self.read: Final = read
        self.names: Final = names
