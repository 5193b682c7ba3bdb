resource "aws_appautoscaling_target" "this" {
  service_namespace  = "ecs"
  resource_id        = join("/", ["service", var.cluster.name, aws_ecs_service.this.name])
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = 2
  max_capacity       = 8
  tags               = var.tags
}

resource "aws_appautoscaling_policy" "this" {
  name               = "memory"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  resource_id        = aws_appautoscaling_target.this.resource_id
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value = 70

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageMemoryUtilization"
    }
  }
}
