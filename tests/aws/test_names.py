"""The table of name limits: against the provider's schema, and against AWS's own API models."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.loaders import Loader

from pytest_ecsfargate.aws.names import NAME_LIMITS, NameLimit, name_limits
from pytest_ecsfargate.aws.schema import AWS_EXTRACT

ROWS = [pytest.param(row, id=f"{row.type}.{row.attribute}") for row in NAME_LIMITS.values()]
EXTRACTED = [row for row in NAME_LIMITS.values() if AWS_EXTRACT.resource(row.type) is not None]

# Where AWS's API model states a length: resource type, service, operation, member.
MODELLED = [
    ("aws_cloudwatch_log_group", "logs", "CreateLogGroup", "logGroupName"),
    ("aws_cloudwatch_log_stream", "logs", "CreateLogStream", "logStreamName"),
    ("aws_cloudwatch_log_metric_filter", "logs", "PutMetricFilter", "filterName"),
    ("aws_cloudwatch_log_subscription_filter", "logs", "PutSubscriptionFilter", "filterName"),
    ("aws_cloudwatch_metric_alarm", "cloudwatch", "PutMetricAlarm", "AlarmName"),
    ("aws_cloudwatch_composite_alarm", "cloudwatch", "PutCompositeAlarm", "AlarmName"),
    ("aws_cloudwatch_event_rule", "events", "PutRule", "Name"),
    ("aws_cloudwatch_event_bus", "events", "CreateEventBus", "Name"),
    ("aws_iam_role", "iam", "CreateRole", "RoleName"),
    ("aws_iam_role_policy", "iam", "PutRolePolicy", "PolicyName"),
    ("aws_iam_policy", "iam", "CreatePolicy", "PolicyName"),
    ("aws_iam_instance_profile", "iam", "CreateInstanceProfile", "InstanceProfileName"),
    ("aws_iam_user", "iam", "CreateUser", "UserName"),
    ("aws_iam_group", "iam", "CreateGroup", "GroupName"),
    ("aws_ecr_repository", "ecr", "CreateRepository", "repositoryName"),
    ("aws_ecrpublic_repository", "ecr-public", "CreateRepository", "repositoryName"),
    ("aws_secretsmanager_secret", "secretsmanager", "CreateSecret", "Name"),
    ("aws_kms_alias", "kms", "CreateAlias", "AliasName"),
    ("aws_appautoscaling_policy", "application-autoscaling", "PutScalingPolicy", "PolicyName"),
    ("aws_appautoscaling_scheduled_action", "application-autoscaling", "PutScheduledAction", "ScheduledActionName"),
    ("aws_autoscaling_group", "autoscaling", "CreateAutoScalingGroup", "AutoScalingGroupName"),
    ("aws_launch_configuration", "autoscaling", "CreateLaunchConfiguration", "LaunchConfigurationName"),
    ("aws_autoscaling_policy", "autoscaling", "PutScalingPolicy", "PolicyName"),
    ("aws_efs_file_system", "efs", "CreateFileSystem", "CreationToken"),
    ("aws_service_discovery_private_dns_namespace", "servicediscovery", "CreatePrivateDnsNamespace", "Name"),
    ("aws_service_discovery_public_dns_namespace", "servicediscovery", "CreatePublicDnsNamespace", "Name"),
    ("aws_service_discovery_http_namespace", "servicediscovery", "CreateHttpNamespace", "Name"),
    ("aws_wafv2_web_acl", "wafv2", "CreateWebACL", "Name"),
    ("aws_wafv2_ip_set", "wafv2", "CreateIPSet", "Name"),
    ("aws_codedeploy_app", "codedeploy", "CreateApplication", "applicationName"),
    ("aws_codedeploy_deployment_group", "codedeploy", "CreateDeploymentGroup", "deploymentGroupName"),
    ("aws_codedeploy_deployment_config", "codedeploy", "CreateDeploymentConfig", "deploymentConfigName"),
    ("aws_codebuild_project", "codebuild", "CreateProject", "name"),
    ("aws_codestarconnections_connection", "codestar-connections", "CreateConnection", "ConnectionName"),
    ("aws_scheduler_schedule", "scheduler", "CreateSchedule", "Name"),
    ("aws_scheduler_schedule_group", "scheduler", "CreateScheduleGroup", "Name"),
    ("aws_db_proxy", "rds", "CreateDBProxy", "DBProxyName"),
    ("aws_msk_cluster", "kafka", "CreateCluster", "ClusterName"),
    ("aws_opensearch_domain", "opensearch", "CreateDomain", "DomainName"),
    ("aws_elasticsearch_domain", "es", "CreateElasticsearchDomain", "DomainName"),
    ("aws_kinesis_stream", "kinesis", "CreateStream", "StreamName"),
    ("aws_kinesis_firehose_delivery_stream", "firehose", "CreateDeliveryStream", "DeliveryStreamName"),
    ("aws_sfn_state_machine", "stepfunctions", "CreateStateMachine", "name"),
    ("aws_sfn_activity", "stepfunctions", "CreateActivity", "name"),
    ("aws_cloudfront_function", "cloudfront", "CreateFunction", "Name"),
    ("aws_glue_job", "glue", "CreateJob", "Name"),
    ("aws_resourcegroups_group", "resource-groups", "CreateGroup", "Name"),
    ("aws_lb_trust_store", "elbv2", "CreateTrustStore", "Name"),
]


@pytest.fixture(scope="module")
def loader() -> Any:
    return Loader()


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row.type}.{row.attribute}") for row in EXTRACTED])
def test_attributes_exist_in_the_provider(row: NameLimit) -> None:
    schema = AWS_EXTRACT.resource(row.type)
    assert schema is not None
    attributes = {row.attribute, *filter(None, [row.parent, row.prefix])}
    assert attributes <= set(schema.attributes)
    assert (f"{row.attribute}_prefix" in schema.attributes) == (row.prefix is not None)


@pytest.mark.parametrize("row", ROWS)
def test_rows_are_whole(row: NameLimit) -> None:
    assert row.max_length > 0
    assert (row.parent is not None) == (row.unique_in == "parent")
    assert row.source.startswith("https://docs.aws.amazon.com/")
    assert row.max_prefix_length is None or row.max_prefix_length > 0


@pytest.mark.parametrize(("resource_type", "service", "operation", "member"), MODELLED)
def test_lengths_are_those_of_the_api(
    loader: Any, resource_type: str, service: str, operation: str, member: str
) -> None:
    model = loader.load_service_model(service, "service-2")
    members = model["shapes"][model["operations"][operation]["input"]["shape"]]["members"]
    (row,) = name_limits(resource_type)
    assert row.max_length == model["shapes"][members[member]["shape"]]["max"]


@pytest.mark.parametrize(
    ("place", "max_length", "unique_in", "parent", "prefix"),
    [
        ("aws_ecs_cluster.name", 255, "region", None, None),
        ("aws_ecs_service.name", 255, "parent", "cluster", None),
        ("aws_lb.name", 32, "region", None, "name_prefix"),
        ("aws_alb_target_group.name", 32, "region", None, "name_prefix"),
        ("aws_iam_role.name", 64, "account", None, "name_prefix"),
        ("aws_iam_role_policy.name", 128, "parent", "role", "name_prefix"),
        ("aws_security_group.name", 255, "parent", "vpc_id", "name_prefix"),
        ("aws_s3_bucket.bucket", 63, "partition", None, "bucket_prefix"),
        ("aws_cloudwatch_dashboard.dashboard_name", 255, "account", None, None),
        ("aws_db_instance.identifier", 63, "region", None, "identifier_prefix"),
    ],
)
def test_rows(place: str, max_length: int, unique_in: str, parent: str | None, prefix: str | None) -> None:
    resource_type, attribute = place.split(".")
    row = NAME_LIMITS[resource_type, attribute]
    assert (row.max_length, row.unique_in, row.parent, row.prefix) == (max_length, unique_in, parent, prefix)


def test_prefixes_leave_room_for_what_terraform_appends() -> None:
    assert NAME_LIMITS["aws_lb", "name"].max_prefix_length == 6
    assert NAME_LIMITS["aws_iam_role", "name"].max_prefix_length == 38
    assert NAME_LIMITS["aws_ecs_cluster", "name"].max_prefix_length is None


def test_types_that_aws_names_have_no_row() -> None:
    assert name_limits("aws_cloudfront_distribution") == ()
    assert name_limits("aws_vpc") == ()
