locals {
  secrets = {
    DATABASE_URL = data.aws_ssm_parameter.database_url.arn
    API_KEY      = data.aws_ssm_parameter.api_key.arn
    JWT_SECRET   = data.aws_ssm_parameter.jwt_secret.arn
  }

  containers = {
    for name, service in var.services : name => {
      name         = name
      image        = "${data.aws_ecr_repository.app[name].repository_url}:${var.release}"
      essential    = true
      portMappings = service.port == null ? [] : [{ containerPort = service.port, protocol = "tcp" }]
      environment  = [{ name = "ENVIRONMENT", value = var.environment }]
      secrets      = [for secret, arn in local.secrets : { name = secret, valueFrom = arn }]
      stopTimeout  = 30
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.this[name].name
          awslogs-region        = var.region
          awslogs-stream-prefix = name
        }
      }
    }
  }
}

resource "aws_ecs_task_definition" "this" {
  for_each = var.services

  family                   = "${local.prefix}-${each.key}-${local.suffix}"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = each.value.cpu
  memory                   = each.value.memory
  execution_role_arn       = aws_iam_role.execution[each.key].arn
  task_role_arn            = aws_iam_role.task[each.key].arn
  container_definitions    = jsonencode([local.containers[each.key]])
  tags                     = merge(local.tags, { Service = each.key, Type = each.value.kind })
}

resource "aws_ecs_service" "this" {
  for_each = var.services

  name                              = "${local.prefix}-${each.key}-${local.suffix}"
  cluster                           = aws_ecs_cluster.this.id
  task_definition                   = aws_ecs_task_definition.this[each.key].arn
  launch_type                       = "FARGATE"
  platform_version                  = "1.4.0"
  desired_count                     = each.value.count
  health_check_grace_period_seconds = each.value.port == null ? null : 60
  tags                              = merge(local.tags, { Service = each.key, Type = each.value.kind })

  network_configuration {
    subnets          = values(data.aws_subnet.private)[*].id
    security_groups  = [aws_security_group.tasks.id]
    assign_public_ip = false
  }

  dynamic "load_balancer" {
    for_each = each.value.port[*]

    content {
      target_group_arn = aws_lb_target_group.this[each.key].arn
      container_name   = each.key
      container_port   = load_balancer.value
    }
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  depends_on = [aws_lb_listener_rule.this]

  lifecycle {
    ignore_changes = [desired_count, task_definition]
  }
}

resource "aws_appautoscaling_target" "this" {
  for_each = var.services

  service_namespace  = "ecs"
  resource_id        = "service/${aws_ecs_cluster.this.name}/${aws_ecs_service.this[each.key].name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = each.value.count
  max_capacity       = each.value.count * 3
  tags               = merge(local.tags, { Service = each.key, Type = each.value.kind })
}

resource "aws_appautoscaling_policy" "this" {
  for_each = var.services

  name               = "cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this[each.key].service_namespace
  resource_id        = aws_appautoscaling_target.this[each.key].resource_id
  scalable_dimension = aws_appautoscaling_target.this[each.key].scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}
