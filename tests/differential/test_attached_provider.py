"""A plan by one provider process that serves all of it is the plan that terraform makes with processes of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate.account.emulated import EmulatedAccount
from pytest_ecsfargate.engines import make_plan
from pytest_ecsfargate.plan.request import PlanRequest
from pytest_ecsfargate.terraform import engine
from pytest_ecsfargate.terraform.attached_provider import Attachment, attached_provider

EXAMPLE = Path(__file__).parents[2] / "examples" / "fintech_platform"
REQUEST = PlanRequest(EXAMPLE, var_files=(EXAMPLE / "environments" / "dev.tfvars",))


@contextmanager
def terraforms_own(*_: object) -> Iterator[Attachment]:
    yield Attachment()


def test_the_same_plan_is_made(aws_provider: None, monkeypatch: pytest.MonkeyPatch) -> None:
    attached: list[bool] = []
    documents: list[dict[str, Any]] = []
    document = engine.PlanRun.document

    @contextmanager
    def observed(*arguments: Any) -> Iterator[Attachment]:
        with attached_provider(*arguments) as provider:
            attached.append(bool(provider.environment))
            yield provider
            assert not provider.broken

    def kept(run: engine.PlanRun) -> dict[str, Any]:
        documents.append(document(run))
        return documents[-1]

    monkeypatch.setattr(engine.PlanRun, "document", kept)
    account = EmulatedAccount()
    try:
        for way in (observed, terraforms_own):
            monkeypatch.setattr(engine, "attached_provider", way)
            make_plan(REQUEST, engine="terraform", account=account)
    finally:
        account.close()
    assert attached == [True]
    one, other = map(in_order, documents)
    assert one == other


def in_order(document: dict[str, Any]) -> dict[str, Any]:
    """A plan without when it was made, and with its changes in one order: terraform writes them as it finds them."""
    changes = sorted(document["resource_changes"], key=lambda change: str(change["address"]))
    return {**document, "timestamp": None, "resource_changes": changes, "relevant_attributes": None}
