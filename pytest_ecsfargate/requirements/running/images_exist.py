"""The images of containers are in their repositories."""

from __future__ import annotations

from collections.abc import Iterator

from ...aws.ecr_images import EcrImage
from ...declaration import requirement
from ...findings import Severity, Verdict
from ...live.running.images import NO_IMAGE, Registries, pulled
from ...live.running.questions import Refused, must_run
from ...plan.model import Plan

_EXPECTED = "an image that is in its repository"


@requirement(
    "ECSF884",
    "Every image of a container that is to come from ECR is there.",
    severity=Severity.HIGH,
    aws_doc="https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-info.html",
    remediation="Push the image before the service is applied, or name a tag that is there.",
    looks_for="container with an image in ECR",
    needs_deployment=True,
)
def assert_images_exist(plan: Plan, *, allow_empty: bool = False) -> Iterator[Verdict]:
    """Every image of a container that is to come from ECR is there.

    The registry, in the region that the image's name says, is asked for the tag or digest; without either, for
    `latest`. Images of other registries are not examined, those of public.ecr.aws included: whether they are there
    depends on credentials that only ECS has. ECSF201 is what says that images have to come from ECR. An image of a pull
    through cache is there when it was pulled for the first time.

    It is skipped in an emulated account: the images that are there are those that the test itself has put there.

    Why:
        A task definition with an image that does not exist registers without a word. A lifecycle policy that removes
        old tags, and a release that was never pushed, show when the next task has to start, at night.

    Fails:
        {
          "ecr:DescribeImages": {
            "Error": {"Code": "ImageNotFoundException", "Message": "The image requested does not exist"}
          }
        }

    Passes:
        {
          "ecr:DescribeImages": {
            "imageDetails": [
              {"registryId": "210987654321", "repositoryName": "web", "imageTags": ["1"]}
            ]
          }
        }

    References:
        - https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecr-repositories.html

    """
    deployment = must_run(plan)
    registries = Registries(deployment)
    for place in pulled(deployment):
        if place.image is None:
            yield place.judge(None, _EXPECTED)
            continue
        found = registries.describe(place.image)
        if not isinstance(found, Refused):
            yield place.judge(True, _EXPECTED)
        elif found.code in NO_IMAGE:
            yield place.judge(False, _EXPECTED, note=_missing(place.image, found.code))
        else:
            yield place.judge(None, _EXPECTED, note=found.reason)


def _missing(image: EcrImage, code: str) -> str:
    where = f"in {image.region} of {image.account}"
    if code != NO_IMAGE[0]:
        return f"there is no repository {image.repository} {where}"
    which = image.digest or f"tag {image.tag}"
    return f"the repository {image.repository} {where} has no image with the {'digest ' * bool(image.digest)}{which}"
