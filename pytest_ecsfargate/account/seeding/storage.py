"""Buckets, file systems, queues, topics, log groups, tables and databases."""

from __future__ import annotations

from typing import Any

from .lookup import Lookup
from .network import default_vpc
from .registry import seeds
from .target import SEEDED, Target, tag_list


def _bucket(target: Target, name: str) -> None:
    if target.ask("s3", "head_bucket", Bucket=name) is None:
        place = None if target.region == "us-east-1" else {"LocationConstraint": target.region}
        target.create("s3", "create_bucket", Bucket=name, CreateBucketConfiguration=place)


@seeds("aws_s3_bucket")
def bucket(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_s3_bucket` finds."""
    name = lookup.text("bucket")
    _bucket(target, name)
    return {"id": name, "bucket": name, "arn": f"arn:{target.partition}:s3:::{name}", "region": target.region}


@seeds("aws_s3_object", "aws_s3_bucket_object")
def stored_object(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_s3_object` or `aws_s3_bucket_object` finds."""
    name, path = lookup.text("bucket"), lookup.text("key")
    _bucket(target, name)
    if target.ask("s3", "head_object", Bucket=name, Key=path) is None:
        kind = "application/json" if path.endswith(".json") else "text/plain"
        body = b"{}" if path.endswith(".json") else SEEDED.encode()
        target.create("s3", "put_object", Bucket=name, Key=path, Body=body, ContentType=kind)
    return {"id": path, "key": path, "bucket": name}


@seeds("aws_efs_file_system")
def file_system(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_efs_file_system` finds."""
    identifier, token = lookup.text("file_system_id"), lookup.text("creation_token")
    every = target.create("efs", "describe_file_systems")["FileSystems"]
    for item in every:
        tags = {tag["Key"]: tag["Value"] for tag in item.get("Tags", ())}
        named = identifier in ("", item["FileSystemId"]) and token in ("", item["CreationToken"])
        if named and lookup.tags.items() <= tags.items():
            return _file_system(target, item)
    made = target.create(
        "efs",
        "create_file_system",
        {"fs": identifier},
        CreationToken=token or f"seeded-{lookup.address}",
        Tags=tag_list(lookup.tags) or None,
    )
    return _file_system(target, made)


def _file_system(target: Target, item: dict[str, Any]) -> dict[str, Any]:
    identifier = item["FileSystemId"]
    dns_name = f"{identifier}.efs.{target.region}.amazonaws.com"
    return {"id": identifier, "file_system_id": identifier, "arn": item.get("FileSystemArn"), "dns_name": dns_name}


@seeds("aws_sqs_queue")
def queue(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_sqs_queue` finds."""
    name = lookup.text("name")
    attributes = {"FifoQueue": "true"} if name.endswith(".fifo") else None
    url = target.create("sqs", "create_queue", QueueName=name, Attributes=attributes)["QueueUrl"]
    arn = f"arn:{target.partition}:sqs:{target.region}:{target.account_id}:{name}"
    return {"id": url, "url": url, "arn": arn, "name": name}


@seeds("aws_sns_topic")
def topic(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_sns_topic` finds."""
    name = lookup.text("name")
    attributes = {"FifoTopic": "true"} if name.endswith(".fifo") else None
    arn = target.create("sns", "create_topic", Name=name, Attributes=attributes)["TopicArn"]
    return {"id": arn, "arn": arn, "name": name}


@seeds("aws_cloudwatch_log_group")
def log_group(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_cloudwatch_log_group` finds."""
    name = lookup.text("name")
    target.ask("logs", "create_log_group", logGroupName=name)
    arn = f"arn:{target.partition}:logs:{target.region}:{target.account_id}:log-group:{name}"
    return {"id": name, "name": name, "arn": arn}


@seeds("aws_cloudwatch_log_groups")
def log_groups(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_cloudwatch_log_groups` finds."""
    prefix = lookup.text("log_group_name_prefix")
    found = target.create("logs", "describe_log_groups", logGroupNamePrefix=prefix or None)["logGroups"]
    return {"log_group_names": [item["logGroupName"] for item in found]}


@seeds("aws_dynamodb_table")
def table(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_dynamodb_table` finds."""
    name = lookup.text("name")
    target.ask(
        "dynamodb",
        "create_table",
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    arn = f"arn:{target.partition}:dynamodb:{target.region}:{target.account_id}:table/{name}"
    return {"id": name, "name": name, "arn": arn}


@seeds("aws_db_instance")
def database(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_db_instance` finds."""
    name = lookup.text("db_instance_identifier") or "seeded"
    target.ask(
        "rds",
        "create_db_instance",
        DBInstanceIdentifier=name,
        DBInstanceClass="db.t3.micro",
        Engine="postgres",
        AllocatedStorage=20,
        MasterUsername="seeded",
        MasterUserPassword=SEEDED,
        Tags=tag_list(lookup.tags) or None,
    )
    made = target.create("rds", "describe_db_instances", DBInstanceIdentifier=name)["DBInstances"][0]
    endpoint = made.get("Endpoint", {})
    address, port = endpoint.get("Address", ""), endpoint.get("Port", 5432)
    return {
        "id": name,
        "address": address,
        "port": port,
        "endpoint": f"{address}:{port}",
        "db_instance_arn": made["DBInstanceArn"],
    }


@seeds("aws_rds_cluster")
def database_cluster(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_rds_cluster` finds."""
    name = lookup.text("cluster_identifier")
    target.ask(
        "rds",
        "create_db_cluster",
        DBClusterIdentifier=name,
        Engine="aurora-postgresql",
        MasterUsername="seeded",
        MasterUserPassword=SEEDED,
    )
    made = target.create("rds", "describe_db_clusters", DBClusterIdentifier=name)["DBClusters"][0]
    return {"id": name, "arn": made["DBClusterArn"], "endpoint": made["Endpoint"], "port": made.get("Port", 5432)}


@seeds("aws_db_subnet_group")
def database_subnets(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_db_subnet_group` finds."""
    name = lookup.text("name")
    vpc_id = default_vpc(target)["VpcId"]
    subnets = target.create("ec2", "describe_subnets", Filters=[{"Name": "vpc-id", "Values": [vpc_id]}])["Subnets"]
    target.ask(
        "rds",
        "create_db_subnet_group",
        DBSubnetGroupName=name,
        DBSubnetGroupDescription="seeded",
        SubnetIds=[item["SubnetId"] for item in subnets[:2]],
    )
    return {"id": name, "name": name}


@seeds("aws_wafv2_web_acl")
def web_acl(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_wafv2_web_acl` finds."""
    name, scope = lookup.text("name"), lookup.text("scope") or "REGIONAL"
    visibility = {"SampledRequestsEnabled": False, "CloudWatchMetricsEnabled": False, "MetricName": "seeded"}
    for item in target.create("wafv2", "list_web_acls", Scope=scope)["WebACLs"]:
        if item["Name"] == name:
            return {"id": item["Id"], "arn": item["ARN"], "name": name}
    made = target.create(
        "wafv2", "create_web_acl", Name=name, Scope=scope, DefaultAction={"Allow": {}}, VisibilityConfig=visibility
    )["Summary"]
    return {"id": made["Id"], "arn": made["ARN"], "name": name}


@seeds("aws_cognito_user_pools")
def user_pools(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_cognito_user_pools` finds."""
    name = lookup.text("name")
    made = target.create("cognito-idp", "create_user_pool", PoolName=name)["UserPool"]
    return {"id": name, "ids": [made["Id"]], "arns": [made["Arn"]]}
