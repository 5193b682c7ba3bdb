"""Which provider configurations a module has, and which of them its resources and module calls name.

https://developer.hashicorp.com/terraform/language/modules/develop/providers
"""

from __future__ import annotations

from collections.abc import Iterator

from ...source import Span
from ..errors import Diagnostic
from ..parsing.scanner import is_identifier
from ..parsing.static import StaticReference, keyword, static_list, static_pairs
from ..syntax import Block, GetAttr, HCLError, Index, Literal, Node, ObjectCons, Variable
from .module import Configuration
from .structure import problem


def configuration_name(block: Block) -> str:
    """The name of a provider block's configuration: `aws` or `aws.east`."""
    alias = block.body.attributes.get("alias")
    value = alias.expression.value if alias is not None and isinstance(alias.expression, Literal) else None
    return block.labels[0] if value is None else f"{block.labels[0]}.{value}"


def handed_down(module: Configuration) -> set[str]:
    """The names of the configurations that a module expects from its caller, by `configuration_aliases`."""
    required = [block for settings in module.settings for block in settings.body.blocks]
    values = [item.expression for block in required for item in block.body.attributes.values()]
    found: set[str] = set()
    for value in values:
        for key, aliases in value.items if isinstance(value, ObjectCons) else ():
            if keyword(key) == "configuration_aliases":
                found.update(reference.text for reference in _read(aliases))
    return found


def _read(aliases: Node) -> list[StaticReference]:
    try:
        return static_list(aliases)
    except HCLError:
        return []


def provider_references(module: Configuration) -> Iterator[Diagnostic]:
    """What is wrong with the provider configurations that a module names."""
    for block in module.providers:
        name = configuration_name(block).partition(".")[2]
        if name and not is_identifier(name):
            yield problem(f'The alias "{name}" is no name.', block.body.attributes["alias"].expression.span)
    own = {configuration_name(block) for block in module.providers} | handed_down(module)
    for block in module.resources.values():
        attribute = block.body.attributes.get("provider")
        if attribute is None:
            continue
        named = attribute.expression
        name = keyword(named)
        if not isinstance(named, Variable | GetAttr | Index | Literal) or name.isdigit():
            yield problem('"provider" names a provider configuration, such as aws or aws.east.', attribute.span)
        elif not _is_there(name, own, module):
            yield _missing(name, named.span)
    for name, call in module.module_calls.items():
        yield from _handed_on(call, module.children.get(name), own, module)


def _is_there(name: str, own: set[str], module: Configuration) -> bool:
    """A configuration without an alias is always there; Terraform makes an empty one where no block does."""
    plain = name.split("[")[0]
    return "." not in plain or plain in own or module.partial


def _missing(name: str, span: Span) -> Diagnostic:
    return problem(f"There is no provider configuration {name} in this module.", span)


def _handed_on(call: Block, child: Configuration | None, own: set[str], module: Configuration) -> Iterator[Diagnostic]:
    attribute = call.body.attributes.get("providers")
    seen: set[str] = set()
    try:
        pairs = static_pairs(attribute.expression) if attribute is not None else []
    except HCLError:
        # The evaluation tells of it.
        return
    for inside, outside in pairs:
        if inside.text in seen:
            yield problem(f"{inside.text} is handed on twice.", inside.span)
        seen.add(inside.text)
        if not _is_there(outside.text, own, module):
            yield _missing(outside.text, outside.span)
    for name in sorted(handed_down(child) - seen) if child is not None else ():
        message = f'The module "{call.labels[0]}" needs the provider configuration {name}, and its call hands none on.'
        yield problem(message, call.header)
