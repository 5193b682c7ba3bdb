"""Override files: https://developer.hashicorp.com/terraform/language/files/override

Blocks of `override.tf` and `*_override.tf` are laid over the blocks of the same name: arguments replace arguments,
nested blocks replace all blocks of their type, `lifecycle` is merged argument by argument.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Diagnostic, DiagnosticSeverity
from ..syntax import Block, Body
from .module import MODES, Configuration, ResourceKey


def override(module: Configuration, body: Body) -> Iterator[Diagnostic]:
    """Lays the blocks of an override file over the module; yields a diagnostic for each that has nothing below it."""
    for block in body.blocks:
        labels = block.labels
        if block.type in MODES and len(labels) == 2:
            key = ResourceKey(MODES[block.type], labels[0], labels[1])
            missing = key not in module.resources
            if not missing:
                module.resources[key] = merged(module.resources[key], block)
        elif block.type in ("variable", "output", "module") and len(labels) == 1:
            place = {"variable": module.variables, "output": module.outputs, "module": module.module_calls}[block.type]
            missing = labels[0] not in place
            if not missing:
                place[labels[0]] = merged(place[labels[0]], block)
        elif block.type == "locals":
            missing = False
            module.locals.update(block.body.attributes)
        elif block.type == "provider":
            missing = False
            _override_provider(module, block)
        elif block.type == "terraform":
            missing = False
            module.settings.append(block)
        else:
            missing = True
        if missing:
            yield Diagnostic(
                DiagnosticSeverity.ERROR, f"There is no {block.type} block for this override to change.", block.header
            )


def _override_provider(module: Configuration, block: Block) -> None:
    for position, base in enumerate(module.providers):
        if base.labels == block.labels and _alias(base) == _alias(block):
            module.providers[position] = merged(base, block)
            return
    module.providers.append(block)


def _alias(block: Block) -> str:
    alias = block.body.attributes.get("alias")
    return alias.expression.span.text if alias is not None else ""


def merged(base: Block, change: Block) -> Block:
    """The base block with the other's arguments and nested blocks laid over its own."""
    replaced = {_content_type(block) for block in change.body.blocks} - {"lifecycle"}
    kept = [block for block in base.body.blocks if _content_type(block) not in replaced]
    for block in change.body.blocks:
        below = next((item for item in kept if item.type == "lifecycle"), None) if block.type == "lifecycle" else None
        if below is not None:
            kept[kept.index(below)] = merged(below, block)
        else:
            kept.append(block)
    attributes = {**base.body.attributes, **change.body.attributes}
    body = Body(base.file, base.body.start, base.body.end, attributes, kept, base.body.partial or change.body.partial)
    return Block(base.file, base.start, base.end, base.type, base.labels, body, base.header)


def _content_type(block: Block) -> str:
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type
