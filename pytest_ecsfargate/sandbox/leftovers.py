"""What a destroyed stack leaves in an account: found by the stack's tag, and by its names.

AWS keeps deregistered task definitions as INACTIVE, and agents make log groups that Terraform knows nothing of:
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deregister-task-definition-v2.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..account.base import Account
from .journal import RUN_TAG, Entry
from .removal import Removal, log_group, removal_of, role_parts, task_definitions

_AT_ONCE = 10
"""The most task definitions that one DeleteTaskDefinitions takes."""


def leftovers(entry: Entry, account: Account) -> Iterator[Removal]:
    """How to remove what is left of a stack, in an order in which it can be. Raises what boto3 raises.

    An emulated account goes away as a whole: nothing is left there.
    """
    if account.kind == "emulated":
        return
    session = account.session(entry.region)
    groups = {removal.what: removal for removal in map(log_group, _log_groups(session, entry))}
    tagged = [removal_of(arn) for _, arn in tagged_with(session, entry.id)]
    yield from sorted((found for found in tagged if found.what not in groups), key=_order)
    yield from groups.values()
    for name in _roles(session, entry):
        yield from role_parts(session, name)
    inactive = [*_inactive(session, entry)]
    for at in range(0, len(inactive), _AT_ONCE):
        yield task_definitions(inactive[at : at + _AT_ONCE])


def tagged_with(session: Any, *ids: str) -> Iterator[tuple[str, str]]:
    """(id, ARN) of everything in a region that has the tag of one of these stacks, or of any; no task definitions.

    https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
    """
    pages = session.client("resourcegroupstaggingapi").get_paginator("get_resources")
    wanted = {"Key": RUN_TAG, "Values": [*ids]} if ids else {"Key": RUN_TAG}
    for page in pages.paginate(TagFilters=[wanted]):
        for found in page["ResourceTagMappingList"]:
            if ":task-definition/" not in found["ResourceARN"]:
                yield next(tag["Value"] for tag in found["Tags"] if tag["Key"] == RUN_TAG), found["ResourceARN"]


_FIRST = ("delete_service", "delete_rule", "delete_listener", "delete_load_balancer")


def _order(removal: Removal) -> tuple[int, str]:
    """What others are attached to goes last."""
    return _FIRST.index(removal.operation) if removal.operation in _FIRST else len(_FIRST), removal.what


def _log_groups(session: Any, entry: Entry) -> Iterator[str]:
    for page in session.client("logs").get_paginator("describe_log_groups").paginate():
        yield from _ours(entry, (group["logGroupName"] for group in page["logGroups"]))


def _roles(session: Any, entry: Entry) -> Iterator[str]:
    """IAM is not among the services that can be asked for what has a tag, but for a few of its types."""
    iam = session.client("iam")
    for page in iam.get_paginator("list_roles").paginate():
        for name in _ours(entry, (role["RoleName"] for role in page["Roles"])):
            if {"Key": RUN_TAG, "Value": entry.id} in iam.list_role_tags(RoleName=name)["Tags"]:
                yield name


def _inactive(session: Any, entry: Entry) -> Iterator[str]:
    ecs = session.client("ecs")
    for page in ecs.get_paginator("list_task_definitions").paginate(status="INACTIVE"):
        found = {arn: arn.rpartition("/")[2].rpartition(":")[0] for arn in page["taskDefinitionArns"]}
        ours = {*_ours(entry, found.values())}
        for arn in (arn for arn, family in found.items() if family in ours):
            tags = ecs.describe_task_definition(taskDefinition=arn, include=["TAGS"]).get("tags", [])
            if {"key": RUN_TAG, "value": entry.id} in tags:
                yield arn


def _ours(entry: Entry, names: Iterable[str]) -> Iterator[str]:
    """The names that the stack gave, or that somebody made of them."""
    for name in names:
        if name in entry.names or (entry.suffix and entry.suffix in name):
            yield name
