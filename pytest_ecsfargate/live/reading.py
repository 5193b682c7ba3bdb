"""A deployment out of what AWS says of each resource.

Reading begins with what Terraform's state knows, or with what the source says; the answer of a reader takes its place.
What could not be read is unknown, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import partial
from typing import Any

from ..hcl.errors import Diagnostic, DiagnosticSeverity
from ..hcl.origins import leaf
from ..hcl.values import UNKNOWN, Value, from_python, unknown
from ..plan.changes import Change
from ..plan.model import Plan
from ..plan.provider_region import region_of
from ..plan.resource import Resource
from .changed import on_source
from .clients import AccountClients, why_not
from .deployment import Deployment
from .readers import READERS, Attributes, Unidentified
from .strangers import only_strangers

NOT_READ = "not read back from AWS"
TASK_DEFINITION = "aws_ecs_task_definition"


@dataclass(frozen=True)
class Basis:
    """What a deployment is read on: the plan whose resources are looked up, and the clients of the account.

    `applied` says that the plan holds what terraform's state holds. Else it is the source's, and no evidence of
    anything but names. `changes` are asked for anew with each reading.
    """

    plan: Plan
    clients: AccountClients
    applied: bool
    hidden_tag: str = ""
    changes: Callable[[], tuple[tuple[Change, ...] | None, tuple[Change, ...] | None]] = lambda: (None, None)


def read(basis: Basis) -> Deployment:
    """The deployment as AWS tells it now. Raises what boto3 raises where AWS cannot be asked at all."""
    reading = _Reading(basis)
    reading.ask_for_all()
    resources = {each.address: reading.seen(each) for each in basis.plan if each.address not in reading.gone}
    changes, drift = basis.changes()
    told = tuple(_is_gone(basis.plan[address]) for address in reading.gone)
    plan = replace(
        basis.plan,
        engine="live",
        resources=resources,
        changes=changes,
        drift=drift,
        complete=basis.plan.complete and not told,
        diagnostics=(*basis.plan.diagnostics, *told),
        from_empty_state=False,
    )
    return Deployment(
        **{each.name: getattr(plan, each.name) for each in fields(Plan)},
        clients=basis.clients,
        reader=partial(read, basis),
    )


@dataclass
class _Reading:
    """What AWS answered so far."""

    basis: Basis
    found: dict[str, tuple[str, Mapping[str, Any]]] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    unread: dict[str, str] = field(default_factory=dict)

    def ask_for_all(self) -> None:
        """Asks AWS for every resource of the plan.

        One may only be found when another one was: a listener by its load balancer, a service by its cluster. And
        which revision of a task definition counts, its service says.
        """
        waiting = sorted(self.basis.plan.managed(), key=lambda resource: resource.type == TASK_DEFINITION)
        while waiting:
            unidentified = [resource for resource in waiting if not self._ask(resource)]
            if len(unidentified) == len(waiting):
                break
            waiting = unidentified
        self.found = dict(only_strangers(self.found))

    def _ask(self, resource: Resource) -> bool:
        """Asks AWS for a resource, if there is a reader for its type. False where it is not known which one it is."""
        reader = READERS.get(resource.type)
        if reader is None or resource.maybe or resource.key == "*":
            self.unread[resource.address] = NOT_READ
            return True
        region = region_of(self.basis.plan, resource, otherwise="")
        if region is None:
            self.unread[resource.address] = f"{NOT_READ}: the region of its provider configuration is not known"
            return True
        try:
            told = reader(self.basis.clients(region), self._known(resource))
        except Unidentified as error:
            self.unread[resource.address] = f"{NOT_READ}: {error}"
            return False
        except Exception as error:
            reason = why_not(error)
            if reason is None:
                raise
            self.unread[resource.address] = f"{NOT_READ}: {reason}"
            return True
        if told is None:
            self.gone.append(resource.address)
        else:
            self.found[resource.address] = resource.type, told
        return True

    def _known(self, resource: Resource) -> dict[str, Any]:
        """The attributes that are known, as plain data: by themselves, or because AWS told them of another resource."""
        data = resource.values.data
        assert isinstance(data, dict)
        known = {name: value.value for name, value in data.items() if value.known}
        for name, value in data.items():
            if value.is_unknown and (told := self._told(value)) is not None:
                known[name] = told
        if resource.type == TASK_DEFINITION and not self.basis.applied:
            known |= self._running(resource)
        return known

    def _told(self, value: Value) -> Any:
        """What AWS said of the attribute that a value is, and nothing else than is."""
        refs = {trace.ref for trace in value.origins}
        ref = refs.pop() if len(refs) == 1 and value.data is UNKNOWN else None
        address, _, attribute = (ref or "").rpartition(".")
        return self.found[address][1].get(attribute) if address in self.found else None

    def _running(self, definition: Resource) -> dict[str, Any]:
        """The revision that a service of this task definition runs: deployments register others than terraform did."""
        for service in self.basis.plan.managed("aws_ecs_service"):
            if service.address in self.found and definition in self.basis.plan.referenced_by(
                service.at("task_definition"), TASK_DEFINITION
            ):
                return {"arn": self.found[service.address][1].get("task_definition")}
        return {}

    def seen(self, resource: Resource) -> Resource:
        """The resource with what AWS says of it."""
        if resource.mode != "managed":
            return resource
        if resource.address not in self.found:
            refused = resource.type in READERS
            return resource if self.basis.applied and not refused else _unread(resource, self.unread[resource.address])
        return self._read(resource, self.found[resource.address][1])

    def _read(self, resource: Resource, attributes: Mapping[str, Any]) -> Resource:
        before = resource.values.data
        assert isinstance(before, dict)
        made = dict(before) if self.basis.applied else dict(_all_unread(resource, NOT_READ))
        for name, value in {**attributes, **self._tags(resource, attributes)}.items():
            made[name] = on_source(from_python(value), before.get(name), f"{resource.address}.{name}")
        return resource.with_values(Value(made, None, resource.values.origin, resource.values.sensitive))

    def _tags(self, resource: Resource, attributes: Mapping[str, Any]) -> Attributes:
        """The two kinds of tags as the provider tells them apart: `tags` without those that it adds by default."""
        if not isinstance(attributes.get("tags_all"), Mapping):
            return {}
        tags = {key: text for key, text in attributes["tags_all"].items() if key != self.basis.hidden_tag}
        own, every = (resource.at(name).data for name in ("tags", "tags_all"))
        default = set(every) - set(own or ()) if isinstance(every, dict) and isinstance(own, dict | None) else set()
        return {"tags": {key: text for key, text in tags.items() if key not in default}, "tags_all": tags}


def _all_unread(resource: Resource, reason: str) -> dict[str, Value]:
    data = resource.values.data
    assert isinstance(data, dict)
    return {
        name: unknown(value.type, leaf(f"{resource.address}.{name}", value.span, reason), value.sensitive)
        for name, value in data.items()
    }


def _unread(resource: Resource, reason: str) -> Resource:
    made = _all_unread(resource, reason)
    return resource.with_values(Value(made, None, resource.values.origin, resource.values.sensitive))


def _is_gone(resource: Resource) -> Diagnostic:
    summary = f"{resource.address} is not in the account."
    return Diagnostic(DiagnosticSeverity.ERROR, summary, resource.span, "Apply the module, or look who deleted it.")
