"""Names that a request wants for what it creates, so that ids written in a module can exist in the emulated account.

AWS makes up ids and ARNs itself, and so does moto. A module that says `vpc_id = "vpc-0a1b2c3d"` needs that very VPC. In
the server's process the places where moto makes up a name are wrapped: a header of the request may say what it is.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from typing import Any

HEADER = "X-Ecsfargate-Wanted"

_request = threading.local()


def want(header: str) -> None:
    """Takes note of what the request at hand wants: `kind=name`, separated by blanks."""
    pairs = (item.partition("=") for item in header.split())
    _request.names = {kind: name for kind, _, name in pairs}


def wanted(kind: str) -> str | None:
    """The name that the request at hand wants for its next object of this kind; it is given once."""
    names: dict[str, str] = getattr(_request, "names", {})
    return names.pop(kind, None)


def let_names_be_wanted() -> None:
    """Wraps the places in moto where names are made up. To be called in the server's process, once."""
    _wrap("moto.ec2.utils", "random_id", lambda args, kwargs: kwargs.get("prefix") or (args[0] if args else ""))
    _wrap("moto.elbv2.models", "make_arn_for_load_balancer", lambda args, kwargs: "load-balancer")
    _wrap("moto.elbv2.models", "make_arn_for_target_group", lambda args, kwargs: "target-group")
    _wrap("moto.kms.models", "generate_key_id", lambda args, kwargs: "key")
    _wrap("moto.route53.models", "create_route53_zone_id", lambda args, kwargs: "zone")
    _wrap_parameters()
    _wrap_file_systems()


def _wrap(module_name: str, name: str, kind: Callable[[tuple[Any, ...], dict[str, Any]], str]) -> None:
    module = importlib.import_module(module_name)
    usual = getattr(module, name)

    def made(*args: Any, **kwargs: Any) -> Any:
        return wanted(kind(args, kwargs)) or usual(*args, **kwargs)

    setattr(module, name, made)


def _wrap_parameters() -> None:
    """Names below /aws/ belong to AWS: nobody may put them, so they are put under another name and moved."""
    from moto.ssm.models import SimpleSystemManagerBackend as Backend

    usual = Backend.put_parameter

    def put_parameter(self: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        real = wanted("parameter")
        answer = usual(self, name, *args, **kwargs)
        if real is not None:
            versions = self._parameters.pop(name)
            for version in versions:
                version.name = real
            self._parameters[real] = versions
        return answer

    setattr(Backend, usual.__name__, put_parameter)


def _wrap_file_systems() -> None:
    from moto.efs.models import EFSBackend as Backend

    usual = Backend.create_file_system

    def create_file_system(self: Any, *args: Any, **kwargs: Any) -> Any:
        made = usual(self, *args, **kwargs)
        real = wanted("fs")
        if real is not None:
            self.file_systems_by_id[real] = self.file_systems_by_id.pop(made.file_system_id)
            made.file_system_id = real
        return made

    setattr(Backend, usual.__name__, create_file_system)
