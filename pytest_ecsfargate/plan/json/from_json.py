"""A plan from what `terraform show -json` says of a plan file.

The format is described at https://developer.hashicorp.com/terraform/internals/json-format.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from ...aws.schema import AWS_EXTRACT
from ...hcl.origins import NOWHERE, Kind, Origin
from ...hcl.schema import BlockSchema
from ...hcl.values import Value
from ..changes import changes_of, text_of
from ..errors import PlanError
from ..model import Plan
from ..resource import InstanceKey, Resource
from .configured import ConfiguredModules
from .refactored import refactoring
from .values import BlockReader, Masks, value_of, without_sensitive

_GONE = (["delete"], ["forget"])


def plan_from_json(
    document: Mapping[str, Any],
    *,
    module: Path | None = None,
    engine: Literal["saved", "terraform", "live"] = "saved",
    environment: str | None = None,
    seeded: bool = False,
    name: str = "the document",
) -> Plan:
    """A plan from terraform's JSON form of it. Raises PlanError for what is no plan of format 1."""
    _check(document, name)
    try:
        modules = ConfiguredModules(document)
        edges = modules.edges() if document.get("configuration") else None
        found = {resource.address: resource for resource in _resources(document, modules)}
        outputs, variables = _outputs(document, modules), _variables(document, modules)
        changes = changes_of(document.get("resource_changes") or ())
        drift = changes_of(document.get("resource_drift") or ()) if _tells_drift(document) else None
        moved, imports, removed = refactoring(document)
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise PlanError(f"{name} is no plan as terraform writes it ({type(error).__name__}: {error}).") from None
    return Plan(
        resources=dict(sorted(found.items())),
        engine=engine,
        environment=environment,
        module=module,
        outputs=outputs,
        variables=variables,
        complete=not document.get("errored", False) and document.get("complete", True) is not False,
        seeded=seeded,
        moved=moved,
        imports=imports,
        removed=removed,
        changes=changes,
        drift=drift,
        from_empty_state=engine == "terraform",
        edges=edges,
    )


def _check(document: Any, name: str) -> None:
    if not isinstance(document, Mapping) or "format_version" not in document:
        raise PlanError(f"{name} is no plan: it has no format_version; write it with `terraform show -json`.")
    version = str(document["format_version"])
    if version.partition(".")[0] not in ("0", "1"):
        raise PlanError(f"{name} has plan format {version}, which is not known here: known is format 1.")
    if "planned_values" not in document and "resource_changes" not in document:
        what = "a state" if "values" in document else "something else"
        raise PlanError(f"{name} is no plan but {what}: show a plan file, `terraform show -json FILE`.")


def _tells_drift(document: Mapping[str, Any]) -> bool:
    """Whether a plan without `resource_drift` says that there was none: Terraform before 0.15.4 did not look for it.

    https://github.com/hashicorp/terraform/blob/v0.15/CHANGELOG.md#0154-may-19-2021
    """
    return "resource_drift" in document or document["format_version"] != "0.1"


def _resources(document: Mapping[str, Any], modules: ConfiguredModules) -> Iterator[Resource]:
    prior = (document.get("prior_state") or {}).get("values") or {}
    for item in _state_resources(prior.get("root_module") or {}):
        if item.get("mode") == "data":
            sensitive = item.get("sensitive_values") or False
            masks = Masks(without_sensitive(item.get("values") or {}, sensitive), False, sensitive)
            yield _resource(item, masks, ("read",), modules)
    for item in document.get("resource_changes") or ():
        change = item["change"]
        if change["actions"] in _GONE or item.get("deposed"):
            continue
        masks = Masks(
            change.get("after") or {}, change.get("after_unknown") or False, change.get("after_sensitive") or False
        )
        yield _resource(item, masks, tuple(change["actions"]), modules)


def _state_resources(module: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for item in module.get("resources") or ():
        yield {**item, "module_address": module.get("address", "")}
    for child in module.get("child_modules") or ():
        yield from _state_resources(child)


def _resource(item: Mapping[str, Any], masks: Masks, actions: tuple[str, ...], modules: ConfiguredModules) -> Resource:
    mode: Literal["managed", "data"] = "data" if item["mode"] == "data" else "managed"
    module, kind, name = item.get("module_address") or "", text_of(item["type"]), text_of(item["name"])
    block = modules.resource(module, ("data." if mode == "data" else "") + f"{kind}.{name}")
    schema = AWS_EXTRACT.data_source(kind) if mode == "data" else AWS_EXTRACT.resource(kind)
    expressions = (block or {}).get("expressions") or {}
    reader = BlockReader(modules, module, block, item.get("index"))
    return Resource(
        address=text_of(item["address"]),
        type=kind,
        name=name,
        values=reader.body(masks, expressions, schema, item["address"]),
        mode=mode,
        key=_key(item.get("index")),
        module=module,
        provider=_provider(item, block),
        depends_on=tuple((block or {}).get("depends_on") or ()),
        configured=_configured(expressions, masks.data, schema) if block is not None else None,
        actions=actions,
    )


def _key(index: Any) -> InstanceKey:
    if isinstance(index, float):
        return int(index)
    return index if isinstance(index, int | str) else None


def _provider(item: Mapping[str, Any], block: Mapping[str, Any] | None) -> str:
    """The provider configuration as the module writes it: `aws` or `aws.east`."""
    key = str((block or {}).get("provider_config_key") or "")
    return key.rpartition(":")[2] or str(item.get("provider_name", "")).rpartition("/")[2]


def _configured(expressions: Mapping[str, Any], after: Any, schema: BlockSchema | None) -> frozenset[str]:
    """What the source sets. `dynamic` blocks are in no plan's configuration: they show by what they made."""
    blocks = schema.blocks if schema is not None else ()
    made = {name for name in blocks if isinstance(after, Mapping) and after.get(name)}
    # What is made by functions of nothing but constants has an empty expression, and is set all the same.
    return frozenset(name for name, expression in expressions.items() if expression != []) | made


def _outputs(document: Mapping[str, Any], modules: ConfiguredModules) -> dict[str, Value]:
    made: dict[str, Value] = {}
    for name, change in (document.get("output_changes") or {}).items():
        if change["actions"] in _GONE:
            continue
        told = (modules.output(name) or {}).get("expression")
        origin = modules.origin(told, "") if told else NOWHERE
        masks = Masks(change.get("after"), change.get("after_unknown", False), change.get("after_sensitive", False))
        made[name] = value_of(masks, origin)
    return made


def _variables(document: Mapping[str, Any], modules: ConfiguredModules) -> dict[str, Value]:
    given = Origin(Kind.LITERAL)
    return {
        name: value_of(Masks(told.get("value"), False, modules.is_sensitive(name)), given)
        for name, told in (document.get("variables") or {}).items()
    }
