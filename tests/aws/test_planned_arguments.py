"""What the provider makes of arguments: the source engine shows the same, or says that it does not know."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_ecsfargate import Plan, plan_module
from pytest_ecsfargate.engines import make_plan
from pytest_ecsfargate.hcl.values import UNKNOWN
from pytest_ecsfargate.plan.request import PlanRequest

MAIN = """
provider "aws" {
  region = "eu-central-1"
}

resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "s" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_ecs_service" "daemon" {
  name                = "daemon"
  task_definition     = "t:1"
  scheduling_strategy = "DAEMON"
  desired_count       = 3
  triggers            = {}

  network_configuration {
    subnets         = [aws_subnet.s.id]
    security_groups = []
  }
}

resource "aws_ecs_service" "replica" {
  name            = "replica"
  task_definition = "t:1"
  desired_count   = 3

  ordered_placement_strategy {
    type  = "spread"
    field = "host"
  }
  ordered_placement_strategy {
    type  = "binpack"
    field = "MEMORY"
  }
}

resource "aws_lb" "application" {
  name                             = "application"
  subnets                          = [aws_subnet.s.id]
  enable_cross_zone_load_balancing = false
  idle_timeout                     = 10
  tags                             = {}

  access_logs {
    bucket = "logs"
    prefix = "x"
  }
  connection_logs {
    bucket  = "logs"
    enabled = true
  }
}

resource "aws_lb" "network" {
  name                             = "network"
  load_balancer_type               = "network"
  desync_mitigation_mode           = null
  subnets                          = [aws_subnet.s.id]
  enable_cross_zone_load_balancing = true
  idle_timeout                     = 10
  enable_http2                     = false
}

resource "aws_lb_listener" "l" {
  load_balancer_arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/x/50dc6c495c0c9188"
  port              = "80"
  protocol          = "http"

  default_action {
    type             = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/x/50dc6c495c0c9188"
  }
}

resource "aws_lb_target_group" "g" {
  name     = "g"
  port     = 80
  protocol = "TCP"
  vpc_id   = aws_vpc.v.id

  health_check {
    protocol = "tcp"
    matcher  = ""
  }
  stickiness {
    type            = "source_ip"
    cookie_duration = 600
  }
}

resource "aws_lb_target_group" "sticky" {
  port     = 80
  protocol = "HTTP"
  vpc_id   = aws_vpc.v.id

  stickiness {
    type = "lb_cookie"
  }
}

resource "aws_default_route_table" "with_no_routes" {
  default_route_table_id = aws_vpc.v.default_route_table_id
  route                  = []
}

resource "aws_default_route_table" "with_its_routes" {
  default_route_table_id = aws_vpc.v.default_route_table_id
  dynamic "route" {
    for_each = []
    content {
      cidr_block = route.value
    }
  }
}

resource "aws_instance" "i" {
  ami           = "ami-12345678"
  instance_type = "t3.micro"
  user_data     = "echo"
}

resource "aws_security_group" "g" {
  name   = "g"
  vpc_id = aws_vpc.v.id

  ingress {
    protocol    = "TCP"
    from_port   = "80"
    to_port     = 80
    cidr_blocks = ["10.0.0.0/8"]
  }
  egress {
    protocol    = "all"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "written" {
  ingress = [{
    protocol         = "tcp"
    from_port        = 1
    to_port          = 1
    cidr_blocks      = null
    description      = null
    ipv6_cidr_blocks = null
    prefix_list_ids  = null
    security_groups  = ["sg-123"]
    self             = null
  }]
}

resource "aws_security_group" "repeated" {
  dynamic "ingress" {
    for_each = [80, 80]
    content {
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = ["10.0.0.0/8"]
    }
  }
}

resource "aws_network_acl" "n" {
  vpc_id = aws_vpc.v.id

  ingress {
    action    = "allow"
    from_port = 0
    to_port   = 0
    protocol  = "-1"
    rule_no   = 1
  }
}

resource "aws_security_group_rule" "r" {
  type              = "ingress"
  protocol          = "6"
  from_port         = 80
  to_port           = 80
  security_group_id = "sg-123"
  cidr_blocks       = ["10.0.0.0/8"]
  prefix_list_ids   = []
}

resource "aws_vpc_security_group_ingress_rule" "framework" {
  security_group_id = "sg-123"
  ip_protocol       = "-1"
  cidr_ipv4         = "10.0.0.0/8"
  tags              = {}
}

resource "aws_acm_certificate" "c" {
  domain_name               = "example.com"
  subject_alternative_names = ["www.example.com", "*.example.com"]
  validation_method         = "DNS"
}

resource "aws_cloudwatch_metric_alarm" "m" {
  alarm_name          = "m"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  tags                = { Owner = null }
  metric_query {
    id          = "q"
    return_data = true
    metric {
      metric_name = "CPUUtilization"
      namespace   = "AWS/ECS"
      period      = 60
      stat        = "Average"
      dimensions  = { ClusterName = null, ServiceName = "web" }
    }
  }
}

resource "aws_vpc_security_group_ingress_rule" "with_null" {
  security_group_id = "sg-123"
  ip_protocol       = "-1"
  cidr_ipv4         = "10.0.0.0/8"
  tags              = { Owner = null }
}

resource "aws_ssm_parameter" "written_only" {
  name             = "x"
  type             = "SecureString"
  value_wo         = "x"
  value_wo_version = 1
}

resource "aws_lb_target_group" "version" {
  port             = 80
  protocol         = "HTTP"
  protocol_version = "http2"
  vpc_id           = "vpc-123"
}

resource "aws_cloudwatch_log_metric_filter" "f" {
  name           = "f"
  log_group_name = "l"
  pattern        = "  ERROR "
  metric_transformation {
    name      = "m"
    namespace = "n"
    value     = "1"
  }
}

resource "aws_db_instance" "d" {
  instance_class = "db.t3.micro"
  engine         = "Postgres"
}

resource "aws_rds_cluster" "c" {
  engine                       = "aurora-postgresql"
  preferred_maintenance_window = "Sun:05:00-Sun:06:00"
}

resource "aws_elasticache_parameter_group" "p" {
  name   = "ABCd"
  family = "redis7"
}

resource "aws_elasticache_subnet_group" "s" {
  name       = "ABCd"
  subnet_ids = ["subnet-1"]
}

resource "aws_elasticache_replication_group" "r" {
  replication_group_id = "ABC"
  description          = "x"
  maintenance_window   = "Sun:05:00-Sun:06:00"
}

resource "aws_ecs_service" "triggered" {
  name     = "triggered"
  triggers = { a = 1 }
}

resource "aws_ecs_service" "forced" {
  name                 = "forced"
  force_new_deployment = true
  triggers             = { a = 1 }
}

resource "aws_ecs_cluster_capacity_providers" "c" {
  cluster_name       = "c"
  capacity_providers = ["FARGATE_SPOT", "FARGATE"]
  default_capacity_provider_strategy {
    capacity_provider = "FARGATE"
    base              = 1
  }
  default_capacity_provider_strategy {
    capacity_provider = "FARGATE_SPOT"
    weight            = 2
  }
}

resource "aws_ecs_task_definition" "t" {
  family                = "t"
  container_definitions = "[]"
  volume {
    name = "v2"
  }
  volume {
    name = "a"
    efs_volume_configuration {
      file_system_id = "fs-1"
    }
  }
  volume {
    name = "v1"
  }
}

resource "aws_lb_listener_rule" "r" {
  listener_arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/a/1/2"
  action {
    type = "forward"
    forward {
      target_group {
        arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/b/1234567890123456"
      }
      target_group {
        arn    = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/a/1234567890123456"
        weight = 5
      }
    }
  }
  condition {
    path_pattern {
      values = ["/b", "/a"]
    }
  }
  condition {
    host_header {
      values = ["x"]
    }
  }
}

output "strategy" {
  value = aws_ecs_cluster_capacity_providers.c.default_capacity_provider_strategy[*].capacity_provider
}

output "weights" {
  value = [for group in aws_lb_listener_rule.r.action[0].forward[0].target_group : group.weight]
}

output "not_written" {
  value = nonsensitive(aws_ssm_parameter.written_only.value_wo == null)
}

resource "aws_lb_listener" "routing" {
  for_each          = toset(["HTTP", "HTTPS", "tcp", "TCP"])
  load_balancer_arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/x/1"
  port              = 443
  protocol          = each.key
  certificate_arn   = "arn:aws:acm:eu-central-1:123456789012:certificate/x"

  tcp_idle_timeout_seconds                            = 60
  routing_http_request_x_amzn_tls_version_header_name = "x"
  routing_http_response_server_enabled                = true

  default_action {
    type             = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/x/50dc6c495c0c9188"
  }
}

resource "aws_lb" "logs" {
  subnets = [aws_subnet.s.id]
  access_logs {
    bucket = "logs"
    prefix = ""
  }
}

resource "aws_instance" "volumes" {
  ami           = "ami-12345678"
  instance_type = "t3.micro"
  ebs_block_device {
    device_name = "/dev/sdb"
    iops        = 0
  }
}

resource "aws_route53_zone" "z" {
  name = "Example.com."
}

resource "aws_route53_record" "alias" {
  zone_id = "Z123"
  name    = "alias"
  type    = "A"
  alias {
    name                   = "DualStack.LB.example.com."
    zone_id                = "Z1"
    evaluate_target_health = true
  }
}

resource "aws_route53_record" "r" {
  zone_id = "Z123"
  name    = "Foo.Example.com."
  type    = "A"
  ttl     = "60"
  records = ["192.0.2.1"]
}

output "count" {
  value = aws_ecs_service.daemon.desired_count
}
"""

PLANNED = {
    ("aws_acm_certificate.c", "subject_alternative_names"): '["*.example.com", "example.com", "www.example.com"]',
    ("aws_ecs_service.daemon", "desired_count"): "null",
    ("aws_ecs_service.daemon", "deployment_maximum_percent"): "null",
    ("aws_ecs_service.daemon", "triggers"): None,
    ("aws_ecs_service.daemon", "network_configuration[0].security_groups"): "null",
    ("aws_ecs_service.replica", "deployment_maximum_percent"): "200",
    ("aws_ecs_service.replica", "deployment_minimum_healthy_percent"): "100",
    ("aws_ecs_service.replica", "desired_count"): "3",
    ("aws_ecs_service.replica", "ordered_placement_strategy[0].field"): '"instanceId"',
    ("aws_ecs_service.replica", "ordered_placement_strategy[1].field"): '"MEMORY"',
    ("aws_lb.application", "enable_cross_zone_load_balancing"): "null",
    ("aws_lb.application", "idle_timeout"): "10",
    ("aws_lb.application", "desync_mitigation_mode"): '"defensive"',
    ("aws_lb.application", "client_keep_alive"): "3600",
    ("aws_lb.application", "tags"): "null",
    ("aws_lb.application", "access_logs[0].bucket"): '""',
    ("aws_lb.application", "access_logs[0].prefix"): "null",
    ("aws_lb.application", "connection_logs[0].bucket"): '"logs"',
    ("aws_lb.network", "enable_cross_zone_load_balancing"): "true",
    ("aws_lb.network", "idle_timeout"): "null",
    ("aws_lb.network", "desync_mitigation_mode"): "null",
    ("aws_lb.network", "dns_record_client_routing_policy"): '"any_availability_zone"',
    ("aws_lb.network", "enable_http2"): "null",
    ("aws_lb_listener.l", "protocol"): '"HTTP"',
    ("aws_lb_target_group.g", "health_check[0].protocol"): '"TCP"',
    ("aws_lb_target_group.g", "health_check[0].matcher"): None,
    ("aws_lb_target_group.g", "stickiness[0].cookie_duration"): "null",
    ("aws_lb_target_group.sticky", "stickiness[0].cookie_duration"): "86400",
    ("aws_default_route_table.with_no_routes", "route"): "[]",
    ("aws_default_route_table.with_its_routes", "route"): None,
    ("aws_instance.i", "user_data"): None,
    ("aws_security_group.g", "ingress[0].protocol"): '"tcp"',
    ("aws_security_group.g", "ingress[0].from_port"): "80",
    ("aws_security_group.g", "egress[0].protocol"): '"-1"',
    ("aws_security_group.g", "egress[0].description"): '""',
    ("aws_security_group.g", "egress[0].self"): "false",
    ("aws_security_group.g", "egress[0].ipv6_cidr_blocks"): "[]",
    ("aws_security_group.g", "egress[0].security_groups"): "[]",
    ("aws_security_group.written", "ingress[0].cidr_blocks"): "[]",
    ("aws_security_group.written", "ingress[0].description"): '""',
    ("aws_security_group.repeated", "ingress[0].from_port"): "80",
    ("aws_security_group.repeated", "ingress[1].from_port"): "null",
    ("aws_network_acl.n", "ingress[0].cidr_block"): '""',
    ("aws_network_acl.n", "ingress[0].icmp_code"): "null",
    ("aws_security_group_rule.r", "protocol"): '"tcp"',
    ("aws_security_group_rule.r", "prefix_list_ids"): "[]",
    ("aws_vpc_security_group_ingress_rule.framework", "tags"): "{}",
    ("aws_cloudwatch_metric_alarm.m", "tags"): "null",
    ("aws_cloudwatch_metric_alarm.m", "metric_query[0].metric[0].dimensions"): '{ServiceName = "web"}',
    ("aws_vpc_security_group_ingress_rule.with_null", "tags"): "{Owner = null}",
    ('aws_lb_listener.routing["HTTP"]', "routing_http_request_x_amzn_tls_version_header_name"): None,
    ('aws_lb_listener.routing["HTTPS"]', "routing_http_request_x_amzn_tls_version_header_name"): '"x"',
    ('aws_lb_listener.routing["HTTP"]', "routing_http_response_server_enabled"): "true",
    ('aws_lb_listener.routing["TCP"]', "routing_http_response_server_enabled"): None,
    ('aws_lb_listener.routing["TCP"]', "tcp_idle_timeout_seconds"): "60",
    ('aws_lb_listener.routing["HTTPS"]', "tcp_idle_timeout_seconds"): None,
    ('aws_lb_listener.routing["tcp"]', "tcp_idle_timeout_seconds"): None,
    ("aws_lb.logs", "access_logs[0].prefix"): '""',
    ("aws_instance.volumes", "ebs_block_device[0].iops"): None,
    ("aws_ssm_parameter.written_only", "value_wo"): "null",
    ("aws_lb_target_group.version", "protocol_version"): '"HTTP2"',
    ("aws_cloudwatch_log_metric_filter.f", "pattern"): '"ERROR"',
    ("aws_db_instance.d", "engine"): '"postgres"',
    ("aws_rds_cluster.c", "preferred_maintenance_window"): '"sun:05:00-sun:06:00"',
    ("aws_elasticache_parameter_group.p", "name"): '"abcd"',
    ("aws_elasticache_subnet_group.s", "name"): '"abcd"',
    ("aws_elasticache_replication_group.r", "replication_group_id"): '"abc"',
    ("aws_elasticache_replication_group.r", "maintenance_window"): '"sun:05:00-sun:06:00"',
    ("aws_ecs_service.triggered", "triggers"): None,
    ("aws_ecs_service.forced", "triggers"): '{a = "1"}',
    ("aws_ecs_task_definition.t", "volume[0].name"): '"a"',
    ("aws_ecs_task_definition.t", "volume[1].name"): '"v1"',
    ("aws_ecs_task_definition.t", "volume[2].name"): '"v2"',
    ("aws_lb_listener_rule.r", "condition[0].host_header[0].values"): '["x"]',
    ("aws_lb_listener_rule.r", "condition[1].path_pattern[0].values"): '["/a", "/b"]',
    ("aws_route53_record.alias", "alias[0].name"): '"dualstack.lb.example.com"',
    ("aws_route53_zone.z", "name"): '"example.com"',
    ("aws_route53_record.r", "name"): '"foo.example.com"',
}


@pytest.fixture
def module(tmp_path: Path) -> Path:
    (tmp_path / "main.tf").write_text(MAIN)
    return tmp_path


@pytest.mark.parametrize(("address", "path"), PLANNED)
def test_what_is_planned(module: Path, address: str, path: str) -> None:
    value, expected = plan_module(module)[address][path], PLANNED[address, path]
    assert (value.text if value.known else None) == expected


def test_expressions_read_the_same(module: Path) -> None:
    outputs = plan_module(module).outputs
    assert outputs["count"].is_null
    assert outputs["strategy"].value == ["FARGATE_SPOT", "FARGATE"]
    assert outputs["weights"].value == [5, 1]
    assert outputs["not_written"].value is True


def test_what_is_only_written_stays_in_the_arguments(module: Path) -> None:
    parameter = plan_module(module)["aws_ssm_parameter.written_only"]
    assert parameter.arguments is not None
    assert parameter.arguments["value_wo"].value == "x"


def test_blocks_whose_order_is_not_known_have_no_place_in_a_list(tmp_path: Path) -> None:
    rules = "".join(
        f'ingress {{\nfrom_port = {port}\nto_port = {port}\nprotocol = "tcp"\ncidr_blocks = [{cidr}]\n}}\n'
        for port, cidr in ((80, '"10.0.0.0/8"'), (443, "var.u"))
    )
    group = f'resource "aws_security_group" "g" {{\n{rules}}}\n'
    loops = (
        'output "ports" {\n  value = [for rule in aws_security_group.g.ingress : rule.from_port]\n}\n'
        'output "protocols" {\n  value = aws_security_group.g.ingress[*].protocol\n}\n'
        'output "keys" {\n  value = { for rule in aws_security_group.g.ingress : rule.from_port => rule.to_port }\n}\n'
    )
    made = with_unknown(tmp_path, group + loops)
    assert made.outputs["ports"].value == [UNKNOWN, UNKNOWN]
    assert made.outputs["protocols"].value == ["tcp", "tcp"]
    assert made.outputs["keys"].value == {"443": 443, "80": 80}
    assert len(made["aws_security_group.g"]["ingress"]) == 2


def test_what_the_source_says_stays_at_hand(module: Path) -> None:
    instance = plan_module(module)["aws_instance.i"]
    assert instance.arguments is not None
    assert instance.arguments["user_data"].value == "echo"
    assert instance["user_data"].span is not None


def with_unknown(tmp_path: Path, text: str) -> Plan:
    (tmp_path / "main.tf").write_text('variable "u" {\n  type = string\n}\n' + text)
    return plan_module(tmp_path)


@pytest.mark.parametrize(
    ("block", "path", "known"),
    [
        ('"aws_ecs_service" "x" {\n  scheduling_strategy = var.u\n  desired_count = 1', "desired_count", False),
        ('"aws_lb" "x" {\n  load_balancer_type = var.u\n  idle_timeout = 1', "idle_timeout", False),
        ('"aws_lb" "x" {\n  access_logs {\n    enabled = var.u\n    bucket = "b"\n  }', "access_logs[0].bucket", False),
        ('"aws_lb" "x" {\n  access_logs {\n    enabled = true\n    bucket = "b"\n  }', "access_logs[0].bucket", True),
        (
            '"aws_acm_certificate" "x" {\n  domain_name = var.u\n  subject_alternative_names = ["a.example.com"]',
            "subject_alternative_names",
            False,
        ),
        ('"aws_route53_record" "x" {\n  name = "${var.u}.Example.com"', "name", None),
        ('"aws_route53_record" "x" {\n  name = "${var.u}.example.com"', "name", False),
    ],
)
def test_where_it_is_not_known(tmp_path: Path, block: str, path: str, known: bool | None) -> None:
    (resource,) = with_unknown(tmp_path, f"resource {block}\n}}\n")
    value = resource[path]
    assert value.known is bool(known)
    assert (len(value.parts) == 1) == (known is None or "record" not in block)


@pytest.mark.usefixtures("aws_provider")
def test_terraform_plans_the_same(module: Path) -> None:
    made = make_plan(PlanRequest(module), engine="terraform")
    assert [str(found) for found in made.diagnostics if "another value" in found.summary] == []
    for (address, path), expected in PLANNED.items():
        assert expected is None or made[address][path].text == expected, (address, path)
    ours = plan_module(module).outputs
    assert {name: value.value for name, value in made.outputs.items()} == {name: ours[name].value for name in ours}
