"""The line about this plugin at the top of a run."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

import pytest

from ..settings.modules import find_module
from .run import Run

_VERSION = "ecsfargate/version"


def header(config: pytest.Config, run: Run) -> str:
    """`ecsfargate: terraform 1.11.4, emulated account, module examples/shop, environments dev, prod`.

    Terraform is asked for its version only where there is a module to be tested: the plugin is in every pytest run.
    """
    settings = run.settings
    module = settings.module or settings.ini_module or _module(config)
    parts = [_engine(config, run, module is not None)]
    if settings.live or (settings.plan is None and parts[0].startswith(("terraform", "tofu"))):
        parts.append(f"{settings.account} account")
    if module is not None:
        parts.append(f"module {_shown(module, config.rootpath)}")
        names = settings.environment or settings.ini_environment or _environments(run, module)
        if names:
            parts.append(f"environment{'s' if len(names) > 1 else ''} {', '.join(names)}")
    return f"ecsfargate: {', '.join(parts)}"


def _engine(config: pytest.Config, run: Run, ask: bool) -> str:
    settings = run.settings
    if settings.live:
        return "what is deployed"
    if settings.plan is not None:
        return f"saved plan {settings.plan.name}"
    if settings.engine == "source":
        return "source engine"
    path = shutil.which(settings.terraform)
    if path is None:
        return "source engine (no terraform on PATH)" if settings.engine == "auto" else f"no {settings.terraform}"
    name = Path(settings.terraform).name
    if settings.engine == "auto" and settings.account == "emulated" and find_spec("moto") is None:
        return "source engine (no moto for an emulated account)"
    return f"{name} {_version(config, run, path)}" if ask else f"{name} engine"


def _version(config: pytest.Config, run: Run, path: str) -> str:
    """The program's version: from pytest's cache, where it is the program that was asked in an earlier run."""
    from ..terraform.binary import fingerprint, version
    from ..terraform.errors import TerraformError

    program = fingerprint(path)
    # Where plans can be kept, the cache can be written.
    cache = config.cache if program is not None and run.folder.path is not None else None
    kept = cache.get(_VERSION, None) if cache is not None else None
    if isinstance(kept, dict) and kept.get("program") == [*(program or ())]:
        return str(kept.get("version"))
    try:
        told = version(path)
    except TerraformError:
        return "of unknown version"
    if cache is not None:
        cache.set(_VERSION, {"program": program, "version": told})
    return told


def _module(config: pytest.Config) -> Path | None:
    """The one module that the paths of the command line are about; None where they are about several."""
    found = {find_module(place, config.rootpath).module for place in _places(config)}
    return found.pop() if len(found) == 1 else None


def _places(config: pytest.Config) -> Iterable[Path]:
    for argument in config.args:
        path = Path(config.invocation_params.dir, argument.partition("::")[0])
        yield path if path.is_dir() else path.parent


def _environments(run: Run, module: Path) -> tuple[str, ...]:
    toml = run.selector.toml(module)
    return tuple(toml.environments) if toml is not None and run.settings.plan is None else ()


def _shown(path: Path, rootdir: Path) -> str:
    if path == rootdir:
        return path.name
    return path.relative_to(rootdir).as_posix() if path.is_relative_to(rootdir) else str(path)
