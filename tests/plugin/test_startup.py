"""What the plugin costs and says where nothing uses it."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "antlr4",
    "boto3",
    "botocore",
    "filelock",
    "hcl2",
    "lark",
    "moto",
    "msgpack",
    "re2",
    "tftest",
    "tomllib",
    "werkzeug",
)

SCRIPT = """
import sys, pytest
code = pytest.main({arguments})
print("code", int(code))
print("loaded", *sorted(set({heavy}) & set(sys.modules)))
print("own", *sorted(name for name in sys.modules if name.startswith("pytest_ecsfargate")))
"""


def run(pytester: pytest.Pytester, *arguments: str) -> list[str]:
    script = SCRIPT.format(arguments=list(arguments), heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=pytester.path, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.splitlines()


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["--markers"], ["-p", "no:cacheprovider", "-q"]])
def test_nothing_heavy_is_loaded_where_nothing_needs_it(pytester: pytest.Pytester, arguments: list[str]) -> None:
    pytester.makepyfile("def test_of_something_else(): pass")
    output = run(pytester, *arguments)
    assert "code 0" in output
    assert "loaded" in output


def test_the_language_engine_is_not_loaded_either(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_of_something_else(): pass")
    own = run(pytester, "-q")[-1].split()[1:]
    assert not [name for name in own if name.split(".")[1:2] in (["hcl"], ["plan"], ["terraform"], ["account"])]


def test_a_broken_ini_file_does_not_stop_help(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\necsfargate_engine = steam")
    assert pytester.runpytest("--help").ret == 0
    assert pytester.runpytest("--version").ret == 0


def test_help_lists_each_option_once_with_its_ini_twin(pytester: pytest.Pytester) -> None:
    text = pytester.runpytest("--help").stdout.str()
    for name in (
        "module",
        "engine",
        "plan",
        "account",
        "environment",
        "var",
        "var-file",
        "terraform",
        "unknown",
        "timeout",
    ):
        assert text.count(f"  --ecsfargate-{name}=") == 1
        assert text.count(f"\n  ecsfargate_{name.replace('-', '_')} (") == 1


def test_the_marker_is_listed(pytester: pytest.Pytester) -> None:
    text = pytester.runpytest("--markers").stdout.str()
    assert "@pytest.mark.ecsfargate(module=PATH, environment=NAME, variables=MAPPING): " in text


def test_fixtures_are_listed_with_what_they_are(pytester: pytest.Pytester) -> None:
    pytester.runpytest("--fixtures").stdout.fnmatch_lines(
        [
            "plan [[]session scope[]]*",
            "    Plan of the module under test, once per environment: pass it to the assert_* helpers.",
            "ecsfargate_plan_factory [[]session scope[]]*",
            "    Makes further plans: factory(module=..., variables=..., *",
        ]
    )


def test_no_option_takes_another_plugins_prefix(pytester: pytest.Pytester) -> None:
    assert " --tf" not in pytester.runpytest("--help").stdout.str()
