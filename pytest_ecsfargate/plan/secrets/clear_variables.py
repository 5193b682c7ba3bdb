"""Secrets written into variables: into a default, into the type, or into a values file of the module."""

from __future__ import annotations

from collections.abc import Iterator

from ...aws.secret_names import names_secret, secret_kind
from ...findings import Outcome, Verdict
from ...hcl.configuration.variables import constraint_of
from ...hcl.errors import EvaluationError
from ...hcl.evaluation.evaluate import evaluate
from ...hcl.evaluation.scope import NoModule, Scope
from ...hcl.functions.registry import FunctionContext
from ...hcl.values import Value
from .clear_text import EXPECTED, VALUES_FILES
from .secrecy import Declared, Secrecy, known_text


def exposed_variables(secrecy: Secrecy) -> Iterator[Verdict]:
    """A verdict on each variable that holds a secret, by its mark or its name: it has no value in the source."""
    for declared in secrecy.variables.values():
        name = declared.block.labels[0]
        if not declared.sensitive and not names_secret(name):
            continue
        exposed = next(_exposed(secrecy, declared), None)
        span = (exposed.span if exposed is not None else None) or declared.block.header
        yield Verdict(
            Outcome.of(exposed is None),
            declared.address,
            "default" if exposed is not None and span.file is declared.block.file else "",
            EXPECTED,
            exposed,
            span,
            declared.block.header,
            hint="Take the value out of the source; give it by TF_VAR_<name>, or keep it in an SSM parameter.",
            secret=True,
        )


def _exposed(secrecy: Secrecy, declared: Declared) -> Iterator[Value]:
    """The values of a variable that stand in the source: what is written, and what its type fills in.

    An object that is marked as a whole may have a harmless name or port filled in: of those only secrets count.
    """
    name, sensitive, scope = declared.block.labels[0], declared.sensitive, Scope(NoModule(FunctionContext.nowhere()))
    default = _default(declared, scope)
    for value in (default, _from_file(secrecy, declared)):
        if value is not None and next(_held(name, value, sensitive=sensitive), None) is not None:
            yield value
    if default is not None:
        yield from _held(name, _filled(declared, default, scope), sensitive=False)


def _default(declared: Declared, scope: Scope) -> Value | None:
    attribute = declared.block.body.attributes.get("default")
    if attribute is None:
        return None
    try:
        return evaluate(attribute.expression, scope)
    except EvaluationError:
        return None


def _filled(declared: Declared, default: Value, scope: Scope) -> Value:
    """The default with those of its optional attributes; as it is where the type is none, or another one."""
    try:
        return constraint_of(declared.block, scope).apply(default)
    except EvaluationError:
        return default


def _from_file(secrecy: Secrecy, declared: Declared) -> Value | None:
    """The value of a root variable where a values file of the module gives it."""
    value = secrecy.plan.variables.get(declared.address.removeprefix("var."))
    if value is None:
        return None
    span = value.span
    return value if span is not None and span.file.path.endswith(VALUES_FILES) else None


def _held(name: str, value: Value, *, sensitive: bool) -> Iterator[Value]:
    """The secrets in a value: of a sensitive variable anything but nothing, else by names and looks."""
    if isinstance(value.data, dict):
        for key, item in value.data.items():
            yield from _held(key, item, sensitive=sensitive)
    elif isinstance(value.data, tuple):
        for item in value.data:
            yield from _held(name, item, sensitive=sensitive)
    else:
        text = known_text(value)
        if text not in (None, "") if sensitive else text is not None and secret_kind(name, text) is not None:
            yield value
