resource "aws_db_subnet_group" "payments" {
  name       = "payments"
  subnet_ids = [aws_subnet.a.id, aws_subnet.b.id]
}

resource "aws_db_instance" "payments" {
  identifier             = "payments"
  engine                 = "postgres"
  engine_version         = "15.4"
  instance_class         = "db.t3.medium"
  allocated_storage      = 100
  username               = "payments"
  password               = var.db_password
  db_subnet_group_name   = aws_db_subnet_group.payments.name
  vpc_security_group_ids = [aws_security_group.app.id]
  skip_final_snapshot    = true

  tags = {
    Project = "migration"
  }
}

# Stays in the old region until the data is moved.
resource "aws_db_instance" "reporting" {
  provider = aws.old

  identifier          = "payments-reporting"
  engine              = "postgres"
  engine_version      = "15.4"
  instance_class      = "db.t3.small"
  allocated_storage   = 20
  username            = "reporting"
  password            = "reporting-2021"
  skip_final_snapshot = true
}

resource "aws_cloudwatch_log_group" "app" {
  name = "/payments/app"
}
