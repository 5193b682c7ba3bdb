"""How the tests of the language look at a tree: printed as a compact s-expression."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate.hcl.parsing.parser import parse_expression, parse_file, parse_template
from pytest_ecsfargate.hcl.syntax import (
    Binary,
    Body,
    Call,
    Conditional,
    ForObject,
    ForTuple,
    GetAttr,
    HCLError,
    Index,
    Literal,
    Node,
    ObjectCons,
    Paren,
    Splat,
    SplatItem,
    Template,
    TemplateFor,
    TemplateIf,
    TemplateWrap,
    TupleCons,
    Unary,
    Variable,
)
from pytest_ecsfargate.plan.from_source import plan_module
from pytest_ecsfargate.plan.model import Plan
from pytest_ecsfargate.source import SourceFile

Reader = Callable[[str], str]


def _literal(value: None | bool | int | Fraction | str) -> str:
    return str(value) if isinstance(value, Fraction) else json.dumps(value, ensure_ascii=False)


def _names(key: str | None, value: str) -> str:
    return value if key is None else f"{key},{value}"


def _form(head: str, *parts: Node | None) -> str:
    return f"({' '.join([head, *(printed(part) for part in parts if part is not None)])})"


def printed(node: Node) -> str:  # noqa: C901 - one flat case per node class
    """The tree as text: `(get a b)` for `a.b`, `@` for the item of a splat, `[a b]`, `{k:v}`, `(+ a b)`, …"""
    match node:
        case Literal(value=value):
            return _literal(value)
        case Variable(name=name):
            return name
        case SplatItem():
            return "@"
        case GetAttr(target=target, name=name):
            return f"(get {printed(target)} {name})"
        case Index(target=target, key=key):
            return _form("index", target, key)
        case Splat(target=target, each=each):
            return _form("splat", target, each)
        case Call(name=name, args=args, expand=expand):
            return _form(f"call {name}{'...' if expand else ''}", *args)
        case Conditional(condition=condition, then=then, otherwise=otherwise):
            return _form("?", condition, then, otherwise)
        case Binary(operator=operator, left=left, right=right):
            return _form(operator, left, right)
        case Unary(operator=operator, operand=operand):
            return _form(operator, operand)
        case Paren(inner=inner):
            return _form("paren", inner)
        case TupleCons(items=items):
            return f"[{' '.join(map(printed, items))}]"
        case ObjectCons(items=pairs):
            return f"{{{' '.join(f'{printed(key)}:{printed(value)}' for key, value in pairs)}}}"
        case ForTuple():
            return _form(f"for {_names(node.key_name, node.value_name)}", node.collection, node.value, node.condition)
        case ForObject():
            head = f"for-{'group' if node.grouping else 'object'} {_names(node.key_name, node.value_name)}"
            return _form(head, node.collection, node.key, node.value, node.condition)
        case Template(parts=parts):
            return _form("template", *parts)
        case TemplateWrap(inner=inner):
            return _form("wrap", inner)
        case TemplateIf(condition=condition, then=then, otherwise=otherwise):
            return _form("if", condition, then, otherwise)
        case TemplateFor():
            return _form(f"each {_names(node.key_name, node.value_name)}", node.collection, node.body)
        case Body(attributes=attributes, blocks=blocks):
            found = [f"{name}={printed(attribute.expression)}" for name, attribute in attributes.items()]
            for block in blocks:
                labels = "".join(f" {json.dumps(label)}" for label in block.labels)
                inside = printed(block.body)
                found.append(f"<{block.type}{labels}{' ' if inside else ''}{inside}>")
            return " ".join(found)
    raise AssertionError(type(node))


@pytest.fixture(scope="session")
def sexpr() -> Callable[[Node], str]:
    """Prints a tree."""
    return printed


@pytest.fixture(scope="session")
def expression() -> Reader:
    """Reads a text as an expression and prints it."""
    return lambda text: printed(parse_expression(SourceFile("main.tf", text)))


@pytest.fixture(scope="session")
def template() -> Reader:
    """Reads a text as a template file and prints it."""
    return lambda text: printed(parse_template(SourceFile("page.tftpl", text)))


@pytest.fixture(scope="session")
def body() -> Reader:
    """Reads a text as a file, which must be without error, and prints it."""

    def read(text: str) -> str:
        tree, errors = parse_file(SourceFile("main.tf", text))
        assert [str(error) for error in errors] == []
        assert not tree.partial
        return printed(tree)

    return read


@pytest.fixture(scope="session")
def problem() -> Reader:
    """Reads a text as a file with exactly one error: gives `line:column: message`."""

    def read(text: str) -> str:
        tree, errors = parse_file(SourceFile("main.tf", text))
        assert tree.partial
        (error,) = errors
        assert isinstance(error, HCLError)
        return str(error).removeprefix("main.tf:")

    return read


Evaluated = Callable[..., Plan]


@pytest.fixture
def evaluated(tmp_path: Path) -> Evaluated:
    """`evaluated(main, {"modules/x/main.tf": …}, variables={…})`: the module with this main.tf, from its source."""

    def evaluate(main: str, files: dict[str, str] | None = None, **arguments: Any) -> Plan:
        for name, text in {"main.tf": main, **(files or {})}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return plan_module(tmp_path, **arguments)

    return evaluate


@pytest.fixture
def told(evaluated: Evaluated) -> Callable[..., list[str]]:
    """As `evaluated`, but gives the diagnostics as texts."""
    return lambda *arguments, **named: [str(found) for found in evaluated(*arguments, **named).diagnostics]
