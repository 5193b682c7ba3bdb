"""ECR repositories and images; ECS clusters, services and task definitions."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from .lookup import Lookup
from .network import default_vpc
from .registry import seeds
from .target import Target


def _repository(target: Target, name: str) -> dict[str, Any]:
    found = target.ask("ecr", "describe_repositories", repositoryNames=[name])
    if found is None:
        return dict(target.create("ecr", "create_repository", repositoryName=name)["repository"])
    return dict(found["repositories"][0])


@seeds("aws_ecr_repository")
def repository(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_ecr_repository` finds."""
    made = _repository(target, lookup.text("name"))
    return {
        "id": made["repositoryName"],
        "name": made["repositoryName"],
        "arn": made["repositoryArn"],
        "repository_url": made["repositoryUri"],
        "registry_id": made["registryId"],
    }


@seeds("aws_ecr_image")
def image(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_ecr_image` finds."""
    name, tag = lookup.text("repository_name"), lookup.text("image_tag") or "latest"
    made = _repository(target, name)
    digest = "sha256:" + hashlib.sha256(name.encode()).hexdigest()
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
        "config": {
            "mediaType": "application/vnd.docker.container.image.v1+json",
            "size": 1,
            "digest": digest,
        },
        "layers": [],
    }
    target.ask("ecr", "put_image", repositoryName=name, imageManifest=json.dumps(manifest), imageTag=tag)
    images = target.ask("ecr", "describe_images", repositoryName=name, imageIds=[{"imageTag": tag}])
    found = images["imageDetails"][0]["imageDigest"] if images else digest
    return {"id": found, "image_digest": found, "image_uri": f"{made['repositoryUri']}@{found}"}


@seeds("aws_ecr_repositories")
def repositories(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_ecr_repositories` finds."""
    return {"names": []}


def _cluster(target: Target, name: str) -> dict[str, Any]:
    name = name.rpartition("/")[2] or "default"
    found = target.create("ecs", "describe_clusters", clusters=[name])["clusters"]
    return dict(found[0] if found else target.create("ecs", "create_cluster", clusterName=name)["cluster"])


@seeds("aws_ecs_cluster")
def cluster(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_ecs_cluster` finds."""
    made = _cluster(target, lookup.text("cluster_name"))
    return {"id": made["clusterArn"], "arn": made["clusterArn"], "cluster_name": made["clusterName"]}


def _task_definition(target: Target, family: str) -> dict[str, Any]:
    name = family.rpartition("/")[2]
    found = target.ask("ecs", "describe_task_definition", taskDefinition=name)
    if found is None:
        found = target.create(
            "ecs",
            "register_task_definition",
            family=name.partition(":")[0] or "seeded",
            networkMode="awsvpc",
            requiresCompatibilities=["FARGATE"],
            cpu="256",
            memory="512",
            containerDefinitions=[{"name": "seeded", "image": "seeded", "essential": True}],
        )
    return dict(found["taskDefinition"])


@seeds("aws_ecs_task_definition")
def task_definition(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_ecs_task_definition` finds."""
    made = _task_definition(target, lookup.text("task_definition"))
    arn = made["taskDefinitionArn"]
    return {"id": arn, "arn": arn, "family": made["family"], "revision": made["revision"]}


@seeds("aws_ecs_container_definition")
def container_definition(lookup: Lookup, target: Target) -> None:
    """What `aws_ecs_container_definition` finds."""
    family, name = lookup.text("task_definition").rpartition("/")[2], lookup.text("container_name")
    if target.ask("ecs", "describe_task_definition", taskDefinition=family) is None:
        target.create(
            "ecs",
            "register_task_definition",
            family=family.partition(":")[0],
            containerDefinitions=[{"name": name, "image": "seeded:1", "cpu": 1, "memory": 64, "essential": True}],
        )


@seeds("aws_ecs_service")
def service(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_ecs_service` finds."""
    name, parent = lookup.text("service_name"), _cluster(target, lookup.text("cluster_arn"))
    found = target.create("ecs", "describe_services", cluster=parent["clusterArn"], services=[name])["services"]
    if not found:
        inside = [{"Name": "vpc-id", "Values": [default_vpc(target)["VpcId"]]}]
        subnets = target.create("ec2", "describe_subnets", Filters=inside)["Subnets"]
        groups = target.create("ec2", "describe_security_groups", Filters=inside)["SecurityGroups"]
        network = {
            "subnets": [item["SubnetId"] for item in subnets[:1]],
            "securityGroups": [item["GroupId"] for item in groups[:1]],
        }
        made = target.create(
            "ecs",
            "create_service",
            cluster=parent["clusterArn"],
            serviceName=name,
            taskDefinition=_task_definition(target, "seeded")["taskDefinitionArn"],
            desiredCount=0,
            launchType="FARGATE",
            networkConfiguration={"awsvpcConfiguration": network},
        )
        found = [made["service"]]
    return {"id": found[0]["serviceArn"], "arn": found[0]["serviceArn"], "service_name": name}
