"""The map of a platform as a drawing in SVG, with its faults on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ..platform import CLUSTER, CONTAINER, SECRET, Node, Platform
from ..records import NOT_MET, UNKNOWN
from .findings import SEVERITIES, Finding
from .layout import CONTAINER_ROW, HEAD, ROW, Box, Frame, arranged, label
from .markup import Html, element, joined
from .matrix import module_name

_EDGE: Final = 8
_SHAPES: Final = {
    "critical": "3,0 9,0 12,3 12,9 9,12 3,12 0,9 0,3",
    "high": "6,0 12,12 0,12",
    "medium": "6,0 12,6 6,12 0,6",
    "low": "1,1 11,1 11,11 1,11",
}


@dataclass(slots=True)
class Faults:
    """What is wrong with a node: the number of places by severity, those that are unknown, and where to read on."""

    counts: dict[str, int] = field(default_factory=dict)
    unknown: int = 0
    anchor: str = ""

    def add(self, finding: Finding, anchor: str) -> None:
        """One more place."""
        severity = finding.record.severity
        worse = not self.counts or SEVERITIES.index(severity) < SEVERITIES.index(self.worst)
        if finding.outcome == UNKNOWN:
            self.unknown += 1
            self.anchor = self.anchor or anchor
        else:
            self.anchor = anchor if worse else self.anchor
            self.counts[severity] = self.counts.get(severity, 0) + 1

    @property
    def worst(self) -> str:
        """The worst severity that is not met."""
        return min(self.counts, key=SEVERITIES.index)

    @property
    def words(self) -> str:
        """`3 high and 1 unknown`."""
        said = [f"{self.counts[name]} {name}" for name in SEVERITIES if name in self.counts]
        return " and ".join([*said, *([f"{self.unknown} unknown"] if self.unknown else [])])


def faults_of(findings: Iterable[Finding], platform: Platform, environments: Sequence[str]) -> Mapping[str, Faults]:
    """The faults by node. A fault in a container is the container's own."""
    nodes = {node.id for node in platform.nodes}
    found: dict[str, Faults] = defaultdict(Faults)
    for finding in findings:
        if finding.outcome not in (NOT_MET, UNKNOWN) or finding.record.module != platform.module:
            continue
        for spot in finding.spots.values():
            if spot.environments.keys().isdisjoint(environments):
                continue
            head = finding.result.attribute.partition("]")[0]
            container = f"{spot.address}.{head}]"
            found[container if container in nodes else spot.address].add(finding, spot.anchor)
    return found


def drawn(platform: Platform, faults: Mapping[str, Faults], name: str) -> Html:
    """The map. `name` tells its ids from those of other maps in the page."""
    drawing = arranged(platform, faults)
    here = [node for node in platform.nodes if node.id in faults]
    parts = [
        element("title", f"Map of {module_name(platform.module)}", id=f"{name}-title"),
        element("desc", _described(platform, len(here)), id=f"{name}-desc"),
        *(_frame(frame, faults) for frame in drawing.frames),
        element("g", *(_edge(start, end) for start, end in drawing.edges), class_="edges", aria_hidden="true"),
        *(_box(box, faults) for box in drawing.boxes),
    ]
    width, height = round(drawing.width) + _EDGE, round(drawing.height) + _EDGE
    above = [element("text", text, x=x, y=16, class_="head") for text, x in drawing.heads]
    heads = element(
        "svg",
        *above,
        viewBox=f"0 0 {width} {HEAD}",
        width=width,
        height=HEAD,
        class_="heads",
        aria_hidden="true",
    )
    picture = element(
        "svg",
        *parts,
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="group",
        aria_labelledby=f"{name}-title {name}-desc",
    )
    return joined([heads, picture])


def _described(platform: Platform, marked: int) -> str:
    kinds: dict[str, int] = {}
    for node in platform.nodes:
        kinds[node.kind] = kinds.get(node.kind, 0) + 1
    there = ", ".join(f"{count} {kind}{'s' if count > 1 else ''}" for kind, count in kinds.items())
    return f"{there}. Findings on {marked} of them."


def _edge(start: Box, end: Box) -> Html:
    x, y = start.x + start.width, start.y + ROW / 2
    to_x, to_y = end.x, end.y + ROW / 2
    half = (to_x - x) / 2
    return element("path", d=f"M{x:g} {y:g}C{x + half:g} {y:g} {to_x - half:g} {to_y:g} {to_x:g} {to_y:g}")


def _frame(frame: Frame, faults: Mapping[str, Faults]) -> Html:
    x, y = frame.x, frame.y
    shape = element("rect", x=x, y=y, width=frame.width, height=frame.height, rx=6)
    return _node([frame.node], [shape, *_line(frame.node, x, y, frame.width, faults)], faults, CLUSTER)


def _box(box: Box, faults: Mapping[str, Faults]) -> Html:
    first = box.nodes[0]
    shape = element("rect", x=box.x, y=box.y, width=box.width, height=box.height, rx=4)
    folded = f"{len(box.nodes)} secrets" if first.kind == SECRET and len(box.nodes) > 1 else ""
    kind = first.kind.replace(" ", "-") + (" read" if first.read else "")
    head = _node(box.nodes, [shape, *_line(first, box.x, box.y, box.width, faults, folded, box.nodes)], faults, kind)
    rows = [
        _node(
            [node], _line(node, box.x + 8, box.y + ROW + CONTAINER_ROW * at, box.width - 8, faults), faults, CONTAINER
        )
        for at, node in enumerate(box.inside)
    ]
    return joined([head, *rows])


def _node(nodes: Sequence[Node], parts: Sequence[Html], faults: Mapping[str, Faults], kind: str) -> Html:
    """The drawing of nodes with what is to be said of them, as a link to the first finding where there is one."""
    title = element("title", "; ".join(_said(node, faults) for node in nodes))
    anchor = next((faults[node.id].anchor for node in nodes if node.id in faults), "")
    drawing = element("g", title, *parts, class_=f"node {kind}")
    return element("a", drawing, href=f"#{anchor}") if anchor else drawing


def _said(node: Node, faults: Mapping[str, Faults]) -> str:
    name = f"{node.name} of {node.within}" if node.kind == CONTAINER else node.id
    more = [*node.missing, *([f"findings: {faults[node.id].words}"] if node.id in faults else [])]
    read = " (read by a data source)" if node.read else ""
    return f"{node.kind} {name}{read}" + "".join(f", {each}" for each in more)


def _line(
    node: Node,
    x: float,
    y: float,
    width: float,
    faults: Mapping[str, Faults],
    text: str = "",
    nodes: Sequence[Node] = (),
) -> list[Html]:
    """A node's name, and its mark where there are faults."""
    row = CONTAINER_ROW if node.kind == CONTAINER else ROW
    found = [faults[each.id] for each in nodes or (node,) if each.id in faults]
    shown = text or label(node)
    parts = [element("text", shown, x=x + 8, y=y + row / 2 + 4)]
    if node.missing and not found:
        parts.append(element("text", "\N{HORIZONTAL ELLIPSIS}", x=x + width - 18, y=y + row / 2 + 3))
    return parts + ([_mark(found, x + width - 34, y + row / 2 - 6)] if found else [])


def _mark(found: Sequence[Faults], x: float, y: float) -> Html:
    """A shape for the worst severity, a ring where all is unknown, and the number of places."""
    broken = [faults.worst for faults in found if faults.counts]
    worst = min(broken, key=SEVERITIES.index) if broken else ""
    count = sum(sum(faults.counts.values()) or faults.unknown for faults in found)
    return element("g", sign(worst), element("text", str(count), x=15, y=10), transform=f"translate({x:g} {y:g})")


def sign(severity: str) -> Html:
    """The shape of a severity, 12 by 12; a ring for what is unknown."""
    if severity:
        return element("polygon", points=_SHAPES[severity], class_=f"mark {severity}")
    return element("circle", cx=6, cy=6, r=5, class_="mark unknown")


def legend() -> Html:
    """What the shapes say."""
    signs = [(sign(name), name) for name in SEVERITIES] + [(sign(""), "unknown")]
    shapes = [
        element("li", element("svg", shape, width=12, height=12, viewBox="0 0 12 12", aria_hidden="true"), f" {name}")
        for shape, name in signs
    ]
    return element("ul", *shapes, class_="legend")
