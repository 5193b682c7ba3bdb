"""Declaring, checking and asserting requirements."""

from __future__ import annotations

import pickle
import warnings
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

import pytest_ecsfargate
from pytest_ecsfargate import (
    Finding,
    Outcome,
    Plan,
    RequirementNotMet,
    Resource,
    Severity,
    UnknownVerdictWarning,
    Value,
    Verdict,
    assert_health_checks,
    requirement,
)
from pytest_ecsfargate.declaration import POLICY, Policy


@requirement(
    "ECSF901",
    "Every service has a name.",
    severity=Severity.HIGH,
    aws_doc="https://docs.aws.amazon.com/x",
    remediation="Name it.",
    looks_for="aws_ecs_service",
)
def assert_names(plan: Plan, *, length: int = 3, prefix: str | None = None) -> Iterator[Verdict]:
    """Every service has a name."""
    for service in plan.services():
        name = service.at("name")
        holds = None if not name.known else len(str(name.value)) >= length and str(name.value).startswith(prefix or "")
        yield service.judge("name", holds, "a name")


def service(name: object, maybe: bool = False) -> Plan:
    from pytest_ecsfargate.hcl.values import from_python

    values: Value = from_python({"name": name})
    address = "aws_ecs_service.web"
    return Plan(
        {
            address: Resource(
                address, "aws_ecs_service", "web", values, conditions=frozenset({"var.on"} if maybe else ())
            )
        }
    )


GOOD = service("web")
BAD = service("w")
UNSURE = service(pytest_ecsfargate.UNKNOWN)


def test_a_requirement_that_holds_returns_nothing() -> None:
    assert_names(GOOD)
    assert [verdict.outcome for verdict in assert_names.check(GOOD)] == [Outcome.MET]


def test_one_that_does_not_hold_raises() -> None:
    with pytest.raises(AssertionError) as caught:
        assert_names(BAD)
    error = caught.value
    assert isinstance(error, RequirementNotMet)
    assert error.requirement is assert_names
    (finding,) = error.findings
    assert (finding.address, finding.attribute, finding.expected, finding.actual) == (
        "aws_ecs_service.web",
        "name",
        "a name",
        "w",
    )
    assert (finding.outcome, finding.location, finding.origins, finding.hint) == (Outcome.NOT_MET, None, (), "Name it.")
    assert str(error).startswith("ECSF901 names: 1 of 1 failed  [high]\n")


def test_what_is_declared() -> None:
    assert (assert_names.id, assert_names.name, assert_names.slug) == ("ECSF901", "assert_names", "names")
    assert (assert_names.severity, assert_names.summary) == (Severity.HIGH, "Every service has a name.")
    assert (assert_names.aws_doc, assert_names.remediation) == ("https://docs.aws.amazon.com/x", "Name it.")
    assert assert_names.docs == ""
    assert assert_health_checks.docs == "docs/requirements/ECSF401.md"
    assert [(setting.name, setting.type, setting.default) for setting in assert_names.settings] == [
        ("length", int, 3),
        ("prefix", str | None, None),
        ("allow_empty", bool, False),
    ]
    assert repr(assert_names) == "<Requirement ECSF901 names>"
    assert assert_names.__doc__ == "Every service has a name."


def test_settings_are_passed_on() -> None:
    assert_names(BAD, length=1)
    with pytest.raises(RequirementNotMet):
        assert_names(GOOD, prefix="x")


def test_settings_of_the_toml_are_taken_where_a_call_passes_none() -> None:
    agreed = replace(GOOD, settings={"names": {"length": 9}, "other": {"length": 1}})
    with pytest.raises(RequirementNotMet):
        assert_names(agreed)
    assert_names(agreed, length=3)
    assert_names(replace(Plan({}), settings={"names": {"allow_empty": True}}))


def test_a_misspelt_setting_is_named() -> None:
    with pytest.raises(
        TypeError, match=r"assert_names\(\) got an unexpected keyword argument 'lenght'; did you mean 'length'\?"
    ):
        assert_names(GOOD, lenght=2)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="it takes length, prefix, allow_empty"):
        assert_names.check(GOOD, zzz=2)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="did you mean 'interval'"):
        assert_health_checks(GOOD, intervall=5)  # type: ignore[call-arg]


def test_something_else_than_a_plan() -> None:
    with pytest.raises(
        TypeError, match=r"assert_names\(\) takes a Plan first, as the fixture `plan` gives it, not str"
    ):
        assert_names("plan.json")  # type: ignore[arg-type]


def test_nothing_examined_is_no_pass() -> None:
    empty = Plan({})
    with pytest.raises(RequirementNotMet, match="nothing to check: the plan has no aws_ecs_service") as caught:
        assert_names(empty)
    assert caught.value.findings == ()
    assert_names(empty, allow_empty=True)  # type: ignore[call-arg]
    assert_health_checks(empty, allow_empty=True)


def test_unknown_fails_unless_the_run_asks_only_for_a_warning() -> None:
    with pytest.raises(RequirementNotMet, match="1 of 1 unknown"):
        assert_names(UNSURE)
    token = POLICY.set(Policy(unknown="warn"))
    try:
        with pytest.warns(UnknownVerdictWarning, match="ECSF901 names: 1 of 1 unknown"):
            assert_names(UNSURE)
        with pytest.raises(RequirementNotMet):
            assert_names(BAD)
    finally:
        POLICY.reset(token)


def test_a_fault_of_what_may_not_exist_is_unknown() -> None:
    (verdict,) = assert_names.check(service("w", maybe=True))
    assert verdict.outcome is Outcome.UNKNOWN
    assert verdict.note == "whether it exists is decided by a count or for_each that is not known yet"


def test_what_an_emulated_account_was_given_is_no_evidence() -> None:
    from pytest_ecsfargate.hcl.origins import leaf
    from pytest_ecsfargate.hcl.values import from_python

    read = service(from_python("web", leaf("module.a.data.aws_ssm_parameter.name.value")))
    assert [verdict.outcome for verdict in assert_names.check(read)] == [Outcome.MET]
    (verdict,) = assert_names.check(replace(read, seeded=True))
    assert verdict.outcome is Outcome.UNKNOWN
    assert verdict.note.startswith("module.a.data.aws_ssm_parameter.name.value was read from an emulated account")
    assert [verdict.outcome for verdict in assert_names.check(replace(GOOD, seeded=True))] == [Outcome.MET]


def test_a_crash_is_no_verdict() -> None:
    @requirement("ECSF902", "Crashes.")
    def assert_crash(plan: Plan) -> Iterator[Verdict]:
        yield plan.resources["nothing"].expect("x", 1)

    with pytest.raises(KeyError):
        assert_crash(GOOD)


def test_a_function_that_yields_no_verdicts() -> None:
    @requirement("ECSF902", "Yields text.")
    def assert_text(plan: Plan) -> Iterator[Any]:
        yield "no"

    @requirement("ECSF903", "Returns nothing.")
    def assert_nothing(plan: Plan) -> Any:
        return None

    with pytest.raises(TypeError, match="assert_text must yield verdicts, but it yielded str"):
        assert_text(GOOD)
    with pytest.raises(TypeError, match="assert_nothing must yield verdicts, but it returned NoneType"):
        assert_nothing(GOOD)


def test_the_same_verdict_twice_is_one_that_touches_both() -> None:
    @requirement("ECSF902", "Twice.")
    def assert_twice(plan: Plan) -> Iterator[Verdict]:
        for user in ("a", "b"):
            yield Verdict(Outcome.NOT_MET, "x.y", touches=(user,))

    (verdict,) = assert_twice.check(GOOD)
    assert verdict.touches == ("a", "b")


@pytest.mark.parametrize("id", ["ECSF101", "ECSF90", "ECSF9011", "ecsf901", "X901"])
def test_ids_of_own_requirements(id: str) -> None:
    with pytest.raises(ValueError, match=f"the id of your own requirement is ECSF900 to ECSF999, and '{id}' is not"):

        @requirement(id, "No.")
        def assert_no(plan: Plan) -> Iterator[Verdict]:
            yield from ()


def test_names_of_requirements() -> None:
    with pytest.raises(ValueError, match="the name of a requirement starts with assert_, and 'check' does not"):

        @requirement("ECSF902", "No.")
        def check(plan: Plan) -> Iterator[Verdict]:
            yield from ()


def test_the_exception_travels_between_processes() -> None:
    with pytest.raises(RequirementNotMet) as caught:
        assert_health_checks(Plan({}))
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
    assert again.requirement is assert_health_checks
    finding = Finding.of(Verdict(Outcome.UNKNOWN, "a"))
    assert pickle.loads(pickle.dumps(finding)) == finding


def test_a_failing_test_shows_the_text_and_no_code_of_ours(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        from pytest_ecsfargate import Plan, assert_health_checks

        def test_it():
            assert_health_checks(Plan({}))
        """
    )
    result = pytester.runpytest("-p", "no:cacheprovider")
    result.assert_outcomes(failed=1)
    text = result.stdout.str()
    assert "ECSF401 health-checks: nothing to check  [medium]" in text
    assert "declaration.py" not in text


def test_severities_compare() -> None:
    assert Severity.CRITICAL > Severity.HIGH > Severity.MEDIUM > Severity.LOW
    assert [str(severity) for severity in Severity] == ["low", "medium", "high", "critical"]


def test_no_warning_where_all_is_met() -> None:
    token = POLICY.set(Policy(unknown="warn"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert_names(GOOD)
    finally:
        POLICY.reset(token)
