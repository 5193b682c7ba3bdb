"""Secrets Manager: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html"""

from __future__ import annotations

from collections.abc import Iterator

from ..clients import RegionalClients
from .reader import Attributes, Known, full_name, if_there, json_text, tags_of

ABSENT = "ResourceNotFoundException"


def secret(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_secretsmanager_secret`: what describes it. Its value is never asked for."""
    identity = known.get("arn") or full_name(known, lambda prefix: _names(clients, prefix))
    client = clients("secretsmanager")
    found = if_there(lambda: client.describe_secret(SecretId=identity), ABSENT) if identity else None
    # One that is to be deleted can be described until it is.
    if found is None or "DeletedDate" in found:
        return None
    policy = client.get_resource_policy(SecretId=found["ARN"]).get("ResourcePolicy")
    return {
        "id": found["ARN"],
        "arn": found["ARN"],
        "name": found["Name"],
        "description": found.get("Description"),
        "kms_key_id": found.get("KmsKeyId"),
        "policy": json_text(policy) if policy else None,
        "replica": [_replica(status) for status in found.get("ReplicationStatus", ())],
        "tags_all": tags_of(found.get("Tags")),
    }


def _names(clients: RegionalClients, prefix: str) -> Iterator[str]:
    filters = [{"Key": "name", "Values": [prefix]}]
    return (each["Name"] for each in clients.pages("secretsmanager", "list_secrets", "SecretList", Filters=filters))


def _replica(status: dict[str, str]) -> Attributes:
    return {"region": status["Region"], "kms_key_id": status.get("KmsKeyId"), "status": status.get("Status")}


READERS = {"aws_secretsmanager_secret": secret}
