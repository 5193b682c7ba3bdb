"""The ready-made suite: which files it is collected from, and what pytest can do with it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping

import pytest

from pytest_ecsfargate.catalog import built_in

# In a run on plans; the requirements on what is deployed are not in it.
ALL = sum(not found.needs_deployment for found in built_in())
SOURCE = "--ecsfargate-engine=source"
SUITE = "--ecsfargate"
CLUSTER = """
resource "aws_ecs_cluster" "main" {
  name = "shop"
}
"""
WITH_INSIGHTS = """
resource "aws_ecs_cluster" "main" {
  name = "shop"

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}
"""


def write(pytester: pytest.Pytester, files: Mapping[str, str]) -> None:
    """Writes files, each with its text, and the folders that they stand in."""
    for name, text in files.items():
        path = pytester.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def collected(pytester: pytest.Pytester, *arguments: str, name: str = "fargate-only") -> list[str]:
    """The node ids of one requirement, and those of other tests, that pytest collects."""
    result = pytester.runpytest(SOURCE, "--collect-only", "-q", *arguments)
    return [line for line in result.outlines if "::" in line and (f"::{name}" in line or "::test_" in line)]


@pytest.fixture
def tree(pytester: pytest.Pytester) -> None:
    """A module with `ecsfargate.toml`, and others without."""
    pytester.makeini("[pytest]")
    write(
        pytester,
        {
            "toml/main.tf": CLUSTER,
            "toml/ecsfargate.toml": "[environments.dev]\n[environments.prod]\n",
            "tf/cluster.tf": CLUSTER,
            "tf/outputs.tf": "",
            "json/x.tf.json": '{"resource": {"aws_ecs_cluster": {"main": {"name": "shop"}}}}',
            "tofu/main.tofu": CLUSTER,
        },
    )


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("toml", ["toml/ecsfargate.toml::fargate-only[dev]", "toml/ecsfargate.toml::fargate-only[prod]"]),
        ("tf", ["tf/cluster.tf::fargate-only"]),
        ("json", ["json/x.tf.json::fargate-only"]),
        ("tofu", ["tofu/main.tofu::fargate-only"]),
    ],
)
def test_a_folder(pytester: pytest.Pytester, folder: str, expected: list[str]) -> None:
    assert collected(pytester, SUITE, folder) == expected
    assert collected(pytester, folder) == []


@pytest.mark.usefixtures("tree")
def test_files_that_are_no_code_stand_for_no_module(pytester: pytest.Pytester) -> None:
    write(pytester, {"shared.ecsfargate.toml": "", ".scratch.tf": CLUSTER, "tf/.scratch.tf": CLUSTER})
    assert len(collected(pytester, SUITE)) == 5
    assert collected(pytester, SUITE, "shared.ecsfargate.toml", ".scratch.tf") == []


@pytest.mark.usefixtures("tree")
def test_what_only_has_the_name_of_a_file_of_code_hides_no_module(pytester: pytest.Pytester) -> None:
    (pytester.path / "tf" / "aaa.tf").mkdir()
    (pytester.path / "json" / "main.tf").symlink_to("nowhere.tf")
    assert collected(pytester, SUITE, "tf", "json") == ["tf/cluster.tf::fargate-only", "json/x.tf.json::fargate-only"]


@pytest.mark.parametrize("engine", ["source", "terraform"])
def test_a_toml_beside_no_code_is_an_error_on_both_engines(pytester: pytest.Pytester, engine: str) -> None:
    write(pytester, {"only/ecsfargate.toml": ""})
    result = pytester.runpytest(SUITE, f"--ecsfargate-engine={engine}", "only", "-k", "fargate-only")
    result.assert_outcomes(errors=1, deselected=ALL - 1)
    result.stdout.fnmatch_lines(["*The folder only holds no configuration: there is no .tf file in it*"])


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize("file", ["toml/ecsfargate.toml", "tf/cluster.tf", "tf/outputs.tf"])
def test_a_file_needs_no_option(pytester: pytest.Pytester, file: str) -> None:
    assert {line.partition("::")[0] for line in collected(pytester, file)} == {file}


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize("node", ["toml/ecsfargate.toml::container-insights[dev]", "tf/cluster.tf::container-insights"])
def test_a_node_id_can_be_given_again(pytester: pytest.Pytester, node: str) -> None:
    for arguments in ((SUITE, node), (node,)):
        pytester.runpytest(SOURCE, *arguments).assert_outcomes(failed=1)


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize(
    ("arguments", "outcomes"),
    [
        (["-k", "ECSF301"], {"failed": 4, "deselected": 4 * (ALL - 1)}),
        (["-k", "insights and not prod"], {"failed": 3, "deselected": 4 * (ALL - 1) + 1}),
        (["-k", "container-insights", "-m", "ecsfargate"], {"failed": 4, "deselected": 4 * (ALL - 1)}),
        (["-m", "not ecsfargate"], {"deselected": 4 * ALL}),
        (["-k", "ECSF301", "-x"], {"failed": 1, "deselected": 4 * (ALL - 1)}),
        (["-k", "ECSF301", "--maxfail=2"], {"failed": 2, "deselected": 4 * (ALL - 1)}),
        (
            ["-k", "ECSF301", "--deselect", "tf/cluster.tf::container-insights"],
            {"failed": 3, "deselected": 4 * (ALL - 1) + 1},
        ),
        (["-k", "ECSF301", "-n", "2"], {"failed": 4}),
        (["-k", "ECSF301", "-n", "2", "--dist", "loadfile"], {"failed": 4}),
        (["-k", "ECSF301", "-p", "no:cacheprovider"], {"failed": 4, "deselected": 4 * (ALL - 1)}),
        (["-k", "ECSF301", "--assert=plain"], {"failed": 4, "deselected": 4 * (ALL - 1)}),
        (["-k", "ECSF301", "-W", "error"], {"failed": 4, "deselected": 4 * (ALL - 1)}),
        *(
            (["-k", "ECSF301", f"--import-mode={mode}"], {"failed": 4, "deselected": 4 * (ALL - 1)})
            for mode in ("prepend", "append", "importlib")
        ),
    ],
    ids=" ".join,
)
def test_with_options_of_pytest(pytester: pytest.Pytester, arguments: list[str], outcomes: dict[str, int]) -> None:
    folders = ["toml", "tf", "json"]
    result = pytester.runpytest(SOURCE, SUITE, *arguments, *folders)
    result.assert_outcomes(**outcomes)


@pytest.mark.usefixtures("tree")
def test_optimized_python(pytester: pytest.Pytester) -> None:
    result = pytester.run(sys.executable, "-O", "-m", "pytest", SOURCE, SUITE, "-k", "ECSF301", "tf")
    result.assert_outcomes(failed=1, deselected=ALL - 1)


@pytest.mark.usefixtures("tree")
def test_last_failed_and_failed_first(pytester: pytest.Pytester) -> None:
    before = pytester.runpytest(SOURCE, SUITE, "tf").parseoutcomes()["failed"]
    pytester.runpytest(SOURCE, SUITE, "tf", "--lf").assert_outcomes(failed=before)
    result = pytester.runpytest(SOURCE, SUITE, "tf", "--ff", "-v")
    first = [line for line in result.outlines if line.startswith("tf/cluster.tf::")][: before + 1]
    assert [line.split()[1] for line in first] == ["FAILED"] * before + ["SKIPPED"]


@pytest.mark.usefixtures("tree")
def test_another_rootdir(pytester: pytest.Pytester) -> None:
    pytester.mkdir("elsewhere")
    result = pytester.runpytest(SOURCE, SUITE, "--rootdir=elsewhere", "-k", "ECSF301", "tf", "toml")
    result.assert_outcomes(failed=3, deselected=3 * (ALL - 1))


def test_parts_of_a_module(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]")
    write(
        pytester,
        {
            "stacks/shop/main.tf": 'module "a" { source = "../../shared/a" }\nmodule "b" {\n  source = "./b"\n}\n',
            "stacks/shop/b/main.tf": CLUSTER,
            "stacks/shop/examples/one/main.tf": CLUSTER,
            "stacks/json/main.tf.json": '{"module": {"c": {"source": "../../shared/c"}}}',
            "shared/a/main.tf": CLUSTER,
            "shared/c/main.tf": CLUSTER,
            "shared/d/main.tf": CLUSTER,
            "shared/e/main.tf": CLUSTER,
            "shared/e/ecsfargate.toml": "",
        },
    )
    write(pytester, {"stacks/shop/.terraform/modules/b/main.tf": CLUSTER, ".hidden/main.tf": CLUSTER})
    assert collected(pytester, SUITE, ".") == [
        "shared/d/main.tf::fargate-only",
        "shared/e/ecsfargate.toml::fargate-only",
        "stacks/json/main.tf.json::fargate-only",
        "stacks/shop/main.tf::fargate-only",
    ]
    assert collected(pytester, SUITE, "shared/a", "stacks/shop/b") == [
        "shared/a/main.tf::fargate-only",
        "stacks/shop/b/main.tf::fargate-only",
    ]
    assert collected(pytester, SUITE, "stacks/shop/examples", "shared") == [
        "stacks/shop/examples/one/main.tf::fargate-only",
        *(f"shared/{name}/main.tf::fargate-only" for name in "acd"),
        "shared/e/ecsfargate.toml::fargate-only",
    ]


def test_a_folder_is_judged_by_itself(pytester: pytest.Pytester) -> None:
    """Not by a toml above it, nor by the module that options or the ini file name for test files."""
    pytester.makeini("[pytest]\necsfargate_module = good")
    write(pytester, {"ecsfargate.toml": "", "main.tf": CLUSTER, "good/main.tf": WITH_INSIGHTS, "bad/main.tf": CLUSTER})
    result = pytester.runpytest(SOURCE, SUITE, "-k", "ECSF301", "-v", "good", "bad")
    result.stdout.fnmatch_lines(["good/main.tf::container-insights PASSED*", "bad/main.tf::container-insights FAILED*"])


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "two_workers"])
def test_testpaths_name_tests_and_the_suite_is_their_module_s(pytester: pytest.Pytester, workers: list[str]) -> None:
    pytester.makeini("[pytest]\ntestpaths = tests")
    write(pytester, {"main.tf": CLUSTER, "other/main.tf": CLUSTER, "tests/test_it.py": "def test_it(plan): pass"})
    result = pytester.runpytest(SOURCE, SUITE, "-k", "ECSF301 or test_it", *workers)
    result.assert_outcomes(failed=1, passed=1, deselected=0 if workers else ALL - 1)
    assert "FAILED main.tf::container-insights" in result.stdout.str()


def test_the_module_of_the_option_only(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\ntestpaths = tests")
    write(pytester, {"a/main.tf": CLUSTER, "b/main.tf": CLUSTER, "tests/test_it.py": "def test_it(plan): pass"})
    assert collected(pytester, SUITE, "--ecsfargate-module=a") == [
        "tests/test_it.py::test_it",
        "a/main.tf::fargate-only",
    ]
    assert collected(pytester, SUITE, "--ecsfargate-module=a", ".") == [
        "a/main.tf::fargate-only",
        "tests/test_it.py::test_it",
    ]


SHOW = """
@pytest.fixture(autouse=True)
def show(request, plan):
    print(plan["aws_ecs_cluster.main"].at("name").value, plan.environment)
"""


@pytest.mark.parametrize(
    "fixture",
    [
        "@pytest.fixture\ndef ecsfargate_variables():\n    return {'name': 'own'}",
        "@pytest.fixture\ndef plan(ecsfargate_plan_factory): return ecsfargate_plan_factory(variables={'name': 'own'})",
        "@pytest.fixture(scope='session')\ndef ecsfargate_account(ecsfargate_account):\n    print('own')\n    return 1",
    ],
    ids=["variables", "plan", "account"],
)
def test_fixtures_of_the_user(pytester: pytest.Pytester, fixture: str) -> None:
    module = 'variable "name" { default = "shop" }\n' + CLUSTER.replace('"shop"', "var.name")
    write(pytester, {"main.tf": module, "conftest.py": f"import pytest\n\n{fixture}\n\n{SHOW}"})
    result = pytester.runpytest(SOURCE, SUITE, ".", "-k", "ECSF301", "-s")
    result.stdout.fnmatch_lines(["main.tf *own*"])


def reasons(result: pytest.RunResult) -> Iterable[str]:
    """What the short summary says of skipped tests."""
    return [line for line in result.outlines if line.startswith("SKIPPED")]


def test_nothing_to_check_and_nothing_agreed(pytester: pytest.Pytester) -> None:
    write(pytester, {"main.tf": CLUSTER})
    result = pytester.runpytest(SOURCE, SUITE, ".", "-rs", "-k", "ECSF401 or ECSF701 or ECSF703 or ECSF811")
    assert reasons(result) == [
        "SKIPPED [1] main.tf:1: nothing to check: the plan has no aws_lb_target_group that a service uses",
        "SKIPPED [1] main.tf:1: nothing agreed: set [requirements.environment-suffix] variable",
        "SKIPPED [1] main.tf:1: nothing agreed: set [requirements.region] region",
        "SKIPPED [1] main.tf:1: nothing to compare with: the plan does not show what is deployed",
    ]


SERVICE = """
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  cpu                   = 256
  memory                = 1024
  container_definitions = jsonencode([{ name = "web", image = "web:1" }])
}

resource "aws_ecs_service" "web" {
  name            = "web"
  task_definition = aws_ecs_task_definition.web.arn
}
"""


@pytest.mark.parametrize(
    ("toml", "outcome"),
    [
        (None, "nothing agreed: set [requirements.task-sizes] sizes"),
        ('profile = "platform"', "failed"),
        ("[requirements.task-sizes.sizes]\nweb = [256, 512]", "failed"),
        ("[requirements.task-sizes.sizes]\nweb = [256, 1024]", "passed"),
        (
            'profile = "platform"\n[requirements.task-sizes]\nsizes = false',
            "nothing agreed: set [requirements.task-sizes] sizes",
        ),
    ],
)
def test_agreements(pytester: pytest.Pytester, toml: str | None, outcome: str) -> None:
    write(pytester, {"main.tf": SERVICE, **({"ecsfargate.toml": toml} if toml is not None else {})})
    result = pytester.runpytest(SOURCE, SUITE, ".", "-rs", "-k", "ECSF103")
    found = [line.partition(":1: ")[2] for line in reasons(result)] or [*result.parseoutcomes()]
    assert outcome in found


METRICS = """{
  "format_version": "1.0",
  "recorded": "2026-11-25T12:00:00Z",
  "services": [
    {
      "cluster": "default",
      "service": "web",
      "source": "ECS/ContainerInsights",
      "since": "2026-11-11T12:00:00Z",
      "until": "2026-11-25T12:00:00Z",
      "period": 60,
      "cpu": {"p99": 100, "maximum": 200, "samples": 20160},
      "memory": {"p99": 800, "maximum": 900, "samples": 20160},
      "out_of_memory": {"stops": 0, "since": "2026-11-25T11:00:00Z"}
    }
  ]
}
"""


@pytest.mark.parametrize(
    ("toml", "outcome"),
    [
        ("", "nothing agreed: set [requirements.right-sized] metrics"),
        ('profile = "platform"', "nothing agreed: set [requirements.right-sized] metrics"),
        ("[requirements.right-sized]\nmetrics = false", "nothing agreed: set [requirements.right-sized] metrics"),
        ("[requirements.right-sized]\nheadroom = 0.1", "nothing agreed: set [requirements.right-sized] metrics"),
        ('[requirements.right-sized]\nmetrics = "metrics.json"', "passed"),
        ('[requirements.right-sized]\nmetrics = "metrics.json"\nheadroom = 0.3', "failed"),
    ],
)
def test_what_has_no_default_must_be_agreed(pytester: pytest.Pytester, toml: str, outcome: str) -> None:
    write(pytester, {"x/main.tf": SERVICE, "x/ecsfargate.toml": toml, "x/metrics.json": METRICS})
    result = pytester.runpytest(SOURCE, SUITE, ".", "-rs", "-k", "ECSF104")
    found = [line.partition(":1: ")[2] for line in reasons(result)] or [*result.parseoutcomes()]
    assert outcome in found


def test_a_file_that_a_setting_names_and_that_makes_no_sense(pytester: pytest.Pytester) -> None:
    toml = '[requirements.right-sized]\nmetrics = "metrics.json"\n'
    write(pytester, {"x/main.tf": SERVICE, "x/ecsfargate.toml": toml, "x/metrics.json": "{}"})
    result = pytester.runpytest(SOURCE, SUITE, ".", "-k", "ECSF104")
    problem = f"The metrics {pytester.path / 'x' / 'metrics.json'} "
    sentence = f"{pytester.path / 'x' / 'metrics.json'}: format_version must be 1.0, not None."
    assert sentence in result.outlines
    assert not [line for line in result.outlines if problem in line or "read_measurements" in line]


def test_a_suffix_where_the_module_has_one(pytester: pytest.Pytester) -> None:
    write(pytester, {"main.tf": f'variable "environment_suffix" {{ default = "dev" }}\n{CLUSTER}'})
    result = pytester.runpytest(SOURCE, SUITE, ".", "-k", "ECSF701")
    result.stdout.fnmatch_lines(["ECSF701 environment-suffix: 1 of 1 failed*"])


@pytest.mark.usefixtures("tree")
def test_select_and_ignore(pytester: pytest.Pytester) -> None:
    write(
        pytester,
        {"tf/ecsfargate.toml": 'select = ["ECSF301", "fargate-only", "ecsf401"]\nignore = ["health-checks"]\n'},
    )
    result = pytester.runpytest(SOURCE, SUITE, "tf", "--collect-only", "-q")
    assert [line for line in result.outlines if "::" in line] == [
        "tf/ecsfargate.toml::fargate-only",
        "tf/ecsfargate.toml::container-insights",
    ]


@pytest.mark.usefixtures("tree")
def test_a_name_of_no_requirement(pytester: pytest.Pytester) -> None:
    write(pytester, {"tf/ecsfargate.toml": '# ours\nignore = ["helth-checks"]\n'})
    result = pytester.runpytest(SOURCE, SUITE, "tf")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        ["ERROR: tf/ecsfargate.toml:2: no requirement is called 'helth-checks' (did you mean 'health-checks'?)."]
    )


def test_a_module_that_cannot_be_planned_is_told_once(pytester: pytest.Pytester) -> None:
    write(pytester, {"main.tf": f'variable "environment" {{}}\n{CLUSTER}'})
    result = pytester.runpytest(SOURCE, SUITE, ".", "-k", "ECSF101 or ECSF102 or ECSF301")
    result.assert_outcomes(errors=3, deselected=ALL - 3)
    told = [line for line in result.outlines if "no value" in line or "fix:" in line]
    assert told[:4] == [
        "main.tf:1:1: variable environment has no value.",
        "fix: set it in ecsfargate.toml under [variables] or with --ecsfargate-var environment=...",
        "No plan, as told before: main.tf:1:1: variable environment has no value.",
        "No plan, as told before: main.tf:1:1: variable environment has no value.",
    ]
    assert not [line for line in told[4:] if not line.startswith("ERROR ")]


def test_an_opentofu_module_and_terraform(pytester: pytest.Pytester) -> None:
    write(pytester, {"shop/main.tofu": WITH_INSIGHTS})
    result = pytester.runpytest(SOURCE, SUITE, "shop", "-k", "ECSF301", "--ecsfargate-terraform=terraform")
    message = (
        "The folder shop holds no configuration: there is no .tf file in it, and its .tofu files are read by tofu only."
    )
    result.stdout.fnmatch_lines([message])
    pytester.runpytest(SOURCE, SUITE, "shop", "-k", "ECSF301", "--ecsfargate-terraform=tofu").assert_outcomes(
        passed=1, deselected=ALL - 1
    )


OWN = """
from pytest_ecsfargate import requirement

@requirement("{id}", "Clusters have long names.", looks_for="aws_ecs_cluster")
def {name}(plan, *, length: int = 10):
    for cluster in plan.clusters():
        yield cluster.judge("name", len(cluster.at("name").value) >= length, "a longer name")

def pytest_ecsfargate_requirements(config):
    return [{name}]
"""


@pytest.mark.usefixtures("tree")
def test_requirements_of_your_own(pytester: pytest.Pytester) -> None:
    own = OWN.format(id="ECSF901", name="assert_long_names")
    write(pytester, {"tf/conftest.py": own, "tf/ecsfargate.toml": 'select = ["ECSF901"]'})
    result = pytester.runpytest(SOURCE, SUITE, "tf", "toml", "-k", "ECSF901")
    result.stdout.fnmatch_lines(["ECSF901 long-names: 1 of 1 failed  [[]medium[]]"])
    result.assert_outcomes(failed=1, deselected=2 * ALL)
    write(pytester, {"tf/ecsfargate.toml": "[requirements.long-names]\nlength = 4"})
    pytester.runpytest(SOURCE, SUITE, "tf", "-k", "ECSF901").assert_outcomes(passed=1, deselected=ALL)
    explained = pytester.runpytest("tf", "--ecsfargate-explain", "long-names")
    explained.stdout.fnmatch_lines(["ECSF901 long-names  [[]medium[]]", "    length: int = 10"])


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize(
    ("own", "problem"),
    [
        (
            OWN.format(id="ECSF901", name="assert_fargate_only"),
            "two requirements have the name fargate-only: assert_fargate_only in pytest_ecsfargate*conftest.",
        ),
        (
            "def pytest_ecsfargate_requirements(config): return [1]",
            "it must give requirements, made with @requirement, not 1.",
        ),
    ],
)
def test_what_is_no_requirement(pytester: pytest.Pytester, own: str, problem: str) -> None:
    write(pytester, {"tf/conftest.py": own})
    result = pytester.runpytest(SOURCE, SUITE, "tf")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"pytest_ecsfargate_requirements: {problem}"])


def test_an_agreement_that_is_declined_is_none(pytester: pytest.Pytester) -> None:
    write(pytester, {"main.tf": CLUSTER, "ecsfargate.toml": "[requirements.region]\nregion = false\n"})
    result = pytester.runpytest(SOURCE, SUITE, ".", "-rs", "-k", "ECSF703")
    assert [line.partition(": ")[2] for line in reasons(result)] == ["nothing agreed: set [requirements.region] region"]
