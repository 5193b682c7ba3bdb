"""Writes the tables of docs/reference.md from the code: options with their help, fixtures with their docstrings.

python .ci/reference.py            # write
python .ci/reference.py --check    # exit 1 where the page differs from the code
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

from pytest_ecsfargate import fixtures
from pytest_ecsfargate.settings import options as settings
from pytest_ecsfargate.settings.marker import DESCRIPTION

PAGE = Path(__file__).parents[1] / "docs" / "reference.md"


def options() -> Iterator[str]:
    yield "| option | ini | |"
    yield "|---|---|---|"
    for option in settings.OPTIONS:
        yield f"| `{option.flag} {option.metavar}` | `{option.ini}` | {option.help} |"
    yield f"| `{settings.SUITE}` | `{settings.SUITE_INI}` | {settings.SUITE_HELP} |"
    yield f"| `{settings.STRICT}` | `{settings.STRICT_INI}` | {settings.STRICT_HELP} |"
    yield f"| `{settings.COMPARE} NAME OTHER` | `{settings.COMPARE_INI}` | {settings.COMPARE_HELP} |"
    yield f"| `{settings.LIVE}` | `{settings.LIVE_INI}` | {settings.LIVE_HELP} |"
    yield f"| `{settings.KEEP}` | | {settings.KEEP_HELP} |"
    yield f"| `{settings.SWEEP}` | | {settings.SWEEP_HELP} |"
    yield f"| `{settings.RECORD_METRICS} FILE` | | {settings.RECORD_METRICS_HELP} |"
    yield f"| `{settings.EXPLAIN} NAME` | | {settings.EXPLAIN_HELP} |"


def fixture_table() -> Iterator[str]:
    yield "| fixture | scope | |"
    yield "|---|---|---|"
    for name, value in vars(fixtures).items():
        if not name.startswith("_") and type(value).__name__ == "FixtureFunctionDefinition":
            text = " ".join(inspect.cleandoc(value.__doc__ or "").split())
            yield f"| `{name}` | {value._fixture_function_marker.scope} | {text} |"


def marker() -> Iterator[str]:
    yield f"`@pytest.mark.{DESCRIPTION.partition(': ')[0]}`: {DESCRIPTION.partition(': ')[2]}"


def generated(page: str) -> str:
    """The page with its generated parts made anew."""
    for name, make in {"options": options, "fixtures": fixture_table, "marker": marker}.items():
        text = "\n".join(make())
        start, end = f"<!-- generated: {name} -->\n", "<!-- end -->"
        before, _, rest = page.partition(start)
        page = f"{before}{start}{text}\n{end}{rest.partition(end)[2]}"
    return page


def main() -> int:
    before = PAGE.read_text(encoding="utf-8")
    after = generated(before)
    if "--check" in sys.argv[1:]:
        return int(before != after)
    PAGE.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
