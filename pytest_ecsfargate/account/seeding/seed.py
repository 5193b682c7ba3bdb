"""Creating all that a module's data sources look up, in the order in which they need each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...plan.model import Plan
from ...plan.resource import Resource
from ..session import is_refusal
from .lookup import Lookup, NotKnown, Waiting
from .regions import Regions
from .registry import Seeder, seeders
from .target import Target

if TYPE_CHECKING:
    from ..emulated import EmulatedAccount

_NOTHING_TO_LOOK_UP = frozenset(
    [
        "aws_iam_policy_document",
        "aws_arn",
        "aws_default_tags",
        "aws_elb_service_account",
        "aws_lb_hosted_zone_id",
        "aws_elb_hosted_zone_id",
        "aws_elastic_beanstalk_hosted_zone",
        "aws_billing_service_account",
        "aws_service",
        "aws_service_principal",
        "aws_redshift_service_account",
        "aws_cloudtrail_service_account",
        "aws_regions",
        "aws_ecr_authorization_token",
        "aws_s3_account_public_access_block",
        "aws_ec2_instance_type_offerings",
        "aws_ec2_instance_types",
        "aws_ec2_instance_type",
        "aws_ip_ranges",
    ]
)


@dataclass
class Seeded:
    """What was done: addresses that now find something, and those that could not be helped, with the reason."""

    seeded: list[str] = field(default_factory=list)
    unseeded: dict[str, str] = field(default_factory=dict)


def seed(source: Plan, account: EmulatedAccount) -> Seeded:
    """Fills the account for the data sources of a module. Never raises for a data source that cannot be helped."""
    work = _Work(source, account)
    pending = [found for found in source.data() if found.type.startswith("aws_") and not found.maybe]
    while pending:
        left = [resource for resource in pending if not work.done(resource)]
        if len(left) == len(pending):
            break
        pending = left
    for resource in pending:
        work.result.unseeded[resource.address] = "it needs the result of a data source that could not be seeded"
    return work.result


class _Work:
    def __init__(self, source: Plan, account: EmulatedAccount) -> None:
        from ..emulated import module_texts

        self.result = Seeded()
        self._found: dict[str, Mapping[str, Any]] = {}
        self._account = account
        self._text = "\n".join(module_texts(source))
        self._regions = Regions(source, account.region)
        self._targets: dict[str, Target] = {}
        self._seeders = seeders()

    def done(self, resource: Resource) -> bool:
        """Whether a data source needs no more attention."""
        if resource.type in _NOTHING_TO_LOOK_UP:
            return True
        seeder = self._seeders.get(resource.type)
        if seeder is None:
            self.result.unseeded[resource.address] = f"nothing is known here about {resource.type}"
            return True
        try:
            self._seed(resource, seeder)
        except Waiting:
            return False
        except NotKnown as reason:
            self.result.unseeded[resource.address] = str(reason)
        except Exception as error:
            if not is_refusal(error):
                raise
            self.result.unseeded[resource.address] = f"the emulated account refused it: {error}"
        return True

    def _seed(self, resource: Resource, seeder: Seeder) -> None:
        regions = self._regions.of(resource)
        lookup = Lookup(resource, self._found, regions)
        for region in regions:
            found = seeder(lookup, self._target(region))
            if found is not None:
                self._found.setdefault(resource.address, found)
        self.result.seeded.append(resource.address)

    def _target(self, region: str) -> Target:
        if region not in self._targets:
            session = self._account.session(region)
            self._targets[region] = Target(session, self._account.account_id, region, self._text)
        return self._targets[region]
