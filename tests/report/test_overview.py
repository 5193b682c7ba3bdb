"""The table at the end of a run, as it looks at 80 and 120 columns."""

from __future__ import annotations

import pytest

from pytest_ecsfargate.report.formats import RunResults
from pytest_ecsfargate.report.overview import overview, short
from pytest_ecsfargate.report.records import Result
from tests.report.making import NOT_MET, SKIPPED, UNKNOWN, Planning, Waiver, record, result, run


def shown(results: RunResults, width: int = 80) -> str:
    lines = ["".join(text for text, _ in line) for line in overview(results, width)]
    assert all(line == line.rstrip() and line.isascii() for line in lines)
    return "\n".join(lines) + "\n"


def widest(results: RunResults, width: int) -> int:
    return max(map(len, shown(results, width).splitlines()))


def waived(address: str = "aws_x.w") -> Result:
    return result(address=address, waiver=Waiver("old", "alb.tf:1"))


MIXED = [
    record(result(), result(UNKNOWN, address="aws_x.u"), environment="dev"),
    record(environment="prod"),
    record(requirement="ECSF501", slug="log-retention", environment="dev"),
    record(waived(), requirement="ECSF501", slug="log-retention", environment="prod"),
    record(requirement="ECSF101", slug="fargate-only", environment="dev"),
    record(requirement="ECSF101", slug="fargate-only", environment="prod"),
    record(requirement="ECSF811", slug="no-destroy", outcome=SKIPPED, environment="dev"),
    record(requirement="ECSF811", slug="no-destroy", outcome=SKIPPED, environment="prod"),
    record(
        outcome=NOT_MET, examined=0, reason="nothing to check", requirement="ECSF402", slug="no-circular-dependency"
    ),
]


def test_requirements_by_environments() -> None:
    records = [each for each in MIXED if each.environment]
    assert shown(run(*records)) == (
        "requirement            dev                   prod\n"
        "ECSF401 health-checks  1 not met, 1 unknown  met\n"
        "ECSF501 log-retention  met                   met, 1 waived\n"
        "1 not met, 5 met (1 with waivers), 2 skipped\n"
    )


def test_a_module_without_environments() -> None:
    assert shown(run(MIXED[-1])) == (
        "requirement                     result\nECSF402 no-circular-dependency  nothing to check\n1 not met\n"
    )


def test_what_is_met_is_only_counted() -> None:
    assert shown(run(record(), record(requirement="ECSF101"))) == "2 met\n"


def test_nothing_was_judged() -> None:
    assert overview(run(plannings=(Planning("a", "", "source", 9.0),)), 80) == []
    assert short(run()) == ""


def test_the_one_line_of_a_quiet_run() -> None:
    assert short(run(*MIXED)) == "ecsfargate: 2 not met, 5 met (1 with waivers), 2 skipped"


def test_several_modules_have_a_table_each() -> None:
    records = [record(result(), module="infra/web"), record(module="infra/api"), record(result(UNKNOWN), module="b")]
    assert shown(run(*records)) == (
        "b                      result\n"
        "ECSF401 health-checks  1 unknown\n"
        "infra/web              result\n"
        "ECSF401 health-checks  1 not met\n"
        "1 more module meets everything\n"
        "1 not met, 1 unknown, 1 met\n"
    )


def test_many_modules_have_a_row_each() -> None:
    records = [
        record(result(), module=f"infra/{module}", requirement=f"ECSF{number}", environment=environment)
        for module in ("api", "web", "job")
        for number in range(101, 118)
        for environment in ("dev", "prod")
    ]
    records += [record(module=f"other/{number}") for number in range(57)]
    assert shown(run(*records)) == (
        "module     dev         prod\n"
        "infra/api  17 not met  17 not met\n"
        "infra/job  17 not met  17 not met\n"
        "infra/web  17 not met  17 not met\n"
        "57 more modules meet everything\n"
        "102 not met, 57 met\n"
    )


def test_sixty_modules_with_findings_stay_short() -> None:
    records = [record(result(), module=f"infra/{number:02}") for number in range(60)]
    lines = shown(run(*records)).splitlines()
    assert len(lines) == 43
    assert lines[-2:] == ["... and 20 more like these: a report has them all", "60 not met"]


ENVIRONMENTS = ["dev-eu-central-1", "dev-us-east-1", "prod-eu-central-1", "prod-us-east-1", "stage"]


def several(names: list[str]) -> RunResults:
    return run(*(record(result(), result(UNKNOWN, address="aws_x.u"), waived(), environment=name) for name in names))


def test_marks_where_words_have_no_room() -> None:
    assert shown(several(ENVIRONMENTS[:3])) == (
        "requirement            dev-eu-central-1  dev-us-east-1  prod-eu-central-1\n"
        "ECSF401 health-checks  1!1?1w            1!1?1w         1!1?1w\n"
        "! not met, ? unknown, w waived, b in the baseline, - skipped\n"
        "3 not met\n"
    )
    assert "1 not met, 1 unknown, 1 waived" in shown(several(ENVIRONMENTS[:3]), 120)


def test_what_the_baseline_accepts_is_no_waiver() -> None:
    recorded = result(waiver=Waiver("in the baseline", "ecsfargate-baseline.json"))
    records = [record(recorded), record(recorded, waived(), requirement="ECSF402")]
    assert shown(run(*records)) == (
        "requirement            result\n"
        "ECSF401 health-checks  met, 1 in the baseline\n"
        "ECSF402 health-checks  met, 1 waived, 1 in the baseline\n"
        "2 met (1 with waivers, 2 by the baseline)\n"
    )
    assert "1b" in shown(run(*(record(recorded, environment=name * 9) for name in ENVIRONMENTS[:3])), 60)


def test_environments_that_do_not_fit_get_the_rows_again() -> None:
    assert shown(several(ENVIRONMENTS)) == (
        "requirement            dev-eu-central-1  dev-us-east-1  prod-eu-central-1\n"
        "ECSF401 health-checks  1!1?1w            1!1?1w         1!1?1w\n"
        "requirement            prod-us-east-1  stage\n"
        "ECSF401 health-checks  1!1?1w          1!1?1w\n"
        "! not met, ? unknown, w waived, b in the baseline, - skipped\n"
        "5 not met\n"
    )


@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    names = [f"environment-{number}" for number in range(20)]
    assert widest(several(names), width) <= width
    long = [record(result(), module=f"{'deep/' * 30}{number}", environment="prod") for number in range(3)]
    plannings = tuple(Planning(f"{'deep/' * 30}{number}", "prod", "terraform", 9.0) for number in range(3))
    assert widest(run(*long, plannings=plannings), width) <= width


def test_a_plan_that_could_not_be_made() -> None:
    plannings = (Planning("infra/web", "prod", "source", 0.1, "variable x has no value"),)
    assert shown(run(record(result(), environment="dev"), record(requirement="ECSF101"), plannings=plannings)) == (
        "requirement            dev        prod\n"
        "ECSF401 health-checks  1 not met  no plan\n"
        "no plan of infra/web in prod: see the errors above\n"
        "1 not met, 1 met; 1 plan failed\n"
    )


def test_the_slowest_plans() -> None:
    plannings = (
        Planning("infra/api", "dev", "terraform", 0.9),
        Planning("infra/web", "dev", "terraform", 8.04),
        Planning("infra/web", "dev", "terraform", 12.25),
        Planning("infra/web", "prod", "terraform", 3.0),
        Planning("infra/job", "", "terraform", 2.0),
        Planning("infra/db", "", "terraform", 1.0),
    )
    assert shown(run(record(), plannings=plannings)) == (
        "slowest plans: infra/web dev 12.2 s, infra/web prod 3.0 s, infra/job 2.0 s\n1 met\n"
    )


def test_a_place_counts_once_however_many_tests_judge_it() -> None:
    records = [record(result(), test="a::x"), record(result(), test="b::y"), record(test="c::z")]
    assert "1 not met" in shown(run(*records)).splitlines()[1]


def test_colours_say_the_outcome() -> None:
    lines = overview(run(*(each for each in MIXED if each.environment)), 80)
    markups = {text.strip(): dict(markup) for line in lines for text, markup in line}
    assert markups["requirement"] == {"bold": True}
    assert markups["1 not met, 1 unknown"] == {"red": True}
    assert markups["met"] == {"green": True}
    assert markups["1 not met, 5 met (1 with waivers), 2 skipped"] == {"red": True, "bold": True}
    assert dict(overview(run(record()), 80)[-1][0][1]) == {"green": True, "bold": True}
