"""Every resource carries the agreed tags, with the same values everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from ...declaration import requirement
from ...findings import Outcome, Severity, Verdict
from ...plan.ecs.tags import OWN, Tags, is_taggable, services_of_resources, tags_of
from ...plan.links import identity
from ...plan.model import Plan
from ...plan.resource import Resource
from ...source import Span

PLATFORM_TAGS = ("Environment", "EnvironmentSuffix", "ManagedBy", "Team", "Project")
SERVICE_TAGS = ("Service", "Type")


@requirement(
    "ECSF702",
    "Every resource that can be tagged has the required tags, with the same values everywhere.",
    severity=Severity.LOW,
    aws_doc="https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
    remediation="Put the tags into one local, and that into default_tags of the provider or merge() it where needed.",
    looks_for="resource that can be tagged",
)
def assert_tags(
    plan: Plan,
    *,
    required: Collection[str] | None = PLATFORM_TAGS,
    per_service: Collection[str] | None = SERVICE_TAGS,
    allow_empty: bool = False,
) -> Iterator[Verdict]:
    """Every resource that can be tagged has the required tags, with the same values everywhere.

    `required` are the keys that all resources have, each with one value for all of them. `per_service` are keys that
    what belongs to one service has as well: the service, its task definition, roles, log group, target group, listener
    rule and scalable target. Tags of the provider's `default_tags` count. With None nothing is agreed; that the same
    key is not spelled in two ways (Team and team) holds all the same.

    Why:
        Costs, owners and clean-up go by tags. A resource without them is on nobody's bill, and two spellings of one
        key are two columns in every report.

    Fails:
        resource "aws_ecs_cluster" "main" {
          name = "shop"
          tags = { Environment = "dev", Team = "payments" }
        }

    Passes:
        resource "aws_ecs_cluster" "main" {
          name = "shop"

          tags = {
            Environment       = "dev"
            EnvironmentSuffix = "pr7"
            ManagedBy         = "terraform"
            Project           = "shop"
            Team              = "payments"
          }
        }

    References:
        - https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html
        - https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html
        - https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/resource-tagging

    """
    wanted, more = tuple(required or ()), tuple(per_service or ())
    every = [tags_of(plan, resource) for resource in plan.managed() if is_taggable(resource)]
    users = services_of_resources(plan)
    repeated = _repeated(every)
    for tags in every:
        one_service = len(users.get(tags.resource.address, ())) == 1
        verdict = _present(tags, (*wanted, *more) if one_service else wanted)
        yield replace(verdict, advice=repeated.get(tags.resource.address, "")) if verdict.outcome == "met" else verdict
    for key in wanted:
        yield from _same(every, key)
    yield from _spellings(every, (*wanted, *more))


def _present(tags: Tags, wanted: Iterable[str]) -> Verdict:
    """All of these keys are there, and none of their values is empty."""
    expected = f"the tags {', '.join(wanted)}" if wanted else "tags that agree with the others"
    missing = [key for key in wanted if not tags.has(key)]
    empty = [key for key in wanted if key in tags.by_key and tags.by_key[key].data == ""]
    holds = False if empty or (missing and tags.complete) else None if missing else True
    parts = [f"without {', '.join(missing)}"] if missing else []
    parts += [f"with nothing in {', '.join(empty)}"] if empty else []
    span = tags.resource.at(OWN).span if tags.resource.is_set(OWN) else tags.resource.span
    return _verdict(
        tags.resource, tags.argument, holds, expected, span, " and ".join(parts), "Add the tags that are missing."
    )


def _verdict(
    resource: Resource, path: str, holds: bool | None, expected: str, span: Span | None, note: str, hint: str = ""
) -> Verdict:
    """A verdict on tags; what the others are called is not shown."""
    outcome = Outcome.of(holds)
    return Verdict(outcome, resource.address, path, expected, None, span, resource.span, note=note, hint=hint)


def _same(every: list[Tags], key: str) -> Iterator[Verdict]:
    """Those whose value is not the one that most resources have."""
    values = {tags.resource.address: identity(tags.by_key[key]) for tags in every if key in tags.by_key}
    counts = Counter(value for value in values.values() if value is not None)
    if len(counts) < 2:
        return
    usual, _ = counts.most_common(1)[0]
    shown = next(tags.by_key[key] for tags in every if values.get(tags.resource.address) == usual)
    expected = f'"{shown.value}", as elsewhere' if shown.known else "the value that the others have"
    for tags in every:
        value = values.get(tags.resource.address)
        if value is not None and value != usual:
            known = tags.by_key[key].known and shown.known
            path = tags.path(key)
            hint = f"Take {key} from one local for all resources."
            verdict = tags.resource.judge(path, False if known else None, expected, hint=hint, actual=tags.by_key[key])
            span = tags.by_key[key].span
            yield verdict if span is None else replace(verdict, span=span)


def _spellings(every: list[Tags], agreed: tuple[str, ...]) -> Iterator[Verdict]:
    """Keys that differ from others in their case only."""
    counts = Counter(key for tags in every for key in tags.by_key)
    by_case: dict[str, list[str]] = {}
    for key in counts:
        by_case.setdefault(key.casefold(), []).append(key)
    for keys in by_case.values():
        if len(keys) > 1 or (keys[0].casefold() in _folded(agreed) and keys[0] not in agreed):
            usual = next((key for key in agreed if key.casefold() == keys[0].casefold()), None)
            yield from _misspelt(every, keys, usual or max(keys, key=lambda key: counts[key]))


def _folded(keys: Iterable[str]) -> set[str]:
    return {key.casefold() for key in keys}


def _misspelt(every: list[Tags], keys: list[str], usual: str) -> Iterator[Verdict]:
    for tags in every:
        for key in keys:
            if key != usual and key in tags.by_key:
                span = tags.by_key[key].span or tags.resource.span
                note = f"{key} is another key than {usual}"
                yield _verdict(tags.resource, tags.path(key), False, usual, span, note, f"Spell the key {usual}.")


def _repeated(every: list[Tags]) -> Mapping[str, str]:
    """A remark, by address, where the same map of tags is written out in several blocks."""
    places: dict[str, dict[tuple[str, int], str]] = {}
    for tags in every:
        span = tags.resource.at(OWN).span
        if span is not None and span.text.startswith("{") and len(tags.by_key) > 1:
            text = " ".join(span.text.split())
            places.setdefault(text, {}).setdefault((span.file.path, span.start), tags.resource.address)
    return {
        address: f"the same tags are written out in {len(found)} blocks; put them into a local"
        for found in places.values()
        if len(found) > 1
        for address in found.values()
    }
