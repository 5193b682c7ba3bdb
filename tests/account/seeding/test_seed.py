"""Each data source is asked for with boto3 as the provider asks: what was seeded must be found."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from pytest_ecsfargate.account.emulated import EmulatedAccount
from pytest_ecsfargate.account.seeding.registry import seeders
from pytest_ecsfargate.account.seeding.seed import Seeded
from pytest_ecsfargate.plan.seeds import SEEDED

Fill = Callable[..., Seeded]
Client = Callable[[str], Any]
REGION = "eu-north-1"


def test_every_seeder_is_for_a_data_source_of_aws() -> None:
    assert len(seeders()) > 50
    assert all(name.startswith("aws_") for name in seeders())


def test_a_vpc_by_its_tags_and_what_is_in_it(fill: Fill, client: Client) -> None:
    result = fill("""
    data "aws_subnets" "private" {
      filter {
        name   = "vpc-id"
        values = [data.aws_vpc.main.id]
      }
      filter {
        name   = "tag:Name"
        values = ["*private*"]
      }
    }
    data "aws_vpc" "main" {
      tags = { Name = "main" }
    }
    data "aws_subnet" "one" {
      for_each = toset(data.aws_subnets.private.ids)
      id       = each.value
    }
    data "aws_security_group" "g" {
      name   = "alb"
      vpc_id = data.aws_vpc.main.id
    }
    data "aws_route_tables" "r" {
      vpc_id = data.aws_vpc.main.id
    }
    """)
    assert result.unseeded == {}
    ec2 = client("ec2")
    (vpc,) = ec2.describe_vpcs(Filters=[{"Name": "tag:Name", "Values": ["main"]}])["Vpcs"]
    inside = {"Name": "vpc-id", "Values": [vpc["VpcId"]]}
    subnets = ec2.describe_subnets(Filters=[inside, {"Name": "tag:Name", "Values": ["*private*"]}])["Subnets"]
    assert len({subnet["AvailabilityZone"] for subnet in subnets}) == 3
    assert ec2.describe_security_groups(Filters=[inside, {"Name": "group-name", "Values": ["alb"]}])["SecurityGroups"]


def test_ids_that_the_module_says(fill: Fill, client: Client) -> None:
    result = fill("""
    data "aws_vpc" "v" {
      id = "vpc-0aaa1111bbb22222c"
    }
    data "aws_subnet" "s" {
      id = "subnet-0aaa1111bbb22222c"
    }
    data "aws_security_group" "g" {
      id = "sg-0aaa1111bbb22222c"
    }
    data "aws_lb" "l" {
      arn = "arn:aws:elasticloadbalancing:eu-north-1:999999999999:loadbalancer/app/shared/0123456789abcdef"
    }
    data "aws_lb_listener" "h" {
      load_balancer_arn = data.aws_lb.l.arn
      port              = 443
    }
    data "aws_kms_key" "k" {
      key_id = "1234abcd-12ab-34cd-56ef-1234567890ab"
    }
    data "aws_efs_file_system" "e" {
      file_system_id = "fs-0123456789abcdef0"
    }
    data "aws_route53_zone" "z" {
      zone_id = "Z0123456789ABCDEFGHIJ"
    }
    """)
    assert result.unseeded == {}
    ec2, elb = client("ec2"), client("elbv2")
    assert ec2.describe_vpcs(VpcIds=["vpc-0aaa1111bbb22222c"])["Vpcs"]
    assert ec2.describe_subnets(SubnetIds=["subnet-0aaa1111bbb22222c"])["Subnets"]
    assert ec2.describe_security_groups(GroupIds=["sg-0aaa1111bbb22222c"])["SecurityGroups"]
    arn = "arn:aws:elasticloadbalancing:eu-north-1:999999999999:loadbalancer/app/shared/0123456789abcdef"
    (listener,) = elb.describe_listeners(LoadBalancerArn=arn)["Listeners"]
    assert listener["Port"] == 443
    assert client("kms").describe_key(KeyId="1234abcd-12ab-34cd-56ef-1234567890ab")["KeyMetadata"]["Enabled"]
    assert client("efs").describe_file_systems(FileSystemId="fs-0123456789abcdef0")["FileSystems"]
    assert client("route53").get_hosted_zone(Id="Z0123456789ABCDEFGHIJ")["HostedZone"]


def test_parameters_and_secrets_hold_a_harmless_text(fill: Fill, client: Client) -> None:
    result = fill("""
    variable "environment" {
      default = "dev"
    }
    data "aws_ssm_parameter" "p" {
      name = "/${var.environment}/ecs/database_url"
    }
    data "aws_ssm_parameter" "reserved" {
      name = "/aws/service/aws-for-fluent-bit/stable"
    }
    data "aws_ssm_parameters_by_path" "all" {
      path = "/prod/ecs"
    }
    data "aws_secretsmanager_secret" "db" {
      name = "db"
    }
    data "aws_secretsmanager_secret_version" "db" {
      secret_id = data.aws_secretsmanager_secret.db.id
    }
    locals {
      db   = jsondecode(data.aws_secretsmanager_secret_version.db.secret_string)
      user = local.db.username
      port = local.db["port"]
      ids  = local.db.subnet_ids
    }
    data "aws_ssm_parameter" "vpc" {
      name = "/network/vpc_id"
    }
    data "aws_vpc" "shared" {
      id = data.aws_ssm_parameter.vpc.value
    }
    """)
    assert result.unseeded == {}
    ssm, secrets = client("ssm"), client("secretsmanager")
    assert ssm.get_parameter(Name="/dev/ecs/database_url", WithDecryption=True)["Parameter"]["Value"] == SEEDED
    fluent_bit = ssm.get_parameter(Name="/aws/service/aws-for-fluent-bit/stable")["Parameter"]["Value"]
    assert fluent_bit == f"906394416424.dkr.ecr.{REGION}.amazonaws.com/aws-for-fluent-bit:stable"
    assert ssm.get_parameters_by_path(Path="/prod/ecs")["Parameters"]
    text = secrets.get_secret_value(SecretId="db")["SecretString"]
    assert json.loads(text) == {
        "username": SEEDED,
        "port": "5432",
        "subnet_ids": ["subnet-0ec5fa46a7e000001", "subnet-0ec5fa46a7e0000012"],
    }
    vpc = ssm.get_parameter(Name="/network/vpc_id")["Parameter"]["Value"]
    assert client("ec2").describe_vpcs(VpcIds=[vpc])["Vpcs"]


def test_what_is_found_by_name(fill: Fill, client: Client, account: EmulatedAccount) -> None:
    result = fill("""
    data "aws_caller_identity" "me" {}
    data "aws_region" "here" {}
    data "aws_partition" "p" {}
    data "aws_availability_zones" "z" {}
    data "aws_ecr_repository" "r" {
      name = "${data.aws_region.here.name}/web"
    }
    data "aws_ecr_image" "i" {
      repository_name = data.aws_ecr_repository.r.name
      image_tag       = "v1"
    }
    data "aws_iam_role" "r" {
      name = "task-${data.aws_caller_identity.me.account_id}"
    }
    data "aws_iam_policy" "aws" {
      arn = "arn:${data.aws_partition.p.partition}:iam::aws:policy/AmazonS3ReadOnlyAccess"
    }
    data "aws_iam_policy" "own" {
      name = "own"
    }
    data "aws_acm_certificate" "c" {
      domain   = "*.example.com"
      statuses = ["ISSUED"]
    }
    data "aws_route53_zone" "z" {
      name         = "internal.example.com."
      private_zone = true
    }
    data "aws_ecs_cluster" "c" {
      cluster_name = "shared"
    }
    data "aws_ecs_service" "s" {
      service_name = "web"
      cluster_arn  = data.aws_ecs_cluster.c.arn
    }
    data "aws_ecs_task_definition" "t" {
      task_definition = "web"
    }
    data "aws_lb_target_group" "t" {
      name = "web"
    }
    data "aws_kms_alias" "a" {
      name = "alias/own"
    }
    data "aws_cloudwatch_log_group" "l" {
      name = "/ecs/web"
    }
    data "aws_s3_bucket" "b" {
      bucket = "artefacts"
    }
    data "aws_sqs_queue" "q" {
      name = "jobs.fifo"
    }
    data "aws_service_discovery_dns_namespace" "n" {
      name = "internal"
      type = "DNS_PRIVATE"
    }
    """)
    assert result.unseeded == {}
    assert client("ecr").describe_images(repositoryName=f"{REGION}/web", imageIds=[{"imageTag": "v1"}])["imageDetails"]
    assert client("iam").get_role(RoleName=f"task-{account.account_id}")["Role"]
    arn = client("acm").list_certificates(CertificateStatuses=["ISSUED"])["CertificateSummaryList"][0]["CertificateArn"]
    assert client("acm").describe_certificate(CertificateArn=arn)["Certificate"]["Status"] == "ISSUED"
    zones = client("route53").list_hosted_zones()["HostedZones"]
    assert [zone["Config"]["PrivateZone"] for zone in zones if zone["Name"] == "internal.example.com."] == [True]
    assert client("ecs").describe_services(cluster="shared", services=["web"])["services"]
    assert client("servicediscovery").list_namespaces()["Namespaces"]


def test_seeding_twice_changes_nothing(fill: Fill, client: Client) -> None:
    text = 'data "aws_vpc" "v" {\n  tags = { Name = "twice" }\n}\ndata "aws_lb" "l" {\n  name = "twice"\n}\n'
    fill(text)
    assert fill(text).unseeded == {}
    assert len(client("ec2").describe_vpcs(Filters=[{"Name": "tag:Name", "Values": ["twice"]}])["Vpcs"]) == 1


def test_a_provider_alias_has_its_own_region(fill: Fill, account: EmulatedAccount) -> None:
    fill("""
    provider "aws" {
      alias  = "east"
      region = var.east
    }
    variable "east" {
      default = "us-east-1"
    }
    data "aws_acm_certificate" "c" {
      provider = aws.east
      domain   = "cdn.example.com"
    }
    """)
    names = {
        region: [
            item["DomainName"]
            for item in account.session(region).client("acm").list_certificates()["CertificateSummaryList"]
        ]
        for region in ("us-east-1", REGION)
    }
    assert "cdn.example.com" in names["us-east-1"]
    assert "cdn.example.com" not in names[REGION]


def test_what_cannot_be_seeded_is_named_with_the_reason(fill: Fill) -> None:
    result = fill("""
    resource "aws_vpc" "new" {
      cidr_block = "10.0.0.0/16"
    }
    data "aws_subnets" "s" {
      filter {
        name   = "vpc-id"
        values = [aws_vpc.new.id]
      }
    }
    data "aws_mystery" "m" {}
    data "aws_lb" "l" {
      name = data.aws_mystery.m.name
    }
    """)
    assert result.unseeded == {
        "data.aws_subnets.s": "filter is not known before apply, because of aws_vpc.new.id",
        "data.aws_mystery.m": "nothing is known here about aws_mystery",
        "data.aws_lb.l": "name is not known before apply, because of data.aws_mystery.m.name",
    }
