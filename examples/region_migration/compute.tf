resource "aws_launch_template" "app" {
  name          = "payments-app"
  image_id      = "ami-0a1b2c3d4e5f60718"
  instance_type = "t3.large"
  user_data = base64encode(<<-SCRIPT
    #!/bin/bash
    docker run -d -p 80:3000 -e DB_PASSWORD=${var.db_password} registry.example.com/payments-web:latest
  SCRIPT
  )

  vpc_security_group_ids = [aws_security_group.app.id]

  iam_instance_profile {
    name = aws_iam_instance_profile.app.name
  }
}

resource "aws_autoscaling_group" "app" {
  name                = "payments-app"
  min_size            = 2
  max_size            = 6
  desired_capacity    = 2
  vpc_zone_identifier = [aws_subnet.a.id, aws_subnet.b.id]
  target_group_arns   = [aws_lb_target_group.app.arn]
  health_check_type   = "ELB"

  launch_template {
    id      = aws_launch_template.app.id
    version = "$Latest"
  }

  tag {
    key                 = "Name"
    value               = "payments-app"
    propagate_at_launch = true
  }
}

resource "aws_instance" "migration" {
  ami                         = "ami-0a1b2c3d4e5f60718"
  instance_type               = "t3.medium"
  subnet_id                   = aws_subnet.a.id
  vpc_security_group_ids      = [aws_security_group.app.id]
  associate_public_ip_address = true

  tags = {
    Name = "migration-host"
    team = "Payments"
  }
}

resource "aws_iam_role" "app" {
  name = "payments-app"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ec2.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "app" {
  name = "payments-app"
  role = aws_iam_role.app.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "*"
      Resource = "*"
    }]
  })
}

resource "aws_iam_instance_profile" "app" {
  name = "payments-app"
  role = aws_iam_role.app.name
}
