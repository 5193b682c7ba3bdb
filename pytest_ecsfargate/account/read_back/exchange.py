"""Calls of AWS's JSON protocol on their way to moto, and what answers them in its place or completes its answers.

https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from typing import Any

Told = tuple[int, list[tuple[str, str]], bytes, str]
"""(status, headers, body, what went wrong) of an answer."""

Body = dict[str, Any]

Moto = Callable[[str, Body], Body]
"""Asks moto for an action of the service at hand. Raises Refused with moto's answer where that is an error."""

Answer = Callable[[Body, Moto], Body]
"""What is answered to a call: from what is asked, and with moto's help."""


class Refused(Exception):
    """An answer that is an error, as the client gets it."""

    def __init__(self, told: Told) -> None:
        super().__init__(told[3])
        self.told = told


def refusal(code: str, message: str) -> Refused:
    """An error in AWS's words."""
    body = json.dumps({"__type": code, "message": message, "Message": message}).encode()
    return Refused((400, [*_headers(body), ("x-amzn-ErrorType", code)], body, ""))


class Exchange:
    """Passes calls on to moto, and those that something else answers to that: `answers`, by service and action."""

    def __init__(self, moto: Callable[[Body], Told], answers: Mapping[str, Answer]) -> None:
        self._moto = moto
        self._answers = answers

    def ask(self, target: str, environ: Body) -> Told:
        """The answer to a WSGI request for an action, such as `AmazonEC2ContainerServiceV20141113.CreateService`."""
        answer = self._answers.get(target)
        if answer is None:
            return self._moto(environ)
        service, _, _ = target.rpartition(".")
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))

        def moto(action: str, asked: Body) -> Body:
            status, headers, told, fault = self._moto(_asking(environ, f"{service}.{action}", asked))
            if status != 200:
                raise Refused((status, headers, told, fault))
            found: Body = json.loads(told or b"{}")
            return found

        try:
            told = json.dumps(answer(json.loads(body or b"{}"), moto)).encode()
        except Refused as refused:
            return refused.told
        return 200, _headers(told), told, ""


def _asking(environ: Body, target: str, asked: Body) -> Body:
    body = json.dumps(asked).encode()
    changed = {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body)), "HTTP_X_AMZ_TARGET": target}
    return environ | changed


def _headers(body: bytes) -> list[tuple[str, str]]:
    return [("Content-Type", "application/x-amz-json-1.1"), ("Content-Length", str(len(body)))]
