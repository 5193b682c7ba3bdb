"""What was said of a service is read back: created, described, updated, described, deleted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pytest_ecsfargate.account.emulated import EmulatedAccount

FARGATE = {"capacityProvider": "FARGATE", "base": 1, "weight": 1}
SPOT = {"capacityProvider": "FARGATE_SPOT", "weight": 3}
CONNECT = {"enabled": True, "namespace": "a", "services": [{"portName": "http", "clientAliases": [{"port": 80}]}]}
ALARMS = {"alarmNames": ["a"], "enable": True, "rollback": True}
BREAKER = {"enable": True, "rollback": True}


@pytest.fixture(scope="module")
def session(account: EmulatedAccount) -> Any:
    return account.session("eu-west-2")


@pytest.fixture(scope="module")
def subnet(session: Any) -> str:
    ec2 = session.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    return str(ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"])


@pytest.fixture(scope="module")
def ecs(session: Any) -> Any:
    client = session.client("ecs")
    client.create_cluster(clusterName="main")
    client.register_task_definition(family="web", containerDefinitions=[{"name": "web", "image": "x", "memory": 512}])
    client.register_task_definition(
        family="dotnet",
        containerDefinitions=[{"name": "web", "image": "x", "memory": 512}],
        runtimePlatform={"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"},
    )
    return client


class Service:
    """A service of ECS, created with what is given."""

    def __init__(self, client: Any, **given: Any) -> None:
        self.client = client
        self.name = {"cluster": given.get("cluster", "main"), "service": given.get("serviceName", "web")}
        self.created = client.create_service(
            **{"cluster": "main", "serviceName": "web", "taskDefinition": "web", "desiredCount": 2} | given
        )["service"]

    def described(self) -> dict[str, Any]:
        (found,) = self.client.describe_services(cluster=self.name["cluster"], services=[self.name["service"]])[
            "services"
        ]
        return dict(found)

    def update(self, **given: Any) -> dict[str, Any]:
        return dict(self.client.update_service(**self.name, **given)["service"])


@pytest.fixture
def service(ecs: Any) -> Iterator[Any]:
    made: list[Service] = []

    def make(**given: Any) -> Service:
        made.append(Service(ecs, **given))
        return made[-1]

    yield make
    for one in made:
        ecs.delete_service(**one.name, force=True)


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("availabilityZoneRebalancing", "DISABLED", "ENABLED"),
        ("capacityProviderStrategy", [FARGATE, SPOT], [FARGATE]),
        ("enableECSManagedTags", True, False),
        ("enableExecuteCommand", True, False),
        ("healthCheckGracePeriodSeconds", 60, 0),
        ("placementConstraints", [{"type": "distinctInstance"}], []),
        ("placementStrategy", [{"type": "spread", "field": "instanceId"}], []),
        ("platformVersion", "1.4.0", "LATEST"),
        ("propagateTags", "SERVICE", "NONE"),
        ("serviceRegistries", [{"registryArn": "arn:aws:servicediscovery:eu-west-2:1:service/a"}], []),
    ],
)
def test_an_attribute_is_read_back(service: Any, name: str, first: Any, second: Any) -> None:
    made = service(**{name: first})
    assert made.created[name] == first
    assert made.described()[name] == first
    made.update(desiredCount=1)
    assert made.described()[name] == first, "what an update does not name stays"
    assert made.update(**{name: second})[name] == second
    assert made.described()[name] == second


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("serviceConnectConfiguration", CONNECT, {"enabled": False}),
        ("volumeConfigurations", [{"name": "data", "managedEBSVolume": {"roleArn": "arn:x", "sizeInGiB": 8}}], []),
        ("vpcLatticeConfigurations", [{"roleArn": "arn:x", "targetGroupArn": "arn:y", "portName": "http"}], []),
    ],
)
def test_what_belongs_to_a_deployment_is_read_back_there(service: Any, name: str, first: Any, second: Any) -> None:
    made = service(**{name: first})
    assert made.created["deployments"][0][name] == first
    assert made.described()["deployments"][0][name] == first
    made.update(**{name: second})
    assert made.described()["deployments"][0][name] == second


def test_a_deployment_configuration_is_updated_part_by_part(service: Any) -> None:
    given = {"minimumHealthyPercent": 50, "maximumPercent": 150, "deploymentCircuitBreaker": BREAKER, "alarms": ALARMS}
    made = service(deploymentConfiguration=given)
    assert made.described()["deploymentConfiguration"] == given
    made.update(deploymentConfiguration={"maximumPercent": 175})
    assert made.described()["deploymentConfiguration"] == given | {"maximumPercent": 175}


@pytest.mark.parametrize(
    ("given", "configuration"),
    [
        (
            {},
            {
                "minimumHealthyPercent": 100,
                "maximumPercent": 200,
                "deploymentCircuitBreaker": {"enable": False, "rollback": False},
            },
        ),
        (
            {"schedulingStrategy": "DAEMON"},
            {
                "minimumHealthyPercent": 0,
                "maximumPercent": 100,
                "deploymentCircuitBreaker": {"enable": False, "rollback": False},
            },
        ),
        (
            {"deploymentController": {"type": "CODE_DEPLOY"}},
            {"minimumHealthyPercent": 100, "maximumPercent": 200},
        ),
    ],
)
def test_a_deployment_configuration_that_is_not_said(
    service: Any, given: dict[str, Any], configuration: dict[str, Any]
) -> None:
    made = service(**given)
    assert made.described()["deploymentConfiguration"] == configuration
    assert made.described()["deploymentController"] == given.get("deploymentController", {"type": "ECS"})


def test_a_service_of_which_little_is_said_has_the_defaults(service: Any) -> None:
    found = service(launchType="FARGATE").described()
    assert found["availabilityZoneRebalancing"] == "ENABLED"
    assert found["enableECSManagedTags"] is False
    assert found["enableExecuteCommand"] is False
    assert found["launchType"] == "FARGATE"
    assert found["platformVersion"] == "LATEST"
    assert found["propagateTags"] == "NONE"
    assert "capacityProviderStrategy" not in found
    assert "healthCheckGracePeriodSeconds" not in found
    assert found["deployments"][0]["platformVersion"] == "1.4.0"


@pytest.mark.parametrize(
    "given",
    [
        {"schedulingStrategy": "DAEMON"},
        {"deploymentConfiguration": {"maximumPercent": 100}},
        {"loadBalancers": [{"loadBalancerName": "classic", "containerName": "web", "containerPort": 80}]},
    ],
)
def test_a_service_that_cannot_be_rebalanced_is_not(service: Any, given: dict[str, Any]) -> None:
    assert service(**given).described()["availabilityZoneRebalancing"] == "DISABLED"


def test_the_latest_platform_is_that_of_the_operating_system(service: Any) -> None:
    found = service(launchType="FARGATE", taskDefinition="dotnet").described()
    assert found["platformVersion"] == "LATEST"
    assert found["deployments"][0]["platformVersion"] == "1.0.0"


def test_a_service_on_ec2_has_no_platform(service: Any) -> None:
    found = service(launchType="EC2").described()
    assert "platformVersion" not in found
    assert "platformVersion" not in found["deployments"][0]


def test_a_service_with_a_strategy_has_no_launch_type(service: Any) -> None:
    found = service(capacityProviderStrategy=[SPOT]).described()
    assert "launchType" not in found
    assert "launchType" not in found["deployments"][0]
    assert found["deployments"][0]["capacityProviderStrategy"] == [SPOT]
    assert found["platformVersion"] == "LATEST"


def test_without_a_strategy_and_a_launch_type_the_cluster_s_strategy_counts(ecs: Any, service: Any) -> None:
    ecs.create_cluster(
        clusterName="spot",
        capacityProviders=["FARGATE_SPOT"],
        defaultCapacityProviderStrategy=[{**SPOT, "base": 0}],
    )
    found = service(cluster="spot").described()
    assert found["capacityProviderStrategy"] == [{**SPOT, "base": 0}]
    assert "launchType" not in found
    assert "launchType" in service(launchType="FARGATE", cluster="spot", serviceName="other").described()


def test_a_load_balanced_service_has_a_grace_period(service: Any) -> None:
    balancers = [{"targetGroupArn": "arn:x", "containerName": "web", "containerPort": 80}]
    found = service(loadBalancers=balancers).described()
    assert found["healthCheckGracePeriodSeconds"] == 0
    assert found["loadBalancers"] == balancers


def test_a_family_is_read_back_as_its_newest_revision(ecs: Any, service: Any) -> None:
    made = service()
    assert made.described()["taskDefinition"].endswith("task-definition/web:1")
    ecs.register_task_definition(family="web", containerDefinitions=[{"name": "web", "image": "y", "memory": 512}])
    found = made.update(taskDefinition="web")
    assert found["taskDefinition"].endswith(":task-definition/web:2")
    assert found["deployments"][0]["taskDefinition"] == found["taskDefinition"]
    assert made.update(taskDefinition="web:1")["taskDefinition"].endswith(":task-definition/web:1")


def test_a_network_without_security_groups_is_taken(service: Any, subnet: str) -> None:
    made = service(launchType="FARGATE", networkConfiguration={"awsvpcConfiguration": {"subnets": [subnet]}})
    expected = {"subnets": [subnet], "securityGroups": [], "assignPublicIp": "DISABLED"}
    found = made.described()
    assert found["networkConfiguration"]["awsvpcConfiguration"] == expected
    assert found["deployments"][0]["networkConfiguration"]["awsvpcConfiguration"] == expected
    public = {"awsvpcConfiguration": {"subnets": [subnet], "assignPublicIp": "ENABLED"}}
    made.update(networkConfiguration=public)
    assert made.described()["networkConfiguration"]["awsvpcConfiguration"]["assignPublicIp"] == "ENABLED"


def test_services_of_one_name_in_two_clusters_are_two(ecs: Any, service: Any) -> None:
    ecs.create_cluster(clusterName="other")
    first, second = service(enableExecuteCommand=True), service(cluster="other")
    assert first.described()["enableExecuteCommand"] is True
    assert second.described()["enableExecuteCommand"] is False


def test_what_is_deleted_is_forgotten_and_no_longer_listed(ecs: Any) -> None:
    ecs.create_cluster(clusterName="short")
    made = Service(ecs, cluster="short", capacityProviderStrategy=[SPOT], enableExecuteCommand=True, desiredCount=0)
    assert ecs.list_services(cluster="short")["serviceArns"] == [made.created["serviceArn"]]
    gone = ecs.delete_service(**made.name)["service"]
    assert (gone["status"], gone["pendingCount"]) == ("INACTIVE", 0)
    assert made.described()["status"] == "INACTIVE"
    assert ecs.list_services(cluster="short")["serviceArns"] == []
    again = Service(ecs, cluster="short", launchType="FARGATE", desiredCount=0).described()
    assert again["enableExecuteCommand"] is False
    assert "capacityProviderStrategy" not in again
    ecs.delete_service(cluster="short", service="web")


def test_a_deleted_cluster_is_no_longer_listed(ecs: Any) -> None:
    arn = ecs.create_cluster(clusterName="brief")["cluster"]["clusterArn"]
    assert arn in ecs.list_clusters()["clusterArns"]
    ecs.delete_cluster(cluster="brief")
    assert arn not in ecs.list_clusters()["clusterArns"]
    assert ecs.describe_clusters(clusters=["brief"])["clusters"][0]["status"] == "INACTIVE"
    ecs.create_cluster(clusterName="brief")
    assert arn in ecs.list_clusters()["clusterArns"]


def test_a_refusal_of_moto_reaches_the_client(ecs: Any) -> None:
    with pytest.raises(ecs.exceptions.ClusterNotFoundException):
        ecs.create_service(cluster="nowhere", serviceName="web", taskDefinition="web", launchType="FARGATE")
    with pytest.raises(ecs.exceptions.ServiceNotFoundException):
        ecs.update_service(cluster="main", service="nothing", desiredCount=1)
