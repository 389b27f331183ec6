"""Several areas in the place of one: side by side, in parts, or picked out of the range that holds them."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen.office.addresses import MAX_COLUMN, MAX_ROW
from reportgen.office.layout import AxisLayout, Span, WorkbookLayout
from reportgen.office.references import Ends, Piece, Reference, Where, hull
from reportgen.xlsx.function_table import IN_PARTS

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
