"""Costs that a file tells as negative figures: one finding in place of all the sums that they break."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from reportgen.checks.check import Verdict
from reportgen.checks.ties import Tie
from reportgen.core.findings import Issue, Place
from reportgen.data.figure_files import table_file
from reportgen.importing.facts import Taken
from reportgen.importing.mapping import MAPPING

_FOLLOWS = ("tie-contradiction", "unusual-sign")


def turned_costs(ties: Sequence[Tie], taken: Sequence[Taken]) -> tuple[list[Tie], list[str]]:
    """The ties that contradict and would not with the sign of their costs turned, and the concepts of those.

    Such costs are subtracted by a rule and negative throughout the file.
    """
    told = defaultdict(list)
    for one in taken:
        told[one.key.metric.concept].append(one.number)
    negative = {name for name, numbers in told.items() if max(numbers) <= 0 and min(numbers) < 0}
    explained: list[Tie] = []
    concepts: dict[str, None] = {}
    for tie in ties:
        if tie.verdict is not Verdict.CONTRADICTION:
            continue
        costs = {
            part.metric.concept: part.value
            for part in tie.parts
            if part.sign < 0 and part.value is not None and part.metric.concept in negative
        }
        if costs and abs(tie.difference - 2 * sum(costs.values())) <= tie.allowed:
            explained.append(tie)
            concepts.update(dict.fromkeys(costs))
    return explained, list(concepts)


def with_turned(
    issues: Sequence[Issue], ties: Sequence[Tie], taken: Sequence[Taken], place: Place
) -> tuple[Issue, ...]:
    """The findings, one about costs with the opposite sign in front and in place of what follows from them."""
    explained, concepts = turned_costs(ties, taken)
    if not explained:
        return tuple(issues)
    names = {one.value.element: one.key.metric.concept for one in taken if one.key.metric.concept in concepts}
    rows = table_file(
        tuple(MAPPING.columns),
        ({"element": name, "concept": concept, "sign": "-1"} for name, concept in names.items()),
    )
    places = {figure.source.place for tie in explained for figure in tie.figures}
    first = Issue(
        "costs-below-zero",
        f"the file tells costs as negative figures, and {len(explained)} sums subtract them",
        place,
        expected="sign -1 in data/mapping.csv: " + "; ".join(rows.decode().splitlines()[1:]),
        found=", ".join(concepts),
        hint="add the lines and import again: what contradicts for this reason alone is not told",
    )
    return first, *(one for one in issues if one.id not in _FOLLOWS or one.place not in places)
