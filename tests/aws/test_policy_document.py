"""`data.aws_iam_policy_document` from its arguments: exact texts, and what stays visible of unknown parts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_ecsfargate.hcl.values import UNKNOWN, Value
from pytest_ecsfargate.plan.from_source import plan_module

Outputs = Callable[[str], dict[str, Value]]


@pytest.fixture
def outputs(tmp_path: Path) -> Outputs:
    """The outputs of a module with this text, which must be without fault."""

    def evaluated(text: str) -> dict[str, Value]:
        (tmp_path / "main.tf").write_text(text)
        plan = plan_module(tmp_path)
        assert [str(found) for found in plan.diagnostics] == []
        return dict(plan.outputs)

    return evaluated


def document(body: str, more: str = "") -> str:
    return f"""
data "aws_iam_policy_document" "x" {{
{body}
}}
output "json" {{ value = data.aws_iam_policy_document.x.json }}
output "minified" {{ value = data.aws_iam_policy_document.x.minified_json }}
output "id" {{ value = data.aws_iam_policy_document.x.id }}
{more}
"""


def test_indented_text(outputs: Outputs) -> None:
    found = outputs(
        document("""
  policy_id = "Read<&>"
  statement {
    sid       = "One"
    actions   = ["s3:GetObject", "s3:PutObject", "s3:GetObject"]
    resources = ["arn:aws:s3:::b/&{aws:username}/*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:1", "arn:3", "arn:2"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:x"
      values   = ["b", "a"]
    }
  }
  statement {
    effect        = "Deny"
    not_actions   = ["iam:*"]
    not_resources = ["b", "a"]
    not_principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
""")
    )
    assert found["json"].value == (
        "{\n"
        '  "Version": "2012-10-17",\n'
        '  "Id": "Read\\u003c\\u0026\\u003e",\n'
        '  "Statement": [\n'
        "    {\n"
        '      "Sid": "One",\n'
        '      "Effect": "Allow",\n'
        '      "Action": [\n'
        '        "s3:PutObject",\n'
        '        "s3:GetObject"\n'
        "      ],\n"
        '      "Resource": "arn:aws:s3:::b/${aws:username}/*",\n'
        '      "Principal": {\n'
        '        "AWS": [\n'
        '          "arn:3",\n'
        '          "arn:2",\n'
        '          "arn:1"\n'
        "        ]\n"
        "      },\n"
        '      "Condition": {\n'
        '        "StringEquals": {\n'
        '          "aws:x": [\n'
        '            "b",\n'
        '            "a"\n'
        "          ]\n"
        "        }\n"
        "      }\n"
        "    },\n"
        "    {\n"
        '      "Effect": "Deny",\n'
        '      "NotAction": "iam:*",\n'
        '      "NotResource": [\n'
        '        "b",\n'
        '        "a"\n'
        "      ],\n"
        '      "NotPrincipal": "*"\n'
        "    }\n"
        "  ]\n"
        "}"
    )


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("", '{"Version":"2012-10-17"}'),
        ("statement {}", '{"Version":"2012-10-17","Statement":[{"Effect":"Allow"}]}'),
        ('version = "2008-10-17"', '{"Version":"2008-10-17"}'),
        (
            'source_policy_documents = ["{\\"Statement\\": [{\\"Sid\\": \\"A\\", \\"Action\\": [\\"b\\", \\"c\\"]}]}"]',
            '{"Version":"2012-10-17","Statement":[{"Sid":"A","Action":["b","c"]}]}',
        ),
        (
            """
  source_policy_documents = [jsonencode({ Id = "I", Statement = [{ Sid = "A", Action = "old" }, { Sid = "B" }] })]
  statement {
    sid     = "A"
    actions = ["own"]
  }
  override_policy_documents = [jsonencode({ Statement = [{ Sid = "B", Effect = "Deny" }, { Action = "more" }] })]
""",
            (
                '{"Version":"2012-10-17","Id":"I","Statement":[{"Sid":"A","Effect":"Allow","Action":"own"},'
                '{"Sid":"B","Effect":"Deny"},{"Action":"more"}]}'
            ),
        ),
    ],
)
def test_minified_text(outputs: Outputs, body: str, text: str) -> None:
    assert outputs(document(body))["minified"].value == text


@pytest.mark.parametrize(
    "body",
    [
        'source_policy_documents = ["no json"]',
        'source_policy_documents = ["{\\"Statement\\": {\\"Action\\": \\"a\\"}}"]',
        'source_policy_documents = ["{\\"statement\\": []}"]',
        'source_policy_documents = ["{\\"Statement\\": [{\\"Sid\\": 1}]}"]',
        'source_policy_documents = ["{\\"Id\\": \\"a\\", \\"Id\\": \\"b\\"}"]',
        "source_policy_documents = [null]",
        'source_policy_documents = [for n in [1, 2] : jsonencode({ Statement = [{ Sid = "A" }] })]',
        "source_policy_documents = [terraform_data.x.id]",
        'source_policy_documents = ["{\\"Id\\": \\"${terraform_data.x.id}\\"}"]',
        'dynamic "statement" {\nfor_each = split(",", terraform_data.x.id)\ncontent {}\n}',
        'version = "2008-10-17"\nstatement {\nresources = ["&{aws:username}"]\n}',
        "statement {\nactions = [null]\n}",
    ],
)
def test_what_is_refused_or_not_decided_is_unknown(outputs: Outputs, body: str) -> None:
    found = outputs(document(body, 'resource "terraform_data" "x" {}'))
    assert {name: value.value for name, value in found.items()} == dict.fromkeys(("json", "minified", "id"), UNKNOWN)
    assert found["json"].decoded is None


def test_known_parts_of_an_unknown_document(outputs: Outputs) -> None:
    found = outputs(
        document(
            """
  statement {
    sid       = "Read"
    actions   = ["s3:*"]
    resources = ["zzz", aws_s3_bucket.b.arn, "${aws_s3_bucket.b.arn}/*"]
  }
""",
            """
resource "aws_s3_bucket" "b" {}
output "action" { value = jsondecode(data.aws_iam_policy_document.x.json).Statement[0].Action }
output "first" { value = jsondecode(data.aws_iam_policy_document.x.json).Statement[0].Resource[0] }
""",
        )
    )
    assert found["json"].value is UNKNOWN
    assert found["id"].value is UNKNOWN
    decoded = found["json"].decoded
    assert decoded is not None
    statement = decoded["Statement"][0]
    assert statement["Sid"].value == "Read"
    assert str(statement["Resource"].value) == "['zzz', UNKNOWN, UNKNOWN]"
    assert statement["Resource"][2].text == '"${aws_s3_bucket.b.arn}/*"'
    (trace,) = statement["Action"].origins
    assert str(trace) == "literal (main.tf:6:18) <- data.aws_iam_policy_document.x.json"
    assert statement["Resource"].comes_from("aws_s3_bucket.b.arn")
    # An expression must not rely on the order in which the elements will stand.
    assert found["action"].value == "s3:*"
    assert found["first"].value is UNKNOWN


def test_the_document_travels_into_resources(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text("""
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}
resource "aws_iam_role" "task" { assume_role_policy = data.aws_iam_policy_document.trust.json }
""")
    plan = plan_module(tmp_path)
    policy = plan.resources["aws_iam_role.task"].values["assume_role_policy"].decoded
    assert policy is not None
    service = policy["Statement"][0]["Principal"]["Service"]
    assert service.value == "ecs-tasks.amazonaws.com"
    assert service.span is not None
    assert service.span.text == '"ecs-tasks.amazonaws.com"'
    assert plan.resources["data.aws_iam_policy_document.trust"].values["json"].known


@pytest.mark.parametrize("name", ["source_policy_documents", "override_policy_documents"])
def test_empty_texts_among_the_documents_are_passed_over(outputs: Outputs, name: str) -> None:
    given = f'{name} = ["", jsonencode({{ Id = "a" }}), ""]'
    assert outputs(document(given))["minified"].value == '{"Version":"2012-10-17","Id":"a"}'
