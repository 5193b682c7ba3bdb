"""`data.aws_iam_policy_document`, made from its arguments as the AWS provider makes it, which asks no account.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document, measured on provider
5.100. What is unknown in an argument stays visible in its place. Where the provider would refuse the arguments, or
something that decides is not known, the document is unknown as a whole.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ..hcl.operations.inspection import known_text
from ..hcl.origins import mix
from ..hcl.schema import ReadArgument
from ..hcl.types import STRING
from ..hcl.values import JsonString, Value
from .policy_elements import NotCertainError, conditions, elements, policy_variables, principals, strings
from .policy_sources import Document, Statement, read_document
from .policy_text import indented, minified
from .sdk_sets import hash_code

TYPE: Final = "aws_iam_policy_document"
_DEFAULT_VERSION: Final = Value("2012-10-17", STRING)


def attributes(read: ReadArgument) -> dict[str, Value]:
    """`json`, `minified_json` and `id` of the data source; without those that its arguments do not tell.

    `read` gives an argument as the source sets it, null where it sets none.
    """
    try:
        inner = _inner(_merged(read))
    except NotCertainError:
        return {}
    text = JsonString(inner, indented)
    made = {"json": Value(text, STRING, inner.origin)}
    made["minified_json"] = Value(JsonString(inner, minified), STRING, inner.origin)
    if inner.known:
        made["id"] = Value(hash_code(text.text), STRING, inner.origin)
    return made


def _merged(read: ReadArgument) -> Document:
    merged = Document()
    sources = _given(read, "source_policy_documents")
    _refuse_repeated([statement for source in sources for statement in source.statements])
    overrides = _given(read, "override_policy_documents")
    for document in (*sources, _own(read), *overrides):
        _merge(merged, document)
    return merged


def _given(read: ReadArgument, name: str) -> list[Document]:
    """The documents that stand in an argument; the provider passes over empty texts."""
    return [read_document(source) for source in elements(read(name)) if source.data != ""]


def _own(read: ReadArgument) -> Document:
    version = read("version")
    if version is None or version.is_null:
        version = _DEFAULT_VERSION
    identifier = read("policy_id")
    if identifier is None or identifier.is_null or identifier.data == "":
        identifier = None
    written = policy_variables(known_text(version))
    statements = [_statement(block, written) for block in elements(read("statement"))]
    _refuse_repeated(statements)
    return Document(version, identifier, statements)


def _statement(block: Value, written: Callable[[Value], Value]) -> Statement:
    sid, effect = block["sid"], block["effect"]
    made = {
        "Sid": None if sid.is_null or sid.data == "" else sid,
        "Effect": Value("Allow", STRING, block.origin) if effect.is_null else effect,
        "Action": strings(block["actions"]),
        "NotAction": strings(block["not_actions"]),
        "Resource": strings(block["resources"], written),
        "NotResource": strings(block["not_resources"], written),
        "Principal": principals(block["principals"], written),
        "NotPrincipal": principals(block["not_principals"], written),
        "Condition": conditions(block["condition"], written),
    }
    return {name: value for name, value in made.items() if value is not None}


def _refuse_repeated(statements: list[Statement]) -> None:
    """The source documents together, and the statements of the data source itself, must not repeat a Sid."""
    named = [_sid(statement) for statement in statements if "Sid" in statement]
    if len(set(named)) < len(named):
        raise NotCertainError


def _sid(statement: Statement) -> str | None:
    """The Sid, None where there is none. Raises NotCertainError where it is not known."""
    if "Sid" not in statement:
        return None
    found = known_text(statement["Sid"])
    if found is None:
        raise NotCertainError
    return found


def _merge(merged: Document, document: Document) -> None:
    """A later document decides on the id, may raise the version, and replaces statements that have the same Sid."""
    merged.id = merged.id if document.id is None else document.id
    if document.version is not None:
        merged.version = _later(merged.version, document.version)
    places = {_sid(statement): at for at, statement in enumerate(merged.statements) if "Sid" in statement}
    for statement in document.statements:
        sid = _sid(statement)
        if sid is None:
            merged.statements.append(statement)
        elif sid in places:
            merged.statements[places[sid]] = statement
        else:
            places[sid] = len(merged.statements)
            merged.statements.append(statement)


def _later(one: Value | None, other: Value) -> Value:
    if one is None:
        return other
    first, second = known_text(one), known_text(other)
    if first is None or second is None:
        raise NotCertainError
    return other if second > first else one


def _inner(document: Document) -> Value:
    statements = tuple(_object(statement) for statement in document.statements)
    made = {"Version": document.version, "Id": document.id, "Statement": None}
    found = {name: value for name, value in made.items() if value is not None}
    if statements:
        found["Statement"] = Value(statements, None, mix(None, tuple([item.origin for item in statements])))
    return _object(found)


def _object(made: dict[str, Value]) -> Value:
    return Value(dict(sorted(made.items())), None, mix(None, tuple([item.origin for item in made.values()])))
