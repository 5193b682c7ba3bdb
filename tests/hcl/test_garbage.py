"""Python's search for garbage: held back, and afterwards as it was before."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from pytest_ecsfargate.hcl.garbage import collection_paused


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()


def test_nothing_is_collected_meanwhile() -> None:
    with collection_paused():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_within_one_another_the_outer_one_decides() -> None:
    with collection_paused():
        with collection_paused():
            pass
        assert not gc.isenabled()


def test_a_caller_who_collects_nothing_keeps_it_so() -> None:
    gc.disable()
    with collection_paused():
        pass
    assert not gc.isenabled()


def test_it_ends_with_an_exception() -> None:
    with pytest.raises(KeyError), collection_paused():
        raise KeyError
    assert gc.isenabled()


def test_what_was_made_is_old_afterwards() -> None:
    with collection_paused():
        made: list[object] = [[]]
    assert any(found is made for found in gc.get_objects(generation=2))


def test_what_a_caller_has_frozen_stays_frozen() -> None:
    gc.freeze()
    try:
        before = gc.get_freeze_count()
        with collection_paused():
            pass
        assert gc.get_freeze_count() >= before > 0
    finally:
        gc.unfreeze()
