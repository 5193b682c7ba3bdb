terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "5.100.0" }
  }
}

provider "aws" {
  default_tags { tags = { Owner = "team" } }
}

variable "load_balancer_arn" {
  description = "Made beforehand: terraform waits a minute for one of its own."
  type        = string
}

variable "scaled" {
  description = "The resource id of a service that is made beforehand."
  type        = string
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "${data.aws_region.here.name}a"
}

resource "aws_subnet" "b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.2.0/24"
  availability_zone = "${data.aws_region.here.name}b"
}

data "aws_region" "here" {}

resource "aws_security_group" "lb" {
  name   = "lb"
  vpc_id = aws_vpc.main.id
  ingress {
    description      = "https"
    from_port        = 443
    to_port          = 443
    protocol         = "tcp"
    cidr_blocks      = ["0.0.0.0/0", "10.0.0.0/8"]
    ipv6_cidr_blocks = ["::/0"]
  }
  ingress {
    from_port = 80
    to_port   = 80
    protocol  = "tcp"
    self      = true
  }
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "tasks" {
  name_prefix = "tasks-"
  description = "of tasks"
  vpc_id      = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "from_lb" {
  security_group_id            = aws_security_group.tasks.id
  referenced_security_group_id = aws_security_group.lb.id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  description                  = "from lb"
}

resource "aws_vpc_security_group_egress_rule" "all" {
  security_group_id = aws_security_group.tasks.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
}

resource "aws_security_group" "old" {
  name   = "old"
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group_rule" "from_lb" {
  type                     = "ingress"
  security_group_id        = aws_security_group.old.id
  source_security_group_id = aws_security_group.lb.id
  protocol                 = "tcp"
  from_port                = 8081
  to_port                  = 8082
}

resource "aws_security_group_rule" "all" {
  type              = "egress"
  security_group_id = aws_security_group.old.id
  cidr_blocks       = ["0.0.0.0/0", "10.0.0.0/8"]
  protocol          = "all"
  from_port         = 0
  to_port           = 0
}

resource "aws_lb_target_group" "web" {
  name                 = "web"
  port                 = 8080
  protocol             = "HTTP"
  target_type          = "ip"
  vpc_id               = aws_vpc.main.id
  deregistration_delay = 30
  health_check {
    path              = "/health"
    matcher           = "200-299"
    healthy_threshold = 2
  }
  stickiness {
    type    = "lb_cookie"
    enabled = false
  }
}

resource "aws_lb_target_group" "tcp" {
  name        = "tcp"
  port        = 8080
  protocol    = "TCP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}

resource "aws_ecs_cluster" "main" {
  name = "main"
  setting {
    name  = "containerInsights"
    value = "enabled"
  }
  configuration {
    execute_command_configuration {
      logging = "OVERRIDE"
      log_configuration { cloud_watch_log_group_name = aws_cloudwatch_log_group.app.name }
    }
  }
}

resource "aws_cloudwatch_log_group" "app" {
  name              = "/app"
  retention_in_days = 30
  tags              = { Name = "app" }
}

resource "aws_cloudwatch_log_group" "forever" {
  name_prefix = "forever-"
}

resource "aws_cloudwatch_dashboard" "app" {
  dashboard_name = "app"
  dashboard_body = jsonencode({ widgets = [{ type = "text", x = 0, y = 0, width = 3, height = 3, properties = { markdown = "Hi" } }] })
}

resource "aws_iam_role" "task" {
  name                 = "task"
  path                 = "/app/"
  description          = "of the task"
  permissions_boundary = aws_iam_policy.queues.arn
  assume_role_policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }] })
}

resource "aws_iam_role" "inline" {
  name_prefix        = "inline-"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }] })
  inline_policy {
    name   = "own"
    policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::b/*" }] })
  }
  managed_policy_arns = ["arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"]
}

resource "aws_iam_role_policy" "queues" {
  name   = "queues"
  role   = aws_iam_role.task.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["sqs:SendMessage"], Resource = "*" }] })
}

resource "aws_iam_policy" "queues" {
  name        = "queues"
  description = "a policy"
  policy      = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["sqs:SendMessage"], Resource = "*" }] })
}

resource "aws_iam_role_policy_attachment" "queues" {
  role       = aws_iam_role.task.name
  policy_arn = aws_iam_policy.queues.arn
}

resource "aws_iam_role" "shared" {
  name               = "shared"
  assume_role_policy = aws_iam_role.inline.assume_role_policy
}

resource "aws_iam_policy_attachment" "shared" {
  name       = "shared"
  policy_arn = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"
  roles      = [aws_iam_role.shared.name]
}

resource "aws_iam_role_policies_exclusive" "task" {
  role_name    = aws_iam_role.task.name
  policy_names = [aws_iam_role_policy.queues.name]
}

resource "aws_iam_role_policy_attachments_exclusive" "task" {
  role_name   = aws_iam_role.task.name
  policy_arns = [aws_iam_role_policy_attachment.queues.policy_arn]
}

resource "aws_ssm_parameter" "secret" {
  name        = "/app/secret"
  type        = "SecureString"
  value       = "hidden"
  description = "of the app"
}

resource "aws_ssm_parameter" "plain" {
  name            = "plain"
  type            = "String"
  value           = "v"
  allowed_pattern = ".*"
}

resource "aws_secretsmanager_secret" "app" {
  name        = "app/secret"
  description = "of the app"
}

resource "aws_ecr_repository" "web" {
  name                 = "app/web"
  image_tag_mutability = "IMMUTABLE"
  image_scanning_configuration { scan_on_push = true }
}

resource "aws_ecr_repository" "plain" {
  name = "plain"
}

resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.inline.arn
  task_role_arn            = aws_iam_role.task.arn
  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "ARM64"
  }
  ephemeral_storage { size_in_gib = 30 }
  volume { name = "scratch" }
  volume {
    name = "efs"
    efs_volume_configuration {
      file_system_id     = "fs-12345678"
      transit_encryption = "ENABLED"
      authorization_config {
        access_point_id = "fsap-1"
        iam             = "ENABLED"
      }
    }
  }
  container_definitions = jsonencode([{
    name             = "web"
    cpu              = 128
    healthCheck      = { command = ["CMD-SHELL", "exit 0"], interval = 10 }
    dependsOn        = [{ containerName = "init", condition = "SUCCESS" }]
    mountPoints      = [{ sourceVolume = "efs", containerPath = "/data", readOnly = true }]
    ulimits          = [{ name = "nofile", softLimit = 1024, hardLimit = 4096 }]
    stopTimeout      = 60
    image            = "${aws_ecr_repository.web.repository_url}:1"
    portMappings     = [{ containerPort = 8080 }]
    environment      = [{ name = "B", value = "2" }, { name = "A", value = "1" }]
    secrets          = [{ name = "S", valueFrom = aws_ssm_parameter.secret.arn }]
    logConfiguration = { logDriver = "awslogs", options = { "awslogs-group" = aws_cloudwatch_log_group.app.name, "awslogs-region" = data.aws_region.here.name, "awslogs-stream-prefix" = "web" } }
    }, {
    name      = "init"
    image     = "init:1"
    essential = false
    command   = ["b", "a"]
  }])
}

resource "aws_ecs_task_definition" "least" {
  family                = "least"
  container_definitions = jsonencode([{ name = "a", image = "b", essential = false, memory = 128 }])
}

resource "aws_lb_listener" "redirect" {
  load_balancer_arn = var.load_balancer_arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type = "redirect"
    redirect {
      protocol    = "HTTPS"
      port        = "443"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_lb_listener" "fixed" {
  load_balancer_arn = var.load_balancer_arn
  port              = 8000
  protocol          = "HTTP"
  default_action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      status_code  = "404"
    }
  }
}

resource "aws_lb_listener" "forward" {
  load_balancer_arn = var.load_balancer_arn
  port              = 8001
  protocol          = "HTTP"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}

resource "aws_lb_listener" "weighted" {
  load_balancer_arn = var.load_balancer_arn
  port              = 8002
  protocol          = "HTTP"
  default_action {
    type = "forward"
    forward {
      target_group {
        arn    = aws_lb_target_group.web.arn
        weight = 3
      }
      stickiness {
        enabled  = true
        duration = 600
      }
    }
  }
}

resource "aws_lb_listener_rule" "forward" {
  listener_arn = aws_lb_listener.fixed.arn
  priority     = 10
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
  condition {
    path_pattern { values = ["/a/*", "/b"] }
  }
  condition {
    host_header { values = ["x.example.com"] }
  }
}

resource "aws_lb_listener_rule" "redirect" {
  listener_arn = aws_lb_listener.fixed.arn
  priority     = 11
  action {
    type = "redirect"
    redirect {
      host        = "z.example.com"
      status_code = "HTTP_302"
    }
  }
  condition {
    query_string {
      key   = "a"
      value = "b"
    }
  }
  condition {
    http_header {
      http_header_name = "X-a"
      values           = ["b"]
    }
  }
  condition {
    http_request_method { values = ["GET"] }
  }
  condition {
    source_ip { values = ["10.0.0.0/8"] }
  }
}

resource "aws_appautoscaling_target" "web" {
  min_capacity       = 1
  max_capacity       = 4
  resource_id        = var.scaled
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"
}

resource "aws_appautoscaling_policy" "cpu" {
  name               = "cpu"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.web.resource_id
  scalable_dimension = aws_appautoscaling_target.web.scalable_dimension
  service_namespace  = aws_appautoscaling_target.web.service_namespace
  target_tracking_scaling_policy_configuration {
    target_value      = 60
    scale_in_cooldown = 300
    predefined_metric_specification { predefined_metric_type = "ECSServiceAverageCPUUtilization" }
  }
}

resource "aws_appautoscaling_policy" "step" {
  name               = "step"
  resource_id        = aws_appautoscaling_target.web.resource_id
  scalable_dimension = aws_appautoscaling_target.web.scalable_dimension
  service_namespace  = aws_appautoscaling_target.web.service_namespace
  step_scaling_policy_configuration {
    adjustment_type         = "ChangeInCapacity"
    cooldown                = 60
    metric_aggregation_type = "Average"
    step_adjustment {
      metric_interval_lower_bound = 0
      scaling_adjustment          = 1
    }
  }
}
