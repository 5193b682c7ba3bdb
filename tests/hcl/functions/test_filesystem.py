"""Files: only those below the roots, only regular ones, only small ones."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
from pathlib import Path

import pytest

from pytest_ecsfargate.hcl.errors import EvaluationError
from pytest_ecsfargate.hcl.functions.context import FunctionContext
from pytest_ecsfargate.hcl.functions.files import FileSandbox, OutOfReach
from pytest_ecsfargate.hcl.types import STRING
from pytest_ecsfargate.hcl.values import UNKNOWN, Value, from_python
from pytest_ecsfargate.source import Span
from tests.hcl.functions.conftest import Run


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a module, and a secret beside it."""
    module = tmp_path / "repository" / "modules" / "app"
    (module / "files" / "deep").mkdir(parents=True)
    (module / "files" / "a.txt").write_text("hello")
    (module / "files" / "b.json").write_text("{}")
    (module / "files" / "deep" / "c.txt").write_text("c")
    (module / "files" / "deep" / ".d.txt").write_text("d")
    (tmp_path / "repository" / "shared.txt").write_text("shared")
    (tmp_path / "secret.txt").write_text("hunter2")
    return tmp_path / "repository"


@pytest.fixture
def sandbox(repository: Path) -> FileSandbox:
    return FileSandbox(repository / "modules" / "app", roots=(repository,))


@pytest.fixture
def context(sandbox: FileSandbox) -> FunctionContext:
    return FunctionContext.below(sandbox)


def test_files_are_read(run: Run, context: FunctionContext) -> None:
    hashed = hashlib.sha256(b"hello")
    assert run("file", "files/a.txt", context=context).data == "hello"
    assert run("file", "../../shared.txt", context=context).data == "shared"
    assert run("filebase64", "files/a.txt", context=context).data == base64.b64encode(b"hello").decode()
    assert run("filesha256", "files/a.txt", context=context).data == hashed.hexdigest()
    assert run("filebase64sha256", "files/a.txt", context=context).data == base64.b64encode(hashed.digest()).decode()
    assert run("fileexists", "files/a.txt", context=context).data is True
    assert run("fileexists", "files/nope", context=context).data is False


def test_what_is_no_file_is_an_error(run: Run, context: FunctionContext, repository: Path) -> None:
    (repository / "modules" / "app" / "binary").write_bytes(b"\xff\xfe")
    with pytest.raises(EvaluationError, match='no file exists at "nope"'):
        run("file", "nope", context=context)
    with pytest.raises(EvaluationError, match='"files" is a directory, not a file'):
        run("file", "files", context=context)
    with pytest.raises(EvaluationError, match="contents of binary are not valid UTF-8"):
        run("file", "binary", context=context)
    with pytest.raises(EvaluationError, match='"files" is a directory, not a file'):
        run("fileexists", "files", context=context)


@pytest.mark.parametrize("name", ["../../../secret.txt", "/etc/passwd", "~/x", "/dev/null", "/proc/self/environ"])
def test_nothing_outside_is_read(run: Run, context: FunctionContext, name: str) -> None:
    for function in ("file", "filemd5", "fileexists", "filebase64"):
        made = run(function, name, context=context)
        assert made.data is UNKNOWN
        assert made.origins[0].reason.startswith("it is ")


def test_links_are_followed_inside_only(run: Run, context: FunctionContext, repository: Path) -> None:
    module = repository / "modules" / "app"
    (module / "inside").symlink_to(repository / "shared.txt")
    (module / "outside").symlink_to(repository.parent / "secret.txt")
    (module / "folder").symlink_to(repository.parent)
    assert run("file", "inside", context=context).data == "shared"
    assert run("file", "outside", context=context).data is UNKNOWN
    assert run("file", "folder/secret.txt", context=context).data is UNKNOWN


def test_a_root_is_no_prefix_of_a_name(tmp_path: Path) -> None:
    (tmp_path / "module").mkdir()
    (tmp_path / "module-secret").mkdir()
    (tmp_path / "module-secret" / "x").write_text("s")
    with pytest.raises(OutOfReach, match="it is outside of the module's repository"):
        FileSandbox(tmp_path / "module").read("../module-secret/x")


def test_fifos_and_large_files_are_not_read(sandbox: FileSandbox, repository: Path) -> None:
    module = repository / "modules" / "app"
    os.mkfifo(module / "fifo")
    (module / "large").write_bytes(b"x" * (1024 * 1024 + 1))
    with pytest.raises(OutOfReach, match="it is no regular file"):
        sandbox.read("fifo")
    with pytest.raises(OutOfReach, match="it is larger than 1 MB"):
        sandbox.read("large")
    with pytest.raises(EvaluationError, match="not a regular file"):
        sandbox.exists("fifo")


def test_templates_are_rendered_by_whoever_can(run: Run, context: FunctionContext) -> None:
    seen: list[tuple[str, str]] = []

    def render(text: str, path: str, variables: Value, span: Span | None) -> Value:
        seen.append((text, path))
        return Value("rendered", STRING)

    assert run("templatefile", "files/a.txt", {}, context=context.rendering(render)).data == "rendered"
    assert run("templatestring", "x", {}, context=context.rendering(render)).data == "rendered"
    assert seen == [("hello", "files/a.txt"), ("x", "<templatestring argument>")]
    with pytest.raises(EvaluationError, match="invalid vars value: must be a map"):
        run("templatefile", "files/a.txt", [], context=context)


PATTERNS = [
    "*.txt",
    "**",
    "**/*.txt",
    "*",
    "{a,b}.*",
    "deep/*",
    "?.txt",
    "**/c.txt",
    "deep/**",
    "nope/*",
    "a.txt",
    "*/*.txt",
]


def test_fileset(run: Run, context: FunctionContext) -> None:
    found = {pattern: run("fileset", "files", pattern, context=context).value for pattern in PATTERNS[:6]}
    assert found == {
        "*.txt": ["a.txt"],
        "**": ["a.txt", "b.json", "deep/.d.txt", "deep/c.txt"],
        "**/*.txt": ["a.txt", "deep/.d.txt", "deep/c.txt"],
        "*": ["a.txt", "b.json"],
        "{a,b}.*": ["a.txt", "b.json"],
        "deep/*": ["deep/.d.txt", "deep/c.txt"],
    }


def test_fileset_is_terraforms(run: Run, context: FunctionContext, repository: Path, terraform_binary: Path) -> None:
    module = repository / "modules" / "app"
    calls = ", ".join(f'fileset("files", "{pattern}")' for pattern in PATTERNS)
    command = [str(terraform_binary), "console"]
    done = subprocess.run(
        command, cwd=module, input=f"base64encode(jsonencode([{calls}]))\n", capture_output=True, text=True, check=True
    )
    truth = json.loads(base64.b64decode(done.stdout.strip().strip('"')))
    assert [run("fileset", "files", pattern, context=context).value for pattern in PATTERNS] == truth


@pytest.mark.parametrize("pattern", ["../*", "[ab].txt", "a**", "{a,{b,c}}", "\\*"])
def test_unusual_patterns_are_left_to_terraform(run: Run, context: FunctionContext, pattern: str) -> None:
    assert run("fileset", "files", pattern, context=context).data is UNKNOWN


def test_a_file_in_place_of_a_folder_is_left_to_terraform(run: Run, context: FunctionContext) -> None:
    assert run("fileset", "files/a.txt", "", context=context).data is UNKNOWN


def test_links_in_a_fileset_are_left_to_terraform(run: Run, context: FunctionContext, repository: Path) -> None:
    (repository / "modules" / "app" / "files" / "link").symlink_to(repository)
    assert run("fileset", "files", "*", context=context).data is UNKNOWN
    assert run("fileset", "../../..", "*", context=context).data is UNKNOWN


@pytest.mark.parametrize(
    ("path", "base", "folder"),
    [
        ("a/b/c.txt", "c.txt", "a/b"),
        ("/", "/", "/"),
        ("", ".", "."),
        ("foo/", "foo", "foo"),
        ("a/../b/c", "c", "b"),
        ("foo", "foo", "."),
    ],
)
def test_paths(run: Run, path: str, base: str, folder: str) -> None:
    assert (run("basename", path).data, run("dirname", path).data) == (base, folder)


def test_a_marked_path_marks_the_content(run: Run, context: FunctionContext) -> None:
    assert run("file", from_python("files/a.txt").marked(), context=context).sensitive


@pytest.mark.parametrize("path", ["canary", "x"])
def test_the_name_of_a_file_may_be_a_secret(run: Run, context: FunctionContext, path: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        run("file", from_python(path).marked(), context=context)
    assert caught.value.message == 'Call to function "file" failed: no file exists at (sensitive value).'
