"""A proxy before an account, which answers some requests itself: as AWS does when it will not."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit


@dataclass
class Fault:
    """What is answered to requests whose action contains a text, as often as `times` says."""

    action: str
    status: int
    code: str
    times: int

    @property
    def answer(self) -> tuple[bytes, bytes]:
        """The error in the words of the JSON and of the query protocol."""
        told = json.dumps({"__type": self.code, "message": self.code}).encode()
        text = f"<Error><Type>Sender</Type><Code>{self.code}</Code><Message>{self.code}</Message></Error>"
        return told, f"<ErrorResponse>{text}<RequestId>0</RequestId></ErrorResponse>".encode()


class FailingProxy:
    """`fail` has the next requests of an action fail; `asked` are the actions that came by.

    `assumed` is an account id, and the one that who has assumed a role is told in its place.
    """

    def __init__(self, endpoint: str) -> None:
        self._target = urlsplit(endpoint).netloc
        self._faults: list[Fault] = []
        self._lock = Lock()
        self.asked: list[str] = []
        self.assumed = (b"", b"")
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def fail(self, action: str, *, status: int, code: str, times: int = 10**6) -> None:
        self._faults.append(Fault(action, status, code, times))

    def heal(self) -> None:
        self._faults.clear()

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def fault_of(self, action: str) -> Fault | None:
        with self._lock:
            self.asked.append(action)
            found = next((fault for fault in self._faults if fault.times and fault.action in action), None)
            if found is not None:
                found.times -= 1
            return found

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        proxy, target = self, self._target

        class Handler(BaseHTTPRequestHandler):
            def do(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                json_action = self.headers.get("X-Amz-Target", "")
                action = json_action or "".join(parse_qs(body.decode("utf-8", "replace")).get("Action", [self.path]))
                fault = proxy.fault_of(action)
                if fault is not None:
                    self.send_answer(fault.status, {}, fault.answer[0 if json_action else 1])
                    return
                connection = http.client.HTTPConnection(target, timeout=60)
                connection.request(self.command, self.path, body, {**self.headers, "Host": target})
                answer = connection.getresponse()
                told = answer.read()
                if action == "GetCallerIdentity" and self.headers.get("X-Amz-Security-Token"):
                    told = told.replace(*proxy.assumed)
                self.send_answer(answer.status, dict(answer.getheaders()), told)
                connection.close()

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do  # noqa: N815

            def send_answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
                self.send_response_only(status)
                for name, value in headers.items():
                    if name.lower() not in ("content-length", "connection", "transfer-encoding"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nothing is logged."""

        return Handler
