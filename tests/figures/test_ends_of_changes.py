"""What a printed change says of its two ends, over all that is printed: never another figure than its document does."""

from __future__ import annotations

from pathlib import Path

from reportgen.figures.measures import CHANGES, changes_by_end
from reportgen.figures.resolved import base_of_change, from_print, level_of_change, rank
from reportgen.project.project import Project

ROOT = Path(__file__).resolve().parents[2]


def test_both_ends_of_every_printed_change_are_printed_where_the_change_puts_them() -> None:
    table = Project(ROOT).table()
    tested = 0
    for key, changes in changes_by_end(table, CHANGES, levels=True).items():
        for claim, other in changes:
            ends = [table.by_key.get(one) for one in (key, other)]
            if rank(claim.status) or not all(ends):
                continue
            printed, known = (from_print("", facts[0]) for facts in ends if facts)
            reached = (level_of_change if claim.key == key else base_of_change)("", known, claim)
            exact = printed.bound == known.bound == "point"
            if exact and not (rank(printed.status) or rank(known.status)) and reached is not None:
                assert printed.interval is not None
                assert reached.interval is not None
                assert reached.interval.meets(printed.interval), (str(key), claim.id)
                tested += 1
    assert tested > 600
