"""One process of the AWS provider for a whole plan, where terraform would start three one after the other.

To plan, terraform starts a provider for its schemas, once more to validate and once more to read data sources, and each
time works out what its program hashes to: half of the time of a plan. A provider that is started with `-debug` tells
where it listens, and terraform takes it from there: https://developer.hashicorp.com/terraform/plugin/debugging.

Such a process serves one provider configuration only, as each one overwrites the one before:
https://github.com/hashicorp/terraform-plugin-framework/issues/490. Where there are more, or where anything else is not
as expected, terraform starts its providers itself.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from typing import Final

from ..hcl.block_types import Language
from ..hcl.configuration.loader import load
from .errors import MissingTerraform
from .guardian import Guardian
from .overrides import aws_providers
from .process import kill_group, start

_VARIABLE: Final = "TF_REATTACH_PROVIDERS"
_LINE: Final = re.compile(rf"{_VARIABLE}='(.+)'".encode())
_PROGRAMS: Final = "*/hashicorp/aws/*/*/terraform-provider-aws*"
# Its log has the bodies of requests, so nobody gets it; not to write it saves time too.
_QUIET: Final = {"TF_LOG_PROVIDER": "off", "TF_LOG_SDK": "off"}
_START: Final = 30.0
"""Seconds that a provider may take to tell its address; on an idle machine it is a tenth of one."""


@dataclass(frozen=True)
class Attachment:
    """What terraform is told of the provider, as environment variables: none where it is to start its own."""

    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def broken(self) -> bool:
        """Whether there was a provider, and it ended by itself."""
        return self.process is not None and self.process.poll() is not None


@contextmanager
def attached_provider(
    directory: Path, language: Language, environment: Mapping[str, str], guardian: Guardian
) -> Iterator[Attachment]:
    """The AWS provider that `terraform init` installed in a folder, for as long as the context lasts."""
    program = _program(directory, language)
    process = _started(program, directory, environment) if program is not None else None
    if program is None or process is None:
        yield Attachment()
        return
    guardian.watch(process.pid)
    try:
        told = _told(process)
        name = "/".join(program.parts[-6:-3])
        yield Attachment({_VARIABLE: json.dumps({name: told})}, process) if told is not None else Attachment()
    finally:
        kill_group(process)
        process.communicate()
        guardian.release(process.pid)


def _program(directory: Path, language: Language) -> Path | None:
    """The provider's program; None where none is installed, or several, or where one process cannot serve the module.

    None on Windows too, where the provider would listen on a port that other users of the machine reach.
    """
    if sys.platform == "win32":
        return None
    found = list((directory / ".terraform" / "providers").glob(_PROGRAMS))
    return found[0] if len(found) == 1 and _has_one_configuration(directory, language) else None


def _has_one_configuration(directory: Path, language: Language) -> bool:
    """Whether no provider configuration but the root module's own stands in it or in a module that it calls."""
    root = load(directory, language)
    here, *below = map(aws_providers, root.tree())
    plain = not any({"alias", "for_each"} & block.body.attributes.keys() for block in here)
    return root.complete and plain and len(here) <= 1 and not any(below)


def _started(program: Path, directory: Path, environment: Mapping[str, str]) -> subprocess.Popen[bytes] | None:
    command = [str(program), "-debug"]
    try:
        return start(command, directory, {**environment, **_QUIET}, subprocess.PIPE, subprocess.DEVNULL)
    except MissingTerraform:
        return None  # terraform will say why it cannot be started


def _told(process: subprocess.Popen[bytes]) -> object:
    """Where the provider listens, in the words that terraform reads; None where it does not tell."""
    timer = Timer(_START, process.kill)
    timer.start()
    try:
        assert process.stdout is not None
        for line in process.stdout:
            found = _LINE.search(line)
            if found is not None:
                return next(iter(json.loads(found[1]).values()), None)
        return None
    finally:
        timer.cancel()
