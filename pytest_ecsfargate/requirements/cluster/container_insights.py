"""Every cluster collects Container Insights."""

from __future__ import annotations

from collections.abc import Iterator

from ...declaration import requirement
from ...findings import Severity, Verdict
from ...plan.ecs.ecs import Cluster
from ...plan.model import Plan

SETTING = "containerInsights"
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ClusterSetting.html
ON = ("enabled", "enhanced")
_EXPECTED = f"{SETTING} is {' or '.join(ON)}"


@requirement(
    "ECSF301",
    "Every cluster collects Container Insights.",
    severity=Severity.MEDIUM,
    aws_doc="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/ContainerInsights.html",
    remediation='Add setting { name = "containerInsights", value = "enabled" } to the cluster.',
    looks_for="aws_ecs_cluster",
)
def assert_container_insights(plan: Plan, *, allow_empty: bool = False) -> Iterator[Verdict]:
    """Every cluster collects Container Insights.

    The cluster's setting `containerInsights` is "enabled" or "enhanced". What an account has as its default is not
    looked at: it may be another one tomorrow.

    Why:
        Without it there are no figures of single tasks: nobody sees which one runs out of memory, restarts or fills
        its storage, and alarms on them have no data.

    Fails:
        resource "aws_ecs_cluster" "main" {
          name = "shop"
        }

    Passes:
        resource "aws_ecs_cluster" "main" {
          name = "shop"

          setting {
            name  = "containerInsights"
            value = "enabled"
          }
        }

    References:
        - https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/ContainerInsights.html
        - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ClusterSetting.html
        - checkov CKV_AWS_65; trivy AWS-0034; Security Hub ECS.12

    """
    for cluster in plan.clusters():
        yield _insights(cluster)


def _insights(cluster: Cluster) -> Verdict:
    """The setting of this name; of several the last one counts, so that all must agree."""
    settings = cluster.at("setting")
    if settings.is_unknown and cluster.is_set("setting"):
        return cluster.judge("setting", None, _EXPECTED)
    count = len(settings.data) if isinstance(settings.data, tuple) else 0
    names = {f"setting[{index}]": cluster.at(f"setting[{index}].name") for index in range(count)}
    insights = [path for path, name in names.items() if name.known and name.value == SETTING]
    answers = {path: _is_on(cluster, path) for path in insights}
    worst = next((path for path in insights if answers[path] is False), None)
    worst = worst or next((path for path in insights if answers[path] is None), None)
    if worst is not None:
        return cluster.judge(f"{worst}.value", answers[worst], " or ".join(ON))
    if insights:
        return cluster.judge(f"{insights[0]}.value", True, " or ".join(ON))
    unnamed = next((path for path, name in names.items() if not name.known), None)
    if unnamed is not None:
        return cluster.judge(f"{unnamed}.name", None, _EXPECTED)
    return cluster.judge("setting", False, _EXPECTED, note="no such setting: the account's default applies")


def _is_on(cluster: Cluster, path: str) -> bool | None:
    value = cluster.at(f"{path}.value")
    return value.value in ON if value.known else None
