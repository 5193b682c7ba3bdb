from __future__ import annotations

import multiprocessing
import os
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_ecsfargate.plan.request import PlanRequest
from pytest_ecsfargate.terraform.cache import PlanCache, PlanKey, plan_key
from pytest_ecsfargate.terraform.errors import TerraformError

KEY = PlanKey("k" * 40, lasting=True)


class Maker:
    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> dict[str, object]:
        self.calls += 1
        return {"variables": {"p": {"value": "secret-value"}}, "n": self.calls} | {
            "configuration": {"root_module": {"variables": {"p": {"sensitive": True}}}}
        }


def test_a_plan_is_made_once(tmp_path: Path) -> None:
    make = Maker()
    first = PlanCache(tmp_path / "c", "run")
    assert first.get(KEY, make) == first.get(KEY, make) == PlanCache(tmp_path / "c", "other").get(KEY, make)
    assert make.calls == 1


def test_what_is_kept_is_private_and_holds_no_secret(tmp_path: Path) -> None:
    cache = PlanCache(tmp_path / "c", "run")
    cache.get(KEY, Maker())
    cache.close()
    (kept,) = (tmp_path / "c").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "c").stat().st_mode) == 0o700
    assert "secret-value" not in kept.read_text()


def test_a_plan_that_does_not_last_ends_with_its_run(tmp_path: Path) -> None:
    make, key = Maker(), PlanKey("f" * 40, lasting=False)
    first = PlanCache(tmp_path, "run")
    first.get(key, make)
    PlanCache(tmp_path, "run").get(key, make)
    assert make.calls == 1
    PlanCache(tmp_path, "another").get(key, make)
    assert make.calls == 2
    first.close()
    assert [path for path in tmp_path.iterdir() if path.name.startswith("run-run-")] == []


def test_a_failure_is_told_again_and_not_kept(tmp_path: Path) -> None:
    calls = []

    def fail() -> dict[str, object]:
        calls.append(1)
        raise TerraformError("no value")

    for _ in range(2):
        with pytest.raises(TerraformError, match="no value"):
            PlanCache(tmp_path, "run").get(KEY, fail)
    assert len(calls) == 1
    assert PlanCache(tmp_path, "next").get(KEY, Maker())["n"] == 1


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda text: text[: len(text) // 2], id="cut off"),
        pytest.param(lambda text: "", id="empty"),
        pytest.param(lambda text: "[]", id="something else"),
        pytest.param(lambda text: text.replace('"n": 1', '"n": 7'), id="another value"),
        pytest.param(lambda text: text.replace('"plan"', '"error"'), id="another name"),
        pytest.param(lambda text: text.replace('"format": 2', '"format": 1'), id="another format"),
        pytest.param(lambda text: "\0" * 4096, id="zeros"),
        pytest.param(lambda text: "[" * 200_000, id="nested deeply"),
    ],
)
def test_what_is_damaged_is_made_again(tmp_path: Path, damage: Callable[[str], str]) -> None:
    make, kept = Maker(), tmp_path / f"{KEY.digest}.json"
    PlanCache(tmp_path, "run").get(KEY, make)
    whole = kept.read_text()
    kept.write_text(damage(whole))
    assert PlanCache(tmp_path, "next").get(KEY, make)["n"] == make.calls == 2
    assert PlanCache(tmp_path, "last").get(KEY, make)["n"] == make.calls == 2


def test_a_folder_that_is_full_is_told_and_the_plan_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pytest_ecsfargate.terraform.cache.json.dump", fill)
    with pytest.warns(UserWarning, match="a plan cannot be kept in .*: No space left on device"):
        assert PlanCache(tmp_path, "run").get(KEY, Maker())["n"] == 1
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".lock"] == []


def test_old_plans_and_what_stopped_runs_left_are_removed(tmp_path: Path) -> None:
    day = 86_400

    def write(name: str, age: float) -> None:
        path = tmp_path / name
        path.write_text("{}")
        then = time.time() - age
        os.utime(path, (then, then))

    for number in range(25):
        write(f"{number:040}.json", number * 3600)
    write("a.json", 13 * day)
    write("b.json", 15 * day)
    write("run-1-x-k.json", 2 * day)
    write("run-1-x-k.json.lock", 2 * day)
    write("run-2-x-k.json.lock", 60)
    PlanCache(tmp_path, "3-x").close()
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept == [*(f"{number:040}.json" for number in range(20)), "run-2-x-k.json.lock"]
    for path in tmp_path.glob("0*.json"):
        path.unlink()
    write("a.json", 13 * day)
    write("b.json", 15 * day)
    PlanCache(tmp_path, "3-x").close()
    assert [path.name for path in tmp_path.glob("*.json")] == ["a.json"]


def test_no_lock_outlives_its_run(tmp_path: Path) -> None:
    PlanCache(tmp_path, "1-x").get(KEY, Maker())
    # Another process of the run closes, which made no plan itself.
    PlanCache(tmp_path, "1-x").close()
    assert [path.name for path in tmp_path.iterdir()] == [f"{KEY.digest}.json"]


def _in_process(folder: Path, log: Path) -> None:
    def make() -> dict[str, object]:
        with log.open("a") as stream:
            stream.write("made\n")
        return {}

    PlanCache(folder, "run").get(KEY, make)


def test_one_process_makes_it_and_the_others_wait(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_in_process, args=(tmp_path / "c", tmp_path / "log")) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert (tmp_path / "log").read_text() == "made\n"


def key(module: Path, **settings: object) -> PlanKey:
    request = PlanRequest(module, **settings)  # type: ignore[arg-type]
    return plan_key(request, (), binary="/bin/sh", account=("emulated", "1"), lasting=True)


def test_what_can_change_a_plan_changes_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module, child = tmp_path / "m", tmp_path / "child"
    for folder in (module, child):
        folder.mkdir()
        (folder / "main.tf").write_text("")
    (module / "main.tf").write_text('module "c" {\n  source = "../child"\n}\n')
    (tmp_path / ".git").mkdir()
    values = tmp_path / "v.tfvars"
    values.write_text("a = 1")
    seen = [key(module), key(module, variables={"a": 1}), key(module, environment="dev")]
    seen.append(key(module, var_files=(values,)))
    (child / "main.tf").write_text("# changed")
    seen.append(key(module))
    (module / ".terraform.lock.hcl").write_text("# lock")
    seen.append(key(module))
    (module / "task.json").write_text("{}")
    seen.append(key(module))
    monkeypatch.setenv("TF_VAR_a", "2")
    seen.append(key(module))
    assert len(set(seen)) == len(seen)
    again = key(module)
    for name in ("README.md", "tests/test_platform.py", "ecsfargate.toml", ".coverage", "requirements.txt"):
        (module / name).parent.mkdir(exist_ok=True)
        (module / name).write_text("hello")
    assert key(module) == again == seen[-1]


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ('file("${path.module}/lambda.py")', True),
        ('filesha256("lambda.py")', True),
        ('file("${path.module}/other.txt")', False),
        ('templatefile("${path.module}/${var.name}.py", {})', True),
        ("file(local.path)", True),
        ('file(\n"${path.root}/a/b.txt")', False),
        ('fileset(path.module, "*.py")', True),
        ("data.local_file.x.content", True),
    ],
)
def test_files_that_the_text_reads_count(tmp_path: Path, text: str, counts: bool) -> None:
    (tmp_path / "main.tf").write_text(f"locals {{\n  a = {text}\n}}\n")
    (tmp_path / "lambda.py").write_text("1")
    before = key(tmp_path)
    (tmp_path / "lambda.py").write_text("2")
    assert (key(tmp_path) != before) is counts


def test_a_script_that_starts_another_version_is_another_program(tmp_path: Path) -> None:
    program = tmp_path / "terraform"
    program.write_text(f"#!/bin/sh\ncat {tmp_path}/version\n")
    program.chmod(0o700)
    (tmp_path / "version").write_text("1.11.4")
    module = tmp_path / "module"
    module.mkdir()

    def made() -> PlanKey:
        return plan_key(PlanRequest(module), (), binary=str(program), account=(), lasting=True)

    before = made()
    assert made() == before
    (tmp_path / "version").write_text("1.12.0")
    assert made() != before


@pytest.mark.parametrize("text", ["locals { t = timestamp() }", 'data "http" "x" {}', "locals { t = plantimestamp() }"])
def test_a_plan_of_what_changes_by_itself_does_not_last(tmp_path: Path, text: str) -> None:
    assert key(tmp_path).lasting
    (tmp_path / "main.tf").write_text(text)
    assert not key(tmp_path).lasting
