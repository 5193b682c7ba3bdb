"""What a copy of a module is changed by before terraform sees it, as override files.

A backend or `cloud` block gives way to a local backend, so that no state is read or locked. For an emulated account
each AWS provider configuration gets throw-away keys and loses what would reach out: profiles, roles, endpoints.
https://developer.hashicorp.com/terraform/language/files/override
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from ..hcl.configuration.module import Configuration
from ..hcl.parsing.static import static_list
from ..hcl.syntax import Block, HCLError, Literal, Node, ObjectCons, TupleCons

DEFERRED = "ecsfargate_deferred"
"""The name of the `terraform_data` resource that makes remote state unknown; it is no part of the module."""

ACCESS_KEY = "EMULATEDECSFARGATE00"
SECRET_KEY = "emulated"
MAX_ATTEMPTS = 5
"""Of a call of the emulated account, for what ends a connection on a busy machine: what it refuses is not repeated."""

_REACHING_OUT = (
    "profile",
    "shared_config_files",
    "shared_credentials_file",
    "shared_credentials_files",
    "token",
    "allowed_account_ids",
    "forbidden_account_ids",
    "ec2_metadata_service_endpoint",
    "ec2_metadata_service_endpoint_mode",
    "sts_region",
    "use_fips_endpoint",
    "use_dualstack_endpoint",
    "http_proxy",
    "https_proxy",
    "custom_ca_bundle",
)
_REACHING_OUT_BLOCKS = ("assume_role", "assume_role_with_web_identity", "endpoints")
_SETTINGS: Mapping[str, Any] = {
    "access_key": ACCESS_KEY,
    "secret_key": SECRET_KEY,
    "skip_credentials_validation": True,
    "skip_metadata_api_check": "true",
    "skip_region_validation": True,
    "s3_use_path_style": True,
    "max_retries": MAX_ATTEMPTS,
}


@dataclass
class Overrides:
    """The override files and the added files, by the module folder that they go to."""

    override: dict[Path, dict[str, Any]] = field(default_factory=dict)
    add: dict[Path, dict[str, Any]] = field(default_factory=dict)


def local_backend(module: Path) -> Overrides:
    """What every run needs: the state is an empty local one."""
    return Overrides({module.resolve(): {"terraform": [{"backend": {"local": {}}}]}})


def emulated(configuration: Configuration) -> Overrides:
    """What a run against an emulated account needs, for the module and the local modules that it calls."""
    made = local_backend(configuration.directory)
    modules = {module.directory: module for module in configuration.tree()}
    for directory, module in modules.items():
        document = made.override.setdefault(directory, {})
        used = _uses_aws(modules.values())
        providers = _providers(module, _neutral, root=module is configuration, used=used)
        if providers:
            document["provider"] = providers
        states = sorted(key.name for key in module.resources if key.type == "terraform_remote_state")
        if states:
            config = {"path": f"${{terraform_data.{DEFERRED}.id}}"}
            document["data"] = {"terraform_remote_state": {n: {"backend": "local", "config": config} for n in states}}
            made.add.setdefault(directory, {})["resource"] = {"terraform_data": {DEFERRED: {}}}
        if not document:
            del made.override[directory]
    supplied = _supplied(configuration)
    if supplied:
        made.add.setdefault(configuration.directory, {})["provider"] = supplied
    return made


def for_applying(base: Overrides, configuration: Configuration, account: str | None) -> Overrides:
    """What a copy needs that is applied and destroyed again, beside what `base` changes.

    `prevent_destroy` is lifted, in the module and in the local modules that it calls. With the id of an account, each
    AWS provider configuration of theirs refuses to work in any other one, whatever profile or role it names:
    https://registry.terraform.io/providers/hashicorp/aws/latest/docs#allowed_account_ids-1
    """
    made = Overrides({path: dict(document) for path, document in base.override.items()}, dict(base.add))
    modules = {module.directory: module for module in configuration.tree()}
    for directory, module in modules.items():
        document = made.override.setdefault(directory, {})
        protected = _protected(module)
        for kind, names in protected.items():
            resources = document.setdefault("resource", {}).setdefault(kind, {})
            for name in names:
                resources.setdefault(name, {})["lifecycle"] = {"prevent_destroy": False}
        if account is not None:
            bound = partial(_bound, account)
            providers = _providers(module, bound, root=module is configuration, used=_uses_aws(modules.values()))
            document |= {"provider": providers} if providers else {}
        if not document:
            del made.override[directory]
    return made


def _protected(module: Configuration) -> dict[str, list[str]]:
    """The names of the resources, by type, whose `lifecycle` block says anything of `prevent_destroy`."""
    found: dict[str, list[str]] = {}
    for key, block in module.resources.items():
        parts = (part.body.attributes for part in block.body.blocks if part.type == "lifecycle")
        if any("prevent_destroy" in attributes for attributes in parts):
            found.setdefault(key.type, []).append(key.name)
    return found


def _bound(account: str, keys: set[str], alias: object) -> dict[str, Any]:
    """The override of one provider configuration that may work in one account only."""
    made: dict[str, Any] = {} if alias is None else {"alias": alias}
    return (
        made | {"allowed_account_ids": [account]} | {name: None for name in ("forbidden_account_ids",) if name in keys}
    )


def _uses_aws(modules: Iterable[Configuration]) -> bool:
    return any(key.type.startswith("aws_") for module in modules for key in module.resources)


def _providers(
    module: Configuration, override: Callable[[set[str], object], dict[str, Any]], *, root: bool, used: bool
) -> dict[str, list[dict[str, Any]]]:
    """The overrides of a module's AWS provider configurations; `override` makes one of what is set, and the alias."""
    found: dict[str, list[dict[str, Any]]] = {}
    for block in aws_providers(module):
        blocks = {part.labels[0] if part.type == "dynamic" else part.type for part in block.body.blocks}
        found.setdefault(block.labels[0], []).append(override({*block.body.attributes, *blocks}, _alias(block)))
    if root and used and not any("alias" not in block for block in found.get("aws", ())):
        found.setdefault("aws", []).append(override(set(), None))
    return found


def _neutral(keys: set[str], alias: object) -> dict[str, Any]:
    """The override of one provider configuration that sets these arguments and blocks."""
    made = {} if alias is None else {"alias": alias}
    made |= dict(_SETTINGS)
    made |= {name: None for name in _REACHING_OUT if name in keys}
    emptied: dict[str, Any] = {name: {"for_each": [], "content": {}} for name in _REACHING_OUT_BLOCKS if name in keys}
    return made | ({"dynamic": emptied} if emptied else {})


def _supplied(module: Configuration) -> dict[str, list[dict[str, Any]]]:
    """The aliased configurations that a module expects from its caller, and that it has none of its own for."""
    names = _aws_names(module)
    own = {(block.labels[0], _alias(block)) for block in module.providers}
    made: dict[str, list[dict[str, Any]]] = {}
    for name, alias in dict.fromkeys(_expected(module)):
        if name in names and (name, alias) not in own:
            made.setdefault(name, []).append(_neutral(set(), alias))
    return made


def _alias(block: Block) -> object:
    found = block.body.attributes.get("alias")
    return found.expression.value if found is not None and isinstance(found.expression, Literal) else None


def _expected(module: Configuration) -> Iterator[tuple[str, str]]:
    """(local name, alias) of the configurations that a module expects from whoever calls it.

    https://developer.hashicorp.com/terraform/language/modules/develop/providers
    """
    for _, key, value in _required(module):
        if key == "configuration_aliases" and isinstance(value, TupleCons):
            try:
                references = static_list(value)
            except HCLError:
                continue  # terraform init says what is wrong with it
            for reference in references:
                name, _, alias = reference.text.partition(".")
                yield name, alias


def aws_providers(module: Configuration) -> list[Block]:
    """The `provider` blocks of hashicorp/aws in a module, under whatever local names."""
    names = _aws_names(module)
    return [block for block in module.providers if block.labels[0] in names]


def _aws_names(module: Configuration) -> set[str]:
    """The local names of the provider hashicorp/aws in a module."""
    sources = (
        name
        for name, key, value in _required(module)
        if key == "source" and isinstance(value, Literal) and str(value.value).endswith("hashicorp/aws")
    )
    return {"aws", *sources}


def _required(module: Configuration) -> Iterator[tuple[str, object, Node]]:
    """(local name, key, value) of what the `required_providers` blocks say."""
    for settings in module.settings:
        for block in settings.body.blocks:
            for name, attribute in block.body.attributes.items() if block.type == "required_providers" else ():
                if isinstance(attribute.expression, ObjectCons):
                    for key, value in attribute.expression.items:
                        yield name, key.value if isinstance(key, Literal) else None, value
