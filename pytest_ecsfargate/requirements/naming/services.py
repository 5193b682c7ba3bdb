"""Exactly the expected services are deployed, each with what is its own."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ...declaration import requirement
from ...findings import Outcome, Severity, Verdict
from ...plan.ecs.ecs import Service
from ...plan.ecs.load_balancer_uses import served_target_groups
from ...plan.ecs.load_balancing import LISTENER_RULES, Attachments, TargetGroup, attachments
from ...plan.ecs.service_names import Roster, missing_services, other_services, roster
from ...plan.existence import may_not_exist, one_exists
from ...plan.model import Plan
from ...plan.resource import Resource

PLATFORM_SERVICES = ("web", "api", "worker")

# Servers, databases and other ways to run code, none of which a platform of Fargate services is made of.
UNRELATED = (
    "aws_instance",
    "aws_launch_",
    "aws_autoscaling_group",
    "aws_spot_",
    "aws_db_",
    "aws_rds_",
    "aws_docdb",
    "aws_neptune_",
    "aws_redshift",
    "aws_dynamodb_",
    "aws_elasticache_",
    "aws_memorydb_",
    "aws_opensearch",
    "aws_elasticsearch_",
    "aws_msk_",
    "aws_mq_",
    "aws_lambda_function",
    "aws_eks_",
    "aws_batch_",
    "aws_emr",
    "aws_elastic_beanstalk_",
    "aws_apprunner_",
    "aws_lightsail_",
)


@requirement(
    "ECSF704",
    "Exactly the expected services are deployed, each with its own task definition, target group and rule.",
    severity=Severity.HIGH,
    aws_doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html",
    remediation="Deploy each expected service, with a task definition and a target group of its own.",
    looks_for="aws_ecs_service",
)
def assert_services(
    plan: Plan,
    *,
    expected: Collection[str] | None = PLATFORM_SERVICES,
    only: bool = False,
    allow_empty: bool = False,
) -> Iterator[Verdict]:
    """Exactly the expected services are deployed, each with its own task definition, target group and rule.

    `expected` are the names of the services. A service is known by its instance key, or that of the module call around
    it, else by the word in its name: `dev-web-pr7` is "web". The default action of a listener is as good as a rule.
    With `expected=None` nothing is agreed on which services there are. `only=True` also reports servers, databases and
    whatever else is no part of such a platform.

    Why:
        A module that was written for another job plans without a fault. Two services that share a task definition or
        a target group get each other's deployments, and each other's requests.

    Fails:
        resource "aws_ecs_cluster" "main" {
          name = "shop"
        }

        resource "aws_ecs_task_definition" "shared" {
          family                = "shared"
          container_definitions = jsonencode([{ name = "app", image = "app:1" }])
        }

        resource "aws_ecs_service" "service" {
          for_each = toset(["web", "api", "worker"])

          name            = each.key
          cluster         = aws_ecs_cluster.main.id
          task_definition = aws_ecs_task_definition.shared.arn
        }

    Passes:
        resource "aws_ecs_cluster" "main" {
          name = "shop"
        }

        resource "aws_ecs_task_definition" "service" {
          for_each = toset(["web", "api", "worker"])

          family                = each.key
          container_definitions = jsonencode([{ name = each.key, image = "${each.key}:1" }])
        }

        resource "aws_ecs_service" "service" {
          for_each = aws_ecs_task_definition.service

          name            = each.key
          cluster         = aws_ecs_cluster.main.id
          task_definition = aws_ecs_task_definition.service[each.key].arn
        }

    References:
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html

    """
    if expected is not None:
        found = roster(plan, expected)
        yield from _listed(plan, found)
    for service in plan.services():
        if service.resource.type == "aws_ecs_service":
            yield from _own_task_definition(service)
    yield from _own_target_groups(plan)
    if only:
        yield from _unrelated(plan)


def _listed(plan: Plan, found: Roster) -> Iterator[Verdict]:
    for services in found.by_name.values():
        for service in services:
            yield service.judge("name", True, "an expected service")
    if plan.services() or not found.by_name:
        yield from missing_services(plan, found)
        yield from other_services(found)
        return
    names = ", ".join(found.by_name)
    made = ", ".join(dict.fromkeys(resource.type for resource in plan.managed())) or "nothing"
    note = f"the module deploys none of them: it makes {made}"
    yield Verdict(Outcome.of(False if plan.complete else None), ".", expected=f"the services {names}", note=note)


def _own_task_definition(service: Service) -> Iterator[Verdict]:
    path, expected = "task_definition", "a task definition of its own"
    for definition in service.task_definitions:
        others = [each for each in definition.services if each.of_service != service.address]
        note = f"{definition.address} is also that of {', '.join(each.address for each in others)}" if others else ""
        verdict = service.judge(path, not others, expected, note=note)
        shared = [each.resource for each in others]
        sure = one_exists(shared, service.resource) is not None
        yield verdict if sure else verdict.unless_known(may_not_exist(shared))
    if not service.task_definitions and service.is_set(path):
        undecided = service.task_definition.undecided
        note = "which one it is cannot be told" if undecided else "this task definition is not in the plan"
        yield service.judge(path, None, expected, note=note)


def _own_target_groups(plan: Plan) -> Iterator[Verdict]:
    """Every target group, and every listener rule, sends requests to one service; something forwards to each group."""
    of_service = {service.address: service.of_service for service in plan.services()}
    own = served_target_groups(plan)
    users: dict[str, dict[str, None]] = {}
    for group in plan.service_target_groups():
        if isinstance(group, TargetGroup):
            services = tuple(dict.fromkeys(of_service[address] for address in group.services))
            yield _for_one(plan, group.resource, services, "register with it")
            found = attachments(plan, group.resource)
            if group.resource.mode == "managed" and group.address in own:
                yield _forwarded(plan, group, found)
            for rule in found.resources:
                users.setdefault(rule.address, {}).update(dict.fromkeys(services))
    for address, served in users.items():
        if plan[address].type in LISTENER_RULES:
            yield _for_one(plan, plan[address], tuple(served), "get requests by it")


def _forwarded(plan: Plan, group: TargetGroup, found: Attachments) -> Verdict:
    """Whether requests get to a target group of the plan: a listener's default action is as good as a rule."""
    holds = found.exist
    note = may_not_exist(found.resources) if holds is None else ""
    if holds is False:
        outputs = [name for name, value in plan.outputs.items() if group.resource in plan.referenced_by(value)]
        note = "no listener and no listener rule of the module forwards to it"
        if outputs:
            note += f"; one that is made elsewhere may, by output.{outputs[0]}"
        holds = None if outputs or found.undecided or not plan.complete else False
    return group.resource.judge_block(holds, "a listener rule of its own", note=note, touches=group.services)


def _for_one(plan: Plan, resource: Resource, services: tuple[str, ...], what: str) -> Verdict:
    holds = len(services) == 1
    note = "" if holds else f"{', '.join(services)} {what}"
    verdict = resource.judge_block(holds, "one service only", note=note, touches=services)
    unsure = [plan[each] for each in services if not one_exists([plan[each]], resource)]
    return verdict if len(services) - len(unsure) > 1 else verdict.unless_known(may_not_exist(unsure))


def _unrelated(plan: Plan) -> Iterator[Verdict]:
    for resource in plan.managed():
        if resource.type.startswith(UNRELATED):
            hint = f"Move {resource.type} to a module of its own."
            yield resource.judge_block(False, "nothing but the services and what they need", hint=hint)
