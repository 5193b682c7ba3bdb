locals {
  env_suffix   = var.environment_suffix != "" ? var.environment_suffix : var.environment
  cluster_name = "${var.environment}-ecs-cluster-${local.env_suffix}"

  common_tags = {
    Environment       = var.environment
    EnvironmentSuffix = local.env_suffix
    ManagedBy         = "terraform"
    Project           = "fintech-platform"
    Team              = "payments"
  }

  service_tags = {
    for name, service in var.services : name => merge(local.common_tags, {
      Service = name
      Type    = service.type
    })
  }

  load_balanced = { for name, service in var.services : name => service if service.port != null }
}

resource "aws_ecs_cluster" "main" {
  name = local.cluster_name

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_ecs_cluster_capacity_providers" "main" {
  cluster_name       = aws_ecs_cluster.main.name
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]

  default_capacity_provider_strategy {
    capacity_provider = "FARGATE"
    base              = 1
    weight            = 100
  }
}
