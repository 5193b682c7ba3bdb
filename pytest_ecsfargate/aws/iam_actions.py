"""Which IAM actions there are, and which of them AWS can limit to resources.

From the Service Authorization Reference,
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html:
an action without a resource type there works with `"Resource": "*"` only. `.ci/iam_facts.py` makes `iam_actions.json`.
"""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from .iam_patterns import covers

# Actions that find out what there is; `iam_actions.json` leaves them out.
_DISCOVERY: Final = re.compile(r"[^:]+:(?:(?:describe|list)|get.*authorizationtoken$)", re.IGNORECASE)

# Condition keys that say which resource a statement is about, beside those for its tags:
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html and others.
_OF_THE_RESOURCE: Final = re.compile(
    r"""[\w-]+:resourcetag(?:/.*)? | ecs:(?:cluster|service|task|container-instances|task-definition)
    | cloudwatch:namespace | secretsmanager:(?:secretid|resource/.*) | kms:(?:resourcealiases|requestalias)
    | elasticfilesystem:accesspointarn | ec2:(?:vpc|subnet|vpcid|subnetid) | s3:dataaccesspointarn""",
    re.VERBOSE | re.IGNORECASE,
)


@cache
def _services() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    text = Path(__file__).with_name("iam_actions.json").read_text(encoding="utf-8")
    found: dict[str, list[str]] = json.loads(text)["services"]
    return {name: (tuple(lists[0].split()), tuple(lists[1].split())) for name, lists in found.items()}


_SHORTEST = 3


def service_of(pattern: str) -> str:
    """The service prefix of an action, in lower case; `*` for all services."""
    return "*" if not pattern.strip("*") else pattern.partition(":")[0].lower()


def is_whole_service(pattern: str) -> bool:
    """Whether an action is everything of a service, or of all: `*`, `s3:*`, `s3:?*`.

    Not so where AWS can limit no action of the service to a resource, as for `ssmmessages:*`.
    """
    service, _, name = pattern.partition(":")
    if not pattern.strip("*:"):
        return True
    # Each question mark is one character of a name, and no name has fewer than three.
    if name.strip("*?") or "*" not in name or name.count("?") > _SHORTEST:
        return False
    found = _services().get(service.lower())
    return found is None or bool(found[0])


@lru_cache(maxsize=1024)
def limitable(pattern: str) -> bool | None:
    """Whether a pattern allows an action that AWS can limit to resources; None for an action that is not listed.

    Discovery (`Describe…`, `List…`, `Get…AuthorizationToken`) does not count.
    """
    if _DISCOVERY.match(pattern):
        return False
    service, _, name = pattern.partition(":")
    found = _services().get(service.lower())
    if found is None:
        return None
    can, cannot = (any(covers(name.lower(), action.lower()) for action in names) for names in found)
    return True if can else False if cannot or "*" in name or "?" in name else None


def limits_resource(key: str) -> bool:
    """Whether a condition key says which resource a statement is about."""
    return _OF_THE_RESOURCE.fullmatch(key) is not None
