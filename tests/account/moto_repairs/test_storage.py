from __future__ import annotations

import json
from typing import Any

REGION = "eu-south-1"


def test_each_database_has_an_id_of_its_own(session: Any) -> None:
    rds = session.client("rds")
    size = {"Engine": "postgres", "DBInstanceClass": "db.t4g.micro", "AllocatedStorage": 20}
    login = {"MasterUsername": "app", "MasterUserPassword": "a-password"}
    made = [rds.create_db_instance(DBInstanceIdentifier=name, **size, **login)["DBInstance"] for name in ("a", "b")]
    ids = [found["DbiResourceId"] for found in made]
    assert len(set(ids)) == 2
    filters = [{"Name": "dbi-resource-id", "Values": [ids[0]]}]
    found = rds.describe_db_instances(Filters=filters)["DBInstances"]
    assert [database["DBInstanceIdentifier"] for database in found] == ["a"]


def test_a_cluster_that_is_not_serverless_has_no_scaling(session: Any) -> None:
    rds = session.client("rds")
    login = {"MasterUsername": "app", "MasterUserPassword": "a-password"}
    rds.create_db_cluster(DBClusterIdentifier="plain", Engine="aurora-postgresql", **login)
    rds.create_db_cluster(DBClusterIdentifier="old", Engine="aurora-mysql", EngineMode="serverless", **login)
    found = {one["DBClusterIdentifier"]: one for one in rds.describe_db_clusters()["DBClusters"]}
    assert "ScalingConfigurationInfo" not in found["plain"]
    assert found["old"]["ScalingConfigurationInfo"]["MaxCapacity"] == 16


def test_a_cache_keeps_its_security_groups_and_its_subnets_can_be_deleted(session: Any) -> None:
    cache, ec2 = session.client("elasticache"), session.client("ec2")
    (network,) = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"]
    here = [{"Name": "vpc-id", "Values": [network["VpcId"]]}]
    subnets = [found["SubnetId"] for found in ec2.describe_subnets(Filters=here)["Subnets"]]
    (group,) = ec2.describe_security_groups(GroupNames=["default"], Filters=here)["SecurityGroups"]
    cache.create_cache_subnet_group(CacheSubnetGroupName="a", CacheSubnetGroupDescription="a", SubnetIds=subnets)
    cache.create_cache_cluster(
        CacheClusterId="kept",
        Engine="redis",
        CacheNodeType="cache.t4g.micro",
        CacheSubnetGroupName="a",
        SecurityGroupIds=[group["GroupId"]],
    )
    (found,) = cache.describe_cache_clusters(CacheClusterId="kept")["CacheClusters"]
    assert [item["SecurityGroupId"] for item in found["SecurityGroups"]] == [group["GroupId"]]
    cache.delete_cache_cluster(CacheClusterId="kept")
    cache.delete_cache_subnet_group(CacheSubnetGroupName="a")
    assert cache.describe_cache_subnet_groups()["CacheSubnetGroups"] == []


def test_a_cache_has_a_version_and_when_it_is_deleted_is_gone(session: Any) -> None:
    cache = session.client("elasticache")
    cache.create_cache_cluster(CacheClusterId="one", Engine="redis", CacheNodeType="cache.t4g.micro", NumCacheNodes=1)
    cache.create_replication_group(ReplicationGroupId="two", ReplicationGroupDescription="x")
    assert cache.describe_cache_clusters(CacheClusterId="one")["CacheClusters"][0]["EngineVersion"] == "7.1.0"
    assert cache.delete_cache_cluster(CacheClusterId="one")["CacheCluster"]["CacheClusterStatus"] == "deleting"
    assert cache.delete_replication_group(ReplicationGroupId="two")["ReplicationGroup"]["Status"] == "deleting"
    assert cache.describe_cache_clusters()["CacheClusters"] == []
    assert cache.describe_replication_groups()["ReplicationGroups"] == []


def _denying(action: str, resource: object) -> str:
    """A policy that denies something where TLS is not used, and else to all but one user."""
    insecure = {"Bool": {"aws:SecureTransport": "false"}}
    others = {"StringNotLike": {"aws:userId": "AROAEXAMPLE:*"}}
    statements = [
        {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": action, "Resource": resource, "Condition": condition}
        for condition in (insecure, others)
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def test_a_bucket_policy_is_kept_and_keeps_nobody_out(session: Any) -> None:
    s3 = session.client("s3")
    s3.create_bucket(Bucket="guarded", CreateBucketConfiguration={"LocationConstraint": REGION})
    policy = _denying("s3:*", ["arn:aws:s3:::guarded", "arn:aws:s3:::guarded/*"])
    s3.put_bucket_policy(Bucket="guarded", Policy=policy)
    s3.put_object(Bucket="guarded", Key="a", Body=b"x")
    assert s3.get_object(Bucket="guarded", Key="a")["Body"].read() == b"x"
    assert json.loads(s3.get_bucket_policy(Bucket="guarded")["Policy"]) == json.loads(policy)
    s3.delete_object(Bucket="guarded", Key="a")
    s3.delete_bucket(Bucket="guarded")


def test_a_key_policy_is_kept_and_keeps_nobody_out(session: Any) -> None:
    kms = session.client("kms")
    policy = _denying("kms:*", "*")
    key = kms.create_key(Policy=policy)["KeyMetadata"]["KeyId"]
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["Enabled"] is True
    assert json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]) == json.loads(policy)
