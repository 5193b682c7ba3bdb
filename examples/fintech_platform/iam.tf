# The execution role is what ECS uses to start a task, the task role what the application may do. They differ.

resource "aws_iam_role" "execution" {
  for_each = var.services

  name               = "${var.environment}-${each.key}-execution-${local.env_suffix}"
  assume_role_policy = data.aws_iam_policy_document.ecs_tasks.json

  tags = local.service_tags[each.key]
}

resource "aws_iam_role_policy" "execution" {
  for_each = var.services

  name = "${var.environment}-${each.key}-execution-${local.env_suffix}"
  role = aws_iam_role.execution[each.key].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # The token is for the registry as a whole: AWS takes no narrower resource.
        Sid      = "RegistryToken"
        Effect   = "Allow"
        Action   = ["ecr:GetAuthorizationToken"]
        Resource = "*"
      },
      {
        Sid    = "PullImage"
        Effect = "Allow"
        Action = [
          "ecr:BatchCheckLayerAvailability",
          "ecr:BatchGetImage",
          "ecr:GetDownloadUrlForLayer",
        ]
        Resource = data.aws_ecr_repository.services[each.key].arn
      },
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.services[each.key].arn}:*"
      },
      {
        Sid      = "ReadSecrets"
        Effect   = "Allow"
        Action   = ["ssm:GetParameters"]
        Resource = [for parameter in data.aws_ssm_parameter.secrets : parameter.arn]
      },
    ]
  })
}

# No policy hangs on the task roles yet: the applications call no AWS API.
resource "aws_iam_role" "task" {
  for_each = var.services

  name               = "${var.environment}-${each.key}-task-${local.env_suffix}"
  assume_role_policy = data.aws_iam_policy_document.ecs_tasks.json

  tags = local.service_tags[each.key]
}
