"""Every name that must be unique holds the environment's suffix, so that two environments can stand side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from ...declaration import requirement
from ...findings import Outcome, Severity, Verdict
from ...hcl.syntax import Block
from ...plan.model import Plan
from ...plan.suffixes import Trial, trials_of
from ...plan.unique_names import UniqueName, is_generated, references, unique_names, unknown_references

PLATFORM_VARIABLE = "environment_suffix"
_EXPECTED = "a name that changes with the suffix"


@requirement(
    "ECSF701",
    "Every name that must be unique in an account or region holds the environment's suffix.",
    severity=Severity.MEDIUM,
    aws_doc="https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/building-your-tagging-strategy.html",
    remediation="Put the suffix into the name, and shorten the rest where the name gets too long.",
    looks_for="resource with a name that must be unique",
)
def assert_environment_suffix(
    plan: Plan, *, variable: str | None = PLATFORM_VARIABLE, max_suffix_length: int = 8, allow_empty: bool = False
) -> Iterator[Verdict]:
    """Every name that must be unique in an account or region holds the environment's suffix.

    Proved, not guessed: the module is evaluated again with other values of `variable`, of which some differ in their
    first or last character only, and a name that is the same for two of them would be there twice. At
    `max_suffix_length` characters each name is still within the length that AWS allows. A `name_prefix` is unique by
    itself; a name that is unique only within a parent of the module follows its parent. With `variable=None` nothing is
    agreed: a variable "environment_suffix" is the suffix where the module has one, else nothing is judged.

    Why:
        The second environment in the same account fails at apply with "already exists", or takes over what the first
        one made. Names of load balancers and target groups end at 32 characters, so a longer suffix breaks them late.

    Fails:
        variable "environment_suffix" {
          type    = string
          default = "dev"
        }

        resource "aws_ecs_cluster" "main" {
          name = "shop"
        }

    Passes:
        variable "environment_suffix" {
          type    = string
          default = "dev"
        }

        resource "aws_ecs_cluster" "main" {
          name = "shop-${var.environment_suffix}"
        }

    References:
        - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html
        - https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
        - https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html

    """
    if variable is None:
        if plan.configuration is None or PLATFORM_VARIABLE not in plan.configuration.variables:
            return
        variable = PLATFORM_VARIABLE
    baseline = plan if plan.engine == "source" else plan.reevaluate({})
    if baseline is None or plan.configuration is None or plan.again is None:
        for name in unique_names(plan):
            yield _without_source(name)
        return
    declared = plan.configuration.variables.get(variable)
    names = list(unique_names(baseline))
    if declared is None:
        yield from _no_variable(names, variable)
        return
    trials = trials_of(plan, baseline, declared, variable, max_suffix_length)
    if not trials:
        yield _no_trial(declared, variable)
        return
    for name in names:
        if name.resource.address in plan.resources:
            yield _unique(name, trials, variable)
    yield from _lengths(names, trials[0])


def _without_source(name: UniqueName) -> Verdict:
    if name.generated:
        return name.resource.judge(name.attribute, True, _EXPECTED)
    note = "names are compared with those of another suffix, which needs the module's source beside the plan"
    hint = "Give the module's folder with the plan, or let this requirement run without a saved plan."
    return name.resource.judge(name.attribute, None, _EXPECTED, hint=hint, note=note)


def _no_variable(names: list[UniqueName], variable: str) -> Iterator[Verdict]:
    if names:
        yield Verdict(
            Outcome.NOT_MET,
            ".",
            expected=f'a variable "{variable}"',
            note=f"the module has no such variable, so its {len(names)} unique names are the same everywhere",
            hint=f'Declare variable "{variable}" and put it into the names, or say which one it is by variable=.',
        )


def _no_trial(declared: Block, variable: str) -> Verdict:
    return Verdict(
        Outcome.UNKNOWN,
        f"var.{variable}",
        "validation",
        "a second suffix to compare with",
        span=declared.header,
        block=declared.header,
        note="no suffix that was tried fits the variable's type and passes its validation",
    )


def _unique(name: UniqueName, trials: Sequence[Trial], variable: str) -> Verdict:
    if name.generated:
        return name.resource.judge(name.attribute, True, _EXPECTED)
    hint, note = f"Put var.{variable} into the name.", ""
    same = next((trial for trial in trials if trial.has(name, {name.signature})), None)
    if same is None:
        pair = next((pair for pair in combinations(trials, 2) if pair[1].has(name, pair[0].of(name))), None)
        if pair is None:
            return name.resource.judge(name.attribute, True, _EXPECTED)
        same = pair[0]
        hint = f"Put all of var.{variable} into the name: what is made or cut from it may be the same for two."
        note = f"the same for the suffixes {pair[0].suffix} and {pair[1].suffix}"
    holds: bool | None = False
    refs = unknown_references(name.value)
    if any(is_generated(same.plan, ref) for ref in refs):
        holds = True
    elif any(_may_vary(same.plan, ref, variable) for ref in refs):
        holds = None
    elif name.parent is not None and any(_may_vary(same.plan, ref, variable) for ref in references(name.parent)):
        holds, note = None, "with another suffix it may be the name in another one"
    return name.resource.judge(name.attribute, holds, _EXPECTED, hint=hint, note=note)


def _may_vary(plan: Plan, ref: str, variable: str) -> bool:
    """Whether what a reference gives may change with the suffix: it needs the variable, or nobody can tell."""
    if ref.startswith("var."):
        return False
    node = next((found for found in plan if ref.startswith(f"{found.address}.")), None)
    if node is None or plan.graph is None:
        return True
    return f"var.{variable}" in plan.graph.reached_from(plan.graph.node(node))


def _lengths(names: list[UniqueName], trial: Trial) -> Iterator[Verdict]:
    """The names that are too long with the trial's suffix."""
    baseline = {(name.resource.address, name.attribute): name for name in names}
    by_block = {(name.resource.module, name.resource.block, name.attribute): name for name in reversed(names)}
    for name in trial.names:
        if name.known_length <= name.max_length:
            continue
        # A for_each key may hold the suffix, so that the instance has another address.
        block = (name.resource.module, name.resource.block, name.attribute)
        same = baseline.get((name.resource.address, name.attribute)) or by_block.get(block)
        expected = f"at most {name.max_length} characters with a suffix of {len(trial.suffix)}"
        note = f"{name.known_length} characters"
        where = same.resource if same is not None else name.resource
        hint = "Shorten the part before the suffix, or cut that part with substr()."
        yield where.judge(name.attribute, False, expected, hint=hint, note=note, actual=name.value)
