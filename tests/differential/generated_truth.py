"""What terraform and the engine say to generated expressions: value, type and mark of each.

`python -m tests.differential.generated_truth` asks the terraform on PATH for a sample and stores what it says.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pytest_ecsfargate.hcl.errors import EvaluationError
from pytest_ecsfargate.hcl.evaluation.budget import Budget
from pytest_ecsfargate.hcl.evaluation.evaluate import evaluate
from pytest_ecsfargate.hcl.evaluation.rendering import TemplateRenderer
from pytest_ecsfargate.hcl.evaluation.scope import NoModule, Scope
from pytest_ecsfargate.hcl.functions.context import FunctionContext
from pytest_ecsfargate.hcl.functions.files import FileSandbox
from pytest_ecsfargate.hcl.operations.json_text import json_text
from pytest_ecsfargate.hcl.parsing.parser import parse_expression
from pytest_ecsfargate.hcl.syntax import HCLError
from pytest_ecsfargate.hcl.types import ListType, MapType, ObjectType, SetType, TupleType, Type
from pytest_ecsfargate.hcl.values import Value, from_python
from pytest_ecsfargate.source import SourceFile
from tests.differential.answers import NoAnswer, in_halves
from tests.differential.console import UNKNOWN, version
from tests.differential.generated_expressions import FILES, LOCALS, drawn, grammar, written

BETWEEN = "    object({\n        between: bool,\n    }),\n"
"""How `type()` prints what stands between two expressions; the names of attributes may contain anything."""


STORED = Path(__file__).parent / "data" / "generated.json"
VERSION = "1.11.4"
_AT_ONCE = 1000
_SECONDS = 30
"""What one console may take, and a second more for every twenty expressions: it takes less than ten for a thousand."""


class Answer(NamedTuple):
    """What terraform says: the value as JSON text, its type as `type()` prints it, whether it is sensitive."""

    value: str
    type: str
    sensitive: bool


def ask(terraform: Path | str, wanted: Sequence[str], unanswered: list[str] | None = None) -> dict[str, Answer | None]:
    """What terraform says to each expression, from two runs for a thousand; None where it refuses it.

    An expression that it does not answer is left out, and appended to `unanswered`.
    """
    found: dict[str, Answer | None] = {}
    silent: list[str] = []
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        found.update(in_halves(lambda texts: _asked(terraform, texts), some, silent))
    if unanswered is not None:
        unanswered.extend(silent)
    return found


def _asked(terraform: Path | str, wanted: Sequence[str]) -> dict[str, Answer | None]:
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent)
        shutil.copytree(FILES, folder / FILES.name)
        (folder / "main.tf").write_text(_module(wanted), encoding="utf-8")
        seconds = _SECONDS + len(wanted) // 20
        values = [_read(line) for line in _console(terraform, folder, "local.values", seconds).split("\n")[1:-1]]
        types = _console(terraform, folder, "type(local.all)", seconds).removeprefix("tuple([").split(BETWEEN)[:-1]
    answers = zip(wanted, values[::2], types, values[1::2], strict=True)
    return {
        text: None if value is None else Answer(value, " ".join(kind.split()).removesuffix(","), sensitive == "true")
        for text, value, kind, sensitive in answers
    }


def _module(wanted: Sequence[str]) -> str:
    given = "".join(f"  {name} = {written(value)}\n" for name, value in LOCALS.items())
    lines = "".join(f"    try({text}, null), {{ between = true }},\n" for text in wanted)
    # The console prints what is not known element by element, but of JSON text it knows all or nothing.
    values = "".join(
        f"    try(base64encode(nonsensitive(jsonencode({text}))), null),\n    try(issensitive({text}), false),\n"
        for text in wanted
    )
    return f"locals {{\n{given}  all = [\n{lines}  ]\n  values = [\n{values}  ]\n}}\n"


def _read(line: str) -> str | None:
    element = line.strip().removesuffix(",")
    if element.startswith('"'):
        return base64.b64decode(element.strip('"')).decode()
    return element if element in ("true", "false", UNKNOWN) else None


def _console(terraform: Path | str, folder: Path, line: str, seconds: int) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    try:
        run = subprocess.run(
            [str(terraform), "console"],
            cwd=folder,
            input=f"{line}\n",
            env=environment,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=True,
        )
    except subprocess.SubprocessError as error:
        raise NoAnswer(str(error)) from None
    return run.stdout.strip()


def printed(type: Type) -> str:
    """A type as terraform's `type()` prints it, in one line."""
    if isinstance(type, TupleType):
        return f"tuple([ {''.join(f'{printed(item)}, ' for item in type.elements)}])" if type.elements else "tuple([])"
    if isinstance(type, ObjectType):
        items = "".join(f"{name}: {printed(item)}, " for name, item in type.attributes)
        return " ".join(f"object({{ {items}}})".split()) if items else "object({})"
    if isinstance(type, ListType | SetType | MapType):
        name = str(type).partition("(")[0]
        element = printed(type.element)
        return f"{name}( {element}, )" if isinstance(type.element, TupleType | ObjectType) else f"{name}({element})"
    return str(type)


def ours(text: str) -> Value | None:
    """The engine's value of an expression, None where it refuses it."""
    functions = FunctionContext.below(FileSandbox(FILES.parent, [FILES]))
    budget = Budget()
    functions = functions.rendering(TemplateRenderer(functions, budget))
    scope = Scope(NoModule(functions, budget), {"local": from_python(LOCALS)})
    try:
        value = evaluate(parse_expression(SourceFile("<expression>", text)), scope)
        if value.known:
            json_text(value)
    except (EvaluationError, HCLError):
        return None
    return value


def difference(text: str, truth: Answer | None) -> str | None:
    """What is wrong about the engine's answer, None where nothing is."""
    value = ours(text)
    if value is None:
        return None if truth is None else f"refused, but is {truth}"
    if not value.known:
        certain = truth is not None and truth.value == UNKNOWN
        return None if certain or reasons(value) else f"unknown for no reason, but is {truth}"
    if truth is None:
        return f"{json_text(value)}, but is refused"
    found = Answer(json_text(value), printed(value.type), value.sensitive)
    return None if found == truth else f"{found}, but is {truth}"


def reasons(value: Value) -> list[str]:
    """Why a value is not known."""
    return sorted({trace.reason for trace in value.origins if trace.reason})


def stored() -> dict[str, dict[str, Answer | None]]:
    """By terraform version: what it said to each of a sample of generated expressions."""
    found = json.loads(STORED.read_text(encoding="utf-8")) if STORED.exists() else {}
    return {
        version: {text: None if answer is None else Answer(*answer) for text, answer in answers.items()}
        for version, answers in found.items()
    }


def refresh(terraform: Path | str, count: int = 2000) -> None:
    """Stores what terraform says to new expressions, beside what other versions said to theirs."""
    answers = ask(terraform, drawn(count, grammar()))
    found = {**stored(), version(terraform): answers}
    STORED.write_text(json.dumps(found, indent=0, ensure_ascii=True, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    refresh("terraform")
