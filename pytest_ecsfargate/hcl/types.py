"""Terraform's types: https://developer.hashicorp.com/terraform/language/expressions/type-constraints.

Types are immutable and compare by what they mean. `DYNAMIC` is the type of what may still be anything (`any`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class Type:
    """A type of Terraform's language; see the subclasses."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Primitive(Type):
    """string, number, bool, or the placeholder `dynamic`."""

    name: str

    def __str__(self) -> str:
        return self.name


STRING = Primitive("string")
NUMBER = Primitive("number")
BOOL = Primitive("bool")
DYNAMIC = Primitive("dynamic")


@dataclass(frozen=True, slots=True)
class ListType(Type):
    """list(element)"""

    element: Type

    def __str__(self) -> str:
        return f"list({self.element})"


@dataclass(frozen=True, slots=True)
class SetType(Type):
    """set(element)"""

    element: Type

    def __str__(self) -> str:
        return f"set({self.element})"


@dataclass(frozen=True, slots=True)
class MapType(Type):
    """map(element)"""

    element: Type

    def __str__(self) -> str:
        return f"map({self.element})"


@dataclass(frozen=True, slots=True)
class TupleType(Type):
    """tuple([…]): a fixed number of elements, each with its own type."""

    elements: tuple[Type, ...]

    def __str__(self) -> str:
        return f"tuple([{', '.join(map(str, self.elements))}])"


@dataclass(frozen=True, slots=True)
class ObjectType(Type):
    """object({…}): `attributes` sorted by name; `optional` names those that a conversion may fill with null."""

    attributes: tuple[tuple[str, Type], ...]
    optional: frozenset[str] = frozenset()

    @classmethod
    def of(cls, attributes: Mapping[str, Type], optional: frozenset[str] = frozenset()) -> ObjectType:
        """An object type of these attributes, in any order."""
        return cls(tuple(sorted(attributes.items())), optional)

    @property
    def by_name(self) -> dict[str, Type]:
        """The attributes' types by name."""
        return dict(self.attributes)

    def __str__(self) -> str:
        return f"object({{{', '.join(f'{name}={kind}' for name, kind in self.attributes)}}})"


def from_json(shape: Any) -> Type:
    """A type from the JSON form that `terraform show -json` and `providers schema -json` use.

    `"string"`, `["list", T]`, `["object", {name: T}, [optional names]]`, … Raises ValueError on anything else.
    """
    if isinstance(shape, str):
        primitive = {"string": STRING, "number": NUMBER, "bool": BOOL, "dynamic": DYNAMIC}.get(shape)
        if primitive is not None:
            return primitive
    elif isinstance(shape, list) and len(shape) >= 2:
        collection = {"list": ListType, "set": SetType, "map": MapType}.get(shape[0])
        if collection is not None:
            return collection(from_json(shape[1]))
        if shape[0] == "tuple":
            return TupleType(tuple(from_json(item) for item in shape[1]))
        if shape[0] == "object":
            optional = frozenset(shape[2]) if len(shape) > 2 else frozenset()
            return ObjectType.of({name: from_json(item) for name, item in shape[1].items()}, optional)
    raise ValueError(f"not a Terraform type in JSON: {shape!r}")
