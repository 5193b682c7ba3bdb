"""What the policies of a role allow, as IAM itself simulates them.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html. The policies of the role, its
permissions boundary and those of the organization are part of it; policies on resources are not, for a role.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..clients import RegionalClients
from .questions import Refused, asked


@dataclass(frozen=True)
class Decision:
    """Whether a role may do something, None where a condition decides it; `note` says why not."""

    allowed: bool | None
    note: str = ""
    denied: bool = False


def simulate(clients: RegionalClients, role: str, action: str, resource: str, via: str = "") -> Decision | Refused:
    """IAM's decision on one action of a role on one resource, each an ARN; `via` is the service that uses a key.

    https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
    """
    asking: dict[str, Any] = {"PolicySourceArn": role, "ActionNames": [action], "ResourceArns": [resource]}
    if via:
        key = {"ContextKeyName": "kms:ViaService", "ContextKeyValues": [via], "ContextKeyType": "string"}
        asking["ContextEntries"] = [key]
    found = asked(lambda: clients("iam").simulate_principal_policy(**asking)["EvaluationResults"][0])
    return found if isinstance(found, Refused) else _decision(found, action)


def _decision(found: Mapping[str, Any], action: str) -> Decision:
    """Of a simulation with one resource: what is said of that resource goes before what is said of all."""
    specific: Mapping[str, Any] = next(iter(found.get("ResourceSpecificResults", ())), {})
    missing = specific.get("MissingContextValues") or found.get("MissingContextValues")
    if missing:
        return Decision(None, f"a condition on {', '.join(missing)} decides whether {action} is allowed")
    match specific.get("EvalResourceDecision", found["EvalDecision"]):
        case "allowed":
            return Decision(True)
        case "explicitDeny":
            return Decision(False, f"a policy denies {action}", denied=True)
    if found.get("OrganizationsDecisionDetail", {}).get("AllowedByOrganizations") is False:
        return Decision(False, f"the organization does not allow {action}", denied=True)
    boundary = {**found, **specific}.get("PermissionsBoundaryDecisionDetail", {})
    if boundary.get("AllowedByPermissionsBoundary") is False:
        return Decision(False, f"the permissions boundary does not allow {action}", denied=True)
    return Decision(False, f"no policy of the role allows {action}")
