"""The shape of the AWS provider's resources and data sources, from an extract of its own schema.

`schema.json` holds what `terraform providers schema -json` says of the types that Fargate stacks use
(https://developer.hashicorp.com/terraform/cli/commands/providers/schema), and the defaults that a real plan showed for
what a configuration leaves out. `.ci/extract_schema.py` makes it, and describes its form.
"""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any

from ..hcl.schema import AttributeSchema, BlockSchema, NestedBlock, ReadArgument, Schemas
from ..hcl.types import ListType, MapType, ObjectType, SetType, Type, from_json
from ..hcl.values import Value
from . import default_tags, planned_arguments, policy_document
from .defaults_by_kind import default_by_kind

_PROVIDER = BlockSchema(
    blocks={
        name: NestedBlock("set" if name == "endpoints" else "list", BlockSchema())
        for name in ("assume_role", "assume_role_with_web_identity", "default_tags", "endpoints", "ignore_tags")
    }
)


class ProviderExtract:
    """Schemas read from an extract; a type is converted when it is first asked for."""

    def __init__(self, file_name: str) -> None:
        self._file_name = file_name
        self._blocks: dict[str, BlockSchema] = {}
        self._shared: dict[tuple[int, bool], BlockSchema] = {}
        self._types: dict[str, Type] = {}

    @cached_property
    def _extract(self) -> dict[str, Any]:
        text = Path(__file__).with_name(self._file_name).read_text(encoding="utf-8")
        extract: dict[str, Any] = json.loads(text)
        return extract

    @property
    def provider(self) -> str:
        """The source address of the provider that the extract describes."""
        return str(self._extract["provider"])

    @property
    def version(self) -> str:
        """The version of the provider that the extract describes."""
        return str(self._extract["version"])

    @property
    def resource_types(self) -> frozenset[str]:
        """The managed resource types that the extract describes."""
        return frozenset(self._extract["resources"])

    @property
    def data_source_types(self) -> frozenset[str]:
        """The data sources that the extract describes."""
        return frozenset(self._extract["data_sources"])

    def resource(self, type: str) -> BlockSchema | None:
        """The schema of a managed resource type such as `aws_lb`; None where the extract has none."""
        return self._find("resources", type)

    def data_source(self, type: str) -> BlockSchema | None:
        """The schema of a data source type such as `aws_vpc`; None where the extract has none."""
        return self._find("data_sources", type)

    def derived(self, type: str, attribute: str, read: ReadArgument) -> Value | None:
        """An attribute of a data source that follows from its arguments alone; None where it does not."""
        return policy_document.policy_document(attribute, read) if type == policy_document.TYPE else None

    def provider_blocks(self, type: str) -> BlockSchema | None:
        """The nested blocks of the provider's configuration, without what stands in them; None for another provider."""
        return _PROVIDER if type == "aws" else None

    def decided(self, type: str, attribute: str, read: ReadArgument, provider: ReadArgument) -> Value | None:
        """A computed attribute of a new resource that follows from its arguments and its provider configuration."""
        if attribute == default_tags.ATTRIBUTE:
            return default_tags.tags_all(type, read, provider)
        return default_by_kind(type, attribute, read)

    def planned(self, type: str, argument: str, value: Value, read: ReadArgument) -> Value:
        """An argument of a resource as a plan shows it, which may be another way than the source writes it."""
        block = self._find("resources", type)
        known = block.attributes.get(argument) if block is not None else None
        shown = planned_arguments.filled(value) if known is not None and known.is_blocks else value
        return planned_arguments.planned(type, argument, shown, read)

    def _find(self, section: str, name: str) -> BlockSchema | None:
        key = f"{section}.{name}"
        if key not in self._blocks:
            packed = self._extract[section].get(name)
            if packed is None:
                return None
            # The older plugin SDK gives every resource an `id` that could be set; the plugin framework does not.
            by_sdk = section == "resources" and packed.get("a", {}).get("id") == "oc"
            self._blocks[key] = self._block(packed, by_sdk)
        return self._blocks[key]

    def _block(self, packed: Any, by_sdk: bool) -> BlockSchema:
        if isinstance(packed, int):
            key = packed, by_sdk
            if key not in self._shared:
                self._shared[key] = self._block(self._extract["shared"][packed], by_sdk)
            return self._shared[key]
        return BlockSchema(
            {name: self._attribute(row, by_sdk) for name, row in packed.get("a", {}).items()},
            {name: self._nested(row, by_sdk) for name, row in packed.get("b", {}).items()},
        )

    def _nested(self, row: list[Any], by_sdk: bool) -> NestedBlock:
        nesting, block, least, most, *flags = row
        return NestedBlock(nesting, self._block(block, by_sdk), least, most, computed="c" in flags)

    def _attribute(self, row: Any, by_sdk: bool) -> AttributeSchema:
        flags, shape, *default = (row, "string") if isinstance(row, str) else row
        kind = self._type(shape)
        return AttributeSchema(
            kind,
            required="r" in flags,
            optional="o" in flags,
            computed="c" in flags,
            sensitive="s" in flags,
            default=default[0] if default else None,
            empty_is_unset=by_sdk and _loses_empty(kind, computed="c" in flags),
            is_blocks=by_sdk and _holds_objects(kind),
        )

    def _type(self, shape: Any) -> Type:
        key = shape if isinstance(shape, str) else repr(shape)
        if key not in self._types:
            self._types[key] = from_json(shape)
        return self._types[key]


def _loses_empty(kind: Type, *, computed: bool) -> bool:
    """Whether the SDK takes an empty collection of this type for none: of sets and maps it does, of lists if computed.

    Not of blocks that are written as an argument: there `ingress = []` says that there is none.
    """
    collection = isinstance(kind, SetType | MapType) or (computed and isinstance(kind, ListType))
    return collection and not _holds_objects(kind)


def _holds_objects(kind: Type) -> bool:
    return isinstance(kind, ListType | SetType) and isinstance(kind.element, ObjectType)


AWS_EXTRACT = ProviderExtract("schema.json")
AWS: Schemas = AWS_EXTRACT
