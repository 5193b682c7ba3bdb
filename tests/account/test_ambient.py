from __future__ import annotations

from pathlib import Path

import pytest

from pytest_ecsfargate.account.ambient import AmbientAccount
from pytest_ecsfargate.account.choose import make_account
from pytest_ecsfargate.account.emulated import EmulatedAccount
from pytest_ecsfargate.account.errors import AccountError
from pytest_ecsfargate.plan.from_source import plan_module


def test_the_user_s_own_settings_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "sandbox")
    monkeypatch.setenv("AWS_REGION", "eu-west-3")
    account = AmbientAccount()
    assert account.environment()["AWS_PROFILE"] == "sandbox"
    assert account.region == "eu-west-3"
    assert account.kind == "ambient"


def test_only_the_backend_is_changed(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('provider "aws" {\n  profile = "x"\n}\n')
    made = AmbientAccount().overrides(plan_module(tmp_path))
    assert made.override == {tmp_path: {"terraform": [{"backend": {"local": {}}}]}}


def test_without_credentials_there_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, "/dev/null")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(AccountError, match="there are no AWS credentials that work here"):
        _ = AmbientAccount().account_id


def test_an_account_by_its_kind(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('locals {\n  a = "730184296155"\n}\n')
    assert isinstance(make_account("ambient"), AmbientAccount)
    made = make_account("emulated", plan_module(tmp_path))
    assert isinstance(made, EmulatedAccount)
    assert made.account_id != "730184296155"
