"""The texts that `generated_modules.py` puts modules together from; names between @ are filled in."""

from __future__ import annotations

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
