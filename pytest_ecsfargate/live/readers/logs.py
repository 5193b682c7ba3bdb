"""CloudWatch Logs: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..clients import RegionalClients


def log_group(clients: RegionalClients, known: Mapping[str, Any]) -> dict[str, Any] | None:
    """`aws_cloudwatch_log_group`; AWS leaves the retention out where logs never expire, the provider says 0."""
    name = known["name"]
    pages = clients.pages("logs", "describe_log_groups", "logGroups", logGroupNamePrefix=name)
    found = next((group for group in pages if group["logGroupName"] == name), None)
    if found is None:
        return None
    arn = found["arn"].removesuffix(":*")
    tags = clients("logs").list_tags_log_group(logGroupName=name)["tags"]
    return {
        "name": name,
        "arn": arn,
        "retention_in_days": found.get("retentionInDays", 0),
        "kms_key_id": found.get("kmsKeyId", ""),
        "log_group_class": found.get("logGroupClass", "STANDARD"),
        "tags_all": tags,
    }


READERS = {"aws_cloudwatch_log_group": log_group}
