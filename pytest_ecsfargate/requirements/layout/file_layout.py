"""The module's blocks stand in the files where one looks for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from ...declaration import requirement
from ...findings import Outcome, Severity, Verdict
from ...hcl.configuration.files import is_override
from ...hcl.configuration.module import Configuration
from ...hcl.errors import DiagnosticSeverity
from ...hcl.parsing.json_syntax import parse_json_file
from ...hcl.parsing.parser import parse_file
from ...hcl.syntax import Block, Literal
from ...plan.model import Plan
from ...source import SourceFile, Span

PROVIDER, VERSIONS, VARIABLES, OUTPUTS = "provider.tf", "versions.tf", "variables.tf", "outputs.tf"


@requirement(
    "ECSF801",
    "The module's blocks stand in the files where one looks for them.",
    severity=Severity.LOW,
    aws_doc="https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/structure.html",
    remediation="Move the block into the file that is named.",
    looks_for=".tf file",
)
def assert_file_layout(
    plan: Plan, *, strict: bool = False, allow_overrides: bool = False, allow_empty: bool = False
) -> Iterator[Verdict]:
    """The module's blocks stand in the files where one looks for them.

    Blocks `terraform`, with what is in them, and `provider` stand in provider.tf and nowhere else; a module that is
    called may have its `terraform` block in versions.tf. Each file of the root module can be read. `strict=True` also
    wants all variables of the root module in variables.tf and all outputs in outputs.tf. Override files that change a
    provider or settings are reported, unless `allow_overrides=True`. JSON files (`provider.tf.json`) count like others.

    Why:
        Who reviews a change of versions, state or account looks into one file. A provider block elsewhere is missed,
        and one in an override file changes the account without a trace in the file that everybody reads.

    Fails:
        terraform {
          required_version = ">= 1.5.0"
        }

        resource "aws_ecs_cluster" "main" {
          name = "shop"
        }

    Passes:
        resource "aws_ecs_cluster" "main" {
          name = "shop"
        }

    References:
        - https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/structure.html
        - https://developer.hashicorp.com/terraform/language/style#file-names
        - https://developer.hashicorp.com/terraform/language/files/override

    """
    if plan.configuration is None:
        yield Verdict(
            Outcome.UNKNOWN,
            ".",
            expected="the module's source",
            note="a saved plan says nothing of files",
            hint="Test the module's folder, or give it with the plan.",
        )
        return
    root = plan.configuration
    yield from _read(root)
    for module in _modules(root):
        yield from _settings(module)
        if not allow_overrides:
            yield from _overrides(module)
    if strict:
        yield from _declarations(root)


@dataclass(frozen=True, slots=True)
class _Module:
    """A module with the address of the first call that leads to it, followed by a dot; "" for the root."""

    configuration: Configuration
    prefix: str


def _modules(root: Configuration) -> Iterator[_Module]:
    """The root module and the local ones below it, each folder once; what terraform init installed is others' work."""
    seen: set[int] = set()
    waiting = [_Module(root, "")]
    while waiting:
        here = waiting.pop(0)
        if id(here.configuration) in seen or ".terraform" in PurePosixPath(here.configuration.path).parts:
            continue
        seen.add(id(here.configuration))
        yield here
        for name, child in here.configuration.children.items():
            if child is not None:
                waiting.append(_Module(child, f"{here.prefix}module.{name}."))


def _name(file: SourceFile) -> str:
    """The name of a file, without the ending of its JSON form."""
    return PurePosixPath(file.path).name.removesuffix(".json")


def _read(root: Configuration) -> Iterator[Verdict]:
    """Whether each file of the root module could be read throughout."""
    errors = [found for found in root.diagnostics if found.severity is DiagnosticSeverity.ERROR]
    for file in root.files:
        problem = next((found for found in errors if found.span is not None and found.span.file is file), None)
        outcome, expected = Outcome.of(problem is None), "a file that Terraform can read"
        if problem is None:
            yield Verdict(outcome, file.path, expected=expected)
        else:
            hint = "Correct the file."
            yield Verdict(
                outcome, file.path, "", expected, span=problem.span, block=problem.span, hint=hint, note=problem.summary
            )


def _settings(module: _Module) -> Iterator[Verdict]:
    """Blocks `terraform` and `provider`, but those of override files."""
    for block in (*module.configuration.settings, *module.configuration.providers):
        if not is_override(PurePosixPath(block.file.path).name):
            allowed = (PROVIDER, VERSIONS) if module.prefix and block.type == "terraform" else (PROVIDER,)
            yield _placed(block.header, f"{module.prefix}{_address(block)}", allowed, block.type)


def _address(block: Block) -> str:
    if block.type == "terraform":
        return "terraform"
    alias = block.body.attributes.get("alias")
    value = alias.expression.value if alias is not None and isinstance(alias.expression, Literal) else None
    return f"provider.{block.labels[0]}" + (f".{value}" if value is not None else "")


def _placed(span: Span, address: str, allowed: tuple[str, ...], what: str) -> Verdict:
    holds = _name(span.file) in allowed
    hint = f"Move the {what} block to {allowed[0]}."
    note = "" if holds else f"it stands in {span.file.path}"
    expected = f"in {' or '.join(allowed)}"
    return Verdict(Outcome.of(holds), address, "", expected, span=span, block=span, hint=hint, note=note)


def _overrides(module: _Module) -> Iterator[Verdict]:
    for file in module.configuration.files:
        if is_override(PurePosixPath(file.path).name):
            body, _ = parse_json_file(file) if file.path.endswith(".json") else parse_file(file)
            for block in body.blocks:
                if block.type in ("terraform", "provider"):
                    address = f"{module.prefix}{_address(block)}"
                    hint = f"Write it into {PROVIDER}, or allow it with allow_overrides=True."
                    note = f"{file.path} changes what {PROVIDER} says"
                    expected = "no override of providers and settings"
                    span = block.header
                    yield Verdict(Outcome.NOT_MET, address, "", expected, span=span, block=span, hint=hint, note=note)


def _declarations(root: Configuration) -> Iterator[Verdict]:
    for name, block in root.variables.items():
        yield _placed(block.header, f"var.{name}", (VARIABLES,), "variable")
    for name, block in root.outputs.items():
        yield _placed(block.header, f"output.{name}", (OUTPUTS,), "output")
