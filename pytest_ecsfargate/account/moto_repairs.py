"""What moto does otherwise than AWS and what cannot be put right from outside, because no answer of its tells enough.

A service is repaired when it is first asked for, in the account's own process, so that the server need not load
services that nobody uses.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

_repairing = threading.Lock()
_repaired: set[str] = set()


def repair(service: str) -> None:
    """Repairs a service, by the name that requests for it are signed with; once."""
    if service in _REPAIRS and service not in _repaired:
        with _repairing:
            if service not in _repaired:
                _REPAIRS[service]()
                _repaired.add(service)


def _codebuild() -> None:
    """A project that gets its source from a pipeline, or has none, says no location.

    https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectSource.html
    """
    from moto.codebuild import responses

    def without_location(check: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
        def checked(said: dict[str, Any]) -> None:
            if said["type"] not in ("CODEPIPELINE", "NO_SOURCE"):
                check(said)

        return checked

    for name in ("_validate_required_params_source", "_validate_required_params_artifacts"):
        setattr(responses, name, without_location(getattr(responses, name)))


def _codedeploy() -> None:
    """Applications and deployment groups can be deleted.

    https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeleteApplication.html deletes the groups as well.
    """
    from moto.codedeploy.responses import CodeDeployResponse
    from moto.core.responses import ActionResult, EmptyResult

    def delete_application(self: Any) -> EmptyResult:
        name, backend = self._get_param("applicationName"), self.codedeploy_backend
        for group in [*backend.deployment_groups.get(name, {})]:
            forget(backend, name, group)
        backend.applications.pop(name, None)
        backend.tagger.delete_all_tags_for_resource(backend._application_arn(name))
        return EmptyResult()

    def delete_deployment_group(self: Any) -> ActionResult:
        forget(self.codedeploy_backend, self._get_param("applicationName"), self._get_param("deploymentGroupName"))
        return ActionResult({"hooksNotCleanedUp": []})

    def forget(backend: Any, application: str, group: str) -> None:
        backend.deployment_groups.get(application, {}).pop(group, None)
        backend.tagger.delete_all_tags_for_resource(backend._deployment_group_arn(application, group))

    for action in (delete_application, delete_deployment_group):
        setattr(CodeDeployResponse, action.__name__, action)


def _codepipeline() -> None:
    """Times are numbers, as AWS's JSON protocol says them."""
    from moto.codepipeline.models import CodePipeline

    def metadata(self: Any) -> dict[str, Any]:
        times = {"created": self._created.timestamp(), "updated": self._updated.timestamp()}
        return {"pipelineArn": self._arn, **times}

    setattr(CodePipeline, metadata.__name__, property(metadata))


def _ec2() -> None:
    """The network ACLs of a VPC go with it, and the network interface of a NAT gateway."""
    from moto.ec2.models import EC2Backend

    usual_vpc, usual_gateway = EC2Backend.delete_vpc, EC2Backend.delete_nat_gateway

    def delete_vpc(self: Any, vpc_id: str) -> Any:
        deleted = usual_vpc(self, vpc_id)
        for name in [name for name, found in self.network_acls.items() if found.vpc_id == vpc_id]:
            del self.network_acls[name]
        return deleted

    def delete_nat_gateway(self: Any, nat_gateway_id: str) -> Any:
        deleted = usual_gateway(self, nat_gateway_id)
        self.enis.pop(deleted._eni.id, None)
        return deleted

    for action in (delete_vpc, delete_nat_gateway):
        setattr(EC2Backend, action.__name__, action)


def _ecs() -> None:
    """No task runs after an update of a service either; a cluster counts what is pending in its services."""
    from moto.ecs.models import EC2ContainerServiceBackend

    usual = EC2ContainerServiceBackend.update_service

    def update_service(self: Any, service_properties: dict[str, Any]) -> Any:
        service = usual(self, service_properties)
        service.running_count, service.pending_count = 0, service.desired_count
        cluster = self.clusters[service.cluster_name]
        others = [found for found in self.services.values() if found.cluster_name == service.cluster_name]
        cluster.running_tasks_count, cluster.pending_tasks_count = 0, sum(found.pending_count for found in others)
        return service

    setattr(EC2ContainerServiceBackend, update_service.__name__, update_service)


def _elasticache() -> None:
    """What is deleted goes, and is not deleting for ever: clients wait until it is gone."""
    from moto.elasticache.models import ElastiCacheBackend

    usual_cluster = ElastiCacheBackend.delete_cache_cluster
    usual_group = ElastiCacheBackend.delete_replication_group

    def delete_cache_cluster(self: Any, cache_cluster_id: str) -> Any:
        deleted = usual_cluster(self, cache_cluster_id)
        del self.cache_clusters[cache_cluster_id]
        return deleted

    def delete_replication_group(self: Any, replication_group_id: str, *args: Any, **kwargs: Any) -> Any:
        deleted = usual_group(self, replication_group_id, *args, **kwargs)
        del self.replication_groups[replication_group_id]
        return deleted

    for action in (delete_cache_cluster, delete_replication_group):
        setattr(ElastiCacheBackend, action.__name__, action)


def _rds() -> None:
    """Each instance has an id of its own, by which the provider finds it."""
    from moto.moto_api._internal import mock_random
    from moto.rds.models import DBInstance

    usual: Any = DBInstance.__init__

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807 - the name that it replaces
        usual(self, *args, **kwargs)
        self.dbi_resource_id = f"db-{mock_random.get_random_string(length=26).upper()}"

    setattr(DBInstance, __init__.__name__, __init__)


def _route53() -> None:
    """A hosted zone that is created with a VPC is private, and its VPCs are told in AWS's words.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHostedZone.html
    """
    from moto.route53.models import FakeZone
    from moto.route53.responses import Route53

    add: Any = FakeZone.add_vpc
    create: Any = Route53.create_hosted_zone

    def add_vpc(self: Any, vpc_id: str | None, vpc_region: str | None) -> dict[str, Any]:
        vpc: dict[str, Any] = add(self, vpc_id, vpc_region)
        vpc |= {"VPCId": vpc_id, "VPCRegion": vpc_region}
        return vpc

    def create_hosted_zone(self: Any) -> Any:
        told = create(self)
        zone, vpc = told.result["HostedZone"], self._get_param("VPC.VPCId")
        if vpc is not None and not zone.vpcs:
            zone.private_zone = True
            told.result["VPC"] = zone.add_vpc(vpc, self._get_param("VPC.VPCRegion"))
            told.result["DelegationSet"] = None
        return told

    setattr(FakeZone, add_vpc.__name__, add_vpc)
    setattr(Route53, create_hosted_zone.__name__, create_hosted_zone)


def _servicediscovery() -> None:
    """The hosted zone of a DNS namespace goes with it.

    https://docs.aws.amazon.com/cloud-map/latest/api/API_DeleteNamespace.html
    """
    from moto.route53.models import route53_backends
    from moto.servicediscovery.models import ServiceDiscoveryBackend
    from moto.utilities.utils import get_partition

    usual = ServiceDiscoveryBackend.delete_namespace

    def delete_namespace(self: Any, namespace_id: str) -> str:
        zone = self.get_namespace(namespace_id).dns_properties.get("HostedZoneId")
        operation: str = usual(self, namespace_id)
        if zone is not None:
            zones = route53_backends[self.account_id][get_partition(self.region_name)].zones
            zones.pop(zone.rpartition("/")[2], None)
        return operation

    setattr(ServiceDiscoveryBackend, delete_namespace.__name__, delete_namespace)


_REPAIRS: dict[str, Callable[[], None]] = {
    "codebuild": _codebuild,
    "codedeploy": _codedeploy,
    "codepipeline": _codepipeline,
    "ec2": _ec2,
    "ecs": _ecs,
    "elasticache": _elasticache,
    "rds": _rds,
    "route53": _route53,
    "servicediscovery": _servicediscovery,
}
