"""Task definitions of ECS: what moto does not keep of RegisterTaskDefinition.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
"""

from __future__ import annotations

from .exchange import Answer, Body, Moto

_SERVICE = "AmazonEC2ContainerServiceV20141113"
_FORGOTTEN = ("enableFaultInjection",)


class TaskDefinitions:
    """What each revision was registered with, by its ARN."""

    def __init__(self) -> None:
        self._said: dict[str, Body] = {}

    def answers(self) -> dict[str, Answer]:
        """What is answered, by service and action."""
        return {
            f"{_SERVICE}.RegisterTaskDefinition": self._register,
            f"{_SERVICE}.DescribeTaskDefinition": self._describe,
        }

    def _register(self, asked: Body, moto: Moto) -> Body:
        told = moto("RegisterTaskDefinition", asked)
        arn = told["taskDefinition"]["taskDefinitionArn"]
        self._said[arn] = {name: asked[name] for name in _FORGOTTEN if name in asked}
        return self._complete(told)

    def _describe(self, asked: Body, moto: Moto) -> Body:
        return self._complete(moto("DescribeTaskDefinition", asked))

    def _complete(self, told: Body) -> Body:
        definition = told["taskDefinition"]
        return told | {"taskDefinition": definition | self._said.get(definition["taskDefinitionArn"], {})}
