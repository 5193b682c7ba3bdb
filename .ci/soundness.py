"""The source engine against terraform itself, by the thousand: how often they say different things.

python .ci/soundness.py [--expressions 10000] [--unknowns 3000] [--files 50000] [--corpus FOLDER] [--seed 1]

Expressions are generated and evaluated by one console for a thousand of them, expressions of unknown and sensitive
values planned, damaged files read. `--corpus` adds the `.tf` files of a folder to those that are damaged. Each batch is
told when it is done. What differs, or is not answered by terraform, is printed, and the command then fails.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.differential.answers import in_halves
from tests.differential.damaged_files import corpus, damaged_texts, disagreements
from tests.differential.generated_expressions import drawn, grammar
from tests.differential.generated_truth import ask, difference, ours
from tests.differential.generated_unknowns import unknown_expressions, wrong_about_unknowns

Differences = dict[str, str]

FILES_AT_ONCE = 5000
EXPRESSIONS_AT_ONCE = 1000
UNKNOWNS_AT_ONCE = 500
MOST_SHOWN = 50


def expressions(texts: Sequence[str]) -> Differences:
    """Generated expressions: how value, type and mark differ from what the console says."""
    unanswered: list[str] = []
    truth = ask("terraform", texts, unanswered)
    values = [ours(text) for text in truth]
    refused = sum(answer is None for answer in truth.values())
    unknown = sum(value is not None and not value.known for value in values)
    print(f"  {refused} refused by terraform, {unknown} unknown to us", end="")
    wrong = {text: found for text, answer in truth.items() if (found := difference(text, answer))}
    return {**wrong, **dict.fromkeys(unanswered, "not answered by terraform")}


def unknowns(texts: Sequence[str]) -> Differences:
    """Expressions of unknown and sensitive values: how they differ from what a plan says."""
    unanswered: list[str] = []
    wrong = in_halves(lambda some: wrong_about_unknowns("terraform", some), texts, unanswered)
    print(f"  {len(texts) - len(unanswered)} planned", end="")
    return {**{text: str(found) for text, found in wrong.items()}, **dict.fromkeys(unanswered, "not planned")}


def files(texts: Sequence[str]) -> Differences:
    """Damaged files: which terraform and we judge differently."""
    with tempfile.TemporaryDirectory() as folder:
        found = disagreements(Path("terraform"), Path(folder), list(texts))
    print(f"  {len(texts)} read", end="")
    return {text: "accepted by terraform" if verdict else "refused by terraform" for text, verdict in found}


def in_batches(
    what: str, count: int, at_once: int, make: Callable[[int, int], Sequence[str]], judge: Callable[..., Differences]
) -> int:
    """Makes and judges so many texts, a batch at a time, `make(count, number)` for each; how many differ."""
    if not count:
        return 0
    wrong: Differences = {}
    seen: set[str] = set()
    for start in range(0, count, at_once):
        texts = [text for text in make(min(at_once, count - start), start) if text not in seen]
        seen.update(texts)
        found = judge(texts)
        wrong.update(found)
        print(f": {len(found)} of {len(texts)} {what} differ", flush=True)
    print(f"{len(seen)} {what}: {len(wrong)} differ", flush=True)
    for text, difference_ in sorted(wrong.items(), key=lambda pair: len(pair[0]))[:MOST_SHOWN]:
        print(f"  {text[:500]!r}\n    {difference_}", flush=True)
    return len(wrong)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--expressions", type=int, default=0)
    parser.add_argument("--unknowns", type=int, default=0)
    parser.add_argument("--files", type=int, default=0)
    parser.add_argument("--corpus", type=Path, action="append", default=[])
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    forms, seed = grammar(), given.seed
    sound = corpus(*given.corpus) if given.files else []
    wrong = in_batches(
        "expressions",
        given.expressions,
        EXPRESSIONS_AT_ONCE,
        lambda count, number: drawn(count, forms, seed + number),
        expressions,
    )
    wrong += in_batches(
        "expressions of unknown and sensitive values",
        given.unknowns,
        UNKNOWNS_AT_ONCE,
        lambda count, number: unknown_expressions(count, seed + number),
        unknowns,
    )
    wrong += in_batches(
        f"damaged files made from {len(sound)}",
        given.files,
        FILES_AT_ONCE,
        lambda count, number: damaged_texts(count, seed + number, sound),
        files,
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
