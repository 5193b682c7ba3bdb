from __future__ import annotations

import os
from pathlib import Path

import pytest

from pytest_ecsfargate.terraform.environment import terraform_environment

BASE = {
    "PATH": "/bin",
    "TF_VAR_name": "x",
    "TF_CLI_CONFIG_FILE": "/rc",
    "TF_CLI_ARGS": "-x",
    "TF_CLI_ARGS_plan": "-destroy",
    "TF_DATA_DIR": "/d",
    "TF_WORKSPACE": "prod",
    "TF_LOG": "trace",
    "TF_REATTACH_PROVIDERS": "{}",
    "AWS_PROFILE": "prod",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.2",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "/token",
    "NO_PROXY": "example.com",
}


def test_what_would_change_a_plan_unseen_is_taken_out() -> None:
    made = terraform_environment(BASE, emulated=False)
    assert {name for name in made if name.startswith("TF_")} == {
        "TF_VAR_name",
        "TF_CLI_CONFIG_FILE",
        "TF_IN_AUTOMATION",
        "TF_INPUT",
    }
    assert made["AWS_PROFILE"] == "prod"


def test_relative_paths_are_those_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    base = {"TF_CLI_CONFIG_FILE": "ci/rc", "TF_PLUGIN_CACHE_DIR": "../cache"}
    made = terraform_environment(base, emulated=True)
    assert made["TF_CLI_CONFIG_FILE"] == f"{tmp_path}/ci/rc"
    assert made["TF_PLUGIN_CACHE_DIR"] == f"{tmp_path}/../cache"
    assert terraform_environment({"TF_PLUGIN_CACHE_DIR": ""}, emulated=True)["TF_PLUGIN_CACHE_DIR"] == ""


def test_in_an_emulated_account_nothing_of_the_machine_s_aws_settings_is_left() -> None:
    made = terraform_environment(BASE, emulated=True)
    assert {name: value for name, value in made.items() if name.startswith("AWS_")} == {
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
    assert made["NO_PROXY"] == "example.com,127.0.0.1,localhost,::1"


def test_garbage_is_collected_rarely_unless_the_user_says_how_often() -> None:
    made = terraform_environment(BASE, emulated=True)
    assert (made["GOGC"], made["GOMEMLIMIT"]) == ("400", "1GiB")
    made = terraform_environment({**BASE, "GOGC": "50"}, emulated=True)
    assert (made["GOGC"], made.get("GOMEMLIMIT")) == ("50", None)
