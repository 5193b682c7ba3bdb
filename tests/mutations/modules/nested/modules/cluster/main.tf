variable "name" {
  type = string
}

variable "settings" {
  type    = map(string)
  default = { containerInsights = "enabled" }
}

resource "aws_ecs_cluster" "this" {
  name = var.name

  dynamic "setting" {
    for_each = var.settings

    content {
      name  = setting.key
      value = setting.value
    }
  }
}

resource "aws_ecs_cluster_capacity_providers" "this" {
  cluster_name       = aws_ecs_cluster.this.name
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]

  default_capacity_provider_strategy {
    capacity_provider = "FARGATE"
    base              = 2
    weight            = 1
  }
}

output "cluster" {
  value = {
    id   = aws_ecs_cluster.this.id
    name = aws_ecs_cluster.this.name
  }
}
