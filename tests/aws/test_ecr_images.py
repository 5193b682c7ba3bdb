from __future__ import annotations

import pytest

from pytest_ecsfargate.aws.ecr_images import EcrImage

HOST = "210987654321.dkr.ecr.eu-central-1.amazonaws.com"
DIGEST = "sha256:" + "0" * 64


@pytest.mark.parametrize(
    ("name", "image"),
    [
        (f"{HOST}/web:1", EcrImage("210987654321", "eu-central-1", "web", "1")),
        (f"{HOST}/web", EcrImage("210987654321", "eu-central-1", "web", "latest")),
        (f"{HOST}/shop/web:v1.2", EcrImage("210987654321", "eu-central-1", "shop/web", "v1.2")),
        (f"{HOST}/web@{DIGEST}", EcrImage("210987654321", "eu-central-1", "web", "", DIGEST)),
        (f"{HOST}/web:1@{DIGEST}", EcrImage("210987654321", "eu-central-1", "web", "1", DIGEST)),
        (
            "210987654321.dkr.ecr.cn-north-1.amazonaws.com.cn/web:1",
            EcrImage("210987654321", "cn-north-1", "web", "1"),
        ),
        ("210987654321.dkr.ecr-fips.us-east-1.amazonaws.com/web:1", EcrImage("210987654321", "us-east-1", "web", "1")),
        ("210987654321.dkr-ecr.us-east-1.on.aws/web:1", EcrImage("210987654321", "us-east-1", "web", "1")),
        ("nginx:1", None),
        ("public.ecr.aws/nginx/nginx:1", None),
        ("ghcr.io/shop/web:1", None),
        (f"{HOST}/", None),
    ],
)
def test_the_parts_of_a_name(name: str, image: EcrImage | None) -> None:
    assert EcrImage.parse(name) == image
