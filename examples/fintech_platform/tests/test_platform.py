"""The platform's rules, one test each. `plan` is made once per environment of ecsfargate.toml."""

from pytest_ecsfargate import (
    Plan,
    assert_autoscaling,
    assert_container_insights,
    assert_containers_log,
    assert_dashboard,
    assert_deployments_left_to_ci,
    assert_environment_suffix,
    assert_execution_access,
    assert_fargate_capacity_providers,
    assert_fargate_only,
    assert_file_layout,
    assert_graceful_deployments,
    assert_health_checks,
    assert_images_from_ecr,
    assert_least_privilege,
    assert_load_balancer_wiring,
    assert_log_retention,
    assert_monthly_cost,
    assert_network,
    assert_no_circular_dependency,
    assert_no_plaintext_secrets,
    assert_platform_version,
    assert_region,
    assert_right_sized,
    assert_secrets_from_ssm,
    assert_services,
    assert_tags,
    assert_task_roles,
    assert_task_sizes,
    assert_valid_task_sizes,
)


def test_everything_runs_on_fargate(plan: Plan) -> None:
    assert_fargate_only(plan)


def test_fargate_has_these_task_sizes(plan: Plan) -> None:
    assert_valid_task_sizes(plan)


def test_each_service_has_its_agreed_size(plan: Plan) -> None:
    assert_task_sizes(plan, sizes={"web": (256, 512), "api": (512, 1024), "worker": (1024, 2048)})


def test_sizes_fit_what_was_measured(plan: Plan) -> None:
    assert_right_sized(plan, headroom=0.2)


def test_a_month_costs_no_more_than_agreed(plan: Plan) -> None:
    assert_monthly_cost(plan)


def test_the_fargate_platform_is_current(plan: Plan) -> None:
    assert_platform_version(plan)


def test_the_cluster_collects_figures_of_its_tasks(plan: Plan) -> None:
    assert_container_insights(plan)


def test_the_cluster_keeps_a_base_on_fargate(plan: Plan) -> None:
    assert_fargate_capacity_providers(plan)


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


def test_the_pipeline_and_autoscaling_own_what_they_change(plan: Plan) -> None:
    assert_deployments_left_to_ci(plan)


def test_requests_reach_a_port_of_a_container(plan: Plan) -> None:
    assert_load_balancer_wiring(plan)


def test_deployments_end_well_or_are_rolled_back(plan: Plan) -> None:
    assert_graceful_deployments(plan)


def test_autoscaling_has_room(plan: Plan) -> None:
    assert_autoscaling(plan)


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


def test_everything_is_in_frankfurt(plan: Plan) -> None:
    assert_region(plan, region="eu-central-1")


def test_the_three_services_are_there_and_nothing_else(plan: Plan) -> None:
    assert_services(plan, expected=["web", "api", "worker"], only=True)


def test_blocks_stand_where_one_looks_for_them(plan: Plan) -> None:
    assert_file_layout(plan, strict=True)


def test_containers_log_to_the_group_of_their_service(plan: Plan) -> None:
    assert_containers_log(plan)


def test_the_dashboard_shows_every_service(plan: Plan) -> None:
    assert_dashboard(plan)


def test_services_are_private_and_reached_by_the_load_balancer(plan: Plan) -> None:
    assert_network(plan)


def test_everything_is_tagged_alike(plan: Plan) -> None:
    assert_tags(plan)
