"""The environment variables that terraform is started with.

What would change the meaning of a run behind the user's back is taken out: see
https://developer.hashicorp.com/terraform/cli/config/environment-variables. `TF_VAR_name` stays: it is one of
Terraform's documented ways to give a variable. So do `TF_CLI_CONFIG_FILE`, `TF_PLUGIN_CACHE_DIR` and `TF_TOKEN_*`:
they say where providers and modules come from, not what a plan says.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

_KEPT = ("TF_VAR_", "TF_CLI_CONFIG_FILE", "TF_PLUGIN_CACHE_", "TF_TOKEN_", "TF_REGISTRY_", "TF_ENCRYPTION")
# Relative ones are the user's: terraform runs in another folder.
_PATHS = ("TF_CLI_CONFIG_FILE", "TF_PLUGIN_CACHE_DIR")
_LOOPBACK = "127.0.0.1,localhost,::1"
# Both terraform and the provider build a schema of megabytes and end soon after: collecting garbage on the way took a
# fifth of the processor time of a plan. The limit keeps large plans from growing fivefold.
# https://pkg.go.dev/runtime#hdr-Environment_Variables
_RARE_COLLECTION = {"GOGC": "400", "GOMEMLIMIT": "1GiB"}


def terraform_environment(base: Mapping[str, str], *, emulated: bool) -> dict[str, str]:
    """`base` without what must not reach terraform, and with what keeps it quiet and non-interactive.

    In emulated mode everything that begins with `AWS_` is taken out too, the user's AWS files are not looked at and
    no metadata service is asked, so that neither a profile nor a role of the machine can be used by accident.
    """
    kept = {name: value for name, value in base.items() if not name.startswith("TF_") or name.startswith(_KEPT)}
    kept |= {name: str(Path(kept[name]).absolute()) for name in _PATHS if kept.get(name)}
    kept |= {"TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "CHECKPOINT_DISABLE": "1"}
    if not kept.keys() & _RARE_COLLECTION.keys():
        kept |= _RARE_COLLECTION
    if emulated:
        kept = {name: value for name, value in kept.items() if not name.startswith("AWS_")}
        kept |= {
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }
        for name in ("NO_PROXY", "no_proxy"):
            kept[name] = ",".join(filter(None, (base.get(name), _LOOPBACK)))
    return kept
