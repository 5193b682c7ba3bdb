"""Creating all that a module's data sources look up, in the order in which they need each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...plan.model import Plan
from ...plan.resource import Resource
from ..session import is_refusal
from .lookup import Lookup, NotKnown
from .regions import Regions
from .registry import seeders
from .target import Target

if TYPE_CHECKING:
    from ..emulated import EmulatedAccount

_LONGEST_REASON = 200
# What terraform works out by itself, what the emulation has in every account, and lists that may be empty.
_NOTHING_TO_LOOK_UP = frozenset(
    [
        "aws_arn",
        "aws_autoscaling_groups",
        "aws_billing_service_account",
        "aws_cloudfront_log_delivery_canonical_user_id",
        "aws_cloudtrail_service_account",
        "aws_db_instances",
        "aws_default_tags",
        "aws_ec2_instance_type",
        "aws_ec2_instance_type_offerings",
        "aws_ec2_instance_types",
        "aws_ecr_authorization_token",
        "aws_ecr_lifecycle_policy_document",
        "aws_eips",
        "aws_elastic_beanstalk_hosted_zone",
        "aws_elb_hosted_zone_id",
        "aws_elb_service_account",
        "aws_iam_policy_document",
        "aws_ip_ranges",
        "aws_lambda_functions",
        "aws_lb_hosted_zone_id",
        "aws_network_acls",
        "aws_network_interfaces",
        "aws_rds_clusters",
        "aws_redshift_service_account",
        "aws_regions",
        "aws_route53_zones",
        "aws_s3_account_public_access_block",
        "aws_secretsmanager_random_password",
        "aws_secretsmanager_secrets",
        "aws_service",
        "aws_service_principal",
        "aws_ssoadmin_instances",
        "aws_vpc_endpoint_service",
    ]
)


@dataclass
class Seeded:
    """What was done: addresses that now find something, and those that could not be helped, with the reason."""

    seeded: list[str] = field(default_factory=list)
    unseeded: dict[str, str] = field(default_factory=dict)


def seed(source: Plan, account: EmulatedAccount) -> Seeded:
    """Fills the account for the data sources of a module. Never raises for a data source that cannot be helped.

    What one data source finds may decide what another looks up, how many there are and what their keys are: so the
    module is evaluated again with what was found, until nothing more is found.
    """
    work = _Work(source, account)
    plan: Plan | None = source
    while plan is not None and work.finds_more(plan):
        plan = source.reevaluate({}, work.found)
    return work.result


class _Work:
    def __init__(self, source: Plan, account: EmulatedAccount) -> None:
        from ..emulated import module_texts

        self.result = Seeded()
        self.found: dict[str, Mapping[str, Any]] = {}
        self._done: set[str] = set()
        self._account = account
        self._text = "\n".join(module_texts(source))
        self._regions = Regions(source, account.region)
        self._targets: dict[str, Target] = {}
        self._seeders = seeders()

    def finds_more(self, plan: Plan) -> bool:
        """Seeds what can be seeded now; whether that may help what is left, or what it decides about."""
        before = len(self.found)
        self.result.unseeded.clear()
        for resource in plan:
            if resource.mode != "managed" and resource.type.startswith("aws_") and resource.address not in self._done:
                reason = self._seed(resource)
                if reason and not resource.maybe:
                    self.result.unseeded[resource.address] = reason
        return len(self.found) > before

    def _seed(self, resource: Resource) -> str:
        """Seeds a data source. Gives the reason where that was not possible, or is not yet."""
        if resource.type in _NOTHING_TO_LOOK_UP:
            return ""
        seeder = self._seeders.get(resource.type)
        if seeder is None:
            return f"nothing is known here about {resource.type}"
        regions = self._regions.of(resource)
        lookup = Lookup(resource, regions)
        try:
            found = [seeder(lookup, self._target(region)) for region in regions]
        except NotKnown as reason:
            return str(reason)
        except Exception as error:
            if not is_refusal(error):
                raise
            return f"the emulated account refused it: {' '.join(str(error).split())[:_LONGEST_REASON]}"
        self._done.add(resource.address)
        self.result.seeded.append(resource.address)
        first = next((item for item in found if item is not None), None)
        if first is not None:
            self.found[resource.address] = first
        return ""

    def _target(self, region: str) -> Target:
        if region not in self._targets:
            session = self._account.seeding_session(region)
            self._targets[region] = Target(session, self._account.account_id, region, self._text)
        return self._targets[region]
