from __future__ import annotations

from pytest_ecsfargate.account.emulated import EmulatedAccount
from pytest_ecsfargate.live.clients import RegionalClients
from tests.live.readers.conftest import Read


def test_a_log_group(account: EmulatedAccount, clients: RegionalClients, read: Read) -> None:
    logs = clients("logs")
    logs.create_log_group(logGroupName="/app/web", tags={"Team": "a", "aws:x": "y"})
    expected = {
        "id": "/app/web",
        "name": "/app/web",
        "arn": f"arn:aws:logs:{account.region}:{account.account_id}:log-group:/app/web",
        "retention_in_days": 0,
        "kms_key_id": None,
        "log_group_class": None,
        "tags_all": {"Team": "a"},
    }
    assert read("aws_cloudwatch_log_group", name="/app/web") == expected
    logs.put_retention_policy(logGroupName="/app/web", retentionInDays=30)
    assert read("aws_cloudwatch_log_group", name="/app/web") == expected | {"retention_in_days": 30}


def test_a_longer_name_is_another_group(clients: RegionalClients, read: Read) -> None:
    clients("logs").create_log_group(logGroupName="/longer/name")
    assert read("aws_cloudwatch_log_group", name="/longer") is None
    found = read("aws_cloudwatch_log_group", name_prefix="/longer")
    assert found is not None
    assert found["name"] == "/longer/name"
