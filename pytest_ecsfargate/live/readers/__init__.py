"""Resources read back through boto3, in the shape that the AWS provider gives them: a file for each AWS service.

A reader takes the clients of the resource's region, and what is known of the resource: its attributes in Terraform's
state, or those that its source sets. It answers with the attributes that it read, null for what is not set, and with
None where AWS has no such resource. An attribute that it leaves out was not read. Errors of AWS are not its business,
but for those that say that the resource is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from ..clients import RegionalClients
from . import logs

Known = Mapping[str, Any]
"""What is known of a resource before it is read: plain data by attribute; what is not known is missing."""

Attributes = dict[str, Any]
"""What was read: plain data by attribute, blocks as lists of dicts."""

Reader = Callable[[RegionalClients, Known], Attributes | None]

READERS: Final[Mapping[str, Reader]] = {**logs.READERS}
"""The readers by resource type."""
