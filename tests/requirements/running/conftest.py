"""Deployments with recorded answers of AWS."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_ecsfargate import Deployment
from tests.requirements.aws_answers import PLATFORM, Answer, RecordedAws
from tests.requirements.aws_answers import deployment as make

MakeDeployment = Callable[..., Deployment]


@pytest.fixture
def recorded(tmp_path: Path) -> Callable[..., tuple[Deployment, RecordedAws]]:
    """Makes a deployment, and the AWS that it asks."""

    def made(source: str = PLATFORM, **answers: Answer) -> tuple[Deployment, RecordedAws]:
        return make(tmp_path, {name.replace("_", ":"): answer for name, answer in answers.items()}, source)

    return made


@pytest.fixture
def emulated(tmp_path: Path) -> Deployment:
    """A deployment in an emulated account, that nobody may ask anything."""
    return make(tmp_path, {}, emulated=True)[0]
