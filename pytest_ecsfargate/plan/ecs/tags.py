"""The tags of resources: their own, with the default tags of their provider configuration below them.

https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...aws.schema import AWS_EXTRACT
from ...hcl.origins import Kind
from ...hcl.values import Value, null
from ..resource import Resource, walk
from .load_balancing import LISTENER_RULES, TargetGroup, attachments

if TYPE_CHECKING:
    from ..model import Plan

# An Auto Scaling group has blocks, and no default tags: what it makes gets them.
BLOCK = "tag"
OWN, ALL = "tags", "tags_all"


@dataclass(frozen=True)
class Tags:
    """The tags of a resource by key. `complete` is false where there may be more of them, known only after apply."""

    resource: Resource
    by_key: Mapping[str, Value]
    complete: bool = True

    def has(self, key: str) -> bool:
        """Whether there is such a tag, though perhaps nobody knows its value."""
        if key in self.by_key:
            return not self.by_key[key].is_null
        return not self.complete and _is_merged_in(self.resource.at(OWN), key)

    def path(self, key: str) -> str:
        """The attribute that a tag stands in: the resource's own, or what it has from its provider."""
        written = self.resource.at(OWN)
        name = OWN if isinstance(written.data, dict) and key in written.data else ALL
        return BLOCK if self.in_blocks else f'{name}["{key}"]'

    @property
    def argument(self) -> str:
        """The argument, or the type of blocks, that sets them."""
        return BLOCK if self.in_blocks else OWN

    @property
    def in_blocks(self) -> bool:
        """Whether they are blocks, as those of an Auto Scaling group."""
        return _in_blocks(self.resource.type)


def _is_merged_in(tags: Value, key: str) -> bool:
    """Whether tags are merged from maps of which one is known to have the key, whatever the others have."""
    made = tags.origin.behind_hops
    if made.kind is not Kind.MIX or (made.ref or "").removeprefix("core::") != "merge":
        return False
    maps = (each.behind_hops for each in made.inputs)
    return any(each.kind is Kind.MIX and each.keys is not None and each.keys(key) is not None for each in maps)


def _in_blocks(type: str) -> bool:
    schema = AWS_EXTRACT.resource(type)
    return schema is not None and OWN not in schema.attributes and BLOCK in schema.blocks


def is_taggable(resource: Resource) -> bool:
    """Whether AWS lets one tag this resource, as far as the provider's schema says so."""
    schema = AWS_EXTRACT.resource(resource.type)
    return schema is not None and (OWN in schema.attributes or _in_blocks(resource.type))


def tags_of(plan: Plan, resource: Resource) -> Tags:
    """The tags that a resource will have."""
    if _in_blocks(resource.type):
        return _from_blocks(resource)
    every = resource.at(ALL)
    if isinstance(every.data, dict):
        return Tags(resource, {key: every[key] for key in every.data})
    own, defaults = resource.at(OWN), _default_tags(plan, resource)
    known = {key: value[key] for value in (defaults, own) if isinstance(value.data, dict) for key in value.data}
    return Tags(resource, known, complete=not own.is_unknown and not defaults.is_unknown)


def _from_blocks(resource: Resource) -> Tags:
    blocks = resource.at(BLOCK)
    if not isinstance(blocks.data, tuple):
        return Tags(resource, {}, complete=not blocks.is_unknown or not resource.is_set(BLOCK))
    items = [blocks[index] for index in range(len(blocks.data))]
    keys = [walk(item, ["key"]) for item in items]
    known = {str(key.value): walk(item, ["value"]) for key, item in zip(keys, items, strict=True) if key.known}
    return Tags(resource, known, complete=all(key.known for key in keys))


def _default_tags(plan: Plan, resource: Resource) -> Value:
    prefix = f"{resource.module}." if resource.module else ""
    provider = plan.providers.get(f"{prefix}{resource.provider}")
    return null() if provider is None else walk(provider, ["default_tags", 0, "tags"])


def services_of_resources(plan: Plan) -> Mapping[str, tuple[str, ...]]:
    """The services that a resource works for, by address: roles, log groups, target groups, rules and so on."""
    found: dict[str, dict[str, None]] = {}
    of_service = {service.address: service.of_service for service in plan.services()}
    for address, services in (*_of_tasks(plan), *_of_requests(plan)):
        found.setdefault(address, {}).update(dict.fromkeys(of_service[user] for user in services))
    return {address: tuple(services) for address, services in found.items()}


def _of_tasks(plan: Plan) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Services, and what their tasks are made from."""
    for service in plan.services():
        yield service.address, (service.address,)
    for definition in plan.task_definitions():
        yield definition.address, definition.touches
    for role in plan.roles():
        for resource in role.link.resources:
            yield resource.address, role.task_definition.touches
    users = {definition.address: definition.touches for definition in plan.task_definitions()}
    for use in plan.ecs.log_uses:
        for resource in use.group.resources:
            yield resource.address, users[use.container.address]
    for target in plan.scalable_targets():
        yield target.address, target.touches


def _of_requests(plan: Plan) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Target groups, and the listener rules that forward to them."""
    for group in plan.service_target_groups():
        if isinstance(group, TargetGroup):
            yield group.address, group.services
            for rule in attachments(plan, group.resource).resources:
                if rule.type in LISTENER_RULES:
                    yield rule.address, group.services
