from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate import RequirementNotMet, assert_autoscaling

SERVICE, TARGET = "aws_ecs_service.web", "aws_appautoscaling_target.web"
RESOURCE_ID = '"service/shop/${aws_ecs_service.web.name}"'
GOOD = f"""
variable "unset" {{
  type = any
}}

resource "aws_ecs_service" "web" {{
  name          = "web"
  cluster       = "shop"
  desired_count = 2

  lifecycle {{
    ignore_changes = [desired_count]
  }}
}}

resource "aws_appautoscaling_target" "web" {{
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = {RESOURCE_ID}
  min_capacity       = 2
  max_capacity       = 6
}}
"""


def test_the_good_module_passes(module: Any, outcomes: Any) -> None:
    assert outcomes(assert_autoscaling, module(GOOD)) == (set(), set())


@pytest.mark.parametrize(
    ("old", "new", "failed", "unknown"),
    [
        pytest.param(RESOURCE_ID, '"service/shop/web"', set(), set(), id="equal name"),
        pytest.param(RESOURCE_ID, '"service/shop/wbe"', {TARGET}, set(), id="no such service"),
        pytest.param(RESOURCE_ID, "var.unset", set(), {TARGET}, id="unknown service"),
        pytest.param("min_capacity       = 2", "min_capacity       = 3", {TARGET}, set(), id="desired below minimum"),
        pytest.param("max_capacity       = 6", "max_capacity       = 1", {TARGET}, set(), id="maximum below minimum"),
        pytest.param("desired_count = 2", "desired_count = 7", {TARGET}, set(), id="desired above maximum"),
        pytest.param("  desired_count = 2\n", "", set(), set(), id="no desired count"),
        pytest.param("min_capacity       = 2", "min_capacity       = var.unset", set(), {TARGET}, id="unknown minimum"),
        pytest.param("desired_count = 2", "desired_count = var.unset", set(), {TARGET}, id="unknown desired count"),
        pytest.param("[desired_count]", "[]", {SERVICE}, set(), id="desired count is not ignored"),
        pytest.param("[desired_count]", "all", set(), set(), id="all is ignored"),
    ],
)
def test_one_thing_changed(module: Any, outcomes: Any, old: str, new: str, failed: set[str], unknown: set[str]) -> None:
    assert old in GOOD
    assert outcomes(assert_autoscaling, module(GOOD.replace(old, new))) == (failed, unknown)


def test_targets_of_other_things_are_not_examined(module: Any) -> None:
    text = GOOD.replace("ecs:service:DesiredCount", "dynamodb:table:ReadCapacityUnits")
    with pytest.raises(RequirementNotMet, match="nothing to check"):
        assert_autoscaling(module(text))


def test_names_made_of_the_same_references_are_the_same(module: Any, outcomes: Any) -> None:
    text = GOOD.replace('"web"\n  cluster', '"${var.unset}-web"\n  cluster').replace(
        RESOURCE_ID, '"service/shop/${var.unset}-web"'
    )
    assert outcomes(assert_autoscaling, module(text)) == (set(), set())


COUNT = "  count = var.unset ? 1 : 0\n"


def test_a_service_that_may_not_exist_is_unknown_where_it_is_only_named(module: Any, outcomes: Any) -> None:
    text = GOOD.replace('  name          = "web"', COUNT + '  name = "web"')
    assert text != GOOD
    assert outcomes(assert_autoscaling, module(text.replace(RESOURCE_ID, '"service/shop/web"'))) == (set(), {TARGET})
    referred = text.replace("aws_ecs_service.web.", "aws_ecs_service.web[0].")
    assert outcomes(assert_autoscaling, module(referred)) == (set(), set())


def test_a_service_need_not_be_left_to_a_target_that_may_not_exist(module: Any, outcomes: Any) -> None:
    text = GOOD.replace("[desired_count]", "[]").replace("  service_namespace", COUNT + "  service_namespace")
    assert outcomes(assert_autoscaling, module(text)) == (set(), {SERVICE})


CLUSTERS = """
resource "aws_ecs_cluster" "shop" {
  name = "shop"
}

resource "aws_ecs_cluster" "other" {
  name = var.unset
}
"""
IN_CLUSTER = GOOD.replace('cluster       = "shop"', "cluster       = aws_ecs_cluster.shop.id") + CLUSTERS
NAMED = '"service/${aws_ecs_cluster.shop.name}/${aws_ecs_service.web.name}"'


@pytest.mark.parametrize(
    "resource_id",
    [
        pytest.param(NAMED, id="both by reference"),
        pytest.param('join("/", ["service", aws_ecs_cluster.shop.name, "web"])', id="joined"),
        pytest.param('format("service/%s/%s", "shop", aws_ecs_service.web.name)', id="formatted"),
        pytest.param('"service/${split("/", aws_ecs_service.web.cluster)[1]}/web"', id="cluster cut from its arn"),
        pytest.param('"service/${basename(aws_ecs_cluster.shop.arn)}/web"', id="end of the cluster's arn"),
        pytest.param('split(":", aws_ecs_service.web.id)[5]', id="cut from the service's arn"),
    ],
)
def test_the_id_names_cluster_and_service(module: Any, outcomes: Any, resource_id: str) -> None:
    assert outcomes(assert_autoscaling, module(IN_CLUSTER.replace(RESOURCE_ID, resource_id))) == (set(), set())


@pytest.mark.parametrize(
    "resource_id",
    [
        pytest.param('"service/${aws_ecs_cluster.shop.id}/${aws_ecs_service.web.name}"', id="arn of the cluster"),
        pytest.param('"service/${aws_ecs_service.web.name}/${aws_ecs_cluster.shop.name}"', id="swapped"),
        pytest.param('"${aws_ecs_cluster.shop.name}/${aws_ecs_service.web.name}"', id="no namespace"),
        pytest.param('"SERVICE/shop/web"', id="namespace in capitals"),
        pytest.param('"service/shops/web"', id="no such cluster"),
        pytest.param('"service/shop/${aws_ecs_service.web.name}-v2"', id="a longer name"),
        pytest.param('"service/${aws_ecs_cluster.shop.name}"', id="cluster alone"),
        pytest.param("aws_ecs_service.web.id", id="arn of the service"),
        pytest.param("aws_ecs_service.web.name", id="name alone"),
    ],
)
def test_other_ids_name_no_service(module: Any, outcomes: Any, resource_id: str) -> None:
    assert outcomes(assert_autoscaling, module(IN_CLUSTER.replace(RESOURCE_ID, resource_id))) == ({TARGET}, set())


def test_a_service_of_the_same_name_in_another_cluster_is_another_one(module: Any, outcomes: Any) -> None:
    service = IN_CLUSTER[IN_CLUSTER.index('resource "aws_ecs_service"') : IN_CLUSTER.index('resource "aws_app')]
    other = service.replace('"web" {', '"api" {').replace("shop.id", "other.id").replace("[desired_count]", "[]")
    plan = module(IN_CLUSTER.replace(RESOURCE_ID, NAMED) + other)
    assert outcomes(assert_autoscaling, plan) == (set(), set())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('  name          = "web"', "  name          = var.unset", id="service"),
        pytest.param("aws_ecs_cluster.shop.id", "var.unset", id="cluster"),
    ],
)
def test_whether_a_typed_id_is_right_is_not_known_where_the_names_are_not(
    module: Any, outcomes: Any, old: str, new: str
) -> None:
    text = IN_CLUSTER.replace(RESOURCE_ID, '"service/shop/web"').replace(old, new)
    assert outcomes(assert_autoscaling, module(text)) == (set(), {TARGET})


def test_a_service_may_be_in_a_module_that_is_not_there(module: Any, outcomes: Any) -> None:
    elsewhere = 'module "service" {\n  source = "example.com/service/aws"\n}\n'
    target = GOOD[GOOD.index('resource "aws_appautoscaling_target"') :]
    text = target.replace(RESOURCE_ID, '"service/shop/${module.service.name}"') + elsewhere
    failed, unknown = outcomes(assert_autoscaling, module(text))
    assert (failed, TARGET in unknown) == (set(), True)
