"""The moved, import and removed blocks of a plan, from its source and from what a plan carries out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pytest_ecsfargate.hcl.configuration.refactoring import Imported, Moved, Removed
from pytest_ecsfargate.plan.from_source import plan_module
from pytest_ecsfargate.plan.json.from_json import plan_from_json
from pytest_ecsfargate.plan.model import Plan
from pytest_ecsfargate.plan.overlay import overlay

PlannedSource = Callable[..., Plan]

MAIN = """
module "m" {
  source = "./m"
  count  = 2
}
resource "terraform_data" "b" {
  for_each = toset(["x", "y"])
}
moved {
  from = module.old
  to   = module.m
}
import {
  for_each = { x = "id-1", y = sensitive("id-2") }
  to       = terraform_data.b[each.key]
  id       = each.value
}
removed {
  from = module.gone.terraform_data.z
  lifecycle {
    destroy = false
  }
}
removed {
  from = module.gone
}
"""
BELOW = 'resource "terraform_data" "c" {}\nmoved {\n  from = terraform_data.a\n  to   = terraform_data.c\n}\n'


def moves(plan: Plan) -> list[tuple[str, str, str]]:
    return [(found.previous_address, found.address, str(found.location)) for found in plan.moved]


def test_the_blocks_of_all_module_instances_are_listed(planned_source: PlannedSource) -> None:
    found = planned_source(MAIN, {"m/main.tf": BELOW})
    assert found.diagnostics == ()
    assert moves(found) == [
        ("module.old", "module.m", "main.tf:9:1"),
        ("module.m[0].terraform_data.a", "module.m[0].terraform_data.c", "m/main.tf:2:1"),
        ("module.m[1].terraform_data.a", "module.m[1].terraform_data.c", "m/main.tf:2:1"),
    ]
    assert [(item.address, item.id.value, str(item.location)) for item in found.imports] == [
        ('terraform_data.b["x"]', "id-1", "main.tf:13:1"),
        ('terraform_data.b["y"]', "id-2", "main.tf:13:1"),
    ]
    assert found.imports[1].id.sensitive
    assert [(item.address, item.destroy) for item in found.removed] == [
        ("module.gone.terraform_data.z", False),
        ("module.gone", True),
    ]
    assert "id-1" not in repr(found.imports)


def test_what_cannot_be_read_is_left_out_and_told(planned_source: PlannedSource) -> None:
    found = planned_source('moved {\n  from = "x"\n  to   = terraform_data.a\n}\nimport {\n  to = module.m\n}\n')
    assert (found.moved, found.imports) == ((), ())
    assert [str(item) for item in found.diagnostics] == [
        'main.tf:2:10: "from" must be the address of a resource or module, such as aws_lb.main or module.alb.',
        "main.tf:5:1: An import block needs either an id or an identity.",
    ]


def test_an_import_whose_instances_are_not_known_stands_for_all(planned_source: PlannedSource) -> None:
    main = (
        'data "aws_subnets" "s" {}\nresource "aws_subnet" "a" {\n  for_each = toset(data.aws_subnets.s.ids)\n}\n'
        "import {\n  for_each = toset(data.aws_subnets.s.ids)\n  to = aws_subnet.a[each.key]\n  id = each.key\n}\n"
    )
    found = planned_source(main)
    assert found.diagnostics == ()
    assert [(item.address, item.id.known) for item in found.imports] == [('aws_subnet.a["*"]', False)]


def test_an_import_into_a_module_that_is_not_at_hand_is_taken_as_it_is(planned_source: PlannedSource) -> None:
    main = 'module "vpc" {\n  source = "terraform-aws-modules/vpc/aws"\n}\n'
    found = planned_source(main + 'import {\n  to = module.vpc.aws_vpc.this[0]\n  id = "vpc-1"\n}\n')
    assert [str(item.severity) for item in found.diagnostics] == ["warning"]
    assert [item.address for item in found.imports] == ["module.vpc.aws_vpc.this[0]"]


def change(address: str, actions: list[str], **more: Any) -> dict[str, Any]:
    change = {"actions": actions, "before": {}, "after": {}, "after_unknown": {}, "after_sensitive": {}}
    if "importing" in more:
        change["importing"] = more.pop("importing")
    path = address.partition("[")[0].split(".")
    kept = {"mode": "managed", "type": path[-2], "name": path[-1], "provider_name": "terraform.io/builtin/terraform"}
    return {"address": address, **kept, "change": change, **more}


CHANGES = [
    change("module.m[0].terraform_data.c", ["no-op"], previous_address="module.old.terraform_data.a"),
    change("terraform_data.moved_by_itself[0]", ["no-op"], previous_address="terraform_data.moved_by_itself"),
    change("terraform_data.b", ["no-op"], index_key="x", importing={"id": "id-1"}),
    change("terraform_data.e", ["no-op"], importing={"unknown": True}),
    change("module.gone.terraform_data.z", ["forget"]),
]
DOCUMENT = {"format_version": "1.2", "resource_changes": CHANGES}


def test_a_plan_tells_what_it_carries_out() -> None:
    found = plan_from_json(DOCUMENT)
    assert found.moved == (
        Moved("module.m[0].terraform_data.c", "module.old.terraform_data.a"),
        Moved("terraform_data.moved_by_itself[0]", "terraform_data.moved_by_itself"),
    )
    assert [(item.address, item.id.known) for item in found.imports] == [
        ("terraform_data.b", True),
        ("terraform_data.e", False),
    ]
    assert found.imports[0].id.value == "id-1"
    assert found.removed == (Removed("module.gone.terraform_data.z", destroy=False),)
    assert found.moved[0].location is None


def test_both_engines_list_the_same_blocks_and_a_plan_what_it_moves_besides(tmp_path: Path) -> None:
    for name, text in {"main.tf": MAIN, "m/main.tf": BELOW}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    source = plan_module(tmp_path)
    found = overlay(plan_from_json(DOCUMENT), source)
    assert found.moved[: len(source.moved)] == source.moved
    assert [item.address for item in found.moved[len(source.moved) :]] == ["terraform_data.moved_by_itself[0]"]
    assert found.removed == source.removed
    assert isinstance(found.imports[0], Imported)
    assert found.imports[: len(source.imports)] == source.imports
