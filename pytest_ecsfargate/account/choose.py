"""Which account a run uses."""

from __future__ import annotations

from ..plan.model import Plan
from .ambient import AmbientAccount
from .base import Account, AccountKind
from .emulated import EmulatedAccount, module_texts


def make_account(kind: AccountKind, source: Plan | None = None) -> Account:
    """An account that is not started yet. With a source plan, its id and region are not among the source's texts."""
    if kind == "ambient":
        return AmbientAccount()
    return EmulatedAccount(module_texts(source) if source is not None else ())
