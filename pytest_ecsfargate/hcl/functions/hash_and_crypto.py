"""Hashes and the like: https://developer.hashicorp.com/terraform/language/functions/sha256 and those beside it."""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
from typing import Final

from ..errors import EvaluationError
from ..types import NUMBER, STRING
from ..values import Value
from .declaring import Call, NotCertain, Parameter, function
from .shared import text

HASHES: Final = ("md5", "sha1", "sha256", "sha512")
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\Z")


def digest(algorithm: str, content: bytes) -> bytes:
    """The hash of some bytes, by one of HASHES."""
    return hashlib.new(algorithm, content, usedforsecurity=False).digest()


def _declare_hash(name: str, algorithm: str, as_base64: bool) -> None:
    @function(name, Parameter("str", STRING), returns=STRING)
    def run(call: Call, value: Value) -> Value:
        hashed = digest(algorithm, text(value).encode())
        return call.result(base64.b64encode(hashed).decode() if as_base64 else hashed.hex(), STRING)


for _algorithm in HASHES:
    _declare_hash(_algorithm, _algorithm, as_base64=False)
for _algorithm in ("sha256", "sha512"):
    _declare_hash(f"base64{_algorithm}", _algorithm, as_base64=True)


@function("bcrypt", Parameter("str", STRING), variadic=Parameter("cost", NUMBER), returns=STRING)
def bcrypt(call: Call, *args: Value) -> Value:
    """A salted hash: another one each time."""
    if len(args) > 2:
        raise EvaluationError("bcrypt() takes no more than two arguments")
    raise NotCertain("it has a random salt")


@function("rsadecrypt", Parameter("ciphertext", STRING), Parameter("privatekey", STRING), returns=STRING)
def rsadecrypt(call: Call, *args: Value) -> Value:
    """A decrypted secret."""
    raise NotCertain("secrets are not decrypted here")


@function("uuid", returns=STRING)
def uuid_(call: Call) -> Value:
    """A random UUID: another one each time."""
    raise NotCertain("it is random")


_NAMESPACES: Final = {
    "dns": uuid.NAMESPACE_DNS,
    "url": uuid.NAMESPACE_URL,
    "oid": uuid.NAMESPACE_OID,
    "x500": uuid.NAMESPACE_X500,
}


@function("uuidv5", Parameter("namespace", STRING), Parameter("name", STRING), returns=STRING)
def uuidv5(call: Call, namespace: Value, name: Value) -> Value:
    """The UUID of a name in a namespace."""
    space = text(namespace)
    known = _NAMESPACES.get(space)
    if known is None:
        if _UUID.match(space) is None:
            if re.fullmatch(r"(urn:uuid:|\{)?[0-9a-fA-F-]{32,36}\}?", space, re.IGNORECASE):
                raise NotCertain("the namespace is an unusual spelling of a UUID")
            raise EvaluationError(f"uuidv5() doesn't support namespace {space}")
        known = uuid.UUID(space)
    hashed = hashlib.sha1(known.bytes + text(name).encode(), usedforsecurity=False).digest()
    return call.result(str(uuid.UUID(bytes=hashed[:16], version=5)), STRING)
