data "aws_caller_identity" "me" {}

data "aws_vpc" "main" {
  tags = { Name = "main-${var.environment}" }
}

data "aws_subnets" "private" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.main.id]
  }
  filter {
    name   = "tag:Name"
    values = ["*private*"]
  }
}

data "aws_security_group" "shared" {
  id = "sg-0123456789abcdef0"
}

data "aws_ecr_repository" "service" {
  for_each = var.services
  name     = each.key
}

data "aws_ssm_parameter" "database_url" {
  name = "/${var.environment}/ecs/database_url"
}

data "aws_secretsmanager_secret_version" "database" {
  secret_id = "database"
}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

data "aws_acm_certificate" "main" {
  domain   = "example.com"
  statuses = ["ISSUED"]
}

data "aws_acm_certificate" "edge" {
  provider = aws.edge
  domain   = "cdn.example.com"
}

data "aws_route53_zone" "main" {
  name = "example.com."
}

data "terraform_remote_state" "network" {
  backend = "s3"
  config = {
    bucket = "states-of-nobody"
    key    = "network"
    region = "eu-central-1"
  }
}

locals {
  database = jsondecode(data.aws_secretsmanager_secret_version.database.secret_string)
  template = file("${path.module}/../../files/${var.environment}.json")
  containers = {
    for name, service in var.services : name => {
      name         = name
      image        = "${data.aws_ecr_repository.service[name].repository_url}:latest"
      portMappings = [{ containerPort = service.port }]
      environment  = name == "web" ? [{ name = "QUEUE", value = aws_sqs_queue.jobs.url }] : []
      secrets      = [{ name = "DATABASE_URL", valueFrom = data.aws_ssm_parameter.database_url.arn }]
    }
  }
}

resource "aws_sqs_queue" "jobs" {
  name = "jobs-${var.environment}"
}

resource "aws_ecs_cluster" "main" {
  name = "cluster-${data.aws_caller_identity.me.account_id}"
  tags = {
    Template = local.template
    User     = nonsensitive(local.database.username)
    Network  = data.terraform_remote_state.network.outputs.name
  }
}

resource "aws_iam_role" "execution" {
  name               = "execution-${var.environment}"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_ecs_task_definition" "service" {
  for_each                 = var.services
  family                   = "${each.key}-${var.environment}"
  cpu                      = each.value.cpu
  memory                   = each.value.memory
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.execution.arn
  container_definitions    = jsonencode([local.containers[each.key]])
}

resource "aws_lb" "main" {
  name            = "alb-${var.environment}"
  subnets         = data.aws_subnets.private.ids
  security_groups = [data.aws_security_group.shared.id]
}

resource "aws_lb_target_group" "service" {
  for_each    = var.services
  name        = "${each.key}-${var.environment}"
  port        = each.value.port
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = data.aws_vpc.main.id

  health_check {
    path              = "/health"
    healthy_threshold = 3
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.main.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = data.aws_acm_certificate.main.arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.service["web"].arn
  }
}

module "service" {
  source   = "../../modules/service"
  for_each = var.services
  name     = each.key
  cluster  = aws_ecs_cluster.main.id
  task     = aws_ecs_task_definition.service[each.key].arn
  subnets  = data.aws_subnets.private.ids
  tg       = aws_lb_target_group.service[each.key].arn
  port     = each.value.port
}

resource "aws_db_instance" "main" {
  identifier     = "main"
  engine         = "postgres"
  instance_class = "db.t3.micro"
  username       = var.from_tfvars
  password       = var.from_variable
}

output "secret" {
  value     = var.from_environment
  sensitive = true
}
