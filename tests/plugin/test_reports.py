"""The reports that a run writes and what it tells at its end: with workers and without, and never a secret."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sarif_kit.validate import validation_errors

SOURCE = "--ecsfargate-engine=source"
CANARY = "kuG7xx93pQmellon"

MODULE = """
variable "environment" {
  default = "none"
}

resource "aws_ecs_cluster" "main" {
  name = "main-${var.environment}"
}

resource "aws_ecs_cluster" "spare" {
  name = terraform_data.name.output
}

resource "terraform_data" "name" {
  input = timestamp()
}

# ecsfargate:waive ECSF901 The name is historic
resource "aws_ecs_cluster" "old" {
  name = "old"
}
"""

TOML = """
[environments.dev]
variables = { environment = "dev" }

[environments.prod]
variables = { environment = "prod" }
"""

TESTS = """
    import pytest
    from pytest_ecsfargate import Severity, requirement

    @requirement("ECSF901", "Every cluster is called main-dev.", severity=Severity.HIGH, looks_for="aws_ecs_cluster")
    def assert_named(plan):
        for cluster in plan.clusters():
            yield cluster.expect("name", "main-dev")

    def test_it(plan):
        assert_named(plan)

    def test_what_is_expected_to_fail(plan):
        with pytest.raises(AssertionError):
            assert_named(plan)
"""


@pytest.fixture(autouse=True)
def _not_in_a_job_of_github(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def project(pytester: pytest.Pytester) -> Path:
    """A module in a folder of a checkout, and a test about it."""
    pytester.mkdir(".git")
    module = pytester.mkdir("infra")
    (module / "main.tf").write_text(MODULE)
    (module / "ecsfargate.toml").write_text(TOML)
    pytester.makepyfile(TESTS)
    return module


def written(pytester: pytest.Pytester, *arguments: str) -> dict[str, Any]:
    result = pytester.runpytest(SOURCE, "--ecsfargate-module=infra", "--ecsfargate-report=out/r.sarif", *arguments)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    document = json.loads(Path("out/r.sarif").read_text(encoding="utf-8"))
    assert validation_errors(document) == []
    (run,) = document["runs"]
    assert isinstance(run, dict)
    return run


def told(pytester: pytest.Pytester, *arguments: str) -> list[str]:
    """What the run says between the failures and pytest's own summary."""
    result = pytester.runpytest(SOURCE, "--ecsfargate-module=infra", "--tb=no", *arguments)
    lines = result.outlines
    start = next(number for number, line in enumerate(lines) if "= waived requirements =" in line)
    end = next(number for number, line in enumerate(lines) if "short test summary" in line)
    return lines[start + 1 : end]


def test_sarif(pytester: pytest.Pytester, project: Path, workers: tuple[str, str]) -> None:
    run = written(pytester, *workers)
    found = [
        (
            each["kind"],
            each["locations"][0]["logicalLocations"][0]["fullyQualifiedName"],
            each["properties"]["environments"],
            "suppressions" in each,
        )
        for each in run["results"]
    ]
    assert found == [
        ("fail", "aws_ecs_cluster.main", ["prod"], False),
        ("open", "aws_ecs_cluster.spare", ["dev", "prod"], False),
        ("fail", "aws_ecs_cluster.old", ["dev", "prod"], True),
    ]
    (place,) = run["results"][0]["locations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "infra/main.tf", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 7, "startColumn": 10, "endLine": 7, "endColumn": 35},
    }
    assert run["invocations"][0]["executionSuccessful"]


def test_a_rootdir_below_the_root_of_the_checkout(pytester: pytest.Pytester, project: Path) -> None:
    Path(".git").rename("../.git")
    try:
        (result, *_) = written(pytester)["results"]
    finally:
        Path("../.git").rename(".git")
    (place,) = result["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == f"{pytester.path.name}/infra/main.tf"


PLAN_FILE = Path(__file__).parents[1] / "plan" / "planfile" / "data" / "changes.plan"


@pytest.mark.parametrize("same", [True, False], ids=["its_source", "another_source"])
def test_a_plan_file_is_placed_where_its_source_stands(pytester: pytest.Pytester, project: Path, same: bool) -> None:
    with zipfile.ZipFile(PLAN_FILE) as archive:
        for name in archive.namelist():
            folder, _, file = name.rpartition("/")
            if folder.startswith("tfconfig/m-"):
                path = project / ("modules/child" if folder.endswith("child") else "") / file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(archive.read(name) + (b"" if same else b"\n"))
    (project / "ecsfargate.toml").unlink()
    pytester.makepyfile(
        """
        from pytest_ecsfargate import requirement

        @requirement("ECSF901", "Nothing is data.")
        def assert_none(plan):
            yield plan.managed("terraform_data")[0].expect("nothing", True)

        def test_it(plan): assert_none(plan)
        """
    )
    (found,) = written(pytester, f"--ecsfargate-plan={PLAN_FILE}")["results"]
    uri = found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == ("infra/modules/child/main.tf" if same else "test_a_plan_file_is_placed_where_its_source_stands.py")


def test_every_format_at_once(pytester: pytest.Pytester, project: Path, workers: tuple[str, str]) -> None:
    names = [f"--ecsfargate-report=r.{ending}" for ending in ("json", "md")]
    written(pytester, *names, *workers)
    document = json.loads(Path("r.json").read_text(encoding="utf-8"))
    tests = [(each["environment"], each["outcome"], each["test"]) for each in document["records"]]
    assert tests == [
        ("dev", "unknown", "test_every_format_at_once.py::test_it[dev]"),
        ("prod", "not met", "test_every_format_at_once.py::test_it[prod]"),
    ]
    assert {(each["module"], each["environment"]) for each in document["plans"]} == {
        ("infra", "dev"),
        ("infra", "prod"),
    }
    text = Path("r.md").read_text(encoding="utf-8")
    assert "| ECSF901 named | high | 1 unknown, 1 waived | **1 not met, 1 unknown, 1 waived** |" in text


def test_the_end_of_a_run(pytester: pytest.Pytester, project: Path, workers: tuple[str, str]) -> None:
    lines = [line for line in told(pytester, *workers) if not line.startswith("slowest plans: ")]
    assert lines == [
        "1 waived: ECSF901 aws_ecs_cluster.old (The name is historic)",
        "================================= requirements =================================",
        "requirement    dev                  prod",
        "ECSF901 named  1 unknown, 1 waived  1 not met, 1 unknown, 1 waived",
        "1 not met, 1 unknown",
    ]


def test_colours_are_the_terminals(pytester: pytest.Pytester, project: Path) -> None:
    assert any("\x1b[31m  1 not met, 1 unknown, 1 waived\x1b[0m" in line for line in told(pytester, "--color=yes"))


def test_a_quiet_run_has_one_line(pytester: pytest.Pytester, project: Path) -> None:
    lines = pytester.runpytest(SOURCE, "--ecsfargate-module=infra", "--tb=no", "-q").outlines
    assert [line for line in lines if "waived" in line] == []
    assert lines.count("ecsfargate: 1 not met, 1 unknown") == 1
    assert not any("requirement" in line for line in lines)


def test_nothing_is_told_where_nothing_was_judged(pytester: pytest.Pytester, project: Path) -> None:
    pytester.makepyfile("def test_it(plan): assert len(plan)")
    lines = pytester.runpytest(SOURCE, "--ecsfargate-module=infra").outlines
    assert not any("requirements" in line for line in lines)


def test_a_plan_that_fails_is_told(pytester: pytest.Pytester, project: Path, workers: tuple[str, str]) -> None:
    (project / "ecsfargate.toml").write_text(TOML.replace('environment = "prod"', 'environmnt = "prod"'))
    run = written(pytester, *workers)
    assert run["invocations"][0]["executionSuccessful"] is False
    texts = {each["message"]["text"] for each in run["invocations"][0]["toolExecutionNotifications"]}
    (text,) = texts
    assert text == (
        "There is no plan of infra in prod: A value is given for the variable 'environmnt', and the module declares no "
        "such one (did you mean 'environment'?)."
    )
    assert "no plan of infra in prod: see the errors above" in told(pytester, *workers)


def test_annotations_in_a_job_of_github(
    pytester: pytest.Pytester, project: Path, workers: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    lines = [line for line in told(pytester, *workers) if line.startswith("::")]
    assert [line.partition("::aws")[0] for line in lines] == [
        "::error file=infra/main.tf,line=7,col=10,title=ECSF901 named",
        "::warning file=infra/main.tf,line=11,col=10,title=ECSF901 named",
    ]
    assert not any(line.startswith("::") for line in told(pytester, "--ecsfargate-annotations=off"))


def test_no_annotations_elsewhere(pytester: pytest.Pytester, project: Path) -> None:
    assert not any(line.startswith("::") for line in told(pytester))


def test_the_summary_of_a_job_is_added_to(
    pytester: pytest.Pytester, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = pytester.path / "step_summary_1"
    path.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    written(pytester, f"--ecsfargate-report={path}")
    assert path.read_text(encoding="utf-8").startswith("before\n## Terraform for ECS Fargate\n")
    written(pytester)
    assert path.read_text(encoding="utf-8").count("## Terraform") == 1, "only where it is asked for"


def test_an_ending_that_no_report_has(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest("--ecsfargate-report=r.txt")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "--ecsfargate-report must be a file whose name ends in .html, .json, .md" in result.stderr.str()


def test_a_file_that_cannot_be_written(pytester: pytest.Pytester, project: Path) -> None:
    Path("blocked").write_text("a file")
    result = pytester.runpytest(SOURCE, "--ecsfargate-module=infra", "--ecsfargate-report=blocked/r.md")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "--ecsfargate-report must be a file in a folder, and '" in result.stderr.str()
    assert "blocked' is a file." in result.stderr.str()
    assert "collected" not in result.stdout.str(), "it is known before anything runs"


@pytest.mark.parametrize(("outcome", "code"), [("pass", 4), ("assert False", 1)])
def test_what_cannot_be_written_in_the_end_costs_nothing_else(
    pytester: pytest.Pytester, project: Path, workers: tuple[str, str], outcome: str, code: int
) -> None:
    pytester.makepyfile(f"""
        import pathlib

        def test_it(plan):
            pathlib.Path({str(pytester.path / "gone")!r}).write_text("a file")
            {outcome}
    """)
    reports = ("--ecsfargate-report=gone/r.md", "--ecsfargate-report=r.json")
    result = pytester.runpytest(SOURCE, *workers, "--ecsfargate-module=infra", *reports)
    assert result.ret == code
    result.stdout.fnmatch_lines(["ERROR: The report *gone/r.md cannot be written: *.", "=* 2 * in *"])
    assert (pytester.path / "r.json").is_file()


def test_junit_has_the_properties(pytester: pytest.Pytester, project: Path, workers: tuple[str, str]) -> None:
    pytester.runpytest(SOURCE, "--ecsfargate-module=infra", "--junitxml=j.xml", *workers)
    cases = ElementTree.parse("j.xml").getroot().iter("testcase")
    found = {
        case.get("name"): [(each.get("name"), each.get("value")) for each in case.iter("property")] for case in cases
    }
    assert found["test_it[prod]"] == [
        ("requirement", "ECSF901"),
        ("severity", "high"),
        ("module", "infra"),
        ("environment", "prod"),
    ]
    assert set(found) == {
        f"{name}[{env}]" for name in ("test_it", "test_what_is_expected_to_fail") for env in ("dev", "prod")
    }


def test_junit_of_the_ready_made_suite(pytester: pytest.Pytester, project: Path, workers: tuple[str, str]) -> None:
    pytester.runpytest(SOURCE, "--ecsfargate", "infra", "-k", "container-insights", "--junitxml=j.xml", *workers)
    root = ElementTree.parse("j.xml").getroot()
    found = [
        (
            case.get("classname"),
            case.get("name"),
            {each.get("name"): each.get("value") for each in case.iter("property")},
        )
        for case in root.iter("testcase")
    ]
    wanted = {"requirement": "ECSF301", "severity": "medium", "module": "infra"}
    assert sorted(found, key=str) == [
        ("infra.ecsfargate.toml", f"container-insights[{name}]", {**wanted, "environment": name})
        for name in ("dev", "prod")
    ]


SECRETS = f"""
variable "db_password" {{
  default = "{CANARY}-1"
}}

variable "token" {{
  sensitive = true
  default   = "{CANARY}-2"
}}

resource "aws_db_instance" "main" {{
  identifier = "main"
  password   = "{CANARY}-3"
}}

resource "aws_ecs_task_definition" "web" {{
  family                = "web"
  container_definitions = jsonencode([{{
    name        = "web"
    image       = "nginx:${{var.token}}"
    environment = [
      {{ name = "DB_PASSWORD", value = "{CANARY}-4" }},
      {{ name = "URL", value = "postgres://u:{CANARY}-5@db.example.com/x" }},
      {{ name = "TOKEN", value = var.token }},
    ]
  }}])
}}
"""


def test_never_a_secret(pytester: pytest.Pytester, workers: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    pytester.makefile(".tf", main=SECRETS)
    names = [f"r.{ending}" for ending in ("json", "md", "sarif")]
    reports = [f"--ecsfargate-report={name}" for name in names]
    result = pytester.runpytest(SOURCE, "--ecsfargate", ".", "-rA", "--junitxml=j.xml", *reports, *workers)
    result.stdout.fnmatch_lines(["::error file=main.tf,*title=ECSF203 *", "ecsfargate: not annotated: 2 more errors *"])
    assert CANARY not in result.stdout.str() + result.stderr.str()
    for name in (*names, "j.xml"):
        text = Path(name).read_text(encoding="utf-8")
        assert "ECSF203" in text
        assert "(sensitive)" in text
        assert CANARY not in text


def test_without_assert_statements(pytester: pytest.Pytester, project: Path) -> None:
    command = [sys.executable, "-O", "-m", "pytest", "-p", "no:cacheprovider", "--assert=plain", "--tb=no"]
    arguments = [SOURCE, "--ecsfargate-module=infra", "--ecsfargate-report=r.json"]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=120, check=False)
    assert "ECSF901 named  1 unknown, 1 waived  1 not met, 1 unknown, 1 waived" in done.stdout
    assert len(json.loads(Path("r.json").read_text(encoding="utf-8"))["records"]) == 2
