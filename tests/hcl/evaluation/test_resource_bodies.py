"""Bodies of resources read by a schema: arguments, defaults, nested and dynamic blocks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pytest_ecsfargate.hcl.evaluation.resource_bodies import BodyReader
from pytest_ecsfargate.hcl.evaluation.scope import NoModule, Scope
from pytest_ecsfargate.hcl.evaluation.world import World
from pytest_ecsfargate.hcl.functions.registry import FunctionContext
from pytest_ecsfargate.hcl.origins import NOWHERE, leaf
from pytest_ecsfargate.hcl.parsing.parser import parse_file
from pytest_ecsfargate.hcl.schema import AttributeSchema, BlockSchema, NestedBlock, NoSchemas
from pytest_ecsfargate.hcl.types import BOOL, DYNAMIC, NUMBER, STRING, ListType, MapType, ObjectType, SetType
from pytest_ecsfargate.hcl.values import from_python, unknown
from pytest_ecsfargate.plan.model import Plan
from pytest_ecsfargate.source import SourceFile

CHECK = BlockSchema({"path": AttributeSchema(STRING, optional=True, default="/"), "port": AttributeSchema(NUMBER)})
ACTION = BlockSchema({"provider": AttributeSchema(STRING), "count": AttributeSchema(NUMBER)})
RULE = ObjectType.of({"port": NUMBER, "note": STRING})
SCHEMA = BlockSchema(
    {
        "name": AttributeSchema(STRING, required=True),
        "size": AttributeSchema(NUMBER, optional=True, default=3),
        "on": AttributeSchema(BOOL, optional=True),
        "arn": AttributeSchema(STRING, computed=True),
        "secret": AttributeSchema(STRING, optional=True, sensitive=True),
        "names": AttributeSchema(SetType(STRING), optional=True),
        "region": AttributeSchema(STRING, optional=True, computed=True),
        "rule": AttributeSchema(SetType(RULE), optional=True, computed=True),
        "labels": AttributeSchema(MapType(STRING), optional=True, empty_is_unset=True, loses_nulls=True),
        "kept": AttributeSchema(MapType(STRING), optional=True),
        "zones": AttributeSchema(ListType(STRING), optional=True, computed=True, empty_is_unset=True),
    },
    {"check": NestedBlock("list", CHECK), "filter": NestedBlock("set", CHECK), "only": NestedBlock("single", CHECK)}
    | {"action": NestedBlock("list", ACTION)},
)
NAMES = {
    "u": unknown(STRING, leaf("aws_x.u.id")),
    "list": unknown(ListType(STRING), leaf("aws_x.u.list")),
    "map": from_python({"b": 2, "a": 1}),
}

TWO_CHECKS = """
check {
  port = 80
}
check {
  path = null
}
"""
DYNAMIC_CHECK = """
dynamic "check" {
  for_each = %s
  content {
    path = check.key
    port = check.value
  }
}
"""
NAMED_CHECK = """
dynamic "check" {
  for_each = [u, "x"]
  iterator = it
  content {
    path = it.value
    port = it.key
  }
}
"""

Evaluated = Callable[..., Plan]


def read(text: str, schema: BlockSchema | None = SCHEMA) -> tuple[BodyReader, World]:
    body, errors = parse_file(SourceFile("main.tf", text))
    assert errors == []
    world = World(NoSchemas(), FunctionContext.nowhere())
    scope = Scope(NoModule(world.functions, world.budget), NAMES)
    return BodyReader(body, schema, scope, "aws_x.y", world), world


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("name = 5", "name", '"5"'),
        ("", "name", "null"),
        ("", "size", "3"),
        ("size = null", "size", "3"),
        ('size = "4"', "size", "4"),
        ("", "on", "null"),
        ("", "arn", "<unknown from aws_x.y.arn>"),
        ("", "region", "<unknown from aws_x.y.region>"),
        ("region = null", "region", "<unknown from aws_x.y.region>"),
        ('names = ["b", "a"]', "names", '["a", "b"]'),
        ("", "check", "[]"),
        ("", "only", "null"),
        ("only {\n}", "only", '{path = "/", port = null}'),
        (TWO_CHECKS, "check", '[{path = "/", port = 80}, {path = "/", port = null}]'),
        (DYNAMIC_CHECK % "map", "check", '[{path = "a", port = 1}, {path = "b", port = 2}]'),
        (NAMED_CHECK, "check", '[{path = <unknown from aws_x.u.id>, port = 0}, {path = "x", port = 1}]'),
        ('check {\n}\ndynamic "check" {\n  for_each = []\n  content {\n  }\n}', "check", '[{path = "/", port = null}]'),
        ('dynamic "check" {\n  for_each = list\n  content {\n  }\n}', "check", "<unknown from aws_x.u.list>"),
        ("rule {\n  port = 1\n}", "rule", "[{note = null, port = 1}]"),
        ('action {\n  provider = "ECS"\n  count = 2\n}', "action", '[{count = 2, provider = "ECS"}]'),
        ("filter {\n  port = 1\n}\n" * 2, "filter", '[{path = "/", port = 1}]'),
        ("rule = []", "rule", "[]"),
        ('dynamic "rule" {\n  for_each = []\n  content {\n  }\n}', "rule", "<unknown from aws_x.y.rule>"),
        ("labels = {}", "labels", "null"),
        ("labels = { a = 1 }", "labels", '{a = "1"}'),
        ("labels = { a = 1, b = null }", "labels", '{a = "1"}'),
        ("labels = { b = null }", "labels", "null"),
        ("kept = { b = null }", "kept", "{b = null}"),
        ("zones = []", "zones", "<unknown from aws_x.y.zones>"),
        ("names = []", "names", "[]"),
        ("rule = [{ port = 1, note = \"n\" }]", "rule", '[{note = "n", port = 1}]'),
    ],
)  # fmt: skip
def test_values(text: str, name: str, expected: str) -> None:
    reader, world = read(text)
    found = reader.read(name)
    assert found is not None
    assert [str(item) for item in world.diagnostics] == []
    assert found.text == expected


def test_a_schema_marks_what_is_sensitive() -> None:
    found = read('secret = "s"')[0].read("secret")
    assert found is not None
    assert found.sensitive


def test_only_what_the_schema_has_can_be_read() -> None:
    assert read("")[0].read("nope") is None


def test_without_a_schema_what_is_not_set_is_unknown() -> None:
    reader, _ = read("a = 1\nb {\n  c = 2\n}\n", None)
    assert reader.value(NOWHERE).value == {"a": 1, "b": [{"c": 2}]}
    other = reader.read("other")
    assert other is not None
    assert other.text == "<unknown from aws_x.y.other>"


def test_the_whole_body_is_in_order_without_meta_arguments() -> None:
    reader, _ = read(
        'name = "x"\ncount = 2\ndepends_on = []\nprovider = aws.east\nlifecycle {\n}\nprovisioner "x" {\n}\n'
    )
    value = reader.value(NOWHERE)
    assert isinstance(value.data, dict)
    assert list(value.data) == sorted([*SCHEMA.attributes, *SCHEMA.blocks])
    assert reader.layout.configured == ("name",)


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ('size = "x"', "size", 'main.tf:1:8: Inappropriate value for attribute "size": a number is required.'),
        ("name = nope", "name", 'main.tf:1:8: There is no variable named "nope".'),
        ('dynamic "check" {\n}', "check", "main.tf:1:1: A dynamic block needs for_each and a content block."),
        ('dynamic "check" {\n  for_each = null\n  content {\n  }\n}', "check",
         "main.tf:2:14: for_each of a dynamic block must not be null."),
        ("check = []", "check", 'main.tf:1:1: "check" is a block here, not an argument.'),
    ],
)  # fmt: skip
def test_a_failed_argument_is_told_and_unknown(text: str, name: str, message: str) -> None:
    reader, world = read(text)
    found = reader.read(name)
    assert found is not None
    assert not found.known
    assert [str(item) for item in world.diagnostics] == [message]


def test_elements_of_blocks_have_their_places() -> None:
    found = read('check {\n  path = "/up"\n}\n')[0].read("check")
    assert found is not None
    assert [str(place and place.location) for place in (found[0].span, found[0]["path"].span)] == [
        "main.tf:1:1",
        "main.tf:2:10",
    ]


def test_a_dynamic_type_takes_anything() -> None:
    schema = BlockSchema({"any": AttributeSchema(DYNAMIC, optional=True)})
    found = read('any = { a = [1, "x"] }', schema)[0].read("any")
    assert found is not None
    assert found.value == {"a": [1, "x"]}


def test_a_whole_resource_or_module_is_an_object_where_an_argument_takes_anything(evaluated: Evaluated) -> None:
    main = """
module "m" {
  source = "./m"
}
resource "terraform_data" "x" {
  input = { module = module.m, list = [module.m] }
}
"""
    found = evaluated(main, {"m/main.tf": 'output "o" {\n  value = "it"\n}\n'})["terraform_data.x"]
    assert found["input"].value == {"module": {"o": "it"}, "list": [{"o": "it"}]}
    assert found["input.module.o"].comes_from("module.m.o")


def test_the_output_of_terraform_data_has_the_type_of_its_input(evaluated: Evaluated) -> None:
    main = """
provider "aws" {}
resource "terraform_data" "x" {
  input = { a = "a", b = [1, 2] }
}
resource "terraform_data" "nothing" {}
output "known" {
  value = [keys(terraform_data.x.output), length(terraform_data.x.output.b), terraform_data.nothing.output]
}
output "unknown" {
  value = terraform_data.x.output.a
}
"""
    outputs = evaluated(main).outputs
    assert outputs["known"].value == [["a", "b"], 2, None]
    assert outputs["unknown"].is_unknown
    assert outputs["unknown"].comes_from("terraform_data.x.output")
