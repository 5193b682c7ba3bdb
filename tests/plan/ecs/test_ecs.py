"""The ECS views of a plan, and how its resources hang together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from pytest_ecsfargate import Plan, plan_module
from pytest_ecsfargate.plan.ecs.load_balancing import TargetGroup, attachments
from pytest_ecsfargate.plan.ecs.views import Unresolved

Make = Callable[[str | Mapping[str, str]], Plan]

STACK = """
variable "unset" {
  type = any
}

resource "aws_ecs_cluster" "main" {
  name = "shop"
}

resource "aws_ecs_cluster_capacity_providers" "main" {
  cluster_name = aws_ecs_cluster.main.name
  default_capacity_provider_strategy {
    capacity_provider = "FARGATE"
  }
}

resource "aws_iam_role" "execution" {
  name = "execution"
}

resource "aws_cloudwatch_log_group" "web" {
  name = "/ecs/web"
}

resource "aws_lb_target_group" "web" {
  name = "web"
}

resource "aws_ecs_task_definition" "web" {
  family             = "web"
  execution_role_arn = aws_iam_role.execution.arn
  task_role_arn      = "arn:aws:iam::210987654321:role/other"
  container_definitions = jsonencode([
    {
      name         = "web"
      image        = "web:1"
      environment  = [{ name = "A", value = "1" }]
      secrets      = [{ name = "B", valueFrom = "x" }]
      portMappings = [{ containerPort = 80 }]
      logConfiguration = {
        logDriver = "awslogs"
        options   = { "awslogs-group" = aws_cloudwatch_log_group.web.name }
      }
    },
    { Name = "log", Image = "log:1" },
  ])
}

resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.web.arn

  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 80
  }
}
"""


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def module(files: str | Mapping[str, str]) -> Plan:
        for name, text in ({"main.tf": files} if isinstance(files, str) else files).items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return plan_module(tmp_path)

    return module


def addresses(items: object) -> list[str]:
    assert isinstance(items, tuple)
    return [item.address for item in items]


def test_all_views(make: Make) -> None:
    plan = make(STACK)
    (service,) = plan.services()
    (definition,) = plan.task_definitions()
    (group,) = plan.service_target_groups()
    (cluster,) = plan.clusters()
    (logs,) = plan.log_groups()
    assert addresses(service.task_definitions) == [definition.address]
    assert addresses(service.cluster.resources) == addresses(plan.clusters()) == ["aws_ecs_cluster.main"]
    assert addresses(service.target_groups) == [group.address] == ["aws_lb_target_group.web"]
    assert definition.touches == (service.address,)
    assert isinstance(group, TargetGroup)
    assert group.services == (service.address,)
    assert addresses(cluster.associations) == ["aws_ecs_cluster_capacity_providers.main"]
    assert cluster.default_strategy is not None
    assert logs.touches == (definition.address,)
    assert [(role.kind, role.link.outside, addresses(role.link.resources)) for role in plan.roles()] == [
        ("execution", False, ["aws_iam_role.execution"]),
        ("task", True, []),
    ]


def test_containers(make: Make) -> None:
    web, log = make(STACK).containers()
    assert (web.name.value, web.image.value, web.label, log.label) == ("web", "web:1", "web", "log")
    assert web.environment.value == [{"name": "A", "value": "1"}]
    assert web.secrets[0]["valueFrom"].value == "x"
    assert web.port_mappings[0]["containerPort"].value == 80
    assert web.log_configuration["logDriver"].value == "awslogs"
    assert web.path("environment[0].value") == "container_definitions[0].environment[0].value"
    assert log.path("image") == "container_definitions[1].Image"
    assert log.at("memory").is_null
    assert [item["name"].value for item in web.items("environment") or ()] == ["A"]
    assert web.items("volumes") == []
    assert web.judge("image", False, "another").location is not None


@pytest.mark.parametrize(
    "definitions",
    [
        pytest.param("local.definitions", id="text in a local"),
        pytest.param("jsonencode(local.list)", id="list in a local"),
        pytest.param("jsonencode([for one in local.list : merge(one, { essential = true })])", id="for and merge"),
        pytest.param('<<-JSON\n    [{"name": "web", "image": "${local.image}"}]\n  JSON\n', id="heredoc"),
        pytest.param('templatefile("${path.module}/web.json", { image = local.image })', id="template file"),
        pytest.param("module.definition.json", id="output of a module"),
        pytest.param('"[${jsonencode(local.list[0])}]"', id="json in a template"),
        pytest.param('format("[%s]", jsonencode(local.list[0]))', id="json in a format"),
        pytest.param("jsonencode(concat(local.list, []))", id="concat"),
    ],
)
def test_definitions_in_any_shape(make: Make, definitions: str) -> None:
    text = f"""
data "aws_ecr_repository" "web" {{
  name = "web"
}}

locals {{
  image       = "${{data.aws_ecr_repository.web.repository_url}}:1"
  list        = [{{ name = "web", image = local.image }}]
  definitions = jsonencode(local.list)
}}

module "definition" {{
  source = "./definition"
  image  = local.image
}}

resource "aws_ecs_task_definition" "web" {{
  family                = "web"
  container_definitions = {definitions}
}}
"""
    module = 'variable "image" {\n}\noutput "json" {\n  value = jsonencode([{ name = "web", image = var.image }])\n}\n'
    files = {
        "main.tf": text,
        "definition/main.tf": module,
        "web.json": '[{"name": "web", "image": "${image}"}]\n',
    }
    (container,) = make(files).containers()
    assert container.name.value == "web"
    assert container.image.comes_from("data.aws_ecr_repository.*.repository_url")
    assert container.image.text == '"${data.aws_ecr_repository.web.repository_url}:1"'


def test_definitions_of_which_nothing_is_known(make: Make) -> None:
    plan = make(STACK[: STACK.index("jsonencode")] + "var.unset\n}\n")
    assert plan.task_definitions()[0].containers is None
    assert plan.containers() == ()


@pytest.mark.parametrize(
    ("value", "outside"),
    [
        pytest.param("var.unset", False, id="undecided"),
        pytest.param('"arn:aws:elasticloadbalancing:eu-central-1:1:targetgroup/x/0"', True, id="outside"),
    ],
)
def test_a_target_group_that_is_not_in_the_plan(make: Make, value: str, outside: bool) -> None:
    (group,) = make(STACK.replace("aws_lb_target_group.web.arn", value)).service_target_groups()
    assert isinstance(group, Unresolved)
    verdict = group.expect("health_check[0].interval", 30)
    assert (verdict.address, verdict.attribute) == ("aws_ecs_service.web", "load_balancer[0].target_group_arn")
    assert verdict.outcome == "unknown"
    assert verdict.note == (
        "this target group is not in the plan" if outside else "which target group it is cannot be told"
    )


def test_load_balancers_of_which_nothing_is_known(make: Make) -> None:
    block = STACK[STACK.index("  load_balancer {") : -2]
    dynamic = (
        '  dynamic "load_balancer" {\n    for_each = var.unset\n    content {\n      container_name = "x"\n    }\n  }\n'
    )
    (group,) = make(STACK.replace(block, dynamic)).service_target_groups()
    assert isinstance(group, Unresolved)
    assert group.path == "load_balancer"


def test_a_service_with_several_groups(make: Make) -> None:
    more = STACK.replace(
        "  load_balancer {",
        "  load_balancer {\n    target_group_arn = aws_lb_target_group.b.arn\n  }\n  load_balancer {",
    )
    plan = make(more + 'resource "aws_lb_target_group" "b" {\n}\n')
    assert sorted(group.address for group in plan.service_target_groups()) == [
        "aws_lb_target_group.b",
        "aws_lb_target_group.web",
    ]


def test_what_attaches_a_group(make: Make) -> None:
    text = (
        STACK
        + """
resource "aws_lb_listener" "http" {
  load_balancer_arn = "x"
  default_action {
    type = "forward"
    forward {
      target_group {
        arn = aws_lb_target_group.web.arn
      }
    }
  }
}

resource "aws_lb_listener_rule" "web" {
  for_each     = toset(["a", "b"])
  listener_arn = aws_lb_listener.http.arn
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}

resource "aws_lb_listener_rule" "other" {
  listener_arn = aws_lb_listener.http.arn
  action {
    type             = "forward"
    target_group_arn = var.unset
  }
}

resource "aws_lb_listener_rule" "redirect" {
  listener_arn = aws_lb_listener.http.arn
  action {
    type = "redirect"
  }
}
"""
    )
    plan = make(text)
    found = attachments(plan, plan["aws_lb_target_group.web"])
    assert addresses(found.resources) == [
        "aws_lb_listener.http",
        'aws_lb_listener_rule.web["a"]',
        'aws_lb_listener_rule.web["b"]',
    ]
    assert addresses(found.undecided) == ["aws_lb_listener_rule.other"]


def test_links_go_by_instance(make: Make) -> None:
    plan = make(
        'resource "aws_ecs_task_definition" "x" {\n  for_each = toset(["a", "b"])\n  family = each.key\n}\n'
        'resource "aws_ecs_service" "x" {\n  for_each = aws_ecs_task_definition.x\n  name = each.key\n'
        "  task_definition = each.value.arn\n}\n"
        'resource "aws_ecs_service" "y" {\n  name = "y"\n'
        '  task_definition = "${aws_ecs_task_definition.x["b"].family}:${aws_ecs_task_definition.x["b"].revision}"\n}\n'
        'resource "aws_ecs_service" "z" {\n  name = "z"\n  task_definition = "a"\n}\n'
    )
    found = {service.address: addresses(service.task_definitions) for service in plan.services()}
    assert found == {
        'aws_ecs_service.x["a"]': ['aws_ecs_task_definition.x["a"]'],
        'aws_ecs_service.x["b"]': ['aws_ecs_task_definition.x["b"]'],
        "aws_ecs_service.y": ['aws_ecs_task_definition.x["b"]'],
        "aws_ecs_service.z": ['aws_ecs_task_definition.x["a"]'],
    }


def test_the_managed_definition_goes_before_the_data_source(make: Make) -> None:
    plan = make(
        'resource "aws_ecs_task_definition" "x" {\n  family = "x"\n}\n'
        'data "aws_ecs_task_definition" "x" {\n  task_definition = "x"\n}\n'
        'resource "aws_ecs_service" "x" {\n  name = "x"\n  task_definition = "${aws_ecs_task_definition.x.family}:'
        '${max(aws_ecs_task_definition.x.revision, data.aws_ecs_task_definition.x.revision)}"\n}\n'
    )
    (service,) = plan.services()
    assert addresses(service.task_definitions) == ["aws_ecs_task_definition.x"]
