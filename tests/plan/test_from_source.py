"""Plans from the source alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_ecsfargate.hcl.evaluation.budget import Budget
from pytest_ecsfargate.plan.from_source import plan_module
from pytest_ecsfargate.plan.model import Plan
from pytest_ecsfargate.source import Span

EXAMPLE = Path(__file__).parents[2] / "examples" / "fintech_platform"
PlannedSource = Callable[..., Plan]


def test_the_example(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLE)
    found = plan_module(".", var_files=["environments/dev.tfvars"], environment="dev")
    assert found.diagnostics == ()
    assert found.complete
    assert repr(found) == f"<Plan of fintech_platform [dev]: {len(found)} resources, source engine>"
    assert found['aws_ecs_service.services["web"]']["name"].value == "dev-web-dev"
    image = found['aws_ecs_task_definition.services["web"]']["container_definitions"]
    assert image.decoded is not None
    assert image.decoded[0]["image"].comes_from("data.aws_ecr_repository")
    assert found.outputs["service_names"].value == {name: f"dev-{name}-dev" for name in ("api", "web", "worker")}


def test_a_resource_has_all_that_its_block_says(planned_source: PlannedSource) -> None:
    main = """
resource "aws_ecs_service" "s" {
  name       = "x"
  provider   = aws.east
  depends_on = [aws_lb_listener.l, module.m]
  lifecycle {
    create_before_destroy = true
    prevent_destroy       = true
    ignore_changes        = [desired_count, tags["a"]]
    replace_triggered_by  = [aws_lb_listener.l.arn]
  }
}
resource "aws_lb_listener" "l" {
  lifecycle {
    ignore_changes = all
  }
}
data "aws_vpc" "v" {
  id = "vpc-1"
}
module "m" {
  source = "./m"
}
"""
    found = planned_source(main, {"m/main.tf": ""})
    service = found["aws_ecs_service.s"]
    assert (service.type, service.name, service.mode, service.key, service.module) == (
        "aws_ecs_service",
        "s",
        "managed",
        None,
        "",
    )
    assert service.provider == "aws.east"
    assert service.depends_on == ("aws_lb_listener.l", "module.m")
    assert service.lifecycle is not None
    assert service.lifecycle.create_before_destroy
    assert service.lifecycle.prevent_destroy
    assert service.lifecycle.ignore_changes == ("desired_count", 'tags["a"]')
    assert service.lifecycle.replace_triggered_by == ("aws_lb_listener.l.arn",)
    assert service.configured == frozenset({"name"})
    assert service.arguments is not None
    assert service.arguments.value == {"name": "x"}
    assert service.actions == ("create",)
    assert str(service.location) == "main.tf:2:1"
    listener = found["aws_lb_listener.l"]
    assert listener.lifecycle is not None
    assert listener.lifecycle.ignore_all
    assert listener.lifecycle.ignore_changes == ()
    assert found["data.aws_vpc.v"].actions == ("read",)


def test_of_a_data_source_only_what_it_is_given_is_known(planned_source: PlannedSource) -> None:
    found = planned_source(
        'data "aws_ssm_parameter" "p" {\n  name = "/x"\n}\noutput "o" {\n'
        "  value = [data.aws_ssm_parameter.p.name, data.aws_ssm_parameter.p.arn]\n}\n"
    )
    assert found.outputs["o"].text == '["/x", <unknown from data.aws_ssm_parameter.p.arn>]'


def test_of_a_type_that_nobody_describes_only_what_is_written_is_known(planned_source: PlannedSource) -> None:
    found = planned_source(
        'resource "aws_new" "n" {\n  size = 1\n  note = null\n  tags = { A = "b" }\n  part {\n    at = "x"\n  }\n}\n'
    )["aws_new.n"]
    assert [found[path].value for path in ("size", "note", 'tags["A"]', "part[0].at")] == [1, None, "b", "x"]
    for path in ("other", "part[0].other", "block[0].inner"):
        assert found[path].text == f"<unknown from aws_new.n.{path}>"
        assert found[path].origins[0].reason == "attributes of this type are not known here"


@pytest.mark.parametrize("text", ["depends_on = [5]", "lifecycle {\n    ignore_changes = [1 + 2]\n  }"])
def test_a_reference_that_is_none_is_told(text: str, planned_source: PlannedSource) -> None:
    found = planned_source(f'resource "aws_ecs_cluster" "c" {{\n  name = "x"\n  {text}\n}}\n')
    assert len(found.diagnostics) == 1
    assert "Expected a reference" in found.diagnostics[0].summary
    assert found["aws_ecs_cluster.c"]["name"].value == "x"


def test_one_bad_argument_leaves_the_rest(planned_source: PlannedSource) -> None:
    found = planned_source('resource "aws_ecs_service" "s" {\n  name = nope.x\n  launch_type = "FARGATE"\n}\n')
    assert [str(item) for item in found.diagnostics] == ['main.tf:2:10: There is no variable named "nope".']
    assert not found.complete
    assert found["aws_ecs_service.s"]["launch_type"].value == "FARGATE"
    assert found["aws_ecs_service.s"]["name"].text == "<unknown from an error at main.tf:2:10>"


def test_a_plan_again_with_other_variables(planned_source: PlannedSource) -> None:
    found = planned_source('variable "n" {\n  default = "a"\n}\noutput "o" {\n  value = var.n\n}\n')
    again = found.reevaluate({"n": "b"})
    assert again is not None
    assert (found.outputs["o"].value, again.outputs["o"].value) == ("a", "b")


def test_a_plan_again_with_what_data_sources_find(planned_source: PlannedSource) -> None:
    found = planned_source("""
data "aws_ssm_parameter" "zones" {
  name = "/zones"
}
data "aws_subnet" "s" {
  for_each          = toset(split(",", nonsensitive(data.aws_ssm_parameter.zones.value)))
  availability_zone = each.key
}
output "zones" {
  value = data.aws_ssm_parameter.zones.value
}
output "ids" {
  value = [for subnet in data.aws_subnet.s : subnet.id]
}
""")
    assert 'data.aws_subnet.s["*"]' in found.resources
    again = found.reevaluate(
        {},
        {
            "data.aws_ssm_parameter.zones": {"value": "a,b"},
            'data.aws_subnet.s["a"]': {"id": "subnet-1", "no_attribute": 1},
        },
    )
    assert again is not None
    assert [address for address in again.resources if "subnet" in address] == [
        'data.aws_subnet.s["a"]',
        'data.aws_subnet.s["b"]',
    ]
    assert again.outputs["zones"].sensitive
    ids = again.outputs["ids"].data
    assert isinstance(ids, tuple)
    first, second = ids
    assert first.value == "subnet-1"
    assert [trace.ref for trace in first.origins] == ['data.aws_subnet.s["a"].id']
    assert second.is_unknown


def test_the_workspace_is_the_default_one_as_with_terraform(
    planned_source: PlannedSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    main = 'output "o" {\n  value = terraform.workspace\n}\n'
    monkeypatch.setenv("TF_WORKSPACE", "stage")
    assert planned_source(main).outputs["o"].value == "default"


def test_files_outside_of_the_repository_are_not_read(planned_source: PlannedSource, tmp_path: Path) -> None:
    secret = tmp_path.parent / "outside.txt"
    secret.write_text("s3cr3t")
    found = planned_source('output "o" {\n  value = file("../outside.txt")\n}\n')
    assert not found.outputs["o"].known
    assert "s3cr3t" not in repr(found.outputs["o"]) + str(found.diagnostics)


def test_nothing_is_written_into_the_module(planned_source: PlannedSource, tmp_path: Path) -> None:
    planned_source('output "o" {\n  value = 1\n}\n')
    assert [path.name for path in tmp_path.iterdir()] == ["main.tf"]


def test_twice_as_many_services_take_twice_as_many_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spent: list[int] = []
    spend = Budget.spend

    def counted(budget: Budget, steps: int = 1, span: Span | None = None) -> None:
        spent[-1] += steps
        spend(budget, steps, span)

    monkeypatch.setattr(Budget, "spend", counted)
    for count in (20, 40, 80):
        spent.append(0)
        services = "".join(f's{at} = {{ port = {at}, tags = {{ A = "b" }} }}\n' for at in range(count))
        (tmp_path / "main.tf").write_text(
            f"locals {{\nservices = {{\n{services}}}\n}}\n"
            'resource "aws_lb_target_group" "t" {\nfor_each = local.services\nname = "t-${each.key}"\n'
            "tags = merge(each.value.tags, { Name = each.key })\n}\n"
            'resource "aws_ecs_service" "s" {\nfor_each = local.services\nname = each.key\nload_balancer {\n'
            "target_group_arn = aws_lb_target_group.t[each.key].arn\ncontainer_port = each.value.port\n}\n}\n"
        )
        assert plan_module(tmp_path).diagnostics == ()
    one, two, four = spent
    assert four - two == 2 * (two - one)


def test_it_tells_what_was_asked_of_the_file_system(planned_source: PlannedSource) -> None:
    main = """
resource "terraform_data" "x" {
  input = [file("a.txt"), fileexists("none.txt"), fileset("${path.module}/sub", "*"), basename("other.txt")]
}
"""
    asked = planned_source(main, {"a.txt": "", "sub/b": ""}).asked
    assert asked is not None
    assert sorted(path.name for path in asked.paths) == ["a.txt", "none.txt", "sub"]
    assert not asked.beyond


@pytest.mark.parametrize(
    "path", ["/etc/hostname", "~/x.txt", "${abspath(path.module)}/x.txt", "${terraform_data.y.id}.txt"]
)
def test_it_tells_that_more_was_asked_than_it_looks_at(planned_source: PlannedSource, path: str) -> None:
    main = f'''
resource "terraform_data" "x" {{
  input = try(file("{path}"), "")
}}
resource "terraform_data" "y" {{}}
'''
    asked = planned_source(main).asked
    assert asked is not None
    assert (asked.beyond, list(asked.paths)) == (True, [])


def test_a_folder_without_code_is_not_opened_by_naming_it_as_a_module(tmp_path: Path) -> None:
    for name, files in {
        "shop": {},
        "service": {"main.tf": "", "task.json": "{}"},
        "private": {"key": "secret"},
    }.items():
        (tmp_path / name).mkdir()
        for file, text in files.items():
            (tmp_path / name / file).write_text(text)
    calls = "".join(f'module "{name}" {{\nsource = "../{name}"\n}}\n' for name in ("service", "private"))
    outputs = 'output "task" {\nvalue = file("../service/task.json")\n}\n'
    (tmp_path / "shop" / "main.tf").write_text(calls + outputs)
    assert plan_module(tmp_path / "shop").outputs["task"].value == "{}"
    calls = 'module "private" {\nsource = "../private"\n}\n'
    (tmp_path / "shop" / "main.tf").write_text(calls + 'output "key" {\nvalue = file("../private/key")\n}\n')
    assert not plan_module(tmp_path / "shop").outputs["key"].known
