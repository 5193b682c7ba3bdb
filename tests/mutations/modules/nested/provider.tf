terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = local.region

  default_tags {
    tags = {
      Environment       = var.environment
      EnvironmentSuffix = local.suffix
      ManagedBy         = "terraform"
      Project           = "shop"
      Team              = "storefront"
    }
  }
}
