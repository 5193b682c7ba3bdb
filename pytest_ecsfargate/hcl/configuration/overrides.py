"""Override files: https://developer.hashicorp.com/terraform/language/files/override

Blocks of `override.tf` and `*_override.tf` are laid over the blocks of the same name: arguments replace arguments,
nested blocks replace all blocks of their type, `lifecycle` is merged argument by argument.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from ..block_types import BlockTypes
from ..errors import Diagnostic
from ..parsing.layers import merged
from ..syntax import Block, Body
from .module import MODES, Configuration, ResourceKey
from .structure import labelled, problem, structure

_Key = TypeVar("_Key")


def override(module: Configuration, body: Body, types: BlockTypes) -> Iterator[Diagnostic]:
    """Lays the blocks of an override file over the module; yields a diagnostic for each that has nothing below it."""
    for block in body.blocks:
        kind = types.get(block.type)
        if kind is None:
            yield problem(f'There is no block type "{block.type}".', block.header)
            continue
        yield from structure(block, replace(kind, required=frozenset()))
        if not labelled(block, kind):
            continue
        yield from _refused(block)
        if block.type == "locals":
            yield from _override_locals(module, block)
        elif block.type == "provider":
            _override_provider(module, block)
        elif block.type == "terraform":
            module.settings.append(block)
        elif block.type in ("moved", "import", "check"):
            yield problem(f"A {block.type} block cannot stand in an override file.", block.header)
        elif block.type == "removed":
            module.other_blocks.append(block)
        elif not _laid_over(module, block):
            yield problem(f"There is no {block.type} block for this override to change.", block.header)


def _laid_over(module: Configuration, block: Block) -> bool:
    """Merges the block into the one of its name, if there is one."""
    labels = block.labels
    if block.type in MODES:
        return _merge(module.resources, ResourceKey(MODES[block.type], labels[0], labels[1]), block)
    return block.type in module.named and _merge(module.named[block.type], labels[0], block)


def _merge(place: dict[_Key, Block], key: _Key, block: Block) -> bool:
    base = place.get(key)
    if base is not None:
        place[key] = merged(base, block)
    return base is not None


def _refused(block: Block) -> Iterator[Diagnostic]:
    """What an override file may not say: conditions and depends_on."""
    depends_on = block.body.attributes.get("depends_on")
    if depends_on is not None and block.type != "module":
        yield problem("An override file cannot change depends_on.", depends_on.span)
    conditions = [inner for lifecycle in block.body.blocks for inner in (lifecycle, *lifecycle.body.blocks)]
    for inner in conditions:
        if inner.type in ("validation", "precondition", "postcondition"):
            yield problem(f"An override file cannot change {inner.type} blocks.", inner.header)


def _override_locals(module: Configuration, block: Block) -> Iterator[Diagnostic]:
    for name, attribute in block.body.attributes.items():
        if name in module.locals:
            module.locals[name] = attribute
        else:
            yield problem(f"There is no local.{name} for this override to change.", attribute.span)


def _override_provider(module: Configuration, block: Block) -> None:
    for position, base in enumerate(module.providers):
        if base.labels == block.labels and _alias(base) == _alias(block):
            module.providers[position] = merged(base, block)
            return
    module.providers.append(block)


def _alias(block: Block) -> str:
    alias = block.body.attributes.get("alias")
    return alias.expression.span.text if alias is not None else ""
