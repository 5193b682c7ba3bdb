# What public modules for ECS look up, by each of the ways in which they do it.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region = "eu-north-1"
}

data "aws_canonical_user_id" "a" {}

data "aws_organizations_organization" "a" {}

data "aws_regions" "a" {}

data "aws_region" "a" {}

data "aws_region" "b" { name = "us-east-1" }

data "aws_ip_ranges" "a" {
  regions  = ["eu-north-1"]
  services = ["ec2"]
}

data "aws_availability_zone" "a" { name = "eu-north-1a" }

data "aws_availability_zones" "a" {
  state = "available"
  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

data "aws_partition" "a" {}

data "aws_service_principal" "a" { service_name = "ecs" }

data "aws_service" "a" {
  service_id = "ecs"
}

data "aws_default_tags" "a" {}

data "aws_elb_service_account" "a" {}

data "aws_lb_hosted_zone_id" "a" {}

data "aws_iam_session_context" "a" { arn = data.aws_caller_identity.a.arn }

data "aws_caller_identity" "a" {}

data "aws_iam_account_alias" "a" {}

data "aws_iam_policy" "foreign" { arn = "arn:aws:iam::999999999999:policy/path/shared" }

data "aws_iam_policy" "gone" { arn = "arn:aws:iam::aws:policy/NewerThanMoto" }

data "aws_iam_policy" "name" { name = "AmazonECSTaskExecutionRolePolicy" }

data "aws_iam_policy" "own" {
  name        = "ownx"
  path_prefix = "/team/"
}

data "aws_iam_roles" "a" { name_regex = "AWSReservedSSO_AdministratorAccess_.*" }

data "aws_iam_roles" "b" { path_prefix = "/aws-reserved/sso.amazonaws.com/" }

data "aws_iam_role" "slr" { name = "AWSServiceRoleForECS" }

data "aws_iam_user" "a" { user_name = "u" }

data "aws_iam_group" "a" { group_name = "u" }

data "aws_iam_instance_profile" "a" { name = "u" }

data "aws_iam_openid_connect_provider" "a" { url = "https://token.actions.githubusercontent.com" }

data "aws_iam_openid_connect_provider" "b" { arn = "arn:aws:iam::999999999999:oidc-provider/gitlab.com" }

data "aws_vpc" "default" { default = true }

data "aws_vpc" "f" {
  filter {
    name   = "tag:Name"
    values = ["*prod*"]
  }
}

data "aws_subnets" "pub" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.f.id]
  }
  tags = { Tier = "Public" }
}

data "aws_subnet" "pub" {
  for_each = toset(data.aws_subnets.pub.ids)
  id       = each.value
}

data "aws_subnet" "byname" {
  filter {
    name   = "tag:Name"
    values = ["private-a"]
  }
}

data "aws_subnet" "defaz" {
  availability_zone = "eu-north-1b"
  default_for_az    = true
}

data "aws_security_group" "b" {
  vpc_id = data.aws_vpc.f.id
  tags   = { Name = "alb" }
}

data "aws_security_groups" "c" { tags = { App = "x" } }

data "aws_route_table" "a" {
  vpc_id = data.aws_vpc.f.id
  filter {
    name   = "association.main"
    values = ["true"]
  }
}

data "aws_route_tables" "a" {
  vpc_id = data.aws_vpc.f.id
  filter {
    name   = "tag:Name"
    values = ["*private*"]
  }
}

data "aws_internet_gateway" "a" {
  filter {
    name   = "attachment.vpc-id"
    values = [data.aws_vpc.f.id]
  }
}

data "aws_nat_gateway" "a" { vpc_id = data.aws_vpc.f.id }

data "aws_nat_gateways" "a" { vpc_id = data.aws_vpc.f.id }

data "aws_eip" "a" { tags = { Name = "nat" } }

data "aws_eip" "b" { public_ip = "52.1.2.3" }

data "aws_eips" "a" { tags = { Name = "nat" } }

data "aws_network_interfaces" "a" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.f.id]
  }
}

data "aws_network_acls" "a" { vpc_id = data.aws_vpc.f.id }

data "aws_vpc_endpoint" "s3" {
  vpc_id       = data.aws_vpc.f.id
  service_name = "com.amazonaws.eu-north-1.s3"
}

data "aws_vpc_endpoint_service" "a" {
  service      = "s3"
  service_type = "Gateway"
}

data "aws_vpc_endpoint_service" "b" {
  service = "ecr.api"
  filter {
    name   = "service-type"
    values = ["Interface"]
  }
}

data "aws_vpc_endpoint_service" "c" {
  service = "ecs-telemetry"
  filter {
    name   = "service-type"
    values = ["Interface"]
  }
}

data "aws_ec2_managed_prefix_list" "cf" { name = "com.amazonaws.global.cloudfront.origin-facing" }

data "aws_prefix_list" "s3" { name = "com.amazonaws.eu-north-1.s3" }

data "aws_prefix_list" "s3b" {
  filter {
    name   = "prefix-list-name"
    values = ["com.amazonaws.eu-north-1.dynamodb"]
  }
}

data "aws_instance" "a" { instance_tags = { Role = "bastion" } }

data "aws_instance" "b" { instance_id = "i-0123456789abcdef0" }

data "aws_key_pair" "a" { key_name = "k" }

data "aws_launch_template" "a" { name = "lt" }

data "aws_launch_template" "b" { id = "lt-0123456789abcdef0" }

data "aws_ami" "al2" {
  most_recent = true
  owners      = ["amazon"]
  filter {
    name   = "name"
    values = ["amzn2-ami-ecs-hvm-*-x86_64-ebs"]
  }
}

data "aws_ami" "al2023" {
  most_recent = true
  owners      = ["amazon"]
  filter {
    name   = "name"
    values = ["al2023-ami-ecs-hvm-2023.*-kernel-6.1-arm64"]
  }
  filter {
    name   = "architecture"
    values = ["arm64"]
  }
}

data "aws_ami" "ubuntu" {
  most_recent = true
  owners      = ["099720109477"]
  filter {
    name   = "name"
    values = ["ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-*"]
  }
}

data "aws_ami" "alias" {
  most_recent = true
  filter {
    name   = "owner-alias"
    values = ["amazon"]
  }
  filter {
    name   = "name"
    values = ["amzn2-ami-hvm*"]
  }
}

data "aws_ssm_parameter" "rec" { name = "/aws/service/ecs/optimized-ami/amazon-linux-2/recommended" }

data "aws_ssm_parameter" "rec2" { name = "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended" }

data "aws_ssm_parameter" "imgid" { name = "/aws/service/ecs/optimized-ami/amazon-linux-2/recommended/image_id" }

data "aws_ssm_parameter" "al" { name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64" }

data "aws_ssm_parameter" "fb" { name = "/aws/service/aws-for-fluent-bit/stable" }

data "aws_ssm_parameter" "gi" { name = "/aws/service/global-infrastructure/regions/eu-north-1/longName" }

data "aws_ssm_parameter" "bot" { name = "/aws/service/bottlerocket/aws-ecs-2/x86_64/latest/image_id" }

data "aws_ssm_parameter" "arn" { name = "arn:aws:ssm:eu-north-1:999999999999:parameter/shared/thing" }

data "aws_ssm_parameter" "ver" { name = "/app/versioned:3" }

data "aws_ssm_parameter" "plain" {
  name            = "noslash"
  with_decryption = false
}

data "aws_ssm_parameters_by_path" "a" {
  path      = "/apps/x/"
  recursive = true
}

data "aws_ssm_parameters_by_path" "b" { path = "/aws/service/global-infrastructure/regions" }

data "aws_secretsmanager_secret" "n" { name = "app/db" }

data "aws_secretsmanager_secret" "a" { arn = "arn:aws:secretsmanager:eu-north-1:999999999999:secret:shared/db-AbCdEf" }

data "aws_secretsmanager_secret_version" "n" { secret_id = data.aws_secretsmanager_secret.n.id }

data "aws_secretsmanager_secret_version" "a" { secret_id = data.aws_secretsmanager_secret.a.arn }

data "aws_secretsmanager_secret_version" "p" {
  secret_id     = "plainname"
  version_stage = "AWSPREVIOUS"
}

data "aws_secretsmanager_secrets" "a" {
  filter {
    name   = "name"
    values = ["app"]
  }
}

data "aws_secretsmanager_random_password" "a" { password_length = 20 }

data "aws_kms_key" "a" { key_id = "alias/app" }

data "aws_kms_key" "b" { key_id = "arn:aws:kms:eu-north-1:999999999999:key/1234abcd-12ab-44cd-96ef-1234567890ab" }

data "aws_kms_alias" "a" { name = "alias/aws/ssm" }

data "aws_kms_alias" "b" { name = "alias/own2" }

data "aws_acm_certificate" "a" {
  domain      = "*.example.org"
  statuses    = ["ISSUED"]
  most_recent = true
  types       = ["AMAZON_ISSUED"]
}

data "aws_acm_certificate" "b" {
  domain = "imported.example.org"
  types  = ["IMPORTED"]
}

data "aws_acm_certificate" "c" {
  tags = { Name = "x" }
}

data "aws_route53_zone" "pub" { name = "example.org" }

data "aws_route53_zone" "priv" {
  name         = "example.org"
  private_zone = true
}

data "aws_route53_zone" "vpc" {
  name   = "internal"
  vpc_id = data.aws_vpc.f.id
}

data "aws_route53_zones" "all" {}

data "aws_efs_file_system" "a" { tags = { Name = "shared" } }

data "aws_efs_file_system" "b" { creation_token = "tok" }

data "aws_efs_access_point" "a" { access_point_id = "fsap-0123456789abcdef0" }

data "aws_efs_access_points" "a" { file_system_id = data.aws_efs_file_system.a.id }

data "aws_efs_mount_target" "a" { file_system_id = data.aws_efs_file_system.a.id }

data "aws_ecs_cluster" "a" { cluster_name = "c" }

data "aws_ecs_clusters" "a" {}

data "aws_ecs_service" "a" {
  service_name = "s"
  cluster_arn  = data.aws_ecs_cluster.a.arn
}

data "aws_ecs_task_definition" "a" { task_definition = "fam" }

data "aws_ecs_task_definition" "b" { task_definition = "fam2:7" }

data "aws_ecs_container_definition" "a" {
  task_definition = data.aws_ecs_task_definition.a.id
  container_name  = "web"
}

data "aws_ecr_repository" "a" { name = "rr" }

data "aws_ecr_repository" "b" {
  name        = "r2"
  registry_id = "999999999999"
}

data "aws_ecr_image" "a" {
  repository_name = "rr"
  most_recent     = true
}

data "aws_ecr_repositories" "a" {}

data "aws_ecr_authorization_token" "a" {}

data "aws_ecr_lifecycle_policy_document" "a" {
  rule {
    priority = 1
    selection {
      tag_status   = "any"
      count_type   = "imageCountMoreThan"
      count_number = 5
    }
  }
}

data "aws_lb" "a" { name = "main" }

data "aws_lb" "t" { tags = { Name = "byt" } }

data "aws_lb" "n" { arn = "arn:aws:elasticloadbalancing:eu-north-1:999999999999:loadbalancer/net/nlb/0123456789abcdef" }

data "aws_lb_listener" "a" {
  load_balancer_arn = data.aws_lb.a.arn
  port              = 443
}

data "aws_lb_listener" "n" {
  load_balancer_arn = data.aws_lb.n.arn
  port              = 80
}

data "aws_lb_listener" "byarn" { arn = "arn:aws:elasticloadbalancing:eu-north-1:999999999999:listener/app/other/0123456789abcdef/fedcba9876543210" }

data "aws_lb_listener_rule" "a" {
  listener_arn = data.aws_lb_listener.a.arn
  priority     = 10
}

data "aws_lb_target_group" "a" { name = "tg" }

data "aws_lb_target_group" "b" { arn = "arn:aws:elasticloadbalancing:eu-north-1:999999999999:targetgroup/tgx/0123456789abcdef" }

data "aws_lb_target_group" "c" { tags = { a = "b" } }

data "aws_lbs" "a" { tags = { k = "v" } }

data "aws_cloudwatch_log_group" "a" { name = "/ecs/x" }

data "aws_cloudwatch_log_groups" "a" { log_group_name_prefix = "/ecs" }

data "aws_cloudwatch_event_bus" "a" { name = "bus" }

data "aws_service_discovery_dns_namespace" "a" {
  name = "svc.local"
  type = "DNS_PRIVATE"
}

data "aws_service_discovery_http_namespace" "a" { name = "http-ns" }

data "aws_service_discovery_service" "a" {
  name         = "sd"
  namespace_id = data.aws_service_discovery_dns_namespace.a.id
}

data "aws_s3_bucket" "a" { bucket = "bkt-x" }

data "aws_s3_object" "a" {
  bucket = "bkt-x"
  key    = "env/prod.env"
}

data "aws_s3_objects" "a" { bucket = "bkt-y" }

data "aws_db_instance" "a" { db_instance_identifier = "db" }

data "aws_db_subnet_group" "a" { name = "dbsg" }

data "aws_db_parameter_group" "a" { name = "dbpg" }

data "aws_db_snapshot" "a" {
  db_instance_identifier = "db2"
  most_recent            = true
}

data "aws_rds_cluster" "a" { cluster_identifier = "cl" }

data "aws_elasticache_cluster" "a" { cluster_id = "ec" }

data "aws_elasticache_replication_group" "a" { replication_group_id = "rg" }

data "aws_elasticache_subnet_group" "a" { name = "ecsg" }

data "aws_dynamodb_table" "a" { name = "tbl" }

data "aws_sqs_queue" "a" { name = "q" }

data "aws_sns_topic" "a" { name = "t" }

data "aws_wafv2_web_acl" "a" {
  name  = "w"
  scope = "REGIONAL"
}

data "aws_wafv2_ip_set" "a" {
  name  = "w"
  scope = "REGIONAL"
}

data "aws_wafv2_rule_group" "a" {
  name  = "w"
  scope = "REGIONAL"
}

data "aws_cloudfront_distribution" "a" { id = "E1234567890ABC" }

data "aws_cloudfront_log_delivery_canonical_user_id" "a" {}

data "aws_cognito_user_pools" "a" { name = "pool" }

data "aws_cognito_user_pool" "a" { user_pool_id = "eu-north-1_abcdefghi" }

data "aws_cognito_user_pool_clients" "a" { user_pool_id = tolist(data.aws_cognito_user_pools.a.ids)[0] }

data "aws_lambda_function" "a" { function_name = "fn" }

data "aws_ami_ids" "a" {
  owners = ["self"]
  filter {
    name   = "name"
    values = ["app-*"]
  }
}

data "aws_vpcs" "a" {
  tags = {
    Service = "production"
  }
}

data "aws_instances" "a" {
  instance_tags = {
    Role = "bastion"
  }
  depends_on = [data.aws_instance.a]
}

data "aws_lambda_alias" "a" {
  function_name = data.aws_lambda_function.a.function_name
  name          = "live"
}

data "aws_cloudfront_cache_policy" "a" { name = "Managed-CachingOptimized" }

data "aws_cloudfront_cache_policy" "b" { id = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad" }

data "aws_cloudfront_origin_request_policy" "a" { name = "Managed-AllViewer" }

data "aws_cloudfront_response_headers_policy" "a" { name = "Managed-SecurityHeadersPolicy" }

ephemeral "aws_secretsmanager_secret_version" "e" {
  secret_id = "app/ephemeral"
}

ephemeral "aws_ssm_parameter" "e" {
  arn = "arn:aws:ssm:eu-north-1:999999999999:parameter/app/ephemeral"
}

ephemeral "aws_kms_secrets" "e" {
  secret {
    name    = "token"
    payload = "AQICAHgcPj9Ub3RoZXIgYWNjb3VudC4="
  }
}

locals {
  ephemeral_user = jsondecode(ephemeral.aws_secretsmanager_secret_version.e.secret_string).username
}

data "aws_kms_secrets" "a" {
  secret {
    name    = "token"
    payload = "AQICAHgcPj9Ub3RoZXIgYWNjb3VudA=="
    context = {
      purpose = "test"
    }
  }
  secret {
    name    = "without_context"
    payload = "AQICAHgcPj9Ub3RoZXIgdGV4dA=="
  }
}

output "token" {
  value = nonsensitive(length(data.aws_kms_secrets.a.plaintext["token"]))
}

output "image" {
  value = nonsensitive(startswith(jsondecode(data.aws_ssm_parameter.rec.value).image_id, "ami-"))
}

output "ip_ranges" {
  value = data.aws_ip_ranges.a.cidr_blocks
}

output "managed_policy" {
  value = data.aws_iam_policy.gone.arn
}

output "registry" {
  value = data.aws_ecr_repository.b.repository_url
}
