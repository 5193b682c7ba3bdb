from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate import RequirementNotMet, assert_dashboard

CLUSTER, DASHBOARD = "aws_ecs_cluster.main", "aws_cloudwatch_dashboard.ecs"
HEAD = """
variable "unset" {
  type = any
}

resource "aws_ecs_cluster" "main" {
  name = "shop"
}

resource "aws_ecs_service" "web" {
  name    = "web"
  cluster = aws_ecs_cluster.main.id
}
"""
CPU = '["AWS/ECS", "CPUUtilization", "ClusterName", "shop", "ServiceName", "web"]'
MEMORY = CPU.replace("CPU", "Memory")
SEARCH = "[{{ expression = \"SEARCH('{}', 'Average', 300)\" }}]"
ALL = "{AWS/ECS,ClusterName,ServiceName}"


def dashboard(*metrics: str) -> str:
    rows = ", ".join(metrics)
    return f"""
resource "aws_cloudwatch_dashboard" "ecs" {{
  dashboard_name = "shop"
  dashboard_body = jsonencode({{
    widgets = [
      {{ type = "text", properties = {{ markdown = "hello" }} }},
      {{ type = "metric", properties = {{ region = "eu-central-1", metrics = [{rows}] }} }},
    ]
  }})
}}
"""


@pytest.mark.parametrize(
    ("metrics", "failed", "unknown"),
    [
        pytest.param([CPU, MEMORY], set(), set(), id="both"),
        pytest.param([CPU], {DASHBOARD}, set(), id="no memory"),
        pytest.param([], {DASHBOARD}, set(), id="nothing"),
        pytest.param([CPU, '[".", "MemoryUtilization", ".", ".", ".", "."]'], set(), set(), id="dots"),
        pytest.param([CPU, '[".", "MemoryUtilization", "..."]'], set(), set(), id="three dots"),
        pytest.param(
            [CPU.replace('"web"', '"api"'), '["...", "web"]', '[".", "MemoryUtilization", "...", "web"]'],
            set(),
            set(),
            id="three dots and a value",
        ),
        pytest.param([CPU.replace("]", ', { stat = "Average" }]'), MEMORY], set(), set(), id="with options"),
        pytest.param([CPU.replace('"shop"', '"other"'), MEMORY], {DASHBOARD}, set(), id="another cluster"),
        pytest.param([CPU.replace('"web"', '"api"'), MEMORY], {DASHBOARD}, set(), id="another service"),
        pytest.param([CPU.replace("AWS/ECS", "AWS/EC2"), MEMORY], {DASHBOARD}, set(), id="another namespace"),
        pytest.param(
            [CPU.replace('"shop"', "aws_ecs_cluster.main.name").replace('"web"', "aws_ecs_service.web.name"), MEMORY],
            set(),
            set(),
            id="by reference",
        ),
        pytest.param([CPU.replace('"shop"', "var.unset"), MEMORY], set(), {DASHBOARD}, id="unknown cluster"),
        pytest.param(
            [CPU.replace('"shop"', 'split("/", aws_ecs_cluster.main.arn)[1]'), MEMORY],
            set(),
            set(),
            id="cut from the arn",
        ),
        pytest.param(
            [CPU.replace('"shop"', "aws_ecs_cluster.main.id"), MEMORY], {DASHBOARD}, set(), id="arn of the cluster"
        ),
        pytest.param(
            [CPU.replace('"web"', "aws_ecs_service.web.id"), MEMORY], {DASHBOARD}, set(), id="arn of the service"
        ),
        pytest.param(
            [CPU.replace('"web"', '"${aws_ecs_service.web.name}-old"'), MEMORY], {DASHBOARD}, set(), id="a longer name"
        ),
        pytest.param([CPU.replace('"web"', "var.unset"), MEMORY], set(), {DASHBOARD}, id="unknown service"),
        pytest.param([CPU.replace('"CPUUtilization"', "var.unset"), MEMORY], set(), {DASHBOARD}, id="unknown metric"),
        pytest.param([CPU, "var.unset"], set(), {DASHBOARD}, id="unknown row"),
        pytest.param(
            [
                '["AWS/ECS", "CPUUtilization", "ServiceName", "web", "ClusterName", "shop"]',
                '["AWS/ECS", "MemoryUtilization", "ServiceName", "web", "ClusterName", "shop"]',
            ],
            set(),
            set(),
            id="other order",
        ),
        pytest.param(
            ['["AWS/ECS", "CPUUtilization", "ClusterName", "shop"]', MEMORY], {DASHBOARD}, set(), id="of the cluster"
        ),
        pytest.param([SEARCH.format(f'{ALL} MetricName=\\"CPUUtilization\\"'), MEMORY], set(), set(), id="search"),
        pytest.param(
            [SEARCH.format(f"{ALL} {name}") for name in ("CPUUtilization", "MemoryUtilization")],
            set(),
            set(),
            id="words",
        ),
        pytest.param(
            [SEARCH.format(f'{ALL} ClusterName=\\"other\\" CPUUtilization'), MEMORY],
            {DASHBOARD},
            set(),
            id="search in another cluster",
        ),
        pytest.param(
            [SEARCH.format("{AWS/ECS,ClusterName} CPUUtilization"), MEMORY], {DASHBOARD}, set(), id="search of clusters"
        ),
        pytest.param([SEARCH.format("${var.unset}"), MEMORY], set(), {DASHBOARD}, id="unknown search"),
        pytest.param(['[{ expression = "m1 + m2" }]', MEMORY], {DASHBOARD}, set(), id="another expression"),
    ],
)
def test_widgets(module: Any, outcomes: Any, metrics: list[str], failed: set[str], unknown: set[str]) -> None:
    assert outcomes(assert_dashboard, module(HEAD + dashboard(*metrics))) == (failed, unknown)


@pytest.mark.parametrize(
    ("body", "failed", "unknown"),
    [
        pytest.param('"{"', {DASHBOARD}, set(), id="no json"),
        pytest.param('"{}"', {DASHBOARD}, set(), id="no widgets"),
        pytest.param("var.unset", set(), {DASHBOARD}, id="unknown"),
        pytest.param("jsonencode({ widgets = var.unset })", set(), {DASHBOARD}, id="unknown widgets"),
        pytest.param(
            '<<-JSON\n{"widgets": [{"properties": {"metrics": [["AWS/ECS", "CPUUtilization", "ClusterName", '
            '"${aws_ecs_cluster.main.name}", "ServiceName", "web"], [".", "MemoryUtilization", "..."]]}}]}\nJSON\n',
            set(),
            set(),
            id="heredoc",
        ),
    ],
)
def test_bodies(module: Any, outcomes: Any, body: str, failed: set[str], unknown: set[str]) -> None:
    text = f'resource "aws_cloudwatch_dashboard" "ecs" {{\n  dashboard_name = "x"\n  dashboard_body = {body}\n}}\n'
    assert outcomes(assert_dashboard, module(HEAD + text)) == (failed, unknown)


def test_no_dashboard_is_the_clusters_fault(module: Any, outcomes: Any) -> None:
    assert outcomes(assert_dashboard, module(HEAD)) == ({CLUSTER}, set())


def test_no_dashboard_and_no_cluster_of_its_own_is_the_root_modules(module: Any, outcomes: Any) -> None:
    plan = module('resource "aws_ecs_service" "web" {\n  name = "web"\n}\n')
    assert outcomes(assert_dashboard, plan) == ({"."}, set())


def test_two_dashboards_show_it_together(module: Any, outcomes: Any) -> None:
    other = dashboard(MEMORY).replace('"ecs"', '"memory"')
    assert outcomes(assert_dashboard, module(HEAD + dashboard(CPU) + other)) == (set(), set())


def test_the_finding_names_the_service_and_shows_no_body(module: Any) -> None:
    with pytest.raises(RequirementNotMet) as caught:
        assert_dashboard(module(HEAD + dashboard(CPU)))
    (finding,) = caught.value.findings
    assert finding.touches == ("aws_ecs_service.web",)
    assert finding.expected == "MemoryUtilization of aws_ecs_service.web on a widget, with its cluster"
    assert finding.actual is None


MAYBE = '  count = var.unset ? 1 : 0\n  dashboard_name = "shop"'


def test_a_dashboard_that_may_not_exist_is_unknown(module: Any, outcomes: Any) -> None:
    maybe = dashboard(CPU, MEMORY).replace('  dashboard_name = "shop"', MAYBE)
    assert outcomes(assert_dashboard, module(HEAD + maybe)) == (set(), {f'{DASHBOARD}["*"]'})
    other = dashboard(CPU, MEMORY).replace('"ecs"', '"other"')
    assert outcomes(assert_dashboard, module(HEAD + maybe + other)) == (set(), set())


def test_what_no_dashboard_shows_is_missing_whether_one_exists_or_not(module: Any, outcomes: Any) -> None:
    maybe = dashboard(CPU).replace('  dashboard_name = "shop"', MAYBE)
    plan = module(HEAD + maybe + dashboard(CPU).replace('"ecs"', '"other"'))
    assert outcomes(assert_dashboard, plan) == ({"aws_cloudwatch_dashboard.other"}, set())
