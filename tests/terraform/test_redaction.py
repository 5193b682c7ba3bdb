from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate.hcl.secrets import secrets_in
from pytest_ecsfargate.hcl.values import from_python
from pytest_ecsfargate.plan.from_source import plan_module
from pytest_ecsfargate.plan.json.values import REDACTED
from pytest_ecsfargate.plan.seeds import SEEDED, SEEDED_ID
from pytest_ecsfargate.terraform.redacted_plan import redacted
from pytest_ecsfargate.terraform.redaction import Redactor, could_be_name, secrets_of

CANARY = "canary-4711-secret"


def test_a_secret_is_replaced_in_every_spelling() -> None:
    redact = Redactor(['a"b\ncanary', "xy"])
    assert redact(json.dumps({"k": 'a"b\ncanary'})) == '{"k": "(sensitive)"}'
    assert redact(json.dumps(json.dumps('a"b\ncanary'))).count("(sensitive)") == 1
    assert redact("only canary of it") == "only (sensitive) of it"
    assert redact("xylophone") == "xylophone"


def test_the_sensitive_texts_of_values() -> None:
    value = from_python({"a": "plain", "b": {"c": ["deep"]}})
    assert list(secrets_in([value])) == []
    assert list(secrets_in([value.marked()])) == ["plain", "deep"]


def test_what_is_made_of_a_secret_is_one_and_what_stands_beside_it_is_none(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        """
        variable "token" {
          sensitive = true
        }
        resource "aws_ecs_service" "s" {
          launch_type = base64encode(var.token)
          name        = "plain"
        }
        resource "aws_ecs_task_definition" "t" {
          container_definitions = jsonencode([{ name = "container", environment = [{ value = upper(var.token) }] }])
        }
        """
    )
    found = secrets_of(plan_module(tmp_path, variables={"token": CANARY}))
    assert found == [CANARY, base64.b64encode(CANARY.encode()).decode(), CANARY.upper()]


def change(after: Any, sensitive: Any) -> dict[str, Any]:
    return {
        "address": "aws_x.y",
        "change": {"actions": ["create"], "before": None, "after": after, "after_sensitive": sensitive},
    }


def test_what_is_marked_is_replaced_and_its_shape_kept() -> None:
    values = {"a": CANARY, "b": [1, None, True], "c": "x"}
    made = redacted({"resource_changes": [change(values, {"a": True, "b": True})]})
    after = made["resource_changes"][0]["change"]["after"]
    assert after == {"a": REDACTED, "b": [REDACTED, None, True], "c": "x"}


def test_a_copy_of_a_secret_elsewhere_goes_too() -> None:
    document = {
        "variables": {"password": {"value": CANARY}},
        "configuration": {"root_module": {"variables": {"password": {"sensitive": True, "default": CANARY}}}},
        "resource_changes": [change({"url": f"postgres://u:{CANARY}@h", "fine": "x"}, {})],
        "prior_state": {
            "values": {
                "root_module": {
                    "child_modules": [
                        {"resources": [{"values": {"value": "other-secret"}, "sensitive_values": {"value": True}}]}
                    ]
                }
            }
        },
        "planned_values": {"outputs": {"o": {"sensitive": True, "value": "third-secret"}}},
        "output_changes": {"p": {"before": None, "after": "fourth-secret", "after_sensitive": True}},
    }
    text = json.dumps(redacted(document))
    for secret in (CANARY, "other-secret", "third-secret", "fourth-secret"):
        assert secret not in text
    assert json.loads(text)["resource_changes"][0]["change"]["after"] == {"url": REDACTED, "fine": "x"}
    assert CANARY in json.dumps(document), "the document itself is left as it is"


def test_a_secret_in_the_clear_is_not_kept_and_its_neighbours_are() -> None:
    containers = json.dumps(
        [{"name": "web", "environment": [{"name": "DB_PASSWORD", "value": "hunter2"}, {"name": "MODE", "value": "on"}]}]
    )
    made = redacted({"resource_changes": [change({"container_definitions": containers}, {})]})
    (container,) = json.loads(made["resource_changes"][0]["change"]["after"]["container_definitions"])
    assert container["environment"] == [{"name": "DB_PASSWORD", "value": REDACTED}, {"name": "MODE", "value": "on"}]
    assert container["name"] == "web"


def test_a_short_secret_is_replaced_only_where_it_stands_alone() -> None:
    document = {"resource_changes": [change({"a": "prod", "b": "prod", "c": "prod-cluster"}, {"a": True})]}
    after = redacted(document)["resource_changes"][0]["change"]["after"]
    assert after == {"a": REDACTED, "b": REDACTED, "c": "prod-cluster"}


def test_what_an_emulated_account_holds_is_replaced_where_it_is_marked_and_kept_where_it_goes_on() -> None:
    values = {"value": SEEDED, "vpc": f"vpc-{SEEDED_ID}", "API_TOKEN": SEEDED}
    document = {"resource_changes": [change(values, {"value": True}), change({"name": f"x-{SEEDED}"}, {})]}
    first, second = (item["change"]["after"] for item in redacted(document)["resource_changes"])
    assert first == {**values, "value": REDACTED}
    assert second == {"name": f"x-{SEEDED}"}


def test_what_aws_publishes_is_kept_where_it_goes_on() -> None:
    published = {"name": "/aws/service/global-infrastructure/regions/eu-north-1", "value": "eu-north-1"}
    state = {"root_module": {"resources": [{"values": published, "sensitive_values": {"value": True}}]}}
    made = redacted(
        {
            "prior_state": {"values": state},
            "resource_changes": [change({"arn": "arn:aws:sqs:eu-north-1:1:jobs"}, {})],
        }
    )
    assert made["resource_changes"][0]["change"]["after"] == {"arn": "arn:aws:sqs:eu-north-1:1:jobs"}
    (resource,) = made["prior_state"]["values"]["root_module"]["resources"]
    assert resource["values"] == {**published, "value": REDACTED}


def test_a_secret_that_is_a_common_word_is_replaced_as_a_value_only() -> None:
    keyed = [
        {
            **change({"name": f"app-{name}", "stage": name}, {}),
            "address": f'module.production.aws_x.y["{name}"]',
            "index": name,
        }
        for name in ("production", "staging")
    ]
    document = {
        "variables": {"stage": {"value": "production"}},
        "configuration": {
            "root_module": {
                "variables": {"stage": {"sensitive": True}},
                "resources": [
                    {"address": "aws_x.production", "expressions": {"a": {"references": ["var.production"]}}}
                ],
            }
        },
        "resource_changes": [*keyed, change({"tags": {"production": "a", "stage": "b"}}, {})],
    }
    made = redacted(document)
    assert made["variables"] == {"stage": {"value": REDACTED}}
    assert made["configuration"] == document["configuration"]
    first, second, third = made["resource_changes"]
    assert first == {
        **keyed[0],
        "change": {**keyed[0]["change"], "after": {"name": "app-production", "stage": REDACTED}},
    }
    assert second == keyed[1]
    assert third["change"]["after"] == {"tags": {"production": "a", "stage": "b"}}


def test_secrets_in_addresses_and_keys_stay_different_from_each_other() -> None:
    """Terraform takes no sensitive value for a key; `nonsensitive` makes it one."""
    secrets = ["hunter2-canary", 'quote"d-canary1']
    values = {"map": dict.fromkeys(secrets, "x")}
    items = [
        {
            **change(values, {}),
            "address": f"aws_x.y[{json.dumps(secret)}]",
            "index": secret,
            "previous_address": "aws_x.y",
        }
        for secret in secrets
    ]
    state = {"root_module": {"resources": [{"address": items[0]["address"], "values": {"a": secrets[0]}}]}}
    document = {
        "variables": {str(number): {"value": secret} for number, secret in enumerate(secrets)},
        "configuration": {"root_module": {"variables": {str(number): {"sensitive": True} for number in range(2)}}},
        "prior_state": {"format_version": "1.0", "values": state},
        "resource_changes": items,
    }
    made = redacted(document)
    assert "canary" not in json.dumps(made)
    marks = [f"(sensitive value {number}, redacted)" for number in (1, 2)]
    assert [item["index"] for item in made["resource_changes"]] == marks
    assert [item["address"] for item in made["resource_changes"]] == [f'aws_x.y["{mark}"]' for mark in marks]
    assert made["resource_changes"][0]["change"]["after"] == {"map": dict.fromkeys(marks, "x")}
    (resource,) = made["prior_state"]["values"]["root_module"]["resources"]
    assert resource == {"address": f'aws_x.y["{marks[0]}"]', "values": {"a": REDACTED}}


@pytest.mark.parametrize(
    ("secret", "could_be"),
    [
        ("production", True),
        ("eu-central-1", True),
        ("db.main_2", True),
        ("hunter2", False),
        ("correct-horse-battery-staple", False),
        ("a b", False),
        ("pin-90210", False),
    ],
)
def test_what_could_be_a_name(secret: str, could_be: bool) -> None:
    assert could_be_name(secret) is could_be
