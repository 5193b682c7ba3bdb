"""The containers of a task definition, whatever shape their definitions have in the source.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
"""

from __future__ import annotations

from dataclasses import dataclass

from ...findings import Verdict
from ...hcl.values import Value
from ..resource import Resource, steps, walk

DEFINITIONS = "container_definitions"


@dataclass(frozen=True)
class Item:
    """An element of a list in a container's definition: the value, and the path that leads to it in the container."""

    path: str
    value: Value

    def __getitem__(self, name: str) -> Value:
        """The element's value of this name; null where it has none."""
        return walk(self.value, [_spelled(self.value, name)])


@dataclass(frozen=True)
class Container:
    """One container of a task definition. Names in paths are those of AWS, in any case, as the provider reads them."""

    task_definition: Resource
    index: int
    values: Value

    def __repr__(self) -> str:
        return f"<Container {self.index} of {self.task_definition.address}>"

    @property
    def address(self) -> str:
        """The address of the task definition."""
        return self.task_definition.address

    @property
    def name(self) -> Value:
        """The container's name."""
        return self.at("name")

    @property
    def image(self) -> Value:
        """The container's image."""
        return self.at("image")

    @property
    def environment(self) -> Value:
        """The list of environment variables, each with `name` and `value`."""
        return self.at("environment")

    @property
    def secrets(self) -> Value:
        """The list of secrets, each with `name` and `valueFrom`."""
        return self.at("secrets")

    @property
    def port_mappings(self) -> Value:
        """The list of port mappings, each with `containerPort`."""
        return self.at("portMappings")

    @property
    def log_configuration(self) -> Value:
        """The log configuration, with `logDriver` and `options`."""
        return self.at("logConfiguration")

    @property
    def label(self) -> str:
        """The container's name where it is known, else its number: `web`, `#0`."""
        return str(self.name.value) if self.name.known and not self.name.is_null else f"#{self.index}"

    def at(self, path: str) -> Value:
        """The value at a path such as `logConfiguration.options`; null where nothing is set."""
        value = walk(self.values, self._steps(path))
        return value if value.span is not None else self.task_definition.at(self.path(path))

    def path(self, path: str) -> str:
        """The path in the task definition: `container_definitions[0].image`."""
        return DEFINITIONS + f"[{self.index}]" + "".join(_written(step) for step in self._steps(path))

    def _steps(self, path: str) -> list[str | int]:
        spelled: list[str | int] = []
        here = self.values
        for step in steps(path):
            spelled.append(_spelled(here, step) if isinstance(step, str) else step)
            here = walk(here, spelled[-1:])
        return spelled

    def items(self, path: str) -> list[Item] | None:
        """The elements of a list at a path, none where it is not set; None where it is not known what it holds."""
        value = self.at(path)
        if value.is_unknown:
            return None
        if not isinstance(value.data, tuple):
            return []
        return [Item(f"{path}[{index}]", value[index]) for index in range(len(value.data))]

    def entries(self, path: str) -> list[Item] | None:
        """The values of a map at a path, none where it is not set; None where it is not known what it holds."""
        value = self.at(path)
        if value.is_unknown:
            return None
        if not isinstance(value.data, dict):
            return []
        return [Item(f"{path}{_written(name)}", value[name]) for name in value.data]

    def option(self, name: str) -> Value:
        """An option of the log configuration, such as `awslogs-group`."""
        return self.at(f'logConfiguration.options["{name}"]')

    def judge(self, path: str, holds: bool | None, expected: object, *, hint: str = "", note: str = "") -> Verdict:
        """A verdict on the value at a path, already decided: True, False, or None for unknown."""
        return self.task_definition.judge(self.path(path), holds, expected, hint=hint, note=note)


def containers_of(task_definition: Resource) -> tuple[Container, ...] | None:
    """The containers of a task definition; None where it is not known which there are."""
    definitions = task_definition.at(DEFINITIONS)
    decoded = definitions.decoded
    found = definitions if decoded is None else decoded
    if not isinstance(found.data, tuple):
        return None
    return tuple(Container(task_definition, index, found[index]) for index in range(len(found.data)))


def _spelled(value: Value, name: str) -> str:
    """The name as it is written in the value: the provider reads the JSON without regard to case."""
    if not isinstance(value.data, dict) or name in value.data:
        return name
    lowered = name.lower()
    return next((key for key in value.data if key.lower() == lowered), name)


def _written(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if step.replace("_", "").isalnum() and not step[0].isdigit() else f'["{step}"]'
