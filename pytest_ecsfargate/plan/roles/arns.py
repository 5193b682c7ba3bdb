"""The text of names and ARNs for comparison: known as far as possible, the rest by what it refers to.

`aws_ssm_parameter.key.arn` is not known before apply, but its form is, and its name is in the source. So it is written
as `arn:aws:ssm:eu-central-1:<account>:parameter/dev/key`, where `<account>` is one private character (see
`aws.iam_patterns`) that stands for the same account everywhere.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

from ...aws.iam_patterns import ANYTHING, unknown_character, unknown_identifier, unknown_part, unknown_word
from ...hcl.origins import Kind, Origin
from ...hcl.types import STRING, ListType, MapType, ObjectType, SetType
from ...hcl.values import PartialString, Value, null
from ..provider_region import provider_region, provider_settings
from ..readings import path, reference
from ..resource import Resource
from ..seeds import unseeded

if TYPE_CHECKING:
    from ..model import Plan

# Forms of ARNs: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
_NAMED: Final = {
    "aws_cloudwatch_log_group": ("logs", "log-group:{name}"),
    "aws_ecr_repository": ("ecr", "repository/{name}"),
    "aws_kms_alias": ("kms", "{name}"),
    "aws_secretsmanager_secret": ("secretsmanager", "secret:{name}-{suffix}"),
    "aws_ssm_parameter": ("ssm", "parameter/{name}"),
}
_BY_ID: Final = {"aws_kms_key": ("kms", "key/")}
_NAMES: Final = ("name", "id")
_IDS: Final = ("id", "key_id")
_ARN_ATTRIBUTES: Final = {
    "aws_secretsmanager_secret": ("arn", "id"),
    "aws_secretsmanager_secret_version": ("arn", "secret_id"),
}
# Settings of a provider by which it may work in another account.
_ACCOUNT: Final = ("profile", "access_key", "assume_role", "assume_role_with_web_identity", "shared_config_files")
_PARTITIONS: Final = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}
_VARIABLE: Final = re.compile(r"\$\{([^}]*)\}")
_NAMES_ONE: Final = re.compile(r"(?:^|[._])(?:arn|id|name|url)$")
# Providers without a schema here: what they make up is a text, all but the list of random_shuffle.
_MADE_UP: Final = re.compile(r"random_(?!shuffle)\w+")
_RANDOM_SUFFIX: Final = 6


class Arns:
    """Texts of one plan's values."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._numbers: dict[str, int] = {}

    def text(self, value: Value) -> str:
        """A string with a private character for each part that is not known."""
        if isinstance(value.data, PartialString):
            named = self._named(value.origin)
            return self._name(named) if named is not None else "".join(map(self.text, value.data.parts))
        if value.known:
            return value.value if isinstance(value.value, str) else ANYTHING
        ref = path(value.origin) or reference(value.origin)
        return ANYTHING if ref is None else self._referred(ref)

    def pattern(self, value: Value) -> str:
        """A string of a policy: what AWS fills in at run time (`${aws:username}`) is not known either."""
        return _VARIABLE.sub(lambda found: found[1] if found[1] in ("*", "?", "$") else ANYTHING, self.text(value))

    def _part(self, name: str) -> str:
        return unknown_part(self._numbers.setdefault(name, len(self._numbers)))

    def _word(self, name: str) -> str:
        return unknown_word(self._numbers.setdefault(name, len(self._numbers)))

    def _id(self, resource: Resource) -> str:
        """The identifier that AWS makes up: of what the plan makes, each is another one."""
        own = f"{resource.address}.id"
        number = self._numbers.setdefault(own, len(self._numbers))
        return unknown_identifier(number) if resource.mode == "managed" else self._word(own)

    def task_id(self) -> str:
        """What ECS names a task by: neither a colon nor a slash is in it."""
        return self._word("task")

    def _named(self, origin: Origin) -> Resource | None:
        """The instance whose name a value is, handed on unchanged."""
        while origin.kind is Kind.HOP:
            resource, attribute = self._at(origin.ref or "")
            if resource is not None and resource.type in _NAMED and attribute in _NAMES:
                return resource
            origin = origin.inputs[0]
        return None

    def _referred(self, ref: str) -> str:
        resource, attribute = self._at(ref)
        if resource is None:
            return self._part(ref) if self._is_text(ref) else ANYTHING
        of_account = self._of_account(resource, attribute)
        if of_account is not None:
            return of_account
        if attribute in _ARN_ATTRIBUTES.get(resource.type, ("arn",)):
            return self.arn(resource)
        if resource.type in _NAMED and attribute in _NAMES:
            return self._name(resource)
        if resource.type in _BY_ID and attribute in _IDS:
            return self._id(resource)
        if resource.type == "aws_ecr_repository" and attribute == "repository_url":
            return self.registry(resource) + self._name(resource)
        if resource.type == "aws_ecr_image" and attribute == "image_uri":
            return f"{self.registry(resource)}{self.text(resource.at('repository_name'))}@{self._part(ref)}"
        if attribute.startswith("master_user_secret") and attribute.endswith(".secret_arn"):
            return self.built(resource, "secretsmanager", f"secret:{self._part(ref)}")
        return self._part(ref) if _is_one_thing(resource, attribute) else ANYTHING

    def _is_text(self, ref: str) -> bool:
        """Whether a reference reads a variable that is a string, also through functions."""
        read = ref.rpartition("(")[2].rstrip(")")
        variable = self.plan.variables.get(read.removeprefix("var.")) if read.startswith("var.") else None
        return variable is not None and variable.type == STRING

    def _at(self, ref: str) -> tuple[Resource | None, str]:
        for end in range(len(ref) - 1, 0, -1):
            if ref[end] == "." and ref[:end] in self.plan.resources:
                resource = self.plan[ref[:end]]
                return (None if resource.key == "*" else unseeded(self.plan, resource)), ref[end + 1 :]
        return None, ""

    def _of_account(self, resource: Resource, attribute: str) -> str | None:
        match resource.type.removeprefix("aws_"), attribute:
            case "caller_identity", "account_id" | "id":
                return self.account(resource)
            case "region", "name" | "id" | "region":
                return self.region(resource)
            case "partition", "partition" | "id":
                return self.partition(resource)
            case "partition", "dns_suffix":
                return self.dns_suffix(resource)
            case "ecr_repository", "registry_id":
                return self.account(resource)
        return None

    def arn(self, resource: Resource) -> str:
        """The ARN of a resource or data source."""
        known = resource.at("arn")
        if known.known and isinstance(known.value, str):
            return known.value
        secret = _raw(resource, "secret_id")
        if not secret.is_null and reference(secret.origin) != f"{resource.address}.secret_id":
            return self.text(secret)
        if resource.type in _NAMED:
            service, form = _NAMED[resource.type]
            name = self._name(resource)
            if service == "ssm":
                form = form.replace("/{name}", "{name}") if name.startswith("/") else form
            return self.built(resource, service, form.format(name=name, suffix=self.random_suffix(resource.address)))
        if resource.type in _BY_ID:
            service, start = _BY_ID[resource.type]
            return self.built(resource, service, start + self._id(resource))
        return self._part(f"{resource.address}.arn")

    def built(self, resource: Resource, service: str, rest: str, region: str = "") -> str:
        """The ARN of something in the account and region of a resource."""
        return ":".join(
            ("arn", self.partition(resource), service, region or self.region(resource), self.account(resource), rest)
        )

    def _name(self, resource: Resource) -> str:
        name, prefix = _raw(resource, "name"), _raw(resource, "name_prefix")
        own = f"{resource.address}.name"
        if name.is_null or reference(name.origin) == own:
            return ("" if prefix.is_null or prefix.is_unknown else self.text(prefix)) + self._part(own)
        # Of one instance the name is always the same, whatever nobody knows of it.
        text = enumerate("".join(map(self.text, name.parts)))
        return "".join(self._part(f"{own} {at}") if each == ANYTHING else each for at, each in text)

    def random_suffix(self, of: str) -> str:
        """The six random characters that Secrets Manager adds to the name of a secret."""
        names = (f"{of} suffix {index}" for index in range(_RANDOM_SUFFIX))
        return "".join(unknown_character(self._numbers.setdefault(name, len(self._numbers))) for name in names)

    def registry(self, resource: Resource) -> str:
        """The address of the private ECR registry in the account and region of a resource, with a slash."""
        return f"{self.account(resource)}.dkr.ecr.{self.region(resource)}.{self.dns_suffix(resource)}/"

    def account(self, resource: Resource) -> str:
        """The account that a resource is made in."""
        provider = provider_settings(self.plan, resource)
        settings = [provider[name].text for name in _ACCOUNT if name in provider]
        return self._accounts.get(self._whose(resource)) or self._word(f"account {settings}")

    def _whose(self, resource: Resource) -> tuple[str, str]:
        return resource.module, resource.provider

    @cached_property
    def _accounts(self) -> dict[tuple[str, str], str]:
        """Accounts that a data source of the same provider has read; not those of an emulated account."""
        found = ((each, each.at("account_id")) for each in self.plan.data("aws_caller_identity"))
        if self.plan.seeded:
            return {}
        return {self._whose(each): value.value for each, value in found if isinstance(value.value, str)}

    def region(self, resource: Resource) -> str:
        """The region that a resource is made in."""
        region = provider_region(self.plan, resource)
        if region is None or region.is_null:
            return self._word("region of the environment")
        return self.text(region) if region.known else self._word(self.text(region))

    def partition(self, resource: Resource) -> str:
        """The partition of that region."""
        return partition_of(self.region(resource))

    def dns_suffix(self, resource: Resource) -> str:
        """The domain of that partition's services."""
        return "amazonaws.com.cn" if self.partition(resource) == "aws-cn" else "amazonaws.com"


def partition_of(region: str) -> str:
    """The partition that a region is in: `aws`, unless it is known to be another one.

    https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
    """
    return next((name for start, name in _PARTITIONS.items() if region.startswith(start)), "aws")


def _is_one_thing(resource: Resource, attribute: str) -> bool:
    """Whether what this attribute gives is always the same.

    The keys and the elements that a `for_each` takes from a collection that is not known have the reference of the
    collection, whichever they are.
    """
    first, *steps = re.split(r"(?=[.\[])", attribute, maxsplit=1)
    kind = _raw(resource, first).type
    if isinstance(kind, ListType | SetType | MapType):
        return bool(steps) and steps[0].startswith("[")
    made_up = _MADE_UP.fullmatch(resource.type) is not None
    return kind == STRING or isinstance(kind, ObjectType) or made_up or _NAMES_ONE.search(attribute) is not None


def _raw(resource: Resource, name: str) -> Value:
    """An attribute with nothing but its own origin; null where there is none."""
    data = resource.values.data
    return data[name] if isinstance(data, dict) and name in data else null()
