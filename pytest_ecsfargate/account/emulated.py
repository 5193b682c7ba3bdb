"""An AWS account that lives on this machine for the length of a run."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Lock, Thread
from typing import IO, Any, Literal

from ..plan.model import Plan
from ..terraform.environment import terraform_environment
from ..terraform.overrides import ACCESS_KEY, MAX_ATTEMPTS, SECRET_KEY, Overrides
from ..terraform.overrides import emulated as emulated_overrides
from .errors import AccountError
from .front import FAULTS_PATH, HOLD_PATH, IP_RANGES_PATH, OPEN_PATH

# Made-up ids; none is one that AWS's documentation or moto uses.
_ACCOUNT_IDS = ("730184296155", "619042873306", "847305912264", "290467318851", "514890276637")
_REGIONS = ("eu-central-1", "eu-west-1", "us-west-2", "ap-southeast-2", "ca-central-1")
_STARTUP = 60.0


class EmulatedAccount:
    """moto's server in a process of its own, on loopback, in memory; it ends with this process, however that ends.

    `avoid` is text in which the account's id and default region must not stand, so that ids and regions that are hard
    coded in a module differ from the account's. `seeded` holds the addresses of the data sources that `prepare` gave
    something to find, `unseeded` those that it could not help, with the reason.
    """

    kind: Literal["emulated"] = "emulated"

    def __init__(self, avoid: Iterable[str] = (), region: str | None = None) -> None:
        texts = tuple(avoid)
        self.account_id = _first_absent(_ACCOUNT_IDS, texts)
        self.region = region or _first_absent(_REGIONS, texts)
        self.seeded: list[str] = []
        self.unseeded: dict[str, str] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._endpoint: str | None = None
        self._starting = Lock()
        self._additions = hashlib.sha256()

    def __repr__(self) -> str:
        return f"<EmulatedAccount {self.account_id}>"

    def start(self, held: bool = False) -> None:
        """Starts the server's process, without waiting for it; `held`: closed to all but sessions until it is opened.

        Raises AccountError where moto is not installed.
        """
        if self._process is not None:
            return
        if not is_available():
            raise AccountError(
                "the emulated account needs moto: install pytest-ecsfargate[emulator], "
                "or plan with your own credentials by --ecsfargate-account=ambient."
            )
        self._process = subprocess.Popen(
            [sys.executable, "-m", f"{__package__}.server", *(["held"] if held else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self._server_environment(),
            start_new_session=True,
        )

    def _server_environment(self) -> dict[str, str]:
        clean = terraform_environment(os.environ, emulated=True)
        # Values of variables are for terraform only.
        environment = {name: value for name, value in clean.items() if not name.startswith("TF_")}
        package = str(Path(__file__).resolve().parents[2])
        above = [package, *filter(None, [environment.get("PYTHONPATH")])]
        return environment | {
            "PYTHONPATH": os.pathsep.join(above),
            "MOTO_ACCOUNT_ID": self.account_id,
            "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
            "MOTO_ACM_VALIDATION_WAIT": "-1",
        }

    @property
    def endpoint(self) -> str:
        """The server's address; who asks there before it is ready waits. Raises AccountError if it does not start."""
        with self._starting:
            if self._endpoint is None:
                self._endpoint = self._read_endpoint()
        return self._endpoint

    def _read_endpoint(self) -> str:
        self.start()
        assert self._process is not None
        assert self._process.stdout is not None
        try:
            return f"http://127.0.0.1:{int(json.loads(_first_line(self._process.stdout))['port'])}"
        except (ValueError, KeyError, TypeError):
            self.close()
            raise AccountError(
                "the emulated account did not start: check that `python -m moto.server -h` works here."
            ) from None

    def environment(self) -> dict[str, str]:
        """All environment variables for terraform: nothing of the machine's own AWS settings is in them."""
        return terraform_environment(os.environ, emulated=True) | self.variables()

    def variables(self) -> dict[str, str]:
        """The environment variables that lead an AWS client to this account."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_MAX_ATTEMPTS": str(MAX_ATTEMPTS),
        }

    def overrides(self, source: Plan) -> Overrides:
        """Throw-away keys for every AWS provider configuration, and nothing in them that reaches out."""
        assert source.configuration is not None
        made = emulated_overrides(source.configuration)
        for module in source.configuration.tree():
            names = sorted(key.name for key in module.resources if key.type == "aws_ip_ranges")
            if names:
                data = made.override.setdefault(module.directory, {}).setdefault("data", {})
                data["aws_ip_ranges"] = {name: {"url": self.endpoint + IP_RANGES_PATH} for name in names}
        return made

    def prepare(self, source: Plan) -> None:
        """Creates what the module's data sources look up."""
        from .seeding.seed import seed

        try:
            result = seed(source, self)
        except BaseException:
            # Terraform must not wait for, or be misled by, an account that is half filled.
            self.close()
            raise
        self.seeded.extend(result.seeded)
        self.unseeded.update(result.unseeded)
        self.open()

    def session(self, region: str | None = None) -> Any:
        """A `boto3.Session` in this account, for tests that add what their module looks up."""
        return self._session(region, lambda call: self._additions.update(call.encode()))

    def seeding_session(self, region: str) -> Any:
        """A `boto3.Session` whose calls are no additions: they follow from the module."""
        return self._session(region, None)

    def _session(self, region: str | None, notice: Callable[[str], None] | None) -> Any:
        from .session import emulated_session

        return emulated_session(region or self.region, ACCESS_KEY, SECRET_KEY, self.endpoint, notice)

    @property
    def additions(self) -> str:
        """A digest of all calls of all sessions so far: another one means that a plan may come out differently."""
        return self._additions.hexdigest()

    def hold(self) -> None:
        """From now on terraform waits for its answers until `prepare` has filled the account."""
        if self._process is None:
            self.start(held=True)
        else:
            self._ask(HOLD_PATH)

    def open(self) -> None:
        """From now on terraform is answered."""
        self._ask(OPEN_PATH)

    def faults(self) -> tuple[str, ...]:
        """The actions that the emulated account was asked for and cannot do."""
        return tuple(json.loads(self._ask(FAULTS_PATH)))

    def _ask(self, path: str) -> bytes:
        import urllib.request

        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(self.endpoint + path, timeout=_STARTUP) as answer:
            return bytes(answer.read())

    def close(self) -> None:
        """Ends the server."""
        process, self._process, self._endpoint = self._process, None, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def is_available() -> bool:
    """Whether moto with its server is installed. Costs no import of it."""
    return all(importlib.util.find_spec(name) is not None for name in ("moto", "flask", "flask_cors"))


def module_texts(source: Plan) -> tuple[str, ...]:
    """The text of a module's files and of its values files, for `avoid`."""
    configuration = source.configuration
    if configuration is None:
        return ()
    texts = [file.text for module in configuration.tree() for file in module.files]
    for module in configuration.tree():
        for path in sorted((*module.directory.glob("*.tfvars*"), *module.directory.glob("*.tf.json"))):
            try:
                texts.append(path.read_text(encoding="utf-8", errors="replace"))
            except OSError:
                continue
    return tuple(texts)


def _first_absent(candidates: tuple[str, ...], texts: tuple[str, ...]) -> str:
    for candidate in candidates:
        if not any(re.search(rf"(?<!\w){candidate}(?!\d)", text) for text in texts):
            return candidate
    return candidates[0]


def _first_line(stream: IO[bytes]) -> bytes:
    """The first line of a pipe, or nothing after a while."""
    lines: list[bytes] = []
    reader = Thread(target=lambda: lines.append(stream.readline()), daemon=True)
    reader.start()
    reader.join(_STARTUP)
    return lines[0] if lines else b""
