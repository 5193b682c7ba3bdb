from __future__ import annotations

from typing import Any

from pytest_ecsfargate.live.clients import RegionalClients
from tests.live.readers.conftest import Read
from tests.live.readers.elbv2.conftest import Network


def test_a_target_group(clients: RegionalClients, network: Network, read: Read) -> None:
    elbv2 = clients("elbv2")
    made = elbv2.create_target_group(
        Name="web",
        Protocol="HTTP",
        Port=8080,
        VpcId=network.vpc,
        TargetType="ip",
        HealthCheckPath="/health",
        HealthCheckIntervalSeconds=15,
        Matcher={"HttpCode": "200-299"},
        Tags=[{"Key": "Team", "Value": "a"}],
    )
    arn = made["TargetGroups"][0]["TargetGroupArn"]
    check = {
        "enabled": True,
        "healthy_threshold": 5,
        "interval": 15,
        "matcher": "200-299",
        "path": "/health",
        "port": "traffic-port",
        "protocol": "HTTP",
        "timeout": 5,
        "unhealthy_threshold": 2,
    }
    sticky = {"enabled": False, "type": "lb_cookie", "cookie_duration": None, "cookie_name": None}
    expected: dict[str, Any] = {
        "id": arn,
        "arn": arn,
        "arn_suffix": "targetgroup/web/" + arn.rpartition("/")[2],
        "name": "web",
        "target_type": "ip",
        "port": 8080,
        "protocol": "HTTP",
        "protocol_version": "HTTP1",
        "ip_address_type": "ipv4",
        "vpc_id": network.vpc,
        "load_balancer_arns": [],
        "health_check": [check],
        "stickiness": [sticky],
        "tags_all": {"Team": "a"},
        "deregistration_delay": "300",
        "load_balancing_algorithm_type": "round_robin",
        "load_balancing_cross_zone_enabled": "use_load_balancer_configuration",
        "slow_start": 0,
    }
    assert read("aws_lb_target_group", arn=arn) == expected
    assert read("aws_alb_target_group", name="web") == expected
    elbv2.modify_target_group(TargetGroupArn=arn, HealthCheckPath="/", HealthyThresholdCount=3)
    attributes = {
        "deregistration_delay.timeout_seconds": "30",
        "slow_start.duration_seconds": "60",
        "stickiness.enabled": "true",
        "stickiness.type": "app_cookie",
        "stickiness.app_cookie.cookie_name": "session",
        "stickiness.app_cookie.duration_seconds": "600",
    }
    pairs = [{"Key": key, "Value": value} for key, value in attributes.items()]
    elbv2.modify_target_group_attributes(TargetGroupArn=arn, Attributes=pairs)
    assert read("aws_lb_target_group", name_prefix="we") == expected | {
        "health_check": [{**check, "path": "/", "healthy_threshold": 3}],
        "stickiness": [{"enabled": True, "type": "app_cookie", "cookie_duration": 600, "cookie_name": "session"}],
        "deregistration_delay": "30",
        "slow_start": 60,
    }


def test_a_check_by_tcp_has_neither_path_nor_matcher(clients: RegionalClients, network: Network, read: Read) -> None:
    clients("elbv2").create_target_group(Name="tcp", Protocol="TCP", Port=53, VpcId=network.vpc, TargetType="ip")
    found = read("aws_lb_target_group", name="tcp")
    assert found is not None
    (check,) = found["health_check"]
    assert (check["protocol"], check["path"], check["matcher"]) == ("TCP", None, None)
    assert found["protocol_version"] is None
    assert found["stickiness"] == [
        {"enabled": False, "type": "source_ip", "cookie_duration": None, "cookie_name": None}
    ]


def test_grpc_has_codes_of_its_own(clients: RegionalClients, network: Network, read: Read) -> None:
    clients("elbv2").create_target_group(
        Name="grpc",
        Protocol="HTTP",
        ProtocolVersion="GRPC",
        Port=50051,
        VpcId=network.vpc,
        Matcher={"GrpcCode": "0-99"},
    )
    found = read("aws_lb_target_group", name="grpc")
    assert found is not None
    assert (found["protocol_version"], found["health_check"][0]["matcher"]) == ("GRPC", "0-99")
