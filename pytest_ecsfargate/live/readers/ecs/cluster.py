"""ECS clusters: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeClusters.html"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...clients import RegionalClients
from ..reader import Attributes, Known, block, needed, tags_of, texts


def cluster(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_ecs_cluster`"""
    found = _described(clients, needed(known, "arn", "name"))
    if found is None:
        return None
    return {
        "id": found["clusterArn"],
        "arn": found["clusterArn"],
        "name": found["clusterName"],
        "setting": [{"name": it["name"], "value": it["value"]} for it in found.get("settings", ())],
        "configuration": block(found.get("configuration"), _configuration),
        "service_connect_defaults": block(
            found.get("serviceConnectDefaults"), lambda it: {"namespace": it.get("namespace")}
        ),
        "tags_all": tags_of(found.get("tags")),
    }


def capacity_providers(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_ecs_cluster_capacity_providers`, which is there as long as its cluster is."""
    found = _described(clients, needed(known, "cluster_name", "id"))
    if found is None:
        return None
    return {
        "id": found["clusterName"],
        "cluster_name": found["clusterName"],
        "capacity_providers": texts(found.get("capacityProviders")),
        "default_capacity_provider_strategy": strategy(found.get("defaultCapacityProviderStrategy")),
    }


def strategy(items: Iterable[Mapping[str, Any]] | None) -> list[Attributes]:
    """The blocks of a capacity provider strategy: AWS takes a base and weight that are left out for 0."""
    return [
        {"capacity_provider": it["capacityProvider"], "base": it.get("base", 0), "weight": it.get("weight", 0)}
        for it in items or ()
    ]


def _described(clients: RegionalClients, identity: str) -> Mapping[str, Any] | None:
    """What AWS says of a cluster; it goes on describing one that was deleted, as inactive."""
    include = ["TAGS", "SETTINGS", "CONFIGURATIONS"]
    found = clients("ecs").describe_clusters(clusters=[identity], include=include)["clusters"]
    return next((each for each in found if each["status"] != "INACTIVE"), None)


def _configuration(found: Mapping[str, Any]) -> Attributes:
    return {
        "execute_command_configuration": block(found.get("executeCommandConfiguration"), _execute_command),
        "managed_storage_configuration": block(
            found.get("managedStorageConfiguration"),
            lambda it: {
                "kms_key_id": it.get("kmsKeyId"),
                "fargate_ephemeral_storage_kms_key_id": it.get("fargateEphemeralStorageKmsKeyId"),
            },
        ),
    }


def _execute_command(found: Mapping[str, Any]) -> Attributes:
    return {
        "kms_key_id": found.get("kmsKeyId"),
        "logging": found.get("logging"),
        "log_configuration": block(
            found.get("logConfiguration"),
            lambda it: {
                "cloud_watch_encryption_enabled": it.get("cloudWatchEncryptionEnabled", False),
                "cloud_watch_log_group_name": it.get("cloudWatchLogGroupName"),
                "s3_bucket_encryption_enabled": it.get("s3EncryptionEnabled", False),
                "s3_bucket_name": it.get("s3BucketName"),
                "s3_key_prefix": it.get("s3KeyPrefix"),
            },
        ),
    }


READERS = {"aws_ecs_cluster": cluster, "aws_ecs_cluster_capacity_providers": capacity_providers}
