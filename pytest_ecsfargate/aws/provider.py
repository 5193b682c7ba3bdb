"""What an evaluation knows of the AWS provider: the shapes of its resources, and what it makes of their arguments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..hcl.schema import BlockSchema, NestedBlock, ReadArgument
from ..hcl.values import Value
from . import default_tags, planned_arguments, policy_document
from .defaults_by_kind import default_by_kind
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
        self._has_other_tags = default_tags.are_in(environment)

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

    def decided(self, type: str, attribute: str, read: ReadArgument, provider: ReadArgument) -> Value | None:
        """A computed attribute of a new resource that follows from its arguments and its provider configuration."""
        if attribute != default_tags.ATTRIBUTE:
            return default_by_kind(type, attribute, read)
        return None if self._has_other_tags else default_tags.tags_all(type, read, provider)

    def planned(self, type: str, argument: str, value: Value, read: ReadArgument) -> Value:
        """An argument of a resource as a plan shows it, which may be another way than the source writes it."""
        block = self.resource(type)
        known = block.attributes.get(argument) if block is not None else None
        shown = planned_arguments.filled(value) if known is not None and known.is_blocks else value
        return planned_arguments.planned(type, argument, shown, read)
