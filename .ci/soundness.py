"""The source engine against terraform itself, by the thousand: how often they say different things.

python .ci/soundness.py [--expressions 10000] [--unknowns 3000] [--files 50000] [--corpus FOLDER] [--seed 1]

Expressions are generated and evaluated by one console for a thousand of them, expressions of unknown and sensitive
values planned, damaged files read. `--corpus` adds the `.tf` files of a folder to those that are damaged. What differs
is printed, and the command then fails.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.differential.damaged_files import corpus, damaged_texts, disagreements
from tests.differential.generated_expressions import drawn, grammar
from tests.differential.generated_truth import ask, difference, ours
from tests.differential.generated_unknowns import unknown_expressions, wrong_about_unknowns

FILES_AT_ONCE = 5000
EXPRESSIONS_AT_ONCE = 500


def expressions(count: int, seed: int) -> int:
    truth = ask("terraform", drawn(count, grammar(), seed))
    wrong = {text: found for text, answer in truth.items() if (found := difference(text, answer))}
    values = [ours(text) for text in truth]
    refused = sum(answer is None for answer in truth.values())
    unknown = sum(value is not None and not value.known for value in values)
    print(f"{len(truth)} expressions ({refused} refused by terraform, {unknown} unknown to us): {len(wrong)} differ")
    _show(wrong)
    return len(wrong)


def unknowns(count: int, seed: int) -> int:
    texts = unknown_expressions(count, seed)
    wrong: dict[str, list[str]] = {}
    for start in range(0, len(texts), EXPRESSIONS_AT_ONCE):
        wrong.update(wrong_about_unknowns("terraform", texts[start : start + EXPRESSIONS_AT_ONCE]))
    print(f"{len(texts)} expressions of unknown and sensitive values: {len(wrong)} differ")
    _show(wrong)
    return len(wrong)


def files(count: int, seed: int, folders: list[Path]) -> int:
    sound = corpus(*folders)
    judged, wrong = 0, {}
    for start in range(0, count, FILES_AT_ONCE):
        texts = damaged_texts(min(FILES_AT_ONCE, count - start), seed + start, sound)
        judged += len(texts)
        with tempfile.TemporaryDirectory() as folder:
            found = disagreements(Path("terraform"), Path(folder), texts)
        wrong.update({text: "accepted by terraform" if verdict else "refused by terraform" for text, verdict in found})
    print(f"{judged} damaged files made from {len(sound)}: {len(wrong)} differ")
    _show(wrong)
    return len(wrong)


def _show(wrong: Mapping[str, object]) -> None:
    for text, found in sorted(wrong.items(), key=lambda pair: len(pair[0]))[:50]:
        print(f"  {text[:500]!r}\n    {found}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--expressions", type=int, default=0)
    parser.add_argument("--unknowns", type=int, default=0)
    parser.add_argument("--files", type=int, default=0)
    parser.add_argument("--corpus", type=Path, action="append", default=[])
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    wrong = expressions(given.expressions, given.seed) if given.expressions else 0
    wrong += unknowns(given.unknowns, given.seed) if given.unknowns else 0
    wrong += files(given.files, given.seed, given.corpus) if given.files else 0
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
