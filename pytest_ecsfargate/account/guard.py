"""What stands between a test and an account in which it must not create anything."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ..hcl.values import Value
from ..plan.model import Plan
from .base import Account
from .errors import AccountError

_PRODUCTION = frozenset({"live", "prd", "prod", "production"})


@dataclass(frozen=True, slots=True)
class SandboxAccount:
    """An account in which tests may create things: its twelve digits, and the regions; none means all of them."""

    id: str
    regions: tuple[str, ...] = ()


def admit(
    account: Account,
    source: Plan,
    *,
    sandboxes: Collection[SandboxAccount],
    production: Collection[str] = (),
) -> None:
    """Raises AccountError unless this module may be applied in this account: before anything is created.

    An emulated account takes everything. An ambient one must be among the sandboxes, with every region that a provider
    of the module works in; and what looks like production by the name of the environment, or by the module's variable
    `environment`, must be named in `production` too.
    """
    if account.kind == "emulated":
        return
    found, regions = account.account_id, regions_of(source, account)
    known = [each for each in sandboxes if each.id == found]
    for region in regions:
        if not any(not each.regions or region in each.regions for each in known):
            raise AccountError(_refusal(found, region, known))
    for name in _production_names(source):
        if name not in production:
            raise AccountError(
                f"nothing is created: {name!r} looks like production.\n"
                "fix: choose another environment; or, if a copy of it is what you want in this account, say so:\n"
                f"     --ecsfargate-sandbox-production {name}"
            )


def regions_of(source: Plan, account: Account) -> tuple[str, ...]:
    """The regions that the module's AWS providers work in; the account's, where one states none that is known.

    Raises AccountError where nothing says a region.
    """
    stated = [_region(name, value, account) for name, value in source.providers.items() if _is_aws(name)]
    found = tuple(dict.fromkeys(stated or [_own_region(account)]))
    if "" in found:
        raise AccountError("nothing is created: no region is set; set AWS_REGION, or region in the provider block.")
    return found


def _region(name: str, provider: Value, account: Account) -> str:
    data = provider.data
    region = data.get("region") if isinstance(data, dict) else None
    if region is None or region.is_null or region.value == "":
        return _own_region(account)
    if not region.known:
        raise AccountError(f"nothing is created: the region of provider.{name} is not known before apply.")
    return str(region.value)


def _own_region(account: Account) -> str:
    return account.region or str(account.session().region_name or "")


def _is_aws(provider: str) -> bool:
    """Whether `aws`, `aws.east` or `module.shop["eu"].aws`."""
    return re.search(r"(?:^|\.)aws(?:\.[\w-]+)?$", provider) is not None


def _refusal(id: str, region: str, known: Iterable[SandboxAccount]) -> str:
    allowed = f"{id}:{region}"
    what = f"the region {region} of the AWS account {id}" if [*known] else f"the AWS account {id}"
    return (
        f"nothing is created: {what} is no sandbox of this project.\n"
        f"fix: if it is one, say so: --ecsfargate-sandbox-accounts {allowed}\n"
        "     or the same in the ini file, under ecsfargate_sandbox_accounts."
    )


def _production_names(source: Plan) -> list[str]:
    stated = source.variables.get("environment")
    names = [source.environment, stated.value if stated is not None and stated.known else None]
    return [
        str(name) for name in dict.fromkeys(names) if name and _PRODUCTION & set(re.split(r"[\W_]+", str(name).lower()))
    ]
