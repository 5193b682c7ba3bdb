"""What an evaluation knows of the AWS provider: the shapes of its resources, and what it makes of their arguments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..hcl.schema import BlockSchema, Decide, NestedBlock, Plan, ReadArgument
from ..hcl.values import Value
from . import default_tags, planned_arguments, policy_document
from .defaults_by_kind import DEFAULTS_BY_KIND
from .schema import AWS_EXTRACT

_PROVIDER = BlockSchema(
    blocks={
        name: NestedBlock("set" if name == "endpoints" else "list", BlockSchema())
        for name in ("assume_role", "assume_role_with_web_identity", "default_tags", "endpoints", "ignore_tags")
    }
)


class AwsProvider:
    """Implements `Schemas`. `environment` are the names of the environment variables that the provider would see."""

    def __init__(self, environment: Iterable[str]) -> None:
        tags: dict[str, Decide] = {} if default_tags.are_in(environment) else {"tags_all": default_tags.tags_all}
        self._tags = tags
        self._decided: dict[str, Mapping[str, Decide]] = {
            **{name: {**defaults, **tags} for name, defaults in DEFAULTS_BY_KIND.items()},
            **{name: {} for name in default_tags.OTHERWISE},
        }

    def resource(self, type: str) -> BlockSchema | None:
        """The schema of a managed resource type such as `aws_lb`."""
        return AWS_EXTRACT.resource(type)

    def data_source(self, type: str) -> BlockSchema | None:
        """The schema of a data source type such as `aws_vpc`."""
        return AWS_EXTRACT.data_source(type)

    def derived(self, type: str, read: ReadArgument) -> Mapping[str, Value]:
        """The attributes of a data source that follow from its arguments alone."""
        return policy_document.attributes(read) if type == policy_document.TYPE else {}

    def provider_blocks(self, type: str) -> BlockSchema | None:
        """The nested blocks of the provider's configuration, without what stands in them; None for another provider."""
        return _PROVIDER if type == "aws" else None

    def decided(self, type: str) -> Mapping[str, Decide]:
        """The computed attributes of a new resource that may follow from what its module sets, by name."""
        return self._decided.get(type, self._tags)

    def planned(self, type: str) -> Mapping[str, Plan]:
        """The arguments of a resource that a plan may show in another way than the source writes them, by name."""
        return planned_arguments.planned(type)
