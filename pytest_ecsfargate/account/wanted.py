"""Names that a request wants for what it creates, so that ids written in a module can exist in the emulated account.

AWS makes up ids and ARNs itself, and so does moto. A module that says `vpc_id = "vpc-0a1b2c3d"` needs that very VPC. In
the server's process the places where moto makes up a name are wrapped, or what it made is renamed: a header of the
request may say what the name is to be. A service's places are wrapped when the first of its names is wanted, so that
the server need not load services that nobody asks for.
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
    if _request.names:
        from .names_in_moto import let_be_wanted

        for kind in _request.names:
            let_be_wanted(kind)


def wanted(kind: str) -> str | None:
    """The name that the request at hand wants for its next object of this kind; it is given once."""
    names: dict[str, str] = getattr(_request, "names", {})
    return names.pop(kind, None)


def wrap(module_name: str, name: str, kind: Callable[[tuple[Any, ...], dict[str, Any]], str]) -> None:
    """Lets a function of moto that makes up a name give the wanted one instead."""
    module = importlib.import_module(module_name)
    usual = getattr(module, name)

    def made(*args: Any, **kwargs: Any) -> Any:
        return wanted(kind(args, kwargs)) or usual(*args, **kwargs)

    setattr(module, name, made)


def after(module_name: str, backend_name: str, method: str, kind: str, rename: Callable[[Any, Any, str], None]) -> None:
    """Renames what a method of one of moto's backends made, if another name is wanted."""
    backend = getattr(importlib.import_module(module_name), backend_name)
    usual = getattr(backend, method)

    def made(self: Any, *args: Any, **kwargs: Any) -> Any:
        answer = usual(self, *args, **kwargs)
        real = wanted(kind)
        if real is not None:
            rename(self, answer, real)
        return answer

    setattr(backend, method, made)
