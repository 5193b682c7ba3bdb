variable "name" {
  type = string
}

variable "region" {
  type = string
}

variable "cluster" {
  type = string
}

variable "services" {
  type = list(string)
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name

  dashboard_body = jsonencode({
    widgets = [
      for metric in ["CPUUtilization", "MemoryUtilization"] : {
        type = "metric"
        properties = {
          region  = var.region
          title   = metric
          metrics = [for name in var.services : ["AWS/ECS", metric, "ServiceName", name, "ClusterName", var.cluster]]
        }
      }
    ]
  })
}
