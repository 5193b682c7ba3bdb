"""Deployments with recorded answers of AWS."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate import Deployment, Outcome
from pytest_ecsfargate.declaration import Requirement
from tests.requirements.aws_answers import PLATFORM, Answer, RecordedAws, deployment

Recorded = Callable[..., tuple[Deployment, RecordedAws]]


@pytest.fixture
def recorded(tmp_path: Path) -> Recorded:
    """Makes a deployment with answers such as `ecs_DescribeServices=…`, and the AWS that it asks."""

    def made(source: str = PLATFORM, **answers: Answer) -> tuple[Deployment, RecordedAws]:
        return deployment(tmp_path, {name.replace("_", ":"): answer for name, answer in answers.items()}, source)

    return made


@pytest.fixture
def emulated(tmp_path: Path) -> Deployment:
    """A deployment in an emulated account, of which nothing may be asked."""
    return deployment(tmp_path, {}, emulated=True)[0]


@pytest.fixture
def said() -> Callable[..., list[tuple[Outcome, str, str]]]:
    """What a requirement says of a deployment: outcome, address and note (or remark) of each verdict."""

    def judge(requirement: Requirement[Any], deployed: Deployment, **settings: Any) -> list[tuple[Outcome, str, str]]:
        verdicts = requirement.check(deployed, **settings)
        return [(each.outcome, each.address, each.note or each.advice) for each in verdicts]

    return judge
