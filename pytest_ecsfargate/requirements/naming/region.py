"""Everything works in the agreed region."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from ...aws.regions import regions_in
from ...declaration import requirement
from ...findings import Outcome, Severity, Verdict
from ...hcl.values import JsonString, Value, null
from ...plan.model import Plan
from ...plan.provider_configurations import ProviderConfiguration, provider_configurations
from ...plan.resource import Resource

PLATFORM_REGION = "eu-central-1"


@requirement(
    "ECSF703",
    "Every AWS provider works in the agreed region, and no other region is written into the module.",
    severity=Severity.MEDIUM,
    aws_doc="https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html",
    remediation="Set the agreed region on the provider, and take ARNs, zones and endpoints from what Terraform knows.",
    looks_for="AWS provider or resource",
)
def assert_region(
    plan: Plan,
    *,
    region: str | None = PLATFORM_REGION,
    allow: Collection[str] = (),
    allow_empty: bool = False,
) -> Iterator[Verdict]:
    """Every AWS provider works in the agreed region, and no other region is written into the module.

    `region` is the agreed one, `allow` are others that may be used as well, such as us-east-1 for the certificates of
    CloudFront. Looked at are the provider configurations, aliases too, the argument `region` of resources, and every
    ARN, availability zone, endpoint service and host name of an endpoint that the module sets. A provider without
    region takes that of the environment, which nobody knows here. With `region=None` nothing is agreed, and nothing is
    judged.

    Why:
        Data and tasks in another region break agreements on where data lies, cost traffic between regions, and are
        forgotten, as nobody looks there. An ARN with a region in it points at the wrong thing after a move.

    Fails:
        provider "aws" {
          region = "us-west-2"
        }

        resource "aws_ecs_cluster" "main" {
          name = "shop"
        }

    Passes:
        provider "aws" {
          region = "eu-central-1"
        }

        resource "aws_ecs_cluster" "main" {
          name = "shop"
        }

    References:
        - https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
        - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
        - https://docs.aws.amazon.com/general/latest/gr/rande.html

    """
    if region is None:
        return
    agreed = tuple(dict.fromkeys((region, *allow)))
    yield from _providers(plan, agreed)
    for resource in plan:
        if resource.type.startswith("aws_"):
            yield from _written(resource, agreed)


def _words(agreed: tuple[str, ...]) -> str:
    return " or ".join(agreed)


def _providers(plan: Plan, agreed: tuple[str, ...]) -> Iterator[Verdict]:
    """Verdicts on each provider configuration."""
    configurations = [found for found in provider_configurations(plan) if found.provider == "aws"]
    for found in configurations:
        yield from _provider(found, agreed)
    if not configurations and any(resource.type.startswith("aws_") for resource in plan):
        note = "there is no provider block: the region is that of the environment"
        yield Verdict(Outcome.UNKNOWN, "provider.aws", "region", _words(agreed), note=note)


def _provider(found: ProviderConfiguration, agreed: tuple[str, ...]) -> Iterator[Verdict]:
    data = found.value.data if isinstance(found.value.data, dict) else {}
    region, header = found.value["region"] if "region" in data else null(), found.header
    note = "not set: the region is that of the environment" if region.is_null else ""
    span, outcome = region.span or header, Outcome.of(_holds(region, agreed))
    yield Verdict(outcome, found.address, "region", _words(agreed), region, span, header, note=note)
    for path, text, note in _others(found.value, agreed):
        expected, span = _no_other(agreed), text.span or header
        yield Verdict(Outcome.NOT_MET, found.address, path, expected, text, span, header, note=note)


def _holds(region: Value, agreed: tuple[str, ...]) -> bool | None:
    return region.value in agreed if region.known and not region.is_null else None


def _written(resource: Resource, agreed: tuple[str, ...]) -> Iterator[Verdict]:
    """A verdict for each argument that names another region. What AWS computes names the provider's own."""
    values = resource.arguments if resource.arguments is not None else resource.values
    region = values["region"] if isinstance(values.data, dict) and "region" in values.data else null()
    holds = _holds(region, agreed)
    if _is_chosen(region) and not holds:
        yield resource.judge("region", holds, _words(agreed), actual=region)
    for path, text, note in _others(values, agreed):
        yield resource.judge(path, False, _no_other(agreed), note=note, actual=text)


def _is_chosen(region: Value) -> bool:
    """Whether a resource gets a region of its own: what `data.aws_region` reads is that of its provider."""
    if region.is_unknown:
        return any(not trace.matches("data.aws_region") for trace in region.origins)
    return isinstance(region.value, str)


def _no_other(agreed: tuple[str, ...]) -> str:
    return f"no region but {_words(agreed)}"


def _others(values: Value, agreed: tuple[str, ...]) -> Iterator[tuple[str, Value, str]]:
    """The texts that name another region: the path, the text, and which region that is."""
    for path, value, text in _texts(values, ""):
        others = sorted({found for found in regions_in(text) if found not in agreed})
        if others:
            yield path, value, f"it names {', '.join(others)}"


def _texts(value: Value, path: str) -> Iterator[tuple[str, Value, str]]:
    """Every string in a value: its path, itself, and its text without what is not known of it."""
    data = value.data.inner.data if isinstance(value.data, JsonString) else value.data
    if isinstance(data, dict):
        for name, item in data.items():
            yield from _texts(item, _step(path, name))
    elif isinstance(data, tuple):
        for index, item in enumerate(data):
            yield from _texts(item, f"{path}[{index}]")
    else:
        text = "".join(part.data if isinstance(part.data, str) else "*" for part in value.parts)
        if text:
            yield path, value, text


def _step(path: str, name: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][\w-]*", name):
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'{path}["{quoted}"]'
    return f"{path}.{name}" if path else name
