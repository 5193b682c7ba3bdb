from __future__ import annotations

from typing import Any
from unittest import SkipTest

import pytest
from botocore.exceptions import EndpointConnectionError

from pytest_ecsfargate import Outcome, RequirementNotMet, assert_images_exist
from tests.requirements.aws_answers import ACCOUNT, REFUSED, REGION, error

WEB = "aws_ecs_task_definition.web"
HOST = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com"
DIGEST = "sha256:" + "0" * 64
THERE = {"imageDetails": [{"registryId": ACCOUNT, "repositoryName": "web", "imageTags": ["1"]}]}


def images(*names: str) -> str:
    """A task definition whose containers have these images."""
    containers = ", ".join(f'{{ name = "c{at}", image = "{name}" }}' for at, name in enumerate(names))
    return f"""
        variable "tag" {{
          type = string
        }}

        resource "aws_ecs_task_definition" "web" {{
          family                = "web"
          container_definitions = jsonencode([{containers}])
        }}
    """


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        (f"{HOST}/web:1", {"imageTag": "1"}),
        (f"{HOST}/web", {"imageTag": "latest"}),
        (f"{HOST}/web:1@{DIGEST}", {"imageDigest": DIGEST}),
    ],
)
def test_an_image_that_is_there(recorded: Any, said: Any, name: str, identity: Any) -> None:
    deployed, aws = recorded(images(name), ecr_DescribeImages=THERE)
    assert said(assert_images_exist, deployed) == [(Outcome.MET, WEB, "")]
    assert aws.questions("ecr:DescribeImages") == [
        {"registryId": ACCOUNT, "repositoryName": "web", "imageIds": [identity], "region": REGION}
    ]


def test_the_registry_of_another_region_and_account_is_asked_there(recorded: Any, said: Any) -> None:
    name = "111122223333.dkr.ecr.us-east-1.amazonaws.com/base/web:2"
    deployed, aws = recorded(images(name), ecr_DescribeImages=THERE)
    assert said(assert_images_exist, deployed) == [(Outcome.MET, WEB, "")]
    (asked,) = aws.questions("ecr:DescribeImages")
    assert (asked["region"], asked["registryId"], asked["repositoryName"]) == ("us-east-1", "111122223333", "base/web")


def test_an_image_of_two_containers_is_asked_for_once(recorded: Any, said: Any) -> None:
    deployed, aws = recorded(images(f"{HOST}/web:1", f"{HOST}/web:1"), ecr_DescribeImages=THERE)
    assert said(assert_images_exist, deployed) == [(Outcome.MET, WEB, "")] * 2
    assert len(aws.asked) == 1


@pytest.mark.parametrize(
    ("name", "code", "note"),
    [
        (
            f"{HOST}/web:1",
            "ImageNotFoundException",
            f"the repository web in {REGION} of {ACCOUNT} has no image with the tag 1",
        ),
        (
            f"{HOST}/web@{DIGEST}",
            "ImageNotFoundException",
            f"the repository web in {REGION} of {ACCOUNT} has no image with the digest {DIGEST}",
        ),
        (f"{HOST}/web:1", "RepositoryNotFoundException", f"there is no repository web in {REGION} of {ACCOUNT}"),
    ],
)
def test_an_image_that_is_not_there(recorded: Any, said: Any, name: str, code: str, note: str) -> None:
    deployed, _ = recorded(images("nginx:1", name), ecr_DescribeImages=error(code))
    assert said(assert_images_exist, deployed) == [(Outcome.NOT_MET, WEB, note)]
    assert assert_images_exist.check(deployed)[0].attribute == "container_definitions[1].image"


def test_what_is_not_known_or_not_told_is_unknown(recorded: Any, said: Any) -> None:
    deployed, _ = recorded(images(f"{HOST}/web:${{var.tag}}"))
    assert said(assert_images_exist, deployed) == [(Outcome.UNKNOWN, WEB, "")]
    deployed, _ = recorded(images(f"{HOST}/web:1"), ecr_DescribeImages=REFUSED)
    assert said(assert_images_exist, deployed) == [(Outcome.UNKNOWN, WEB, "AWS answered AccessDeniedException")]
    deployed, _ = recorded(
        'variable "all" {\n  type = string\n}\n\nresource "aws_ecs_task_definition" "web" {\n'
        '  family = "web"\n  container_definitions = var.all\n}'
    )
    assert said(assert_images_exist, deployed) == [(Outcome.UNKNOWN, WEB, "")]


def test_a_region_that_nobody_answers_in_is_unknown(recorded: Any, said: Any) -> None:
    def nobody(asked: object) -> Any:
        raise EndpointConnectionError(endpoint_url="https://api.ecr.eu-nowhere-1.amazonaws.com/")

    deployed, _ = recorded(images(f"{ACCOUNT}.dkr.ecr.eu-nowhere-1.amazonaws.com/web:1"), ecr_DescribeImages=nobody)
    ((outcome, address, note),) = said(assert_images_exist, deployed)
    assert (outcome, address) == (Outcome.UNKNOWN, WEB)
    assert note == (
        'AWS cannot be asked: Could not connect to the endpoint URL: "https://api.ecr.eu-nowhere-1.amazonaws.com/"'
    )


@pytest.mark.parametrize("name", ["nginx:1", "public.ecr.aws/nginx/nginx:1", "ghcr.io/shop/web:1"])
def test_images_of_other_registries_are_not_examined(recorded: Any, name: str) -> None:
    deployed, aws = recorded(images(name))
    with pytest.raises(RequirementNotMet, match="nothing to check: the plan has no container with an image in ECR"):
        assert_images_exist(deployed)
    assert_images_exist(deployed, allow_empty=True)
    assert aws.asked == []


def test_it_is_skipped_in_an_emulated_account(emulated: Any) -> None:
    with pytest.raises(SkipTest):
        assert_images_exist(emulated)


def test_the_text(recorded: Any) -> None:
    deployed, _ = recorded(ecr_DescribeImages=error("ImageNotFoundException"))
    with pytest.raises(RequirementNotMet) as caught:
        assert_images_exist(deployed)
    assert str(caught.value).splitlines()[:16] == [
        "ECSF884 images-exist: 1 of 1 failed  [high]",
        "Every image of a container that is to come from ECR is there.",
        "",
        "  aws_ecs_task_definition.web",
        "    --> main.tf:19:15",
        '  14 | resource "aws_ecs_task_definition" "web" {',
        '  19 |     image   = "210987654321.dkr.ecr.eu-central-1.amazonaws.com/web:1"',
        "     |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
        "     = attribute  container_definitions[0].image",
        "     = expected   an image that is in its repository",
        '     = actual     "210987654321.dkr.ecr.eu-central-1.amazonaws.com/web:1"',
        "     = note       the repository web in eu-central-1 of 210987654321 has no image with",
        "                  the tag 1",
        "     = touches    aws_ecs_service.web",
        "",
        "  fix:   Push the image before the service is applied, or name a tag that is there.",
    ]
