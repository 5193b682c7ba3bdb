"""The provider that is started once for a plan: when it is, what terraform is told of it, and that it goes away."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pytest_ecsfargate.hcl.block_types import Language
from pytest_ecsfargate.plan.request import PlanRequest
from pytest_ecsfargate.terraform.attached_provider import Attachment, attached_provider
from pytest_ecsfargate.terraform.engine import run_plan
from pytest_ecsfargate.terraform.errors import TerraformError
from pytest_ecsfargate.terraform.guardian import Guardian
from tests.processes import alive, gone

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there it is not done")

Fake = Callable[[str], str]
NAME = "registry.terraform.io/hashicorp/aws"
TELLS = """
where = {"Protocol": "grpc", "ProtocolVersion": 5, "Pid": os.getpid(), "Test": True,
         "Addr": {"Network": "unix", "String": "/tmp/x'y"}}
import json
print("Provider started.", flush=True)
print("\\tTF_REATTACH_PROVIDERS='" + json.dumps({"some.where/else/aws": where}) + "'", flush=True)
"""
STAYS = TELLS + "assert argv == ['-debug']\nsys.stderr.write('secret' * 100_000)\ntime.sleep(60)"


@pytest.fixture
def guardian(tmp_path: Path) -> Iterator[Guardian]:
    made = Guardian(None)
    yield made
    made.close()


@pytest.fixture
def module(tmp_path: Path) -> Path:
    folder = tmp_path / "module"
    folder.mkdir()
    (folder / "main.tf").write_text('provider "aws" {\n  region = "eu-west-1"\n}\n')
    return folder


def install(module: Path, program: str, version: str = "5.100.0", name: str = NAME) -> Path:
    target = module / ".terraform" / "providers" / name / version / "linux_amd64" / f"terraform-provider-aws_v{version}"
    target.parent.mkdir(parents=True)
    shutil.copy(program, target)
    return target


def write(module: Path, root: str, child: str) -> None:
    """The module, and one below it."""
    (module / "main.tf").write_text(root)
    (module / "child").mkdir()
    (module / "child" / "main.tf").write_text(child)


def told(module: Path, guardian: Guardian, language: Language = Language.TERRAFORM) -> Attachment:
    with attached_provider(module, language, dict(os.environ), guardian) as attachment:
        return attachment


def test_terraform_is_told_where_it_listens_and_it_ends_with_the_context(
    module: Path, guardian: Guardian, fake: Fake, capfd: pytest.CaptureFixture[str]
) -> None:
    install(module, fake(STAYS))
    with attached_provider(module, Language.TERRAFORM, dict(os.environ), guardian) as attachment:
        (variable,) = attachment.environment.items()
        assert not attachment.broken
        where = json.loads(variable[1])[NAME]
        assert variable[0] == "TF_REATTACH_PROVIDERS"
        assert where["Addr"] == {"Network": "unix", "String": "/tmp/x'y"}
        assert alive(where["Pid"])
    assert gone(where["Pid"])
    assert capfd.readouterr() == ("", "")


def test_it_ends_where_the_plan_is_interrupted(module: Path, guardian: Guardian, fake: Fake) -> None:
    install(module, fake(STAYS))
    with (
        pytest.raises(KeyboardInterrupt),
        attached_provider(module, Language.TERRAFORM, dict(os.environ), guardian) as attachment,
    ):
        raise KeyboardInterrupt
    assert attachment.process is not None
    assert gone(attachment.process.pid)


RUN_THAT_IS_KILLED = """
import os, sys, time
from pathlib import Path
from pytest_ecsfargate.hcl.block_types import Language
from pytest_ecsfargate.terraform.attached_provider import attached_provider
from pytest_ecsfargate.terraform.guardian import Guardian
with attached_provider(Path(sys.argv[1]), Language.TERRAFORM, dict(os.environ), Guardian(None)) as attachment:
    print(attachment.process.pid, flush=True)
    time.sleep(60)
"""


def test_it_ends_where_the_run_is_killed(module: Path, fake: Fake) -> None:
    install(module, fake(STAYS))
    command, root = [sys.executable, "-c", RUN_THAT_IS_KILLED, str(module)], Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        provider = int(run.stdout.readline())
        assert alive(provider)
        run.kill()
    assert gone(provider, 10)


def test_it_goes_by_the_name_under_which_it_is_installed(module: Path, guardian: Guardian, fake: Fake) -> None:
    name = "registry.opentofu.org/hashicorp/aws"
    install(module, fake(STAYS), name=name)
    assert list(json.loads(told(module, guardian, Language.OPENTOFU).environment["TF_REATTACH_PROVIDERS"])) == [name]


@pytest.mark.parametrize(
    "code",
    [
        "print('flag provided but not defined: -debug'); sys.exit(2)",
        "print('This binary is a plugin.', flush=True); os._exit(1)",
        "print(\"TF_REATTACH_PROVIDERS='{}'\", flush=True); time.sleep(60)",
    ],
    ids=["no-such-flag", "no-address", "empty"],
)
def test_terraform_starts_its_own_where_the_program_tells_nothing(
    module: Path, guardian: Guardian, fake: Fake, code: str
) -> None:
    install(module, fake(code))
    assert told(module, guardian) == Attachment()


def test_terraform_starts_its_own_where_the_program_hangs(
    module: Path, guardian: Guardian, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pytest_ecsfargate.terraform.attached_provider._START", 0.3)
    install(module, fake("time.sleep(60)"))
    assert told(module, guardian) == Attachment()


def test_terraform_starts_its_own_where_the_program_cannot_be_started(
    module: Path, guardian: Guardian, fake: Fake
) -> None:
    install(module, fake(STAYS)).chmod(0o600)
    assert told(module, guardian) == Attachment()


def test_terraform_starts_its_own_where_two_versions_are_installed(
    module: Path, guardian: Guardian, fake: Fake
) -> None:
    install(module, fake(STAYS))
    install(module, fake(STAYS), version="5.99.0")
    assert told(module, guardian) == Attachment()


def test_terraform_starts_its_own_where_none_is_installed(module: Path, guardian: Guardian) -> None:
    assert told(module, guardian) == Attachment()


OTHER_NAME = """
terraform {
  required_providers {
    cloud = {
      source = "hashicorp/aws"
    }
  }
}
provider "aws" {}
provider "cloud" {}
"""
CHILD = 'module "child" {\n  source = "./child"\n}\n'


@pytest.mark.parametrize(
    ("root", "child"),
    [
        ('provider "aws" {}\nprovider "aws" {\n  alias = "east"\n}\n', ""),
        ('provider "aws" {\n  alias = "east"\n}\n', ""),
        ('provider "aws" {\n  for_each = toset(["a"])\n  alias = "x"\n}\n', ""),
        ('provider "aws" {}\n' + CHILD, 'provider "aws" {}\n'),
        (CHILD, 'provider "aws" {}\n'),
        (OTHER_NAME, ""),
        ('module "away" {\n  source = "terraform-aws-modules/vpc/aws"\n}\n', ""),
        ('provider "aws" {\n', ""),
    ],
    ids=["alias", "only-an-alias", "for_each", "child-too", "child", "other-name", "unknown-module", "broken"],
)
def test_terraform_starts_its_own_where_there_may_be_several_configurations(
    module: Path, guardian: Guardian, fake: Fake, root: str, child: str
) -> None:
    install(module, fake(STAYS))
    write(module, root, child)
    assert told(module, guardian) == Attachment()


@pytest.mark.parametrize(
    ("root", "child"),
    [("", ""), (CHILD, 'resource "aws_ecs_cluster" "this" {\n  name = "x"\n}\n'), ('provider "random" {}\n', "")],
    ids=["implicit", "child-without", "another-provider"],
)
def test_one_configuration_need_not_be_written(
    module: Path, guardian: Guardian, fake: Fake, root: str, child: str
) -> None:
    install(module, fake(STAYS))
    write(module, root, child)
    assert told(module, guardian).environment


TERRAFORM = """
import pathlib, shutil
log = open({log!r}, "a")
told = os.environ.get("TF_REATTACH_PROVIDERS")
log.write(argv[0] + " " + ("attached" if told else "alone") + "\\n")
if argv[0] == "init":
    target = pathlib.Path(".terraform/providers/registry.terraform.io/hashicorp/aws/5.100.0/linux_amd64")
    target.mkdir(parents=True)
    shutil.copy({provider!r}, target / "terraform-provider-aws_v5.100.0_x5")
if told and {crashes}:
    time.sleep(0.5)
    sys.exit(1)
print("{{}}")
"""


@pytest.mark.parametrize(
    ("provider", "crashes", "expected"),
    [
        (STAYS, False, ["init alone", "plan attached", "show alone"]),
        (TELLS + "os._exit(1)", True, ["init alone", "plan attached", "plan alone", "show alone"]),
    ],
    ids=["works", "crashes"],
)
def test_a_plan_is_made_with_it_and_without_it_where_it_crashes(
    module: Path, fake: Fake, tmp_path: Path, provider: str, crashes: bool, expected: list[str]
) -> None:
    log = tmp_path / "log"
    binary = fake(TERRAFORM.format(log=str(log), provider=fake(provider), crashes=crashes))
    run_plan(PlanRequest(module), binary=binary, environment=dict(os.environ))
    assert log.read_text().splitlines() == expected


def test_a_plan_that_fails_is_not_made_again(module: Path, fake: Fake, tmp_path: Path) -> None:
    log = tmp_path / "log"
    binary = fake(TERRAFORM.format(log=str(log), provider=fake(STAYS), crashes=True))
    with pytest.raises(TerraformError, match="plan failed with exit code 1"):
        run_plan(PlanRequest(module), binary=binary, environment=dict(os.environ))
    assert log.read_text().splitlines() == ["init alone", "plan attached"]
