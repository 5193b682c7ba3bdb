"""A `tftest.TerraformTest` that is ready for use: in a private copy, with variables and account, after `init`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..account.base import Account
from ..account.guard import admit
from ..plan.from_source import plan_source
from ..plan.request import PlanRequest
from ..settings.inputs import Variables
from ..terraform.applying import is_empty
from ..terraform.binary import language_of
from ..terraform.sources import sources_of
from ..terraform.tftest_runner import TerraformTest
from ..terraform.waiting import without_waiting
from .sandbox import sandboxes_of

if TYPE_CHECKING:
    from ..hcl.values import Value
    from ..plan.model import Plan
    from ..settings.options import Settings


@contextmanager
def prepared(
    settings: Settings, module: Path, variables: Mapping[str, Any], environment: str | None, account: Account
) -> Iterator[TerraformTest]:
    """The object; its copy is removed afterwards, and before that destroyed what was applied to a real account.

    It applies nothing in an account that is no sandbox: there its commands raise AccountError.
    Raises TerraformError, tftest.TerraformTestError or AccountError.
    """
    given = variables if isinstance(variables, Variables) else Variables([variables])
    request = PlanRequest(module, given.direct, given.files, environment)
    source = plan_source(request, language_of(settings.terraform))
    account.prepare(source)
    overrides = account.overrides(source)
    if account.kind == "emulated" and source.configuration is not None:
        overrides = without_waiting(overrides, source.configuration)

    def guard() -> None:
        admit(account, source, sandboxes=sandboxes_of(settings), production=settings.sandbox_production)

    made = TerraformTest(
        module,
        binary=settings.terraform,
        overrides=overrides,
        sources=sources_of(source),
        timeout=settings.timeout,
        guard=guard,
    )
    try:
        # Nothing of the machine's own AWS settings that the account does not bring itself.
        made.env = {name: value for name, value in made.env.items() if not name.startswith("AWS_")}
        made.env.update({name: value for name, value in account.environment().items() if name.startswith("AWS_")})
        _write_values(Path(made.tfdir), given, source)
        made.setup()
        yield made
        if account.kind == "ambient" and not is_empty(Path(made.tfdir)):
            made.destroy()
    finally:
        made.close()


def _write_values(folder: Path, variables: Variables, source: Plan) -> None:
    """The values as files that terraform reads by itself, after the module's own: so every command has them."""
    contents = {f"zzzz_ecsfargate_{number:03}.auto{_ending(path)}": path for number, path in enumerate(variables.files)}
    for name, path in contents.items():
        _write(folder / name, path.read_bytes())
    values = {name: _typed(value, source.variables.get(name)) for name, value in variables.direct.items()}
    if values:
        _write(folder / "zzzz_ecsfargate_values.auto.tfvars.json", json.dumps(values).encode())


def _typed(given: Any, value: Value | None) -> Any:
    """A text given for a list, map or object as the data that it says."""
    return value.value if isinstance(given, str) and value is not None and value.known else given


def _ending(path: Path) -> str:
    return ".tfvars.json" if path.name.endswith(".json") else ".tfvars"


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(content)
