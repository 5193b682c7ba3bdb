"""A plan file made by terraform 1.11.4, compared with what `terraform show -json` says of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from pytest_ecsfargate.plan.errors import PlanError, UnknownPlanFile
from pytest_ecsfargate.plan.json.configured import longest
from pytest_ecsfargate.plan.json.from_json import plan_from_json
from pytest_ecsfargate.plan.planfile.reading import PlanFile, read_plan_file
from tests.plan.planfile.making import CANARY

Repack = Callable[..., bytes]


@pytest.fixture(scope="module")
def read(plan_file: bytes) -> PlanFile:
    return read_plan_file(plan_file, "p")


def by_address(changes: list[dict[str, Any]]) -> dict[tuple[str, object], dict[str, Any]]:
    return {(change["address"], change.get("deposed")): change for change in changes}


def compact(mask: Any) -> Any:
    """A mask without what it says of nothing: terraform writes `[false, false]` and `{}` too."""
    if isinstance(mask, dict):
        return {key: inner for key, item in mask.items() if (inner := compact(item))} or False
    if isinstance(mask, list):
        items = [compact(item) for item in mask]
        return items if any(items) else False
    return mask


def test_every_change_is_as_terraform_shows_it(read: PlanFile, shown: dict[str, Any]) -> None:
    found, expected = by_address(read.document["resource_changes"]), by_address(shown["resource_changes"])
    assert found.keys() == expected.keys()
    for address, change in expected.items():
        here = found[address]
        for name in ("mode", "type", "name", "provider_name"):
            assert here[name] == change[name]
        assert (here["index"], here["module_address"]) == (change.get("index"), change.get("module_address", ""))
        one, other = here["change"], change["change"]
        assert one["actions"] == other["actions"]
        assert repr(ordered(one["after"])) == repr(ordered(other["after"]))
        assert compact(one["after_unknown"]) == compact(other.get("after_unknown"))
        assert compact(one["after_sensitive"]) == compact(other["after_sensitive"])


def ordered(data: Any) -> Any:
    """Data whose text tells all: with the keys of objects in order, and 1 another number than 1.0."""
    if isinstance(data, dict):
        return {key: ordered(data[key]) for key in sorted(data)}
    return [ordered(item) for item in data] if isinstance(data, list) else data


def test_what_is_done_is_as_terraform_shows_it(read: PlanFile, shown: dict[str, Any]) -> None:
    found, expected = plan_from_json(read.document), plan_from_json(shown)
    assert sorted(found.changes or (), key=str) == sorted(expected.changes or (), key=str)
    assert (found.drift, set(found.moved), set(found.removed)) == ((), set(expected.moved), set(expected.removed))
    assert [(item.address, item.id.data) for item in found.imports] == [("terraform_data.imported", "an-id")]


def test_the_file_has_every_action(read: PlanFile) -> None:
    actions = {tuple(item["change"]["actions"]) for item in read.document["resource_changes"]}
    assert actions == {
        ("no-op",),
        ("create",),
        ("update",),
        ("delete",),
        ("forget",),
        ("delete", "create"),
        ("create", "delete"),
    }


def test_outputs_and_variables_are_as_terraform_shows_them(read: PlanFile, shown: dict[str, Any]) -> None:
    found, expected = read.document["output_changes"], shown["output_changes"]
    assert found.keys() == expected.keys() == {"object", "secret", "deleted"}
    for name, change in expected.items():
        assert (found[name]["actions"], found[name]["after"]) == (change["actions"], change.get("after"))
        assert compact(found[name]["after_unknown"]) == compact(change["after_unknown"])
        assert compact(found[name]["after_sensitive"]) == compact(change["after_sensitive"])
    assert read.document["variables"] == shown["variables"]
    assert read.document["complete"] is shown["complete"] is True
    assert read.document["errored"] is shown["errored"] is False


def data_sources(module: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = {item["address"]: item for item in module.get("resources", ()) if item["mode"] == "data"}
    for child in module.get("child_modules", ()):
        found.update(data_sources(child))
    return found


def test_data_sources_are_as_terraform_shows_them(read: PlanFile, shown: dict[str, Any]) -> None:
    found, expected = (
        data_sources(document["prior_state"]["values"]["root_module"]) for document in (read.document, shown)
    )
    assert found.keys() == expected.keys()
    for address, resource in expected.items():
        assert repr(ordered(found[address]["values"])) == repr(ordered(resource["values"]))
        assert compact(found[address]["sensitive_values"]) == compact(resource["sensitive_values"])


def referring(part: Any) -> Any:
    """What a configuration says of expressions: the longest references, and whether there is a constant."""
    if isinstance(part, list):
        return [referring(item) for item in part]
    if not isinstance(part, dict):
        return part
    if not part:
        return False
    if "references" in part or "constant_value" in part:
        return longest(part.get("references", [])) or "constant_value" in part
    return {name: referring(item) for name, item in part.items()}


def test_the_configuration_is_as_terraform_shows_it(read: PlanFile, shown: dict[str, Any]) -> None:
    same_module(read.document["configuration"]["root_module"], shown["configuration"]["root_module"])


def same_module(found: dict[str, Any], expected: dict[str, Any]) -> None:
    resources = {item["address"]: item for item in found["resources"]}
    assert resources.keys() == {item["address"] for item in expected["resources"]}
    for item in expected["resources"]:
        here = resources[item["address"]]
        for name in ("expressions", "count_expression", "for_each_expression", "depends_on"):
            assert referring(here.get(name, {})) == referring(item.get(name, {})), (item["address"], name)
    for name, output in expected.get("outputs", {}).items():
        assert referring(found["outputs"][name]["expression"]) == referring(output["expression"])
        assert found["outputs"][name]["sensitive"] is output.get("sensitive", False)
    for name, variable in expected.get("variables", {}).items():
        assert found["variables"][name]["sensitive"] is variable.get("sensitive", False)
    for name, call in expected.get("module_calls", {}).items():
        here = found["module_calls"][name]
        assert referring(here["expressions"]) == referring(call["expressions"])
        assert referring(here.get("for_each_expression", {})) == referring(call.get("for_each_expression", {}))
        same_module(here["module"], call["module"])


def test_nothing_of_the_plan_is_in_its_repr(read: PlanFile) -> None:
    assert CANARY in str(read.document)
    assert CANARY not in repr(read)


def test_the_source(read: PlanFile) -> None:
    assert [file.path for module in read.configuration.tree() for file in module.files] == [
        "changing.tf",
        "main.tf",
        "modules/child/main.tf",
    ]
    assert read.configuration.complete
    assert read.workspace == "default"
    assert sorted(read.variables) == ["secret", "sizes"]


@pytest.mark.parametrize(
    ("old", "new", "by"),
    [
        (b"1.11.4", b"1.12.0", "terraform 1.12.0"),
        (b"1.11.4", b"1.9.10", "terraform 1.9.10"),
        (b"1.11.4", b"1\x1b1\n.", "terraform 1\\x1b1\\n."),
        (b"\x08\x03", b"\x08\x04", "terraform 1.11.4"),
    ],
)
def test_a_file_of_another_version(
    members: dict[str, bytes], repacked: Repack, old: bytes, new: bytes, by: str
) -> None:
    new = new.ljust(len(old), b"4") if old.startswith(b"1") else new
    by = by if by.endswith(("0", "4")) else by + "4"
    with pytest.raises(UnknownPlanFile) as caught:
        read_plan_file(repacked({"tfplan": members["tfplan"].replace(old, new)}), "p")
    assert str(caught.value) == f"p is a binary plan of {by}, and only those of terraform 1.11 are known here"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"tfplan": None}, "there is no tfplan in it"),
        ({"tfstate": None}, "there is no tfstate in it"),
        ({"tfconfig/modules.json": None}, "there is no tfconfig/modules.json in it"),
        ({"tfconfig/m-/main.tf": None, "tfconfig/m-/../main.tf": b""}, "the list of modules in it is not complete"),
        ({"tfplan": b"\x08"}, "a number in it is cut off or too long"),
    ],
)
def test_what_is_no_plan_file(repacked: Repack, changes: dict[str, bytes | None], reason: str) -> None:
    with pytest.raises(PlanError) as caught:
        read_plan_file(repacked(changes), "p")
    assert str(caught.value) == f"p is no plan: {reason}."


def test_nothing_sensitive_is_in_the_text_of_an_error(repacked: Repack, members: dict[str, bytes]) -> None:
    for cut in range(0, len(members["tfplan"]), 97):
        with pytest.raises(PlanError) as caught:
            read_plan_file(repacked({"tfplan": members["tfplan"][:cut]}), "p")
        assert not re.search("canary|\n", str(caught.value))
