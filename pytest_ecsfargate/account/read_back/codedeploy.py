"""Deployment groups of CodeDeploy: the alarms that moto forgets, and nothing where it tells an empty structure.

https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentGroupInfo.html
"""

from __future__ import annotations

from .exchange import Answer, Body, Moto

_SERVICE = "CodeDeploy_20141006"


class DeploymentGroups:
    """The alarm configuration of each deployment group, by the group's id."""

    def __init__(self) -> None:
        self._alarms: dict[str, Body] = {}

    def answers(self) -> dict[str, Answer]:
        """What is answered, by service and action."""
        return {f"{_SERVICE}.CreateDeploymentGroup": self._create, f"{_SERVICE}.GetDeploymentGroup": self._get}

    def _create(self, asked: Body, moto: Moto) -> Body:
        told = moto("CreateDeploymentGroup", asked)
        if "alarmConfiguration" in asked:
            self._alarms[told["deploymentGroupId"]] = asked["alarmConfiguration"]
        return told

    def _get(self, asked: Body, moto: Moto) -> Body:
        told = moto("GetDeploymentGroup", asked)["deploymentGroupInfo"]
        group = {name: value for name, value in told.items() if value != {}}
        if group["deploymentGroupId"] in self._alarms:
            group["alarmConfiguration"] = self._alarms[group["deploymentGroupId"]]
        return {"deploymentGroupInfo": group}
