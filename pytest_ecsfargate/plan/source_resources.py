"""The resource instances of a plan, from the module instances that the source comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet

from ..hcl.configuration.variables import flag
from ..hcl.errors import Diagnostic, DiagnosticSeverity
from ..hcl.evaluation.modules import ModuleInstance
from ..hcl.evaluation.provider_configurations import provider_name
from ..hcl.evaluation.world import World
from ..hcl.parsing.static import static_list
from ..hcl.syntax import Attribute, Block, HCLError
from ..hcl.values import Value
from .resource import Lifecycle, Resource

Wanted = Callable[[str], AbstractSet[str]]
"""The names of the arguments and blocks of a resource type that somebody is going to read."""


def resources(module: ModuleInstance) -> Iterator[Resource]:
    """The resource instances of a module instance, with all that is known of them before apply."""
    for block in module.resources():
        lifecycle = _lifecycle(block.block, module.world)
        depends_on = _names(block.block.body.attributes.get("depends_on"), module.world)
        provider = provider_name(block.block, block.key.type)
        for instance in block.instances:
            yield Resource(
                address=instance.address,
                type=block.key.type,
                name=block.key.name,
                values=instance.values(),
                mode=block.key.mode,
                key=instance.instance.key,
                module=module.address,
                provider=provider,
                lifecycle=lifecycle,
                depends_on=depends_on,
                configured=instance.body.layout.sets,
                arguments=instance.arguments(),
                actions=("read",) if block.key.mode == "data" else ("create",),
                span=block.block.header,
                conditions=module.conditions_of(instance.instance),
                described=block.schema is not None,
            )


def sketches(module: ModuleInstance, wanted: Wanted) -> Iterator[Resource]:
    """The same instances, but in `values` nothing is evaluated that is not wanted.

    What else a block sets is missing there, or null: nobody may read it.
    """
    for block in module.resources():
        names = wanted(block.key.type)
        for instance in block.instances:
            yield Resource(
                address=instance.address,
                type=block.key.type,
                name=block.key.name,
                values=instance.values(names) if names else Value({}),
                mode=block.key.mode,
                key=instance.instance.key,
                module=module.address,
                configured=instance.body.layout.sets,
                span=block.block.header,
                conditions=module.conditions_of(instance.instance),
                described=block.schema is not None,
            )


def _lifecycle(block: Block, world: World) -> Lifecycle:
    found = next((nested for nested in block.body.blocks if nested.type == "lifecycle"), None)
    if found is None:
        return Lifecycle()
    lists = {
        name: _names(attribute, world)
        for name, attribute in found.body.attributes.items()
        if name in ("ignore_changes", "replace_triggered_by")
    }
    ignored = lists.get("ignore_changes", ())
    return Lifecycle(
        create_before_destroy=flag(found, "create_before_destroy"),
        prevent_destroy=flag(found, "prevent_destroy"),
        ignore_changes=() if ignored == ("all",) else ignored,
        ignore_all=ignored == ("all",),
        replace_triggered_by=lists.get("replace_triggered_by", ()),
        span=found.header,
    )


def _names(attribute: Attribute | None, world: World) -> tuple[str, ...]:
    """The references that an argument such as depends_on names; where it is something else, none and a diagnostic."""
    if attribute is None:
        return ()
    try:
        return tuple(text for text, _ in static_list(attribute.expression))
    except HCLError as error:
        world.tell(Diagnostic(DiagnosticSeverity.ERROR, error.message, error.span))
        return ()
