"""Limits: no input makes the evaluation hang, crash or take all of the memory."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pytest_ecsfargate.hcl.evaluation.budget import MAX_DEPTH, Budget, BudgetExceeded
from pytest_ecsfargate.plan.model import Plan

Evaluated = Callable[..., Plan]


def chain(length: int, link: str, end: str) -> str:
    links = "".join(f"  l{at} = {link.replace('NEXT', f'local.l{at + 1}')}\n" for at in range(length))
    return f'locals {{\n{links}  l{length} = {end}\n}}\noutput "o" {{\n  value = local.l0\n}}\n'


def test_a_chain_of_5000_locals_is_followed(evaluated: Evaluated) -> None:
    found = evaluated(chain(5000, "NEXT", '"end"'))
    assert found.diagnostics == ()
    assert found.outputs["o"].value == "end"
    (trace,) = found.outputs["o"].origins
    assert len(trace.hops) == 5001


@pytest.mark.parametrize(
    ("link", "end", "message"),
    [
        ("[NEXT, NEXT]", '"end"', "This value is too large: it has more than 1,000,000 elements."),
        ("{ a = NEXT, b = NEXT }", "1", "This value is too large: it has more than 1,000,000 elements."),
        ('"${NEXT}${NEXT}"', '"text"', "This string is longer than 10 MB."),
        ("jsonencode([NEXT])", '"text"', "The evaluation was stopped: it takes too many steps."),
        ('"${NEXT}-${NEXT}"', "timestamp()", "This string is put together from more than 10,000 parts."),
        ("[NEXT]", "1", f"This value is nested more than {MAX_DEPTH} levels deep."),
    ],
)
def test_values_that_grow_by_repeating_each_other_are_refused(
    link: str, end: str, message: str, evaluated: Evaluated
) -> None:
    found = evaluated(chain(400, link, end))
    assert message in {item.summary for item in found.diagnostics}
    assert not found.complete
    assert not found.outputs["o"].known


def test_a_chain_of_resources_that_is_too_deep_is_told(evaluated: Evaluated) -> None:
    last = 4000
    blocks = [
        f'resource "aws_ecs_cluster" "c{at}" {{\n  name = aws_ecs_cluster.c{at + 1}.name\n}}\n' for at in range(last)
    ]
    found = evaluated("".join(blocks) + f'resource "aws_ecs_cluster" "c{last}" {{\n  name = "x"\n}}\n')
    assert {item.summary for item in found.diagnostics} == {"This is nested too deeply to be evaluated."}
    assert found[f"aws_ecs_cluster.c{last}"]["name"].value == "x"


def test_instances_of_nested_modules_are_counted_together(evaluated: Evaluated) -> None:
    files = {
        "a/main.tf": 'module "b" {\n  source = "../b"\n  count  = 5000\n}\n',
        "b/main.tf": 'resource "aws_ecs_cluster" "c" {\n  count = 5000\n}\n',
    }
    found = evaluated('module "a" {\n  source = "./a"\n  count  = 5000\n}\n', files)
    assert [item.summary for item in found.diagnostics] == [
        "The evaluation was stopped: the module has too many instances."
    ]
    assert not found.complete


def test_a_tree_of_modules_that_doubles_on_every_level_ends(evaluated: Evaluated) -> None:
    files = {
        f"m{at}/main.tf": "".join(f'module "{name}" {{\n  source = "../m{at + 1}"\n}}\n' for name in ("a", "b"))
        for at in range(25)
    }
    found = evaluated('module "m" {\n  source = "./m0"\n}\n', {**files, "m25/main.tf": ""})
    assert not found.complete
    assert found.graph is None


def test_neither_try_nor_can_recovers_from_a_stop() -> None:
    from pytest_ecsfargate.hcl.evaluation.evaluate import evaluate
    from pytest_ecsfargate.hcl.evaluation.scope import NoModule, Scope
    from pytest_ecsfargate.hcl.functions.registry import FunctionContext
    from pytest_ecsfargate.hcl.parsing.parser import parse_expression
    from pytest_ecsfargate.source import SourceFile

    for text in ("try(LOOP, 1)", "can(LOOP)", "true ? 1 : LOOP"):
        scope = Scope(NoModule(FunctionContext.nowhere(), Budget(steps=1000)))
        loop = "[for a in range(1000) : [for b in range(1000) : b]]"
        with pytest.raises(BudgetExceeded, match="it takes too many steps"):
            evaluate(parse_expression(SourceFile("main.tf", text.replace("LOOP", loop))), scope)


def test_time_ends_too() -> None:
    budget = Budget(seconds=-1)
    with pytest.raises(BudgetExceeded, match="it takes too long"):
        budget.spend()
