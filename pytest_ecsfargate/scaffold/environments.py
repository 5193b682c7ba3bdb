"""The environments of a module, as its files show them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..hcl.configuration.module import Configuration
from ..hcl.configuration.variables import assigned
from ..settings.modules import holds_code
from ..settings.toml import Environment

_FOLDERS = ("environments", "environment", "envs", "env", "tfvars", "vars")
_VARIABLES = ("environment", "env", "stage")
_ENDINGS = (".tfvars", ".tfvars.json")
_LIST = r"contains\(\s*\[([^\]]*)\]\s*,\s*var\.{name}\s*\)"


def environments(configuration: Configuration) -> Mapping[str, Environment]:
    """The environments by name: from files of variables, else from what the variable `environment` may be.

    `dev.tfvars` is the environment dev, beside the module or in a folder such as `environments/`, and so are the files
    of `environments/dev/`. What terraform reads by itself (`terraform.tfvars`, `*.auto.tfvars`) is no environment.
    """
    module = configuration.directory
    files = dict(sorted(_files(module)))
    variable = next((name for name in _VARIABLES if name in configuration.variables), None)
    allowed = _allowed(configuration, variable) if variable is not None else ()
    return {
        _plain(name): Environment(_named(variable, name, allowed, files.get(name, ())), files.get(name, ()))
        for name in files or allowed
    }


def _plain(name: str) -> str:
    """A name that tox, too, takes for an environment."""
    return re.sub(r"[^\w.-]+", "-", name).strip("-") or name


def modules_of_their_own(module: Path) -> tuple[str, ...]:
    """Folders such as `environments/dev` that hold Terraform code: each is a module, with variables of its own."""
    below = (entry for name in _FOLDERS for entry in _entries(module / name) if entry.is_dir() and holds_code(entry))
    return tuple(entry.relative_to(module).as_posix() for entry in below)


def _files(module: Path) -> Iterator[tuple[str, tuple[Path, ...]]]:
    for folder in (module, *(module / name for name in _FOLDERS)):
        for entry in _entries(folder):
            name = _stem(entry)
            if name and name != "terraform" and not name.endswith(".auto"):
                yield name, (entry,)
            elif folder != module and entry.is_dir() and not holds_code(entry):
                files = tuple(file for file in _entries(entry) if _stem(file))
                if files:
                    yield entry.name, files


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _stem(path: Path) -> str:
    ending = next((ending for ending in _ENDINGS if path.name.endswith(ending)), None)
    return path.name.removesuffix(ending) if ending is not None and path.is_file() else ""


def _named(variable: str | None, name: str, allowed: tuple[str, ...], files: tuple[Path, ...]) -> Mapping[str, str]:
    """The variable that names the environment, unless a file of the environment sets it."""
    if variable is None or (allowed and name not in allowed):
        return {}
    return {} if any(variable in assigned(file) for file in files) else {variable: name}


def _allowed(configuration: Configuration, variable: str) -> tuple[str, ...]:
    """The texts that a validation `contains([...], var.environment)` lists."""
    for block in configuration.variables[variable].body.blocks:
        condition = block.body.attributes.get("condition") if block.type == "validation" else None
        found = (
            re.search(_LIST.format(name=variable), condition.expression.span.text) if condition is not None else None
        )
        if found:
            return tuple(re.findall(r'"([^"$%\\]+)"', found[1]))
    return ()
