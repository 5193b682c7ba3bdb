"""Reading from the emulated account, and from one that answers what a test lets it answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from pytest_ecsfargate.live.clients import RegionalClients
from pytest_ecsfargate.live.readers import READERS, Attributes
from tests.live.shape import misfits

Read = Callable[..., Attributes | None]
Told = Callable[..., Read]


def reading(clients: RegionalClients) -> Read:
    """`read(type, **known)`: what the reader of a type answers, whose shape is always that of the schema."""

    def read(kind: str, /, **known: Any) -> Attributes | None:
        found = READERS[kind](clients, known)
        assert found is None or not misfits(kind, found)
        return found

    return read


@pytest.fixture
def read(clients: RegionalClients) -> Read:
    """Reads from the emulated account."""
    return reading(clients)


class Scripted:
    """An account with one client, which answers the operations of a script in its order, and has nothing else to say.

    botocore checks that an answer is one that the service could give. An answer that is a text is an error's code.
    """

    def __init__(self, service: str, script: list[tuple[str, dict[str, Any] | str]]) -> None:
        self._client: Any = boto3.client(
            service,  # type: ignore[call-overload]
            region_name="eu-west-1",
            aws_access_key_id="none",
            aws_secret_access_key="none",
        )
        stubber = Stubber(self._client)
        for operation, answer in script:
            if isinstance(answer, str):
                stubber.add_client_error(operation, answer)
            else:
                stubber.add_response(operation, answer)
        stubber.activate()

    def session(self, region: str | None) -> Scripted:
        return self

    def client(self, service: str) -> Any:
        return self._client


@pytest.fixture
def told() -> Told:
    """`told(service, (operation, answer), …)`: reads from an account that answers so."""

    def told(service: str, *script: tuple[str, dict[str, Any] | str]) -> Read:
        return reading(RegionalClients(Scripted(service, list(script)), "eu-west-1"))  # type: ignore[arg-type]

    return told
