"""Plans, each made once in a process, and what is told when one cannot be made."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ..settings.inputs import Variables
from ..settings.options import Engine, Settings
from ..settings.texts import nearest
from ..settings.toml import ModuleToml, TomlError, Waiver
from .no_plan import NoPlan
from .progress import Progress
from .shared_folder import SharedFolder

if TYPE_CHECKING:
    from ..account.base import Account
    from ..baseline import Baseline
    from ..catalog import Catalog
    from ..hcl.errors import Diagnostic
    from ..plan.model import Plan

_Key = tuple[object, ...]
_MOST_ERRORS = 5
_KEPT = 8
"""Plans that are kept: pytest runs the tests of one plan together, and a large monorepo has more plans than memory."""


class Planner:
    """Makes plans and keeps them, failures too: a module that cannot be planned is tried once, not once per test.

    `folder` is what all processes of the run share; `progress` shows what takes long, `catalog` gives the requirements
    that a module may name in its `ecsfargate.toml`.
    """

    def __init__(
        self, settings: Settings, folder: SharedFolder, progress: Progress, catalog: Callable[[Path], Catalog]
    ) -> None:
        from ..hcl.configuration.trees import Trees
        from ..terraform.cache import PlanCache
        from ..terraform.copies import Copies

        self._settings = settings
        self._progress = progress
        self._cache = PlanCache(folder.path, folder.run)
        self._copies = Copies(folder.workers)
        self._trees = Trees()
        self._catalog = catalog
        self._made: dict[_Key, tuple[_Key, Account, Plan | NoPlan]] = {}

    def plan(
        self,
        module: Path,
        *,
        variables: Mapping[str, Any],
        environment: str | None,
        account: Account,
        toml: ModuleToml | None,
        engine: Engine | None = None,
    ) -> Plan:
        """The plan of a module. Fails the test, with a few lines that say what to do, where none can be made."""
        __tracebackhide__ = True
        given = variables if isinstance(variables, Variables) else Variables([variables])
        chosen = self.engine(engine)
        inputs = json.dumps(dict(given.direct), sort_keys=True, default=repr)
        key: _Key = (module, environment, inputs, given.files, chosen, id(account))
        if key not in self._made or self._made[key][0] != _state(module, given.files, self._made[key][2]):
            start = time.perf_counter()
            made = self._try(module, given, environment, account, toml, chosen)
            self._record(made, module, environment, chosen, time.perf_counter() - start)
            # The account is kept too, so that its id stays its own.
            self._made[key] = _state(module, given.files, made), account, made
            self._forget()
        found = self._made[key][2]
        if isinstance(found, NoPlan):
            raise found.with_traceback(None)
        return found

    def _forget(self) -> None:
        """Leaves the last few plans, and all failures."""
        plans = [key for key, (_, _, made) in self._made.items() if not isinstance(made, NoPlan)]
        for key in plans[:-_KEPT]:
            _, _, plan = self._made.pop(key)
            if not isinstance(plan, NoPlan):
                plan.forget()

    def engine(self, engine: Engine | None = None) -> Engine:
        """The engine that serves here: `auto` is terraform where it and its account are at hand."""
        from ..engines import resolved_engine

        settings = self._settings
        found = resolved_engine(engine or settings.engine, settings.terraform, settings.account)
        return "terraform" if found == "terraform" else "source"

    def release(self) -> None:
        """Removes what this process keeps to make plans."""
        self._copies.close()

    def close(self) -> None:
        """Removes what all processes keep for this run only."""
        self._cache.close()

    def _record(self, made: Plan | NoPlan, module: Path, environment: str | None, engine: str, seconds: float) -> None:
        from ..recording import Planned, record_planning

        served = ("saved" if self._settings.plan else engine) if isinstance(made, NoPlan) else made.engine
        problem = str(made.msg) if isinstance(made, NoPlan) else ""
        record_planning(Planned(module, environment, served, seconds, problem))

    def _try(
        self,
        module: Path,
        variables: Variables,
        environment: str | None,
        account: Account,
        toml: ModuleToml | None,
        engine: Engine,
    ) -> Plan | NoPlan:
        from ..account.errors import AccountError
        from ..engines import make_plan
        from ..plan.errors import PlanError
        from ..plan.request import PlanRequest
        from ..terraform.errors import TerraformError

        settings = self._settings
        try:
            agreed = self.agreed(module, toml)
            with self._progress as tell:
                plan = make_plan(
                    PlanRequest(module, variables.direct, variables.files, environment),
                    engine=engine,
                    account=account,
                    binary=settings.terraform,
                    saved=settings.plan,
                    timeout=settings.timeout,
                    cache=self._cache,
                    copies=self._copies,
                    progress=tell,
                    trees=self._trees,
                )
        except (
            AccountError,
            PlanError,
            TerraformError,
            OSError,
        ) as error:
            return NoPlan(str(error))
        except NoPlan as found:
            return found
        problem = problem_of(plan, variables)
        if problem:
            return NoPlan(problem)
        plan = _at_home(plan, module)
        return replace(plan, **agreed) if agreed else plan

    def agreed(self, module: Path, toml: ModuleToml | None) -> dict[str, Any]:
        """What the module's `ecsfargate.toml` states, and what is accepted of it, as fields of its plans.

        Raises NoPlan for a toml that names what there is not, or a baseline that cannot be read.
        """
        from ..baseline import BaselineError

        try:
            stated, waivers = self._agreements(toml)
            baseline = self._baseline(module)
        except (TomlError, pytest.UsageError) as error:
            raise NoPlan(str(error)) from None
        except BaselineError as error:
            # It is not written over either: what other runs found may stand in it.
            fix = "put it right, or delete it and run with --ecsfargate-baseline write."
            raise NoPlan(f"{error}\nfix: {fix}") from None
        everything = {"settings": stated, "waivers": waivers, "baseline": baseline}
        return everything if stated or waivers or baseline else {}

    def _baseline(self, module: Path) -> Baseline | None:
        """What is accepted of an old module: what its file says, or everything where that is about to be written."""
        if self._settings.baseline is None:
            return None
        from ..baseline import FILE_NAME, Baseline, read_baseline

        path = module / FILE_NAME
        return Baseline(path, read_baseline(path), everything=self._settings.baseline == "write")

    def _agreements(self, toml: ModuleToml | None) -> tuple[Mapping[str, Mapping[str, object]], tuple[Waiver, ...]]:
        """What the toml says of requirements: their settings by slug, and what is accepted all the same."""
        if toml is None or not (toml.requirements or toml.waivers):
            return {}, ()
        from ..settings.agreements import agreements, waivers

        catalog = self._catalog(toml.path.parent)
        return agreements(toml, catalog), waivers(toml, catalog)


def _at_home(plan: Plan, module: Path) -> Plan:
    """A plan file carries its source, but not where that stands: in the module, if the same files are there."""
    if plan.module is not None or plan.configuration is None:
        return plan
    files = (file for part in plan.configuration.tree() for file in part.files)
    same = all(_text(module / file.path) == file.text for file in files if not file.path.startswith(".terraform/"))
    return replace(plan, module=module) if same else plan


def _text(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None


def problem_of(plan: Plan, variables: Variables) -> str:
    """What makes a plan worthless though there is one."""
    if plan.configuration is not None:
        declared = plan.configuration.variables
        for name in variables.direct:
            if name not in declared:
                hint = nearest(name, declared)
                return f"A value is given for the variable {name!r}, and the module declares no such one{hint}."
    if plan.engine == "source":
        errors = [found for found in plan.diagnostics if found.severity == "error"]
        if errors:
            return _told(errors)
        missing = _without_value(plan)
        if missing:
            return "\n".join(missing)
    return ""


def _without_value(plan: Plan) -> list[str]:
    """The variables that terraform would ask for, told as it tells them."""
    assert plan.configuration is not None
    return [
        f"{block.header.location}: variable {name} has no value.\n"
        f"fix: set it in ecsfargate.toml under [variables] or with --ecsfargate-var {name}=..."
        for name, block in plan.configuration.variables.items()
        if "default" not in block.body.attributes and plan.variables[name].is_unknown
    ]


def _told(errors: list[Diagnostic]) -> str:
    shown = [str(error) for error in errors[:_MOST_ERRORS]]
    more = len(errors) - len(shown)
    return "\n".join([*shown, *([f"... and {more} more"] if more else [])])


def _state(module: Path, files: Iterable[Path], made: Plan | NoPlan) -> _Key:
    """What tells whether files have changed: a test may write into a module and plan it again."""
    directories: Iterable[Path] = (module,)
    if not isinstance(made, NoPlan) and made.configuration is not None:
        directories = made.configuration.module_directories
    return tuple(entry for path in (*directories, *files) for entry in _entries(path))


def _entries(path: Path) -> Iterable[tuple[str, int, int]]:
    if not path.is_dir():
        yield _entry(path)
        return
    for folder, names, files in os.walk(path):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            yield _entry(Path(folder, name))


def _entry(path: Path) -> tuple[str, int, int]:
    try:
        status = path.stat()
    except OSError:
        return str(path), 0, 0
    return str(path), status.st_mtime_ns, status.st_size
