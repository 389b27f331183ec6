"""The values of a whole block, handed out row by row as its items come by."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree
from msgspec import Struct

from reportgen.core.findings import Issue, Place, ReportgenError
from reportgen.formula.dependents import Area
from reportgen.office.addresses import cell_address, column_letters, split_address
from reportgen.office.layout import AxisLayout, SheetLayout, Span
from reportgen.office.worksheet import cells, clear, rows, set_formula, set_value
from reportgen.office.xml import namespace_of
from reportgen.plan.plan import BlockRows, CellValue, Formula, PlannedRow

_NONE: tuple[object, ...] = ()


@dataclass
class BulkFeed:
    """One `BlockRows` of a sheet: which of its values belong into which template row, and the item at hand.

    `picks` gives, for each template row, its columns with the place of their value, ascending by column.
    """

    bulk: BlockRows
    picks: dict[int, tuple[tuple[int, int], ...]]
    first_row: int
    count: int = 0
    current: Sequence[object] = _NONE
    _fetched: int = 0
    _rows: Iterator[Sequence[object]] = field(init=False)

    def __post_init__(self) -> None:
        self._rows = iter(self.bulk.rows)

    def values(self, row: int, finished: int) -> Sequence[object]:
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

    def use_up(self, count: int) -> None:
        """Count the items of rows that are written as columns."""
        self.count += count
        self._rows = iter(())

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

# From a number format, empty for none of the plan's, and the style that stands there to the finished style.
StyleOf = Callable[[str, int], int]


class ColumnStyles(Struct, frozen=True):
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
        for begin, end in axis.spans(int(node.get("min", "1")), int(node.get("max", "1")))
    )
    return ColumnStyles(
        tuple(first for first, _, _ in found),
        tuple(last for _, last, _ in found),
        tuple(style for _, _, style in found),
    )


class CheckedRows:
    """The plan's rows of one sheet, checked and counted on their way; `ReportgenError` where they are out of order."""

    def __init__(self, planned: Iterable[PlannedRow], file: str, issues: list[Issue]) -> None:
        self.count = 0
        self._planned, self._file, self._issues = planned, file, issues
        self._spans: dict[tuple[int, ...], tuple[Span, ...]] = {}
        self._stretches: dict[Span, list[Span]] = {}

    def __iter__(self) -> Iterator[PlannedRow]:
        above = 0
        for one in self._planned:
            if one.row <= above:
                word = "planned twice" if one.row == above else "out of order"
                raise ReportgenError(f"the plan's cells are {word} in row {one.row} of {one.sheet}")
            above = one.row
            spans = self._spans.get(one.columns)
            if spans is None:
                spans = self._spans[one.columns] = _spans(one)
            for span in spans:
                held = self._stretches.setdefault(span, [])
                if held and held[-1][1] + 1 == above:
                    held[-1] = held[-1][0], above
                else:
                    held.append((above, above))
            self.count += len(one.columns)
            self._issues += _too_long(one, self._file)
            yield one

    def areas(self, sheet: str) -> Iterator[Area]:
        """What the rows filled, once all of them have gone by."""
        for (left, right), held in self._stretches.items():
            for top, bottom in held:
                yield Area(sheet.casefold(), top, left, bottom, right)


def _spans(planned: PlannedRow) -> tuple[Span, ...]:
    """The stretches of neighbouring cells of a row."""
    found: list[Span] = []
    last = 0
    for column in planned.columns:
        if column <= last:
            word = "planned twice" if column == last else "out of order"
            place = f"{planned.sheet}!{cell_address(planned.row, column)}"
            raise ReportgenError(f"the plan's cells are {word} at {place}")
        if found and column == last + 1:
            found[-1] = found[-1][0], column
        else:
            found.append((column, column))
        last = column
    return tuple(found)


FinishedRow = tuple[
    int, etree._Element, frozenset[int]
]  # its number, its element, the columns the plan wrote


def written_rows(
    sheet: etree._Element, planned: Iterable[PlannedRow], styles: ColumnStyles, style_of: StyleOf
) -> Iterator[FinishedRow]:
    """All rows of a sheet whose rows stay where they are, with the plan's cells in them."""

    def filled(row: etree._Element, line: PlannedRow) -> FinishedRow:
        fill_row(row, line, styles, style_of)
        return line.row, row, frozenset(line.columns)

    tag = f"{namespace_of(sheet)}row"
    lines = iter(planned)
    line = next(lines, None)
    for number, row in rows(sheet):
        while line is not None and line.row < number:
            yield filled(etree.Element(tag, {"r": str(line.row)}), line)
            line = next(lines, None)
        if line is not None and line.row == number:
            yield filled(row, line)
            line = next(lines, None)
        else:
            yield number, row, frozenset()
    while line is not None:
        yield filled(etree.Element(tag, {"r": str(line.row)}), line)
        line = next(lines, None)


def fill_row(row: etree._Element, planned: PlannedRow, styles: ColumnStyles, style_of: StyleOf) -> None:
    """Write the plan's cells into one row element."""
    standing = dict(cells(row))
    behind = sorted(standing)
    row_style = int(row.get("s", "0")) if row.get("customFormat") in ("1", "true") else None
    tag = f"{namespace_of(row)}c"
    formats = dict(planned.formats)
    for column, content in zip(planned.columns, planned.contents, strict=True):
        cell = standing.get(column)
        number_format = formats.get(column, "")
        if cell is None:
            cell = etree.Element(tag, {"r": f"{column_letters(column)}{planned.row}"})
            style = style_of(number_format, styles.at(column) if row_style is None else row_style)
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
            style = style_of(number_format, int(cell.get("s", "0")))
        if style:
            cell.set("s", str(style))
        else:
            cell.attrib.pop("s", "")
        write_cell(cell, content)
    for column in formats.keys() - planned.columns:
        if column in standing:
            cell = standing[column]
            cell.set("s", str(style_of(formats[column], int(cell.get("s", "0")))))
    for column, code, known in planned.codes:
        formula = standing[column].find(f"{namespace_of(row)}f") if column in standing else None
        if formula is not None and formula.text:
            formula.text = recoded(formula.text, [(code, known)])
    if planned.columns:
        row.attrib.pop("spans", "")


def recoded(formula: str, codes: Iterable[tuple[str, str]]) -> str:
    """A formula with other codes in its texts, such as those of TEXT: what each is and what takes its place."""
    for code, known in codes:
        old, new = ('"' + one.replace('"', '""') + '"' for one in (code, known))
        formula = formula.replace(old, new)
    return formula


def write_cell(cell: etree._Element, content: CellValue) -> None:
    """Give a cell what the plan says: a formula, a number, a text, a truth value, or nothing."""
    if isinstance(content, Formula):
        set_formula(cell, content)
    elif content is None:
        clear(cell)
    else:
        set_value(cell, content)


def _too_long(planned: PlannedRow, file: str) -> Iterator[Issue]:
    """A finding for each text or formula that is longer than a cell can hold."""
    for column, content in zip(planned.columns, planned.contents, strict=True):
        if not isinstance(content, str) or len(content) <= MAX_FORMULA:
            continue
        kind, limit = ("formula", MAX_FORMULA) if isinstance(content, Formula) else ("text", MAX_TEXT)
        if len(content) > limit:
            yield Issue(
                f"{kind}-too-long",
                f"a {kind} is longer than a cell can hold",
                Place(file=file, sheet=planned.sheet, cell=cell_address(planned.row, column)),
                expected=f"at most {limit:,} characters",
                found=f"{len(content):,}",
            )
