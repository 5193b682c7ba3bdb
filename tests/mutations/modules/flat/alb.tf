resource "aws_lb" "this" {
  name               = "${local.prefix}-${local.suffix}"
  load_balancer_type = "application"
  security_groups    = [aws_security_group.alb.id]
  subnets            = values(data.aws_subnet.public)[*].id
  tags               = local.tags
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = data.aws_acm_certificate.site.arn
  tags              = local.tags

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      message_body = "Nothing here"
      status_code  = "404"
    }
  }
}

resource "aws_lb_target_group" "this" {
  for_each = local.public

  name                 = "${var.environment}-${each.key}-${local.suffix}"
  port                 = each.value.port
  protocol             = "HTTP"
  target_type          = "ip"
  vpc_id               = data.aws_vpc.shared.id
  deregistration_delay = 60
  tags                 = merge(local.tags, { Service = each.key, Type = each.value.kind })

  health_check {
    enabled             = true
    path                = "/health"
    matcher             = "200"
    healthy_threshold   = 3
    unhealthy_threshold = 2
    timeout             = 5
    interval            = 30
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener_rule" "this" {
  for_each = local.public

  listener_arn = aws_lb_listener.https.arn
  priority     = each.value.priority
  tags         = merge(local.tags, { Service = each.key, Type = each.value.kind })

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[each.key].arn
  }

  condition {
    path_pattern {
      values = [each.value.path]
    }
  }
}
