"""Every container's image comes from an ECR repository that Terraform knows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase

from ...declaration import requirement
from ...findings import Outcome, Severity, Verdict
from ...hcl.origins import Trace
from ...hcl.values import PartialString, Value
from ...plan.ecs.containers import Container
from ...plan.model import Plan
from ...plan.provenance import comes_from, is_data, leading, sourceless

ECR = (
    "data.aws_ecr_repository.*.repository_url",
    "aws_ecr_repository.*.repository_url",
    "data.aws_ecr_image.*.image_uri",
)
_BEHIND = ":@"  # a tag, a digest
_KEEPING = ("lower",)  # repositories have no capital letters in their names
_EXPECTED = "the repository_url of an ECR repository, by reference"


@requirement(
    "ECSF201",
    "Every container's image comes from an ECR repository that Terraform knows.",
    severity=Severity.HIGH,
    aws_doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecr-repositories.html",
    remediation='Write image = "${data.aws_ecr_repository.<name>.repository_url}:<tag>".',
    looks_for="container",
)
def assert_images_from_ecr(
    plan: Plan, *, allow: Collection[str] = (), mutable_tags: bool = True, allow_empty: bool = False
) -> Iterator[Verdict]:
    """Every container's image comes from an ECR repository that Terraform knows.

    Judged by where the image's text comes from, not by how it looks: it must begin with the `repository_url` of an
    `aws_ecr_repository` or `data.aws_ecr_repository`, or be the `image_uri` of a `data.aws_ecr_image`, through any
    locals, modules and functions. `allow` holds images that may be literals, as globs over the whole image.
    `mutable_tags=False` also refuses the tag `latest` and images without a tag.

    Why:
        An image typed by hand is found missing only when the tasks do not start: nobody sees that the repository was
        renamed, or belongs to another account. A reference is checked by the plan, and follows the environment.

    Fails:
        resource "aws_ecs_task_definition" "web" {
          family = "web"
          container_definitions = jsonencode([{
            name  = "web"
            image = "210987654321.dkr.ecr.eu-central-1.amazonaws.com/web:1"
          }])
        }

    Passes:
        data "aws_ecr_repository" "web" {
          name = "web"
        }

        resource "aws_ecs_task_definition" "web" {
          family = "web"
          container_definitions = jsonencode([{
            name  = "web"
            image = "${data.aws_ecr_repository.web.repository_url}:1"
          }])
        }

    References:
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecr-repositories.html
        - https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
        - https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/ecr_repository

    """
    for definition in plan.task_definitions():
        for path in definition.unknown_paths:
            yield definition.judge(path, None, _EXPECTED)
        for container in definition.known_containers:
            verdict = _origin(plan, container, allow)
            yield replace(verdict, touches=definition.touches)
            if not mutable_tags and verdict.outcome is Outcome.MET:
                yield replace(_tag(container), touches=definition.touches)


def _origin(plan: Plan, container: Container, allow: Collection[str]) -> Verdict:
    image = container.image
    if image.is_null:
        return container.judge("image", False, _EXPECTED)
    text = image.value
    if isinstance(text, str) and any(fnmatchcase(text, pattern) for pattern in allow):
        return container.judge("image", True, _EXPECTED)
    holds, traces = comes_from(image, *ECR, behind=_BEHIND, keeping=_KEEPING)
    note = "" if holds is not None else sourceless(plan, image) or _doubt(traces)
    verdict = container.judge("image", holds, _EXPECTED, hint=_hint(holds, traces), note=note)
    return replace(verdict, provenance=holds is False, traces=traces)


def _doubt(traces: tuple[Trace, ...]) -> str:
    """What is wrong with an image that a condition may choose, where it is not known what it will choose."""
    place = next((trace.location for trace in traces if trace.ref is None), None)
    return f"it may be the literal at {place}" if place is not None else ""


def _hint(holds: bool | None, traces: tuple[Trace, ...]) -> str:
    if holds is not False or not any(trace.ref is not None for trace in traces):
        return ""
    return "Begin the image with repository_url, which holds the registry's address and the repository's name."


def _tag(container: Container) -> Verdict:
    """Whether the image has a tag other than `latest`, or a digest: as far as its text is known."""
    expected = "a tag other than latest, or a digest"
    ending = _ending(container.image)
    if ending is None:
        return container.judge("image", None, expected)
    last = ending.rpartition("/")[2]
    if "@" in last:
        return container.judge("image", True, expected)
    tag = last.rpartition(":")[2] if ":" in last else ""
    verdict = container.judge("image", tag not in ("", "latest"), expected, hint="Pin the image by a tag or digest.")
    return replace(verdict, traces=_behind_the_repository(container.image))


def _behind_the_repository(image: Value) -> tuple[Trace, ...]:
    """What decides the tag: not the repository, which an emulated account made up; () for a tag that was read."""
    first = leading(image)
    behind = tuple(trace for trace in image.origins if trace not in first)
    return () if any(trace.ref is not None and is_data(trace.ref) for trace in behind) else behind or first


def _ending(image: Value) -> str | None:
    """The end of an image's text that holds the tag; None where it is not known."""
    if isinstance(image.data, str):
        return image.data
    if isinstance(image.data, PartialString):
        last = image.data.parts[-1]
        # Where the unknown part is at the end, it may hold anything, unless it is the repository itself.
        return last.data if isinstance(last.data, str) else None
    uri = image.comes_from("data.aws_ecr_image.*.image_uri")
    return "@digest" if uri else "" if comes_from(image, *ECR, behind=_BEHIND, keeping=_KEEPING)[0] else None
