from __future__ import annotations

from itertools import pairwise

import pytest

from pytest_ecsfargate.report.html.layout import arranged, label
from pytest_ecsfargate.report.platform import Node, Platform


def platform(services: int, clusters: int = 2) -> Platform:
    """A load balancer, and services with a task definition, a container, a log group and two secrets each."""
    nodes = [Node("lb", "load balancer", "lb"), Node("http", "listener", "http"), Node("shared", "role", "shared")]
    nodes += [Node(f"cluster{number}", "cluster", f"cluster{number}") for number in range(clusters)]
    edges = [("lb", "http")]
    for at in range(services):
        nodes += [
            Node(f"group{at}", "target group", f"group{at}"),
            Node(f"service{at}", "service", f"service{at}", within=f"cluster{at % clusters}"),
            Node(f"task{at}", "task definition", f"task{at}"),
            Node(f"task{at}.0", "container", "web", within=f"task{at}"),
            Node(f"log{at}", "log group", f"log{at}"),
            Node(f"a{at}", "secret", f"a{at}"),
            Node(f"b{at}", "secret", f"b{at}"),
        ]
        edges += [("http", f"group{at}"), (f"group{at}", f"service{at}"), (f"service{at}", f"task{at}")]
        edges += [(f"task{at}", used) for used in (f"log{at}", f"a{at}", f"b{at}", "shared")]
    return Platform("platform", "dev", tuple(nodes), tuple(edges))


@pytest.mark.parametrize("services", [0, 1, 3, 60])
def test_no_box_lies_on_another_one(services: int) -> None:
    drawing = arranged(platform(services), ())
    columns: dict[float, list[tuple[float, float]]] = {}
    for box in drawing.boxes:
        columns.setdefault(box.x, []).append((box.y, box.y + box.height))
        assert box.y >= 0
        assert box.y + box.height <= drawing.height
        assert box.x + box.width <= drawing.width
    for stretches in columns.values():
        assert all(end < start for (_, end), (start, _) in pairwise(sorted(stretches)))


@pytest.mark.parametrize("services", [1, 3, 60])
def test_a_frame_holds_the_services_of_its_cluster_and_no_others(services: int) -> None:
    drawing = arranged(platform(services), ())
    for frame in drawing.frames:
        inside = {
            box.nodes[0].id
            for box in drawing.boxes
            if box.nodes[0].kind == "service" and frame.y <= box.y <= frame.y + frame.height
        }
        assert inside == {f"service{at}" for at in range(services) if f"cluster{at % 2}" == frame.node.id}
    tops = sorted((frame.y, frame.y + frame.height) for frame in drawing.frames)
    assert all(end < start for (_, end), (start, _) in pairwise(tops))


def test_columns_follow_the_traffic() -> None:
    x = {node.kind: box.x for box in arranged(platform(3), ()).boxes for node in box.nodes}
    kinds = ["load balancer", "listener", "target group", "service", "task definition", "secret"]
    assert sorted(kinds, key=x.__getitem__) == kinds


def test_what_belongs_to_a_service_stands_beside_it() -> None:
    """In order, so that no line between a service, its target group and its task definition crosses another one."""
    boxes = {node.id: box for box in arranged(platform(9), ()).boxes for node in box.nodes}
    order = sorted(range(9), key=lambda at: boxes[f"service{at}"].y)
    for kind in ("group", "task", "log"):
        assert sorted(range(9), key=lambda at: boxes[f"{kind}{at}"].y) == order


def test_secrets_with_the_same_readers_share_a_box() -> None:
    found = [[node.id for node in box.nodes] for box in arranged(platform(2), ()).boxes if len(box.nodes) > 1]
    assert found == [["a0", "b0"], ["a1", "b1"]]


def test_nothing_to_draw_is_drawn_as_nothing() -> None:
    drawing = arranged(Platform("platform", "", (), ()), ())
    assert (drawing.boxes, drawing.frames, drawing.width, drawing.height) == ((), (), 0, 0)


def test_long_names_keep_their_end() -> None:
    name = 'module.platform["eu-central-1"].services["settlement"]'
    assert label(Node("a", "service", name)) == '…"].services["settlement"]'
    assert label(Node("a", "role", "task")) == "role task"
