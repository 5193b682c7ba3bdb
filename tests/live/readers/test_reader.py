from __future__ import annotations

import pytest

from pytest_ecsfargate.account.emulated import EmulatedAccount
from pytest_ecsfargate.live.readers.reader import Unidentified, full_name, if_there, needed, only, own_tags, tags_of


def test_the_first_attribute_that_is_known_counts() -> None:
    assert needed({"arn": "", "id": None, "name": "a"}, "arn", "id", "name") == "a"


def test_without_any_of_them_it_cannot_be_told_what_a_resource_is() -> None:
    with pytest.raises(Unidentified, match=r"^its name is not known$"):
        needed({}, "name")
    with pytest.raises(Unidentified, match=r"^its arn and its name are not known$"):
        needed({"arn": None}, "arn", "name")


def test_a_name_is_not_asked_for() -> None:
    assert full_name({"name": "a", "name_prefix": "b"}, lambda _: pytest.fail("asked")) == "a"


@pytest.mark.parametrize(("names", "found"), [((), None), (("ab", "web-1"), "web-1")])
def test_one_name_that_begins_so_is_it(names: tuple[str, ...], found: str | None) -> None:
    assert full_name({"name": None, "name_prefix": "web-"}, lambda _: names) == found


def test_of_several_names_that_begin_so_it_cannot_be_told_which_is_it() -> None:
    with pytest.raises(Unidentified, match=r"^2 of them begin with web-$"):
        full_name({"name_prefix": "web-"}, lambda _: ("web-1", "web-2"))
    with pytest.raises(Unidentified, match=r"^its name is not known$"):
        full_name({"name_prefix": ""}, lambda _: ("web-1",))


def test_the_only_one() -> None:
    assert only([1], "are alike") == 1
    assert only([], "are alike") is None
    with pytest.raises(Unidentified, match=r"^3 of them are alike$"):
        only([1, 1, 1], "are alike")


def test_only_the_codes_that_say_so_mean_that_it_is_not_there(account: EmulatedAccount) -> None:
    client = account.session().client("iam")

    def ask() -> object:
        return client.get_role(RoleName="nobody")

    assert if_there(ask, "AccessDenied", "NoSuchEntity") is None
    with pytest.raises(client.exceptions.NoSuchEntityException):
        if_there(ask, "AccessDenied")
    with pytest.raises(ZeroDivisionError):
        if_there(lambda: 1 / 0, "NoSuchEntity")
    assert if_there(lambda: 1, "NoSuchEntity") == 1


def test_tags_of_aws_itself_are_left_out() -> None:
    pairs = [{"Key": "Team", "Value": "a"}, {"key": "Empty", "value": ""}, {"Key": "aws:x", "Value": "y"}]
    assert tags_of(pairs) == {"Team": "a", "Empty": ""}
    assert tags_of([{"key": "NoValue"}]) == {"NoValue": ""}
    assert tags_of(None) == {}
    assert own_tags({"aws:ecs:clusterName": "x", "awsome": "y"}) == {"awsome": "y"}
