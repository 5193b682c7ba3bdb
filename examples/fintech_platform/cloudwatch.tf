resource "aws_cloudwatch_log_group" "services" {
  for_each = var.services

  name              = "/ecs/${var.environment}/${each.key}-${local.env_suffix}"
  retention_in_days = lookup(var.log_retention_days, var.environment, 7)

  tags = local.service_tags[each.key]
}

resource "aws_cloudwatch_dashboard" "ecs" {
  dashboard_name = "${var.environment}-ecs-dashboard-${local.env_suffix}"

  dashboard_body = jsonencode({
    widgets = flatten([
      for position, name in keys(var.services) : [
        for column, metric in ["CPUUtilization", "MemoryUtilization"] : {
          type   = "metric"
          x      = column * 12
          y      = position * 6
          width  = 12
          height = 6

          properties = {
            title  = "${name}: ${metric}"
            region = var.aws_region
            stat   = "Average"
            period = 300
            metrics = [
              [
                "AWS/ECS", metric,
                "ClusterName", aws_ecs_cluster.main.name,
                "ServiceName", aws_ecs_service.services[name].name,
              ]
            ]
          }
        }
      ]
    ])
  })
}
