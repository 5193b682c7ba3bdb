"""What stands in a body of a resource, and what its schema adds: the same for all instances of a block."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from ..origins import leaf
from ..parsing.json_syntax import with_blocks
from ..parsing.layers import content_type
from ..schema import BlockSchema
from ..syntax import Attribute, Block, Body
from ..values import Value, unknown

META: Final = frozenset({"count", "for_each", "provider", "depends_on", "lifecycle", "connection", "provisioner"})
"""What means something to Terraform itself in the body of a resource; in its nested blocks the names are free."""
ESCAPING: Final = "_"
"""The block of a resource in which names that Terraform takes for its own are the provider's."""


class BodyLayout:
    """What a body sets, and what its schema adds.

    `configured` are the names of all arguments and block types that the body sets, in order.
    """

    def __init__(self, body: Body, schema: BlockSchema | None, meta: AbstractSet[str]) -> None:
        self.attributes, blocks = _providers(with_blocks(body, schema.blocks if schema is not None else ()), meta)
        self.blocks: dict[str, list[Block]] = {}
        for block in blocks:
            self.blocks.setdefault(content_type(block), []).append(block)
        self.configured = tuple(sorted({*self.attributes, *self.blocks}))
        self.sets = frozenset(self.configured)
        self.schema = schema
        self._unset: Mapping[str, Value] = schema.unset if schema is not None else {}
        computed = schema.computed if schema is not None else ()
        self._read = (*self.configured, *[name for name in computed if name not in self.sets])

    def filled(self, read: Callable[[str], Value | None], wanted: AbstractSet[str] | None = None) -> dict[str, Value]:
        """All arguments and block types in order; `read` gives those that are set or that instances do not share.

        With `wanted` it is asked for no others: instead of them there is nothing, or what stands for a name not set.
        """
        made = dict(self._unset)
        for name in self._read if wanted is None else [name for name in self._read if name in wanted]:
            value = read(name)
            if value is not None:
                made[name] = value
        return made if len(made) == len(self._unset) else dict(sorted(made.items()))

    def unset(self, name: str, path: str) -> Value | None:
        """The value of an argument or block type that the body does not set; None where there is none of this name."""
        if self.schema is not None and name not in self.schema.computed:
            return self._unset.get(name)
        # Its name is that of the instance, so it is the one kind that instances do not share.
        known = self.schema.attributes.get(name) if self.schema is not None else None
        origin = leaf(f"{path}.{name}")
        return unknown(origin=origin) if known is None else unknown(known.type, origin, known.sensitive)


def _providers(body: Body, meta: AbstractSet[str]) -> tuple[dict[str, Attribute], list[Block]]:
    """The arguments and blocks that are the provider's: all but Terraform's own, and all that stand in blocks `_`.

    https://developer.hashicorp.com/terraform/language/meta-arguments
    """
    attributes = {name: item for name, item in body.attributes.items() if name not in meta}
    blocks = [block for block in body.blocks if block.type not in meta]
    for block in blocks if meta else ():
        if block.type == ESCAPING:
            attributes |= block.body.attributes
            blocks = [other for other in blocks if other is not block] + block.body.blocks
    return attributes, blocks
