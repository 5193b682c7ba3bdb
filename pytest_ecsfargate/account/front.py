"""What stands in front of moto: it lets nothing hang, and lets nobody in before the account is filled.

moto answers an action that it does not implement with HTTP 500, which AWS clients retry for minutes. Here such an
answer becomes HTTP 400, which they do not. What moto reads back otherwise than AWS is put right: see `read_back`.
"""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

from . import ip_ranges, managed_policies, moto_repairs, wanted
from .read_back.autoscaling import ScalableTargets
from .read_back.codedeploy import DeploymentGroups
from .read_back.exchange import Exchange, Told
from .read_back.services import Services
from .read_back.task_definitions import TaskDefinitions

FAULTS_PATH = "/ecsfargate/faults"
HOLD_PATH = "/ecsfargate/hold"
OPEN_PATH = "/ecsfargate/open"
IP_RANGES_PATH = "/ecsfargate/ip-ranges.json"
INSIDER = "ecsfargate-insider"
"""In the user agent of those who fill the account: they are answered while it is held."""

_LONGEST_HOLD = 120.0
_FORM = "application/x-www-form-urlencoded"
# The services whose REST protocol speaks XML; all others' speaks JSON.
_XML_SERVICES = frozenset({"cloudfront", "ec2", "route53", "s3"})

_Application = Callable[..., Iterable[bytes]]


class Front:
    """WSGI middleware around moto's application."""

    def __init__(self, application: _Application, held: bool = False) -> None:
        self._application = application
        remembering = (DeploymentGroups(), ScalableTargets(), Services(), TaskDefinitions())
        self._exchange = Exchange(self._ask, dict(pair for each in remembering for pair in each.answers().items()))
        self._faults: list[str] = []
        self._open = threading.Event()
        if not held:
            self._open.set()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO")
        if path in (FAULTS_PATH, HOLD_PATH, OPEN_PATH):
            if path == HOLD_PATH:
                self._open.clear()
            elif path == OPEN_PATH:
                self._open.set()
            return _answer(start_response, 200, "application/json", json.dumps(self._faults).encode())
        if path == IP_RANGES_PATH:
            return _answer(start_response, 200, "application/json", json.dumps(ip_ranges.document()).encode())
        if INSIDER not in environ.get("HTTP_USER_AGENT", ""):
            self._open.wait(_LONGEST_HOLD)
        wanted.want(environ.get(f"HTTP_{wanted.HEADER.upper().replace('-', '_')}", ""))
        moto_repairs.repair(_service(environ))
        action = _action(environ)
        managed = managed_policies.answer(str(environ.get("REQUEST_METHOD")), str(path))
        if managed is not None:
            return _answer(start_response, 200, "text/xml", managed)
        status, headers, body, fault = self._exchange.ask(action, environ)
        if status < 500 and not _is_unrouted(status, body):
            start_response(f"{status} ", headers)
            return [body]
        self._faults.append(f"{action or environ.get('PATH_INFO', '')}: {fault}"[:300])
        return _refuse(environ, start_response, action, fault)

    def _ask(self, environ: dict[str, Any]) -> Told:
        """moto's answer."""
        told: list[Any] = [500, []]

        def start(status: str, headers: list[tuple[str, str]], *_: object) -> None:
            told[:] = [int(status.split()[0]), headers]

        try:
            answer = self._application(environ, start)
            body = b"".join(answer)
            close = getattr(answer, "close", None)
            if close is not None:
                close()
        except Exception as error:  # noqa: BLE001 - whatever moto fails with, the client must not wait for more
            return 500, [], b"", f"{type(error).__name__}: {error}"
        return told[0], told[1], body, body[:200].decode("utf-8", "replace") if told[0] >= 500 else ""


def _is_unrouted(status: int, body: bytes) -> bool:
    """Whether moto has no address for what was asked, in a service of which it has others."""
    return status in (404, 405) and body.startswith((b"<!doctype html>", b"Not Found"))


def _action(environ: dict[str, Any]) -> str:
    """The name of the AWS action, with its service for JSON protocols; empty for REST protocols."""
    target = environ.get("HTTP_X_AMZ_TARGET")
    if target:
        return str(target)
    if str(environ.get("CONTENT_TYPE", "")).startswith(_FORM):
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        return "".join(parse_qs(body.decode("utf-8", "replace")).get("Action", [""]))
    return ""


def _refuse(environ: dict[str, Any], start_response: Callable[..., Any], action: str, fault: str) -> Iterable[bytes]:
    """HTTP 400 in the words of the protocol that was asked in."""
    service = _service(environ)
    asked = action or f"{environ.get('REQUEST_METHOD', '')} {environ.get('PATH_INFO', '')}".strip()
    message = f"The emulated account cannot do {' '.join(filter(None, (service, asked)))}."
    code = "UnsupportedOperation"
    is_form = str(environ.get("CONTENT_TYPE", "")).startswith(_FORM)
    if not is_form and service not in _XML_SERVICES:
        body = json.dumps({"__type": code, "message": message, "Message": message}).encode()
        return _answer(start_response, 400, "application/x-amz-json-1.1", body, code)
    error = f"<Code>{code}</Code><Message>{_escaped(message)}</Message>"
    if service == "ec2":
        text = f"<Response><Errors><Error>{error}</Error></Errors><RequestID>0</RequestID></Response>"
    elif service == "s3":
        text = f"<Error>{error}</Error>"
    else:
        text = f"<ErrorResponse><Error><Type>Sender</Type>{error}</Error><RequestId>0</RequestId></ErrorResponse>"
    return _answer(start_response, 400, "text/xml", text.encode(), code)


def _service(environ: dict[str, Any]) -> str:
    """The service that a request is signed for."""
    scope = str(environ.get("HTTP_AUTHORIZATION", "")).split("/")
    return scope[3] if len(scope) > 3 else ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _answer(start_response: Callable[..., Any], status: int, kind: str, body: bytes, code: str = "") -> Iterable[bytes]:
    headers = [("Content-Type", kind), ("Content-Length", str(len(body)))]
    if code:
        headers.append(("x-amzn-ErrorType", code))
    start_response(f"{status} ", headers)
    return [body]
