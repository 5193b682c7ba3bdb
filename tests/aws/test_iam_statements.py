from __future__ import annotations

import pytest

from pytest_ecsfargate.aws.iam_statements import statements
from pytest_ecsfargate.hcl.values import UNKNOWN, from_python, unknown


def test_a_statement_alone_or_in_a_list() -> None:
    one = {"Effect": "Allow", "Action": "s3:GetObject"}
    alone = statements(from_python({"Statement": one}), "policy")
    listed = statements(from_python({"Statement": [one]}), "policy")
    assert alone is not None
    assert listed is not None
    assert [each.path for each in (*alone, *listed)] == ["policy.Statement", "policy.Statement[0]"]
    assert [each.has_effect("Allow") for each in (*alone, *listed)] == [True, True]


def test_names_in_any_case_and_values_alone_or_in_lists() -> None:
    (found,) = statements(from_python('{"statement": [{"effect": "Deny", "ACTION": ["a:b", "a:c"]}]}'), "p") or ()
    action = found.element("Action")
    assert action is not None
    assert action.path == "p.statement[0].ACTION"
    assert [item.value for item in action.items or ()] == ["a:b", "a:c"]
    assert found.has_effect("Allow") is False
    assert found.element("Resource") is None


@pytest.mark.parametrize("document", [unknown(), from_python("no JSON"), from_python({"Statement": UNKNOWN})])
def test_documents_that_are_not_known(document: object) -> None:
    assert statements(from_python(document), "p") is None


def test_what_is_not_known_of_a_statement() -> None:
    (whole,) = statements(from_python({"Statement": [UNKNOWN]}), "p") or ()
    assert whole.has_effect("Allow") is None
    (part,) = statements(from_python({"Statement": {"Effect": UNKNOWN, "Action": UNKNOWN}}), "p") or ()
    action = part.element("Action")
    assert part.has_effect("Deny") is None
    assert action is not None
    assert action.items is None


def test_principals() -> None:
    principal = {"Service": ["a", "b"], "AWS": "*"}
    first, second = statements(from_python({"Statement": [{"Principal": principal}, {"Principal": "*"}]}), "p") or ()
    assert [(kind, element.path) for kind, element in first.principals] == [
        ("Service", "p.Statement[0].Principal.Service"),
        ("AWS", "p.Statement[0].Principal.AWS"),
    ]
    assert [kind for kind, _ in second.principals] == ["*"]


def test_a_document_without_statements() -> None:
    assert statements(from_python("{}"), "p") == ()
