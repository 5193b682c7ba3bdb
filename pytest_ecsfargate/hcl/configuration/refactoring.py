"""`moved`, `import` and `removed` blocks: what Terraform is told of objects that its state already has, or shall have.

https://developer.hashicorp.com/terraform/language/moved, https://developer.hashicorp.com/terraform/language/import and
https://developer.hashicorp.com/terraform/language/resources/syntax#removing-resources
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from ...source import Location, Span
from ..errors import EvaluationError
from ..parsing.static import static_list
from ..syntax import Block, HCLError, Literal
from ..values import Value
from .module import Configuration

_KEY: Final = r'(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])'
_MODULES: Final = rf"module\.[\w-]+{_KEY}?(?:\.module\.[\w-]+{_KEY}?)*"
_RESOURCE: Final = rf"(?:data\.|ephemeral\.)?[\w-]+\.[\w-]+{_KEY}?"
_ADDRESS: Final = re.compile(rf"(?P<module>{_MODULES})?(?(module)(?:\.|$))(?P<resource>{_RESOURCE})?")
_ENDS_IN_KEY: Final = re.compile(rf"{_KEY}$")


@dataclass(frozen=True, slots=True)
class Statement:
    """`address` is that of a resource, a module or an instance, from the root module on; `span` is the block's."""

    address: str
    span: Span | None = field(default=None, kw_only=True)

    @property
    def location(self) -> Location | None:
        """Where the block stands; None for what only a plan says."""
        return self.span.location if self.span is not None else None


@dataclass(frozen=True, slots=True)
class Moved(Statement):
    """What was at `previous_address` is at `address` now."""

    previous_address: str


@dataclass(frozen=True, slots=True)
class Imported(Statement):
    """An object that exists comes under Terraform's care, as `address`; `id` is the provider's name for it."""

    id: Value


@dataclass(frozen=True, slots=True)
class Removed(Statement):
    """What was at `address` leaves Terraform's care; `destroy` says whether the object itself goes too."""

    destroy: bool = True


@dataclass(frozen=True, slots=True)
class Target:
    """An address as a block writes it: `module` and `resource` are its two parts, "" where there is none."""

    text: str
    module: str
    resource: str

    @property
    def has_key(self) -> bool:
        """Whether it ends in an instance key."""
        return _ENDS_IN_KEY.search(self.text) is not None

    @property
    def is_managed(self) -> bool:
        """Whether it is a resource, neither a data source nor an ephemeral one."""
        return bool(self.resource) and not self.resource.startswith(("data.", "ephemeral."))


def blocks_of(module: Configuration, type: str) -> Iterator[Block]:
    """The blocks of one of the three types that hold all that they must."""
    for block in module.other_blocks:
        if block.type == type and ("to" if type == "import" else "from") in block.body.attributes:
            yield block


def target(block: Block, name: str) -> Target:
    """The address that an argument of a block states. Raises EvaluationError where it states none."""
    expression = block.body.attributes[name].expression
    wrong = f'"{name}" must be the address of a resource or module, such as aws_lb.main or module.alb.'
    if isinstance(expression, Literal) and not expression.file.path.endswith(".json"):
        raise EvaluationError(wrong, expression.span)
    try:
        (found,) = static_list(expression)
    except (HCLError, ValueError):
        raise EvaluationError(wrong, expression.span) from None
    return parsed(found.text, wrong, expression.span)


def parsed(text: str, wrong: str, span: Span) -> Target:
    """A text as an address. Raises EvaluationError, with the message given, where it is none."""
    match = _ADDRESS.fullmatch(text)
    if match is None or not text or text.split(".")[0] in ("var", "local", "path", "each", "count", "terraform"):
        raise EvaluationError(wrong, span)
    return Target(text, match["module"] or "", match["resource"] or "")
