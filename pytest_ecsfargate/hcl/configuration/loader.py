"""Loading a module: its files parsed, its blocks declared, the modules that it calls loaded the same way.

https://developer.hashicorp.com/terraform/language/modules/sources
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from ...source import SourceFile
from ..block_types import BlockTypes, Language, top_level
from ..errors import Diagnostic, DiagnosticSeverity
from ..parsing.json_syntax import parse_json_file
from ..syntax import Attribute, Block, Body, Literal
from .consistency import consistency
from .files import module_files, read_source, real_folder, relative
from .installed_modules import InstalledModule, installed_modules
from .module import MODES, Configuration, ResourceKey
from .overrides import override
from .provider_references import configuration_name, provider_references
from .structure import labelled, problem, structure
from .trees import Trees

MAX_MODULE_DEPTH = 32
_LOCAL = ("./", "../", ".\\", "..\\")
_Key = TypeVar("_Key")
_Node = TypeVar("_Node", Block, Attribute)


def load(
    directory: Path,
    language: Language = Language.TERRAFORM,
    within: Path | None = None,
    trees: Trees | None = None,
) -> Configuration:
    """The module in a folder, with the local modules that it calls, and others that `terraform init` installed.

    With `within`, files and modules that are not below that folder, whatever links lead to them, are not read.
    `trees` has files that are parsed already. Broken files give diagnostics, never exceptions. Raises
    NotADirectoryError or FileNotFoundError where there is no such folder.
    """
    root = directory.resolve()
    if not root.exists():
        raise FileNotFoundError(f"There is no module folder {directory}.")
    if not root.is_dir():
        raise NotADirectoryError(f"The module {directory} is a file; name the folder around it.")
    module = _load(root, _Loading(root, language, installed_modules(root), within, trees or Trees()), (), ())
    if not module.files:
        tofu = any(entry.name.endswith((".tofu", ".tofu.json")) for entry in root.iterdir())
        hint = ", and its .tofu files are read by tofu only" if tofu else ""
        message = f"The folder {root.name} holds no configuration: there is no .tf file in it{hint}."
        module.diagnostics.append(Diagnostic(DiagnosticSeverity.ERROR, message))
    return module


@dataclass(frozen=True)
class _Loading:
    """What all modules below one root have in common."""

    base: Path
    language: Language
    installed: Mapping[str, InstalledModule]
    within: Path | None
    trees: Trees
    loaded: dict[Path, Configuration] = field(default_factory=dict)


def _load(directory: Path, loading: _Loading, calls: tuple[str, ...], above: tuple[Path, ...]) -> Configuration:
    """One module; `calls` are the names of the calls that lead to it, `above` the folders of its callers."""
    found, types = module_files(directory, loading.language), top_level(loading.language)
    shown = relative(directory, loading.base)
    module = Configuration(directory, shown, automatic_values=found.automatic_values, within=loading.within)
    loading.loaded[directory] = module
    files: list[SourceFile] = []
    for path in found.primary:
        for block in _read(path, loading, module, files).blocks:
            _declare(module, block, types)
    for path in found.overrides:
        module.diagnostics.extend(override(module, _read(path, loading, module, files), types))
    module.files = tuple(files)
    for name, call in module.module_calls.items():
        module.children[name] = _child(module, call, loading, (*calls, name), (*above, directory))
    module.diagnostics.extend((*consistency(module), *provider_references(module)))
    return module


def _read(path: Path, loading: _Loading, module: Configuration, files: list[SourceFile]) -> Body:
    file, unreadable = read_source(path, loading.base, loading.within)
    if unreadable is not None:
        module.diagnostics.append(unreadable)
        module.partial = True
        files.append(file)
        return Body(file, 0, 0, {}, [], partial=True)
    is_json = path.name.endswith(".json")
    body, errors = parse_json_file(file, top_level(loading.language)) if is_json else loading.trees.parse(file)
    files.append(body.file)
    for error in errors:
        module.diagnostics.append(Diagnostic(DiagnosticSeverity.ERROR, error.message, error.span))
    for stray in body.attributes.values():
        module.diagnostics.append(
            Diagnostic(DiagnosticSeverity.ERROR, f'An argument named "{stray.name}" is not expected here.', stray.span)
        )
    module.partial = module.partial or body.partial or bool(errors)
    return body


def _declare(module: Configuration, block: Block, types: BlockTypes) -> None:
    """Puts a top-level block where it belongs; a second block of the same name is a diagnostic."""
    labels = block.labels
    kind = types.get(block.type)
    if kind is None:
        hint = get_close_matches(block.type, list(types), n=1)
        message = f'There is no block type "{block.type}".' + (f' Did you mean "{hint[0]}"?' if hint else "")
        module.diagnostics.append(problem(message, block.header))
        module.partial = True
        return
    module.diagnostics.extend(structure(block, kind))
    if not labelled(block, kind):
        module.partial = True
    elif block.type in MODES:
        key = ResourceKey(MODES[block.type], labels[0], labels[1])
        _once(module, module.resources, key, block, str(key))
    elif block.type in module.named:
        _once(module, module.named[block.type], labels[0], block, f"{block.type} {labels[0]}")
        # Terraform reads a check's data source with the others, though only the check may refer to it.
        for inner in block.body.blocks if block.type == "check" else ():
            if inner.type == "data":
                _declare(module, inner, types)
    elif block.type == "locals":
        for name, attribute in block.body.attributes.items():
            _once(module, module.locals, name, attribute, f"local.{name}")
    elif block.type == "provider":
        named = {configuration_name(other): other for other in module.providers}
        _once(module, named, configuration_name(block), block, f"provider {configuration_name(block)}")
        module.providers.append(block)
    elif block.type == "terraform":
        _declare_settings(module, block)
    else:
        module.other_blocks.append(block)


def _declare_settings(module: Configuration, block: Block) -> None:
    before = {inner.type: inner for settings in module.settings for inner in settings.body.blocks}
    for inner in block.body.blocks:
        if inner.type in ("required_providers", "backend", "cloud"):
            _once(module, before, inner.type, inner, inner.type)
    module.settings.append(block)


def _once(module: Configuration, place: dict[_Key, _Node], key: _Key, node: _Node, shown: str) -> None:
    first = place.setdefault(key, node)
    if first is not node:
        message = f"{shown} is declared twice; the first time at {first.span.location}."
        module.diagnostics.append(Diagnostic(DiagnosticSeverity.ERROR, message, node.span))


def _child(
    module: Configuration, call: Block, loading: _Loading, calls: tuple[str, ...], above: tuple[Path, ...]
) -> Configuration | None:
    """The module that a call names; None, and a diagnostic, where its source is not at hand."""
    severity, reason = DiagnosticSeverity.ERROR, ""
    found = _folder(module, call, loading.installed.get(".".join(calls)))
    if isinstance(found, _Absent):
        severity, reason = found.severity, found.reason
    elif found in above:
        reason = f"The module {_argument(call, 'source')} calls itself."
    elif len(above) >= MAX_MODULE_DEPTH:
        reason = f"Modules are nested deeper than {MAX_MODULE_DEPTH} levels."
    else:
        return loading.loaded.get(found) or _load(found, loading, calls, above)
    source = call.body.attributes.get("source")
    span = source.expression.span if source is not None else call.header
    address = ".".join(f"module.{name}" for name in calls)
    module.diagnostics.append(Diagnostic(severity, reason, span, missing=address))
    return None


@dataclass(frozen=True)
class _Absent:
    """Why there is no module: an error where Terraform says so too, a warning where it only is not at hand here."""

    reason: str
    severity: DiagnosticSeverity = DiagnosticSeverity.WARNING


def _folder(module: Configuration, call: Block, installed: InstalledModule | None) -> Path | _Absent:
    """The folder of the module that a call names."""
    source = _argument(call, "source")
    if source is None:
        return _Absent("The source of the module is no plain text: what the module makes is unknown here.")
    if source.startswith(_LOCAL):
        if "version" in call.body.attributes:
            return _Absent("A local module has no version.", DiagnosticSeverity.ERROR)
        directory = real_folder(module.directory / source)
        if directory is None:
            return _Absent(f"There is no module folder {source}.", DiagnosticSeverity.ERROR)
        if module.within is not None and not directory.is_relative_to(module.within):
            return _Absent(f"The module {source} is outside of the repository and was not read: it is unknown here.")
        return directory
    if "/" not in source and ":" not in source:
        reason = f'"{source}" is no address of a module: a local one begins with ./ or ../.'
        return _Absent(reason, DiagnosticSeverity.ERROR)
    if installed is None:
        return _Absent(
            f"The module {source} is not a local folder, and terraform init did not install it: it is unknown here."
        )
    if not installed.is_for(source, _argument(call, "version")):
        return _Absent(
            f"The module {source} is not the one that terraform init installed: what it makes is unknown here."
        )
    return installed.directory


def _argument(call: Block, name: str) -> str | None:
    """An argument of a module call that must be a plain string."""
    attribute = call.body.attributes.get(name)
    value = attribute.expression.value if attribute is not None and isinstance(attribute.expression, Literal) else None
    return value if isinstance(value, str) else None
