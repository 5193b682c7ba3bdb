"""Failure texts, to the letter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from pytest_ecsfargate import (
    Outcome,
    Plan,
    Severity,
    Verdict,
    assert_health_checks,
    assert_images_from_ecr,
    assert_no_plaintext_secrets,
    requirement,
)
from pytest_ecsfargate.hcl.values import from_python
from pytest_ecsfargate.report.printable import WIDTH
from pytest_ecsfargate.report.snippet import snippet
from pytest_ecsfargate.source import SourceFile, Span

SERVICES = """
module "platform" {
  source = "./modules/platform"
}
"""
PLATFORM = """
variable "services" {
  default = {
    api    = {}
    web    = {}
    worker = {}
  }
}

resource "aws_ecs_service" "services" {
  for_each = var.services
  name     = each.key

  load_balancer {
    target_group_arn = aws_lb_target_group.services[each.key].arn
    container_name   = each.key
    container_port   = 80
  }
}
"""
ALB = """resource "aws_lb_target_group" "services" {
  for_each = var.services
  name     = each.key

  health_check {
    path                = "/health"
    healthy_threshold   = each.key == "worker" ? 2 : 3
    unhealthy_threshold = 2
    timeout             = 5
    interval            = 30
    matcher             = "200"
  }
}
"""


def test_the_whole_text(module: Any, failure: Any) -> None:
    plan = module({"main.tf": SERVICES, "modules/platform/main.tf": PLATFORM, "modules/platform/alb.tf": ALB})
    assert failure(assert_health_checks, plan) == (
        """\
ECSF401 health-checks: 1 of 3 failed  [medium]
Every target group of a service has the agreed health check.

  module.platform.aws_lb_target_group.services["worker"]
    --> modules/platform/alb.tf:7:27
   5 |   health_check {
   7 |     healthy_threshold   = each.key == "worker" ? 2 : 3
     |                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 2 when each.key = "worker"
     = attribute  health_check[0].healthy_threshold
     = expected   3
     = actual     2
     = touches    module.platform.aws_ecs_service.services["worker"]

  fix:   Set healthy_threshold = 3 in the health_check block.
  docs:  docs/requirements/ECSF401.md
  aws:   https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
  waive: # ecsfargate:waive ECSF401 <reason>, above modules/platform/alb.tf:1"""
    )


def test_instances_that_fail_alike_share_one_snippet(module: Any, failure: Any) -> None:
    alb = ALB.replace('each.key == "worker" ? 2 : 3', "var.healthy")
    files = {
        "main.tf": PLATFORM + 'variable "healthy" {\n}\n',
        "alb.tf": alb,
        "prod.auto.tfvars": "# agreed with nobody\nhealthy = 4\n",
    }
    text = failure(assert_health_checks, module(files))
    assert text.startswith("ECSF401 health-checks: 3 of 3 failed  [medium]\n")
    assert (
        """
  aws_lb_target_group.services["api"], ["web"], ["worker"]
    --> prod.auto.tfvars:2:11
   2 | healthy = 4
     |           ^
     = attribute  health_check[0].healthy_threshold
     = expected   3
     = actual     4
     = touches    aws_ecs_service.services["api"], aws_ecs_service.services["web"],
                  aws_ecs_service.services["worker"]
     = origin     healthy_threshold <- var.healthy (prod.auto.tfvars:2) <- alb.tf:7

"""
        in text
    )
    assert text.endswith("above alb.tf:1")


def test_instances_of_modules_share_one_snippet_too(module: Any, failure: Any) -> None:
    files = {
        "main.tf": SERVICES.replace("  source", '  for_each = toset(["eu", "us"])\n  source'),
        "modules/platform/main.tf": PLATFORM,
        "modules/platform/alb.tf": ALB.replace('each.key == "worker" ? 2 : 3', "4"),
    }
    lines = failure(assert_health_checks, module(files)).splitlines()
    assert lines[0] == "ECSF401 health-checks: 6 of 6 failed  [medium]"
    assert lines[3:5] == [
        '  module.platform["eu"].aws_lb_target_group.services["api"], ["web"] (+4 more)',
        "    --> modules/platform/alb.tf:7:27",
    ]


def test_what_is_unknown_says_why(module: Any, failure: Any) -> None:
    task = (
        'variable "image" {\n}\n'
        'resource "aws_ecs_task_definition" "web" {\n'
        "  container_definitions = jsonencode([\n"
        '    { name = "web", image = var.image },\n'
        '    { name = "log", image = data.terraform_remote_state.shared.outputs.image },\n'
        "  ])\n}\n"
        'data "terraform_remote_state" "shared" {\n  backend = "s3"\n}\n'
    )
    assert failure(assert_images_from_ecr, module(task)) == (
        """\
ECSF201 images-from-ecr: 1 of 1 unknown in 2 places  [high]
Every container's image comes from an ECR repository that Terraform knows.

  aws_ecs_task_definition.web
    --> main.tf:5:29
   3 | resource "aws_ecs_task_definition" "web" {
   5 |     { name = "...", image = var.image },
     |                             ^^^^^^^^^
     = attribute  container_definitions[0].image
     = expected   the repository_url of an ECR repository, by reference
     = actual     not known, because of var.image, which has no value

  aws_ecs_task_definition.web
    --> main.tf:6:29
   3 | resource "aws_ecs_task_definition" "web" {
   6 |     { name = "...", image = data.terraform_remote_state.shared.outputs.image },
     |                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     = attribute  container_definitions[1].image
     = expected   the repository_url of an ECR repository, by reference
     = actual     known after apply, because of
                  data.terraform_remote_state.shared.outputs.image

  fix:   Write image = "${data.aws_ecr_repository.<name>.repository_url}:<tag>".
  docs:  docs/requirements/ECSF201.md
  aws:   https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecr-repositories.html
  waive: # ecsfargate:waive ECSF201 <reason>, above main.tf:3"""
    )


def test_no_secret_is_shown_not_even_in_the_source_line(module: Any, failure: Any) -> None:
    task = (
        'resource "aws_ecs_task_definition" "web" {\n'
        '  container_definitions = jsonencode([{ name = "web", image = "nginx", environment = [\n'
        '    { name = "DB_PASSWORD", value = "hunter2" }, { name = "OTHER_TOKEN", value = "hunter3" }] }])\n}\n'
    )
    text = failure(assert_no_plaintext_secrets, module(task))
    assert "hunter" not in text
    assert (
        """
  aws_ecs_task_definition.web
    --> main.tf:3:37
   1 | resource "aws_ecs_task_definition" "web" {
   3 |     { name = "...", value = "..." }, { name = "...", value = "..." }] }])
     |                             ^^^^^ DB_PASSWORD is secret by its name
     = attribute  container_definitions[0].environment[0].value
     = expected   no secret in the clear
     = actual     (sensitive)
"""
        in text
    )


def test_a_secret_beside_another_finding_is_not_shown(module: Any, failure: Any) -> None:
    line = '[{ name = "web", image = "nginx:1", environment = [{ name = "DB_PASSWORD", value = "hunter2" }] }]'
    task = f'resource "aws_ecs_task_definition" "web" {{\n  container_definitions = jsonencode({line})\n}}\n'
    text = failure(assert_images_from_ecr, module(task))
    assert "hunter2" not in text
    assert '"nginx:1"' in text


TASK = 'resource "aws_ecs_task_definition" "web" {\n'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param(
            'locals { c = { x = "hunter2", image = "nginx", "k" = 1 } }\n'
            + TASK
            + "  container_definitions = jsonencode([{ image = local.c.image }])\n}\n",
            'locals { c = { x = "...", image = "nginx", "k" = 1 } }',
            id="object",
        ),
        pytest.param(
            TASK + '  container_definitions = <<EOF\n[{"x":["--x=hunter2"],"image":"nginx","cpu":1}]\nEOF\n}\n',
            '[{"x":["..."],"image":"nginx","cpu":1}]',
            id="JSON in a heredoc",
        ),
        pytest.param(
            TASK + '  container_definitions = "[{\\"x\\":\\"hunter2\\",\\"image\\":\\"nginx\\"}]"\n}\n',
            '  container_definitions = "...nginx..."',
            id="JSON in a string",
        ),
        pytest.param(
            TASK
            + '  container_definitions = jsonencode([{ x = "${lookup({}, "k", "hunter2")}", image = "nginx" }])\n}\n',
            '  container_definitions = jsonencode([{ x = "...", image = "nginx" }])',
            id="string in a string",
        ),
        pytest.param(
            TASK + '  container_definitions = jsonencode([{ x = 1 > 0 ? "hunter2" : "y", image="a" }])\n}\n',
            '  container_definitions = jsonencode([{ x = 1 > 0 ? "..." : "...", image="a" }])',
            id="arms",
        ),
    ],
)
def test_no_text_beside_the_one_that_is_judged(module: Any, failure: Any, text: str, shown: str) -> None:
    found = failure(assert_images_from_ecr, module(text))
    assert "hunter2" not in found
    assert f" | {shown}\n" in found


def test_words_without_quotes_in_a_template_file(module: Any) -> None:
    file = SourceFile("web.yml.tpl", "{name: web, command: [run, --pw=hunter2], image: nginx, cpu: 1}\n")
    start = file.text.index("nginx")
    (line,) = snippet(Span(file, start, start + 5), hidden=False)
    assert line.text == "{name: ..., command: [..., --pw=...], image: nginx, cpu: 1}"
    assert line.text[line.start : line.end] == "nginx"


def test_values_with_a_secret_inside_are_not_shown() -> None:
    pair = from_python([{"name": "DB_PASSWORD", "value": "hunter2"}])
    for value in (pair, from_python({"db": {"password": "hunter2"}}), from_python('{"db_pass":"hunter2"}')):
        assert Verdict(Outcome.NOT_MET, "aws_x.y", "z", actual=value).hidden
    assert not Verdict(Outcome.NOT_MET, "aws_x.y", "z", actual=from_python({"name": "web", "image": "nginx"})).hidden


def test_long_lines_are_cut_around_what_is_pointed_at(module: Any, failure: Any) -> None:
    filler = ", ".join(f'{{ name = "V{number}", value = "{number}" }}' for number in range(20))
    line = f'[{{ name = "web", environment = [{filler}], image = "nginx:1", memory = 1 }}, {{ name = "x" }}]'
    task = f'resource "aws_ecs_task_definition" "web" {{\n  container_definitions = jsonencode({line})\n}}\n'
    lines = failure(assert_images_from_ecr, module(task)).splitlines()
    shown = next(line for line in lines if "nginx" in line)
    carets = lines[lines.index(shown) + 1]
    assert shown.startswith("   2 | ...")
    assert len(shown) <= WIDTH
    assert shown[carets.index("^") : carets.rindex("^") + 1] == '"nginx:1"'


def test_control_characters_and_wide_ones(module: Any, failure: Any) -> None:
    task = (
        'resource "aws_ecs_task_definition" "web" {\n'
        '  container_definitions = jsonencode([\n\t{ /* \x1b[31m 名前 \u202e */ image = "a\tb" }])\n}\n'
    )
    lines = failure(assert_images_from_ecr, module(task)).splitlines()
    shown = next(line for line in lines if "名前" in line)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "\\x1b[31m 名前 \\u202e" in shown
    carets = lines[lines.index(shown) + 1]
    # Two wide characters stand before it.
    assert shown[carets.index("^") - 2 :].startswith('"a    b"')
    assert '     = actual     "a\\tb"' in lines


@requirement(
    "ECSF901",
    "Everything has a name, and a sentence about that which is long enough to need a second line is wrapped.",
    severity=Severity.LOW,
)
def assert_something(plan: Plan, *, count: int = 1) -> Iterator[Verdict]:
    """Verdicts that stand nowhere."""
    for number in range(count):
        yield Verdict(Outcome.NOT_MET, f"aws_x.y[{number}]", "name", "a name", note="it has none")
    yield Verdict(Outcome.UNKNOWN, "aws_x.z", "name", "a name")
    yield Verdict(Outcome.MET, "aws_x.w", "name", advice="the name is odd")


def test_without_sources(failure: Any) -> None:
    assert failure(assert_something, Plan({})) == (
        """\
ECSF901 something: 1 of 3 failed, 1 unknown  [low]
Everything has a name, and a sentence about that which is long enough to need a second
line is wrapped.

  aws_x.y[0]
     = attribute  name
     = expected   a name
     = note       it has none

  aws_x.z
     = attribute  name
     = expected   a name

  advice: aws_x.w: the name is odd
  waive: [[waive]] id = "ECSF901", address = "aws_x.y[0]",
         reason = "<reason>", in ecsfargate.toml"""
    )


def test_an_address_with_quotes_in_toml() -> None:
    @requirement("ECSF902", "Short.")
    def assert_short(plan: Plan) -> Iterator[Verdict]:
        yield Verdict(Outcome.NOT_MET, 'aws_x.y["a"]')

    assert assert_short.judge(Plan({})).text.splitlines()[-2:] == [
        """  waive: [[waive]] id = "ECSF902", address = 'aws_x.y["a"]',""",
        '         reason = "<reason>", in ecsfargate.toml',
    ]


def test_more_instances_than_fit_in_a_line(failure: Any) -> None:
    text = failure(assert_something, Plan({}), count=40)
    assert text.startswith("ECSF901 something: 40 of 42 failed, 1 unknown  [low]\n")
    line = next(line for line in text.splitlines() if line.startswith("  aws_x.y[0], [1], [2]"))
    assert line.endswith(" more)")
    assert len(line) <= WIDTH


def test_nothing_to_check(module: Any, failure: Any) -> None:
    assert failure(assert_health_checks, module("")) == (
        """\
ECSF401 health-checks: nothing to check  [medium]
Every target group of a service has the agreed health check.

  nothing to check: the plan has no aws_lb_target_group that a service uses

  fix:   Look at the module and the variables that were planned; where that is right,
         pass allow_empty=True.
  docs:  docs/requirements/ECSF401.md
  aws:   https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html"""
    )


def test_nothing_to_check_in_a_module_that_could_not_be_read_whole(module: Any, failure: Any) -> None:
    plan = module('module "shop" {\n  source = "terraform-aws-modules/ecs/aws"\n}\n')
    assert """
  nothing to check: the plan has no aws_lb_target_group that a service uses
  Not all of it could be read: a file has an error, or a module that it calls is not at
  hand.

""" in failure(assert_health_checks, plan)


def test_only_pages_and_addresses_may_be_wider_than_the_text(failure: Any) -> None:
    @requirement("ECSF902", "Short.", aws_doc="https://docs.aws.amazon.com/" + "x" * 90)
    def assert_wide(plan: Plan) -> Iterator[Verdict]:
        wide = f"module.{'m' * 90}.aws_x.y"
        verdict = Verdict(Outcome.NOT_MET, wide, "a" * 90, "w" * 90, note="n " * 90, touches=(wide, "aws_x.z"))
        yield replace(verdict, hint="h " * 90, actual=from_python("v" * 90))

    for line in failure(assert_wide, Plan({})).splitlines():
        assert len(line) <= WIDTH or "https://" in line or "module." in line or "www" in line, line


def test_a_finding_has_no_secret_in_it(module: Any) -> None:
    task = 'resource "aws_ecs_task_definition" "web" {\n  container_definitions = jsonencode([{ name = "web",\n'
    task += 'environment = [{ name = "DB_PASSWORD", value = "hunter2" }] }])\n}\n'
    judgement = assert_no_plaintext_secrets.judge(module(task))
    assert "hunter2" not in repr(judgement.findings)
    assert "hunter2" not in repr(judgement.verdicts)
    assert judgement.findings[0].actual == "(sensitive)"


TABLE = (
    ("", "tasks", "USD/month"),
    ('module.platform["eu"].aws_ecs_service.services["a-service-with-a-long-name"]', "2", "20.72"),
    ("total\x1b", "", "1234.56"),
)


def test_a_table_is_set_in_columns_and_cut_where_it_is_too_wide(failure: Any) -> None:
    @requirement("ECSF903", "It costs little.", severity=Severity.LOW)
    def assert_cheap(plan: Plan) -> Iterator[Verdict]:
        yield Verdict(Outcome.NOT_MET, ".", expected="at most 10.00", table=TABLE)

    text = failure(assert_cheap, Plan({}))
    assert text.splitlines()[3:8] == [
        "  .",
        "     = expected   at most 10.00",
        "     |                                                                  tasks  USD/month",
        '     | module.platform["eu"].aws_ecs_service.s...ce-with-a-long-name"]      2      20.72',
        r"     | total\x1b                                                                 1234.56",
    ]
    assert {len(line) for line in text.splitlines()[5:8]} == {WIDTH}
