data "aws_vpc" "platform" {
  tags = {
    Name = "${var.environment}-platform"
  }
}

data "aws_subnets" "public" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.platform.id]
  }

  tags = {
    Tier = "public"
  }
}

# One by one, so that a plan without AWS shows that the services run in several zones.
data "aws_subnet" "private" {
  for_each = toset(["a", "b"])

  vpc_id            = data.aws_vpc.platform.id
  availability_zone = "${var.aws_region}${each.key}"

  tags = {
    Tier = "private"
  }
}

data "aws_acm_certificate" "platform" {
  domain      = var.domain_name
  statuses    = ["ISSUED"]
  most_recent = true
}

data "aws_ecr_repository" "services" {
  for_each = var.services

  name = "fintech/${each.key}"
}

# Only the ARNs are used. Without decryption the values stay out of the state.
data "aws_ssm_parameter" "secrets" {
  for_each = toset(["database_url", "api_key", "jwt_secret"])

  name            = "/${var.environment}/ecs/${each.key}"
  with_decryption = false
}

data "aws_iam_policy_document" "ecs_tasks" {
  statement {
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}
