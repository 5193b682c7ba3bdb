"""What waits for what in a configuration."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_ecsfargate.hcl.configuration.dependencies import Edges, edges
from pytest_ecsfargate.hcl.configuration.loader import load

Graph = Callable[..., Edges]


@pytest.fixture
def graph(tmp_path: Path) -> Graph:
    def read(main: str, **modules: str) -> Edges:
        (tmp_path / "main.tf").write_text(main)
        for name, text in modules.items():
            (tmp_path / name).mkdir()
            (tmp_path / name / "main.tf").write_text(text)
        found = edges(load(tmp_path))
        assert found is not None
        return found

    return read


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("name = aws_lb.a.name", {"aws_lb.a"}),
        ('name = "${local.x}-${var.y}"', {"local.x", "var.y"}),
        ("name = data.aws_vpc.v[0].id", {"data.aws_vpc.v"}),
        ("count = length(aws_lb.a[*].id)", {"aws_lb.a"}),
        ("for_each = { for l in [aws_lb.a] : l.name => l }\n  name = each.key", {"aws_lb.a"}),
        ("setting {\n    name = aws_lb.a.arn\n  }", {"aws_lb.a"}),
        (
            'dynamic "setting" {\n    for_each = local.x\n    content {\n      name = aws_lb.a.arn\n    }\n  }',
            {"local.x", "aws_lb.a"},
        ),
        ("depends_on = [aws_lb.a, module.m, data.aws_vpc.v]", {"aws_lb.a", "module.m", "data.aws_vpc.v"}),
        ("name = module.m.out", {"module.m.output.out"}),
        ("name = module.m", {"module.m"}),
        ("lifecycle {\n    ignore_changes = [name]\n    replace_triggered_by = [aws_lb.a]\n  }", set()),
        ("name = path.module", set()),
        ("depends_on = [5]", set()),
    ],
)
def test_direct_dependencies(body: str, expected: set[str], graph: Graph) -> None:
    main = (
        'resource "aws_lb" "a" {}\ndata "aws_vpc" "v" {}\nlocals {\n  x = 1\n}\nvariable "y" {}\n'
        f'module "m" {{\n  source = "./m"\n}}\nresource "aws_ecs_cluster" "c" {{\n  {body}\n}}\n'
    )
    assert graph(main, m='output "out" {\n  value = 1\n}\n')["aws_ecs_cluster.c"] == expected


def test_a_module_waits_for_what_its_call_waits_for(graph: Graph) -> None:
    main = (
        'resource "aws_lb" "a" {}\nmodule "m" {\n  source     = "./m"\n  x          = aws_lb.a.arn\n'
        "  depends_on = [aws_lb.a]\n}\n"
    )
    found = graph(main, m='variable "x" {}\nresource "aws_ecs_cluster" "c" {\n  name = var.x\n}\n')
    assert found["module.m (call)"] == {"aws_lb.a"}
    assert found["module.m.var.x"] == {"aws_lb.a"}
    assert found["module.m.aws_ecs_cluster.c"] == {"module.m (call)", "module.m.var.x"}
    assert found["module.m"] == {"module.m.aws_ecs_cluster.c"}


def test_a_module_that_is_not_at_hand_waits_for_its_inputs(graph: Graph) -> None:
    found = graph('resource "aws_lb" "a" {}\nmodule "m" {\n  source = "a/b/c"\n  x      = aws_lb.a.arn\n}\n')
    assert found["module.m"] == {"module.m (call)", "module.m.var.x"}
