"""Agreements that a module keeps today: what a team could write down, so that it stays so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import reduce
from typing import Any

from ..catalog import built_in
from ..declaration import Requirement
from ..hcl.values import Value
from ..plan.ecs.ecs import Service
from ..plan.ecs.load_balancing import TargetGroup
from ..plan.ecs.tags import is_taggable, tags_of
from ..plan.model import Plan
from ..suite import unstated

Plans = Mapping[str | None, Plan]
Settings = Mapping[str, Any]
_SUFFIXES = ("environment_suffix", "env_suffix", "name_suffix", "suffix")
_MODULE_KEY = re.compile(r"\[\"([^\"\\]+)\"\]")
_HEALTH = ("healthy_threshold", "unhealthy_threshold", "timeout", "interval", "matcher", "path")


def suggestions(plans: Plans) -> Mapping[str, Settings]:
    """Settings by the slug of a requirement. Each was tried: with it, the requirement holds in all of the plans."""
    found: dict[str, Settings] = {}
    for slug, settings in _seen(plans):
        requirement = built_in()[slug]
        if settings and all(_holds(requirement, plan, settings) for plan in plans.values()):
            found[slug] = settings
    return found


def _holds(requirement: Requirement[Any], plan: Plan, settings: Settings) -> bool:
    judgement = requirement.judge(plan, **{**dict.fromkeys(unstated(requirement, {})), **settings})
    return not (judgement.failed or judgement.unknown or judgement.empty)


def _seen(plans: Plans) -> Iterator[tuple[str, Settings]]:
    every = list(plans.values())
    sizes = _same([_sizes(plan) for plan in every])
    yield "task-sizes", {"sizes": sizes} if sizes else {}
    yield "services", {"expected": list(sizes)} if sizes else {}
    yield "health-checks", _same([_health(plan) for plan in every]) or {}
    days = {str(name): _retention(plan) for name, plan in plans.items()}
    yield "log-retention", {"days": days} if None not in plans and all(days.values()) else {}
    variables = every[0].variables if every else {}
    suffix = next((name for name in _SUFFIXES if name in variables), None)
    yield "environment-suffix", {"variable": suffix} if suffix else {}
    tags = reduce(lambda some, more: [key for key in some if key in more], [_tags(plan) for plan in every])
    yield "tags", {"required": tags} if tags else {}
    region = _same([_region(plan) for plan in every])
    yield "region", {"region": region} if region else {}


def _same(values: list[Any]) -> Any:
    """What all of the values are; None where they differ."""
    return values[0] if values and all(value == values[0] for value in values) else None


def _sizes(plan: Plan) -> dict[str, list[int]] | None:
    found: dict[str, list[int]] = {}
    for service in plan.services():
        amounts = [definition.at(name) for definition in service.task_definitions for name in ("cpu", "memory")]
        if len(amounts) != 2 or not all(each.known and str(each.value).isdigit() for each in amounts):
            return None
        found[_name(service)] = [int(str(each.value)) for each in amounts]
    return found


def _name(service: Service) -> str:
    key = service.resource.key
    around = _MODULE_KEY.findall(service.resource.module)
    return key if isinstance(key, str) else around[-1] if around else service.resource.name.replace("_", "-")


def _health(plan: Plan) -> dict[str, Any]:
    groups = [group for group in plan.service_target_groups() if isinstance(group, TargetGroup)]
    values = {name: [group.at(f"health_check[0].{name}") for group in groups] for name in _HEALTH}
    return {
        name: found[0].value
        for name, found in values.items()
        if found and all(_is_plain(each) and each.value == found[0].value for each in found)
    }


def _is_plain(value: Value) -> bool:
    return value.known and not value.is_null and not value.any_sensitive


def _retention(plan: Plan) -> int | None:
    days = [group.at("retention_in_days") for group in plan.managed("aws_cloudwatch_log_group")]
    known = _same([each.value if each.known else None for each in days])
    return int(known) if known else None


def _tags(plan: Plan) -> list[str]:
    every = [set(tags_of(plan, resource).by_key) for resource in plan.managed() if is_taggable(resource)]
    return sorted(set.intersection(*every)) if every else []


def _region(plan: Plan) -> str | None:
    provider = plan.providers.get("aws")
    data = provider.data if provider is not None and isinstance(provider.data, dict) else {}
    region = provider["region"] if provider is not None and "region" in data else None
    return str(region.value) if region is not None and region.known and not region.is_null else None
