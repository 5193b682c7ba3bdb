"""What pytest prints of our objects where a user's own assertion fails: never the text of a value."""

from __future__ import annotations

import pytest

CANARY = "mellon-3141"

MODULE = f"""
locals {{
  word = "{CANARY}"
}}

resource "aws_ecs_task_definition" "web" {{
  family                = "web"
  container_definitions = jsonencode([{{
    name        = "web"
    image       = "nginx"
    environment = [
      {{ name = "GREETING", value = local.word }},
      {{ name = "URL", value = "${{aws_ecs_cluster.main.arn}}/{CANARY}" }},
    ]
  }}])
}}

resource "aws_ecs_cluster" "main" {{
  name = "main"
  tags = {{ Greeting = local.word }}
}}

output "word" {{
  value = local.word
}}
"""

TESTS = """
import pytest
from dataclasses import replace
from pytest_ecsfargate import Finding, RequirementNotMet, Severity, assert_fargate_only, requirement

@requirement("ECSF901", "The greeting is short.", severity=Severity.LOW)
def assert_short(plan):
    for cluster in plan.clusters():
        yield replace(cluster.expect('tags["Greeting"]', "hi"), secret=True)

def test_value(plan):
    value = plan["aws_ecs_cluster.main"]["tags"]["Greeting"]
    assert value == "hello"

def test_values(plan):
    values = plan["aws_ecs_task_definition.web"].values
    decoded = values["container_definitions"].decoded
    assert decoded == [], values

def test_resource(plan):
    resource = plan["aws_ecs_task_definition.web"]
    assert resource == replace(resource, name="other")

def test_plan(plan):
    outputs, variables = plan.outputs, plan.variables
    assert plan == replace(plan, environment="other")

def test_container(plan):
    (container,) = plan.containers()
    environment = container.items("environment")
    parts = environment[1].value["value"].data
    json = plan["aws_ecs_task_definition.web"]["container_definitions"].data
    assert container == environment == parts == json

def test_trace(plan):
    traces = plan.outputs["word"].origins
    assert traces == ()

def test_verdict(plan):
    judgement = assert_short.judge(plan)
    (verdict,) = judgement.verdicts
    (finding,) = judgement.findings
    assert (verdict, finding, judgement) == ()

def test_view(plan):
    (task,) = plan.task_definitions()
    assert task.containers == [], task

def test_requirement(plan):
    container = plan.containers()[0]
    value = container.environment
    assert_short(plan)

def test_requirement_of_the_package(plan):
    value = plan["aws_ecs_cluster.main"]["tags"]
    assert_fargate_only(plan)
"""


@pytest.mark.parametrize("more", [(), ("--full-trace",), ("--assert=plain",)])
def test_no_text_of_a_value(pytester: pytest.Pytester, more: tuple[str, ...]) -> None:
    pytester.makefile(".tf", main=MODULE)
    pytester.makepyfile(TESTS)
    result = pytester.runpytest(
        "--ecsfargate-engine=source", "-vv", "--showlocals", "--tb=long", "-p", "no:cacheprovider", *more
    )
    result.assert_outcomes(failed=10)
    shown = [line for line in [*result.outlines, *result.errlines] if CANARY in line]
    assert not shown
