from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_ecsfargate.account.emulated import EmulatedAccount

REGION = "eu-south-1"


@pytest.fixture(scope="module")
def session(account: EmulatedAccount) -> Any:
    return account.session(REGION)


@pytest.fixture(scope="module")
def vpc(session: Any) -> str:
    return str(session.client("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"])


@pytest.mark.parametrize("config", [{}, {"HostedZoneConfig": {"PrivateZone": True}}], ids=["implied", "said"])
def test_a_zone_that_is_created_with_a_vpc_is_private_and_keeps_it(session: Any, vpc: str, config: Any) -> None:
    route53 = session.client("route53")
    expected = {"VPCId": vpc, "VPCRegion": REGION}
    made = route53.create_hosted_zone(Name="a.internal", CallerReference="x", VPC=expected, **config)
    found = route53.get_hosted_zone(Id=made["HostedZone"]["Id"])
    for answer in (made, found):
        assert answer["HostedZone"]["Config"]["PrivateZone"] is True
        assert "DelegationSet" not in answer
    assert made["VPC"] == expected
    assert found["VPCs"] == [expected]
    listed = route53.list_hosted_zones_by_vpc(VPCId=vpc, VPCRegion=REGION)["HostedZoneSummaries"]
    assert made["HostedZone"]["Id"].endswith(listed[-1]["HostedZoneId"])
    route53.delete_hosted_zone(Id=made["HostedZone"]["Id"])


def test_a_zone_without_a_vpc_is_public(session: Any) -> None:
    route53 = session.client("route53")
    made = route53.create_hosted_zone(Name="a.example", CallerReference="x")
    found = route53.get_hosted_zone(Id=made["HostedZone"]["Id"])
    assert found["HostedZone"]["Config"]["PrivateZone"] is False
    assert "VPCs" not in found
    assert found["DelegationSet"]["NameServers"]


def test_a_vpc_that_is_associated_later_is_told_too(session: Any, vpc: str) -> None:
    route53, ec2 = session.client("route53"), session.client("ec2")
    second = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    first = {"VPCId": vpc, "VPCRegion": REGION}
    zone = route53.create_hosted_zone(Name="b.internal", CallerReference="x", VPC=first)["HostedZone"]["Id"]
    route53.associate_vpc_with_hosted_zone(HostedZoneId=zone, VPC={"VPCId": second, "VPCRegion": REGION})
    assert [found["VPCId"] for found in route53.get_hosted_zone(Id=zone)["VPCs"]] == [vpc, second]
    route53.disassociate_vpc_from_hosted_zone(HostedZoneId=zone, VPC=first)
    assert [found["VPCId"] for found in route53.get_hosted_zone(Id=zone)["VPCs"]] == [second]


def test_the_zone_of_a_namespace_goes_with_it(session: Any, vpc: str) -> None:
    discovery, route53 = session.client("servicediscovery"), session.client("route53")
    before = {zone["Id"] for zone in route53.list_hosted_zones()["HostedZones"]}
    discovery.create_private_dns_namespace(Name="c.internal", Vpc=vpc)
    (namespace,) = discovery.list_namespaces()["Namespaces"]
    zone = discovery.get_namespace(Id=namespace["Id"])["Namespace"]["Properties"]["DnsProperties"]["HostedZoneId"]
    assert zone in {found["Id"] for found in route53.list_hosted_zones()["HostedZones"]}
    discovery.delete_namespace(Id=namespace["Id"])
    assert {found["Id"] for found in route53.list_hosted_zones()["HostedZones"]} == before


def test_a_namespace_without_a_zone_can_be_deleted(session: Any) -> None:
    discovery = session.client("servicediscovery")
    discovery.create_http_namespace(Name="d")
    (namespace,) = discovery.list_namespaces()["Namespaces"]
    discovery.delete_namespace(Id=namespace["Id"])
    assert discovery.list_namespaces()["Namespaces"] == []


def test_the_network_acls_of_a_vpc_go_with_it(session: Any, vpc: str) -> None:
    ec2 = session.client("ec2")
    deleted = ec2.create_vpc(CidrBlock="10.2.0.0/16")["Vpc"]["VpcId"]
    assert _acls(ec2, deleted)
    ec2.delete_vpc(VpcId=deleted)
    assert _acls(ec2, deleted) == []
    assert _acls(ec2, vpc)


def test_the_network_interface_of_a_nat_gateway_goes_with_it(session: Any, vpc: str) -> None:
    ec2 = session.client("ec2")
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.9.0/24")["Subnet"]["SubnetId"]
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    gateway = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)["NatGateway"]["NatGatewayId"]
    of_the_subnet = [{"Name": "subnet-id", "Values": [subnet]}]
    assert ec2.describe_network_interfaces(Filters=of_the_subnet)["NetworkInterfaces"]
    ec2.delete_nat_gateway(NatGatewayId=gateway)
    assert ec2.describe_network_interfaces(Filters=of_the_subnet)["NetworkInterfaces"] == []


def _acls(ec2: Any, vpc: str) -> list[Any]:
    return list(ec2.describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["NetworkAcls"])


def test_no_task_runs_and_what_is_desired_is_pending(session: Any) -> None:
    ecs = session.client("ecs")
    ecs.create_cluster(clusterName="counted")
    ecs.register_task_definition(family="counted", containerDefinitions=[{"name": "web", "image": "x", "memory": 512}])
    for name in ("one", "two"):
        ecs.create_service(cluster="counted", serviceName=name, taskDefinition="counted", desiredCount=2)
    ecs.update_service(cluster="counted", service="one", desiredCount=3)
    ecs.update_service(cluster="counted", service="two", enableExecuteCommand=True)
    services = ecs.describe_services(cluster="counted", services=["one", "two"])["services"]
    assert [(found["runningCount"], found["pendingCount"]) for found in services] == [(0, 3), (0, 2)]
    assert [found["deployments"][0]["pendingCount"] for found in services] == [3, 2]
    assert _tasks(ecs) == (0, 5)
    for name in ("one", "two"):
        ecs.delete_service(cluster="counted", service=name, force=True)
    assert _tasks(ecs) == (0, 0)


def _tasks(ecs: Any) -> tuple[int, int]:
    (cluster,) = ecs.describe_clusters(clusters=["counted"])["clusters"]
    return cluster["runningTasksCount"], cluster["pendingTasksCount"]


def test_deployment_groups_and_applications_can_be_deleted(session: Any) -> None:
    deploy = session.client("codedeploy")
    role = "arn:aws:iam::730184296155:role/deployment"
    tags = [{"Key": "team", "Value": "a"}]
    deploy.create_application(applicationName="web", computePlatform="ECS", tags=tags)
    for group in ("one", "two"):
        deploy.create_deployment_group(applicationName="web", deploymentGroupName=group, serviceRoleArn=role, tags=tags)
    deploy.delete_deployment_group(applicationName="web", deploymentGroupName="one")
    assert deploy.list_deployment_groups(applicationName="web")["deploymentGroups"] == ["two"]
    deploy.delete_application(applicationName="web")
    assert deploy.list_applications()["applications"] == []
    deploy.create_application(applicationName="web", computePlatform="ECS")
    deploy.create_deployment_group(applicationName="web", deploymentGroupName="two", serviceRoleArn=role)
    assert deploy.list_deployment_groups(applicationName="web")["deploymentGroups"] == ["two"]
    account = session.client("sts").get_caller_identity()["Account"]
    for kind in ("application:web", "deploymentgroup:web/two"):
        arn = f"arn:aws:codedeploy:{REGION}:{account}:{kind}"
        assert deploy.list_tags_for_resource(ResourceArn=arn)["Tags"] == []


def test_the_times_of_a_pipeline_are_times(session: Any) -> None:
    iam, pipelines = session.client("iam"), session.client("codepipeline")
    principal = {"Service": "codepipeline.amazonaws.com"}
    trust = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}],
    }
    role = iam.create_role(RoleName="pipeline", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    kind = {"category": "Source", "owner": "AWS", "provider": "S3", "version": "1"}
    stages = [{"name": name, "actions": [{"name": name, "actionTypeId": kind}]} for name in ("one", "two")]
    store = {"type": "S3", "location": "artifacts"}
    pipelines.create_pipeline(pipeline={"name": "web", "roleArn": role, "artifactStore": store, "stages": stages})
    told: list[bytes] = []
    pipelines.meta.events.register("before-parse", lambda response_dict, **_: told.append(response_dict["body"]))
    pipelines.get_pipeline(name="web")
    metadata = json.loads(told[0])["metadata"]
    assert isinstance(metadata["created"], float), "boto3 would take a text as well, the provider does not"
    assert metadata["pipelineArn"].endswith(":web")


def test_a_build_of_a_pipeline_says_no_location(session: Any) -> None:
    codebuild = session.client("codebuild")
    account = session.client("sts").get_caller_identity()["Account"]
    given = {
        "source": {"type": "CODEPIPELINE"},
        "artifacts": {"type": "CODEPIPELINE"},
        "environment": {"type": "LINUX_CONTAINER", "image": "x", "computeType": "BUILD_GENERAL1_SMALL"},
        "serviceRole": f"arn:aws:iam::{account}:role/build",
    }
    codebuild.create_project(name="web", **given)
    assert codebuild.batch_get_projects(names=["web"])["projects"][0]["source"] == {"type": "CODEPIPELINE"}
    with pytest.raises(codebuild.exceptions.InvalidInputException, match="location is required"):
        codebuild.create_project(name="other", **given | {"source": {"type": "GITHUB"}})


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


def test_a_cache_that_is_deleted_is_gone(session: Any) -> None:
    cache = session.client("elasticache")
    cache.create_cache_cluster(CacheClusterId="one", Engine="redis", CacheNodeType="cache.t4g.micro", NumCacheNodes=1)
    cache.create_replication_group(ReplicationGroupId="two", ReplicationGroupDescription="x")
    assert cache.delete_cache_cluster(CacheClusterId="one")["CacheCluster"]["CacheClusterStatus"] == "deleting"
    assert cache.delete_replication_group(ReplicationGroupId="two")["ReplicationGroup"]["Status"] == "deleting"
    assert cache.describe_cache_clusters()["CacheClusters"] == []
    assert cache.describe_replication_groups()["ReplicationGroups"] == []
