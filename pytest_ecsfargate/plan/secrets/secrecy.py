"""What of a plan's values is secret: by Terraform's marks, by where it comes from, by its name and by its look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ...aws.secret_names import is_reference, looks_secret, names_secret, secret_kind
from ...hcl.configuration.module import Configuration
from ...hcl.configuration.variables import flag
from ...hcl.origins import Trace
from ...hcl.syntax import Block
from ...hcl.values import PartialString, Value
from ..model import Plan
from .clear_pieces import holds_clear_text

SECRET_SOURCES = (
    "aws_ssm_parameter.*.value",
    "data.aws_ssm_parameter.*.value",
    "data.aws_ssm_parameters_by_path.*.values",
    "aws_secretsmanager_secret_version.*.secret_string",
    "data.aws_secretsmanager_secret_version.*.secret_string",
    "data.aws_secretsmanager_random_password.*.random_password",
    "random_password.*.result",
    "random_password.*.bcrypt_hash",
    "tls_private_key.*.private_key_pem",
    "tls_private_key.*.private_key_openssh",
    "aws_iam_access_key.*.secret",
    "aws_db_instance.*.password",
    "aws_rds_cluster.*.master_password",
    "aws_elasticache_replication_group.*.auth_token",
    "data.aws_kms_secrets.*.plaintext",
    "data.aws_ecr_authorization_token.*.password",
)
"""References that give a secret itself."""

FLOWS = ("sensitive in Terraform", "from a sensitive variable", "a secret by where it comes from")
"""What is said of a value that is a secret because of the way it came."""

_KEY = re.compile(r"\[(?:\d+|\*|\"(?:[^\"\\]|\\.)*\")\]")
_VARIABLE = re.compile(r"((?:module\.[\w-]+\.)*var\.[\w-]+)(?=$|[.\[])")
_IDENTIFIES = re.compile(r"(?:^|[._])(?:arns?|ids?|names?|address|endpoint|host|port|url|region|hostname)$")


@dataclass(frozen=True)
class Declared:
    """A variable block and its address: `var.x`, with the module path of a child module in front."""

    address: str
    block: Block

    @property
    def sensitive(self) -> bool:
        """Whether Terraform hides its value."""
        return flag(self.block, "sensitive") or flag(self.block, "ephemeral")


def without_keys(ref: str) -> str:
    """A reference without instance keys."""
    return _KEY.sub("", ref)


def variable_in(ref: str | None) -> str | None:
    """The address of the variable that a reference reads; None where it reads something else."""
    found = _VARIABLE.match(without_keys(ref)) if ref is not None else None
    return found[1] if found is not None else None


class Secrecy:
    """Answers for one plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    @cached_property
    def variables(self) -> dict[str, Declared]:
        """All variable blocks of the source by their address; empty without the source."""
        if self.plan.configuration is None:
            return {}
        return {declared.address: declared for declared in _declared(self.plan.configuration, "")}

    def passes_sensitive_variable(self, trace: Trace) -> bool:
        """Whether a value came through a variable that is marked as sensitive."""
        for ref in (trace.ref, *(hop.ref for hop in trace.hops)):
            declared = self.variables.get(variable_in(ref) or "")
            if declared is not None and declared.sensitive:
                return True
        return False

    def exposure(self, name: str, value: Value, *, marks: bool = True) -> str | None:
        """What makes a value in a clear place a secret; None where nothing does.

        `name` is what it is called there. `marks=False` does not look at Terraform's mark on the value, for places
        where a whole document carries the mark of one of its parts.
        """
        traces = value.origins
        if marks and value.any_sensitive and not (traces and all(map(self._is_public, traces))):
            return FLOWS[0]
        if any(self.passes_sensitive_variable(trace) for trace in traces):
            return FLOWS[1]
        return self.secret_itself(name, value)

    def secret_itself(self, name: str, value: Value) -> str | None:
        """As `exposure`, without regard to marks: a name may be marked because it is made from something marked."""
        if any(self._gives_secret(trace) for trace in value.origins):
            return FLOWS[2]
        return _by_text(name, value)

    def _gives_secret(self, trace: Trace) -> bool:
        return any(trace.matches(pattern) for pattern in SECRET_SOURCES) and not self._is_public(trace)

    def _is_public(self, trace: Trace) -> bool:
        """AWS publishes parameters for everybody to read, such as the ids of machine images.

        https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html
        """
        address = (trace.ref or "").rpartition(".")[0]
        resource = self.plan.resources.get(address)
        name = resource.at("name").value if resource is not None else None
        return isinstance(name, str) and name.startswith("/aws/")


def _declared(module: Configuration, path: str) -> Iterator[Declared]:
    for name, block in module.variables.items():
        yield Declared(f"{path}var.{name}", block)
    for name, child in module.children.items():
        if child is not None:
            yield from _declared(child, f"{path}module.{name}.")


def _by_text(name: str, value: Value) -> str | None:
    if inside := _in_document(value):
        return f"JSON with a secret in it: {inside}"
    text = known_text(value)
    if text is not None:
        return secret_kind(name, text)
    known = text_with_gaps(value)
    if known is not None:
        # A password in the known part of a URL; one that is filled in later is judged by where it comes from.
        if kind := looks_secret(known):
            return kind
        if known != "${}" and is_reference(known):
            return None
    if not names_secret(name) or value.is_null:
        return None
    refs = [trace.ref for trace in value.origins if trace.ref is not None]
    if all(_IDENTIFIES.search(without_keys(ref)) for ref in refs) and not holds_clear_text(value):
        return None
    return "secret by its name"


def _in_document(value: Value) -> str:
    """The path to a secret inside JSON text, by the names in it and the looks of what they hold; empty for none."""
    text = value.data.parts[0].data if isinstance(value.data, PartialString) else value.data
    if isinstance(text, str) and text.lstrip()[:1] not in ("{", "["):
        return ""
    decoded = value.decoded
    return _inside(decoded, "", "") if decoded is not None else ""


def _inside(value: Value, name: str, path: str) -> str:
    if isinstance(value.data, dict):
        found = (_inside(value[key], key, f"{path}.{key}" if path else key) for key in value.data)
    elif isinstance(value.data, tuple):
        found = (_inside(value[index], name, f"{path}[{index}]") for index in range(len(value.data)))
    else:
        return path if path and _by_text(name, value) is not None else ""
    return next(filter(None, found), "")


def text_with_gaps(value: Value) -> str | None:
    """The text of a scalar, with `${}` for each part that is not known; None where nothing of it is known."""
    if isinstance(value.data, PartialString):
        return "".join(known_text(part) or "${}" for part in value.data.parts)
    return known_text(value)


def known_text(value: Value) -> str | None:
    """The text of a string, number or bool; None for everything else and for what is not known."""
    data = value.value
    if isinstance(data, bool):
        return "true" if data else "false"
    return str(data) if isinstance(data, str | int | float) else None
