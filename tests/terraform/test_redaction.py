from __future__ import annotations

import json
from typing import Any

from pytest_ecsfargate.hcl.values import from_python
from pytest_ecsfargate.plan.seeds import SEEDED, SEEDED_ID
from pytest_ecsfargate.plan.values_json import REDACTED
from pytest_ecsfargate.terraform.redacted_plan import redacted
from pytest_ecsfargate.terraform.redaction import Redactor, secrets_in

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
