"""Names of images in private ECR registries: https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

REGISTRY: Final = re.compile(
    r"([^/]*?)\.dkr[.-]ecr(?:-fips)?\.([^/]*?)\.(?:amazonaws\.com(?:\.cn)?|on\.aws)/(.+)", re.DOTALL
)
"""An image's name: the account of the registry, its region, and what stands behind the registry."""


@dataclass(frozen=True, slots=True)
class EcrImage:
    """An image in a private registry of ECR. A digest says which image it is, whatever the tag; else the tag does."""

    account: str
    region: str
    repository: str
    tag: str = ""
    digest: str = ""

    @classmethod
    def parse(cls, name: str) -> EcrImage | None:
        """The image of this name, with the tag `latest` where it names none; None for one of another registry."""
        found = REGISTRY.fullmatch(name)
        if found is None:
            return None
        account, region, rest = found.groups()
        path, _, digest = rest.partition("@")
        folder, slash, last = path.rpartition("/")
        repository, _, tag = last.partition(":")
        return cls(account, region, f"{folder}{slash}{repository}", tag or ("" if digest else "latest"), digest)
