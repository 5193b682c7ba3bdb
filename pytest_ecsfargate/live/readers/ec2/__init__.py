"""EC2: networks, security groups and their rules."""

from __future__ import annotations

from ..reader import Reader
from . import network, security_group, security_group_rule

READERS: dict[str, Reader] = {**network.READERS, **security_group.READERS, **security_group_rule.READERS}
