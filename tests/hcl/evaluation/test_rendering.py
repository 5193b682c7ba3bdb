"""Templates of strings and files: where the template comes from and what its variables are called."""

from __future__ import annotations

import pytest

from pytest_ecsfargate.hcl.errors import EvaluationError
from pytest_ecsfargate.hcl.evaluation.budget import Budget
from pytest_ecsfargate.hcl.evaluation.evaluate import evaluate
from pytest_ecsfargate.hcl.evaluation.rendering import TemplateRenderer
from pytest_ecsfargate.hcl.evaluation.scope import NoModule, Scope
from pytest_ecsfargate.hcl.functions.registry import FunctionContext
from pytest_ecsfargate.hcl.parsing.parser import parse_expression
from pytest_ecsfargate.hcl.values import Value, from_python
from pytest_ecsfargate.source import SourceFile


def rendered(text: str) -> Value:
    budget = Budget()
    functions = FunctionContext.nowhere()
    scope = Scope(NoModule(functions.rendering(TemplateRenderer(functions, budget)), budget), {"t": TEMPLATES})
    return evaluate(parse_expression(SourceFile("<expression>", text)), scope)


TEMPLATES = from_python({"one": "<${a}>", "list": ["<${a}>"]})


@pytest.mark.parametrize(
    "text",
    [
        "templatestring(t.one, { a = 1 })",
        "templatestring(t.list[0], { a = 1 })",
        "core::templatestring(t.list[length([])], { a = 1, a-b = 2, é = 3 })",
    ],
)
def test_a_template_is_rendered(text: str) -> None:
    assert rendered(text).value == "<1>"


@pytest.mark.parametrize("argument", ['"<1>"', "(t.one)", '"${t.one}"', "element(t.list, 0)", "[t.one][0]"])
def test_a_template_that_is_no_reference_is_refused(argument: str) -> None:
    with pytest.raises(EvaluationError, match="must be a reference to a string"):
        rendered(f"templatestring({argument}, {{ a = 1 }})")


@pytest.mark.parametrize("name", ["", "1a", "a b", "a.b", "-a"])
def test_a_variable_that_has_no_name_of_a_variable_is_refused(name: str) -> None:
    with pytest.raises(EvaluationError, match=f'"{name}" cannot be the name of a variable in a template'):
        rendered(f'templatestring(t.one, {{ a = 1, "{name}" = 2 }})')
