"""What the execution role of a task must be allowed to do before its containers can start.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ...aws.ecr_images import REGISTRY
from ...aws.iam_patterns import ANYTHING, has_unknown
from ...hcl.values import Value
from ..ecs.containers import Container, containers_of
from ..ecs.ecs import TaskDefinition
from ..links import link
from ..resource import Resource
from ..seeds import unseeded
from .arns import Arns, partition_of

TOKEN: Final = "ecr:GetAuthorizationToken"
PULL: Final = ("ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage")
LOG: Final = ("logs:CreateLogStream", "logs:PutLogEvents")
READ_PARAMETER: Final = "ssm:GetParameters"
READ_SECRET: Final = "secretsmanager:GetSecretValue"

_KEYS: Final = {"aws_ssm_parameter": "key_id", "aws_secretsmanager_secret": "kms_key_id"}
_VERSION: Final = "aws_secretsmanager_secret_version"
_KEY_NAMES: Final = ("arn", "id", "key_id", "name", "target_key_arn", "target_key_id")
_SECRET_ARN_FIELDS: Final = 7
_WHOLE_SECRET_ARN: Final = re.compile(r"-[A-Za-z0-9]{6}$")


@dataclass(frozen=True)
class Need:
    """Actions that a container needs on a resource. `what` says it in words, `path` is what makes it necessary.

    Without actions nobody can tell what is needed; `certain` is false where it may be that nothing is.
    """

    container: Container
    path: str
    what: str
    actions: tuple[str, ...]
    target: str = ""
    certain: bool = True


def execution_needs(definition: TaskDefinition, arns: Arns) -> Iterator[Need]:
    """What the containers of a task definition need of its execution role."""
    for container in containers(definition):
        yield from _image(container, arns)
        yield from _secrets(container, arns)
        yield from _logs(container, arns)


def containers(definition: TaskDefinition) -> tuple[Container, ...]:
    """The containers of which something is known, without what an emulated account was given."""
    found = containers_of(unseeded(definition.plan, definition.resource)) or ()
    return tuple(container for container in found if not container.values.is_unknown)


def _image(container: Container, arns: Arns) -> Iterator[Need]:
    if container.image.is_null:
        return
    text = arns.text(container.image)
    found = REGISTRY.fullmatch(text)
    host, slash, _ = text.partition("/")
    if found is None and (not has_unknown(host) if slash or not has_unknown(text) else _is_hub(text)):
        return
    yield Need(container, "image", "to log in to ECR", (TOKEN,), "*", certain=found is not None)
    if found is None:
        yield Need(container, "image", "to pull the image", PULL, ANYTHING, certain=False)
        return
    account, region, rest = found.groups()
    name = _without_tag(rest)
    target = f"arn:{partition_of(region)}:ecr:{region}:{account}:repository/{name}"
    yield Need(container, "image", "to pull the image", PULL, target)


def _is_hub(text: str) -> bool:
    """Whether a name of an image without a registry goes on with a tag that is not known: `nginx:${var.tag}`."""
    return not has_unknown(text[0]) and ":" in text and not has_unknown(text.partition(":")[0])


def _without_tag(name: str) -> str:
    before, slash, last = name.partition("@")[0].rpartition("/")
    return before + slash + last.partition(":")[0]


def _secrets(container: Container, arns: Arns) -> Iterator[Need]:
    """The secrets that ECS reads for a container."""
    for path in ("secrets", "logConfiguration.secretOptions"):
        items = container.items(path)
        if items is None:
            yield Need(container, path, "to read its secrets", ())
            continue
        for item in items:
            value, label = item["valueFrom"], item["name"]
            if not value.is_null:
                name = f" {label.value}" if isinstance(label.value, str) else ""
                yield from _secret(container, f"{item.path}.valueFrom", value, f"the secret{name}", arns)
    credentials = "repositoryCredentials.credentialsParameter"
    value = container.at(credentials)
    if not value.is_null:
        yield from _secret(container, credentials, value, "the credentials of the registry", arns)


def _secret(container: Container, path: str, value: Value, what: str, arns: Arns) -> Iterator[Need]:
    text = arns.text(value)
    fields = text.split(":")
    named = not text.startswith("arn:")
    service = fields[2] if not named and len(fields) > 2 else ""
    if service == "secretsmanager":
        target = ":".join(fields[:_SECRET_ARN_FIELDS])
        if value.known and _WHOLE_SECRET_ARN.search(target) is None:
            target += f"-{arns.random_suffix(target)}"  # ECS takes an ARN without its end, IAM compares all of it
        yield Need(container, path, f"to read {what}", (READ_SECRET,), target)
    elif service == "ssm":
        yield Need(container, path, f"to read {what}", (READ_PARAMETER,), text)
    elif named and text and not has_unknown(text[0]):
        rest = f"parameter{'' if text.startswith('/') else '/'}{text}"
        target = arns.built(container.task_definition, "ssm", rest)
        yield Need(container, path, f"to read {what}", (READ_PARAMETER,), target)
    else:
        target = fields[0] if named else text
        yield Need(container, path, f"to read {what}", (READ_PARAMETER, READ_SECRET), target, certain=False)
    yield from _keys(container, path, value, what, arns)


def _keys(container: Container, path: str, value: Value, what: str, arns: Arns) -> Iterator[Need]:
    """The key of the customer that a parameter or secret of the plan is encrypted with."""
    plan = arns.plan
    for found in link(plan, value, *_KEYS, _VERSION, by=("arn", "id", "name", "secret_id"), behind=":").resources:
        if found.type == _VERSION:
            yield from _keys(container, path, unseeded(plan, found).at("secret_id"), what, arns)
            continue
        key = unseeded(plan, found).at(_KEYS[found.type])
        if found.mode == "managed" and found.is_set(_KEYS[found.type]) and not _is_managed_by_aws(key):
            target = _key_arn(key, found, arns)
            yield Need(container, path, f"to decrypt {what}", ("kms:Decrypt",), target)


def _is_managed_by_aws(key: Value) -> bool:
    return isinstance(key.value, str) and key.value.startswith("alias/aws/")


def _key_arn(key: Value, user: Resource, arns: Arns) -> str:
    for found in link(arns.plan, key, "aws_kms_key", "aws_kms_alias", by=_KEY_NAMES).resources:
        if found.type == "aws_kms_key":
            return arns.arn(unseeded(arns.plan, found))
        aliased = unseeded(arns.plan, found).at("target_key_id")
        follow = found.mode == "managed" and not aliased.is_null
        return _key_arn(aliased, found, arns) if follow else ANYTHING
    text = arns.text(key)
    if text.startswith("arn:") and ":alias/" not in text:
        return text
    return ANYTHING if "alias/" in text or has_unknown(text) else arns.built(user, "kms", f"key/{text}")


def _logs(container: Container, arns: Arns) -> Iterator[Need]:
    driver, group = container.at("logConfiguration.logDriver"), container.option("awslogs-group")
    if group.is_null or (driver.known and driver.value != "awslogs"):
        return
    create = container.option("awslogs-create-group")
    path = 'logConfiguration.options["awslogs-group"]'
    start = log_group_arn(container, arns)
    prefix, name = container.option("awslogs-stream-prefix"), container.name
    within = "" if prefix.is_null else f"{arns.text(prefix)}/{arns.text(name)}/"
    yield Need(container, path, "to write its log", LOG, f"{start}:log-stream:{within}{arns.task_id()}")
    if create.is_unknown or create.value in ("true", True):
        certain = create.known
        yield Need(container, path, "to make its log group", ("logs:CreateLogGroup",), f"{start}:log-stream:", certain)


def log_group_arn(container: Container, arns: Arns) -> str:
    """The ARN of the log group that the log driver writes to."""
    region = container.option("awslogs-region")
    rest = f"log-group:{arns.text(container.option('awslogs-group'))}"
    return arns.built(container.task_definition, "logs", rest, "" if region.is_null else arns.text(region))
