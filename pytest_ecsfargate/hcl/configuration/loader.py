"""Loading a module: its files parsed, its blocks declared, the modules that it calls loaded the same way.

https://developer.hashicorp.com/terraform/language/modules/sources
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from ...source import SourceFile
from ..errors import Diagnostic, DiagnosticSeverity
from ..parsing.json_syntax import parse_json_file
from ..parsing.parser import parse_file
from ..syntax import Attribute, Block, Body, Literal
from .files import module_files, read_source, relative
from .installed_modules import InstalledModule, installed_modules
from .module import CALL_META, MODES, Configuration, ResourceKey
from .overrides import override

MAX_MODULE_DEPTH = 32
_LOCAL = ("./", "../", ".\\", "..\\")
_Key = TypeVar("_Key")
_Node = TypeVar("_Node", Block, Attribute)


def load(directory: Path) -> Configuration:
    """The module in a folder, with the local modules that it calls, and others that `terraform init` installed.

    Broken files give diagnostics, never exceptions. Raises NotADirectoryError or FileNotFoundError where there is no
    such folder.
    """
    root = directory.resolve()
    if not root.exists():
        raise FileNotFoundError(f"There is no module folder {directory}.")
    if not root.is_dir():
        raise NotADirectoryError(f"The module {directory} is a file; name the folder around it.")
    return _load(root, _Loading(root, installed_modules(root)), (), ())


@dataclass(frozen=True)
class _Loading:
    """What all modules below one root have in common."""

    base: Path
    installed: Mapping[str, InstalledModule]
    loaded: dict[Path, Configuration] = field(default_factory=dict)


def _load(directory: Path, loading: _Loading, calls: tuple[str, ...], above: tuple[Path, ...]) -> Configuration:
    """One module; `calls` are the names of the calls that lead to it, `above` the folders of its callers."""
    base, found = loading.base, module_files(directory)
    module = Configuration(directory, relative(directory, base), automatic_values=found.automatic_values)
    loading.loaded[directory] = module
    files: list[SourceFile] = []
    for path in found.primary:
        body = _read(path, base, module, files)
        for block in body.blocks:
            _declare(module, block)
    for path in found.overrides:
        module.diagnostics.extend(override(module, _read(path, base, module, files)))
    module.files = tuple(files)
    for name, call in module.module_calls.items():
        child = module.children[name] = _child(module, call, loading, (*calls, name), (*above, directory))
        if child is not None and not child.partial:
            module.diagnostics.extend(_misfits(call, child))
    return module


def _read(path: Path, base: Path, module: Configuration, files: list[SourceFile]) -> Body:
    file, problem = read_source(path, base)
    files.append(file)
    if problem is not None:
        module.diagnostics.append(problem)
        module.partial = True
        return Body(file, 0, 0, {}, [], partial=True)
    body, errors = parse_json_file(file) if path.name.endswith(".json") else parse_file(file)
    for error in errors:
        module.diagnostics.append(Diagnostic(DiagnosticSeverity.ERROR, error.message, error.span))
    for stray in body.attributes.values():
        module.diagnostics.append(
            Diagnostic(DiagnosticSeverity.ERROR, f'An argument named "{stray.name}" is not expected here.', stray.span)
        )
    module.partial = module.partial or body.partial or bool(errors)
    return body


def _declare(module: Configuration, block: Block) -> None:
    """Puts a top-level block where it belongs; a second block of the same name is a diagnostic."""
    labels = block.labels
    if block.type in MODES and len(labels) == 2:
        key = ResourceKey(MODES[block.type], labels[0], labels[1])
        _once(module, module.resources, key, block, str(key))
    elif block.type == "variable" and len(labels) == 1:
        _once(module, module.variables, labels[0], block, f"variable {labels[0]}")
    elif block.type == "output" and len(labels) == 1:
        _once(module, module.outputs, labels[0], block, f"output {labels[0]}")
    elif block.type == "module" and len(labels) == 1:
        _once(module, module.module_calls, labels[0], block, f"module {labels[0]}")
    elif block.type == "locals" and not labels:
        for name, attribute in block.body.attributes.items():
            _once(module, module.locals, name, attribute, f"local.{name}")
    elif block.type == "provider" and len(labels) == 1:
        module.providers.append(block)
    elif block.type == "terraform" and not labels:
        module.settings.append(block)
    elif block.type in ("moved", "import", "removed", "check"):
        module.other_blocks.append(block)
    else:
        message = f'Blocks of type "{block.type}" with {len(labels)} labels are not expected here.'
        module.diagnostics.append(Diagnostic(DiagnosticSeverity.ERROR, message, block.header))
        module.partial = True


def _once(module: Configuration, place: dict[_Key, _Node], key: _Key, node: _Node, shown: str) -> None:
    first = place.setdefault(key, node)
    if first is not node:
        message = f"{shown} is declared twice; the first time at {first.span.location}."
        module.diagnostics.append(Diagnostic(DiagnosticSeverity.ERROR, message, node.span))


def _child(
    module: Configuration, call: Block, loading: _Loading, calls: tuple[str, ...], above: tuple[Path, ...]
) -> Configuration | None:
    """The module that a call names; None, and a diagnostic, where its source is not at hand."""
    found = _folder(module, call, loading.installed.get(".".join(calls)))
    if isinstance(found, Path):
        if found not in above and len(above) < MAX_MODULE_DEPTH:
            return loading.loaded.get(found) or _load(found, loading, calls, above)
        problem = f"Modules are nested deeper than {MAX_MODULE_DEPTH} levels."
        if found in above:
            problem = f"The module {_argument(call, 'source')} calls itself."
    else:
        problem = found
    source = call.body.attributes.get("source")
    span = source.expression.span if source is not None else call.header
    address = ".".join(f"module.{name}" for name in calls)
    module.diagnostics.append(Diagnostic(DiagnosticSeverity.WARNING, problem, span, missing=address))
    return None


def _misfits(call: Block, child: Configuration) -> Iterator[Diagnostic]:
    """The inputs that a call gives and the module does not have, and those that the module needs and the call lacks.

    https://developer.hashicorp.com/terraform/language/modules/syntax#calling-a-child-module
    """
    given = {name: item for name, item in call.body.attributes.items() if name not in CALL_META}
    for name, argument in given.items():
        if name not in child.variables:
            message = f'An argument named "{name}" is not expected here: the module has no such variable.'
            yield Diagnostic(DiagnosticSeverity.ERROR, message, argument.span)
    for name, variable in child.variables.items():
        if name not in given and "default" not in variable.body.attributes:
            message = f'The argument "{name}" is required: the module\'s variable has no default.'
            yield Diagnostic(DiagnosticSeverity.ERROR, message, call.header)


def _folder(module: Configuration, call: Block, installed: InstalledModule | None) -> Path | str:
    """The folder of the module that a call names, or what is wrong."""
    source = _argument(call, "source")
    if source is None:
        return "A module call needs a source that is a plain string."
    if source.startswith(_LOCAL):
        directory = (module.directory / source).resolve()
        return directory if directory.is_dir() else f"There is no module folder {source}."
    if installed is None:
        return f"The module {source} is not a local folder, and terraform init did not install it: it is unknown here."
    if not installed.is_for(source, _argument(call, "version")):
        return f"The module {source} is not the one that terraform init installed: what it makes is unknown here."
    return installed.directory


def _argument(call: Block, name: str) -> str | None:
    """An argument of a module call that must be a plain string."""
    attribute = call.body.attributes.get(name)
    value = attribute.expression.value if attribute is not None and isinstance(attribute.expression, Literal) else None
    return value if isinstance(value, str) else None
