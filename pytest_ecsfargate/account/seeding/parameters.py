"""SSM parameters and Secrets Manager secrets: what they hold is a fixed, harmless text."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from .lookup import Lookup
from .registry import seeds
from .target import SEEDED, Target, tag_list

_PLURAL = re.compile(r"(?i)(?:ids|arns|subnets|zones|azs|names|groups|cidrs|list)$")


@seeds("aws_ssm_parameter")
def parameter(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_ssm_parameter` finds."""
    name = _parameter_name(lookup.text("name"))
    if target.ask("ssm", "get_parameter", Name=name) is None:
        value = _value_of(lookup, target, "value", name)
        reserved = name.lower().lstrip("/").startswith(("aws", "ssm"))
        kind = "String" if reserved else "SecureString" if _looks_secret(name) else "String"
        # A name below /aws/ cannot be put by anybody: it is put under another one and renamed.
        put = f"/ecsfargate/{hashlib.sha256(name.encode()).hexdigest()[:16]}" if reserved else name
        wanted = {"parameter": name} if reserved else None
        target.create("ssm", "put_parameter", wanted, Name=put, Value=value, Type=kind)
    found = target.create("ssm", "get_parameter", Name=name, WithDecryption=True)["Parameter"]
    return {
        "id": name,
        "name": name,
        "arn": f"arn:{target.partition}:ssm:{target.region}:{target.account_id}:parameter/{name.lstrip('/')}",
        "value": found["Value"],
        "insecure_value": found["Value"],
        "type": found["Type"],
    }


def _parameter_name(name: str) -> str:
    return name.partition(":parameter")[2] if name.startswith("arn:") else name


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
        value = _value_of(lookup, target, "secret_string", plain)
        target.create(
            "secretsmanager", "create_secret", Name=plain, SecretString=value, Tags=tag_list(lookup.tags) or None
        )
        found = target.create("secretsmanager", "describe_secret", SecretId=plain)
    return dict(found)


def _secret_name(name: str) -> str:
    """The name of a secret out of its ARN, without the six characters that AWS adds."""
    if not name.startswith("arn:"):
        return name
    return re.sub(r"-\w{6}$", "", name.split(":", 6)[-1])


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
    if "{" in value:
        # The secret itself may have been made for a data source that does not read what it holds.
        target.create("secretsmanager", "put_secret_value", SecretId=made["ARN"], SecretString=value)
    return {"id": made["ARN"], "arn": made["ARN"], "secret_id": made["ARN"], "secret_string": value}


def _value_of(lookup: Lookup, target: Target, attribute: str, name: str) -> str:
    """What the parameter or secret holds: JSON with the keys that the module's text reads, if it decodes it."""
    reference = re.escape(f"data.{lookup.resource.type}.{lookup.resource.name}") + r"(?:\[[^\]]*\])?"
    call = rf"jsondecode\(\s*(?:nonsensitive\(\s*)?{reference}\.{attribute}\s*\)*"
    if not re.search(call, target.text):
        return _shaped(name, target)
    users = [
        call,
        *(rf"local\.{found}" for found in re.findall(rf"([\w-]+)\s*=\s*{call}\s*$", target.text, re.MULTILINE)),
    ]
    keys: dict[str, str | list[str]] = {}
    for user in users:
        for plain, quoted in re.findall(rf"(?:{user})(?:\.([\w-]+)|\[\"([^\"]+)\"\])", target.text):
            key = plain or quoted
            keys[key] = _guess(key, target)
    return json.dumps(keys)


def _guess(key: str, target: Target) -> str | list[str]:
    """A value of the kind that a key of this name is likely to have."""
    if _PLURAL.search(key):
        one = _shaped(re.sub(r"(?i)s$", "", key), target)
        return [one, f"{one}2"]
    return _shaped(key, target)


def _shaped(name: str, target: Target) -> str:
    """A harmless text of the form that providers insist on for a thing of this name."""
    for pattern, made in (
        (r"image_id$|ami-id$|-ami-|/al20\d\d|/amzn", "ami-0ec5fa46a7e000001"),
        (r"arn$", f"arn:{target.partition}:ecs:{target.region}:{target.account_id}:{SEEDED}/a"),
        (r"vpc[-_/]?id$", "vpc-0ec5fa46a7e000001"),
        (r"subnet[-_/]?(?:id)?$|subnet[-_]\w+$", "subnet-0ec5fa46a7e000001"),
        (r"(?:security[-_]group|\bsg)[-_/]?(?:id)?$", "sg-0ec5fa46a7e000001"),
        (r"cidr", "10.0.0.0/16"),
        (r"port$", "5432"),
    ):
        if re.search(f"(?i){pattern}", name):
            return made
    return SEEDED
