"""Everything runs on Fargate, and the module has no EC2 capacity."""

from __future__ import annotations

from collections.abc import Iterator

from ...declaration import requirement
from ...findings import Severity, Verdict, compare
from ...hcl.values import null
from ...plan.ecs.ecs import Cluster, Service
from ...plan.existence import may_not_exist, one_exists
from ...plan.model import Plan
from ...plan.resource import Resource

FARGATE_PROVIDERS = ("FARGATE", "FARGATE_SPOT")
EC2_CAPACITY = (
    "aws_instance",
    "aws_launch_template",
    "aws_launch_configuration",
    "aws_autoscaling_group",
    "aws_ecs_capacity_provider",  # one of the module's own is over an Auto Scaling group
)
SPOT_CAPACITY = "aws_spot_"
PLACEMENT = ("placement_constraints", "ordered_placement_strategy")

_BY_STRATEGY = 'launch_type = "FARGATE", or a capacity provider strategy of FARGATE and FARGATE_SPOT'


@requirement(
    "ECSF101",
    "Every service and task definition runs on Fargate, and the module has no EC2 capacity.",
    severity=Severity.HIGH,
    aws_doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AWS_Fargate.html",
    remediation='Set launch_type = "FARGATE" on the services, and requires_compatibilities = ["FARGATE"] and '
    'network_mode = "awsvpc" on the task definitions; take out what brings EC2 instances.',
    looks_for="aws_ecs_service, aws_ecs_task_definition or EC2 capacity",
)
def assert_fargate_only(plan: Plan, *, allow_empty: bool = False) -> Iterator[Verdict]:
    """Every service and task definition runs on Fargate, and the module has no EC2 capacity.

    Why:
        On Fargate nobody patches, sizes or drains instances. A service with neither launch type nor strategy runs on
        EC2 unless its cluster says otherwise, so it waits for instances that do not exist.

    Fails:
        resource "aws_ecs_cluster" "main" {
          name = "shop"
        }

        resource "aws_ecs_service" "web" {
          name            = "web"
          cluster         = aws_ecs_cluster.main.id
          task_definition = "web:1"
          launch_type     = "EC2"
        }

    Passes:
        resource "aws_ecs_cluster" "main" {
          name = "shop"
        }

        resource "aws_ecs_service" "web" {
          name            = "web"
          cluster         = aws_ecs_cluster.main.id
          task_definition = "web:1"
          launch_type     = "FARGATE"
        }

    References:
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AWS_Fargate.html
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/launch_types.html
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html

    """
    for definition in plan.task_definitions():
        yield definition.expect("requires_compatibilities", ["FARGATE"], default=None)
        yield definition.expect("network_mode", "awsvpc", default=None)
    for service in plan.services():
        if not _left_to_task_sets(service):
            yield _launch(service)
        yield from _ec2_settings(service.resource)
    for resource in plan.managed():
        if resource.type in EC2_CAPACITY or resource.type.startswith(SPOT_CAPACITY):
            yield _ec2_capacity(resource)


def _left_to_task_sets(service: Service) -> bool:
    """Whether an external deployment controller runs the service, so that each task set says what it runs on."""
    controller = service.at("deployment_controller[0].type")
    return controller.known and controller.value == "EXTERNAL"


def _launch(service: Service) -> Verdict:
    """What the service runs on: by its launch type, else by its strategy, else by its cluster's."""
    if service.is_set("launch_type"):
        return service.expect("launch_type", "FARGATE")
    if service.is_set("capacity_provider_strategy") and service.at("capacity_provider_strategy").data != ():
        return _strategy(service.resource, "capacity_provider_strategy", service)
    return _by_cluster(service)


def _strategy(resource: Resource, blocks: str, service: Service) -> Verdict:
    """Whether a strategy names Fargate's own capacity providers and no others."""
    items = resource.at(blocks).data
    if not isinstance(items, tuple):
        return service.judge(blocks, None, _BY_STRATEGY)
    paths = [f"{blocks}[{index}].capacity_provider" for index in range(len(items))]
    answers = {path: _is_fargate(resource, path) for path in paths}
    worst = next((path for path in paths if answers[path] is False), None)
    worst = worst or next((path for path in paths if answers[path] is None), paths[0])
    if resource is service.resource:
        return service.judge(worst, answers[worst], "FARGATE or FARGATE_SPOT")
    verdict = resource.judge(worst, answers[worst], "FARGATE or FARGATE_SPOT")
    # A default strategy is the cluster's; the service has it only because it says nothing itself.
    holds, note = answers[worst], _default_of(resource)
    clusters = service.cluster.resources if service.cluster.referenced else ()
    if holds and not one_exists([resource], service.resource, *clusters):
        holds, note = None, may_not_exist([resource])
    return service.judge("launch_type", holds, _BY_STRATEGY, actual=verdict.actual, note=note)


def _default_of(resource: Resource) -> str:
    return f"by the default strategy of {resource.address}"


def _is_fargate(resource: Resource, path: str) -> bool | None:
    provider = resource.at(path)
    if not provider.known:
        # The name of a capacity provider of the plan is not known before apply, but it is no Fargate one.
        return False if provider.comes_from("aws_ecs_capacity_provider") else None
    return provider.value in FARGATE_PROVIDERS


def _by_cluster(service: Service) -> Verdict:
    """A service that says nothing runs by its cluster's default strategy, or on EC2 where that has none."""
    link = service.cluster
    for resource in link.resources:
        if resource.mode == "managed":
            return _by_default_strategy(service, Cluster(service.plan, resource))
    if not service.is_set("cluster"):
        note = "no launch type, strategy or cluster: AWS takes EC2, unless its cluster `default` has a strategy"
        return service.judge("launch_type", None, _BY_STRATEGY, note=note, actual=null())
    note = "neither launch type nor strategy, and the cluster's default strategy is not in the plan"
    return service.judge("launch_type", None, _BY_STRATEGY, note=note, actual=None if link.undecided else link.value)


def _by_default_strategy(service: Service, cluster: Cluster) -> Verdict:
    default = cluster.default_strategy
    if default is not None:
        resource, blocks = default
        return _strategy(resource, blocks, service)
    holds = None if cluster.may_have_more else False
    note = f"neither launch type nor strategy, and {cluster.address} has no default strategy: AWS takes EC2"
    return service.judge("launch_type", holds, _BY_STRATEGY, note=note)


def _ec2_settings(service: Resource) -> Iterator[Verdict]:
    """What only EC2 tasks may have: placement, and one task per instance.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
    """
    for name in PLACEMENT:
        value = service.at(name)
        if service.is_set(name) and value.data != ():
            path = name if value.is_unknown else f"{name}[0]"
            yield service.judge(path, None if value.is_unknown else False, "no placement: Fargate has no instances")
    if service.is_set("scheduling_strategy"):
        strategy = service.at("scheduling_strategy")
        wrong = compare(strategy, "DAEMON")
        yield service.judge("scheduling_strategy", None if wrong is None else not wrong, "REPLICA")


def _ec2_capacity(resource: Resource) -> Verdict:
    hint = f"Take {resource.type} out of the module: Fargate tasks need no instances."
    return resource.judge_block(False, "no EC2 capacity", hint=hint)
