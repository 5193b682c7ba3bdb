"""Finishing what earlier runs began: each stack in the journal whose run is over is destroyed, and what it left too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ..account.base import Account
from ..account.session import is_aws_error, is_refusal
from ..terraform.folder import PrivateFolder
from .journal import Journal, Recorded
from .leftovers import leftovers, tagged_with
from .removal import Removal, removal_of
from .stack import PAUSES
from .teardown import StackLeft, Teardown

_PASSES = 3
"""How often what is left is tried: what others are attached to can be removed after them only."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What became of one stack: a line to show, and whether nothing of it is there any more."""

    line: str
    clean: bool


def sweep(journal: Journal, account: Account, timeout: float, tell: Callable[[str], None]) -> Iterator[Swept]:
    """Destroys the stacks of runs that are over. Raises AccountError where there are no credentials that work."""
    for recorded in [*journal.abandoned()]:
        if recorded.entry.account != account.account_id:
            yield Swept(f"{recorded.entry.title}: the credentials here are of {account.account_id}", False)
            continue
        folder = PrivateFolder(recorded.folder)
        try:
            done = _swept(recorded, account, Teardown(timeout, tell, PAUSES, folder.guardian))
        finally:
            folder.leave()
        if done.clean:
            recorded.remove()
        yield done


def _swept(recorded: Recorded, account: Account, destroy: Teardown) -> Swept:
    title = recorded.entry.title
    try:
        if recorded.entry.status != "destroyed":
            recorded = destroy(recorded, account)
            recorded.forget()
        left = _removed(recorded, account)
    except StackLeft as error:
        return Swept(str(error), False)
    except Exception as error:
        if not is_aws_error(error):
            raise
        return Swept(f"{title}: {error}", False)
    recorded.having(left=tuple(left))
    if left:
        return Swept("\n".join([f"{title}: destroyed, but for", *(f"  {each.what}" for each in left)]), False)
    return Swept(f"{title}: destroyed", True)


def _removed(recorded: Recorded, account: Account) -> list[Removal]:
    """Removes what is left of a stack, and gives what cannot be removed."""
    left: list[Removal] = []
    for _ in range(_PASSES):
        session = account.session(recorded.entry.region)
        left = [each for each in leftovers(recorded.entry, account) if not _is_removed(each, session)]
        if not left:
            break
    return left


def _is_removed(removal: Removal, session: object) -> bool:
    """Whether AWS removed it. What it refuses may go in the next pass."""
    if not removal.operation:
        return False
    try:
        removal.carry_out(session)
    except Exception as error:
        if not is_refusal(error):
            raise
        return False
    return True


def strangers(account: Account, regions: Iterable[str], known: Iterable[str]) -> Iterator[tuple[str, Removal]]:
    """What has the tag of a stack that is in no journal here, by its id: other machines may be using it."""
    ids = {*known}
    for region in dict.fromkeys(regions):
        for name, arn in tagged_with(account.session(region)):
            if name not in ids:
                yield name, removal_of(arn)
