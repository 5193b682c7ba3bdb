from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate.hcl.values import UNKNOWN
from pytest_ecsfargate.plan.from_source import plan_module
from pytest_ecsfargate.plan.json.from_json import plan_from_json
from pytest_ecsfargate.plan.json.values import REDACTED
from pytest_ecsfargate.plan.model import Plan
from pytest_ecsfargate.plan.overlay import overlay


def joined(folder: Path, text: str, *changes: tuple[str, Any, Any], **more: Any) -> Plan:
    """The source in `text` laid over a plan with these (address, after, after_unknown)."""
    (folder / "main.tf").write_text(text)
    items = []
    for address, after, unknown in changes:
        path = address.split("[")[0].split(".")
        key = json.loads(address.partition("[")[2].rstrip("]")) if "[" in address else None
        items.append(
            {
                "address": address,
                "mode": "managed",
                "type": path[-2],
                "name": path[-1],
                "index": key,
                "provider_name": "registry.terraform.io/hashicorp/aws",
                "change": {"actions": ["create"], "after": after, "after_unknown": unknown, "after_sensitive": {}},
            }
        )
    document = {"format_version": "1.2", "resource_changes": items, **more}
    return overlay(plan_from_json(document, engine="terraform"), plan_module(folder))


TASK = """
data "aws_ecr_repository" "web" {
  name = "web"
}
resource "aws_sqs_queue" "q" {}
resource "aws_ecs_task_definition" "t" {
  family = "t"
  container_definitions = jsonencode([{
    name  = "web"
    image = "${data.aws_ecr_repository.web.repository_url}:v1"
    environment = [
      { name = "Z_QUEUE", value = aws_sqs_queue.q.url },
      { name = "A_MODE", value = "on" },
    ]
  }])
  lifecycle {
    ignore_changes = [container_definitions]
  }
}
"""


def test_structure_under_an_unknown_text_is_the_source_s(tmp_path: Path) -> None:
    made = joined(tmp_path, TASK, ("aws_ecs_task_definition.t", {"family": "t"}, {"container_definitions": True}))
    containers = made["aws_ecs_task_definition.t"]["container_definitions"].decoded
    assert containers is not None
    assert containers[0]["name"].value == "web"
    assert containers[0]["image"].comes_from("data.aws_ecr_repository")
    assert containers[0]["environment"][1]["value"].value == "on"
    assert containers[0]["environment"][0]["value"].data is UNKNOWN
    assert not [found for found in made.diagnostics if "planned with" in found.summary]


def test_known_text_has_the_plan_s_data_and_the_source_s_origins(tmp_path: Path) -> None:
    # The provider sorts the environment by name and leaves out what is empty.
    text = json.dumps(
        [
            {
                "environment": [{"name": "A_MODE", "value": "on"}, {"name": "Z_QUEUE", "value": "https://q"}],
                "image": "1.dkr.ecr/web:v1",
                "name": "web",
            }
        ]
    )
    made = joined(
        tmp_path, TASK, ("aws_ecs_task_definition.t", {"family": "t", "container_definitions": text}, {"arn": True})
    )
    value = made["aws_ecs_task_definition.t"]["container_definitions"]
    assert value.value == text
    assert value.decoded is not None
    container = value.decoded[0]
    assert container["image"].value == "1.dkr.ecr/web:v1"
    assert container["image"].comes_from("data.aws_ecr_repository.web.repository_url")
    mode, queue = container["environment"][0], container["environment"][1]
    assert [trace.is_literal for trace in mode["value"].origins] == [True]
    assert mode["value"].span is not None
    assert mode["value"].span.location.line == 13
    assert queue["value"].comes_from("aws_sqs_queue.q")
    assert not [found for found in made.diagnostics if "planned with" in found.summary]


def test_what_is_null_in_the_source_s_json_is_null_where_it_stands(tmp_path: Path) -> None:
    # The provider leaves it out of the text.
    text = json.dumps([{"name": "web", "image": "1.dkr.ecr.eu-central-1.amazonaws.com/web:v1"}])
    source = TASK.replace('name  = "web"\n', 'name  = "web"\n    logConfiguration = null\n')
    after = {"family": "t", "container_definitions": text}
    made = joined(tmp_path, source, ("aws_ecs_task_definition.t", after, {}))
    definitions = made["aws_ecs_task_definition.t"]["container_definitions"]
    assert definitions.decoded is not None
    found = definitions.decoded[0]["logConfiguration"]
    assert (found.is_null, found.span is not None) == (True, True)
    assert not found.comes_from("data.aws_ecr_repository")
    assert definitions.value == text


def test_what_only_the_source_tells(tmp_path: Path) -> None:
    made = joined(tmp_path, TASK, ("aws_ecs_task_definition.t", {"family": "t"}, {}))["aws_ecs_task_definition.t"]
    assert made.lifecycle is not None
    assert made.lifecycle.ignore_changes == ("container_definitions",)
    assert made.location is not None
    assert (made.location.path, made.location.line) == ("main.tf", 6)
    assert made.configured == frozenset({"family", "container_definitions"})


def test_where_both_know_and_differ_the_plan_wins_and_no_value_is_told(tmp_path: Path) -> None:
    text = 'resource "aws_x" "y" {\n  name = "source-secret"\n}\n'
    made = joined(tmp_path, text, ("aws_x.y", {"name": "plan-secret"}, {}))
    assert made["aws_x.y"]["name"].value == "plan-secret"
    (warning,) = made.diagnostics
    assert str(warning) == (
        "main.tf:2:10: aws_x.y: name is planned with another value than its source says; the plan's is taken."
    )


def test_what_terraform_calls_unknown_though_it_is_written_is_known(tmp_path: Path) -> None:
    made = joined(tmp_path, 'resource "aws_x" "y" {\n  name = "a"\n}\n', ("aws_x.y", {}, {"name": True}))
    assert made["aws_x.y"]["name"].value == "a"
    assert made.diagnostics == ()


def test_what_the_provider_decides_stays_unknown(tmp_path: Path) -> None:
    text = 'resource "aws_lb_target_group" "t" {}\n'
    made = joined(tmp_path, text, ("aws_lb_target_group.t", {}, {"slow_start": True, "name": True}))
    assert made["aws_lb_target_group.t"]["slow_start"].data is UNKNOWN
    assert [found.summary.partition(" is ")[0] for found in made.diagnostics] == ["aws_lb_target_group.t: slow_start"]


@pytest.mark.parametrize(("planned", "written"), [("256", "256"), (256, '"256"'), (True, '"true"'), ("1.50", "1.5")])
def test_numbers_and_texts_that_say_the_same(tmp_path: Path, planned: Any, written: str) -> None:
    made = joined(tmp_path, f'resource "aws_x" "y" {{\n  a = {written}\n}}\n', ("aws_x.y", {"a": planned}, {}))
    assert made["aws_x.y"]["a"].value == planned
    assert made.diagnostics == ()


def test_sets_are_matched_whatever_their_order(tmp_path: Path) -> None:
    text = """
    resource "aws_security_group" "s" {
      ingress {
        from_port = 443
        to_port   = 443
        protocol  = "tcp"
      }
      ingress {
        from_port = 80
        to_port   = 80
        protocol  = "tcp"
      }
    }
    """
    rules = [{"from_port": port, "to_port": port, "protocol": "tcp"} for port in (80, 443)]
    made = joined(tmp_path, text, ("aws_security_group.s", {"ingress": rules}, {}))
    ingress = made["aws_security_group.s"]["ingress"]
    spans = [ingress[at]["from_port"].span for at in range(2)]
    assert [span.location.line for span in spans if span is not None] == [9, 4]
    assert made.diagnostics == ()


def test_elements_of_a_list_that_the_source_does_not_know_come_from_what_made_it(tmp_path: Path) -> None:
    text = """
    data "aws_subnets" "s" {}
    module "m" {
      source  = "./m"
      subnets = data.aws_subnets.s.ids
    }
    """
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "main.tf").write_text(
        'variable "subnets" {}\nresource "aws_lb" "x" {\n  subnets = var.subnets\n}\n'
    )
    made = joined(tmp_path, text, ("module.m.aws_lb.x", {"subnets": ["subnet-1"]}, {}))
    made = overlay(
        plan_from_json(
            {
                "format_version": "1.2",
                "resource_changes": [
                    {
                        "address": "module.m.aws_lb.x",
                        "module_address": "module.m",
                        "mode": "managed",
                        "type": "aws_lb",
                        "name": "x",
                        "change": {"actions": ["create"], "after": {"subnets": ["subnet-1"]}},
                    }
                ],
            }
        ),
        plan_module(tmp_path),
    )
    (trace,) = made["module.m.aws_lb.x"]["subnets[0]"].origins
    assert trace.ref == "data.aws_subnets.s.ids"
    assert [hop.ref for hop in trace.hops] == ["module.m.var.subnets"]


def test_sensitivity_is_that_of_either(tmp_path: Path) -> None:
    text = 'variable "p" {\n  default   = "x"\n  sensitive = true\n}\nresource "aws_x" "y" {\n  a = var.p\n}\n'
    made = joined(tmp_path, text, ("aws_x.y", {"a": "x"}, {}), variables={"p": {"value": "x"}})
    assert made["aws_x.y"]["a"].sensitive
    assert made.variables["p"].sensitive


def test_what_a_stored_plan_does_not_keep_is_the_source_s(tmp_path: Path) -> None:
    text = 'resource "aws_x" "y" {\n  a = "hunter2"\n  b = uuid()\n}\n'
    resource = joined(tmp_path, text, ("aws_x.y", {"a": REDACTED, "b": REDACTED}, {}))["aws_x.y"]
    assert resource["a"].value == "hunter2"
    assert resource["a"].sensitive
    assert resource["b"].known
    assert "hunter2" not in repr(resource["a"])


def test_instances_that_the_source_cannot_name(tmp_path: Path) -> None:
    text = """
    data "aws_subnets" "s" {}
    resource "aws_x" "y" {
      for_each = toset(data.aws_subnets.s.ids)
      name     = "fixed"
      subnet   = each.value
    }
    resource "aws_x" "z" {
      for_each = toset(data.aws_subnets.s.ids)
    }
    """
    made = joined(tmp_path, text, ('aws_x.y["a"]', {"name": "fixed", "subnet": "a"}, {}), ("aws_new.n", {"a": 1}, {}))
    assert list(made.resources) == ["aws_new.n", 'aws_x.y["a"]']
    resource = made['aws_x.y["a"]']
    assert resource["subnet"].value == "a"
    assert resource["name"].span is not None
    assert resource.span is not None
    assert not resource.maybe
    assert made.diagnostics == ()


def test_an_instance_that_only_the_source_has_is_told(tmp_path: Path) -> None:
    made = joined(tmp_path, 'resource "aws_x" "y" {}\n')
    assert len(made) == 0
    assert [found.summary for found in made.diagnostics] == ["aws_x.y is in the source, but not in terraform's plan."]


def test_ephemeral_resources_are_in_no_plan(tmp_path: Path) -> None:
    made = joined(tmp_path, 'ephemeral "aws_secretsmanager_secret_version" "s" {\n  secret_id = "x"\n}\n')
    assert [resource.mode for resource in made] == ["ephemeral"]


def test_variables_are_what_the_module_sees_of_them(tmp_path: Path) -> None:
    text = """
    variable "size" {
      type    = number
      default = "5"
    }
    variable "options" {
      type    = object({ a = string, b = optional(bool, true) })
      default = { a = 1 }
    }
    """
    given = {"variables": {"size": {"value": "5"}, "options": {"value": {"a": 1}}}}
    plan = joined(tmp_path, text, **given)
    assert plan.variables["size"].value == 5
    assert plan.variables["options"].value == {"a": "1", "b": True}
    assert plan.diagnostics == ()


def test_a_saved_plan_has_the_variables_that_it_was_given(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('variable "environment" {\n  default = "dev"\n}\n')
    document = {"format_version": "1.2", "resource_changes": [], "variables": {"environment": {"value": "prod"}}}
    assert overlay(plan_from_json(document), plan_module(tmp_path)).variables["environment"].value == "prod"


def test_json_of_a_bare_number_is_the_same_text(tmp_path: Path) -> None:
    text = 'resource "terraform_data" "it" {\n  input = jsonencode(0.1)\n}\n'
    assert joined(tmp_path, text, ("terraform_data.it", {"input": "0.1"}, {})).diagnostics == ()
