"""The places in moto where names are made up, by service: each is wrapped when one of its names is first wanted."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from .wanted import after, wanted, wrap

_PARAMETER_ARN = re.compile(r"^arn:[\w-]*:ssm:[\w-]*:\d*:parameter")


def let_be_wanted(kind: str) -> None:
    """Wraps the places that make names of this kind; for what is not listed below, EC2's, by the prefix of the id."""
    _SERVICES.get(kind, _ec2)()


@cache
def _ec2() -> None:
    """EC2 says the prefix of the id that it makes."""
    wrap("moto.ec2.utils", "random_id", lambda args, kwargs: kwargs.get("prefix") or (args[0] if args else ""))


@cache
def _elbv2() -> None:
    wrap("moto.elbv2.models", "make_arn_for_load_balancer", lambda args, kwargs: "load-balancer")
    wrap("moto.elbv2.models", "make_arn_for_target_group", lambda args, kwargs: "target-group")
    after("moto.elbv2.models", "ELBv2Backend", "create_listener", "listener", _rename_listener)


@cache
def _kms() -> None:
    """Keys by their ids; and texts that were encrypted elsewhere, which stand for what is encrypted here."""
    wrap("moto.kms.models", "generate_key_id", lambda args, kwargs: "key")
    from moto.kms.models import KmsBackend as Backend

    usual = Backend.decrypt
    own: dict[str, bytes] = {}

    def decrypt(self: Any, ciphertext_blob: bytes, *args: Any, **kwargs: Any) -> Any:
        foreign = base64.b64encode(ciphertext_blob).decode()
        return usual(self, own.get(foreign, ciphertext_blob), *args, **kwargs)

    setattr(Backend, usual.__name__, decrypt)
    after(
        Backend.__module__, Backend.__name__, "encrypt", "ciphertext", lambda _, made, text: own.update({text: made[0]})
    )


@cache
def _route53() -> None:
    wrap("moto.route53.models", "create_route53_zone_id", lambda args, kwargs: "zone")


@cache
def _ssm() -> None:
    """Names below /aws/ belong to AWS: nobody may put them, so they are put under another name and moved.

    And what other accounts share is asked for by its ARN.
    """
    from moto.ssm.models import SimpleSystemManagerBackend as Backend

    usual = Backend.put_parameter

    def put_parameter(self: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        real, owner = wanted("parameter"), wanted("owner")
        answer = usual(self, name, *args, **kwargs)
        if real is not None:
            versions = self._parameters.pop(name)
            for version in versions:
                version.name = real
                version.account_id = owner or version.account_id
            self._parameters[real] = versions
        return answer

    setattr(Backend, usual.__name__, put_parameter)
    setattr(Backend, Backend._strip_parameter_arn.__name__, lambda _, name: _PARAMETER_ARN.sub("", name))


@cache
def _efs() -> None:
    after("moto.efs.models", "EFSBackend", "create_file_system", "fs", _rename_file_system)
    after("moto.efs.models", "EFSBackend", "create_access_point", "fsap", _rename_access_point)


@cache
def _iam() -> None:
    after("moto.iam.models", "IAMBackend", "create_policy", "policy", _move_policy)
    after("moto.iam.models", "IAMBackend", "create_open_id_connect_provider", "oidc-provider", _move_identity_provider)


@cache
def _secretsmanager() -> None:
    after("moto.secretsmanager.models", "SecretsManagerBackend", "_add_secret", "secret", _rename_secret)


@cache
def _acm() -> None:
    after(
        "moto.acm.models", "AWSCertificateManagerBackend", "request_certificate", "certificate", _describe_certificate
    )


@cache
def _cognito() -> None:
    after("moto.cognitoidp.models", "CognitoIdpBackend", "create_user_pool", "user-pool", _rename_user_pool)


@cache
def _cloudfront() -> None:
    after(
        "moto.cloudfront.models",
        "CloudFrontBackend",
        "create_distribution_with_tags",
        "distribution",
        _rename_distribution,
    )


@cache
def _ecs() -> None:
    after("moto.ecs.models", "EC2ContainerServiceBackend", "register_task_definition", "revision", _renumber)


@cache
def _elasticache() -> None:
    """The provider takes a replication group without a reader endpoint for impossible, and crashes."""
    after("moto.elasticache.models", "ElastiCacheBackend", "create_replication_group", "reader", _add_reader)


@cache
def _images() -> None:
    """An image has what filters ask for, also by filters that moto does not know."""
    from moto.ec2.models.amis import Ami, AmiBackend

    usual = Ami.get_filter_value

    def get_filter_value(self: Any, filter_name: str, method_name: str | None = None) -> Any:
        asked = getattr(self, "asked", {})
        if filter_name in asked:
            return asked[filter_name]
        try:
            return usual(self, filter_name, method_name)
        except NotImplementedError:
            return getattr(self, filter_name.replace("-", "_"), None)

    setattr(Ami, usual.__name__, get_filter_value)
    after(AmiBackend.__module__, AmiBackend.__name__, "register_image", "image", _describe_image)


_SERVICES: dict[str, Callable[[], None]] = {
    "load-balancer": _elbv2,
    "target-group": _elbv2,
    "listener": _elbv2,
    "certificate": _acm,
    "user-pool": _cognito,
    "key": _kms,
    "ciphertext": _kms,
    "zone": _route53,
    "parameter": _ssm,
    "owner": _ssm,
    "fs": _efs,
    "fsap": _efs,
    "policy": _iam,
    "oidc-provider": _iam,
    "secret": _secretsmanager,
    "distribution": _cloudfront,
    "revision": _ecs,
    "image": _images,
    "reader": _elasticache,
}


def _renumber(backend: Any, made: Any, revision: str) -> None:
    family = backend.task_definitions[made.family]
    family[int(revision)] = family.pop(made.revision)
    made.arn = made.arn.removesuffix(f":{made.revision}") + f":{revision}"
    made.revision = int(revision)


def _add_reader(backend: Any, made: Any, address: str) -> None:
    for group in made.node_groups:
        group["reader_endpoint"] = {"address": address, "port": group["port"]}


def _describe_image(backend: Any, made: Any, filters: str) -> None:
    made.asked = dict(parse_qsl(filters))
    made.architecture = made.asked.get("architecture", "x86_64")
    made.virtualization_type = made.asked.get("virtualization-type", "hvm")
    made.root_device_type = made.asked.get("root-device-type", "ebs")
    made.owner_id = made.asked.get("owner-id", made.owner_id)
    made.owner_alias = made.asked.get("owner-alias")
    made.launch_permissions.append({"Group": "all"})


def _rename_listener(backend: Any, made: Any, arn: str) -> None:
    balancer = backend.load_balancers[made.load_balancer_arn]
    balancer.listeners[arn] = balancer.listeners.pop(made.arn)
    made.arn = arn


def _rename_file_system(backend: Any, made: Any, identifier: str) -> None:
    backend.file_systems_by_id[identifier] = backend.file_systems_by_id.pop(made.file_system_id)
    made.file_system_id = identifier


def _rename_access_point(backend: Any, made: Any, identifier: str) -> None:
    backend.access_points[identifier] = backend.access_points.pop(made.access_point_id)
    made.access_point_arn = made.access_point_arn.replace(made.access_point_id, identifier)
    made.access_point_id = identifier


def _move_policy(backend: Any, made: Any, arn: str) -> None:
    """To another account, or to AWS's own: the ARN follows from the policy's account."""
    del backend.managed_policies[made.arn]
    made.account_id = arn.split(":")[4]
    backend.managed_policies[made.arn] = made


def _move_identity_provider(backend: Any, made: Any, arn: str) -> None:
    del backend.open_id_providers[made.arn]
    made.account_id = arn.split(":")[4]
    backend.open_id_providers[made.arn] = made


def _rename_secret(backend: Any, made: Any, arn: str) -> None:
    made[0].arn = arn


def _describe_certificate(backend: Any, arn: str, kind: str) -> None:
    certificate = backend._certificates[arn]
    certificate.type, certificate.status = kind, "ISSUED"


def _rename_user_pool(backend: Any, made: Any, identifier: str) -> None:
    backend.user_pools[identifier] = backend.user_pools.pop(made.id)
    made.arn = made.arn.replace(made.id, identifier)
    made.id = identifier


def _rename_distribution(backend: Any, made: Any, identifier: str) -> None:
    distribution = made[0]
    backend.distributions[identifier] = backend.distributions.pop(distribution.distribution_id)
    distribution.arn = distribution.arn.replace(distribution.distribution_id, identifier)
    distribution.distribution_id = distribution.id = identifier
