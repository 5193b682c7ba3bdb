"""All of Terraform's functions by name, and how one is called.

https://developer.hashicorp.com/terraform/language/functions
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ...source import Span
from ..errors import EvaluationError, Unrecoverable
from ..operations.convert import convert
from ..operations.numbers import TooLarge
from ..origins import leaf, mix
from ..secrets import without_secrets
from ..types import DYNAMIC, SetType
from ..values import UNKNOWN, Value, unknown
from . import (
    collection,
    combining,
    date_and_time,
    encoding,
    filesystem,
    formatting,
    hash_and_crypto,
    ip_network,
    lists,
    numeric,
    patterns,
    provider,
    sets,
    string,
    type_conversion,
)
from .context import FunctionContext
from .declaring import (
    FUNCTIONS,
    Call,
    Function,
    NotCertain,
    Parameter,
    Spend,
    check_count,
    is_ready,
    unlimited,
)
from .files import OutOfReach
from .shared import elements_origin

__all__ = ["FunctionContext", "call", "names"]

_CHAPTERS: Final = (
    collection,
    combining,
    date_and_time,
    encoding,
    filesystem,
    formatting,
    hash_and_crypto,
    ip_network,
    lists,
    numeric,
    patterns,
    provider,
    sets,
    string,
    type_conversion,
)

SPECIAL_FORMS: Final = frozenset({"can", "try"})
"""Evaluated without their arguments being evaluated first, so not here."""


def names() -> frozenset[str]:
    """Every name that an expression may call, `core::` and provider functions left out."""
    return frozenset(name for name in FUNCTIONS if "::" not in name) | SPECIAL_FORMS


def call(
    name: str, args: Sequence[Value], context: FunctionContext, span: Span | None = None, spend: Spend = unlimited
) -> Value:
    """The result of a function on evaluated arguments. Raises EvaluationError where Terraform refuses the call.

    Every call pays for the size of its arguments before it is made and for that of its result; functions that do more
    than to look at each element once pay for that themselves.
    """
    spend(1 + _work(args), span)
    found = FUNCTIONS.get(name.removeprefix("core::"))
    if found is None:
        if name.startswith("provider::"):
            return _not_ours(name, args, span)
        raise EvaluationError(f'There is no function named "{name}".', span)
    check_count(found, args, span)
    # To make a set is to look at each element several times.
    of_sets = [value for at, value in enumerate(args) if isinstance(found.parameter(at).type, SetType)]
    spend(sum(value.facts.weight for value in of_sets), span)
    converted = [_argument(found, position, value, span) for position, value in enumerate(args)]
    if context.files is not None and any(parameter.file for parameter in found.parameters):
        context.files.note(converted[0].data if isinstance(converted[0].data, str) else None)
    deep = found.marks == "deep"
    sensitive = found.marks != "none" and any(value.any_sensitive if deep else value.sensitive for value in converted)
    the_call = Call(found.name, context, span, tuple(value.origin for value in args), sensitive, found.returns, spend)
    taken = [(value, found.parameter(position)) for position, value in enumerate(converted)]
    for value, parameter in taken:
        if value.data is None and not parameter.null:
            raise EvaluationError(_invalid(parameter, "argument must not be null"), span)
        if value.data is UNKNOWN and value.type is DYNAMIC and not parameter.open:
            # Terraform does not look at the arguments behind it, either. What is known of them is among the origins.
            open_result = replace(the_call, origins=tuple(map(elements_origin, converted))).unknown(type=DYNAMIC)
            return _hiding(open_result, found, converted)
    ready = all(is_ready(value, parameter.needs) for value, parameter in taken)
    result = _run(found, the_call, converted, span) if ready else the_call.unknown()
    spend(_work([result]), span)
    return _hiding(result, found, converted)


def _hiding(result: Value, found: Function, args: Sequence[Value]) -> Value:
    """Of a result that is not known: the marks that would be on its elements have no other place than on it."""
    if result.data is not UNKNOWN or found.marks == "none":
        return result
    return result.marked(result.sensitive or any(value.any_sensitive for value in args))


def _work(values: Sequence[Value]) -> int:
    return sum(value.facts.weight for value in values) >> 3


def _argument(found: Function, position: int, value: Value, span: Span | None) -> Value:
    parameter = found.parameter(position)
    try:
        return convert(value, parameter.type)
    except EvaluationError as error:
        raise EvaluationError(_invalid(parameter, error.message), span) from None


def _invalid(parameter: Parameter, why: str) -> str:
    return f'Invalid value for "{parameter.name}" parameter: {why}.'


def _run(found: Function, the_call: Call, args: list[Value], span: Span | None) -> Value:
    try:
        result = found.run(the_call, *args)
    except Unrecoverable:
        raise
    except EvaluationError as error:
        message = without_secrets(error.message.rstrip("."), args)
        raise EvaluationError(f'Call to function "{found.name}" failed: {message}.', error.span or span) from None
    except (NotCertain, OutOfReach) as doubt:
        return the_call.unknown(str(doubt))
    except TooLarge:
        return the_call.unknown("the number is too large")
    if not isinstance(result, Value):
        return the_call.result(result, None if found.returns is DYNAMIC else found.returns)
    return result.marked() if the_call.sensitive and not result.sensitive else result


def _not_ours(name: str, args: Sequence[Value], span: Span | None) -> Value:
    reason = "functions of providers are not evaluated"
    origins = (leaf(f"{name}()", span, reason), *(value.origin for value in args))
    return unknown(DYNAMIC, mix(span, origins, name), any(value.any_sensitive for value in args))
