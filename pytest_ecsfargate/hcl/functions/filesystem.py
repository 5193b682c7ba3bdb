"""Filesystem functions: https://developer.hashicorp.com/terraform/language/functions/file and those beside it."""

from __future__ import annotations

import base64
import os
import posixpath
import re
from typing import Final

from ..errors import EvaluationError
from ..types import BOOL, DYNAMIC, STRING, SetType
from ..values import Value
from .declaring import Call, NotCertain, Parameter, function
from .files import FileSandbox
from .hash_and_crypto import HASHES, digest
from .shared import bounded, text

_PATH = Parameter("path", STRING)
_FILE = Parameter("path", STRING, file=True)
_MAX_ENTRIES: Final = 20_000


def _sandbox(call: Call) -> FileSandbox:
    if call.context.files is None:
        raise NotCertain("there are no files here")
    return call.context.files


def _content(call: Call, path: Value) -> str:
    try:
        return call.context.read_file(text(path)).decode()
    except UnicodeDecodeError:
        raise EvaluationError(f"contents of {text(path)} are not valid UTF-8") from None


@function("file", _FILE, returns=STRING)
def file(call: Call, path: Value) -> Value:
    """The text of a file."""
    return call.result(bounded(_content(call, path)), STRING)


@function("filebase64", _FILE, returns=STRING)
def filebase64(call: Call, path: Value) -> Value:
    """The bytes of a file, in Base64."""
    return call.result(base64.b64encode(call.context.read_file(text(path))).decode(), STRING)


def _declare_file_hash(name: str, algorithm: str, as_base64: bool) -> None:
    @function(name, _FILE, returns=STRING)
    def run(call: Call, path: Value) -> Value:
        hashed = digest(algorithm, call.context.read_file(text(path)))
        return call.result(base64.b64encode(hashed).decode() if as_base64 else hashed.hex(), STRING)


for _algorithm in HASHES:
    _declare_file_hash(f"file{_algorithm}", _algorithm, as_base64=False)
for _algorithm in ("sha256", "sha512"):
    _declare_file_hash(f"filebase64{_algorithm}", _algorithm, as_base64=True)


@function("fileexists", _FILE, returns=BOOL)
def fileexists(call: Call, path: Value) -> Value:
    """Whether there is such a file."""
    return call.result(_sandbox(call).exists(text(path)), BOOL)


@function("templatefile", _FILE, Parameter("vars", DYNAMIC, needs="top"))
def templatefile(call: Call, path: Value, variables: Value) -> Value:
    """A file rendered as a template."""
    return _rendered(call, _content(call, path), text(path), variables)


@function("templatestring", Parameter("template", STRING), Parameter("vars", DYNAMIC, needs="top"), returns=STRING)
def templatestring(call: Call, template: Value, variables: Value) -> Value:
    """A string from elsewhere rendered as a template."""
    return _rendered(call, text(template), "<templatestring argument>", variables)


def _rendered(call: Call, template: str, name: str, variables: Value) -> Value:
    if not isinstance(variables.data, dict):
        raise EvaluationError("invalid vars value: must be a map")
    if call.context.render_template is None:
        raise NotCertain("templates are not rendered here")
    return call.context.render_template(template, name, variables, call.span)


@function("basename", _PATH, returns=STRING)
def basename(call: Call, path: Value) -> Value:
    """The last part of a path."""
    given = text(path)
    stripped = given.rstrip("/")
    if not stripped:
        return call.result("/" if given else ".", STRING)
    return call.result(posixpath.basename(stripped), STRING)


@function("dirname", _PATH, returns=STRING)
def dirname(call: Call, path: Value) -> Value:
    """A path without its last part."""
    given = text(path)
    return call.result(_clean(given[: given.rfind("/") + 1]), STRING)


def _clean(path: str) -> str:
    """The shortest path that says the same."""
    cleaned = posixpath.normpath(path) if path else "."
    return "/" + cleaned.lstrip("/") if cleaned.startswith("//") else cleaned


@function("abspath", _PATH, returns=STRING)
def abspath(call: Call, path: Value) -> Value:
    """The path from the root of the file system."""
    if text(path).startswith("/"):
        return call.result(_clean(text(path)), STRING)
    raise NotCertain("it depends on the folder in which Terraform runs")


@function("pathexpand", _PATH, returns=STRING)
def pathexpand(call: Call, path: Value) -> Value:
    """The path with the home folder in place of `~`."""
    if text(path).startswith("~"):
        raise NotCertain("it depends on who runs Terraform")
    return call.result(text(path), STRING)


# fileset


@function("fileset", _FILE, Parameter("pattern", STRING), returns=SetType(STRING))
def fileset(call: Call, path: Value, pattern: Value) -> Value:
    """The files below a folder whose paths match a pattern."""
    matches = re.compile(_as_regex(text(pattern))).match
    if re.search(r"[*?\[{\\]", text(path)):
        raise NotCertain("the folder's name has characters of a pattern in it")
    top = _sandbox(call).folder(text(path))
    if os.path.isfile(top):  # noqa: PTH113
        raise NotCertain("it is a file, not a folder")
    found = sorted(name for name in _files_below(top) if matches(name))
    return call.result(tuple(call.result(name, STRING) for name in found), SetType(STRING))


def _files_below(top: str) -> list[str]:
    found: list[str] = []
    seen = 0
    for folder, folders, names in os.walk(top):
        seen += len(folders) + len(names)
        if seen > _MAX_ENTRIES:
            raise NotCertain("the folder has too many files")
        if any(os.path.islink(os.path.join(folder, name)) for name in (*folders, *names)):  # noqa: PTH114, PTH118
            raise NotCertain("there are links in the folder")
        relative = os.path.relpath(folder, top).replace(os.sep, "/")
        prefix = "" if relative == "." else relative + "/"
        found += [prefix + name for name in names if os.path.isfile(os.path.join(folder, name))]  # noqa: PTH113, PTH118
    return found


def _as_regex(pattern: str) -> str:
    """The glob pattern as a regular expression: `**` for any folders, `*`, `?`, `{a,b}`. Others are not certain."""
    parts = pattern.split("/")
    if pattern.startswith("/") or ".." in parts or re.search(r"[\[\]\\]", pattern) or "//" in pattern:
        raise NotCertain("an unusual pattern")
    made: list[str] = []
    for position, part in enumerate(parts):
        last = position == len(parts) - 1
        if part in (".", ""):
            continue
        if part == "**":
            made.append(".*" if last else "(?:[^/]+/)*")
        elif "**" in part:
            raise NotCertain("an unusual pattern")
        else:
            made.append(_part_as_regex(part) + ("" if last else "/"))
    return "".join(made) + r"\Z"


def _part_as_regex(part: str) -> str:
    if re.search(r"\{[^}]*\{|^[^{]*\}|\{[^}]*$", part):
        raise NotCertain("an unusual pattern")
    tokens = re.findall(r"\*|\?|\{[^}]*\}|[^*?{]+", part)
    signs = {"*": "[^/]*", "?": "[^/]"}
    return "".join(signs.get(token) or _choice(token) for token in tokens)


def _choice(token: str) -> str:
    if not token.startswith("{"):
        return re.escape(token)
    return "(?:" + "|".join(_part_as_regex(item) if item else "" for item in token[1:-1].split(",")) + ")"
