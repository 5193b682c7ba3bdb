"""What AWS says of the secrets of a deployment, their keys, and who may read them: each asked once."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...plan.ecs.ecs import TaskDefinition
from ..deployment import Deployment
from .permissions import Decision, simulate
from .questions import Refused
from .secrets import Key, Named, Secret, SecretUse, key, parameters, secret


@dataclass
class SecretAnswers:
    """What AWS says of secrets, keys and permissions, each asked once."""

    deployment: Deployment
    secrets: dict[tuple[str, Named], Secret | Refused | None] = field(default_factory=dict)
    _keys: dict[tuple[str, str], Key | Refused] = field(default_factory=dict)
    _decisions: dict[tuple[str, str, str, str], Decision | Refused] = field(default_factory=dict)

    def region(self, definition: TaskDefinition, named: Named) -> str:
        """The region of a parameter or secret: that of its ARN, else that of the task."""
        return named.region or self.deployment.clients_of(definition.resource).region

    def ask_for(self, uses: list[SecretUse]) -> None:
        """Asks for all parameters and secrets, the parameters of a region together; None for those that are not."""
        wanted = {
            (self.region(use.definition, named), named): None
            for use in uses
            if use.text is not None and (named := Named.parse(use.text)) is not None
        }
        for region in dict.fromkeys(region for region, _ in wanted):
            clients = self.deployment.clients(region)
            here = [named for where, named in wanted if where == region]
            names = dict.fromkeys(name for named in here if named.service == "ssm" for name in named.names)
            found = parameters(clients, list(names))
            for named in here:
                if named.service == "ssm":
                    answer = next((found[name] for name in named.names if name in found), None)
                else:
                    answer = secret(clients, named)
                self.secrets[region, named] = answer

    def key(self, region: str, identity: str) -> Key | Refused:
        """The key with this id, ARN or alias."""
        if (region, identity) not in self._keys:
            self._keys[region, identity] = key(self.deployment.clients(region), identity)
        return self._keys[region, identity]

    def decision(self, region: str, role: str, action: str, arn: str, via: str = "") -> Decision | Refused:
        """Whether a role may do something; see `simulate`."""
        asking = role, action, arn, via
        if asking not in self._decisions:
            self._decisions[asking] = simulate(self.deployment.clients(region), *asking)
        return self._decisions[asking]
