"""The public names: what is listed is there, what is there is listed, and nothing heavy is loaded for it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import pytest_ecsfargate
from pytest_ecsfargate.catalog import built_in

SOURCE = Path(pytest_ecsfargate.__file__)


def test_every_listed_name_is_there() -> None:
    assert pytest_ecsfargate.__all__ == sorted(pytest_ecsfargate.__all__, key=_sorting)
    for name in pytest_ecsfargate.__all__:
        assert getattr(pytest_ecsfargate, name) is not None
    assert dir(pytest_ecsfargate) == sorted(pytest_ecsfargate.__all__)


def _sorting(name: str) -> tuple[int, str]:
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


def test_type_checkers_see_the_same_names() -> None:
    tree = ast.parse(SOURCE.read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level == 1]
    homes = {alias.name: f".{node.module}" for node in imports for alias in node.names}
    assert homes == pytest_ecsfargate._HOMES
    assert sorted(homes) == sorted(pytest_ecsfargate.__all__)


def test_every_requirement_is_public() -> None:
    assert {found.name for found in built_in()} == {
        name for name in pytest_ecsfargate.__all__ if name.startswith("assert_") and name != "assert_resources"
    }


def test_another_name() -> None:
    with pytest.raises(AttributeError, match="module 'pytest_ecsfargate' has no attribute 'assert_nothing'"):
        _ = pytest_ecsfargate.assert_nothing  # type: ignore[attr-defined]


def test_no_name_is_hidden_by_a_module_or_loads_what_is_heavy() -> None:
    code = """
import sys
import pytest_ecsfargate.catalog
pytest_ecsfargate.catalog.built_in()
for name in pytest_ecsfargate.__all__:
    assert type(getattr(pytest_ecsfargate, name)).__name__ != "module", name
heavy = {"boto3", "hcl2", "tftest", "moto"} & set(sys.modules)
assert not heavy, heavy
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=SOURCE.parents[1])


def test_the_package_alone_loads_nothing() -> None:
    code = """
import sys
import pytest_ecsfargate
loaded = [name for name in sys.modules if name.startswith("pytest_ecsfargate.")]
assert not loaded, loaded
assert not {"boto3", "hcl2", "tftest"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=SOURCE.parents[1])
