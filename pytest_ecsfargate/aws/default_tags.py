"""`tags_all` of a resource: the `default_tags` of its provider configuration with its own `tags` laid over them.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/resource-tagging, measured on provider 5.100.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from ..hcl.operations.inspection import known_text
from ..hcl.origins import mix
from ..hcl.schema import ReadArgument
from ..hcl.types import STRING, MapType
from ..hcl.values import Value

OTHERWISE: Final = frozenset({"aws_s3_object"})
"""It has an argument of its own, override_provider, that says what the two make together."""
_ENVIRONMENT: Final = "TF_AWS_DEFAULT_TAGS_"


def are_in(environment: Iterable[str]) -> bool:
    """Whether variables of the environment add default tags to those of the provider's configuration."""
    return any(name.startswith(_ENVIRONMENT) for name in environment)


def tags_all(read: ReadArgument, provider: ReadArgument) -> Value | None:
    """The tags of a resource that is to be created, of any type but OTHERWISE; None where only apply will tell them.

    The provider leaves them to apply as soon as one tag is not known, and where there is none. Tags that `are_in` the
    environment are not looked at.
    """
    if _is_set(provider("ignore_tags")):
        return None
    defaults, own = _default_tags(provider), _own_tags(read("tags"))
    if defaults is None or own is None or not (defaults or own):
        return None
    made = dict(sorted({**defaults, **own}.items()))
    return Value(made, MapType(STRING), mix(None, tuple([item.origin for item in made.values()])))


def _is_set(value: Value | None) -> bool:
    return value is not None and not value.is_null and value.data != ()


def _default_tags(provider: ReadArgument) -> Mapping[str, Value] | None:
    blocks = provider("default_tags")
    if blocks is None or not _is_set(blocks):
        return {}
    if not isinstance(blocks.data, tuple) or len(blocks.data) != 1:
        return None
    block = blocks.through(blocks.data[0])
    if not isinstance(block.data, dict) or "tags" not in block.data:
        return {}
    found = _entries(block["tags"])
    return found and _strings({name: item for name, item in found.items() if not item.is_null})


def _own_tags(tags: Value | None) -> Mapping[str, Value] | None:
    """A resource of the plugin framework, whose `tags` keep what is null, has the empty text for it here."""
    found = _entries(tags)
    if found is None or tags is None:
        return found
    nulls = {name: Value("", STRING, item.origin) for name, item in found.items() if item.is_null}
    if nulls and not isinstance(tags.type, MapType):
        return None  # nothing is known of the resource's type
    strings = _strings({name: item for name, item in found.items() if name not in nulls})
    return strings if strings is None else {**strings, **nulls}


def _entries(tags: Value | None) -> Mapping[str, Value] | None:
    if tags is None or tags.is_null:
        return {}
    return {name: tags.through(item) for name, item in tags.data.items()} if isinstance(tags.data, dict) else None


def _strings(tags: Mapping[str, Value]) -> Mapping[str, Value] | None:
    """The tags; None where one is not known, or is empty, which the provider takes for not known."""
    return tags if all(known_text(item) for item in tags.values()) else None
