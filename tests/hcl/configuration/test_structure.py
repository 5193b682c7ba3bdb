"""What may stand in Terraform's own blocks, and what blocks say of one another: word for word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_ecsfargate.hcl.configuration.loader import load

Told = Callable[..., list[str]]


@pytest.fixture
def told(tmp_path: Path) -> Told:
    """`told(main, m)`: what is said of a module with this main.tf, and of the module in the folder m."""

    def tell(main: str, below: str = "") -> list[str]:
        for name, text in {"main.tf": main, "m/main.tf": below}.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text)
        return [str(found) for found in load(tmp_path).all_diagnostics()]

    return tell


NAMES = "it must begin with a letter or underscore, and hold letters, digits, underscores and dashes only."
LINES = [
    (
        'variable "a" {\n  defualt = 1\n}',
        '2:3: A variable block has no argument named "defualt". Did you mean "default"?',
    ),
    (
        'variable "a" {\n  default = var.b\n}',
        '2:13: "default" is read without evaluating it: references are not allowed here.',
    ),
    (
        'variable "a" {\n  default = upper("b")\n}',
        '2:13: "default" is read without evaluating it: function calls are not allowed here.',
    ),
    ('variable "a" {\n  sensitive = "perhaps"\n}', '2:15: "sensitive" must be true or false.'),
    ('variable "a" {\n  description = null\n}', '2:17: "description" must be a text.'),
    ('variable "count" {}', '1:1: No variable may be named "count": module blocks have it as an argument.'),
    ('variable "a b" {}', f'1:1: "a b" is no name: {NAMES}'),
    ('output "a" {}', '1:1: The argument "value" is required, and the output block does not set it.'),
    ("locals {\n  a {}\n}", "2:3: A locals block has no nested blocks of type a."),
    ('resource "a" "b" "c" {}', '1:1: A block of this type is written resource "type" "name", with 2 labels.'),
    ('resorce "a" "b" {}', '1:1: There is no block type "resorce". Did you mean "resource"?'),
    ('resource "a" "b" {\n  count = 1\n  for_each = {}\n}', "3:3: count and for_each exclude each other."),
    (
        'resource "a" "b" {\n  depends_on = a.c\n}\nresource "a" "c" {}',
        '2:16: "depends_on" takes names in brackets, such as [aws_lb.main].',
    ),
    ('resource "a" "b" {\n  depends_on = [a.c]\n}', "2:17: There is no a.c in this module."),
    ('resource "a" "b" {\n  depends_on = [module.c]\n}', "2:17: There is no module.c in this module."),
    ('resource "a" "b" {\n  c = a.b.d\n}', "2:7: a.b refers to itself."),
    ('data "a" "b" {\n  c = data.a.b.d\n}', "2:7: data.a.b refers to itself."),
    ('resource "a" "b" {\n  lifecycle {}\n  lifecycle {}\n}', "3:3: A resource block has one lifecycle block at most."),
    ('resource "a" "b" {\n  dynamic "lifecycle" {}\n}', "2:3: A lifecycle block cannot be dynamic."),
    ('data "a" "b" {\n  provisioner "x" {}\n}', "2:3: A data block has no provisioner block."),
    ('resource "a" "b" {\n  provider = a.c\n}', "2:14: There is no provider configuration a.c in this module."),
    (
        'resource "a" "b" {\n  provider = 5\n}',
        '2:3: "provider" names a provider configuration, such as aws or aws.east.',
    ),
    ('provider "a" {}\nprovider "a" {}', "2:1: provider a is declared twice; the first time at main.tf:1:1."),
    ('provider "a" {\n  alias = "b c"\n}', '2:11: The alias "b c" is no name.'),
    (
        'provider "a" {\n  count = 1\n}',
        '2:3: "count" is not for the provider block: Terraform keeps the name for itself.',
    ),
    ('check "a" {}', "1:1: A check needs an assert block."),
]


@pytest.mark.parametrize(("text", "message"), LINES)
def test_what_is_wrong_in_a_block_is_told(text: str, message: str, told: Told) -> None:
    assert told(f"{text}\n") == [f"main.tf:{message}"]


def test_conditions_are_about_something(told: Told) -> None:
    rule = '    condition     = {}\n    error_message = "x"\n  }}\n}}\n'
    assert told('variable "a" {\n  validation {\n' + rule.format("var.b > 1")) == [
        "main.tf:3:21: The condition of a validation must refer to var.a, which it is about."
    ]
    assert told('check "a" {\n  assert {\n' + rule.format("1 > 2")) == [
        "main.tf:3:21: A condition must refer to something of the module: this one never changes."
    ]
    main = 'resource "a" "b" {\n  lifecycle {\n  postcondition {\n' + rule.format("a.b.c > 1") + "}\n"
    assert told(main) == [
        "main.tf:4:21: A condition of a.b cannot refer to a.b. In a postcondition, self is the resource."
    ]


CALL = 'module "m" {{\n  source = "./m"\n{}}}\n'
ALIASES = """
terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.b]
    }
  }
}
"""


@pytest.mark.parametrize(
    ("arguments", "below", "message"),
    [
        ("", 'variable "x" {}\n', '1:1: The module "m" needs the input "x", and its call does not set it.'),
        (
            "  naem = 1\n",
            'variable "name" {\n  default = 1\n}\n',
            '3:3: The module "m" has no input named "naem". Did you mean "name"?',
        ),
        ("", ALIASES, '1:1: The module "m" needs the provider configuration aws.b, and its call hands none on.'),
        (
            "  providers = {\n    aws = aws.x\n  }\n",
            "",
            "4:11: There is no provider configuration aws.x in this module.",
        ),
        ("  providers = {\n    aws = aws\n    aws = aws\n  }\n", "", "5:5: aws is handed on twice."),
    ],
)
def test_calls_fit_the_module(arguments: str, below: str, message: str, told: Told) -> None:
    assert told(CALL.format(arguments), below) == [f"main.tf:{message}"]


def test_of_a_module_with_an_error_nothing_is_missed(told: Told) -> None:
    found = told(CALL.format("  x = 1\n"), "locals {\n  a =\n}\n")
    assert found == ["m/main.tf:2:6: Expected a value, found the end of the line."]


def test_a_configuration_that_the_caller_hands_on_is_there(told: Told) -> None:
    assert told(f'{ALIASES}resource "aws_lb" "b" {{\n  provider = aws.b\n}}\n') == []
