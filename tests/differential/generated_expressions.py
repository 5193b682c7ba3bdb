"""Expressions of Terraform's language by the thousand, most of them of the right types and some deliberately not.

The forms are those of `data/grammar.txt`. A draw starts with any form and fills what it leaves open with forms and
leaves of that kind, at times of another; so each function is called as often as any other, and often nested.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

GRAMMAR: Final = Path(__file__).parent / "data" / "grammar.txt"
FILES: Final = Path(__file__).parent / "data" / "files"
"""A folder that stands where the expressions are evaluated."""

LOCALS: Final[dict[str, str | list[str]]] = {
    "template": "<${a}|%{ if b == 1 }one%{ else }${b}%{ endif }>",
    "words": ["${upper(a)}", "${", "$${a}"],
}
"""The locals that the forms mention, as Terraform wants to see a template behind a name."""

KINDS: Final = (
    "string",
    "string",
    "number",
    "number",
    "bool",
    "list(string)",
    "list(number)",
    "set(string)",
    "set(number)",
    "map(string)",
    "map(number)",
    "list(object)",
    "map(list(string))",
    "set(object)",
    "tuple",
    "object",
    "any",
    "null",
)
"""What K, J and `any` may stand for; twice what should be drawn more often."""

_HOLE = re.compile(r"«([^»;:]+)(:inside)?(?:; ([^»]+))?»")
_CHARACTERS = st.sampled_from("abzAZ09 _-.,:/\\\"'\n\t${}%<>&é\u0301ßΣς한🙂\u200d\u00a0\u2028")


@dataclass(frozen=True)
class Form:
    """One line of the grammar."""

    kind: str
    text: str

    @property
    def is_leaf(self) -> bool:
        return "«" not in self.text


@dataclass(frozen=True)
class Grammar:
    """The forms, by the kind that they give; those of kind K give any kind."""

    forms: list[Form] = field(default_factory=list)
    by_kind: dict[str, list[Form]] = field(default_factory=lambda: defaultdict(list))

    @cache  # noqa: B019  # there are few kinds, and few grammars
    def of(self, kind: str) -> list[Form]:
        """The forms that may give this kind."""
        outer = re.sub(r"\(.*", "(K)", kind)
        generic = self.by_kind["K"] if kind in KINDS or "(" in kind else []
        return [*self.by_kind[kind], *(self.by_kind[outer] if outer != kind else []), *generic]

    @cache  # noqa: B019
    def leaves(self, kind: str) -> list[Form]:
        """The leaves of this kind."""
        return [form for form in self.of(kind) if form.is_leaf]

    def __hash__(self) -> int:
        return id(self)


def grammar(more_leaves: Mapping[str, Iterable[str]] | None = None) -> Grammar:
    """The grammar of the file, with more leaves by kind."""
    found = Grammar()
    lines = GRAMMAR.read_text(encoding="utf-8").split("\n")
    forms = [Form(*line.split("  ", 1)) for line in lines if line and not line.startswith("#")]
    forms += [Form(kind, text) for kind, texts in (more_leaves or {}).items() for text in texts]
    for form in forms:
        found.forms.append(form)
        found.by_kind[form.kind].append(form)
    return found


def quoted(text: str) -> str:
    """The text as a quoted template that means it."""
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t"), ("${", "$${"), ("%{", "%%{")):
        text = text.replace(plain, escaped)
    return f'"{text}"'


def written(value: str | list[str]) -> str:
    """A local as it is written."""
    return quoted(value) if isinstance(value, str) else f"[{', '.join(map(quoted, value))}]"


def expressions(using: Grammar, depth: int = 3) -> st.SearchStrategy[str]:
    """Expressions that start with any of the forms which are no leaves."""
    starts = [form for form in using.forms if not form.is_leaf]

    @st.composite
    def drawn(draw: st.DrawFn) -> str:
        return _Writer(draw, using).filled(draw(st.sampled_from(starts)), "any", {}, depth)

    return drawn()


_TEXT = st.text(_CHARACTERS, max_size=8).map(quoted)
_NUMBER = st.one_of(st.integers(-(10**20), 10**20), st.decimals(-1000, 1000, allow_nan=False, places=3)).map(str)
_ONE_IN_20 = st.integers(0, 19).map(lambda number: number == 7)
_ONE_IN_8 = st.integers(0, 7).map(lambda number: number == 3)
_ONE_IN_3 = st.integers(0, 2).map(lambda number: number == 1)
_ONE_IN_2 = st.booleans()


class _Writer:
    """Fills forms, with choices that hypothesis makes."""

    def __init__(self, draw: st.DrawFn, using: Grammar) -> None:
        self.draw = draw
        self.grammar = using

    def filled(self, form: Form, kind: str, names: Mapping[str, str], depth: int) -> str:
        """The text of a form whose result should be of the kind."""
        letters = {"J": self.draw(st.sampled_from(KINDS))}
        inner = re.fullmatch(r"\w+\((.*)\)", kind)
        letters["K"] = kind if form.kind == "K" else inner[1] if inner else self.draw(st.sampled_from(KINDS))

        def hole(found: re.Match[str]) -> str:
            wanted = re.sub(r"[KJ]", lambda letter: letters[letter[0]], found[1])
            if found[2]:
                # A sign that touches the `${` behind it would escape it, and what follows is no expression then.
                return self.draw(_TEXT)[1:-1].rstrip("$%")
            more = dict(pair.split("=") for pair in (found[3] or "").split())
            more = {name: letters.get(what, what) for name, what in more.items()}
            return self.written(wanted, {**names, **more}, depth - 1)

        return _HOLE.sub(hole, form.text)

    def written(self, kind: str, names: Mapping[str, str], depth: int) -> str:
        """An expression that is mostly of the kind."""
        draw = self.draw
        if kind == "any" or draw(_ONE_IN_20):
            kind = draw(st.sampled_from(KINDS[:-1]))
        fitting = [name for name, what in names.items() if what in (kind, "any")]
        if draw(_ONE_IN_3) and fitting:
            return draw(st.sampled_from(fitting))
        if kind == "string" and draw(_ONE_IN_3):
            return draw(_TEXT)
        if kind == "number" and draw(_ONE_IN_3):
            return draw(_NUMBER)
        leaves = self.grammar.leaves(kind)
        is_primitive = kind in ("string", "number", "bool", "null") or kind not in KINDS
        chance = _ONE_IN_2 if is_primitive else _ONE_IN_8
        if leaves and (depth <= 0 or draw(chance)):
            return draw(st.sampled_from(leaves)).text
        if depth <= -2:
            return draw(st.sampled_from(self.grammar.leaves("null"))).text
        return self.filled(draw(st.sampled_from(self.grammar.of(kind))), kind, names, depth)


def drawn(count: int, using: Grammar, number: int = 0) -> list[str]:
    """So many different expressions, the same each time for the same seed."""
    found: dict[str, None] = {}
    while len(found) < count:
        number += 1

        @seed(number)
        @settings(
            max_examples=count - len(found) + 10,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(expressions(using))
        def collect(text: str) -> None:
            found[text] = None

        collect()
    return list(found)[:count]
