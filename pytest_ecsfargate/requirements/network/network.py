"""Services are private, in two zones, and reached by their load balancer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ...declaration import requirement
from ...findings import Outcome, Severity, Verdict
from ...hcl.values import Value
from ...plan.ecs.ecs import LoadBalancerUse, Service
from ...plan.ecs.load_balancing import attachments, listeners_of
from ...plan.ecs.security_groups import SecurityGroups
from ...plan.links import identity, link
from ...plan.model import Plan
from ...plan.resource import Resource
from ...plan.seeds import is_seeded_list, unseeded

CONFIGURATION = "network_configuration"
PUBLIC_IP, SUBNETS, GROUPS = (
    f"{CONFIGURATION}[0].{name}" for name in ("assign_public_ip", "subnets", "security_groups")
)
_TWO_ZONES = "subnets in at least two availability zones"


@requirement(
    "ECSF711",
    "Services have no public address, run in two availability zones, and are reached by their load balancer.",
    severity=Severity.HIGH,
    aws_doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html",
    remediation="Put the service into private subnets of two zones, and let the load balancer's security group reach "
    "the container's port.",
    looks_for="aws_ecs_service",
)
def assert_network(plan: Plan, *, public: bool = False, allow_empty: bool = False) -> Iterator[Verdict]:
    """Services have no public address, run in two availability zones, and are reached by their load balancer.

    A service assigns no public IP, unless `public=True`. Its subnets lie in at least two availability zones; where
    nobody can know the zones, two different subnets will do. The security groups let the load balancer reach the
    container's port, on both sides, and let the tasks reach out by HTTPS.

    Why:
        A task with a public address is open to the internet but for its security group. In one zone everything stops
        with that zone. With a rule missing tasks are never healthy, or cannot pull their image.

    Fails:
        resource "aws_ecs_service" "web" {
          name = "web"

          network_configuration {
            subnets          = ["subnet-0a", "subnet-0b"]
            assign_public_ip = true
          }
        }

    Passes:
        resource "aws_ecs_service" "web" {
          name = "web"

          network_configuration {
            subnets = ["subnet-0a", "subnet-0b"]
          }
        }

    References:
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-network.html
        - https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
        - checkov CKV_AWS_333; Security Hub ECS.2

    """
    security_groups = SecurityGroups(plan)
    for service in plan.services():
        if not service.is_set(CONFIGURATION):
            yield service.judge(CONFIGURATION, False, f"a {CONFIGURATION} block: awsvpc needs one")
            continue
        if service.at(CONFIGURATION).is_unknown:
            yield service.judge(CONFIGURATION, None, "private subnets in two zones")
            continue
        if not public:
            yield service.expect(PUBLIC_IP, False, default=False)
        yield _zones(service)
        yield from _reached(service, security_groups)
        yield from _reaching_out(service, security_groups)


def _zones(service: Service) -> Verdict:
    value = service.at(SUBNETS)
    if is_seeded_list(service.plan, SUBNETS, service.resource) or not isinstance(value.data, tuple):
        note = "which subnets there are is known only where they are looked up"
        verdict = service.judge(SUBNETS, None, _TWO_ZONES, note=note)
        return replace(verdict, outcome=Outcome.UNKNOWN)
    subnets = [value[index] for index in range(len(value.data))]
    zones = [_zone(service.plan, subnet) for subnet in subnets]
    known = {zone for zone in zones if zone is not None}
    if len(known) > 1:
        return _judged(service, True)
    if len(known) == 1 and None not in zones:
        return _judged(service, False, note="all of them are in one zone")
    different = {identity(subnet) for subnet in subnets}
    if len(different) < 2 or (len(different) == 2 and None in different):
        holds = None if None in different else False
        return _judged(service, holds, note="" if holds is None else "there is only one subnet")
    return replace(_judged(service, True), advice="the zones of the subnets are not known: they may be the same")


def _judged(service: Service, holds: bool | None, note: str = "") -> Verdict:
    """A verdict on all subnets together: what each of them is called says nothing."""
    return replace(service.judge(SUBNETS, holds, _TWO_ZONES, note=note), actual=None)


def _zone(plan: Plan, subnet: Value) -> str | None:
    """The zone of a subnet by its name or id; None where it is not known."""
    found = [_zone_of(unseeded(plan, each)) for each in link(plan, subnet, "aws_subnet").resources]
    return found[0] if len(set(found)) == 1 else None


def _zone_of(subnet: Resource) -> str | None:
    names = ("availability_zone", "availability_zone_id")
    return next((str(subnet.at(name).value) for name in names if subnet.is_set(name) and subnet.at(name).known), None)


def _reached(service: Service, security_groups: SecurityGroups) -> Iterator[Verdict]:
    """The load balancer's security groups may reach the container's port in the tasks' groups."""
    tasks = security_groups.named(service.at(GROUPS))
    for use in service.load_balancers:
        if use.leads_nowhere:
            continue
        for balancer in _load_balancers(use):
            if not balancer.is_set("security_groups"):
                continue  # a network load balancer without groups hands on the clients' own addresses
            sources = security_groups.named(balancer.at("security_groups"))
            yield from _between(service, use, sources, tasks, security_groups)


def _between(
    service: Service,
    use: LoadBalancerUse,
    sources: tuple[Resource, ...] | None,
    tasks: tuple[Resource, ...] | None,
    security_groups: SecurityGroups,
) -> Iterator[Verdict]:
    port = service.at(f"{use.path}.container_port")
    if sources is None or tasks is None or not sources:
        note = "a security group of the tasks or of the load balancer is not in the plan"
        yield service.judge(GROUPS, None, "groups that the load balancer may reach", note=note)
        return
    if not tasks:
        note = "no group is set, so that the default group of the VPC applies"
        yield service.judge(GROUPS, False, "groups that the load balancer may reach", note=note)
        return
    shown = port.value if port.known else "the container's port"
    into = _any(security_groups.allows(group, "ingress", sources, "tcp", port) for group in tasks)
    yield _of_group(tasks[0], "ingress", into, f"a rule for {shown} from {sources[0].address}", service)
    out = _any(security_groups.allows(group, "egress", tasks, "tcp", port) for group in sources)
    yield _of_group(sources[0], "egress", out, f"a rule for {shown} to {tasks[0].address}", service)


def _any(answers: Iterable[bool | None]) -> bool | None:
    """True where one is, else None where one is not known."""
    found = list(answers)
    return True if True in found else None if None in found else False


def _of_group(group: Resource, direction: str, holds: bool | None, expected: str, service: Service) -> Verdict:
    return group.judge_block(
        holds,
        expected,
        path=direction,
        hint=f"Add {expected} to {group.address}.",
        note="" if holds is not None else "whether a rule covers it cannot be told",
        touches=(service.address,),
    )


def _load_balancers(use: LoadBalancerUse) -> tuple[Resource, ...]:
    """The load balancers whose listeners forward to the target group."""
    plan = use.service.plan
    found: dict[str, Resource] = {}
    for group in use.target_group.resources:
        for attaching in attachments(plan, group).resources:
            for listener in listeners_of(plan, attaching):
                for balancer in plan.referenced_by(listener.at("load_balancer_arn"), "aws_lb", "aws_alb"):
                    if balancer.mode == "managed":
                        found[balancer.address] = balancer
    return tuple(found.values())


def _reaching_out(service: Service, security_groups: SecurityGroups) -> Iterator[Verdict]:
    """The tasks may open HTTPS connections: to pull their image, read their secrets and write their logs."""
    groups = security_groups.named(service.at(GROUPS))
    if groups:
        holds = _any(security_groups.reaches_out(group) for group in groups)
        yield _of_group(groups[0], "egress", holds, "an egress rule for 443", service)
