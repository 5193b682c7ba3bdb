"""The options of a run and their twins in pytest's ini file, resolved into one frozen object.

An option wins over the ini file, the ini file over the default. What belongs to a module (its environments, variables,
requirements) comes from markers and `ecsfargate.toml`: see `selection` and `toml`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest

from . import texts

Engine = Literal["auto", "terraform", "source"]
AccountKind = Literal["emulated", "ambient"]

ENGINES = ("auto", "terraform", "source")
ACCOUNTS = ("emulated", "ambient")
UNKNOWNS = ("fail", "warn")
BASELINES = ("write", "check")
ANNOTATIONS = ("auto", "off")
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
LIVE = "--ecsfargate-live"
LIVE_INI = "ecsfargate_live"
LIVE_HELP = (
    "Test what is deployed already, found by the names that the module gives and read through boto3: nothing is "
    "applied. The account is the ambient one then. The ready-made suite judges that, and what runs, in place of a plan."
)
KEEP = "--ecsfargate-keep"
KEEP_HELP = "Leave what the fixture `deployed` applied where it is; --ecsfargate-sweep destroys it later."
SWEEP = "--ecsfargate-sweep"
SWEEP_HELP = "Destroy what earlier runs applied and could not or should not destroy, and exit."
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

    `variables` are the texts after `--ecsfargate-var NAME=`, `timeout` is in seconds and for one call of terraform,
    `apply_timeout` for one that applies or destroys. `compare` are two names of environments, or none.
    `sandbox_accounts` are accounts with their regions. The `ini_*` ones were given in the ini file, where markers win
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
    live: bool = False
    keep: bool = False
    sandbox_accounts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    sandbox_production: tuple[str, ...] = ()
    apply_timeout: float = 3600.0
    steady_timeout: float = 600.0
    ini_module: Path | None = None
    ini_environment: tuple[str, ...] = ()
    ini_var: tuple[tuple[str, str], ...] = ()
    ini_var_file: tuple[Path, ...] = ()

    def __repr__(self) -> str:
        # Values of variables may be secrets.
        return f"<Settings engine={self.engine} account={self.account}>"


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


OPTIONS = (
    Option(
        "module",
        "DIR",
        "Folder of the Terraform module under test. Default: the nearest folder with an ecsfargate.toml, else with "
        ".tf files, at or above the test file.",
        texts.module,
        marked=True,
    ),
    Option(
        "engine",
        "NAME",
        "How a plan is made: terraform runs terraform init and plan, source evaluates the .tf files without it, auto "
        "(the default) takes terraform where it is on PATH, or a program that --ecsfargate-terraform names.",
        texts.choice(ENGINES),
    ),
    Option(
        "plan",
        "FILE",
        "Test this saved plan, of terraform plan -out or terraform show -json, in place of making one.",
        texts.file,
    ),
    Option(
        "account",
        "NAME",
        "The AWS account that terraform sees: emulated (the default) is made up on this machine from the module's own "
        "data blocks and needs no credentials, ambient is the one that your credentials belong to.",
        texts.choice(ACCOUNTS),
    ),
    Option(
        "environment",
        "NAME",
        "Test this environment of ecsfargate.toml only. Repeatable. Default: all of them. A module that has no "
        "environments there is tested once, under this name.",
        texts.environment,
        repeatable=True,
        marked=True,
    ),
    Option(
        "var",
        "NAME=VALUE",
        "Value of a variable of the module, as terraform's -var takes it. Repeatable.",
        texts.variable,
        repeatable=True,
        marked=True,
    ),
    Option(
        "var_file",
        "FILE",
        "File with values of variables, as terraform's -var-file takes it. Repeatable.",
        texts.file,
        repeatable=True,
        marked=True,
    ),
    Option(
        "terraform",
        "BINARY",
        "Name or path of the program to run: terraform, tofu or another build. Default: terraform, or tofu where only "
        "that is on PATH. With tofu, the .tofu files of a module count, and what OpenTofu adds to the language.",
        texts.program,
    ),
    Option(
        "unknown",
        "ACTION",
        "What a test does where a requirement cannot be judged before apply: fail (the default) or warn.",
        texts.choice(UNKNOWNS),
    ),
    Option(
        "timeout",
        "SECONDS",
        "Stop terraform when one call of it takes longer. Default: 600.",
        texts.seconds,
    ),
    Option(
        "sandbox_accounts",
        "ID[:REGION,...]",
        "An AWS account, and the regions in it, in which the fixture `deployed` may apply a module with your "
        "credentials. Repeatable. Default: none. An emulated account needs no leave.",
        texts.sandbox,
        repeatable=True,
    ),
    Option(
        "sandbox_production",
        "NAME",
        "An environment that looks like production, and that may be applied in a sandbox account all the same. "
        "Repeatable.",
        texts.environment,
        repeatable=True,
    ),
    Option(
        "apply_timeout",
        "SECONDS",
        "Stop terraform when one apply or destroy takes longer. Default: 3600.",
        texts.seconds,
    ),
    Option(
        "steady_timeout",
        "SECONDS",
        "How long the fixture `deployed` waits after apply until all services are steady. Default: 600.",
        texts.seconds,
    ),
    Option(
        "report",
        "FILE",
        "Write what was judged to this file, in the format that its ending says: .html, .json, .md (Markdown) or "
        ".sarif. Given the file that GITHUB_STEP_SUMMARY names, it adds Markdown to that. Repeatable.",
        texts.report,
        repeatable=True,
    ),
    Option(
        "baseline",
        "ACTION",
        "For a module older than its tests: write records what fails now in ecsfargate-baseline.json beside it, check "
        "accepts that and fails only what is new.",
        texts.choice(BASELINES),
    ),
    Option(
        "annotations",
        "WHEN",
        "Annotate the lines of a GitHub pull request: auto (the default) does so in GitHub's jobs, off never.",
        texts.choice(ANNOTATIONS),
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
    group.addoption(LIVE, action="store_true", default=False, help=LIVE_HELP)
    parser.addini(LIVE_INI, f"The same as {LIVE}.", type="bool", default=False)
    group.addoption(KEEP, action="store_true", default=False, help=KEEP_HELP)
    group.addoption(SWEEP, action="store_true", default=False, help=SWEEP_HELP)
    group.addoption(RECORD_METRICS, default=None, metavar="FILE", help=RECORD_METRICS_HELP)
    group.addoption(EXPLAIN, default=None, metavar="NAME", help=EXPLAIN_HELP)


def resolve(config: pytest.Config) -> Settings:
    """The settings of the run. Raises pytest.UsageError for a value that makes no sense."""
    found: dict[str, Any] = {
        "suite": config.getoption(SUITE) or _switch(config, SUITE_INI),
        "strict": config.getoption(STRICT) or _switch(config, STRICT_INI),
        "compare": _compared(config),
        "live": config.getoption(LIVE) or _switch(config, LIVE_INI),
        "keep": config.getoption(KEEP),
    }
    here = config.invocation_params.dir
    beside = config.inipath.parent if config.inipath is not None else config.rootpath
    for option in OPTIONS:
        given = _read(option, config.getoption(option.flag), here, option.flag)
        written = _read(option, config.getini(option.ini), beside, _in_file(option.ini, config))
        if option.marked:
            found |= {name: value for name, value in ((option.name, given), (f"ini_{option.name}", written)) if value}
        elif given is not None or written is not None:
            found[option.name] = given if given is not None else written
    if "terraform" in found and found.get("engine", "auto") == "auto" and shutil.which(found["terraform"]) is None:
        # Who names a program wants its plans: the tests that need it say that it is missing.
        found["engine"] = "terraform"
    found.setdefault("terraform", _program_at_hand())
    if found["live"]:
        # An emulated account begins empty: nothing is deployed there.
        found.setdefault("account", "ambient")
    if found["compare"] and "plan" in found:
        raise pytest.UsageError(f"{COMPARE} takes two plans, and --ecsfargate-plan gives one.")
    found["record_metrics"] = _recorded(config.getoption(RECORD_METRICS), here, found.get("account"))
    return Settings(**found)


def _in_file(name: str, config: pytest.Config) -> str:
    return f"{name} in {config.inipath.name if config.inipath is not None else 'the ini file'}"


def _switch(config: pytest.Config, name: str) -> bool:
    try:
        return bool(config.getini(name))
    except (ValueError, pytest.UsageError):  # pytest does not say which setting it is
        raise pytest.UsageError(f"{_in_file(name, config)} must be true or false.") from None


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
    except texts.Nonsense as error:
        raise pytest.UsageError(f"{where} {error}.") from None
