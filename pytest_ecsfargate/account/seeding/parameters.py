"""SSM parameters and Secrets Manager secrets: what they hold is a fixed, harmless text."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from ...plan.seeds import SEEDED, SEEDED_BLOCK, SEEDED_ID, SEEDED_PORT
from .lookup import Lookup, NotKnown
from .registry import seeds
from .target import Target, tag_list

_FULL_ARN = re.compile(r"(?<=\w)-\w{6}$")
_VERSIONS = 100
_IMAGE = f"ami-{SEEDED_ID}"
_PLURAL = re.compile(r"(?i)(?:ids|arns|subnets|zones|azs|names|groups|cidrs|list)$")


@seeds("aws_ssm_parameter")
def parameter(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_ssm_parameter` finds; the ephemeral one says `arn` for what the data source calls `name`."""
    asked = lookup.text("name") or lookup.text("arn")
    name, _, version = _parameter_name(asked).partition(":")
    reserved = name.lower().lstrip("/").startswith(("aws", "ssm"))
    found = target.ask("ssm", "get_parameter", Name=name)
    if found is None or (name.endswith("/recommended") and reserved):
        value = _public_value(name, target.region) or _value_of(lookup, target, "value", name)
        kind = "SecureString" if _looks_secret(name) and not reserved else "String"
        # A name below /aws/ cannot be put by anybody: it is put under another one and renamed.
        put = f"/ecsfargate/{hashlib.sha256(name.encode()).hexdigest()[:16]}" if reserved else name
        wanted = {"parameter": name if reserved or asked.startswith("arn:") else "", "owner": _owner(asked)}
        target.create("ssm", "put_parameter", wanted, Name=put, Value=value, Type=kind)
    found = target.create("ssm", "get_parameter", Name=name, WithDecryption=True)["Parameter"]
    if version.isdigit() and int(version) > _VERSIONS:
        raise NotKnown(f"the emulated account makes no more than {_VERSIONS} versions of a parameter")
    while version.isdigit() and found["Version"] < int(version):
        settings = {"Name": name, "Value": found["Value"], "Type": found["Type"], "Overwrite": True}
        found = {**found, "Version": target.create("ssm", "put_parameter", **settings)["Version"]}
    if version and not version.isdigit():
        target.create("ssm", "label_parameter_version", Name=name, Labels=[version])
    made = {"id": asked, "name": name, "arn": found["ARN"], "value": found["Value"], "type": found["Type"]}
    return made if found["Type"] == "SecureString" else {**made, "insecure_value": found["Value"]}


def _owner(name: str) -> str:
    """The account of a parameter that is asked for by its ARN."""
    return name.split(":")[4] if name.startswith("arn:") else ""


def _parameter_name(name: str) -> str:
    return name.partition(":parameter")[2] if name.startswith("arn:") else name


def _public_value(name: str, region: str) -> str:
    """What AWS publishes under a name below /aws/service that a module may take apart.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html and
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/firelens-using-fluentbit.html
    """
    if name.startswith("/aws/service/ecs/optimized-ami/") and name.endswith("/recommended"):
        about = {"schema_version": 1, "image_name": "seeded", "image_id": _IMAGE, "os": "seeded"}
        return json.dumps({**about, "ecs_runtime_version": "seeded", "ecs_agent_version": "1.0.0"})
    if name.startswith("/aws/service/aws-for-fluent-bit/"):
        return f"906394416424.dkr.ecr.{region}.amazonaws.com/aws-for-fluent-bit:{name.rpartition('/')[2]}"
    return ""


def _looks_secret(name: str) -> bool:
    return re.search(r"(?i)pass|secret|token|key|database_url|credential", name) is not None


@seeds("aws_ssm_parameters_by_path")
def parameters_by_path(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_ssm_parameters_by_path` finds."""
    path = lookup.text("path").rstrip("/")
    found = target.create("ssm", "get_parameters_by_path", Path=path or "/", Recursive=True)["Parameters"]
    if not found and not path.startswith("/aws"):
        target.create("ssm", "put_parameter", Name=f"{path}/seeded", Value=SEEDED, Type="SecureString")
        found = [{"Name": f"{path}/seeded"}]
    return {"id": path, "names": [item["Name"] for item in found]}


def _secret(lookup: Lookup, target: Target, name: str) -> dict[str, Any]:
    found = target.ask("secretsmanager", "describe_secret", SecretId=name)
    if found is None:
        plain = _secret_name(name)
        target.create(
            "secretsmanager",
            "create_secret",
            {"secret": name if _FULL_ARN.search(name) else ""},
            Name=plain,
            SecretString=_value_of(lookup, target, "secret_string", plain),
            Tags=tag_list(lookup.tags) or None,
        )
        found = target.create("secretsmanager", "describe_secret", SecretId=plain)
    return dict(found)


def _secret_name(name: str) -> str:
    """The name of a secret out of its ARN, without the six characters that AWS adds."""
    return _FULL_ARN.sub("", name.split(":", 6)[-1]) if name.startswith("arn:") else name


@seeds("aws_secretsmanager_secret")
def secret(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_secretsmanager_secret` finds."""
    made = _secret(lookup, target, lookup.text("arn") or lookup.text("name"))
    return {"id": made["ARN"], "arn": made["ARN"], "name": made["Name"]}


@seeds("aws_secretsmanager_secret_version")
def secret_version(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_secretsmanager_secret_version` finds."""
    made = _secret(lookup, target, lookup.text("secret_id"))
    value = _value_of(lookup, target, "secret_string", made["Name"])
    stage, version = lookup.text("version_stage"), lookup.text("version_id")
    held = target.create("secretsmanager", "get_secret_value", SecretId=made["ARN"]).get("SecretString")
    if value.startswith("{") and held == SEEDED:
        # The secret itself may have been made for a data source that does not read what it holds.
        target.create("secretsmanager", "put_secret_value", SecretId=made["ARN"], SecretString=value)
        held = value
    if stage not in ("", "AWSCURRENT") or version:
        target.create(
            "secretsmanager",
            "put_secret_value",
            SecretId=made["ARN"],
            SecretString=value,
            ClientRequestToken=version or None,
            VersionStages=[stage] if stage else None,
        )
        held = value
    return {"arn": made["ARN"], "secret_id": lookup.text("secret_id"), "secret_string": held}


def _value_of(lookup: Lookup, target: Target, attribute: str, name: str) -> str:
    """What the parameter or secret holds: JSON with the keys that the module's text reads, if it decodes it."""
    block = lookup.address.removeprefix(f"{lookup.resource.module}.").partition("[")[0]
    reference = re.escape(block) + r"(?:\[[^\]]*\])?"
    decoded = rf"jsondecode\(\s*(?:nonsensitive\(\s*)?{reference}\.{attribute}\s*\)+"
    if not re.search(decoded, target.text):
        return _shaped(name, target)
    # The locals that hold the whole of it: `db = jsondecode(…)`, also inside of other functions.
    holders = re.findall(rf"([\w-]+)\s*=[^\n=]*?{decoded}(?![\w.\[])", target.text)
    user = "|".join([decoded, *(rf"\blocal\.{re.escape(holder)}" for holder in holders)])
    read = re.findall(rf"(?:{user})(?:\.([\w-]+)|\[\"([^\"]+)\"\])", target.text)
    asked = re.findall(rf"lookup\(\s*(?:{user})\s*,\s*()\"([^\"]+)\"", target.text)
    return json.dumps({plain or quoted: _guess(plain or quoted, target) for plain, quoted in (*read, *asked)})


def _guess(key: str, target: Target) -> str | list[str]:
    """A value of the kind that a key of this name is likely to have."""
    if _PLURAL.search(key):
        one = _shaped(re.sub(r"(?i)s$", "", key), target)
        return [one, f"{one}2"]
    return _shaped(key, target)


def _shaped(name: str, target: Target) -> str:
    """A harmless text of the form that providers insist on for a thing of this name."""
    for pattern, made in (
        (r"image_id$|ami-id$|-ami-|/al20\d\d|/amzn", _IMAGE),
        (r"arn$", f"arn:{target.partition}:ecs:{target.region}:{target.account_id}:{SEEDED}/a"),
        (r"vpc[-_/]?id$", f"vpc-{SEEDED_ID}"),
        (r"subnet[-_/]?(?:id)?$|subnet[-_]\w+$", f"subnet-{SEEDED_ID}"),
        (r"(?:security[-_]group|\bsg)[-_/]?(?:id)?$", f"sg-{SEEDED_ID}"),
        (r"cidr", SEEDED_BLOCK),
        (r"port$", SEEDED_PORT),
    ):
        if re.search(f"(?i){pattern}", name):
            return made
    return SEEDED
