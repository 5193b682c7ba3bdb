"""A secret that is planted everywhere, and all that a run prints and leaves behind where tests fail."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CANARIES = {name: f"canary-{name}-5ecret" for name in ("toml", "file", "tfvars", "option", "environment", "default")}

VARIABLES = "\n".join(
    f'variable "from_{name}" {{\n  type      = string\n  sensitive = true\n'
    + (f'  default = "{CANARIES[name]}"\n' if name == "default" else "")
    + "}\n"
    for name in CANARIES
)
MODULE = f"""
{VARIABLES}
locals {{
  all = join(",", [{", ".join(f"var.from_{name}" for name in CANARIES)}])
}}

resource "terraform_data" "it" {{
  input = {{ secret = local.all, map = {{ (nonsensitive(var.from_toml)) = "x" }}, open = "open" }}
}}

resource "terraform_data" "keyed" {{
  for_each = toset([nonsensitive(var.from_file)])
}}

output "all" {{
  value     = local.all
  sensitive = true
}}
"""
TESTS = """
import logging
import warnings

def test_value(plan, ecsfargate_variables):
    resource = plan["terraform_data.it"]
    values, outputs, variables = resource.values, plan.outputs, plan.variables
    assert resource["input"] == "open"

def test_plan(plan, ecsfargate_variables):
    assert (plan, ecsfargate_variables) == ()

def test_factory(ecsfargate_plan_factory, ecsfargate_variables):
    other = ecsfargate_plan_factory(variables={"from_option": 1})
    assert other.variables == {}

def test_terraform(terraform, ecsfargate_account):
    terraform.plan(tf_vars={"no_such": "canary-argument-5ecret"})

def test_terraform_that_refuses(terraform):
    terraform.execute_command("console", "-no-such")
"""


def test_nothing_of_a_secret_is_shown_or_left(
    pytester: pytest.Pytester, terraform_binary: Path, tmp_path: Path
) -> None:
    pytester.makefile(".tf", main=MODULE)
    given = f'variables = {{ from_toml = "{CANARIES["toml"]}" }}'
    pytester.makefile(".toml", ecsfargate=f'[environments.dev]\nvar_files = ["dev.tfvars"]\n{given}\n')
    pytester.makefile(".tfvars", dev=f'from_file = "{CANARIES["file"]}"\n')
    pytester.makefile(".auto.tfvars", own=f'from_tfvars = "{CANARIES["tfvars"]}"\n')
    pytester.makepyfile(TESTS)
    written = {path for path in pytester.path.rglob("*") if path.is_file()}
    temporary = tmp_path / "t"
    temporary.mkdir()
    command = [sys.executable, "-m", "pytest", "--ecsfargate-engine=terraform", "-vv", "--showlocals", "--tb=long"]
    command += [
        "--junitxml=junit.xml",
        f"--ecsfargate-var=from_option={CANARIES['option']}",
        "--log-level=DEBUG",
        "-rA",
    ]
    environment = {**os.environ, "TF_VAR_from_environment": CANARIES["environment"], "TMPDIR": str(temporary)}
    done = subprocess.run(
        command, cwd=pytester.path, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert "4 failed, 1 passed" in done.stdout
    shown = [line for line in (done.stdout + done.stderr).splitlines() if "canary-" in line]
    # What a test's own source says is the user's to show.
    assert [line for line in shown if "canary-argument" not in line] == []
    left = {path for path in pytester.path.rglob("*") if path.is_file()} - written
    assert any("ecsfargate" in path.parts for path in left)
    assert any(path.name == "junit.xml" for path in left)
    own = [CANARIES[name].encode() for name in CANARIES]
    assert [path for path in left if any(canary in path.read_bytes() for canary in own)] == []
    assert list(temporary.rglob("*")) == []
