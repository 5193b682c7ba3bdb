"""The account of the user's own credentials. Nothing is put into it."""

from __future__ import annotations

import os
from functools import cached_property
from typing import Any, Literal

from ..plan.model import Plan
from ..terraform.environment import terraform_environment
from ..terraform.overrides import Overrides, local_backend
from .errors import AccountError


class AmbientAccount:
    """What AWS's own tools would use here: environment variables, profile, role of the machine."""

    kind: Literal["ambient"] = "ambient"
    additions = ""
    """Nobody keeps count; but a plan of this account is not kept for a later run either."""

    def __init__(self) -> None:
        self.unseeded: dict[str, str] = {}

    def __repr__(self) -> str:
        return "<AmbientAccount>"

    @cached_property
    def region(self) -> str:
        """The region of the environment; empty where none is set."""
        return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or ""

    @cached_property
    def account_id(self) -> str:
        """Asks AWS who the credentials belong to. Raises AccountError where there are none that work."""
        from .session import is_aws_error

        try:
            return str(self.session(self.region or "us-east-1").client("sts").get_caller_identity()["Account"])
        except Exception as error:
            if not is_aws_error(error):
                raise
            raise AccountError(
                "there are no AWS credentials that work here: set them up, or use --ecsfargate-account=emulated."
            ) from None

    def start(self) -> None:
        """There is nothing to start."""

    def hold(self) -> None:
        """There is nothing to wait for."""

    def environment(self) -> dict[str, str]:
        """All environment variables for terraform, with the user's AWS settings."""
        return terraform_environment(os.environ, emulated=False)

    def overrides(self, source: Plan) -> Overrides:
        """Only the backend is changed: no state is read."""
        assert source.module is not None
        return local_backend(source.module)

    def prepare(self, source: Plan) -> None:
        """Nothing is put into a real account."""

    def session(self, region: str | None = None) -> Any:
        """A `boto3.Session` with the user's own credentials."""
        from .session import ambient_session

        return ambient_session(region)

    def close(self) -> None:
        """There is nothing to end."""
