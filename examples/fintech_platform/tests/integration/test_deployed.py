"""The platform as it is deployed: applied, read back from AWS, and destroyed. About two minutes, most of it waiting.

In the emulated account by default. In a sandbox account of your own:
pytest tests/integration --ecsfargate-account=ambient --ecsfargate-sandbox-accounts=111122223333:eu-central-1
"""

import pytest

from pytest_ecsfargate import (
    Deployment,
    RequirementNotMet,
    assert_container_insights,
    assert_containers_log,
    assert_fargate_only,
    assert_health_checks,
    assert_images_from_ecr,
    assert_least_privilege,
    assert_load_balancer_wiring,
    assert_log_retention,
    assert_no_drift,
    assert_secrets_from_ssm,
    assert_services,
    assert_tags,
    assert_task_roles,
    assert_task_sizes,
)

pytestmark = pytest.mark.ecsfargate(environment="dev")


def test_the_services_run_on_fargate(deployed: Deployment) -> None:
    assert_services(deployed, expected=["web", "api", "worker"])
    assert_fargate_only(deployed)
    assert_task_sizes(deployed)


def test_images_and_secrets_are_where_they_should_be(deployed: Deployment) -> None:
    assert_images_from_ecr(deployed)
    assert_secrets_from_ssm(deployed)


def test_the_load_balancer_finds_the_services(deployed: Deployment) -> None:
    assert_load_balancer_wiring(deployed)
    assert_health_checks(deployed)


def test_what_happens_can_be_seen(deployed: Deployment) -> None:
    assert_containers_log(deployed)
    assert_log_retention(deployed)
    assert_container_insights(deployed)


def test_roles_may_do_what_they_must(deployed: Deployment) -> None:
    assert_task_roles(deployed)
    assert_least_privilege(deployed)


def test_everything_has_its_tags(deployed: Deployment) -> None:
    assert_tags(deployed)


def test_terraform_has_nothing_left_to_do(deployed: Deployment) -> None:
    assert_no_drift(deployed)


def test_what_is_changed_by_hand_is_found(deployed: Deployment) -> None:
    """The last test: it changes three things behind Terraform's back, and each is found."""
    group = deployed['aws_lb_target_group.services["web"]']
    deployed.clients_of(group)("elbv2").modify_target_group(
        TargetGroupArn=group.at("arn").value, HealthCheckIntervalSeconds=60
    )
    logs = deployed['aws_cloudwatch_log_group.services["api"]']
    deployed.clients_of(logs)("logs").put_retention_policy(logGroupName=logs.at("name").value, retentionInDays=1)
    role = deployed.managed("aws_iam_role")[0]
    deployed.clients_of(role)("iam").attach_role_policy(
        RoleName=role.at("name").value, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
    )
    changed = deployed.read()
    for requirement, address in (
        (assert_health_checks, group.address),
        (assert_log_retention, logs.address),
        (assert_least_privilege, role.address),
    ):
        with pytest.raises(RequirementNotMet) as found:
            requirement(changed)
        assert [finding.address for finding in found.value.findings] == [address]
