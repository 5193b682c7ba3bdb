"""Taking elements out of values: `collection[key]` and `value.name`.

https://developer.hashicorp.com/terraform/language/expressions/references#references-to-resource-attributes
"""

from __future__ import annotations

from typing import Final

from ...source import Span
from ..errors import EvaluationError
from ..origins import Kind, Origin, leaf, mix
from ..types import DYNAMIC, NUMBER, STRING, ListType, MapType, ObjectType, Primitive, SetType, TupleType, Type
from ..values import UNKNOWN, ResourceObject, Value, unknown
from .convert import convert
from .equality import is_marked, known_text
from .mismatch import friendly


def index(collection: Value, key: Value, span: Span | None) -> Value:
    """`collection[key]`, with the origin of the element and the way the collection came."""
    if collection.data is None:
        raise EvaluationError("This value is null, so it does not have any indices.", span)
    if key.data is None:
        raise EvaluationError("Can't use a null value as an indexing key.", span)
    data, kind = collection.data, collection.type
    if isinstance(data, ResourceObject):
        return _index_resource(collection, key, span)
    if kind is DYNAMIC or key.type is DYNAMIC:
        return _somewhere(DYNAMIC, collection, key, span)
    if isinstance(kind, ListType | TupleType):
        return _index_sequence(collection, kind, key, span)
    if isinstance(kind, MapType | ObjectType):
        return _index_names(collection, kind, key, span)
    if isinstance(kind, SetType):
        raise EvaluationError(
            "Elements of a set are identified only by their value and don't have any separate index or key to select "
            "with, so it's only possible to perform operations across all elements of the set.",
            span,
        )
    raise EvaluationError("This value does not have any indices.", span)


def _somewhere(kind: Type, collection: Value, key: Value, span: Span | None) -> Value:
    origin = mix(span, (collection.origin, key.origin))
    return unknown(kind, origin, collection.sensitive or is_marked(key))


def _key(key: Value, wanted: Primitive, span: Span | None) -> Value:
    try:
        return convert(key, wanted)
    except EvaluationError as error:
        raise EvaluationError(
            f"The given key does not identify an element in this collection value: {error.message}.", span
        ) from None


_NO_ELEMENT: Final = "The given key does not identify an element in this collection value"


def _index_sequence(collection: Value, kind: ListType | TupleType, key: Value, span: Span | None) -> Value:
    at = _key(key, NUMBER, span).data
    if at is UNKNOWN:
        return _somewhere(kind.element if isinstance(kind, ListType) else DYNAMIC, collection, key, span)
    assert isinstance(at, int | float) or hasattr(at, "denominator")
    if not isinstance(at, int):
        raise EvaluationError(
            f"{_NO_ELEMENT}: indexing a sequence requires a whole number, but the given index has a fractional part.",
            span,
        )
    if at < 0:
        raise EvaluationError(f"{_NO_ELEMENT}: a negative number is not a valid index for a sequence.", span)
    data = collection.data
    if isinstance(data, tuple):
        if at < len(data):
            return _taken(collection, data[at], key)
    elif isinstance(kind, ListType):
        return _somewhere(kind.element, collection, key, span)
    elif at < len(kind.elements):
        return _somewhere(kind.elements[at], collection, key, span)
    if data == ():
        raise EvaluationError(f"{_NO_ELEMENT}: the collection has no elements.", span)
    raise EvaluationError(
        f"{_NO_ELEMENT}: the given index is greater than or equal to the length of the collection.", span
    )


def _index_names(collection: Value, kind: MapType | ObjectType, key: Value, span: Span | None) -> Value:
    text = _key(key, STRING, span)
    name = known_text(text)
    if name is None:
        return _somewhere(kind.element if isinstance(kind, MapType) else DYNAMIC, collection, key, span)
    data = collection.data
    if isinstance(data, dict):
        if name in data:
            return _taken(collection, data[name], key)
    elif isinstance(kind, MapType):
        return _somewhere(kind.element, collection, key, span)
    else:
        # Terraform looks for the attribute when the object is known, and until then does not know its type.
        return _somewhere(kind.by_name.get(name, DYNAMIC), collection, key, span)
    raise EvaluationError(f"{_NO_ELEMENT}.", span)


def _taken(collection: Value, element: Value, key: Value) -> Value:
    found = collection.through(element)
    return found.marked() if is_marked(key) and not isinstance(collection.type, ObjectType) else found


def _index_resource(collection: Value, key: Value, span: Span | None) -> Value:
    name = known_text(key)
    return _somewhere(DYNAMIC, collection, key, span) if name is None else attribute(collection, name, span)


def attribute(value: Value, name: str, span: Span | None) -> Value:
    """`value.name`, with the origin of the attribute and the way the object came."""
    data = value.data
    if data is None:
        raise EvaluationError("This value is null, so it does not have any attributes.", span)
    if isinstance(data, ResourceObject):
        found = data.read(name)
        if found is None:
            raise EvaluationError(f'This object does not have an attribute named "{name}".', span)
        return value.through(found)
    if isinstance(data, dict) and name in data:
        return value.through(data[name])
    kind = value.type
    if isinstance(data, dict):
        if isinstance(kind, MapType):
            raise EvaluationError(f'This map does not have an element with the key "{name}".', span)
        raise EvaluationError(f'This object does not have an attribute named "{name}".', span)
    if isinstance(kind, MapType):
        return _of_unknown(value, kind.element, name, span)
    if isinstance(kind, ObjectType):
        if name not in kind.by_name:
            raise EvaluationError(f'This object does not have an attribute named "{name}".', span)
        return _of_unknown(value, kind.by_name[name], name, span)
    if kind is DYNAMIC:
        return _of_unknown(value, DYNAMIC, name, span)
    raise EvaluationError("Can't access attributes on " + _refusal(kind), span)


def _refusal(kind: Type) -> str:
    if isinstance(kind, ListType | TupleType):
        return "a list of values. Did you mean to access an attribute for a specific element of the list?"
    if isinstance(kind, SetType):
        return "a set of values. Did you mean to access an attribute across all elements of the set?"
    return f"a primitive-typed value ({friendly(kind)})."


def _of_unknown(value: Value, kind: Type, name: str, span: Span | None) -> Value:
    """An attribute of what is not known: where that is one reference, it is that reference with the name behind it."""
    origin = _deeper(value.origin, name, span)
    return unknown(kind, origin, value.sensitive)


def _deeper(origin: Origin, name: str, span: Span | None) -> Origin:
    if origin.kind is Kind.LEAF and origin.ref is not None and not origin.ref.endswith(")"):
        return leaf(f"{origin.ref}.{name}", span or origin.span)
    if origin.kind is Kind.HOP:
        return Origin(Kind.HOP, origin.ref, origin.span, (_deeper(origin.inputs[0], name, span),))
    return mix(span, (origin,))
