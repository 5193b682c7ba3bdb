"""Where values come from: the literal or reference at the start, every station on the way, and the text to change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from pytest_ecsfargate.hcl.origins import Trace
from pytest_ecsfargate.hcl.values import Value
from pytest_ecsfargate.plan.model import Plan


@pytest.fixture
def outputs(evaluated: Callable[..., Plan]) -> Callable[..., Mapping[str, Value]]:
    """The outputs of a module without errors."""

    def evaluate(main: str, files: dict[str, str] | None = None, **arguments: Any) -> Mapping[str, Value]:
        plan = evaluated(main, files, **arguments)
        assert [str(found) for found in plan.diagnostics] == []
        return plan.outputs

    return evaluate


Outputs = Callable[..., Mapping[str, Value]]


def the_trace(value: Value) -> Trace:
    (found,) = value.origins
    return found


CHAIN = """
locals {
  a = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/web:1"
  b = local.a
}

module "x" {
  source = "./x"
  image  = local.b
}

output "image" {
  value = module.x.image
}
"""
CHILD = """
variable "image" {
  type = string
}

output "image" {
  value = jsonencode([{ image = var.image }])
}
"""


def test_a_literal_behind_two_locals_and_a_module_input_is_told_with_its_way(outputs: Outputs) -> None:
    json = outputs(CHAIN, {"x/main.tf": CHILD})["image"]
    assert json.decoded is not None
    image = json.decoded[0]["image"]
    found = the_trace(image)
    assert str(found) == "literal (main.tf:3:7) <- local.a <- local.b <- module.x.var.image <- module.x.image"
    assert [str(hop.location) for hop in found.hops] == [
        "main.tf:4:7",
        "main.tf:9:12",
        "x/main.tf:7:33",
        "main.tf:13:11",
    ]
    assert image.span is not None
    assert image.span.text == '"123456789012.dkr.ecr.eu-central-1.amazonaws.com/web:1"'
    assert the_trace(json) == found


MANY = """
data "aws_ecr_repository" "app" {
  for_each = toset(["web"])
  name     = each.key
}

variable "tag" {}

resource "aws_cloudwatch_log_group" "app" {
  name = "/ecs/app"
}

locals {
  url    = data.aws_ecr_repository.app["web"].repository_url
  base   = { image = "nginx:1", port = 80 }
  merged = merge(local.base, { port = 8080 })
  images = { for name, repository in data.aws_ecr_repository.app : name => repository.repository_url }
}

output "template" { value = "${local.url}:${var.tag}" }
output "merged_port" { value = local.merged.port }
output "merged_image" { value = local.merged.image }
output "chosen" { value = true ? local.url : "nginx" }
output "either" { value = var.tag == "x" ? local.url : "nginx" }
output "for" { value = local.images["web"] }
output "list" { value = [for item in ["a", local.url] : item] }
output "joined" { value = join(":", [local.url, "1"]) }
output "group" { value = aws_cloudwatch_log_group.app.name }
output "arn" { value = aws_cloudwatch_log_group.app.arn }
output "splat" { value = values(data.aws_ecr_repository.app)[*].arn }
output "key" { value = [for name, item in local.base : name][0] }
output "tried" { value = try(local.base.nope, local.base.image) }
output "unset" { value = var.tag }
output "heredoc" {
  value = <<-EOT
    [{ "name": "x", "image": "${local.url}" }]
  EOT
}
"""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "template",
            [
                'data.aws_ecr_repository.app["web"].repository_url (main.tf:14:12) <- local.url',
                "literal (main.tf:20:42)",
                "var.tag (main.tf:20:45)",
            ],
        ),
        ("merged_port", ["literal (main.tf:16:39) <- local.merged"]),
        ("merged_image", ["literal (main.tf:15:22) <- local.base <- local.merged"]),
        ("chosen", ['data.aws_ecr_repository.app["web"].repository_url (main.tf:14:12) <- local.url']),
        (
            "either",
            [
                'data.aws_ecr_repository.app["web"].repository_url (main.tf:14:12) <- local.url',
                "literal (main.tf:24:56)",
            ],
        ),
        ("for", ['data.aws_ecr_repository.app["web"].repository_url (main.tf:17:76) <- local.images']),
        (
            "list",
            [
                "literal (main.tf:26:39)",
                'data.aws_ecr_repository.app["web"].repository_url (main.tf:14:12) <- local.url',
            ],
        ),
        (
            "joined",
            [
                "literal (main.tf:27:32)",
                'data.aws_ecr_repository.app["web"].repository_url (main.tf:14:12) <- local.url',
                "literal (main.tf:27:49)",
            ],
        ),
        ("group", ["literal (main.tf:10:10) <- aws_cloudwatch_log_group.app.name"]),
        ("arn", ["aws_cloudwatch_log_group.app.arn (main.tf:29:24)"]),
        ("splat", ['data.aws_ecr_repository.app["web"].arn (main.tf:30:61)']),
        ("key", ["literal (main.tf:15:14) <- local.base"]),
        ("tried", ["literal (main.tf:15:22) <- local.base"]),
        ("unset", ["var.tag (main.tf:33:26)"]),
    ],
)
def test_origins_survive(name: str, expected: list[str], outputs: Outputs) -> None:
    assert [str(found) for found in outputs(MANY)[name].origins] == expected


def test_elements_of_json_in_a_heredoc_have_their_own_origins(outputs: Outputs) -> None:
    decoded = outputs(MANY)["heredoc"].decoded
    assert decoded is not None
    assert decoded[0]["image"].comes_from("data.aws_ecr_repository")
    assert decoded[0]["name"].value == "x"
    assert not decoded[0]["name"].comes_from("data.aws_ecr_repository")


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [
        ("data.aws_ecr_repository", True),
        ("data.aws_ecr_repository.app", True),
        ("data.aws_ecr_repository.*.repository_url", True),
        ("data.*.app", True),
        ("local.url", True),
        ("data.aws_ecr", False),
        ("aws_ecr_repository", False),
        ("data.aws_ecr_repository.other", False),
        ("data.aws_ecr_repository.*.arn", False),
    ],
)
def test_comes_from_matches_whole_names(pattern: str, matches: bool, outputs: Outputs) -> None:
    assert outputs(MANY)["template"].comes_from(pattern) is matches


def test_a_pattern_matches_below_any_module(outputs: Outputs) -> None:
    files = {
        "m/main.tf": 'resource "aws_lb" "main" {\n  name = "x"\n}\noutput "arn" {\n  value = aws_lb.main.arn\n}\n',
    }
    main = 'module "m" {\n  for_each = { "a.b" = 1 }\n  source   = "./m"\n}\n'
    main += 'output "x" {\n  value = module.m["a.b"].arn\n}\n'
    arn = outputs(main, files)["x"]
    assert str(the_trace(arn)) == 'module.m["a.b"].aws_lb.main.arn (m/main.tf:5:11) <- module.m["a.b"].arn'
    assert arn.comes_from("aws_lb.main")
    assert arn.comes_from("module.m")
    assert not arn.comes_from("lb.main")


def test_each_key_comes_from_where_the_key_is_written(outputs: Outputs) -> None:
    main = """
locals {
  services = {
    web = { port = 80 }
  }
}
resource "aws_ecs_service" "s" {
  for_each = local.services
  name     = each.key
}
output "name" { value = aws_ecs_service.s["web"].name }
"""
    name = outputs(main)["name"]
    assert str(the_trace(name)) == 'literal (main.tf:4:5) <- local.services <- aws_ecs_service.s["web"].name'
    assert name.span is not None
    assert name.span.text == "web"


def test_values_of_a_file_are_traced_to_it(outputs: Outputs) -> None:
    main = 'variable "image" {}\noutput "x" {\n  value = var.image\n}\n'
    image = outputs(main, {"terraform.tfvars": '\nimage = "nginx"\n'})["x"]
    assert str(the_trace(image)) == "literal (terraform.tfvars:2:9) <- var.image"


def test_a_value_that_the_caller_gives_has_no_place(outputs: Outputs) -> None:
    main = 'variable "image" {}\noutput "x" {\n  value = var.image\n}\n'
    image = outputs(main, variables={"image": "nginx"})["x"]
    assert str(the_trace(image)) == "literal <- var.image"


def test_templates_from_files_are_traced_into_them(outputs: Outputs) -> None:
    main = 'output "x" {\n  value = templatefile("${path.module}/t.json", { image = "nginx" })\n}\n'
    decoded = outputs(main, {"t.json": '[\n  { "image": "${image}", "name": "app" }\n]\n'})["x"].decoded
    assert decoded is not None
    assert str(the_trace(decoded[0]["image"])) == "literal (main.tf:2:60)"
    assert decoded[0]["name"].value == "app"
    assert {found.location.path for found in decoded[0]["name"].origins if found.location} == {"t.json"}
