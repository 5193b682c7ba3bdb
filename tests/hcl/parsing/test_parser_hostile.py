"""Texts made to exhaust a parser: each is read or refused soon, and never by anything but an HCLError."""

from __future__ import annotations

import contextlib
import inspect
import sys
import time
from collections.abc import Callable

import pytest

from pytest_ecsfargate.hcl.parsing.expressions import MAX_CHAIN, MAX_NESTING
from pytest_ecsfargate.hcl.parsing.parser import MAX_SIZE, parse_expression, parse_file, parse_template
from pytest_ecsfargate.hcl.syntax import HCLError
from pytest_ecsfargate.source import SourceFile

SIZE = 150_000
SECONDS = 3.0
"""What 150 kB may take of a slow processor: a tenth of a second elsewhere, and minutes if not linear."""


def repeated(piece: str) -> str:
    return piece * (SIZE // len(piece))


HOSTILE = {
    "unclosed string": '"' + repeated("a"),
    "unclosed string of dollars": '"' + repeated("$"),
    "string of escapes": '"' + repeated("\\n") + '"',
    "string of escaped openers": '"' + repeated("$${") + '"',
    "string of interpolations": '"' + repeated("${a}") + '"',
    "string of trimmed interpolations": '"' + repeated(" ${~a~} ") + '"',
    "strings in interpolations": repeated('"${'),
    "interpolations": '"' + repeated("${"),
    "conditions without end": '"' + repeated("%{if a}") + '"',
    "ends without condition": '"' + repeated("%{endif}") + '"',
    "conditions": '"' + repeated("%{if a}%{endif}") + '"',
    "unclosed heredoc": "<<E\n" + repeated("a\n"),
    "unclosed heredoc of one line": "<<E\n" + repeated("a"),
    "heredoc of dollars": "<<E\n" + repeated("$") + "\nE\n",
    "heredoc of empty lines": "<<-E\n" + repeated("\n") + "E\n",
    "heredoc of spaces": "<<-E\n" + repeated(" ") + "\nE\n",
    "heredoc of interpolations": "<<-E\n" + repeated(" ${a}\n") + "E\n",
    "heredocs in interpolations": "<<E\n" + repeated("${<<E\n"),
    "unclosed comment": "/*" + repeated("a"),
    "unclosed comment of stars": "/*" + repeated("*"),
    "comment openers": repeated("/*"),
    "comments": repeated("/**/"),
    "comments behind a brace": "{" + repeated("/*a*/"),
    "unclosed comments behind braces": repeated("{/*"),
    "braces and comments": repeated("{" + "/**/" * 50),
    "hashes": repeated("#"),
    "slashes": repeated("/ "),
    "operators": "1" + repeated("+1"),
    "comparisons": "1" + repeated("<1"),
    "signs": repeated("-") + "1",
    "negations": repeated("!") + "a",
    "conditionals": repeated("a?b:") + "c",
    "list": "[" + repeated("1,") + "]",
    "list of objects": "[" + repeated("{a=1},") + "]",
    "object": "{" + repeated("a=1\n") + "}",
    "arguments": "f(" + repeated("a,") + ")",
    "parentheses": repeated("("),
    "brackets": repeated("["),
    "braces": repeated("{a="),
    "calls": repeated("f("),
    "for expressions": repeated("[for a in b : "),
    "attributes": "a" + repeated(".b"),
    "spaced attributes": "a" + repeated(" .b"),
    "indexes": "a" + repeated("[0]"),
    "splats": "a" + repeated("[*]"),
    "attribute splats": "a" + repeated(".*.b[0]"),
    "legacy indexes": "a" + repeated(".0"),
    "digits": repeated("1"),
    "dots": "1" + repeated("."),
    "exponents": "1" + repeated(".e1"),
    "giant exponent": "1e" + repeated("9"),
    "namespaces": repeated("a::"),
    "one name": repeated("a"),
    "one foreign name": repeated("é"),
    "quotes": repeated('"'),
    "less than": repeated("<"),
    "heredoc openers": repeated("<<E"),
    "spaces": repeated(" "),
    "line ends": repeated("\n"),
    "carriage returns": repeated("\r"),
    "zeros": repeated("\0"),
}
FILES = {
    **{f"value: {name}": f"x = {text}\n" for name, text in HOSTILE.items()},
    "blocks": repeated("a {}\n"),
    "open blocks": repeated("a {\n"),
    "open blocks on a line": repeated("a {"),
    "closing braces": repeated("}\n"),
    "broken blocks": repeated("a {\n x = = 1\n}\n"),
    "broken lists": repeated("a {\n x = [\n"),
    "labels": "a " + repeated("b "),
    "quoted labels": "a " + repeated('"b" '),
    "escaped label": 'a "' + repeated("\\n") + '" {}',
    "repeated argument": repeated("a = 1\n"),
    "arguments": "".join(f"a{number} = 1\n" for number in range(SIZE // 12)),
    "words behind an error": "x =\n" + repeated("a "),
    "strings behind an error": "x =\na " + repeated('"b" '),
}


def timed(read: Callable[[SourceFile], object], text: str) -> float:
    """Seconds of the processor, so that a busy machine does not change what is found."""
    start = time.process_time()
    with contextlib.suppress(HCLError):
        read(SourceFile("main.tf", text))
    return time.process_time() - start


@pytest.mark.parametrize("name", FILES)
def test_reads_or_refuses_a_file_soon(name: str) -> None:
    assert timed(parse_file, FILES[name]) < SECONDS


@pytest.mark.parametrize("name", HOSTILE)
def test_reads_or_refuses_an_expression_soon(name: str) -> None:
    assert timed(parse_expression, HOSTILE[name]) < SECONDS


@pytest.mark.parametrize("name", HOSTILE)
def test_reads_or_refuses_a_template_soon(name: str) -> None:
    assert timed(parse_template, HOSTILE[name]) < SECONDS


NESTS = {
    "parentheses": ("(", "a", ")"),
    "tuples": ("[", "a", "]"),
    "objects": ("{a=", "a", "}"),
    "calls": ("f(", "a", ")"),
    "indexes": ("a[", "a", "]"),
    "strings": ('"${', "a", '}"'),
    "for": ("[for a in b : ", "a", "]"),
    "conditionals": ("a ? b : ", "c", ""),
    "splats": ("a", "", "[*]"),
    "directives": ('"', "", ""),
}


def nested(name: str, levels: int) -> str:
    if name == "directives":
        return '"' + "%{ if a }" * levels + "%{ endif }" * levels + '"'
    if name == "splats":
        return "a" + "[*]" * levels
    opening, middle, closing = NESTS[name]
    return opening * levels + middle + closing * levels


@pytest.mark.parametrize("name", NESTS)
def test_reads_nesting_up_to_a_limit(name: str) -> None:
    parse_expression(SourceFile("main.tf", nested(name, MAX_NESTING - 5)))
    with pytest.raises(HCLError, match=r"This is nested deeper than the 200 levels that can be read\."):
        parse_expression(SourceFile("main.tf", nested(name, MAX_NESTING + 1)))


def test_reads_nested_blocks_up_to_a_limit() -> None:
    def errors(levels: int) -> list[str]:
        text = "a {\n" * levels + "}\n" * levels
        return [error.message for error in parse_file(SourceFile("main.tf", text))[1]]

    assert errors(MAX_NESTING) == []
    assert errors(MAX_NESTING + 1)[0] == "This is nested deeper than the 200 levels that can be read."


@pytest.mark.parametrize("name", [name for name in NESTS if name not in ("splats", "directives")])
def test_reports_nesting_where_the_stack_is_nearly_used_up(name: str) -> None:
    source = SourceFile("main.tf", "x = " + nested(name, 150) + "\nb {\n}\n")
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 100)
    try:
        tree, errors = parse_file(source)
        with pytest.raises(HCLError, match="nested deeper"):
            parse_expression(SourceFile("main.tf", nested(name, 150)))
    finally:
        sys.setrecursionlimit(limit)
    assert [error.message for error in errors] == ["This is nested deeper than the 200 levels that can be read."]
    assert [block.type for block in tree.blocks] == ["b"]


@pytest.mark.parametrize(
    ("start", "link"), [("1", "+1"), ("a", ".b"), ("a", " .b"), ("a", "[0]"), ("a", " .0"), ("a.*", " .b")]
)
def test_reads_chains_up_to_a_limit(start: str, link: str) -> None:
    parse_expression(SourceFile("main.tf", start + link * (MAX_CHAIN - 2)))
    with pytest.raises(HCLError, match=r"more than the 1000 operators or steps that can be read\."):
        parse_expression(SourceFile("main.tf", start + link * (MAX_CHAIN + 1)))


@pytest.mark.parametrize("read", [parse_expression, parse_template])
def test_refuses_a_text_of_more_than_ten_megabytes(read: Callable[[SourceFile], object]) -> None:
    with pytest.raises(HCLError, match=r"This text is larger than the 10 MB that can be read\."):
        read(SourceFile("main.tf", " " * (MAX_SIZE + 1)))
