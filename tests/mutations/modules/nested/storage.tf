resource "aws_ecr_repository" "service" {
  for_each = local.services

  name = "${local.name}/${each.key}"
}

resource "aws_ecr_repository" "log_router" {
  name = "${local.name}/log-router"
}

# The values are written by hand, once: what stands here only makes the parameter.
resource "aws_ssm_parameter" "secret" {
  for_each = toset(["DATABASE_URL", "API_KEY", "JWT_SECRET"])

  name  = "/${local.name}/${lower(each.value)}"
  type  = "SecureString"
  value = "changeme"

  lifecycle {
    ignore_changes = [value]
  }
}

resource "aws_sqs_queue" "jobs" {
  name = "${local.name}-jobs"
}
