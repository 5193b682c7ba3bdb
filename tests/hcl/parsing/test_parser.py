"""Every construct of the language: the tree it gives and the place of each node."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

import pytest

from pytest_ecsfargate.hcl.parsing.parser import parse_expression, parse_file, parse_template
from pytest_ecsfargate.hcl.syntax import Attribute, HCLError, Literal, Node, Template
from pytest_ecsfargate.source import SourceFile
from tests.hcl.traps import ACCEPTED, REFUSED

Reader = Callable[[str], str]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", "1"),
        ("-1", "(- 1)"),
        ("007", "7"),
        ("1e3", "1000"),
        ("1.e2", "100"),
        ("2.50", "5/2"),
        ("1E-2", "1/100"),
        ("0.1e1", "1"),
        ("true", "true"),
        ("null", "null"),
        ("nulls", "nulls"),
        ('""', '""'),
        ('"a"', '"a"'),
        ('"e\u0301"', '"é"'),
        (r'"\"\\\n\r\t\u00e9\U0001F600"', r'"\"\\\n\r\té😀"'),
        ('"$${a} %%{b} $ % $$ %% $$$${c} $"', '"${a} %{b} $ % $$ %% $$${c} $"'),
    ],
)
def test_reads_literals(text: str, expected: str, expression: Reader) -> None:
    assert expression(text) == expected


def test_keeps_numbers_exact() -> None:
    def value(text: str) -> object:
        node = parse_expression(SourceFile("main.tf", text))
        assert isinstance(node, Literal)
        return node.value

    assert value("0.1") == Fraction(1, 10)
    assert value("1e400") == 10**400
    assert type(value("1.0")) is int
    assert value("9" * 4000) == int("9" * 4000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", "a"),
        ("a.b.c", "(get (get a b) c)"),
        ("a . b", "(get a b)"),
        ("a.0.b", "(get (index a 0) b)"),
        ("a[0]", "(index a 0)"),
        ('a["k"].b', '(get (index a "k") b)'),
        ("a[b[1]]", "(index a (index b 1))"),
        ("a[\nb\n]", "(index a b)"),
        ("true.a", "(get true a)"),
        ("a.*", "(splat a @)"),
        ("a[*]", "(splat a @)"),
        ("a.*.b[0]", "(index (splat a (get @ b)) 0)"),
        ("a[*].b[0]", "(splat a (index (get @ b) 0))"),
        ("a.*.0.b", "(splat a (get (index @ 0) b))"),
        ("a[*].b[*].c", "(splat a (splat (get @ b) (get @ c)))"),
        ("a[*].b.*.c", "(splat a (splat (get @ b) (get @ c)))"),
        ("a.*.b[0].*.c", "(splat (index (splat a (get @ b)) 0) (get @ c))"),
        ('"a".b', '(get "a" b)'),
        ("(a).b", "(get (paren a) b)"),
        ("[1][0]", "(index [1] 0)"),
        ("f().a[0]", "(index (get (call f) a) 0)"),
    ],
)
def test_reads_references(text: str, expected: str, expression: Reader) -> None:
    assert expression(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", "(+ 1 (* 2 3))"),
        ("1 - 2 - 3", "(- (- 1 2) 3)"),
        ("8 / 4 % 3 * 2", "(* (% (/ 8 4) 3) 2)"),
        ("a || b && c == d < e + f * g", "(|| a (&& b (== c (< d (+ e (* f g))))))"),
        ("a * b + c < d == e && f || g", "(|| (&& (== (< (+ (* a b) c) d) e) f) g)"),
        ("a == b != c", "(!= (== a b) c)"),
        ("a <= b >= c > d", "(> (>= (<= a b) c) d)"),
        ("-a.b[0]", "(- (index (get a b) 0))"),
        ("-1 + 5", "(+ (- 1) 5)"),
        ("!!a", "(! (! a))"),
        ("- -!a", "(- (- (! a)))"),
        ("1 - -1", "(- 1 (- 1))"),
        ("a-1", "a-1"),
        ("a -1", "(- a 1)"),
        ("(1 + 2) * 3", "(* (paren (+ 1 2)) 3)"),
        ("a ? b : c", "(? a b c)"),
        ("a ? b : c ? d : e", "(? a b (? c d e))"),
        ("a ? b ? c : d : e", "(? a (? b c d) e)"),
        ("!a || b ? c + 1 : d", "(? (|| (! a) b) (+ c 1) d)"),
        ("(a\n? b\n: c\n)", "(paren (? a b c))"),
    ],
)
def test_binds_operators_by_precedence(text: str, expected: str, expression: Reader) -> None:
    assert expression(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f()", "(call f)"),
        ("f (1)", "(call f 1)"),
        ("f(\n1,\n2,\n)", "(call f 1 2)"),
        ("f(a...)", "(call f... a)"),
        ("f(a, b\n...\n)", "(call f... a b)"),
        ("provider::aws::arn_parse(a)", "(call provider::aws::arn_parse a)"),
        ("core ::f()", "(call core::f)"),
        ("true()", "(call true)"),
        ("[]", "[]"),
        ("[1, 2]", "[1 2]"),
        ("[\n1,\n\n2 # two\n,\n]", "[1 2]"),
        ("{}", "{}"),
        ("{\n\n}", "{}"),
        ("{a = 1, b : 2\nc = 3\n}", '{"a":1 "b":2 "c":3}'),
        ('{"k" = 1, (v) = 2, "${v}" = 3}', '{"k":1 (paren v):2 (wrap v):3}'),
        ("{true = 1, null = 2, if = 3}", '{"true":1 "null":2 "if":3}'),
        ("{a.b = 1, a[0] = 2, 3 = 4}", "{(get a b):1 (index a 0):2 3:4}"),
        ("{a ? b : c = 1}", "{(? a b c):1}"),
        ("{for_each = 1}", '{"for_each":1}'),
        ("[for x in y : x]", "(for x y x)"),
        ("[for i, x in y : x if i > 0]", "(for i,x y x (> i 0))"),
        ("{for k, v in m : k => v}", "(for-object k,v m k v)"),
        ("{\n# keys\nfor k, v in m\n: v => k...\nif k != null\n}", "(for-group k,v m v k (!= k null))"),
        ("[for x in [for y in z : y] : {for a in x : a => a}]", "(for x (for y z y) (for-object a x a a))"),
        ("[[[a]]]", "[[[a]]]"),
    ],
)
def test_reads_calls_and_collections(text: str, expected: str, expression: Reader) -> None:
    assert expression(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"${a}"', "(wrap a)"),
        ('"${~ a ~}"', "(wrap a)"),
        ('"${a} "', '(template a " ")'),
        ('"${a~} "', "(template a)"),
        ('"${a}${b}"', "(template a b)"),
        ('"a ${~ b ~} c"', '(template "a" b "c")'),
        (r'"a\n ${~ b ~} \t c"', '(template "a" b "c")'),
        ('"${"${a}"}"', "(wrap (wrap a))"),
        ('"x${{a = "}"}.a}y"', '(template "x" (get {"a":"}"} a) "y")'),
        ('"${\na # }\n}"', "(wrap a)"),
        ('"${1}"', "(wrap 1)"),
        ('"${"a"}b"', '(template "a" "b")'),
        ('"%{ if a }b%{ endif }"', '(template (if a (template "b") (template)))'),
        ('"%{if a}b%{else}c%{endif}d"', '(template (if a (template "b") (template "c")) "d")'),
        ('"%{ if a ~} b %{~ else ~} c %{~ endif }"', '(template (if a (template "b") (template "c")))'),
        ('"%{ for v in a }${v},%{ endfor }"', '(template (each v a (template v ",")))'),
        (
            '"%{ for k, v in a }%{ if v }x%{ endif }%{ endfor }"',
            '(template (each k,v a (template (if v (template "x") (template)))))',
        ),
        ('"$$${a} %%%{ if b }"', '"$${a} %%{ if b }"'),
    ],
)
def test_reads_quoted_templates(text: str, expected: str, expression: Reader) -> None:
    assert expression(text) == expected


def lines(*texts: str) -> str:
    return "".join(f"{text}\n" for text in texts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (lines("<<E", "E"), '""'),
        (lines("<<E", "a", " b", "E"), r'"a\n b\n"'),
        ("<<E\r\na\r\nE\r\n", r'"a\r\n"'),
        (lines("<<E", "a", "\t E  "), r'"a\n"'),
        (lines("<<E-", "E", "E-"), r'"E\n"'),
        (lines("<<-E-", " a", "E-"), r'"a\n"'),
        (lines("<<E", r'\n "q" \u0041', "E"), r'"\\n \"q\" \\u0041\n"'),
        (lines("<<E", "$${a} %%{b} $", "E"), r'"${a} %{b} $\n"'),
        (lines("<<E", "${a}", "E"), r'(template a "\n")'),
        (lines("<<E", "${a~}", "E"), "(template a)"),
        (lines("<<E", "${a}E", "E"), r'(template a "E\n")'),
        (lines("<<E", "${a~}", "", " b", "E"), r'(template a "\n b\n")'),
        (lines("<<E", "a", "", "  ${~b}", "E"), r'(template "a\n\n" b "\n")'),
        (lines("<<-E", "    a", "  b", "E"), r'"  a\nb\n"'),
        (lines("<<-E", "    a", "", " ", "  b", "E"), r'"  a\n\n \nb\n"'),
        (lines("<<-E", "    a", "  ${b}", "E"), r'(template "  a\n" b "\n")'),
        (lines("<<-E", "  a", "${b}", "E"), r'(template "  a\n" b "\n")'),
        (lines("<<-E", "\ta", "\t\tb", "  E"), r'"a\n\tb\n"'),
        (
            lines("<<-E", "  %{ if a ~}", "    b", "  %{~ endif }", "E"),
            r'(template "  " (if a (template "    b\n") (template)) "\n")',
        ),
        (
            lines("<<-E", "  %{ if a ~}", "    b", "  %{ endif ~}", "  c", "E"),
            r'(template (if a (template "    b\n") (template)) "  c\n")',
        ),
        (lines("<<-E", "  a ${b}", "      c", "E"), r'(template "a " b "\n    c\n")'),
    ],
)
def test_reads_heredocs(text: str, expected: str, expression: Reader) -> None:
    assert expression(text) == expected


def test_ends_a_heredoc_at_its_marker_even_where_a_directive_is_open() -> None:
    with pytest.raises(HCLError, match=r'Expected "%\{ endif \}" to end this "%\{ if \}"\.'):
        parse_expression(SourceFile("main.tf", lines("<<E", "%{ if a }", "E", "%{ endif }", "E")))


def test_reads_a_heredoc_within_a_list(expression: Reader) -> None:
    assert expression("[<<A\na\nA\n, <<B\nb\nB\n]") == r'["a\n" "b\n"]'


def test_reads_a_heredoc_within_an_interpolation(expression: Reader) -> None:
    assert expression('"${<<A\na ${b}\nA\n}"') == r'(wrap (template "a " b "\n"))'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", '""'),
        ("plain", '"plain"'),
        ("${a}", "(wrap a)"),
        ("${a}\n", r'(template a "\n")'),
        ('say "${a}" \\n', r'(template "say \"" a "\" \\n")'),
        ("a\n\n  ${~b}", r'(template "a\n\n" b)'),
        ("${a~}\n\n  b", r'(template a "\n  b")'),
        ("%{ for x in y ~}\n- ${x}\n%{ endfor ~}\n", r'(template (each x y (template "- " x "\n")))'),
        ("\ufeff${a}", "(wrap a)"),
        ("$${a} %%{b}", '"${a} %{b}"'),
        ("a\rb\r", r'"a\rb\r"'),
        ("a\r\n${b}", r'(template "a\r\n" b)'),
    ],
)
def test_reads_template_files(text: str, expected: str, template: Reader) -> None:
    assert template(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("a = 1", "a=1"),
        ("a = 1 # one\nb = 2 // two\n/* c = 3 */\n", "a=1 b=2"),
        ("\ufeffa = 1\r\nb = 2\r\n", "a=1 b=2"),
        ("b {}", "<b>"),
        ("b {\n}\n", "<b>"),
        ("b { a = 1 }", "<b a=1>"),
        ("b { a = [\n1\n] }", "<b a=[1]>"),
        (
            'resource "aws_lb" main {\n a = 1\n\n c {\n d = 2\n }\n c {}\n}\n',
            '<resource "aws_lb" "main" a=1 <c d=2> <c>>',
        ),
        (r'b "a\"b$${c} $" {}', r'<b "a\"b${c} $">'),
        ("true = 1\nfor { null = 2 }", "true=1 <for null=2>"),
        ("a = <<E\nx\nE\nb = 1\n", r'a="x\n" b=1'),
        ("b /* c */ d { # e\n}", '<b "d">'),
    ],
)
def test_reads_bodies(text: str, expected: str, body: Reader) -> None:
    assert body(text) == expected


@pytest.mark.parametrize("text", ACCEPTED)
def test_accepts_what_terraform_accepts(text: str, body: Reader) -> None:
    body(text)


@pytest.mark.parametrize("text", REFUSED)
def test_refuses_what_terraform_refuses(text: str) -> None:
    tree, errors = parse_file(SourceFile("main.tf", text))
    assert errors
    assert tree.partial


def everything(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children():
        yield from everything(child)


def places(text: str) -> list[tuple[str, str]]:
    """(class, text of its span) of every node of an expression, from the top down."""
    tree = parse_expression(SourceFile("main.tf", text))
    return [(type(node).__name__, node.span.text) for node in everything(tree)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" a.b ", [("GetAttr", "a.b"), ("Variable", "a")]),
        ("a .b[ 0 ]", [("Index", "a .b[ 0 ]"), ("GetAttr", "a .b"), ("Variable", "a"), ("Literal", "0")]),
        ("a.0", [("Index", "a.0"), ("Variable", "a"), ("Literal", "0")]),
        ("a[*].b", [("Splat", "a[*].b"), ("Variable", "a"), ("GetAttr", "[*].b"), ("SplatItem", "[*]")]),
        ("a.*.b", [("Splat", "a.*.b"), ("Variable", "a"), ("GetAttr", "*.b"), ("SplatItem", "*")]),
        (
            "( -a ) + 1",
            [("Binary", "( -a ) + 1"), ("Paren", "( -a )"), ("Unary", "-a"), ("Variable", "a"), ("Literal", "1")],
        ),
        ("f( a... )", [("Call", "f( a... )"), ("Variable", "a")]),
        ("a?b:c", [("Conditional", "a?b:c"), ("Variable", "a"), ("Variable", "b"), ("Variable", "c")]),
        ("{ a = 1 }", [("ObjectCons", "{ a = 1 }"), ("Literal", "a"), ("Literal", "1")]),
        ('"a ${ b }"', [("Template", '"a ${ b }"'), ("Literal", "a "), ("Variable", "b")]),
        ('"${b}"', [("TemplateWrap", '"${b}"'), ("Variable", "b")]),
        (r'"\t${b}"', [("Template", r'"\t${b}"'), ("Literal", r"\t"), ("Variable", "b")]),
        ("<<E\n a\n b\n E\n", [("Literal", "<<E\n a\n b\n E")]),
        (
            "<<E\na\nb${c}\nE\n",
            [("Template", "<<E\na\nb${c}\nE"), ("Literal", "a\nb"), ("Variable", "c"), ("Literal", "\n")],
        ),
    ],
)
def test_knows_the_text_of_every_node(text: str, expected: list[tuple[str, str]]) -> None:
    assert places(text) == expected


def test_knows_the_text_of_directives() -> None:
    text = '"%{ if a }b%{ else }c%{ endif }%{ for d in e }f%{ endfor }"'
    assert places(text) == [
        ("Template", text),
        ("TemplateIf", "%{ if a }b%{ else }c%{ endif }"),
        ("Variable", "a"),
        ("Template", "b"),
        ("Literal", "b"),
        ("Template", "c"),
        ("Literal", "c"),
        ("TemplateFor", "%{ for d in e }f%{ endfor }"),
        ("Variable", "e"),
        ("Template", "f"),
        ("Literal", "f"),
    ]


def test_knows_line_and_column_of_blocks_and_arguments() -> None:
    text = (
        '# first\n\nresource "aws_lb" "main" {\n  name = var.name # why\n  access_logs {\n    enabled = true\n  }\n}\n'
    )
    tree, errors = parse_file(SourceFile("main.tf", text))
    assert errors == []
    (block,) = tree.blocks
    assert str(block.span.location) == "main.tf:3:1"
    assert str(block.span.end_location) == "main.tf:8:2"
    assert block.header.text == 'resource "aws_lb" "main"'
    assert block.body.span.text == text[text.index("{") + 1 : text.rindex("}")]
    name = block.body.attributes["name"]
    assert isinstance(name, Attribute)
    assert name.span.text == "name = var.name"
    assert str(name.span.location) == "main.tf:4:3"
    assert name.expression.span.text == "var.name"
    (logs,) = block.body.blocks
    assert str(logs.span.location) == "main.tf:5:3"
    assert str(logs.body.attributes["enabled"].expression.span.location) == "main.tf:6:15"


def test_counts_columns_in_code_points_behind_crlf_and_bom() -> None:
    tree, errors = parse_file(SourceFile("main.tf", '\ufeffa = 1\r\nb = "😀${c}"\r\n'))
    assert errors == []
    template = tree.attributes["b"].expression
    assert isinstance(template, Template)
    assert str(template.parts[1].span.location) == "main.tf:2:9"
    assert str(tree.attributes["a"].span.location) == "main.tf:1:2"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "main.tf:1:1: Expected a value, found the end of the text."),
        ("a b", 'main.tf:1:3: Expected the end of the expression, found "b".'),
        ("a +\n", "main.tf:2:1: Expected a value, found the end of the text."),
        (
            "a ? b",
            'main.tf:1:6: Expected ":" and the value for when the condition is false, found the end of the text.',
        ),
        ("(a", 'main.tf:1:3: Expected ")" to close the expression, found the end of the text.'),
        ("f(a b)", 'main.tf:1:5: Expected ")" to close the arguments of the function f, found "b".'),
        ("f(a..., b)", 'main.tf:1:7: Expected ")" to close the arguments of the function f, found ",".'),
        ("a::b", 'main.tf:1:5: Expected "(" and the arguments of the function a::b, found the end of the text.'),
        ("a::1", 'main.tf:1:4: Expected a name after "::", found "1".'),
        ("a.", 'main.tf:1:3: Expected the name of an attribute after ".", found the end of the text.'),
        ("a.0.1", 'main.tf:1:3: Expected "[0][1]": two indexes in a row cannot follow a ".".'),
        ("a.*.b.*", 'main.tf:1:7: A ".*" cannot follow another one; use "[*]".'),
        ("a[1, 2]", 'main.tf:1:4: Expected "]" to close the index, found ",".'),
        ("a[* 1]", 'main.tf:1:5: Expected "]" to close the "[*]", found "1".'),
        ("[1 2]", 'main.tf:1:4: Expected "," or "]" after the element of the tuple, found "2".'),
        ("{a 1}", 'main.tf:1:4: Expected "=" and a value after the key, found "1".'),
        ("{a = 1 b = 2}", 'main.tf:1:8: Expected ",", a new line or "}" after the value, found "b".'),
        ("[for 1]", 'main.tf:1:6: Expected the name of a variable after "for", found "1".'),
        ("[for a b]", 'main.tf:1:8: Expected "in" and the collection of the "for", found "b".'),
        ("[for a in b c]", 'main.tf:1:13: Expected ":" after the collection of the "for", found "c".'),
        ("[for a in b : c d]", 'main.tf:1:17: Expected "]" to close the "for" expression, found "d".'),
        ("[for a in b : c => d]", 'main.tf:1:17: A "for" in "[ ]" has a value only; "key => value" needs "{ }".'),
        ("[for a in b : c...]", 'main.tf:1:16: A "for" in "[ ]" cannot group by "..."; that needs "{ }".'),
        ("{for a in b : c}", 'main.tf:1:16: Expected "=>" and a value after the key of the "for", found "}".'),
        ('"a', "main.tf:1:1: Expected '\"' to end the string on the line where it starts."),
        ('"a\n"', "main.tf:1:1: Expected '\"' to end the string on the line where it starts."),
        (
            r'"a\q"',
            r'main.tf:1:3: There is no escape "\q"; expected \n, \r, \t, \", \\, \uNNNN or \UNNNNNNNN.',
        ),
        (r'"\u12x4"', r'main.tf:1:2: Expected 4 hexadecimal digits after "\u".'),
        (r'"\Uffff"', r'main.tf:1:2: Expected 8 hexadecimal digits after "\U".'),
        (r'"\ud800"', "main.tf:1:2: There is no character U+D800."),
        (r'"\U00110000"', "main.tf:1:2: There is no character U+110000."),
        ('"${a b}"', 'main.tf:1:6: Expected "}" to close the "${", found "b".'),
        ('"${}"', 'main.tf:1:4: Expected a value, found "}".'),
        ('"%{ a }"', 'main.tf:1:5: Expected "if", "else", "endif", "for" or "endfor" after "%{", found "a".'),
        ('"%{ if a }"', 'main.tf:1:2: Expected "%{ endif }" to end this "%{ if }".'),
        ('"%{ endfor }"', 'main.tf:1:2: Expected a "%{ for }" before this "%{ endfor }".'),
        ('"%{ else }"', 'main.tf:1:2: Expected a "%{ if }" before this "%{ else }".'),
        (
            '"%{ for a in b }%{ endif }"',
            'main.tf:1:17: Expected "%{ endfor }" for the "%{ for }", found "%{ endif }".',
        ),
        ("<<E\na\n", 'main.tf:1:1: Expected a line with "E" alone to end this heredoc.'),
        ("<<E\na\rb\nE\n", "main.tf:2:2: Expected a line feed after the carriage return: a line ends in LF or CR LF."),
        ("1.2.3", 'main.tf:1:1: "1.2.3" is not a number.'),
        ("1e5000", "main.tf:1:1: This number has more than the 4000 digits that can be read."),
    ],
)
def test_says_what_is_wrong_with_an_expression(text: str, message: str) -> None:
    with pytest.raises(HCLError) as caught:
        parse_expression(SourceFile("main.tf", text))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("}", '1:1: Expected an argument or a block, found "}".'),
        ("a", '1:2: Expected "=" or a block after "a", found the end of the text.'),
        ("a.b = 1", '1:1: Expected a name without quotes or dots, found "a.b".'),
        ('"a" = 1', "1:1: Expected a name without quotes or dots, found a string."),
        ("a = \n1", "1:5: Expected a value, found the end of the line."),
        ("a = 1 b = 2", '1:7: Expected a new line after the value of the argument, found "b".'),
        ("a {} b {}", '1:6: Expected a new line after the block, found "b".'),
        ("a = 1\n\na = 2\n", '3:1: The argument "a" was already set at line 1; each argument may be set once.'),
        ("a b\n{}", '1:4: Expected a label or "{" on the line where the block starts, found the end of the line.'),
        ('a "b" = 1', '1:7: Expected a label or "{" on the line where the block starts, found "=".'),
        ('a "${b}" {}', "1:3: Expected a label in double quotes, without interpolation."),
        ("a { b = 1, c = 2 }", '1:10: Expected "}": a block on one line holds one argument, found ",".'),
        ("a { b {} }", '1:7: Expected "=": a block on one line holds one argument and no block, found "{".'),
        ("\n a {\n  b = 1\n", '4:1: Expected "}" to close the block that starts at line 2.'),
        ("a { b = 1", '1:10: Expected "}": a block on one line holds one argument, found the end of the text.'),
        ("a {\n b = 1 }\n", '2:8: Expected a new line after the value of the argument, found "}".'),
        ("a {\n <<E\n E\n}\n", "2:2: Expected an argument or a block, found a heredoc."),
    ],
)
def test_says_what_is_wrong_with_a_file(text: str, message: str, problem: Reader) -> None:
    assert problem(text) == message


def test_refuses_sequences_behind_a_lone_carriage_return_in_a_template_file() -> None:
    with pytest.raises(HCLError) as caught:
        parse_template(SourceFile("page.tftpl", "a\r${b}"))
    expected = "Expected a line feed after the carriage return: sequences behind it are not read as such."
    assert str(caught.value) == f"page.tftpl:1:2: {expected}"
