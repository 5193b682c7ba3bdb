"""What one data source finds decides what others look up, how many there are and what their keys are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pytest_ecsfargate.account.seeding.seed import Seeded

Fill = Callable[..., Seeded]
Client = Callable[[str], Any]


def test_results_through_functions_conditions_and_interpolation(fill: Fill, client: Client) -> None:
    result = fill("""
    data "aws_ecs_cluster" "shared" {
      cluster_name = "shared"
    }
    data "aws_ecr_repository" "r" {
      name = upper(data.aws_ecs_cluster.shared.cluster_name) == "SHARED" ? "chained" : "other"
    }
    data "aws_iam_role" "r" {
      name = element(split("/", data.aws_ecr_repository.r.repository_url), 1)
    }
    data "aws_sqs_queue" "q" {
      name = "jobs-${data.aws_iam_role.r.name}"
    }
    """)
    assert result.unseeded == {}
    assert client("ecr").describe_repositories(repositoryNames=["chained"])["repositories"]
    assert client("iam").get_role(RoleName="chained")["Role"]
    assert client("sqs").get_queue_url(QueueName="jobs-chained")["QueueUrl"]


def test_keys_and_numbers_of_instances(fill: Fill, client: Client) -> None:
    result = fill("""
    data "aws_availability_zones" "z" {}
    data "aws_vpc" "v" {
      tags = { Name = "chains" }
    }
    data "aws_subnet" "by_zone" {
      for_each          = toset(data.aws_availability_zones.z.names)
      vpc_id            = data.aws_vpc.v.id
      availability_zone = each.value
      tags              = { Tier = "app" }
    }
    data "aws_route_table" "t" {
      count     = length(data.aws_subnet.by_zone)
      subnet_id = values(data.aws_subnet.by_zone)[count.index].id
    }
    """)
    assert result.unseeded == {}
    zones = [zone["ZoneName"] for zone in client("ec2").describe_availability_zones()["AvailabilityZones"]]
    assert [address for address in result.seeded if "by_zone" in address] == [
        f'data.aws_subnet.by_zone["{zone}"]' for zone in zones
    ]
    tagged = client("ec2").describe_subnets(Filters=[{"Name": "tag:Tier", "Values": ["app"]}])["Subnets"]
    assert sorted(subnet["AvailabilityZone"] for subnet in tagged) == zones
    for subnet in tagged:
        by_subnet = [{"Name": "association.subnet-id", "Values": [subnet["SubnetId"]]}]
        assert client("ec2").describe_route_tables(Filters=by_subnet)["RouteTables"]


def test_results_through_modules(fill: Fill, client: Client) -> None:
    result = fill(
        """
        module "network" {
          source = "./network"
        }
        module "service" {
          source    = "./service"
          for_each  = toset(["api", "web"])
          name      = each.key
          vpc_id    = module.network.vpc_id
          listeners = module.network.listeners
        }
        """,
        network="""
        data "aws_vpc" "v" {
          tags = { Name = "modules" }
        }
        data "aws_lb" "l" {
          name = "modules"
        }
        data "aws_lb_listener" "https" {
          load_balancer_arn = data.aws_lb.l.arn
          port              = 443
        }
        output "vpc_id" {
          value = data.aws_vpc.v.id
        }
        output "listeners" {
          value = { https = data.aws_lb_listener.https.arn }
        }
        """,
        service="""
        variable "name" {}
        variable "vpc_id" {}
        variable "listeners" {}
        data "aws_security_group" "g" {
          name   = var.name
          vpc_id = var.vpc_id
        }
        data "aws_lb_listener" "again" {
          arn = var.listeners["https"]
        }
        """,
    )
    assert result.unseeded == {}
    (vpc,) = client("ec2").describe_vpcs(Filters=[{"Name": "tag:Name", "Values": ["modules"]}])["Vpcs"]
    inside = [{"Name": "vpc-id", "Values": [vpc["VpcId"]]}, {"Name": "group-name", "Values": ["api", "web"]}]
    assert len(client("ec2").describe_security_groups(Filters=inside)["SecurityGroups"]) == 2


def test_one_that_may_exist_is_seeded_and_not_complained_about(fill: Fill, client: Client) -> None:
    result = fill("""
    resource "aws_vpc" "new" {
      cidr_block = "10.0.0.0/16"
    }
    data "aws_iam_role" "maybe" {
      count = aws_vpc.new.id == "vpc-1" ? 1 : 0
      name  = "maybe"
    }
    data "aws_lb" "maybe" {
      count = aws_vpc.new.id == "vpc-1" ? 1 : 0
      name  = aws_vpc.new.id
    }
    """)
    assert result.unseeded == {}
    assert client("iam").get_role(RoleName="maybe")["Role"]
