"""The parameters and secrets of tasks are there, and the execution role may read them."""

from __future__ import annotations

from collections.abc import Iterator

from ...declaration import requirement
from ...findings import Severity, Verdict
from ...live.running.permissions import Decision
from ...live.running.questions import Refused, must_run
from ...live.running.secret_answers import SecretAnswers
from ...live.running.secrets import DECRYPT, Named, Secret, SecretUse, secret_uses
from ...plan.model import Plan

_EXPECTED = "a parameter or secret that is there, and that the execution role may read"
_NO_SECRET = "ResourceNotFoundException"
_AWS_OWN = "/aws/"


@requirement(
    "ECSF886",
    "Every parameter and secret of a container is there, and the policies let the execution role read it.",
    severity=Severity.HIGH,
    aws_doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
    remediation="Create it, give it a value, and allow the execution role to read it in a policy of the role.",
    looks_for="parameter or secret of a container",
    needs_deployment=True,
)
def assert_secrets_readable(plan: Plan, *, allow_empty: bool = False) -> Iterator[Verdict]:
    """Every parameter and secret of a container is there, and the policies let the execution role read it.

    Of each parameter and secret that `secrets`, `secretOptions` and `repositoryCredentials` name, AWS is asked whether
    it is there, whether a secret has a value at its stage and is not to be deleted, and whether its key is enabled.
    Then IAM simulates the policies of the execution role: `ssm:GetParameters` or `secretsmanager:GetSecretValue`, and
    `kms:Decrypt` where the key is a customer's. What the policy on the secret or the key itself may add is unknown, and
    so is what it may take away: a key's policy must leave it to those of roles, as the default one does. A key inside
    the JSON of a secret is not looked for: values are never read.

    It is skipped in an emulated account, which does not judge by policies, and holds what was put there for the test.

    Why:
        "ResourceInitializationError: unable to pull secrets" is how a task says that a parameter has another name in
        this environment, that the secret was made and never filled, or that its key is one that the role may not use.

    Fails:
        {
          "ssm:DescribeParameters": {
            "Parameters": [
              {
                "Name": "/shop/db_password",
                "ARN": "arn:aws:ssm:eu-central-1:210987654321:parameter/shop/db_password",
                "Type": "SecureString",
                "KeyId": "alias/aws/ssm"
              }
            ]
          },
          "iam:SimulatePrincipalPolicy": {
            "EvaluationResults": [
              {"EvalActionName": "ssm:GetParameters", "EvalDecision": "implicitDeny"}
            ]
          }
        }

    Passes:
        {
          "ssm:DescribeParameters": {
            "Parameters": [
              {
                "Name": "/shop/db_password",
                "ARN": "arn:aws:ssm:eu-central-1:210987654321:parameter/shop/db_password",
                "Type": "SecureString",
                "KeyId": "alias/aws/ssm"
              }
            ]
          },
          "iam:SimulatePrincipalPolicy": {
            "EvaluationResults": [
              {"EvalActionName": "ssm:GetParameters", "EvalDecision": "allowed"}
            ]
          }
        }

    References:
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
        - https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
        - https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html
        - https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html

    """
    deployment = must_run(plan)
    definitions = deployment.task_definitions()
    uses = [use for definition in definitions for use in secret_uses(definition)]
    answers = SecretAnswers(deployment)
    answers.ask_for(uses)
    for definition in definitions:
        for path in definition.unknown_paths:
            yield definition.judge(path, None, _EXPECTED)
    for use in uses:
        yield _judged(answers, use)


def _judged(answers: SecretAnswers, use: SecretUse) -> Verdict:
    if use.text is None:
        return use.judge(None, _EXPECTED)
    named = Named.parse(use.text)
    if named is None:
        return use.judge(False, _EXPECTED, "it names neither a parameter nor a secret")
    region = answers.region(use.definition, named)
    role = use.definition.at("execution_role_arn")
    account = str(role.value).split(":")[4:5]
    found = answers.secrets[region, named]
    if role.is_null:
        return use.judge(False, _EXPECTED, "the task definition has no execution role")
    if not role.known or not account:
        return use.judge(None, _EXPECTED, "the ARN of the execution role is not known")
    if named.account not in ("", *account):
        return use.judge(None, _EXPECTED, f"it is in another account, {named.account}")
    if named.service == "ssm" and named.names[0].startswith(_AWS_OWN):
        return use.judge(None, _EXPECTED, "it is one of AWS's own, of which nothing is told")
    if found is None or (isinstance(found, Refused) and found.code == _NO_SECRET):
        what = "parameter" if named.service == "ssm" else "secret"
        return use.judge(False, _EXPECTED, f"there is no such {what} in {region}")
    if isinstance(found, Refused):
        return use.judge(None, _EXPECTED, found.reason)
    if found.problem:
        return use.judge(False, _EXPECTED, found.problem)
    if not found.arn:
        return use.judge(None, _EXPECTED, "AWS does not tell its ARN")
    holds, note = _permitted(answers, region, str(role.value), found)
    return use.judge(holds, _EXPECTED, note)


def _permitted(answers: SecretAnswers, region: str, role: str, found: Secret) -> tuple[bool | None, str]:
    """Whether a role may read a secret, and why not."""
    holds, note = _allowed(answers.decision(region, role, found.action, found.arn), bool(found.own_policy), "secret")
    if holds and found.may_deny:
        holds, note = None, "the policy on the secret itself denies something, and IAM does not simulate that"
    if holds and found.key:
        holds, note = _decryptable(answers, region, role, found)
    return holds, note


def _decryptable(answers: SecretAnswers, region: str, role: str, secret: Secret) -> tuple[bool | None, str]:
    found = answers.key(region, secret.key)
    if isinstance(found, Refused):
        return None, f"its key {secret.key}: {found.reason}"
    if found.state != "Enabled":
        return False, f"its key {secret.key} is {found.state}"
    if not found.arn:
        return True, ""
    via = f"{secret.service}.{region}.amazonaws.com"
    holds, note = _allowed(answers.decision(region, role, DECRYPT, found.arn, via), True, "key")
    if holds and not found.left_to_iam:
        return None, "the policy on its key does not leave it to the policies of roles, and IAM does not simulate it"
    return holds, note


def _allowed(decision: Decision | Refused, own_policy: bool, what: str) -> tuple[bool | None, str]:
    """The decision; unknown where nothing denies it and the policy on the thing itself may allow it."""
    if isinstance(decision, Refused):
        return None, decision.reason
    if decision.allowed is False and not decision.denied and own_policy:
        return None, f"{decision.note}, and whether the policy on the {what} itself does is not known"
    return decision.allowed, decision.note
