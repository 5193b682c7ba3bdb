"""How things are removed: as calls, and as commands for a person."""

from __future__ import annotations

import pytest

from pytest_ecsfargate.sandbox.removal import Removal, log_group, removal_of, task_definitions

ACCOUNT = "eu-central-1:111122223333"
BALANCER = f"arn:aws:elasticloadbalancing:{ACCOUNT}:loadbalancer/app/shop/50dc6c495c0c9188"


@pytest.mark.parametrize(
    ("arn", "command"),
    [
        (f"arn:aws:ecs:{ACCOUNT}:cluster/shop", f"ecs delete-cluster --cluster arn:aws:ecs:{ACCOUNT}:cluster/shop"),
        (
            f"arn:aws:ecs:{ACCOUNT}:service/shop/web",
            f"ecs delete-service --cluster shop --service arn:aws:ecs:{ACCOUNT}:service/shop/web --force",
        ),
        (
            BALANCER,
            f"elbv2 delete-load-balancer --load-balancer-arn {BALANCER}",
        ),
        (f"arn:aws:logs:{ACCOUNT}:log-group:/ecs/web", "logs delete-log-group --log-group-name /ecs/web"),
        (f"arn:aws:logs:{ACCOUNT}:log-group:/ecs/web:*", "logs delete-log-group --log-group-name /ecs/web"),
        (f"arn:aws:ssm:{ACCOUNT}:parameter/shop/db", "ssm delete-parameter --name /shop/db"),
        (f"arn:aws:ssm:{ACCOUNT}:parameter/db", "ssm delete-parameter --name db"),
        (f"arn:aws:ecr:{ACCOUNT}:repository/shop/web", "ecr delete-repository --repository-name shop/web --force"),
        (f"arn:aws:ec2:{ACCOUNT}:security-group/sg-1", "ec2 delete-security-group --group-id sg-1"),
        (f"arn:aws:cloudwatch:{ACCOUNT}:alarm:full disk", "cloudwatch delete-alarms --alarm-names 'full disk'"),
    ],
)
def test_what_has_an_arn_is_removed_by_a_command(arn: str, command: str) -> None:
    service, operation, rest = command.split(" ", 2)
    expected = f"aws {service} {operation} --region eu-central-1 {rest}"
    assert removal_of(arn).command("eu-central-1") == expected


def test_of_other_kinds_it_is_only_known_that_they_are_there() -> None:
    arn = f"arn:aws:kafka:{ACCOUNT}:cluster/x/1"
    assert removal_of(arn) == Removal(arn)
    assert removal_of(arn).command("eu-central-1") == ""
    assert removal_of("nothing") == Removal("nothing")


def test_several_task_definitions_are_one_command() -> None:
    command = task_definitions(["web:1", "web:2"]).command("eu-west-1")
    assert command == "aws ecs delete-task-definitions --region eu-west-1 --task-definitions web:1 web:2"


def test_a_call_is_made_with_the_same_arguments() -> None:
    calls: list[tuple[str, dict[str, str]]] = []

    class Session:
        def client(self, service: str) -> object:
            class Client:
                def delete_log_group(self, **arguments: str) -> None:
                    calls.append((service, arguments))

            return Client()

    log_group("/ecs/web").carry_out(Session())
    assert calls == [("logs", {"logGroupName": "/ecs/web"})]
