"""Services are private, in two zones, and reached by their load balancer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from ...declaration import requirement
from ...findings import Outcome, Severity, Verdict, compare
from ...hcl.values import Value
from ...plan.ecs.balancers import balancers_of, transports_of, without_groups
from ...plan.ecs.ecs import Service
from ...plan.ecs.load_balancer_uses import LoadBalancerUse
from ...plan.ecs.security_groups import SecurityGroups, any_of
from ...plan.links import identity, link
from ...plan.model import Plan
from ...plan.resource import Resource
from ...plan.seeds import is_seeded_list, unseeded

CONTROLLER, CONFIGURATION = "deployment_controller[0].type", "network_configuration"
PUBLIC_IP, SUBNETS, GROUPS = (
    f"{CONFIGURATION}[0].{name}" for name in ("assign_public_ip", "subnets", "security_groups")
)
_TWO_ZONES = "subnets in at least two availability zones"
_UNTOLD = "whether a rule covers it cannot be told, or the one that does may not exist"


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
    container's port, on both sides, and let the tasks reach out by HTTPS. Where the plan does not show the load
    balancer's groups, somebody at least may reach the port. A service of an external controller leaves its network to
    its task sets.

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
            external = compare(service.at(CONTROLLER), "EXTERNAL") if service.is_set(CONTROLLER) else False
            if not external:
                holds = None if external is None else False
                yield service.judge(CONFIGURATION, holds, f"a {CONFIGURATION} block: awsvpc needs one")
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
    if len({zone for zone in zones if zone is not None and isinstance(zone[0], str)}) > 1:
        return _judged(service, True)
    if len(set(zones)) == 1 and None not in zones:
        return _judged(service, False, note="all of them are in one zone")
    different = {identity(subnet) for subnet in subnets}
    if len(different) < 2 or (len(different) == 2 and None in different):
        holds = None if None in different else False
        return _judged(service, holds, note="" if holds is None else "there is only one subnet")
    return replace(_judged(service, True), advice="the zones of the subnets are not known: they may be the same")


def _judged(service: Service, holds: bool | None, note: str = "") -> Verdict:
    """A verdict on all subnets together: what each of them is called says nothing."""
    return replace(service.judge(SUBNETS, holds, _TWO_ZONES, note=note), actual=None)


def _zone(plan: Plan, subnet: Value) -> tuple[object, ...] | None:
    """The identity of a subnet's zone: its name or id, or the expression for it; None where neither is known."""
    found = [_zone_of(unseeded(plan, each)) for each in link(plan, subnet, "aws_subnet", by=("id",)).resources]
    return found[0] if len(set(found)) == 1 else None


def _zone_of(subnet: Resource) -> tuple[object, ...] | None:
    names = ("availability_zone", "availability_zone_id")
    zones = (identity(subnet.at(name)) for name in names if subnet.is_set(name))
    # An instance that stands for those of a for_each that is not known has one expression for all their zones.
    return None if subnet.maybe else next((zone for zone in zones if zone is not None), None)


def _reached(service: Service, security_groups: SecurityGroups) -> Iterator[Verdict]:
    """The load balancers may reach the container's port in the tasks' groups."""
    tasks = security_groups.named(service.at(GROUPS))
    if service.is_set("load_balancer") and service.at("load_balancer").is_unknown:
        yield service.judge("load_balancer", None, "load balancers that reach the container's port")
    for use in service.load_balancers:
        if not use.leads_nowhere:
            for balancer in balancers_of(use):
                yield from _between(service, use, balancer, tasks, security_groups)


def _between(
    service: Service,
    use: LoadBalancerUse,
    balancer: Resource | None,
    tasks: tuple[Resource, ...] | None,
    security_groups: SecurityGroups,
) -> Iterator[Verdict]:
    sources = _groups_of(balancer, security_groups)
    if not tasks:
        note = "no group is set, so that the default group of the VPC applies"
        note = note if tasks is not None else "a security group of the tasks is not in the plan"
        holds = None if tasks is None or not sources else False
        yield service.judge(GROUPS, holds, "groups that the load balancer may reach", note=note)
        return
    port = service.at(f"{use.path}.container_port")
    shown = port.value if port.known else "the container's port"
    if not sources:
        yield _let_in(service, use, balancer, tasks, security_groups)
        return
    into = _by_each(
        use,
        lambda transport: any_of(security_groups.allows(group, "ingress", sources, transport, port) for group in tasks),
    )
    yield _of_group(tasks[0], "ingress", into, f"a rule for {shown} from {sources[0].address}", service)
    out = _by_each(
        use,
        lambda transport: any_of(security_groups.allows(group, "egress", tasks, transport, port) for group in sources),
    )
    yield _of_group(sources[0], "egress", out, f"a rule for {shown} to {tasks[0].address}", service)


def _let_in(
    service: Service,
    use: LoadBalancerUse,
    balancer: Resource | None,
    tasks: tuple[Resource, ...],
    security_groups: SecurityGroups,
) -> Verdict:
    """Somebody may reach the container's port, where the groups of the load balancer are not known."""
    port = service.at(f"{use.path}.container_port")
    by_address = balancer is not None and without_groups(balancer) and _is_network(balancer)
    holds = _by_each(
        use,
        lambda transport: any_of(
            security_groups.lets_in(group, transport, port, balancer, by_address=by_address) for group in tasks
        ),
    )
    name = "the load balancer" if balancer is None else balancer.address
    expected = f"a rule for {port.value if port.known else 'the container port'} from {name}"
    note = "nobody may reach the port" if holds is False else _why(balancer)
    return _of_group(tasks[0], "ingress", holds, expected, service, note)


def _by_each(use: LoadBalancerUse, ask: Callable[[str], bool | None]) -> bool | None:
    """The answer for all transport protocols that the tasks are asked by."""
    transports = transports_of(use)
    answers = {ask(transport) for transport in transports or ("tcp", "udp")}
    if len(answers) == 1:
        return answers.pop()
    return False if transports is not None and False in answers else None


def _groups_of(balancer: Resource | None, security_groups: SecurityGroups) -> tuple[Resource, ...] | None:
    """The security groups of a load balancer; none where it has none of its own, None where they are not known."""
    if balancer is None or balancer.mode == "data":
        return None
    return () if without_groups(balancer) else security_groups.named(balancer.at("security_groups"))


def _is_network(balancer: Resource) -> bool:
    kind = balancer.at("load_balancer_type")
    return kind.known and kind.value == "network"


def _why(balancer: Resource | None) -> str:
    """Why it cannot be told which groups a load balancer has."""
    if balancer is None or balancer.mode == "data":
        return "the load balancer, with its security groups, is not in the plan"
    if not without_groups(balancer):
        return f"a security group of {balancer.address} is not in the plan"
    if _is_network(balancer):
        return f"{balancer.address} has no security group, so that rules are about addresses"
    return f"no group is set on {balancer.address}, so that the default group of the VPC applies"


def _of_group(
    group: Resource, direction: str, holds: bool | None, expected: str, service: Service, note: str = ""
) -> Verdict:
    return group.judge_block(
        holds,
        expected,
        path=direction,
        hint=f"Add {expected} to {group.address}.",
        note="" if holds else note or ("" if holds is False else _UNTOLD),
        touches=(service.address,),
    )


def _reaching_out(service: Service, security_groups: SecurityGroups) -> Iterator[Verdict]:
    """The tasks may open HTTPS connections: to pull their image, read their secrets and write their logs."""
    groups = security_groups.named(service.at(GROUPS))
    if groups:
        balancers = [balancer for use in service.load_balancers for balancer in balancers_of(use)]
        found = [_groups_of(balancer, security_groups) for balancer in balancers]
        own = (*groups, *(each for of_one in found for each in of_one or ()))
        holds = any_of(security_groups.reaches_out(group, own) for group in groups)
        note = "no rule for it leads to others than its own groups" if holds is False else ""
        yield _of_group(groups[0], "egress", holds, "an egress rule for 443", service, note)
