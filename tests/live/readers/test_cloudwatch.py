from __future__ import annotations

import json

from pytest_ecsfargate.account.emulated import EmulatedAccount
from pytest_ecsfargate.live.clients import RegionalClients
from tests.live.readers.conftest import Read, Told


def test_a_dashboard(account: EmulatedAccount, clients: RegionalClients, read: Read) -> None:
    for text in ("Hi", "Ho"):
        properties = {"markdown": text}
        widget = {"type": "text", "x": 0, "y": 0, "width": 3, "height": 3, "properties": properties}
        body = json.dumps({"widgets": [widget]})
        clients("cloudwatch").put_dashboard(DashboardName="app", DashboardBody=body)
        assert read("aws_cloudwatch_dashboard", dashboard_name="app") == {
            "id": "app",
            "dashboard_name": "app",
            "dashboard_arn": f"arn:aws:cloudwatch::{account.account_id}:dashboard/app",
            "dashboard_body": body,
        }


def test_the_newer_protocol_has_another_word_for_what_is_not_there(told: Told) -> None:
    read = told("cloudwatch", ("get_dashboard", "DashboardNotFoundError"))
    assert read("aws_cloudwatch_dashboard", dashboard_name="app") is None
