"""What waits for what in a configuration, as Terraform's own graph has it, without evaluating anything.

Nodes are addresses without instance keys, with the module path in front: resource and data blocks
(`module.alb.aws_lb.main`), and in between `local.x`, `var.x`, `output.x`, `module.x` (all of a module) and
`module.x (call)` (what its `count`, `for_each` and `depends_on` wait for).
https://developer.hashicorp.com/terraform/internals/graph
"""

from __future__ import annotations

from collections.abc import Iterator

from ..parsing.mentions import Reference, references
from ..parsing.static import static_list
from ..syntax import Block, HCLError, Node
from .module import CALL_META, Configuration, ResourceKey

_NO_NODES = frozenset({"each", "count", "self", "path", "terraform"})

MAX_NODES = 200_000
Edges = dict[str, set[str]]


def edges(root: Configuration) -> Edges | None:
    """The direct dependencies of every node; None where modules call each other so often that they are too many."""
    found: Edges = {}
    try:
        _module(root, "", None, found)
    except _TooMany:
        return None
    return found


class _TooMany(Exception):
    """More nodes than a graph is made of."""


def _module(module: Configuration, path: str, caller: str | None, found: Edges) -> None:
    if len(found) > MAX_NODES:
        raise _TooMany
    everything = found.setdefault(path.removesuffix("."), set()) if path else set()
    for name, local in module.locals.items():
        found[f"{path}local.{name}"] = set(_targets(module, path, local.expression))
    for name, block in module.outputs.items():
        found[f"{path}output.{name}"] = set(_of_block(module, path, block))
        everything.add(f"{path}output.{name}")
    for key, block in module.resources.items():
        node = f"{path}{key}"
        found[node] = set(_of_block(module, path, block)) | ({caller} if caller else set())
        everything.add(node)
    for name, call in module.module_calls.items():
        _call(module, path, name, call, caller, found)
        everything.add(f"{path}module.{name}")


def _call(module: Configuration, path: str, name: str, call: Block, caller: str | None, found: Edges) -> None:
    inside = f"{path}module.{name}"
    gate = f"{inside} (call)"
    found[gate] = {caller} if caller else set()
    for argument, attribute in call.body.attributes.items():
        if argument == "depends_on":
            found[gate].update(_of_depends_on(module, path, call))
        elif argument in ("count", "for_each"):
            found[gate].update(_targets(module, path, attribute.expression))
        elif argument not in CALL_META:
            found[f"{inside}.var.{argument}"] = set(_targets(module, path, attribute.expression))
    child = module.children.get(name)
    if child is not None:
        _module(child, f"{inside}.", gate, found)
    else:
        # What the module makes is not known: it waits at least for all that it is given.
        given = {node for node in found if node.startswith(f"{inside}.var.")}
        found[inside] = given | {gate}


def _of_block(module: Configuration, path: str, block: Block) -> Iterator[str]:
    """The targets of all expressions of a block, its nested blocks and its depends_on."""
    for attribute in block.body.attributes.values():
        if attribute.name == "depends_on":
            yield from _of_depends_on(module, path, block)
        else:
            yield from _targets(module, path, attribute.expression)
    for nested in block.body.blocks:
        # The lists of a lifecycle block name attributes, not what must exist before.
        if nested.type != "lifecycle":
            yield from _of_block(module, path, nested)


def _of_depends_on(module: Configuration, path: str, block: Block) -> Iterator[str]:
    attribute = block.body.attributes.get("depends_on")
    if attribute is None:
        return
    try:
        named = static_list(attribute.expression)
    except HCLError:
        # The evaluation tells of it.
        return
    for text, span in named:
        names = tuple(part.split("[")[0] for part in text.split("."))
        yield from _resolve(module, path, Reference(names, span))


def _targets(module: Configuration, path: str, node: Node) -> Iterator[str]:
    for reference in references(node):
        yield from _resolve(module, path, reference)


def _resolve(module: Configuration, path: str, reference: Reference) -> Iterator[str]:
    names = reference.names[1:] if reference.names[0] == "resource" else reference.names
    if len(names) < 2 or names[0] in _NO_NODES:
        return
    first, second = names[0], names[1]
    if first in ("var", "local"):
        yield f"{path}{first}.{second}"
    elif first == "module":
        child = module.children.get(second)
        if len(names) > 2 and child is not None and names[2] in child.outputs:
            yield f"{path}module.{second}.output.{names[2]}"
        else:
            yield f"{path}module.{second}"
    elif first in ("data", "ephemeral") and len(names) > 2:
        yield f"{path}{first}.{second}.{names[2]}"
    elif ResourceKey("managed", first, second) in module.resources:
        yield f"{path}{first}.{second}"
