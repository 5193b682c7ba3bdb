"""What a value is, handed on unchanged, as against what it was made from.

`aws_ecs_cluster.main.name` is the name of that cluster, through any locals, modules, conditions and choices of an
element. `"${aws_ecs_cluster.main.name}-old"` is not: it begins with that name, and something stands behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from ..hcl.origins import COMPOSED, NOWHERE, Kind, Origin
from ..hcl.values import Value

ANY_TEXT: Final = "\0"
"""Stands for text that is not known."""

# Functions that hand on one of their arguments, or of the elements of it: which arguments these are.
_KEEPING: Final[Mapping[str, slice]] = {
    **dict.fromkeys(("coalesce", "coalescelist", "try", "concat", "merge", "setunion"), slice(None)),
    **dict.fromkeys(("element", "slice", "one", "values", "flatten", "compact", "distinct"), slice(0, 1)),
    **dict.fromkeys(("reverse", "sort", "matchkeys", "setsubtract", "chunklist"), slice(0, 1)),
    **dict.fromkeys(("tostring", "tolist", "toset", "tomap", "sensitive", "nonsensitive"), slice(0, 1)),
    **dict.fromkeys(("trimspace", "chomp"), slice(0, 1)),  # no name or ARN has white space around it
    "lookup": slice(0, None, 2),
    "zipmap": slice(1, 2),
}
_CONSTRUCTOR: Final = re.compile(r"[\[{]")
_STEP: Final = re.compile(r"(?:\.([A-Za-z_][\w-]*)|\[(?:\d+|\"([A-Za-z_][\w-]*)\")\])$")
_FORMAT_STARTS_WITH_ARGUMENT: Final = re.compile(r'"%(?:\[1\])?[sv]([^%"]*)')
_NOWHERE_IN_NAMES: Final = ('"https://"', '"http://"')
_EVERYTHING: Final = re.compile(r'"/\^?\.[*+]\$?/"')
_MAX_READINGS, _MAX_DEPTH = 256, 100


@dataclass(frozen=True, slots=True)
class Step:
    """A reference that a value begins with: what is known to stand behind it, and the function that changes it.

    `behind` is empty where the reference is all of the value.
    """

    ref: str
    behind: str = ""
    changed_by: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether the value is what the reference gives, and nothing else."""
        return not self.behind and not self.changed_by


@dataclass(frozen=True, slots=True)
class Reading:
    """One of the things that a value may be, or begin with: the references that handed it on, the last one first read.

    `origin` is that thing with its way to the value. `complete` says that it ends in a reference that is not resolved
    any further, so that the steps say all that is known of it.
    """

    steps: tuple[Step, ...]
    origin: Origin
    complete: bool


def readings(value: Value) -> tuple[Reading, ...]:
    """What a value may be, or begin with: several where a condition or an index that is not known yet chooses."""
    return tuple(islice(_readings(value.origin, "", "", 0), _MAX_READINGS))


def reference(origin: Origin) -> str | None:
    """The reference that a value is, handed on unchanged, or what functions make of it; None for something else."""
    origin = origin.behind_hops
    if origin.kind is Kind.MIX and origin.ref is not None and len(origin.inputs) == 1:
        inner = reference(origin.inputs[0])
        return None if inner is None else f"{origin.ref}({inner})"
    return _leaf(origin)


def _leaf(origin: Origin) -> str | None:
    return origin.ref if origin.kind is Kind.LEAF and not (origin.ref or "").endswith(")") else None


def path(origin: Origin) -> str | None:
    """The reference that a value is, also with constant steps behind it: `aws_db_instance.main.secret[0].arn`."""
    made = origin.behind_hops
    if made.kind is not Kind.MIX or made.ref is not None or made.span is None:
        return _leaf(made)
    step = _STEP.search(made.span.text)
    whole, *keys = made.inputs or (NOWHERE,)
    if step is None or len(keys) != step[0].count("[") or any(key.kind is not Kind.LITERAL for key in keys):
        return None
    if whole.span is not None and whole.span.text.startswith(("*", "[*]")):
        return _leaf(whole)  # what a splat reads of each element
    before = path(whole)
    name = step[1] or step[2]
    return None if before is None else before + (f".{name}" if name else step[0])


def _readings(origin: Origin, behind: str, changed_by: str, depth: int) -> Iterator[Reading]:
    if origin.kind is Kind.HOP:
        step = Step(origin.ref or "", behind, changed_by)
        for inner in _readings(origin.inputs[0], behind, changed_by, depth + 1):
            way = Origin(Kind.HOP, origin.ref, origin.span, (inner.origin,))
            yield Reading((step, *inner.steps), way, inner.complete)
    elif origin.kind is Kind.LEAF:
        yield Reading((Step(origin.ref or "", behind, changed_by),), origin, complete=True)
    elif origin.kind is Kind.CHOICE:
        for arm in origin.inputs:
            yield from _readings(arm, behind, changed_by, depth + 1)
    elif origin.kind is Kind.MIX and origin.inputs and depth < _MAX_DEPTH:
        yield from _made(origin, behind, changed_by, depth)
    else:
        yield Reading((), origin, complete=False)


def _made(origin: Origin, behind: str, changed_by: str, depth: int) -> Iterator[Reading]:
    """What something that was made from others is, or begins with."""
    read = path(origin)
    if read is not None:
        yield Reading((Step(read, behind, changed_by),), origin, complete=True)
        return
    field = _field(origin)
    if field is not None:
        for inner in _readings(field[0], behind, changed_by, depth + 1):
            steps = tuple(Step(step.ref + field[1], step.behind, step.changed_by) for step in inner.steps)
            yield Reading(steps, inner.origin, inner.complete)
        return
    composed = _composed(origin)
    if composed is not None:
        first, follows = composed
        yield from _readings(first, follows + behind, changed_by, depth + 1)
        return
    chosen = _chosen(origin)
    if chosen is None:
        yield from _readings(_changed(origin), behind, changed_by or _name(origin), depth + 1)
        return
    for each in chosen:
        yield from _readings(each, behind, changed_by, depth + 1)


def _name(origin: Origin) -> str:
    return (origin.ref or "").removeprefix("core::")


def _text(origin: Origin) -> str:
    written = origin.definition()
    return written.text if written is not None else ""


def _chosen(origin: Origin) -> tuple[Origin, ...] | None:
    """Those inputs of which the result is one, as it is; None where it is something else."""
    name = _name(origin)
    if name in _KEEPING:
        return origin.inputs[_KEEPING[name]]
    if name == "replace" and len(origin.inputs) > 2 and _EVERYTHING.fullmatch(_text(origin.inputs[1])):
        return origin.inputs[2:3]
    if name == "replace" and _text(origin.inputs[1]) in _NOWHERE_IN_NAMES:
        return origin.inputs[:1]
    if name:
        return None
    if origin.span is not None and _CONSTRUCTOR.match(origin.span.text):
        return origin.inputs
    return _without_beginnings([each for each in origin.inputs if each.kind is not Kind.LITERAL] or [*origin.inputs])


def _without_beginnings(inputs: list[Origin]) -> tuple[Origin, ...]:
    """A splat is made from the block and from the attribute that is read of it: the latter says all."""
    refs = [each.ref or "" for each in inputs if each.kind is Kind.LEAF]
    return tuple(
        each for each in inputs if each.kind is not Kind.LEAF or not any(ref.startswith(f"{each.ref}.") for ref in refs)
    )


def _changed(origin: Origin) -> Origin:
    """The input that a function makes its result of."""
    inputs = [each for each in origin.inputs if not (each.ref or "").endswith("()")] or [*origin.inputs]
    return inputs[-1] if _name(origin) in ("split", "regex", "regexall") else inputs[0]


def _field(origin: Origin) -> tuple[Origin, str] | None:
    """What a piece between separators is cut from, and a mark for it: `/1` for `split("/", x)[1]`, `/-1` for the last.

    ARNs are known to have names in such places.
    """
    name = _name(origin)
    if name == "basename":
        return origin.inputs[0], "/-1"
    if name not in ("", "element") or len(origin.inputs) != 2:
        return None
    whole, index = origin.inputs[0].behind_hops, _text(origin.inputs[1])
    if _name(whole) != "split" or len(whole.inputs) != 2 or not index.isdigit():
        return None
    return whole.inputs[1], _text(whole.inputs[0]).strip('"') + index


def _composed(origin: Origin) -> tuple[Origin, str] | None:
    """What a text begins with, and how that goes on; None where it is not put together from several."""
    name, inputs = _name(origin), origin.inputs
    if name == "format" and len(inputs) > 1:
        return _formatted(inputs)
    if name == "join" and len(inputs) > 1:
        return _joined(inputs)
    if name != COMPOSED:
        return None
    pieces = [each for each in inputs if not _is_nothing(each)] or [*inputs]
    return pieces[0], "".join(map(_beginning, pieces[1:]))


def _formatted(inputs: tuple[Origin, ...]) -> tuple[Origin, str]:
    found = _FORMAT_STARTS_WITH_ARGUMENT.match(_text(inputs[0]))
    if found is None:
        return inputs[0], ANY_TEXT
    ends = found.end() == len(_text(inputs[0])) - 1
    return inputs[1], found[1] + ("" if ends else "".join(map(_beginning, inputs[2:3])) or ANY_TEXT)


def _joined(inputs: tuple[Origin, ...]) -> tuple[Origin, str]:
    separator, items = _text(inputs[0]).strip('"'), inputs[1]
    made = items.behind_hops
    while _name(made) in ("compact", "flatten", "distinct", "tolist"):
        made = made.inputs[0].behind_hops
    if made.kind is Kind.MIX and made.ref is None and made.span is not None and made.span.text.startswith("["):
        return made.inputs[0] if made.inputs else NOWHERE, separator.join(["", *map(_beginning, made.inputs[1:])])
    return items, separator


def _beginning(origin: Origin) -> str:
    """The text that something begins with, as far as that is known and the same whatever is chosen."""
    made = origin.behind_hops
    if made.kind is Kind.LITERAL and made.span is not None:
        return made.span.text.strip('"')
    if made.kind is Kind.CHOICE:
        texts = {_beginning(arm)[:1] for arm in made.inputs} - {""}
        return f"{texts.pop()}{ANY_TEXT}" if len(texts) == 1 else ANY_TEXT if texts else ""
    if made.ref == COMPOSED and made.inputs:
        return _beginning(made.inputs[0]) + ANY_TEXT
    return ANY_TEXT


def _is_nothing(origin: Origin) -> bool:
    """Whether a piece of a string is empty, whatever it is cut from: `substr(…, 0, 0)`."""
    made = origin.behind_hops
    return _name(made) == "substr" and len(made.inputs) == 3 and _text(made.inputs[2]) == "0"
