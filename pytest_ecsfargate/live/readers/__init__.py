"""Resources read back through boto3, in the shape that the AWS provider gives them: a file for each AWS service.

A reader takes the clients of the resource's region, and what is known of the resource: its attributes in Terraform's
state, or those that its source sets. It answers with the attributes that it read, null for what is not set, and with
None where AWS has no such resource. An attribute that it leaves out was not read. It raises `Unidentified` where it
cannot be told which of AWS's objects the resource is. Errors of AWS are not its business, but for those that say that
the resource is not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from . import application_autoscaling, cloudwatch, ec2, ecr, ecs, elbv2, iam, logs, secretsmanager, ssm
from .reader import Attributes, Known, Reader, Unidentified

__all__ = ["READERS", "Attributes", "Known", "Reader", "Unidentified"]

READERS: Final[Mapping[str, Reader]] = {
    **application_autoscaling.READERS,
    **cloudwatch.READERS,
    **ec2.READERS,
    **ecr.READERS,
    **ecs.READERS,
    **elbv2.READERS,
    **iam.READERS,
    **logs.READERS,
    **secretsmanager.READERS,
    **ssm.READERS,
}
"""The readers by resource type."""
