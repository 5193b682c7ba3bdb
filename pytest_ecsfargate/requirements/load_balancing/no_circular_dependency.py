"""A target group and the service behind it can be replaced without a deadlock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ...declaration import requirement
from ...findings import Outcome, Severity, Verdict
from ...hcl.values import Value, from_python
from ...plan.ecs.ecs import Service
from ...plan.ecs.load_balancing import TargetGroup, attachments
from ...plan.ecs.views import Unresolved
from ...plan.existence import may_not_exist, one_exists
from ...plan.graph import DependencyGraph
from ...plan.model import Plan
from ...plan.resource import Resource

CREATE_FIRST = "lifecycle.create_before_destroy"
_MODULE = re.compile(r"module\.[^.\[]+(?:\[[^\]]*\])?")
_RANDOM = re.compile(r"(?:^|\.)random_\w+\.|^(?:timestamp|plantimestamp|uuid|bcrypt)\(")


@requirement(
    "ECSF402",
    "A target group and its service can be made and replaced without waiting for each other for ever.",
    severity=Severity.HIGH,
    aws_doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html",
    remediation="Set create_before_destroy = true on the target group, and let the service depend on the listener or "
    "listener rule that forwards to it.",
    looks_for="aws_ecs_service with a load_balancer block",
)
def assert_no_circular_dependency(
    plan: Plan, *, strict_names: bool = False, allow_empty: bool = False
) -> Iterator[Verdict]:
    """A target group and its service can be made and replaced without waiting for each other for ever.

    With `strict_names=True` a fixed name of a target group is a failure: two of that name cannot stand side by side.

    Why:
        ECS refuses a service whose target group no listener forwards to yet, so the service must wait for the listener
        or the listener rule, not only for the target group. And a target group in use cannot be deleted: without
        create_before_destroy a change of its port ends in "ResourceInUse", half-way through the apply.

    Fails:
        resource "aws_lb_target_group" "web" {
          name_prefix = "web-"
          port        = 80
          protocol    = "HTTP"
          vpc_id      = "vpc-1"
        }

        resource "aws_lb_listener" "http" {
          load_balancer_arn = "arn:aws:elasticloadbalancing:eu-central-1:210987654321:loadbalancer/app/shop/0"

          default_action {
            type             = "forward"
            target_group_arn = aws_lb_target_group.web.arn
          }
        }

        resource "aws_ecs_service" "web" {
          name = "web"

          load_balancer {
            target_group_arn = aws_lb_target_group.web.arn
            container_name   = "web"
            container_port   = 80
          }
        }

    Passes:
        resource "aws_lb_target_group" "web" {
          name_prefix = "web-"
          port        = 80
          protocol    = "HTTP"
          vpc_id      = "vpc-1"

          lifecycle {
            create_before_destroy = true
          }
        }

        resource "aws_lb_listener" "http" {
          load_balancer_arn = "arn:aws:elasticloadbalancing:eu-central-1:210987654321:loadbalancer/app/shop/0"

          default_action {
            type             = "forward"
            target_group_arn = aws_lb_target_group.web.arn
          }
        }

        resource "aws_ecs_service" "web" {
          name       = "web"
          depends_on = [aws_lb_listener.http]

          load_balancer {
            target_group_arn = aws_lb_target_group.web.arn
            container_name   = "web"
            container_port   = 80
          }
        }

    References:
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html
        - https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteTargetGroup.html
        - https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle
        - https://developer.hashicorp.com/terraform/language/meta-arguments/depends_on

    """
    yield from _cycle(plan)
    for group in plan.service_target_groups():
        if isinstance(group, TargetGroup) and group.resource.mode == "managed":
            yield _created_first(group)
            yield _name(group, strict=strict_names)
    for service in plan.services():
        for used in service.target_groups:
            yield from _waits(service, used)


def _cycle(plan: Plan) -> Iterator[Verdict]:
    cycle = plan.graph.cycle() if plan.graph is not None else ()
    if not cycle:
        return
    blocks = {DependencyGraph.node(resource): resource for resource in plan}
    at = next((node for node in cycle if node in blocks), cycle[0])
    resource = blocks.get(at)
    span = resource.span if resource is not None else None
    way = " -> ".join(dict.fromkeys(reversed(cycle)))
    yield Verdict(
        Outcome.NOT_MET,
        at,
        expected="no cycle of references",
        span=span,
        block=span,
        note=f"{way} -> {cycle[-1]}",
        hint="Take out one of the references or depends_on entries that close the cycle.",
    )


def _created_first(group: TargetGroup) -> Verdict:
    """Terraform makes a new one before it deletes the old: by the group's own setting, or a dependent's.

    https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#create_before_destroy
    """
    resource = group.resource
    lifecycle = resource.lifecycle
    if lifecycle is None:
        note = "a plan without its source does not say"
        return Verdict(Outcome.UNKNOWN, group.address, CREATE_FIRST, True, note=note, touches=group.touches, exact=True)
    by = [] if lifecycle.create_before_destroy else _made_so_by(group)
    holds = lifecycle.create_before_destroy or one_exists(by, resource)
    return Verdict(
        Outcome.of(holds),
        group.address,
        CREATE_FIRST,
        True,
        from_python(bool(holds)),
        lifecycle.span or resource.span,
        resource.span,
        note=may_not_exist(by) if holds is None else "",
        touches=group.touches,
        exact=True,
    )


def _made_so_by(group: TargetGroup) -> list[Resource]:
    """What depends on the group and is created before it is destroyed: then so is the group."""
    graph = group.plan.graph
    return [
        other
        for other in group.plan.managed()
        if other.lifecycle is not None and other.lifecycle.create_before_destroy
        if graph is not None and graph.waits_for(other, group.resource)
    ]


def _name(group: TargetGroup, *, strict: bool) -> Verdict:
    """Two groups of one name cannot stand side by side, which a replacement needs."""
    expected = "name_prefix, or a name with something random in it"
    fixed = group.is_set("name") and not _is_random(group.at("name"))
    if fixed and strict:
        return group.judge("name", False, expected, hint="Use name_prefix in place of name.")
    verdict = group.judge("name", True, expected)
    if not fixed:
        return verdict
    advice = "its name is fixed, so a replacement fails while the old one stands; use name_prefix"
    return replace(verdict, advice=advice)


def _is_random(name: Value) -> bool:
    """Whether a part of the name comes from a resource of the random provider, or is a timestamp."""
    refs = [trace.ref for trace in name.origins if trace.ref is not None]
    return any(_RANDOM.search(ref) for ref in refs)


def _waits(service: Service, group: TargetGroup | Unresolved) -> Iterator[Verdict]:
    """The service waits for a listener or rule that forwards to the group."""
    if isinstance(group, Unresolved):
        yield group.verdict()
        return
    if group.resource.mode != "managed":
        return
    found = attachments(service.plan, group.resource)
    graph = service.plan.graph
    attaching = found.resources or found.undecided
    if not attaching:
        return
    expected = "after " + " or ".join(resource.address for resource in attaching[:3])
    if graph is None:
        yield _waiting(service, None, expected, attaching)
        return
    waited = [resource for resource in attaching if graph.waits_for(service.resource, resource)]
    # Where it waits for all there are, it waits for those that exist.
    holds = waited == list(attaching) or one_exists(waited, service.resource, group.resource)
    note = may_not_exist(waited) if holds is None else ""
    if not found.resources and waited != list(attaching):
        holds, note = None, ""
    yield _waiting(service, holds, expected, attaching, note)


def _waiting(
    service: Service, holds: bool | None, expected: str, attaching: tuple[Resource, ...], note: str = ""
) -> Verdict:
    return Verdict(
        Outcome.of(holds),
        service.address,
        "depends_on",
        expected,
        None,
        service.resource.span,
        service.resource.span,
        hint=_mend(service.resource, attaching[0]),
        note=note if holds is not False else "the service may be made before its target group is attached",
        touches=tuple(resource.address for resource in attaching),
    )


def _mend(service: Resource, target: Resource) -> str:
    """The depends_on entry to add, and where: the nearest place from which both can be named."""
    own, other = _MODULE.findall(service.module), _MODULE.findall(target.module)
    common = 0
    while common < min(len(own), len(other)) and own[common] == other[common]:
        common += 1
    entry = other[common].split("[")[0] if common < len(other) else target.block
    where = "service" if common == len(own) else f"call of {own[common].split('[')[0]}"
    return f"Add depends_on = [{entry}] to the {where}."
