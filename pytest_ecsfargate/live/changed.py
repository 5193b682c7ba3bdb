"""A value that AWS tells, held against the one that was applied: what differs does not come from the source."""

from __future__ import annotations

import re

from ..hcl.origins import leaf
from ..hcl.types import SetType
from ..hcl.values import UNKNOWN, Data, JsonString, PartialString, Value
from ..plan.evidence import DIFFERS
from ..plan.overlay_values import is_empty, partners, same


def on_source(live: Value, applied: Value | None, path: str, in_json: bool = False) -> Value:
    """The live value. Every part that is as it was applied has the origin and the place of that; other parts have none.

    `path` names it, as `aws_lb_target_group.web.health_check[0].matcher`. What was not known when it was applied, AWS
    has decided. To providers nothing and zero are one: then it is as it was applied. Inside of JSON the elements of a
    list may stand in another order.
    """
    if applied is None:
        return live.at(leaf(path, None, DIFFERS)) if not is_empty(live) else live
    data, there = live.data, applied.data
    if there is UNKNOWN or (isinstance(there, PartialString) and _may_be(data, there)):
        return Value(data, live._type, applied.origin, live.sensitive or applied.sensitive)
    if same(data, there) or (is_empty(live) and (is_empty(applied) or there in (0, False))):
        return applied
    if isinstance(data, dict) and isinstance(there, dict):
        items: Data = {key: on_source(item, there.get(key), f"{path}.{key}", in_json) for key, item in data.items()}
        return Value(items, applied._type, applied.origin, applied.sensitive)
    if isinstance(data, tuple) and isinstance(there, tuple):
        return Value(_elements(data, there, applied, path, in_json), applied._type, applied.origin, applied.sensitive)
    if isinstance(data, str) and data.lstrip()[:1] in ("{", "["):
        inside, before = live.decoded, applied.decoded
        if inside is not None and before is not None:
            return Value(
                JsonString(on_source(inside, before, path, in_json=True)), None, applied.origin, applied.sensitive
            )
    return Value(data, live._type, leaf(path, applied.span, DIFFERS), applied.sensitive)


def _may_be(data: Data, partial: PartialString) -> bool:
    """Whether a text is a string with its unknown parts filled in."""
    parts = (re.escape(part.data) if isinstance(part.data, str) else ".*" for part in partial.parts)
    return isinstance(data, str) and re.fullmatch("".join(parts), data, re.DOTALL) is not None


def _elements(
    live: tuple[Value, ...], applied: tuple[Value, ...], whole: Value, path: str, in_json: bool
) -> tuple[Value, ...]:
    pairs = partners(live, applied, free=isinstance(whole.type, SetType), in_json=in_json)
    return tuple(
        on_source(item, partner, f"{path}[{at}]", in_json)
        for at, (item, partner) in enumerate(zip(live, pairs, strict=True))
    )
