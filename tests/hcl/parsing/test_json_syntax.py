"""Terraform's JSON syntax: the same tree as the native syntax gives, with places in the JSON file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_ecsfargate.hcl.parsing.json_syntax import parse_json_file, with_blocks
from pytest_ecsfargate.hcl.syntax import Node
from pytest_ecsfargate.plan.from_source import plan_module
from pytest_ecsfargate.source import SourceFile

Printer = Callable[[Node], str]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("{}", ""),
        ('{"//": "a comment", "locals": {"//": "another", "a": 1}}', "<locals a=1>"),
        ('[{"locals": {"a": 1.5}}, {"locals": [{"b": -2e1}, {"c": null}]}]',
         "<locals a=3/2> <locals b=-20> <locals c=null>"),
        ('{"locals": {"a": "x", "b": "$${x}", "c": "%%{if}"}}', '<locals a="x" b="${x}" c="%{if}">'),
        ('{"locals": {"a": "${var.x}", "b": "x${var.x}y"}}',
         '<locals a=(wrap (get var x)) b=(template "x" (get var x) "y")>'),
        ('{"locals": {"a": "${upper(\\"x\\")}"}}', '<locals a=(wrap (call upper "x"))>'),
        (
            '{"locals": {"a": "%{ for x in var.l }${x},%{ endfor }"}}',
            '<locals a=(template (each x (get var l) (template x ",")))>',
        ),
        ('{"locals": {"a": [true, {"${var.k}": "v", "//": 1}]}}', '<locals a=[true {(wrap (get var k)):"v" "//":1}]>'),
        (
            '{"resource": {"a_b": {"c": {"lifecycle": {"ignore_changes": "all"}}, "d": [{"count": 1}]}}}',
            '<resource "a_b" "c" <lifecycle ignore_changes="all">> <resource "a_b" "d" count=1>',
        ),
        (
            '{"variable": {"v": {"type": "map(string)", "default": "${x}", "validation": [{"condition": "${true}"}]}}}',
            '<variable "v" type=(call map string) default="${x}" <validation condition=(wrap true)>>',
        ),
        ('{"module": {"m": {"source": "${x}", "a": "${x}"}}}', '<module "m" source="${x}" a=(wrap x)>'),
        (
            '{"terraform": {"backend": {"s3": {"key": "${x}"}}, "required_providers": {"aws": {"version": "1"}}}}',
            '<terraform <backend "s3" key="${x}"> <required_providers aws={"version":"1"}>>',
        ),
        ('{"provider": {"aws": [{"region": "a"}, {"alias": "b"}]}}',
         '<provider "aws" region="a"> <provider "aws" alias="b">'),
        ('{"output": {"o": []}, "locals": null}', ""),
    ],
)  # fmt: skip
def test_reads(text: str, tree: str, sexpr: Printer) -> None:
    body, errors = parse_json_file(SourceFile("main.tf.json", text))
    assert [str(error) for error in errors] == []
    assert sexpr(body) == tree


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "1:1: Expected a JSON value."),
        ("1", "1:1: Expected an object, or an array of objects, with arguments and blocks."),
        ('{"locals": {"a": 1,}}', "1:20: Expected a name in double quotes."),
        ('{"locals": {"a": 01}}', "1:18: Expected a JSON value."),
        ('{"locals": {"a" 1}}', '1:17: Expected ":" and a value behind the name.'),
        ('{"locals": [1 2]}', '1:15: Expected "," or "]".'),
        ("{} {}", "1:4: Expected the end of the file behind the JSON value."),
        ('{"locals": {"a": "\\x41"}}',
         "1:18: This string does not end, or has a character or escape that JSON does not allow."),
        ("[" * 201, "1:201: This is nested deeper than the 200 levels that can be read."),
        ('{"outputs": {}}', '1:2: No block type is named "outputs".'),
        ('{"output": "x"}', "1:12: Expected an object, or an array of objects, with arguments and blocks."),
        ('{"output": {"a": 1}}', '1:18: Expected an object or an array of objects for the "output" block.'),
        ('{"resource": null}', '1:14: Expected the name of the "resource" block, and an object below it.'),
        ('{"locals": {"a": 1, "a": 2}}',
         '1:21: The argument "a" was already set at line 1; each argument may be set once.'),
        ('{"locals": {"a": {"b": 1, "b": 2}}}', '1:27: The name "b" stands twice in this object.'),
        ('{"locals": {"a": "\\t\\u0020x ${1 +} y"}}', '1:34: Expected a value, found "}".'),
    ],
)  # fmt: skip
def test_refuses(text: str, problem: str) -> None:
    body, errors = parse_json_file(SourceFile("main.tf.json", text))
    assert body.partial
    assert str(errors[0]).removeprefix("main.tf.json:") == problem


def test_the_schema_says_which_arguments_are_blocks(sexpr: Printer) -> None:
    text = """{"resource": {"a": {"b": {
      "tags": {"x": 1},
      "rule": [{"n": 1}, {"n": 2, "inner": {"m": 3}}],
      "absent": null,
      "dynamic": {"rule": {"for_each": "${var.l}", "iterator": "it", "content": {"n": "${it.value}"}}}
    }}}}"""
    body, errors = parse_json_file(SourceFile("main.tf.json", text))
    assert not errors
    (resource,) = body.blocks
    found = with_blocks(resource.body, {"rule", "absent"})
    assert sexpr(found) == (
        'tags={"x":1} <rule n=1> <rule n=2 inner={"m":3}> '
        '<dynamic "rule" for_each=(wrap (get var l)) iterator="it" <content n=(wrap (get it value))>>'
    )
    assert found.blocks[1].header.text == '"rule"'
    inner = with_blocks(found.blocks[1].body, {"inner"})
    assert sexpr(inner) == "n=2 <inner m=3>"


def test_places() -> None:
    text = '{\n  "locals": {\n    "a": "\\u00e9\\"x${var.name}\\n${ upper(\\"y\\") }"\n  }\n}\n'
    body, _ = parse_json_file(SourceFile("main.tf.json", text))
    attribute = body.blocks[0].body.attributes["a"]
    assert attribute.span.text == '"a": "\\u00e9\\"x${var.name}\\n${ upper(\\"y\\") }"'
    assert str(attribute.span.location) == "main.tf.json:3:5"
    _, reference, _, call = list(attribute.expression.children())
    assert reference.span.text == "var.name"
    assert call.span.text == 'upper(\\"y\\")'
    (argument,) = call.children()
    assert argument.span.text == '\\"y\\"'


def test_a_module_in_json(tmp_path: Path) -> None:
    (tmp_path / "main.tf.json").write_text("""{
  "variable": {"name": {"default": "web"}},
  "provider": {"aws": {"alias": "east", "region": "us-east-1"}},
  "resource": {
    "aws_lb_target_group": {
      "tg": {"name": "${var.name}", "health_check": {"path": "/${var.name}"}, "depends_on": ["aws_sqs_queue.q"]}
    },
    "aws_sqs_queue": {"q": {"for_each": "${toset([\\"a\\"])}", "name": "${each.key}", "provider": "aws.east"}}
  }
}""")
    (tmp_path / "x_override.tf.json").write_text('{"resource": {"aws_lb_target_group": {"tg": {"port": 80}}}}')
    plan = plan_module(tmp_path)
    assert [str(found) for found in plan.diagnostics] == []
    assert list(plan.resources) == ["aws_lb_target_group.tg", 'aws_sqs_queue.q["a"]']
    group = plan.resources["aws_lb_target_group.tg"]
    assert group.values["port"].value == 80
    assert group.depends_on == ("aws_sqs_queue.q",)
    path = group.values["health_check"][0]["path"]
    assert path.value == "/web"
    assert path.span is not None
    assert (path.span.text, path.span.location.line) == ('"/${var.name}"', 6)
    assert plan.resources['aws_sqs_queue.q["a"]'].provider == "aws.east"


def test_a_broken_file_leaves_the_others(tmp_path: Path) -> None:
    (tmp_path / "bad.tf.json").write_text('{"locals": ')
    (tmp_path / "good.tf").write_text('output "x" { value = 1 }')
    plan = plan_module(tmp_path)
    assert [str(found.span and found.span.location) for found in plan.diagnostics] == ["bad.tf.json:1:12"]
    assert plan.outputs["x"].value == 1
    assert not plan.complete
