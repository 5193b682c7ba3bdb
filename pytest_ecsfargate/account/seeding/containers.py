"""ECR repositories and images; ECS clusters, services and task definitions."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from .lookup import Lookup
from .network import default_vpc, subnets_of
from .registry import seeds
from .target import Target


def _repository(target: Target, name: str, registry: str) -> dict[str, Any]:
    of = registry or None
    found = target.ask("ecr", "describe_repositories", repositoryNames=[name], registryId=of)
    if found is None or not found["repositories"]:
        return dict(target.create("ecr", "create_repository", repositoryName=name, registryId=of)["repository"])
    return dict(found["repositories"][0])


@seeds("aws_ecr_repository")
def repository(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_ecr_repository` finds."""
    made = _repository(target, lookup.text("name"), lookup.text("registry_id"))
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
    made = _repository(target, name, lookup.text("registry_id"))
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
    return {
        "names": sorted(
            item["repositoryName"] for item in target.create("ecr", "describe_repositories")["repositories"]
        )
    }


def _cluster(target: Target, name: str) -> dict[str, Any]:
    name = name.rpartition("/")[2] or "default"
    found = target.create("ecs", "describe_clusters", clusters=[name])["clusters"]
    return dict(found[0] if found else target.create("ecs", "create_cluster", clusterName=name)["cluster"])


@seeds("aws_ecs_cluster")
def cluster(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_ecs_cluster` finds."""
    made = _cluster(target, lookup.text("cluster_name"))
    return {"id": made["clusterArn"], "arn": made["clusterArn"], "cluster_name": made["clusterName"]}


def _task_definition(target: Target, family: str, container: str = "") -> dict[str, Any]:
    """The task definition of a family, a family with a revision or an ARN; on request with a container in it."""
    name = family.rpartition("/")[2]
    found = target.ask("ecs", "describe_task_definition", taskDefinition=name)
    held = found["taskDefinition"]["containerDefinitions"] if found else []
    if found is None or container not in ("", *(item["name"] for item in held)):
        plain, _, revision = name.partition(":")
        added = {"name": container or "seeded", "image": "seeded:1", "cpu": 256, "memory": 512, "essential": True}
        found = target.create(
            "ecs",
            "register_task_definition",
            {"revision": str(found["taskDefinition"]["revision"]) if found else revision},
            family=plain or "seeded",
            networkMode="awsvpc",
            requiresCompatibilities=["FARGATE"],
            cpu="256",
            memory="512",
            containerDefinitions=[*held, added],
        )
    return dict(found["taskDefinition"])


@seeds("aws_ecs_task_definition")
def task_definition(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_ecs_task_definition` finds."""
    made = _task_definition(target, lookup.text("task_definition"))
    arn, revision = made["taskDefinitionArn"], made["revision"]
    plain = arn.removesuffix(f":{revision}")
    return {"id": arn, "arn": arn, "arn_without_revision": plain, "family": made["family"], "revision": revision}


@seeds("aws_ecs_clusters")
def clusters(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_ecs_clusters` finds."""
    return {"cluster_arns": sorted(target.create("ecs", "list_clusters")["clusterArns"])}


@seeds("aws_ecs_container_definition")
def container_definition(lookup: Lookup, target: Target) -> None:
    """What `aws_ecs_container_definition` finds."""
    _task_definition(target, lookup.text("task_definition"), lookup.text("container_name"))


@seeds("aws_ecs_service")
def service(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_ecs_service` finds."""
    name, parent = lookup.text("service_name"), _cluster(target, lookup.text("cluster_arn"))
    found = target.create("ecs", "describe_services", cluster=parent["clusterArn"], services=[name])["services"]
    if not found:
        vpc_id = default_vpc(target)["VpcId"]
        subnets = subnets_of(target, vpc_id)
        inside = [{"Name": "vpc-id", "Values": [vpc_id]}]
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
