"""What Terraform knows nothing of before apply, although parts of it are known here: a `Value` that is `deferred`.

`try` and `jsondecode` of what is partly unknown give such values. Terraform does not even know their types, so it
refuses nothing that is done with them; what is refused here in spite of that is unknown.
"""

from __future__ import annotations

from collections.abc import Callable

from ..errors import EvaluationError, Unrecoverable
from ..origins import mix
from ..types import DYNAMIC
from ..values import Value, unknown


def refusing_nothing(operation: Callable[..., Value], *operands: Value) -> Value:
    """What the operation gives, unless operands are deferred: then that is deferred too, or unknown where it fails."""
    if not any(value.deferred for value in operands):
        return operation(*operands)
    try:
        made = operation(*(value.at_apply() for value in operands))
    except Unrecoverable:
        raise
    except EvaluationError:
        origin = mix(None, tuple(value.origin for value in operands))
        return unknown(DYNAMIC, origin, any(value.any_sensitive for value in operands))
    return made.until_apply()
