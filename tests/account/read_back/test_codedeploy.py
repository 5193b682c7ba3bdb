from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate.account.emulated import EmulatedAccount

ALARMS = {"enabled": True, "ignorePollAlarmFailure": False, "alarms": [{"name": "errors"}]}


@pytest.fixture(scope="module")
def codedeploy(account: EmulatedAccount) -> Any:
    client = account.session("eu-west-2").client("codedeploy")
    client.create_application(applicationName="web", computePlatform="ECS")
    return client


def described(client: Any, group: str, **given: Any) -> dict[str, Any]:
    """A deployment group that is created with what is given, as it is read back."""
    name = {"applicationName": "web", "deploymentGroupName": group}
    client.create_deployment_group(**name, serviceRoleArn="arn:aws:iam::730184296155:role/x", **given)
    return dict(client.get_deployment_group(**name)["deploymentGroupInfo"])


def test_a_group_keeps_its_alarms(codedeploy: Any) -> None:
    assert described(codedeploy, "watched", alarmConfiguration=ALARMS)["alarmConfiguration"] == ALARMS


def test_of_a_group_only_what_it_has_is_told(codedeploy: Any) -> None:
    services = [{"clusterName": "main", "serviceName": "web"}]
    found = described(codedeploy, "plain", ecsServices=services)
    assert found["ecsServices"] == services
    assert found["deploymentConfigName"] == "CodeDeployDefault.OneAtATime"
    assert {"alarmConfiguration", "loadBalancerInfo", "blueGreenDeploymentConfiguration"} & set(found) == set()


def test_a_group_that_is_made_again_has_none_of_the_former_s_alarms(codedeploy: Any) -> None:
    described(codedeploy, "again", alarmConfiguration=ALARMS)
    codedeploy.delete_deployment_group(applicationName="web", deploymentGroupName="again")
    assert "alarmConfiguration" not in described(codedeploy, "again")
