"""What `terraform init` installs is installed by one process of a run, and taken from there by the others."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_ecsfargate.engines import make_plan
from pytest_ecsfargate.plan.request import PlanRequest
from pytest_ecsfargate.terraform.copies import Copies
from pytest_ecsfargate.terraform.engine import PlanRun, copied
from pytest_ecsfargate.terraform.errors import TerraformError
from pytest_ecsfargate.terraform.folder import OwnedFolder
from pytest_ecsfargate.terraform.workspace import Workspace

Fake = Callable[[str], str]

# Installs a provider of its own bytes, a module and a lock file; a plan tells what is there.
INSTALLS = """
from pathlib import Path
data = Path(".terraform")
if argv[0] == "init":
    with open({calls!r}, "a") as stream:
        stream.write("init ")
    provider = data / "providers" / "example" / "program"
    provider.parent.mkdir(parents=True)
    provider.write_text("bytes")
    (data / "modules" / "x").mkdir(parents=True)
    (data / "modules" / "x" / "main.tf").write_text("")
    Path(".terraform.lock.hcl").write_text("# locked")
    sys.exit({code})
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    folder = tmp_path / "module"
    folder.mkdir()
    (folder / "main.tf").write_text("")
    return folder


def initialised(copies: Copies, module: Path, program: str) -> Workspace:
    request = PlanRequest(module)
    copy = copies.get("key", lambda: copied(request))
    with PlanRun(request, binary=program, environment=dict(os.environ), workspace=copy) as run:
        run.init()
    return copy


def test_the_second_process_takes_what_the_first_installed(
    fake: Fake, tmp_path: Path, module: Path, temporary: Path
) -> None:
    program = fake(INSTALLS.format(calls=str(tmp_path / "calls"), code=0))
    shared = OwnedFolder()
    first, second = Copies(shared.path), Copies(shared.path)
    one = initialised(first, module, program).directory
    initialised(first, module, program)
    other = initialised(second, module, program).directory
    assert (tmp_path / "calls").read_text() == "init "
    first.close()
    assert not one.exists()
    assert (other / ".terraform" / "providers" / "example" / "program").read_text() == "bytes"
    assert (other / ".terraform" / "modules" / "x" / "main.tf").exists()
    assert (other / ".terraform.lock.hcl").read_text() == "# locked"
    second.close()
    shared.close()
    assert list(temporary.iterdir()) == []


def test_modules_that_are_installed_in_the_user_s_folder_are_no_obstacle(
    fake: Fake, tmp_path: Path, module: Path, temporary: Path
) -> None:
    """They are in each copy before; large files of theirs are links to the user's."""
    modules = module / ".terraform" / "modules"
    (modules / "y").mkdir(parents=True)
    (modules / "modules.json").write_text("{}")
    with (modules / "y" / "large").open("wb") as stream:
        stream.truncate(10 * 1024 * 1024 + 1)
    program = fake(INSTALLS.format(calls=str(tmp_path / "calls"), code=0))
    shared = OwnedFolder()
    for _ in range(2):
        copies = Copies(shared.path)
        found = initialised(copies, module, program).directory / ".terraform" / "modules"
        assert (found / "y" / "large").resolve() == modules / "y" / "large"
        assert (found / "x" / "main.tf").exists()
        copies.close()
    shared.close()
    assert (tmp_path / "calls").read_text() == "init "
    assert (modules / "y" / "large").stat().st_size == 10 * 1024 * 1024 + 1


def test_an_init_that_failed_is_tried_again(fake: Fake, tmp_path: Path, module: Path, temporary: Path) -> None:
    shared = OwnedFolder()
    for code, calls in ((1, "init "), (0, "init init "), (0, "init init ")):
        program = fake(INSTALLS.format(calls=str(tmp_path / "calls"), code=code))
        copies = Copies(shared.path)
        try:
            initialised(copies, module, program)
        except TerraformError:
            assert code == 1
        copies.close()
        assert (tmp_path / "calls").read_text() == calls
    shared.close()


def test_a_copy_is_led_to_the_account_of_each_plan(fake: Fake, tmp_path: Path, module: Path, temporary: Path) -> None:
    """The environments of a module share a copy, and have accounts of their own."""
    (module / "main.tf").write_text('data "aws_ip_ranges" "it" {\n  services = ["s3"]\n}\n')
    (module / "zzzzz_override.tf").write_text("")
    urls = tmp_path / "urls"
    program = fake(
        "import json\n"
        "from pathlib import Path\n"
        "if argv[0] == 'plan':\n"
        "    texts = [path.read_text() for path in Path('.').glob('*zzzz_ecsfargate_override.tf')]\n"
        f"    with open({str(urls)!r}, 'a') as stream:\n"
        "        stream.write(json.dumps([text.split('url = ')[1].split('\"')[1] for text in texts]) + '\\n')\n"
        "    sys.exit(1)"
    )
    copies = Copies()
    for environment in ("a", "b"):
        request = PlanRequest(module, environment=environment)
        with pytest.raises(TerraformError):
            make_plan(request, engine="terraform", binary=program, copies=copies)
    copies.close()
    told = [json.loads(line) for line in urls.read_text().splitlines()]
    (first,), (second,) = told
    assert first != second
    assert second.startswith("http://127.0.0.1:")
