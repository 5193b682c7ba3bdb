from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate.hcl.types import SetType
from pytest_ecsfargate.hcl.values import UNKNOWN
from pytest_ecsfargate.plan.json.configured import of_instance
from pytest_ecsfargate.plan.json.from_json import plan_from_json
from pytest_ecsfargate.plan.json.values import REDACTED
from pytest_ecsfargate.plan.model import Plan


def change(address: str, after: Any, unknown: Any = False, sensitive: Any = False, **more: Any) -> dict[str, Any]:
    path = address.split(".")
    kind, name = path[-2], path[-1].partition("[")[0]
    return {
        "address": address,
        "mode": "managed",
        "type": kind,
        "name": name,
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "change": {
            "actions": more.pop("actions", ["create"]),
            "before": None,
            "after": after,
            "after_unknown": unknown,
            "after_sensitive": sensitive,
        },
        **more,
    }


def plan(*changes: dict[str, Any], **more: Any) -> Plan:
    return plan_from_json({"format_version": "1.2", "resource_changes": list(changes), **more})


def configuration(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"root_module": {"resources": list(resources), **more}}


def test_what_is_known_unknown_and_sensitive() -> None:
    after = {"name": "web", "tags": {"a": "x"}, "list": ["a", None], "port": 80, "none": None}
    made = plan(
        change("aws_x.y", after, {"arn": True, "list": [False, True], "tags": {"b": True}}, {"tags": {"a": True}})
    )
    resource = made["aws_x.y"]
    assert resource["name"].value == "web"
    assert resource["port"].value == 80
    assert resource["none"].is_null
    assert resource["arn"].data is UNKNOWN
    assert resource["arn"].origins[0].ref == "aws_x.y.arn"
    assert resource["list"].value == ["a", UNKNOWN]
    assert resource["tags"].value == {"a": "x", "b": UNKNOWN}
    assert resource['tags["a"]'].sensitive
    assert not resource["name"].any_sensitive
    assert "x" not in repr(resource["tags"])


def test_a_whole_sensitive_object() -> None:
    assert plan(change("aws_x.y", {"a": {"b": "x"}}, False, {"a": True}))["aws_x.y"]["a.b"].sensitive


def test_types_are_the_provider_s() -> None:
    after = {"subnets": ["b", "a"], "load_balancer_type": "application"}
    assert isinstance(plan(change("aws_lb.x", after))["aws_lb.x"]["subnets"].type, SetType)


def test_what_is_deleted_or_forgotten_is_not_there() -> None:
    made = plan(
        change("aws_x.a", None, actions=["delete"]),
        change("aws_x.b", None, actions=["forget"]),
        change("aws_x.c", {}, actions=["delete", "create"]),
        change("aws_x.d", {}, actions=["delete", "create"], deposed="1"),
    )
    assert list(made.resources) == ["aws_x.c"]
    assert made["aws_x.c"].actions == ("delete", "create")


@pytest.mark.parametrize(("index", "key"), [(None, None), (0, 0), (1.0, 1), ("a", "a")])
def test_instance_keys(index: Any, key: Any) -> None:
    assert plan(change("aws_x.y", {}, index=index))["aws_x.y"].key == key


def test_data_sources_come_from_the_prior_state() -> None:
    resources = [
        {
            "address": "module.m.data.aws_ssm_parameter.p",
            "mode": "data",
            "type": "aws_ssm_parameter",
            "name": "p",
            "values": {"value": "secret", "name": "/x"},
            "sensitive_values": {"value": True},
        },
        {"address": "aws_x.y", "mode": "managed", "type": "aws_x", "name": "y", "values": {}},
    ]
    child = {"address": "module.m", "resources": resources}
    made = plan(prior_state={"values": {"root_module": {"child_modules": [child]}}})
    (found,) = made.data()
    assert found.module == "module.m"
    assert found["value"].sensitive
    assert found["value"].value == REDACTED


def test_what_a_stored_plan_does_not_keep_is_known_and_sensitive() -> None:
    value = plan(change("aws_x.y", {"a": REDACTED}))["aws_x.y"]["a"]
    assert value.known
    assert value.sensitive


def test_origins_are_the_references_of_the_configuration() -> None:
    block = {
        "address": "aws_ecs_service.s",
        "mode": "managed",
        "type": "aws_ecs_service",
        "name": "s",
        "provider_config_key": "aws.east",
        "depends_on": ["aws_lb_listener.l"],
        "expressions": {
            "name": {"constant_value": "s"},
            "cluster": {"references": ["data.aws_ecs_cluster.c.arn", "data.aws_ecs_cluster.c"]},
            "load_balancer": [
                {"target_group_arn": {"references": ["aws_lb_target_group.t.arn", "aws_lb_target_group.t"]}}
            ],
            "iam_role": {},  # upper("x"): neither a reference nor a constant
        },
    }
    after = {"name": "s", "cluster": "c", "load_balancer": [{"container_name": "x"}], "volume_configuration": [{}]}
    made = plan(
        change("aws_ecs_service.s", after, {"load_balancer": [{"target_group_arn": True}]}),
        configuration=configuration(block),
    )
    service = made["aws_ecs_service.s"]
    assert service["name"].origins[0].is_literal
    assert [trace.ref for trace in service["cluster"].origins] == ["data.aws_ecs_cluster.c.arn"]
    assert service["load_balancer[0].target_group_arn"].comes_from("aws_lb_target_group")
    assert service.provider == "aws.east"
    assert service.depends_on == ("aws_lb_listener.l",)
    assert service.configured == frozenset({"name", "cluster", "iam_role", "load_balancer", "volume_configuration"})
    assert made.edges is not None
    assert made.edges["aws_ecs_service.s"] == {"data.aws_ecs_cluster.c", "aws_lb_target_group.t", "aws_lb_listener.l"}


def module_call(**more: Any) -> dict[str, Any]:
    inner = {
        "resources": [
            {
                "address": "aws_x.y",
                "mode": "managed",
                "type": "aws_x",
                "name": "y",
                "expressions": {"image": {"references": ["var.image"]}, "other": {"references": ["var.default"]}},
            }
        ],
        "outputs": {"url": {"expression": {"references": ["aws_x.y.url", "aws_x.y"]}}},
    }
    return {"module": inner, "expressions": {"image": {"references": ["var.image"]}}, **more}


def test_origins_lead_through_modules() -> None:
    root = {"module_calls": {"m": module_call(for_each_expression={"references": ["var.services"]})}}
    root["outputs"] = {"u": {"expression": {"references": ['module.m["a"].url', 'module.m["a"]', "module.m"]}}}
    made = plan(
        change('module.m["a"].aws_x.y', {"image": "i", "other": "o"}, module_address='module.m["a"]'),
        configuration={"root_module": root},
        variables={"image": {"value": "i"}},
        output_changes={"u": {"actions": ["create"], "after": None, "after_unknown": True, "after_sensitive": False}},
    )
    resource = made['module.m["a"].aws_x.y']
    (trace,) = resource["image"].origins
    assert trace.is_literal
    assert [hop.ref for hop in trace.hops] == ["var.image", 'module.m["a"].var.image']
    assert resource["other"].origins[0].is_literal
    assert made.outputs["u"].comes_from("aws_x.y.url")
    assert made.edges is not None
    assert made.edges["module.m (call)"] == {"var.services"}
    assert made.edges["output.u"] == {"module.m.output.url"}
    assert made.edges["module.m.var.image"] == {"var.image"}


def test_each_leads_to_what_for_each_is_made_from() -> None:
    block = {
        "address": "aws_x.y",
        "mode": "managed",
        "type": "aws_x",
        "name": "y",
        "for_each_expression": {"references": ["data.aws_y.z.ids", "data.aws_y.z"]},
        "expressions": {"a": {"references": ["each.value"]}},
    }
    made = plan(change('aws_x.y["k"]', {"a": "k"}, index="k"), configuration=configuration(block))
    assert made['aws_x.y["k"]']["a"].comes_from("data.aws_y.z")


def test_sensitive_variables() -> None:
    made = plan(
        variables={"p": {"value": "hunter2"}, "q": {"value": [1]}},
        configuration=configuration(variables={"p": {"sensitive": True}, "q": {}}),
    )
    assert made.variables["p"].sensitive
    assert made.variables["q"].value == [1]


def test_an_unfinished_plan_says_so() -> None:
    assert plan().complete
    assert not plan(errored=True).complete
    assert not plan(complete=False).complete


def test_a_reference_with_the_key_of_an_instance_is_to_the_instance_of_the_same_key() -> None:
    assert of_instance(["aws_lb.main", "each.key", "var.x"], "web") == ['aws_lb.main["web"]', "each.key", "var.x"]
    assert of_instance(["data.aws_vpc.main", "each.key"], "a") == ['data.aws_vpc.main["a"]', "each.key"]
    others = ["aws_lb.main", "var.x", "each.key"]
    assert of_instance(others, "web") == others
    assert of_instance(["aws_lb.main", "each.key"], 0) == ["aws_lb.main", "each.key"]
    assert of_instance([], "web") == []
