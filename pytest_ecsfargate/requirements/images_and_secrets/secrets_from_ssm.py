"""Every secret of a container comes from a parameter that Terraform knows, and every expected one is there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from ...declaration import requirement
from ...findings import Outcome, Severity, Verdict
from ...plan.ecs.containers import Container
from ...plan.ecs.ecs import Service, TaskDefinition
from ...plan.model import Plan
from ...plan.provenance import comes_from, sourceless
from ...plan.seeds import is_seeded_list

PLATFORM_NAMES = ("DATABASE_URL", "API_KEY", "JWT_SECRET")

# ECS takes a parameter's ARN, or its name where it is in the task's region.
SSM = (
    *(f"{mode}aws_ssm_parameter.*.{attribute}" for mode in ("data.", "") for attribute in ("arn", "name", "id")),
    "data.aws_ssm_parameters_by_path.*.arns",
    "data.aws_ssm_parameters_by_path.*.names",
)
SECRETS_MANAGER = (
    *(f"{mode}aws_secretsmanager_secret.*.{attribute}" for mode in ("data.", "") for attribute in ("arn", "id")),
    *(
        f"{mode}aws_secretsmanager_secret_version.*.{attribute}"
        for mode in ("data.", "")
        for attribute in ("arn", "secret_id")
    ),
    "aws_db_instance.*.master_user_secret",
    "aws_rds_cluster.*.master_user_secret",
)
# The key, stage and id of a version of a secret: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html
_BEHIND = ":"
_SEEDED = "which these are was read from an emulated account, which was only given some"
_PARAMETER = "the arn of an SSM parameter, by reference"
_SECRET = "the arn of an SSM parameter or a Secrets Manager secret, by reference"
_REGISTRY_SECRET = "the arn of a Secrets Manager secret, by reference"


@requirement(
    "ECSF202",
    "Every secret of a container comes from an SSM parameter that Terraform knows, and every expected one is there.",
    severity=Severity.HIGH,
    aws_doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-ssm-paramstore.html",
    remediation='Write secrets = [{ name = "<NAME>", valueFrom = data.aws_ssm_parameter.<name>.arn }].',
    looks_for="container with secrets",
)
def assert_secrets_from_ssm(
    plan: Plan,
    *,
    names: Collection[str] | None = PLATFORM_NAMES,
    secrets_manager: bool | None = False,
    allow_empty: bool = False,
) -> Iterator[Verdict]:
    """Every secret of a container comes from an SSM parameter that Terraform knows, and every expected one is there.

    `names` are the secrets that each service must have in one of its containers, None if nothing is agreed.
    With `secrets_manager=True` secrets of Secrets Manager will do too, as with None, which stands for no agreement.
    The credentials of a private registry (`repositoryCredentials`) are always in Secrets Manager: ECS takes them from
    nowhere else.

    Why:
        An ARN typed by hand names the account, region and environment where it was copied from. The plan cannot tell
        whether it exists; the task finds out when it does not start, or starts with another environment's database.

    Fails:
        resource "aws_ecs_task_definition" "web" {
          family = "web"
          container_definitions = jsonencode([{
            name  = "web"
            image = "web:1"
            secrets = [
              { name = "API_KEY", valueFrom = "arn:aws:ssm:eu-central-1:210987654321:parameter/dev/api_key" },
            ]
          }])
        }

    Passes:
        data "aws_ssm_parameter" "secret" {
          for_each = toset(["DATABASE_URL", "API_KEY", "JWT_SECRET"])
          name     = "/dev/ecs/${lower(each.key)}"
        }

        resource "aws_ecs_task_definition" "web" {
          family = "web"
          container_definitions = jsonencode([{
            name    = "web"
            image   = "web:1"
            secrets = [for name, secret in data.aws_ssm_parameter.secret : { name = name, valueFrom = secret.arn }]
          }])
        }

        resource "aws_ecs_service" "web" {
          name            = "web"
          task_definition = aws_ecs_task_definition.web.arn
        }

    References:
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-ssm-paramstore.html
        - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html

    """
    patterns, expected = (SSM, _PARAMETER) if secrets_manager is False else (SSM + SECRETS_MANAGER, _SECRET)
    for definition in plan.task_definitions():
        for verdict in _of_definition(definition, patterns, expected):
            yield replace(verdict, touches=definition.touches)
    for service in plan.services():
        yield from _reached(service, names or ())


def _of_definition(definition: TaskDefinition, patterns: tuple[str, ...], expected: str) -> Iterator[Verdict]:
    for path in definition.unknown_paths:
        yield definition.judge(path, None, expected)
    for container in definition.known_containers:
        for path in ("secrets", "logConfiguration.secretOptions"):
            yield from _listed(definition.plan, container, path, patterns, expected)
        credentials = "repositoryCredentials.credentialsParameter"
        if not container.at(credentials).is_null:
            yield _source(definition.plan, container, credentials, SECRETS_MANAGER, _REGISTRY_SECRET)


def _listed(plan: Plan, container: Container, path: str, patterns: tuple[str, ...], expected: str) -> Iterator[Verdict]:
    items = container.items(path)
    if items is None or is_seeded_list(plan, container.path(path), container.task_definition):
        yield container.judge(path, None, expected, note="" if items is None else _SEEDED)
        return
    for item in items:
        yield _source(plan, container, f"{item.path}.valueFrom", patterns, expected)


def _source(plan: Plan, container: Container, path: str, patterns: tuple[str, ...], expected: str) -> Verdict:
    value = container.at(path)
    if value.is_null:
        return container.judge(path, False, expected)
    holds, traces = comes_from(value, *patterns, behind=_BEHIND)
    note = sourceless(plan, value) if holds is None else ""
    verdict = replace(container.judge(path, holds, expected, note=note), provenance=holds is False, traces=traces)
    # What stands in the place of an ARN may be the secret itself.
    harmless = isinstance(value.value, str) and value.value.startswith(("arn:", "/"))
    return replace(verdict, secret=value.known and not harmless)


def _reached(service: Service, names: Collection[str]) -> Iterator[Verdict]:
    """Each expected secret is in some container of the service."""
    link = service.task_definition
    if names and link.set and not service.task_definitions:
        note = "" if link.undecided else "this task definition is not in the plan"
        yield service.judge("task_definition", None, f"a task definition with {', '.join(names)}", note=note)
    for definition in service.task_definitions if names else ():
        found = _names(definition)
        missing = [name for name in names if name not in found]
        holds = not missing or (None if None in found else False)
        yield _presence(definition, service, missing or list(names), holds)


def _names(definition: TaskDefinition) -> set[str | None]:
    """The names of all secrets of a task, None among them for what is not known."""
    found: set[str | None] = {None} if definition.unknown_paths else set()
    for container in definition.known_containers:
        items = container.items("secrets")
        if items is None or is_seeded_list(definition.plan, container.path("secrets"), container.task_definition):
            found.add(None)
            continue
        for item in items or ():
            found.add(str(item["name"].value) if item["name"].known else None)
    return found


def _presence(definition: TaskDefinition, service: Service, names: list[str], holds: bool | None) -> Verdict:
    containers = definition.containers or ()
    path = containers[0].path("secrets") if len(containers) == 1 else "container_definitions"
    written = definition.at(path)
    resource = definition.resource
    entries = ", ".join(f'{{ name = "{name}", valueFrom = … }}' for name in names).replace("…", "<parameter>.arn")
    return Verdict(
        Outcome.of(holds),
        definition.address,
        path,
        "secrets " + ", ".join(names),
        None if holds is not None else written,
        written.span or resource.span,
        resource.span,
        hint=f"Add {entries} to secrets.",
        touches=(service.address,),
    )
