"""The way out of the failures that people meet most often."""

from __future__ import annotations

import re

_VARIABLE = re.compile(r'input variable "([^"]+)" is not set')
_GIVEN = re.compile(r'suitable for var\.([\w-]+)|^.*validation rule.*\bvariable "?([\w-]+)"?')
_VARIABLE_LINE = re.compile(r'variable\s+"?([\w-]+)"?')
_PROVIDER = re.compile(r"(?:provider|installing) ([\w./-]*/[\w-]+)")
_NETWORK = ("no such host", "could not connect to", "dial tcp", "i/o timeout", "connection refused", "to request")
_WITHOUT = "plan without any provider by --ecsfargate-engine=source"
_CREDENTIALS = ("no valid credential sources", "ExpiredToken", "InvalidClientTokenId", "UnrecognizedClientException")


def hint_for(summary: str, detail: str, address: str, line: str) -> str:
    """One sentence on what to do about a diagnostic; empty where nothing is known beyond terraform's own text."""
    if summary == "No value for required variable":
        named = _VARIABLE.search(detail) or _VARIABLE_LINE.search(line)
        name = named.group(1) if named else "NAME"
        return (
            f"variable {name} has no value: set it in ecsfargate.toml under [variables] "
            f"or with --ecsfargate-var {name}=..."
        )
    if summary.startswith("Invalid value for") and (given := _GIVEN.search(f"{detail} {line}")):
        return (
            f"variable {given.group(1) or given.group(2)} cannot have the value that ecsfargate.toml, the ini file, "
            "a marker, an option or TF_VAR_ gives it."
        )
    if summary.startswith("Unsupported Terraform Core version"):
        return "use another terraform with --ecsfargate-terraform, or change required_version."
    if "no space left on device" in f"{summary} {detail}":
        return "the disk is full: make room in the folder for temporary files, or name another one in TMPDIR."
    if "provider" in summary.lower() and ("query" in summary.lower() or "install" in summary.lower()):
        return _provider(detail)
    if any(sign in detail for sign in _CREDENTIALS) or any(sign in summary for sign in _CREDENTIALS):
        return "give AWS credentials, or plan without any by --ecsfargate-account=emulated."
    if "module" in summary.lower() and any(sign in detail for sign in _NETWORK):
        return "the registry of modules cannot be reached: run terraform init in the module once, with a network."
    if summary == "Module not installed":
        return "run terraform init in the module once: its .terraform/modules is taken along."
    if ".data." in f".{address}" or address.startswith("data."):
        return _data_source(address)
    if summary in ("Invalid for_each argument", "Invalid count argument") and "until apply" in detail:
        return "terraform cannot plan this in one step: the keys come from something that is known only after apply."
    return ""


def _provider(detail: str) -> str:
    named = _PROVIDER.search(detail)
    name = named.group(1) if named else "the provider"
    if any(sign in detail for sign in _NETWORK):
        return (
            f"the registry of {name} cannot be reached: allow the network, name a mirror in TF_CLI_CONFIG_FILE, "
            f"or {_WITHOUT}."
        )
    if "checksums" in detail:
        return (
            f"the lock file knows {name} for other machines only: run terraform providers lock -platform=OS_ARCH in "
            "the module, or check that the mirror has the original package."
        )
    return (
        f"{name} was not found in this version: check required_providers, the lock file and TF_CLI_CONFIG_FILE, "
        f"or {_WITHOUT}."
    )


def _data_source(address: str) -> str:
    return (
        f"the emulated account has nothing that {address} finds: create it with boto3 in an ecsfargate_account fixture "
        "of your own, or read a real account by --ecsfargate-account=ambient."
    )
