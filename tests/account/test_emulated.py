from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from pytest_ecsfargate.account.emulated import EmulatedAccount
from pytest_ecsfargate.account.errors import AccountError
from pytest_ecsfargate.account.session import is_refusal, want
from pytest_ecsfargate.plan.from_source import plan_module
from tests.processes import gone


def test_the_account_is_not_one_that_the_module_names() -> None:
    first = EmulatedAccount()
    assert EmulatedAccount([f'"arn:aws:iam::{first.account_id}:role/x"']).account_id != first.account_id
    assert EmulatedAccount([f'region = "{first.region}"']).region != first.region
    assert first.account_id not in ("123456789012", "000000000000", "111122223333")
    assert EmulatedAccount().account_id == first.account_id, "it is the same one every time"


def test_who_the_account_is(account: EmulatedAccount) -> None:
    assert account.session().client("sts").get_caller_identity()["Account"] == account.account_id
    assert account.kind == "emulated"


def test_terraform_is_led_to_it_and_nowhere_else(account: EmulatedAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "prod")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "real")
    monkeypatch.setenv("AWS_USE_FIPS_ENDPOINT", "true")
    assert account.session().client("sts").get_caller_identity()["Account"] == account.account_id
    environment = account.environment()
    assert environment["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1:")
    assert "AWS_PROFILE" not in environment
    assert "AWS_SESSION_TOKEN" not in environment
    assert environment["AWS_EC2_METADATA_DISABLED"] == "true"


@pytest.mark.parametrize(
    ("service", "action", "arguments"),
    [
        ("codedeploy", "delete_deployment_config", {"deploymentConfigName": "a"}),
        ("ec2", "describe_spot_fleet_request_history", {"SpotFleetRequestId": "x", "StartTime": 0}),
        ("elbv2", "describe_trust_store_revocations", {"TrustStoreArn": "x"}),
    ],
)
def test_what_moto_cannot_do_is_refused_at_once(
    account: EmulatedAccount, service: str, action: str, arguments: dict[str, object]
) -> None:
    started = time.monotonic()
    with pytest.raises(Exception, match="UnsupportedOperation") as caught:
        getattr(account.session().client(service), action)(**arguments)
    assert is_refusal(caught.value)
    assert time.monotonic() - started < 10
    assert account.faults()


def test_managed_policies_are_there(account: EmulatedAccount) -> None:
    arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
    assert account.session().client("iam").get_policy(PolicyArn=arn)["Policy"]["Arn"] == arn


def test_ids_can_be_wanted(account: EmulatedAccount) -> None:
    ec2 = account.session("us-east-2").client("ec2")
    ec2.describe_vpcs()
    want(ec2, {"vpc": "vpc-0123"})
    assert ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"] == "vpc-0123"
    assert ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"] != "vpc-0123"


def test_what_sessions_do_is_counted_and_what_seeding_does_is_not(account: EmulatedAccount, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('data "aws_sqs_queue" "q" {\n  name = "q"\n}\n')
    before = account.additions
    account.prepare(plan_module(tmp_path))
    assert account.additions == before
    account.session().client("sqs").create_queue(QueueName="other")
    first = account.additions
    account.session("eu-west-3").client("sqs").create_queue(QueueName="other")
    assert len({before, first, account.additions}) == 3


def test_lists_of_ip_ranges_are_read_from_the_account(account: EmulatedAccount, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('data "aws_ip_ranges" "cdn" {\n  services = ["cloudfront"]\n}\n')
    document = account.overrides(plan_module(tmp_path)).override[tmp_path]
    assert document["data"] == {"aws_ip_ranges": {"cdn": {"url": f"{account.endpoint}/ecsfargate/ip-ranges.json"}}}


def outsider(endpoint: str, seconds: float) -> int:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        return int(opener.open(f"{endpoint}/", timeout=seconds).status)
    except urllib.error.HTTPError as error:
        return error.code
    except (TimeoutError, urllib.error.URLError):
        return 0


def test_a_held_account_answers_only_those_who_fill_it(account: EmulatedAccount) -> None:
    account.hold()
    assert outsider(account.endpoint, 0.3) == 0
    assert account.session().client("sts").get_caller_identity()["Account"] == account.account_id
    account.open()
    assert outsider(account.endpoint, 10) != 0


def test_it_ends_when_it_is_closed() -> None:
    made = EmulatedAccount()
    made.start()
    endpoint = made.endpoint
    made.close()
    made.close()
    assert outsider(endpoint, 0.5) == 0


PARENT = """
from pytest_ecsfargate.account.emulated import EmulatedAccount
import os, sys, time
account = EmulatedAccount()
account.start()
child = os.fork() if sys.argv[1] == "forks" else None
print(account.endpoint, account._process.pid, child, flush=True) if child != 0 else None
time.sleep(60)
"""


@pytest.mark.parametrize("kind", ["usual", "forks"])
def test_it_dies_with_its_parent_even_when_that_is_killed(kind: str) -> None:
    """A child that the parent forked has all of its pipes too, and may live on."""
    root = Path(__file__).parents[2]
    parent = subprocess.Popen([sys.executable, "-c", PARENT, kind], cwd=root, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    endpoint, pid, child = parent.stdout.readline().split()
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    try:
        assert gone(int(pid), 10)
        assert outsider(endpoint, 0.5) == 0
    finally:
        if kind == "forks":
            os.kill(int(child), signal.SIGKILL)


def test_without_moto_there_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytest_ecsfargate.account.emulated.is_available", lambda: False)
    with pytest.raises(AccountError, match=r"needs moto: install pytest-ecsfargate\[emulator\]"):
        EmulatedAccount().start()
