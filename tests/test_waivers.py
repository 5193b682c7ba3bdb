"""Waivers: which verdicts they concern, when they are honoured, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from pytest_ecsfargate import (
    Outcome,
    Plan,
    RequirementNotMet,
    Resource,
    Verdict,
    assert_file_layout,
    assert_log_retention,
    plan_module,
    requirement,
    waivers,
)
from pytest_ecsfargate.baseline import Baseline, Entry
from pytest_ecsfargate.hcl.values import from_python
from pytest_ecsfargate.recording import RECORDER, Judged
from pytest_ecsfargate.report.records import record_of
from pytest_ecsfargate.report.waived import told as waived_lines
from pytest_ecsfargate.settings.toml import Waiver

TODAY = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waivers, "today", lambda: TODAY)


@requirement("ECSF901", "Every cluster is called main.", looks_for="aws_ecs_cluster")
def assert_main(plan: Plan) -> Iterator[Verdict]:
    for cluster in plan.managed("aws_ecs_cluster"):
        yield cluster.expect("name", "main")
        yield cluster.expect("setting[0].value", "enabled")


def told(plan: Plan, holds: Callable[[Plan], None] = assert_main) -> list[str]:
    """What an assertion that holds tells, taken so that this run itself does not tell it."""
    with recorded() as found:
        holds(plan)
    return [line for each in found for line in waived_lines(record_of(each.judgement, each.plan, root=Path()))]


@contextmanager
def recorded() -> Iterator[list[Judged]]:
    found: list[Judged] = []
    token = RECORDER.set(found)
    yield found
    RECORDER.reset(token)


Planned = Callable[..., Plan]


@pytest.fixture
def planned(tmp_path: Path) -> Planned:
    def make(main: str, toml: tuple[Waiver, ...] = (), **modules: str) -> Plan:
        (tmp_path / "main.tf").write_text(dedent(main), encoding="utf-8")
        for name, text in modules.items():
            (tmp_path / name).mkdir()
            (tmp_path / name / "main.tf").write_text(dedent(text), encoding="utf-8")
        return replace(plan_module(tmp_path), waivers=toml)

    return make


def failed(plan: Plan) -> list[tuple[str, str]]:
    return [(verdict.address, verdict.attribute) for verdict in assert_main.judge(plan).failed]


def waived(plan: Plan) -> list[tuple[str, str]]:
    return [(verdict.address, verdict.attribute) for verdict in assert_main.judge(plan).waived]


NAME, SETTING = ("aws_ecs_cluster.a", "name"), ("aws_ecs_cluster.a", "setting[0].value")
CLUSTER = """
resource "aws_ecs_cluster" "a" {
  name = "a"
  setting {
    name  = "containerInsights"
    value = "disabled"
  }
}
"""


def commented(comment: str) -> str:
    return comment + CLUSTER


@pytest.mark.parametrize(
    "comment",
    [
        "# ecsfargate:waive ECSF901 As agreed",
        "// ecsfargate:waive ECSF901 As agreed",
        "## ecsfargate:waive ECSF901 As agreed",
        "#ecsfargate:waive ECSF901 As agreed",
        "# ecsfargate:waive main As agreed",
        "# ecsfargate:waive ecsf901: As agreed",
        "# ecsfargate:waive ECSF101,ECSF901 As agreed",
        "# ecsfargate:waive ECSF101, main As agreed",
        "# ecsfargate:waive ECSF901 As agreed\n# The cluster of all.\n// More.",
        "# ecsfargate:waive ECSF901\n# ecsfargate:waive ECSF901 As agreed",
        "# ecsfargate:waive ECSF901 As agreed\n# ecsfargate:waive ECSF901 Long ago until 2020-01-01",
    ],
)
def test_a_comment_above_the_block(planned: Planned, comment: str) -> None:
    plan = planned(commented(comment))
    assert (waived(plan), failed(plan)) == ([NAME, SETTING], [])
    assert {verdict.waiver.reason for verdict in assert_main.judge(plan).waived if verdict.waiver} == {"As agreed"}
    assert told(plan) == ["1 waived: ECSF901 aws_ecs_cluster.a (As agreed)"]


@pytest.mark.parametrize(
    "comment",
    [
        "# ecsfargate:waive ECSF902 As agreed",
        "# ecsfargate:waive ECSF9011 As agreed",
        "# ecsfargate:waiver ECSF901 As agreed",
        "# see ecsfargate:waive ECSF901 As agreed",
        "# ecsfargate:waive ECSF901 As agreed\n",
        "/* ecsfargate:waive ECSF901 As agreed */",
        "locals {\n  x = 1 # ecsfargate:waive ECSF901 As agreed\n}",
    ],
)
def test_a_comment_that_is_no_waiver_of_this(planned: Planned, comment: str) -> None:
    plan = planned(commented(comment))
    assert (waived(plan), failed(plan)) == ([], [NAME, SETTING])
    assert "waiver" not in assert_main.judge(plan).text


def test_a_comment_above_an_argument_or_a_nested_block(planned: Planned) -> None:
    mark = "# ecsfargate:waive ECSF901 As agreed"
    assert waived(planned(CLUSTER.replace("  name = ", f"  {mark}\n  name = "))) == [NAME]
    assert waived(planned(CLUSTER.replace("  setting {", f"  {mark}\n  setting {{"))) == [SETTING]
    assert waived(planned(CLUSTER.replace("    value =", f"    {mark}\n    value ="))) == [SETTING]
    assert waived(planned(CLUSTER.replace("    name  =", f"    {mark}\n    name  ="))) == []


def test_a_comment_above_the_text_somewhere_else_is_about_that(planned: Planned) -> None:
    text = CLUSTER.replace('name = "a"', "name = local.a") + (
        'locals {\n  # ecsfargate:waive ECSF901 As agreed\n  a = "a"\n}\n'
    )
    assert waived(planned(text)) == []


def test_only_the_block_below_is_concerned(planned: Planned) -> None:
    plan = planned(commented("# ecsfargate:waive ECSF901 As agreed") + CLUSTER.replace('"a" {', '"b" {'))
    assert {address for address, _ in failed(plan)} == {"aws_ecs_cluster.b"}
    with recorded(), pytest.raises(RequirementNotMet) as caught:
        assert_main(plan)
    text = str(caught.value)
    headline = text.partition("\n")[0]
    assert headline.startswith("ECSF901 main: 1 of 2 failed")
    assert headline.endswith(", 1 waived  [medium]")
    assert "  waived: aws_ecs_cluster.a (As agreed)\n" in text
    assert {finding.address for finding in caught.value.findings} == {"aws_ecs_cluster.b"}


def test_all_instances_of_the_block_are(planned: Planned) -> None:
    plan = planned(commented("# ecsfargate:waive ECSF901 As agreed").replace("  name = ", "  count = 2\n  name = "))
    assert {address for address, _ in waived(plan)} == {"aws_ecs_cluster.a[0]", "aws_ecs_cluster.a[1]"}


def test_text_in_a_heredoc_is_no_comment(planned: Planned) -> None:
    heredoc = "locals {\n  x = <<-EOT\n    # ecsfargate:waive ECSF901 As agreed\n  EOT\n}"
    assert waived(planned(commented(heredoc))) == []
    inside = CLUSTER.replace('"a"\n', "<<-EOT\n    # ecsfargate:waive ECSF901 As agreed\n    ${local.x}\n  EOT\n")
    assert waived(planned(inside + 'locals {\n  x = "y"\n}\n')) == []


@pytest.mark.parametrize("call", ['module "m" {', 'module "m" {\n  for_each = toset(["x.y"])'])
def test_a_comment_above_a_module_call_is_about_everything_in_it(planned: Planned, call: str) -> None:
    outer = f'# ecsfargate:waive ECSF901 Theirs\n{call}\n  source = "./inner"\n}}\n' + CLUSTER
    inner = 'module "deep" {\n  source = "../deep"\n}\n' + CLUSTER
    plan = planned(outer, inner=inner, deep=CLUSTER)
    assert {address for address, _ in failed(plan)} == {"aws_ecs_cluster.a"}
    assert len({address for address, _ in waived(plan)}) == 2


def test_a_comment_above_a_call_in_a_module(planned: Planned) -> None:
    inner = '# ecsfargate:waive ECSF901 Theirs\nmodule "deep" {\n  source = "../deep"\n}\n' + CLUSTER
    plan = planned('module "m" {\n  source = "./inner"\n}\n', inner=inner, deep=CLUSTER)
    assert {address for address, _ in failed(plan)} == {"module.m.aws_ecs_cluster.a"}
    assert {address for address, _ in waived(plan)} == {"module.m.module.deep.aws_ecs_cluster.a"}


@pytest.mark.parametrize("block", ['variable "x" {\n  type = string\n}', 'output "x" {\n  value = 1\n}'])
def test_a_comment_above_a_declaration(planned: Planned, block: str) -> None:
    mark = "# ecsfargate:waive ECSF801 As agreed"
    text = f"{block}\n\n{block.replace('x', 'y')}\n"
    everything = {verdict.address for verdict in assert_file_layout.judge(planned(text), strict=True).failed}
    assert len(everything) == 2
    judgement = assert_file_layout.judge(planned(f"{mark}\n{text}"), strict=True)
    (waived_one,) = judgement.waived
    assert waived_one.address.endswith(".x")
    assert {verdict.address for verdict in judgement.failed} == everything - {waived_one.address}


def test_a_comment_above_locals_is_about_nothing(planned: Planned) -> None:
    text = CLUSTER.replace('name = "a"', "name = local.a") + (
        '# ecsfargate:waive ECSF901 As agreed\nlocals {\n  a = "a"\n}\n'
    )
    assert waived(planned(text)) == []


@pytest.mark.parametrize("name", ["a", "b"])
def test_a_comment_above_one_of_two_calls_of_a_module(planned: Planned, name: str) -> None:
    calls = {each: f'module "{each}" {{\n  source = "./inner"\n}}\n' for each in ("a", "b")}
    calls[name] = "# ecsfargate:waive ECSF901 Theirs\n" + calls[name]
    plan = planned("".join(calls.values()), inner=CLUSTER)
    assert {address for address, _ in waived(plan)} == {f"module.{name}.aws_ecs_cluster.a"}
    assert len(failed(plan)) == 2


def test_a_comment_in_a_module_is_about_all_calls_of_it(planned: Planned) -> None:
    calls = "".join(f'module "{each}" {{\n  source = "./inner"\n}}\n' for each in ("a", "b"))
    plan = planned(calls, inner=commented("# ecsfargate:waive ECSF901 As agreed"))
    assert (len(waived(plan)), failed(plan)) == (4, [])


def test_files_of_opentofu(tmp_path: Path) -> None:
    (tmp_path / "main.tofu").write_text(commented("# ecsfargate:waive ECSF901 As agreed"))
    plan = plan_module(tmp_path, language="opentofu")
    assert (waived(plan), failed(plan)) == ([NAME, SETTING], [])


def test_all_that_a_module_states(planned: Planned) -> None:
    heredoc = "locals {\n  x = <<-EOT\n    # ecsfargate:waive ECSF901 No comment\n  EOT\n}\n"
    main = f"{heredoc}# ecsfargate:waive ECSF901, main{CLUSTER}"
    table = Waiver("ECSF902", "*", "Old", date(2026, 6, 14), "Team A", 7)
    inner = "// ecsfargate:waive The old one\nlocals {}\n"
    calls = "".join(f'module "{each}" {{\n  source = "./inner"\n}}\n' for each in ("a", "b"))
    found = waivers.stated(planned(main + calls, (table,), inner=inner))
    assert [(each.names, each.waiving.place, each.waiving.owner, each.waiving.problem) for each in found] == [
        (("ECSF902",), "ecsfargate.toml:7", "Team A", "waived until 2026-06-14, expired"),
        (("ECSF901", "main"), "main.tf:6", "", "it gives no reason"),
        (("The",), "inner/main.tf:1", "", ""),
    ]


def test_a_report_says_whose_a_waiver_is() -> None:
    plan = replace(bare("aws_ecs_cluster.a"), waivers=(Waiver("ECSF901", "*", "Old", TODAY, "Team A", 3),))
    (result,) = record_of(assert_main.judge(plan), plan, root=Path()).results
    assert result.waiver is not None
    assert (result.waiver.owner, result.waiver.place, result.waiver.until) == (
        "Team A",
        "ecsfargate.toml:3",
        "2026-06-15",
    )


@pytest.mark.parametrize(
    ("comment", "reason", "problem"),
    [
        ("ECSF901 Old until 2026-06-15", "Old", ""),
        ("ECSF901 Old, until 2026-06-15.", "Old", ""),
        ("ECSF901 Old [until 2026-12-31]", "Old", ""),
        ("ECSF901 - Old (until: 2026-12-31)", "Old", ""),
        ("ECSF901 Old until the move", "Old until the move", ""),
        ("ECSF901 Old until 2026-06-14", "Old", "waived until 2026-06-14, expired"),
        ("ECSF901 Old until the 2 teams moved", "Old until the 2 teams moved", ""),
        ("ECSF901 Old until 2026-12-31 (TICKET-1)", "Old (TICKET-1)", ""),
        ("ECSF901 Old until 2026-12-31, see TICKET-7", "Old, see TICKET-7", ""),
        ("ECSF901 until 2026-12-31, see TICKET-7", "see TICKET-7", ""),
        ("ECSF901 Old until 2026-01-31, now until 2026-12-31", "Old until 2026-01-31, now", ""),
        ("ECSF901 Old until 2020-01-31 (TICKET-1)", "Old (TICKET-1)", "waived until 2020-01-31, expired"),
        ("ECSF901 Old UNTIL 2020-01-31", "Old", "waived until 2020-01-31, expired"),
        ("ECSF901 Old until=2020-01-31", "Old", "waived until 2020-01-31, expired"),
        *(
            (f"ECSF901 Old until {day}", "Old", f"until must be followed by a day such as 2027-01-31, not by '{day}'")
            for day in ("2026-02-30", "2026-6-1", "2020/01/31", "20200131", "2020-01", "31.01.2099", "January", "may")
        ),
        ("ECSF901 ECSF902 Old", "ECSF902 Old", "its reason begins with ECSF902: several are separated by commas"),
        ("ECSF901", "", "it gives no reason"),
        ("ECSF901 until 2026-12-31", "", "it gives no reason"),
        ("ECSF901 -", "", "it gives no reason"),
    ],
)
def test_the_reason_and_the_day(planned: Planned, comment: str, reason: str, problem: str) -> None:
    plan = planned(commented(f"# ecsfargate:waive {comment}"))
    judgement = assert_main.judge(plan)
    (waiver,) = {verdict.waiver for verdict in judgement.verdicts}
    assert waiver is not None
    assert (waiver.reason, waiver.place) == (reason, "main.tf:1")
    assert waiver.problem.startswith(problem)
    assert waiver.honoured == (problem == "") == (not judgement.failed)
    if problem:
        assert f"waiver: main.tf:1 is not honoured: {problem}" in " ".join(judgement.text.split())


def test_what_is_unknown_is_waived_too_and_what_is_met_is_not(planned: Planned) -> None:
    text = CLUSTER.replace('"disabled"', '"enabled"').replace('name = "a"', "name = aws_ecs_cluster.b.arn")
    plan = planned(
        "# ecsfargate:waive ECSF901 As agreed" + text + 'resource "aws_ecs_cluster" "b" {\n  name = "b"\n}\n'
    )
    met, unknown = assert_main.check(plan)[1], assert_main.check(plan)[0]
    assert (unknown.outcome, unknown.waived) == (Outcome.UNKNOWN, True)
    assert (met.outcome, met.waiver) == (Outcome.MET, None)


def bare(*addresses: str) -> Plan:
    values = from_python({"name": "x", "setting": [{"value": "enabled"}]})
    return Plan({address: Resource(address, "aws_ecs_cluster", "x", values) for address in addresses})


@pytest.mark.parametrize(
    ("address", "concerned"),
    [
        ("aws_ecs_cluster.a", ["aws_ecs_cluster.a"]),
        ("module.m[*", ['module.m["k"].aws_ecs_cluster.b[0]']),
        ("module.m.*", ['module.m["k"].aws_ecs_cluster.b[0]']),
        ('module.m["k"].aws_ecs_cluster.b[0]', ['module.m["k"].aws_ecs_cluster.b[0]']),
        ('module.m["k"].aws_ecs_cluster.b[1]', []),
        ("aws_ecs_cluster.?", ["aws_ecs_cluster.a"]),
        ("aws_ecs_cluster", []),
        ("AWS_ECS_CLUSTER.A", []),
        ("*", ["aws_ecs_cluster.a", 'module.m["k"].aws_ecs_cluster.b[0]']),
    ],
)
def test_addresses_in_the_toml(address: str, concerned: list[str]) -> None:
    plan = bare("aws_ecs_cluster.a", 'module.m["k"].aws_ecs_cluster.b[0]')
    plan = replace(plan, waivers=(Waiver("main", address, "As agreed"),))
    assert [found for found, _ in waived(plan)] == concerned


@pytest.mark.parametrize(
    ("reason", "until", "honoured"),
    [
        ("Old until 2026-01-31", None, False),
        ("Old until January", None, False),
        ("Old until the move", None, True),
        ("Old until 2026-01-31, and once more", date(2026, 12, 31), True),
    ],
)
def test_a_day_in_a_reason_of_the_toml_is_told(reason: str, until: date | None, honoured: bool) -> None:
    plan = replace(bare("aws_ecs_cluster.a"), waivers=(Waiver("ECSF901", "*", reason, until),))
    (found,) = waivers.stated(plan)
    assert found.waiving.honoured is honoured
    problem = "a day in its reason does not count: write until = 2027-01-31 beside it"
    assert found.waiving.problem == ("" if honoured else problem)


def test_a_waiver_in_the_toml_has_its_day() -> None:
    plan = bare("aws_ecs_cluster.a")
    old = Waiver("ECSF901", "*", "Old", date(2026, 6, 14))
    judgement = assert_main.judge(replace(plan, waivers=(old, Waiver("ECSF902", "*", "Other"))))
    assert "  waiver: ecsfargate.toml is not honoured: waived until 2026-06-14, expired" in judgement.text
    assert len(judgement.failed) == 1
    assert told(replace(plan, waivers=(old, replace(old, until=TODAY)))) == [
        "1 waived: ECSF901 aws_ecs_cluster.a (Old, until 2026-06-15)"
    ]


def test_what_the_baseline_holds_is_accepted(tmp_path: Path) -> None:
    plan = bare("aws_ecs_cluster.a", "aws_ecs_cluster.b")
    held = frozenset({Entry("ECSF901", "aws_ecs_cluster.a", "name"), Entry("ECSF902", "aws_ecs_cluster.b", "name")})
    plan = replace(plan, baseline=Baseline(tmp_path, held))
    assert waived(plan) == [("aws_ecs_cluster.a", "name")]
    assert failed(plan) == [("aws_ecs_cluster.b", "name")]
    stated = replace(plan, waivers=(Waiver("ECSF901", "*", "As agreed"),))
    assert {each.waiver.reason for each in assert_main.judge(stated).waived if each.waiver} == {"As agreed"}
    assert failed(replace(plan, baseline=Baseline(tmp_path, everything=True))) == []


def test_what_is_told_at_the_end(planned: Planned) -> None:
    one = planned(commented("# ecsfargate:waive ECSF901 Old until 2026-12-31"))
    assert told(one) == ["1 waived: ECSF901 aws_ecs_cluster.a (Old, until 2026-12-31)"]
    many = bare(*(f"aws_ecs_cluster.a[{at}]" for at in range(7)))
    (line,) = told(replace(many, waivers=(Waiver("main", "*", "Old"),)))
    assert line.startswith("7 waived: ECSF901 aws_ecs_cluster.a[0], ")
    assert line.endswith("aws_ecs_cluster.a[4] (+2 more) (Old)")


def test_asking_is_not_asserting(planned: Planned) -> None:
    plan = planned(commented("# ecsfargate:waive ECSF901 Old"))
    with recorded() as found:
        assert [verdict.outcome for verdict in assert_main.check(plan)] == [Outcome.NOT_MET, Outcome.NOT_MET]
    assert found == []


def test_the_place_that_a_failure_names_for_its_waiver(planned: Planned) -> None:
    main = """
    resource "aws_cloudwatch_log_group" "a" {
      name = "a"
    }

    resource "aws_ecs_task_definition" "t" {
      family = "t"
      container_definitions = jsonencode([{
        name = "x"
        image = "y"
        logConfiguration = {
          logDriver = "awslogs"
          options = { "awslogs-group" = aws_cloudwatch_log_group.a.name }
        }
      }])
    }
    """
    text = assert_log_retention.judge(planned(main)).text
    assert "waive: # ecsfargate:waive ECSF501 <reason>, above main.tf:2" in text
    lines = dedent(main).split("\n")
    lines.insert(1, "# ecsfargate:waive ECSF501 As agreed")
    assert len(told(planned("\n".join(lines)), assert_log_retention)) == 1


def test_json_has_no_comments(tmp_path: Path) -> None:
    (tmp_path / "main.tf.json").write_text('{"resource": {"aws_ecs_cluster": {"a": {"name": "a"}}}}')
    text = assert_main.judge(plan_module(tmp_path)).text
    assert 'waive: [[waive]] id = "ECSF901", address = "aws_ecs_cluster.a",' in text
