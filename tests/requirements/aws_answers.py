"""A deployment whose AWS gives recorded answers: by boto3's own clients, which never leave this machine.

Answers have the shape of the API reference, and are held against it: what AWS could not say is no answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from textwrap import dedent
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.loaders import create_loader
from botocore.session import Session
from botocore.validate import ParamValidator

from pytest_ecsfargate import Deployment, Plan, plan_module
from pytest_ecsfargate.hcl.values import Value, from_python
from pytest_ecsfargate.live.clients import AccountClients

Answer = Mapping[str, Any] | Callable[[dict[str, Any]], Mapping[str, Any]]
"""An answer of an operation, or what gives one for the arguments; `{"Error": {"Code": …}}` is an error."""

# The descriptions of the services, read once for all tests.
_LOADER = create_loader()

REGION = "eu-central-1"
ACCOUNT = "210987654321"
GROUP_ARN = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:targetgroup/web/0a1b2c3d"

PLATFORM = """
resource "aws_ecs_cluster" "shop" {
  name = "shop"
}

resource "aws_lb_target_group" "web" {
  name = "web"
}

resource "aws_cloudwatch_log_group" "web" {
  name = "/ecs/web"
}

resource "aws_ecs_task_definition" "web" {
  family             = "web"
  execution_role_arn = "arn:aws:iam::210987654321:role/web-execution"
  container_definitions = jsonencode([{
    name    = "web"
    image   = "210987654321.dkr.ecr.eu-central-1.amazonaws.com/web:1"
    secrets = [{ name = "DB_PASSWORD", valueFrom = "/shop/db_password" }]
  }])
}

resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = "shop"
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = 1

  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 8080
  }
}
"""
"""A service with all that there is to ask of one that runs."""


def new_session(region: str | None = None) -> boto3.Session:
    """A session with credentials that are nobody's."""
    botocore = Session()
    botocore.register_component("data_loader", _LOADER)
    return boto3.Session("AKIAEXAMPLE", "secret", region_name=region or REGION, botocore_session=botocore)


@dataclass
class RecordedAws:
    """An account that gives recorded answers; `asked` are the questions, as operation and arguments."""

    answers: Mapping[str, Answer]
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    kind: str = "ambient"
    region: str = REGION

    def session(self, region: str | None = None) -> Any:
        """A session whose clients give the answers."""
        session = new_session(region)
        events: Any = session.events
        events.register_first("provide-client-params.*", self._remember)
        events.register_first("before-call.*", self._answer)
        return session

    def questions(self, operation: str) -> list[dict[str, Any]]:
        """The arguments of all questions of one operation."""
        return [arguments for name, arguments in self.asked if name == operation]

    def _remember(self, params: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        context["asked"] = dict(params)

    def _answer(self, model: Any, context: dict[str, Any], **_: Any) -> tuple[AWSResponse, dict[str, Any]]:
        service = model.service_model.endpoint_prefix
        service = {"elasticloadbalancing": "elbv2", "api.ecr": "ecr"}.get(service, service)
        operation = f"{service}:{model.name}"
        self.asked.append((operation, {**context["asked"], "region": context["client_region"]}))
        assert operation in self.answers, f"no answer for {operation}({context['asked']})"
        answer = self.answers[operation]
        given = dict(answer(context["asked"]) if callable(answer) else answer)
        if "Error" in given:
            return AWSResponse("", 400, HTTPHeaders(), None), given
        problems = ParamValidator().validate(given, model.output_shape)
        assert not problems.has_errors(), f"{operation}: {problems.generate_report()}"
        return AWSResponse("", 200, HTTPHeaders(), None), _typed(given, model.output_shape)


def _typed(data: Any, shape: Any) -> Any:
    """Recorded data as boto3 gives it: times are datetimes."""
    if shape.type_name == "structure":
        return {name: _typed(item, shape.members[name]) for name, item in data.items()}
    if shape.type_name == "list":
        return [_typed(item, shape.member) for item in data]
    if shape.type_name == "timestamp" and isinstance(data, str):
        return datetime.fromisoformat(data)
    return data


def deployment(
    folder: Path, answers: Mapping[str, Answer], source: str = PLATFORM, *, emulated: bool = False
) -> tuple[Deployment, RecordedAws]:
    """A module as if it were deployed: its source's values, with the ARNs that AWS gave, and an AWS that answers."""
    (folder / "main.tf").write_text(dedent(source), encoding="utf-8")
    plan = replace(with_arns(plan_module(folder)), engine="live", complete=True)
    aws = RecordedAws(answers, kind="emulated" if emulated else "ambient")
    made = Deployment(
        **{each.name: getattr(plan, each.name) for each in fields(Plan)},
        clients=AccountClients(aws),  # type: ignore[arg-type]
    )
    return made, aws


def with_arns(plan: Plan) -> Plan:
    """The plan with ARNs for target groups, which only AWS can say."""
    resources = dict(plan.resources)
    for group in plan.managed("aws_lb_target_group"):
        assert isinstance(group.values.data, dict)
        arn = from_python(GROUP_ARN.replace("/web/", f"/{group.at('name').value}/"))
        resources[group.address] = group.with_values(
            Value({**group.values.data, "arn": arn}, None, group.values.origin)
        )
    return replace(plan, resources=resources)


def service(**told: Any) -> dict[str, Any]:
    """DescribeServices of the one service, steady unless it is told otherwise."""
    steady = {
        "serviceArn": f"arn:aws:ecs:{REGION}:{ACCOUNT}:service/shop/web",
        "serviceName": "web",
        "clusterArn": f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/shop",
        "status": "ACTIVE",
        "desiredCount": 1,
        "runningCount": 1,
        "pendingCount": 0,
        "loadBalancers": [{"targetGroupArn": GROUP_ARN, "containerName": "web", "containerPort": 8080}],
        "deployments": [{"status": "PRIMARY", "rolloutState": "COMPLETED"}],
        "events": [],
    }
    return {"services": [{**steady, **told}]}


def error(code: str) -> dict[str, Any]:
    """An answer that is an error."""
    return {"Error": {"Code": code, "Message": "no"}}


REFUSED = error("AccessDeniedException")
