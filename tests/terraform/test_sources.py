from __future__ import annotations

from pathlib import Path

from pytest_ecsfargate.plan.from_source import plan_module
from pytest_ecsfargate.terraform.sources import sources_of


def sources(tmp_path: Path, text: str, **variables: str) -> set[Path]:
    (tmp_path / ".git").mkdir()
    module = tmp_path / "env" / "module"
    (module / "files").mkdir(parents=True)
    (module / "files" / "x").write_text("")
    declared = 'variable "up" {\n  default = ""\n}\n'
    (module / "main.tf").write_text(f'{declared}output "x" {{\n  value = {text}\n}}\n')
    return set(sources_of(plan_module(module, variables=variables)))


def test_what_is_read_above_under_a_name_that_no_text_has(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("")
    found = sources(tmp_path, 'file("${var.up}/x.txt")', up="../..")
    assert found == {tmp_path / "env" / "module", tmp_path / "x.txt"}


def test_a_way_up_that_is_not_known_may_lead_anywhere_in_the_checkout(tmp_path: Path) -> None:
    found = sources(tmp_path, 'try(file("${dirname(abspath(path.module))}/x.txt"), "")')
    assert found == {tmp_path / "env" / "module", tmp_path}


def test_a_path_that_is_not_known_and_leads_nowhere_up(tmp_path: Path) -> None:
    assert sources(tmp_path, 'file("${abspath(path.module)}/files/x")') == {tmp_path / "env" / "module"}
