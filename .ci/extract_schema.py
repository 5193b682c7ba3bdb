"""Cuts the AWS provider's schema down to pytest_ecsfargate/aws/schema.tsv, and measures the defaults it lacks.

Run by hand after choosing a provider version or changing `schema_types.txt`:

    python .ci/extract_schema.py             # shape and defaults: needs terraform, the provider and moto[server]
    python .ci/extract_schema.py --check     # exits 1 where the committed extract differs

It runs `terraform providers schema -json` in a temporary folder
(https://developer.hashicorp.com/terraform/cli/commands/providers/schema); the provider comes from the registry, or from
the mirror that `TF_CLI_CONFIG_FILE` names. Then it measures the defaults: some thousand planned resources, 10 minutes.

**The form of the extract.** Each line has a kind, a name and a text, with tabs between them, so that a reader decodes
only the types that it meets: `provider`, its address and version; `resource` or `data`, a type, and its block as JSON.
A block is `{"a": attributes, "b": nested blocks}`. An attribute is its flags (`r` required, `o` optional, `c` computed,
`s` sensitive, `w` write-only) if it is a string without default, else `[flags, type, default]` with Terraform's JSON
form of a type. A nested block is `[nesting, block, min_items, max_items]`, and `"c"` where the provider itself fills an
absent block. A number in the place of a block names a line of the kind `shared`: a block that occurs more than once.

**What is sound.** `c` means: unset, it is unknown to us. The extract sets it for what the provider computes, and for
each optional attribute whose value in a real plan could not be measured or was not always the same (see
`schema_defaults.py`). So a default in the extract is what every plan showed that left the attribute out.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from schema_defaults import MISSING, Measurement, fold, measure

HERE = Path(__file__).parent
EXTRACT = HERE.parent / "pytest_ecsfargate" / "aws" / "schema.tsv"
SOURCE = "registry.terraform.io/hashicorp/aws"

Block = dict[str, Any]


def wanted_types() -> dict[str, list[str]]:
    """The types that `schema_types.txt` lists, by section, with the `aws_` prefix."""
    sections: dict[str, list[str]] = {}
    for line in (HERE / "schema_types.txt").read_text().splitlines():
        text = line.partition("#")[0].strip()
        if text.startswith("["):
            current = sections.setdefault(text.strip("[]"), [])
        elif text:
            current.extend(f"aws_{name}" for name in text.split())
    return sections


def provider_schema(folder: Path) -> tuple[str, dict[str, Any]]:
    """The version and the whole schema of the AWS provider, after a `terraform init` in the folder."""
    (folder / "main.tf").write_text(
        'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws" }\n  }\n}\n'
    )
    subprocess.run(["terraform", "init", "-input=false", "-no-color"], cwd=folder, check=True, capture_output=True)
    shown = subprocess.run(
        ["terraform", "providers", "schema", "-json"], cwd=folder, check=True, capture_output=True, text=True
    )
    versions = subprocess.run(["terraform", "version", "-json"], cwd=folder, check=True, capture_output=True, text=True)
    version: str = json.loads(versions.stdout)["provider_selections"][SOURCE]
    schema: dict[str, Any] = json.loads(shown.stdout)["provider_schemas"][SOURCE]
    return version, schema


def nested_type(shape: dict[str, Any]) -> Any:
    """The plain type of a plugin-framework attribute with `nested_type`."""
    attributes = {name: attribute_type(attribute) for name, attribute in shape["attributes"].items()}
    optional = sorted(name for name, attribute in shape["attributes"].items() if not attribute.get("required"))
    single = ["object", attributes, optional] if optional else ["object", attributes]
    return single if shape["nesting_mode"] == "single" else [shape["nesting_mode"], single]


def attribute_type(attribute: dict[str, Any]) -> Any:
    """The type of an attribute in Terraform's JSON form."""
    return nested_type(attribute["nested_type"]) if "nested_type" in attribute else attribute["type"]


def cut(block: dict[str, Any]) -> Block:
    """What the extract keeps of a block: `attributes` as [flags, type], `blocks` as dictionaries."""
    attributes = {}
    for name, attribute in sorted(block.get("attributes", {}).items()):
        words = ("required", "optional", "computed", "sensitive", "write_only")
        flags = "".join(word[0] for word in words if attribute.get(word))
        attributes[name] = {"flags": flags, "type": attribute_type(attribute)}
    blocks = {}
    for name, nested in sorted(block.get("block_types", {}).items()):
        blocks[name] = {
            "nesting": nested["nesting_mode"],
            "block": cut(nested["block"]),
            "min": nested.get("min_items", 0),
            "max": nested.get("max_items", 0),
        }
    return {"attributes": attributes, "blocks": blocks}


def pack_attribute(attribute: dict[str, Any]) -> Any:
    """The short form of an attribute (see the top of this file)."""
    flags, kind, default = attribute["flags"], attribute["type"], attribute.get("default")
    if default is not None:
        return [flags, kind, default]
    return flags if kind == "string" else [flags, kind]


def pack(block: Block, inline: Any) -> Any:
    """The short form of a block; `inline` decides what stands in the place of a nested block."""
    packed: dict[str, Any] = {}
    if block["attributes"]:
        packed["a"] = {name: pack_attribute(attribute) for name, attribute in block["attributes"].items()}
    if block["blocks"]:
        packed["b"] = {}
        for name, nested in block["blocks"].items():
            row = [nested["nesting"], inline(pack(nested["block"], inline)), nested["min"], nested["max"]]
            packed["b"][name] = [*row, "c"] if nested.get("computed") else row
    return packed


def shared_blocks(resources: dict[str, Block], data_sources: dict[str, Block]) -> dict[str, dict[str, Any]]:
    """The blocks of the extract by kind and name: blocks that occur more than once are moved into `shared`."""
    seen: Counter[str] = Counter()

    def text(block: Any) -> str:
        return json.dumps(block, separators=(",", ":"))

    def count(block: Any) -> Any:
        seen[text(block)] += 1
        return block

    for block in [*resources.values(), *data_sources.values()]:
        pack(block, count)
    index: dict[str, int] = {}
    shared: list[Any] = []

    def place(block: Any) -> Any:
        expanded = expand(block)
        if seen[text(expanded)] < 2 or len(text(block)) < 40:
            return block
        if text(block) not in index:
            index[text(block)] = len(shared)
            shared.append(block)
        return index[text(block)]

    def expand(block: Any) -> Any:
        if isinstance(block, int):
            return expand(shared[block])
        if "b" not in block:
            return block
        return {**block, "b": {n: [row[0], expand(row[1]), *row[2:]] for n, row in block["b"].items()}}

    packed = {
        "resource": {name: pack(block, place) for name, block in sorted(resources.items())},
        "data": {name: pack(block, place) for name, block in sorted(data_sources.items())},
    }
    return {"shared": {str(number): block for number, block in enumerate(shared)}, **packed}


def render(version: str, resources: dict[str, Block], data_sources: dict[str, Block]) -> str:
    """The text of the extract: one line per type, so that a difference shows which type changed."""
    parts = shared_blocks(resources, data_sources)
    rows = [("provider", SOURCE, version)]
    for kind, blocks in parts.items():
        rows += [
            (kind, name, json.dumps(block, separators=(",", ":"), sort_keys=True)) for name, block in blocks.items()
        ]
    return "".join("\t".join(row) + "\n" for row in rows)


def main() -> int:
    """Writes the extract, or compares it; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where the extract differs")
    arguments = parser.parse_args()
    wanted = wanted_types()
    with tempfile.TemporaryDirectory() as name:
        version, schema = provider_schema(Path(name))
        resources = {kind: cut(schema["resource_schemas"][kind]["block"]) for kind in wanted["resources"]}
        data_sources = {kind: cut(schema["data_source_schemas"][kind]["block"]) for kind in wanted["data_sources"]}
        measured = measure(Path(name), resources)
        unknown = [path for kind, block in resources.items() for path in fold(measured, block, (kind,))]
        for block in data_sources.values():
            unmeasured(block)
    text = render(version, resources, data_sources)
    if arguments.check:
        return int(EXTRACT.read_text() != text)
    EXTRACT.write_text(text)
    print(f"{EXTRACT}: {len(resources)} resources, {len(data_sources)} data sources, {len(text)} bytes")
    report(measured, unknown)
    return 0


def report(measured: Measurement, unknown: list[tuple[str, ...]]) -> None:
    """Prints what is unknown where unset, and what a plan shows otherwise than it is written."""
    for path in unknown:
        shown = measured.values.get(path) or measured.absent.get(path) or []
        values = sorted({"unknown" if value is MISSING else json.dumps(value) for value in shown})
        print(f"unknown where unset: {'.'.join(path)}: {', '.join(values) or 'not measured'}")
    for path in sorted(measured.changed):
        print(f"shown otherwise than written: {'.'.join(path)}")


def unmeasured(block: Block) -> None:
    """Marks all that is optional in a data source as unknown where unset.

    A plan shows the default of an argument once the data source is read, and null while its read is deferred.
    """
    for attribute in block["attributes"].values():
        if "o" in attribute["flags"] and "c" not in attribute["flags"]:
            attribute["flags"] = attribute["flags"].replace("o", "oc")
    for nested in block["blocks"].values():
        nested["computed"] = not nested["min"]
        unmeasured(nested["block"])


if __name__ == "__main__":
    sys.exit(main())
