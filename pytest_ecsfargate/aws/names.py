"""How long AWS lets a name be, and within what it must be unique, for the names that a Fargate stack has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from .data_names import DATA_NAMES, NameRow

GENERATED_SUFFIX_LENGTH = 26
"""How many characters Terraform appends to a `name_prefix`.

https://github.com/hashicorp/terraform-plugin-sdk/blob/main/helper/id/id.go
"""


Scope = Literal["partition", "account", "region", "parent"]


@dataclass(frozen=True, slots=True)
class NameLimit:
    """One naming attribute of a resource type.

    `max_length` is in characters. `unique_in` says among what the name must be unique: all of AWS (`partition`), an
    account, an account's region, or a parent, whose identifier `parent` holds. `prefix` is the attribute that lets
    Terraform generate the rest of the name, if there is one. `source` is the page that says so.

    The limits are AWS's. The AWS provider refuses a few names a little earlier: `aws_launch_template` over 125,
    `aws_appautoscaling_policy` over 255.
    """

    type: str
    attribute: str
    max_length: int
    unique_in: Scope
    parent: str | None
    prefix: str | None
    source: str

    @property
    def max_prefix_length(self) -> int | None:
        """How long the prefix may be, so that Terraform's suffix still fits; None where there is no prefix."""
        return None if self.prefix is None else self.max_length - GENERATED_SUFFIX_LENGTH


_SCOPES: dict[str, Scope] = {"partition": "partition", "account": "account", "region": "region"}


def _rows(reference: str, *rows: NameRow) -> Iterator[NameLimit]:
    """Rows of (type.attribute, length, scope or parent attribute, page, prefix attribute) with pages of a reference."""
    for place, max_length, unique_in, page, *prefix in rows:
        resource_type, attribute = place.split(".")
        scope = _SCOPES.get(unique_in, "parent")
        parent = unique_in if scope == "parent" else None
        source = f"https://docs.aws.amazon.com/{reference}{page}.html"
        yield NameLimit(resource_type, attribute, max_length, scope, parent, prefix[0] if prefix else None, source)


_TABLE = (
    *_rows(
        "AmazonECS/latest/APIReference/API_",
        ("aws_ecs_cluster.name", 255, "region", "CreateCluster"),
        ("aws_ecs_service.name", 255, "cluster", "CreateService"),
        ("aws_ecs_task_definition.family", 255, "region", "RegisterTaskDefinition"),
        ("aws_ecs_capacity_provider.name", 255, "region", "CreateCapacityProvider"),
    ),
    *_rows(
        "elasticloadbalancing/latest/APIReference/API_",
        ("aws_lb.name", 32, "region", "CreateLoadBalancer", "name_prefix"),
        ("aws_alb.name", 32, "region", "CreateLoadBalancer", "name_prefix"),
    ),
    *_rows(
        "elasticloadbalancing/2012-06-01/APIReference/API_",
        ("aws_elb.name", 32, "region", "CreateLoadBalancer", "name_prefix"),
    ),
    *_rows(
        "elasticloadbalancing/latest/APIReference/API_",
        ("aws_lb_target_group.name", 32, "region", "CreateTargetGroup", "name_prefix"),
        ("aws_alb_target_group.name", 32, "region", "CreateTargetGroup", "name_prefix"),
        ("aws_lb_trust_store.name", 32, "region", "CreateTrustStore", "name_prefix"),
    ),
    *_rows(
        "AmazonCloudWatchLogs/latest/APIReference/API_",
        ("aws_cloudwatch_log_group.name", 512, "region", "CreateLogGroup", "name_prefix"),
        ("aws_cloudwatch_log_stream.name", 512, "log_group_name", "CreateLogStream"),
        ("aws_cloudwatch_log_metric_filter.name", 512, "log_group_name", "PutMetricFilter"),
        ("aws_cloudwatch_log_subscription_filter.name", 512, "log_group_name", "PutSubscriptionFilter"),
    ),
    *_rows(
        "AmazonCloudWatch/latest/APIReference/API_",
        ("aws_cloudwatch_dashboard.dashboard_name", 255, "account", "PutDashboard"),
        ("aws_cloudwatch_metric_alarm.alarm_name", 255, "region", "PutMetricAlarm"),
        ("aws_cloudwatch_composite_alarm.alarm_name", 255, "region", "PutCompositeAlarm"),
    ),
    *_rows(
        "eventbridge/latest/APIReference/API_",
        ("aws_cloudwatch_event_bus.name", 256, "region", "CreateEventBus"),
        ("aws_cloudwatch_event_rule.name", 64, "event_bus_name", "PutRule", "name_prefix"),
    ),
    *_rows(
        "IAM/latest/APIReference/API_",
        ("aws_iam_role.name", 64, "account", "CreateRole", "name_prefix"),
        ("aws_iam_role_policy.name", 128, "role", "PutRolePolicy", "name_prefix"),
        ("aws_iam_policy.name", 128, "account", "CreatePolicy", "name_prefix"),
        ("aws_iam_instance_profile.name", 128, "account", "CreateInstanceProfile", "name_prefix"),
        ("aws_iam_user.name", 64, "account", "CreateUser"),
        ("aws_iam_user_policy.name", 128, "user", "PutUserPolicy", "name_prefix"),
        ("aws_iam_group.name", 128, "account", "CreateGroup"),
        ("aws_iam_group_policy.name", 128, "group", "PutGroupPolicy", "name_prefix"),
    ),
    *_rows(
        "AWSEC2/latest/APIReference/API_",
        ("aws_security_group.name", 255, "vpc_id", "CreateSecurityGroup", "name_prefix"),
    ),
    *_rows(
        "AmazonECR/latest/APIReference/API_",
        ("aws_ecr_repository.name", 256, "region", "CreateRepository"),
    ),
    *_rows(
        "AmazonECRPublic/latest/APIReference/API_",
        ("aws_ecrpublic_repository.repository_name", 205, "account", "CreateRepository"),
    ),
    *_rows(
        "systems-manager/latest/APIReference/API_",
        ("aws_ssm_parameter.name", 1011, "region", "PutParameter"),
        ("aws_ssm_document.name", 128, "region", "CreateDocument"),
    ),
    *_rows(
        "secretsmanager/latest/apireference/API_",
        ("aws_secretsmanager_secret.name", 512, "region", "CreateSecret", "name_prefix"),
    ),
    *_rows(
        "kms/latest/APIReference/API_",
        ("aws_kms_alias.name", 256, "region", "CreateAlias", "name_prefix"),
    ),
    *_rows(
        "autoscaling/application/APIReference/API_",
        ("aws_appautoscaling_policy.name", 256, "resource_id", "PutScalingPolicy"),
        ("aws_appautoscaling_scheduled_action.name", 256, "resource_id", "PutScheduledAction"),
    ),
    *_rows(
        "cloud-map/latest/api/API_",
        ("aws_service_discovery_private_dns_namespace.name", 253, "vpc", "CreatePrivateDnsNamespace"),
        ("aws_service_discovery_public_dns_namespace.name", 253, "region", "CreatePublicDnsNamespace"),
        ("aws_service_discovery_http_namespace.name", 1024, "region", "CreateHttpNamespace"),
        ("aws_service_discovery_service.name", 127, "namespace_id", "CreateService"),
    ),
    *_rows(
        "waf/latest/APIReference/API_",
        ("aws_wafv2_web_acl.name", 128, "region", "CreateWebACL", "name_prefix"),
        ("aws_wafv2_ip_set.name", 128, "region", "CreateIPSet", "name_prefix"),
    ),
    *_rows(
        "cloudfront/latest/APIReference/API_",
        ("aws_cloudfront_origin_access_control.name", 64, "account", "OriginAccessControlConfig"),
        ("aws_cloudfront_function.name", 64, "account", "CreateFunction"),
    ),
    *_rows(
        "AmazonS3/latest/userguide/",
        ("aws_s3_bucket.bucket", 63, "partition", "bucketnamingrules", "bucket_prefix"),
    ),
    *_rows(
        "AWSSimpleQueueService/latest/APIReference/API_",
        ("aws_sqs_queue.name", 80, "region", "CreateQueue", "name_prefix"),
    ),
    *_rows(
        "sns/latest/api/API_",
        ("aws_sns_topic.name", 256, "region", "CreateTopic", "name_prefix"),
    ),
    *_rows(
        "efs/latest/ug/API_",
        ("aws_efs_file_system.creation_token", 64, "region", "CreateFileSystem"),
    ),
    *_rows(
        "autoscaling/ec2/APIReference/API_",
        ("aws_autoscaling_group.name", 255, "region", "CreateAutoScalingGroup", "name_prefix"),
        ("aws_autoscaling_policy.name", 255, "autoscaling_group_name", "PutScalingPolicy"),
        ("aws_launch_configuration.name", 255, "region", "CreateLaunchConfiguration", "name_prefix"),
    ),
    *_rows(
        "AWSEC2/latest/APIReference/API_",
        ("aws_launch_template.name", 128, "region", "CreateLaunchTemplate", "name_prefix"),
        ("aws_key_pair.key_name", 255, "region", "CreateKeyPair", "key_name_prefix"),
    ),
    *_rows(
        "codedeploy/latest/APIReference/API_",
        ("aws_codedeploy_app.name", 100, "region", "CreateApplication"),
        ("aws_codedeploy_deployment_group.deployment_group_name", 100, "app_name", "CreateDeploymentGroup"),
        ("aws_codedeploy_deployment_config.deployment_config_name", 100, "region", "CreateDeploymentConfig"),
    ),
    *_rows(
        "codebuild/latest/APIReference/API_",
        ("aws_codebuild_project.name", 150, "region", "CreateProject"),
    ),
    *_rows(
        "codepipeline/latest/APIReference/API_",
        ("aws_codepipeline.name", 100, "region", "PipelineDeclaration"),
    ),
    *_rows(
        "codestar-connections/latest/APIReference/API_",
        ("aws_codestarconnections_connection.name", 32, "region", "CreateConnection"),
    ),
    *_rows(
        "lambda/latest/api/API_",
        ("aws_lambda_function.function_name", 64, "region", "CreateFunction"),
    ),
    *_rows(
        "scheduler/latest/APIReference/API_",
        ("aws_scheduler_schedule.name", 64, "group_name", "CreateSchedule", "name_prefix"),
        ("aws_scheduler_schedule_group.name", 64, "region", "CreateScheduleGroup", "name_prefix"),
    ),
    *(limit for reference, rows in DATA_NAMES.items() for limit in _rows(reference, *rows)),
    *_rows(
        "Route53/latest/APIReference/API_",
        ("aws_route53_record.name", 255, "zone_id", "ResourceRecordSet"),
    ),
    *_rows(
        "AWSCloudFormation/latest/APIReference/API_",
        ("aws_cloudformation_stack.name", 128, "region", "CreateStack"),
    ),
    *_rows(
        "ARG/latest/APIReference/API_",
        ("aws_resourcegroups_group.name", 300, "region", "CreateGroup"),
    ),
    *_rows(
        "xray/latest/api/API_",
        ("aws_xray_sampling_rule.rule_name", 32, "region", "SamplingRule"),
    ),
)

NAME_LIMITS: Mapping[tuple[str, str], NameLimit] = MappingProxyType({(row.type, row.attribute): row for row in _TABLE})
"""The limits by resource type and attribute. A type that AWS names itself has no row."""


@cache
def name_limits(resource_type: str) -> tuple[NameLimit, ...]:
    """The limits of the naming attributes of a resource type; empty where none is known."""
    return tuple(row for row in _TABLE if row.type == resource_type)
