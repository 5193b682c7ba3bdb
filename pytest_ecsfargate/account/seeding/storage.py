"""Buckets, file systems, queues, topics and log groups."""

from __future__ import annotations

from typing import Any

from ...plan.seeds import SEEDED
from .lookup import Lookup
from .network import default_vpc, subnets_of
from .registry import seeds
from .target import Target, tag_list


def _bucket(target: Target, name: str) -> None:
    if target.ask("s3", "head_bucket", Bucket=name) is None:
        place = None if target.region == "us-east-1" else {"LocationConstraint": target.region}
        target.create("s3", "create_bucket", Bucket=name, CreateBucketConfiguration=place)


@seeds("aws_s3_bucket", "aws_s3_objects", "aws_s3_bucket_objects")
def bucket(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_s3_bucket` finds; a bucket whose objects are listed may be empty."""
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


@seeds("aws_efs_mount_target")
def mount_target(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_efs_mount_target` finds, by file system."""
    parent = lookup.text("file_system_id")
    found = target.create("efs", "describe_mount_targets", FileSystemId=parent)["MountTargets"]
    if not found:
        subnets = sorted(item["SubnetId"] for item in subnets_of(target, default_vpc(target)["VpcId"]))
        found = [target.create("efs", "create_mount_target", FileSystemId=parent, SubnetId=subnets[0])]
    return {"id": found[0]["MountTargetId"], "subnet_id": found[0]["SubnetId"], "ip_address": found[0]["IpAddress"]}


@seeds("aws_efs_access_point")
def access_point(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_efs_access_point` finds."""
    identifier = lookup.text("access_point_id")
    found = target.ask("efs", "describe_access_points", AccessPointId=identifier)
    if found is None:
        parent = target.create("efs", "create_file_system", CreationToken=f"seeded-{identifier}")["FileSystemId"]
        target.create("efs", "create_access_point", {"fsap": identifier}, FileSystemId=parent, ClientToken=identifier)
        found = target.create("efs", "describe_access_points", AccessPointId=identifier)
    made = found["AccessPoints"][0]
    return {"id": identifier, "arn": made["AccessPointArn"], "file_system_id": made["FileSystemId"]}


@seeds("aws_efs_access_points")
def access_points(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_efs_access_points` finds."""
    parent = lookup.text("file_system_id")
    found = target.create("efs", "describe_access_points", FileSystemId=parent)["AccessPoints"]
    if not found:
        found = [target.create("efs", "create_access_point", FileSystemId=parent, ClientToken=f"seeded-{parent}")]
    return {
        "id": parent,
        "ids": sorted(item["AccessPointId"] for item in found),
        "arns": sorted(item["AccessPointArn"] for item in found),
    }


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


@seeds("aws_cloudwatch_event_bus")
def event_bus(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_cloudwatch_event_bus` finds."""
    name = lookup.text("name")
    target.ask("events", "create_event_bus", Name=name)
    arn = f"arn:{target.partition}:events:{target.region}:{target.account_id}:event-bus/{name}"
    return {"id": name, "name": name, "arn": arn}


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
