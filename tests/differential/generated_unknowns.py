"""Generated expressions over values that are unknown or sensitive: what a real plan says of them, and what we say."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from pytest_ecsfargate.hcl.values import UNKNOWN, JsonString, Value
from pytest_ecsfargate.plan.from_source import plan_module
from tests.differential.answers import NoAnswer
from tests.differential.generated_expressions import FILES, LOCALS, Grammar, drawn, grammar, written

MODULE: Final = Path(__file__).parent / "data" / "unknowns" / "module.tf"

LEAVES: Final = {
    "string": ["local.id", "local.secret", "local.object.unknown"],
    "number": ["local.number"],
    "bool": ["local.bool"],
    "list(string)": ["local.list", "local.marked.list", "local.mixed"],
    "set(string)": ["local.set", "toset([local.id])"],
    "map(string)": ["local.map", "local.secrets"],
    "tuple": ["local.mixed"],
    "object": ["local.object", "local.marked", "local.object.deep"],
    "null": ["local.any"],
}
_OFTEN: Final = 6


def unknown_expressions(count: int, seed: int = 0) -> list[str]:
    """So many expressions that mention something unknown or sensitive."""
    using: Grammar = grammar({kind: leaves * _OFTEN for kind, leaves in LEAVES.items()})
    names = re.compile("|".join(re.escape(leaf) for leaves in LEAVES.values() for leaf in leaves))
    # About three of eight do.
    return [text for text in drawn(count * 3 + 50, using, seed) if names.search(text)][:count]


def wrong_about_unknowns(terraform: Path | str, wanted: Sequence[str]) -> dict[str, list[str]]:
    """Where the engine knows what a plan does not, knows it differently, or marks other parts as sensitive."""
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent)
        shutil.copytree(FILES, folder / FILES.name)
        _run(terraform, folder, wanted[:0], "init", "-input=false")
        accepted, refused = _sorted_out(terraform, folder, wanted)
        shown = json.loads(_run(terraform, folder, accepted, "show", "-json", "plan.bin")[1])
        change = next(it["change"] for it in shown["resource_changes"] if it["address"] == "terraform_data.all")
        ours = plan_module(folder)
        found: dict[str, list[str]] = {}
        for diagnostic in ours.diagnostics:
            at = diagnostic.span.location.line - 2 if diagnostic.span else -1
            found[accepted[at]] = [f"refused ({diagnostic}), but the plan accepts it"]
        values = ours["terraform_data.all"].at("input")
        after, unknown, sensitive = (change[key]["input"] for key in ("after", "after_unknown", "after_sensitive"))
        for at, text in enumerate(accepted):
            if text in found:
                continue
            value = values[at]
            doubt, mark = unknown[at] if unknown else False, sensitive[at] if sensitive else False
            wrong = [*unsound(value, "", after[at], doubt), *marks(value, "", mark)]
            if wrong:
                found[text] = wrong
        found.update(_accepted_by_us(folder, refused))
        return found


def _accepted_by_us(folder: Path, refused: Sequence[str]) -> dict[str, list[str]]:
    _write(folder, refused)
    values = plan_module(folder)["terraform_data.all"].at("input")
    known = {text: values[at] for at, text in enumerate(refused) if values[at].known}
    return {text: [f"{value.value!r}, but the plan refuses it"] for text, value in known.items()}


def _sorted_out(terraform: Path | str, folder: Path, wanted: Sequence[str]) -> tuple[list[str], list[str]]:
    """The expressions that a plan accepts, and those that it refuses: it names all of these in one run."""
    accepted = list(wanted)
    refused: list[str] = []
    for _ in range(5):
        code, output = _run(terraform, folder, accepted, "plan", "-input=false", "-json", "-out=plan.bin")
        if code == 0:
            return accepted, refused
        lines = set(_lines(output))
        if not lines:
            # Such as infinity, which no plan can hold: it does not say where that stands.
            raise NoAnswer(output[-3000:])
        refused += [text for at, text in enumerate(accepted) if at in lines]
        accepted = [text for at, text in enumerate(accepted) if at not in lines]
    raise AssertionError("the plan refuses more each time")


def _lines(output: str) -> Iterable[int]:
    for line in output.split("\n"):
        diagnostic = json.loads(line).get("diagnostic", {}) if line.startswith("{") else {}
        place = diagnostic.get("range", {})
        if diagnostic.get("severity") == "error" and place.get("filename") == "expressions.tf":
            yield place["start"]["line"] - 2


def _write(folder: Path, texts: Sequence[str]) -> None:
    (folder / "main.tf").write_text(MODULE.read_text(encoding="utf-8"), encoding="utf-8")
    given = "".join(f"  {name} = {written(value)}\n" for name, value in LOCALS.items())
    names = "".join(f"local.e{at}, " for at in range(len(texts)))
    (folder / "all.tf").write_text(
        f'locals {{\n{given}}}\n\nresource "terraform_data" "all" {{\n  input = [{names}]\n}}\n', encoding="utf-8"
    )
    lines = "".join(f"  e{at} = {text}\n" for at, text in enumerate(texts))
    (folder / "expressions.tf").write_text(f"locals {{\n{lines}}}\n", encoding="utf-8")


def _run(terraform: Path | str, folder: Path, texts: Sequence[str], *command: str) -> tuple[int, str]:
    _write(folder, texts)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TF_VAR_")}
    try:
        run = subprocess.run(
            [str(terraform), *command],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60 + len(texts) // 2,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NoAnswer(str(error)) from None
    return run.returncode, run.stdout


def unsound(ours: Value, path: str, after: Any, unknown: Any) -> list[str]:
    """Where ours says something that the plan does not: known and different, or known where the plan is not."""
    if unknown is True:
        return [f"{path}: {ours.value!r}, but the plan does not know it"] if ours.known else []
    data = ours.data
    if data is UNKNOWN or ours.is_unknown:
        return []
    if isinstance(data, tuple):
        if not isinstance(after, list) or len(after) != len(data):
            return [f"{path}: {len(data)} elements, but the plan has {after!r}"]
        doubts = unknown if isinstance(unknown, list) and unknown else [False] * len(after)
        zipped = zip(data, after, doubts, strict=True)
        return [d for at, (item, *plan) in enumerate(zipped) for d in unsound(item, f"{path}[{at}]", *plan)]
    if isinstance(data, dict):
        below = unknown if isinstance(unknown, dict) else {}
        there = after if isinstance(after, dict) else {}
        if there.keys() | below.keys() != data.keys():
            return [f"{path}: attributes {sorted(data)}, but the plan has {after!r}"]
        pairs = ((name, item, there.get(name), below.get(name, False)) for name, item in data.items())
        return [d for name, item, *plan in pairs for d in unsound(item, f"{path}.{name}", *plan)]
    same = ours.value == after and isinstance(ours.value, bool) == isinstance(after, bool)
    return [] if same else [f"{path}: {ours.value!r}, but the plan has {after!r}"]


def marks(ours: Value, path: str, sensitive: Any, above: bool = False) -> list[str]:
    """Where the plan marks something as sensitive and we do not, or something known the other way round.

    Of what is unknown, Terraform loses some marks; to keep them is harmless.
    """
    mark = above or sensitive is True
    kept = ours.sensitive and not ours.known
    if mark != (above or ours.sensitive) and not kept and not isinstance(ours.data, JsonString):
        return [f"{path}: sensitive {ours.sensitive}, but in the plan {mark}"]
    if mark:
        return []
    if isinstance(ours.data, tuple) and isinstance(sensitive, list) and sensitive:
        if len(sensitive) != len(ours.data):
            return [f"{path}: {len(ours.data)} elements, but the plan has marks of {len(sensitive)}"]
        zipped = zip(ours.data, sensitive, strict=True)
        return [d for at, (item, below) in enumerate(zipped) for d in marks(item, f"{path}[{at}]", below)]
    if isinstance(ours.data, dict):
        below = sensitive if isinstance(sensitive, dict) else {}
        return [d for name, item in ours.data.items() for d in marks(item, f"{path}.{name}", below.get(name, False))]
    return []
