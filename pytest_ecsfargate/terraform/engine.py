"""`terraform init`, `plan` and `show` in a private copy: a plan request goes in, terraform's plan JSON comes out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ..plan.errors import PlanError
from ..plan.planfile.reading import read_plan_file
from ..plan.request import PlanRequest
from .attached_provider import attached_provider
from .binary import find_binary, language_of
from .diagnostics import failure, told_errors
from .errors import TerraformError
from .overrides import DEFERRED, Overrides, local_backend
from .process import DEFAULT_TIMEOUT, Completed, run
from .redaction import Redactor
from .workspace import Workspace

# After Ctrl-C terraform need only end its providers: neither init nor plan has anything to save.
_GRACE = 3.0
_NO_JSON = "flag provided but not defined: -json"


class PlanRun:
    """One plan being made: `init`, then `plan`, then `document`. A context manager that leaves nothing behind.

    `workspace` is a copy that `copied` made and that stays; without one a copy is made and removed.
    """

    def __init__(
        self,
        request: PlanRequest,
        *,
        binary: str,
        environment: Mapping[str, str],
        directories: Iterable[Path] = (),
        overrides: Overrides | None = None,
        redact: Redactor | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        workspace: Workspace | None = None,
    ) -> None:
        self._request = request
        self._binary = find_binary(binary)
        self._redact = redact or Redactor()
        self._timeout = timeout
        self._stays = workspace is not None
        self.workspace = workspace or copied(request, directories, overrides)
        self._environment = dict(environment)
        temporary = self.workspace.temporary()
        if temporary is not None:
            self._environment["TMPDIR"] = str(temporary)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stays:
            self.workspace.clear()
        else:
            self.workspace.close()

    def init(self) -> None:
        """Installs providers and modules, if nobody did so before. Raises TerraformError."""
        if self.workspace.initialised:
            return
        with self.workspace.turn() as installed:
            if not installed:
                self._install()
        self.workspace.initialised = True

    def _install(self) -> None:
        done = self._run("init", "-json", "-input=false")
        if done.returncode and _NO_JSON in done.stderr + done.stdout:
            done = self._run("init", "-no-color", "-input=false")
        self._judge(done)

    def plan(self, environment: Mapping[str, str] | None = None) -> None:
        """Makes the plan, with further environment variables. Raises TerraformError."""
        self._environment.update(environment or {})
        arguments = ["-json", "-input=false", "-lock=false", f"-out={self._plan_file}"]
        arguments += [f"-var-file={path.absolute()}" for path in self._request.var_files]
        if self._request.variables:
            arguments.append(f"-var-file={self.workspace.variable_file(self._request.variables)}")
        language, workspace = language_of(self._binary), self.workspace
        with attached_provider(workspace.directory, language, self._environment, workspace.guardian) as provider:
            done = self._run("plan", *arguments, environment=provider.environment)
            if done.returncode and provider.broken:
                # Terraform's own start of it has its last words.
                done = self._run("plan", *arguments)
        self._judge(done)

    def document(self) -> dict[str, Any]:
        """The plan as JSON, with nothing in it of what the copy was changed by. Raises TerraformError.

        The plan file is read directly: `terraform show` would start every provider once more to read their schemas.
        """
        try:
            text = json.dumps(read_plan_file(self._plan_file.read_bytes(), "the plan").document, ensure_ascii=False)
        except (OSError, PlanError):
            # Another version than the known ones, or something that those never wrote.
            done = self._run("show", "-no-color", "-json", str(self._plan_file))
            self._judge(done)
            text = done.stdout
        try:
            return _without_deferred(json.loads(self.workspace.in_users_words(text)))
        except (ValueError, AttributeError, TypeError, KeyError, RecursionError):
            raise TerraformError(f"{Path(self._binary).name} show gave no JSON of a plan.") from None

    @property
    def _plan_file(self) -> Path:
        return self.workspace.path / "plan"

    def _run(self, command: str, *arguments: str, environment: Mapping[str, str] | None = None) -> Completed:
        return run(
            [self._binary, command, *arguments],
            cwd=self.workspace.directory,
            environment={**self._environment, **(environment or {})},
            timeout=self._timeout,
            guardian=self.workspace.guardian,
            grace=_GRACE,
        )

    def _judge(self, done: Completed) -> None:
        if done.returncode != 0 or (not done.name.endswith("show") and told_errors(done.stdout)):
            raise failure(done, self.workspace, self._redact)


def copied(
    request: PlanRequest,
    directories: Iterable[Path] = (),
    overrides: Overrides | None = None,
    kept: Path | None = None,
) -> Workspace:
    """A copy of a module that is fit to be planned; in the folder `kept` one that outlives this process."""
    made = Workspace(request.module, directories, request.root, kept)
    try:
        change(made, overrides or local_backend(request.module))
    except BaseException:
        made.close()
        raise
    return made


def change(copy: Workspace, overrides: Overrides) -> None:
    """Lays overrides over a copy, in place of those that were laid over it before."""
    copy.override(overrides.override)
    copy.add(overrides.add)


def run_plan(
    request: PlanRequest,
    *,
    binary: str,
    environment: Mapping[str, str],
    directories: Iterable[Path] = (),
    overrides: Overrides | None = None,
    redact: Redactor | None = None,
    timeout: float = DEFAULT_TIMEOUT,
    account: Callable[[], Mapping[str, str]] | None = None,
) -> dict[str, Any]:
    """Terraform's plan of a module as `terraform show -json` gives it.

    `account` is called between init and plan, and gives further environment variables: so the account can get ready
    while init runs. Raises TerraformError (MissingTerraform, TerraformTimeout).
    """
    with PlanRun(
        request,
        binary=binary,
        environment=environment,
        directories=directories,
        overrides=overrides,
        redact=redact,
        timeout=timeout,
    ) as made:
        made.init()
        made.plan(account() if account is not None else None)
        return made.document()


def _without_deferred(document: dict[str, Any]) -> dict[str, Any]:
    """The document without the resource that makes remote state unknown."""
    ours = f"terraform_data.{DEFERRED}"
    changes = document.get("resource_changes")
    if changes is not None:
        document["resource_changes"] = [item for item in changes if not item["address"].endswith(ours)]
    for part in (document.get("planned_values"), (document.get("prior_state") or {}).get("values")):
        if isinstance(part, dict):
            _drop(part.get("root_module") or {}, ours)
    return document


def _drop(module: dict[str, Any], ours: str) -> None:
    if "resources" in module:
        module["resources"] = [item for item in module["resources"] if not str(item.get("address")).endswith(ours)]
    for child in module.get("child_modules", ()):
        _drop(child, ours)
