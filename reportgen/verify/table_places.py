"""Where the bound cells of a table stand in the table that a reader sees, its heads counted too.

bound cell 1,2 of "key_left"   ->   cell 3,2 of the table on the slide
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from reportgen.verify.bindings import BoundText


def squeezed(text: str) -> str:
    """The text with every stretch of white space as one blank."""
    return " ".join(text.split())


def seen_cells(
    group: Sequence[BoundText], cells: Mapping[tuple[int, int], str]
) -> dict[BoundText, tuple[int, int, bool]]:
    """For each bound cell of one table, row and column on the slide and whether its text stands there.

    Rows of the template may stand above, and cells of the template between: the shift of rows that fits most
    cells is the table's own, and along a row each cell is looked for behind the one before it.
    """
    rows: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for (row, column), text in sorted(cells.items()):
        rows[row].append((column, squeezed(text)))
    own: dict[int, list[tuple[int, BoundText]]] = defaultdict(list)
    for bound in group:
        at_row, _, at_cell = bound.at.partition(",")
        if at_row.isdecimal() and at_cell.isdecimal():
            own[int(at_row)].append((int(at_cell), bound))
    last, longest = max(rows, default=0), max(own, default=0)

    def fitting(shift: int) -> int:
        held = {row: {text for _, text in rows.get(row + shift, ())} for row in own}
        return sum(squeezed(bound.text) in held[row] for row, line in own.items() for _, bound in line)

    shift = max(range(max(1, last - longest + 1)), key=fitting, default=0)
    found: dict[BoundText, tuple[int, int, bool]] = {}
    for row, line in own.items():
        here = rows.get(row + shift, [])
        reached = offset = 0
        for number, bound in line:
            text = squeezed(bound.text)
            place = next((at for at in range(reached, len(here)) if here[at][1] == text), None)
            if place is None:
                found[bound] = (row + shift, number + offset, False)
                continue
            column = here[place][0]
            # An empty text fits any empty cell and proves no shift.
            if text:
                offset = column - number
                reached = place + 1
            found[bound] = (row + shift, column if text else number + offset, True)
    return found
