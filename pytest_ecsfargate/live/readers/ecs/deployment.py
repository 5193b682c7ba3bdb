"""What AWS says of a service in its primary deployment only: Service Connect, volumes, VPC Lattice.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..reader import Attributes, block


def of_deployment(service: Mapping[str, Any]) -> Attributes:
    """The attributes of a service that its primary deployment tells; none of them where it has none."""
    found = next((each for each in service.get("deployments", ()) if each["status"] == "PRIMARY"), None)
    if found is None:
        return {}
    return {
        "service_connect_configuration": block(found.get("serviceConnectConfiguration"), _service_connect),
        "volume_configuration": [_volume(each) for each in found.get("volumeConfigurations", ())],
        "vpc_lattice_configurations": [
            {"role_arn": it["roleArn"], "target_group_arn": it["targetGroupArn"], "port_name": it["portName"]}
            for it in found.get("vpcLatticeConfigurations", ())
        ],
    }


def _service_connect(found: Mapping[str, Any]) -> Attributes:
    return {
        "enabled": found["enabled"],
        "namespace": found.get("namespace"),
        "service": [_service(each) for each in found.get("services", ())],
        "log_configuration": block(found.get("logConfiguration"), _log_configuration),
    }


def _service(found: Mapping[str, Any]) -> Attributes:
    return {
        "port_name": found["portName"],
        "discovery_name": found.get("discoveryName"),
        "ingress_port_override": found.get("ingressPortOverride"),
        "client_alias": [{"port": it["port"], "dns_name": it.get("dnsName")} for it in found.get("clientAliases", ())],
        "timeout": block(
            found.get("timeout"),
            lambda it: {
                "idle_timeout_seconds": it.get("idleTimeoutSeconds"),
                "per_request_timeout_seconds": it.get("perRequestTimeoutSeconds"),
            },
        ),
        "tls": block(found.get("tls"), _tls),
    }


def _tls(found: Mapping[str, Any]) -> Attributes:
    return {
        "kms_key": found.get("kmsKey"),
        "role_arn": found.get("roleArn"),
        "issuer_cert_authority": [{"aws_pca_authority_arn": found["issuerCertificateAuthority"]["awsPcaAuthorityArn"]}],
    }


def _log_configuration(found: Mapping[str, Any]) -> Attributes:
    return {
        "log_driver": found["logDriver"],
        "options": found.get("options", {}),
        "secret_option": [{"name": it["name"], "value_from": it["valueFrom"]} for it in found.get("secretOptions", ())],
    }


def _volume(found: Mapping[str, Any]) -> Attributes:
    return {"name": found["name"], "managed_ebs_volume": block(found.get("managedEBSVolume"), _managed_volume)}


def _managed_volume(found: Mapping[str, Any]) -> Attributes:
    return {
        "role_arn": found["roleArn"],
        "encrypted": found.get("encrypted"),
        "file_system_type": found.get("filesystemType"),
        "iops": found.get("iops"),
        "kms_key_id": found.get("kmsKeyId"),
        "size_in_gb": found.get("sizeInGiB"),
        "snapshot_id": found.get("snapshotId"),
        "throughput": found.get("throughput"),
        "volume_initialization_rate": found.get("volumeInitializationRate"),
        "volume_type": found.get("volumeType"),
        "tag_specifications": [
            {
                "resource_type": it["resourceType"],
                "propagate_tags": it.get("propagateTags"),
                "tags": {tag["key"]: tag.get("value", "") for tag in it.get("tags", ())},
            }
            for it in found.get("tagSpecifications", ())
        ],
    }
