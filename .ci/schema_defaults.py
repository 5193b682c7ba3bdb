"""Measures, in real plans, what the provider shows for the attributes that a configuration leaves out.

The schema has no defaults, but a plan shows them. For each resource type this plans one instance per variant (see
`schema_variants.py`): the base, each optional nested block, and each optional attribute with each of its allowed
values, known and unknown. moto's server on loopback answers what the provider asks of AWS meanwhile.

* An optional attribute that nothing else computes, and that showed one and the same known value in every plan that
  left it out, has that value as its default (null mostly).
* One that showed several values (`aws_lb.idle_timeout` is null for a network load balancer), was unknown, or was in no
  plan that succeeded, is marked `c`: unknown where unset.
* A nested block that was left out and did not show as empty (`aws_lb_target_group.health_check`) is marked `c`.
* An attribute that the provider computes stays `c`, even where a plan happens to show a value (`tags_all`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from moto.server import ThreadedMotoServer
from schema_variants import UNKNOWN, Variant, attribute_variants, base_variants, block_variants, repaired

BATCH = 800
PROVIDER = {
    "region": "eu-central-1",
    "access_key": "testing",
    "secret_key": "testing",
    "skip_credentials_validation": True,
    "skip_requesting_account_id": True,
    "skip_metadata_api_check": True,
    "skip_region_validation": True,
    "max_retries": 1,
}
MISSING = object()


class Measurement:
    """The values that plans showed: per block path, per attribute; and what could not be planned, with the reason."""

    def __init__(self, folder: Path, schemas: dict[str, dict[str, Any]], environment: dict[str, str]) -> None:
        self.folder = folder
        self.schemas = schemas
        self.environment = environment
        self.values: dict[tuple[str, ...], list[Any]] = defaultdict(list)
        self.absent: dict[tuple[str, ...], list[Any]] = defaultdict(list)
        self.changed: set[tuple[str, ...]] = set()
        self.failed: list[tuple[Variant, list[str]]] = []
        self.labels = (f"v{number}" for number in count(1))
        self.seen: set[str] = set()

    def plan_all(self, variants: Iterable[Variant]) -> list[Variant]:
        """Plans these, repairing those that the provider refuses where it says how; returns one success per place."""
        waiting = list(variants)
        good: dict[tuple[Any, ...], Variant] = {}
        while waiting:
            batch, waiting = waiting[:BATCH], waiting[BATCH:]
            batch = [replace(variant, label=next(self.labels)) for variant in batch if self.is_new(variant)]
            changes: dict[str, Any] = {}
            while batch and not changes:
                changes, refusals = plan(self.folder, batch, self.environment)
                for variant in [variant for variant in batch if variant.label in refusals]:
                    again = repaired(variant, refusals[variant.label], self.schemas[variant.type])
                    waiting.extend(again)
                    if not again:
                        self.failed.append((variant, refusals[variant.label]))
                batch = [variant for variant in batch if variant.label not in refusals]
            for variant in batch:
                good.setdefault((variant.type, variant.path, variant.attribute), variant)
                change = changes[variant.label]
                block = self.schemas[variant.type]
                self.observe(block, variant.body, change["after"], change["after_unknown"], (variant.type,))
            print(f"planned {len(batch)}, refused {len(self.failed)}, waiting {len(waiting)}", file=sys.stderr)
        return list(good.values())

    def is_new(self, variant: Variant) -> bool:
        """Whether this configuration was not planned before."""
        key = json.dumps([variant.type, variant.path, variant.body], sort_keys=True)
        fresh = key not in self.seen
        self.seen.add(key)
        return fresh

    def observe(
        self, block: dict[str, Any], body: dict[str, Any], after: Any, unknown: Any, path: tuple[str, ...]
    ) -> None:
        """Notes what the plan shows in one block for each attribute and nested block."""
        shown: Any
        for name in block["attributes"]:
            blind = not isinstance(unknown, dict) or unknown.get(name)
            shown = MISSING if blind else (after or {}).get(name)
            if name not in body:
                self.values[(*path, name)].append(shown)
            elif shown is not MISSING and not same(body[name], shown):
                self.changed.add((*path, name))
        for name, nested in block["blocks"].items():
            here = (*path, name)
            blind = not isinstance(unknown, dict) or unknown.get(name) is True
            shown = MISSING if blind else (after or {}).get(name)
            if name not in body:
                self.absent[here].append(shown)
                continue
            if shown is MISSING:
                continue
            unknowns = unknown.get(name) if isinstance(unknown, dict) else None
            if nested["nesting"] == "single":
                self.observe(nested["block"], body[name][0], shown, unknowns or {}, here)
                continue
            items = [(item, unknowns[at] if unknowns else {}) for at, item in enumerate(shown)]
            in_order = nested["nesting"] == "list" or len(body[name]) == len(items) == 1
            pairs = zip(body[name], items, strict=False) if in_order else matched(body[name], items)
            for written, (item, below) in pairs:
                self.observe(nested["block"], written, item, below, here)


def matched(
    written: list[dict[str, Any]], items: list[tuple[Any, Any]]
) -> Iterator[tuple[dict[str, Any], tuple[Any, Any]]]:
    """Which shown block is which written one: a set has its own order. Nothing where that cannot be told."""
    free = list(items)
    pairs = []
    for body in sorted(written, key=len, reverse=True):
        fitting = [item for item in free if all(fits(body[name], name, *item) for name in body)]
        if not fitting:
            return
        free.remove(fitting[0])
        pairs.append((body, fitting[0]))
    if not free:
        yield from pairs


def fits(value: Any, name: str, after: Any, unknown: Any) -> bool:
    """Whether a shown block may be the one in which this attribute or nested block was written."""
    hidden = isinstance(unknown, dict) and unknown.get(name)
    if isinstance(value, (list, dict)):
        return True
    return bool(hidden) if value == UNKNOWN else not hidden and same_text(value, after.get(name))


def same_text(written: Any, shown: Any) -> bool:
    """Whether two values are the same but for Terraform's conversions."""
    return str(written).lower() == str(shown).lower()


def plan(folder: Path, batch: list[Variant], env: dict[str, str]) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The planned change of each variant by label; where some are refused: nothing, and the refusals by label."""
    resources: dict[str, dict[str, Any]] = defaultdict(dict)
    resources["terraform_data"]["unknown"] = {}
    for variant in batch:
        resources[variant.type][variant.label] = variant.body
    (folder / "resources.tf.json").write_text(json.dumps({"provider": {"aws": PROVIDER}, "resource": resources}))
    command = ["terraform", "plan", "-input=false", "-json", "-refresh=false", "-out=planned", "-parallelism=20"]
    done = subprocess.run(command, check=False, cwd=folder, capture_output=True, text=True, timeout=900, env=env)
    if done.returncode == 0:
        shown = subprocess.run(
            ["terraform", "show", "-json", "planned"], cwd=folder, capture_output=True, text=True, check=True
        )
        changes = json.loads(shown.stdout)["resource_changes"]
        return {change["name"]: change["change"] for change in changes}, {}
    labels = {variant.label for variant in batch}
    refusals: dict[str, list[str]] = defaultdict(list)
    for line in done.stdout.splitlines():
        event = json.loads(line)
        diagnostic = event.get("diagnostic", {})
        if diagnostic.get("severity") != "error":
            continue
        where = diagnostic.get("address") or diagnostic.get("snippet", {}).get("context") or ""
        label = where.split(".")[-1]
        if label not in labels:
            raise RuntimeError(f"terraform plan: {where}: {diagnostic['summary']}: {diagnostic.get('detail')}")
        refusals[label].append(f"{diagnostic['summary']}: {diagnostic.get('detail', '')}")
    if not refusals:
        raise RuntimeError(done.stdout[-3000:] + done.stderr[-3000:])
    return {}, refusals


def measure(folder: Path, schemas: dict[str, dict[str, Any]]) -> Measurement:
    """Plans all variants of these resource types: bases first, then nested blocks level by level, then attributes."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        return _measure(Measurement(folder, schemas, {**inherited, "AWS_ENDPOINT_URL": f"http://{host}:{port}"}))
    finally:
        server.stop()


def _measure(result: Measurement) -> Measurement:
    schemas = result.schemas
    level = result.plan_all(variant for kind, block in schemas.items() for variant in base_variants(kind, block))
    bases = []
    while level:
        bases.extend(level)
        level = result.plan_all(variant for base in level for variant in block_variants(base, schemas[base.type]))
    result.plan_all(variant for base in bases for variant in attribute_variants(base, schemas[base.type]))
    return result


def same(written: Any, shown: Any) -> bool:
    """Whether a plan shows an attribute as it was written."""
    if written == UNKNOWN or isinstance(written, (list, dict)):
        return True
    return same_text(written, shown)


def fold(result: Measurement, block: dict[str, Any], path: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """Writes defaults into the block; yields the path of each attribute and block that is unknown where unset."""
    for name, attribute in block["attributes"].items():
        if "o" not in attribute["flags"] or "c" in attribute["flags"]:
            continue
        shown = result.values.get((*path, name), [])
        if (
            shown
            and MISSING not in shown
            and all(value == shown[0] and type(value) is type(shown[0]) for value in shown)
        ):
            attribute["default"] = shown[0]
        else:
            attribute["flags"] = attribute["flags"].replace("o", "oc")
            yield (*path, name)
    for name, nested in block["blocks"].items():
        here = (*path, name)
        shown = result.absent.get(here, [])
        empty: tuple[Any, ...] = (None,) if nested["nesting"] == "single" else ([], None)
        if not nested["min"] and not (shown and all(value in empty for value in shown)):
            nested["computed"] = True
            yield here
        yield from fold(result, nested["block"], here)
