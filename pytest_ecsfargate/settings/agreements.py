"""What an `ecsfargate.toml` says of requirements, checked against them: their settings, waivers, `select`, `ignore`."""

from __future__ import annotations

import types
import typing
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Literal, TypeGuard, Union

from ..catalog import Catalog
from ..declaration import OWN_ID, Requirement
from .texts import nearest
from .toml import ModuleToml, Waiver

Agreements = Mapping[str, Mapping[str, object]]


class Unfit(ValueError):
    """A value that is not of the type that a setting has."""


def selected(toml: ModuleToml | None, catalog: Catalog) -> tuple[Requirement[Any], ...]:
    """The requirements that a module's `select` (all, if empty) and `ignore` leave, by id or slug.

    Raises TomlError for a name that there is none of.
    """
    if toml is None:
        return tuple(catalog)
    wanted = _ids(toml, "select", toml.select, catalog) or {found.id for found in catalog}
    unwanted = _ids(toml, "ignore", toml.ignore, catalog)
    return tuple(found for found in catalog if found.id in wanted - unwanted)


def _ids(toml: ModuleToml, key: str, names: tuple[str, ...], catalog: Catalog) -> set[str]:
    for name in names:
        if name not in catalog:
            known = [known for requirement in catalog for known in (requirement.id, requirement.slug)]
            hint = nearest(name, known) or " (the ready-made suite has what --ecsfargate-explain all names)"
            raise toml.error(f"no requirement is called {name!r}{hint}", key)
    return {catalog[name].id for name in names}


def agreements(toml: ModuleToml, catalog: Catalog) -> Agreements:
    """Keyword arguments by slug. Raises TomlError for a slug, a name or a value that no helper takes.

    A setting that may be a path takes a string as one, relative to the file; there must be such a file.
    """
    known = {requirement.slug: requirement for requirement in catalog}
    found: dict[str, dict[str, object]] = {}
    for slug, table in toml.requirements.items():
        requirement = known.get(slug)
        if requirement is None:
            # An id is a name of it elsewhere.
            hint = f" here (write {catalog[slug].slug})" if slug in catalog else nearest(slug, known)
            raise toml.error(f"no requirement is called {slug!r}{hint}", slug, "requirements")
        types_of = {setting.name: setting.type for setting in requirement.settings}
        where = f"requirements.{slug}"
        found[slug] = {}
        for name, value in table.items():
            if name not in types_of:
                hint = nearest(name, types_of) or f" (it takes {', '.join(types_of)})"
                raise toml.error(f"{slug} has no setting {name!r}{hint}", name, where)
            try:
                fit = fitted(value, types_of[name])
            except Unfit as error:
                raise toml.error(f"{name} of {slug} must be {error}", name, where) from None
            found[slug][name] = toml.file(str(fit), name, where) if isinstance(fit, Path) else fit
    return found


def waivers(toml: ModuleToml, catalog: Catalog) -> tuple[Waiver, ...]:
    """The tables `[[waive]]`. Raises TomlError for a requirement that there is none of."""
    known = [name for requirement in catalog for name in (requirement.id, requirement.slug)]
    for waiver in toml.waivers:
        if waiver.id not in known and not OWN_ID.fullmatch(waiver.id):
            hint = nearest(waiver.id, known) or " (your own are named by their ids, ECSF900 to ECSF999)"
            raise toml.error(f"no requirement is called {waiver.id!r}{hint}", "id", "waive", waiver.line)
    return toml.waivers


def fitted(value: Any, wanted: Any) -> Any:
    """A value of a TOML file as the annotated type wants it: lists become tuples, false None where None is allowed."""
    if wanted is Any or wanted is object:
        return value
    origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
    if origin is not None:
        return _composed(value, wanted, origin, arguments)
    if wanted is float and _is_number(value):
        return float(value)
    if wanted is Path and isinstance(value, str) and value:
        return Path(value)
    if isinstance(wanted, type) and isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool)):
        return value
    raise Unfit(_named(wanted))


def _composed(value: Any, wanted: Any, origin: Any, arguments: tuple[Any, ...]) -> Any:
    if origin in (Union, types.UnionType):
        # TOML has no null: false says that nothing is agreed.
        if value is False and type(None) in arguments and bool not in arguments:
            return None
        return _one_of(value, arguments, wanted)
    if origin is Literal and value in arguments:
        return value
    if origin is tuple:
        return _tuple(value, arguments, wanted)
    if isinstance(origin, type) and issubclass(origin, Mapping) and isinstance(value, dict):
        return {name: fitted(item, arguments[1]) for name, item in value.items()}
    if isinstance(origin, type) and issubclass(origin, Collection) and isinstance(value, list):
        return tuple(fitted(item, arguments[0]) for item in value)
    raise Unfit(_named(wanted))


def _one_of(value: Any, arguments: tuple[Any, ...], wanted: Any) -> Any:
    for argument in _choices(arguments):
        try:
            return fitted(value, argument)
        except Unfit:
            continue
    raise Unfit(_named(wanted))


def _choices(arguments: tuple[Any, ...]) -> list[Any]:
    """The choices of a union, without null; a text that may be a path is one."""
    return [item for item in arguments if item is not type(None) and (item is not str or Path not in arguments)]


def _tuple(value: Any, arguments: tuple[Any, ...], wanted: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise Unfit(_named(wanted))
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return tuple(fitted(item, arguments[0]) for item in value)
    if len(value) != len(arguments):
        raise Unfit(_named(wanted))
    return tuple(fitted(item, argument) for item, argument in zip(value, arguments, strict=True))


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


_NAMES: Mapping[Any, str] = {
    Path: "the path of a file",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a string",
}


def _named(wanted: Any) -> str:
    if wanted in _NAMES:
        return _NAMES[wanted]
    origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in (Union, types.UnionType):
        choices = _choices(arguments)
        # Classes that only Python code has are named where there is nothing else.
        plain = [item for item in choices if item in _NAMES or typing.get_origin(item) is not None]
        return " or ".join(dict.fromkeys(map(_named, plain or choices)))
    if origin is Literal:
        return " or ".join(f'"{item}"' for item in arguments)
    if origin is tuple and Ellipsis not in arguments:
        return f"a list of {len(arguments)}: {', '.join(_named(item) for item in arguments)}"
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return "a table" if arguments[1] in (Any, object) else f"a table of names, each with {_named(arguments[1])}"
    if isinstance(origin, type) and issubclass(origin, Collection):
        return f"a list, each item {_named(arguments[0])}"
    return f"a {getattr(wanted, '__name__', wanted)}"
