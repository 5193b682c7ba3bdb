"""`ecsfargate.toml`, the file beside a module that says how it is tested.

profile = "platform"

[variables]
image_tag = "1.4.2"

[environments.prod]
variables = { environment = "prod" }
var_files = ["environments/prod.tfvars"]

[requirements.health-checks]
interval = 15

[[waive]]
id = "ECSF501"
address = "module.legacy.*"
reason = "Moves to the new cluster in spring"
until = 2027-03-31
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from .texts import nearest

FILE_NAME = "ecsfargate.toml"
PROFILES = ("platform",)
_TOP = ("environments", "variables", "profile", "requirements", "select", "ignore", "waive", "compare")
_ENVIRONMENT = ("variables", "var_files")
_WAIVER = ("id", "address", "reason", "until", "owner")
_COMPARE = ("allow",)
_WAIVE = re.compile(r"\s*\[\[\s*waive\s*\]\]\s*(?:#.*)?$")


class TomlError(ValueError):
    """Something in an `ecsfargate.toml` that makes no sense: one sentence that begins with file and line."""


@dataclass(frozen=True, slots=True)
class Environment:
    """A table `[environments.NAME]`. The paths are absolute."""

    variables: Mapping[str, Any] = field(default_factory=dict, repr=False)
    var_files: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiver:
    """A table `[[waive]]`: findings of the requirement `id` at addresses that match are accepted until a day.

    `line` is where it begins, as far as the text shows it.
    """

    id: str
    address: str
    reason: str
    until: date | None = None
    owner: str = ""
    line: int | None = None

    @property
    def place(self) -> str:
        """Where it stands: `ecsfargate.toml:12`."""
        return f"{FILE_NAME}:{self.line}" if self.line else FILE_NAME


@dataclass(frozen=True, slots=True)
class ModuleToml:
    """What an `ecsfargate.toml` says. Settings of requirements are checked when a plan is made: see `agreements`.

    `allowed` are the patterns of what may differ between two environments that are compared.
    """

    path: Path
    text: str = field(repr=False)
    environments: Mapping[str, Environment] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict, repr=False)
    profile: str | None = None
    requirements: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    allowed: tuple[str, ...] = ()

    def error(self, problem: str, key: str = "", table: str = "", after: int | None = None) -> TomlError:
        """A problem with a key in a table, told with file and line. `after` is the line where the table begins."""
        return _error(self.path, self.text, problem, key, table, after)

    def file(self, name: str, key: str, table: str) -> Path:
        """The absolute path of a file that a key names, relative to this one. Raises TomlError where there is none."""
        return _file(self.path, self.text, name, key, table)


def read_toml(path: Path) -> ModuleToml:
    """The file at a path. Raises TomlError for what is no TOML, is unknown or has the wrong type."""
    import tomllib

    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except (OSError, ValueError) as error:
        # tomllib tells the line itself: "Invalid value (at line 3, column 7)".
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise TomlError(f"{_shown(path)} cannot be read: {reason}.") from None
    return _Reader(path, text).module(data)


@dataclass(frozen=True, slots=True)
class _Reader:
    path: Path
    text: str

    def module(self, data: dict[str, Any]) -> ModuleToml:
        self.known(data, _TOP, "")
        profile = data.get("profile")
        if profile is not None and profile not in PROFILES:
            names = " or ".join(f'"{name}"' for name in PROFILES)
            hint = nearest(str(profile), PROFILES)
            raise self.error(f"profile must be {names}, not {_spelled(profile)}{hint}", "profile")
        environments = self.table(data, "environments", "")
        requirements = self.table(data, "requirements", "")
        return ModuleToml(
            self.path,
            self.text,
            {name: self.environment(environments, name) for name in environments},
            self.variables(data, ""),
            profile,
            {slug: self.table(requirements, slug, "requirements") for slug in requirements},
            self.strings(data, "select", ""),
            self.strings(data, "ignore", ""),
            self.waivers(data),
            self.allowed(data),
        )

    def environment(self, tables: dict[str, Any], name: str) -> Environment:
        where = f"environments.{name}"
        table = self.table(tables, name, "environments")
        self.known(table, _ENVIRONMENT, where)
        return Environment(self.variables(table, where), self.files(table, "var_files", where))

    def variables(self, data: dict[str, Any], where: str) -> dict[str, Any]:
        found = self.table(data, "variables", where)
        for name, value in found.items():
            if not _is_terraform_data(value):
                table = f"{where}.variables" if where else "variables"
                raise self.error(f"{name} is a date or time, which Terraform does not have: quote it", name, table)
        return found

    def files(self, table: dict[str, Any], key: str, where: str) -> tuple[Path, ...]:
        names = self.strings(table, key, where)
        return tuple(_file(self.path, self.text, name, key, where) for name in names)

    def waivers(self, data: dict[str, Any]) -> tuple[Waiver, ...]:
        tables = data.get("waive", [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            raise self.error("waive must be tables [[waive]]", "waive")
        lines: list[int | None] = [at for at, line in enumerate(self.text.splitlines(), 1) if _WAIVE.match(line)]
        if len(lines) != len(tables):  # inline tables, or a text that looks like the header of one
            lines = [None] * len(tables)
        return tuple(self.waiver(table, line) for table, line in zip(tables, lines, strict=True))

    def waiver(self, table: dict[str, Any], line: int | None) -> Waiver:
        self.known(table, _WAIVER, "waive", line)
        until = table.get("until")
        if until is not None and type(until) is not date:
            hint = ", without quotes" if _is_day(until) else ""
            problem = f"until must be a day such as 2027-01-31{hint}, not {_spelled(until)}"
            raise self.error(problem, "until", "waive", line)
        for key in ("id", "address", "reason"):
            if key not in table:
                problem = f"each [[waive]] needs {'an' if key != 'reason' else 'a'} {key}"
                raise self.error(problem, "waive", "", line)
        keys = [key for key in _WAIVER if key in table and key != "until"]
        return Waiver(until=until, line=line, **{key: self.string(table, key, "waive", line) for key in keys})

    def allowed(self, data: dict[str, Any]) -> tuple[str, ...]:
        table = self.table(data, "compare", "")
        self.known(table, _COMPARE, "compare")
        return self.strings(table, "allow", "compare")

    def known(self, table: dict[str, Any], keys: tuple[str, ...], where: str, after: int | None = None) -> None:
        for key in table:
            if key not in keys:
                place = f" in [{where}]" if where else ""
                hint = nearest(key, keys) or f" (it takes {', '.join(keys)})"
                raise self.error(f"unknown key {key!r}{place}{hint}", key, where, after)

    def table(self, data: dict[str, Any], key: str, where: str) -> dict[str, Any]:
        found = data.get(key, {})
        if not isinstance(found, dict):
            name = f"{where}.{key}" if where else key
            raise self.error(f"{key} must be a table [{name}], not {_spelled(found)}", key, where)
        return found

    def strings(self, data: dict[str, Any], key: str, where: str) -> tuple[str, ...]:
        found = data.get(key, [])
        if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
            raise self.error(f"{key} must be a list of strings, not {_spelled(found)}", key, where)
        return tuple(found)

    def string(self, data: dict[str, Any], key: str, where: str, after: int | None = None) -> str:
        found = data[key]
        if not isinstance(found, str) or not found.strip():
            raise self.error(f"{key} must be a text, not {_spelled(found)}", key, where, after)
        return found

    def error(self, problem: str, key: str = "", table: str = "", after: int | None = None) -> TomlError:
        return _error(self.path, self.text, problem, key, table, after)


def _error(path: Path, text: str, problem: str, key: str, table: str, after: int | None = None) -> TomlError:
    line = _line_of(text, key, table, after or 1)
    return TomlError(f"{_shown(path)}{f':{line}' if line else ''}: {problem}.")


def _file(path: Path, text: str, name: str, key: str, table: str) -> Path:
    found = (path.parent / name).resolve()
    if not found.is_file():
        siblings = [entry.name for entry in found.parent.iterdir()] if found.parent.is_dir() else []
        raise _error(path, text, f"there is no file {name!r}{nearest(found.name, siblings)}", key, table)
    return found


def _line_of(text: str, key: str, table: str, first: int) -> int | None:
    """The line, from a first one, where a key stands, as far as the text shows it: tomllib keeps no positions."""
    name = rf"[\"']?{re.escape(key)}[\"']?"
    header = re.compile(r"\s*\[\[?\s*([^\[\]#]+?)\s*\]\]?\s*(?:#.*)?$")
    full = f"{table}.{key}" if table else key
    assigned = re.compile(rf"(?:.*[{{,.])?\s*{name}\s*[.=]")
    current, fallback = "", None
    for number, line in enumerate(text.splitlines()[first - 1 :], first):
        opened = header.match(line)
        if opened:
            current = re.sub(r"[\"'\s]", "", opened[1])
            if current == full or current.startswith(f"{full}."):
                return number
        elif key and assigned.match(line):
            if current == table or table.startswith(f"{current}."):
                return number
            fallback = fallback or number
    return fallback


def _shown(path: Path) -> str:
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


def _is_terraform_data(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_is_terraform_data(item) for item in value.values())
    if isinstance(value, list):
        return all(_is_terraform_data(item) for item in value)
    return isinstance(value, str | bool | int | float)


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _spelled(value: Any) -> str:
    kinds = {dict: "a table", list: "a list", bool: "true or false", int: "a number", float: "a number"}
    return f'"{value}"' if isinstance(value, str) else kinds.get(type(value), "a date or time")
