resource "aws_security_group" "alb" {
  name_prefix = "${var.name}-alb-"
  description = "From everywhere to the load balancer"
  vpc_id      = aws_vpc.main.id

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  dynamic "egress" {
    for_each = var.ports

    content {
      from_port   = egress.value
      to_port     = egress.value
      protocol    = "tcp"
      cidr_blocks = aws_subnet.private[*].cidr_block
    }
  }
}

resource "aws_security_group" "tasks" {
  name_prefix = "${var.name}-tasks-"
  description = "From the load balancer to the tasks"
  vpc_id      = aws_vpc.main.id
}

resource "aws_security_group_rule" "tasks_in" {
  for_each = var.ports

  type                     = "ingress"
  security_group_id        = aws_security_group.tasks.id
  source_security_group_id = aws_security_group.alb.id
  protocol                 = "tcp"
  from_port                = each.value
  to_port                  = each.value
}

resource "aws_security_group_rule" "tasks_out" {
  type              = "egress"
  security_group_id = aws_security_group.tasks.id
  cidr_blocks       = ["0.0.0.0/0"]
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
}
