"""A platform that runs already, read without applying anything: what it is made of, its source says."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..account.ambient import AmbientAccount
from ..account.base import Account
from ..plan.from_source import plan_module
from ..plan.model import Plan
from .clients import AccountClients
from .deployment import Deployment
from .reading import Basis, read


def read_existing(source: Plan, account: Account) -> Deployment:
    """The deployment of a module, found by the names that its source gives. Raises what boto3 raises."""
    return read(Basis(source, AccountClients(account), applied=False))


def read_deployment(
    path: str | os.PathLike[str],
    *,
    variables: Mapping[str, Any] | None = None,
    var_files: Iterable[str | os.PathLike[str]] = (),
    environment: str | None = None,
    account: Account | None = None,
) -> Deployment:
    """What is deployed of the module in a folder, read from AWS with the credentials of this machine.

    Nothing is created or changed. Resources are found by their names, which the source must know with these inputs;
    what cannot be found by name, or has no reader here, is unknown. Arguments are those of `plan_module`; `account` is
    another account than that of the machine's own credentials.
    Raises FileNotFoundError or NotADirectoryError where there is no module folder, and what boto3 raises where AWS
    cannot be asked.
    """
    source = plan_module(Path(path), variables=variables, var_files=[*var_files], environment=environment)
    return read_existing(source, account or AmbientAccount())
