"""The options of a run and their twins in pytest's ini file, resolved into one frozen object.

An option wins over the ini file, the ini file over the default. What belongs to a module (its environments, variables,
requirements) comes from markers and `ecsfargate.toml`: see `selection` and `toml`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

import pytest

Engine = Literal["auto", "terraform", "source"]
AccountKind = Literal["emulated", "ambient"]

ENGINES = ("auto", "terraform", "source")
ACCOUNTS = ("emulated", "ambient")
UNKNOWNS = ("fail", "warn")
BASELINES = ("write", "check")
ANNOTATIONS = ("auto", "off")
REPORTS = (".html", ".json", ".md", ".sarif")
"""How the names of reports end; `report.formats` says who writes them."""
SUITE = "--ecsfargate"
SUITE_INI = "ecsfargate_suite"
SUITE_HELP = (
    "Collect the ready-made suite: every requirement, for each ecsfargate.toml and each folder of .tf files among what "
    "is given."
)
STRICT = "--ecsfargate-strict"
STRICT_INI = "ecsfargate_strict"
STRICT_HELP = (
    "Fail the run where a waiver has expired, gives no reason, names no requirement or concerns nothing any more, or "
    "where a finding of a baseline is gone. Without it they are only told."
)
COMPARE = "--ecsfargate-compare"
COMPARE_INI = "ecsfargate_compare"
COMPARE_HELP = (
    "Compare what two environments of each module plan, as one test of the ready-made suite. What may differ stands "
    "in ecsfargate.toml under [compare]."
)
RECORD_METRICS = "--ecsfargate-record-metrics"
RECORD_METRICS_HELP = (
    "Write what the tasks of the judged services used in the last 14 days to this file, read from CloudWatch in your "
    "own account (--ecsfargate-account=ambient): right-sized judges sizes by it."
)
EXPLAIN = "--ecsfargate-explain"
EXPLAIN_HELP = (
    "Print what a requirement checks, why, and what can be set, and exit: by its id (ECSF401), its slug "
    "(health-checks) or all."
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run was asked for. Paths are absolute; None and empty mean that nothing was said.

    `variables` are the texts after `--ecsfargate-var NAME=`, `timeout` is in seconds and for one call of terraform.
    `compare` are two names of environments, or none. The `ini_*` ones were given in the ini file, where markers win
    over them.
    """

    suite: bool = False
    strict: bool = False
    compare: tuple[str, ...] = ()
    module: Path | None = None
    engine: Engine = "auto"
    plan: Path | None = None
    account: AccountKind = "emulated"
    environment: tuple[str, ...] = ()
    var: tuple[tuple[str, str], ...] = ()
    var_file: tuple[Path, ...] = ()
    terraform: str = "terraform"
    unknown: Literal["fail", "warn"] = "fail"
    timeout: float = 600.0
    report: tuple[Path, ...] = ()
    baseline: Literal["write", "check"] | None = None
    record_metrics: Path | None = None
    annotations: Literal["auto", "off"] = "auto"
    ini_module: Path | None = None
    ini_environment: tuple[str, ...] = ()
    ini_var: tuple[tuple[str, str], ...] = ()
    ini_var_file: tuple[Path, ...] = ()

    def __repr__(self) -> str:
        # Values of variables may be secrets.
        return f"<Settings engine={self.engine} account={self.account}>"


class _Nonsense(ValueError):
    """What is wrong with a value, as the rest of a sentence that begins with the option's name."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option and its ini twin. `read` makes a value of a text and of the folder that paths in it begin in."""

    name: str
    metavar: str
    help: str
    read: Callable[[str, Path], Any]
    repeatable: bool = False
    # A marker stands between the option and the ini file, so the two are kept apart.
    marked: bool = False

    @property
    def flag(self) -> str:
        return "--ecsfargate-" + self.name.replace("_", "-")

    @property
    def ini(self) -> str:
        return f"ecsfargate_{self.name}"


def _choice(names: tuple[str, ...]) -> Callable[[str, Path], str]:
    def read(text: str, base: Path) -> str:
        if text in names:
            return text
        raise _Nonsense(f"must be {', '.join(names[:-1])} or {names[-1]}, not {text!r}{nearest(text, names)}")

    return read


def _module(text: str, base: Path) -> Path:
    path = _existing(text, base, "folder")
    if not path.is_dir():
        raise _Nonsense(f"must be the folder of a Terraform module, and {text!r} is a file")
    return path


def _file(text: str, base: Path) -> Path:
    path = _existing(text, base, "file")
    if path.is_dir():
        raise _Nonsense(f"must be a file, and {text!r} is a folder")
    return path


def _existing(text: str, base: Path, kind: str) -> Path:
    path = (base / Path(text).expanduser()).resolve()
    if not text or not path.exists():
        siblings = [entry.name for entry in path.parent.iterdir()] if text and path.parent.is_dir() else []
        raise _Nonsense(f"must be a {kind}, and there is no {text!r}{nearest(path.name, siblings)}")
    return path


def _report(text: str, base: Path) -> Path:
    path = (base / Path(text).expanduser()).absolute()
    if path.suffix.lower() not in REPORTS and text != os.environ.get("GITHUB_STEP_SUMMARY"):
        raise _Nonsense(f"must be a file whose name ends in {', '.join(REPORTS[:-1])} or {REPORTS[-1]}, not {text!r}")
    if path.is_dir():
        raise _Nonsense(f"must be a file, and {text!r} is a folder")
    return path


def _environment(text: str, base: Path) -> str:
    if not text.strip():
        raise _Nonsense("must be the name of an environment, not an empty one")
    return text.strip()


def _variable(text: str, base: Path) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip().replace("-", "_").isidentifier():
        # The text is not repeated: it may hold a secret.
        raise _Nonsense("must be NAME=VALUE with the name of a variable, as terraform's -var takes it")
    return name.strip(), value


def _program(text: str, base: Path) -> str:
    if not text.strip():
        raise _Nonsense("must be the name or the path of terraform or tofu, not empty")
    return str((base / Path(text).expanduser()).absolute()) if "/" in text else text


def _seconds(text: str, base: Path) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise _Nonsense(f"must be a number of seconds above 0, not {text!r}")
    return seconds


OPTIONS = (
    Option(
        "module",
        "DIR",
        "Folder of the Terraform module under test. Default: the nearest folder with an ecsfargate.toml, else with "
        ".tf files, at or above the test file.",
        _module,
        marked=True,
    ),
    Option(
        "engine",
        "NAME",
        "How a plan is made: terraform runs terraform init and plan, source evaluates the .tf files without it, auto "
        "(the default) takes terraform where it is on PATH.",
        _choice(ENGINES),
    ),
    Option(
        "plan",
        "FILE",
        "Test this saved plan, of terraform plan -out or terraform show -json, in place of making one.",
        _file,
    ),
    Option(
        "account",
        "NAME",
        "The AWS account that terraform sees: emulated (the default) is made up on this machine from the module's own "
        "data blocks and needs no credentials, ambient is the one that your credentials belong to.",
        _choice(ACCOUNTS),
    ),
    Option(
        "environment",
        "NAME",
        "Test this environment of ecsfargate.toml only. Repeatable. Default: all of them.",
        _environment,
        repeatable=True,
        marked=True,
    ),
    Option(
        "var",
        "NAME=VALUE",
        "Value of a variable of the module, as terraform's -var takes it. Repeatable.",
        _variable,
        repeatable=True,
        marked=True,
    ),
    Option(
        "var_file",
        "FILE",
        "File with values of variables, as terraform's -var-file takes it. Repeatable.",
        _file,
        repeatable=True,
        marked=True,
    ),
    Option(
        "terraform",
        "BINARY",
        "Name or path of the program to run: terraform, tofu or another build. Default: terraform, or tofu where only "
        "that is on PATH. With tofu, the .tofu files of a module count, and what OpenTofu adds to the language.",
        _program,
    ),
    Option(
        "unknown",
        "ACTION",
        "What a test does where a requirement cannot be judged before apply: fail (the default) or warn.",
        _choice(UNKNOWNS),
    ),
    Option(
        "timeout",
        "SECONDS",
        "Stop terraform when one call of it takes longer. Default: 600.",
        _seconds,
    ),
    Option(
        "report",
        "FILE",
        "Write what was judged to this file, in the format that its ending says: .html, .json, .md (Markdown) or "
        ".sarif. The file named by GITHUB_STEP_SUMMARY gets Markdown too. Repeatable.",
        _report,
        repeatable=True,
    ),
    Option(
        "baseline",
        "ACTION",
        "For a module older than its tests: write records what fails now in ecsfargate-baseline.json beside it, check "
        "accepts that and fails only what is new.",
        _choice(BASELINES),
    ),
    Option(
        "annotations",
        "WHEN",
        "Annotate the lines of a GitHub pull request: auto (the default) does so in GitHub's jobs, off never.",
        _choice(ANNOTATIONS),
    ),
)


def add_options(parser: pytest.Parser) -> None:
    """Declares the options and their ini twins."""
    group = parser.getgroup("ecsfargate", "Terraform code for ECS Fargate (pytest-ecsfargate)")
    for option in OPTIONS:
        action = "append" if option.repeatable else "store"
        group.addoption(option.flag, action=action, default=None, metavar=option.metavar, help=option.help)
        kind: Literal["string", "linelist"] = "linelist" if option.repeatable else "string"
        lines = " One per line." if option.repeatable else ""
        parser.addini(option.ini, f"The same as {option.flag}.{lines}", type=kind, default=None)
    group.addoption(SUITE, action="store_true", default=False, help=SUITE_HELP)
    parser.addini(SUITE_INI, f"The same as {SUITE}.", type="bool", default=False)
    group.addoption(STRICT, action="store_true", default=False, help=STRICT_HELP)
    parser.addini(STRICT_INI, f"The same as {STRICT}.", type="bool", default=False)
    group.addoption(COMPARE, nargs=2, default=None, metavar=("NAME", "OTHER"), help=COMPARE_HELP)
    parser.addini(COMPARE_INI, f"The same as {COMPARE}: two names.", type="args", default=None)
    group.addoption(RECORD_METRICS, default=None, metavar="FILE", help=RECORD_METRICS_HELP)
    group.addoption(EXPLAIN, default=None, metavar="NAME", help=EXPLAIN_HELP)


def resolve(config: pytest.Config) -> Settings:
    """The settings of the run. Raises pytest.UsageError for a value that makes no sense."""
    found: dict[str, Any] = {
        "suite": config.getoption(SUITE) or config.getini(SUITE_INI),
        "strict": config.getoption(STRICT) or config.getini(STRICT_INI),
        "compare": _compared(config),
    }
    here = config.invocation_params.dir
    beside = config.inipath.parent if config.inipath is not None else config.rootpath
    for option in OPTIONS:
        given = _read(option, config.getoption(option.flag), here, option.flag)
        file = config.inipath.name if config.inipath is not None else "the ini file"
        written = _read(option, config.getini(option.ini), beside, f"{option.ini} in {file}")
        if option.marked:
            found |= {name: value for name, value in ((option.name, given), (f"ini_{option.name}", written)) if value}
        elif given is not None or written is not None:
            found[option.name] = given if given is not None else written
    found.setdefault("terraform", _program_at_hand())
    if found["compare"] and "plan" in found:
        raise pytest.UsageError(f"{COMPARE} takes two plans, and --ecsfargate-plan gives one.")
    found["record_metrics"] = _recorded(config.getoption(RECORD_METRICS), here, found.get("account"))
    return Settings(**found)


def _recorded(given: str | None, here: Path, account: AccountKind | None) -> Path | None:
    """The file to record metrics in. An emulated account has none to record."""
    if given is None:
        return None
    path = (here / Path(given).expanduser()).absolute()
    if not given or path.is_dir() or not path.parent.is_dir():
        raise pytest.UsageError(f"{RECORD_METRICS} must be a file in a folder that is there, not {given!r}.")
    if account != "ambient":
        problem = "reads CloudWatch in your own account, as an emulated one has no metrics"
        raise pytest.UsageError(f"{RECORD_METRICS} {problem}: add --ecsfargate-account=ambient.")
    return path


def _compared(config: pytest.Config) -> tuple[str, ...]:
    given = config.getoption(COMPARE)
    names = [name.strip() for name in given or config.getini(COMPARE_INI) or ()]
    if names and (len(set(names)) != 2 or len(names) != 2 or "" in names):
        where = COMPARE if given else COMPARE_INI
        raise pytest.UsageError(f"{where} must be two environments, such as dev prod, not {' '.join(names)!r}.")
    return tuple(names)


def _program_at_hand() -> str:
    return "tofu" if shutil.which("terraform") is None and shutil.which("tofu") is not None else "terraform"


def _read(option: Option, given: Any, base: Path, where: str) -> Any:
    if given is None or given == []:
        return None
    try:
        if option.repeatable:
            return tuple(option.read(text, base) for text in given)
        return option.read(given, base)
    except _Nonsense as error:
        raise pytest.UsageError(f"{where} {error}.") from None


def nearest(name: str, names: Iterable[str]) -> str:
    """` (did you mean NAME?)` for the name that is nearest; empty where none is near."""
    near = get_close_matches(name, list(names), n=1)
    return f" (did you mean {near[0]!r}?)" if near else ""
