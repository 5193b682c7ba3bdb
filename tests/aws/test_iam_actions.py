from __future__ import annotations

import json
from pathlib import Path

import pytest

import pytest_ecsfargate.aws
from pytest_ecsfargate.aws.iam_actions import is_whole_service, limitable, limits_resource
from pytest_ecsfargate.aws.iam_managed_policies import EXECUTION, is_managed, managed_document, managed_name


@pytest.mark.parametrize(
    ("pattern", "answer"),
    [
        ("s3:GetObject", True),
        ("S3:getobject", True),
        ("s3:Get*", True),
        ("logs:PutLogEvents", True),
        ("iam:PassRole", True),
        ("ecr:GetAuthorizationToken", False),
        ("logs:DescribeLogGroups", False),
        ("s3:ListBucket", False),
        ("cloudwatch:PutMetricData", False),
        ("xray:PutTraceSegments", False),
        ("ssmmessages:*", False),
        ("sts:GetCallerIdentity", False),
        ("s3:NoSuchThing*", False),
        ("s3:NoSuchThing", None),
        ("nosuchservice:Thing", None),
    ],
)
def test_actions_that_can_be_limited(pattern: str, answer: bool | None) -> None:
    assert limitable(pattern) is answer


def test_whole_services() -> None:
    assert [
        each for each in ("*", "*:*", "s3:*", "S3:**", "new:*", "ssmmessages:*", "s3:Get*") if is_whole_service(each)
    ] == [
        "*",
        "*:*",
        "s3:*",
        "S3:**",
        "new:*",
    ]


def test_conditions_on_the_resource() -> None:
    limiting = ("ecs:cluster", "aws:ResourceTag/Team", "ssm:resourceTag/x", "secretsmanager:SecretId")
    assert all(map(limits_resource, limiting))
    assert not any(map(limits_resource, ("aws:SourceIp", "iam:PassedToService", "aws:RequestTag/x", "kms:ViaService")))


def test_policies_of_aws() -> None:
    assert managed_name(f"arn:aws-cn:iam::aws:policy/service-role/{EXECUTION}") == EXECUTION
    assert managed_name("arn:aws:iam::210987654321:policy/x") is None
    assert is_managed("PowerUserAccess")
    assert not is_managed("Mine")
    assert managed_document("Mine") is None
    document = managed_document(EXECUTION)
    assert document is not None
    assert document["Statement"][0]["Action"].value == [
        "ecr:GetAuthorizationToken",
        "ecr:BatchCheckLayerAvailability",
        "ecr:GetDownloadUrlForLayer",
        "ecr:BatchGetImage",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
    ]


@pytest.mark.parametrize("name", ["iam_actions.json", "iam_managed_policies.json"])
def test_the_facts_say_where_they_are_from(name: str) -> None:
    facts = json.loads((Path(pytest_ecsfargate.aws.__file__).parent / name).read_text(encoding="utf-8"))
    assert facts["source"].startswith("https://docs.aws.amazon.com/")
    assert facts["through"]


@pytest.mark.parametrize(
    ("pattern", "whole"), [("s3:?*", True), ("s3:*?", True), ("s3:????*", False), ("s3:?", False), ("s3:G?*", False)]
)
def test_question_marks_beside_a_star_leave_nothing_out(pattern: str, whole: bool) -> None:
    assert is_whole_service(pattern) is whole
