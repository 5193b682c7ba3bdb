"""Plans of modules that cannot be read throughout: nothing passes, and the text says what is missing and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from pytest_ecsfargate import Outcome, Plan, RequirementNotMet, UnknownVerdictWarning, Verdict, requirement
from pytest_ecsfargate.declaration import POLICY, Policy
from pytest_ecsfargate.hcl.errors import Diagnostic, DiagnosticSeverity
from pytest_ecsfargate.plan.overlay import overlay
from pytest_ecsfargate.settings.toml import Waiver

Evaluated = Callable[..., Plan]

GOOD = 'resource "aws_ecs_cluster" "a" {\n  name = "a"\n}\n'
FAR = 'module "far" {\n  source = "terraform-aws-modules/vpc/aws"\n}\n'


@requirement("ECSF901", "Every cluster has a name.", looks_for="aws_ecs_cluster")
def assert_named(plan: Plan) -> Iterator[Verdict]:
    for cluster in plan.clusters():
        yield cluster.judge("name", cluster.at("name").known, "a name")


def unread(plan: Plan) -> list[tuple[str, str, str]]:
    found = [verdict for verdict in assert_named.check(plan) if verdict.outcome is not Outcome.MET]
    assert {verdict.expected for verdict in found} <= {"source that can be read throughout"}
    return [(verdict.address, str(verdict.location or ""), verdict.note) for verdict in found]


def test_a_whole_module(planned_source: Evaluated) -> None:
    assert unread(planned_source(GOOD)) == []


def test_a_file_with_an_error_in_its_syntax(planned_source: Evaluated) -> None:
    plan = planned_source(GOOD, {"more.tf": "locals {\n  x =\n}\n"})
    assert unread(plan) == [("more.tf", "more.tf:2:6", "Expected a value, found the end of the line.")]
    with pytest.raises(RequirementNotMet) as caught:
        assert_named(plan)
    assert str(caught.value).startswith("ECSF901 named: 1 of 2 unknown  [medium]")


def test_an_expression_that_cannot_be_evaluated(planned_source: Evaluated) -> None:
    plan = planned_source(GOOD + "locals {\n  x = nope.y\n}\n")
    assert unread(plan) == [("main.tf", "main.tf:5:7", 'There is no variable named "nope".')]


def test_a_module_that_is_not_at_hand(planned_source: Evaluated) -> None:
    inner = 'module "deep" {\n  source = "git::https://example.com/x.git"\n}\n'
    plan = planned_source(GOOD + FAR + 'module "near" {\n  source = "./near"\n}\n', {"near/main.tf": inner})
    (far, farther, near), (deep, deeper, inside) = unread(plan)
    assert (far, farther) == ("module.far", "main.tf:5:12")
    assert near.startswith("The module terraform-aws-modules/vpc/aws is not a local folder")
    assert (deep, deeper) == ("module.near.module.deep", "near/main.tf:2:12")
    assert inside.startswith("The module git::https://example.com/x.git is not a local folder")


def test_where_something_is_wrong_anyway_the_text_only_mentions_it(planned_source: Evaluated) -> None:
    plan = planned_source(GOOD.replace('"a"\n', "aws_ecs_cluster.b.arn\n") + GOOD.replace('"a" {', '"b" {') + FAR)
    assert [verdict.address for verdict in assert_named.check(plan) if verdict.outcome is not Outcome.MET] == [
        "aws_ecs_cluster.a"
    ]
    assert "  note:  Not all of it could be read" in assert_named.judge(plan).text


def test_nothing_to_check_in_what_was_read(planned_source: Evaluated) -> None:
    plan = planned_source(FAR)
    assert assert_named.judge(plan).empty
    text = assert_named.judge(plan).text
    assert text.startswith("ECSF901 named: nothing to check")
    assert "  module.far\n    --> main.tf:2:12\n" in text
    with pytest.raises(RequirementNotMet, match="1 of 1 unknown"):
        assert_named(plan, allow_empty=True)  # type: ignore[call-arg]


def test_many_causes_are_counted(planned_source: Evaluated) -> None:
    lines = "".join(f"  x{at} = nope{at}.y\n" for at in range(12))
    *shown, rest = unread(planned_source(f"{GOOD}locals {{\n{lines}}}\n"))
    assert len(shown) == 5
    assert rest == (".", "", "7 more places cannot be read")


def test_the_same_cause_in_every_instance_is_one(planned_source: Evaluated) -> None:
    module = 'module "m" {\n  count = 3\n  source = "./m"\n}\n'
    plan = planned_source(GOOD + module, {"m/main.tf": "locals {\n  x = nope.y\n}\n"})
    assert [address for address, _, _ in unread(plan)] == ["m/main.tf"]


def test_a_plan_that_says_so_itself() -> None:
    assert unread(Plan({}, complete=False)) == [(".", "", "the plan says that it does not show everything")]


def test_terraforms_plan_is_complete_whatever_the_source_engine_cannot_read(planned_source: Evaluated) -> None:
    source = planned_source(GOOD + FAR)
    joined = overlay(replace(source, engine="terraform", complete=True, diagnostics=()), source)
    assert unread(joined) == []
    partial = overlay(replace(source, engine="saved", complete=False, diagnostics=()), source)
    assert unread(partial) == [(".", "", "the plan says that it does not show everything")]


def test_a_run_that_only_warns_of_what_is_unknown(planned_source: Evaluated) -> None:
    token = POLICY.set(Policy(unknown="warn"))
    try:
        with pytest.warns(UnknownVerdictWarning, match="module.far"):
            assert_named(planned_source(GOOD + FAR))
    finally:
        POLICY.reset(token)


def test_what_is_missing_may_be_waived(planned_source: Evaluated) -> None:
    above = planned_source(GOOD + "# ecsfargate:waive ECSF901 Makes no cluster\n" + FAR)
    below = replace(planned_source(GOOD + FAR), waivers=(Waiver("ECSF901", "module.far", "Makes no cluster"),))
    for plan in (above, below):
        judgement = assert_named.judge(plan)
        assert [verdict.address for verdict in judgement.waived] == ["module.far"]
        assert not judgement.unknown


def test_warnings_do_not_count() -> None:
    warning = Diagnostic(DiagnosticSeverity.WARNING, "Hm.")
    assert unread(Plan({}, diagnostics=(warning,))) == []
