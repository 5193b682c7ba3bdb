"""Which module a test is about."""

from __future__ import annotations

import pytest

SHOW = "def test_it(ecsfargate_module): print(f'<{ecsfargate_module.name}>')"


def shown(pytester: pytest.Pytester, *arguments: str) -> list[str]:
    result = pytester.runpytest("-s", "-q", *arguments)
    assert result.ret == 0, result.stdout.str()
    text = result.stdout.str()
    return [part.split(">")[0] for part in text.split("<")[1:]]


@pytest.fixture
def monorepo(pytester: pytest.Pytester) -> None:
    """modules/shop and modules/jobs, each with code and tests of its own."""
    for name in ("shop", "jobs"):
        tests = pytester.path / "modules" / name / "tests"
        tests.mkdir(parents=True)
        (tests / f"test_{name}.py").write_text(SHOW)
        (tests.parent / "main.tf").write_text("")


def test_the_nearest_folder_with_code(pytester: pytest.Pytester, monorepo: None) -> None:
    assert shown(pytester, "-p", "no:randomly") == ["jobs", "shop"]


def test_the_nearest_toml_comes_before_a_nearer_folder_with_code(pytester: pytest.Pytester, monorepo: None) -> None:
    (pytester.path / "modules" / "ecsfargate.toml").write_text("")
    assert shown(pytester) == ["modules", "modules"]


def test_nothing_above_the_rootdir_counts(pytester: pytest.Pytester) -> None:
    inner = pytester.mkdir("inner")
    (pytester.path / "main.tf").write_text("")
    (inner / "pytest.ini").write_text("[pytest]")
    (inner / "test_it.py").write_text(SHOW)
    result = pytester.runpytest("inner")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [
            f"No Terraform module found: neither ecsfargate.toml nor a .tf file stands in '{inner}', up to *",
            "Name the module: pytest --ecsfargate-module DIR, or ecsfargate_module = DIR in pytest's ini file.",
        ]
    )


def test_no_module_tells_where_code_is(pytester: pytest.Pytester) -> None:
    pytester.mkdir("terraform").joinpath("main.tf").write_text("")
    pytester.mkdir("tests").joinpath("test_it.py").write_text(SHOW)
    pytester.makeini("[pytest]")
    result = pytester.runpytest("tests")
    result.stdout.fnmatch_lines(
        [
            "No Terraform module found: neither ecsfargate.toml nor a .tf file stands at or above 'tests', up to *",
            "There are .tf files in terraform.",
            "Name the module: pytest --ecsfargate-module terraform, or ecsfargate_module = terraform in pytest's *",
        ]
    )
    # The message is all: no traceback into the plugin.
    assert "fixtures.py" not in result.stdout.str()


@pytest.mark.parametrize("scope", ["function", "class", "module"])
def test_a_marker(pytester: pytest.Pytester, scope: str) -> None:
    pytester.mkdir("shop")
    pytester.mkdir("tests")
    marker = "@pytest.mark.ecsfargate(module='../shop')"
    source = {
        "function": f"import pytest\n{marker}\n{SHOW}",
        "class": f"import pytest\n{marker}\nclass TestIt:\n    {SHOW.replace('(', '(self, ', 1)}",
        "module": f"import pytest\npytestmark = {marker[1:]}\n{SHOW}",
    }[scope]
    (pytester.path / "tests" / "test_it.py").write_text(source)
    assert shown(pytester) == ["shop"]


def test_the_nearest_marker_wins(pytester: pytest.Pytester) -> None:
    for name in ("shop", "jobs"):
        pytester.mkdir(name)
    pytester.makepyfile(
        f"import pytest\npytestmark = pytest.mark.ecsfargate(module='jobs')\n"
        f"@pytest.mark.ecsfargate(module='shop')\n{SHOW}"
    )
    assert shown(pytester) == ["shop"]


def test_the_option_wins_over_marker_ini_and_search(pytester: pytest.Pytester) -> None:
    for name in ("a", "b", "c"):
        pytester.mkdir(name)
    pytester.makefile(".tf", main="")
    pytester.makepyfile(test_marked=f"import pytest\n@pytest.mark.ecsfargate(module='b')\n{SHOW}", test_plain=SHOW)
    pytester.makeini("[pytest]\necsfargate_module = c")
    assert shown(pytester) == ["b", "c"]
    assert shown(pytester, "--ecsfargate-module", "a") == ["a", "a"]


def test_a_module_that_a_marker_misspells(pytester: pytest.Pytester) -> None:
    pytester.mkdir("shop")
    pytester.makepyfile(f"import pytest\n@pytest.mark.ecsfargate(module='shp')\n{SHOW}")
    result = pytester.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["The marker's module must be a folder, and there is no 'shp' (did you mean 'shop'?)."])


@pytest.mark.parametrize(
    ("marker", "problem"),
    [
        ("'shop'", "takes keyword arguments only: module, environment, variables."),
        ("modul='shop'", "has no argument 'modul' (did you mean 'module'?)."),
        ("region='x'", "has no argument 'region' (it takes module, environment, variables)."),
        ("variables=['a']", "takes variables as a mapping of names to values."),
        ("environment=3", "takes environment as a name or a list of names."),
        ("module=3", "takes module as a path, relative to the test file."),
    ],
)
def test_a_marker_that_makes_no_sense(pytester: pytest.Pytester, marker: str, problem: str) -> None:
    pytester.makepyfile(f"import pytest\n@pytest.mark.ecsfargate({marker})\n{SHOW}")
    result = pytester.runpytest()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    name = "test_a_marker_that_makes_no_sense.py::test_it"
    assert [line for line in result.stderr.lines if line] == [f"ERROR: {name}: the marker ecsfargate {problem}"]


def test_a_fixture_of_the_users_wins(pytester: pytest.Pytester) -> None:
    pytester.makefile(".tf", main="")
    pytester.makeconftest(
        """
        import pytest
        @pytest.fixture
        def ecsfargate_module(tmp_path):
            (tmp_path / "mine").mkdir()
            return tmp_path / "mine"
        """
    )
    pytester.makepyfile(SHOW)
    assert shown(pytester) == ["mine"]


def test_asked_for_without_a_test_function(pytester: pytest.Pytester, module: str) -> None:
    pytester.makepyfile("def test_it(request): request.getfixturevalue('ecsfargate_module')")
    result = pytester.runpytest()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["The fixture must be an argument of a test function or of another fixture: from here pytest does not say *"]
    )
    pytester.runpytest("--ecsfargate-module", ".").assert_outcomes(passed=1)
