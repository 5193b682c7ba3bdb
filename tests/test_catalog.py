from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import pytest_ecsfargate
from pytest_ecsfargate import Plan, Verdict, requirement
from pytest_ecsfargate.catalog import Catalog, built_in

PACKAGE = Path(pytest_ecsfargate.__file__).parent


@requirement("ECSF901", "Mine.")
def assert_mine(plan: Plan) -> Iterator[Verdict]:
    yield from ()


def test_every_file_of_a_theme_is_one_requirement_of_its_name() -> None:
    files = sorted(path.stem for path in PACKAGE.glob("requirements/*/*.py") if path.stem != "__init__")
    assert files == sorted(found.slug.replace("-", "_") for found in built_in())


def test_requirements_are_found_by_any_of_their_names() -> None:
    catalog = built_in()
    for found in catalog:
        assert catalog[found.id] is catalog[found.slug] is catalog[found.name] is catalog[found.id.lower()] is found
        assert found.id in catalog
    assert "ECSF999" not in catalog


def test_the_nearest_name_is_told() -> None:
    with pytest.raises(KeyError) as caught:
        built_in()["helth-checks"]
    assert caught.value.args[0] == "there is no requirement 'helth-checks'; did you mean health-checks?"
    with pytest.raises(KeyError) as caught:
        built_in()["ECSF40"]
    assert caught.value.args[0] == "there is no requirement 'ECSF40'; there is ECSF401, ECSF402, ECSF403"
    with pytest.raises(KeyError) as caught:
        built_in()["zzzzzz"]
    assert caught.value.args[0] == "there is no requirement 'zzzzzz'"


def test_own_requirements_join() -> None:
    catalog = built_in().joined([assert_mine])
    assert catalog["mine"] is assert_mine
    assert [found.id for found in catalog] == sorted(found.id for found in catalog)
    with pytest.raises(ValueError, match="two requirements have the name ECSF901: assert_mine in"):
        Catalog((assert_mine, assert_mine))


def test_every_requirement_says_what_it_must() -> None:
    for found in built_in():
        assert re.fullmatch(r"ECSF[1-8]\d\d", found.id)
        assert found.summary.endswith(".")
        assert found.remediation.endswith(".")
        assert found.looks_for
        assert found.aws_doc.startswith("https://docs.aws.amazon.com/")
        assert found.settings[-1].name == "allow_empty"
        assert (found.__doc__ or "").startswith(f"{found.summary}\n")
