"""A realistic module, planned by real terraform in the emulated account: what the plan says, and what is left."""

from __future__ import annotations

import logging
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from pytest_ecsfargate.engines import make_plan
from pytest_ecsfargate.hcl.values import UNKNOWN
from pytest_ecsfargate.plan.model import Plan
from pytest_ecsfargate.plan.request import PlanRequest
from pytest_ecsfargate.terraform.cache import PlanCache
from pytest_ecsfargate.terraform.errors import TerraformError

Picture = Callable[[Path], dict[str, Any]]
PLATFORM = Path(__file__).parent / "platform"
CANARIES = {name: f"canary-{name}-5ecret" for name in ("tfvars", "variable", "environment")}


@dataclass
class Watched:
    """A plan, and all that could be seen of its making."""

    module: Path
    temporary: Path
    cache: Path
    before: dict[str, Any]
    servers: set[str]
    command_lines: set[str] = field(default_factory=set)
    knowing: set[str] = field(default_factory=set)
    logged: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    plan: Plan | None = None

    @property
    def request(self) -> PlanRequest:
        variables = {"environment": "dev", "from_variable": CANARIES["variable"]}
        return PlanRequest(self.module, variables, environment="dev")

    def watch(self, done: Event) -> None:
        while not done.wait(0.05):
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    line = path.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                    environment = path.with_name("environ").read_bytes()
                except OSError:
                    continue
                self.command_lines.add(line)
                if any(canary.encode() in environment for canary in CANARIES.values()):
                    self.knowing.add(line)


class Listener(logging.Handler):
    """Takes down every line that is logged, at any level."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(record.getMessage())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The module in `live/…`, which cannot be written, with what it refers to beside it."""
    base = tmp_path_factory.mktemp("p")
    module = base / "live" / "dev plattform ü"
    module.mkdir(parents=True)
    for source in PLATFORM.glob("*.tf"):
        shutil.copy(source, module)
    shutil.copytree(PLATFORM / "modules", base / "modules")
    (base / "files").mkdir()
    (base / "files" / "dev.json").write_text("{}")
    (base / ".git").mkdir()
    (module / "secret.auto.tfvars").write_text(f'from_tfvars = "{CANARIES["tfvars"]}"\n')
    for path in (*module.iterdir(), module):
        path.chmod(0o555 if path.is_dir() else 0o444)
    return module


@pytest.fixture(scope="module")
def watched(
    terraform_binary: Path, aws_provider: None, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Watched]:
    with pytest.MonkeyPatch.context() as patch:
        temporary = tmp_path_factory.mktemp("t")
        patch.setattr("tempfile.tempdir", str(temporary))
        patch.setenv("TMPDIR", str(temporary))
        patch.setenv("TF_VAR_from_environment", CANARIES["environment"])
        patch.setenv("AWS_PROFILE", "profile-of-nobody")
        cache = tmp_path_factory.mktemp("cache") / "c"
        made = Watched(folder, temporary, cache, _picture(folder.parents[1]), _servers())
        done = Event()
        watcher = Thread(target=made.watch, args=(done,))
        watcher.start()
        listener = Listener(made.logged)
        level = logging.root.level
        logging.root.addHandler(listener)
        logging.root.setLevel(logging.DEBUG)
        try:
            plans = PlanCache(made.cache, "run")
            made.plan = make_plan(
                made.request, engine="terraform", binary=str(terraform_binary), cache=plans, progress=made.told.append
            )
            plans.close()
        finally:
            logging.root.setLevel(level)
            logging.root.removeHandler(listener)
            done.set()
            watcher.join()
        yield made


def _picture(folder: Path) -> dict[str, Any]:
    files = {path: path for path in sorted(folder.rglob("*"))}
    return {
        str(path): (path.lstat().st_mode, path.lstat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in files
    }


@pytest.fixture
def plan(watched: Watched) -> Plan:
    assert watched.plan is not None
    return watched.plan


class TestThePlan:
    def test_it_is_terraform_s(self, plan: Plan, watched: Watched) -> None:
        assert plan.engine == "terraform"
        assert plan.seeded
        assert plan.complete
        assert plan.environment == "dev"
        assert len(plan.managed()) == 14
        assert watched.told == ["terraform init", "terraform plan"]

    def test_it_agrees_with_the_source(self, plan: Plan) -> None:
        assert [str(found) for found in plan.diagnostics] == []

    def test_data_sources_were_found(self, plan: Plan) -> None:
        group = plan['aws_lb_target_group.service["api"]']
        assert str(group["vpc_id"].value).startswith("vpc-")
        assert group["vpc_id"].comes_from("data.aws_vpc.main.id")
        assert plan["aws_lb.main"]["security_groups"].value == ["sg-0123456789abcdef0"]
        assert len(plan["aws_lb.main"]["subnets"].value) == 3
        assert ":us-east-1:" in plan["data.aws_acm_certificate.edge"]["arn"].value

    def test_the_account_is_none_that_the_module_names(self, plan: Plan) -> None:
        name = plan["aws_ecs_cluster.main"]["name"].value
        assert name != "cluster-730184296155"
        assert name.removeprefix("cluster-").isdigit()

    def test_remote_state_is_unknown(self, plan: Plan) -> None:
        assert plan["aws_ecs_cluster.main"]['tags["Network"]'].data is UNKNOWN
        assert not [resource for resource in plan if resource.type == "terraform_data"]

    def test_files_beside_the_module_are_read(self, plan: Plan) -> None:
        assert plan["aws_ecs_cluster.main"]['tags["Template"]'].value == "{}"

    @pytest.mark.parametrize("key", ["web", "api"])
    def test_containers_are_there_though_one_text_is_unknown(self, plan: Plan, key: str) -> None:
        value = plan[f'aws_ecs_task_definition.service["{key}"]']["container_definitions"]
        assert value.known is (key == "api")
        containers = value.decoded
        assert containers is not None
        assert containers[0]["name"].value == key
        assert containers[0]["image"].comes_from("data.aws_ecr_repository")
        assert containers[0]["secrets"][0]["valueFrom"].comes_from("data.aws_ssm_parameter")

    def test_what_the_source_tells(self, plan: Plan) -> None:
        group = plan['aws_lb_target_group.service["web"]']
        assert group.lifecycle is not None
        assert group.lifecycle.create_before_destroy
        service = plan['module.service["web"].aws_ecs_service.this']
        assert service.location is not None
        assert service.location.path == "../../modules/service/main.tf"

    def test_secrets_are_known_to_be_there(self, plan: Plan) -> None:
        password = plan["aws_db_instance.main"]["password"]
        assert password.known
        assert password.sensitive
        assert not any(canary in repr(plan["aws_db_instance.main"].values) for canary in CANARIES.values())


class TestWhatIsLeft:
    def test_the_module_is_as_it_was(self, watched: Watched) -> None:
        assert _picture(watched.module.parents[1]) == watched.before

    def test_nothing_is_in_the_temp_folder(self, watched: Watched) -> None:
        assert list(watched.temporary.iterdir()) == []

    def test_no_process_survives(self, watched: Watched) -> None:
        mine = str(watched.temporary)
        end = time.monotonic() + 5
        while time.monotonic() < end and any(mine in line for line in _running()):
            time.sleep(0.1)
        assert not [line for line in _running() if mine in line]
        assert _servers() <= watched.servers

    def test_no_secret_was_an_argument(self, watched: Watched) -> None:
        assert any("terraform plan" in line for line in watched.command_lines)
        assert not [line for line in watched.command_lines if "canary" in line]

    def test_no_process_but_terraform_s_knows_a_secret(self, watched: Watched) -> None:
        assert any("terraform plan" in line for line in watched.knowing)
        assert [line for line in watched.knowing if "terraform" not in line.partition(" ")[0]] == []

    def test_no_secret_is_logged(self, watched: Watched) -> None:
        assert watched.logged
        assert not [line for line in watched.logged if "canary" in line]

    def test_no_secret_is_kept(self, watched: Watched) -> None:
        kept = list(watched.cache.iterdir())
        assert [path.suffix for path in kept] == [".json"]
        text = kept[0].read_text()
        assert "canary" not in text
        assert "cluster-" in text


def _running() -> Iterator[str]:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            yield path.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue


def _servers() -> set[str]:
    """The emulated accounts that this process has started, as process ids."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = path.read_text().rpartition(")")[2].split()[1]
            if parent == str(os.getpid()) and b"account.server" in (path.parent / "cmdline").read_bytes():
                found.add(path.parent.name)
        except OSError:
            continue
    return found


def test_a_second_run_starts_no_terraform(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, terraform_binary: Path
) -> None:
    monkeypatch.setenv("TF_VAR_from_environment", CANARIES["environment"])
    monkeypatch.setattr("pytest_ecsfargate.terraform.process.subprocess.Popen", None)
    cache = PlanCache(watched.cache, "second")
    again = make_plan(watched.request, engine="terraform", binary=str(terraform_binary), cache=cache)
    assert watched.plan is not None
    assert list(again.resources) == list(watched.plan.resources)


def test_a_data_source_that_finds_nothing(terraform_binary: Path, aws_provider: None, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'provider "aws" {\n  region = "eu-west-1"\n}\n'
        'data "aws_sfn_state_machine" "missing" {\n  name = "nobody-made-it"\n}\n'
    )
    with pytest.raises(TerraformError) as caught:
        make_plan(PlanRequest(tmp_path), engine="terraform", binary=str(terraform_binary))
    lines = str(caught.value).splitlines()
    assert len(lines) < 12
    assert "(data.aws_sfn_state_machine.missing)" in lines[0]
    assert lines[1] == "  --> main.tf:4:40"
    assert "the emulated account has nothing that data.aws_sfn_state_machine.missing finds" in lines[-2]
    assert lines[-1] == "why: nothing is known here about aws_sfn_state_machine"
