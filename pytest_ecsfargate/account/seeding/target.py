"""The emulated account as a seeder uses it: clients of one region, and what the module's text tells."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ..session import is_refusal, want

ROLE_TRUST = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",'
    '"Principal":{"Service":"ecs-tasks.amazonaws.com"}}]}'
)


class Target:
    """One region of the emulated account. Clients are made once; `text` is the module's source."""

    def __init__(self, session: Any, account_id: str, region: str, text: str) -> None:
        self.account_id = account_id
        self.region = region
        self.text = text
        self._session = session
        self._clients: dict[str, Any] = {}

    @property
    def partition(self) -> str:
        """`aws`, `aws-cn` or `aws-us-gov`."""
        if self.region.startswith("cn-"):
            return "aws-cn"
        return "aws-us-gov" if self.region.startswith("us-gov-") else "aws"

    def client(self, service: str) -> Any:
        """A boto3 client."""
        if service not in self._clients:
            self._clients[service] = self._session.client(service, region_name=self.region)
        return self._clients[service]

    def create(self, service: str, operation: str, wanted: dict[str, str] | None = None, **arguments: Any) -> Any:
        """Calls an operation; `wanted` says which ids it is to make. Arguments that are None are left out."""
        client = self.client(service)
        names = {kind: name for kind, name in (wanted or {}).items() if name}
        if names:
            want(client, names)
        given = {name: value for name, value in arguments.items() if value is not None}
        return getattr(client, operation)(**given)

    def ask(self, service: str, operation: str, **arguments: Any) -> Any:
        """The answer of an operation, or None where the account has no such thing."""
        try:
            return self.create(service, operation, **arguments)
        except Exception as error:
            if is_refusal(error):
                return None
            raise

    def first(self, question: Callable[[], list[Any]], make: Callable[[], object]) -> Any:
        """The first thing that a question finds; where it finds nothing, what it finds after `make`."""
        found = question()
        if not found:
            make()
            found = question()
        return found[0] if found else None


def tag_list(tags: dict[str, str]) -> list[dict[str, str]]:
    """Tags as most AWS actions take them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def concrete(pattern: str) -> str:
    """A text that a pattern with `*` and `?` matches."""
    return pattern.replace("*", "a" if pattern.strip("*") == "" else "").replace("?", "a")


_CLASS = re.compile(r"(?:\[(?P<first>[^\]^])[^\]]*\]|\\[dw]|\.)(?:[*+?]|\{(?P<least>\d+)[^}]*\})?")


def text_matching(regex: str) -> str:
    """A text in which a simple regular expression finds something; empty where none was found."""
    made = _CLASS.sub(lambda match: (match["first"] or "0") * int(match["least"] or 1), regex)
    made = re.sub(r"[\\^$()?*+]", "", made.partition("|")[0])
    return made if re.search(regex, made) else ""
