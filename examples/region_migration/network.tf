resource "aws_lb" "app" {
  name               = "payments"
  load_balancer_type = "application"
  security_groups    = [aws_security_group.app.id]
  subnets            = [aws_subnet.a.id, aws_subnet.b.id]

  tags = {
    ENVIRONMENT = var.environment
  }
}

resource "aws_lb_target_group" "app" {
  name     = "payments"
  port     = 80
  protocol = "HTTP"
  vpc_id   = aws_vpc.new.id

  health_check {
    path                = "/"
    matcher             = "200-499"
    healthy_threshold   = 10
    unhealthy_threshold = 10
    timeout             = 60
    interval            = 120
  }
}

resource "aws_lb_listener" "app" {
  load_balancer_arn = aws_lb.app.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app.arn
  }
}
