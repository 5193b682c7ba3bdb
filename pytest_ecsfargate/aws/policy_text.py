"""The JSON text of a policy document, as the AWS provider writes it.

`data.aws_iam_policy_document` gives the same document twice: `json`, indented by two spaces, and `minified_json`. The
elements stand in the order of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html, all
other names in alphabetical order; `<`, `>` and `&` are escaped, as Go's encoder does.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from ..hcl.values import Value

DOCUMENT: Final = ("Version", "Id", "Statement")
STATEMENT: Final = (
    "Sid",
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Principal",
    "NotPrincipal",
    "Condition",
)
_TO_ESCAPE: Final = re.compile("[<>&\u2028\u2029]")


def indented(document: Value) -> str:
    """The text of `json`, for a document that is known throughout."""
    return _escaped(json.dumps(_ordered(document), ensure_ascii=False, indent=2))


def minified(document: Value) -> str:
    """The text of `minified_json`, for a document that is known throughout."""
    return _escaped(json.dumps(_ordered(document), ensure_ascii=False, separators=(",", ":")))


def _escaped(text: str) -> str:
    # None of these characters is JSON's own, so all of them stand in strings.
    return _TO_ESCAPE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _ordered(document: Value) -> dict[str, Any]:
    plain = document.value
    if "Statement" in plain:
        plain["Statement"] = [_picked(statement, STATEMENT) for statement in plain["Statement"]]
    return _picked(plain, DOCUMENT)


def _picked(plain: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _sorted(plain[name]) for name in names if name in plain}


def _sorted(plain: Any) -> Any:
    """The principals and conditions of a statement are maps, whose names the provider sorts."""
    if isinstance(plain, dict):
        return {name: _sorted(plain[name]) for name in sorted(plain)}
    return plain
