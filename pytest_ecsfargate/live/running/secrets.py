"""Parameters and secrets that tasks are started with, by what AWS says about them: their values are never read.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from ...findings import Verdict
from ...plan.ecs.ecs import TaskDefinition
from ..clients import RegionalClients
from .questions import Refused, asked, batches

READ_PARAMETER: Final = "ssm:GetParameters"
READ_SECRET: Final = "secretsmanager:GetSecretValue"
DECRYPT: Final = "kms:Decrypt"

_AT_ONCE = 50  # the most values of a filter: API_ParameterStringFilter
_ARN = re.compile(r"arn:[^:]*:(?P<service>ssm|secretsmanager):(?P<region>[^:]+):(?P<account>\d*):(?P<rest>.+)")


@dataclass(frozen=True)
class SecretUse:
    """A place in a task definition that names a parameter or secret; `text` is None where it is not known which."""

    definition: TaskDefinition
    path: str
    text: str | None

    def judge(self, holds: bool | None, expected: object, note: str = "") -> Verdict:
        """A verdict on the name of the secret. What is shown is its name, never its value."""
        return self.definition.judge(self.path, holds, expected, note=note)


def secret_uses(definition: TaskDefinition) -> Iterator[SecretUse]:
    """What ECS reads before it starts the containers of a task definition."""
    for container in definition.known_containers:
        for path in ("secrets", "logConfiguration.secretOptions"):
            items = container.items(path)
            if items is None:
                yield SecretUse(definition, container.path(path), None)
            for item in items or ():
                value = item["valueFrom"]
                if not value.is_null:
                    where = container.path(f"{item.path}.valueFrom")
                    yield SecretUse(definition, where, str(value.value) if value.known else None)
        credentials = container.at("repositoryCredentials.credentialsParameter")
        if not credentials.is_null:
            where = container.path("repositoryCredentials.credentialsParameter")
            yield SecretUse(definition, where, str(credentials.value) if credentials.known else None)


@dataclass(frozen=True)
class Named:
    """What a text names: a parameter or a secret, its region and account ("" for those of the task), its names.

    A parameter's ARN does not tell whether the name of one outside of any folder begins with a slash. `stage` and
    `version` are those that the text asks for.
    """

    service: str
    region: str
    account: str
    names: tuple[str, ...]
    stage: str = ""
    version: str = ""

    @classmethod
    def parse(cls, text: str) -> Named | None:
        """What the text names; None for the ARN of anything else."""
        found = _ARN.fullmatch(text)
        if found is None:
            return None if text.startswith("arn:") else cls("ssm", "", "", (_versionless(text),))
        service, region, account, rest = found.groups()
        if service == "ssm":
            kind, _, name = rest.partition("/")
            name = _versionless(name)
            names = (f"/{name}",) if "/" in name else (name, f"/{name}")
            return cls(service, region, account, names) if kind == "parameter" and name else None
        kind, name, *more = rest.split(":")[:5] if ":" in rest else ("", "")
        _, stage, version = (*more, "", "", "")[:3]
        arn = text[: found.start("rest")] + f"secret:{name}"
        return cls(service, region, account, (arn,), stage, version) if kind == "secret" and name else None


def _versionless(name: str) -> str:
    return name.partition(":")[0]


@dataclass(frozen=True)
class Secret:
    """A parameter or secret that there is: its ARN if AWS tells it, the action that reads it, the id of its key if any.

    `problem` says why nobody can read it; `own_policy` is the text of the policy on the secret itself.
    """

    arn: str
    action: str
    key: str = ""
    problem: str = ""
    own_policy: str = ""

    @property
    def service(self) -> str:
        """The service that keeps it: `ssm` or `secretsmanager`."""
        return self.action.partition(":")[0]

    @property
    def may_deny(self) -> bool:
        """Whether the policy on the secret itself denies something to somebody."""
        return any(statement.get("Effect") == "Deny" for statement in _statements(self.own_policy))


def parameters(clients: RegionalClients, names: list[str]) -> dict[str, Secret | Refused]:
    """The parameters of one region that there are, by name; refused ones too.

    https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html
    """
    found: dict[str, Secret | Refused] = {}
    for batch in batches(names, _AT_ONCE):
        answer = asked(partial(_described, clients, list(batch)))
        if isinstance(answer, Refused):
            found |= dict.fromkeys(batch, answer)
        else:
            found |= {each["Name"]: _parameter(each) for each in answer}
    return found


def _described(clients: RegionalClients, names: list[str]) -> list[Mapping[str, Any]]:
    filters = [{"Key": "Name", "Option": "Equals", "Values": names}]
    return list(clients.pages("ssm", "describe_parameters", "Parameters", ParameterFilters=filters))


def _parameter(found: Mapping[str, Any]) -> Secret:
    key = found.get("KeyId", "") if found["Type"] == "SecureString" else ""
    return Secret(found.get("ARN", ""), READ_PARAMETER, _customers(key))


def secret(clients: RegionalClients, named: Named) -> Secret | Refused:
    """A secret of Secrets Manager.

    https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
    """
    client = clients("secretsmanager")
    found = asked(lambda: client.describe_secret(SecretId=named.names[0]))
    if isinstance(found, Refused):
        return found
    policy = asked(lambda: client.get_resource_policy(SecretId=found["ARN"]))
    if isinstance(policy, Refused):
        return policy
    return Secret(
        found["ARN"],
        READ_SECRET,
        _customers(found.get("KmsKeyId", "")),
        _problem(found, named),
        policy.get("ResourcePolicy", ""),
    )


def _problem(found: Mapping[str, Any], named: Named) -> str:
    if "DeletedDate" in found:
        return "it is to be deleted"
    versions = found.get("VersionIdsToStages", {})
    if named.version and named.version not in versions:
        return f"it has no version {named.version}"
    stage = named.stage or ("" if named.version else "AWSCURRENT")
    if stage and not any(stage in stages for stages in versions.values()):
        return f"it has no value, that is no version at the stage {stage}"
    return ""


def _customers(key: str) -> str:
    """The id of a key, but for the one of AWS, which everybody in the account may use."""
    return "" if "alias/aws/" in key else key


@dataclass(frozen=True)
class Key:
    """A key of KMS: its ARN, empty for one that AWS manages, its state, and the text of the policy on it."""

    arn: str
    state: str
    policy: str = ""

    @property
    def left_to_iam(self) -> bool:
        """Whether the key's policy leaves it to the policies of roles who may decrypt: as the default one does.

        https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#key-policy-default-allow-root-enable-iam
        """
        found = _statements(self.policy)
        account = self.arn.split(":")[4]
        return any(_enables_iam(each, account) for each in found) and all(
            each.get("Effect") == "Allow" for each in found
        )


def _enables_iam(statement: Mapping[str, Any], account: str) -> bool:
    principal, action = statement.get("Principal"), statement.get("Action")
    named = principal.get("AWS") if isinstance(principal, dict) else principal
    root = re.compile(rf"{account}|arn:[\w-]+:iam::{account}:root|\*")
    return (
        "Condition" not in statement
        and any(root.fullmatch(each) for each in _list(named))
        and any(each in ("*", "kms:*", DECRYPT) for each in _list(action))
    )


def _statements(policy: str) -> list[Mapping[str, Any]]:
    return _list(json.loads(policy)["Statement"]) if policy else []


def _list(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found]


def key(clients: RegionalClients, identity: str) -> Key | Refused:
    """The key with this id, ARN or alias.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html and API_GetKeyPolicy.html
    """
    client = clients("kms")
    found = asked(lambda: client.describe_key(KeyId=identity)["KeyMetadata"])
    if isinstance(found, Refused):
        return found
    state = found.get("KeyState", "")
    if found.get("KeyManager") == "AWS" or state != "Enabled":
        return Key("" if found.get("KeyManager") == "AWS" else found["Arn"], state)
    policy = asked(lambda: client.get_key_policy(KeyId=found["Arn"], PolicyName="default")["Policy"])
    return policy if isinstance(policy, Refused) else Key(found["Arn"], state, policy)
