"""The fixture `terraform`, and what is told where terraform cannot run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

PLAN_FILE = Path(__file__).parents[1] / "plan" / "planfile" / "data" / "changes.plan"
TERRAFORM = "--ecsfargate-engine=terraform"

# Built-in resources only: needs no provider.
BUILT_IN = """
variable "name" {
  type    = string
  default = "none"
}

variable "sizes" {
  type    = list(number)
  default = []
}

resource "terraform_data" "it" {
  input = "${var.name} ${length(var.sizes)}"
}

output "name" {
  value = terraform_data.it.output
}
"""


PROVIDER = """
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}
"""


@pytest.fixture
def built_in(pytester: pytest.Pytester) -> None:
    pytester.makefile(".tf", main=BUILT_IN)
    (pytester.path / "terraform.tfvars").write_text('name = "module"\n')


def without_terraform(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


def test_it_is_ready_for_use(pytester: pytest.Pytester, built_in: None, terraform_binary: Path) -> None:
    pytester.makefile(".toml", ecsfargate="[environments.dev]\nvariables = { name = 'dev' }")
    pytester.makepyfile(
        """
        import tftest

        def test_it(terraform):
            assert isinstance(terraform, tftest.TerraformTest)
            assert terraform.module.name != terraform.tfdir
            plan = terraform.plan(output=True)
            assert plan.resources["terraform_data.it"]["values"]["input"] == "dev 2"
            terraform.apply()
            assert terraform.output("name") == "dev 2"
            assert terraform.plan(output=True, tf_vars={"name": "x"}).variables["name"] == "x"
        """
    )
    before = sorted(path.name for path in pytester.path.rglob("*") if ".pytest_cache" not in path.parts)
    result = pytester.runpytest(TERRAFORM, "--ecsfargate-var=sizes=[1, 2]", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=1)
    after = sorted(path.name for path in pytester.path.rglob("*") if "__pycache__" not in path.parts)
    assert after == before


def test_a_plan_by_terraform(pytester: pytest.Pytester, built_in: None, terraform_binary: Path) -> None:
    pytester.makepyfile(
        """
        def test_it(plan):
            assert plan.engine == "terraform"
            assert plan["terraform_data.it"]["input"].value == "module 0"
        """
    )
    result = pytester.runpytest(TERRAFORM)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines([f"ecsfargate: terraform *.*.*, emulated account, module {pytester.path.name}"])


def test_one_terraform_run_for_all_workers(
    pytester: pytest.Pytester, built_in: None, terraform_binary: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wrapper = tmp_path / "terraform"
    wrapper.write_text(f'#!/bin/sh\necho "$1" >> {tmp_path}/calls\nexec {terraform_binary} "$@"\n')
    wrapper.chmod(0o700)
    tests = "".join(f"def test_{number}(plan): pass\n" for number in range(6))
    pytester.makepyfile(test_a=tests, test_b=tests)
    arguments = (TERRAFORM, "-n", "2", f"--ecsfargate-terraform={wrapper}")
    for cache in (["-p", "no:cacheprovider"], [], []):
        pytester.runpytest(*arguments, *cache).assert_outcomes(passed=12)
    calls = (tmp_path / "calls").read_text().split()
    # Once without a cache, once with one; the third run finds the plan of the second.
    assert calls.count("plan") == 2


def test_environments_share_one_init(
    pytester: pytest.Pytester, built_in: None, terraform_binary: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wrapper = tmp_path / "terraform"
    wrapper.write_text(f'#!/bin/sh\necho "$1" >> {tmp_path}/calls\nexec {terraform_binary} "$@"\n')
    wrapper.chmod(0o700)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "t"))
    (tmp_path / "t").mkdir()
    pytester.makefile(".toml", ecsfargate="[environments.a]\nvariables.name = 'a'\n[environments.b]\n")
    pytester.makepyfile(
        """
        def test_plan(plan, ecsfargate_environment):
            assert plan["terraform_data.it"]["input"].value == {"a": "a 0", "b": "module 0"}[ecsfargate_environment]

        def test_a_change(plan, ecsfargate_module, ecsfargate_plan_factory):
            (ecsfargate_module / "more.tf").write_text('resource "terraform_data" "more" {}')
            assert "terraform_data.more" in ecsfargate_plan_factory().resources
            (ecsfargate_module / "more.tf").unlink()
        """
    )
    settings = (TERRAFORM, "-p", "no:cacheprovider", f"--ecsfargate-terraform={wrapper}")
    pytester.runpytest(*settings, "-k", "test_plan").assert_outcomes(passed=2, deselected=2)
    calls = (tmp_path / "calls").read_text().split()
    assert (calls.count("init"), calls.count("plan")) == (1, 2)
    pytester.runpytest(*settings, "-k", "test_a_change").assert_outcomes(passed=2, deselected=2)
    assert list((tmp_path / "t").iterdir()) == []


def test_workers_share_one_init(
    pytester: pytest.Pytester,
    aws_provider: None,
    terraform_binary: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """A provider that no resource uses is installed and looked at by each plan, but never started."""
    wrapper = tmp_path / "terraform"
    wrapper.write_text(
        f'#!/bin/sh\necho "$1" >> {tmp_path}/calls\n[ "$1" = plan ] && sleep 2\nexec {terraform_binary} "$@"\n'
    )
    wrapper.chmod(0o700)
    (tmp_path / "t").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "t"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    module = 'module "it" {\n  source = "./part"\n}\n'
    pytester.makefile(".tf", main=module, versions=PROVIDER)
    (pytester.mkdir("part") / "main.tf").write_text('resource "terraform_data" "it" {}\n')
    pytester.makefile(".toml", ecsfargate="".join(f"[environments.{name}]\n" for name in "abcd"))
    text = "def test_it(plan): assert 'module.it.terraform_data.it' in plan.resources\n"
    pytester.makepyfile(**{f"test_{number}": text for number in range(4)})
    result = pytester.runpytest(TERRAFORM, "-n", "4", f"--ecsfargate-terraform={wrapper}")
    result.assert_outcomes(passed=16)
    calls = (tmp_path / "calls").read_text().split()
    assert (calls.count("init"), calls.count("plan")) == (1, 4)
    # pytester's own folder is there, too.
    assert list((tmp_path / "t").glob("ecsfargate-*")) == []


def test_a_module_that_terraform_refuses_is_planned_once(
    pytester: pytest.Pytester, built_in: None, terraform_binary: Path, tmp_path: Path, workers: tuple[str, str]
) -> None:
    wrapper = tmp_path / "terraform"
    wrapper.write_text(f'#!/bin/sh\necho "$1" >> {tmp_path}/calls\nexec {terraform_binary} "$@"\n')
    wrapper.chmod(0o700)
    pytester.makefile(".tf", more='variable "vpc_id" {\n  type = string\n}\n')
    pytester.makepyfile("".join(f"def test_{number}(plan): pass\n" for number in range(4)))
    result = pytester.runpytest(TERRAFORM, *workers, f"--ecsfargate-terraform={wrapper}")
    result.assert_outcomes(errors=4)
    result.stdout.fnmatch_lines(["*variable vpc_id has no value: set it in ecsfargate.toml under [[]variables[]]*"])
    assert "fixtures.py" not in result.stdout.str()
    assert (tmp_path / "calls").read_text().split().count("plan") == 1


def test_no_terraform(
    pytester: pytest.Pytester, built_in: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    without_terraform(monkeypatch, tmp_path)
    pytester.makepyfile("def test_plan(plan): pass\ndef test_runner(terraform): pass")
    result = pytester.runpytest("-rs")
    result.assert_outcomes(passed=1, skipped=1)
    result.stdout.fnmatch_lines(
        ["ecsfargate: source engine (no terraform on PATH), *", "SKIPPED*: needs terraform, and there is none"]
    )


def test_no_terraform_though_it_is_asked_for(
    pytester: pytest.Pytester, built_in: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    without_terraform(monkeypatch, tmp_path)
    pytester.makepyfile("def test_plan(plan): pass\ndef test_runner(terraform): pass\ndef test_other(): pass")
    result = pytester.runpytest(TERRAFORM)
    result.assert_outcomes(passed=1, errors=2)
    message = "terraform is not on PATH: install it, name it with --ecsfargate-terraform, or plan without it by "
    assert result.stdout.str().count(f"{message}--ecsfargate-engine=source.") == 2
    assert "another exception" not in result.stdout.str()


def test_the_engine_is_source(pytester: pytest.Pytester, built_in: None) -> None:
    pytester.makepyfile("def test_runner(terraform): pass")
    result = pytester.runpytest("--ecsfargate-engine=source", "-rs")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["SKIPPED*: needs terraform, and the engine is source"])


def test_a_binary_that_is_none(pytester: pytest.Pytester, built_in: None) -> None:
    pytester.makepyfile("def test_plan(plan): pass")
    result = pytester.runpytest(TERRAFORM, "--ecsfargate-terraform=./tofuu")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["*/tofuu is no program that can be run: give the path of terraform or tofu with --ecsfargate-terraform."]
    )


@pytest.mark.parametrize("asked", ["option", "ini"])
def test_a_program_that_is_named_and_is_not_there_is_no_reason_for_the_other_engine(
    pytester: pytest.Pytester, built_in: None, asked: str
) -> None:
    pytester.makepyfile("def test_plan(plan): pass\ndef test_other(): pass")
    if asked == "ini":
        pytester.makeini("[pytest]\necsfargate_terraform = nope")
    result = pytester.runpytest(*(["--ecsfargate-terraform=nope"] if asked == "option" else []))
    result.assert_outcomes(errors=1, passed=1)
    result.stdout.fnmatch_lines(["ecsfargate: no nope, *", "*nope is not on PATH: *"])


def test_a_run_that_takes_too_long(pytester: pytest.Pytester, built_in: None, tmp_path: Path) -> None:
    slow = tmp_path / "terraform"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o700)
    pytester.makepyfile("def test_plan(plan): pass")
    result = pytester.runpytest(TERRAFORM, f"--ecsfargate-terraform={slow}", "--ecsfargate-timeout=0.5")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [
            "ecsfargate: terraform of unknown version, *",
            "terraform init did not end within 0.5 s and was stopped: give it longer by --ecsfargate-timeout SECONDS.",
        ]
    )


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT for another process")
def test_ctrl_c_leaves_nothing(
    pytester: pytest.Pytester, built_in: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    slow = tmp_path / "terraform"
    slow.write_text(
        f"""#!{sys.executable} -S
import os, signal, sys, time

def told(*_):
    open({str(tmp_path / "told")!r}, "w").close()
    sys.exit(1)

if sys.argv[1] == "plan":
    signal.signal(signal.SIGINT, told)
    with open({str(tmp_path / "pid")!r}, "w") as stream:
        stream.write(str(os.getpid()))
    os.rename({str(tmp_path / "pid")!r}, {str(tmp_path / "ready")!r})
    time.sleep(60)
print("{{}}")
"""
    )
    slow.chmod(0o700)
    (tmp_path / "t").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "t"))
    pytester.makepyfile("def test_plan(plan): pass")
    command = [sys.executable, "-m", "pytest", TERRAFORM, f"--ecsfargate-terraform={slow}", "-p", "no:cacheprovider"]
    run = subprocess.Popen(command, cwd=pytester.path, stdout=subprocess.PIPE, text=True, start_new_session=True)
    end = time.monotonic() + 60
    while not (tmp_path / "ready").exists() and time.monotonic() < end:
        time.sleep(0.02)
    run.send_signal(signal.SIGINT)
    text, _ = run.communicate(timeout=60)
    assert run.returncode == pytest.ExitCode.INTERRUPTED
    assert "KeyboardInterrupt" in text
    assert (tmp_path / "told").exists()
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "ready").read_text()), 0)
    assert list((tmp_path / "t").iterdir()) == []


def test_a_saved_plan(pytester: pytest.Pytester, built_in: None, terraform_binary: Path) -> None:
    for command in (["init", "-input=false"], ["plan", "-input=false", "-out=saved.plan"]):
        pytester.run(terraform_binary, *command)
    shown = pytester.run(terraform_binary, "show", "-json", "saved.plan")
    (pytester.path / "saved.json").write_text(shown.stdout.str())
    pytester.makefile(".toml", ecsfargate="[environments.dev]\n[environments.prod]")
    pytester.makepyfile(
        """
        def test_it(plan, ecsfargate_environment):
            assert (plan.engine, plan.environment, ecsfargate_environment) == ("saved", None, None)
            assert plan["terraform_data.it"]["input"].value == "module 0"
        """
    )
    result = pytester.runpytest("--ecsfargate-plan=saved.json")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines([f"ecsfargate: saved plan saved.json, module {pytester.path.name}"])
    pytester.runpytest("--ecsfargate-plan=saved.plan").assert_outcomes(passed=1)


def test_a_binary_plan_file_needs_neither_terraform_nor_the_module(pytester: pytest.Pytester) -> None:
    pytester.makefile(".toml", ecsfargate="")
    (pytester.path / "changes").write_bytes(PLAN_FILE.read_bytes())
    pytester.makepyfile(
        """
        def test_it(plan):
            assert plan["terraform_data.created"].location.path == "changing.tf"
        """
    )
    pytester.runpytest("--ecsfargate-plan=changes", "--ecsfargate-terraform=none").assert_outcomes(passed=1)
    (pytester.path / "changes").write_bytes(PLAN_FILE.read_bytes()[:4000])
    result = pytester.runpytest("--ecsfargate-plan=changes")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*changes is no plan: its archive is damaged or cut off."])


def test_a_file_that_is_no_plan(pytester: pytest.Pytester, built_in: None) -> None:
    pytester.makefile(".json", saved="{}")
    pytester.makepyfile("def test_it(plan): pass")
    result = pytester.runpytest("--ecsfargate-plan=saved.json")
    result.assert_outcomes(errors=1)
    assert "fixtures.py" not in result.stdout.str()


def test_the_ambient_account(pytester: pytest.Pytester, built_in: None, terraform_binary: Path) -> None:
    pytester.makepyfile(
        """
        def test_it(plan, ecsfargate_account):
            assert ecsfargate_account.kind == "ambient"
            assert not plan.seeded
        """
    )
    result = pytester.runpytest(TERRAFORM, "--ecsfargate-account=ambient")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["ecsfargate: terraform *, ambient account, *"])


def test_an_account_that_is_filled_by_the_user(
    pytester: pytest.Pytester, terraform_binary: Path, aws_provider: None
) -> None:
    pytester.makefile(
        ".tf",
        main="""
        terraform {
          required_providers {
            aws = {
              source  = "hashicorp/aws"
              version = "~> 5.0"
            }
          }
        }

        provider "aws" {
          region = "eu-central-1"
        }

        data "aws_ssm_parameter" "size" {
          name = "/size"
        }

        output "size" {
          value = nonsensitive(data.aws_ssm_parameter.size.value)
        }
        """,
    )
    pytester.makeconftest(
        """
        import pytest

        @pytest.fixture(scope="session")
        def ecsfargate_account(ecsfargate_account):
            parameters = ecsfargate_account.session("eu-central-1").client("ssm")
            parameters.put_parameter(Name="/size", Type="String", Value="large")
            return ecsfargate_account
        """
    )
    pytester.makepyfile("def test_it(terraform): assert terraform.plan(output=True).outputs['size'] == 'large'")
    pytester.runpytest(TERRAFORM).assert_outcomes(passed=1)


def test_what_the_module_reads_above_is_in_the_copy(pytester: pytest.Pytester, terraform_binary: Path) -> None:
    for name in (".git", "shared", "module"):
        pytester.mkdir(name)
    (pytester.path / "shared" / "x.txt").write_text("above")
    text = 'variable "shared" {}\noutput "x" {\n  value = try(file("${var.shared}/x.txt"), "fallback")\n}\n'
    (pytester.path / "module" / "main.tf").write_text(text)
    pytester.makepyfile("def test_it(terraform): assert terraform.plan(output=True).outputs['x'] == 'above'")
    arguments = ["--ecsfargate-module=module", "--ecsfargate-var=shared=../shared"]
    pytester.runpytest(TERRAFORM, *arguments).assert_outcomes(passed=1)
