"""What the source in a plan file says of each argument, in the form of `configuration` in a plan's JSON.

That form states which references an expression has, and whether it has none; what it is made of stays in the source.
https://developer.hashicorp.com/terraform/internals/json-format#configuration-representation
"""

from __future__ import annotations

from typing import Any, Final

from ...aws.schema import AWS_EXTRACT
from ...hcl.configuration.module import Configuration, ResourceKey
from ...hcl.configuration.variables import flag
from ...hcl.evaluation.provider_configurations import provider_name
from ...hcl.parsing.mentions import references
from ...hcl.parsing.static import static_beginning, static_list
from ...hcl.schema import BlockSchema
from ...hcl.syntax import Block, Body, Call, HCLError, Node

_OF_RESOURCES: Final = ("count", "for_each", "provider", "depends_on", "lifecycle", "connection", "provisioner")
_OF_CALLS: Final = ("source", "version", "count", "for_each", "providers", "depends_on")


def configured(module: Configuration) -> dict[str, Any]:
    """What `configuration.root_module` says of a module, and of the modules that it calls."""
    return {
        "resources": [_resource(key, block) for key, block in module.resources.items() if key.mode != "ephemeral"],
        "module_calls": {name: _call(module, name, block) for name, block in module.module_calls.items()},
        "outputs": {name: _output(block) for name, block in module.outputs.items()},
        "variables": {name: {"sensitive": flag(block, "sensitive")} for name, block in module.variables.items()},
    }


def _resource(key: ResourceKey, block: Block) -> dict[str, Any]:
    schema = AWS_EXTRACT.data_source(key.type) if key.mode == "data" else AWS_EXTRACT.resource(key.type)
    return {
        "address": str(key),
        "mode": key.mode,
        "type": key.type,
        "name": key.name,
        "provider_config_key": provider_name(block, key.type),
        "expressions": _without(_body(block.body, schema), _OF_RESOURCES),
        **_meta(block),
    }


def _call(module: Configuration, name: str, block: Block) -> dict[str, Any]:
    child = module.children.get(name)
    made = {"expressions": _without(_body(block.body, None), _OF_CALLS), **_meta(block)}
    return {**made, "module": configured(child)} if child is not None else made


def _output(block: Block) -> dict[str, Any]:
    value = block.body.attributes.get("value")
    return {"sensitive": flag(block, "sensitive"), "expression": _expression(value.expression) if value else {}}


def _meta(block: Block) -> dict[str, Any]:
    """What decides on the instances, and what they wait for."""
    made: dict[str, Any] = {}
    for name in ("count", "for_each"):
        attribute = block.body.attributes.get(name)
        if attribute is not None:
            made[f"{name}_expression"] = _expression(attribute.expression)
    waits_for = block.body.attributes.get("depends_on")
    if waits_for is not None:
        try:
            made["depends_on"] = [text for text, _ in static_list(waits_for.expression)]
        except HCLError:
            # Terraform planned it all the same, so this is a spelling that is not known here.
            made["depends_on"] = []
    return made


def _without(body: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: item for name, item in body.items() if name not in names}


def _body(body: Body, schema: BlockSchema | None) -> dict[str, Any]:
    """Each argument and nested block. What `dynamic` blocks make is not said, as in terraform's own JSON."""
    made: dict[str, Any] = {name: _expression(item.expression) for name, item in body.attributes.items()}
    for block in body.blocks:
        nested = schema.blocks.get(block.type) if schema is not None else None
        inside = _body(block.body, nested.block if nested is not None else None)
        if block.type == "dynamic":
            continue
        if schema is not None and block.type in schema.attributes:
            made[block.type] = _joined(made.get(block.type), _expression(block))
        elif nested is not None and nested.nesting in ("single", "group"):
            made[block.type] = inside
        else:
            made.setdefault(block.type, []).append(inside)
    return made


def _joined(before: dict[str, Any] | None, more: dict[str, Any]) -> dict[str, Any]:
    """An argument that may be written as blocks is one expression, made of all that stands in them."""
    found = [*(before or {}).get("references", ()), *more.get("references", ())]
    return {"references": found} if found else {} if before == {} else more


def _expression(node: Node) -> dict[str, Any]:
    """The references; that an expression is a constant where it has none and calls no function; else nothing."""
    found = _references(node)
    if found:
        return {"references": found}
    return {} if _calls(node) else {"constant_value": None}


def _references(node: Node) -> list[str]:
    """Every reference with more than one name, as terraform has no others: up to the first index that is computed."""
    found = (static_beginning(reference.node) for reference in references(node) if reference.node is not None)
    return [text for text in found if "." in text]


def _calls(node: Node) -> bool:
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here, Call):
            return True
        waiting.extend(here.children())
    return False
