"""Arguments that the provider plans in another way than they are written: measured on provider 5.100.

It spells some texts its own way, keeps only the hash of others, and leaves out what has no effect on the kind of
resource at hand. Texts of JSON it writes anew too: those are the same as structure, and are compared as that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from ..hcl.operations.equality import without_repeats
from ..hcl.schema import Plan, ReadArgument
from ..hcl.types import BOOL, STRING, ListType, SetType
from ..hcl.values import PartialString, Value, null, unknown
from .schema import AWS_EXTRACT


@cache
def planned(type: str) -> Mapping[str, Plan]:
    """What makes of arguments of a resource what a plan shows, by the names of the arguments."""
    rules, schema = _RULES.get(type, {}), AWS_EXTRACT.resource(type)
    if schema is None:
        return rules
    blocks = (name for name, known in schema.attributes.items() if known.is_blocks)
    routing = {name: _ROUTING[start] for start in _ROUTING for name in schema.attributes if name.startswith(start)}
    return {**rules, **routing, **{name: _filled_first(rules.get(name)) for name in blocks}}


def _filled_first(rule: Plan | None) -> Plan:
    return lambda value, read: filled(value) if rule is None else rule(filled(value), read)


def filled(value: Value) -> Value:
    """Blocks that the provider has as an argument (`ingress` of a security group), with what is not set in them.

    A plan shows an empty text or collection there, and false: https://developer.hashicorp.com/terraform/language/attr-as-blocks
    """
    made = _in_blocks(_with_zeros)(value, _nothing)
    return _with(made, without_repeats(made.data)) if isinstance(made.data, tuple) else made


def _with_zeros(block: dict[str, Value]) -> dict[str, Value]:
    return {name: _zero(item) for name, item in block.items() if item.is_null}


def _zero(value: Value) -> Value:
    if isinstance(value.type, ListType | SetType):
        return Value((), value.type, value.origin)
    if value.type == STRING:
        return Value("", STRING, value.origin)
    return Value(False, BOOL, value.origin) if value.type == BOOL else value


def _nothing(_: str) -> None:
    return None


def _spelled(spelling: Callable[[str], str]) -> Plan:
    def rule(value: Value, read: ReadArgument) -> Value:
        data = value.data
        if isinstance(data, str):
            return _with(value, spelling(data))
        if isinstance(data, PartialString):
            known = [part.data for part in data.parts if isinstance(part.data, str)]
            return value if all(spelling(text) == text for text in known) else _unknown(value)
        return value

    return rule


def _hashed(value: Value, read: ReadArgument) -> Value:
    return _unknown(value)


def _where_forced(value: Value, read: ReadArgument) -> Value:
    """What is to start a deployment does so, and is planned, only where deployments are forced."""
    forced = read("force_new_deployment")
    return value if forced is not None and forced.data is True else _unknown(value)


def _only_where(name: str, *kinds: str) -> Plan:
    """Left out unless the argument `name` is one of these."""

    def rule(value: Value, read: ReadArgument) -> Value:
        decides = read(name)
        if decides is None or not isinstance(decides.data, str):
            return _unknown(value)
        return value if decides.data in kinds else null(value.type, value.origin)

    return rule


def _known_where(name: str, *kinds: str) -> Plan:
    """Left to apply unless the argument `name` is, in this spelling, one of these."""

    def rule(value: Value, read: ReadArgument) -> Value:
        decides = read(name)
        return value if decides is not None and decides.data in kinds else _unknown(value)

    return rule


def _without_zeros(block: dict[str, Value]) -> dict[str, Value]:
    """Of a volume, what is 0 counts as not set."""
    return {name: _unknown(block[name]) for name in ("iops", "throughput") if name in block and block[name].data == 0}


def _in_blocks(plan: Callable[[dict[str, Value]], dict[str, Value]]) -> Plan:
    """Changes what stands in each of the nested blocks."""

    def rule(value: Value, read: ReadArgument) -> Value:
        if not isinstance(value.data, tuple):
            return value
        items = tuple(
            _with(item, item.data | plan(item.data)) if isinstance(item.data, dict) else item for item in value.data
        )
        return _with(value, items)

    return rule


def _within(name: str, rule: Plan) -> Plan:
    """One argument of the nested blocks; what decides on it stands beside it."""

    def plan(block: dict[str, Value]) -> dict[str, Value]:
        found = block.get(name)
        return {} if found is None or found.is_null else {name: rule(found, block.get)}

    return _in_blocks(plan)


def _with_domain(value: Value, read: ReadArgument) -> Value:
    """A certificate is planned with its own domain among the alternative names."""
    domain = read("domain_name")
    if domain is None or not isinstance(domain.data, str) or not isinstance(value.data, tuple) or not value.known:
        return _unknown(value)
    names = {str(item.data): item for item in (domain, *value.data)}
    return _with(value, tuple(names[name] for name in sorted(names)))


def _where_enabled(block: dict[str, Value]) -> dict[str, Value]:
    """Logs of a load balancer that are switched off are planned without their bucket."""
    enabled = block.get("enabled")
    if enabled is not None and enabled.data is True:
        return {}
    off = enabled is None or enabled.is_null or enabled.data is False
    given = {name: block[name] for name in ("bucket", "prefix") if name in block and not block[name].is_null}
    if not off:
        return {name: _unknown(value) for name, value in given.items()}
    return {name: _with(value, "" if name == "bucket" or value.data == "" else None) for name, value in given.items()}


def _with(value: Value, data: str | tuple[Value, ...] | dict[str, Value] | None) -> Value:
    return value if data == value.data else Value(data, value.type, value.origin, value.sensitive)


def _unknown(value: Value) -> Value:
    return unknown(value.type, value.origin, value.sensitive)


def _domain(text: str) -> str:
    return text.removesuffix(".").lower()


def _placement(text: str) -> str:
    return "instanceId" if text.lower() == "host" else text


_PROTOCOLS: Final = {"all": "-1", "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6"}


def protocol_name(text: str) -> str:
    """A protocol of a rule as the provider keeps it: by its name, `-1` for all; it may be written as a number."""
    return _PROTOCOLS.get(text.lower(), text.lower())


_NOT_NETWORK = _only_where("load_balancer_type", "application")
_LOAD_BALANCER: Final[Mapping[str, Plan]] = {
    "access_logs": _in_blocks(_where_enabled),
    "client_keep_alive": _NOT_NETWORK,
    "connection_logs": _in_blocks(_where_enabled),
    "desync_mitigation_mode": _NOT_NETWORK,
    "dns_record_client_routing_policy": _only_where("load_balancer_type", "network"),
    "drop_invalid_header_fields": _NOT_NETWORK,
    "enable_cross_zone_load_balancing": _only_where("load_balancer_type", "network", "gateway"),
    "enable_http2": _NOT_NETWORK,
    "enable_tls_version_and_cipher_suite_headers": _NOT_NETWORK,
    "enable_waf_fail_open": _NOT_NETWORK,
    "enable_xff_client_port": _NOT_NETWORK,
    "idle_timeout": _NOT_NETWORK,
    "preserve_host_header": _NOT_NETWORK,
    "xff_header_processing_mode": _NOT_NETWORK,
}
_UPPER, _LOWER = _spelled(str.upper), _spelled(str.lower)
_ROUTING: Final = {
    "routing_http_request_": _known_where("protocol", "HTTPS"),
    "routing_http_response_": _known_where("protocol", "HTTP", "HTTPS"),
}
_LISTENER: Final = {"protocol": _UPPER, "tcp_idle_timeout_seconds": _known_where("protocol", "TCP")}
_MAINTAINED: Final = {"preferred_maintenance_window": _LOWER}
_TARGET_GROUP: Final = {
    "protocol_version": _UPPER,
    "health_check": _within("protocol", _UPPER),
    "stickiness": _within("cookie_duration", _only_where("type", "lb_cookie", "app_cookie")),
}
_INSTANCE: Final = {"ebs_block_device": _in_blocks(_without_zeros), "user_data": _hashed}
_RULES: Final[Mapping[str, Mapping[str, Plan]]] = {
    "aws_acm_certificate": {"subject_alternative_names": _with_domain},
    "aws_alb": _LOAD_BALANCER,
    "aws_alb_listener": _LISTENER,
    "aws_alb_target_group": _TARGET_GROUP,
    "aws_cloudwatch_log_metric_filter": {"pattern": _spelled(str.strip)},
    "aws_db_instance": {"engine": _LOWER, "maintenance_window": _LOWER},
    "aws_ecs_service": {
        "desired_count": _only_where("scheduling_strategy", "REPLICA"),
        "ordered_placement_strategy": _within("field", _spelled(_placement)),
        "triggers": _where_forced,
    },
    "aws_elasticache_cluster": {"maintenance_window": _LOWER},
    "aws_elasticache_parameter_group": {"name": _LOWER},
    "aws_elasticache_replication_group": {"maintenance_window": _LOWER, "replication_group_id": _LOWER},
    "aws_elasticache_subnet_group": {"name": _LOWER},
    "aws_instance": _INSTANCE,
    "aws_launch_configuration": _INSTANCE,
    "aws_lb": _LOAD_BALANCER,
    "aws_lb_listener": _LISTENER,
    "aws_lb_target_group": _TARGET_GROUP,
    "aws_rds_cluster": _MAINTAINED,
    "aws_rds_cluster_instance": _MAINTAINED,
    "aws_route53_record": {"alias": _within("name", _spelled(_domain)), "name": _spelled(_domain)},
    "aws_route53_zone": {"name": _spelled(_domain)},
    "aws_security_group": {name: _within("protocol", _spelled(protocol_name)) for name in ("ingress", "egress")},
    "aws_security_group_rule": {"protocol": _spelled(protocol_name)},
    "aws_spot_instance_request": _INSTANCE,
}
