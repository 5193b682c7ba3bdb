"""Policy documents against the real provider, which makes them without asking an account."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate.plan.from_source import plan_module

Planned = Callable[..., dict[str, Any]]

PROVIDER = """
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}
provider "aws" {
  region                      = "eu-central-1"
  access_key                  = "testing"
  secret_key                  = "testing"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}
"""

BODIES = {
    "empty": "",
    "empty_statement": "statement {}",
    "elements": """
  policy_id = "Me<&>"
  statement {
    sid       = "One"
    actions   = ["s3:Get*", "s3:Put", "s3:Get*", "a:b"]
    resources = ["arn:b/&{aws:username}/x", "arn:b", "zz\\u2028\\u0001\\u0008\\u000c\\u007f\\"\\\\é\\n"]
    principals {
      type        = "AWS"
      identifiers = ["arn:1", "arn:3", "arn:2"]
    }
    principals {
      type        = "AWS"
      identifiers = ["arn:9"]
    }
    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:x"
      values   = ["b", "a", "b&{x}"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:x"
      values   = ["q"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:y"
      values   = ["one"]
    }
    condition {
      test     = "ArnLike"
      variable = "aws:y"
      values   = []
    }
  }
  statement {
    effect        = "Deny"
    not_actions   = ["b", "a"]
    not_resources = ["*"]
    not_principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
""",
    "everybody": """
  dynamic "statement" {
    for_each = [{ AWS = ["*"] }, { "*" = ["*"] }, { "*" = ["*", "a"] }, { "*" = ["*"], AWS = ["*"] }, { AWS = [1, 2] }]
    content {
      dynamic "principals" {
        for_each = statement.value
        content {
          type        = principals.key
          identifiers = principals.value
        }
      }
    }
  }
""",
    # What stands in a set comes in the order of hash codes where blocks of one kind are put together.
    "sets": """
  statement {
    dynamic "principals" {
      for_each = range(12)
      content {
        type        = "AWS"
        identifiers = principals.value % 3 == 0 ? ["p${principals.value}", "&{z", "$"] : ["p${principals.value}"]
      }
    }
    dynamic "condition" {
      for_each = concat(range(12), [3])
      content {
        test     = "Test"
        variable = "v${condition.value % 2}"
        values   = condition.value % 3 == 0 ? ["p${condition.value}", "&{z"] : ["p${condition.value}"]
      }
    }
  }
""",
    "merged": """
  source_policy_documents = [data.aws_iam_policy_document.elements.json, jsonencode({
    Version = "2008-10-17", Id = "Two", Statement = [
      { Sid = "S", Action = ["one"], Resource = "&{q}", Extra = 1, Principal = { AWS = ["1", "3", "2"], X = "x" } },
      { Effect = "Deny", Action = ["b", "c", "a"], Resource = [], Principal = "x", NotPrincipal = { AWS = [] } },
      { Sid = "", Action = "x", Principal = {}, Condition = {
        A = { b = true, c = ["1"], d = [], e = 5, f = null, g = { h = 1 } }, B = {} } },
      { Sid = "T", Principal = { "*" = ["*"] } },
      { Sid = "U", Principal = { "*" = "*" }, NotPrincipal = "*" },
  ] })]
  statement {
    sid     = "S"
    actions = ["own"]
  }
  override_policy_documents = [
    jsonencode({ Statement = [{ Sid = "T", Action = "over" }, { Sid = "N" }, { Sid = "N", Action = "again" }] }),
    jsonencode({}), "{\\"Id\\": \\"Last\\"}",
  ]
""",
    "old": """
  version = "2008-10-17"
  statement {
    effect    = null
    sid       = ""
    actions   = []
    resources = null
  }
""",
    "nulls": """
  version = null
  source_policy_documents = [
    jsonencode({ Version = null, Id = null, Statement = null }),
    "{\\"Statement\\": [{\\"Action\\": null, \\"Sid\\": null, \\"Condition\\": null}]}",
  ]
""",
}


@pytest.mark.usefixtures("aws_provider")
def test_documents_equal_the_provider(tmp_path: Path, planned: Planned) -> None:
    text = PROVIDER
    for name, body in BODIES.items():
        text += f'data "aws_iam_policy_document" "{name}" {{\n{body}\n}}\n'
        for attribute in ("json", "minified_json", "id"):
            text += f'output "{name}_{attribute}" {{ value = data.aws_iam_policy_document.{name}.{attribute} }}\n'
    (tmp_path / "main.tf").write_text(text)
    truth = planned(tmp_path)["planned_values"]["outputs"]
    ours = plan_module(tmp_path)
    assert [str(found) for found in ours.diagnostics] == []
    assert {name: value.value for name, value in ours.outputs.items()} == {
        name: output["value"] for name, output in truth.items()
    }
