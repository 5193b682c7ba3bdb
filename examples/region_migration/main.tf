# Moves the payments stack from us-west-1 to us-west-2.

terraform {
  required_version = ">= 1.5.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = "us-west-2"
}

provider "aws" {
  alias  = "old"
  region = "us-west-1"
}

variable "environment" {
  default = "prod"
}

variable "db_password" {
  default   = "Sup3rS3cret-2021"
  sensitive = true
}

resource "aws_vpc" "new" {
  cidr_block           = "10.20.0.0/16"
  enable_dns_hostnames = true

  tags = {
    Name = "payments-us-west-2"
    Env  = var.environment
  }
}

resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.new.id
  cidr_block        = "10.20.1.0/24"
  availability_zone = "us-west-2a"

  tags = {
    Name        = "payments-a"
    environment = "production"
  }
}

resource "aws_subnet" "b" {
  vpc_id            = aws_vpc.new.id
  cidr_block        = "10.20.2.0/24"
  availability_zone = "us-west-2b"
}

resource "aws_internet_gateway" "new" {
  vpc_id = aws_vpc.new.id
}

resource "aws_security_group" "app" {
  name   = "payments-app"
  vpc_id = aws_vpc.new.id

  ingress {
    from_port   = 0
    to_port     = 65535
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
