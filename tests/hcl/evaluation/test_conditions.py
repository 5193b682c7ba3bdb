"""Validation, preconditions, postconditions and checks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pytest_ecsfargate.hcl.errors import DiagnosticSeverity
from pytest_ecsfargate.plan.model import Plan

Evaluated = Callable[..., Plan]
SUFFIX = """
variable "suffix" {
  default = "dev"
  validation {
    condition     = length(var.suffix) <= 8
    error_message = "At most 8 characters, not ${length(var.suffix)}."
  }
}
"""


def test_a_variable_that_its_module_refuses_is_told_where_it_is_given(told: Callable[..., list[str]]) -> None:
    assert told(SUFFIX) == []
    (found,) = told(SUFFIX, {"terraform.tfvars": 'suffix = "far-too-long"\n'})
    assert found.splitlines() == [
        'terraform.tfvars:1:10: Invalid value for variable "suffix": At most 8 characters, not 12.',
        "This was checked by the rule at main.tf:4:3.",
    ]


def test_a_plan_evaluated_again_with_another_value_tells_whether_the_module_takes_it(evaluated: Evaluated) -> None:
    again = evaluated(SUFFIX).reevaluate({"suffix": "far-too-long"})
    assert again is not None
    assert [item.summary for item in again.diagnostics] == [
        'Invalid value for variable "suffix": At most 8 characters, not 12.'
    ]
    assert not again.complete


def test_a_variable_of_a_module_is_told_with_its_address(told: Callable[..., list[str]]) -> None:
    main = 'module "m" {\n  source = "./m"\n  suffix = "far-too-long"\n}\n'
    (found,) = told(main, {"m/main.tf": SUFFIX})
    assert found.startswith('main.tf:3:12: Invalid value for variable "module.m.var.suffix": At most 8')


@pytest.mark.parametrize(
    ("kind", "condition", "expected"),
    [
        ("precondition", "var.n > 1", "Resource precondition failed: Too few."),
        ("precondition", "var.n > 0", None),
        ("precondition", 'aws_ecs_cluster.c.arn == "x"', None),
        ("postcondition", 'self.name != "c"', "Resource postcondition failed: Too few."),
        ("postcondition", 'self.arn != ""', None),
        ("precondition", "nope.x", 'There is no variable named "nope".'),
        ("precondition", "var.n > 0 ? null : true", "A condition must be true or false, not null."),
    ],
)
def test_conditions_of_resources(kind: str, condition: str, expected: str | None, evaluated: Evaluated) -> None:
    main = (
        'variable "n" {\n  default = 1\n}\nresource "aws_ecs_cluster" "c" {\n  name = "c"\n}\n'
        f'resource "aws_ecs_cluster" "d" {{\n  name = "c"\n  lifecycle {{\n    {kind} {{\n'
        f'      condition     = {condition}\n      error_message = "Too few."\n    }}\n  }}\n}}\n'
    )
    assert [item.summary for item in evaluated(main).diagnostics] == ([] if expected is None else [expected])


def test_a_check_that_fails_is_a_warning(evaluated: Evaluated) -> None:
    main = 'check "c" {\n  assert {\n    condition     = path.module == "x"\n    error_message = "No."\n  }\n}\n'
    found = evaluated(main)
    assert [(item.severity, item.summary) for item in found.diagnostics] == [
        (DiagnosticSeverity.WARNING, "Check block assertion failed: No.")
    ]
    assert found.complete


def test_a_precondition_of_an_output(told: Callable[..., list[str]]) -> None:
    rule = '    condition     = path.module == "x"\n    error_message = "No."\n'
    main = f'output "o" {{\n  value = 1\n  precondition {{\n{rule}  }}\n}}\n'
    (found,) = told(main)
    assert found.startswith("main.tf:4:21: Module output value precondition failed: No.")


def test_a_sensitive_message_is_not_told(told: Callable[..., list[str]]) -> None:
    main = SUFFIX.replace('default = "dev"', 'default = "far-too-long"\n  sensitive = true').replace(
        "${length(var.suffix)}", "${var.suffix}"
    )
    (found,) = told(main)
    assert "its condition is false, and its message is sensitive." in found
    assert "far-too-long" not in found
