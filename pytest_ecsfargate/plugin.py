"""The pytest plugin: its hooks, each handed on to the module that does the work.

It is imported in every pytest run of its environment, so neither it nor what it imports loads anything heavy.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from . import hookspecs
from .fixtures import (
    _ecsfargate_selection,
    deployed,
    ecsfargate_account,
    ecsfargate_environment,
    ecsfargate_module,
    ecsfargate_plan_factory,
    ecsfargate_variables,
    hcl,
    plan,
    terraform,
)
from .session import no_plan, problems, results, stacks, summary, tracebacks, unwritten
from .session.run import run_of, start, started
from .settings import options as settings
from .settings.marker import DESCRIPTION
from .settings.modules import COLLECTED

__all__ = [
    "_ecsfargate_selection",
    "deployed",
    "ecsfargate_account",
    "ecsfargate_environment",
    "ecsfargate_module",
    "ecsfargate_plan_factory",
    "ecsfargate_variables",
    "hcl",
    "plan",
    "terraform",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    settings.add_options(parser)


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    pluginmanager.add_hookspecs(hookspecs)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", DESCRIPTION)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> int | None:
    name = config.getoption(settings.EXPLAIN)
    if name is not None:
        from .session.explain import explain

        print(explain(name, config))  # noqa: T201 (it is what was asked for)
        return 0
    if config.getoption(settings.SWEEP):
        from .session.sandbox import sweep

        return sweep(config, settings.resolve(config), print)
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    start(session)
    results.start(session.config)
    if run_of(session.config).settings.suite:
        from .session.collection import add_modules

        add_modules(session.config)


def pytest_report_header(config: pytest.Config) -> list[str]:
    from .session.header import header

    run = run_of(config)
    return [header(config, run), *filter(None, [stacks.waiting(run)])]


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    # Nothing is loaded for the files of other test suites.
    if not file_path.name.endswith(COLLECTED):
        return None
    from .session.collection import collect

    return collect(file_path, parent)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    from .session.parametrize import parametrize

    parametrize(metafunc, run_of(metafunc.config).selector)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    problems.stop(config, run_of(config).selector.problems, items)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    run_of(node.config).folder.tell(node)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    problems.receive(node.config, node)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    problems.tell(session.config)
    found = results.results_of(session.config)
    if found is not None and run_of(session.config).settings.record_metrics is not None:
        from .session import metrics

        metrics.record(session)
    if found is not None and found.examined:
        from .session import baseline, strictness

        baseline.write(session)
        strictness.finish(session)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    summary.shorten(report, call, item)
    no_plan.shorten(report, call)
    tracebacks.after_report(item, call)
    return report


@pytest.hookimpl(trylast=True)
def pytest_exception_interact(node: pytest.Item | pytest.Collector, call: pytest.CallInfo[Any]) -> None:
    tracebacks.after_debugger(node, call)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    config = terminalreporter.config
    stacks.tell(terminalreporter, run_of(config))
    found = results.results_of(config)
    if found is not None:
        summary.tell(terminalreporter, found, annotate=run_of(config).settings.annotations == "auto")
        if found.examined:
            from .session import baseline, strictness

            baseline.tell(terminalreporter)
            strictness.tell(terminalreporter)
        if run_of(config).settings.record_metrics is not None:
            from .session import metrics

            metrics.tell(terminalreporter)
    unwritten.tell(terminalreporter)


def pytest_unconfigure(config: pytest.Config) -> None:
    run, found = started(config), results.results_of(config)
    if found is not None:
        found.close()
    if run is not None:
        run.close()
