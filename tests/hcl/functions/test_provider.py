"""The functions of the AWS provider."""

from __future__ import annotations

import pytest

from pytest_ecsfargate.hcl.errors import EvaluationError
from pytest_ecsfargate.hcl.types import STRING
from pytest_ecsfargate.hcl.values import UNKNOWN, unknown
from tests.hcl.functions.conftest import Run

ROLE = "arn:aws:iam::123456789012:role/service-role/app"


def test_an_arn_is_taken_apart(run: Run) -> None:
    assert run("provider::aws::arn_parse", ROLE).value == {
        "partition": "aws",
        "service": "iam",
        "region": "",
        "account_id": "123456789012",
        "resource": "role/service-role/app",
    }


def test_an_arn_is_put_together(run: Run) -> None:
    made = run("provider::aws::arn_build", "aws", "iam", "", "123456789012", "role/service-role/app")
    assert made.data == ROLE


def test_the_path_of_a_role_is_cut(run: Run) -> None:
    assert run("provider::aws::trim_iam_role_path", ROLE).data == "arn:aws:iam::123456789012:role/app"
    assert run("provider::aws::trim_iam_role_path", unknown(STRING)).data is UNKNOWN


@pytest.mark.parametrize(
    ("name", "arn", "message"),
    [
        ("arn_parse", "x", "ARN (x) failed to parse: arn: invalid prefix"),
        ("arn_parse", "arn:aws", "ARN (arn:aws) failed to parse: arn: not enough sections"),
        ("trim_iam_role_path", "arn:aws:s3:::x", 'service must be "iam", got "s3"'),
        ("trim_iam_role_path", "arn:aws:iam::1:user/x", 'resource must start with "role/", got "user/x"'),
    ],
)
def test_refused(run: Run, name: str, arn: str, message: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        run(f"provider::aws::{name}", arn)
    assert caught.value.message == f'Call to function "provider::aws::{name}" failed: {message}.'
