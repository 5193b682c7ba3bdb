"""Repairs of what builds and deploys: CodeBuild, CodeDeploy, CodePipeline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def codebuild() -> None:
    """A project that gets its source from a pipeline, or has none, says no location; it can be deleted by its ARN.

    https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectSource.html
    """
    from moto.codebuild import responses
    from moto.codebuild.models import CodeBuildBackend

    def without_location(check: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
        def checked(said: dict[str, Any]) -> None:
            if said["type"] not in ("CODEPIPELINE", "NO_SOURCE"):
                check(said)

        return checked

    for name in ("_validate_required_params_source", "_validate_required_params_artifacts"):
        setattr(responses, name, without_location(getattr(responses, name)))

    usual = CodeBuildBackend.delete_project

    def delete_project(self: Any, project_name: str) -> None:
        usual(self, project_name.rpartition("/")[2])

    setattr(CodeBuildBackend, delete_project.__name__, delete_project)


def codedeploy() -> None:
    """Applications and deployment groups can be deleted.

    https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeleteApplication.html deletes the groups as well.
    """
    from moto.codedeploy.responses import CodeDeployResponse
    from moto.core.responses import ActionResult, EmptyResult

    def delete_application(self: Any) -> EmptyResult:
        name, backend = self._get_param("applicationName"), self.codedeploy_backend
        for group in [*backend.deployment_groups.get(name, {})]:
            forget(backend, name, group)
        backend.applications.pop(name, None)
        backend.tagger.delete_all_tags_for_resource(backend._application_arn(name))
        return EmptyResult()

    def delete_deployment_group(self: Any) -> ActionResult:
        forget(self.codedeploy_backend, self._get_param("applicationName"), self._get_param("deploymentGroupName"))
        return ActionResult({"hooksNotCleanedUp": []})

    def forget(backend: Any, application: str, group: str) -> None:
        backend.deployment_groups.get(application, {}).pop(group, None)
        backend.tagger.delete_all_tags_for_resource(backend._deployment_group_arn(application, group))

    for action in (delete_application, delete_deployment_group):
        setattr(CodeDeployResponse, action.__name__, action)


def codepipeline() -> None:
    """Times are numbers, as AWS's JSON protocol says them."""
    from moto.codepipeline.models import CodePipeline

    def metadata(self: Any) -> dict[str, Any]:
        times = {"created": self._created.timestamp(), "updated": self._updated.timestamp()}
        return {"pipelineArn": self._arn, **times}

    setattr(CodePipeline, metadata.__name__, property(metadata))
