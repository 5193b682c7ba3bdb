"""Instances and what belongs to them, and functions."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from .lookup import Lookup
from .network import default_vpc, first_filter, provider_filters, subnets_of, tag_specifications, wanted_tags
from .registry import seeds
from .target import Target


@seeds("aws_instance", "aws_instances")
def instance(lookup: Lookup, target: Target) -> dict[str, Any] | None:
    """What `aws_instance` or `aws_instances` finds: for several, what is there, for none need be."""
    identifier = lookup.text("instance_id")
    tags = {str(key): str(value) for key, value in (lookup.get("instance_tags") or {}).items()}
    filters = provider_filters(lookup)
    filters += [{"Name": f"tag:{key}", "Values": [value]} for key, value in tags.items()]

    def question() -> list[Any]:
        ids = [identifier] if identifier else None
        answer = target.ask("ec2", "describe_instances", InstanceIds=ids, Filters=filters or None)
        return [item for group in (answer or {"Reservations": []})["Reservations"] for item in group["Instances"]]

    def make() -> None:
        vpc_id = first_filter(lookup, "vpc-id") or default_vpc(target)["VpcId"]
        subnets = subnets_of(target, vpc_id)
        images = target.create("ec2", "describe_images", Owners=["amazon"])["Images"]
        target.create(
            "ec2",
            "run_instances",
            {"i": identifier},
            ImageId=images[0]["ImageId"],
            MinCount=1,
            MaxCount=1,
            SubnetId=first_filter(lookup, "subnet-id") or subnets[0]["SubnetId"],
            TagSpecifications=tag_specifications("instance", {**wanted_tags(lookup), **tags}),
        )

    default_vpc(target)
    if lookup.type == "aws_instances":
        found = question()
        return {"ids": [item["InstanceId"] for item in found]}
    first = target.first(question, make)
    return {"id": first["InstanceId"], "private_ip": first["PrivateIpAddress"]} if first else None


@seeds("aws_eip")
def address(lookup: Lookup, target: Target) -> dict[str, Any] | None:
    """What `aws_eip` finds."""
    identifier, public = lookup.text("id"), lookup.text("public_ip")
    filters = provider_filters(lookup)

    def question() -> list[Any]:
        answer = target.ask(
            "ec2",
            "describe_addresses",
            AllocationIds=[identifier] if identifier else None,
            PublicIps=[public] if public else None,
            Filters=filters or None,
        )
        return list((answer or {"Addresses": []})["Addresses"])

    def make() -> None:
        target.create(
            "ec2",
            "allocate_address",
            {"eipalloc": identifier},
            Domain="vpc",
            Address=public or None,
            TagSpecifications=tag_specifications("elastic-ip", wanted_tags(lookup)),
        )

    found = target.first(question, make)
    return {"id": found["AllocationId"], "public_ip": found["PublicIp"]} if found else None


@seeds("aws_key_pair")
def key_pair(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_key_pair` finds."""
    name = lookup.text("key_name") or first_filter(lookup, "key-name") or "seeded"
    target.ask("ec2", "create_key_pair", KeyName=name)
    return {"key_name": name}


@seeds("aws_launch_template")
def launch_template(lookup: Lookup, target: Target) -> dict[str, Any] | None:
    """What `aws_launch_template` finds."""
    name, identifier = lookup.text("name"), lookup.text("id")
    filters = provider_filters(lookup)

    def question() -> list[Any]:
        answer = target.ask(
            "ec2",
            "describe_launch_templates",
            LaunchTemplateIds=[identifier] if identifier else None,
            LaunchTemplateNames=[name] if name else None,
            Filters=filters or None,
        )
        return list((answer or {"LaunchTemplates": []})["LaunchTemplates"])

    def make() -> None:
        target.create(
            "ec2",
            "create_launch_template",
            {"lt": identifier},
            LaunchTemplateName=name or f"seeded-{lookup.resource.name}",
            LaunchTemplateData={"InstanceType": "t3.micro"},
            TagSpecifications=tag_specifications("launch-template", wanted_tags(lookup)),
        )

    found = target.first(question, make)
    return {"id": found["LaunchTemplateId"], "name": found["LaunchTemplateName"]} if found else None


@seeds("aws_lambda_function", "aws_lambda_alias")
def function(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_lambda_function` or `aws_lambda_alias` finds."""
    name = lookup.text("function_name").rpartition(":function:")[2]
    role = f"arn:{target.partition}:iam::{target.account_id}:role/seeded-lambda"
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("index.py", "def handler(event, context): ...\n")
    if target.ask("lambda", "get_function", FunctionName=name) is None:
        if target.ask("iam", "get_role", RoleName="seeded-lambda") is None:
            target.create("iam", "create_role", RoleName="seeded-lambda", AssumeRolePolicyDocument=_TRUST)
        target.create(
            "lambda",
            "create_function",
            FunctionName=name,
            Runtime="python3.12",
            Role=role,
            Handler="index.handler",
            Code={"ZipFile": package.getvalue()},
            Publish=True,
        )
    arn = f"arn:{target.partition}:lambda:{target.region}:{target.account_id}:function:{name}"
    if lookup.type == "aws_lambda_alias":
        alias = lookup.text("name")
        target.ask("lambda", "create_alias", FunctionName=name, Name=alias, FunctionVersion="$LATEST")
        return {"arn": f"{arn}:{alias}"}
    return {"arn": arn, "function_name": name}


_TRUST = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",'
    '"Principal":{"Service":"lambda.amazonaws.com"}}]}'
)
