from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_ecsfargate import RequirementNotMet, assert_images_from_ecr, assert_secrets_from_ssm, load_plan

TASK = "aws_ecs_task_definition.web"
URL = "data.aws_ecr_repository.web.repository_url"
LITERAL = "210987654321.dkr.ecr.eu-central-1.amazonaws.com/web:1"
BASE = """
variable "unset" {
  type = any
}

variable "image" {
  type    = string
  default = "%s"
}

data "aws_caller_identity" "current" {
}

data "aws_region" "current" {
}

data "aws_ecr_repository" "web" {
  name = "web"
}

data "aws_ecr_repository" "services" {
  for_each = toset(["web", "log"])
  name     = each.key
}

data "aws_ecr_image" "web" {
  repository_name = "web"
  most_recent     = true
}

resource "aws_ecr_repository" "own" {
  name = "own"
}

data "aws_ssm_parameter" "image" {
  name = "/images/web"
}

data "terraform_remote_state" "shared" {
  backend = "s3"
}

locals {
  image   = %s
  through = local.image
}

resource "aws_ecs_task_definition" "web" {
  family                = "web"
  container_definitions = jsonencode([{ name = "web", image = local.through }])
}
"""
HOST = "${data.aws_caller_identity.current.account_id}.dkr.ecr.${data.aws_region.current.name}.amazonaws.com"


def base(image: str) -> str:
    return BASE % (LITERAL, image)


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(f'"${{{URL}}}:1"', id="template"),
        pytest.param(URL, id="reference alone"),
        pytest.param(f'format("%s:%s", {URL}, "1")', id="format"),
        pytest.param(f'join(":", [{URL}, "1"])', id="join"),
        pytest.param(f'"${{{URL}}}:${{var.unset}}"', id="tag by a variable"),
        pytest.param(f'"${{{URL}}}@sha256:abc"', id="digest"),
        pytest.param('"${data.aws_ecr_repository.services["web"].repository_url}:1"', id="for_each"),
        pytest.param(
            '{ for k, r in data.aws_ecr_repository.services : k => "${r.repository_url}:1" }["web"]', id="for"
        ),
        pytest.param('"${aws_ecr_repository.own.repository_url}:1"', id="own repository"),
        pytest.param("data.aws_ecr_image.web.image_uri", id="image"),
        pytest.param(f'coalesce(null, "${{{URL}}}:1")', id="coalesce"),
        pytest.param(f'try("${{{URL}}}:1", "nginx")', id="try"),
        pytest.param(f'true ? "${{{URL}}}:1" : "nginx:1"', id="known condition"),
        pytest.param(f'var.unset ? "${{{URL}}}:1" : "${{{URL}}}:2"', id="unknown condition, both arms"),
        pytest.param(f'replace({URL}, "https://", "")', id="without a scheme"),
        pytest.param(f'"${{lower({URL})}}:1"', id="in small letters, as it is"),
        pytest.param(f'merge({{ image = "nginx" }}, {{ image = "${{{URL}}}:1" }}).image', id="merge"),
    ],
)
def test_images_by_reference_pass(module: Any, outcomes: Any, image: str) -> None:
    assert outcomes(assert_images_from_ecr, module(base(image))) == (set(), set())


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(f'"{LITERAL}"', id="literal"),
        pytest.param("var.image", id="default of a variable"),
        pytest.param('"nginx:latest"', id="public image"),
        pytest.param(f'"{HOST}/web:1"', id="host by hand"),
        pytest.param(f'"{HOST}/${{data.aws_ecr_repository.web.name}}:1"', id="host by hand, name by reference"),
        pytest.param(f'"docker.io/${{{URL}}}:1"', id="something before it"),
        pytest.param(f'format("docker.io/%s", {URL})', id="something before it, by format"),
        pytest.param(f'join("/", ["docker.io", {URL}])', id="something before it, by join"),
        pytest.param("data.aws_ecr_repository.web.name", id="name only"),
        pytest.param(f'"${{substr({URL}, 0, 0)}}nginx:1"', id="nothing of the repository"),
        pytest.param(f'replace({URL}, "/.*/", "nginx:1")', id="all of the repository replaced"),
        pytest.param(f'"${{{URL}}}-other:1"', id="another name"),
        pytest.param(f'"${{{URL}}}/other:1"', id="a longer name"),
        pytest.param(f'"${{dirname({URL})}}/other:1"', id="another repository of the registry"),
        pytest.param(f'"${{trimsuffix({URL}, "web")}}other:1"', id="the end of the name exchanged"),
        pytest.param('var.unset ? "nginx:1" : "nginx:2"', id="unknown condition, both arms"),
        pytest.param("data.aws_ssm_parameter.image.value", id="from a parameter"),
        pytest.param('""', id="empty"),
        pytest.param("null", id="none"),
    ],
)
def test_images_by_hand_fail(module: Any, outcomes: Any, image: str) -> None:
    assert outcomes(assert_images_from_ecr, module(base(image))) == ({TASK}, set())


@pytest.mark.parametrize(
    "image",
    [
        pytest.param("var.unset", id="unset variable"),
        pytest.param('"${var.unset}:1"', id="unset variable first"),
        pytest.param('"${data.terraform_remote_state.shared.outputs.url}:1"', id="another stack"),
        pytest.param("timestamp()", id="function"),
        pytest.param(f'replace("${{{URL}}}:1", "a", "b")', id="replaced"),
        pytest.param(f'"${{{URL}}}${{var.unset}}"', id="unset variable behind it"),
        pytest.param(f'var.unset ? "${{{URL}}}:1" : "nginx:1"', id="unknown condition, one arm"),
    ],
)
def test_what_is_not_known(module: Any, outcomes: Any, image: str) -> None:
    assert outcomes(assert_images_from_ecr, module(base(image))) == (set(), {TASK})


def test_a_literal_that_a_condition_may_choose(module: Any) -> None:
    with pytest.raises(RequirementNotMet, match="it may be the literal at main") as caught:
        assert_images_from_ecr(module(base(f'var.unset ? {URL} : "nginx:1"')))
    assert "is a literal" not in str(caught.value)


def test_what_coalesce_passes_over_does_not_count(module: Any, outcomes: Any) -> None:
    text = base(f"coalesce(var.nothing, {URL})") + 'variable "nothing" {\n  default = null\n}\n'
    assert outcomes(assert_images_from_ecr, module(text)) == (set(), set())


def test_a_module_that_is_not_at_hand(module: Any, outcomes: Any) -> None:
    registry = 'module "ecr" {\n  source  = "terraform-aws-modules/ecr/aws"\n  version = "2.0.0"\n}\n'
    plan = module(base('"${module.ecr.repository_url}:1"') + registry)
    assert outcomes(assert_images_from_ecr, plan) == (set(), {TASK})


def test_unknown_definitions(module: Any, outcomes: Any) -> None:
    text = base('""').replace('jsonencode([{ name = "web", image = local.through }])', "var.unset")
    assert outcomes(assert_images_from_ecr, module(text)) == (set(), {TASK})


def test_definitions_in_other_shapes(module: Any, outcomes: Any) -> None:
    start = base(URL).index("jsonencode")
    shapes = {
        "heredoc": '<<-JSON\n    [{"name": "web", "image": "${local.through}:1"}]\n  JSON\n}\n',
        "other letters": 'jsonencode([{ Name = "web", Image = local.through }])\n}\n',
        "file": 'templatefile("${path.module}/web.json.tpl", { image = local.through })\n}\n',
        "for": 'jsonencode([for name in ["web"] : { name = name, image = local.through }])\n}\n',
    }
    template = '[{"name": "web", "image": "${image}:1"}]\n'
    for shape, text in shapes.items():
        for image, failed in ((URL, set()), ('"nginx"', {TASK})):
            files = {"main.tf": base(image)[: start + len(image) - len(URL)] + text, "web.json.tpl": template}
            assert outcomes(assert_images_from_ecr, module(files)) == (failed, set()), shape


def test_side_cars_that_are_allowed(module: Any, outcomes: Any) -> None:
    plan = module(base('"public.ecr.aws/xray/aws-xray-daemon:3.3.7"'))
    assert outcomes(assert_images_from_ecr, plan, allow=["public.ecr.aws/xray/*"]) == (set(), set())
    assert outcomes(assert_images_from_ecr, plan, allow=["public.ecr.aws/xray"]) == ({TASK}, set())


@pytest.mark.parametrize(
    ("image", "failed", "unknown"),
    [
        pytest.param(f'"${{{URL}}}:1"', set(), set(), id="tag"),
        pytest.param(f'"${{{URL}}}@sha256:abc"', set(), set(), id="digest"),
        pytest.param("data.aws_ecr_image.web.image_uri", set(), set(), id="image"),
        pytest.param(f'"${{{URL}}}:latest"', {TASK}, set(), id="latest"),
        pytest.param(URL, {TASK}, set(), id="no tag"),
        pytest.param(f'"${{{URL}}}:${{var.unset}}"', set(), {TASK}, id="unknown tag"),
    ],
)
def test_mutable_tags(module: Any, outcomes: Any, image: str, failed: set[str], unknown: set[str]) -> None:
    plan = module(base(image))
    assert outcomes(assert_images_from_ecr, plan) == (set(), set())
    assert outcomes(assert_images_from_ecr, plan, mutable_tags=False) == (failed, unknown)


def test_the_failure_shows_the_way_of_a_literal(module: Any) -> None:
    task = base(URL)[base(URL).index('resource "aws_ecs_task') :].replace("local.through", "local.b")
    files = {
        "main.tf": 'module "app" {\n  source = "./app"\n  image  = local.image\n}\nlocals {\n  image = var.image\n}\n'
        'variable "image" {\n}\n',
        "terraform.tfvars": f'\n\nimage = "{LITERAL}"\n',
        "app/main.tf": 'variable "image" {\n}\nlocals {\n  a = var.image\n  b = local.a\n}\n' + task,
    }
    with pytest.raises(RequirementNotMet) as caught:
        assert_images_from_ecr(module(files))
    text = str(caught.value)
    assert "--> terraform.tfvars:3:9" in text
    way = " ".join(text[text.index("= origin") :].partition("\n\n")[0].split())
    assert way == (
        '= origin image "210987654321.dkr.ecr.eu...ws.com/web:1" is a literal <- var.image (terraform.tfvars:3)'
        " <- local.image (main.tf:6) <- module.app.var.image (main.tf:3) <- module.app.local.a (app/main.tf:4)"
        " <- module.app.local.b (app/main.tf:5) <- app/main.tf:9"
    )


@pytest.mark.parametrize("requirement", [assert_images_from_ecr, assert_secrets_from_ssm])
def test_a_plan_without_its_source_is_the_reason(requirement: Any) -> None:
    secret = {"name": "KEY", "valueFrom": "arn:aws:ssm:eu-central-1:210987654321:parameter/key"}
    containers = json.dumps([{"name": "web", "image": LITERAL, "secrets": [secret]}])
    after = {"family": "web", "container_definitions": containers}
    change = {"actions": ["create"], "before": None, "after": after}
    resource = {"address": TASK, "mode": "managed", "type": "aws_ecs_task_definition", "name": "web", "change": change}
    expressions = {"container_definitions": {"references": ["local.containers"]}}
    block = {**resource, "expressions": expressions}
    configuration = {"root_module": {"resources": [block]}}
    plan = load_plan({"format_version": "1.2", "resource_changes": [resource], "configuration": configuration})
    (verdict,) = requirement.judge(plan, **({"names": None} if requirement is assert_secrets_from_ssm else {})).unknown
    assert verdict.note == "a plan without its source does not say where it comes from"
