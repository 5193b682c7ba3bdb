"""Where everything stands on the map: columns from load balancers to what tasks use, each node beside its users."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Final

from ..platform import (
    CLUSTER,
    CONTAINER,
    LISTENER,
    LOAD_BALANCER,
    LOG_GROUP,
    ROLE,
    RULE,
    SECRET,
    SERVICE,
    TARGET_GROUP,
    TASK_DEFINITION,
    Node,
    Platform,
)

COLUMNS: Final = (
    (LOAD_BALANCER,),
    (LISTENER,),
    (RULE,),
    (TARGET_GROUP,),
    (SERVICE,),
    (TASK_DEFINITION,),
    (LOG_GROUP, ROLE, SECRET),
)
ROW: Final = 24
"""Height of a node without containers, and of the head of one with containers, as all here in units of the drawing."""
CONTAINER_ROW: Final = 20
HEAD: Final = 24
"""Height of the line above the drawing with what the columns hold."""
_GAP, _BETWEEN, _PAD = 8, 40, 8
_CHARACTER, _MARGIN, _MARK = 6.7, 18, 32
_LONGEST = 26
_SHORT: Final = {LOG_GROUP: "log ", ROLE: "role ", SECRET: "secret "}


@dataclass(slots=True)
class Box:
    """One or more nodes that are drawn as one, and the nodes drawn in it."""

    nodes: tuple[Node, ...]
    inside: tuple[Node, ...] = ()
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = ROW


@dataclass(slots=True)
class Frame:
    """A cluster around its services."""

    node: Node
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """The map with everything in its place. `heads` are what stands above each column, and where."""

    boxes: tuple[Box, ...]
    frames: tuple[Frame, ...]
    edges: tuple[tuple[Box, Box], ...]
    heads: tuple[tuple[str, float], ...]
    width: float
    height: float


def label(node: Node) -> str:
    """A node's name as it has room, its end first: there is what tells instances apart."""
    room = _LONGEST - len(kind := _SHORT.get(node.kind, ""))
    return kind + (node.name if len(node.name) <= room else "\N{HORIZONTAL ELLIPSIS}" + node.name[1 - room :])


def arranged(platform: Platform, marked: Container[str]) -> Drawing:
    """The map of a platform, with room for a mark on the nodes whose ids are in `marked`."""
    boxes = _boxes(platform)
    owner = {node.id: box for box in boxes for node in box.nodes}
    joined = {(id(a), id(b)): (a, b) for a, b in ((owner[start], owner[end]) for start, end in platform.edges)}
    edges = tuple(joined.values())
    clusters = {node.id: node for node in platform.nodes if node.kind == CLUSTER}
    order = _lanes(boxes, edges, list(clusters))
    columns = [
        sorted((box for box in boxes if box.nodes[0].kind in kinds), key=lambda box: order[id(box)])
        for kinds in COLUMNS
    ]
    columns = [column for column in columns if column]
    _across(columns, marked)
    _down(columns, edges, clusters)
    frames = _frames(boxes, clusters)
    everything: tuple[Box | Frame, ...] = (*boxes, *frames)
    top = min((each.y for each in everything), default=0) - _GAP
    for each in everything:
        each.y -= top
    heads = tuple((_head(column), column[0].x) for column in columns)
    width = max((each.x + each.width for each in everything), default=0)
    return Drawing(boxes, frames, edges, heads, width, max((each.y + each.height for each in everything), default=0))


def _head(column: Iterable[Box]) -> str:
    return ", ".join(dict.fromkeys(f"{box.nodes[0].kind}s" for box in column))


def _boxes(platform: Platform) -> tuple[Box, ...]:
    """A box for each node; secrets that the same task definitions read share one."""
    inside: dict[str, list[Node]] = defaultdict(list)
    users: dict[str, list[str]] = defaultdict(list)
    for node in platform.nodes:
        if node.kind == CONTAINER:
            inside[node.within].append(node)
    for start, end in platform.edges:
        users[end].append(start)
    alike: dict[object, list[Node]] = defaultdict(list)
    for node in platform.nodes:
        if node.kind not in (CONTAINER, CLUSTER):
            alike[tuple(sorted(users[node.id])) if node.kind == SECRET else node.id].append(node)
    return tuple(
        Box(tuple(nodes), tuple(found := inside[nodes[0].id]), height=ROW + CONTAINER_ROW * len(found))
        for nodes in alike.values()
    )


def _lanes(
    boxes: Sequence[Box], edges: Iterable[tuple[Box, Box]], clusters: list[str]
) -> Mapping[int, tuple[float, str]]:
    """The order within columns: services by cluster and address, all others as the services that they belong to."""
    services = [box for box in boxes if box.nodes[0].kind == SERVICE]
    services.sort(key=lambda box: (_place(box.nodes[0].within, clusters), box.nodes[0].id))
    lane: dict[int, float] = {id(box): float(number) for number, box in enumerate(services)}
    forward, backward = defaultdict(list), defaultdict(list)
    for start, end in edges:
        forward[id(start)].append(end)
        backward[id(end)].append(start)
    after = [kinds for kinds in COLUMNS if SERVICE not in kinds]
    at = COLUMNS.index((SERVICE,))
    for kinds in (*reversed(after[:at]), *after[at:]):
        for box in boxes:
            if box.nodes[0].kind in kinds:
                near = (forward if COLUMNS.index(kinds) < at else backward)[id(box)]
                known = [lane[id(other)] for other in near if id(other) in lane]
                lane[id(box)] = sum(known) / len(known) if known else inf
    return {id(box): (lane[id(box)], box.nodes[0].id) for box in boxes}


def _place(cluster: str, clusters: list[str]) -> int:
    return clusters.index(cluster) if cluster in clusters else len(clusters)


def _across(columns: Sequence[Sequence[Box]], marked: Container[str]) -> None:
    x = float(_PAD)
    for column in columns:
        nodes = [node for box in column for node in (*box.nodes, *box.inside)]
        room = _MARGIN + (_MARK if any(node.id in marked or node.missing for node in nodes) else 0)
        longest = max(len(label(node)) + (node.kind == CONTAINER) for node in nodes)
        width = round(max(len(_head(column)) * _CHARACTER, longest * _CHARACTER + room))
        for box in column:
            box.x, box.width = x, width
        x += width + _BETWEEN


def _down(columns: Sequence[Sequence[Box]], edges: Iterable[tuple[Box, Box]], clusters: Mapping[str, Node]) -> None:
    """The tallest column is stacked; the others follow, from there outward, each node as near as may be to its own."""
    near: dict[int, list[Box]] = defaultdict(list)
    for start, end in edges:
        near[id(start)].append(end)
        near[id(end)].append(start)
    tallest = max(range(len(columns)), key=lambda at: sum(box.height for box in columns[at]), default=0)
    placed: set[int] = set()
    for at in (*range(tallest, len(columns)), *reversed(range(tallest))):
        column, wanted, below = columns[at], [], 0.0
        for box in column:
            found = [other for other in near[id(box)] if id(other) in placed]
            # What many share pulls each of them less.
            weights = [1 / len(near[id(other)]) for other in found]
            middles = [weight * (other.y + other.height / 2) for weight, other in zip(weights, found, strict=True)]
            wanted.append(sum(middles) / sum(weights) - box.height / 2 if found else below)
            below = max(below, wanted[-1] + box.height + _GAP)
        for box, y in zip(
            column, _spread(wanted, [_room(column, i, clusters) for i in range(len(column))]), strict=True
        ):
            box.y = y
        placed.update(map(id, column))


def _room(column: Sequence[Box], index: int, clusters: Mapping[str, Node]) -> float:
    """How much lower the next box begins at least: more where a frame ends or begins between the two."""
    box, following = column[index], column[index + 1] if index + 1 < len(column) else None
    room = box.height + _GAP
    if following is not None and box.nodes[0].within != following.nodes[0].within:
        ends, begins = box.nodes[0].within in clusters, following.nodes[0].within in clusters
        room += (_PAD if ends else 0) + (ROW if begins else 0) + _GAP
    return room


def _spread(wanted: Sequence[float], rooms: Sequence[float]) -> list[float]:
    """The places nearest to the wanted ones, in this order and not over each other: an isotonic regression."""
    offsets = [sum(rooms[:index]) for index in range(len(rooms))]
    pools: list[tuple[float, int]] = []
    for place, offset in zip(wanted, offsets, strict=True):
        total, count = place - offset, 1
        while pools and pools[-1][0] / pools[-1][1] >= total / count:
            before = pools.pop()
            total, count = total + before[0], count + before[1]
        pools.append((total, count))
    flat = [total / count for total, count in pools for _ in range(count)]
    return [round(place + offset, 1) for place, offset in zip(flat, offsets, strict=True)]


def _frames(boxes: Iterable[Box], clusters: Mapping[str, Node]) -> tuple[Frame, ...]:
    """A frame around the services of each cluster; one without services stands below the others."""
    inside: dict[str, list[Box]] = defaultdict(list)
    services = [box for box in boxes if box.nodes[0].kind == SERVICE]
    for box in services:
        inside[box.nodes[0].within].append(box)
    x, width = (services[0].x, services[0].width) if services else (float(_PAD), 190.0)
    bottom = max((box.y + box.height + _PAD for box in services), default=0.0)
    frames = []
    for address, node in clusters.items():
        own = inside.get(address, [])
        top = min((box.y for box in own), default=bottom + _GAP + ROW) - ROW
        end = max((box.y + box.height + _PAD for box in own), default=top + ROW)
        bottom = max(bottom, end)
        frames.append(Frame(node, x - _PAD, top, width + 2 * _PAD, end - top))
    return tuple(frames)
