from __future__ import annotations

from pytest_ecsfargate.account.emulated import EmulatedAccount
from pytest_ecsfargate.live.clients import RegionalClients
from tests.live.readers.conftest import Read


def test_a_repository(account: EmulatedAccount, clients: RegionalClients, read: Read) -> None:
    ecr = clients("ecr")
    ecr.create_repository(repositoryName="app/web", tags=[{"Key": "Team", "Value": "a"}])
    expected = {
        "id": "app/web",
        "name": "app/web",
        "arn": f"arn:aws:ecr:{account.region}:{account.account_id}:repository/app/web",
        "registry_id": account.account_id,
        "repository_url": f"{account.account_id}.dkr.ecr.{account.region}.amazonaws.com/app/web",
        "image_tag_mutability": "MUTABLE",
        "image_scanning_configuration": [{"scan_on_push": False}],
        "encryption_configuration": [{"encryption_type": "AES256", "kms_key": None}],
        "tags_all": {"Team": "a"},
    }
    assert read("aws_ecr_repository", name="app/web") == expected
    ecr.put_image_tag_mutability(repositoryName="app/web", imageTagMutability="IMMUTABLE")
    ecr.put_image_scanning_configuration(repositoryName="app/web", imageScanningConfiguration={"scanOnPush": True})
    changed = {"image_tag_mutability": "IMMUTABLE", "image_scanning_configuration": [{"scan_on_push": True}]}
    assert read("aws_ecr_repository", name="app/web") == expected | changed
