"""`.ci/prices.py`, with the answers that the Price List API gives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

TOOL = Path(__file__).parents[2] / ".ci" / "prices.py"
REGION = "eu-central-1"


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The tool, working on a file with one price of one region."""
    spec = spec_from_file_location("ci_prices", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    path = tmp_path / "prices.json"
    path.write_text(json.dumps({"as_of": "2020-01-01", "regions": {REGION: {"fargate-vcpu-hour": 1.0}}}))
    monkeypatch.setattr(module, "FILE", path)
    return module


@pytest.fixture
def stubber() -> Iterator[Stubber]:
    client = boto3.client("pricing", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    with Stubber(client) as found:
        yield found


def product(usage_type: str, *steps: tuple[str, str]) -> str:
    dimensions = {
        f"sku.{number}": {"beginRange": begin, "unit": "hours", "pricePerUnit": {"USD": usd}}
        for number, (begin, usd) in enumerate(steps)
    }
    return json.dumps(
        {
            "product": {"attributes": {"usagetype": usage_type, "regionCode": REGION}},
            "terms": {"OnDemand": {"sku.term": {"priceDimensions": dimensions}}},
        }
    )


def answer(stubber: Stubber, service: str, *prices: str, **fields: str) -> None:
    filters = [{"Type": "TERM_MATCH", "Field": name, "Value": value} for name, value in fields.items()]
    expected = {"ServiceCode": service, "Filters": filters}
    stubber.add_response("get_products", {"PriceList": list(prices)}, expected)


def listed(stubber: Stubber, region: str = REGION) -> None:
    """What AWS lists in a region: some of what is asked for, among others."""
    answer(
        stubber,
        "AmazonECS",
        product("EUC1-Fargate-vCPU-Hours:perCPU", ("0", "0.0465600000")),
        product("EUC1-Fargate-GB-Hours", ("0", "0.0051100000")),
        product("EUC1-Fargate-ARM-GB-Hours", ("0", "0.0040900000")),
        product("EUC1-ECS-EC2-vCPU-Hours", ("0", "0.0000000000")),
        regionCode=region,
    )
    families = ("Load Balancer-Application", "0.0270000000"), ("Load Balancer-Network", "0.0280000000")
    for family, usd in families:
        load_balancer = product("EUC1-LoadBalancerUsage", ("0", usd))
        others = [product(f"{prefix}LoadBalancerUsage", ("0", "9")) for prefix in ("EUC1-Outposts-", "TS-", "EUC1-TS-")]
        answer(stubber, "AWSELB", load_balancer, *others, regionCode=region, productFamily=family)
    logs = product("EUC1-DataProcessing-Bytes", ("5", "0.6300000000"), ("0", "0.0000000000"))
    answer(stubber, "AmazonCloudWatch", logs, regionCode=region)


def test_a_region_is_read(tool: Any, stubber: Stubber) -> None:
    listed(stubber)
    assert tool.read(stubber.client, REGION) == {
        "alb-hour": 0.027,
        "fargate-arm-gb-hour": 0.00409,
        "fargate-gb-hour": 0.00511,
        "fargate-vcpu-hour": 0.04656,
        "logs-ingested-gb": 0.63,
        "nlb-hour": 0.028,
    }
    stubber.assert_no_pending_responses()


def test_differences_are_told(tool: Any, stubber: Stubber, capsys: pytest.CaptureFixture[str]) -> None:
    listed(stubber)
    before = tool.FILE.read_text()
    assert tool.main(["--region", REGION], stubber.client) == 1
    assert "eu-central-1 fargate-vcpu-hour: 1.0 -> 0.04656\n" in capsys.readouterr().out
    assert tool.FILE.read_text() == before


def test_writing_reads_every_region_and_dates_the_file(tool: Any, stubber: Stubber) -> None:
    listed(stubber, "eu-north-1")
    listed(stubber)
    assert tool.main(["--region", "eu-north-1", "--write"], stubber.client) == 0
    stubber.assert_no_pending_responses()
    document = json.loads(tool.FILE.read_text())
    assert list(document["regions"]) == [REGION, "eu-north-1"]
    assert document["regions"][REGION]["fargate-vcpu-hour"] == 0.04656
    assert document["as_of"] > "2026"
    assert document["written"] == "by .ci/prices.py"


def test_one_usage_type_with_two_prices_is_refused(tool: Any) -> None:
    two = [json.loads(product(f"{prefix}LCUUsage", ("0", usd))) for prefix, usd in (("", "0.008"), ("EUC1-", "0.009"))]
    with pytest.raises(ValueError, match=r"^LCUUsage has several prices: \[0\.008, 0\.009\]$"):
        tool.price(two, "LCUUsage")
