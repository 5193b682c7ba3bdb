from __future__ import annotations

from pytest_ecsfargate.account.emulated import EmulatedAccount
from pytest_ecsfargate.live.clients import RegionalClients
from tests.live.readers.conftest import Read, Told


def test_a_cluster(account: EmulatedAccount, clients: RegionalClients, read: Read) -> None:
    ecs = clients("ecs")
    settings = [{"name": "containerInsights", "value": "disabled"}]
    ecs.create_cluster(clusterName="plain", settings=settings, tags=[{"key": "Team", "value": "a"}])
    arn = f"arn:aws:ecs:{account.region}:{account.account_id}:cluster/plain"
    expected = {
        "id": arn,
        "arn": arn,
        "name": "plain",
        "setting": [{"name": "containerInsights", "value": "disabled"}],
        "configuration": [],
        "service_connect_defaults": [],
        "tags_all": {"Team": "a"},
    }
    assert read("aws_ecs_cluster", arn=arn, name="plain") == expected
    ecs.update_cluster(cluster="plain", settings=[{"name": "containerInsights", "value": "enhanced"}])
    changed = {"setting": [{"name": "containerInsights", "value": "enhanced"}]}
    assert read("aws_ecs_cluster", name="plain") == expected | changed
    ecs.delete_cluster(cluster="plain")
    assert read("aws_ecs_cluster", name="plain") is None


def test_all_that_a_cluster_can_have(told: Told) -> None:
    logs = {"cloudWatchLogGroupName": "/exec", "cloudWatchEncryptionEnabled": True, "s3BucketName": "b"}
    execute = {"kmsKeyId": "k", "logging": "OVERRIDE", "logConfiguration": {**logs, "s3KeyPrefix": "p"}}
    cluster = {
        "clusterArn": "arn:aws:ecs:eu-west-1:730184296155:cluster/full",
        "clusterName": "full",
        "status": "ACTIVE",
        "configuration": {
            "executeCommandConfiguration": execute,
            "managedStorageConfiguration": {"kmsKeyId": "s", "fargateEphemeralStorageKmsKeyId": "f"},
        },
        "serviceConnectDefaults": {"namespace": "n"},
    }
    found = told("ecs", ("describe_clusters", {"clusters": [cluster]}))("aws_ecs_cluster", name="full")
    assert found is not None
    assert found["service_connect_defaults"] == [{"namespace": "n"}]
    assert found["configuration"] == [
        {
            "execute_command_configuration": [
                {
                    "kms_key_id": "k",
                    "logging": "OVERRIDE",
                    "log_configuration": [
                        {
                            "cloud_watch_encryption_enabled": True,
                            "cloud_watch_log_group_name": "/exec",
                            "s3_bucket_encryption_enabled": False,
                            "s3_bucket_name": "b",
                            "s3_key_prefix": "p",
                        }
                    ],
                }
            ],
            "managed_storage_configuration": [{"kms_key_id": "s", "fargate_ephemeral_storage_kms_key_id": "f"}],
        }
    ]


def test_capacity_providers(clients: RegionalClients, read: Read) -> None:
    ecs = clients("ecs")
    ecs.create_cluster(clusterName="spot")
    expected = {
        "id": "spot",
        "cluster_name": "spot",
        "capacity_providers": [],
        "default_capacity_provider_strategy": [],
    }
    assert read("aws_ecs_cluster_capacity_providers", cluster_name="spot") == expected
    ecs.put_cluster_capacity_providers(
        cluster="spot",
        capacityProviders=["FARGATE_SPOT", "FARGATE"],
        defaultCapacityProviderStrategy=[{"capacityProvider": "FARGATE", "weight": 1}],
    )
    assert read("aws_ecs_cluster_capacity_providers", cluster_name="spot") == expected | {
        "capacity_providers": ["FARGATE", "FARGATE_SPOT"],
        "default_capacity_provider_strategy": [{"capacity_provider": "FARGATE", "base": 0, "weight": 1}],
    }
