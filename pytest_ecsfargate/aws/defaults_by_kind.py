"""Defaults that differ with the kind of a resource, so that the schema extract has none: measured on provider 5.100.

A network load balancer has no idle timeout, and a service that runs one task on each instance no share of tasks that
may stop during a deployment.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..hcl.schema import Decide, ReadArgument
from ..hcl.types import BOOL, NUMBER, STRING
from ..hcl.values import Value, null

_FALSE: Final = Value(False, BOOL)
_APPLICATION: Final = {
    "client_keep_alive": Value(3600, NUMBER),
    "desync_mitigation_mode": Value("defensive", STRING),
    "dns_record_client_routing_policy": null(STRING),
    "drop_invalid_header_fields": _FALSE,
    "enable_cross_zone_load_balancing": null(BOOL),
    "enable_http2": Value(True, BOOL),
    "enable_tls_version_and_cipher_suite_headers": _FALSE,
    "enable_waf_fail_open": _FALSE,
    "enable_xff_client_port": _FALSE,
    "enable_zonal_shift": _FALSE,
    "idle_timeout": Value(60, NUMBER),
    "preserve_host_header": _FALSE,
    "xff_header_processing_mode": Value("append", STRING),
}
_GATEWAY: Final = {name: null(value.type) for name, value in _APPLICATION.items()} | {
    "enable_cross_zone_load_balancing": _FALSE
}
_NETWORK: Final = _GATEWAY | {
    "dns_record_client_routing_policy": Value("any_availability_zone", STRING),
    "enable_zonal_shift": _FALSE,
}
_REPLICA: Final = {
    "deployment_maximum_percent": Value(200, NUMBER),
    "deployment_minimum_healthy_percent": Value(100, NUMBER),
}
_DAEMON: Final = {name: null(value.type) for name, value in _REPLICA.items()}


def _by_kind(argument: str, kinds: Mapping[str, Mapping[str, Value]]) -> dict[str, Decide]:
    """The attributes whose defaults differ: `argument` says of which kind a resource is."""
    names = next(iter(kinds.values()))
    return {name: _default(argument, {kind: found[name] for kind, found in kinds.items()}) for name in names}


def _default(argument: str, kinds: Mapping[str, Value]) -> Decide:
    def decide(read: ReadArgument, provider: ReadArgument) -> Value | None:
        kind = read(argument)
        return kinds.get(kind.data) if kind is not None and isinstance(kind.data, str) else None

    return decide


_LOAD_BALANCER: Final = _by_kind(
    "load_balancer_type", {"application": _APPLICATION, "gateway": _GATEWAY, "network": _NETWORK}
)
DEFAULTS_BY_KIND: Final[Mapping[str, Mapping[str, Decide]]] = {
    "aws_alb": _LOAD_BALANCER,
    "aws_lb": _LOAD_BALANCER,
    "aws_ecs_service": _by_kind("scheduling_strategy", {"DAEMON": _DAEMON, "REPLICA": _REPLICA}),
}
"""What decides on the attributes that are not set, by type and name."""
