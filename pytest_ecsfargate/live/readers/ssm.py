"""SSM parameters: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html"""

from __future__ import annotations

from ..clients import RegionalClients
from .reader import Attributes, Known, needed, tags_of


def parameter(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_ssm_parameter`: what describes it. Its value is never asked for."""
    name = needed(known, "name", "id")
    filters = [{"Key": "Name", "Option": "Equals", "Values": [name]}]
    pages = clients.pages("ssm", "describe_parameters", "Parameters", ParameterFilters=filters)
    found = next((each for each in pages if each["Name"] == name), None)
    if found is None:
        return None
    tags = clients("ssm").list_tags_for_resource(ResourceType="Parameter", ResourceId=name)["TagList"]
    read = {
        "id": name,
        "name": name,
        "type": found["Type"],
        "description": found.get("Description"),
        "key_id": found.get("KeyId"),
        "allowed_pattern": found.get("AllowedPattern"),
        "data_type": found.get("DataType"),
        "tier": found.get("Tier"),
        "version": found["Version"],
        "tags_all": tags_of(tags),
    }
    return read | ({"arn": found["ARN"]} if "ARN" in found else {})


READERS = {"aws_ssm_parameter": parameter}
