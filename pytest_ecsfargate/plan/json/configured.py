"""The `configuration` part of a plan as JSON: which references each argument is made from.

It states references, not expressions: the way through a `local` cannot be followed, and a reference with a computed
instance key ends at its block. https://developer.hashicorp.com/terraform/internals/json-format#configuration-representation
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ...hcl.origins import NOWHERE, Kind, Origin, hop, leaf, mix

_KEY = r"(?:\[(?:\d+|\"(?:[^\"\\]|\\.)*\")\])?"
_CALL = re.compile(rf"module\.[\w-]+{_KEY}")
_MODULE_OUTPUT = re.compile(rf"(module\.[\w-]+{_KEY})\.([\w-]+)")
_NO_ORIGIN = ("path.", "terraform.", "self.")
_DEEPEST = 24

Json = Mapping[str, Any]
_WHOLE_BLOCK = re.compile(r"(?:data\.)?(?!data\.|module\.|var\.|local\.|each\.)\w+\.[\w-]+")


class ConfiguredModules:
    """All modules of a plan's configuration, found by their address."""

    def __init__(self, document: Json) -> None:
        configuration = document.get("configuration")
        self._root: Json = (configuration or {}).get("root_module") or {}
        self._given: Json = document.get("variables") or {}
        self._resources: dict[int, dict[str, Json]] = {}

    def resource(self, module: str, block: str) -> Json | None:
        """What the configuration says of a block (`aws_lb.main`, `data.aws_vpc.x`) in the module at an address."""
        found = self._module(module)
        if found is None:
            return None
        if id(found) not in self._resources:
            self._resources[id(found)] = {item["address"]: item for item in found.get("resources") or ()}
        return self._resources[id(found)].get(block)

    def output(self, name: str) -> Json | None:
        """What the configuration says of an output of the root module."""
        return (self._root.get("outputs") or {}).get(name)

    def is_sensitive(self, variable: str) -> bool:
        """Whether a variable of the root module is declared sensitive."""
        return bool(((self._root.get("variables") or {}).get(variable) or {}).get("sensitive"))

    def origin(self, expression: Json, module: str, block: Json | None = None, depth: int = 0) -> Origin:
        """Where the value of an argument comes from; `block` is what the configuration says of the resource around."""
        references = expression.get("references")
        if not references:
            return Origin(Kind.LITERAL) if "constant_value" in expression else NOWHERE
        if depth > _DEEPEST:
            return leaf(_absolute(module, references[0]))
        found = [self._reference(ref, module, block, depth + 1) for ref in longest(references)]
        inputs = tuple(origin for origin in found if origin is not NOWHERE)
        return mix(None, inputs) if inputs else NOWHERE

    def _reference(self, ref: str, module: str, block: Json | None, depth: int) -> Origin:
        if ref.startswith(_NO_ORIGIN):
            return NOWHERE
        if ref.startswith(("each.", "count.")):
            source = (block or {}).get("for_each_expression") or (block or {}).get("count_expression")
            return self.origin(source, module, None, depth) if source else NOWHERE
        if ref.startswith("var."):
            return self._variable(ref, module, depth)
        output = _MODULE_OUTPUT.match(ref)
        if output is not None:
            return self._module_output(output[1], output[2], module, depth)
        return leaf(_absolute(module, ref))

    def _variable(self, ref: str, module: str, depth: int) -> Origin:
        name = ref.split(".")[1].split("[")[0]
        shown = _absolute(module, f"var.{name}")
        if not module:
            return hop(shown, None, Origin(Kind.LITERAL)) if name in self._given else leaf(shown)
        above, call = self._call(module)
        expression = ((call or {}).get("expressions") or {}).get(name)
        if expression is None:
            # The module's own default.
            return hop(shown, None, Origin(Kind.LITERAL))
        return hop(shown, None, self.origin(expression, above, call, depth))

    def _module_output(self, call: str, name: str, module: str, depth: int) -> Origin:
        inside = _absolute(module, call)
        shown = f"{inside}.{name}"
        output = ((self._module(inside) or {}).get("outputs") or {}).get(name)
        expression = (output or {}).get("expression")
        return hop(shown, None, self.origin(expression, inside, None, depth)) if expression else leaf(shown)

    def _module(self, address: str) -> Json | None:
        here: Json = self._root
        for step in _CALL.findall(address):
            call = (here.get("module_calls") or {}).get(_name(step))
            if call is None:
                return None
            here = call.get("module") or {}
        return here

    def _call(self, address: str) -> tuple[str, Json | None]:
        """The address of the module around a module, and what it says of the call."""
        steps = _CALL.findall(address)
        above = ".".join(steps[:-1])
        around = self._module(above) or {}
        return above, (around.get("module_calls") or {}).get(_name(steps[-1]))

    def edges(self) -> dict[str, set[str]]:
        """What waits for what, with the nodes of `hcl.dependencies`; nothing is known of what a local waits for."""
        found: dict[str, set[str]] = {}
        _edges(self._root, "", None, found)
        return found


def of_instance(references: list[str], key: object) -> list[str]:
    """The references of one instance: a plan states `aws_x.y[each.key]` as `aws_x.y` and, behind it, `each.key`."""
    if not isinstance(key, str):
        return references
    behind = (*references[1:], "")
    return [
        f"{ref}[{json.dumps(key)}]" if following == "each.key" and _WHOLE_BLOCK.fullmatch(ref) else ref
        for ref, following in zip(references, behind, strict=False)
    ]


def longest(references: list[str]) -> list[str]:
    """The references without those that are only the beginning of another one."""
    return [
        ref
        for position, ref in enumerate(references)
        if ref not in references[:position]
        and not any(other != ref and other.startswith((f"{ref}.", f"{ref}[")) for other in references)
    ]


def _absolute(module: str, ref: str) -> str:
    return f"{module}.{ref}" if module else ref


def _name(step: str) -> str:
    return step.removeprefix("module.").partition("[")[0]


def _edges(module: Json, path: str, caller: str | None, found: dict[str, set[str]]) -> None:
    everything = found.setdefault(path.removesuffix("."), set()) if path else set()
    for name, output in (module.get("outputs") or {}).items():
        node = f"{path}output.{name}"
        found[node] = set(_targets(module, path, output))
        everything.add(node)
    for resource in module.get("resources") or ():
        node = f"{path}{resource['address']}"
        found[node] = set(_targets(module, path, resource)) | ({caller} if caller else set())
        everything.add(node)
    for name, call in (module.get("module_calls") or {}).items():
        inside = f"{path}module.{name}"
        gate = f"{inside} (call)"
        asked = {key: call[key] for key in ("depends_on", "count_expression", "for_each_expression") if key in call}
        found[gate] = set(_targets(module, path, asked)) | ({caller} if caller else set())
        for variable, expression in (call.get("expressions") or {}).items():
            found[f"{inside}.var.{variable}"] = set(_targets(module, path, expression))
        _edges(call.get("module") or {}, f"{inside}.", gate, found)
        everything.add(inside)


def _targets(module: Json, path: str, part: Any) -> Iterator[str]:
    """The nodes that anything in this part of the configuration refers to."""
    if isinstance(part, list):
        for item in part:
            yield from _targets(module, path, item)
    elif isinstance(part, dict):
        for key, item in part.items():
            if key in ("references", "depends_on") and isinstance(item, list):
                for ref in longest(item):
                    yield from _node(module, path, ref)
            elif key not in ("constant_value", "module"):
                yield from _targets(module, path, item)


def _node(module: Json, path: str, ref: str) -> Iterator[str]:
    names = [name.partition("[")[0] for name in re.split(r"\.(?![^\[]*\])", ref)]
    first = names[0]
    if len(names) < 2 or first in ("each", "count", "self", "path", "terraform"):
        return
    if first == "module":
        child = ((module.get("module_calls") or {}).get(names[1]) or {}).get("module") or {}
        known = len(names) > 2 and names[2] in (child.get("outputs") or {})
        yield f"{path}module.{names[1]}" + (f".output.{names[2]}" if known else "")
    elif first in ("data", "ephemeral"):
        yield path + ".".join(names[:3])
    else:
        yield f"{path}{first}.{names[1]}"
