"""The extract of the provider's schema: that it loads, has the right shapes, and is sound about what it leaves open."""

from __future__ import annotations

import json
from collections.abc import Iterator
from unittest.mock import Mock

import pytest

from pytest_ecsfargate.aws.schema import AWS_EXTRACT, ProviderExtract
from pytest_ecsfargate.hcl.schema import AttributeSchema, BlockSchema, NestedBlock
from pytest_ecsfargate.hcl.types import BOOL, NUMBER, STRING, ListType, MapType, ObjectType, SetType

RESOURCES = sorted(AWS_EXTRACT.resource_types)
DATA_SOURCES = sorted(AWS_EXTRACT.data_source_types)


def resource(type: str) -> BlockSchema:
    schema = AWS_EXTRACT.resource(type)
    assert schema is not None
    return schema


def all_attributes(block: BlockSchema) -> Iterator[tuple[str, AttributeSchema]]:
    yield from block.attributes.items()
    for nested in block.blocks.values():
        yield from all_attributes(nested.block)


def test_provider() -> None:
    assert AWS_EXTRACT.provider == "registry.terraform.io/hashicorp/aws"
    assert AWS_EXTRACT.version.count(".") == 2


def test_nothing_is_read_before_it_is_asked_for() -> None:
    extract = ProviderExtract("schema.tsv")
    assert "_texts" not in vars(extract)
    assert extract.resource("aws_lb") is extract.resource("aws_lb")
    assert "_texts" in vars(extract)


def test_only_the_types_asked_for_are_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    decode = Mock(side_effect=json.loads)
    monkeypatch.setattr(json, "loads", decode)
    assert ProviderExtract("schema.tsv").resource("aws_cloudwatch_log_group") is not None
    decode.assert_called_once()


def test_unknown_types() -> None:
    assert AWS_EXTRACT.resource("aws_sagemaker_model") is None
    assert AWS_EXTRACT.data_source("aws_ecs_task_set") is None
    assert AWS_EXTRACT.resource("google_compute_instance") is None


@pytest.mark.parametrize("type", RESOURCES)
def test_resources_load(type: str) -> None:
    block = resource(type)
    assert "id" not in block.attributes or block.attributes["id"].computed
    for name, attribute in all_attributes(block):
        who = (attribute.required, attribute.optional, attribute.computed)
        assert any(who), name
        assert not (attribute.required and (attribute.optional or attribute.computed)), name
        assert attribute.default is None or (attribute.optional and not attribute.computed), name


@pytest.mark.parametrize("type", DATA_SOURCES)
def test_data_sources_load(type: str) -> None:
    block = AWS_EXTRACT.data_source(type)
    assert block is not None
    for name, attribute in all_attributes(block):
        assert attribute.required or attribute.computed, name
        assert attribute.default is None, name


@pytest.mark.parametrize("spelling", ["", "_listener", "_listener_rule", "_target_group", "_target_group_attachment"])
def test_both_spellings_of_the_load_balancer(spelling: str) -> None:
    assert resource(f"aws_alb{spelling}") == resource(f"aws_lb{spelling}")


def test_health_check_of_a_target_group() -> None:
    health_check = resource("aws_lb_target_group").blocks["health_check"]
    assert (health_check.nesting, health_check.min_items, health_check.max_items) == ("list", 0, 1)
    defaults = {
        name: attribute.default for name, attribute in health_check.block.attributes.items() if not attribute.computed
    }
    assert defaults == {
        "enabled": True,
        "healthy_threshold": 3,
        "interval": 30,
        "port": "traffic-port",
        "protocol": "HTTP",
        "unhealthy_threshold": 3,
    }
    assert health_check.computed
    assert health_check.block.attributes["timeout"].computed
    assert health_check.block.attributes["matcher"].type == STRING


@pytest.mark.parametrize(
    ("type", "attribute", "default"),
    [
        ("aws_cloudwatch_log_group", "skip_destroy", False),
        ("aws_cloudwatch_log_group", "retention_in_days", 0),
        ("aws_ecs_service", "scheduling_strategy", "REPLICA"),
        ("aws_ecs_service", "enable_ecs_managed_tags", False),
        ("aws_ecs_service", "desired_count", None),
        ("aws_ecs_service", "health_check_grace_period_seconds", None),
        ("aws_ecs_task_definition", "skip_destroy", False),
        ("aws_ecs_task_definition", "cpu", None),
        ("aws_ecr_repository", "image_tag_mutability", "MUTABLE"),
        ("aws_iam_role", "max_session_duration", 3600),
        ("aws_iam_role", "path", "/"),
        ("aws_lb_target_group", "target_type", "instance"),
        ("aws_security_group", "description", "Managed by Terraform"),
        ("aws_secretsmanager_secret", "recovery_window_in_days", 30),
    ],
)
def test_defaults(type: str, attribute: str, default: object) -> None:
    found = resource(type).attributes[attribute]
    assert not found.computed
    assert found.default == default
    assert isinstance(found.default, bool) == isinstance(default, bool)


@pytest.mark.parametrize(
    ("type", "attribute"),
    [
        # The provider computes it.
        ("aws_ecs_cluster", "arn"),
        ("aws_ecs_cluster", "tags_all"),
        ("aws_ecs_service", "launch_type"),
        # What a plan shows depends on other attributes: the kind of load balancer, the scheduling strategy.
        ("aws_lb", "idle_timeout"),
        ("aws_lb", "enable_http2"),
        ("aws_ecs_service", "deployment_maximum_percent"),
    ],
)
def test_what_is_unknown_where_unset(type: str, attribute: str) -> None:
    assert resource(type).attributes[attribute].computed


def test_types() -> None:
    service = resource("aws_ecs_service")
    assert service.attributes["desired_count"].type == NUMBER
    assert service.attributes["force_new_deployment"].type == BOOL
    assert service.attributes["tags"].type == MapType(STRING)
    network = service.blocks["network_configuration"].block
    assert network.attributes["subnets"].type == SetType(STRING)
    assert network.attributes["subnets"].required
    ingress = resource("aws_security_group").attributes["ingress"].type
    assert isinstance(ingress, SetType)
    assert isinstance(ingress.element, ObjectType)
    assert ingress.element.by_name["cidr_blocks"] == ListType(STRING)


def test_sensitive() -> None:
    assert resource("aws_ssm_parameter").attributes["value"].sensitive
    assert resource("aws_db_instance").attributes["password"].sensitive
    assert not resource("aws_ssm_parameter").attributes["name"].sensitive


def test_nested_blocks_and_their_bounds() -> None:
    rule = resource("aws_lb_listener_rule")
    assert rule.blocks["condition"].min_items == 1
    assert rule.blocks["condition"].nesting == "set"
    forward = rule.blocks["action"].block.blocks["forward"]
    assert isinstance(forward, NestedBlock)
    assert forward.block.blocks["target_group"].max_items == 5
    assert resource("aws_lb").blocks["timeouts"].nesting == "single"


def test_the_deepest_schema_can_be_walked() -> None:
    assert sum(1 for _ in all_attributes(resource("aws_wafv2_web_acl"))) > 1000


def test_the_extract_is_plain_ascii_json() -> None:
    texts = [text for kind, named in AWS_EXTRACT._texts.items() if kind != "provider" for text in named.values()]
    assert all(text.isascii() for text in texts)
    assert all(isinstance(json.loads(text), dict) for text in texts)
    assert sum(map(len, texts)) < 400_000


@pytest.mark.parametrize(
    ("type", "name", "expected"),
    [
        ("aws_cloudwatch_log_group", "tags", True),
        ("aws_ecs_service", "triggers", True),
        ("aws_security_group_rule", "cidr_blocks", False),
        ("aws_security_group", "ingress", False),
        ("aws_vpc_security_group_ingress_rule", "tags", False),
        ("aws_ecs_service", "name", False),
    ],
)
def test_who_takes_an_empty_collection_for_none(type: str, name: str, expected: bool) -> None:
    assert resource(type).attributes[name].empty_is_unset is expected
