"""What terraform itself says of many expressions at once, and the expressions with what it said before.

`python -m tests.differential.console` asks the terraform on PATH for all of them and writes down what it says.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

DATA = Path(__file__).parent / "data"
TRUTH = DATA / "truth.json"
UNKNOWN = "(known after apply)"

DIFFERENT_EACH_TIME = ("timestamp()", "uuid()", 'bcrypt("a")')
"""The console knows them, and another time they are others; a plan does not know them."""


PROVIDERS = """terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
"""


def chapters() -> list[str]:
    """The names of the files of expressions."""
    return sorted(path.stem for path in (DATA / "expressions").glob("*.txt"))


def expressions(chapter: str) -> list[str]:
    """The expressions of a chapter, one on each line."""
    lines = (DATA / "expressions" / f"{chapter}.txt").read_text(encoding="utf-8").split("\n")
    return [line for line in lines if line and not line.startswith("# ")]


def stored() -> dict[str, dict[str, str | None]]:
    """By terraform version: the JSON text that terraform gave for each expression, None for an error."""
    found: dict[str, dict[str, str | None]] = json.loads(TRUTH.read_text(encoding="utf-8"))
    return found


def ask(terraform: Path | str, wanted: Sequence[str]) -> list[str | None]:
    """The JSON text of each expression's value: None where terraform refuses it, UNKNOWN where it does not know yet.

    One unknown value makes the whole answer unknown, so the list is cut in halves until those are found.
    """
    answer = _answer(terraform, wanted)
    if answer is not None:
        return answer
    if len(wanted) == 1:
        return [UNKNOWN]
    half = len(wanted) // 2
    return ask(terraform, wanted[:half]) + ask(terraform, wanted[half:])


def _answer(terraform: Path | str, wanted: Sequence[str]) -> list[str | None] | None:
    """From one `terraform console`; None where something in the answer is unknown.

    The console prints the last result only and stops at the first error, hence one list of `try(…)`; its lines are
    limited in length, hence the file.
    """
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("TF_") or name == "TF_CLI_CONFIG_FILE"
    }
    with tempfile.TemporaryDirectory() as folder:
        lines = "".join(f"    try(nonsensitive(jsonencode({text})), null),\n" for text in wanted)
        (Path(folder) / "main.tf").write_text(f"locals {{\n  all = [\n{lines}  ]\n}}\n", encoding="utf-8")

        def said(*command: str, line: str = "") -> str:
            run = subprocess.run(
                [str(terraform), *command],
                cwd=folder,
                input=line,
                env=environment,
                capture_output=True,
                text=True,
                timeout=300,
                check=False,
            )
            assert run.returncode == 0, run.stderr
            return run.stdout.strip()

        if any("provider::" in text for text in wanted):
            (Path(folder) / "providers.tf").write_text(PROVIDERS, encoding="utf-8")
            said("init", "-input=false")
        answer = said("console", line="base64encode(jsonencode(local.all))\n")
    if answer == UNKNOWN:
        return None
    found: list[str | None] = json.loads(base64.b64decode(answer.strip(chr(34))))
    return found


def version(terraform: Path | str) -> str:
    """The version of a terraform binary."""
    run = subprocess.run([str(terraform), "version", "-json"], capture_output=True, text=True, timeout=60, check=True)
    return str(json.loads(run.stdout)["terraform_version"])


def refresh(terraform: Path | str) -> None:
    """Asks for every expression and writes down what terraform says, beside what other versions said."""
    wanted = [text for chapter in chapters() for text in expressions(chapter)]
    found = stored() if TRUTH.exists() else {}
    found[version(terraform)] = dict(zip(wanted, ask(terraform, wanted), strict=True))
    for text in DIFFERENT_EACH_TIME:
        found[version(terraform)][text] = UNKNOWN
    TRUTH.write_text(json.dumps(found, indent=0, ensure_ascii=True, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    refresh("terraform")
