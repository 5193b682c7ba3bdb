"""The policies that AWS manages, as far as they hang on roles of ECS tasks.

https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html. `.ci/iam_facts.py` makes
`iam_managed_policies.json`.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, Final

from ..hcl.values import Value, from_python

EXECUTION: Final = "AmazonECSTaskExecutionRolePolicy"
"""What AWS recommends for execution roles: to pull any image and to write any log."""

_ARN: Final = re.compile(r"arn:[^:]+:iam::aws:policy/(?:.+/)?([^/]+)", re.DOTALL)


def managed_name(arn: str) -> str | None:
    """The name in the ARN of a policy that AWS manages, in any partition; None for another ARN."""
    found = _ARN.fullmatch(arn)
    return found[1] if found is not None else None


def managed_document(name: str) -> Value | None:
    """The document of a policy that AWS manages; None where it is not among the ones listed."""
    found = _policies().get(name)
    return None if found is None else from_python({"Statement": found})


def is_managed(name: str) -> bool:
    """Whether AWS manages a policy of this name, as far as listed."""
    return name in _policies()


@cache
def _policies() -> dict[str, Any]:
    text = Path(__file__).with_name("iam_managed_policies.json").read_text(encoding="utf-8")
    policies: dict[str, Any] = json.loads(text)["policies"]
    return policies
