from __future__ import annotations

import json
from typing import Any

import pytest

REGION = "eu-south-1"


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


def test_a_build_of_a_pipeline_says_no_location_and_can_be_deleted_by_its_arn(session: Any) -> None:
    codebuild = session.client("codebuild")
    account = session.client("sts").get_caller_identity()["Account"]
    given = {
        "source": {"type": "CODEPIPELINE"},
        "artifacts": {"type": "CODEPIPELINE"},
        "environment": {"type": "LINUX_CONTAINER", "image": "x", "computeType": "BUILD_GENERAL1_SMALL"},
        "serviceRole": f"arn:aws:iam::{account}:role/build",
    }
    arn = codebuild.create_project(name="web", **given)["project"]["arn"]
    assert codebuild.batch_get_projects(names=["web"])["projects"][0]["source"] == {"type": "CODEPIPELINE"}
    codebuild.delete_project(name=arn)
    assert codebuild.list_projects()["projects"] == []
    with pytest.raises(codebuild.exceptions.InvalidInputException, match="location is required"):
        codebuild.create_project(name="other", **given | {"source": {"type": "GITHUB"}})
