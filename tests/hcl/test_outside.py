"""Nothing outside of the repository is read, whatever a module names, links to or calls."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_ecsfargate.plan.from_source import plan_module
from pytest_ecsfargate.plan.model import Plan

CANARY = "canary-7f3a91"
CODE = f"""\
locals {{
  leak = "{CANARY}"
}}
output "leak" {{
  value = local.leak
}}
variable "leak" {{
  default = 1
}}
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    """A module in a repository; outside of that stand a module, a values file, a template and a secret."""
    outside = tmp_path / "outside"
    outside.mkdir()
    for name, text in {
        "main.tf": CODE,
        "leak.tfvars": f'leak = "{CANARY}"\n',
        "leak.tfvars.json": f'{{"leak": "{CANARY}"}}',
        "secret.txt": CANARY,
        CANARY: "",
        "template.tftpl": f"{CANARY} ${{a}}",
    }.items():
        (outside / name).write_text(text)
    folder = tmp_path / "repository" / "modules" / "app"
    folder.mkdir(parents=True)
    (tmp_path / "repository" / ".git").mkdir()
    (folder / "links").mkdir()
    (folder / "links" / "file").symlink_to(outside / "secret.txt")
    (folder / "links" / "folder").symlink_to(outside)
    (folder / "links" / "loop").symlink_to("loop")
    (folder / "links" / "self").symlink_to(".")
    (folder / "links" / "null").symlink_to("/dev/null")
    (folder / "links" / "zero").symlink_to("/dev/zero")
    (folder / "links" / "environment").symlink_to("/proc/self/environ")
    os.mkfifo(folder / "fifo")
    return folder


def everything(plan: Plan) -> str:
    """All that can be read from a plan."""
    values = [*plan.outputs.values(), *plan.variables.values()]
    values += [resource.values for resource in plan.resources.values()]
    shown = [repr(plan), repr(plan.diagnostics), *(str(item) for item in plan.diagnostics)]
    for value in values:
        shown += [repr(value), repr(value.value), value.text, repr(value.origins)]
        shown += [str(value.span.file.text) for value in [value] if value.span is not None]
    return "\n".join(shown)


def planned(module: Path, main: str = "") -> Plan:
    (module / "main.tf").write_text('variable "leak" {\n  default = 1\n}\n' + main)
    return plan_module(module)


PATHS = {
    "absolute": "/etc/passwd",
    "canary": "OUTSIDE/secret.txt",
    "climbing": "../../../outside/secret.txt",
    "climbing far": "../" * 60 + "etc/passwd",
    "around": "links/../../../../outside/secret.txt",
    "a link to a file": "links/file",
    "a link to a folder": "links/folder/secret.txt",
    "links in a circle": "links/loop",
    "a link to itself": "links/self/" * 40 + "file",
    "a home folder": "~/.bashrc",
    "the root user's": "~root/.bashrc",
    "a device": "/dev/zero",
    "a link to a device": "links/zero",
    "the environment": "/proc/self/environ",
    "a link to the environment": "links/environment",
    "an open file": "/proc/self/fd/0",
    "a pipe": "fifo",
    "the standard input": "/dev/stdin",
    "a zero byte": "a\\u0000b",
    "a long name": "x" * 5000,
    "a deep name": "x/" * 5000,
    "nothing": "",
    "a folder": ".",
    "half a character": "\\ufffd",
}
READERS = {
    "file": 'file("PATH")',
    "filebase64": 'filebase64("PATH")',
    "filesha256": 'filesha256("PATH")',
    "fileexists": 'fileexists("PATH")',
    "templatefile": 'templatefile("PATH", { a = 1 })',
    "fileset": 'fileset("PATH", "**")',
    "fileset below": 'fileset("PATH/..", "*")',
    "fileset pattern": 'fileset(".", "PATH*")',
    "template that reads": 'templatestring(local.t, { p = "PATH" })',
}
TEMPLATE = 'locals {\n  t = "$${file(p)}"\n}\n'


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("reader", READERS)
def test_functions_read_nothing_outside(module: Path, reader: str, path: str) -> None:
    name = PATHS[path].replace("OUTSIDE", str(module.parents[2] / "outside"))
    plan = planned(module, TEMPLATE + f'output "o" {{\n  value = {READERS[reader].replace("PATH", name)}\n}}\n')
    assert CANARY not in everything(plan).replace(name, "")
    assert "root:" not in everything(plan)
    value = plan.outputs["o"]
    if value.known:
        # What is there is inside; and of what is outside not even its absence is told.
        assert reader.startswith("fileset") and value.value == [] or path == "nothing" or reader == "fileexists"
        assert value.value in ([], False)


@pytest.mark.parametrize(
    "name", ["x.tf", "x.tf.json", "override.tf", "terraform.tfvars", "x.auto.tfvars", "x.auto.tfvars.json"]
)
@pytest.mark.parametrize(
    "target",
    ["main.tf", "leak.tfvars", "leak.tfvars.json", "secret.txt", "", "/dev/zero", "/proc/self/environ", "loop", "fifo"],
)
def test_files_of_the_module_are_not_links_to_outside(module: Path, name: str, target: str) -> None:
    if target == "fifo":
        os.mkfifo(module / name)
    else:
        (module / name).symlink_to(name if target == "loop" else module.parents[2] / "outside" / target)
    plan = planned(module)
    assert CANARY not in everything(plan)
    assert len(plan.diagnostics) == 1
    assert "leak" not in plan.outputs
    assert plan.variables["leak"].value == 1


def test_what_is_said_of_a_link_to_outside(module: Path) -> None:
    (module / "x.tf").symlink_to(module.parents[2] / "outside" / "main.tf")
    assert [str(found) for found in planned(module).diagnostics] == [
        "x.tf:1:1: The file is a link to a place outside of the repository and was not read."
    ]


def test_links_inside_the_repository_are_followed(module: Path) -> None:
    (module.parent / "shared.tf").write_text('output "shared" {\n  value = file("links/inside")\n}\n')
    (module / "shared.tf").symlink_to("../shared.tf")
    (module.parent / "text").write_text("inside")
    (module / "links" / "inside").symlink_to("../../text")
    plan = planned(module)
    assert plan.diagnostics == ()
    assert plan.outputs["shared"].value == "inside"


SOURCES = {
    "climbing": "../../../outside",
    "climbing far": "./" + "../" * 60 + "etc",
    "a link": "./links/folder",
    "a link and back": "./links/folder/../outside",
    "a circle": "./links/loop",
    "a zero byte": "./a\\u0000b",
    "a long name": "./" + "x" * 5000,
    "itself": "./",
    "itself by a link": "./links/self/..",
    "a file": "./main.tf",
    "a pipe": "./fifo",
}


@pytest.mark.parametrize("source", SOURCES)
def test_modules_outside_are_not_read(module: Path, source: str) -> None:
    call = f'module "m" {{\n  source = "{SOURCES[source]}"\n}}\noutput "o" {{\n  value = module.m.leak\n}}\n'
    plan = planned(module, call)
    assert CANARY not in everything(plan)
    assert plan.diagnostics
    assert not plan.complete
    assert not plan.outputs["o"].known


def test_what_is_said_of_a_module_outside(module: Path) -> None:
    found = planned(module, 'module "m" {\n  source = "../../../outside"\n}\n').diagnostics
    assert [str(item) for item in found] == [
        "main.tf:5:12: The module ../../../outside is outside of the repository and was not read: it is unknown here."
    ]


def test_a_module_that_has_no_repository_may_call_one_beside_it(tmp_path: Path) -> None:
    for name, text in {"app/main.tf": 'module "m" {\n  source = "../m"\n}\n', "m/main.tf": CODE}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assert plan_module(tmp_path / "app").diagnostics == ()


def test_a_var_file_that_is_named_may_stand_anywhere(module: Path) -> None:
    planned(module)
    plan = plan_module(module, var_files=[module.parents[2] / "outside" / "leak.tfvars"])
    assert plan.variables["leak"].value == CANARY


def test_a_manifest_leads_nowhere_outside(module: Path) -> None:
    manifest = module / ".terraform" / "modules" / "modules.json"
    manifest.parent.mkdir(parents=True)
    call = 'module "m" {\n  source = "a/b/c"\n}\noutput "o" {\n  value = module.m.leak\n}\n'
    for folder in ("../../../outside", "links/folder", "links/loop", "a\\u0000b", "/etc", "."):
        manifest.write_text(f'{{"Modules": [{{"Key": "m", "Source": "a/b/c", "Dir": "{folder}"}}]}}')
        plan = planned(module, call)
        assert CANARY not in everything(plan)
        assert not plan.outputs["o"].known


_STEPS = st.sampled_from(
    ["..", ".", "links", "folder", "self", "outside", "secret.txt", "file", "app", "modules", "", "~"]
)


@pytest.fixture
def reading(module: Path) -> Callable[[str], Plan]:
    return lambda path: planned(module, f'output "o" {{\n  value = [file("{path}"), fileset("{path}", "**")]\n}}\n')


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_STEPS, min_size=1, max_size=12).map("/".join))
def test_no_path_leads_outside(reading: Callable[[str], Plan], path: str) -> None:
    assert CANARY not in everything(reading(path))
