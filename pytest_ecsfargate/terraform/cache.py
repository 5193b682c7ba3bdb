"""Plans made once: one for each key, for all processes of a run, and from run to run where that is sound.

What is kept is terraform's plan as JSON without sensitive values, readable by this user only. A lock on a file for each
key lets one process make the plan while the others wait for it.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import re
import time
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..hcl.configuration.files import CODE
from ..plan.request import PlanRequest
from ..source import reach_of
from .binary import identity
from .errors import TerraformError
from .locks import locked
from .redacted_plan import redacted
from .tree import needed, walk

_FORMAT = 2
_KEPT = 20
_DAY = 86_400
_LONGEST_KEPT = 14 * _DAY
_HASHED_WHOLE = 10 * 1024 * 1024
# What stands beside a module and is no part of it, unless its text says so: documentation, tests, what tests leave.
_BESIDE = (
    *(".md", ".rst", ".txt", ".adoc", ".png", ".jpg", ".svg", ".drawio", ".py", ".pyi", ".toml", ".cfg", ".ini"),
    *(".log", ".xml", ".html", ".sarif", ".coverage", ".gitignore"),
)
# A file function whose argument is more than a text with path.module in it, and what else reads files.
_ANY_FILE = re.compile(
    r'\b(?:fileset\(|(?:archive|local|local_sensitive)_file\b|(?:file\w*|templatefile)\(\s*+(?!"(?:\$\{path\.\w+\}|[^"$])*"))'
)
# What gives another value each time, or asks the world: such a plan is not kept for the next run.
_FLEETING = re.compile(r'\b(?:plantimestamp|timestamp|uuid)\(|data\s+"(?:external|http)"')

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PlanKey:
    """What a plan depends on, as a digest; `lasting` says that the plan may be used by later runs."""

    digest: str
    lasting: bool


class PlanCache:
    """Plans in a folder that all processes of a run share; without a folder, for this process only.

    `run` names the run: what must not outlive it (plans that do not last, failures) is kept under that name.
    """

    def __init__(self, folder: Path | None = None, run: str = "") -> None:
        self._folder = folder
        self._run = run or str(os.getpid())
        self._memory: dict[str, Document | TerraformError] = {}

    def get(self, key: PlanKey, make: Callable[[], Document]) -> Document:
        """The plan of a key, made only if nobody made it before. Raises what `make` raises, again and again."""
        known = self._memory.get(key.digest)
        if known is None:
            known = self._memory[key.digest] = self._shared(key, make)
        if isinstance(known, TerraformError):
            raise known
        return known

    def close(self) -> None:
        """Removes what belongs to this run only. To be called once, when all processes are done."""
        if self._folder is not None and self._folder.is_dir():
            for path in self._folder.glob(f"run-{self._run}-*"):
                path.unlink(missing_ok=True)
            self._tidy(self._folder)

    def _shared(self, key: PlanKey, make: Callable[[], Document]) -> Document | TerraformError:
        if self._folder is None:
            return _attempt(make)
        own = self._folder / f"run-{self._run}-{key.digest}.json"
        kept = self._folder / f"{key.digest}.json" if key.lasting else own
        # Files are put in place whole, so that reading them needs no lock (nor the import of what locks).
        found = _stored(kept, own)
        if found is not None:
            return found
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(Path(f"{own}.lock")):
            found = _stored(kept, own)
            if found is not None:
                return found
            made = _attempt(make)
            failed = isinstance(made, TerraformError)
            try:
                _write(own if failed else kept, made)
            except OSError as error:
                warnings.warn(f"a plan cannot be kept in {self._folder}: {error.strerror or error}", stacklevel=2)
            return made

    @staticmethod
    def _tidy(folder: Path) -> None:
        """Removes what nobody used for long, all but the newest plans, and what runs that were stopped left."""
        ages = {path: _age(path) for path in folder.iterdir() if path.is_file()}
        ours = {path for path in ages if path.name.startswith("run-")}
        plans = sorted((path for path in ages.keys() - ours if path.suffix == ".json"), key=ages.__getitem__)
        old = {path for path in plans if ages[path] > _LONGEST_KEPT}
        abandoned = {path for path in ages.keys() - set(plans) if ages[path] > _DAY}
        for path in (*plans[_KEPT:], *old, *abandoned):
            path.unlink(missing_ok=True)


def _age(path: Path) -> float:
    """Seconds since a file was last written or used; none for one that another process has just removed."""
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0


def _attempt(make: Callable[[], Document]) -> Document | TerraformError:
    try:
        return redacted(make())
    except TerraformError as error:
        return error


def _stored(*paths: Path) -> Document | TerraformError | None:
    """What the first of these files holds that holds anything."""
    return next((found for found in map(_read, paths) if found is not None), None)


def _read(path: Path) -> Document | TerraformError | None:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        content = {name: stored[name] for name in ("error", "plan") if name in stored}
        if stored["format"] != _FORMAT or stored["sum"] != _sum(content):
            return None
        os.utime(path)
        return TerraformError(stored["error"]) if "error" in stored else dict(stored["plan"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _sum(content: Document) -> str:
    """What tells a file that was cut off or damaged."""
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def _write(path: Path, made: Document | TerraformError) -> None:
    content = {"error": made.message} if isinstance(made, TerraformError) else {"plan": made}
    temporary = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            json.dump({"format": _FORMAT, "sum": _sum(content), **content}, stream)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def plan_key(
    request: PlanRequest, directories: Iterable[Path], *, binary: str, account: Iterable[str], lasting: bool
) -> PlanKey:
    """The key of a plan: all that can change it. `account` identifies the account that is read."""
    digest = _Digest()
    fleeting = _add_tree(digest, request, directories, binary)
    digest.add(str(_FORMAT), *account, request.environment or "", json.dumps(dict(request.variables), default=str))
    for path in request.var_files:
        digest.add(str(path), _content(path))
    environment = {name: value for name, value in os.environ.items() if name.startswith("TF_VAR_")}
    digest.add(json.dumps(environment, sort_keys=True))
    return PlanKey(digest.text(), lasting and not fleeting)


def tree_key(request: PlanRequest, directories: Iterable[Path], *, binary: str) -> str:
    """The key of a copy in which `terraform init` ran: whatever values the module is given."""
    digest = _Digest()
    _add_tree(digest, request, directories, binary)
    return digest.text()


class _Digest:
    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add(self, *parts: str | bytes) -> None:
        for part in parts:
            content = part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part
            self._hash.update(len(content).to_bytes(8, "big") + content)

    def text(self) -> str:
        return self._hash.hexdigest()[:40]


def _add_tree(digest: _Digest, request: PlanRequest, directories: Iterable[Path], binary: str) -> bool:
    """Adds the program, its settings and the module tree; whether a plan of that is fleeting."""
    digest.add(_own_version(), *identity(binary, request.module), str(request.module.resolve()))
    digest.add(_content(Path(os.environ.get("TF_CLI_CONFIG_FILE") or os.devnull)))
    digest.add(_content(request.module / ".terraform" / "modules" / "modules.json"))
    return _add_sources(digest.add, request, directories)


def _add_sources(add: Callable[..., None], request: PlanRequest, directories: Iterable[Path]) -> bool:
    """Adds each file that a copy would hold, but what only stands beside a module; whether such a plan is fleeting."""
    everything = (request.module.resolve(), *directories)
    reach = (request.root or reach_of(everything)).resolve()
    found = [(source, *place) for source in needed(everything, reach) for place in walk(source, reach)]
    for source, path, relative in found:
        if path.is_symlink() and path.is_dir():
            add(str(source), relative.as_posix(), str(path.resolve()))
    files = [(source, path, relative) for source, path, relative in found if path.is_file()]
    contents = {path: _content(path) for _, path, _ in files}
    text = b"\n".join(content for path, content in contents.items() if path.name.endswith(CODE))
    told = text.decode("utf-8", "replace")
    any_file = _ANY_FILE.search(told) is not None
    for source, path, relative in files:
        if any_file or path.name in told or not path.name.lower().endswith(_BESIDE):
            add(str(source), relative.as_posix(), contents[path])
    return _FLEETING.search(told) is not None


def _content(path: Path) -> bytes:
    """The bytes of a file; of a very large one its size and time; nothing where there is none."""
    try:
        found = path.stat()
        if found.st_size > _HASHED_WHOLE:
            return f"{found.st_size} {found.st_mtime_ns}".encode()
        return path.read_bytes()
    except OSError:
        return b""


def _own_version() -> str:
    versions: Mapping[str, str] = {name: _version(name) for name in ("pytest-ecsfargate", "moto")}
    return json.dumps(versions)


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""
