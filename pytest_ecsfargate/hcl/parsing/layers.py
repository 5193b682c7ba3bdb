"""Bodies laid over each other, as an override file's are over those below.

https://developer.hashicorp.com/terraform/language/files/override#merging-behavior
"""

from __future__ import annotations

from ..syntax import Block, Body


def merged(base: Block, change: Block) -> Block:
    """The base block with the other's arguments and nested blocks laid over its own."""
    body = merged_bodies(base.body, change.body)
    return Block(base.file, base.start, base.end, base.type, base.labels, body, base.header)


def merged_bodies(base: Body, change: Body) -> Body:
    """Arguments replace arguments, nested blocks all those of their type; `lifecycle` is merged by arguments."""
    replaced = {content_type(block) for block in change.blocks} - {"lifecycle"}
    kept = [block for block in base.blocks if content_type(block) not in replaced]
    for block in change.blocks:
        below = next((item for item in kept if item.type == "lifecycle"), None) if block.type == "lifecycle" else None
        if below is not None:
            kept[kept.index(below)] = merged(below, block)
        else:
            kept.append(block)
    attributes = {**base.attributes, **change.attributes}
    return Body(base.file, base.start, base.end, attributes, kept, base.partial or change.partial, (base, change))


def content_type(block: Block) -> str:
    """The type of the blocks that a block stands for: of a `dynamic` one that of those which it makes."""
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type
