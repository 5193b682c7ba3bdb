"""The pages and the code say the same."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from pytest_ecsfargate.settings.toml import read_toml

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "docs" / "how-to").glob("*.md"))]


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def test_the_reference_is_what_the_code_says() -> None:
    done = subprocess.run([sys.executable, ROOT / ".ci" / "reference.py", "--check"], check=False, cwd=ROOT)
    assert done.returncode == 0, "run python .ci/reference.py"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_python_in_the_pages_compiles(path: Path) -> None:
    for text in blocks(path, "python"):
        compile(text, path.name, "exec")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_the_policy_of_the_page_about_sandboxes_names_actions() -> None:
    (text,) = blocks(ROOT / "docs" / "how-to" / "sandbox.md", "json")
    policy = json.loads(text)
    actions = [action for statement in policy["Statement"] for action in listed(statement["Action"])]
    assert len(actions) == len(set(actions))
    assert [action for action in actions if not re.fullmatch(r"[a-z0-9-]+:(\*|[A-Z]\w+\*?)", action)] == []
    assert "*" not in actions


def listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def test_the_toml_of_the_reference_is_accepted(tmp_path: Path) -> None:
    (text,) = blocks(ROOT / "docs" / "reference.md", "toml")
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments" / "prod.tfvars").write_text("")
    path = tmp_path / "ecsfargate.toml"
    path.write_text(text)
    assert set(read_toml(path).environments) == {"dev", "prod"}


def test_the_tables_of_the_page_about_waivers_are_accepted(tmp_path: Path) -> None:
    path = tmp_path / "ecsfargate.toml"
    path.write_text("\n".join(blocks(ROOT / "docs" / "waivers.md", "toml")))
    found = read_toml(path)
    assert (len(found.waivers), len(found.allowed)) == (1, 4)


def test_the_readme_lists_every_helper() -> None:
    from pytest_ecsfargate.catalog import built_in

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| (ECSF\d+) \| `(\w+)` \|", text, re.MULTILINE)
    assert listed == [(found.id, found.name) for found in built_in()]


def test_the_test_group_and_extra_are_the_same() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["dependency-groups"]["test"] == project["project"]["optional-dependencies"]["test"]


def tutorial(folder: Path) -> None:
    """Writes what the tutorial says to write, up to the repair."""
    (terraform, *_), (tests,), (toml,) = (
        blocks(ROOT / "docs" / "tutorial.md", language) for language in ("terraform", "python", "toml")
    )
    (folder / "tests").mkdir()
    (folder / "main.tf").write_text(terraform)
    (folder / "tests" / "test_web.py").write_text(tests)
    (folder / "ecsfargate.toml").write_text(toml)


def test_the_first_look_of_the_tutorial(pytester: pytest.Pytester) -> None:
    page = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"<!-- the first look -->\n```console\n\$ pytest (.*)\n", page)
    (terraform, *_) = blocks(ROOT / "docs" / "tutorial.md", "terraform")
    pytester.path.joinpath("main.tf").write_text(terraform)
    result = pytester.runpytest("--ecsfargate-engine=source", "-rs", *command.split())
    result.stdout.fnmatch_lines(
        [
            "ECSF102 valid-task-sizes: 1 of 1 failed*",
            "ECSF601 task-roles: *",
            "SKIPPED*nothing agreed: set [[]requirements.region[]] region",
        ]
    )


def test_the_own_requirement_for_the_suite(pytester: pytest.Pytester) -> None:
    page = (ROOT / "docs" / "own-requirements.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"<!-- for the suite -->\n```python\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    pytester.path.joinpath("conftest.py").write_text(text)
    pytester.path.joinpath("main.tf").write_text(MODULE)
    result = pytester.runpytest("--ecsfargate-engine=source", "--ecsfargate", ".", "-k", "ECSF905")
    result.stdout.fnmatch_lines(["ECSF905 steady-state: 1 of 1 failed*"])


def test_the_tutorial(pytester: pytest.Pytester) -> None:
    tutorial(pytester.path)
    result = pytester.runpytest("--ecsfargate-engine=source", "-rf")
    result.assert_outcomes(passed=3, failed=3)
    result.stdout.fnmatch_lines_random(
        ["FAILED*test_task_sizes[[]dev]*", "FAILED*test_task_sizes[[]prod]*", "FAILED*test_logs[[]prod]*"]
    )


def test_the_tutorial_repaired(pytester: pytest.Pytester) -> None:
    tutorial(pytester.path)
    _, sizes, days = blocks(ROOT / "docs" / "tutorial.md", "terraform")
    path = pytester.path / "main.tf"
    text = re.sub(r" +cpu += 300\n +memory += 999\n", sizes, path.read_text())
    path.write_text(re.sub(r" +retention_in_days = 7\n", days, text))
    pytester.runpytest("--ecsfargate-engine=source").assert_outcomes(passed=6)


MODULE = """
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  container_definitions = jsonencode([{ name = "web", image = "nginx:1" }])
}

resource "aws_ecs_service" "web" {
  name            = "shop-web"
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = 1
}

resource "aws_cloudwatch_log_group" "web" {
  name              = "web"
  retention_in_days = 7
}
"""


def test_the_examples_of_own_requirements(pytester: pytest.Pytester) -> None:
    for text in blocks(ROOT / "docs" / "own-requirements.md", "python"):
        name = text.splitlines()[0].removeprefix("# ").removeprefix("tests/")
        pytester.path.joinpath(name).write_text(text)
    pytester.path.joinpath("main.tf").write_text(MODULE)
    result = pytester.runpytest("--ecsfargate-engine=source")
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["*ECSF901 two-tasks: 1 of 1 failed  [[]medium]*"])
    pytester.path.joinpath("main.tf").write_text(MODULE.replace("= 1\n", "= 2\n"))
    pytester.runpytest("--ecsfargate-engine=source").assert_outcomes(passed=4)


def shown(page: Path, mark: str) -> tuple[list[str], list[str]]:
    """The arguments of a command that a page shows, and the lines that it prints."""
    found = re.search(
        rf"<!-- {mark} -->\n```console\n\$ pytest (.*)\n((?:.*\n)*?)```\n", page.read_text(encoding="utf-8")
    )
    assert found is not None
    return shlex.split(found[1]), found[2].splitlines()


WORKER = re.compile(r"( cpu += )1024(\n +memory += )2048")


@pytest.mark.parametrize(("mark", "size"), [("the cost", (1024, 2048)), ("the size", (2048, 4096))])
def test_the_page_about_sizes_and_cost(pytester: pytest.Pytester, mark: str, size: tuple[int, int]) -> None:
    page = ROOT / "docs" / "how-to" / "sizes-and-cost.md"
    example = ROOT / "examples" / "fintech_platform"
    for path in [*example.glob("*.tf"), *example.glob("*.json"), *example.glob("environments/*")]:
        copy = pytester.path / path.relative_to(example)
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    variables = pytester.path / "variables.tf"
    text, count = WORKER.subn(rf"\g<1>{size[0]}\g<2>{size[1]}", variables.read_text(encoding="utf-8"))
    assert count == 1
    variables.write_text(text, encoding="utf-8")
    cost, prices, sizes = blocks(page, "toml")
    environments = '[environments.dev]\nvar_files = ["environments/dev.tfvars"]\n'
    environments += environments.replace("dev", "prod")
    (pytester.path / "ecsfargate.toml").write_text(f"{environments}{cost}{prices}{sizes}", encoding="utf-8")
    arguments, lines = shown(page, mark)
    # The example uses much of the package, and runs in this process would load parts of that twice.
    result = pytester.runpytest_subprocess(*arguments)
    start = result.outlines.index(lines[0])
    assert result.outlines[start : start + len(lines)] == lines
