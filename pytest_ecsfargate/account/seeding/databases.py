"""Databases and caches."""

from __future__ import annotations

from typing import Any

from ...plan.seeds import SEEDED
from .lookup import Lookup
from .network import default_vpc, subnets_of
from .registry import seeds
from .target import Target, tag_list


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
    made = database_of(target, lookup.text("db_instance_identifier") or "seeded", lookup.tags)
    endpoint = made.get("Endpoint", {})
    address, port = endpoint.get("Address", ""), endpoint.get("Port", 5432)
    return {
        "id": made["DBInstanceIdentifier"],
        "address": address,
        "port": port,
        "endpoint": f"{address}:{port}",
        "db_instance_arn": made["DBInstanceArn"],
    }


def database_of(target: Target, name: str, tags: dict[str, str] | None = None) -> dict[str, Any]:
    """The database instance of a name."""
    target.ask(
        "rds",
        "create_db_instance",
        DBInstanceIdentifier=name,
        DBInstanceClass="db.t3.micro",
        Engine="postgres",
        AllocatedStorage=20,
        MasterUsername="seeded",
        MasterUserPassword=SEEDED,
        Tags=tag_list(tags or {}) or None,
    )
    return dict(target.create("rds", "describe_db_instances", DBInstanceIdentifier=name)["DBInstances"][0])


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
    subnets = subnets_of(target, default_vpc(target)["VpcId"])
    target.ask(
        "rds",
        "create_db_subnet_group",
        DBSubnetGroupName=name,
        DBSubnetGroupDescription="seeded",
        SubnetIds=[item["SubnetId"] for item in subnets[:2]],
    )
    return {"id": name, "name": name}


@seeds("aws_db_parameter_group")
def database_parameters(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_db_parameter_group` finds."""
    name = lookup.text("name")
    target.ask(
        "rds",
        "create_db_parameter_group",
        DBParameterGroupName=name,
        DBParameterGroupFamily="postgres16",
        Description="seeded",
    )
    return {"id": name, "name": name}


@seeds("aws_db_snapshot")
def database_snapshot(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_db_snapshot` finds."""
    name = lookup.text("db_snapshot_identifier") or "seeded"
    of = database_of(target, lookup.text("db_instance_identifier") or "seeded")["DBInstanceIdentifier"]
    target.ask("rds", "create_db_snapshot", DBSnapshotIdentifier=name, DBInstanceIdentifier=of)
    return {"id": name, "db_snapshot_identifier": name}


@seeds("aws_elasticache_cluster")
def cache_cluster(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_elasticache_cluster` finds."""
    name = lookup.text("cluster_id")
    target.ask(
        "elasticache",
        "create_cache_cluster",
        CacheClusterId=name,
        Engine="redis",
        CacheNodeType="cache.t3.micro",
        NumCacheNodes=1,
    )
    return {"id": name, "cluster_id": name}


@seeds("aws_elasticache_replication_group")
def replication_group(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_elasticache_replication_group` finds."""
    name = lookup.text("replication_group_id")
    if target.ask("elasticache", "describe_replication_groups", ReplicationGroupId=name) is not None:
        return {"id": name, "replication_group_id": name}
    target.create(
        "elasticache",
        "create_replication_group",
        {"reader": f"{name}-ro.seeded.cache.amazonaws.com"},
        ReplicationGroupId=name,
        ReplicationGroupDescription="seeded",
        Engine="redis",
        CacheNodeType="cache.t3.micro",
        NumCacheClusters=2,
        AutomaticFailoverEnabled=True,
    )
    return {"id": name, "replication_group_id": name}


@seeds("aws_elasticache_subnet_group")
def cache_subnets(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_elasticache_subnet_group` finds."""
    name = lookup.text("name")
    subnets = subnets_of(target, default_vpc(target)["VpcId"])
    target.ask(
        "elasticache",
        "create_cache_subnet_group",
        CacheSubnetGroupName=name,
        CacheSubnetGroupDescription="seeded",
        SubnetIds=sorted(item["SubnetId"] for item in subnets)[:2],
    )
    return {"id": name, "name": name}
