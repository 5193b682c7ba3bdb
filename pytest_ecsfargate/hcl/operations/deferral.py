"""What Terraform knows nothing of before apply, although parts of it are known here: a `Value` that is `deferred`.

`try` and `jsondecode` of what is partly unknown give such values. Terraform does not even know their types, so it
refuses nothing that is done with them; what is refused here in spite of that is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..errors import EvaluationError, Unrecoverable
from ..origins import mix
from ..types import DYNAMIC
from ..values import Value, unknown


def refusing_nothing(operation: Callable[..., Value], operands: Sequence[Value], *more: object) -> Value:
    """What `operation(*operands, *more)` gives; where an operand is deferred that is too, or unknown where it fails."""
    for value in operands:
        if value.deferred:
            break
    else:
        return operation(*operands, *more)
    try:
        made = operation(*[value.at_apply() for value in operands], *more)
    except Unrecoverable:
        raise
    except EvaluationError:
        origin = mix(None, tuple([value.origin for value in operands]))
        return unknown(DYNAMIC, origin, any(value.any_sensitive for value in operands))
    return made.until_apply()
