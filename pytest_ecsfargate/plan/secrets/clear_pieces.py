"""What stands in the clear in a string that is not known as a whole: literals that may be chosen, text around it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...aws.secret_names import is_placeholder, is_reference
from ...hcl.origins import COMPOSED, Kind, Origin
from ...hcl.values import PartialString, Value

_SEPARATORS = " \t\r\n-_.:,;/@=&?#|+~()[]{}\"'"
_SCHEMES = ("bearer", "basic", "token", "negotiate", "apikey")
# Behind something unknown a name or a tag is more likely than a password: only a mixture counts.
_MIXTURE = re.compile(r"(?<![A-Za-z0-9])(?=[a-z]*[0-9])(?=[0-9]*[a-z])[a-z0-9]{6,128}", re.IGNORECASE)
# Functions that hand on one of their arguments, and those that only rewrite the first.
_CHOOSING = {"coalesce": slice(None), "try": slice(None), "lookup": slice(0, None, 2)}
_REWRITING = ("tostring", "nonsensitive", "sensitive", "trimspace", "chomp", "upper", "lower", "base64encode")
_DEEPEST = 100
_MOST_NODES = 2_000


def holds_clear_text(value: Value) -> bool:
    """Whether a string of a secret, not all of it known, has a piece that is written in the clear.

    Separators, placeholders, and what begins a path, a URL or a `key=` are no such pieces.
    """
    parts = value.data.parts if isinstance(value.data, PartialString) else (value,)
    for position, part in enumerate(parts):
        if isinstance(part.data, str):
            if _is_clear(part.data, leading=position == 0):
                return True
        elif any(not is_placeholder(text) and not is_reference(text) for text in _chosen(part.origin)):
            return True
    return False


def named_literals(value: Value) -> Iterator[tuple[str, str]]:
    """The pairs of `name` and `value` in a list of which it is not known how many elements it has, where literals."""
    stack = [value.origin]
    for _ in range(_MOST_NODES):
        if not stack:
            return
        node = stack.pop()
        name, held = (node.keys("name"), node.keys("value")) if node.keys is not None else (None, None)
        if name is not None and held is not None:
            yield from ((written, text) for written in _chosen(name) for text in _chosen(held))
        else:
            stack.extend(reversed(node.inputs))


def _is_clear(text: str, *, leading: bool) -> bool:
    bare = text.strip(_SEPARATORS)
    if not bare or is_placeholder(bare):
        return False
    if leading:
        return "/" not in text and not text.rstrip().endswith("=") and bare.lower() not in _SCHEMES
    return text[0] not in ":/.?#@&" and _MIXTURE.search(text) is not None


def _chosen(origin: Origin, depth: int = 0) -> Iterator[str]:
    """The texts of the literals that a value may turn out to be, or to begin with."""
    if depth > _DEEPEST:
        return
    if origin.kind is Kind.LITERAL:
        text = origin.span.text if origin.span is not None else ""
        yield text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text
        return
    for inner in _alternatives(origin):
        for text in _chosen(inner, depth + 1):
            if origin.kind is not Kind.MIX or origin.ref not in (None, COMPOSED) or _is_clear(text, leading=True):
                yield text


def _alternatives(origin: Origin) -> tuple[Origin, ...]:
    if origin.kind in (Kind.HOP, Kind.CHOICE) or origin.keys is not None:
        return origin.inputs
    if origin.kind is not Kind.MIX:
        return ()
    name = (origin.ref or "").removeprefix("core::")
    if name in _CHOOSING:
        return origin.inputs[_CHOOSING[name]]
    return origin.inputs[:1] if name in _REWRITING or name in ("", COMPOSED) else ()
