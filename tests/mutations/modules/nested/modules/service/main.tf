resource "aws_cloudwatch_log_group" "this" {
  name              = "/${var.prefix}/${var.name}"
  retention_in_days = var.retention
  tags              = var.tags
}

resource "aws_ecs_task_definition" "this" {
  family                   = "${var.prefix}-${var.name}"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  execution_role_arn       = var.roles["execution"]
  task_role_arn            = var.roles["task"]
  tags                     = var.tags

  container_definitions = templatefile("${path.module}/containers.json.tftpl", {
    name       = var.name
    image      = var.image
    log_router = var.log_router
    port       = var.port
    secrets    = var.secrets
    firelens   = var.firelens
    log_group  = aws_cloudwatch_log_group.this.name
    region     = var.region
  })
}

resource "aws_lb_target_group" "this" {
  name_prefix          = substr("${var.name}-", 0, 6)
  port                 = var.port
  protocol             = "HTTP"
  target_type          = "ip"
  vpc_id               = var.vpc_id
  deregistration_delay = "30"
  tags                 = var.tags

  health_check {
    path                = var.health_check.path
    healthy_threshold   = var.health_check.healthy
    unhealthy_threshold = var.health_check.unhealthy
    timeout             = var.health_check.timeout
    interval            = var.health_check.interval
    matcher             = "200"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener_rule" "this" {
  listener_arn = var.listener_arn
  priority     = var.priority
  tags         = var.tags

  action {
    type = "forward"

    forward {
      target_group {
        arn    = aws_lb_target_group.this.arn
        weight = 1
      }
    }
  }

  condition {
    path_pattern {
      values = var.paths
    }
  }
}

resource "aws_ecs_service" "this" {
  name                              = "${var.prefix}-${var.name}"
  cluster                           = var.cluster.id
  task_definition                   = aws_ecs_task_definition.this.arn
  desired_count                     = 2
  health_check_grace_period_seconds = 90
  tags                              = var.tags

  capacity_provider_strategy {
    capacity_provider = "FARGATE"
    base              = 1
    weight            = 1
  }

  capacity_provider_strategy {
    capacity_provider = "FARGATE_SPOT"
    weight            = 2
  }

  network_configuration {
    subnets         = var.subnets
    security_groups = var.security_groups
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.this.arn
    container_name   = var.name
    container_port   = var.port
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  depends_on = [aws_lb_listener_rule.this]

  lifecycle {
    ignore_changes = [task_definition, desired_count]
  }
}
