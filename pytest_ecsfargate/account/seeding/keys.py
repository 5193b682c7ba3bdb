"""KMS keys, their aliases, and what was encrypted with them."""

from __future__ import annotations

import base64
from typing import Any

from ...plan.seeds import SEEDED
from .lookup import Lookup
from .registry import seeds
from .target import Target


@seeds("aws_kms_key")
def key(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_kms_key` finds."""
    identifier = lookup.text("key_id")
    if "alias/" in identifier:
        return alias_target(target, "alias/" + identifier.partition("alias/")[2])
    found = target.ask("kms", "describe_key", KeyId=identifier)
    if found is None:
        region = "mrk-" in identifier or None
        found = target.create("kms", "create_key", {"key": identifier.rpartition("/")[2]}, MultiRegion=region)
    return {"id": found["KeyMetadata"]["KeyId"], "arn": found["KeyMetadata"]["Arn"], "key_id": identifier}


@seeds("aws_kms_alias")
def alias(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_kms_alias` finds."""
    name = lookup.text("name")
    made = alias_target(target, name)
    arn = f"arn:{target.partition}:kms:{target.region}:{target.account_id}:{name}"
    return {"id": arn, "arn": arn, "name": name, "target_key_id": made["id"], "target_key_arn": made["arn"]}


def alias_target(target: Target, name: str) -> dict[str, Any]:
    """The key behind an alias."""
    found = target.ask("kms", "describe_key", KeyId=name)
    if found is None:
        made = target.create("kms", "create_key")["KeyMetadata"]
        target.create("kms", "create_alias", AliasName=name, TargetKeyId=made["KeyId"])
        found = {"KeyMetadata": made}
    return {"id": found["KeyMetadata"]["KeyId"], "arn": found["KeyMetadata"]["Arn"], "key_id": name}


@seeds("aws_kms_secrets")
def encrypted(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_kms_secrets` finds: each text that the module holds encrypted decrypts to the same harmless one."""
    key = alias_target(target, "alias/ecsfargate-seeded")["id"]
    names = []
    for secret in lookup.blocks("secret", "name", "payload", "context"):
        payload, context = str(secret["payload"]), secret["context"]
        blob = base64.b64decode(payload)
        if target.ask("kms", "decrypt", CiphertextBlob=blob, EncryptionContext=context) is None:
            wanted = {"ciphertext": payload}
            target.create("kms", "encrypt", wanted, KeyId=key, Plaintext=SEEDED.encode(), EncryptionContext=context)
        names.append(str(secret["name"]))
    return {"plaintext": dict.fromkeys(names, SEEDED)}
