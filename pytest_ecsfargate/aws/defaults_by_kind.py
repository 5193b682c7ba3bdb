"""Defaults that differ with the kind of a resource, so that the schema extract has none: measured on provider 5.100.

A network load balancer has no idle timeout, and a service that runs one task on each instance no share of tasks that
may stop during a deployment.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..hcl.schema import ReadArgument
from ..hcl.types import BOOL, NUMBER, STRING
from ..hcl.values import Value, null

_ByKind = Mapping[str, Mapping[str, Value]]


def default_by_kind(type: str, attribute: str, read: ReadArgument) -> Value | None:
    """What a plan shows for an attribute that is not set; None where that does not follow from the resource's kind."""
    found = _DEFAULTS.get(type)
    if found is None:
        return None
    decides, kinds = found
    kind = read(decides)
    defaults = kinds.get(kind.data) if kind is not None and isinstance(kind.data, str) else None
    return defaults.get(attribute) if defaults is not None else None


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
_LOAD_BALANCER: Final[tuple[str, _ByKind]] = (
    "load_balancer_type",
    {"application": _APPLICATION, "gateway": _GATEWAY, "network": _NETWORK},
)
_REPLICA: Final = {
    "deployment_maximum_percent": Value(200, NUMBER),
    "deployment_minimum_healthy_percent": Value(100, NUMBER),
}
_DAEMON: Final = {name: null(value.type) for name, value in _REPLICA.items()}
_DEFAULTS: Final[Mapping[str, tuple[str, _ByKind]]] = {
    "aws_alb": _LOAD_BALANCER,
    "aws_lb": _LOAD_BALANCER,
    "aws_ecs_service": ("scheduling_strategy", {"DAEMON": _DAEMON, "REPLICA": _REPLICA}),
}
