"""tftest's `TerraformTest`, made safe: https://github.com/GoogleCloudPlatform/terraform-python-testing-helper.

Argument names and the shapes of results are tftest's own. What differs: terraform runs in a private copy of the module,
so nothing is written to or deleted from the user's folder; values of variables travel in a file that only this user
can read, never as arguments, and keep their types; every command has a timeout and every exit code but success raises;
an argument that tftest would pass over in silence is a TypeError; there is no cache of pickles.
"""

from __future__ import annotations

import json
import logging
import os
import re
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import tftest

from ..hcl.configuration.loader import load
from .binary import find_binary, language_of
from .environment import terraform_environment
from .overrides import Overrides, local_backend
from .process import DEFAULT_TIMEOUT, run
from .redaction import Redactor, texts_in
from .workspace import Workspace

TerraformTestError = tftest.TerraformTestError

_LOGGER = logging.getLogger("pytest_ecsfargate.terraform")
_FLAGS: Final = frozenset(
    [
        "auto_approve",
        "force_copy",
        "json_format",
        "upgrade",
        "backend",
        "color",
        "input",
        "lock",
        "refresh",
        "parallelism",
        "plugin_dir",
        "state",
    ]
)
_WITH_VARIABLES: Final = _FLAGS | {"tf_vars", "tf_var_file", "targets"}
# What changes an account; `refresh` and all others only read it.
_CHANGING: Final = ("apply", "destroy", "import")
# `plan -detailed-exitcode` answers 2 for "there are changes".
_DETAILED = "-detailed-exitcode"


class _Attributes:
    """Reads top-level JSON keys as attributes, without the KeyError that `hasattr` cannot stand."""

    _raw: Any

    def __getattr__(self, name: str) -> Any:
        if name != "_raw" and not name.startswith("__") and name in self._raw:
            return self._raw[name]
        raise AttributeError(name)


class PlanOutput(_Attributes, tftest.TerraformPlanOutput):  # type: ignore[misc]
    """A plan as tftest gives it: `outputs`, `resources`, `modules`, `resource_changes`, `variables`."""

    def __repr__(self) -> str:
        return f"<PlanOutput: {len(self.resource_changes)} changes>"

    __str__ = __repr__


class State(_Attributes, tftest.TerraformState):  # type: ignore[misc]
    """A state as tftest gives it: `outputs`, `resources`."""

    def __repr__(self) -> str:
        return f"<State: {len(self.resources)} resources>"

    __str__ = __repr__


class TerraformTest(tftest.TerraformTest):  # type: ignore[misc]
    """Runs terraform on a private copy of a module.

    `tfdir`, `basedir`, `binary` and `env` are tftest's. `overrides` are files for the copy (by default the state is an
    empty local one), `sources` what it holds beside the module and the modules that it calls, `timeout` is in seconds
    for one command. `guard` is called before each command that changes an account, and raises where it must not run.
    `enable_cache` is refused. The copy is removed by `close()`, or when the object is no longer used; `tfdir` is the
    copy, `module` the user's folder.
    """

    tfdir: str

    def __init__(
        self,
        tfdir: str | os.PathLike[str],
        basedir: str | os.PathLike[str] | None = None,
        binary: str = "terraform",
        env: Mapping[str, str] | None = None,
        enable_cache: bool = False,
        cache_dir: str | os.PathLike[str] | None = None,
        *,
        overrides: Overrides | None = None,
        sources: Iterable[Path] = (),
        timeout: float = DEFAULT_TIMEOUT,
        guard: Callable[[], None] = lambda: None,
    ) -> None:
        _no_cache(enable_cache or cache_dir is not None)
        super().__init__(str(tfdir), str(basedir) if basedir is not None else None, binary, None, False, os.curdir)
        self.module = Path(self._abspath(str(tfdir))).resolve()
        if not self.module.is_dir():
            raise TerraformTestError(f"There is no module folder {tfdir}.")
        self._env = dict(env or {})
        self.env = terraform_environment({**os.environ, **self._env}, emulated=False)
        self.env.update({name: value for name, value in self._env.items() if name.startswith("TF_")})
        self.timeout = timeout
        self._guard = guard
        called = load(self.module, language_of(binary)).module_directories
        self._workspace = Workspace(self.module, (*called, *sources))
        self.close = weakref.finalize(self, self._workspace.close)
        changes = overrides or local_backend(self.module)
        self._workspace.override(changes.override)
        self._workspace.add(changes.add)
        self.tfdir = str(self._workspace.directory)
        temporary = self._workspace.temporary()
        if temporary is not None:
            self.env["TMPDIR"] = str(temporary)
        self._plan_formatter = lambda out: PlanOutput(json.loads(self._workspace.in_users_words(out)))
        self._files = 0
        self._secrets: list[str] = []

    def __repr__(self) -> str:
        return f"<TerraformTest of {self.module.name}>"

    def setup(
        self,
        extra_files: Sequence[str] | None = None,
        plugin_dir: str | None = None,
        init_vars: Mapping[str, Any] | str | None = None,
        backend: bool = True,
        cleanup_on_exit: bool = True,
        disable_prevent_destroy: bool = False,
        workspace_name: str | None = None,
        use_cache: bool = False,
        **kw: Any,
    ) -> str:
        """Prepares the copy and runs `init`; its output is returned.

        `extra_files` are copied beside the module's files. With `cleanup_on_exit=False` the copy stays, at `tfdir`.
        """
        _no_cache(use_cache)
        _known(kw, _FLAGS)
        if disable_prevent_destroy:
            self._allow_destroy()
        for name in extra_files or ():
            source = Path(self._abspath(name))
            if not source.is_file():
                raise TerraformTestError(f"There is no file {name}.")
            (Path(self.tfdir) / source.name).write_bytes(source.read_bytes())
        if not cleanup_on_exit:
            self.close.detach()
        output = self.init(plugin_dir=plugin_dir, init_vars=init_vars, backend=backend, **kw)
        if workspace_name:
            output += self.workspace(name=workspace_name)
        return output

    def _allow_destroy(self) -> None:
        for path in Path(self.tfdir).rglob("*.tf"):
            text = path.read_text(encoding="utf-8")
            path.write_text(re.sub(r"prevent_destroy\s*=\s*true", "prevent_destroy = false", text), encoding="utf-8")

    def init(
        self,
        input: bool = False,
        color: bool = False,
        force_copy: bool = False,
        plugin_dir: str | None = None,
        init_vars: Mapping[str, Any] | str | None = None,
        backend: bool = True,
        use_cache: bool = False,
        **kw: Any,
    ) -> str:
        """Runs `terraform init`. `init_vars` are without effect: the state of the copy is a local one."""
        _no_cache(use_cache)
        _known(kw, _FLAGS)
        arguments = tftest.parse_args(
            input=input, color=color, backend=backend, force_copy=force_copy, plugin_dir=plugin_dir, **kw
        )
        return str(self.execute_command("init", *arguments).out)

    def plan(
        self,
        input: bool = False,
        color: bool = False,
        refresh: bool = True,
        tf_vars: Mapping[str, Any] | None = None,
        targets: Sequence[str] | None = None,
        output: bool = False,
        tf_var_file: str | Sequence[str] | None = None,
        state: str | None = None,
        use_cache: bool = False,
        **kw: Any,
    ) -> str | PlanOutput:
        """Runs `terraform plan`; with `output=True` the plan itself is returned."""
        _no_cache(use_cache)
        arguments = self._arguments(
            kw, tf_vars, tf_var_file, input=input, color=color, refresh=refresh, targets=targets, state=state
        )
        if not output:
            return str(self.execute_command("plan", *arguments).out)
        file = self._workspace.path / "plan"
        self.execute_command("plan", *arguments, f"-out={file}")
        shown = self.execute_command("show", "-no-color", "-json", str(file))
        file.unlink()
        return PlanOutput(json.loads(self._workspace.in_users_words(shown.out)))

    def apply(
        self,
        input: bool = False,
        color: bool = False,
        auto_approve: bool = True,
        tf_vars: Mapping[str, Any] | None = None,
        targets: Sequence[str] | None = None,
        tf_var_file: str | Sequence[str] | None = None,
        use_cache: bool = False,
        **kw: Any,
    ) -> str:
        """Runs `terraform apply`; its output is returned."""
        _no_cache(use_cache)
        arguments = self._arguments(
            kw, tf_vars, tf_var_file, input=input, color=color, auto_approve=auto_approve, targets=targets
        )
        return str(self.execute_command("apply", *arguments).out)

    def destroy(
        self,
        color: bool = False,
        auto_approve: bool = True,
        tf_vars: Mapping[str, Any] | None = None,
        targets: Sequence[str] | None = None,
        tf_var_file: str | Sequence[str] | None = None,
        use_cache: bool = False,
        **kw: Any,
    ) -> str:
        """Runs `terraform destroy`; its output is returned."""
        _no_cache(use_cache)
        arguments = self._arguments(kw, tf_vars, tf_var_file, color=color, auto_approve=auto_approve, targets=targets)
        return str(self.execute_command("destroy", *arguments).out)

    def refresh(
        self,
        color: bool = False,
        lock: bool = False,
        tf_vars: Mapping[str, Any] | None = None,
        targets: Sequence[str] | None = None,
        **kw: Any,
    ) -> str:
        """Runs `terraform refresh`; its output is returned."""
        arguments = self._arguments(kw, tf_vars, kw.pop("tf_var_file", None), color=color, lock=lock, targets=targets)
        return str(self.execute_command("refresh", *arguments).out)

    def output(
        self,
        name: str | None = None,
        color: bool = False,
        json_format: bool = True,
        use_cache: bool = False,
        **kw: Any,
    ) -> Any:
        """Runs `terraform output`: the values by name, or the value of one; with `json_format=False` the text."""
        _no_cache(use_cache)
        _known(kw, _FLAGS)
        arguments = tftest.parse_args(color=color, json_format=json_format, **kw)
        # Flags first: terraform takes nothing behind a name for a flag.
        arguments += [name] if name else []
        text = self.execute_command("output", *arguments).out
        if not json_format:
            return text
        found = json.loads(text)
        return found if name else tftest.TerraformValueDict(found)

    def state_pull(self) -> State:
        """The state. Raises TerraformTestError where there is none."""
        text = self.execute_command("state", "pull").out
        try:
            return State(json.loads(text))
        except ValueError:
            raise TerraformTestError("There is no state yet: apply first.") from None

    def execute_command(self, cmd: str, *cmd_args: Any) -> tftest.TerraformCommandOutput:
        """Runs any terraform command in the copy. Raises TerraformTestError for any exit code that is no success."""
        arguments = [str(argument) for argument in cmd_args]
        if cmd in _CHANGING:
            self._guard()
        _LOGGER.info("terraform %s in a copy of %s", cmd, self.module)
        done = run(
            [find_binary(self.binary), cmd, *arguments],
            cwd=Path(self.tfdir),
            environment=self.env,
            timeout=self.timeout,
            guardian=self._workspace.guardian,
        )
        if done.returncode != 0 and not (done.returncode == 2 and _DETAILED in arguments):
            redact = Redactor(self._secrets)
            told = redact(self._workspace.in_users_words((done.stderr.strip() or done.stdout.strip())[-4000:]))
            raise TerraformTestError(f"Error running command {cmd}: {done.returncode} {told}", told)
        return tftest.TerraformCommandOutput(done.returncode, done.stdout, done.stderr)

    def _arguments(
        self,
        kw: Mapping[str, Any],
        tf_vars: Mapping[str, Any] | None,
        tf_var_file: str | Sequence[str] | None,
        **flags: Any,
    ) -> list[str]:
        _known(kw, _WITH_VARIABLES)
        files = [tf_var_file] if isinstance(tf_var_file, str | os.PathLike) else list(tf_var_file or ())
        paths = [str(path) for path in files]
        if tf_vars:
            self._files += 1
            self._secrets.extend(text for text in texts_in(tf_vars) if len(text) >= 8)
            paths.append(str(self._workspace.variable_file(tf_vars, f"variables-{self._files}")))
        arguments: list[str] = tftest.parse_args(**flags, **kw, tf_var_file=paths or None)
        return arguments


def _known(given: Iterable[str], known: Iterable[str]) -> None:
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise TypeError(f"terraform is given no such argument: {', '.join(unknown)}")


def _no_cache(asked: bool) -> None:
    if asked:
        raise TypeError("tftest's cache is not there: a plan is made once for each key by the plan fixture")
