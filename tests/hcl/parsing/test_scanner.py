"""The scanner: which tokens a text is made of, and where they are."""

from __future__ import annotations

import pytest

from pytest_ecsfargate.hcl.parsing.scanner import END, Scanner
from pytest_ecsfargate.hcl.syntax import HCLError
from pytest_ecsfargate.source import SourceFile


def tokens(text: str, *, newlines: bool = True) -> list[tuple[str, str]]:
    scanner = Scanner(SourceFile("main.tf", text))
    scanner.newlines = newlines
    found: list[tuple[str, str]] = []
    while True:
        scanner.advance()
        if scanner.kind is END:
            return found
        found.append((scanner.kind, text[scanner.start : scanner.end]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name", [("identifier", "name")]),
        ("a-b_c1", [("identifier", "a-b_c1")]),
        ("_", [("identifier", "_")]),
        ("größe", [("identifier", "größe")]),
        ("a\u0301", [("identifier", "a\u0301")]),
        ("var.a.b-c", [("path", "var.a.b-c")]),
        ("a . b", [("identifier", "a"), (".", "."), ("identifier", "b")]),
        ("a.0.b", [("identifier", "a"), (".", "."), ("number", "0"), (".", "."), ("identifier", "b")]),
        ("a...", [("identifier", "a"), ("...", "...")]),
        ("a::b", [("identifier", "a"), ("::", "::"), ("identifier", "b")]),
        ("1", [("number", "1")]),
        ("1.5e-3", [("number", "1.5e-3")]),
        ("1...", [("number", "1"), ("...", "...")]),
        ("1.a", [("number", "1"), (".", "."), ("identifier", "a")]),
        ("1.5.6", [("number", "1.5.6")]),
        ('"a $ b % c"', [("string", '"a $ b % c"')]),
        ('"$"', [("string", '"$"')]),
        ("=> == = >= > <= < != !", [(op, op) for op in ["=>", "==", "=", ">=", ">", "<=", "<", "!=", "!"]]),
        ("&& || ? : , ~}", [(op, op) for op in ["&&", "||", "?", ":", ",", "~}"]]),
        ("{}[]()", [(op, op) for op in "{}[]()"]),
        ("1-2", [("number", "1"), ("-", "-"), ("number", "2")]),
        ("a/b", [("identifier", "a"), ("/", "/"), ("identifier", "b")]),
        ("<<EOT\n", [("heredoc", "<<EOT\n")]),
        ("<<-EOT\r\n", [("heredoc", "<<-EOT\r\n")]),
        ("<<<E\n", [("<", "<"), ("heredoc", "<<E\n")]),
        ("\ufeffa", [("identifier", "a")]),
        ("", []),
    ],
)
def test_splits_text_into_tokens(text: str, expected: list[tuple[str, str]]) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize("opening", ['"a${', '"a\\n', '"%{', '"unclosed'])
def test_leaves_any_other_string_to_the_templates(opening: str) -> None:
    assert tokens(opening[:1]) == [("quote", '"')]
    scanner = Scanner(SourceFile("main.tf", opening))
    scanner.advance()
    assert (scanner.kind, scanner.end) == ("quote", 1)


@pytest.mark.parametrize(
    "gap", ["\n", "\r\n", "\n\n  \n", " # comment\n", "// comment\n", "# a\n  // b\n\n", "#\r\n", "/* c */\n"]
)
def test_takes_comments_and_empty_lines_as_one_line_end(gap: str) -> None:
    assert [kind for kind, _ in tokens(f"a{gap}b")] == ["identifier", "newline", "identifier"]


def test_skips_line_ends_where_they_do_not_count() -> None:
    assert tokens("a # c\n\n b", newlines=False) == [("identifier", "a"), ("identifier", "b")]


def test_skips_comments_within_a_line() -> None:
    assert tokens("a /* x\n * y **/ b // end") == [("identifier", "a"), ("identifier", "b")]


def test_gives_one_line_end_for_a_thousand_empty_lines_or_a_few() -> None:
    kinds = [kind for kind, _ in tokens("a" + "\n" * 1000 + "b")]
    assert kinds[0] == kinds[-1] == "identifier"
    assert set(kinds[1:-1]) == {"newline"}


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        ("a\0", 1, "The character (U+0000) is not allowed here."),
        ("  ;", 2, 'The character ";" (U+003B) is not allowed here.'),
        ("a\xa0b", 1, "The character (U+00A0) is not allowed here."),
        ("ab\u20ac", 2, 'The character "€" (U+20AC) is not allowed here.'),
        ("a.\u0301", 2, 'The character "\u0301" (U+0301) is not allowed here.'),
        ("x²", 1, 'The character "²" (U+00B2) is not allowed here.'),
        ("'a'", 0, "Expected double quotes around a string: single quotes are not allowed."),
        ("$", 0, 'The character "$" is not allowed here: "${ }" stands inside of double quotes only.'),
        ("a\rb", 1, "Expected a line feed after the carriage return: a line ends in LF or CR LF."),
        ("a & b", 2, 'Expected "&&"; the bitwise operator "&" does not exist.'),
        ("a | b", 2, 'Expected "||"; the bitwise operator "|" does not exist.'),
        ("1 /* 2", 2, 'This comment has no "*/" at its end.'),
        ("<< EOT\n", 0, 'Expected the end of the line right after the marker of the heredoc, as in "<<EOT".'),
        ("<<EOT # no\n", 0, 'Expected the end of the line right after the marker of the heredoc, as in "<<EOT".'),
    ],
)
def test_names_what_no_token_starts_with(text: str, offset: int, message: str) -> None:
    with pytest.raises(HCLError) as caught:
        tokens(text)
    assert (caught.value.message, caught.value.span.start) == (message, offset)


@pytest.mark.parametrize(
    "name", ["\u309b", "\u037a", "\u0e33", "\u2118", "a\u00b7", "a\u0660", "\u2177", "中文", "\U0001d49c"]
)
def test_takes_letters_of_any_script_for_identifiers(name: str) -> None:
    assert tokens(name) == [("identifier", name)]


@pytest.mark.parametrize("name", ["\u00b7", "\u0660", "\u0301a", "\u2e2f", "\u200d"])
def test_refuses_what_continues_an_identifier_at_its_start(name: str) -> None:
    with pytest.raises(HCLError):
        tokens(name)
