from __future__ import annotations

import json

from pytest_ecsfargate.live.clients import RegionalClients
from tests.live.readers.conftest import Read, Told

POLICY = '{"Version":"2012-10-17","Statement":[]}'


def test_a_secret_is_read_without_its_value(clients: RegionalClients, read: Read) -> None:
    client = clients("secretsmanager")
    tags = [{"Key": "Team", "Value": "a"}]
    arn = client.create_secret(Name="app/password", SecretString="canary", Tags=tags)["ARN"]
    expected = {
        "id": arn,
        "arn": arn,
        "name": "app/password",
        "description": None,
        "kms_key_id": None,
        "policy": None,
        "replica": [],
        "tags_all": {"Team": "a"},
    }
    assert read("aws_secretsmanager_secret", arn=arn) == expected
    assert read("aws_secretsmanager_secret", name="app/password") == expected
    client.put_resource_policy(SecretId=arn, ResourcePolicy=POLICY)
    client.update_secret(SecretId=arn, Description="of the app", KmsKeyId="alias/app")
    changed = read("aws_secretsmanager_secret", name_prefix="app/pass")
    assert changed == expected | {"policy": POLICY, "description": "of the app", "kms_key_id": "alias/app"}
    assert "canary" not in json.dumps(changed)


def test_one_that_is_to_be_deleted_is_not_there(clients: RegionalClients, read: Read) -> None:
    client = clients("secretsmanager")
    arn = client.create_secret(Name="app/old")["ARN"]
    client.delete_secret(SecretId=arn)
    assert read("aws_secretsmanager_secret", arn=arn) is None


def test_replicas(told: Told) -> None:
    arn = "arn:aws:secretsmanager:eu-west-1:730184296155:secret:a-ZVhZYL"
    status = {"Region": "eu-west-2", "KmsKeyId": "alias/a", "Status": "InSync"}
    read = told(
        "secretsmanager",
        ("describe_secret", {"ARN": arn, "Name": "a", "ReplicationStatus": [status]}),
        ("get_resource_policy", {"ARN": arn, "Name": "a"}),
    )
    found = read("aws_secretsmanager_secret", arn=arn)
    assert found is not None
    assert found["replica"] == [{"region": "eu-west-2", "kms_key_id": "alias/a", "status": "InSync"}]
