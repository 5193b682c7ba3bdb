from __future__ import annotations

from typing import Any

from pytest_ecsfargate.live.strangers import only_strangers

MANAGED = "arn:aws:iam::aws:policy/ReadOnlyAccess"
OWN = "arn:aws:iam::730184296155:policy/own"


def role(name: str, inline: tuple[str, ...] = (), arns: tuple[str, ...] = ()) -> tuple[str, dict[str, Any]]:
    blocks = [{"name": each, "policy": "{}"} for each in inline]
    return "aws_iam_role", {"name": name, "inline_policy": blocks, "managed_policy_arns": list(arns)}


def test_a_policy_that_no_resource_stands_for_stays_on_its_role() -> None:
    read = {
        "aws_iam_role.task": role("task", ("queue", "by-hand"), (MANAGED, OWN)),
        "aws_iam_role_policy.queue": ("aws_iam_role_policy", {"role": "task", "name": "queue", "policy": "{}"}),
        "aws_iam_role_policy_attachment.own": ("aws_iam_role_policy_attachment", {"role": "task", "policy_arn": OWN}),
    }
    found = only_strangers(read)
    assert found == read | {"aws_iam_role.task": role("task", ("by-hand",), (MANAGED,))}
    assert read["aws_iam_role.task"] == role("task", ("queue", "by-hand"), (MANAGED, OWN)), "what was read is as it was"


def test_a_policy_of_the_same_name_on_another_role_is_another_one() -> None:
    read = {
        "aws_iam_role.task": role("task", ("queue",), (OWN,)),
        "aws_iam_role.other": role("other", ("queue",), (OWN,)),
        "aws_iam_role_policy.queue": ("aws_iam_role_policy", {"role": "other", "name": "queue", "policy": "{}"}),
        "aws_iam_role_policy_attachment.own": ("aws_iam_role_policy_attachment", {"role": "other", "policy_arn": OWN}),
    }
    found = only_strangers(read)
    assert found["aws_iam_role.task"] == role("task", ("queue",), (OWN,))
    assert found["aws_iam_role.other"] == role("other")


def test_attachments_to_many_roles_and_of_many_policies_count() -> None:
    read = {
        "aws_iam_role.task": role("task", (), (MANAGED, OWN)),
        "aws_iam_role.other": role("other", (), (MANAGED, OWN)),
        "aws_iam_policy_attachment.all": ("aws_iam_policy_attachment", {"roles": ["task"], "policy_arn": OWN}),
        "aws_iam_role_policy_attachments_exclusive.other": (
            "aws_iam_role_policy_attachments_exclusive",
            {"role_name": "other", "policy_arns": [MANAGED]},
        ),
    }
    found = only_strangers(read)
    assert found["aws_iam_role.task"] == role("task", (), (MANAGED,))
    assert found["aws_iam_role.other"] == role("other", (), (OWN,))


def test_a_role_whose_policies_were_not_read_gets_none() -> None:
    read = {"aws_iam_role.task": ("aws_iam_role", {"name": "task"})}
    assert only_strangers(read) == read
