"""Elastic Container Registry: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_Repository.html"""

from __future__ import annotations

from ..clients import RegionalClients
from .reader import Attributes, Known, block, if_there, needed, tags_of


def repository(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_ecr_repository`"""
    name = needed(known, "name", "id")
    client = clients("ecr")
    answer = if_there(lambda: client.describe_repositories(repositoryNames=[name]), "RepositoryNotFoundException")
    if answer is None:
        return None
    found = answer["repositories"][0]
    return {
        "id": name,
        "name": name,
        "arn": found["repositoryArn"],
        "registry_id": found["registryId"],
        "repository_url": found["repositoryUri"],
        "image_tag_mutability": found["imageTagMutability"],
        "image_scanning_configuration": block(
            found.get("imageScanningConfiguration"), lambda it: {"scan_on_push": it["scanOnPush"]}
        ),
        "encryption_configuration": block(
            found.get("encryptionConfiguration"),
            lambda it: {"encryption_type": it["encryptionType"], "kms_key": it.get("kmsKey")},
        ),
        "tags_all": tags_of(client.list_tags_for_resource(resourceArn=found["repositoryArn"])["tags"]),
    }


READERS = {"aws_ecr_repository": repository}
