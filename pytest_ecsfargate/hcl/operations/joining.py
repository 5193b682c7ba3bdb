"""String templates: the parts of a string put together, with what is not known left visible.

https://developer.hashicorp.com/terraform/language/expressions/strings#string-templates
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ...source import Span
from ..errors import EvaluationError
from ..origins import COMPOSED, Origin, mix
from ..parsing.quoting import normal
from ..types import STRING
from ..values import UNKNOWN, PartialString, Value, unknown
from .convert import convert
from .equality import is_marked, known_text

__all__ = ["Composed", "normal", "put_together", "template"]

_JSON_STARTS: Final = ("{", "[", " ", "\n", "\t")


class Composed(str):
    """A known string that was put together from pieces and may be JSON: they tell where each element came from.

    It is the plain string to everybody but the JSON reader.
    """

    __slots__ = ("pieces",)

    pieces: tuple[Value, ...]


def template(parts: list[Value], span: Span | None) -> Value:
    """The parts as one string. Parts that are not known stay visible as parts of a PartialString."""
    pieces: list[Value] = []
    for part in parts:
        pieces.extend(_pieces(part, span))
    origin = mix(span, tuple(part.origin for part in parts if part.data != "" or len(parts) == 1), COMPOSED)
    return put_together(pieces, span, origin)


def put_together(pieces: Sequence[Value], span: Span | None, origin: Origin, within: bool = False) -> Value:
    """One string from strings: known pieces that touch become one, the others are kept.

    `within` says that it is a part of a larger one, which may be JSON even where this part does not look like it.
    """
    sensitive = any(is_marked(piece) for piece in pieces)
    if all(known_text(piece) is not None for piece in pieces):
        text = normal("".join(known_text(piece) or "" for piece in pieces))
        if len(pieces) > 1 and (within or text[:1] in _JSON_STARTS):
            text = Composed(text)
            text.pieces = tuple(pieces)
        return Value(text, STRING, origin, sensitive)
    return Value(PartialString(tuple(_merged(pieces, span))), STRING, origin, sensitive)


def _pieces(part: Value, span: Span | None) -> Sequence[Value]:
    if part.data is None:
        raise EvaluationError("The expression result is null. Cannot include a null value in a string template.", span)
    if part.data is UNKNOWN and part.type is not STRING:
        # Terraform judges the type of what it puts in only when it is known.
        return [unknown(STRING, part.origin, part.sensitive)]
    try:
        text = convert(part, STRING)
    except EvaluationError as error:
        raise EvaluationError(f"Cannot include the given value in a string template: {error.message}.", span) from None
    if isinstance(text.data, PartialString):
        return [piece.marked() for piece in text.data.parts] if text.sensitive else text.data.parts
    return [text]


def _merged(pieces: Sequence[Value], span: Span | None) -> list[Value]:
    """Known text next to known text becomes one part, made from the origins of both."""
    merged: list[Value] = []
    run: list[Value] = []
    for piece in pieces:
        known = known_text(piece)
        if known is not None:
            if known:
                run.append(piece)
            continue
        _flush(run, merged, span)
        merged.append(piece)
    _flush(run, merged, span)
    return merged


def _flush(run: list[Value], merged: list[Value], span: Span | None) -> None:
    if len(run) == 1 and isinstance(run[0].data, str):
        merged.append(run[0])
    elif run:
        origin = mix(span, tuple(piece.origin for piece in run), COMPOSED)
        merged.append(put_together(run, span, origin, within=True))
    run.clear()
