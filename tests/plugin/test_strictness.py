"""Waivers that are no good any more: told at the end of a run, and what fails a strict one."""

from __future__ import annotations

import pytest

from pytest_ecsfargate import waivers
from tests.plugin.conftest import told as lines_told

SOURCE = "--ecsfargate-engine=source"
STRICT = "--ecsfargate-strict"

CLUSTER = """
resource "aws_ecs_cluster" "old" {
  name = "old"
}
"""

TESTS = """
    from pytest_ecsfargate import requirement

    @requirement("ECSF901", "Every cluster is called main.", looks_for="aws_ecs_cluster")
    def assert_main(plan):
        for cluster in plan.clusters():
            yield cluster.expect("name", "main")

    def test_it(plan):
        assert_main(plan)

    def test_nothing(plan):
        pass
"""


@pytest.fixture(autouse=True)
def _tests(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TESTS)


def told(result: pytest.RunResult) -> list[str]:
    return lines_told(result, "waivers to look at")


def above(comment: str, block: str = CLUSTER) -> str:
    return f"# ecsfargate:waive {comment}{block}"


FAULTS = {
    "ECSF901 Old until 2020-01-31": (
        "waives ECSF901, but is not honoured: waived until 2020-01-31, expired. Correct or remove it."
    ),
    "ECSF901": "waives ECSF901, but is not honoured: it gives no reason. Correct or remove it.",
    "ECSF901 Old until 2026-02-30": (
        "waives ECSF901, but is not honoured: until must be followed by a day such as 2027-01-31, "
        "not by '2026-02-30'. Correct or remove it."
    ),
    "ECSF411, ECSF4111 Old": "no requirement is called 'ECSF4111' (did you mean 'ECSF411'?).",
    "health-check Old": "no requirement is called 'health-check' (did you mean 'health-checks'?).",
    "Forever": "no requirement is called 'Forever' (your own are named by their ids, ECSF900 to ECSF999).",
    "": "names no requirement. Write # ecsfargate:waive ECSF401 <reason>.",
    "- as agreed": "names no requirement. Write # ecsfargate:waive ECSF401 <reason>.",
}
FAULTY = "".join(above(comment, CLUSTER.replace('"old"', f'"old{number}"', 1)) for number, comment in enumerate(FAULTS))


def test_faults_of_waivers(pytester: pytest.Pytester) -> None:
    pytester.makefile(".tf", main=FAULTY)
    result = pytester.runpytest(SOURCE)
    result.assert_outcomes(failed=1, passed=1)
    assert told(result) == [f"main.tf:{1 + 4 * number}: {fault}" for number, fault in enumerate(FAULTS.values())]


def test_they_fail_nothing_but_a_strict_run(pytester: pytest.Pytester) -> None:
    pytester.makefile(".tf", main=FAULTY.replace('name = "old"', 'name = "main"'))
    lines = [
        f"main.tf:{1 + 4 * number}: "
        + ("waives ECSF901, and nothing that it concerns was found. Remove it." if "ECSF901" in comment else fault)
        for number, (comment, fault) in enumerate(FAULTS.items())
    ]
    result = pytester.runpytest(SOURCE)
    assert (result.ret, told(result)) == (pytest.ExitCode.OK, lines)
    result = pytester.runpytest(SOURCE, STRICT)
    result.assert_outcomes(passed=2)
    last = "The run fails because of them: --ecsfargate-strict is set."
    assert (result.ret, told(result)) == (pytest.ExitCode.TESTS_FAILED, [*lines, last])


NONE = (
    "looks like a waiver and is none. Write # ecsfargate:waive ECSF401 <reason>, in a line of its own "
    "directly above what it is about."
)
MOVED = "stands above an empty line, and so is about nothing. Move it directly above what it is about."


@pytest.mark.parametrize(
    ("comment", "fault"),
    [
        ("# ecsfargate: waive ECSF901 As agreed\n", NONE),
        ("# ecsfargate:wave ECSF901 As agreed\n", NONE),
        ("# ecsfargate:waiver ECSF901 As agreed\n", NONE),
        ("# ECSFARGATE:WAIVE ECSF901 As agreed\n", NONE),
        ("/* ecsfargate:waive ECSF901 As agreed */\n", NONE),
        ("/*ecsfargate:waive ECSF901 As agreed\n  whatever comes */\n", NONE),
        ("locals {} # ecsfargate:waive ECSF901 As agreed\n", NONE),
        ("# ecsfargate:waive ECSF901 As agreed\n\n", MOVED),
        ("# ecsfargate:waive ECSF901 As agreed\n# Of all.\n\n", MOVED),
        ("# see ecsfargate:waive in the manual\n", ""),
        ("# The ecsfargate module waives nothing.\n", ""),
        ("locals {\n  x = <<-EOT\n    # ecsfargate: waive ECSF901\n  EOT\n}\n", ""),
    ],
)
def test_what_is_meant_as_a_waiver_and_is_none(pytester: pytest.Pytester, comment: str, fault: str) -> None:
    pytester.makefile(".tf", main=comment + CLUSTER.lstrip())
    result = pytester.runpytest(SOURCE)
    result.assert_outcomes(failed=1, passed=1)
    assert told(result) == ([f"main.tf:1: {fault}"] if fault else [])


UNUSED = "main.tf:1: waives ECSF901, and nothing that it concerns was found. Remove it."
MET = above("ECSF901 As agreed").replace('name = "old"', 'name = "main"')


def test_one_that_concerns_nothing(pytester: pytest.Pytester, workers: tuple[str, str]) -> None:
    pytester.makefile(".tf", main=MET)
    pytester.makeini("[pytest]\necsfargate_strict = true")
    result = pytester.runpytest(SOURCE, *workers)
    assert (result.ret, told(result)[:1]) == (pytest.ExitCode.TESTS_FAILED, [UNUSED])


def test_one_that_is_needed(pytester: pytest.Pytester, workers: tuple[str, str]) -> None:
    pytester.makefile(".tf", main=above("ECSF901 As agreed"))
    result = pytester.runpytest(SOURCE, STRICT, *workers)
    assert (result.ret, told(result)) == (pytest.ExitCode.OK, [])


def test_of_several_requirements_each_counts(pytester: pytest.Pytester) -> None:
    pytester.makefile(".tf", main=above("ECSF901, ECSF902,file-layout As agreed"))
    pytester.makepyfile(
        test_layout="""
        from pytest_ecsfargate import assert_file_layout

        def test_it(plan):
            assert_file_layout(plan)
        """
    )
    result = pytester.runpytest(SOURCE)
    assert told(result) == ["main.tf:1: waives file-layout, and nothing that it concerns was found. Remove it."]


def test_a_second_waiver_of_the_same_is_no_unused_one(pytester: pytest.Pytester) -> None:
    pytester.makefile(".tf", main=f"# ecsfargate:waive ECSF901 As agreed\n{above('ECSF901 Again')}")
    assert told(pytester.runpytest(SOURCE)) == []


def test_the_toml(pytester: pytest.Pytester) -> None:
    table = '[[waive]]\nid = "ECSF901"\naddress = "{}"\nreason = "Old"\n'
    toml = table.format("aws_ecs_cluster.old") + "\n" + table.format("module.gone.*")
    pytester.makefile(".tf", main=CLUSTER)
    pytester.makefile(".toml", ecsfargate=toml)
    result = pytester.runpytest(SOURCE)
    result.assert_outcomes(passed=2)
    assert told(result) == [
        "ecsfargate.toml:6: waives ECSF901, and nothing that it concerns was found. Remove it.",
    ]


ENVIRONMENTS = "[environments.dev.variables]\nname = 'main'\n[environments.prod.variables]\nname = 'old'\n"
BY_VARIABLE = above("ECSF901 As agreed").replace('"old"\n', "var.name\n") + 'variable "name" {}\n'


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), False),
        (("--ecsfargate-environment=dev",), False),
        (("--ecsfargate-var=name=main",), True),
        (("--ecsfargate-var=name=main", "--ecsfargate-environment=dev"), False),
        (("--ecsfargate-var=name=main", "-k", "dev"), False),
        (("--ecsfargate-var=name=main", "--deselect", "test_said.py::test_it[prod]"), False),
    ],
    ids=str,
)
def test_unused_is_said_only_of_what_was_judged_in_every_environment(
    pytester: pytest.Pytester, arguments: tuple[str, ...], said: bool
) -> None:
    pytester.makepyfile(test_said=TESTS)
    pytester.path.joinpath(f"{pytester._name}.py").unlink()
    pytester.makefile(".tf", main=BY_VARIABLE)
    pytester.makefile(".toml", ecsfargate=ENVIRONMENTS)
    result = pytester.runpytest(SOURCE, STRICT, *arguments)
    assert told(result)[:1] == ([UNUSED] if said else [])
    assert result.ret == (pytest.ExitCode.TESTS_FAILED if said else pytest.ExitCode.OK)


def test_a_run_that_stops_early_claims_nothing(pytester: pytest.Pytester) -> None:
    pytester.makefile(".tf", main=MET)
    pytester.makepyfile(test_a="def test_a(plan): assert False")
    assert told(pytester.runpytest(SOURCE, "-x", "test_a.py", ".")) == []


def test_a_module_that_cannot_be_read_whole_claims_nothing(pytester: pytest.Pytester) -> None:
    pytester.makefile(".tf", main=MET + 'module "m" {\n  source  = "terraform-aws-modules/ecs/aws"\n}\n')
    assert told(pytester.runpytest(SOURCE)) == []


def test_a_file_outside_of_the_module_may_be_anothers_too(pytester: pytest.Pytester) -> None:
    for name in ("live", "shared"):
        pytester.mkdir(name)
    pytester.path.joinpath("shared", "main.tf").write_text(MET)
    pytester.path.joinpath("live", "main.tf").write_text('module "m" {\n  source = "../shared"\n}\n')
    assert told(pytester.runpytest(SOURCE, "--ecsfargate-module=live")) == []
    expired = above("ECSF901 Old until 2020-01-31")
    pytester.path.joinpath("shared", "main.tf").write_text(expired)
    (line,) = told(pytester.runpytest(SOURCE, "--ecsfargate-module=live"))
    assert line.startswith("shared/main.tf:1: waives ECSF901, but is not honoured: ")


def test_a_module_that_is_called_twice(pytester: pytest.Pytester) -> None:
    pytester.mkdir("shared").joinpath("main.tf").write_text(
        above("ECSF901 As agreed").replace('"old"\n', "var.name\n") + 'variable "name" {}\n'
    )
    call = 'module "{0}" {{\n  source = "./shared"\n  name   = "{0}"\n}}\n'
    pytester.makefile(".tf", main=call.format("main") + call.format("old"))
    result = pytester.runpytest(SOURCE, STRICT)
    assert (result.ret, told(result)) == (pytest.ExitCode.OK, [])
    pytester.makefile(".tf", main=call.format("main") + call.format("main").replace('"main" {', '"again" {'))
    assert told(pytester.runpytest(SOURCE)) == [f"shared/{UNUSED}"]


def test_the_ready_made_suite(pytester: pytest.Pytester) -> None:
    group = 'resource "aws_cloudwatch_log_group" "app" {\n  name = "app"\n}\n'
    pytester.makefile(".tf", main=f"# ecsfargate:waive ECSF501, ECSF703, ECSF101 As agreed\n{group}")
    pytester.makefile(".toml", ecsfargate='select = ["region", "ECSF101"]')
    result = pytester.runpytest(SOURCE, "ecsfargate.toml", "-rs")
    result.assert_outcomes(skipped=2)
    # There is nothing that ECSF101 looks for; of the region nothing is agreed, and ECSF501 is not selected.
    result.stdout.fnmatch_lines(["SKIPPED*: nothing agreed: *"])
    assert told(result) == ["main.tf:1: waives ECSF101, and nothing that it concerns was found. Remove it."]


def test_the_last_day_counts(pytester: pytest.Pytester) -> None:
    pytester.makefile(".tf", main=above(f"ECSF901 Old until {waivers.today()}"))
    assert told(pytester.runpytest(SOURCE, STRICT)) == []


def test_a_run_that_fails_anyway_keeps_its_exit_code(pytester: pytest.Pytester) -> None:
    pytester.makefile(".tf", main=above("Forever"))
    pytester.makepyfile(test_other="def test_it(): raise KeyboardInterrupt")
    result = pytester.runpytest(SOURCE, STRICT, "-p", "no:randomly", no_reraise_ctrlc=True)
    assert result.ret == pytest.ExitCode.INTERRUPTED


def test_a_run_that_judges_no_module_claims_no_fault(pytester: pytest.Pytester) -> None:
    pytester.makefile(".tf", main=above("Forever"))
    result = pytester.runpytest(SOURCE, STRICT, "-k", "nothing")
    assert (result.ret, told(result)) == (pytest.ExitCode.OK, [])
