"""What is deployed: a plan whose values are what AWS says, read back through boto3."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from unittest import SkipTest

from ..plan.model import Plan
from ..plan.provider_region import region_of
from .clients import AccountClients, RegionalClients

if TYPE_CHECKING:
    from ..plan.resource import Resource


class NeverRuns(SkipTest):
    """Raised where a requirement is about what runs, and the account is one in which nothing does: it is skipped."""


@dataclass(frozen=True, repr=False)
class Deployment(Plan):
    """A deployed module, for the same helpers as a plan, and for those that only something that runs can answer.

    Origins, places and `lifecycle` are the source's. `changes` are those of a second plan against what is there; None
    where nothing was applied here. `clients` gives the boto3 clients of a region. `again` of a deployment evaluates its
    source; `reader` reads it once more.
    """

    clients: AccountClients = field(kw_only=True)
    reader: Callable[[], Deployment] | None = field(default=None, kw_only=True)

    def read(self) -> Deployment:
        """The same deployment, read from AWS once more, as it is now."""
        assert self.reader is not None
        return replace(self.reader(), settings=self.settings, waivers=self.waivers, baseline=self.baseline)

    def must_run(self) -> None:
        """Raises NeverRuns in an emulated account: no task is started there, so nothing that runs can be judged."""
        if self.clients.emulated:
            raise NeverRuns("no task runs in the emulated account: judged in an account of AWS only")

    def clients_of(self, resource: Resource) -> RegionalClients:
        """The clients of the region that a resource is in."""
        return self.clients(region_of(self, resource) or "")

    def __repr__(self) -> str:
        return super().__repr__().replace("<Plan of", "<Deployment of", 1)
