"""What each helper says of a module that does another job: the failure texts in `expected`, to the letter."""

from pathlib import Path

import pytest

import pytest_ecsfargate
from pytest_ecsfargate import Plan, RequirementNotMet

EXPECTED = sorted((Path(__file__).parent / "expected").glob("*.txt"))


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_each_requirement_is_not_met(plan: Plan, path: Path) -> None:
    helper = getattr(pytest_ecsfargate, path.stem)
    with pytest.raises(RequirementNotMet) as raised:
        helper(plan)
    assert f"{raised.value}\n" == path.read_text(encoding="utf-8")


def test_no_text_repeats_a_password() -> None:
    assert EXPECTED
    for path in EXPECTED:
        text = path.read_text(encoding="utf-8")
        assert "Sup3rS3cret" not in text
        assert "reporting-2021" not in text
