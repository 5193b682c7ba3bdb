"""Encoding functions: https://developer.hashicorp.com/terraform/language/functions/jsonencode and those beside it."""

from __future__ import annotations

import base64
import csv
import io
import re
import urllib.parse
from typing import Final

from ..errors import EvaluationError
from ..operations.json_reading import JsonError, read_json
from ..operations.json_text import decode, normalised, settled
from ..origins import Origin
from ..types import DYNAMIC, STRING, ListType, ObjectType
from ..values import JsonString, PartialString, Value
from .declaring import Call, NotCertain, Parameter, function
from .shared import bounded, text
from .yaml_reading import LONGEST, read_yaml
from .yaml_text import yaml_text

_STRING = Parameter("str", STRING)
_BASE64: Final = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\Z")


@function("jsonencode", Parameter("val", DYNAMIC, needs="nothing", null=True, open=True), returns=STRING, marks="own")
def jsonencode(call: Call, value: Value) -> Value:
    """JSON text, kept as the value that it says."""
    encoded = JsonString(normalised(value))
    if encoded.inner.known:
        _ = encoded.text  # says whether it can be written at all
    return Value(encoded, STRING, call.origin)


@function("jsondecode", Parameter("str", STRING, needs="nothing"))
def jsondecode(call: Call, value: Value) -> Value:
    """The value that JSON text says, each element with its own origins."""
    if isinstance(value.data, JsonString):
        found = decode(value)
        assert found is not None
        return settled(found).until_apply()
    if isinstance(value.data, PartialString):
        # What an unknown part holds may change what the text says around it, so this is known only after apply.
        return call.unknown()
    if value.is_unknown:
        return call.unknown()
    call.spend(sum(2 * text(value).count(sign) for sign in ",[{"))
    try:
        found, certain = read_json(value)
    except JsonError:
        raise EvaluationError("invalid JSON document") from None
    except RecursionError:
        raise NotCertain("the JSON document is nested too deeply") from None
    if not certain:
        raise NotCertain("a name stands twice in the JSON document, or a bracket too many at its end")
    return found


@function("yamlencode", Parameter("value", DYNAMIC, null=True, open=True), returns=STRING)
def yamlencode(call: Call, value: Value) -> Value:
    """YAML text in block style, in Terraform's layout."""
    return call.result(bounded(yaml_text(value)), STRING)


@function("yamldecode", Parameter("src", STRING))
def yamldecode(call: Call, value: Value) -> Value:
    """The value that a YAML document says."""
    call.spend(2 * min(len(text(value)), LONGEST))
    return read_yaml(text(value), call.origin)


@function("base64encode", _STRING, returns=STRING)
def base64encode(call: Call, value: Value) -> Value:
    """Base64 of the UTF-8 bytes."""
    return call.result(base64.b64encode(text(value).encode()).decode(), STRING)


def _from_base64(source: str) -> bytes:
    # Line ends are skipped wherever they stand; nothing else may stand there.
    source = source.replace("\r", "").replace("\n", "")
    if _BASE64.match(source) is None:
        raise EvaluationError("failed to decode base64 data")
    return base64.b64decode(source)


@function("base64decode", _STRING, returns=STRING)
def base64decode(call: Call, value: Value) -> Value:
    """The UTF-8 text that was encoded."""
    try:
        return call.result(bounded(_from_base64(text(value)).decode()), STRING)
    except UnicodeDecodeError:
        raise EvaluationError("the result of decoding the provided string is not valid UTF-8") from None


@function("base64gzip", _STRING, returns=STRING)
def base64gzip(call: Call, value: Value) -> Value:
    """Compressed: the bytes depend on the compressor."""
    raise NotCertain("the compressed bytes are those of Terraform's own compressor")


@function("urlencode", _STRING, returns=STRING)
def urlencode(call: Call, value: Value) -> Value:
    """The text with escapes, as it may stand in the query of a URL."""
    return call.result(urllib.parse.quote_plus(text(value)), STRING)


_CODECS: Final = {
    "utf-8": "utf-8",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "us-ascii": "ascii",
    "iso-8859-1": "latin-1",
}


def _codec(name: Value) -> str:
    found = _CODECS.get(text(name).lower())
    if found is None or found == "ascii":
        raise NotCertain("of the character encodings only UTF-8, UTF-16LE, UTF-16BE and ISO-8859-1 are known here")
    return found


@function("textencodebase64", Parameter("string", STRING), Parameter("encoding", STRING), returns=STRING)
def textencodebase64(call: Call, value: Value, encoding: Value) -> Value:
    """Base64 of the bytes in this character encoding."""
    try:
        encoded = text(value).encode(_codec(encoding))
    except UnicodeEncodeError:
        raise EvaluationError("the given string contains characters that cannot be represented") from None
    return call.result(base64.b64encode(encoded).decode(), STRING)


@function("textdecodebase64", Parameter("source", STRING), Parameter("encoding", STRING), returns=STRING)
def textdecodebase64(call: Call, value: Value, encoding: Value) -> Value:
    """The text whose bytes in this character encoding were encoded."""
    try:
        return call.result(bounded(_from_base64(text(value)).decode(_codec(encoding))), STRING)
    except UnicodeDecodeError:
        raise NotCertain("the bytes are not valid in this character encoding") from None


@function("csvdecode", _STRING)
def csvdecode(call: Call, value: Value) -> Value:
    """A list of objects, one for each row below the header."""
    source = text(value)
    if '"' in source or "\r" in source:
        raise NotCertain("CSV with quotes is read by Terraform alone")
    call.spend(source.count("\n") + source.count(","))
    # Blank lines are skipped, as Terraform does.
    rows = [row for row in csv.reader(io.StringIO(source), strict=True) if row]
    if not rows:
        raise EvaluationError("missing header line")
    header, *body = rows
    if len(set(header)) < len(header):
        raise EvaluationError("duplicate column name")
    if any(len(row) != len(header) for row in body):
        raise EvaluationError("CSV parse error: wrong number of fields")
    call.spend(len(body) * (4 + 2 * len(header)))
    kind = ObjectType.of(dict.fromkeys(header, STRING))
    made = tuple(_row(header, row, call.origin) for row in body)
    return call.result(made, ListType(kind))


def _row(header: list[str], row: list[str], origin: Origin) -> Value:
    return Value({name: Value(cell, STRING, origin) for name, cell in zip(header, row, strict=True)}, None, origin)
