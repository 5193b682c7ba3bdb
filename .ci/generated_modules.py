"""Writes Terraform modules of any size, of the shapes that Fargate platforms have, to measure the source engine on.

python .ci/generated_modules.py KIND SIZE FOLDER

| kind | size | what |
|---|---|---|
| mix | kilobytes | a platform as people write one: heredocs, jsonencode, dynamic blocks, merges, comments |
| flat | services | each service with resource blocks of its own |
| for_each | services | the same resources, one block for all services |
| nested | module calls | calls in chains of five, values handed down and up through all of them |
| locals | kilobytes | one map of settings, from which services are chosen |

`FILES[kind](size)` gives the texts by path, `write(files, folder)` writes them.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from textwrap import indent

from module_texts import AROUND, CALL, HANDED_DOWN, SERVICE, SETTINGS, SHARED

Files = Mapping[str, str]
DEPTH = 5


def _filled(text: str, **names: str) -> str:
    for name, value in names.items():
        text = text.replace(f"@{name}@", value)
    return text


def _settings(at: int, indentation: str) -> str:
    return indent(_filled(SETTINGS, NAME=_name(at), PORT=str(3000 + at)), indentation)


def _name(at: int) -> str:
    return f"service_{at:06}"


def _own_service(at: int) -> str:
    name = _name(at)
    places = {"KEY": f'"{name}"', "BLOCK": name, "INDEX": "", "SERVICE": f"local.{name}", "TAGS": "local.common_tags"}
    return f"locals {{\n{_settings(at, '  ')}}}\n\n" + _filled(SERVICE.replace("  @FOR_EACH@\n", ""), **places)


def flat(services: int) -> Files:
    """A module in which each service has resource blocks of its own."""
    return {"main.tf": SHARED, "services.tf": "\n".join(map(_own_service, range(services)))}


def for_each(services: int) -> Files:
    """A module in which one block makes a resource of all services."""
    settings = "".join(_settings(at, "    ") for at in range(services))
    places = {"BLOCK": "services", "INDEX": "[each.key]", "KEY": "each.key", "SERVICE": "each.value"}
    tags = "merge(local.common_tags, { Service = each.key })"
    text = _filled(SERVICE, FOR_EACH="for_each = local.services\n", TAGS=tags, **places)
    return {"main.tf": SHARED, "locals.tf": f"locals {{\n  services = {{\n{settings}  }}\n}}\n", "services.tf": text}


def mix(kilobytes: int) -> Files:
    """A platform of this size as people write one, a file for each service."""
    files = {"main.tf": SHARED}
    left = kilobytes * 1024 - len(SHARED)
    while left > 0:
        name = _name(len(files))
        files[f"{name}.tf"] = _own_service(len(files)) + "\n" + _filled(AROUND, NAME=name)
        left -= len(files[f"{name}.tf"])
    return files


def nested(calls: int) -> Files:
    """This many module instances: chains of five, each module calling the next and handing values down and up."""
    chains = calls // DEPTH
    tags = "local.common_tags"
    down = [
        _filled(CALL, CALL=f"chain_{at:04}", SOURCE="./modules/level_1", NAME=f'"chain-{at}"', TAGS=tags)
        for at in range(chains)
    ]
    up = "".join(f'output "chain_{at:04}" {{\n  value = module.chain_{at:04}.names\n}}\n\n' for at in range(chains))
    return {"main.tf": SHARED, "chains.tf": "\n".join(down), "outputs.tf": up, **dict(_levels())}


def _levels() -> Iterator[tuple[str, str]]:
    for level in range(1, DEPTH + 1):
        last = level == DEPTH
        below = "" if last else f"../level_{level + 1}"
        call = "" if last else _filled(CALL, CALL="below", SOURCE=below, NAME="local.name", TAGS="local.tags")
        text = _filled(HANDED_DOWN, LEVEL=str(level), BELOW="[]" if last else "module.below.names")
        yield f"modules/level_{level}/main.tf", text + "\n" + call


def locals_map(kilobytes: int) -> Files:
    """One map of settings of this size, and services made from the ten first of them."""
    entries: list[str] = []
    left = kilobytes * 1024
    while left > 0:
        entries.append(_settings(len(entries), "    "))
        left -= len(entries[-1])
    catalogue = f"locals {{\n  catalogue = {{\n{''.join(entries)}  }}\n}}\n"
    ten = "{ for name in slice(keys(local.catalogue), 0, 10) : name => local.catalogue[name] }"
    return {**for_each(0), "locals.tf": f"locals {{\n  services = {ten}\n}}\n", "catalogue.tf": catalogue}


FILES: Mapping[str, Callable[[int], Files]] = {
    "mix": mix,
    "flat": flat,
    "for_each": for_each,
    "nested": nested,
    "locals": locals_map,
}


def write(files: Files, folder: Path) -> Path:
    """Writes the files of a module into a folder, and gives the folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def main() -> None:
    """Writes one module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=FILES)
    parser.add_argument("size", type=int)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    write(FILES[arguments.kind](arguments.size), arguments.folder)


if __name__ == "__main__":
    main()
