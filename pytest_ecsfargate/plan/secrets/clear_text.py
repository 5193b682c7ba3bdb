"""Secrets written into arguments of resources, where everybody who reads the source sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...aws.secret_names import is_placeholder, is_reference, looks_secret, names_secret
from ...findings import Verdict
from ...hcl.origins import Trace
from ...hcl.values import JsonString, Value
from ..ecs.containers import DEFINITIONS
from ..resource import Resource
from .secrecy import Declared, Secrecy, text_with_gaps, variable_in

EXPECTED = "no secret in the clear"
VALUES_FILES = (".tfvars", ".tfvars.json")
# Tokens that only tell two requests or resources apart.
_NEVER_SECRET = ("tags", "tags_all", "description", "name", "name_prefix", "creation_token", "client_token")
# Named after a secret that they say something about: of the provider's own schema, all there are.
_SETTINGS = (
    "auth_token_update_strategy",
    "customer_master_key_spec",
    "http_tokens",
    "lock_token",
    "token_domains",
)
_NAME = re.compile(r"[\w-]+")


@dataclass(frozen=True)
class _Argument:
    """A scalar in a resource's arguments: where it is, the name that tells what it holds, and its value."""

    resource: Resource
    path: str
    name: str
    value: Value

    @property
    def ignored(self) -> bool | None:
        """Whether changes of the argument are ignored, so that its value stands in for one that is set elsewhere.

        None for a plan without its source, which does not say.
        """
        lifecycle = self.resource.lifecycle
        top = self.path.split(".")[0].split("[")[0]
        return None if lifecycle is None else lifecycle.ignore_all or top in lifecycle.ignore_changes


def exposed_arguments(secrecy: Secrecy) -> Iterator[Verdict]:
    """A verdict on each argument of a resource that holds a secret: it is not written in the source."""
    for resource in secrecy.plan.managed():
        for argument in _arguments(resource):
            verdict = _judged(secrecy, argument)
            if verdict is not None:
                yield verdict


def _arguments(resource: Resource) -> Iterator[_Argument]:
    """The arguments as they are written: of some (`user_data`) a plan shows only a hash."""
    arguments = resource.arguments if resource.arguments is not None else resource.values
    if isinstance(arguments.data, dict):
        for name in arguments.data:
            if name not in _NEVER_SECRET and not (resource.type == "aws_ecs_task_definition" and name == DEFINITIONS):
                for path, called, value in scalars(name, name, arguments[name]):
                    yield _Argument(resource, path, called, value)


def scalars(path: str, name: str, value: Value) -> Iterator[tuple[str, str, Value]]:
    """The scalars in an argument: where each is, the name that tells what it holds, and its value."""
    data = value.data.inner.data if isinstance(value.data, JsonString) else value.data
    if isinstance(data, dict):
        for key in data:
            # In a policy a key may be a condition such as token.actions.githubusercontent.com:sub: that is no name.
            inner = key if _NAME.fullmatch(key) and not _is_policy(path) else ""
            yield from scalars(f"{path}{_written(key)}", inner, value[key])
    elif isinstance(data, tuple):
        for index in range(len(data)):
            yield from scalars(f"{path}[{index}]", name, value[index])
    elif not value.is_null:
        yield path, name, value


def _is_policy(path: str) -> bool:
    return path.split("[")[0].split(".")[0].endswith("policy")


def _written(key: str) -> str:
    return f".{key}" if key.isidentifier() else f'["{key}"]'


def _judged(secrecy: Secrecy, argument: _Argument) -> Verdict | None:
    """Nothing where an argument has nothing to do with secrets."""
    text = text_with_gaps(argument.value)
    kept = _keeps_secret(argument)
    pattern = looks_secret(text) if text is not None else None
    if not kept and pattern is None:
        return None
    traces = [trace for trace in argument.value.origins if _is_clear(secrecy, trace)]
    harmless = _harmless(argument, text) if text is not None and pattern is None else False
    if harmless is None:
        note = "a placeholder, if its changes are ignored: a plan without its source does not say"
        return replace(argument.resource.judge(argument.path, None, EXPECTED, note=note), secret=True)
    return _verdict(secrecy, argument, None if harmless else next(iter(traces), None))


def _keeps_secret(argument: _Argument) -> bool:
    """Whether the argument is there to hold a secret, by its name or by what the resource is."""
    resource, top = argument.resource, argument.path.split(".")[0].split("[")[0]
    if resource.type == "aws_ssm_parameter":
        kind, name = resource.at("type"), resource.at("name")
        secure = not kind.known or kind.value == "SecureString"
        return top in ("value", "value_wo", "insecure_value") and (secure or names_secret(str(name.value)))
    if resource.type == "aws_secretsmanager_secret_version" and top.startswith("secret_string"):
        return argument.path == top or names_secret(argument.name)
    return argument.name not in _SETTINGS and names_secret(argument.name)


def _harmless(argument: _Argument, text: str) -> bool | None:
    if text.strip() in ("", "true", "false", "{}", "[]"):
        return True
    if is_placeholder(text):
        return argument.ignored
    return argument.resource.type != "aws_ssm_parameter" and is_reference(text)


def _is_clear(secrecy: Secrecy, trace: Trace) -> bool:
    """Whether a secret of this origin is in the clear: written in the source, or handed over without a mark."""
    if trace.ref is None:
        # What a caller gives to a sensitive variable is written in no file of the module.
        return trace.location is not None or not secrecy.passes_sensitive_variable(trace)
    return variable_in(trace.ref) is not None and not secrecy.passes_sensitive_variable(trace)


def _verdict(secrecy: Secrecy, argument: _Argument, trace: Trace | None) -> Verdict:
    verdict = argument.resource.judge(argument.path, trace is None, EXPECTED)
    if trace is None:
        return replace(verdict, secret=True)
    note = f"{variable_in(trace.ref)} is not marked as sensitive" if trace.ref is not None else ""
    hint = "Take it from a random_password, a parameter or a variable with sensitive = true and no default."
    return where_it_stands(secrecy, replace(verdict, hint=hint, note=note, traces=(trace,), secret=True))


def where_it_stands(secrecy: Secrecy, verdict: Verdict) -> Verdict:
    """A verdict on a secret, at the address of the variable where the text stands in its default or a values file."""
    trace = verdict.origins[0] if len(verdict.origins) == 1 else None
    if trace is None or not trace.hops:
        return verdict
    declared = secrecy.variables.get(variable_in(trace.hops[0].ref) or "")
    if declared is None or not _stands_in_variable(declared, trace):
        return verdict
    return replace(
        verdict,
        address=declared.address,
        attribute="default" if verdict.span is not None and verdict.span.file is declared.block.file else "",
        block=declared.block.header,
        touches=(verdict.address, *verdict.touches),
    )


def _stands_in_variable(declared: Declared, trace: Trace) -> bool:
    """Whether a literal is the variable's default, or its value in a values file."""
    if trace.ref is not None or trace.location is None:
        return False
    if trace.location.path.endswith(VALUES_FILES):
        return True
    block = declared.block.span
    inside = block.location <= trace.location <= block.end_location
    return trace.location.path == block.location.path and inside
