"""Several areas in the place of one: side by side, in parts, or picked out of the range that holds them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportgen.formula.function_table import IN_PARTS
from reportgen.office.addresses import MAX_COLUMN, MAX_ROW
from reportgen.office.layout import AxisLayout, Span, WorkbookLayout
from reportgen.office.references import Ends, Piece, Reference, Where, hull, parse_reference

# How many arguments a function of Excel takes, with one to spare (specifications of Excel).
MOST_ARGUMENTS = 254


def areas_text(areas: Sequence[Reference]) -> str:
    """Areas as the reference of a chart or a name holds them."""
    text = ",".join(map(str, areas))
    return f"({text})" if len(areas) > 1 else text


def listed(areas: Sequence[Reference]) -> list[Piece]:
    """Areas as arguments of a function."""
    pieces: list[Piece] = []
    for at, area in enumerate(areas):
        pieces += [",", area] if at else [area]
    return pieces


def in_parts(name: str, single: Sequence[Sequence[Piece]]) -> list[Piece]:
    """A function of very many areas as a sum of its parts, an average as one sum over another."""
    first, *rest = (_sum_of_parts(part, single) for part in IN_PARTS[name])
    return ["(", *first, "/", *rest[0], ")"] if rest else first


def _sum_of_parts(name: str, single: Sequence[Sequence[Piece]]) -> list[Piece]:
    pieces: list[Piece] = ["SUM("]
    for at in range(0, len(single), MOST_ARGUMENTS):
        pieces.append(f",{name}(" if at else f"{name}(")
        for number, part in enumerate(single[at : at + MOST_ARGUMENTS]):
            pieces += [",", *part] if number else part
        pieces.append(")")
    return [*pieces, ")"]


def picked(areas: Sequence[Reference]) -> str | None:
    """Areas in equal steps, as those cells of their range; None where they are none."""
    whole = hull(areas)
    if whole is None or whole.rows is None or whole.columns is None:
        return None
    for name, function in (("rows", "ROW"), ("columns", "COLUMN")):
        starts = [getattr(area, name)[0].at for area in areas]
        sizes = {length(getattr(area, name)) for area in areas}
        step = starts[1] - starts[0]
        others = {getattr(area, "columns" if name == "rows" else "rows") for area in areas}
        if (
            step > 0
            and len(sizes) == len(others) == 1
            and starts == [starts[0] + step * at for at in range(len(starts))]
        ):
            test = f"MOD({function}({whole})-{starts[0]},{step})<{sizes.pop()}"
            return f'IF({test},IF(ISBLANK({whole}),"",{whole}))'
    return None


_PICKED = re.compile(
    r'IF\(MOD\((ROW|COLUMN)\(([^(),"]+)\)-(\d+),(\d+)\)<(\d+),IF\(ISBLANK\(\2\),"",\2\)\)', re.IGNORECASE
)
_MOST_SPELLED = 20_000


def spelled_out(formula: str) -> str:
    """The formula with its areas one by one where they are picked out of a range, as no cell could hold it."""
    return _PICKED.sub(_spelled, formula) if "ISBLANK(" in formula else formula


def _spelled(found: re.Match[str]) -> str:
    whole, down = parse_reference(found[2]), found[1].upper() == "ROW"
    ends = None if whole is None else whole.rows if down else whole.columns
    first, step, size = (int(found[at]) for at in (3, 4, 5))
    if whole is None or ends is None or ends[0].at != first or length(ends) > step * _MOST_SPELLED:
        return found[0]
    areas = []
    for at in range(first, ends[1].at + 1, step):
        span = ends[0]._replace(at=at), ends[1]._replace(at=at + size - 1)
        areas.append(whole._replace(rows=span) if down else whole._replace(columns=span))
    return ",".join(map(str, areas))


def length(ends: Ends) -> int:
    """How many rows or columns there are between two ends."""
    return ends[1].at - ends[0].at + 1


SUBTOTALS = frozenset(("subtotal", "text"))


def is_alone(
    reference: Reference, where: Where, layout: WorkbookLayout, harmless: frozenset[str] = frozenset()
) -> bool:
    """Whether nothing stands between the copies of a reference's cells but what is harmless."""
    names = reference.sheets
    if len(names) > 1:
        return False
    sheet = names[0] if names else where.sheet
    axes = layout.sheet(sheet)
    rows = _with_blocks(reference.rows, axes.rows, MAX_ROW)
    columns = _with_blocks(reference.columns, axes.columns, MAX_COLUMN)
    own_rows, own_columns = _span(reference.rows, MAX_ROW), _span(reference.columns, MAX_COLUMN)
    return not any(
        kind not in harmless
        and rows[0] <= row <= rows[1]
        and columns[0] <= column <= columns[1]
        and not (own_rows[0] <= row <= own_rows[1] and own_columns[0] <= column <= own_columns[1])
        for (row, column), kind in layout.holds(sheet).items()
    )


def _span(ends: Ends | None, limit: int) -> Span:
    return (ends[0].at, ends[1].at) if ends is not None else (1, limit)


def _with_blocks(ends: Ends | None, axis: AxisLayout, limit: int) -> Span:
    """The template's rows (or columns) of a reference with all of the blocks that it reaches into."""
    low, high = _span(ends, limit)
    first, last = axis.band_at(low), axis.band_at(high)
    return (
        low if first is None else axis.bands[first].first,
        high if last is None else axis.bands[last].last,
    )
