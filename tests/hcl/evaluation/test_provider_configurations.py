"""Provider blocks evaluated, and how they reach the modules below."""

from __future__ import annotations

from collections.abc import Callable

from pytest_ecsfargate.plan.model import Plan

Evaluated = Callable[..., Plan]
MAIN = """
variable "region" {
  default = "eu-central-1"
}
provider "aws" {
  region = var.region
  default_tags {
    tags = { Team = "payments" }
  }
}
provider "aws" {
  alias  = "east"
  region = "us-east-1"
}
"""


def regions(plan: Plan) -> dict[str, object]:
    assert [str(item) for item in plan.diagnostics] == []
    return {name: value["region"].value for name, value in plan.providers.items()}


def test_blocks_are_evaluated_by_name_and_alias(evaluated: Evaluated) -> None:
    found = evaluated(MAIN)
    assert regions(found) == {"aws": "eu-central-1", "aws.east": "us-east-1"}
    assert found.providers["aws"]["default_tags"][0]["tags"].value == {"Team": "payments"}
    assert [str(trace) for trace in found.providers["aws"]["region"].origins] == [
        "literal (main.tf:3:13) <- var.region"
    ]


def test_default_configurations_go_down_and_others_are_handed_on(evaluated: Evaluated) -> None:
    main = MAIN + (
        'module "plain" {\n  source = "./m"\n}\n'
        'module "handed" {\n  source = "./m"\n  count = 1\n'
        "  providers = {\n    aws = aws.east\n    aws.peer = aws\n  }\n}\n"
    )
    found = evaluated(main, {"m/main.tf": 'resource "aws_ecs_cluster" "c" {\n  name = "x"\n}\n'})
    assert regions(found) == {
        "aws": "eu-central-1",
        "aws.east": "us-east-1",
        "module.handed[0].aws": "us-east-1",
        "module.handed[0].aws.peer": "eu-central-1",
        "module.plain.aws": "eu-central-1",
    }
    assert found["module.plain.aws_ecs_cluster.c"].provider == "aws"
