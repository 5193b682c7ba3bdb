variable "name" { type = string }
variable "cluster" { type = string }
variable "task" { type = string }
variable "tg" { type = string }
variable "port" { type = number }
variable "subnets" { type = list(string) }
resource "aws_ecs_service" "this" {
  name            = var.name
  cluster         = var.cluster
  task_definition = var.task
  desired_count   = 1
  launch_type     = "FARGATE"
  network_configuration {
    subnets = var.subnets
  }
  load_balancer {
    target_group_arn = var.tg
    container_name   = var.name
    container_port   = var.port
  }
}
resource "aws_appautoscaling_target" "t" {
  min_capacity       = 1
  max_capacity       = 4
  resource_id        = "service/x/${aws_ecs_service.this.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"
}
