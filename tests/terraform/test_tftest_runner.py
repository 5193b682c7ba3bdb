from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tftest

from pytest_ecsfargate.terraform.tftest_runner import PlanOutput, TerraformTest, TerraformTestError

Fake = Callable[[str], str]
Picture = Callable[[Path], dict[str, Any]]

MODULE = """
variable "flag" {
  type    = bool
  default = false
}
variable "nothing" {
  type    = string
  default = "set"
}
variable "password" {
  type      = string
  sensitive = true
  default   = "canary-default"
}
resource "terraform_data" "x" {
  input = var.flag
  lifecycle {
    prevent_destroy = true
  }
}
output "flag" {
  value = terraform_data.x.output
}
output "nothing" {
  value = var.nothing == null ? "null" : var.nothing
}
"""
# Writes what it was called with, so that tests can look at it.
ECHO = "import json; json.dump({'argv': argv, 'env': dict(os.environ)}, open(os.path.join(%r, argv[0]), 'w'))"


@pytest.fixture
def module(tmp_path: Path) -> Path:
    folder = tmp_path / "module"
    folder.mkdir()
    (folder / "main.tf").write_text(MODULE)
    (folder / ".terraform.lock.hcl").write_text("# the user's own\n")
    (folder / "terraform.tfstate").write_text("{}")
    return folder


@pytest.fixture
def called(tmp_path: Path) -> Path:
    folder = tmp_path / "called"
    folder.mkdir()
    return folder


def test_a_module_from_start_to_end(
    terraform_binary: Path, module: Path, temporary: Path, unchanged: Picture, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before = unchanged(module)
    terraform = TerraformTest(module, binary=str(terraform_binary))
    assert "initialized" in terraform.setup(disable_prevent_destroy=True)
    variables = {"flag": True, "nothing": None, "password": "canary-variable"}
    plan = terraform.plan(output=True, tf_vars=variables)
    assert isinstance(plan, PlanOutput)
    assert plan.variables["flag"] is True
    assert plan.outputs["nothing"] == "null"
    assert list(plan.resources) == ["terraform_data.x"]
    assert not hasattr(plan, "no_such_key")
    assert plan.format_version == "1.2"
    assert "canary" not in repr(plan) + str(plan)
    terraform.apply(tf_vars=variables)
    assert terraform.output()["flag"] is True
    assert terraform.output("flag") is True
    assert terraform.state_pull().resources
    assert "Destroy complete" in terraform.destroy(tf_vars=variables)
    assert not terraform.state_pull().resources
    terraform.close()
    assert unchanged(module) == before
    assert list(temporary.iterdir()) == []
    assert "canary" not in caplog.text


def test_it_is_tftest_s_own_class_to_those_who_ask(module: Path, fake: Fake) -> None:
    assert isinstance(TerraformTest(module, binary=fake("")), tftest.TerraformTest)


def test_no_value_is_an_argument(module: Path, fake: Fake, called: Path) -> None:
    terraform = TerraformTest(module, binary=fake(ECHO % str(called)))
    terraform.plan(tf_vars={"password": "canary", "flag": True}, tf_var_file="a.tfvars", targets=["terraform_data.x"])
    argv = json.loads((called / "plan").read_text())["argv"]
    assert argv[0] == "plan"
    assert "-target=terraform_data.x" in argv
    assert argv[-2] == "-var-file=a.tfvars"
    path = Path(argv[-1].removeprefix("-var-file="))
    assert json.loads(path.read_text()) == {"password": "canary", "flag": True}
    assert path.stat().st_mode & 0o777 == 0o600
    assert "canary" not in str(argv)


def test_what_tftest_would_pass_over_is_refused(module: Path, fake: Fake) -> None:
    terraform = TerraformTest(module, binary=fake(""))
    with pytest.raises(TypeError, match="no such argument: tfvars"):
        terraform.plan(tfvars={"a": 1})
    with pytest.raises(TypeError, match="no such argument: auto_aprove"):
        terraform.destroy(auto_aprove=True)
    for call in (terraform.init, terraform.plan, terraform.apply, terraform.destroy, terraform.output):
        with pytest.raises(TypeError, match="tftest's cache is not there"):
            call(use_cache=True)
    with pytest.raises(TypeError, match="tftest's cache is not there"):
        TerraformTest(module, enable_cache=True)


@pytest.mark.parametrize("code", [1, 2, 3, 11, 127])
def test_every_exit_code_is_judged(module: Path, fake: Fake, code: int) -> None:
    terraform = TerraformTest(module, binary=fake(f"sys.stderr.write('e' * 200_000 + ' the end'); sys.exit({code})"))
    with pytest.raises(TerraformTestError, match=f"Error running command plan: {code} e+ the end") as caught:
        terraform.plan()
    assert caught.value.cmd_error.endswith("the end")
    assert len(str(caught.value)) < 10_000


def test_two_is_a_success_where_it_was_asked_for(module: Path, fake: Fake) -> None:
    terraform = TerraformTest(module, binary=fake("sys.exit(2)"))
    assert terraform.execute_command("plan", "-detailed-exitcode").retcode == 2


def test_an_error_names_the_user_s_path_and_no_secret(module: Path, fake: Fake) -> None:
    terraform = TerraformTest(module, binary=fake("sys.stderr.write(os.getcwd() + ' canary-variable'); sys.exit(1)"))
    with pytest.raises(TerraformTestError) as caught:
        terraform.plan(tf_vars={"password": "canary-variable"})
    assert f"{module} (sensitive)" in str(caught.value)


def test_the_environment(module: Path, fake: Fake, called: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_CLI_ARGS_plan", "-destroy")
    monkeypatch.setenv("TF_VAR_flag", "true")
    TerraformTest(module, binary=fake(ECHO % str(called)), env={"AWS_REGION": "eu-west-1"}).plan()
    environment = json.loads((called / "plan").read_text())["env"]
    assert "TF_CLI_ARGS_plan" not in environment
    assert environment["TF_VAR_flag"] == "true"
    assert environment["AWS_REGION"] == "eu-west-1"


def test_extra_files_go_into_the_copy(module: Path, fake: Fake, tmp_path: Path) -> None:
    (tmp_path / "extra.tf").write_text("# extra")
    terraform = TerraformTest("module", basedir=tmp_path, binary=fake(""))
    terraform.setup(extra_files=["extra.tf"])
    assert (Path(terraform.tfdir) / "extra.tf").read_text() == "# extra"
    assert not (module / "extra.tf").exists()
    with pytest.raises(TerraformTestError, match=r"There is no file nothing\.tf"):
        terraform.setup(extra_files=["nothing.tf"])


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(TerraformTestError, match="There is no module folder"):
        TerraformTest(tmp_path / "nothing")


def test_several_at_once_in_one_folder(module: Path, fake: Fake) -> None:
    several = [TerraformTest(module, binary=fake("")) for _ in range(3)]
    assert len({terraform.tfdir for terraform in several}) == 3
