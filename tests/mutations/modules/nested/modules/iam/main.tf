locals {
  trust = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role" "this" {
  for_each = toset(["execution", "task"])

  name               = "${var.name}-${each.value}"
  assume_role_policy = local.trust
  tags               = var.tags
}

resource "aws_iam_role_policy_attachment" "execution" {
  role       = aws_iam_role.this["execution"].name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

data "aws_iam_policy_document" "secrets" {
  statement {
    actions   = ["ssm:GetParameters"]
    resources = var.parameters
  }
}

resource "aws_iam_policy" "secrets" {
  name   = "${var.name}-secrets"
  policy = data.aws_iam_policy_document.secrets.json
  tags   = var.tags
}

resource "aws_iam_role_policy_attachment" "secrets" {
  role       = aws_iam_role.this["execution"].name
  policy_arn = aws_iam_policy.secrets.arn
}

resource "aws_iam_role_policy" "queue" {
  name = "queue"
  role = aws_iam_role.this["task"].id

  policy = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage"],
          "Resource": "${var.queue}"
        }
      ]
    }
  EOT
}

resource "aws_iam_role_policy" "shipping" {
  name = "shipping"
  role = aws_iam_role.this["task"].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect   = "Allow"
      Action   = "cloudwatch:PutMetricData"
      Resource = "*"
    }
  })
}
