"""What is too wide in the statements of a policy.

https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ...aws.iam_actions import is_whole_service, limitable, limits_resource, service_of
from ...aws.iam_patterns import ANYTHING, all_of, any_of, covers, has_unknown
from ...aws.iam_statements import Element, Statement
from ...hcl.origins import Kind, Origin
from ...hcl.values import Value
from ..provenance import reference_kind
from .arns import Arns

PASS_ROLE: Final = "iam:PassRole"
_SOMETHING: Final = ":".join([ANYTHING] * 4)
_PARTITIONS: Final = ("aws", "aws-cn", "aws-us-gov")
_POSITIVE: Final = frozenset(("stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"))
_MOST_NAMES: Final = 3
_MOST_NODES: Final = 5000
_ARN: Final = re.compile(r"(?:^|[._])arns?$")


@dataclass(frozen=True)
class Fault:
    """Something too wide: `sure` is None where that is not known yet. `path` leads to it in the document."""

    path: str
    expected: str
    sure: bool | None = True
    note: str = ""


def faults(statement: Statement, arns: Arns) -> Iterator[Fault]:
    """The faults of a statement, if it is an Allow statement."""
    effect = statement.has_effect("Allow")
    if effect is False:
        return
    if not isinstance(statement.value.data, dict):
        yield Fault(statement.path, "a statement that is known", None)
        return
    for found in (*_excepted(statement), *_services(statement, arns), *_resources(statement, arns)):
        yield found if effect else Fault(found.path, found.expected, None, "whether it allows or denies is not known")


def _excepted(statement: Statement) -> Iterator[Fault]:
    for name in ("Action", "Resource"):
        found = statement.element(f"Not{name}")
        if found is not None:
            note = f"allows every {name.lower()} but these"
            yield Fault(found.path, f"{name} with what is allowed, not Not{name}", True, note)


def _services(statement: Statement, arns: Arns) -> Iterator[Fault]:
    expected = "single actions, not all of a service"
    for path, pattern in patterns(statement, "Action", arns):
        if pattern is None or (has_unknown(pattern) and _is_open(pattern.partition(":")[2] or pattern)):
            yield Fault(path, expected, None)
        elif is_whole_service(pattern):
            whole = "everything" if service_of(pattern) == "*" else f"all of {service_of(pattern)}"
            yield Fault(path, expected, True, f"{pattern} allows {whole}")


def _is_open(pattern: str) -> bool:
    return all(char in "*:" or has_unknown(char) for char in pattern)


def _resources(statement: Statement, arns: Arns) -> Iterator[Fault]:
    found = statement.element("Resource")
    wide = is_everything(found, arns) if found is not None else False
    if found is None or wide is False:
        return
    actions = [pattern for _, pattern in patterns(statement, "Action", arns)]
    known = [pattern for pattern in actions if pattern is not None and not has_unknown(pattern)]
    # All of a service is a fault of its own, whatever the resource.
    named = [pattern for pattern in known if not is_whole_service(pattern)]
    passing = [pattern for pattern in named if covers(pattern.lower(), PASS_ROLE.lower())]
    if passing:
        yield Fault(found.path, f"the roles that {PASS_ROLE} may pass", wide, _on_everything(wide, passing))
    limited = _is_limited(statement, arns)
    if not limited:
        rest = [pattern for pattern in named if pattern not in passing]
        yield from _limitable(found.path, rest, wide, sure=limited is False, all_known=len(known) == len(actions))


def _limitable(path: str, names: list[str], wide: bool | None, *, sure: bool, all_known: bool) -> Iterator[Fault]:
    """What of these actions AWS could limit to resources; `sure` says that no condition does."""
    answers = {name: limitable(name) for name in names}
    can = [name for name, answer in answers.items() if answer]
    not_listed = [name for name, answer in answers.items() if answer is None]
    if can:
        note = _on_everything(wide, can) if sure else "whether the condition limits it is not known"
        yield Fault(path, f"the resources that {_names(can)} may be used on", wide if sure else None, note)
    elif not_listed or not all_known:
        note = f"whether AWS can limit {_names(not_listed)} to resources is not known"
        doubt = note if not_listed else "which actions these are is not known"
        yield Fault(path, "the resources, where AWS can limit the actions to them", None, doubt)


def _on_everything(wide: bool | None, names: list[str]) -> str:
    return f"{_names(names)} on every resource" if wide else "whether this is every resource is not known"


def _names(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more


def patterns(statement: Statement, name: str, arns: Arns) -> Iterator[tuple[str, str | None]]:
    """The strings of an element and their paths; None for what is not known to be one string or many."""
    found = statement.element(name)
    items = found.items if found is not None else ()
    if found is not None and items is None:
        yield found.path, None
    for index, item in enumerate(items or ()):
        listed = found is not None and isinstance(found.value.data, tuple)
        yield (f"{found.path}[{index}]" if listed and found else found.path if found else ""), arns.pattern(item)


def is_everything(resources: Element, arns: Arns) -> bool | None:
    """Whether resources are all there are: `*`, `arn:aws:*`."""
    if resources.items is None:
        return False if _only_arns(resources.value) else None
    return any_of(_is_all(item, arns) for item in resources.items)


def _is_all(item: Value, arns: Arns) -> bool | None:
    pattern = arns.pattern(item)
    if any(covers(pattern, f"arn:{partition}:{_SOMETHING}") for partition in _PARTITIONS):
        return True
    return None if has_unknown(pattern) and _is_open(pattern) and not _only_arns(item) else False


def _only_arns(value: Value) -> bool:
    """Whether what is not known is made of ARNs of resources, and none of the texts with them is `*`."""
    refs = [trace.ref for trace in value.origins if trace.ref is not None]
    arns = all(reference_kind(ref) == "resource" and _ARN.search(ref) for ref in refs)
    return bool(refs) and arns and not any(text.strip('"') == "*" for text in _literals(value.origin))


def _literals(origin: Origin) -> Iterator[str]:
    """The texts that stand in the source of a value; `*` where there are too many to look at."""
    stack, seen = [origin], set()
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if len(seen) > _MOST_NODES:
            yield "*"
            return
        if node.kind is Kind.LITERAL:
            yield node.span.text if node.span is not None else "*"
        stack.extend(node.inputs)


def _is_limited(statement: Statement, arns: Arns) -> bool | None:
    """Whether a condition says which resource it must be."""
    found = statement.element("Condition")
    if found is None:
        return False
    if not isinstance(found.value.data, dict):
        return None
    return any_of(_limits(found.value[test], test, arns) for test in found.value.data)


def _limits(below: Value, test: str, arns: Arns) -> bool | None:
    if test.casefold().removeprefix("foranyvalue:") not in _POSITIVE:
        return False
    if not isinstance(below.data, dict):
        return None
    values = (Element("", below[key]) for key in below.data if limits_resource(key))
    return any_of(_says_something(each, arns) for each in values)


def _says_something(element: Element, arns: Arns) -> bool | None:
    """Whether a condition's values are more than `*`."""
    if element.items is None:
        return None
    return all_of(
        None if _is_open(text) and has_unknown(text) else bool(text.strip("*"))
        for text in map(arns.text, element.items)
    )
