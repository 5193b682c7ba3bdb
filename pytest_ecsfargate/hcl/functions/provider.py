"""The functions of the AWS provider: https://registry.terraform.io/providers/hashicorp/aws/latest/docs (Functions)."""

from __future__ import annotations

from typing import Final

from ..errors import EvaluationError
from ..types import STRING
from ..values import Value
from .declaring import Call, Parameter, function
from .shared import text

_PARTS: Final = ("partition", "service", "region", "account_id", "resource")


def _split(arn: str) -> list[str]:
    if not arn.startswith("arn:"):
        raise EvaluationError(f"ARN ({arn}) failed to parse: arn: invalid prefix")
    sections = arn.split(":", 5)
    if len(sections) != 6:
        raise EvaluationError(f"ARN ({arn}) failed to parse: arn: not enough sections")
    return sections[1:]


@function("provider::aws::arn_parse", Parameter("arn", STRING))
def arn_parse(call: Call, arn: Value) -> Value:
    """The sections of an ARN as an object."""
    made = {name: call.result(section, STRING) for name, section in zip(_PARTS, _split(text(arn)), strict=True)}
    return call.result({name: made[name] for name in sorted(made)})


@function("provider::aws::arn_build", *(Parameter(name, STRING) for name in _PARTS), returns=STRING)
def arn_build(call: Call, *sections: Value) -> Value:
    """An ARN from its sections."""
    return call.result(":".join(["arn", *(text(section) for section in sections)]), STRING)


@function("provider::aws::trim_iam_role_path", Parameter("arn", STRING), returns=STRING)
def trim_iam_role_path(call: Call, arn: Value) -> Value:
    """The ARN of an IAM role without its path."""
    sections = _split(text(arn))
    if sections[1] != "iam":
        raise EvaluationError(f'service must be "iam", got "{sections[1]}"')
    if sections[2]:
        raise EvaluationError(f'region must be empty, got "{sections[2]}"')
    kind, *path = sections[4].split("/")
    if kind != "role" or not path:
        raise EvaluationError(f'resource must start with "role/", got "{sections[4]}"')
    sections[4] = f"{kind}/{path[-1]}"
    return call.result(":".join(["arn", *sections]), STRING)
