"""CloudWatch: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetDashboard.html"""

from __future__ import annotations

from ..clients import RegionalClients
from .reader import Attributes, Known, if_there, needed


def dashboard(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_cloudwatch_dashboard`"""
    name = needed(known, "dashboard_name", "id")
    client = clients("cloudwatch")
    found = if_there(lambda: client.get_dashboard(DashboardName=name), "ResourceNotFound")
    if found is None:
        return None
    return {
        "id": name,
        "dashboard_name": name,
        "dashboard_arn": found["DashboardArn"],
        "dashboard_body": found["DashboardBody"],
    }


READERS = {"aws_cloudwatch_dashboard": dashboard}
