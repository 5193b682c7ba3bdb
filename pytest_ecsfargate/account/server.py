"""The emulated account's own process: moto's server on loopback, which dies with the process that started it.

Started as `python -m pytest_ecsfargate.account.server`; moto's settings come by environment variables. The first line
it prints is the port, before the slow imports: who connects early waits. It ends when its standard input does. What is
answered differently from plain moto: see `Front`.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any

from .front import Front

HOST = "127.0.0.1"
# Containers between two collections of garbage. moto's tables are a million objects that stay: looking through them
# again and again while they are read took a third of the time until the account is filled.
_COLLECTED_AFTER = 1_000_000


def main() -> None:
    """Serves until the parent is gone. With the argument `held` no outsider is answered before the account is open."""
    gc.set_threshold(_COLLECTED_AFTER)
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    listener = socket.create_server((HOST, 0), backlog=128)
    sys.stdout.write(json.dumps({"port": listener.getsockname()[1]}) + "\n")
    sys.stdout.flush()
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    _serve(listener, held="held" in sys.argv[1:])


def _serve(listener: socket.socket, held: bool) -> None:
    from moto.moto_api._internal import mock_random
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Handler(WSGIRequestHandler):
        # An answer is sent whole: between its head and its body a busy machine has lost connections.
        wbufsize = -1

        def handle_expect_100(self) -> bool:
            """werkzeug sends the one `100 Continue`."""
            return True

        def make_environ(self) -> dict[str, Any]:
            """Is called when only `100 Continue` may be waiting to be sent, which the client waits for."""
            self.wfile.flush()
            return super().make_environ()

        def log(self, type: str, message: str, *args: Any) -> None:
            """Nothing is logged: requests carry values."""

    mock_random.seed(4213)
    application: Callable[..., Iterable[bytes]] = DomainDispatcherApplication(create_backend_app)
    front = Front(application, held)
    host, port = listener.getsockname()
    make_server(host, port, front, threaded=True, request_handler=Handler, fd=listener.fileno()).serve_forever()


def _end_with_parent(parent: int) -> None:
    """Ends this process when its input does, or when the parent is gone: a child it forked may hold the pipe."""
    silence = threading.Thread(target=_wait_for_silence, daemon=True)
    silence.start()
    while silence.is_alive() and os.getppid() == parent:
        silence.join(1)
    os._exit(0)


def _wait_for_silence() -> None:
    while sys.stdin.buffer.read(1024):
        pass


if __name__ == "__main__":
    main()
