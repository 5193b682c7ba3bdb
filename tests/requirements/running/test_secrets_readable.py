from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from unittest import SkipTest

import pytest

from pytest_ecsfargate import Outcome, RequirementNotMet, assert_secrets_readable
from tests.requirements.aws_answers import ACCOUNT, REFUSED, REGION, error

WEB = "aws_ecs_task_definition.web"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/web-execution"
PARAMETER_ARN = f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/shop/db_password"
SECRET_ARN = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:shop-AbCdEf"
KEY = "11111111-2222-3333-4444-555555555555"
KEY_ARN = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{KEY}"
PARAMETER = {"Name": "/shop/db_password", "ARN": PARAMETER_ARN, "Type": "SecureString", "KeyId": "alias/aws/ssm"}
PARAMETERS = {"Parameters": [PARAMETER]}
OWN_KEY = {"Parameters": [{**PARAMETER, "KeyId": KEY}]}
VERSION = "0" * 32
SECRET = {"ARN": SECRET_ARN, "Name": "shop", "VersionIdsToStages": {VERSION: ["AWSCURRENT"]}}
NO_POLICY = {"ARN": SECRET_ARN, "Name": "shop"}
DENIES = {"ResourcePolicy": json.dumps({"Statement": [{"Effect": "Deny", "Principal": "*"}]})}
NOT_ALLOWED = "no policy of the role allows secretsmanager:GetSecretValue"
ALLOWS = {"ResourcePolicy": json.dumps({"Statement": {"Effect": "Allow", "Principal": {"AWS": ROLE}}})}


def module(*names: str, role: str = f'"{ROLE}"', more: str = "") -> str:
    """A task definition that names these secrets."""
    secrets = ", ".join(f'{{ name = "S{at}", valueFrom = "{name}" }}' for at, name in enumerate(names))
    return f"""
        variable "unknown" {{
          type = string
        }}

        resource "aws_ecs_task_definition" "web" {{
          family                = "web"
          execution_role_arn    = {role}
          container_definitions = jsonencode([{{ name = "web", image = "web:1", secrets = [{secrets}] {more} }}])
        }}
    """


def decision(decided: str, **more: Any) -> dict[str, Any]:
    """A simulation, with what it says of the one resource where AWS says it."""
    specific = {"EvalResourceName": "arn", "EvalResourceDecision": decided, **more}
    return {
        "EvaluationResults": [{"EvalActionName": "a:b", "EvalDecision": decided, "ResourceSpecificResults": [specific]}]
    }


ALLOWED, IMPLICIT, EXPLICIT = map(decision, ("allowed", "implicitDeny", "explicitDeny"))


def key(state: str = "Enabled", manager: str = "CUSTOMER") -> dict[str, Any]:
    return {"KeyMetadata": {"KeyId": KEY, "Arn": KEY_ARN, "KeyState": state, "KeyManager": manager}}


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Policy": json.dumps({"Version": "2012-10-17", "Statement": list(statements)})}


TO_IAM = {
    "Effect": "Allow",
    "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
    "Action": "kms:*",
    "Resource": "*",
}
TO_ROLE = {"Effect": "Allow", "Principal": {"AWS": ROLE}, "Action": "kms:Decrypt", "Resource": "*"}
NOT_TO_ROLE = {"Effect": "Deny", "Principal": {"AWS": ROLE}, "Action": "kms:Decrypt", "Resource": "*"}


def by_action(**decisions: Any) -> Any:
    return lambda asked: decisions[asked["ActionNames"][0].partition(":")[0]]


@pytest.mark.parametrize("name", ["/shop/db_password", PARAMETER_ARN, f"{PARAMETER_ARN}:3"])
def test_a_parameter_that_the_role_may_read(recorded: Any, said: Any, name: str) -> None:
    deployed, aws = recorded(module(name), ssm_DescribeParameters=PARAMETERS, iam_SimulatePrincipalPolicy=ALLOWED)
    assert said(assert_secrets_readable, deployed) == [(Outcome.MET, WEB, "")]
    (asked,) = aws.questions("ssm:DescribeParameters")
    assert asked["ParameterFilters"] == [{"Key": "Name", "Option": "Equals", "Values": ["/shop/db_password"]}]
    (asked,) = aws.questions("iam:SimulatePrincipalPolicy")
    assert (asked["PolicySourceArn"], asked["ActionNames"], asked["ResourceArns"]) == (
        ROLE,
        ["ssm:GetParameters"],
        [PARAMETER_ARN],
    )


@pytest.mark.parametrize("name", ["plain", "/plain"])
def test_an_arn_does_not_tell_whether_a_name_begins_with_a_slash(recorded: Any, said: Any, name: str) -> None:
    arn = f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/plain"
    deployed, _ = recorded(
        module(arn),
        ssm_DescribeParameters={"Parameters": [{"Name": name, "ARN": arn, "Type": "String"}]},
        iam_SimulatePrincipalPolicy=ALLOWED,
    )
    assert said(assert_secrets_readable, deployed) == [(Outcome.MET, WEB, "")]


@pytest.mark.parametrize("suffix", ["", ":password::", ":password:AWSCURRENT:", "::AWSCURRENT:", f":::{VERSION}"])
def test_a_secret_that_the_role_may_read(recorded: Any, said: Any, suffix: str) -> None:
    deployed, aws = recorded(
        module(SECRET_ARN + suffix),
        secretsmanager_DescribeSecret=SECRET,
        secretsmanager_GetResourcePolicy=NO_POLICY,
        iam_SimulatePrincipalPolicy=ALLOWED,
    )
    assert said(assert_secrets_readable, deployed) == [(Outcome.MET, WEB, "")]
    assert [each["SecretId"] for each in aws.questions("secretsmanager:DescribeSecret")] == [SECRET_ARN]
    assert aws.questions("iam:SimulatePrincipalPolicy")[0]["ActionNames"] == ["secretsmanager:GetSecretValue"]


def test_no_value_is_ever_asked_for(recorded: Any) -> None:
    deployed, aws = recorded(
        module("/shop/db_password", SECRET_ARN),
        ssm_DescribeParameters=OWN_KEY,
        secretsmanager_DescribeSecret=SECRET,
        secretsmanager_GetResourcePolicy=NO_POLICY,
        kms_DescribeKey=key(),
        kms_GetKeyPolicy=policy(TO_IAM),
        iam_SimulatePrincipalPolicy=ALLOWED,
    )
    assert_secrets_readable(deployed)
    assert {operation for operation, _ in aws.asked} == {
        "ssm:DescribeParameters",
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetResourcePolicy",
        "kms:DescribeKey",
        "kms:GetKeyPolicy",
        "iam:SimulatePrincipalPolicy",
    }


def test_the_credentials_of_a_registry_and_of_a_log_driver_count(recorded: Any, said: Any) -> None:
    more = f"""
        , repositoryCredentials = {{ credentialsParameter = "{SECRET_ARN}" }}
        , logConfiguration = {{ logDriver = "splunk", secretOptions = [{{ name = "token", valueFrom = "/gone" }}] }}
    """
    deployed, _ = recorded(
        module(more=more.replace("\n", " ")),
        ssm_DescribeParameters={"Parameters": []},
        secretsmanager_DescribeSecret=SECRET,
        secretsmanager_GetResourcePolicy=NO_POLICY,
        iam_SimulatePrincipalPolicy=ALLOWED,
    )
    verdicts = {each.attribute.partition("].")[2]: each.outcome for each in assert_secrets_readable.check(deployed)}
    assert verdicts == {
        "logConfiguration.secretOptions[0].valueFrom": Outcome.NOT_MET,
        "repositoryCredentials.credentialsParameter": Outcome.MET,
    }


def test_parameters_are_asked_for_fifty_at_once_and_each_question_once(recorded: Any, said: Any) -> None:
    def answer(asked: dict[str, Any]) -> dict[str, Any]:
        names = asked["ParameterFilters"][0]["Values"]
        return {"Parameters": [{"Name": name, "ARN": PARAMETER_ARN, "Type": "String"} for name in names]}

    deployed, aws = recorded(
        module(*[f"/p{at}" for at in range(51)], "/p0"),
        ssm_DescribeParameters=answer,
        iam_SimulatePrincipalPolicy=ALLOWED,
    )
    assert {outcome for outcome, *_ in said(assert_secrets_readable, deployed)} == {Outcome.MET}
    asked = [len(each["ParameterFilters"][0]["Values"]) for each in aws.questions("ssm:DescribeParameters")]
    assert asked == [50, 1]
    assert len(aws.questions("iam:SimulatePrincipalPolicy")) == 1


@pytest.mark.parametrize(
    ("found", "suffix", "note"),
    [
        (error("ResourceNotFoundException"), "", f"there is no such secret in {REGION}"),
        ({**SECRET, "DeletedDate": datetime(2026, 12, 1, tzinfo=UTC)}, "", "it is to be deleted"),
        ({**SECRET, "VersionIdsToStages": {}}, "", "it has no value, that is no version at the stage AWSCURRENT"),
        (SECRET, "::AWSPREVIOUS:", "it has no value, that is no version at the stage AWSPREVIOUS"),
        (SECRET, ":::v2", "it has no version v2"),
    ],
)
def test_a_secret_that_nobody_can_read(recorded: Any, said: Any, found: Any, suffix: str, note: str) -> None:
    deployed, _ = recorded(
        module(SECRET_ARN + suffix),
        secretsmanager_DescribeSecret=found,
        secretsmanager_GetResourcePolicy=NO_POLICY,
    )
    assert said(assert_secrets_readable, deployed) == [(Outcome.NOT_MET, WEB, note)]


@pytest.mark.parametrize(
    ("name", "role", "note"),
    [
        ("/gone", f'"{ROLE}"', f"there is no such parameter in {REGION}"),
        ("arn:aws:s3:::shop/key", f'"{ROLE}"', "it names neither a parameter nor a secret"),
        ("/shop/db_password", "null", "the task definition has no execution role"),
    ],
)
def test_what_cannot_be_read_by_its_name(recorded: Any, said: Any, name: str, role: str, note: str) -> None:
    found = PARAMETERS if name == "/shop/db_password" else {"Parameters": []}
    deployed, _ = recorded(module(name, role=role), ssm_DescribeParameters=found)
    assert said(assert_secrets_readable, deployed) == [(Outcome.NOT_MET, WEB, note)]


@pytest.mark.parametrize(
    ("decided", "outcome", "note"),
    [
        (IMPLICIT, Outcome.NOT_MET, "no policy of the role allows ssm:GetParameters"),
        (EXPLICIT, Outcome.NOT_MET, "a policy denies ssm:GetParameters"),
        (
            decision("implicitDeny", PermissionsBoundaryDecisionDetail={"AllowedByPermissionsBoundary": False}),
            Outcome.NOT_MET,
            "the permissions boundary does not allow ssm:GetParameters",
        ),
        (
            {
                "EvaluationResults": [
                    {
                        "EvalActionName": "ssm:GetParameters",
                        "EvalDecision": "implicitDeny",
                        "OrganizationsDecisionDetail": {"AllowedByOrganizations": False},
                    }
                ]
            },
            Outcome.NOT_MET,
            "the organization does not allow ssm:GetParameters",
        ),
        (
            decision("implicitDeny", MissingContextValues=["aws:SourceVpce", "aws:ResourceTag/app"]),
            Outcome.UNKNOWN,
            "a condition on aws:SourceVpce, aws:ResourceTag/app decides whether ssm:GetParameters is allowed",
        ),
        (
            decision("allowed", MissingContextValues=["aws:SourceVpce"]),
            Outcome.UNKNOWN,
            "a condition on aws:SourceVpce decides whether ssm:GetParameters is allowed",
        ),
        (REFUSED, Outcome.UNKNOWN, "AWS answered AccessDeniedException"),
    ],
)
def test_what_iam_decides(recorded: Any, said: Any, decided: Any, outcome: Outcome, note: str) -> None:
    deployed, _ = recorded(
        module("/shop/db_password"), ssm_DescribeParameters=PARAMETERS, iam_SimulatePrincipalPolicy=decided
    )
    assert said(assert_secrets_readable, deployed) == [(outcome, WEB, note)]


@pytest.mark.parametrize(
    ("policy", "decided", "outcome", "note"),
    [
        (NO_POLICY, IMPLICIT, Outcome.NOT_MET, NOT_ALLOWED),
        (
            ALLOWS,
            IMPLICIT,
            Outcome.UNKNOWN,
            f"{NOT_ALLOWED}, and whether the policy on the secret itself does is not known",
        ),
        (ALLOWS, EXPLICIT, Outcome.NOT_MET, "a policy denies secretsmanager:GetSecretValue"),
        (ALLOWS, ALLOWED, Outcome.MET, ""),
        (
            DENIES,
            ALLOWED,
            Outcome.UNKNOWN,
            "the policy on the secret itself denies something, and IAM does not simulate that",
        ),
        (REFUSED, ALLOWED, Outcome.UNKNOWN, "AWS answered AccessDeniedException"),
    ],
)
def test_the_policy_on_a_secret(
    recorded: Any, said: Any, policy: Any, decided: Any, outcome: Outcome, note: str
) -> None:
    deployed, _ = recorded(
        module(SECRET_ARN),
        secretsmanager_DescribeSecret=SECRET,
        secretsmanager_GetResourcePolicy=policy,
        iam_SimulatePrincipalPolicy=decided,
    )
    assert said(assert_secrets_readable, deployed) == [(outcome, WEB, note)]


@pytest.mark.parametrize(
    ("found", "decrypt", "outcome", "note"),
    [
        (key(), ALLOWED, Outcome.MET, ""),
        (key(manager="AWS"), EXPLICIT, Outcome.MET, ""),
        (key("PendingDeletion"), ALLOWED, Outcome.NOT_MET, f"its key {KEY} is PendingDeletion"),
        (key(), EXPLICIT, Outcome.NOT_MET, "a policy denies kms:Decrypt"),
        (
            key(),
            IMPLICIT,
            Outcome.UNKNOWN,
            "no policy of the role allows kms:Decrypt, and whether the policy on the key itself does is not known",
        ),
        (REFUSED, ALLOWED, Outcome.UNKNOWN, f"its key {KEY}: AWS answered AccessDeniedException"),
    ],
)
def test_the_key_of_a_customer(recorded: Any, said: Any, found: Any, decrypt: Any, outcome: Outcome, note: str) -> None:
    deployed, aws = recorded(
        module("/shop/db_password"),
        ssm_DescribeParameters=OWN_KEY,
        kms_DescribeKey=found,
        kms_GetKeyPolicy=policy(TO_IAM),
        iam_SimulatePrincipalPolicy=by_action(ssm=ALLOWED, kms=decrypt),
    )
    assert said(assert_secrets_readable, deployed) == [(outcome, WEB, note)]
    for asked in aws.questions("iam:SimulatePrincipalPolicy")[1:]:
        assert (asked["ActionNames"], asked["ResourceArns"]) == (["kms:Decrypt"], [KEY_ARN])
        assert asked["ContextEntries"][0]["ContextKeyValues"] == [f"ssm.{REGION}.amazonaws.com"]


KEY_POLICY = "the policy on its key does not leave it to the policies of roles, and IAM does not simulate it"


@pytest.mark.parametrize(
    ("found", "outcome", "note"),
    [
        (policy(TO_IAM), Outcome.MET, ""),
        (policy({**TO_IAM, "Principal": {"AWS": [ACCOUNT, ROLE]}, "Action": ["kms:Decrypt"]}), Outcome.MET, ""),
        (policy({**TO_IAM, "Principal": "*"}, TO_ROLE), Outcome.MET, ""),
        (policy(TO_ROLE), Outcome.UNKNOWN, KEY_POLICY),
        (policy(TO_IAM, NOT_TO_ROLE), Outcome.UNKNOWN, KEY_POLICY),
        (policy({**TO_IAM, "Condition": {"Bool": {"x": "true"}}}), Outcome.UNKNOWN, KEY_POLICY),
        (policy({**TO_IAM, "Principal": {"AWS": "arn:aws:iam::999999999999:root"}}), Outcome.UNKNOWN, KEY_POLICY),
        (policy({**TO_IAM, "Action": "kms:Encrypt"}), Outcome.UNKNOWN, KEY_POLICY),
        (REFUSED, Outcome.UNKNOWN, f"its key {KEY}: AWS answered AccessDeniedException"),
    ],
)
def test_the_policy_on_the_key_of_a_customer(recorded: Any, said: Any, found: Any, outcome: Outcome, note: str) -> None:
    deployed, _ = recorded(
        module("/shop/db_password"),
        ssm_DescribeParameters=OWN_KEY,
        kms_DescribeKey=key(),
        kms_GetKeyPolicy=found,
        iam_SimulatePrincipalPolicy=ALLOWED,
    )
    assert said(assert_secrets_readable, deployed) == [(outcome, WEB, note)]


@pytest.mark.parametrize(
    ("source", "note"),
    [
        (module("${var.unknown}"), ""),
        (module("/shop/db_password", role="var.unknown"), "the ARN of the execution role is not known"),
        (module("/shop/db_password", role='"web-execution"'), "the ARN of the execution role is not known"),
        (
            module(PARAMETER_ARN.replace(ACCOUNT, "111122223333")),
            "it is in another account, 111122223333",
        ),
        (module("/aws/service/x"), "it is one of AWS's own, of which nothing is told"),
    ],
    ids=["secret", "role", "role without an ARN", "another account", "AWS's own"],
)
def test_what_cannot_be_told_is_unknown(recorded: Any, said: Any, source: str, note: str) -> None:
    deployed, _ = recorded(source, ssm_DescribeParameters=PARAMETERS)
    assert said(assert_secrets_readable, deployed) == [(Outcome.UNKNOWN, WEB, note)]


def test_what_aws_does_not_tell_is_unknown(recorded: Any, said: Any) -> None:
    deployed, _ = recorded(
        module("/shop/db_password", SECRET_ARN), ssm_DescribeParameters=REFUSED, secretsmanager_DescribeSecret=REFUSED
    )
    note = "AWS answered AccessDeniedException"
    assert said(assert_secrets_readable, deployed) == [(Outcome.UNKNOWN, WEB, note)] * 2


def test_nothing_to_check(recorded: Any) -> None:
    deployed, _ = recorded(module())
    with pytest.raises(RequirementNotMet, match="nothing to check: the plan has no parameter or secret of a container"):
        assert_secrets_readable(deployed)


def test_it_is_skipped_in_an_emulated_account(emulated: Any) -> None:
    with pytest.raises(SkipTest):
        assert_secrets_readable(emulated)


def test_the_text(recorded: Any) -> None:
    deployed, _ = recorded(ssm_DescribeParameters={"Parameters": []})
    with pytest.raises(RequirementNotMet) as caught:
        assert_secrets_readable(deployed)
    assert str(caught.value).splitlines() == [
        "ECSF886 secrets-readable: 1 of 1 failed  [high]",
        "Every parameter and secret of a container is there, and the policies let the execution",
        "role read it.",
        "",
        "  aws_ecs_task_definition.web",
        "    --> main.tf:20:52",
        '  14 | resource "aws_ecs_task_definition" "web" {',
        '  20 |     secrets = [{ name = "...", valueFrom = "/shop/db_password" }]',
        "     |                                            ^^^^^^^^^^^^^^^^^^^",
        "     = attribute  container_definitions[0].secrets[0].valueFrom",
        "     = expected   a parameter or secret that is there, and that the execution role may",
        "                  read",
        '     = actual     "/shop/db_password"',
        "     = note       there is no such parameter in eu-central-1",
        "     = touches    aws_ecs_service.web",
        "",
        "  fix:   Create it, give it a value, and allow the execution role to read it in a",
        "         policy of the role.",
        "  docs:  docs/requirements/ECSF886.md",
        "  aws:   https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
        "  waive: # ecsfargate:waive ECSF886 <reason>, above main.tf:14",
    ]
