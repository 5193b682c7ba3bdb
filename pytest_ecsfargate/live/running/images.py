"""Images of containers in ECR: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...aws.ecr_images import EcrImage
from ...findings import Verdict
from ...plan.ecs.ecs import TaskDefinition
from ..deployment import Deployment
from .questions import Refused, asked

NO_IMAGE = ("ImageNotFoundException", "RepositoryNotFoundException")
"""The codes that ECR answers with where there is no such image."""


@dataclass(frozen=True)
class Pulled:
    """An image that a container pulls from ECR, and where it is named; without an image it is not known which."""

    definition: TaskDefinition
    path: str
    image: EcrImage | None = None

    def judge(self, holds: bool | None, expected: object, note: str = "", hint: str = "") -> Verdict:
        """A verdict on the image, at the place that names it."""
        return self.definition.judge(self.path, holds, expected, note=note, hint=hint)


def pulled(deployment: Deployment) -> Iterator[Pulled]:
    """The images of all containers, but for those of other registries."""
    for definition in deployment.task_definitions():
        for path in definition.unknown_paths:
            yield Pulled(definition, path)
        for container in definition.known_containers:
            path = container.path("image")
            if not container.image.known:
                yield Pulled(definition, path)
                continue
            image = EcrImage.parse(str(container.image.value))
            if image is not None:
                yield Pulled(definition, path, image)


@dataclass(frozen=True)
class Scan:
    """What a scan found: its status, why it is that, and the findings, of basic and of enhanced scanning alike."""

    status: str
    description: str
    findings: tuple[Mapping[str, Any], ...] | None


class Registries:
    """What the registries say of images; each is asked once."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self._described: dict[EcrImage, Mapping[str, Any] | Refused] = {}
        self._scans: dict[EcrImage, Scan | Refused] = {}

    def describe(self, image: EcrImage) -> Mapping[str, Any] | Refused:
        """The image as its repository describes it."""
        if image not in self._described:
            self._described[image] = asked(lambda: self._describe(image))
        return self._described[image]

    def scan(self, image: EcrImage) -> Scan | Refused:
        """What the newest scan of the image found."""
        if image not in self._scans:
            self._scans[image] = asked(lambda: self._scan(image))
        return self._scans[image]

    def _describe(self, image: EcrImage) -> Mapping[str, Any]:
        client = self._deployment.clients(image.region)("ecr")
        details: list[Mapping[str, Any]] = client.describe_images(**_repository(image), imageIds=[_id(image)])[
            "imageDetails"
        ]
        return details[0]

    def _scan(self, image: EcrImage) -> Scan:
        client = self._deployment.clients(image.region)("ecr")
        pages = client.get_paginator("describe_image_scan_findings").paginate(**_repository(image), imageId=_id(image))
        status: Mapping[str, Any] = {}
        found: list[Mapping[str, Any]] | None = None
        for page in pages:
            status = page.get("imageScanStatus", status)
            if "imageScanFindings" in page:
                some = page["imageScanFindings"]
                found = [*(found or ()), *some.get("findings", ()), *some.get("enhancedFindings", ())]
        return Scan(
            status.get("status", ""), status.get("description", ""), tuple(found) if found is not None else None
        )


def _repository(image: EcrImage) -> dict[str, str]:
    return {"registryId": image.account, "repositoryName": image.repository}


def _id(image: EcrImage) -> dict[str, str]:
    return {"imageDigest": image.digest} if image.digest else {"imageTag": image.tag}
