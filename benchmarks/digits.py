"""How many wrong digits do the checks find?

    python benchmarks/digits.py [--data data] [--trials 0] [--seed 1] [--sources FOLDER ...]

One digit of one printed figure is changed, in the token and in the value alike, as a slip of a finger
would; the checks run; the slip counts as found where a finding appears that was not there before. With
`--trials 0` every digit of every figure is changed once (takes minutes). With `--sources FOLDER` the
source texts are read too, and a slip also counts as found where its line does not show the wrong number.
Not a timing.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from reportgen.checks.coverage import tokens
from reportgen.checks.run import run_checks
from reportgen.core.findings import Issue
from reportgen.core.structs import replace
from reportgen.data.load import build_table, load
from reportgen.data.records import Figure, MetricTable


def read(folder: Path) -> MetricTable:
    names = sorted(path for path in folder.rglob("*") if path.suffix in (".csv", ".yaml"))
    return load({path.relative_to(folder).as_posix(): path.read_bytes() for path in names})


def marks(table: MetricTable) -> frozenset[tuple[str, str]]:
    """What a reader would notice: findings that are no mere information, by id and subject."""
    report = run_checks(table)
    return frozenset((issue.id, subject(issue)) for issue in report.issues if issue.severity != "info")


def subject(issue: Issue) -> str:
    return f"{issue.place}"


def slips(figure: Figure, chance: random.Random) -> Iterator[tuple[int, Figure]]:
    """The figure with each of its digits changed once: place of the digit from the left, and the figure."""
    text = f"{figure.value:f}"
    digits = [index for index, char in enumerate(text) if char.isdigit()]
    for place, index in enumerate(digits):
        others = [char for char in "0123456789" if char != text[index]]
        wrong = Decimal(text[:index] + chance.choice(others) + text[index + 1 :])
        yield place, replace(figure, value=wrong)


def printed_numbers(table: MetricTable, folders: list[Path]) -> dict[tuple[str, int], set[str]]:
    """The numbers that each line of each source text shows."""
    shown: dict[tuple[str, int], set[str]] = defaultdict(set)
    for doc, document in table.catalogue.documents.items():
        for folder in folders:
            path = folder / document.source_file
            if document.source_file and path.is_file():
                for token in tokens(path.read_text(encoding="utf-8")):
                    shown[doc, token.line].add(token.digits)
    return shown


def kind(figure: Figure) -> str:
    if figure.is_claim:
        return {"change_pct": "growth rate", "change_abs": "change", "change_pt": "change in points"}.get(
            figure.kind, "share"
        )
    if figure.key.scenario != "actual":
        return "target"
    concept = figure.key.metric.concept
    return (
        "total, main line" if not figure.key.metric.service_line and not figure.key.metric.scope else concept
    )


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--data", type=Path, default=Path("data"))
    options.add_argument("--trials", type=int, default=0)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--sources", type=Path, nargs="*", default=[])
    given = options.parse_args()
    chance = random.Random(given.seed)
    table = read(given.data)
    before = marks(table)
    cases = [(figure, place, wrong) for figure in table.figures for place, wrong in slips(figure, chance)]
    if given.trials:
        cases = chance.sample(cases, min(given.trials, len(cases)))
    found: dict[str, Counter[str]] = defaultdict(Counter)
    blind: Counter[str] = Counter()
    seen: set[str] = set()
    shown = printed_numbers(table, given.sources) if given.sources else {}
    reached: Counter[str] = Counter()
    for figure, place, wrong in cases:
        facts = tuple(wrong if fact is figure else fact for fact in table.facts)
        claims = tuple(wrong if claim is figure else claim for claim in table.claims)
        changed = build_table(table.catalogue, facts, claims)
        caught = bool(marks(changed) - before)
        group = "claims" if figure.is_claim else "facts"
        name = (
            kind(figure) if group == "claims" or "," in kind(figure) or kind(figure) == "target" else "part"
        )
        for row in (
            "all",
            group,
            f"  {name}",
            f"  digit {min(place + 1, 3)}{'+' if place > 1 else ''} from the left",
        ):
            found[row]["tried"] += 1
            found[row]["found"] += caught
        if shown:
            digits = f"{abs(wrong.value):f}"
            absent = digits not in shown.get((figure.source.doc, figure.source.line), ())
            found["checks and source text"]["tried"] += 1
            found["checks and source text"]["found"] += caught or absent
        if caught:
            seen.add(figure.id)
            reached[figure.id] += 1
        else:
            blind[str(figure.key.metric)] += 1
    for row in sorted(found, key=lambda name: (name.startswith("  "), name)):
        tried, hit = found[row]["tried"], found[row]["found"]
        print(f"{row:<28}{hit:>6} of {tried:<6}{hit / tried:>7.1%}")
    testable = sum(figure.id in seen for figure, _, _ in cases)
    print(f"{'figures that a test reaches':<28}{len(seen):>6} of {len(table.figures)}")
    print(
        f"{'  of their digits':<28}{sum(reached.values()):>6} of {testable:<6}{sum(reached.values()) / testable:>7.1%}"
    )
    print("least seen:", ", ".join(f"{name} {count}" for name, count in blind.most_common(12)))


if __name__ == "__main__":
    main()
