"""The lines that annotate a pull request on GitHub."""

from __future__ import annotations

from pytest_ecsfargate.report.annotations import commands
from pytest_ecsfargate.report.records import Record
from tests.report.making import MET, NOT_MET, UNKNOWN, Place, Planning, Waiver, record, result, run


def told(*records: Record, rootdir: str = "") -> list[str]:
    return list(commands(run(*records, rootdir=rootdir)))


def test_a_finding() -> None:
    (line,) = told(record(result(), severity="high", environment="prod"), rootdir="stacks")
    assert line == (
        "::error file=stacks/infra/web/alb.tf,line=30,col=27,title=ECSF401 health-checks::"
        'aws_lb_target_group.web["a"] health_check[0].healthy_threshold: expected 3, actual 2 (in prod). '
        "Set healthy_threshold = 3 in the health_check block."
    )


def test_what_is_an_error_and_what_a_warning() -> None:
    kinds = {
        (severity, outcome): told(record(result(outcome), severity=severity))[0].partition(" ")[0]
        for severity in ("critical", "high", "medium", "low")
        for outcome in (NOT_MET, UNKNOWN)
    }
    assert {key for key, kind in kinds.items() if kind == "::error"} == {("critical", NOT_MET), ("high", NOT_MET)}
    assert set(kinds.values()) == {"::error", "::warning"}


def test_what_is_accepted_or_only_advised_is_not_annotated() -> None:
    assert told(record(result(waiver=Waiver("old", "alb.tf:1")), result(MET, advice="mind the gap"))) == []


def test_special_characters_are_escaped() -> None:
    strange = result(place=Place("50%,a:b.tf", 1, 1, 1, 2), note="100%\r\nsure, yes: it is", actual="", expected="")
    (line,) = told(record(strange))
    assert line.startswith("::warning file=infra/web/50%25%2Ca%3Ab.tf,line=1,col=1,title=ECSF401 health-checks::")
    assert "100%25%0D%0Asure, yes: it is" in line
    assert "\n" not in line
    assert "\r" not in line


def test_without_a_place_the_file_of_the_test_is_annotated() -> None:
    (line,) = told(record(result(place=None)))
    assert line.startswith("::warning file=infra/web/ecsfargate.toml,title=ECSF401 health-checks::")


def test_the_worst_are_shown_and_the_others_counted() -> None:
    lows = record(*(result(address=f"aws_x.l[{number}]") for number in range(13)), severity="low")
    mediums = record(*(result(address=f"aws_x.m[{number}]") for number in range(2)), requirement="ECSF403")
    highs = record(
        *(result(address=f"aws_x.h[{number}]") for number in range(11)), requirement="ECSF402", severity="high"
    )
    lines = told(lows, mediums, highs)
    assert [line.partition(" ")[0] for line in lines[:20]] == ["::error"] * 10 + ["::warning"] * 10
    assert all("ECSF403" in line for line in lines[10:12])
    assert lines[20:] == [
        "ecsfargate: not annotated: 1 more error, 5 more warnings (GitHub shows 10 of a kind for each step)"
    ]


def test_a_plan_that_failed_is_an_error_whether_anything_was_judged_or_not() -> None:
    planning = Planning("infra/web", "prod", "source", 0.1, "main.tf:7:3: no such variable\nfix: declare it")
    assert list(commands(run(plannings=(planning, planning)))) == [
        "::error title=There is no plan of infra/web in prod::main.tf:7:3: no such variable%0Afix: declare it"
    ]
