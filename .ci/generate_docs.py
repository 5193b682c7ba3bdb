"""Writes docs/requirements/: a page for each requirement and an index, from what the requirements declare.

python .ci/generate_docs.py            # write
python .ci/generate_docs.py --check    # exit 1 where a page differs from the code
"""

from __future__ import annotations

import sys
from pathlib import Path

from pytest_ecsfargate.catalog import built_in
from pytest_ecsfargate.report.pages import index, page

FOLDER = Path(__file__).parents[1] / "docs" / "requirements"


def pages() -> dict[str, str]:
    """The text of every page by its file name."""
    catalog = built_in()
    return {"index.md": index(catalog), **{f"{found.id}.md": page(found) for found in catalog}}


def main(arguments: list[str]) -> int:
    """Writes or checks the pages; gives the exit code."""
    wanted = pages()
    there = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    if "--check" in arguments:
        wrong = sorted(name for name in {*wanted, *there} if wanted.get(name) != there.get(name))
        print("\n".join(f"docs/requirements/{name} is not what the code says" for name in wrong))
        return 1 if wrong else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in {*there} - {*wanted}:
        (FOLDER / name).unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
