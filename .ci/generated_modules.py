"""Writes Terraform modules of any size, of the shapes that Fargate platforms have, to measure the source engine on.

python .ci/generated_modules.py KIND SIZE FOLDER

| kind | size | what |
|---|---|---|
| mix | kilobytes | a platform as people write one: heredocs, jsonencode, dynamic blocks, merges, comments |
| flat | services | each service with resource blocks of its own |
| for_each | services | the same resources, one block for all services |
| nested | module calls | calls in chains of five, values handed down and up through all of them |
| locals | kilobytes | one map of settings, from which services are chosen |

`FILES[kind](size)` gives the texts by path, `write(files, folder)` writes them.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from textwrap import indent

Files = Mapping[str, str]
DEPTH = 5

SHARED = """\
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = var.aws_region

  default_tags {
    tags = { Project = "platform", ManagedBy = "terraform" }
  }
}

variable "aws_region" {
  type    = string
  default = "eu-central-1"
}

variable "environment" {
  description = "Stage that this copy of the platform serves."
  type        = string
  default     = "dev"

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "The environment is dev, staging or prod."
  }
}

variable "image_tag" {
  type    = string
  default = "1.0.0"
}

locals {
  prefix      = "${var.environment}-platform"
  common_tags = { Environment = var.environment, Owner = "platform-team" }
}

data "aws_vpc" "main" {
  tags = { Name = local.prefix }
}

data "aws_subnets" "private" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.main.id]
  }
}

data "aws_iam_policy_document" "ecs_tasks" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_ecs_cluster" "main" {
  name = local.prefix

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_lb" "main" {
  name               = local.prefix
  load_balancer_type = "application"
  subnets            = data.aws_subnets.private.ids
}

resource "aws_lb_listener" "main" {
  load_balancer_arn = aws_lb.main.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = "arn:aws:acm:eu-central-1:210987654321:certificate/platform"

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      status_code  = "404"
    }
  }
}
"""

# Everything of one service. @NAME@, @EACH@ and the like stand for what differs between the kinds of module.
SERVICE = """\
resource "aws_cloudwatch_log_group" "@BLOCK@" {
  @FOR_EACH@
  name              = "/ecs/${var.environment}/${@KEY@}"
  retention_in_days = var.environment == "prod" ? 30 : 7
  tags              = @TAGS@
}

data "aws_ecr_repository" "@BLOCK@" {
  @FOR_EACH@
  name = "platform/${@KEY@}"
}

resource "aws_iam_role" "@BLOCK@" {
  @FOR_EACH@
  name               = "${local.prefix}-${@KEY@}"
  assume_role_policy = data.aws_iam_policy_document.ecs_tasks.json
  tags               = @TAGS@
}

resource "aws_ecs_task_definition" "@BLOCK@" {
  @FOR_EACH@
  family                   = "${local.prefix}-${@KEY@}"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = @SERVICE@.cpu
  memory                   = @SERVICE@.memory
  execution_role_arn       = aws_iam_role.@BLOCK@@INDEX@.arn

  container_definitions = jsonencode([
    {
      name         = @KEY@
      image        = "${data.aws_ecr_repository.@BLOCK@@INDEX@.repository_url}:${var.image_tag}"
      essential    = true
      portMappings = @SERVICE@.port == null ? [] : [{ containerPort = @SERVICE@.port, protocol = "tcp" }]

      environment = [
        for name, value in merge({ ENVIRONMENT = var.environment }, @SERVICE@.environment) : {
          name  = name
          value = value
        }
      ]

      logConfiguration = {
        logDriver = "awslogs"
        options = {
          "awslogs-group"         = aws_cloudwatch_log_group.@BLOCK@@INDEX@.name
          "awslogs-region"        = var.aws_region
          "awslogs-stream-prefix" = @KEY@
        }
      }
    }
  ])

  tags = @TAGS@
}

resource "aws_lb_target_group" "@BLOCK@" {
  @FOR_EACH@
  name        = "${local.prefix}-${@KEY@}"
  port        = @SERVICE@.port
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = data.aws_vpc.main.id

  health_check {
    path                = @SERVICE@.health_check_path
    healthy_threshold   = 3
    unhealthy_threshold = 2
  }

  tags = @TAGS@
}

resource "aws_lb_listener_rule" "@BLOCK@" {
  @FOR_EACH@
  listener_arn = aws_lb_listener.main.arn

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.@BLOCK@@INDEX@.arn
  }

  condition {
    path_pattern {
      values = ["/${@KEY@}/*"]
    }
  }
}

resource "aws_ecs_service" "@BLOCK@" {
  @FOR_EACH@
  name            = "${local.prefix}-${@KEY@}"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.@BLOCK@@INDEX@.arn
  launch_type     = "FARGATE"
  desired_count   = @SERVICE@.desired_count

  network_configuration {
    subnets          = data.aws_subnets.private.ids
    assign_public_ip = false
  }

  dynamic "load_balancer" {
    for_each = @SERVICE@.port == null ? [] : [@SERVICE@.port]

    content {
      target_group_arn = aws_lb_target_group.@BLOCK@@INDEX@.arn
      container_name   = @KEY@
      container_port   = load_balancer.value
    }
  }

  tags = @TAGS@

  lifecycle {
    ignore_changes = [desired_count]
  }
}
"""

# What a platform has around its services where it grew over the years.
AROUND = """\
# Who may do what in @NAME@. The statements are reviewed by the security team:
# each names the resources that it is about, and none allows more than the service asks for at run time.
resource "aws_iam_role_policy" "@NAME@" {
  name = "${local.prefix}-@NAME@"
  role = aws_iam_role.@NAME@.id

  policy = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "WriteLogs",
          "Effect": "Allow",
          "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
          "Resource": "${aws_cloudwatch_log_group.@NAME@.arn}:*"
        },
        {
          "Sid": "PullImage",
          "Effect": "Allow",
          "Action": ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
          "Resource": "${data.aws_ecr_repository.@NAME@.arn}"
        }
      ]
    }
  EOT
}

data "aws_iam_policy_document" "@NAME@_secrets" {
  statement {
    sid       = "ReadSecrets"
    effect    = "Allow"
    actions   = ["ssm:GetParameters", "ssm:GetParameter"]
    resources = [for name in ["database_url", "api_key"] : "arn:aws:ssm:${var.aws_region}:*:parameter/@NAME@/${name}"]
  }
}

resource "aws_security_group" "@NAME@" {
  name        = "${local.prefix}-@NAME@"
  description = "Tasks of @NAME@: the load balancer inwards, HTTPS and the database outwards"
  vpc_id      = data.aws_vpc.main.id

  dynamic "ingress" {
    for_each = local.@NAME@.port == null ? [] : [local.@NAME@.port]

    content {
      description = "from the load balancer"
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = [data.aws_vpc.main.cidr_block]
    }
  }

  egress {
    description = "AWS and partner APIs"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  tags = merge(local.common_tags, { Name = "${local.prefix}-@NAME@" })
}

resource "aws_appautoscaling_target" "@NAME@" {
  service_namespace  = "ecs"
  resource_id        = "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.@NAME@.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = local.@NAME@.desired_count
  max_capacity       = local.@NAME@.desired_count * 4
}

resource "aws_appautoscaling_policy" "@NAME@" {
  name               = "${local.prefix}-@NAME@-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.@NAME@.service_namespace
  resource_id        = aws_appautoscaling_target.@NAME@.resource_id
  scalable_dimension = aws_appautoscaling_target.@NAME@.scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "@NAME@" {
  alarm_name          = "${local.prefix}-@NAME@-errors"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 2
  metric_name         = "HTTPCode_Target_5XX_Count"
  namespace           = "AWS/ApplicationELB"
  period              = 60
  statistic           = "Sum"
  threshold           = lookup({ dev = 100, prod = 10 }, var.environment, 50)
  alarm_description   = "Errors of @NAME@ behind ${aws_lb.main.dns_name}"

  dimensions = {
    LoadBalancer = aws_lb.main.arn_suffix
    TargetGroup  = aws_lb_target_group.@NAME@.arn_suffix
  }
}

output "@NAME@_url" {
  description = "Where @NAME@ answers."
  value       = "https://${aws_lb.main.dns_name}/@NAME@/"
}
"""

SETTINGS = """\
@NAME@ = {
  cpu               = 256
  memory            = 512
  port              = @PORT@
  desired_count     = 2
  health_check_path = "/@NAME@/health"
  environment       = { LOG_LEVEL = "info", SERVICE = "@NAME@", REGION = var.aws_region }
}
"""

HANDED_DOWN = """\
variable "name" {
  type = string
}

variable "environment" {
  type = string
}

variable "tags" {
  type    = map(string)
  default = {}
}

locals {
  name = "${var.name}-@LEVEL@"
  tags = merge(var.tags, { Level = "@LEVEL@" })
}

resource "aws_ssm_parameter" "level" {
  name  = "/${var.environment}/${local.name}"
  type  = "String"
  value = jsonencode({ name = local.name, tags = local.tags })
  tags  = local.tags
}

output "names" {
  value = concat([aws_ssm_parameter.level.name], @BELOW@)
}
"""

CALL = """\
module "@CALL@" {
  source      = "@SOURCE@"
  name        = @NAME@
  environment = var.environment
  tags        = @TAGS@
}
"""


def _filled(text: str, **names: str) -> str:
    for name, value in names.items():
        text = text.replace(f"@{name}@", value)
    return text


def _settings(at: int, indentation: str) -> str:
    return indent(_filled(SETTINGS, NAME=_name(at), PORT=str(3000 + at)), indentation)


def _name(at: int) -> str:
    return f"service_{at:06}"


def _own_service(at: int) -> str:
    name = _name(at)
    places = {"KEY": f'"{name}"', "BLOCK": name, "INDEX": "", "SERVICE": f"local.{name}", "TAGS": "local.common_tags"}
    return f"locals {{\n{_settings(at, '  ')}}}\n\n" + _filled(SERVICE.replace("  @FOR_EACH@\n", ""), **places)


def flat(services: int) -> Files:
    """A module in which each service has resource blocks of its own."""
    return {"main.tf": SHARED, "services.tf": "\n".join(map(_own_service, range(services)))}


def for_each(services: int) -> Files:
    """A module in which one block makes a resource of all services."""
    settings = "".join(_settings(at, "    ") for at in range(services))
    places = {"BLOCK": "services", "INDEX": "[each.key]", "KEY": "each.key", "SERVICE": "each.value"}
    tags = "merge(local.common_tags, { Service = each.key })"
    text = _filled(SERVICE, FOR_EACH="for_each = local.services\n", TAGS=tags, **places)
    return {"main.tf": SHARED, "locals.tf": f"locals {{\n  services = {{\n{settings}  }}\n}}\n", "services.tf": text}


def mix(kilobytes: int) -> Files:
    """A platform of this size as people write one, a file for each service."""
    files = {"main.tf": SHARED}
    left = kilobytes * 1024 - len(SHARED)
    while left > 0:
        name = _name(len(files))
        files[f"{name}.tf"] = _own_service(len(files)) + "\n" + _filled(AROUND, NAME=name)
        left -= len(files[f"{name}.tf"])
    return files


def nested(calls: int) -> Files:
    """This many module instances: chains of five, each module calling the next and handing values down and up."""
    chains = calls // DEPTH
    tags = "local.common_tags"
    down = [
        _filled(CALL, CALL=f"chain_{at:04}", SOURCE="./modules/level_1", NAME=f'"chain-{at}"', TAGS=tags)
        for at in range(chains)
    ]
    up = "".join(f'output "chain_{at:04}" {{\n  value = module.chain_{at:04}.names\n}}\n\n' for at in range(chains))
    return {"main.tf": SHARED, "chains.tf": "\n".join(down), "outputs.tf": up, **dict(_levels())}


def _levels() -> Iterator[tuple[str, str]]:
    for level in range(1, DEPTH + 1):
        last = level == DEPTH
        below = "" if last else f"../level_{level + 1}"
        call = "" if last else _filled(CALL, CALL="below", SOURCE=below, NAME="local.name", TAGS="local.tags")
        text = _filled(HANDED_DOWN, LEVEL=str(level), BELOW="[]" if last else "module.below.names")
        yield f"modules/level_{level}/main.tf", text + "\n" + call


def locals_map(kilobytes: int) -> Files:
    """One map of settings of this size, and services made from the ten first of them."""
    entries: list[str] = []
    left = kilobytes * 1024
    while left > 0:
        entries.append(_settings(len(entries), "    "))
        left -= len(entries[-1])
    catalogue = f"locals {{\n  catalogue = {{\n{''.join(entries)}  }}\n}}\n"
    ten = "{ for name in slice(keys(local.catalogue), 0, 10) : name => local.catalogue[name] }"
    return {**for_each(0), "locals.tf": f"locals {{\n  services = {ten}\n}}\n", "catalogue.tf": catalogue}


FILES: Mapping[str, Callable[[int], Files]] = {
    "mix": mix,
    "flat": flat,
    "for_each": for_each,
    "nested": nested,
    "locals": locals_map,
}


def write(files: Files, folder: Path) -> Path:
    """Writes the files of a module into a folder, and gives the folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def main() -> None:
    """Writes one module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=FILES)
    parser.add_argument("size", type=int)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    write(FILES[arguments.kind](arguments.size), arguments.folder)


if __name__ == "__main__":
    main()
