"""Configurations of one resource type that differ in one place each, to measure what a plan shows of unset attributes.

A variant sets what is required, then one thing more: a nested block (with what it requires) or an optional attribute.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from schema_bodies import BODIES, NESTED_BODIES

Path = tuple[str, ...]
UNKNOWN = "${terraform_data.unknown.id}"
# wafv2 rules nest statements some ten thousand blocks deep; what lies deeper is left unmeasured.
MAX_DEPTH = {"aws_wafv2_web_acl": 2}

ACCOUNT_ARN = "arn:aws:iam::123456789012:role/example"
DOCUMENT = json.dumps({"Version": "2012-10-17", "Statement": []})
STRINGS: tuple[tuple[str, str], ...] = (
    (
        r"target_group_arns?$",
        "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/example/73e2d6bc24d8a067",
    ),
    (
        r"load_balancer_arn$",
        "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/example/50dc6c495c0c9188",
    ),
    (
        r"listener_arn$",
        "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/example/50dc6c495c0c9188/f2f7dc8efc522ab2",
    ),
    (r"certificate_arn$", "arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"),
    (r"arns?$|^resource_list$|^role$", ACCOUNT_ARN),
    (r"ipv6_cidr", "2001:db8::/64"),
    (r"cidr", "10.0.0.0/16"),
    (r"policy$|policy_document$|pattern$|definitions$|dashboard_body$", DOCUMENT),
    (r"availability_zones?$|^zone$", "eu-central-1a"),
    (r"region$", "eu-central-1"),
    (r"days$|port$|count$|ttl$", "1"),
    (r"_time$|_date$|^date$", "2030-01-02T03:04:05Z"),
    (r"email", "someone@example.com"),
)
NUMBERS: tuple[tuple[str, int], ...] = ((r"port$", 80), (r"retention_in_days", 7), (r"days$", 7), (r"", 1))


@dataclass(frozen=True)
class Variant:
    """A configuration: `body` in Terraform's JSON syntax; `path` and `attribute` say what it adds to the base."""

    type: str
    body: dict[str, Any]
    path: Path = ()
    attribute: str | None = None
    repairs: int = 0
    label: str = field(default="", compare=False)


def placeholder(name: str, shape: Any) -> Any:
    """A value for an attribute of this name and type."""
    if shape == "string":
        return next((text for pattern, text in STRINGS if re.search(pattern, name)), "example")
    if shape == "number":
        return next(number for pattern, number in NUMBERS if re.search(pattern, name))
    if shape == "bool":
        return True
    if shape == "dynamic":
        return "example"
    if shape[0] in ("list", "set"):
        return [placeholder(name, shape[1])]
    if shape[0] == "map":
        return {"key": placeholder("key", shape[1])}
    return {part: placeholder(part, kind) for part, kind in shape[1].items()}


def required_body(type: str, block: dict[str, Any], path: Path = ()) -> dict[str, Any]:
    """What a block must hold: required attributes, required blocks, and what the tables of bodies add for it."""
    body: dict[str, Any] = {}
    for name, attribute in block["attributes"].items():
        if "r" in attribute["flags"]:
            body[name] = placeholder(name, attribute["type"])
    for name, nested in block["blocks"].items():
        if nested["min"]:
            body[name] = [required_body(type, nested["block"], (*path, name))] * nested["min"]
    return merged(body, NESTED_BODIES.get((type, *path), {}) if path else {})


def merged(body: dict[str, Any], extra: dict[str, Any]) -> dict[str, Any]:
    """The body with the extra arguments; None takes one away."""
    return {name: value for name, value in {**body, **copy.deepcopy(extra)}.items() if value is not None}


def add_block(type: str, block: dict[str, Any], body: dict[str, Any], path: Path) -> dict[str, Any]:
    """Makes sure that the nested block at `path` stands in the body; returns it."""
    current = body
    for depth, name in enumerate(path, 1):
        block = block["blocks"][name]["block"]
        if name not in current:
            current[name] = [required_body(type, block, path[:depth])]
        current = current[name][0]
    return current


def block_at(block: dict[str, Any], path: Path) -> dict[str, Any]:
    """The schema of the nested block at the path."""
    for name in path:
        block = block["blocks"][name]["block"]
    return block


def candidates(name: str, shape: Any) -> list[Any]:
    """Values to set an optional attribute to."""
    if shape == "bool":
        return [True, False]
    if shape == "string":
        return [placeholder(name, shape), UNKNOWN]
    return [placeholder(name, shape)]


def base_variants(type: str, block: dict[str, Any]) -> Iterator[Variant]:
    """What the type requires, in one way or several (see `BODIES`)."""
    for extra in BODIES.get(type, [{}]):
        yield Variant(type, merged(required_body(type, block), extra))


def block_variants(base: Variant, block: dict[str, Any]) -> Iterator[Variant]:
    """The base with one more nested block, for each nested block type of the block at the base's path."""
    if len(base.path) >= MAX_DEPTH.get(base.type, 99):
        return
    for name in block_at(block, base.path)["blocks"]:
        body = copy.deepcopy(base.body)
        add_block(base.type, block, body, (*base.path, name))
        yield Variant(base.type, body, (*base.path, name))


def repeatable(block: dict[str, Any], path: Path) -> bool:
    """Whether the nested block at the path may stand more than once."""
    return bool(path) and block_at(block, path[:-1])["blocks"][path[-1]]["max"] != 1


def beside(body: dict[str, Any], other: dict[str, Any], path: Path) -> dict[str, Any]:
    """The body with the other body's nested block beside its own: what a set shows may depend on its neighbours."""
    changed = copy.deepcopy(body)
    place, source = changed, other
    for name in path[:-1]:
        place, source = place[name][0], source[name][0]
    place[path[-1]] = [place[path[-1]][0], copy.deepcopy(source[path[-1]][0])]
    return changed


def attribute_variants(base: Variant, block: dict[str, Any]) -> Iterator[Variant]:
    """The base with each attribute of the block at its path set to several values, and with all texts unknown."""
    if not base.path:
        unknown = {name: UNKNOWN if isinstance(value, str) else value for name, value in base.body.items()}
        yield Variant(base.type, unknown)
    for name, attribute in block_at(block, base.path)["attributes"].items():
        if set("ro") & set(attribute["flags"]) and name != "id":
            for value in candidates(name, attribute["type"]):
                changed = copy.deepcopy(base.body)
                add_block(base.type, block, changed, base.path)[name] = value
                yield Variant(base.type, changed, base.path, name)
                if repeatable(block, base.path):
                    yield Variant(base.type, beside(changed, base.body, base.path), base.path, name)


OPTIONS = tuple(
    re.compile(pattern)
    for pattern in (
        r"expected (?P<path>[\w.\[\]]+) to be one of \[(?P<values>[^\]]*)\]",
        r"Attribute (?P<path>[\w.\[\]]+) value must be one of: \[(?P<values>[^\]]*)\]",
        r"Path: (?P<path>\S+) Given Value: \S* ?Valid Values: \[(?P<values>[^\]]*)\]",
        r"expected (?P<path>[\w.\[\]]+) to be in the range \((?P<low>-?\d+) - (?P<high>-?\d+)\)",
        r"expected (?P<path>[\w.\[\]]+) to be at least \((?P<low>-?\d+)\)",
    )
)
MISSING_ARGUMENT = re.compile(
    r"(?:one|all) of\s+`(?P<names>[\w.,]+)` must be specified"
    r"|Exactly one of these attributes must be configured: \[(?P<others>[\w,]+)\]"
)


def repaired(variant: Variant, messages: list[str], block: dict[str, Any]) -> list[Variant]:
    """Variants that follow what the provider's complaints ask for; empty where none is understood."""
    if variant.repairs >= 6:
        return []
    for message in messages:
        text = " ".join(message.split())
        if found := MISSING_ARGUMENT.search(text):
            return _with_missing(variant, (found["names"] or found["others"]).split(","), block)
        for pattern in OPTIONS:
            if found := pattern.search(text):
                groups = found.groupdict()
                name = re.findall(r"[A-Za-z_]\w*", found["path"])[-1]
                return _with_options(variant, name, _options(groups), block)
    return []


def _options(groups: dict[str, str | None]) -> list[Any]:
    """The values that a complaint allows: those it lists, or the ends of a range."""
    values = groups.get("values")
    if values is not None:
        return re.findall(r'"((?:[^"\\]|\\.)*)"', values) or values.replace(",", " ").split()
    return [int(end) for end in (groups.get("low"), groups.get("high")) if end is not None]


def _with_options(variant: Variant, name: str, options: list[Any], block: dict[str, Any]) -> list[Variant]:
    """The variant with the attribute set to each option where it is what the variant varies, else to the first."""
    results = []
    varied = variant.attribute == name
    for option in options if varied else options[:1]:
        body = copy.deepcopy(variant.body)
        if varied:
            place = add_block(variant.type, block, body, variant.path)
            place[name] = [option] if isinstance(place[name], list) else option
        else:
            _replace(body, name, option)
        if body != variant.body:
            results.append(replace(variant, body=body, repairs=variant.repairs + 1))
    return results


def _replace(body: Any, name: str, option: Any) -> None:
    for key, value in body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ():
        if key == name and not isinstance(value, dict):
            body[key] = [option] if isinstance(value, list) else option
        else:
            _replace(value, name, option)


def _with_missing(variant: Variant, names: list[str], block: dict[str, Any]) -> list[Variant]:
    """The variant with the first of these attributes or blocks that it does not have."""
    for path in names:
        *parents, name = [step for step in path.split(".") if not step.isdigit()]
        body = copy.deepcopy(variant.body)
        try:
            place, shape = add_block(variant.type, block, body, tuple(parents)), block_at(block, tuple(parents))
        except KeyError:
            continue
        if name in place:
            continue
        if name in shape["attributes"]:
            place[name] = placeholder(name, shape["attributes"][name]["type"])
        elif name in shape["blocks"]:
            add_block(variant.type, block, body, (*parents, name))
        return [replace(variant, body=body, repairs=variant.repairs + 1)]
    return []
