"""The order of imports, who imports which library, and the size of files."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "pytest_ecsfargate"
NAME = PACKAGE.name

# A layer imports from layers above it and from itself. A module belongs to the longest prefix that fits.
LAYERS = (
    ("source",),
    ("hcl",),
    ("aws",),
    ("findings", "baseline"),
    ("plan",),
    ("terraform",),
    ("account",),
    ("live",),
    ("saved_plan",),
    ("engines",),
    ("live",),
    ("sandbox",),
    ("report",),
    ("match",),
    ("waivers",),
    ("recording",),
    ("declaration",),
    ("requirements",),
    ("catalog",),
    ("suite",),
    ("settings.texts",),
    ("settings.options",),
    ("settings", "session.documents"),
    ("settings.agreements", "settings.selection"),
    ("scaffold",),
    ("session.no_plan", "session.orphan", "session.progress", "session.shared_folder"),
    ("session.planner", "session.prepared", "session.sandbox"),
    ("session.own_requirements",),
    ("session.run",),
    ("hookspecs",),
    ("session",),
    ("fixtures",),
    ("plugin",),
    ("__main__",),
)

# The public names are imported when they are asked for.
OUTSIDE = ("__init__",)

# Who imports a library: one module, or those that run in the emulated account's own process.
LIBRARIES = {
    "boto3": {"account.session"},
    "botocore": {"account.session"},
    "filelock": {"terraform.locks"},
    "hcl2": {"session.documents"},
    "moto": {"account.moto_repairs", "account.names_in_moto", "account.server"},
    "msgpack": {"plan.planfile.packed_values"},
    "re2": {"hcl.functions.patterns"},
    "tftest": {"terraform.tftest_runner"},
}

LONGEST_FILE = 400


@dataclass(frozen=True)
class Import:
    user: str
    used: str
    line: int


@cache
def modules() -> dict[str, ast.Module]:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def imports(name: str, tree: ast.Module) -> Iterator[Import]:
    """Every import in a module, wherever it stands, but in `if TYPE_CHECKING:`."""
    is_package = (PACKAGE / Path(*name.split("."), "__init__.py")).exists()
    here = name.split(".") if is_package else name.split(".")[:-1]
    here = [] if name == "__init__" else here
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            waiting.extend(node.orelse)
            continue
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(name, alias.name, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            yield from _from(name, here, node)
        waiting.extend(ast.iter_child_nodes(node))


def _from(name: str, here: list[str], node: ast.ImportFrom) -> Iterator[Import]:
    if not node.level:
        yield Import(name, node.module or "", node.lineno)
        return
    base = here[: len(here) - node.level + 1]
    target = [NAME, *base, *(node.module.split(".") if node.module else [])]
    for alias in node.names:
        deeper = PACKAGE.joinpath(*target[1:], alias.name)
        is_module = deeper.with_suffix(".py").exists() or (deeper / "__init__.py").exists()
        yield Import(name, ".".join([*target, alias.name] if is_module else target), node.lineno)


def layer(name: str) -> int:
    fits = [
        (len(prefix), number)
        for number, prefixes in enumerate(LAYERS)
        for prefix in prefixes
        if f"{name}.".startswith(f"{prefix}.")
    ]
    assert fits, f"{name} has no layer: put it into LAYERS"
    return max(fits)[1]


def all_imports() -> list[Import]:
    return [found for name, tree in modules().items() for found in imports(name, tree)]


def test_imports_run_one_way() -> None:
    wrong = []
    for found in all_imports():
        if not found.used.startswith(f"{NAME}.") or found.user in OUTSIDE:
            continue
        used = found.used.removeprefix(f"{NAME}.")
        if layer(used) > layer(found.user):
            wrong.append(f"{found.user}:{found.line} imports {used}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("library", LIBRARIES)
def test_only_one_module_imports_a_library(library: str) -> None:
    users = {found.user for found in all_imports() if found.used.split(".")[0] == library}
    assert users <= LIBRARIES[library]


def test_the_language_knows_neither_aws_nor_pytest() -> None:
    for found in all_imports():
        if found.user.split(".")[0] in ("source", "hcl"):
            assert "aws" not in found.used.split("."), found
            assert found.used.split(".")[0] != "pytest", found


def test_only_the_plugin_layer_imports_pytest() -> None:
    users = {found.user.split(".")[0] for found in all_imports() if found.used.split(".")[0] in ("pytest", "_pytest")}
    assert all(layer(user) >= layer("settings.options") for user in users), users


def test_a_file_holds_one_idea() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in PACKAGE.rglob("*.py")}
    assert not [f"{path}: {length} lines" for path, length in lengths.items() if length > LONGEST_FILE]


def test_a_file_says_what_it_is_about() -> None:
    assert not [name for name, tree in modules().items() if tree.body and not ast.get_docstring(tree)]
