from __future__ import annotations

import pytest

from pytest_ecsfargate.account.emulated import EmulatedAccount
from pytest_ecsfargate.live.clients import RegionalClients
from pytest_ecsfargate.live.readers import Unidentified
from tests.live.readers.conftest import Read, Told

TRUST = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"x"}}]}'
)
QUEUES = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:*","Resource":"*"}]}'
TOPICS = QUEUES.replace("sqs", "sns")
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def test_a_role_has_all_its_policies(account: EmulatedAccount, clients: RegionalClients, read: Read) -> None:
    iam = clients("iam")
    tags = [{"Key": "Team", "Value": "a"}]
    made = iam.create_role(RoleName="task", Path="/app/", AssumeRolePolicyDocument=TRUST, Tags=tags)["Role"]
    expected = {
        "id": "task",
        "name": "task",
        "arn": f"arn:aws:iam::{account.account_id}:role/app/task",
        "path": "/app/",
        "unique_id": made["RoleId"],
        "description": None,
        "assume_role_policy": TRUST,
        "max_session_duration": 3600,
        "permissions_boundary": None,
        "inline_policy": [],
        "managed_policy_arns": [],
        "tags_all": {"Team": "a"},
    }
    assert read("aws_iam_role", name="task") == expected
    iam.put_role_policy(RoleName="task", PolicyName="topics", PolicyDocument=TOPICS)
    iam.put_role_policy(RoleName="task", PolicyName="queues", PolicyDocument=QUEUES)
    iam.attach_role_policy(RoleName="task", PolicyArn=READ_ONLY)
    iam.put_role_permissions_boundary(RoleName="task", PermissionsBoundary=READ_ONLY)
    iam.update_role(RoleName="task", Description="of tasks", MaxSessionDuration=7200)
    assert read("aws_iam_role", name_prefix="tas") == expected | {
        "description": "of tasks",
        "max_session_duration": 7200,
        "permissions_boundary": READ_ONLY,
        "inline_policy": [{"name": "queues", "policy": QUEUES}, {"name": "topics", "policy": TOPICS}],
        "managed_policy_arns": [READ_ONLY],
    }


def test_all_pages_of_policies_count(told: Told) -> None:
    role = {
        "Path": "/",
        "RoleName": "task",
        "RoleId": "AROA2UATAE3N5LP2HO74K",
        "Arn": "arn:aws:iam::730184296155:role/task",
        "CreateDate": "2026-11-26T00:00:00Z",
        "AssumeRolePolicyDocument": TRUST,
    }
    first, second = ({"PolicyArn": READ_ONLY, "PolicyName": "a"}, {"PolicyArn": f"{READ_ONLY}2", "PolicyName": "b"})
    read = told(
        "iam",
        ("get_role", {"Role": role}),
        ("list_role_policies", {"PolicyNames": ["queues"], "IsTruncated": True, "Marker": "more"}),
        ("list_role_policies", {"PolicyNames": ["topics"], "IsTruncated": False}),
        ("get_role_policy", {"RoleName": "task", "PolicyName": "queues", "PolicyDocument": QUEUES}),
        ("get_role_policy", {"RoleName": "task", "PolicyName": "topics", "PolicyDocument": TOPICS}),
        ("list_attached_role_policies", {"AttachedPolicies": [first], "IsTruncated": True, "Marker": "more"}),
        ("list_attached_role_policies", {"AttachedPolicies": [second], "IsTruncated": False}),
    )
    found = read("aws_iam_role", name="task")
    assert found is not None
    assert [policy["name"] for policy in found["inline_policy"]] == ["queues", "topics"]
    assert found["managed_policy_arns"] == [READ_ONLY, f"{READ_ONLY}2"]


def test_a_policy_of_a_role(clients: RegionalClients, read: Read) -> None:
    iam = clients("iam")
    iam.create_role(RoleName="inline", AssumeRolePolicyDocument=TRUST)
    for document in (QUEUES, TOPICS):
        iam.put_role_policy(RoleName="inline", PolicyName="queues-1", PolicyDocument=document)
        expected = {"id": "inline:queues-1", "name": "queues-1", "role": "inline", "policy": document}
        assert read("aws_iam_role_policy", role="inline", name="queues-1") == expected
        assert read("aws_iam_role_policy", role="inline", name_prefix="queues-") == expected
    iam.put_role_policy(RoleName="inline", PolicyName="queues-2", PolicyDocument=QUEUES)
    with pytest.raises(Unidentified, match=r"^2 of them begin with queues-$"):
        read("aws_iam_role_policy", role="inline", name_prefix="queues-")
    iam.delete_role_policy(RoleName="inline", PolicyName="queues-1")
    assert read("aws_iam_role_policy", role="inline", name="queues-1") is None


def test_an_attachment(clients: RegionalClients, read: Read) -> None:
    iam = clients("iam")
    iam.create_role(RoleName="attached", AssumeRolePolicyDocument=TRUST)
    known = {"role": "attached", "policy_arn": READ_ONLY}
    assert read("aws_iam_role_policy_attachment", **known) is None
    iam.attach_role_policy(RoleName="attached", PolicyArn=READ_ONLY)
    assert read("aws_iam_role_policy_attachment", **known) == known


def test_a_policy_by_its_default_version(account: EmulatedAccount, clients: RegionalClients, read: Read) -> None:
    iam = clients("iam")
    made = iam.create_policy(PolicyName="own", Path="/app/", PolicyDocument=QUEUES, Description="mine")["Policy"]
    expected = {
        "id": made["Arn"],
        "arn": f"arn:aws:iam::{account.account_id}:policy/app/own",
        "name": "own",
        "path": "/app/",
        "policy_id": made["PolicyId"],
        "description": "mine",
        "attachment_count": 0,
        "policy": QUEUES,
        "tags_all": {},
    }
    assert read("aws_iam_policy", arn=made["Arn"]) == expected
    assert read("aws_iam_policy", name="own") == expected
    iam.create_policy_version(PolicyArn=made["Arn"], PolicyDocument=TOPICS, SetAsDefault=True)
    assert read("aws_iam_policy", name="own") == expected | {"policy": TOPICS}


def test_what_a_role_has_exclusively_is_what_it_has(clients: RegionalClients, read: Read) -> None:
    iam = clients("iam")
    iam.create_role(RoleName="exclusive", AssumeRolePolicyDocument=TRUST)
    names, arns = "aws_iam_role_policies_exclusive", "aws_iam_role_policy_attachments_exclusive"
    assert read(names, role_name="exclusive") == {"role_name": "exclusive", "policy_names": []}
    assert read(arns, role_name="exclusive") == {"role_name": "exclusive", "policy_arns": []}
    iam.put_role_policy(RoleName="exclusive", PolicyName="by-hand", PolicyDocument=QUEUES)
    iam.attach_role_policy(RoleName="exclusive", PolicyArn=READ_ONLY)
    known: dict[str, list[str]] = {"policy_names": [], "policy_arns": []}
    assert read(names, role_name="exclusive", **known) == {"role_name": "exclusive", "policy_names": ["by-hand"]}
    assert read(arns, role_name="exclusive", **known) == {"role_name": "exclusive", "policy_arns": [READ_ONLY]}


def test_whom_a_policy_is_attached_to(clients: RegionalClients, read: Read) -> None:
    iam = clients("iam")
    arn = iam.create_policy(PolicyName="shared", PolicyDocument=QUEUES)["Policy"]["Arn"]
    assert read("aws_iam_policy_attachment", policy_arn=arn) is None
    for name in ("shared-b", "shared-a"):
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)
        iam.attach_role_policy(RoleName=name, PolicyArn=arn)
    iam.create_user(UserName="someone")
    iam.attach_user_policy(UserName="someone", PolicyArn=arn)
    assert read("aws_iam_policy_attachment", policy_arn=arn) == {
        "policy_arn": arn,
        "groups": [],
        "roles": ["shared-a", "shared-b"],
        "users": ["someone"],
    }
