"""CloudWatch Logs: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..clients import RegionalClients
from .reader import Attributes, Known, full_name, own_tags


def log_group(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_cloudwatch_log_group`; AWS leaves the retention out where logs never expire, the provider says 0."""
    name = full_name(known, lambda prefix: (group["logGroupName"] for group in _groups(clients, prefix)))
    found = next((group for group in _groups(clients, name) if group["logGroupName"] == name), None) if name else None
    if found is None:
        return None
    arn = found["arn"].removesuffix(":*")
    return {
        "id": name,
        "name": name,
        "arn": arn,
        "retention_in_days": found.get("retentionInDays", 0),
        "kms_key_id": found.get("kmsKeyId"),
        "log_group_class": found.get("logGroupClass"),
        "tags_all": own_tags(clients("logs").list_tags_for_resource(resourceArn=arn)["tags"]),
    }


def _groups(clients: RegionalClients, prefix: str) -> Iterator[Any]:
    return clients.pages("logs", "describe_log_groups", "logGroups", logGroupNamePrefix=prefix)


READERS = {"aws_cloudwatch_log_group": log_group}
