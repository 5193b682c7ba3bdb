"""Terraform values: known data or unknown, where they came from, and whether they are sensitive.

A `Value` is immutable. Its `data` is, by type:

=================  ==================================================================================
any type           None for null; `UNKNOWN` for a value that is not known
string             str; `PartialString` (some parts unknown); `JsonString` (JSON text kept as structure)
number             int, or Fraction where it is no integer, or float("inf") and float("-inf")
bool               bool
list, tuple        tuple of Values
set                tuple of Values in Terraform's order, no two equal
map, object        dict of str to Value (never changed after it was made), in Terraform's order for maps
dynamic            `ResourceObject`: a resource or module whose attributes are read one by one
=================  ==================================================================================

A collection is known even when elements of it are not. `Value.known` asks for all of it.
Marks are explained at https://developer.hashicorp.com/terraform/language/manage-sensitive-data and unknown values
at https://developer.hashicorp.com/terraform/language/expressions/references#values-not-yet-known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from types import NoneType
from typing import Any, Final, NamedTuple, final

from ..source import Span
from .data import UNKNOWN, JsonString, PartialString, ResourceObject, Unknown
from .origins import NOWHERE, Origin, Trace
from .types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
)

__all__ = [
    "UNKNOWN",
    "Data",
    "Facts",
    "JsonString",
    "PartialString",
    "ResourceObject",
    "Unknown",
    "Value",
    "collection",
    "from_python",
    "null",
    "unknown",
]

_MAX_TRACES = 256
_LONG_TEXT = 16


Data = (
    None
    | bool
    | int
    | Fraction
    | float
    | str
    | Unknown
    | PartialString
    | JsonString
    | ResourceObject
    | tuple["Value", ...]
    | dict[str, "Value"]
)


class Facts(NamedTuple):
    """What is asked of a collection again and again, found once when it is first asked.

    `weight` is the number of values in it, long strings counted as several; `depth` how deep they are nested.
    """

    known: bool
    any_sensitive: bool
    weight: int
    depth: int


# Asked of every value again and again, so by its class: `isinstance` with several classes takes ten times as long.
_CONTAINERS: Final = frozenset({tuple, dict, JsonString})
_NOT_KNOWN: Final = frozenset({Unknown, PartialString, ResourceObject})
_SIMPLE: Final[Mapping[type, Type]] = {
    bool: BOOL,
    int: NUMBER,
    Fraction: NUMBER,
    float: NUMBER,
    str: STRING,
    PartialString: STRING,
    JsonString: STRING,
}
_AS_THEY_ARE: Final = frozenset({str, int, bool, NoneType, Unknown})
_ONE: Final = Facts(True, False, 1, 0)
_ONE_UNKNOWN: Final = Facts(False, False, 1, 0)


@final
class Value:
    """One Terraform value. See the module's docstring for `data`; users read `value`, `known`, `origins`, `span`.

    Of one that is `deferred` Terraform knows nothing before apply, not even the type, although parts are known here.
    """

    __slots__ = ("_facts", "_type", "data", "deferred", "origin", "sensitive")

    def __init__(
        self,
        data: Data,
        type: Type | None = None,
        origin: Origin = NOWHERE,
        sensitive: bool = False,
        deferred: bool = False,
    ) -> None:
        self.data: Final = data
        self._type = type
        self._facts: Facts | None = None
        self.origin: Final = origin
        self.sensitive: Final = sensitive
        self.deferred: Final = deferred

    # What Terraform knows of it

    @property
    def type(self) -> Type:
        """Terraform's type of the value; for tuples and objects computed from the elements."""
        if self._type is None:
            self._type = _type_of(self.data)
        return self._type

    @property
    def is_null(self) -> bool:
        """Whether it is null (an attribute that is not set is null too)."""
        return self.data is None

    @property
    def is_unknown(self) -> bool:
        """Whether nothing of it is known, or only a part of a string: elements of collections are not looked at."""
        data = self.data
        if type(data) is JsonString:
            return not data.inner.known
        return data is UNKNOWN or type(data) is PartialString

    @property
    def known(self) -> bool:
        """Whether all of it is known before apply."""
        kind = type(self.data)
        return self.facts.known if kind in _CONTAINERS else kind not in _NOT_KNOWN

    @property
    def any_sensitive(self) -> bool:
        """Whether it or anything in it is sensitive."""
        return self.sensitive or (type(self.data) in _CONTAINERS and self.facts.any_sensitive)

    @property
    def facts(self) -> Facts:
        """What its elements have in common; its own mark is not looked at."""
        if self._facts is None:
            self._facts = _facts_of(self)
        return self._facts

    # What a reader of a plan asks

    @property
    def value(self) -> Any:
        """Plain Python data: None, bool, int, float, str, list, dict, with `UNKNOWN` for each unknown part.

        Sets are lists in Terraform's order. A string with an unknown part is UNKNOWN as a whole: see `text`.
        """
        return _plain(self)

    @property
    def text(self) -> str:
        """The string with `${…}` for its unknown parts; for other types their Terraform spelling. Not redacted."""
        from .operations.render import render

        return render(self, redact=False)

    @property
    def origins(self) -> tuple[Trace, ...]:
        """Every literal, resource, data source or unset variable that it was made from, with the way each came."""
        return _merged(self) if type(self.data) in _CONTAINERS else self.origin.traces()

    def comes_from(self, *patterns: str) -> bool:
        """Whether something in this value was read from a reference that starts with one of the patterns.

        A pattern is a reference prefix up to a dot or bracket: `data.aws_ecr_repository`, `aws_ecr_repository.web`,
        `var.image`, `data.aws_ecr_repository.*.repository_url` (`*` stands for one name with its instance key).
        """
        return any(trace.matches(pattern) for trace in self.origins for pattern in patterns)

    @property
    def span(self) -> Span | None:
        """The text to change to get another value: the literal itself, or the expression that made it."""
        return self.origin.definition()

    @property
    def decoded(self) -> Value | None:
        """The value inside JSON text, with origins; None where this is no JSON text, or not enough of it is known."""
        from .operations.json_text import decode

        return decode(self)

    @property
    def parts(self) -> tuple[Value, ...]:
        """The parts that a string was put together from, where the engine kept them; else the value itself."""
        return self.data.parts if isinstance(self.data, PartialString) else (self,)

    def __getitem__(self, key: int | str) -> Value:
        """An element by index or key, with its own origins. Raises KeyError or IndexError where there is none."""
        data = self.data
        if isinstance(data, dict) and isinstance(key, str):  # where nearly all stands that is read
            return self.through(data[key])
        if isinstance(data, JsonString):
            return data.inner[key]
        if isinstance(data, ResourceObject) and isinstance(key, str):
            found = data.read(key)
            if found is None:
                raise KeyError(key)
            return found
        if isinstance(data, tuple) and isinstance(key, int):
            return self.through(data[key])
        raise KeyError(key)

    def __len__(self) -> int:
        """The number of elements. Raises TypeError for what is no known collection."""
        if isinstance(self.data, tuple | dict):
            return len(self.data)
        raise TypeError("only a known list, set, map or object has a length")

    def __bool__(self) -> bool:
        raise TypeError("a Terraform value has no truth in Python; ask for .known, .value or .is_null")

    def __repr__(self) -> str:
        # Tracebacks, assertions and debuggers print it, and its text may be a secret.
        from .description import described

        return f"<Value {described(self)}>"

    # What the evaluator needs

    def through(self, element: Value) -> Value:
        """The element as read out of this collection: it carries the way by which the collection came, and its mark."""
        origin = element.origin.after(self.origin)
        sensitive = element.sensitive or self.sensitive
        if origin is element.origin and sensitive == element.sensitive:
            return element
        return element._copy(origin, sensitive)

    def at(self, origin: Origin) -> Value:
        """The same value with another origin."""
        return self._copy(origin, self.sensitive)

    def marked(self, sensitive: bool = True) -> Value:
        """The same value with the sensitive mark set or taken away."""
        return self if sensitive == self.sensitive else self._copy(self.origin, sensitive)

    def until_apply(self) -> Value:
        """The same value as Terraform sees the result of `try`: of what is not wholly known it knows nothing."""
        if self.known or self.deferred:
            return self
        if self.data is UNKNOWN:
            return unknown(DYNAMIC, self.origin, self.sensitive)
        return Value(self.data, self._type, self.origin, self.sensitive, deferred=True)

    def at_apply(self) -> Value:
        """The same value as it will be seen when it is known."""
        return Value(self.data, self._type, self.origin, self.sensitive) if self.deferred else self

    def _copy(self, origin: Origin, sensitive: bool) -> Value:
        made = Value(self.data, self._type, origin, sensitive, self.deferred)
        made._facts = self._facts
        return made


def unknown(type: Type = DYNAMIC, origin: Origin = NOWHERE, sensitive: bool = False) -> Value:
    """A value of this type that is known only after apply."""
    return Value(UNKNOWN, type, origin, sensitive)


def null(type: Type = DYNAMIC, origin: Origin = NOWHERE) -> Value:
    """The null of this type."""
    return Value(None, type, origin)


def from_python(data: Any, origin: Origin = NOWHERE) -> Value:
    """A Value from Python data as JSON, TOML or a caller gives it: dicts become objects, lists tuples.

    Floats become the exact number that their shortest decimal text says. Raises TypeError on anything else.
    """
    if isinstance(data, Value):
        return data
    if data is None:
        return null(origin=origin)
    if data is UNKNOWN:
        return unknown(origin=origin)
    if isinstance(data, bool | str | int | Fraction):
        return Value(data, _type_of(data), origin)
    if isinstance(data, float):
        exact = Fraction(repr(data)) if data == data and abs(data) != float("inf") else None
        if exact is None:
            raise TypeError(f"not a Terraform number: {data}")
        return Value(int(exact) if exact.denominator == 1 else exact, NUMBER, origin)
    if isinstance(data, Mapping):
        return Value({str(key): from_python(item, origin) for key, item in data.items()}, None, origin)
    if isinstance(data, list | tuple):
        return Value(tuple(from_python(item, origin) for item in data), None, origin)
    raise TypeError(f"not data that Terraform has: {type(data).__name__}")


def collection(type: ListType | SetType | MapType, items: Any, origin: Origin = NOWHERE) -> Value:
    """A list, set or map of Values that already have the element type (sets: ordered and without repeats)."""
    return Value(items, type, origin)


def _facts_of(value: Value) -> Facts:
    data = value.data
    kind = type(data)
    if kind not in _CONTAINERS and kind is not PartialString:
        known = kind not in _NOT_KNOWN
        if isinstance(data, str) and len(data) >= _LONG_TEXT:
            return Facts(known, False, 1 + len(data) // _LONG_TEXT, 0)
        return _ONE if known else _ONE_UNKNOWN
    if isinstance(data, PartialString):
        inside: Iterable[Value] = data.parts
    elif isinstance(data, JsonString):
        inside = (data.inner,)
    else:
        inside = _elements(data)
    known, sensitive, weight, depth = not isinstance(data, PartialString), False, 1, 0
    for item in inside:
        found = item._facts or item.facts
        known = known and found.known
        sensitive = sensitive or item.sensitive or found.any_sensitive
        weight += found.weight
        if found.depth > depth:
            depth = found.depth
    if isinstance(data, JsonString):
        # Every quote in JSON text is escaped when that becomes a string in JSON again.
        weight *= 2
    return Facts(known, sensitive, weight, depth + 1)


def _elements(data: Data) -> Iterable[Value]:
    if isinstance(data, tuple):
        return data
    if isinstance(data, dict):
        return data.values()
    return ()


def _type_of(data: Data) -> Type:
    simple = _SIMPLE.get(type(data))
    if simple is not None:
        return simple
    if isinstance(data, tuple):
        return TupleType(tuple(item.type for item in data))
    if isinstance(data, dict):
        return ObjectType.of({name: item.type for name, item in data.items()})
    # A caller may give a subclass, such as a member of a StrEnum.
    return next((_SIMPLE[kind] for kind in type(data).__mro__ if kind in _SIMPLE), DYNAMIC)


def _plain(value: Value) -> Any:
    data = value.data
    if type(data) in _AS_THEY_ARE:
        return data
    if isinstance(data, tuple):
        return [_plain(item) for item in data]
    if isinstance(data, dict):
        return {name: _plain(item) for name, item in data.items()}
    if isinstance(data, JsonString):
        return data.text if data.inner.known else UNKNOWN
    if isinstance(data, PartialString | ResourceObject):
        return UNKNOWN
    if isinstance(data, Fraction):
        return float(data)
    return data


def _merged(value: Value) -> tuple[Trace, ...]:
    data = value.data
    inner = (data.inner,) if isinstance(data, JsonString) else _elements(data)
    found: dict[Trace, None] = {}
    for item in inner:
        if len(found) >= _MAX_TRACES:
            break
        for trace in value.through(item).origins:
            found[trace] = None
    return tuple(found) or value.origin.traces()
