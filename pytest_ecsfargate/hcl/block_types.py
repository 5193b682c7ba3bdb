"""Terraform's own blocks: what each is labelled with, and which arguments and blocks may stand in it.

One entry per block type of https://developer.hashicorp.com/terraform/language and, where OpenTofu has more, of
https://opentofu.org/docs/language. What a version of Terraform newer than 1.11 added is here too: a module that uses
it is for those to judge that run it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum, auto
from typing import Final


class Language(StrEnum):
    """Whose language a module is read in: https://www.terraform.io or https://opentofu.org."""

    TERRAFORM = "terraform"
    OPENTOFU = "opentofu"


class Content(Enum):
    """What may stand as an argument."""

    ANY = auto()
    """An expression, or something that its reader knows."""
    TEXT = auto()
    """A text that is read without evaluating anything."""
    BOOL = auto()
    """True or false, read without evaluating anything."""
    CONSTANT = auto()
    """A value without references and function calls."""
    REFERENCES = auto()
    """References in brackets, which are not evaluated."""
    NAMES = auto()
    """Arguments in brackets, which are not evaluated, or the word all."""


@dataclass(frozen=True, slots=True)
class BlockType:
    """One block type.

    `labels` say what each label is, `arguments` what may be set and how, `required` what must be. `blocks` are the
    nested block types, `once` those of them that may stand once. Where it is `open`, a schema, a called module or
    somebody else says which other arguments, `others`, and blocks there are, but for the `reserved` names.
    """

    labels: tuple[str, ...] = ()
    arguments: Mapping[str, Content] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    blocks: Mapping[str, BlockType] = field(default_factory=dict)
    once: frozenset[str] = frozenset()
    open: bool = False
    others: Content = Content.ANY
    reserved: frozenset[str] = frozenset()


BlockTypes = Mapping[str, BlockType]

_OPEN: Final = BlockType(open=True)
_OPEN_TYPED: Final = BlockType(("type",), open=True)
_CONDITION: Final = BlockType(
    arguments={"condition": Content.ANY, "error_message": Content.ANY},
    required=frozenset({"condition", "error_message"}),
)
_PROVISIONER: Final = BlockType(
    ("type",), {"when": Content.ANY, "on_failure": Content.ANY}, blocks={"connection": _OPEN}, open=True
)
_REPEATED: Final = {
    "count": Content.ANY,
    "for_each": Content.ANY,
    "provider": Content.ANY,
    "depends_on": Content.REFERENCES,
}
_CONDITIONS: Final = {"precondition": _CONDITION, "postcondition": _CONDITION}
_READ: Final = BlockType(
    ("type", "name"),
    _REPEATED,
    blocks={"lifecycle": BlockType(blocks=_CONDITIONS)},
    once=frozenset({"lifecycle"}),
    open=True,
    reserved=frozenset({"provisioner", "connection"}),
)
_RESOURCE: Final = BlockType(
    ("type", "name"),
    _REPEATED,
    blocks={
        "lifecycle": BlockType(
            arguments={
                "create_before_destroy": Content.BOOL,
                "prevent_destroy": Content.BOOL,
                "ignore_changes": Content.NAMES,
                "replace_triggered_by": Content.REFERENCES,
            },
            # Terraform 1.14: https://developer.hashicorp.com/terraform/language/block/resource#action_trigger
            blocks={**_CONDITIONS, "action_trigger": _OPEN},
        ),
        "connection": _OPEN,
        "provisioner": _PROVISIONER,
    },
    once=frozenset({"lifecycle", "connection"}),
    open=True,
)

TOP_LEVEL: Final[BlockTypes] = {
    "terraform": BlockType(
        arguments={"required_version": Content.TEXT, "experiments": Content.ANY, "language": Content.ANY},
        blocks={
            "required_providers": _OPEN,
            "backend": BlockType(("type",), open=True, others=Content.CONSTANT),
            "cloud": BlockType(blocks={"workspaces": _OPEN}, open=True),
            "provider_meta": BlockType(("provider",), open=True),
        },
    ),
    "provider": BlockType(
        ("name",),
        {"alias": Content.TEXT, "version": Content.TEXT},
        open=True,
        reserved=frozenset({"count", "depends_on", "for_each", "source", "lifecycle", "locals"}),
    ),
    "variable": BlockType(
        ("name",),
        {
            "type": Content.ANY,
            "default": Content.CONSTANT,
            "description": Content.TEXT,
            "deprecated": Content.TEXT,
            "sensitive": Content.BOOL,
            "nullable": Content.BOOL,
            "ephemeral": Content.BOOL,
            "const": Content.BOOL,
        },
        blocks={"validation": _CONDITION},
    ),
    "locals": BlockType(open=True),
    "output": BlockType(
        ("name",),
        {
            "value": Content.ANY,
            "description": Content.TEXT,
            "deprecated": Content.TEXT,
            "sensitive": Content.BOOL,
            "ephemeral": Content.BOOL,
            "depends_on": Content.REFERENCES,
        },
        frozenset({"value"}),
        blocks={"precondition": _CONDITION},
    ),
    "module": BlockType(
        ("name",),
        {
            "source": Content.TEXT,
            "version": Content.TEXT,
            "count": Content.ANY,
            "for_each": Content.ANY,
            "providers": Content.ANY,
            "depends_on": Content.REFERENCES,
        },
        frozenset({"source"}),
        open=True,
    ),
    "resource": _RESOURCE,
    "data": _READ,
    "ephemeral": _READ,
    "moved": BlockType(arguments={"from": Content.ANY, "to": Content.ANY}, required=frozenset({"from", "to"})),
    "import": BlockType(
        arguments=dict.fromkeys(("to", "id", "identity", "for_each", "provider"), Content.ANY),
        required=frozenset({"to"}),
    ),
    "removed": BlockType(
        arguments={"from": Content.ANY},
        required=frozenset({"from"}),
        blocks={
            "lifecycle": BlockType(arguments={"destroy": Content.BOOL}),
            "connection": _OPEN,
            "provisioner": _PROVISIONER,
        },
    ),
    "check": BlockType(("name",), blocks={"data": _READ, "assert": _CONDITION}, once=frozenset({"data"})),
    "action": BlockType(("type", "name"), open=True),
}
"""The blocks of a file."""


def top_level(language: Language) -> BlockTypes:
    """The blocks of a file in one of the two languages."""
    return _OPENTOFU if language is Language.OPENTOFU else TOP_LEVEL


def _opentofu() -> BlockTypes:
    """OpenTofu evaluates variables and locals early, repeats provider configurations, and can leave out instances.

    https://opentofu.org/docs/intro/whats-new, https://opentofu.org/docs/language/meta-arguments/enabled
    """
    terraform, provider, module = TOP_LEVEL["terraform"], TOP_LEVEL["provider"], TOP_LEVEL["module"]
    enabled = {"enabled": Content.ANY}
    lifecycle, read = _RESOURCE.blocks["lifecycle"], _READ.blocks["lifecycle"]
    lasting = replace(lifecycle, arguments={**lifecycle.arguments, **enabled, "destroy": Content.BOOL})
    early = {"backend": _OPEN_TYPED, "encryption": _OPEN}
    return {
        **TOP_LEVEL,
        "terraform": replace(terraform, blocks={**terraform.blocks, **early}),
        "provider": replace(provider, reserved=provider.reserved - {"for_each"}),
        "module": replace(
            module,
            arguments={**module.arguments, "source": Content.ANY, "version": Content.ANY},
            blocks={"lifecycle": BlockType(arguments=enabled)},
        ),
        "resource": replace(_RESOURCE, blocks={**_RESOURCE.blocks, "lifecycle": lasting}),
        "data": replace(_READ, blocks={"lifecycle": replace(read, arguments=enabled)}),
        "ephemeral": replace(_READ, blocks={"lifecycle": replace(read, arguments=enabled)}),
    }


_OPENTOFU: Final = _opentofu()
