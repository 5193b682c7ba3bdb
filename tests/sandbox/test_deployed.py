"""Stacks in an account of the user's: applied, read, destroyed, whatever goes wrong."""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pytest_ecsfargate import RequirementNotMet, assert_no_drift
from pytest_ecsfargate.account.ambient import AmbientAccount
from pytest_ecsfargate.account.errors import AccountError
from pytest_ecsfargate.plan.request import PlanRequest
from pytest_ecsfargate.sandbox.deployed import deployed
from pytest_ecsfargate.sandbox.journal import RUN_TAG
from pytest_ecsfargate.sandbox.stack import Terms
from pytest_ecsfargate.sandbox.sweep import sweep
from pytest_ecsfargate.sandbox.teardown import StackLeft
from pytest_ecsfargate.terraform.errors import TerraformError

from .conftest import Aws, Things

Make = Callable[..., Path]

BROKEN = """
resource "terraform_data" "broken" {
  depends_on = [terraform_data.thing]

  provisioner "local-exec" {
    command = "exit 1"
  }
}
"""


STUBBORN = """
resource "terraform_data" "stubborn" {
  input = "%s"

  provisioner "local-exec" {
    when    = destroy
    command = "echo x >> ${self.input}; test $(wc -l < ${self.input}) -gt %d"
  }
}
"""


def swept(terms: Terms) -> list[tuple[str, bool]]:
    found = sweep(terms.journal, AmbientAccount(), 120, lambda _: None)
    return [(each.line, each.clean) for each in found]


def entries(terms: Terms) -> list[str]:
    return [recorded.entry.status for recorded in terms.journal.entries()]


def test_a_stack_is_there_for_its_tests_and_gone_afterwards(aws: Aws, terms: Terms, module: Make) -> None:
    with deployed(PlanRequest(module(), environment="dev"), AmbientAccount(), terms) as deployment:
        (name,) = aws.log_groups()
        group = deployment["aws_cloudwatch_log_group.web"]
        assert name.startswith("/ecs/web-")
        assert len(name) > len("/ecs/web-")
        assert group.at("name").value == name
        assert group.at("tags_all").value == {}
        (recorded,) = terms.journal.entries()
        tags = aws.client("logs").list_tags_log_group(logGroupName=name)["tags"]
        assert tags == {RUN_TAG: recorded.entry.id}
        assert [*terms.journal.abandoned()] == []
        assert_no_drift(deployment)
        aws.client("logs").put_retention_policy(logGroupName=name, retentionInDays=14)
        again = deployment.read()
        assert again["aws_cloudwatch_log_group.web"].at("retention_in_days").value == 14
        with pytest.raises(RequirementNotMet, match="retention_in_days"):
            assert_no_drift(again)
        aws.client("logs").create_log_group(logGroupName=f"{name}/agent")
        aws.client("logs").create_log_group(logGroupName="/ecs/of-others")
    assert aws.log_groups() == ["/ecs/of-others", f"{name}/agent"]
    (recorded,) = terms.journal.entries()
    assert [each.command(recorded.entry.region) for each in recorded.entry.left] == [
        f"aws logs delete-log-group --region eu-central-1 --log-group-name {name}/agent"
    ]
    assert sorted(path.name for path in recorded.folder.iterdir()) == [".owner", "entry.json"]
    assert swept(terms) == [(f"shop [dev] in {aws.id} eu-central-1: destroyed", True)]
    assert aws.log_groups() == ["/ecs/of-others"]
    assert entries(terms) == []


def test_what_is_written_before_the_first_resource_is_private(aws: Aws, terms: Terms, things: Things) -> None:
    seen: list[tuple[str, int]] = []

    def look(words: str) -> None:
        if words == "terraform apply":
            assert stat.S_IMODE(terms.journal.folder.stat().st_mode) == 0o700
            assert things.there() == []
            files = (path for path in terms.journal.folder.glob("*/*") if path.is_file())
            seen.extend((path.name, stat.S_IMODE(path.stat().st_mode)) for path in files)

    variable = 'variable "secret" {\n  sensitive = true\n}\n'
    request = PlanRequest(things.write(variable), {"secret": "hunter2hunter2"})
    with deployed(request, AmbientAccount(), replace(terms, progress=look)):
        pass
    wrong = {name: oct(mode) for name, mode in seen if mode & 0o077}
    assert wrong == {}
    assert {"entry.json", "variables.tfvars.json", "inputs.json"} <= {name for name, _ in seen}
    assert not [*terms.journal.folder.glob("*/*")]


def test_an_apply_that_fails_half_way_leaves_nothing(aws: Aws, terms: Terms, things: Things) -> None:
    made: list[list[str]] = []

    def look(words: str) -> None:
        if words == "terraform destroy":
            made.append(things.there())

    with (
        pytest.raises(TerraformError, match="terraform apply failed: local-exec provisioner error"),
        deployed(PlanRequest(things.write(BROKEN)), AmbientAccount(), replace(terms, progress=look)),
    ):
        pytest.fail("there is nothing to test")
    assert made == [["thing"]]
    assert things.there() == []
    assert entries(terms) == []


def test_a_destroy_that_fails_is_tried_again(aws: Aws, terms: Terms, things: Things, tmp_path: Path) -> None:
    tries = tmp_path / "tries"
    with deployed(PlanRequest(things.write(STUBBORN % (tries, 2))), AmbientAccount(), terms):
        assert things.there() == ["thing"]
    assert tries.read_text() == "x\nx\nx\n"
    assert things.there() == []
    assert entries(terms) == []


def test_a_stack_that_cannot_be_destroyed_is_swept_later(
    aws: Aws, terms: Terms, things: Things, tmp_path: Path
) -> None:
    request = PlanRequest(things.write(STUBBORN % (tmp_path / "tries", 3)), environment="dev")
    with pytest.raises(StackLeft) as left, deployed(request, AmbientAccount(), terms):
        pass
    first, *_, last = str(left.value).splitlines()
    title = f"shop [dev] in {aws.id} eu-central-1"
    assert first == f"{title} is still there, and may cost money: it could not be destroyed."
    assert last == "fix: remove what is in the way, then run pytest --ecsfargate-sweep."
    assert entries(terms) == ["applied"]
    # The module may have changed since, or be gone.
    (things.module / "main.tf").unlink()
    assert swept(terms) == [(f"{title}: destroyed", True)]
    assert things.there() == []
    assert entries(terms) == []


def test_no_secret_is_told_where_a_destroy_fails(aws: Aws, terms: Terms, things: Things) -> None:
    telling = """
variable "token" {
  sensitive = true
}

resource "terraform_data" "telling" {
  input = nonsensitive(var.token)

  provisioner "local-exec" {
    when    = destroy
    command = "echo using ${self.input}; exit 1"
  }
}
"""
    (things.module.parent / "secret.tfvars").write_text('token = "hunter2-hunter2"\n')
    request = PlanRequest(things.write(telling), var_files=(things.module.parent / "secret.tfvars",))
    with pytest.raises(StackLeft) as left, deployed(request, AmbientAccount(), replace(terms, pauses=())):
        pass
    assert "local-exec provisioner error" in str(left.value)
    assert "hunter2" not in str(left.value)


def test_what_is_kept_stays_until_it_is_swept(aws: Aws, terms: Terms, things: Things) -> None:
    with deployed(PlanRequest(things.write()), AmbientAccount(), replace(terms, keep=True)):
        pass
    assert things.there() == ["thing"]
    assert entries(terms) == ["kept"]
    assert [clean for _, clean in swept(terms)] == [True]
    assert things.there() == []


def test_a_stack_of_another_account_is_not_swept(aws: Aws, terms: Terms, things: Things) -> None:
    with deployed(PlanRequest(things.write()), AmbientAccount(), replace(terms, keep=True)):
        pass
    (recorded,) = terms.journal.entries()
    recorded.having(account="999999999999")
    assert swept(terms) == [(f"shop in 999999999999 eu-central-1: the credentials here are of {aws.id}", False)]
    assert things.there() == ["thing"]


def test_another_account_is_refused_before_anything_is_made(aws: Aws, terms: Terms, module: Make) -> None:
    with (
        pytest.raises(AccountError) as refused,
        deployed(PlanRequest(module()), AmbientAccount(), replace(terms, sandboxes=())),
    ):
        pytest.fail("there is nothing to test")
    assert str(refused.value) == (
        f"nothing is created: the AWS account {aws.id} is no sandbox of this project.\n"
        f"fix: if it is one, say so: --ecsfargate-sandbox-accounts {aws.id}:eu-central-1\n"
        "     or the same in the ini file, under ecsfargate_sandbox_accounts."
    )
    assert aws.proxy.asked == ["GetCallerIdentity"]
    assert not terms.journal.folder.exists()


def test_a_provider_that_would_go_to_another_account_is_stopped(aws: Aws, terms: Terms, module: Make) -> None:
    folder = module()
    text = (folder / "main.tf").read_text()
    aws.proxy.assumed = (aws.id.encode(), b"999999999999")
    assumed = '  assume_role {\n    role_arn = "arn:aws:iam::999999999999:role/deploy"\n  }\n'
    (folder / "main.tf").write_text(
        text.replace('  region = "eu-central-1"\n', f'  region = "eu-central-1"\n{assumed}')
    )
    with (
        pytest.raises(TerraformError, match="AWS account ID not allowed: 999999999999"),
        deployed(PlanRequest(folder), AmbientAccount(), terms),
    ):
        pytest.fail("there is nothing to test")
    assert aws.log_groups() == []


def test_credentials_that_expired_are_told_and_nothing_is_made(aws: Aws, terms: Terms, module: Make) -> None:
    aws.proxy.fail("", status=403, code="ExpiredToken")
    with (
        pytest.raises(AccountError, match="there are no AWS credentials that work here"),
        deployed(PlanRequest(module()), AmbientAccount(), terms),
    ):
        pytest.fail("there is nothing to test")
    aws.proxy.heal()
    assert aws.log_groups() == []


def test_credentials_that_expire_during_the_tests_leave_a_stack_to_sweep(aws: Aws, terms: Terms, module: Make) -> None:
    with (
        pytest.raises(StackLeft),
        deployed(PlanRequest(module()), AmbientAccount(), replace(terms, pauses=())),
    ):
        aws.proxy.fail("", status=403, code="ExpiredToken")
    assert len(aws.log_groups()) == 1
    aws.proxy.heal()
    assert [clean for _, clean in swept(terms)] == [True]
    assert aws.log_groups() == []


def test_throttling_is_waited_out(aws: Aws, terms: Terms, module: Make) -> None:
    for action in ("CreateLogGroup", "DescribeLogGroups", "DeleteLogGroup"):
        aws.proxy.fail(action, status=429, code="ThrottlingException", times=2)
        aws.proxy.fail(action, status=503, code="ServiceUnavailable", times=1)
    with deployed(PlanRequest(module()), AmbientAccount(), terms) as deployment:
        assert deployment["aws_cloudwatch_log_group.web"].at("retention_in_days").value == 7
    assert aws.log_groups() == []


def test_prevent_destroy_is_lifted_in_the_copy(aws: Aws, terms: Terms, things: Things) -> None:
    kept = 'resource "terraform_data" "kept" {\n  lifecycle {\n    prevent_destroy = true\n  }\n}\n'
    with deployed(PlanRequest(things.write(kept)), AmbientAccount(), terms) as deployment:
        lifecycle = deployment["terraform_data.kept"].lifecycle
        assert lifecycle is not None
        assert lifecycle.prevent_destroy
    assert entries(terms) == []
