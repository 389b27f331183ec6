"""The values of a whole block, handed out row by row as its items come by."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from reportgen.core.findings import Issue, Place, ReportgenError
from reportgen.office.addresses import column_letters, split_address
from reportgen.office.layout import AxisLayout, SheetLayout
from reportgen.office.worksheet import cells, clear, rows, set_formula, set_value
from reportgen.office.xml import namespace_of
from reportgen.plan.plan import BlockRows, BulkValue, CellWrite

_NONE: tuple[BulkValue, ...] = ()


@dataclass
class BulkFeed:
    """One `BlockRows` of a sheet: which of its values belong into which template row, and the item at hand.

    `picks` gives, for each template row, its columns with the place of their value, ascending by column.
    """

    bulk: BlockRows
    picks: dict[int, tuple[tuple[int, int], ...]]
    first_row: int
    count: int = 0
    current: Sequence[BulkValue] = _NONE
    _fetched: int = 0
    _rows: Iterator[Sequence[BulkValue]] = field(init=False)

    def __post_init__(self) -> None:
        self._rows = iter(self.bulk.rows)

    def values(self, row: int, finished: int) -> Sequence[BulkValue]:
        """The item's values at one of its template rows; the first of them fetches the next item."""
        if row == self.first_row and finished != self._fetched:
            self._fetched = finished
            found = next(self._rows, None)
            if found is None:
                raise ReportgenError(f"{self._name} has more items than rows of values")
            if len(found) != len(self.bulk.cells):
                raise ReportgenError(
                    f"{self._name}: {len(found)} values for {len(self.bulk.cells)} cells in item {self.count + 1}"
                )
            self.current = found
            self.count += 1
        return self.current

    def close(self) -> None:
        """Check that all values have gone into the sheet."""
        if next(self._rows, None) is not None:
            raise ReportgenError(f"{self._name} has fewer items than rows of values")

    @property
    def _name(self) -> str:
        return f"the block of {self.bulk.sheet}!{self.bulk.cells[0]}"


def bulk_feeds(bulk: Sequence[BlockRows], axes: SheetLayout) -> list[BulkFeed]:
    """The feeds of one sheet; their cells must stand in rows of one block and outside blocks of columns."""
    feeds: list[BulkFeed] = []
    for one in bulk:
        if not one.cells:
            raise ReportgenError("a block of rows is given values for no cells")
        picks: dict[int, list[tuple[int, int]]] = {}
        chains = set()
        for place, address in enumerate(one.cells):
            row, column = split_address(address)
            if axes.columns.band_at(column) is not None:
                raise ReportgenError(f"{one.sheet}!{address} stands in a block of columns")
            axis = axes.rows_at(column)
            chains.add(tuple((name, 0) for name, _ in axis.chain(axis.first_item(row))))
            picks.setdefault(row, []).append((column, place))
        if len(chains) > 1:
            raise ReportgenError(f"the cells {', '.join(one.cells)} of {one.sheet} stand in several blocks")
        feeds.append(BulkFeed(one, {row: tuple(sorted(found)) for row, found in picks.items()}, min(picks)))
    return feeds


MAX_TEXT = 32_767
MAX_FORMULA = 8_192

StyleOf = Callable[[CellWrite, int], int]
PlacedWrite = tuple[int, int, CellWrite]
Line = tuple[int, list[tuple[int, CellWrite]]]


@dataclass(frozen=True)
class ColumnStyles:
    """The styles of whole columns: disjoint ranges in ascending order."""

    firsts: tuple[int, ...] = ()
    lasts: tuple[int, ...] = ()
    styles: tuple[int, ...] = ()

    def at(self, column: int) -> int:
        """The style of an empty cell in `column`."""
        index = bisect_right(self.firsts, column) - 1
        return self.styles[index] if index >= 0 and column <= self.lasts[index] else 0


def column_styles(sheet: etree._Element, axis: AxisLayout) -> ColumnStyles:
    """The column styles of a template sheet, as its `cols` say, where `axis` puts the columns."""
    ns = namespace_of(sheet)
    found = sorted(
        (begin, end, int(node.get("style", "0")))
        for node in sheet.iterfind(f"{ns}cols/{ns}col")
        for begin, end in axis.copies(int(node.get("min", "1")), int(node.get("max", "1")))
    )
    return ColumnStyles(
        tuple(first for first, _, _ in found),
        tuple(last for _, last, _ in found),
        tuple(style for _, _, style in found),
    )


def writes_by_row(writes: Iterable[PlacedWrite]) -> Iterator[Line]:
    """The cells of one sheet row by row; `ReportgenError` where they are out of order."""
    current, line = 0, list[tuple[int, CellWrite]]()
    for row, column, write in writes:
        if row != current:
            if row < current:
                raise ReportgenError(f"the plan's cells are out of order at {write.sheet}!{write.cell}")
            if line:
                yield current, line
            current, line = row, []
        elif column <= line[-1][0]:
            same = "planned twice" if column == line[-1][0] else "out of order"
            raise ReportgenError(f"the plan's cells are {same} at {write.sheet}!{write.cell}")
        line.append((column, write))
    if line:
        yield current, line


FinishedRow = tuple[
    int, etree._Element, frozenset[int]
]  # its number, its element, the columns the plan wrote


def written_rows(
    sheet: etree._Element, writes: Iterable[PlacedWrite], styles: ColumnStyles, style_of: StyleOf
) -> Iterator[FinishedRow]:
    """All rows of a sheet whose rows stay where they are, with the plan's cells in them."""

    def filled(row: etree._Element, line: Line) -> FinishedRow:
        fill_row(row, *line, styles, style_of)
        return line[0], row, frozenset(column for column, _ in line[1])

    tag = f"{namespace_of(sheet)}row"
    lines = writes_by_row(writes)
    line = next(lines, None)
    for number, row in rows(sheet):
        while line is not None and line[0] < number:
            yield filled(etree.Element(tag, {"r": str(line[0])}), line)
            line = next(lines, None)
        if line is not None and line[0] == number:
            yield filled(row, line)
            line = next(lines, None)
        else:
            yield number, row, frozenset()
    while line is not None:
        yield filled(etree.Element(tag, {"r": str(line[0])}), line)
        line = next(lines, None)


def fill_row(
    row: etree._Element,
    number: int,
    writes: list[tuple[int, CellWrite]],
    styles: ColumnStyles,
    style_of: StyleOf,
) -> None:
    """Write cells, ascending by column, into one row element."""
    standing = dict(cells(row))
    behind = sorted(standing)
    row_style = int(row.get("s", "0")) if row.get("customFormat") in ("1", "true") else None
    tag = f"{namespace_of(row)}c"
    for column, write in writes:
        cell = standing.get(column)
        if cell is None:
            cell = etree.Element(tag, {"r": f"{column_letters(column)}{number}"})
            style = style_of(write, styles.at(column) if row_style is None else row_style)
            following = bisect_right(behind, column)
            if following < len(behind):
                standing[behind[following]].addprevious(cell)
            elif behind:
                standing[behind[-1]].addnext(cell)
            else:
                row.insert(0, cell)
            standing[column] = cell
            behind.insert(following, column)
        else:
            style = style_of(write, int(cell.get("s", "0")))
        if style:
            cell.set("s", str(style))
        else:
            cell.attrib.pop("s", "")
        write_cell(cell, write)
    if writes:
        row.attrib.pop("spans", "")


def write_cell(cell: etree._Element, write: CellWrite) -> None:
    """Give a cell what the plan says: a formula, a number, a text, a truth value, or nothing."""
    if write.formula:
        set_formula(cell, write.formula.removeprefix("="))
    elif write.value is None:
        clear(cell)
    else:
        set_value(cell, write.value)


def too_long(write: CellWrite, file: str) -> Issue | None:
    """A finding where a text or a formula is longer than a cell can hold."""
    if isinstance(write.value, str) and len(write.value) > MAX_TEXT:
        kind, length, limit = "text", len(write.value), MAX_TEXT
    elif len(write.formula) > MAX_FORMULA:
        kind, length, limit = "formula", len(write.formula), MAX_FORMULA
    else:
        return None
    return Issue(
        f"{kind}-too-long",
        f"a {kind} is longer than a cell can hold",
        Place(file=file, sheet=write.sheet, cell=write.cell),
        expected=f"at most {limit:,} characters",
        found=f"{length:,}",
    )
