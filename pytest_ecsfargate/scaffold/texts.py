"""The texts of the files that testing a module begins with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..declaration import Judgement, Requirement
from ..settings.toml import Environment
from ..suite import unstated

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_EXAMPLES = (("string", '""'), ("number", "0"), ("bool", "true"), ("list", "[]"), ("set", "[]"), ("tuple", "[]"))


@dataclass(frozen=True)
class Found:
    """What a module shows: `missing` are variables without a value and their types, `judged` holds by environment.

    `root` is the folder of the repository that the module is in, or the module's own.
    """

    module: Path
    root: Path
    environments: Mapping[str, Environment]
    missing: Mapping[str, str]
    suggestions: Mapping[str, Mapping[str, Any]]
    judged: Mapping[Requirement[Any], Mapping[str | None, Judgement]]

    @property
    def folder(self) -> str:
        """The module's path from the root of the repository, quoted for YAML."""
        return json.dumps(self.module.relative_to(self.root).as_posix())

    @property
    def job(self) -> str:
        """A name for the module's tests that no other module of the repository has."""
        parts = self.module.relative_to(self.root).parts or (self.module.name,)
        return re.sub(r"\W+", "_", "_".join(("test", *parts)), flags=re.ASCII)


def toml_text(found: Found) -> str:
    """`ecsfargate.toml`: the environments; as comments the variables that need a value, and what may be agreed."""
    return "\n\n".join("\n".join(part) for part in _toml_parts(found) if part) + "\n"


def _toml_parts(found: Found) -> Iterator[list[str]]:
    yield ["# How pytest-ecsfargate tests this module: its environments, variables and agreements."]
    if found.missing:
        lines = [f"# {_key(name)} = {_example(written)}  # {written}" for name, written in found.missing.items()]
        yield [
            "# These variables have no default and no value yet: nothing can be planned without.",
            "[variables]",
            *lines,
        ]
    for name, environment in found.environments.items():
        yield [f"[environments.{_key(name)}]", *_environment(environment, found.module)]
    if found.suggestions:
        yield ["# What holds today. Agree on it: without the comment marks it is tested, and stays so."]
    for slug, settings in found.suggestions.items():
        yield [f"# [requirements.{slug}]", *(f"# {name} = {toml_value(value)}" for name, value in settings.items())]


def _environment(environment: Environment, module: Path) -> Iterator[str]:
    if environment.var_files:
        yield f"var_files = {toml_value([file.relative_to(module).as_posix() for file in environment.var_files])}"
    if environment.variables:
        yield f"variables = {toml_value(environment.variables)}"


def _example(type: str) -> str:
    return next((text for name, text in _EXAMPLES if type.startswith(name)), "{}")


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else json.dumps(name)


def toml_value(value: Any) -> str:
    """A value in TOML: texts are quoted as in JSON, which TOML reads the same way."""
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_key(name)} = {toml_value(item)}' for name, item in value.items())} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(toml_value(item) for item in value)}]"
    return json.dumps(value, ensure_ascii=False)


def tests_text(found: Found) -> str:
    """The file of tests: a test for each requirement that has something to judge, with what it says today."""
    ready = {requirement: judged for requirement, judged in found.judged.items() if not unstated(requirement, {})}
    open_ones = [requirement for requirement in found.judged if requirement not in ready]
    names = sorted(requirement.name for requirement in ready)
    parts = ['"""What must hold of this module, in each environment of ecsfargate.toml."""\n', _import(names)]
    parts += [f"\n\n{_test(requirement, judged)}" for requirement, judged in ready.items()]
    if open_ones:
        lines = [f"#     {found.name}: {', '.join(unstated(found, {}))}" for found in open_ones]
        note = (
            "# These need an agreement, in ecsfargate.toml under [requirements.NAME], before they are tested by name:"
        )
        parts.append("\n\n" + "\n".join([note, *lines, ""]))
    return "".join(parts)


def _import(names: list[str]) -> str:
    if not names:
        return ""
    listed = "".join(f"    {name},\n" for name in names)
    return f"\nfrom pytest_ecsfargate import (\n{listed})\n"


def _test(requirement: Requirement[Any], judged: Mapping[str | None, Judgement]) -> str:
    name = requirement.name.removeprefix("assert_")
    return f"{_today(judged)}def test_{name}(plan):\n    {requirement.name}(plan)\n"


def _today(judged: Mapping[str | None, Judgement]) -> str:
    """A comment on what fails, or cannot be told; none where all is met."""
    failed = [
        name for name, judgement in judged.items() if judgement.failed or (judgement.empty and not judgement.unknown)
    ]
    unknown = [name for name, judgement in judged.items() if judgement.unknown and name not in failed]
    if failed:
        return f"# Fails today{_in(failed)}: {_first(judged[failed[0]])}.\n"
    return f"# Not known{_in(unknown)} by the source alone; a plan may tell.\n" if unknown else ""


def _in(names: Iterable[str | None]) -> str:
    known = [name for name in names if name is not None]
    return f" in {', '.join(known)}" if known else ""


def _first(judgement: Judgement) -> str:
    """Where the first failure stands, or what is missing."""
    if not judgement.failed:
        return f"there is no {judgement.requirement.looks_for}"
    first, more = judgement.findings[0], len(judgement.failed) - 1
    shown = first.address if first.address != "." else "the module"
    place = f" ({first.location})" if first.location is not None else ""
    return f"{shown}{place}{f' and {more} more' if more else ''}"


def tox_text(found: Found) -> str:
    """`tox.ini`: one run per environment; its `[pytest]` makes this folder the root of a test run."""
    names = list(found.environments)
    head = ["[tox]", f"env_list = {', '.join(names)}" if names else "env_list = module", "no_package = true", ""]
    chosen = "--ecsfargate-environment {envname} " if names else ""
    command = f"commands = pytest {chosen}{{posargs}}"
    note = ["# One run per environment, which is named as in ecsfargate.toml: tox -e NAME."] if names else []
    passed = ["pass_env =", "    AWS_*", "    GITHUB_*", "    TF_*"]
    tests = ["", "[pytest]", "testpaths = tests", ""]
    return "\n".join([*note, *head, "[testenv]", "deps = pytest-ecsfargate[emulator]", *passed, command, *tests])


def workflow_text(found: Found) -> str:
    """A GitHub workflow, one job per environment.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
    """
    lines = ["name: ecsfargate", "", "on: [pull_request]", "", "permissions:", "  contents: read", "", "jobs:"]
    return "\n".join([*lines, job_text(found)])


def job_text(found: Found) -> str:
    """The job of a workflow that runs the module's tests."""
    lines = [f"  {found.job}:", "    runs-on: ubuntu-latest"]
    if found.module != found.root:
        lines += ["    defaults:", "      run:", f"        working-directory: {found.folder}"]
    command = "pytest"
    if found.environments:
        names = json.dumps(list(found.environments))
        lines += ["    strategy:", "      fail-fast: false", "      matrix:", f"        environment: {names}"]
        command = "pytest --ecsfargate-environment ${{ matrix.environment }}"
    lines += [
        "    steps:",
        "      - uses: actions/checkout@v4",
        "      - uses: actions/setup-python@v5",
        "        with:",
        '          python-version: "3.13"',
        "      - uses: hashicorp/setup-terraform@v3",
        "        with:",
        "          terraform_wrapper: false",
        "      - run: pip install 'pytest-ecsfargate[emulator]'",
        f"      - run: {command}",
        "",
    ]
    return "\n".join(lines)
