from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_ecsfargate.terraform.errors import MissingTerraform, TerraformError
from pytest_ecsfargate.terraform.show import show_plan_file

Fake = Callable[[str], str]


def test_what_terraform_shows_is_asked_for_beside_the_file(tmp_path: Path, fake: Fake) -> None:
    path = tmp_path / "folder" / "p.plan"
    path.parent.mkdir()
    path.touch()
    (tmp_path / "link").symlink_to(path)
    shown = show_plan_file(tmp_path / "link", fake("print(os.getcwd(), *argv)"))
    assert shown == f"{path.parent} show -no-color -json {path}\n"


def test_what_terraform_says_when_it_refuses(tmp_path: Path, fake: Fake) -> None:
    code = "sys.stderr.write('╷\\n│ Error: Failed to read\\n│ \\n│ more\\n╵\\n'); sys.exit(1)"
    with pytest.raises(TerraformError) as caught:
        show_plan_file(tmp_path / "p", fake("sys.stderr.reconfigure(encoding='utf-8')\n" + code))
    assert str(caught.value) == "Error: Failed to read"


def test_no_program(tmp_path: Path) -> None:
    with pytest.raises(MissingTerraform):
        show_plan_file(tmp_path / "p", "terraform-that-nobody-has")
