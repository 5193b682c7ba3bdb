"""Writes the failure texts that examples/region_migration/tests compares with: read what changed before you commit it.

python .ci/expected_texts.py
"""

from __future__ import annotations

from pathlib import Path

from pytest_ecsfargate import RequirementNotMet, plan_module
from pytest_ecsfargate.catalog import built_in

MODULE = Path(__file__).parents[1] / "examples" / "region_migration"


def main() -> None:
    plan = plan_module(MODULE)
    for requirement in (found for found in built_in() if not (found.needs or found.needs_deployment)):
        try:
            requirement(plan)
        except RequirementNotMet as failure:
            path = MODULE / "tests" / "expected" / f"{requirement.name}.txt"
            path.write_text(f"{failure}\n", encoding="utf-8")
        else:
            print(f"{requirement.name} is met, which no requirement should be")


if __name__ == "__main__":
    main()
