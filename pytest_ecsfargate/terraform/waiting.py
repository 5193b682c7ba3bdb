"""What `terraform apply` would wait for in vain in an emulated account, where no task ever runs."""

from __future__ import annotations

from copy import deepcopy

from ..hcl.configuration.module import Configuration
from .overrides import Overrides

_SERVICE, _WAIT = "aws_ecs_service", "wait_for_steady_state"


def without_waiting(base: Overrides, configuration: Configuration) -> Overrides:
    """`base`, and no service that is waited for until its tasks run: only where the module says so, and for an apply.

    A plan waits for nothing, and is to say what the module says.
    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_service#wait_for_steady_state-1
    """
    made = deepcopy(base)
    for module in configuration.tree():
        for key, block in module.resources.items():
            if key.mode == "managed" and key.type == _SERVICE and _WAIT in block.body.attributes:
                document = made.override.setdefault(module.directory, {})
                services = document.setdefault("resource", {}).setdefault(_SERVICE, {})
                services.setdefault(key.name, {})[_WAIT] = False
    return made
