"""boto3 clients of one account, each made once, and what AWS answers when it does not do what was asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..account.base import Account


def why_not(error: Exception) -> str | None:
    """Why AWS did not answer a question, in a few words; None for what is no refusal of this one question."""
    from ..account.session import error_code, is_refusal

    code = error_code(error)
    return f"AWS answered {code}" if is_refusal(error) and code not in _NO_CREDENTIALS else None


_NO_CREDENTIALS = ("ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException")


class AccountClients:
    """The clients of one account, by region; without one by the account's own."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._made: dict[str, RegionalClients] = {}

    @property
    def emulated(self) -> bool:
        """Whether it is an account in which no task ever runs."""
        return self._account.kind == "emulated"

    def __call__(self, region: str = "") -> RegionalClients:
        """The clients of a region, made once."""
        name = region or self._account.region
        if name not in self._made:
            self._made[name] = RegionalClients(self._account, name)
        return self._made[name]


class RegionalClients:
    """The clients of one account in one region: `clients("ecs")`. Each is made once."""

    def __init__(self, account: Account, region: str) -> None:
        self._session = account.session(region or None)
        self._made: dict[str, Any] = {}

    @property
    def region(self) -> str:
        """The name of the region."""
        return str(self._session.region_name or "")

    def __call__(self, service: str) -> Any:
        """The client of a service, by boto3's name for it."""
        if service not in self._made:
            self._made[service] = self._session.client(service)
        return self._made[service]

    def pages(self, service: str, operation: str, key: str, **asked: Any) -> Iterator[Any]:
        """All elements under a key of all pages of an answer."""
        for page in self(service).get_paginator(operation).paginate(**asked):
            yield from page.get(key) or ()
