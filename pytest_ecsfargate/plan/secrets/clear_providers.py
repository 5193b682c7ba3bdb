"""Secrets written into provider blocks: keys of an account, passwords of a database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...aws.secret_names import looks_random, looks_secret, secret_kind
from ...findings import Outcome, Verdict
from ...hcl.values import Value
from ..provider_configurations import ProviderConfiguration, provider_configurations
from .clear_text import EXPECTED, scalars, where_it_stands
from .secrecy import Secrecy, text_with_gaps

# Keys of an account are what AWS issues: emulators are given "test" or "mock_access_key".
_ISSUED = ("access_key", "secret_key", "token")
_HINT = "Let the provider take it from the environment, or from a sensitive variable without default."


def exposed_settings(secrecy: Secrecy) -> Iterator[Verdict]:
    """A verdict on each argument of a provider with a secret that is written in the source."""
    for found in provider_configurations(secrecy.plan):
        data = found.value.data if isinstance(found.value.data, dict) else {}
        for top in (name for name in data if name != "default_tags"):
            for path, name, value in scalars(top, top, data[top]):
                if _is_secret(found, path, name, value) and _is_written(value):
                    yield where_it_stands(secrecy, _verdict(found, path, value))


def _is_secret(found: ProviderConfiguration, path: str, name: str, value: Value) -> bool:
    text = text_with_gaps(value)
    if text is None:
        return False
    if found.provider == "aws" and path in _ISSUED:
        return looks_secret(text) is not None or looks_random(text)
    return secret_kind(name, text) is not None


def _is_written(value: Value) -> bool:
    return any(trace.ref is None and trace.location is not None for trace in value.origins)


def _verdict(found: ProviderConfiguration, path: str, value: Value) -> Verdict:
    span = value.span or found.header
    verdict = Verdict(Outcome.NOT_MET, found.address, path, EXPECTED, value, span, found.header, hint=_HINT)
    return replace(verdict, traces=value.origins, secret=True)
