from __future__ import annotations

import pytest

from pytest_ecsfargate.aws.regions import regions_in


@pytest.mark.parametrize(
    ("zone_id", "region"),
    [
        ("use1-az4", "us-east-1"),
        ("usw2-lax1-az1", "us-west-2"),
        ("use1-wl1-bos-wlz1", "us-east-1"),
        ("usgw1-az1", "us-gov-west-1"),
        ("apne1-az2", "ap-northeast-1"),
        ("apse2-az1", "ap-southeast-2"),
        ("aps1-az1", "ap-south-1"),
        ("cnnw1-az1", "cn-northwest-1"),
        ("euc1-az3", "eu-central-1"),
        ("eun1-az1", "eu-north-1"),
        ("mec1-az1", "me-central-1"),
        ("sae1-az1", "sa-east-1"),
    ],
)
def test_the_id_of_a_zone_names_its_region(zone_id: str, region: str) -> None:
    assert list(regions_in(zone_id)) == [region]


@pytest.mark.parametrize(
    ("zone", "region"),
    [
        ("us-west-2a", "us-west-2"),
        ("us-west-2-lax-1a", "us-west-2"),
        ("us-east-1-wl1-bos-wlz-1", "us-east-1"),
    ],
)
def test_a_zone_of_any_kind_names_its_region(zone: str, region: str) -> None:
    assert list(regions_in(zone)) == [region]


@pytest.mark.parametrize("text", ["web-az1", "use1-azure", "us-west-2-web-1abc", "com.amazonaws.s3-global.accesspoint"])
def test_what_only_looks_like_a_zone_or_a_service_names_none(text: str) -> None:
    assert list(regions_in(text)) == []
