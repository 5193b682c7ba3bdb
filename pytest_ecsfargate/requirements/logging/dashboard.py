"""A dashboard shows the CPU and memory of every service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...declaration import requirement
from ...findings import Outcome, Severity, Verdict
from ...hcl.values import Value
from ...plan.ecs.dashboards import BODY, DASHBOARD, Dashboard, Metric, Search, dashboards
from ...plan.ecs.deployed_names import SERVICE_NAMES, names_cluster
from ...plan.ecs.ecs import Service
from ...plan.existence import may_not_exist, one_exists
from ...plan.links import link
from ...plan.model import Plan

NAMESPACE = "AWS/ECS"
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html
METRICS = ("CPUUtilization", "MemoryUtilization")
CLUSTER_NAME, SERVICE_NAME = "ClusterName", "ServiceName"


@requirement(
    "ECSF503",
    "A dashboard shows the CPU and memory utilization of every service.",
    severity=Severity.LOW,
    aws_doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html",
    remediation="Add an aws_cloudwatch_dashboard with CPUUtilization and MemoryUtilization of each service.",
    looks_for="aws_ecs_service or aws_ecs_cluster",
)
def assert_dashboard(plan: Plan, *, allow_empty: bool = False) -> Iterator[Verdict]:
    """A dashboard shows the CPU and memory utilization of every service.

    The module makes a CloudWatch dashboard, its body is JSON, and CPUUtilization and MemoryUtilization of each service
    are on one of its widgets, with the service's own cluster: as metrics, also in their short form, or by a search
    expression that finds them.

    Why:
        In an incident nobody has the time to put graphs together. A service that is missing there is the one that
        nobody looks at, and a widget with the name of another cluster shows nothing.

    Fails:
        resource "aws_ecs_cluster" "main" {
          name = "shop"
        }

        resource "aws_ecs_service" "web" {
          name    = "web"
          cluster = aws_ecs_cluster.main.id
        }

        resource "aws_cloudwatch_dashboard" "ecs" {
          dashboard_name = "shop"
          dashboard_body = jsonencode({
            widgets = [{
              type = "metric"
              properties = {
                region  = "eu-central-1"
                metrics = [["AWS/ECS", "CPUUtilization", "ClusterName", "shop", "ServiceName", "web"]]
              }
            }]
          })
        }

    Passes:
        resource "aws_ecs_cluster" "main" {
          name = "shop"
        }

        resource "aws_ecs_service" "web" {
          name    = "web"
          cluster = aws_ecs_cluster.main.id
        }

        resource "aws_cloudwatch_dashboard" "ecs" {
          dashboard_name = "shop"
          dashboard_body = jsonencode({
            widgets = [{
              type = "metric"
              properties = {
                region = "eu-central-1"
                metrics = [
                  ["AWS/ECS", "CPUUtilization", "ClusterName", "shop", "ServiceName", "web"],
                  [".", "MemoryUtilization", ".", ".", ".", "."],
                ]
              }
            }]
          })
        }

    References:
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html
        - https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
        - https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html

    """
    services = [service for service in plan.services() if service.resource.type == "aws_ecs_service"]
    found = dashboards(plan)
    if not found and (services or plan.clusters()):
        yield _missing(plan, services)
        return
    for dashboard in found:
        if dashboard.body is None:
            holds = False if dashboard.at(BODY).known else None
            yield dashboard.judge(BODY, holds, "JSON with a list of widgets", note="" if holds is None else "no JSON")
    shown = [(each, _graphs(services, list(each.shown()))) for each in found if each.body is not None]
    for service in services if shown else ():
        for name in METRICS:
            yield _shown(service, name, shown, certain=len(shown) == len(found))


def _missing(plan: Plan, services: list[Service]) -> Verdict:
    """No dashboard at all: the cluster's fault, or the root module's where there is not just one."""
    clusters = plan.clusters()
    outcome, expected = Outcome.of(False if plan.complete else None), f"an {DASHBOARD}"
    touches = tuple(service.address for service in services)
    if len(clusters) != 1:
        return Verdict(outcome, ".", expected=expected, touches=touches)
    span = clusters[0].resource.span
    return Verdict(outcome, clusters[0].address, expected=expected, span=span, block=span, touches=touches)


@dataclass(frozen=True)
class _Graphs:
    """What the dashboards show: the metrics of each service by its address, and what may be of any service."""

    of_service: Mapping[str, list[Metric]]
    of_any: list[Metric | Search | None]


def _graphs(services: list[Service], shown: list[Metric | Search | None]) -> _Graphs:
    names: dict[object, list[str]] = {}
    for service in services:
        if service.at("name").known:
            names.setdefault(service.at("name").value, []).append(service.address)
    found = _Graphs({service.address: [] for service in services}, [])
    for each in shown:
        addresses = _addresses(each, services[0].plan, names) if isinstance(each, Metric) and services else None
        if addresses is None or not isinstance(each, Metric):
            found.of_any.append(each)
            continue
        for address in addresses:
            found.of_service[address].append(each)
    return found


def _addresses(metric: Metric, plan: Plan, names: Mapping[object, list[str]]) -> list[str] | None:
    """The services that a metric is of; None where that cannot be told."""
    value = metric.dimensions.get(SERVICE_NAME)
    if value is None or {*metric.dimensions} != {CLUSTER_NAME, SERVICE_NAME}:
        return []
    if value.known and value.value in names:
        return names[value.value]
    found = link(plan, value, "aws_ecs_service", by=SERVICE_NAMES)
    return [] if found.outside else [each.address for each in found.resources if each.mode == "managed"] or None


def _shown(service: Service, name: str, shown: list[tuple[Dashboard, _Graphs]], *, certain: bool) -> Verdict:
    answers = [_answer(graphs, service, name) for _, graphs in shown]
    showing = [dashboard.resource for (dashboard, _), answer in zip(shown, answers, strict=True) if answer]
    holds, note = one_exists(showing, service.resource), ""
    if holds is None:
        note = may_not_exist(showing)
    elif not holds and not (certain and None not in answers):
        holds, note = None, "what some widgets show is known only after apply"
    sure = (dashboard for dashboard, _ in shown if one_exists([dashboard.resource], service.resource))
    dashboard = next(sure, shown[0][0])
    return Verdict(
        Outcome.of(holds),
        dashboard.address,
        BODY,
        f"{name} of {service.address} on a widget, with its cluster",
        span=dashboard.at(BODY).span or dashboard.resource.span,
        block=dashboard.resource.span,
        hint=f"Add {name} of the service, with its ClusterName and ServiceName, to a widget.",
        note=note,
        touches=(service.address,),
    )


def _answer(graphs: _Graphs, service: Service, name: str) -> bool | None:
    """Whether one dashboard shows this metric of the service."""
    own, others = graphs.of_service[service.address], graphs.of_any
    answers = [*(_shows(each, service, name) for each in own), *(_may_show(each, service, name) for each in others)]
    return True if True in answers else None if None in answers else False


def _shows(metric: Metric, service: Service, name: str) -> bool | None:
    """Whether a metric of the service is this one, in its own cluster."""
    answers = (
        _equals(metric.namespace, NAMESPACE),
        _equals(metric.name, name),
        names_cluster(service, metric.dimensions[CLUSTER_NAME]),
    )
    return False if False in answers else None if None in answers else True


def _may_show(shown: Metric | Search | None, service: Service, name: str) -> bool | None:
    """Whether something that may be of any service shows this metric: for sure only a search may."""
    if isinstance(shown, Search):
        return _finds(shown, service, name)
    if shown is None:
        return None
    return None if _shows(shown, service, name) is not False else False


def _equals(value: Value, text: str) -> bool | None:
    return value.value == text if value.known else None


def _finds(search: Search, service: Service, name: str) -> bool | None:
    """Whether a search finds the metric: what it does not ask for may be anything."""
    if search.text is None:
        return None
    if search.namespace and (search.namespace != NAMESPACE or {*search.dimensions} != {CLUSTER_NAME, SERVICE_NAME}):
        return False
    if not search.namespace and not search.mentions(NAMESPACE):
        return False
    if not search.mentions(name):
        return False
    wanted = ((SERVICE_NAME, service.at("name")), (CLUSTER_NAME, _cluster_name(service)))
    answers = [_equals(value, search.terms[term]) for term, value in wanted if term in search.terms]
    return False if False in answers else None if None in answers else True


def _cluster_name(service: Service) -> Value:
    for cluster in service.cluster.resources:
        return cluster.at("name" if cluster.mode == "managed" else "cluster_name")
    return service.at("cluster")
