"""Where a value came from: a small graph from the place of use down to literals and references.

A node is made when a literal is read, a reference is followed or values are combined; nothing is rendered until
somebody asks. Graphs are shared between values and never changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Final, final

from ..source import Location, Span


class Kind(IntEnum):
    """What a node of the graph says."""

    NOWHERE = 0  # made by nobody: the engine's own constants
    LITERAL = 1  # written in the source or given as a variable's value
    LEAF = 2  # read from what only a provider, the caller or the clock knows
    HOP = 3  # handed on unchanged by a local, variable, output, resource attribute or iterator
    MIX = 4  # made by an operator, a template or a function from its inputs
    CHOICE = 5  # chosen by a conditional (or one of its inputs, where the condition is unknown)


# Looking a member up in its enumeration is slow in Python 3.11, and evaluation asks for this one all the time.
_HOP: Final = Kind.HOP


@dataclass(frozen=True, slots=True)
class Hop:
    """One station on the way from a value's definition to its use: what handed it on, and where it was read there."""

    ref: str
    location: Location | None


@dataclass(frozen=True, slots=True, repr=False)
class Trace:
    """One thing that a value was made from, and the way it came.

    `ref` is the reference (`data.aws_ecr_repository.web.repository_url`, `var.image` without a value, `timestamp()`),
    or None for a literal; `location` is where that stands; `hops` lead from there to the use, nearest first.
    `reason` says why it is not known, where that is not plain from the reference.
    """

    ref: str | None
    location: Location | None
    hops: tuple[Hop, ...] = ()
    reason: str = ""

    @property
    def is_literal(self) -> bool:
        """Whether the text itself stands in the source (or was given as a variable)."""
        return self.ref is None

    def matches(self, pattern: str) -> bool:
        """Whether the reference, or one that handed it on, starts with the pattern (see `Value.comes_from`)."""
        starts = _compiled(pattern).match
        return any(starts(ref) for ref in (self.ref, *(hop.ref for hop in self.hops)) if ref is not None)

    def __repr__(self) -> str:
        return f"<Trace {self}>"

    def __str__(self) -> str:
        first = "literal" if self.ref is None else self.ref
        place = f" ({self.location})" if self.location else ""
        return first + place + "".join(f" <- {hop.ref}" for hop in self.hops)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    """`data.aws_x.*.y` as a regular expression: a star is one name with its instance key, module paths may precede."""
    pieces = [r"[^.\[]+(?:\[[^\]]*\])?" if piece == "*" else re.escape(piece) for piece in pattern.split(".")]
    return re.compile(r"(?:module\.[^.\[]+(?:\[[^\]]*\])?\.)*" + r"\.".join(pieces) + r"(?=$|[.\[])")


KeyOrigins = Callable[[str], "Origin | None"]
"""Where a key of a map or object came from; None where it has no such key."""

_MAX_TRACES = 256
_MAX_VISITS = 20_000
_MAX_MERGED = 20
_Way = tuple["Origin", "_Way | None"] | None  # the hops from a node to the use, as a linked list


@final
class Origin:
    """A node: its kind, the reference or function it names, the span where it stands, and what it was made from.

    `keys` is set for maps and objects whose keys have places of their own. `condition` is set for what cannot be chosen
    yet: the origin of the condition, from which the value does not come.
    """

    __slots__ = ("condition", "inputs", "keys", "kind", "reason", "ref", "span")

    def __init__(
        self,
        kind: Kind,
        ref: str | None = None,
        span: Span | None = None,
        inputs: tuple[Origin, ...] = (),
        reason: str = "",
        keys: KeyOrigins | None = None,
        condition: Origin | None = None,
    ) -> None:
        self.kind = kind
        self.ref = ref
        self.span = span
        self.inputs = inputs
        self.reason = reason
        self.keys = keys
        self.condition = condition

    def after(self, way: Origin) -> Origin:
        """This origin with the hops of `way` (how the collection around it came) put in front."""
        hops: list[Origin] = []
        while way.kind is _HOP:
            hops.append(way)
            way = way.inputs[0]
        node = self
        for each in reversed(hops):
            node = Origin(_HOP, each.ref, each.span, (node,))
        return node

    def key(self, name: str) -> Origin:
        """The origin of a key of the map or object that this is the origin of, and the way by which that came."""
        made = self.behind_hops
        return (_key(made, name) or Origin(Kind.MIX, None, made.span)).after(self)

    @property
    def behind_hops(self) -> Origin:
        """The node that made the value, behind all that handed it on."""
        node = self
        while node.kind is _HOP:
            node = node.inputs[0]
        return node

    def definition(self) -> Span | None:
        """The span to edit: behind all hops, the literal, reference or expression; else the last place it was read."""
        node, found = self, self.span
        while node.kind is Kind.HOP:
            node = node.inputs[0]
            found = node.span or found
        return found

    def traces(self) -> tuple[Trace, ...]:
        """The literals and references below this node, each once, in the order of the text; the first 256 of them."""
        found: dict[Trace, None] = {}
        # Nodes are shared, and the ways to one can be more than there are atoms: both numbers are bounded.
        seen: dict[tuple[int, int], _Way] = {}
        waiting: list[tuple[Iterator[Origin], _Way]] = [(iter((self,)), None)]
        while waiting and len(found) < _MAX_TRACES and len(seen) < _MAX_VISITS:
            inputs, way = waiting[-1]
            node = next(inputs, None)
            if node is None:
                waiting.pop()
            elif (id(node), id(way)) not in seen:
                seen[id(node), id(way)] = way
                if node.kind is Kind.LITERAL or node.kind is Kind.LEAF:
                    found[Trace(node.ref, _location(node), _hops(way), node.reason)] = None
                else:
                    waiting.append((iter(node.inputs), (node, way) if node.kind is _HOP else way))
        return tuple(found)


def _key(made: Origin, name: str) -> Origin | None:
    """Of the maps that were put together to one, the last that has the key decides."""
    if made.kind is Kind.LEAF or made.kind is Kind.LITERAL:
        return made
    if made.keys is not None:
        return made.keys(name)
    for item in reversed(made.inputs[-_MAX_MERGED:] if made.ref is not None or made.kind is Kind.CHOICE else ()):
        inner = item.behind_hops
        found = inner.keys(name) if inner.keys is not None else None
        if found is not None:
            return found.after(item)
    return None


def _location(node: Origin) -> Location | None:
    return node.span.location if node.span is not None else None


def _hops(way: _Way) -> tuple[Hop, ...]:
    hops: list[Hop] = []
    while way is not None:
        node, way = way
        hops.append(Hop(node.ref or "", _location(node)))
    return tuple(hops)


NOWHERE = Origin(Kind.NOWHERE)

COMPOSED: Final = "a text of several pieces"
"""What a node of kind MIX names that is a text put together from its inputs, in their order."""


def literal(span: Span) -> Origin:
    """Written here."""
    return Origin(Kind.LITERAL, None, span)


def leaf(ref: str, span: Span | None = None, reason: str = "") -> Origin:
    """Read here from something that only a provider, the caller or the clock knows (`reason`: why we do not)."""
    return Origin(Kind.LEAF, ref, span, (), reason)


def hop(ref: str, span: Span | None, inner: Origin) -> Origin:
    """Handed on by `ref`, which was read at `span`."""
    return Origin(_HOP, ref, span, (inner,))


def mix(
    span: Span | None, inputs: tuple[Origin, ...], ref: str | None = None, keys: KeyOrigins | None = None
) -> Origin:
    """Made at `span` from `inputs`, by the function `ref` if it is one."""
    return Origin(Kind.MIX, ref, span, inputs, "", keys)


def choice(span: Span | None, inputs: tuple[Origin, ...], condition: Origin | None = None) -> Origin:
    """Chosen at `span` from `inputs`; `condition` is the origin of a condition that is not known."""
    return Origin(Kind.CHOICE, None, span, inputs, "", None, condition)
