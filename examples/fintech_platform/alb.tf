resource "aws_security_group" "alb" {
  name        = "${var.environment}-alb-${local.env_suffix}"
  description = "Load balancer: HTTPS from anywhere, on to the services"
  vpc_id      = data.aws_vpc.platform.id

  ingress {
    description = "HTTPS"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    description = "HTTP, answered with a redirect"
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  dynamic "egress" {
    for_each = local.load_balanced

    content {
      description = egress.key
      from_port   = egress.value.port
      to_port     = egress.value.port
      protocol    = "tcp"
      cidr_blocks = [data.aws_vpc.platform.cidr_block]
    }
  }
}

resource "aws_security_group" "tasks" {
  name        = "${var.environment}-ecs-tasks-${local.env_suffix}"
  description = "Tasks: the service ports from the load balancer, HTTPS and the database outwards"
  vpc_id      = data.aws_vpc.platform.id

  dynamic "ingress" {
    for_each = local.load_balanced

    content {
      description     = ingress.key
      from_port       = ingress.value.port
      to_port         = ingress.value.port
      protocol        = "tcp"
      security_groups = [aws_security_group.alb.id]
    }
  }

  egress {
    description = "AWS and partner APIs"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    description = "Database"
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    cidr_blocks = [data.aws_vpc.platform.cidr_block]
  }
}

resource "aws_lb" "main" {
  name                       = "${var.environment}-alb-${local.env_suffix}"
  load_balancer_type         = "application"
  internal                   = false
  security_groups            = [aws_security_group.alb.id]
  subnets                    = data.aws_subnets.public.ids
  drop_invalid_header_fields = true
  enable_deletion_protection = var.environment == "prod"
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.main.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.main.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = data.aws_acm_certificate.platform.arn

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      message_body = "Not found"
      status_code  = "404"
    }
  }
}

resource "aws_lb_target_group" "services" {
  for_each = local.load_balanced

  name                 = "${var.environment}-${each.key}-tg-${local.env_suffix}"
  port                 = each.value.port
  protocol             = "HTTP"
  target_type          = "ip"
  vpc_id               = data.aws_vpc.platform.id
  deregistration_delay = 60

  health_check {
    enabled             = true
    path                = each.value.health_check_path
    matcher             = "200"
    healthy_threshold   = 3
    unhealthy_threshold = 2
    timeout             = 5
    interval            = 30
  }

  tags = local.service_tags[each.key]

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener_rule" "services" {
  for_each = local.load_balanced

  listener_arn = aws_lb_listener.https.arn
  priority     = each.value.priority

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.services[each.key].arn
  }

  condition {
    path_pattern {
      values = each.value.path_patterns
    }
  }

  tags = local.service_tags[each.key]
}
