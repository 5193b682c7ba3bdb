"""A plan from the source alone: no terraform, no provider, no credentials."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..aws.provider import AwsProvider
from ..hcl.block_types import Language
from ..hcl.configuration.loader import load
from ..hcl.configuration.module import Configuration
from ..hcl.configuration.trees import Trees
from ..hcl.configuration.variables import flag, root_values
from ..hcl.errors import Diagnostic, DiagnosticSeverity
from ..hcl.evaluation.conditions import check_module
from ..hcl.evaluation.modules import ModuleInstance
from ..hcl.evaluation.provider_configurations import provider_configurations
from ..hcl.evaluation.reading import whole_below
from ..hcl.evaluation.refactoring import Refactoring
from ..hcl.evaluation.scope import NoModule, Scope
from ..hcl.evaluation.world import World
from ..hcl.functions.files import FileSandbox
from ..hcl.functions.registry import FunctionContext
from ..hcl.garbage import collection_paused
from ..hcl.values import Value
from ..source import checkout_of, reach_of
from .model import Found, Plan
from .request import PlanRequest
from .resource import Resource
from .source_resources import Wanted, resources, sketches

# A chain of references of real modules is some dozens deep; each takes about ten Python frames.
_FRAMES = 12_000


@dataclass(frozen=True)
class Surroundings:
    """What a plan depends on beside source and variables: the environment, the workspace, the files that are read.

    Of the environment the `TF_VAR_` names count, and those with which the provider adds default tags. Without
    `files`, as where the source comes out of a plan file, what functions would read is unknown.
    """

    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    workspace: str = "default"
    files: bool = True


def plan_module(
    path: str | os.PathLike[str],
    *,
    variables: Mapping[str, Any] | None = None,
    var_files: Iterable[str | os.PathLike[str]] = (),
    environment: str | None = None,
    language: str = Language.TERRAFORM,
) -> Plan:
    """The plan of the module in a folder, evaluated from its source.

    `variables` are plain Python data by variable name; `var_files` are .tfvars or .tfvars.json files, relative to the
    current folder. The module's own terraform.tfvars, *.auto.tfvars and `TF_VAR_` names in the environment count as
    they do for terraform. In a version control checkout nothing outside of it is read, but for `var_files`.
    `language` is "terraform" or "opentofu", which reads `.tofu` files too.
    What is wrong in the module stands in `Plan.diagnostics`; nothing is written anywhere.
    Raises FileNotFoundError or NotADirectoryError where there is no module folder, ValueError for another language.
    """
    files = tuple(Path(file) for file in var_files)
    return plan_source(PlanRequest(Path(path), variables or {}, files, environment), Language(language))


def plan_source(request: PlanRequest, language: Language, trees: Trees | None = None) -> Plan:
    """What `plan_module` gives, for a request as engines get it. `trees` has files that are parsed already."""
    with collection_paused():
        folder = request.module
        configuration = load(folder, language, checkout_of(Path(os.path.realpath(folder))), trees)
        return plan_configuration(configuration, request.variables, list(request.var_files), request.environment)


def plan_configuration(
    configuration: Configuration,
    variables: Mapping[str, Any],
    var_files: list[Path],
    environment: str | None,
    surroundings: Surroundings | None = None,
    found: Found | None = None,
) -> Plan:
    """The plan of a module that is already loaded. See `plan_module`, and `Plan.reevaluate` for `found`."""
    surroundings = surroundings or Surroundings()
    with _evaluation(configuration, variables, var_files, surroundings, found) as root:
        modules = list(root.tree())
        found_resources = [resource for module in modules for resource in resources(module)]
        outputs = {
            name: whole_below(_required(root.output(name)), block.header)
            for name, block in configuration.outputs.items()
        }
        values = {name: _required(root.variable(name)) for name in configuration.variables}
        providers = provider_configurations(root)
        refactoring = Refactoring(root)
        moved, imports, removed = refactoring.moved, refactoring.imports, refactoring.removed
        for module in modules:
            check_module(module)
        _check_outputs(root)
    return Plan(
        resources=_by_address(found_resources),
        engine="source",
        environment=environment,
        module=configuration.directory,
        outputs=outputs,
        variables=values,
        diagnostics=(*configuration.all_diagnostics(), *root.world.diagnostics),
        complete=configuration.complete and not any(_is_error(found) for found in root.world.diagnostics),
        configuration=configuration,
        providers=providers,
        moved=moved,
        imports=imports,
        removed=removed,
        asked=root.world.functions.files.asked if root.world.functions.files is not None else None,
        again=_Again(configuration, variables, var_files, environment, surroundings),
    )


@dataclass(frozen=True)
class _Again:
    """What a plan was evaluated from. It does not hold the plan, which is freed at once where nobody else does."""

    configuration: Configuration
    variables: Mapping[str, Any]
    var_files: list[Path]
    environment: str | None
    surroundings: Surroundings

    def plan(self, variables: Mapping[str, Any], found: Found | None) -> Plan:
        given = {**self.variables, **variables}
        return plan_configuration(self.configuration, given, self.var_files, self.environment, self.surroundings, found)

    def sketch(self, variables: Mapping[str, Any], wanted: Wanted) -> Plan:
        given = {**self.variables, **variables}
        with _evaluation(self.configuration, given, self.var_files, self.surroundings, None) as root:
            found = [resource for module in root.tree() for resource in sketches(module, wanted)]
        return Plan(_by_address(found), environment=self.environment, module=self.configuration.directory)


def _by_address(found: Iterable[Resource]) -> dict[str, Resource]:
    return {resource.address: resource for resource in sorted(found, key=lambda each: each.address)}


def _check_outputs(root: ModuleInstance) -> None:
    """The root module's outputs may show what is sensitive only where they say so, and nothing that is ephemeral.

    https://developer.hashicorp.com/terraform/language/values/outputs#sensitive-suppressing-values-in-cli-output
    """
    certain = _marks_as_terraform(root.configuration)
    for name, block in root.configuration.outputs.items():
        if flag(block, "ephemeral"):
            message = "An output of the root module cannot be ephemeral."
        elif certain and _required(root.output(name)).any_sensitive and not flag(block, "sensitive"):
            message = f'The output "{name}" is made from something sensitive: it must say sensitive = true.'
        else:
            continue
        root.world.tell(Diagnostic(DiagnosticSeverity.ERROR, message, block.header))


def _marks_as_terraform(configuration: Configuration) -> bool:
    """Whether what is sensitive here is so for Terraform too.

    What is ephemeral, or an output that a module below calls sensitive, is kept from sight here and not there.
    """
    for module in configuration.tree():
        blocks = (*module.outputs.values(), *module.variables.values())
        below = module.outputs.values() if module is not configuration else ()
        if any(flag(block, "ephemeral") for block in blocks) or any(flag(block, "sensitive") for block in below):
            return False
    return True


def _is_error(diagnostic: Diagnostic) -> bool:
    return diagnostic.severity is DiagnosticSeverity.ERROR


def _required(value: Value | None) -> Value:
    assert value is not None  # asked for by a name that the configuration declares
    return value


@contextmanager
def _deep_enough() -> Iterator[None]:
    """Python's own limit of 1000 frames is too low for real chains of references; the evaluator has its own limits."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _FRAMES))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


@contextmanager
def _evaluation(
    configuration: Configuration,
    variables: Mapping[str, Any],
    var_files: list[Path],
    surroundings: Surroundings,
    found: Found | None,
) -> Iterator[ModuleInstance]:
    """The root module, for as long as it is evaluated."""
    with collection_paused(), _deep_enough():
        functions = FunctionContext.nowhere()
        if surroundings.files:
            reach = reach_of(configuration.module_directories)
            functions = FunctionContext.below(FileSandbox(configuration.directory, roots=(reach,)))
        world = World(AwsProvider(surroundings.environment), functions, surroundings.workspace, found=found)
        inputs = root_values(
            configuration,
            Scope(NoModule(functions)),
            given=variables,
            var_files=var_files,
            environment=surroundings.environment,
            diagnostics=world.diagnostics,
        )
        root = ModuleInstance(world, configuration, "", {name: _constant(value) for name, value in inputs.items()})
        yield root
        root.forget()


def _constant(value: Value) -> Callable[[], Value]:
    return lambda: value
