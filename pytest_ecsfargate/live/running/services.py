"""Services as they run: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...findings import Verdict
from ...plan.ecs.ecs import Service
from ..clients import RegionalClients
from ..deployment import Deployment
from .questions import Refused, asked, batches

_AT_ONCE = 10  # the most that DescribeServices takes
_DEFAULT_CLUSTER = "default"


@dataclass(frozen=True)
class RunningService:
    """A service of a deployment with what AWS says of it now, or with the reason why that is not known."""

    view: Service
    clients: RegionalClients
    found: Mapping[str, Any] = field(default_factory=dict)
    refused: str = ""

    @property
    def address(self) -> str:
        """The address of the `aws_ecs_service`."""
        return self.view.address

    @property
    def desired(self) -> int:
        """How many tasks are to run."""
        return int(self.found["desiredCount"])

    @property
    def identity(self) -> dict[str, str]:
        """What questions about its tasks name it by."""
        return {"cluster": self.found["clusterArn"], "serviceName": self.found["serviceName"]}

    def judge(self, holds: bool | None, expected: object, note: str = "") -> Verdict:
        """A verdict on the service as a whole."""
        return self.view.resource.judge_block(holds, expected, note=note)

    def unknown(self, expected: object) -> Verdict:
        """The verdict on a service of which nothing is known."""
        return self.judge(None, expected, self.refused)


def running_services(deployment: Deployment) -> tuple[RunningService, ...]:
    """The services of the deployment, in its order, asked of AWS as many at once as it answers for."""
    views = [view for view in deployment.services() if view.resource.type == "aws_ecs_service"]
    places = {view.address: _place(deployment, view) for view in views}
    by_cluster: dict[tuple[str, str], list[str]] = {}
    for place in places.values():
        if place is not None:
            region, cluster, name = place
            by_cluster.setdefault((region, cluster), []).append(name)
    found = {
        (region, cluster, name): answer
        for (region, cluster), names in by_cluster.items()
        for batch in batches(list(dict.fromkeys(names)), _AT_ONCE)
        for name, answer in _described(deployment.clients(region), cluster, list(batch)).items()
    }
    made = []
    for view in views:
        place = places[view.address]
        answer = Refused("its name or its cluster is not known") if place is None else found[place]
        clients = deployment.clients_of(view.resource)
        if isinstance(answer, Refused):
            made.append(RunningService(view, clients, refused=answer.reason))
        else:
            made.append(RunningService(view, clients, answer))
    return tuple(made)


def _place(deployment: Deployment, view: Service) -> tuple[str, str, str] | None:
    """Region, cluster and name of a service; None where these are not known."""
    cluster, name = view.at("cluster"), view.at("name")
    if view.resource.maybe or not name.known or name.is_null or (view.is_set("cluster") and not cluster.known):
        return None
    named = str(cluster.value) if view.is_set("cluster") else _DEFAULT_CLUSTER
    return deployment.clients_of(view.resource).region, named, str(name.value)


def _described(clients: RegionalClients, cluster: str, names: list[str]) -> dict[str, Mapping[str, Any] | Refused]:
    """What AWS says of services of one cluster, by name."""
    answer = asked(lambda: clients("ecs").describe_services(cluster=cluster, services=names))
    if isinstance(answer, Refused):
        return dict.fromkeys(names, answer)
    found = {service["serviceName"]: service for service in answer["services"]}
    return {name: found.get(name, Refused("AWS has no service of this name in its cluster")) for name in names}
