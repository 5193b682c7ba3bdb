"""The shape of the AWS provider's resources and data sources, from an extract of its own schema.

`schema.tsv` holds what `terraform providers schema -json` says of the types that Fargate stacks use
(https://developer.hashicorp.com/terraform/cli/commands/providers/schema), and the defaults that a real plan showed for
what a configuration leaves out. `.ci/extract_schema.py` makes it, and describes its form.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from ..hcl.schema import AttributeSchema, BlockSchema, NestedBlock
from ..hcl.types import ListType, MapType, ObjectType, SetType, Type, from_json


class ProviderExtract:
    """Schemas read from an extract; a type is decoded when it is first asked for."""

    def __init__(self, file_name: str) -> None:
        self._file_name = file_name
        self._blocks: dict[tuple[str, str], BlockSchema] = {}
        self._shared: dict[tuple[int, bool], BlockSchema] = {}
        self._types: dict[str, Type] = {}

    @cached_property
    def _texts(self) -> Mapping[str, Mapping[str, str]]:
        """The third column by the first two."""
        found: dict[str, dict[str, str]] = {}
        for line in Path(__file__).with_name(self._file_name).read_text(encoding="utf-8").splitlines():
            kind, name, text = line.split("\t")
            found.setdefault(kind, {})[name] = text
        return found

    @property
    def provider(self) -> str:
        """The source address of the provider that the extract describes."""
        return next(iter(self._texts["provider"]))

    @property
    def version(self) -> str:
        """The version of the provider that the extract describes."""
        return self._texts["provider"][self.provider]

    @property
    def resource_types(self) -> frozenset[str]:
        """The managed resource types that the extract describes."""
        return frozenset(self._texts["resource"])

    @property
    def data_source_types(self) -> frozenset[str]:
        """The data sources that the extract describes."""
        return frozenset(self._texts["data"])

    def resource(self, type: str) -> BlockSchema | None:
        """The schema of a managed resource type such as `aws_lb`; None where the extract has none."""
        return self._find("resource", type)

    def data_source(self, type: str) -> BlockSchema | None:
        """The schema of a data source type such as `aws_vpc`; None where the extract has none."""
        return self._find("data", type)

    def _find(self, kind: str, name: str) -> BlockSchema | None:
        if (kind, name) not in self._blocks:
            text = self._texts[kind].get(name)
            if text is None:
                return None
            packed = json.loads(text)
            # The older plugin SDK gives every resource an `id` that could be set; the plugin framework does not.
            by_sdk = kind == "resource" and packed.get("a", {}).get("id") == "oc"
            self._blocks[kind, name] = self._block(packed, by_sdk)
        return self._blocks[kind, name]

    def _block(self, packed: Any, by_sdk: bool) -> BlockSchema:
        if isinstance(packed, int):
            key = packed, by_sdk
            if key not in self._shared:
                self._shared[key] = self._block(json.loads(self._texts["shared"][str(packed)]), by_sdk)
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
            write_only="w" in flags,
            default=default[0] if default else None,
            empty_is_unset=by_sdk and _loses_empty(kind, computed="c" in flags),
            loses_nulls=by_sdk and isinstance(kind, MapType),
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


AWS_EXTRACT = ProviderExtract("schema.tsv")
