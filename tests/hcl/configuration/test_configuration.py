"""A module folder's blocks, sorted by what they declare."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_ecsfargate.hcl.configuration.loader import load
from pytest_ecsfargate.hcl.configuration.module import Configuration, ResourceKey

Written = Callable[..., Configuration]


@pytest.fixture
def loaded(tmp_path: Path) -> Written:
    def read(**files: str) -> Configuration:
        for name, text in files.items():
            path = tmp_path / name.replace("__", "/")
            path = path if path.suffix else path.with_suffix(".tf")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return load(tmp_path)

    return read


def test_blocks_are_found_by_name(loaded: Written) -> None:
    found = loaded(
        main='resource "aws_lb" "a" {}\ndata "aws_vpc" "b" {}\nephemeral "random_password" "c" {}\n'
        'variable "d" {}\nlocals {\n  e = 1\n}\nlocals {\n  f = 2\n}\n'
        'output "g" {\n  value = 1\n}\nprovider "aws" {}\nterraform {}\n'
        "removed {\n  from = aws_lb.z\n}\n"
        'check "h" {\n  assert {\n    condition = var.d\n    error_message = "x"\n  }\n}\n',
    )
    assert [str(key) for key in found.resources] == ["aws_lb.a", "data.aws_vpc.b", "ephemeral.random_password.c"]
    assert list(found.variables) == ["d"]
    assert list(found.locals) == ["e", "f"]
    assert list(found.outputs) == ["g"]
    assert [block.labels for block in found.providers] == [("aws",)]
    assert len(found.settings) == 1
    assert [block.type for block in found.other_blocks] == ["removed"]
    assert list(found.checks) == ["h"]
    assert found.by_type["managed", "aws_lb"] == {"a": ResourceKey("managed", "aws_lb", "a")}
    assert found.complete
    assert found.all_diagnostics() == []


def test_a_module_used_twice_is_one_configuration(loaded: Written) -> None:
    found = loaded(main='module "a" {\n  source = "./m"\n}\nmodule "b" {\n  source = "./m"\n}\n', m__main="")
    assert found.children["a"] is found.children["b"]
    assert [module.path for module in found.tree()] == [".", "m"]
    assert [path.name for path in found.module_directories] == [found.directory.name, "m"]
