"""Load balancer, target group, service and container fit together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from ...declaration import requirement
from ...findings import Outcome, Severity, Verdict, compare
from ...plan.ecs.containers import Container, Item
from ...plan.ecs.ecs import Service
from ...plan.ecs.load_balancer_uses import LoadBalancerUse, served_target_groups
from ...plan.ecs.load_balancing import TRANSPORT, Attachments, TargetGroup, attachments, listeners_of
from ...plan.ecs.views import Unresolved
from ...plan.existence import may_not_exist
from ...plan.model import Plan

# The protocols of listeners that may forward to a target group, by its protocol.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html
LISTENING = {
    "HTTP": ("HTTP", "HTTPS"),
    "HTTPS": ("HTTP", "HTTPS"),
    "TCP": ("TCP", "TLS"),
    "TLS": ("TLS",),
    "UDP": ("UDP",),
    "TCP_UDP": ("TCP_UDP",),
}


@requirement(
    "ECSF411",
    "Listener, target group, service and container of a load-balanced service fit together.",
    severity=Severity.HIGH,
    aws_doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html",
    remediation='Name a container and a port of the service\'s own task definition, and set target_type = "ip".',
    looks_for="aws_ecs_service with a load_balancer block",
)
def assert_load_balancer_wiring(plan: Plan, *, allow_empty: bool = False) -> Iterator[Verdict]:
    """Listener, target group, service and container of a load-balanced service fit together.

    The service's `container_name` and `container_port` are a container of its task definition and one of its
    `portMappings`, whose `hostPort` is absent or the same. The target group is of type `ip`, its protocol is one that
    the port and the listener speak, and something forwards to it.

    Why:
        Terraform plans any of it. AWS refuses the service at apply, or its tasks start, are never healthy, and are
        stopped again, for ever.

    Fails:
        resource "aws_lb_target_group" "web" {
          name        = "web"
          port        = 80
          protocol    = "HTTP"
          target_type = "ip"
          vpc_id      = "vpc-1"
        }

        resource "aws_lb_listener" "http" {
          load_balancer_arn = "arn:aws:elasticloadbalancing:eu-central-1:210987654321:loadbalancer/app/shop/0"
          protocol          = "HTTP"

          default_action {
            type             = "forward"
            target_group_arn = aws_lb_target_group.web.arn
          }
        }

        resource "aws_ecs_task_definition" "web" {
          family = "web"
          container_definitions = jsonencode([{
            name         = "app"
            image        = "app:1"
            portMappings = [{ containerPort = 8080 }]
          }])
        }

        resource "aws_ecs_service" "web" {
          name            = "web"
          task_definition = aws_ecs_task_definition.web.arn

          load_balancer {
            target_group_arn = aws_lb_target_group.web.arn
            container_name   = "web"
            container_port   = 8080
          }
        }

    Passes:
        resource "aws_lb_target_group" "web" {
          name        = "web"
          port        = 80
          protocol    = "HTTP"
          target_type = "ip"
          vpc_id      = "vpc-1"
        }

        resource "aws_lb_listener" "http" {
          load_balancer_arn = "arn:aws:elasticloadbalancing:eu-central-1:210987654321:loadbalancer/app/shop/0"
          protocol          = "HTTP"

          default_action {
            type             = "forward"
            target_group_arn = aws_lb_target_group.web.arn
          }
        }

        resource "aws_ecs_task_definition" "web" {
          family = "web"
          container_definitions = jsonencode([{
            name         = "app"
            image        = "app:1"
            portMappings = [{ containerPort = 8080 }]
          }])
        }

        resource "aws_ecs_service" "web" {
          name            = "web"
          task_definition = aws_ecs_task_definition.web.arn

          load_balancer {
            target_group_arn = aws_lb_target_group.web.arn
            container_name   = "app"
            container_port   = 8080
          }
        }

    References:
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html
        - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html
        - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html

    """
    for service in plan.services():
        for use in service.load_balancer_blocks:
            yield from _container(service, use)
    served = served_target_groups(plan)
    for group in plan.service_target_groups():
        if isinstance(group, Unresolved):
            yield group.verdict()
        else:
            yield group.expect("target_type", "ip", default="instance")
            yield from _forwarded(group, served=group.address in served)


def _container(service: Service, use: LoadBalancerUse) -> Iterator[Verdict]:
    """The container and the port that a `load_balancer` block names."""
    path = f"{use.path}.container_name"
    if not service.task_definitions:
        note = "its task definition is not in the plan, or cannot be told"
        yield service.judge(path, None, "a container of the task definition", note=note)
        return
    for definition in service.task_definitions:
        names = ", ".join(container.label for container in definition.known_containers)
        expected = f"a container of {definition.address}" + (f": {names}" if names else "")
        found = use.container_of(definition)
        if isinstance(found, Container):
            yield service.judge(path, True, expected)
            yield from _port(service, use, found)
        else:
            note = f"{definition.address} may have it: not all of its containers are known" if found is None else ""
            verdict = service.judge(path, found, expected, note=note if service.at(path).known else "")
            one = not service.task_definition.one_of_several
            yield verdict if one else verdict.unless_known("which of several task definitions it runs is not known")


def _port(service: Service, use: LoadBalancerUse, container: Container) -> Iterator[Verdict]:
    path, mappings = f"{use.path}.container_port", container.items("portMappings")
    if mappings is None:
        yield service.judge(path, None, f"a port of container {container.label}")
        return
    ports = ", ".join(str(item["containerPort"].value) for item in mappings if item["containerPort"].known) or "none"
    expected = f"a containerPort of container {container.label}: {ports}"
    fitting = use.mappings_of(container)
    if not isinstance(fitting, list):
        yield service.judge(path, fitting, expected)
        return
    yield service.judge(path, True, expected)
    for mapping in fitting:
        host = mapping["hostPort"]
        if not host.is_null:
            holds = compare(host, mapping["containerPort"].value)
            expected = "absent, or the containerPort: awsvpc maps no ports"
            yield container.judge(f"{mapping.path}.hostPort", holds, expected)
    for group in use.target_groups:
        protocol = group.at("protocol")
        spoken = TRANSPORT.get(str(protocol.value)) if protocol.known else None
        if spoken is not None:
            wanted = f"{' or '.join(spoken)}, for target group {group.address}"
            answers = {mapping.path: _speaks(mapping, spoken) for mapping in fitting}
            # One port may be mapped for both protocols: one mapping that fits will do.
            at = min(answers, key=lambda each: (True, None, False).index(answers[each]))
            yield container.judge(f"{at}.protocol", answers[at], wanted)


def _speaks(mapping: Item, spoken: tuple[str, ...]) -> bool | None:
    transport = mapping["protocol"]
    return (transport.value or "tcp") in spoken if transport.known else None


def _forwarded(group: TargetGroup, *, served: bool) -> Iterator[Verdict]:
    """Something forwards to the group, from a listener of a protocol that goes with the group's.

    To a group that is only the other half of a blue/green deployment ECS lets the listener forward.
    """
    plan, found = group.plan, attachments(group.plan, group.resource)
    if found.resources or served:
        yield _attached(group, found)
    allowed = _listening(group)
    for listener in chain.from_iterable(listeners_of(plan, each) for each in found.resources):
        speaks = listener.at("protocol")
        if allowed is not None and listener.is_set("protocol"):
            expected = f"{' or '.join(allowed)}, for target group {group.address}"
            yield listener.judge("protocol", speaks.value in allowed if speaks.known else None, expected)


def _attached(group: TargetGroup, found: Attachments) -> Verdict:
    looked_up = group.resource.mode == "data"
    balancers = group.at("load_balancer_arns").data if looked_up else ()
    undecided = found.undecided or looked_up or not group.plan.complete
    holds = True if isinstance(balancers, tuple) and balancers else found.exist
    note = may_not_exist(found.resources) if holds is None else ""
    if holds is False and undecided:
        holds = None
        note = "whether something outside of the plan does, or a listener that is not known yet, cannot be told"
    elif holds is False:
        note = "no listener and no listener rule forwards to it"
    hint = "Forward to it in the default_action of a listener, or in a listener rule."
    span = group.resource.span
    expected = "a listener or a listener rule that forwards to it"
    outcome = Outcome.of(holds)
    return Verdict(
        outcome, group.address, "", expected, span=span, block=span, hint=hint, note=note, touches=group.touches
    )


def _listening(group: TargetGroup) -> tuple[str, ...] | None:
    """The protocols of listeners that may forward to a group; None where they are not known."""
    version, protocol = group.at("protocol_version"), group.at("protocol")
    if group.is_set("protocol_version") and version.known and version.value == "GRPC":
        # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
        return ("HTTPS",)
    return LISTENING.get(str(protocol.value)) if protocol.known else None
