"""In which region a data source looks."""

from __future__ import annotations

import re

from ...hcl.configuration.module import Configuration
from ...hcl.syntax import GetAttr, Literal, Node, TemplateWrap, Variable
from ...plan.model import Plan
from ...plan.resource import Resource

_REGION = re.compile(r'"((?:us|eu|ap|sa|ca|me|af|il|mx|cn|us-gov)-(?:[a-z]+)-\d)"')


class Regions:
    """The regions of a module's provider configurations, as far as its source tells them."""

    def __init__(self, source: Plan, default: str) -> None:
        self._source = source
        self._by_provider: dict[str, str | None] = {}
        configuration = source.configuration
        if configuration is not None:
            self._read(configuration)
        self._by_provider.setdefault("aws", default)
        self._all = tuple(dict.fromkeys(region for region in self._by_provider.values() if region)) or (default,)

    def of(self, resource: Resource) -> tuple[str, ...]:
        """The region of a data source; several where its provider configuration comes from outside its module."""
        if resource.module == "":
            region = self._by_provider.get(resource.provider or "aws")
            if region:
                return (region,)
        return self._all

    def _read(self, configuration: Configuration) -> None:
        for block in configuration.providers:
            alias = block.body.attributes.get("alias")
            name = block.labels[0]
            if alias is not None and isinstance(alias.expression, Literal):
                name = f"{name}.{alias.expression.value}"
            region = block.body.attributes.get("region")
            self._by_provider[name] = self._value(region.expression) if region is not None else None
        if None in self._by_provider.values():
            # A region by way of a local: any that the text names may be meant.
            texts = [file.text for file in configuration.files]
            for number, region in enumerate(dict.fromkeys(found for text in texts for found in _REGION.findall(text))):
                self._by_provider[f"({number})"] = region

    def _value(self, node: Node) -> str | None:
        while isinstance(node, TemplateWrap):
            node = node.inner
        if isinstance(node, Literal):
            return str(node.value)
        if isinstance(node, GetAttr) and isinstance(node.target, Variable) and node.target.name == "var":
            value = self._source.variables.get(node.name)
            return value.data if value is not None and isinstance(value.data, str) else None
        return None
