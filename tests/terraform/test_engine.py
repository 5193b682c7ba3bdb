"""`run_plan`: what terraform is told, what becomes of its answers, and how its failures read. No provider is needed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate.engines import make_plan
from pytest_ecsfargate.plan.model import Plan
from pytest_ecsfargate.plan.request import PlanRequest
from pytest_ecsfargate.terraform.binary import find_binary, version
from pytest_ecsfargate.terraform.engine import run_plan
from pytest_ecsfargate.terraform.environment import terraform_environment
from pytest_ecsfargate.terraform.errors import MissingTerraform, TerraformError, TerraformTimeout
from pytest_ecsfargate.terraform.redaction import Redactor

Fake = Callable[[str], str]
Picture = Callable[[Path], dict[str, Any]]
CANARY = "canary-9176"
AS_SOMEBODY_ELSE = """
# What is loaded late, while it can be read.
import encodings.cp437, msgpack, os, sys
from pathlib import Path
from pytest_ecsfargate.plan.request import PlanRequest
from pytest_ecsfargate.terraform.engine import run_plan
os.setgroups([]), os.setgid(65534), os.setuid(65534)
module, sys.executable = Path(sys.argv[1]), sys.argv[3]
assert not os.access(module, os.W_OK)
document = run_plan(PlanRequest(module), binary=sys.argv[2], environment=dict(os.environ))
print(document["resource_changes"][0]["change"]["after"]["input"])
"""
PLAN_FILE = Path(__file__).parents[1] / "plan" / "planfile" / "data" / "changes.plan"


@pytest.fixture
def module(tmp_path: Path) -> Path:
    folder = tmp_path / "mein modül"
    folder.mkdir()
    return folder


def planned(module: Path, text: str, binary: str | Path = "terraform", **settings: Any) -> dict[str, Any]:
    (module / "main.tf").write_text(text)
    timeout = settings.pop("timeout", 60)
    environment = {**os.environ, "CHECKPOINT_DISABLE": "1"}
    return run_plan(
        PlanRequest(module, **settings),
        binary=str(binary),
        environment=environment,
        redact=Redactor([CANARY]),
        timeout=timeout,
    )


def failing(module: Path, text: str, binary: str | Path, **settings: Any) -> list[str]:
    with pytest.raises(TerraformError) as caught:
        planned(module, text, binary, **settings)
    lines = str(caught.value).splitlines()
    assert len(lines) < 12
    assert "/copy/" not in str(caught.value)
    return lines


class TestWithoutTerraform:
    def test_values_are_in_a_private_file_and_files_keep_their_order(self, module: Path, fake: Fake) -> None:
        values = [module / "a.tfvars", module / "b.tfvars"]
        code = (
            "log = open(os.path.join(%r, 'log'), 'a')\n"
            "log.write(repr(argv) + '\\n')\n"
            "names = [a.split('=', 1)[1] for a in argv if a.startswith('-var-file=')]\n"
            "log.write(open(names[-1]).read() + '\\n' if names else '')\n"
            "print('{}' if argv[0] == 'show' else '')"
        )
        given = {"p": CANARY, "b": True}
        planned(module, "", fake(code % str(module.parent)), variables=given, var_files=tuple(values))
        init, plan, content, show = (module.parent / "log").read_text().splitlines()
        assert init == "['init', '-json', '-input=false']"
        assert f"'-var-file={values[0]}', '-var-file={values[1]}', '-var-file=" in plan
        assert json.loads(content) == given
        assert show.startswith("['show', '-no-color', '-json', ")
        assert CANARY not in init + plan + show

    def test_the_plan_file_is_read_without_show(self, module: Path, fake: Fake) -> None:
        code = (
            f"out = [a.split('=', 1)[1] for a in argv if a.startswith('-out=')]\n"
            f"if out: open(out[0], 'wb').write(open({str(PLAN_FILE)!r}, 'rb').read())\n"
            "assert argv[0] != 'show'"
        )
        document = planned(module, "", fake(code))
        assert document["terraform_version"] == "1.11.4"
        assert len(document["resource_changes"]) == 18

    def test_a_plan_file_that_is_not_known_is_shown(self, module: Path, fake: Fake) -> None:
        code = (
            "out = [a.split('=', 1)[1] for a in argv if a.startswith('-out=')]\n"
            "if out: open(out[0], 'wb').write(b'PK\\x03\\x04')\n"
            "print('{\"shown\": true}' if argv[0] == 'show' else '')"
        )
        assert planned(module, "", fake(code)) == {"shown": True}

    def test_an_old_program_that_has_no_json_for_init(self, module: Path, fake: Fake) -> None:
        code = (
            "if argv[:2] == ['init', '-json']:\n"
            "    sys.stderr.write('flag provided but not defined: -json'); sys.exit(1)\n"
            "print('{}')"
        )
        assert planned(module, "", fake(code)) == {}

    @pytest.mark.parametrize(
        "line",
        [
            '{"diagnostic": "x"}',
            '{"diagnostic": {"severity": "error", "summary": 5, "detail": ["x"], "range": {"filename": 7}}}',
            '{"diagnostic": {"severity": "error", "range": {"filename": "main.tf", "start": {"line": "x"}}}}',
            '{"diagnostic": {"severity": "error", "range": {"filename": "main.tf", "start": 5}}}',
            '{"a":' * 100_000,
        ],
    )
    def test_a_program_that_says_something_else(self, module: Path, fake: Fake, line: str) -> None:
        assert "init failed" in failing(module, "", fake(f"print({line!r}); sys.exit(1)"))[0]

    def test_a_program_that_hangs(
        self, module: Path, fake: Fake, temporary: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("pytest_ecsfargate.terraform.process._GRACE", 0.2)
        with pytest.raises(TerraformTimeout):
            planned(module, "", fake("time.sleep(60)"), timeout=0.5)
        assert list(temporary.iterdir()) == []

    def test_a_program_that_floods_stderr_and_fails(self, module: Path, fake: Fake) -> None:
        lines = failing(module, "", fake(f"sys.stderr.write('x {CANARY}\\n' * 50_000); sys.exit(1)"))
        assert lines[0].endswith("init failed with exit code 1.")
        assert CANARY not in str(lines)

    @pytest.mark.parametrize("shown", ["hello", "[1]", "{" * 100_000, '{"a":' * 100_000, '{"resource_changes": [5]}'])
    def test_a_program_that_shows_no_plan(self, module: Path, fake: Fake, shown: str) -> None:
        code = f"print({shown!r} if argv[0] == 'show' else '')"
        assert failing(module, "", fake(code))[0].endswith("show gave no JSON of a plan.")

    @pytest.mark.parametrize("name", ["terraform-that-nobody-has", "./nothing"])
    def test_no_program(self, name: str) -> None:
        with pytest.raises(MissingTerraform) as caught:
            find_binary(name)
        assert "--ecsfargate-terraform" in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_no_program_is_a_failure_only_where_terraform_is_asked_for(self, module: Path) -> None:
        (module / "main.tf").write_text("")
        assert make_plan(PlanRequest(module), binary="terraform-that-nobody-has").engine == "source"
        with pytest.raises(MissingTerraform):
            make_plan(PlanRequest(module), engine="terraform", binary="terraform-that-nobody-has")

    def test_a_program_that_is_something_else(self, fake: Fake) -> None:
        with pytest.raises(TerraformError, match="does not tell its version: is it terraform or tofu"):
            version(fake("print('hello')"))


class TestWithTerraform:
    def test_a_plan(self, terraform_binary: Path, module: Path, temporary: Path, unchanged: Picture) -> None:
        text = """
        terraform {
          backend "s3" {
            bucket = "b"
            key    = "k"
            region = "eu-west-1"
          }
        }
        variable "typed" {
          type = object({ a = optional(bool), b = list(number) })
        }
        variable "none" {
          default = "x"
        }
        resource "terraform_data" "x" {
          input = [var.typed, var.none, path.cwd]
        }
        """
        (module / "main.tf").write_text(text)
        (module / ".terraform.lock.hcl").write_text("# mine\n")
        for path in (*module.iterdir(), module):
            path.chmod(0o555 if path.is_dir() else 0o444)
        before = unchanged(module)
        document = run_plan(
            PlanRequest(module, variables={"typed": {"a": True, "b": [1]}, "none": None}),
            binary=str(terraform_binary),
            environment=dict(os.environ),
        )
        (change,) = document["resource_changes"]
        assert change["change"]["after"]["input"] == [{"a": True, "b": [1]}, None, str(module)]
        assert unchanged(module) == before
        assert list(temporary.iterdir()) == []
        module.chmod(0o755)

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("s3", 'backend "s3" {\n bucket = "b"\n key = "k"\n region = "eu-west-1"\n dynamodb_table = "t"\n}'),
            ("remote", 'backend "remote" {\n organization = "o"\n workspaces {\n prefix = "x-"\n }\n}'),
            ("http", 'backend "http" {\n address = "http://127.0.0.1:9/state"\n}'),
            ("gcs", 'backend "gcs" {\n bucket = "b"\n}'),
            ("consul", 'backend "consul" {\n path = "p"\n}'),
            ("pg", 'backend "pg" {}'),
            ("kubernetes", 'backend "kubernetes" {\n secret_suffix = "s"\n}'),
            ("cloud", 'cloud {\n organization = "o"\n workspaces {\n name = "n"\n }\n}'),
            ("tags", 'cloud {\n organization = "o"\n workspaces {\n tags = ["a"]\n }\n}'),
        ],
    )
    def test_no_state_is_touched(self, terraform_binary: Path, module: Path, name: str, text: str) -> None:
        document = planned(module, f"terraform {{\n{text}\n}}\n", terraform_binary)
        assert document["format_version"] == "1.2"
        # What a state had would be destroyed.
        assert document["resource_changes"] == []

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("b.tf.json", '{"terraform": {"backend": {"s3": {"bucket": "b", "key": "k", "region": "x"}}}}'),
            ("b.tf.json", '{"terraform": [{"cloud": {"organization": "o", "workspaces": {"name": "n"}}}]}'),
            ("b_override.tf", 'terraform {\n  backend "http" {}\n}\n'),
            ("zzzzz_override.tf", 'terraform {\n  backend "pg" {}\n}\n'),
            ("\u00fcber_override.tf.json", '{"terraform": {"cloud": {"organization": "o"}}}'),
        ],
    )
    def test_no_state_is_touched_wherever_it_is_said(
        self, terraform_binary: Path, module: Path, name: str, text: str
    ) -> None:
        (module / name).write_text(text)
        document = planned(module, 'terraform {\n  required_version = "> 1"\n}\n', terraform_binary)
        assert document["resource_changes"] == []

    def test_what_the_shell_says_to_terraform_changes_nothing(
        self, terraform_binary: Path, module: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name, value in {
            "TF_WORKSPACE": "prod",
            "TF_CLI_ARGS": "-no-such-flag",
            "TF_CLI_ARGS_plan": "-destroy",
            "TF_DATA_DIR": str(module / "data"),
            "TF_LOG": "trace",
            "TF_LOG_PATH": str(module / "log"),
            "TF_INPUT": "1",
        }.items():
            monkeypatch.setenv(name, value)
        (module / "main.tf").write_text('resource "terraform_data" "x" {\n  input = terraform.workspace\n}\n')
        environment = terraform_environment(os.environ, emulated=True)
        document = run_plan(PlanRequest(module), binary=str(terraform_binary), environment=environment)
        (change,) = document["resource_changes"]
        assert change["change"]["after"]["input"] == "default"
        assert [path.name for path in module.iterdir()] == ["main.tf"]

    def test_values_keep_their_types_however_large_they_are(self, terraform_binary: Path, module: Path) -> None:
        given = {
            "bool": True,
            "none": None,
            "nested": {"a": [1, {"b": None, "c": [True, "x"]}], "\u00fc": '"${x}%{y}'},
            "float": 0.1,
            "large": 12345678901234567890123,
            "text": "x" * 300_000,
        }
        declared = "".join(f'variable "{name}" {{\n  type = any\n}}\n' for name in given)
        text = "length(var.text), jsonencode([var.bool, var.none, var.nested, var.float, var.large])"
        document = planned(
            module,
            f'{declared}resource "terraform_data" "x" {{\n  input = [{text}]\n}}\n',
            terraform_binary,
            variables=given,
        )
        (change,) = document["resource_changes"]
        length, encoded = change["change"]["after"]["input"]
        assert length == 300_000
        assert json.loads(encoded) == [given[name] for name in ("bool", "none", "nested", "float", "large")]

    def test_var_files_win_over_the_module_s_own_in_their_order(self, terraform_binary: Path, module: Path) -> None:
        values = {"terraform.tfvars": "abcd", "x.auto.tfvars": "bcd", "one.tfvars": "cd", "two.tfvars": "d"}
        for name, variables in values.items():
            (module / name).write_text("".join(f'{each} = "{name}"\n' for each in variables))
        text = "".join(f'variable "{name}" {{}}\n' for name in "abcde")
        text += 'resource "terraform_data" "x" {\n  input = [var.a, var.b, var.c, var.d, var.e]\n}\n'
        files = (module / "one.tfvars", module / "two.tfvars")
        document = planned(module, text, terraform_binary, var_files=files, variables={"e": "direct"})
        (change,) = document["resource_changes"]
        assert change["change"]["after"]["input"] == [*values, "direct"]

    def test_a_value_of_the_wrong_type(self, terraform_binary: Path, module: Path) -> None:
        text = 'variable "size" {\n  type = number\n}\nvariable "other" {}\n'
        lines = failing(module, text, terraform_binary, variables={"size": "abc", "other": "nobody's concern"})
        assert lines[:3] == [
            "terraform plan failed: Invalid value for input variable",
            "  --> main.tf:1:1",
            '    1 | variable "size" {',
        ]
        assert "concern" not in "".join(lines)
        assert lines[-1].startswith("fix: variable size cannot have the value")

    def test_another_program_that_is_terraform(self, terraform_binary: Path, module: Path, tmp_path: Path) -> None:
        tofu = tmp_path / "tofu"
        tofu.write_text(f'#!/bin/sh\nexec {terraform_binary} "$@"\n')
        tofu.chmod(0o700)
        assert planned(module, "", tofu)["format_version"] == "1.2"
        assert failing(module, 'variable "x" {}\n', tofu)[0] == "tofu plan failed: No value for required variable"

    def test_a_folder_that_is_somebody_else_s(self, terraform_binary: Path, unchanged: Picture) -> None:
        if os.name == "nt" or os.getuid() != 0:
            pytest.skip("only root can become somebody else")
        # This one may lie in root's own folder.
        python = shutil.which("python3", path=os.defpath)
        if python is None:
            pytest.skip("there is no python that somebody else can run")
        # Not below pytest's own folder, which others cannot look into.
        with tempfile.TemporaryDirectory() as folder:
            module = Path(folder) / "m"
            module.mkdir()
            (module / "main.tf").write_text('resource "terraform_data" "x" {\n  input = 1\n}\n')
            (module / ".terraform.lock.hcl").write_text("# mine\n")
            Path(folder).chmod(0o755)
            before = unchanged(module)
            environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
            plan = subprocess.run(
                [sys.executable, "-c", AS_SOMEBODY_ELSE, str(module), str(terraform_binary), python],
                cwd=Path(__file__).parents[2],
                env=environment,
                capture_output=True,
                text=True,
                check=False,
                timeout=120,
            )
            assert (plan.stdout, plan.stderr) == ("1\n", "")
            assert unchanged(module) == before

    def test_a_missing_variable(self, terraform_binary: Path, module: Path) -> None:
        lines = failing(module, '# first\nvariable "vpc_id" {\n  type = string\n}\n', terraform_binary)
        assert lines[:3] == [
            "terraform plan failed: No value for required variable",
            "  --> main.tf:2:1",
            '    2 | variable "vpc_id" {',
        ]
        assert lines[-1].startswith("fix: variable vpc_id has no value: set it in ecsfargate.toml")

    def test_broken_text(self, terraform_binary: Path, module: Path) -> None:
        lines = failing(module, 'resource "terraform_data" "x" {\n  input = \n}\n', terraform_binary)
        assert lines[0] == "terraform init failed: Invalid expression"
        assert lines[1] == "  --> main.tf:2:11"

    def test_a_wrong_reference_in_a_child_module(self, terraform_binary: Path, module: Path) -> None:
        child = module.parent / "child"
        child.mkdir()
        (child / "outputs.tf").write_text('output "x" {\n  value = var.nope\n}\n')
        text = 'module "c" {\n  source = "../child"\n}\n'
        (module.parent / ".git").mkdir()
        (module / "main.tf").write_text(text)
        with pytest.raises(TerraformError) as caught:
            run_plan(
                PlanRequest(module),
                binary=str(terraform_binary),
                environment=dict(os.environ),
                directories=(module, child),
            )
        assert "  --> ../child/outputs.tf:2:11" in str(caught.value)

    def test_a_module_folder_that_is_not_there(self, terraform_binary: Path, module: Path) -> None:
        (module / "main.tf").write_text('module "c" {\n  source = "./nope"\n}\n')
        with pytest.raises(TerraformError) as caught:
            make_plan(PlanRequest(module), engine="terraform", account="ambient", binary=str(terraform_binary))
        assert str(caught.value).splitlines()[0] == "terraform init failed: Unreadable module directory"
        assert str(caught.value).splitlines()[-1] == "  --> main.tf:2:12: There is no module folder ./nope."

    def test_a_version_that_does_not_fit(self, terraform_binary: Path, module: Path) -> None:
        lines = failing(module, 'terraform {\n  required_version = "< 0.12"\n}\n', terraform_binary)
        assert lines[2] == '    2 |   required_version = "< 0.12"'
        assert f"does not support Terraform version {version(str(terraform_binary))}" in lines[3]
        assert lines[-1] == "fix: use another terraform with --ecsfargate-terraform, or change required_version."

    def test_a_provider_that_nobody_has(self, terraform_binary: Path, module: Path) -> None:
        source = 'x = {\n      source = "example.invalid/acme/x"\n    }'
        text = f"terraform {{\n  required_providers {{\n    {source}\n  }}\n}}\n"
        lines = failing(module, text, terraform_binary)
        assert "example.invalid/acme/x" in lines[-1]
        assert lines[-1].startswith("fix: ")

    def test_a_failed_check_shows_no_sensitive_value(self, terraform_binary: Path, module: Path) -> None:
        text = (
            'variable "p" {\n  sensitive = true\n  validation {\n    condition     = length(var.p) > 100\n'
            f'    error_message = "{CANARY} is too short."\n  }}\n}}\n'
        )
        lines = failing(module, text, terraform_binary, variables={"p": CANARY})
        assert CANARY not in "\n".join(lines)

    def test_its_version(self, terraform_binary: Path) -> None:
        assert version(str(terraform_binary))[0].isdigit()


class TestWhatLiesAbove:
    """Through both engines: what the source knows and what terraform plans are of one module."""

    def planned(self, module: Path, text: str, terraform_binary: Path) -> Plan:
        (module / "main.tf").write_text(text)
        return make_plan(PlanRequest(module), engine="terraform", binary=str(terraform_binary))

    def test_is_planned_however_it_is_named(self, terraform_binary: Path, tmp_path: Path) -> None:
        (tmp_path / ".git").mkdir()
        module = tmp_path / "env" / "prod" / "ecs"
        module.mkdir(parents=True)
        (tmp_path / "services").mkdir()
        (tmp_path / "services" / "web.json").write_text("{}")
        (module.parent / "x.txt").write_text("above")
        text = """
        locals {
          repo = "${path.module}/../../.."
          ups  = concat([path.module], ["."], [for i in [1] : ".."])
        }
        resource "terraform_data" "service" {
          for_each = fileset(local.repo, "services/*.json")
        }
        resource "terraform_data" "texts" {
          input = [
            file(join("/", concat(local.ups, ["x.txt"]))),
            try(file("${dirname(abspath(path.module))}/x.txt"), "fallback"),
            basename(dirname(path.cwd)),
          ]
        }
        """
        plan = self.planned(module, text, terraform_binary)
        assert list(plan.resources) == ['terraform_data.service["services/web.json"]', "terraform_data.texts"]
        assert plan["terraform_data.texts"]["input"].value == ["above", "above", "prod"]

    def test_is_the_same_module_through_a_link(self, terraform_binary: Path, tmp_path: Path) -> None:
        (tmp_path / ".git").mkdir()
        for folder, says in (("sl/modules/y", "wrong"), ("other/y", "right")):
            (tmp_path / folder).mkdir(parents=True)
            (tmp_path / folder / "m.tf").write_text(f'resource "terraform_data" "{says}" {{}}\n')
        (tmp_path / "other" / "x").mkdir()
        (tmp_path / "other" / "x" / "m.tf").write_text('module "y" {\n  source = "../y"\n}\n')
        (tmp_path / "sl" / "modules" / "x").symlink_to("../../other/x")
        text = 'module "x" {\n  source = "./modules/x"\n}\n'
        plan = self.planned(tmp_path / "sl", text, terraform_binary)
        assert list(plan.resources) == ["module.x.module.y.terraform_data.right"]

    def test_a_plan_that_lacks_what_the_source_makes_is_none(self, terraform_binary: Path, module: Path) -> None:
        (module / "states").mkdir()
        for name in "ab":
            (module / "states" / f"{name}.tfstate.json").write_text("{}")
        text = 'resource "terraform_data" "x" {\n  for_each = fileset("states", "*.json")\n}\n'
        with pytest.raises(TerraformError) as caught:
            self.planned(module, text, terraform_binary)
        first = str(caught.value).splitlines()[0]
        assert first == (
            'terraform planned no terraform_data.x["a.tfstate.json"] and 1 more, which the source makes: main.tf:1:1'
        )
