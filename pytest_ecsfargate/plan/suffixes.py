"""Other values for a module's suffix, and what its names are with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice

from ..hcl.configuration.variables import constraint_of
from ..hcl.errors import EvaluationError
from ..hcl.evaluation.evaluate import evaluate
from ..hcl.evaluation.scope import NoModule, Scope
from ..hcl.functions.registry import FunctionContext
from ..hcl.syntax import Block
from ..hcl.values import Value, from_python
from .model import Plan
from .unique_names import Signature, UniqueName, naming, unique_names

# Suffixes that no environment has, in the shapes that a module may ask for; the last ones for a fixed list of names.
_SHAPES = ("zq7x4km2", "zqxkvmwy", "70926184", "q7-4k2m9", "pr709261")
_SHORTER = (8, 6, 5, 4, 3, 2, 1)
_USUAL = ("dev", "development", "test", "qa", "uat", "stage", "staging", "preprod", "prod", "production", "sandbox")


@dataclass(frozen=True)
class Trial:
    """The module evaluated with another suffix: what its names are then.

    Only the names are evaluated at once; `plan` is the whole of it, for one who has to know what they were made from.
    """

    whole: Callable[[], Plan | None]
    suffix: str
    names: tuple[UniqueName, ...]
    baseline: Plan
    signatures: dict[tuple[str, str], set[Signature]]

    def of(self, name: UniqueName) -> set[Signature]:
        """What a name of the baseline is here: that of the instance, else those of the new instances of its block.

        A for_each key may hold the suffix, so that the instance has another address.
        """
        same = self._by_block.get(_block_of(name), [])
        exact = [each for each in same if each.resource.address == name.resource.address]
        new = [each for each in same if each.resource.address not in self.baseline.resources]
        return {each.signature for each in exact or new}

    @cached_property
    def plan(self) -> Plan:
        """The module's plan with this suffix."""
        made = self.whole()
        assert made is not None  # the sources are at hand: the names were made from them
        return made

    @cached_property
    def _by_block(self) -> dict[tuple[str, str, str], list[UniqueName]]:
        found: dict[tuple[str, str, str], list[UniqueName]] = {}
        for name in self.names:
            found.setdefault(_block_of(name), []).append(name)
        return found

    def has(self, name: UniqueName, signatures: set[Signature]) -> bool:
        """Whether something of the same type has one of these names."""
        return not signatures.isdisjoint(self.signatures.get((name.resource.type, name.attribute), ()))


def _block_of(name: UniqueName) -> tuple[str, str, str]:
    """What all instances of a block have in common."""
    return name.resource.module, name.resource.block, name.attribute


def trials_of(plan: Plan, baseline: Plan, declared: Block, variable: str, max_length: int) -> list[Trial]:
    """The longest suffix that passes the variable's validation, and others of which names must differ too."""
    current = plan.variables.get(variable)
    taken = {str(item.value) for item in (current, plan.variables.get("environment")) if item is not None}
    allowed = (each for each in _suffixes(max_length) if each not in taken and passes(declared, plan, variable, each))
    first = next(allowed, None)
    if first is None:
        return []
    others = [each for each in _variants(first) if each not in taken and passes(declared, plan, variable, each)]
    suffixes = [first, *others] if others or first not in _USUAL else [first, *islice(allowed, 2)]
    made = [_trial(plan, baseline, variable, suffix) for suffix in suffixes]
    return [each for each in made if each is not None]


def _trial(plan: Plan, baseline: Plan, variable: str, suffix: str) -> Trial | None:
    sketch = plan.sketch({variable: suffix}, naming)
    if sketch is None:
        return None
    found = tuple(unique_names(sketch))
    signatures: dict[tuple[str, str], set[Signature]] = {}
    for name in found:
        signatures.setdefault((name.resource.type, name.attribute), set()).add(name.signature)
    return Trial(partial(plan.reevaluate, {variable: suffix}), suffix, found, baseline, signatures)


def _variants(suffix: str) -> list[str]:
    """Suffixes of the same length and shape that differ from this one in their last or first character only."""
    last, first = suffix[:-1] + _other(suffix[-1]), _other(suffix[0]) + suffix[1:]
    return [each for each in dict.fromkeys((last, first)) if each != suffix]


def _other(character: str) -> str:
    """Another letter for a letter, another digit for a digit."""
    if character.isdigit():
        return "3" if character != "3" else "5"
    return "h" if character != "h" else "w"


def _suffixes(max_length: int) -> Iterator[str]:
    """Suffixes to try, the longest first."""
    for length in sorted({max_length, *(shorter for shorter in _SHORTER if shorter < max_length)}, reverse=True):
        for shape in _SHAPES:
            yield (shape * (length // len(shape) + 1))[:length]
    yield from sorted((name for name in _USUAL if len(name) <= max_length), key=len, reverse=True)


def passes(declared: Block, plan: Plan, variable: str, suffix: str) -> bool:
    """Whether the variable's type and its own validation allow a suffix.

    https://developer.hashicorp.com/terraform/language/expressions/custom-conditions#input-variable-validation
    """
    scope = Scope(NoModule(FunctionContext.nowhere()))
    try:
        value = constraint_of(declared, scope).apply(from_python(suffix))
    except EvaluationError:
        return False
    scope = scope.having({"var": Value({**plan.variables, variable: value})})
    for block in declared.body.blocks:
        condition = block.body.attributes.get("condition") if block.type == "validation" else None
        if condition is not None:
            try:
                if evaluate(condition.expression, scope).value is False:
                    return False
            except EvaluationError:
                return False
    return True
