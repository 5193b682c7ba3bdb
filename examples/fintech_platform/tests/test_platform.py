"""The platform's rules, one test each. `plan` is made once per environment of ecsfargate.toml."""

from pytest_ecsfargate import (
    Plan,
    assert_environment_suffix,
    assert_execution_access,
    assert_fargate_only,
    assert_health_checks,
    assert_images_from_ecr,
    assert_least_privilege,
    assert_log_retention,
    assert_no_circular_dependency,
    assert_no_plaintext_secrets,
    assert_secrets_from_ssm,
    assert_task_roles,
    assert_valid_task_sizes,
)


def test_everything_runs_on_fargate(plan: Plan) -> None:
    assert_fargate_only(plan)


def test_fargate_has_these_task_sizes(plan: Plan) -> None:
    assert_valid_task_sizes(plan)


def test_images_come_from_our_registry(plan: Plan) -> None:
    assert_images_from_ecr(plan, mutable_tags=False)


def test_secrets_come_from_the_parameter_store(plan: Plan) -> None:
    assert_secrets_from_ssm(plan, names=["DATABASE_URL", "API_KEY", "JWT_SECRET"])


def test_no_secret_stands_in_the_clear(plan: Plan) -> None:
    assert_no_plaintext_secrets(plan)


def test_health_checks(plan: Plan) -> None:
    assert_health_checks(plan, healthy_threshold=3, unhealthy_threshold=2, timeout=5, interval=30)


def test_services_can_be_replaced_without_a_deadlock(plan: Plan) -> None:
    assert_no_circular_dependency(plan)


def test_logs_are_kept_as_long_as_agreed(plan: Plan) -> None:
    assert_log_retention(plan, days={"dev": 7, "prod": 30})


def test_each_task_has_two_roles(plan: Plan) -> None:
    assert_task_roles(plan)


def test_roles_allow_no_more_than_needed(plan: Plan) -> None:
    assert_least_privilege(plan)


def test_tasks_may_pull_log_and_read_their_secrets(plan: Plan) -> None:
    assert_execution_access(plan)


def test_copies_of_an_environment_do_not_collide(plan: Plan) -> None:
    assert_environment_suffix(plan)
