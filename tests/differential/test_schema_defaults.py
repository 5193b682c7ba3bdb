"""What the extract of the schema says of unset attributes, against plans of the real provider."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate.aws.schema import AWS_EXTRACT
from pytest_ecsfargate.hcl.schema import BlockSchema

UNKNOWN = "${terraform_data.unknown.id}"
SETTINGS = {
    "required_providers": {"aws": {"source": "hashicorp/aws", "version": AWS_EXTRACT.version}},
}
PROVIDER = {
    "region": "eu-central-1",
    "access_key": "testing",
    "secret_key": "testing",
    "skip_credentials_validation": True,
    "skip_requesting_account_id": True,
    "skip_metadata_api_check": True,
    "max_retries": 1,
}
CONTAINERS = json.dumps([{"name": "app", "image": "example"}])
TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})
FORWARD = {"type": "forward", "target_group_arn": UNKNOWN}

BODIES: list[tuple[str, dict[str, Any]]] = [
    ("aws_appautoscaling_target", {"max_capacity": 4, "min_capacity": 1, "resource_id": UNKNOWN}
        | {"scalable_dimension": "ecs:service:DesiredCount", "service_namespace": "ecs"}),
    ("aws_cloudwatch_log_group", {}),
    ("aws_cloudwatch_log_group", {"name": UNKNOWN, "retention_in_days": 30}),
    ("aws_cloudwatch_metric_alarm", {"alarm_name": "x", "comparison_operator": "GreaterThanThreshold"}
        | {"evaluation_periods": 1, "metric_name": "x", "namespace": "x", "period": 60, "statistic": "Average"}),
    ("aws_db_instance", {"instance_class": "db.t3.micro", "engine": "postgres", "allocated_storage": 10}),
    ("aws_ecr_repository", {"name": "x"}),
    ("aws_ecr_repository", {"name": "x", "image_scanning_configuration": [{"scan_on_push": True}]}),
    ("aws_ecs_cluster", {"name": "x"}),
    ("aws_ecs_cluster", {"name": "x", "setting": [{"name": "containerInsights", "value": "enabled"}]}),
    ("aws_ecs_cluster_capacity_providers", {"cluster_name": UNKNOWN, "capacity_providers": ["FARGATE"]}
        | {"default_capacity_provider_strategy": [{"capacity_provider": "FARGATE"}]}),
    ("aws_ecs_service", {"name": "x"}),
    ("aws_ecs_service", {"name": "x", "scheduling_strategy": "DAEMON"}),
    ("aws_ecs_service", {"name": "x", "deployment_controller": [{"type": "CODE_DEPLOY"}]}),
    ("aws_ecs_service", {"name": "x", "cluster": UNKNOWN, "task_definition": UNKNOWN, "launch_type": "FARGATE"}
        | {"desired_count": 2, "network_configuration": [{"subnets": [UNKNOWN]}]}
        | {"load_balancer": [{"container_name": "app", "container_port": 80, "target_group_arn": UNKNOWN}]}
        | {"deployment_circuit_breaker": [{"enable": True, "rollback": True}]}
        | {"capacity_provider_strategy": []}),
    ("aws_ecs_task_definition", {"family": "x", "container_definitions": CONTAINERS}),
    ("aws_ecs_task_definition", {"family": "x", "container_definitions": UNKNOWN, "cpu": 256, "memory": 512}
        | {"requires_compatibilities": ["FARGATE"], "network_mode": "awsvpc", "runtime_platform": [{}]}
        | {"volume": [{"name": "v", "efs_volume_configuration": [{"file_system_id": "fs-12345678"}]}]}),
    ("aws_efs_file_system", {}),
    ("aws_iam_role", {"assume_role_policy": TRUST}),
    ("aws_iam_role", {"assume_role_policy": UNKNOWN, "inline_policy": [{}]}),
    ("aws_kms_key", {}),
    ("aws_lb", {"subnets": [UNKNOWN]}),
    ("aws_lb", {"subnets": [UNKNOWN], "load_balancer_type": "network"}),
    ("aws_lb", {"subnets": [UNKNOWN], "load_balancer_type": "gateway"}),
    ("aws_lb_listener", {"load_balancer_arn": UNKNOWN, "default_action": [FORWARD]}),
    ("aws_lb_listener", {"load_balancer_arn": UNKNOWN, "port": 80, "default_action": [
        {"type": "redirect", "redirect": [{"status_code": "HTTP_301"}]}]}),
    ("aws_lb_listener_rule", {"listener_arn": UNKNOWN, "action": [FORWARD], "condition": [
        {"path_pattern": [{"values": ["/"]}]}, {"host_header": [{"values": ["example.com"]}]}]}),
    ("aws_lb_target_group", {"port": 80, "protocol": "HTTP", "vpc_id": UNKNOWN}),
    ("aws_lb_target_group", {"port": 80, "protocol": "HTTP", "vpc_id": UNKNOWN, "health_check": [{}]}),
    ("aws_lb_target_group", {"port": 80, "protocol": "TCP", "vpc_id": UNKNOWN, "health_check": [{}]}),
    ("aws_lb_target_group", {"port": 80, "protocol": "HTTP", "vpc_id": UNKNOWN, "stickiness": [{"type": "lb_cookie"}]}),
    ("aws_lb_target_group", {"target_type": "lambda"}),
    ("aws_s3_bucket", {}),
    ("aws_secretsmanager_secret", {"name": "x"}),
    ("aws_security_group", {}),
    ("aws_security_group", {"ingress": [{"from_port": 80, "to_port": 80, "protocol": "tcp", "cidr_blocks": None}
        | dict.fromkeys(("description", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups", "self"))]}),
    ("aws_service_discovery_service", {"name": "x"}),
    ("aws_sns_topic", {}),
    ("aws_sqs_queue", {}),
    ("aws_ssm_parameter", {"name": "x", "type": "SecureString", "value": UNKNOWN}),
    ("aws_vpc_security_group_ingress_rule", {"security_group_id": UNKNOWN, "ip_protocol": "-1", "cidr_ipv6": "::/0"}),
]  # fmt: skip


@pytest.fixture(scope="module")
def changes(terraform_binary: Path, aws_provider: None, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """The planned changes of all bodies, by the label `b0`, `b1`, …"""
    resources: dict[str, dict[str, Any]] = {"terraform_data": {"unknown": {}}}
    for number, (kind, body) in enumerate(BODIES):
        resources.setdefault(kind, {})[f"b{number}"] = body
    folder = tmp_path_factory.mktemp("defaults")
    document = {"terraform": SETTINGS, "provider": {"aws": PROVIDER}, "resource": resources}
    (folder / "main.tf.json").write_text(json.dumps(document))
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    # Nothing listens on port 9: a plan that asked AWS would fail.
    environment = {**inherited, "AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_EC2_METADATA_DISABLED": "true"}

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [terraform_binary, *arguments],
            cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("init", "-input=false", "-no-color")
    run("plan", "-input=false", "-no-color", "-refresh=false", "-out=planned")
    shown = json.loads(run("show", "-json", "planned"))
    return {change["name"]: change["change"] for change in shown["resource_changes"]}


def contradictions(
    block: BlockSchema,
    body: Mapping[str, Any],
    after: Mapping[str, Any],
    unknown: Any,
    path: str,
    checked: Counter[str],
) -> Iterator[str]:
    """Where the extract knows an unset attribute and the plan shows something else."""
    for name, attribute in block.attributes.items():
        hidden = isinstance(unknown, dict) and unknown.get(name) is True
        if body.get(name) is None and not attribute.computed:
            checked["attributes"] += 1
            if hidden or after.get(name) != attribute.default:
                yield f"{path}.{name}: {'unknown' if hidden else after.get(name)!r}, not {attribute.default!r}"
    for name, nested in block.blocks.items():
        here = f"{path}.{name}"
        hidden = isinstance(unknown, dict) and unknown.get(name) is True
        items = [] if hidden else after.get(name) or []
        if not body.get(name):
            checked["blocks"] += 1
            if not nested.computed and (hidden or items):
                yield f"{here}: {'unknown' if hidden else items}, not absent"
        elif nested.nesting == "list" or len(body[name]) == len(items) == 1:
            for index, item in enumerate(items):
                below = unknown[name][index] if name in unknown else {}
                yield from contradictions(nested.block, body[name][index], item, below, f"{here}[{index}]", checked)


@pytest.mark.parametrize("number", range(len(BODIES)), ids=[kind for kind, _ in BODIES])
def test_what_is_known_of_unset_attributes_is_what_a_plan_shows(changes: Mapping[str, Any], number: int) -> None:
    kind, body = BODIES[number]
    schema = AWS_EXTRACT.resource(kind)
    assert schema is not None
    checked: Counter[str] = Counter()
    change = changes[f"b{number}"]
    found = list(contradictions(schema, body, change["after"], change["after_unknown"], kind, checked))
    assert found == []
    assert sum(checked.values()) > 0
