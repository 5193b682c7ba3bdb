"""Requirements: a generator of verdicts and its declaration, as one callable that fails a test.

    @requirement("ECSF901", "Every service runs two tasks.", severity=Severity.LOW, looks_for="aws_ecs_service")
    def assert_two_tasks(plan: Plan, *, tasks: int = 2, allow_empty: bool = False) -> Iterator[Verdict]:
        for service in plan.services():
            yield service.expect("desired_count", tasks)

`assert_two_tasks(plan)` returns None or raises `RequirementNotMet`; `assert_two_tasks.check(plan)` gives the verdicts.
Every requirement takes `allow_empty`: to examine nothing is then no failure. A generator that names it in its own
signature shows it to type checkers too; what it does is done here.
"""

from __future__ import annotations

import inspect
import re
import typing
import warnings
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property, update_wrapper
from typing import Any, Concatenate, Final, Generic, Literal, ParamSpec

from . import waivers
from .findings import Finding, Outcome, Severity, Verdict
from .plan.errors import SettingError
from .plan.evidence import on_evidence, unread
from .plan.model import Plan
from .recording import record

P = ParamSpec("P")

BUILT_IN = f"{__package__}.requirements."
ALLOW_EMPTY = "allow_empty"
_ID = re.compile(r"ECSF\d{3}")
OWN_ID = re.compile(r"ECSF9\d{2}")


class UnknownVerdictWarning(UserWarning):
    """A requirement could not be judged, and the run was asked only to warn of that."""


class RequirementNotMet(AssertionError):
    """A requirement that does not hold; the exception's text is all there is to say of it."""

    def __init__(self, text: str, requirement: Requirement[Any], findings: tuple[Finding, ...]) -> None:
        super().__init__(text)
        self.requirement = requirement
        self.findings = findings

    def __reduce__(self) -> tuple[Any, ...]:
        return _without_origins, (str(self), self.requirement, self.findings)


# The name under which users import it, so that tracebacks show that one.
RequirementNotMet.__module__ = __package__


def _without_origins(text: str, requirement: Requirement[Any], findings: tuple[Finding, ...]) -> RequirementNotMet:
    return RequirementNotMet(text, requirement, findings)


@dataclass(frozen=True, slots=True)
class Policy:
    """How a run treats what it cannot judge: `unknown` verdicts fail a test, or only warn."""

    unknown: Literal["fail", "warn"] = "fail"


POLICY: ContextVar[Policy] = ContextVar("ecsfargate_policy", default=Policy())  # noqa: B039 (Policy is frozen)
"""The policy of the run; the plugin sets it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A keyword argument of a requirement: its name, its type as annotated, and its default."""

    name: str
    type: Any
    default: Any


@dataclass(frozen=True, slots=True, repr=False)
class Judgement:
    """The verdicts of one requirement on one plan, and what they come to.

    `empty` says that nothing was examined and that this is a failure, `complete` that all of the module was read.
    `unagreed` is the setting that the requirement needs, where nothing states it.
    """

    requirement: Requirement[Any]
    verdicts: tuple[Verdict, ...]
    empty: bool = False
    complete: bool = True
    unagreed: str = ""

    def __repr__(self) -> str:
        counts = f"{len(self.failed)} failed, {len(self.unknown)} unknown, {len(self.waived)} waived"
        return f"<Judgement {self.requirement.id} of {len(self.verdicts)}: {counts}>"

    @property
    def failed(self) -> tuple[Verdict, ...]:
        """The verdicts that say not met, and are not waived."""
        return tuple(found for found in self.verdicts if found.outcome is Outcome.NOT_MET and not found.waived)

    @property
    def unknown(self) -> tuple[Verdict, ...]:
        """The verdicts that could not be reached, and are not waived."""
        return tuple(found for found in self.verdicts if found.outcome is Outcome.UNKNOWN and not found.waived)

    @property
    def waived(self) -> tuple[Verdict, ...]:
        """The verdicts that would fail, if the team did not accept them."""
        return tuple(verdict for verdict in self.verdicts if verdict.waived)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is not met, then what is unknown, as a person may see it."""
        return tuple(Finding.of(verdict, self.fix(verdict)) for verdict in (*self.failed, *self.unknown))

    def fix(self, verdict: Verdict) -> str:
        """What to do about a verdict: as it says itself, else what to set, else what the requirement says."""
        from .report.wording import setting_fix

        return verdict.hint or setting_fix(verdict) or self.requirement.remediation

    @property
    def text(self) -> str:
        """The failure text."""
        from .report.text import failure_text

        return failure_text(self)


class Requirement(Generic[P]):
    """A declared requirement. Call it to assert it, or `check` it to get its verdicts; made by `requirement`."""

    def __init__(
        self,
        function: Callable[Concatenate[Plan, P], Iterable[Verdict]],
        id: str,
        summary: str,
        severity: Severity,
        aws_doc: str,
        remediation: str,
        looks_for: str,
        needs_state: bool = False,
        needs_deployment: bool = False,
        needs: str = "",
    ) -> None:
        update_wrapper(self, function)
        self._function: Final = function
        self.id: Final = id
        self.summary: Final = summary
        self.severity: Final = severity
        self.aws_doc: Final = aws_doc
        self.remediation: Final = remediation
        self.looks_for: Final = looks_for
        self.needs_state: Final = needs_state
        self.needs_deployment: Final = needs_deployment
        self.needs: Final = needs

    def __repr__(self) -> str:
        return f"<Requirement {self.id} {self.slug}>"

    def __reduce__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name of the function: `assert_health_checks`."""
        return self._function.__name__

    @property
    def slug(self) -> str:
        """The name in configuration files and reports: `health-checks`."""
        return self.name.removeprefix("assert_").replace("_", "-")

    @property
    def built_in(self) -> bool:
        """Whether it came with the package."""
        return self._function.__module__.startswith(BUILT_IN)

    @property
    def theme(self) -> str:
        """The folder of `requirements` that it is in, such as load_balancing; empty for a user's own requirement."""
        return self._function.__module__.removeprefix(BUILT_IN).partition(".")[0] if self.built_in else ""

    @property
    def takes_any_plan(self) -> bool:
        """Whether it judges whatever plan there is, without a state and with nothing deployed."""
        return not (self.needs_state or self.needs_deployment)

    @property
    def docs(self) -> str:
        """The page about it; empty for a user's own requirement."""
        return f"docs/requirements/{self.id}.md" if self.built_in else ""

    @cached_property
    def settings(self) -> tuple[Setting, ...]:
        """The keyword arguments, `allow_empty` included."""
        own = tuple(
            Setting(name, parameter.annotation, parameter.default)
            for name, parameter in list(self._signature.parameters.items())[1:]
        )
        named = any(setting.name == ALLOW_EMPTY for setting in own)
        return own if named else (*own, Setting(ALLOW_EMPTY, bool, False))

    @cached_property
    def _signature(self) -> inspect.Signature:
        try:
            hints = typing.get_type_hints(self._function)
        except NameError:  # a name that only type checkers import: the annotation stays text
            hints = {}
        signature = inspect.signature(self._function)
        parameters = [
            parameter.replace(annotation=hints.get(name, parameter.annotation))
            for name, parameter in signature.parameters.items()
        ]
        return signature.replace(parameters=parameters)

    def check(self, plan: Plan, *args: P.args, **settings: P.kwargs) -> list[Verdict]:
        """One verdict per place examined. Raises TypeError for a setting that the requirement does not have.

        Settings that are not passed are those of the module's `ecsfargate.toml`, else the defaults.
        """
        return list(self.judge(plan, *args, **settings).verdicts)

    def judge(self, plan: Plan, *args: P.args, **settings: P.kwargs) -> Judgement:
        """The verdicts and what they come to; raises nothing for a requirement that does not hold.

        Raises SettingError for a setting that makes no sense, such as a file that is not there.
        """
        __tracebackhide__ = True
        self._refuse_wrong(plan, settings)
        given: dict[str, Any] = {**plan.settings.get(self.slug, {}), **settings}
        allow_empty = bool(given.get(ALLOW_EMPTY, False))
        if ALLOW_EMPTY not in self._signature.parameters:
            given.pop(ALLOW_EMPTY, None)
        verdicts = self._function(plan, *args, **given)
        if not isinstance(verdicts, Iterable):
            raise TypeError(f"{self.name} must yield verdicts, but it returned {type(verdicts).__name__}")
        try:
            judged = _once(on_evidence(plan, self._verdict(verdict)) for verdict in verdicts)
        except SettingError as error:  # it is the user's: where it was found tells them nothing
            raise error.with_traceback(None) from None
        every = waivers.apply(plan, self, judged)
        if all(verdict.waived or verdict.outcome is Outcome.MET for verdict in every):
            every += waivers.apply(plan, self, unread(plan))
        unagreed = self.needs if given.get(self.needs) is None else ""
        return Judgement(self, every, not judged and not allow_empty, plan.complete, unagreed)

    def __call__(self, plan: Plan, *args: P.args, **settings: P.kwargs) -> None:
        """Raises RequirementNotMet unless every place examined meets the requirement, and there is one."""
        __tracebackhide__ = True
        self.conclude(self.judge(plan, *args, **settings), plan)

    def conclude(self, judgement: Judgement, plan: Plan) -> None:
        """What an assertion does with a judgement: records it, and raises RequirementNotMet where it does not hold."""
        __tracebackhide__ = True
        record(judgement, plan)
        soft = POLICY.get().unknown == "warn"
        if judgement.failed or judgement.empty or (judgement.unknown and not soft):
            raise RequirementNotMet(judgement.text, self, judgement.findings)
        if judgement.unknown:
            warnings.warn(UnknownVerdictWarning(judgement.text), stacklevel=3)

    def _refuse_wrong(self, plan: object, settings: Mapping[str, Any]) -> None:
        if not isinstance(plan, Plan):
            message = f"{self.name}() takes a Plan first, as the fixture `plan` gives it, not {type(plan).__name__}"
            raise TypeError(message)
        if self.needs_deployment and plan.engine != "live":
            message = f"{self.name}() takes a Deployment first, as the fixture `deployed` gives it, not a Plan"
            raise TypeError(message)
        names = [setting.name for setting in self.settings]
        for name in settings:
            if name not in names:
                near = get_close_matches(name, names, n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"it takes {', '.join(names)}"
                raise TypeError(f"{self.name}() got an unexpected keyword argument {name!r}; {hint}")

    def _verdict(self, verdict: object) -> Verdict:
        if isinstance(verdict, Verdict):
            return verdict
        raise TypeError(f"{self.name} must yield verdicts, but it yielded {type(verdict).__name__}")


def _once(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """The verdicts without repeats: what several services share is judged once for each of them."""
    kept: dict[tuple[object, ...], Verdict] = {}
    for verdict in verdicts:
        key = (verdict.outcome, verdict.address, verdict.attribute, repr(verdict.expected), verdict.note, verdict.span)
        known = kept.setdefault(key, verdict)
        if known.touches != verdict.touches:
            kept[key] = replace(known, touches=tuple(dict.fromkeys((*known.touches, *verdict.touches))))
    return tuple(kept.values())


def requirement(
    id: str,
    summary: str,
    *,
    severity: Severity = Severity.MEDIUM,
    aws_doc: str = "",
    remediation: str = "",
    looks_for: str = "",
    needs_state: bool = False,
    needs_deployment: bool = False,
    needs: str = "",
) -> Callable[[Callable[Concatenate[Plan, P], Iterable[Verdict]]], Requirement[P]]:
    """Declares the requirement that a generator of verdicts judges; its name starts with `assert_`.

    `id` is `ECSF9` and two digits for a requirement of your own. `summary` is a sentence that says what must hold,
    `looks_for` names what is examined, for the message of a plan that has none of it, `remediation` says what to do,
    `needs_state` that only a plan made against what is deployed can answer, `needs_deployment` that only what is
    deployed itself can: then the plan is a `Deployment`. `needs` names the setting without which nothing is agreed and
    nothing judged: its default is None.
    Raises ValueError for an id or a function name of another form.
    """

    def declare(function: Callable[Concatenate[Plan, P], Iterable[Verdict]]) -> Requirement[P]:
        declared = Requirement(
            function, id, summary, severity, aws_doc, remediation, looks_for, needs_state, needs_deployment, needs
        )
        if not declared.name.startswith("assert_"):
            raise ValueError(f"the name of a requirement starts with assert_, and {declared.name!r} does not")
        if not (_ID if declared.built_in else OWN_ID).fullmatch(id):
            raise ValueError(f"the id of your own requirement is ECSF900 to ECSF999, and {id!r} is not")
        return declared

    return declare
