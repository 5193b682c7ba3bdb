"""`provider` blocks evaluated, and which of them each module instance uses.

https://developer.hashicorp.com/terraform/language/modules/develop/providers
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..configuration.provider_references import configuration_name
from ..errors import Diagnostic, DiagnosticSeverity
from ..origins import leaf, mix
from ..parsing.static import keyword, static_pairs
from ..schema import ReadArgument
from ..syntax import Block, HCLError
from ..values import Value, null, unknown
from .resource_bodies import BodyReader

if TYPE_CHECKING:
    from .module_calls import ModuleCall
    from .modules import ModuleInstance

_META = frozenset({"alias", "version", "for_each"})
BUILT_IN = "terraform"
"""Terraform's own provider, which has nothing to configure."""


def provider_configurations(root: ModuleInstance) -> dict[str, Value]:
    """The provider configurations of all module instances, as objects of what their blocks set.

    Keys are the names by which resources use them, with the module's address in front: `aws`, `aws.east`,
    `module.shop["eu"].aws`.
    """
    found: dict[str, Value] = {}
    values: dict[BodyReader, Value] = {}
    for module in root.tree():
        for name, reader in module.providers.items():
            if reader not in values:
                values[reader] = reader.values(reader.layout.configured, mix(reader.body.span, ()))
            found[module.prefix + name] = values[reader]
    return dict(sorted(found.items()))


def configurations(module: ModuleInstance) -> dict[str, BodyReader]:
    """The provider configurations of a module instance, by the names by which its resources use them.

    A child module has its parent's default configurations, those that its call hands on, and its own.
    """
    found = {} if module.caller is None else _handed_on(module.caller)
    found.update({configuration_name(block): _reader(module, block) for block in module.configuration.providers})
    return found


def configuration_of(module: ModuleInstance, block: Block, type: str) -> ReadArgument | None:
    """Reads the arguments of a resource's provider configuration, null where they are not set.

    None where it cannot be told which configuration that is.
    """
    if provider_name(block, type) == BUILT_IN:
        return lambda name: null()
    reader = module.providers.get(provider_name(block, type))
    if reader is not None:
        return lambda name: reader.read(name) if name in reader.layout.sets else null()
    # Without any block, Terraform makes a configuration that sets nothing.
    return None if module.providers else lambda name: null()


def provider_name(block: Block, type: str) -> str:
    """The provider configuration of a resource block, as written in the module: `aws` or `aws.east`."""
    attribute = block.body.attributes.get("provider")
    if attribute is None:
        return type.split("_")[0]
    # Terraform 0.11 and its JSON syntax write the name in quotes.
    return keyword(attribute.expression)


def _reader(module: ModuleInstance, block: Block) -> BodyReader:
    body = block.body
    schema = module.world.schemas.provider_blocks(block.labels[0])
    scope = module.scope
    if "for_each" in body.attributes:
        # OpenTofu makes one of each element; here one stands for all.
        each = unknown(origin=leaf("each", body.attributes["for_each"].span))
        scope = scope.having({"each": Value({"key": each, "value": each})})
    path = f"{module.prefix}provider.{configuration_name(block)}"
    return BodyReader(body, schema, scope, path, module.world, _META)


def _handed_on(call: ModuleCall) -> dict[str, BodyReader]:
    """Default configurations go down by themselves, others by `providers`."""
    own = call.parent.providers
    handed = {name: value for name, value in own.items() if "." not in name}
    attribute = call.block.body.attributes.get("providers")
    if attribute is None:
        return handed
    try:
        pairs = static_pairs(attribute.expression)
    except HCLError as error:
        call.parent.world.tell(Diagnostic(DiagnosticSeverity.ERROR, error.message, error.span))
        return handed
    for inside, outside in pairs:
        if outside.text in own:
            handed[inside.text] = own[outside.text]
    return handed
