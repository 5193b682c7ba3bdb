data "aws_partition" "current" {}

data "aws_vpc" "shared" {
  tags = { Name = var.vpc_name }
}

data "aws_subnet" "private" {
  for_each = toset(["a", "b"])

  vpc_id            = data.aws_vpc.shared.id
  availability_zone = "${var.region}${each.value}"
  tags              = { Tier = "private" }
}

data "aws_subnet" "public" {
  for_each = toset(["a", "b"])

  vpc_id            = data.aws_vpc.shared.id
  availability_zone = "${var.region}${each.value}"
  tags              = { Tier = "public" }
}

data "aws_acm_certificate" "site" {
  domain = "ledger.example.com"
}

data "aws_ecr_repository" "app" {
  for_each = var.services

  name = "ledger/${each.key}"
}

data "aws_ssm_parameter" "database_url" {
  name            = "/${var.environment}/ledger/database_url"
  with_decryption = false
}

data "aws_ssm_parameter" "api_key" {
  name            = "/${var.environment}/ledger/api_key"
  with_decryption = false
}

data "aws_ssm_parameter" "jwt_secret" {
  name            = "/${var.environment}/ledger/jwt_secret"
  with_decryption = false
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "secrets" {
  statement {
    sid     = "Secrets"
    actions = ["ssm:GetParameters"]
    resources = [
      data.aws_ssm_parameter.database_url.arn,
      data.aws_ssm_parameter.api_key.arn,
      data.aws_ssm_parameter.jwt_secret.arn,
    ]
  }
}

data "aws_iam_policy_document" "uploads" {
  statement {
    sid       = "Uploads"
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["${aws_s3_bucket.uploads.arn}/*"]
  }

  statement {
    sid       = "List"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.uploads.arn]
  }
}
