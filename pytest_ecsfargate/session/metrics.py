"""`--ecsfargate-record-metrics`: what the services of the judged plans used is read and written by the controller."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from ..settings.options import RECORD_METRICS
from . import unwritten
from .results import results_of
from .run import run_of

if TYPE_CHECKING:
    from ..plan.model import Plan

_TOLD = pytest.StashKey[list[str]]()


@dataclass(frozen=True, slots=True)
class Measurable:
    """A service of a plan, and what it is called in the account; None where that is not known before apply."""

    address: str
    region: str | None
    cluster: str | None
    service: str | None


def measurable(plan: Plan) -> Iterator[Measurable]:
    """The services of a plan."""
    from ..plan.ecs.deployed_names import deployed_name
    from ..plan.ecs.ecs import SERVICES
    from ..plan.provider_region import region_of

    for service in plan.services():
        if service.resource.type == SERVICES[0]:
            name = deployed_name(service)
            region = region_of(plan, service.resource)
            yield Measurable(service.address, region, name.cluster, name.service)


def record(session: pytest.Session) -> None:
    """Reads CloudWatch and writes the file; a worker leaves that to the controller."""
    config = session.config
    path, results = run_of(config).settings.record_metrics, results_of(config)
    if path is None or results is None or hasattr(config, "workerinput"):
        return
    from ..account.session import ambient_session, is_aws_error
    from ..live.metrics import Wanted, read_metrics

    told = config.stash.setdefault(_TOLD, [])
    if not results.measurable:
        told.append("No service was judged: nothing is recorded.")
        return
    account = ambient_session()
    wanted: dict[Wanted, None] = {}
    for found in results.measurable:
        region = found.region or account.region_name
        if found.cluster is None or found.service is None or region is None:
            unknown = "name" if found.service is None else "cluster" if found.cluster is None else "region"
            told.append(f"{found.address}: not measured, as its {unknown} is not known before apply.")
        else:
            wanted[Wanted(region, found.cluster, found.service)] = None
    try:
        read = read_metrics(account, wanted)
    except Exception as error:
        if not is_aws_error(error):
            raise
        unwritten.keep(session, f"{RECORD_METRICS}: AWS cannot be asked: {str(error).rstrip('.')}.")
        return
    measured = {(each.cluster, each.service) for each in read.services}
    for each in wanted:
        if (each.cluster, each.service) not in measured:
            told.append(f"{each.service} in {each.cluster}: CloudWatch has no metrics of it in {each.region}.")
    try:
        path.write_text(json.dumps(read.to_json(), indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        unwritten.keep(session, f"{path} cannot be written: {error.strerror or error}.")
        return
    told.insert(0, f"{path}: {len(read.services)} of {len(results.measurable)} services.")


def tell(reporter: pytest.TerminalReporter) -> None:
    """Says what was recorded, and what not."""
    told = reporter.config.stash.get(_TOLD, [])
    if told:
        reporter.section("metrics recorded")
        for line in told:
            reporter.line(line)
