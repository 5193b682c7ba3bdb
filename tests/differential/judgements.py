"""What terraform itself says of whole small modules, good and bad, and the modules with what it said before.

A chapter is a text file of cases: `# name`, and then files, each below a line `-- path --`. The file `arguments` holds
command-line arguments of terraform plan, one a line, the file `environment` names and values of environment variables.
`python -m tests.differential.judgements` asks the terraform on PATH for all of them and writes down what it says.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
CHAPTERS = DATA / "judged"
TRUTH = DATA / "judgements.json"
UNKNOWN = "(known after apply)"

Judgement = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A module with the arguments and the environment of terraform plan."""

    files: Mapping[str, str]
    arguments: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()

    def write(self, folder: Path) -> None:
        """Puts the files into a folder."""
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def cases() -> dict[str, Case]:
    """All cases by `chapter: name`."""
    found: dict[str, Case] = {}
    for path in sorted(CHAPTERS.glob("*.txt")):
        parts = re.split(r"(?m)^# (.*)\n", path.read_text(encoding="utf-8"))
        for name, text in zip(parts[1::2], parts[2::2], strict=True):
            key = f"{path.stem}: {name}"
            assert key not in found, key
            found[key] = _case(text)
    return found


def _case(text: str) -> Case:
    parts = re.split(r"(?m)^-- (.*) --\n", text)
    files = dict(zip(parts[1::2], parts[2::2], strict=True))
    arguments, environment = (files.pop(name, "").splitlines() for name in ("arguments", "environment"))
    return Case(files, tuple(arguments), tuple(environment))


def stored() -> dict[str, dict[str, Judgement]]:
    """By terraform version and case: what terraform said."""
    found: dict[str, dict[str, Judgement]] = json.loads(TRUTH.read_text(encoding="utf-8"))
    return found


def ask(terraform: Path | str, case: Case) -> Judgement:
    """Either `errors`, each `file:line summary`, or the `addresses` and `outputs` that are planned."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TF_VAR_")}
    clean["TF_IN_AUTOMATION"] = "1"
    clean.update(dict(item.partition("=")[::2] for item in case.environment))
    with tempfile.TemporaryDirectory() as folder:
        case.write(Path(folder))

        def run(*command: str) -> str:
            line = [str(terraform), *command]
            done = subprocess.run(line, cwd=folder, env=clean, capture_output=True, text=True, timeout=120, check=False)
            return done.stdout or done.stderr

        for command in (
            ("init", "-input=false", "-json"),
            ("plan", "-input=false", "-json", "-out=p", *case.arguments),
        ):
            errors = _errors(run(*command))
            if errors:
                return {"errors": errors}
        plan = json.loads(run("show", "-json", "p"))
    return {
        "addresses": sorted(item["address"] for item in plan.get("resource_changes", ())),
        "outputs": {
            name: UNKNOWN if change["after_unknown"] else change["after"]
            for name, change in sorted(plan.get("output_changes", {}).items())
        },
    }


def _errors(lines: str) -> list[str]:
    found = set()
    for line in lines.splitlines():
        if line.startswith("{") and '"diagnostic"' in line:
            told = json.loads(line).get("diagnostic")
            # What has no place only says that there are problems, or names a cycle.
            if told and told["severity"] == "error" and not told["summary"].startswith("Terraform encountered"):
                place = told.get("range")
                where = f"{place['filename']}:{place['start']['line']} " if place else ""
                # A cycle is named in another order each time.
                found.add(where + re.sub(r"^Cycle: .*", "Cycle", told["summary"]))
    return sorted(found)


def version(terraform: Path | str) -> str:
    """The version of a terraform binary."""
    run = subprocess.run([str(terraform), "version", "-json"], capture_output=True, text=True, timeout=60, check=True)
    return str(json.loads(run.stdout)["terraform_version"])


def refresh(terraform: str) -> None:
    """Asks for every case and writes down what terraform says, beside what other versions said."""
    found = stored() if TRUTH.exists() else {}
    found[version(terraform)] = {name: ask(terraform, case) for name, case in cases().items()}
    TRUTH.write_text(json.dumps(found, indent=1, ensure_ascii=True, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    refresh(shutil.which("terraform") or "terraform")
