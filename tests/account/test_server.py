"""How the emulated account's server speaks HTTP."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

from pytest_ecsfargate.account.emulated import EmulatedAccount

REQUEST = (
    b"POST / HTTP/1.1\r\nHost: ecs.test\r\nX-Amz-Target: AmazonEC2ContainerServiceV20141113.ListClusters\r\n"
    b"Authorization: AWS4-HMAC-SHA256 Credential=A/20260101/eu-west-1/ecs/aws4_request, Signature=0\r\n"
    b"Content-Type: application/x-amz-json-1.1\r\nContent-Length: 2\r\n"
)


def test_an_answer_is_sent_in_one_piece(account: EmulatedAccount) -> None:
    with _connected(account) as connection:
        connection.sendall(REQUEST + b"\r\n{}")
        head, _, body = connection.recv(65536).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert body == b'{"clusterArns": []}'


def test_a_client_that_asks_first_may_send_its_body_at_once(account: EmulatedAccount) -> None:
    with _connected(account) as connection:
        connection.sendall(REQUEST + b"Expect: 100-continue\r\n\r\n")
        assert connection.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"{}")
        assert connection.recv(65536).endswith(b'{"clusterArns": []}')


def _connected(account: EmulatedAccount) -> socket.socket:
    address = urlsplit(account.endpoint)
    return socket.create_connection((address.hostname, address.port), timeout=30)
