"""The account that terraform talks to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from ..plan.model import Plan
    from ..terraform.overrides import Overrides

AccountKind = Literal["emulated", "ambient"]


class Account(Protocol):
    """An AWS account: emulated, or the ambient one of the user's own credentials."""

    @property
    def kind(self) -> AccountKind:
        """Which of the two it is."""
        ...

    @property
    def region(self) -> str:
        """The region for what names none itself; empty where the machine's own settings say it."""
        ...

    @property
    def account_id(self) -> str:
        """The twelve digits. For an ambient account this asks AWS."""
        ...

    @property
    def unseeded(self) -> Mapping[str, str]:
        """The addresses of data sources for which `prepare` could do nothing, with the reason."""
        ...

    @property
    def additions(self) -> str:
        """Another one where somebody else put something into the account that a plan may read."""
        ...

    def start(self) -> None:
        """Begins to get ready, without waiting for it. Calling it again does nothing."""
        ...

    def hold(self) -> None:
        """Lets terraform wait for answers until `prepare` is done, so that both can run at the same time."""
        ...

    def environment(self) -> dict[str, str]:
        """All environment variables for terraform."""
        ...

    def overrides(self, source: Plan) -> Overrides:
        """What a copy of the module is changed by before terraform sees it."""
        ...

    def prepare(self, source: Plan) -> None:
        """Puts what the module's data sources look up into the account, where that is the account's to give."""
        ...

    def session(self, region: str | None = None) -> Any:
        """A `boto3.Session` that works in this account."""
        ...

    def close(self) -> None:
        """Ends what was started."""
        ...
