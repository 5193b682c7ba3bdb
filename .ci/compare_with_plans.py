"""Plans modules by the source engine and by terraform in the emulated account, and says where the two differ.

    python .ci/compare_with_plans.py shop/terraform --var-file shop/dev.tfvars --var image=shop:1.0
    python .ci/compare_with_plans.py --list modules.toml --markdown table.md --json details.json

A list names many modules, paths being relative to it:

    [shop]
    path = "checkouts/shop/terraform"
    var_files = ["checkouts/shop/dev.tfvars"]
    variables = { image = "shop:1.0" }

Exits 1 where the source engine says something that the plan does not.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from pytest_ecsfargate.account.errors import AccountError
from pytest_ecsfargate.catalog import built_in
from pytest_ecsfargate.plan.from_source import plan_module
from pytest_ecsfargate.plan.model import Plan
from pytest_ecsfargate.plan.request import PlanRequest
from pytest_ecsfargate.terraform.errors import TerraformError
from tests.differential.comparison import Leaf, output_leaves, resource_leaves
from tests.differential.terraform_plan import plan_with_terraform

Verdict = tuple[str, str, str]
KEY = re.compile(r"\[(?:\d+|\*|\"(?:[^\"\\]|\\.)*\")\]")


@dataclass
class Compared:
    """What came out for one module. `failure` is what terraform said where it made no plan.

    `uncounted` addresses are in the plan, and the source engine knows the block but not how many instances it has.
    """

    name: str
    failure: str = ""
    diagnostics: list[str] = field(default_factory=list)
    partial: list[str] = field(default_factory=list)
    addresses: int = 0
    missing: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    uncounted: int = 0
    leaves: list[Leaf] = field(default_factory=list)
    verdicts: list[tuple[Verdict, str]] = field(default_factory=list)

    @property
    def kinds(self) -> Counter[str]:
        """How many leaves of each kind there are."""
        return Counter(leaf.kind for leaf in self.leaves)

    @property
    def reasons(self) -> Counter[str]:
        """Why leaves that the plan knows are unknown to the source engine."""
        return Counter(leaf.reason for leaf in self.leaves if leaf.kind == "only the plan knows")


def compared(name: str, request: PlanRequest) -> Compared:
    """Both plans of one module, compared."""
    source = plan_module(request.module, variables=request.variables, var_files=request.var_files)
    made = Compared(name, diagnostics=[str(found) for found in source.diagnostics])
    assert source.configuration is not None
    made.partial = sorted({module.path for module in source.configuration.tree() if module.partial})
    try:
        theirs = plan_with_terraform(request)
    except (TerraformError, AccountError) as error:
        made.failure = str(error)
        return made
    ours = {found.address: found for found in source if found.mode != "ephemeral"}
    uncounted = {KEY.sub("", address): found for address, found in ours.items() if found.maybe}
    made.addresses = len(theirs.resources)
    made.extra = sorted(address for address in ours.keys() - theirs.resources.keys() if not ours[address].maybe)
    for address, planned in theirs.resources.items():
        found = ours.get(address) or uncounted.get(KEY.sub("", address))
        if found is None:
            made.missing.append(address)
        else:
            made.uncounted += address not in ours
            made.leaves += resource_leaves(found, planned, theirs.deferred)
    for output, planned in theirs.outputs.items():
        if output in source.outputs:
            made.leaves += output_leaves(output, source.outputs[output], planned, theirs.deferred)
        else:
            made.missing.append(f"output.{output}")
    made.verdicts = list(disagreements(source, theirs.plan))
    return made


def disagreements(source: Plan, planned: Plan) -> Iterator[tuple[Verdict, str]]:
    """The verdicts that only one of the two plans gives, and which one that is."""
    ours, theirs = verdicts(source), verdicts(planned)
    for verdict in sorted(ours ^ theirs):
        yield verdict, "source" if verdict in ours else "terraform"


def verdicts(plan: Plan) -> set[Verdict]:
    """What every requirement says of a plan: its id, an address, an outcome."""
    return {
        (requirement.id, verdict.address, verdict.outcome.value)
        for requirement in built_in()
        if not requirement.needs_deployment
        for verdict in requirement.judge(plan, allow_empty=True).verdicts
    }


COLUMNS = (
    "addresses",
    "uncounted",
    "missing",
    "extra",
    "equal",
    "unknown in both",
    "only we know",
    "only the plan knows",
    "wrong",
    "verdicts",
)


def row(made: Compared) -> list[str]:
    """The cells of a module's line."""
    kinds = made.kinds
    counts = [made.addresses, made.uncounted, len(made.missing), len(made.extra)]
    counts += [kinds[kind] for kind in COLUMNS[4:9]]
    return [made.name, *(str(count) for count in counts), str(len(made.verdicts))]


def table(every: list[Compared]) -> str:
    """One line for each module and one for all; below it why leaves are unknown to the source engine alone."""
    planned = [made for made in every if not made.failure]
    total = Compared(
        f"all {len(planned)}",
        addresses=sum(made.addresses for made in planned),
        uncounted=sum(made.uncounted for made in planned),
        missing=[address for made in planned for address in made.missing],
        extra=[address for made in planned for address in made.extra],
        leaves=[leaf for made in planned for leaf in made.leaves],
        verdicts=[found for made in planned for found in made.verdicts],
    )
    lines = ["| module | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    for made in every:
        cells = [made.name, "no plan", *[""] * (len(COLUMNS) - 1)] if made.failure else row(made)
        lines.append("| " + " | ".join(cells) + " |")
    lines += [
        "| " + " | ".join(row(total)) + " |",
        "",
        "| only the plan knows | leaves | of all leaves |",
        "|---|---|---|",
    ]
    share = max(len(total.leaves), 1) / 100
    lines += [f"| {reason} | {count} | {count / share:.1f} % |" for reason, count in total.reasons.most_common()]
    return "\n".join(lines)


def details(made: Compared) -> Iterator[str]:
    """What is to be looked at in one module."""
    yield f"== {made.name}"
    yield from (f"   no plan: {line}" for line in made.failure.splitlines())
    yield from (f"   not parsed: {path}" for path in made.partial)
    yield from (f"   diagnostic: {text}" for text in made.diagnostics)
    yield from (f"   missing: {address}" for address in made.missing)
    yield from (f"   extra: {address}" for address in made.extra)
    yield from (f"   wrong: {leaf.path}: {leaf.shown}" for leaf in made.leaves if leaf.kind == "wrong")
    for (identifier, address, outcome), engine in made.verdicts:
        yield f"   only {engine}: {identifier} {address}: {outcome}"


def requests(arguments: argparse.Namespace) -> Iterator[tuple[str, PlanRequest]]:
    """The modules to compare, by the name to show."""
    if arguments.module is not None:
        variables = dict(text.split("=", 1) for text in arguments.var)
        files = tuple(path.absolute() for path in arguments.var_file)
        yield arguments.module.name, PlanRequest(arguments.module.absolute(), variables, files)
    if arguments.list is not None:
        base = arguments.list.absolute().parent
        listed: Mapping[str, Any] = tomllib.loads(arguments.list.read_text(encoding="utf-8"))
        for name, entry in listed.items():
            if not arguments.only or name in arguments.only:
                files = tuple(base / path for path in entry.get("var_files", ()))
                yield name, PlanRequest(base / entry["path"], entry.get("variables", {}), files)


def compare_all(wanted: Iterable[tuple[str, PlanRequest]]) -> Iterator[Compared]:
    """The comparisons, each printed as it is done."""
    for name, request in wanted:
        made = compared(name, request)
        print("\n".join(details(made)), flush=True)
        yield made


def main() -> int:
    """Compares, prints and perhaps writes files; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("module", type=Path, nargs="?", help="the folder of a root module")
    parser.add_argument("--var-file", type=Path, action="append", default=[], metavar="FILE")
    parser.add_argument("--var", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--list", type=Path, metavar="FILE", help="a TOML file that names modules")
    parser.add_argument("--only", action="append", metavar="NAME", help="only this one of the list; may be repeated")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table to this file")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all that was found to this file")
    arguments = parser.parse_args()
    every = list(compare_all(requests(arguments)))
    text = table(every)
    print(f"\n{text}")
    if arguments.markdown is not None:
        arguments.markdown.write_text(text + "\n", encoding="utf-8")
    if arguments.json is not None:
        arguments.json.write_text(json.dumps([asdict(made) for made in every], indent=1), encoding="utf-8")
    return int(any(made.kinds["wrong"] or made.missing or made.extra for made in every))


if __name__ == "__main__":
    sys.exit(main())
