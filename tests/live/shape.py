"""Whether what a reader answers has the shape that the provider's schema gives a resource."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_ecsfargate.aws.schema import AWS_EXTRACT
from pytest_ecsfargate.hcl.schema import BlockSchema
from pytest_ecsfargate.hcl.types import BOOL, NUMBER, STRING, ListType, MapType, ObjectType, SetType, Type


def misfits(kind: str, attributes: Mapping[str, Any]) -> list[str]:
    """The paths of what the schema does not have, or has otherwise. Raises KeyError for a type that it lacks."""
    schema = AWS_EXTRACT.resource(kind)
    if schema is None:
        raise KeyError(kind)
    return list(_in_block(schema, attributes, ""))


def _in_block(schema: BlockSchema, content: Mapping[str, Any], above: str) -> Iterator[str]:
    for name, value in content.items():
        path = f"{above}{name}"
        if name in schema.attributes:
            if not (value is None or _is(schema.attributes[name].type, value)):
                yield f"{path}: {value!r}"
        elif name not in schema.blocks or not isinstance(value, list):
            yield path
        else:
            for item in value:
                yield from _in_block(schema.blocks[name].block, item, f"{path}.")


def _is(kind: Type, value: object) -> bool:
    match kind:
        case ListType() | SetType():
            return isinstance(value, list) and all(_is(kind.element, each) for each in value)
        case MapType():
            return isinstance(value, dict) and all(_is(kind.element, each) for each in value.values())
        case ObjectType():
            return (
                isinstance(value, dict)
                and value.keys() == kind.by_name.keys()
                and all(_is(each, value[name]) for name, each in kind.attributes)
            )
    kinds: dict[Type, tuple[type[object], ...]] = {STRING: (str,), BOOL: (bool,), NUMBER: (int, float)}
    return isinstance(value, kinds[kind]) and isinstance(value, bool) == (kind == BOOL)
