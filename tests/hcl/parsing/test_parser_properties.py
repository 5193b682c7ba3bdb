"""Properties that hold for any text: what is printed is read back, and what is refused is refused by an HCLError."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_ecsfargate.hcl.parsing.parser import parse_expression, parse_file, parse_template
from pytest_ecsfargate.hcl.syntax import HCLError, Node
from pytest_ecsfargate.source import SourceFile

Reader = Callable[[str], str]
Pair = tuple[str, str]
"""A text and the tree it must give, printed."""

NAMES = st.sampled_from(["a", "b-c", "var", "_x", "größe", "fort", "null_", "if", "in"])
LEVELS = {
    operator: level
    for level, operators in enumerate(["||", "&&", "== !=", "< > <= >=", "+ -", "* / %"])
    for operator in operators.split()
}
GAPS = st.sampled_from(["", " ", "\n", " # c\n", "/* c */"])
WORDS = """
" ${ %{ ${~ ~} } { ( ) [ ] [*] .* , = : ? ... => . * <<E <<-E E # // /* */ if for in else endif endfor true null 1 0.1
1e5 a a.b :: - ! && || == <= $ %% $${ \\ \\n \\u00 é f( x= b{ ' ;
"""
FRAGMENTS = st.sampled_from(
    [*WORDS.split(), " ", "\n", "<<E\n", "<<-E\n", "\nE\n", "\r\n", "\r", "\t", "\u0301", "\0", "\xa0"]
)


def quoted(text: str) -> Pair:
    plain = json.dumps(text, ensure_ascii=False)
    return plain.replace("${", "$${").replace("%{", "%%{"), plain


ATOMS = st.one_of(
    st.integers(0, 10**12).map(lambda number: (str(number), str(number))),
    st.sampled_from(["true", "false", "null"]).map(lambda word: (word, word)),
    NAMES.map(lambda name: (name, name)),
    st.text(st.sampled_from('ab ${%}\\"\n\té'), max_size=6).map(quoted),
)


def bound(trees: list[str], operators: list[str]) -> str:
    """The tree of a chain: split at the last of the operators that bind least."""
    if not operators:
        return trees[0]
    least = min(LEVELS[operator] for operator in operators)
    at = max(place for place, operator in enumerate(operators) if LEVELS[operator] == least)
    left, right = bound(trees[: at + 1], operators[:at]), bound(trees[at + 1 :], operators[at + 1 :])
    return f"({operators[at]} {left} {right})"


def operations(terms: st.SearchStrategy[Pair]) -> st.SearchStrategy[Pair]:
    def chain(first: Pair, rest: list[tuple[str, Pair]]) -> Pair:
        text = " ".join([first[0], *(f"{operator} {term[0]}" for operator, term in rest)])
        return text, bound([first[1], *(term[1] for _, term in rest)], [operator for operator, _ in rest])

    return st.builds(chain, terms, st.lists(st.tuples(st.sampled_from(sorted(LEVELS)), terms), max_size=4))


def larger(inner: st.SearchStrategy[Pair]) -> st.SearchStrategy[Pair]:
    whole = operations(inner)
    items = st.lists(whole, max_size=3)
    return st.one_of(
        st.builds(lambda gap, x, end: (f"({gap}{x[0]}{end})", f"(paren {x[1]})"), GAPS, whole, GAPS),
        st.builds(lambda x, name: (f"({x[0]}).{name}", f"(get (paren {x[1]}) {name})"), whole, NAMES),
        st.builds(lambda name, x: (f"{name}[{x[0]}]", f"(index {name} {x[1]})"), NAMES, whole),
        st.builds(lambda name, step: (f"{name}[*].{step}", f"(splat {name} (get @ {step}))"), NAMES, NAMES),
        st.builds(lambda x: (f"-({x[0]})", f"(- (paren {x[1]}))"), whole),
        items.map(lambda xs: (f"[{', '.join(x for x, _ in xs)}]", f"[{' '.join(tree for _, tree in xs)}]")),
        items.map(lambda xs: (f"f({', '.join(x for x, _ in xs)})", f"({' '.join(['call f', *(t for _, t in xs)])})")),
        st.builds(lambda key, x: (f"{{ {key} = {x[0]} }}", f'{{"{key}":{x[1]}}}'), NAMES, whole),
        st.builds(lambda x, y: (f"[for k, v in {x[0]} : {y[0]}]", f"(for k,v {x[1]} {y[1]})"), whole, whole),
        st.builds(lambda x, y, z: (f"({x[0]} ? {y[0]} : {z[0]})", f"(paren (? {x[1]} {y[1]} {z[1]}))"), *[whole] * 3),
        whole.map(lambda x: (f'"${{{x[0]}}}"', f"(wrap {x[1]})")),
        whole.map(lambda x: (f'"a${{ {x[0]} }}b"', f'(template "a" {x[1]} "b")')),
    )


EXPRESSIONS = st.recursive(ATOMS, larger, max_leaves=12)


def test_reads_back_the_tree_of_a_generated_expression(expression: Reader) -> None:
    @settings(max_examples=300, deadline=None)
    @given(operations(EXPRESSIONS))
    def check(pair: Pair) -> None:
        text, tree = pair
        assert expression(text) == tree

    check()


def spans_are_nested(node: Node) -> None:
    for child in node.children():
        assert node.start <= child.start <= child.end <= node.end
        spans_are_nested(child)


@settings(max_examples=200, deadline=None)
@given(operations(EXPRESSIONS))
def test_gives_each_node_a_place_within_its_parent(pair: Pair) -> None:
    node = parse_expression(SourceFile("main.tf", pair[0]))
    assert node.span.text == pair[0]
    spans_are_nested(node)


def reads_or_refuses(text: str) -> None:
    source = SourceFile("main.tf", text)
    tree, errors = parse_file(source)
    assert tree.partial == bool(errors)
    spans_are_nested(tree)
    for error in errors:
        assert 0 <= error.span.start <= len(text)
        assert error.message.endswith(".")
        assert str(error).startswith("main.tf:")
    for read in (parse_expression, parse_template):
        with contextlib.suppress(HCLError):
            spans_are_nested(read(source))


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_reads_or_refuses_any_text(text: str) -> None:
    reads_or_refuses(text)


@settings(max_examples=1000, deadline=None)
@given(st.lists(FRAGMENTS, max_size=14).map("".join))
def test_reads_or_refuses_any_heap_of_fragments(text: str) -> None:
    reads_or_refuses(text)
    reads_or_refuses(f"x = {text}\n")


@settings(max_examples=300, deadline=None)
@given(operations(EXPRESSIONS), st.data())
def test_reads_or_refuses_a_damaged_expression(pair: Pair, data: st.DataObject) -> None:
    text = pair[0]
    at = data.draw(st.integers(0, len(text)))
    removed = data.draw(st.integers(0, 3))
    damaged = text[:at] + data.draw(FRAGMENTS) + text[at + removed :]
    reads_or_refuses(f"b {{\n  x = {damaged}\n}}\nc {{}}\n")
