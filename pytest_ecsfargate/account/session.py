"""boto3, for an emulated account and for the ambient one."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

from .front import INSIDER
from .wanted import HEADER


def emulated_session(
    region: str, access_key: str, secret_key: str, endpoint: str, notice: Callable[[str], None] | None = None
) -> Any:
    """A `boto3.Session` whose clients all talk to the emulated account and never to AWS.

    `notice` is told of each call: region, service, operation and arguments.
    """
    import boto3

    class EmulatedSession(boto3.Session):
        def client(self, *args: Any, **kwargs: Any) -> Any:
            return super().client(*args, **_at(endpoint, kwargs))

        def resource(self, *args: Any, **kwargs: Any) -> Any:
            return super().resource(*args, **_at(endpoint, kwargs))

    untouched = _untouched_by_the_machine()
    if notice is not None:
        untouched.register("provide-client-params", lambda **call: notice(_told(**call)))
    return EmulatedSession(
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        region_name=region,
        botocore_session=untouched,
    )


def _told(params: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> str:
    call = (context["client_region"], model.service_model.service_name, model.name, params)
    return json.dumps(call, sort_keys=True, default=repr)


def _untouched_by_the_machine() -> Any:
    """A botocore session that reads neither profiles nor files nor what `AWS_…` variables would change."""
    from botocore.session import Session

    ignored = ("profile", "ca_bundle", "use_fips_endpoint", "use_dualstack_endpoint")
    files = dict.fromkeys(("config_file", "credentials_file"), (None, None, os.devnull, None))
    return Session(session_vars=dict.fromkeys(ignored, (None, None, None, None)) | files)


def _at(endpoint: str, settings: dict[str, Any]) -> dict[str, Any]:
    from botocore.config import Config

    ours = Config(
        user_agent_extra=INSIDER,
        proxies={},
        s3={"addressing_style": "path"},
        retries={"max_attempts": 1},
        connect_timeout=5,
    )
    given = settings.get("config")
    return {"endpoint_url": endpoint, **settings, "config": given.merge(ours) if given is not None else ours}


def ambient_session(region: str | None = None) -> Any:
    """A `boto3.Session` with the user's own credentials."""
    import boto3

    return boto3.Session(region_name=region or None)


def want(client: Any, names: dict[str, str]) -> None:
    """Lets the client's next request say which names the emulated account is to use: see `wanted`."""
    text = " ".join(f"{kind}={name}" for kind, name in names.items())

    def once(params: dict[str, Any], **_: Any) -> None:
        params["headers"][HEADER] = text
        client.meta.events.unregister("before-call", once)

    client.meta.events.register("before-call", once)


def is_refusal(error: BaseException) -> bool:
    """Whether AWS (or the emulated account) answered with an error, or was not asked because the question is wrong."""
    from botocore.exceptions import ClientError, ParamValidationError

    return isinstance(error, ClientError | ParamValidationError)


def is_waiter_error(error: BaseException) -> bool:
    """Whether a waiter has waited long enough, or saw that what it waits for will not come."""
    from botocore.exceptions import WaiterError

    return isinstance(error, WaiterError)


def is_unreachable(error: BaseException) -> bool:
    """Whether nobody answers where a service should be in some region, or there is no such region."""
    from botocore import exceptions

    return isinstance(error, exceptions.ConnectionError | exceptions.HTTPClientError | exceptions.InvalidRegionError)


def is_aws_error(error: BaseException) -> bool:
    """Whether something is wrong between this machine and AWS: an answer, credentials, the network."""
    from botocore.exceptions import BotoCoreError, ClientError

    return isinstance(error, BotoCoreError | ClientError)


def error_code(error: BaseException) -> str:
    """The code that AWS answered with, such as `NoSuchEntity`; empty where the error is no answer of AWS."""
    from botocore.exceptions import ClientError

    return str(error.response.get("Error", {}).get("Code", "")) if isinstance(error, ClientError) else ""
