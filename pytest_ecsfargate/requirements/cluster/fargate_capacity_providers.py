"""Every cluster has Fargate's capacity providers and no others, with a base on FARGATE."""

from __future__ import annotations

from collections.abc import Iterator

from ...declaration import requirement
from ...findings import Severity, Verdict, compare
from ...hcl.values import Value
from ...plan.ecs.ecs import Cluster
from ...plan.existence import may_not_exist, one_exists
from ...plan.model import Plan
from ...plan.resource import Resource

FARGATE, SPOT = "FARGATE", "FARGATE_SPOT"
PROVIDERS, STRATEGY = "capacity_providers", "default_capacity_provider_strategy"
_EXPECTED = f"the capacity providers {FARGATE} and {SPOT}"
_ONLY = f"{FARGATE} and {SPOT} only"
_BASE = f"a base of at least 1 on {FARGATE}"


@requirement(
    "ECSF302",
    "Every cluster has Fargate's capacity providers only, and a default strategy with a base on FARGATE.",
    severity=Severity.MEDIUM,
    aws_doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html",
    remediation="Add an aws_ecs_cluster_capacity_providers with FARGATE and FARGATE_SPOT, "
    "and a default strategy with base = 1 on FARGATE.",
    looks_for="aws_ecs_cluster",
)
def assert_fargate_capacity_providers(plan: Plan, *, allow_empty: bool = False) -> Iterator[Verdict]:
    """Every cluster has Fargate's capacity providers only, and a default strategy with a base on FARGATE.

    By an `aws_ecs_cluster_capacity_providers`, or by the older argument `capacity_providers` of the cluster itself.

    Why:
        A service that names no launch type takes the cluster's default strategy; without one AWS looks for EC2
        instances. A strategy of FARGATE_SPOT alone may leave a service with no task at all when AWS needs the
        capacity back: the base keeps some tasks on FARGATE.

    Fails:
        resource "aws_ecs_cluster" "main" {
          name = "shop"
        }

        resource "aws_ecs_cluster_capacity_providers" "main" {
          cluster_name       = aws_ecs_cluster.main.name
          capacity_providers = ["FARGATE_SPOT"]

          default_capacity_provider_strategy {
            capacity_provider = "FARGATE_SPOT"
            weight            = 100
          }
        }

    Passes:
        resource "aws_ecs_cluster" "main" {
          name = "shop"
        }

        resource "aws_ecs_cluster_capacity_providers" "main" {
          cluster_name       = aws_ecs_cluster.main.name
          capacity_providers = ["FARGATE", "FARGATE_SPOT"]

          default_capacity_provider_strategy {
            capacity_provider = "FARGATE"
            base              = 1
            weight            = 100
          }
        }

    References:
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
        - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html
        - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutClusterCapacityProviders.html

    """
    for cluster in plan.clusters():
        yield from _of_cluster(cluster)


def _of_cluster(cluster: Cluster) -> Iterator[Verdict]:
    holders = [each for each in (*cluster.associations, cluster.resource) if _has(each, PROVIDERS)]
    holders = holders or list(cluster.associations)
    if not holders:
        holds = None if cluster.may_have_more else False
        note = "which cluster an association is of is not known yet" if holds is None else "it has none"
        yield cluster.judge(PROVIDERS, holds, _EXPECTED, note=note)
        return
    if not one_exists(holders, cluster.resource):
        yield cluster.judge(PROVIDERS, None, _EXPECTED, note=may_not_exist(holders))
    for holder in holders:
        yield _names(holder)
    yield from _strategy(cluster)


def _has(resource: Resource, name: str) -> bool:
    return resource.is_set(name) and resource.at(name).data != ()


def _names(holder: Resource) -> Verdict:
    """The providers are Fargate's own."""
    value = holder.at(PROVIDERS)
    if not holder.is_set(PROVIDERS) or value.data == ():
        return holder.judge(PROVIDERS, False, _ONLY)
    if not isinstance(value.data, tuple):
        return holder.judge(PROVIDERS, None, _ONLY)
    return _worst(holder, [f"{PROVIDERS}[{index}]" for index in range(len(value.data))])


def _worst(holder: Resource, paths: list[str]) -> Verdict:
    """The verdict on names of capacity providers: the first that is not Fargate's, else the first that is not known."""
    answers = {path: _is_fargate(holder.at(path)) for path in paths}
    worst = next((path for path in paths if answers[path] is False), None)
    worst = worst or next((path for path in paths if answers[path] is None), paths[0])
    return holder.judge(worst, answers[worst], f"{FARGATE} or {SPOT}")


def _is_fargate(name: Value) -> bool | None:
    if not name.known:
        # A capacity provider that the plan makes is over an Auto Scaling group.
        return False if name.comes_from("aws_ecs_capacity_provider") else None
    return name.value in (FARGATE, SPOT)


def _strategy(cluster: Cluster) -> Iterator[Verdict]:
    """The default strategy names Fargate's providers, and keeps at least one task of a service on FARGATE."""
    default = cluster.default_strategy
    if default is None:
        holder = next(iter(cluster.associations), cluster.resource)
        yield holder.judge(STRATEGY, False, f"a default strategy with {_BASE}", note="there is no default strategy")
        return
    resource, blocks = default
    if not one_exists([resource], cluster.resource):
        expected = f"a default strategy with {_BASE}"
        yield cluster.judge(STRATEGY, None, expected, note=may_not_exist([resource]))
    items = resource.at(blocks).data
    if not isinstance(items, tuple):
        yield resource.judge(blocks, None, _BASE)
        return
    paths = [f"{blocks}[{index}]" for index in range(len(items))]
    names = [f"{path}.capacity_provider" for path in paths]
    yield _worst(resource, names)
    yield from _not_associated(resource, names)
    yield _base(resource, paths)


def _not_associated(resource: Resource, paths: list[str]) -> Iterator[Verdict]:
    """AWS refuses a strategy with a provider that is not associated with the cluster, Fargate's own ones too."""
    providers = resource.at(PROVIDERS)
    for path in paths if providers.known and not providers.is_null else ():
        name = resource.at(path)
        if name.known and name.value in (FARGATE, SPOT) and name.value not in providers.value:
            note = f"the cluster has only {', '.join(sorted(providers.value)) or 'no capacity provider'}"
            yield resource.judge(path, False, f"one of the {PROVIDERS}", note=note)


def _base(resource: Resource, paths: list[str]) -> Verdict:
    on_fargate = {path: compare(resource.at(f"{path}.capacity_provider"), FARGATE) for path in paths}
    answers = {path: _at_least_one(resource, f"{path}.base") for path in paths if on_fargate[path]}
    for path, answer in answers.items():
        if answer:
            return resource.judge(f"{path}.base", True, _BASE)
    for path, answer in answers.items():
        if answer is None:
            return resource.judge(f"{path}.base", None, _BASE)
    for path, answer in on_fargate.items():
        if answer is None:
            return resource.judge(f"{path}.capacity_provider", None, _BASE)
    wrong = next((f"{path}.base" for path in answers), f"{paths[0]}.capacity_provider")
    return resource.judge(wrong, False, _BASE)


def _at_least_one(resource: Resource, path: str) -> bool | None:
    value = resource.at(path)
    if not resource.is_set(path):
        return False
    return int(value.value) >= 1 if value.known else None
