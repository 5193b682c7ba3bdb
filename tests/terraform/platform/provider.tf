terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }

  backend "s3" {
    bucket = "states-of-nobody"
    key    = "platform"
    region = "eu-central-1"
  }
}

provider "aws" {
  region              = "eu-central-1"
  profile             = "profile-of-nobody"
  allowed_account_ids = ["730184296155"]

  assume_role {
    role_arn = "arn:aws:iam::730184296155:role/deploy"
  }
}

provider "aws" {
  alias  = "edge"
  region = "us-east-1"
}
