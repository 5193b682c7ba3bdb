"""A file with a syntax error: what is reported, and what is still read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pytest_ecsfargate.hcl.parsing.bodies import MAX_ERRORS
from pytest_ecsfargate.hcl.parsing.parser import MAX_SIZE, parse_file
from pytest_ecsfargate.hcl.syntax import Node
from pytest_ecsfargate.source import SourceFile

Print = Callable[[Node], str]

BLOCKS = 'first "a" {\n  x = 1\n}\n\nBROKEN\n\nlast "z" {\n  y = 2\n}\n'


@pytest.mark.parametrize(
    ("broken", "errors"),
    [
        ("middle {\n  x = = 1\n}", ['6:7: Expected a value, found "=".']),
        ("middle {\n  x = [\n}", ['7:1: Expected a value, found "}".']),
        ("middle {\n  x = 1", ['11:1: Expected "}" to close the block that starts at line 5.']),
        ('middle {\n  x = "unclosed\n}', ["6:7: Expected '\"' to end the string on the line where it starts."]),
        ("middle {\n  x = <<EOT\n  text\n}", ['6:7: Expected a line with "EOT" alone to end this heredoc.']),
        ("middle {\n  x = 1 /* open\n}", ['6:9: This comment has no "*/" at its end.']),
        ("middle {\n  x = 'a'\n}", ["6:7: Expected double quotes around a string: single quotes are not allowed."]),
        ("middle {}}", ['5:10: Expected a new line after the block, found "}".']),
        ("}", ['5:1: Expected an argument or a block, found "}".']),
        ("x = \n", ["5:5: Expected a value, found the end of the line."]),
        ("a\u0301\u20ac {\n}", ['5:3: The character "€" (U+20AC) is not allowed here.']),
        (
            "middle {\n  x = ]\n}\n\nother {\n  y = )\n}",
            ['6:7: Expected a value, found "]".', '10:7: Expected a value, found ")".'],
        ),
    ],
)
def test_goes_on_behind_a_broken_block(broken: str, errors: list[str], sexpr: Print) -> None:
    tree, found = parse_file(SourceFile("main.tf", BLOCKS.replace("BROKEN", broken)))
    assert [str(error).removeprefix("main.tf:") for error in found] == errors
    assert tree.partial
    kept = sexpr(tree)
    assert kept.startswith('<first "a" x=1>')
    assert kept.endswith('<last "z" y=2>')


def test_keeps_what_was_read_in_front_of_the_error(sexpr: Print) -> None:
    tree, errors = parse_file(SourceFile("main.tf", "a = 1\nb {\n}\nc = = 3\nd = 4\n"))
    assert sexpr(tree) == "a=1 <b>"
    assert [error.span.location.line for error in errors] == [4]


def test_does_not_read_an_unindented_block_twice(sexpr: Print) -> None:
    tree, errors = parse_file(SourceFile("main.tf", "outer {\ninner {\n}\n}\n;\nlast {}\n"))
    assert sexpr(tree) == "<outer <inner>> <last>"
    assert len(errors) == 1


def test_reports_an_argument_that_is_set_twice_and_keeps_the_first(sexpr: Print) -> None:
    tree, errors = parse_file(SourceFile("main.tf", "b {\n  x = 1\n  x = 2\n  y = 3\n}\nc {\n}\n"))
    assert sexpr(tree) == "<b x=1 y=3> <c>"
    assert [str(error) for error in errors] == [
        'main.tf:3:3: The argument "x" was already set at line 2; each argument may be set once.'
    ]
    assert (tree.partial, tree.blocks[0].body.partial, tree.blocks[1].body.partial) == (True, True, False)


def test_lists_errors_in_the_order_of_the_text() -> None:
    text = "a {\n  x = 1\n  x = 2\n  x = 3\n}\nb {\n  = 1\n}\nc {\n  y = 1\n  y = 2\n}\n"
    _, errors = parse_file(SourceFile("main.tf", text))
    assert [error.span.location.line for error in errors] == [3, 4, 7, 11]


@pytest.mark.parametrize("broken", ["a {\n  x = ]\n}\n", "a {\n}}\n", "x = 1\n"])
def test_stops_at_a_hundred_errors(broken: str) -> None:
    tree, errors = parse_file(SourceFile("main.tf", broken * (MAX_ERRORS + 50)))
    assert len(errors) == MAX_ERRORS == 100
    assert tree.partial


def test_reports_a_missing_brace_once_and_reads_the_blocks_behind_it(sexpr: Print) -> None:
    tree, errors = parse_file(SourceFile("main.tf", "a {\n  x = 1\n\nb {\n  y = 1\n  y = 2\n}\nc {\n}\n"))
    assert sexpr(tree) == "<b y=1> <c>"
    assert [error.message for error in errors] == [
        'The argument "y" was already set at line 5; each argument may be set once.',
        'Expected "}" to close the block that starts at line 1.',
    ]
    assert tree.blocks[0].body.partial


def test_refuses_a_file_of_more_than_ten_megabytes() -> None:
    tree, errors = parse_file(SourceFile("main.tf", " " * (MAX_SIZE + 1)))
    assert [str(error) for error in errors] == ["main.tf:1:1: This text is larger than the 10 MB that can be read."]
    assert tree.partial
