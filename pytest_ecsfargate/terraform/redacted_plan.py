"""A plan's JSON made fit to be kept: what is sensitive in it is replaced, and still known to be there.

A value that must not be kept becomes the text `REDACTED`, so that readers see "known, but sensitive". A text that
contains a sensitive one is replaced as a whole: a text with a hole in it would be a wrong value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..aws.secret_names import is_placeholder, is_reference, looks_secret, names_secret
from ..plan.json.values import REDACTED
from ..plan.seeds import is_seed
from .redaction import could_be_name

_SHORTEST_INSIDE = 8
_SHORTEST = 4
_VALUES = frozenset(["before", "after", "value", "values", "default", "constant_value", "importing"])
"""The members under which a plan has values. What is called so by chance is treated as one, and loses nothing."""


def redacted(document: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a plan document without sensitive values, and without what stands in the clear under a secret name."""
    copy: dict[str, Any] = json.loads(json.dumps(document))
    secrets: set[str] = set()
    for holder, key, mask in _masked(copy):
        holder[key] = _replace(holder[key], mask, set() if _is_public(holder[key]) else secrets)
    secrets.update(_clear_secrets(_judged(copy)))
    # What an emulated account gives for secrets may go on into names and keys, and is harmless there.
    secrets = {secret for secret in secrets if not is_seed(secret)}
    return _Secrets(secrets).taken_out_of(copy)


def _is_public(values: Any) -> bool:
    """Whether these are values of a parameter that AWS publishes: names of regions, ids of images, and no secrets.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html
    """
    return isinstance(values, dict) and str(values.get("name") or values.get("path")).startswith("/aws/service/")


def _masked(document: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, Any]]:
    """(holder, key, mask) of each value with a mask that says what of it is sensitive."""
    for section in ("resource_changes", "resource_drift"):
        for item in document.get(section) or ():
            yield from _of_change(item["change"])
    for change in (document.get("output_changes") or {}).values():
        yield from _of_change(change)
    for state in (document.get("planned_values"), (document.get("prior_state") or {}).get("values")):
        if state:
            for output in (state.get("outputs") or {}).values():
                if "value" in output:
                    yield output, "value", bool(output.get("sensitive"))
            yield from _of_module(state.get("root_module") or {})
    declared = ((document.get("configuration") or {}).get("root_module") or {}).get("variables") or {}
    for name, variable in (document.get("variables") or {}).items():
        if "value" in variable:
            yield variable, "value", bool((declared.get(name) or {}).get("sensitive"))
    for variable in declared.values():
        if "default" in variable:
            yield variable, "default", bool(variable.get("sensitive"))


def _of_change(change: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, Any]]:
    for side in ("before", "after"):
        if side in change:
            yield change, side, change.get(f"{side}_sensitive")


def _of_module(module: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, Any]]:
    for resource in module.get("resources") or ():
        if "values" in resource:
            yield resource, "values", resource.get("sensitive_values")
    for child in module.get("child_modules") or ():
        yield from _of_module(child)


def _replace(data: Any, mask: Any, secrets: set[str]) -> Any:
    """The data with everything replaced that the mask names; the texts that were replaced are added to `secrets`."""
    if not mask:
        return data
    if isinstance(data, dict):
        return {key: _replace(item, mask if mask is True else mask.get(key), secrets) for key, item in data.items()}
    if isinstance(data, list):
        masks = [True] * len(data) if mask is True else [*mask, *([None] * len(data))]
        return [_replace(item, masks[at], secrets) for at, item in enumerate(data)]
    if mask is not True or data is None or isinstance(data, bool):
        return data
    if isinstance(data, str):
        secrets.add(data)
    return REDACTED


def _judged(document: dict[str, Any]) -> list[Any]:
    """The parts of a document that hold values: names in `configuration` are Terraform's, not the user's."""
    changes = [item["change"] for item in document.get("resource_changes") or ()]
    return [changes, document.get("prior_state"), document.get("output_changes"), document.get("variables")]


def _clear_secrets(data: Any, name: str = "") -> Iterator[str]:
    """Texts that are secrets by their name or by what they look like, though nothing marks them as sensitive."""
    if isinstance(data, list):
        for item in data:
            yield from _clear_secrets(item, name)
    elif isinstance(data, dict):
        label = data.get("name")
        for key, item in data.items():
            is_pair = key == "value" and isinstance(label, str)
            yield from _clear_secrets(item, str(label) if is_pair else key)
    elif isinstance(data, str):
        decoded = _decoded(data)
        if decoded is not None:
            yield from _clear_secrets(decoded, name)
        elif looks_secret(data) or (names_secret(name) and not is_placeholder(data) and not is_reference(data)):
            yield data


def _decoded(text: str) -> Any:
    """What JSON text of an object or list says; None for any other text."""
    if text[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


class _Secrets:
    """Texts that must not be kept. Where one stands as a value, or inside of one, the value is replaced.

    Addresses, names and keys are another thing: two of them must not become the same, and a secret that is a common
    word is often one of them by chance. Only what can be no name is replaced there, each secret by a mark of its own.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        self._whole = frozenset(secret for secret in secrets if len(secret) >= _SHORTEST)
        inside = sorted(
            secret for secret in self._whole if len(secret) >= _SHORTEST_INSIDE and not could_be_name(secret)
        )
        self._marks = {
            form: f"(sensitive value {number}, redacted)"
            for number, secret in enumerate(inside, 1)
            for form in _forms(secret)
        }
        self._inside = re.compile("|".join(map(re.escape, self._marks))) if self._marks else None

    def taken_out_of(self, document: dict[str, Any]) -> dict[str, Any]:
        """The document without them."""
        made = {}
        for name, part in document.items():
            # What is called `values` there holds resources with their addresses.
            is_state = name == "prior_state" and isinstance(part, dict)
            made[name] = {key: self._part(item) for key, item in part.items()} if is_state else self._part(part)
        return made

    def _part(self, data: Any) -> Any:
        """A part of a document that holds values here and there."""
        if isinstance(data, dict):
            return {
                self._name(key): self._value(item) if key in _VALUES else self._part(item) for key, item in data.items()
            }
        if isinstance(data, list):
            return [self._part(item) for item in data]
        return self._name(data) if isinstance(data, str) else data

    def _name(self, text: str) -> str:
        return self._inside.sub(lambda found: self._marks[found[0]], text) if self._inside is not None else text

    def _value(self, data: Any) -> Any:
        if isinstance(data, dict):
            return {self._name(key): self._value(item) for key, item in data.items()}
        if isinstance(data, list):
            return [self._value(item) for item in data]
        if not isinstance(data, str):
            return data
        if data in self._whole:
            return REDACTED
        decoded = _decoded(data)
        if decoded is not None:
            kept = self._value(decoded)
            return data if kept == decoded else json.dumps(kept, separators=(",", ":"), ensure_ascii=False)
        return REDACTED if self._inside is not None and self._inside.search(data) else data


def _forms(secret: str) -> tuple[str, ...]:
    once = json.dumps(secret)[1:-1]
    return tuple(dict.fromkeys((secret, once, json.dumps(once)[1:-1])))
