"""No secret stands in the clear: not in a container's definition, not in a variable, not in a resource."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ...aws.secret_names import names_secret, secret_kind
from ...declaration import requirement
from ...findings import Outcome, Severity, Verdict
from ...plan.ecs.containers import Container, Item
from ...plan.ecs.ecs import TaskDefinition
from ...plan.model import Plan
from ...plan.secrets.clear_pieces import named_literals
from ...plan.secrets.clear_providers import exposed_settings
from ...plan.secrets.clear_text import exposed_arguments, where_it_stands
from ...plan.secrets.clear_variables import exposed_variables
from ...plan.secrets.secrecy import FLOWS, Secrecy, known_text

_EXPECTED = "no secret in the clear"
_OPTION = re.compile(r"(?:^|\s)(?:--?|export\s+)?([A-Za-z_][\w.-]*)[= ](\S+)")
_MAPS = ("logConfiguration.options", "dockerLabels")
_LISTS = ("command", "entryPoint", "healthCheck.command")


@requirement(
    "ECSF203",
    "No secret stands in the clear.",
    severity=Severity.CRITICAL,
    aws_doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html",
    remediation="Keep the value in an SSM parameter, and let the container read it by secrets with valueFrom.",
    looks_for="container, sensitive variable or secret argument",
)
def assert_no_plaintext_secrets(plan: Plan, *, allow_empty: bool = False) -> Iterator[Verdict]:
    """No secret stands in the clear.

    Looked at are containers, variables, and the arguments of resources and providers. A value is a secret because
    Terraform's mark says so, because it comes from where secrets are kept, because its name says so, or because it
    looks like one. The text of a failure never shows it.

    Why:
        Whatever stands in a container's environment can be read by everybody who may describe the task definition, in
        the console, in logs and in Terraform's state; a password in the source is in every clone for ever.

    Fails:
        resource "aws_ecs_task_definition" "web" {
          family = "web"
          container_definitions = jsonencode([{
            name        = "web"
            image       = "web:1"
            environment = [{ name = "DB_PASSWORD", value = "correct-horse-7" }]
          }])
        }

    Passes:
        data "aws_ssm_parameter" "db_password" {
          name = "/dev/db_password"
        }

        resource "aws_ecs_task_definition" "web" {
          family = "web"
          container_definitions = jsonencode([{
            name        = "web"
            image       = "web:1"
            environment = [{ name = "DB_PASSWORD_PARAM", value = "/dev/db_password" }]
            secrets     = [{ name = "DB_PASSWORD", valueFrom = data.aws_ssm_parameter.db_password.arn }]
          }])
        }

    References:
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
        - https://developer.hashicorp.com/terraform/language/manage-sensitive-data
        - trivy AWS-0036, Security Hub ECS.8

    """
    secrecy = Secrecy(plan)
    in_variables = list(exposed_variables(secrecy))
    told = {verdict.address for verdict in in_variables}
    for definition in plan.task_definitions():
        for verdict in _of_definition(secrecy, definition):
            if verdict.address not in told:
                yield replace(verdict, touches=(*verdict.touches, *definition.touches))
    yield from in_variables
    for verdict in (*exposed_arguments(secrecy), *exposed_settings(secrecy)):
        if verdict.address not in told:
            yield verdict


def _of_definition(secrecy: Secrecy, definition: TaskDefinition) -> Iterator[Verdict]:
    for path in definition.unknown_paths:
        yield definition.judge(path, None, _EXPECTED)
    for container in definition.known_containers:
        found = [*_named(secrecy, container), *_words(secrecy, container)]
        yield from found
        if not any(verdict.outcome is Outcome.NOT_MET for verdict in found):
            verdict = container.judge("environment", True, _EXPECTED)
            yield replace(verdict, secret=True)


def _named(secrecy: Secrecy, container: Container) -> Iterator[Verdict]:
    """The environment, and the maps of names to values, where only what is a secret itself is out of place."""
    items = container.items("environment")
    if items is None:
        found = [(name, secret_kind(name, text)) for name, text in named_literals(container.environment)]
        exposed = [f"{name} is {kind}" for name, kind in found if kind is not None]
        yield from (_verdict(container, "environment", note) for note in exposed)
        if not exposed:
            yield replace(container.judge("environment", None, _EXPECTED), secret=True)
    for item in items or ():
        name = str(item["name"].value) if item["name"].known else ""
        kind = secrecy.exposure(name, item["value"], marks=not container.values.sensitive)
        yield from _exposed(secrecy, container, f"{item.path}.value", name, kind)
    for path in _MAPS:
        for entry in container.entries(path) or ():
            name = entry.path.removeprefix(path).strip('."[]')
            yield from _exposed(secrecy, container, entry.path, name, secrecy.secret_itself(name, entry.value))


def _exposed(secrecy: Secrecy, container: Container, path: str, name: str, kind: str | None) -> Iterator[Verdict]:
    if kind is not None:
        verdict = _verdict(container, path, f"{name} is {kind}" if name else kind, name)
        # A secret that flows into the definition is wrong there, whatever it was before.
        yield verdict if kind in FLOWS else where_it_stands(secrecy, verdict)


def _verdict(container: Container, path: str, note: str, name: str = "") -> Verdict:
    what = f"{name} from environment" if name and path.startswith("environment") else "the value"
    hint = f"Move {what} to secrets, with valueFrom = the arn of an SSM parameter."
    return replace(container.judge(path, False, _EXPECTED, hint=hint, note=note), secret=True)


def _words(secrecy: Secrecy, container: Container) -> Iterator[Verdict]:
    """The words of commands: `--password=x`, `--password x`, `PASSWORD=x`, and what looks like a secret by itself."""
    for path in _LISTS:
        option = ""
        for item in container.items(path) or ():
            kind = secrecy.exposure(option, item.value, marks=not container.values.sensitive) or _in_word(item)
            if kind is not None:
                yield _verdict(container, item.path, kind)
            text = known_text(item.value) or ""
            option = text.lstrip("-") if text.startswith("-") and names_secret(text) else ""


def _in_word(item: Item) -> str | None:
    for found in _OPTION.finditer((known_text(item.value) or "")[:20_000]):
        kind = secret_kind(found[1], found[2])
        if kind is not None:
            return f"{found[1]} is {kind}"
    return None
