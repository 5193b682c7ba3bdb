resource "aws_cloudwatch_log_group" "this" {
  for_each = var.services

  name              = "/ecs/${local.prefix}/${each.key}-${local.suffix}"
  retention_in_days = lookup(var.retention, var.environment, 7)
  tags              = merge(local.tags, { Service = each.key, Type = each.value.kind })
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = "${local.prefix}-dashboard-${local.suffix}"

  dashboard_body = jsonencode({
    widgets = [
      for name, service in aws_ecs_service.this : {
        type = "metric"
        properties = {
          title  = name
          region = var.region
          stat   = "Average"
          metrics = [
            ["AWS/ECS", "CPUUtilization", "ClusterName", aws_ecs_cluster.this.name, "ServiceName", service.name],
            [".", "MemoryUtilization", ".", ".", ".", "."],
          ]
        }
      }
    ]
  })
}
