"""What minimal configurations need beyond what the schema calls required, because the provider validates more."""

from __future__ import annotations

import json
from typing import Any

Body = dict[str, Any]

ROLE = "arn:aws:iam::123456789012:role/example"
BUCKET = "arn:aws:s3:::example"
STREAM = "arn:aws:firehose:eu-central-1:123456789012:deliverystream/aws-waf-logs-example"
NAMESPACE = "arn:aws:servicediscovery:eu-central-1:123456789012:namespace/ns-1234567890123456"
GROUP = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/example/73e2d6bc24d8a067"
CONTAINERS = json.dumps([{"name": "app", "image": "example", "essential": True}])

TARGET_GROUP: list[Body] = [
    {"port": 80, "protocol": "HTTP", "vpc_id": "vpc-12345678"},
    {"target_type": "lambda"},
    {"port": 80, "protocol": "TCP", "vpc_id": "vpc-12345678", "target_type": "alb"},
    {"port": 80, "protocol": "TCP", "vpc_id": "vpc-12345678", "health_check": [{}]},
    {"port": 80, "protocol": "TCP", "vpc_id": "vpc-12345678", "health_check": [{"protocol": "HTTP", "path": "/"}]},
    {"port": 80, "protocol": "UDP", "vpc_id": "vpc-12345678"},
    {"port": 6081, "protocol": "GENEVE", "vpc_id": "vpc-12345678"},
    {"port": 80, "protocol": "HTTP", "vpc_id": "vpc-12345678", "protocol_version": "GRPC"},
    {"target_type": "lambda", "health_check": [{}]},
]
ACTIONS: list[Body] = [
    {"type": "forward", "target_group_arn": GROUP},
    {"type": "forward", "forward": [{"target_group": [{"arn": GROUP}]}]},
    {
        "type": "forward",
        "forward": [{"target_group": [{"arn": GROUP, "weight": 1}], "stickiness": [{"duration": 60}]}],
    },
    {"type": "fixed-response", "fixed_response": [{"content_type": "text/plain"}]},
    {"type": "redirect", "redirect": [{"status_code": "HTTP_301"}]},
    {
        "type": "authenticate-cognito",
        "order": 1,
        "authenticate_cognito": [{"user_pool_arn": ROLE, "user_pool_client_id": "x", "user_pool_domain": "x"}],
    },
    {
        "type": "authenticate-oidc",
        "order": 1,
        "authenticate_oidc": [
            {
                "authorization_endpoint": "https://example.com",
                "client_id": "x",
                "client_secret": "x",
                "issuer": "https://example.com",
                "token_endpoint": "https://example.com",
                "user_info_endpoint": "https://example.com",
            }
        ],
    },
]
CONDITIONS: list[Body] = [
    {"path_pattern": [{"values": ["/"]}]},
    {"host_header": [{"values": ["example.com"]}]},
    {"http_header": [{"http_header_name": "X-Example", "values": ["x"]}]},
    {"http_request_method": [{"values": ["GET"]}]},
    {"query_string": [{"value": "x"}]},
    {"source_ip": [{"values": ["10.0.0.0/8"]}]},
]
LISTENER: list[Body] = [{"default_action": [action]} for action in ACTIONS] + [
    {"default_action": [ACTIONS[0]], "port": 443, "protocol": "TLS", "certificate_arn": ROLE},
    {"default_action": [ACTIONS[0]], "port": 80, "protocol": "TCP"},
    {"default_action": [ACTIONS[0]], "port": 80, "protocol": "HTTP"},
]
LISTENER_RULE: list[Body] = [{"action": [action], "condition": [CONDITIONS[0]]} for action in ACTIONS] + [
    {"action": [ACTIONS[0]], "condition": [condition]} for condition in CONDITIONS[1:]
]
LOAD_BALANCER: list[Body] = [
    {"subnets": ["subnet-12345678"]},
    {"subnets": ["subnet-12345678"], "load_balancer_type": "network"},
    {"subnets": ["subnet-12345678"], "load_balancer_type": "gateway"},
    {"subnet_mapping": [{"subnet_id": "subnet-12345678"}], "load_balancer_type": "network"},
]
ROUTING: list[Body] = [
    {"weighted_routing_policy": [{"weight": 1}]},
    {"latency_routing_policy": [{"region": "eu-central-1"}]},
    {"failover_routing_policy": [{"type": "PRIMARY"}]},
    {"geolocation_routing_policy": [{"continent": "EU"}]},
    {"geoproximity_routing_policy": [{"aws_region": "eu-central-1"}]},
    {"cidr_routing_policy": [{"collection_id": "12345678-1234-1234-1234-123456789012", "location_name": "x"}]},
]
SECURITY_GROUP_RULE: list[Body] = [
    {"ip_protocol": "tcp", "from_port": 1, "to_port": 2, "cidr_ipv4": "10.0.0.0/8"},
    {"ip_protocol": "-1", "cidr_ipv6": "::/0"},
    {"ip_protocol": "tcp", "from_port": 1, "to_port": 2, "referenced_security_group_id": "sg-12345678"},
    {"ip_protocol": "tcp", "from_port": 1, "to_port": 2, "prefix_list_id": "pl-12345678"},
]
BUILD: Body = {
    "service_role": ROLE,
    "artifacts": [{"type": "NO_ARTIFACTS"}],
    "environment": [{"compute_type": "BUILD_GENERAL1_SMALL", "image": "example", "type": "LINUX_CONTAINER"}],
}
STAGES: dict[str, Body] = {
    "Source": {"category": "Source", "provider": "S3", "output_artifacts": ["source"]},
    "Deploy": {"category": "Deploy", "provider": "ECS", "input_artifacts": ["source"]},
}
ROUTE: Body = {"route_table_id": "rtb-12345678"}
RULE: Body = {"security_group_id": "sg-12345678", "type": "ingress", "protocol": "tcp", "from_port": 1, "to_port": 2}
INDEX: Body = {"name": "example", "hash_key": "id", "projection_type": "ALL"}

# Per type, the ways to complete what the schema requires; the first is the base of all other variants. None takes an
# argument away.
BODIES: dict[str, list[Body]] = {
    "aws_alb": LOAD_BALANCER,
    "aws_alb_listener": LISTENER,
    "aws_alb_listener_rule": LISTENER_RULE,
    "aws_alb_target_group": TARGET_GROUP,
    "aws_autoscaling_group": [
        {"launch_configuration": "example"},
        {"launch_template": [{"id": "lt-12345678"}]},
        {
            "mixed_instances_policy": [
                {"launch_template": [{"launch_template_specification": [{"launch_template_id": "lt-12345678"}]}]}
            ]
        },
    ],
    "aws_cloudwatch_event_rule": [{"schedule_expression": "rate(1 hour)"}, {"event_pattern": '{"source":["aws.ecs"]}'}],
    "aws_codebuild_project": [
        {**BUILD, "source": [{"type": "NO_SOURCE", "buildspec": "x"}]},
        {**BUILD, "source": [{"type": "GITHUB", "location": "https://github.com/example/example.git"}]},
    ],
    "aws_codepipeline": [
        {
            "role_arn": ROLE,
            "artifact_store": [{"location": "example", "type": "S3"}],
            "stage": [
                {"name": name, "action": [{"name": name, "owner": "AWS", "version": "1", **action}]}
                for name, action in STAGES.items()
            ],
        }
    ],
    "aws_dynamodb_table": [
        {"billing_mode": "PAY_PER_REQUEST", "hash_key": "id", "attribute": [{"name": "id", "type": "S"}]},
        {"read_capacity": 1, "write_capacity": 1, "hash_key": "id", "attribute": [{"name": "id", "type": "S"}]},
    ],
    "aws_ecs_service": [
        {},
        {"launch_type": "FARGATE", "scheduling_strategy": "REPLICA"},
        {"scheduling_strategy": "DAEMON"},
        {"deployment_controller": [{"type": "CODE_DEPLOY"}]},
        {"deployment_controller": [{"type": "EXTERNAL"}]},
        {"capacity_provider_strategy": [{"capacity_provider": "FARGATE"}]},
    ],
    "aws_ecs_task_definition": [
        {"container_definitions": CONTAINERS},
        {
            "container_definitions": CONTAINERS,
            "requires_compatibilities": ["FARGATE"],
            "network_mode": "awsvpc",
            "cpu": "256",
            "memory": "512",
        },
    ],
    "aws_iam_openid_connect_provider": [{"url": "https://example.com"}],
    "aws_iam_policy_attachment": [{"roles": ["example"]}, {"users": ["example"]}, {"groups": ["example"]}],
    "aws_iam_role_policy": [{"role": "example"}],
    "aws_iam_service_linked_role": [{"aws_service_name": "ecs.amazonaws.com"}],
    "aws_lambda_function": [
        {"filename": "example.zip", "handler": "example", "runtime": "python3.12"},
        {"image_uri": "example", "package_type": "Image"},
    ],
    "aws_lambda_permission": [{"action": "lambda:InvokeFunction"}],
    "aws_lb": LOAD_BALANCER,
    "aws_lb_listener": LISTENER,
    "aws_lb_listener_rule": LISTENER_RULE,
    "aws_lb_target_group": TARGET_GROUP,
    "aws_route53_record": [
        {"type": "A", "ttl": 60, "records": ["10.0.0.1"]},
        {"type": "A", "alias": [{"evaluate_target_health": True, "name": "example", "zone_id": "Z1"}]},
        *({"type": "A", "ttl": 60, "records": ["10.0.0.1"], "set_identifier": "example", **way} for way in ROUTING),
    ],
    "aws_route": [
        {**ROUTE, "destination_cidr_block": "0.0.0.0/0", "gateway_id": "igw-12345678"},
        {**ROUTE, "destination_ipv6_cidr_block": "::/0", "egress_only_gateway_id": "eigw-12345678"},
        {**ROUTE, "destination_prefix_list_id": "pl-12345678", "nat_gateway_id": "nat-12345678"},
    ],
    "aws_route_table_association": [
        {"route_table_id": "rtb-12345678", "subnet_id": "subnet-12345678"},
        {"route_table_id": "rtb-12345678", "gateway_id": "igw-12345678"},
    ],
    "aws_security_group_rule": [
        {**RULE, "cidr_blocks": ["10.0.0.0/8"]},
        {**RULE, "ipv6_cidr_blocks": ["::/0"]},
        {**RULE, "source_security_group_id": "sg-87654321"},
        {**RULE, "self": True},
        {**RULE, "prefix_list_ids": ["pl-12345678"]},
    ],
    "aws_spot_fleet_request": [
        {"iam_fleet_role": ROLE, "launch_specification": [{"ami": "ami-12345678", "instance_type": "t3.micro"}]}
    ],
    "aws_vpc_security_group_egress_rule": SECURITY_GROUP_RULE,
    "aws_vpc_security_group_ingress_rule": SECURITY_GROUP_RULE,
    "aws_wafv2_web_acl_logging_configuration": [{"log_destination_configs": [STREAM]}],
}
# The same for nested blocks, by type and path.
NESTED_BODIES: dict[tuple[str, ...], Body] = {
    ("aws_appautoscaling_scheduled_action", "scalable_target_action"): {"max_capacity": "1", "min_capacity": "1"},
    ("aws_dynamodb_table", "global_secondary_index"): INDEX,
    ("aws_ecs_cluster", "service_connect_defaults"): {"namespace": NAMESPACE},
    ("aws_elb", "health_check"): {"target": "HTTP:80/"},
    ("aws_instance", "launch_template"): {"id": "lt-12345678"},
    ("aws_s3_bucket", "replication_configuration", "rules", "destination"): {"bucket": BUCKET},
    ("aws_spot_instance_request", "launch_template"): {"id": "lt-12345678"},
}
