"""Defaults that differ with the kind of a resource: one and the same plan has them for every kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_ecsfargate import plan_module
from pytest_ecsfargate.aws.defaults_by_kind import DEFAULTS_BY_KIND
from pytest_ecsfargate.engines import make_plan
from pytest_ecsfargate.hcl.values import from_python, unknown
from pytest_ecsfargate.plan.request import PlanRequest

KINDS = {
    "aws_lb": ("load_balancer_type", ("application", "gateway", "network")),
    "aws_ecs_service": ("scheduling_strategy", ("DAEMON", "REPLICA")),
}
REQUIRED = {"aws_lb": "subnets = [aws_vpc.v.id]", "aws_ecs_service": 'name = "x"'}
MAIN = 'provider "aws" {\n  region = "eu-central-1"\n}\nresource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n}\n'


def module(folder: Path) -> Path:
    blocks = [
        f'resource "{resource}" "{kind}" {{\n  {decides} = "{kind}"\n  {REQUIRED[resource]}\n}}\n'
        for resource, (decides, kinds) in KINDS.items()
        for kind in kinds
    ]
    (folder / "main.tf").write_text(MAIN + "".join(blocks))
    return folder


@pytest.mark.usefixtures("aws_provider")
def test_terraform_plans_the_same(tmp_path: Path) -> None:
    ours, theirs = plan_module(module(tmp_path)), make_plan(PlanRequest(tmp_path), engine="terraform")
    checked = 0
    for resource, (_, kinds) in KINDS.items():
        for kind in kinds:
            planned, values = theirs[f"{resource}.{kind}"], ours[f"{resource}.{kind}"].values
            assert isinstance(values.data, dict)
            for name in values.data.keys() & DEFAULTS_BY_KIND[resource].keys():
                assert values[name].value == planned[name].value, (resource, kind, name)
                checked += 1
    assert checked == 3 * 13 + 2 * 2


@pytest.mark.parametrize("kind", [unknown(), from_python("other"), None])
def test_where_the_kind_is_not_known_neither_is_the_default(kind: object) -> None:
    assert DEFAULTS_BY_KIND["aws_lb"]["idle_timeout"](lambda _: kind, lambda _: None) is None  # type: ignore[arg-type, return-value]


def test_null_is_not_set(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_lb" "x" {\n  idle_timeout = null\n}\n')
    found = plan_module(tmp_path)["aws_lb.x"]
    assert found["idle_timeout"].value == 60
    assert not found.is_set("idle_timeout")
