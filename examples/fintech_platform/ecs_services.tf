resource "aws_ecs_task_definition" "services" {
  for_each = var.services

  family                   = "${var.environment}-${each.key}-${local.env_suffix}"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = each.value.cpu
  memory                   = each.value.memory
  execution_role_arn       = aws_iam_role.execution[each.key].arn
  task_role_arn            = aws_iam_role.task[each.key].arn

  container_definitions = jsonencode([
    {
      name      = each.key
      image     = "${data.aws_ecr_repository.services[each.key].repository_url}:${var.image_tag}"
      essential = true

      portMappings = each.value.port == null ? [] : [
        { containerPort = each.value.port, protocol = "tcp" }
      ]

      environment = [
        { name = "ENVIRONMENT", value = var.environment },
        { name = "SERVICE", value = each.key },
      ]

      secrets = [
        for name, parameter in data.aws_ssm_parameter.secrets : {
          name      = upper(name)
          valueFrom = parameter.arn
        }
      ]

      logConfiguration = {
        logDriver = "awslogs"
        options = {
          "awslogs-group"         = aws_cloudwatch_log_group.services[each.key].name
          "awslogs-region"        = var.aws_region
          "awslogs-stream-prefix" = each.key
        }
      }
    }
  ])

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "X86_64"
  }

  tags = local.service_tags[each.key]
}

resource "aws_ecs_service" "services" {
  for_each = var.services

  name             = "${var.environment}-${each.key}-${local.env_suffix}"
  cluster          = aws_ecs_cluster.main.id
  task_definition  = aws_ecs_task_definition.services[each.key].arn
  launch_type      = "FARGATE"
  platform_version = "LATEST"
  desired_count    = each.value.desired_count

  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = each.value.port == null ? null : 60
  enable_ecs_managed_tags            = true
  propagate_tags                     = "SERVICE"

  network_configuration {
    subnets          = [for subnet in data.aws_subnet.private : subnet.id]
    security_groups  = [aws_security_group.tasks.id]
    assign_public_ip = false
  }

  dynamic "load_balancer" {
    for_each = each.value.port == null ? [] : [each.value.port]

    content {
      target_group_arn = aws_lb_target_group.services[each.key].arn
      container_name   = each.key
      container_port   = load_balancer.value
    }
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  tags = local.service_tags[each.key]

  # ECS refuses a service whose target group no listener forwards to yet.
  depends_on = [aws_lb_listener.https, aws_lb_listener_rule.services]

  # Autoscaling owns the count, the deployment pipeline the running revision.
  lifecycle {
    ignore_changes = [desired_count, task_definition]
  }
}

resource "aws_appautoscaling_target" "services" {
  for_each = var.services

  service_namespace  = "ecs"
  resource_id        = "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.services[each.key].name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = each.value.desired_count
  max_capacity       = each.value.max_count

  tags = local.service_tags[each.key]
}

resource "aws_appautoscaling_policy" "cpu" {
  for_each = var.services

  name               = "${var.environment}-${each.key}-cpu-${local.env_suffix}"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.services[each.key].service_namespace
  resource_id        = aws_appautoscaling_target.services[each.key].resource_id
  scalable_dimension = aws_appautoscaling_target.services[each.key].scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}
