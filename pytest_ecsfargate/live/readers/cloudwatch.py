"""CloudWatch: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetDashboard.html"""

from __future__ import annotations

from ..clients import RegionalClients
from .reader import Attributes, Known, if_there, needed

# The code of the query protocol, and the name of the error in the newer one.
ABSENT = ("ResourceNotFound", "DashboardNotFoundError")


def dashboard(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_cloudwatch_dashboard`"""
    name = needed(known, "dashboard_name", "id")
    client = clients("cloudwatch")
    found = if_there(lambda: client.get_dashboard(DashboardName=name), *ABSENT)
    if found is None:
        return None
    return {
        "id": name,
        "dashboard_name": name,
        "dashboard_arn": found["DashboardArn"],
        "dashboard_body": found["DashboardBody"],
    }


READERS = {"aws_cloudwatch_dashboard": dashboard}
