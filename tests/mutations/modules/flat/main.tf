locals {
  suffix = coalesce(var.environment_suffix, var.environment)
  prefix = "${var.environment}-ledger"
  public = { for name, service in var.services : name => service if service.port != null }

  tags = {
    Environment       = var.environment
    EnvironmentSuffix = local.suffix
    ManagedBy         = "terraform"
    Project           = "ledger"
    Team              = "accounts"
  }
}

resource "aws_ecs_cluster" "this" {
  name = "${local.prefix}-cluster-${local.suffix}"

  setting {
    name  = "containerInsights"
    value = "enhanced"
  }

  tags = local.tags
}

resource "aws_ecs_cluster_capacity_providers" "this" {
  cluster_name       = aws_ecs_cluster.this.name
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]

  default_capacity_provider_strategy {
    capacity_provider = "FARGATE"
    base              = 1
    weight            = 1
  }

  default_capacity_provider_strategy {
    capacity_provider = "FARGATE_SPOT"
    weight            = 4
  }
}
