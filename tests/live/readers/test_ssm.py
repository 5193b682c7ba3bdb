from __future__ import annotations

from pytest_ecsfargate.live.clients import RegionalClients
from tests.live.readers.conftest import Read, Told


def test_a_parameter_is_read_without_its_value(clients: RegionalClients, read: Read) -> None:
    ssm = clients("ssm")
    tags = [{"Key": "Team", "Value": "a"}]
    ssm.put_parameter(Name="/app/password", Type="SecureString", Value="canary", Tags=tags)
    expected = {
        "id": "/app/password",
        "name": "/app/password",
        "type": "SecureString",
        "description": None,
        "key_id": "alias/aws/ssm",
        "allowed_pattern": None,
        "data_type": "text",
        "tier": "Standard",
        "version": 1,
        "tags_all": {"Team": "a"},
    }
    assert read("aws_ssm_parameter", name="/app/password") == expected
    ssm.put_parameter(
        Name="/app/password", Type="SecureString", Value="canary", Description="of the app", Overwrite=True
    )
    changed = read("aws_ssm_parameter", name="/app/password")
    assert changed == expected | {"description": "of the app", "version": 2}


def test_nothing_but_descriptions_is_asked_for(told: Told) -> None:
    arn = "arn:aws:ssm:eu-west-1:730184296155:parameter/plain"
    read = told(
        "ssm",
        ("describe_parameters", {"Parameters": [], "NextToken": "more"}),
        ("describe_parameters", {"Parameters": [{"Name": "plain", "Type": "String", "Version": 1, "ARN": arn}]}),
        ("list_tags_for_resource", {"TagList": []}),
    )
    found = read("aws_ssm_parameter", name="plain")
    assert found is not None
    assert found["arn"] == arn
    assert not found.keys() & {"value", "value_wo", "insecure_value"}
