"""Hashes and the like."""

from __future__ import annotations

import pytest

from pytest_ecsfargate.hcl.errors import EvaluationError
from pytest_ecsfargate.hcl.types import STRING
from pytest_ecsfargate.hcl.values import UNKNOWN, JsonString, Value, from_python, unknown
from tests.hcl.functions.conftest import Run


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("md5", "5d41402abc4b2a76b9719d911017c592"),
        ("sha1", "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"),
        ("sha256", "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"),
        ("base64sha256", "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="),
    ],
)
def test_hashes(run: Run, name: str, expected: str) -> None:
    assert run(name, "hello").data == expected


def test_json_text_is_hashed_as_text(run: Run) -> None:
    encoded = Value(JsonString(from_python({"a": 1})), STRING)
    assert run("md5", encoded).data == run("md5", '{"a":1}').data
    assert run("md5", Value(JsonString(unknown()), STRING)).data is UNKNOWN


def test_uuidv5(run: Run) -> None:
    expected = "cfbff0d1-9375-5685-968c-48ce8b15ae17"
    assert run("uuidv5", "dns", "example.com").data == expected
    assert run("uuidv5", "6BA7B810-9dad-11d1-80b4-00c04fd430c8", "example.com").data == expected
    assert run("uuidv5", "{6ba7b810-9dad-11d1-80b4-00c04fd430c8}", "example.com").data is UNKNOWN
    with pytest.raises(EvaluationError, match="doesn't support namespace nope"):
        run("uuidv5", "nope", "a")
    with pytest.raises(EvaluationError, match="takes no more than two arguments"):
        run("bcrypt", "a", 1, 2)
