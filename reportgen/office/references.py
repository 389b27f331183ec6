"""References inside formula texts: found, moved and written back.

    Data!$C$5:C5    ->   Data!$C$5:C7        one of a block's cells becomes its filled range
    Model!C5        ->   #REF!               its block was removed

Works on one operand of a formula; what is operand and what is string, name or function is told apart by a
tokenizer before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from reportgen.office.addresses import MAX_COLUMN, MAX_ROW, column_letters, column_number, quote_sheet
from reportgen.office.layout import Anchors, AxisLayout, Item, SheetLayout, Span, WorkbookLayout

_SHEET = r"(?:'(?:[^']|'')+'|[^\s'!:,;()\[\]{}+\-*/^&=<>\"#@%]+(?::[^\s'!:,;()\[\]{}+\-*/^&=<>\"#@%]+)?)!"
_CELL = r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})"
_COLUMN = r"(\$?)([A-Za-z]{1,3})"
_ROW = r"(\$?)([0-9]{1,7})"
_REFERENCE = re.compile(
    rf"(?P<sheet>{_SHEET})?(?:{_CELL}(?::(?P<again>{_SHEET})?{_CELL})?|{_COLUMN}:{_COLUMN}|{_ROW}:{_ROW})(?![\w.(!])"
)


class End(NamedTuple):
    """One end of a reference on one axis: the position from 1 and whether a `$` anchors it."""

    at: int
    anchored: bool


Ends = tuple[End, End]


class Reference(NamedTuple):
    """A rectangle as a formula names it.

    `prefix` is the sheet part as written, with its `!`, empty on the formula's own sheet. An axis is None
    where the reference takes all of it (`A:A` has no rows). `pair` tells `A1:A1` from `A1`.
    """

    prefix: str
    rows: Ends | None
    columns: Ends | None
    pair: bool = False

    @property
    def sheets(self) -> tuple[str, ...]:
        """The sheet names in the prefix: none, one, or the two ends of a 3-D reference."""
        text = self.prefix.removesuffix("!")
        if text.startswith("'"):
            text = text[1:-1].replace("''", "'")
        return tuple(text.split(":")) if text else ()

    @property
    def is_anchored(self) -> bool:
        """Whether it names the same cells wherever it stands."""
        return all(end.anchored for ends in (self.rows, self.columns) for end in ends or ())

    def __str__(self) -> str:
        """The reference as it stands in a formula."""
        first, last = _corner(self.rows, self.columns, 0), _corner(self.rows, self.columns, 1)
        whole_axis = self.rows is None or self.columns is None
        return f"{self.prefix}{first}" + (f":{last}" if whole_axis or self.pair or first != last else "")


def _corner(rows: Ends | None, columns: Ends | None, side: int) -> str:
    text = ""
    if columns is not None:
        text += ("$" if columns[side].anchored else "") + column_letters(columns[side].at)
    if rows is not None:
        text += ("$" if rows[side].anchored else "") + str(rows[side].at)
    return text


Piece = str | Reference


def split_operand(text: str) -> tuple[Piece, ...]:
    """An operand as plain stretches and references: `A1#` gives the reference `A1` and the text `#`.

    Structured references and references into other workbooks are left as text.
    """
    if "[" in text:
        return (text,)
    pieces: list[Piece] = []
    done = 0
    for match in _REFERENCE.finditer(text):
        before = text[match.start() - 1 : match.start()]
        if before and before not in ":,(+-*/^&=<>@" and not before.isspace():
            continue
        reference = _reference(match.group())
        if reference is None:
            continue
        if match.start() > done:
            pieces.append(text[done : match.start()])
        pieces.append(reference)
        done = match.end()
    if done < len(text) or not pieces:
        pieces.append(text[done:])
    return tuple(pieces)


def parse_reference(text: str) -> Reference | None:
    """The one reference that `text` is; None where it is anything else."""
    pieces = split_operand(text)
    return pieces[0] if len(pieces) == 1 and isinstance(pieces[0], Reference) else None


@lru_cache(maxsize=65_536)
def _reference(text: str) -> Reference | None:
    match = _REFERENCE.fullmatch(text)
    assert match is not None
    prefix, again = match.group("sheet") or "", match.group("again")
    if again and again.casefold() != prefix.casefold():
        return None
    # groups: sheet, cell(4), again, cell(4), columns(4), rows(4); a column or a row is a `$` and its position
    groups = match.groups()

    def end(at: int, position: Callable[[str], int] = int) -> End:
        return End(position(groups[at + 1]), bool(groups[at]))

    rows = columns = None
    pair = True
    if groups[2] is not None:
        pair = groups[7] is not None
        second = 6 if pair else 1
        rows, columns = (end(3), end(second + 2)), (end(1, column_number), end(second, column_number))
    elif groups[11] is not None:
        columns = end(10, column_number), end(12, column_number)
    else:
        rows = end(14), end(16)
    if _is_beyond(rows, MAX_ROW) or _is_beyond(columns, MAX_COLUMN):
        return None
    return Reference(prefix, _ordered(rows), _ordered(columns), pair)


def _is_beyond(ends: Ends | None, limit: int) -> bool:
    return ends is not None and not all(1 <= end.at <= limit for end in ends)


def _ordered(ends: Ends | None) -> Ends | None:
    return (ends[1], ends[0]) if ends is not None and ends[0].at > ends[1].at else ends


class Where(Struct, frozen=True):
    """Where a formula is written: its sheet and, inside blocks, the items of its row and of its column.

    A `floating` formula serves a whole area and counts from its first cell (conditional formats, validations):
    there the ends without `$` are distances, which lead to the first item of a block and stay single.
    `row` and `column` are those of its cell in the template (0: none); the column tells blocks side by side apart.
    To a drawing of a block (`dollars_stay`) the `$` says nothing, since its references have no others: it reads its
    own item. A series of a chart is drawn for each `copy` of a repeated sheet.
    """

    sheet: str
    row_item: Item | None = None
    column_item: Item | None = None
    floating: bool = False
    row: int = 0
    column: int = 0
    dollars_stay: bool = False
    copy: int | None = None

    def lists(self, layout: WorkbookLayout) -> dict[int, int]:
        """The lists that the place stands for, by their numbers, and which of their items it is."""
        axes = layout.sheet(self.sheet)
        found = axes.rows_at(self.column).lists_of(self.row_item) | axes.columns.lists_of(self.column_item)
        item = layout.item(self.sheet)
        if item is not None and item.list_id:
            found[item.list_id] = item.number
        return found


def is_paired(
    axis: AxisLayout, position: int, own: Item | None, lists: Callable[[], Mapping[int, int]]
) -> bool:
    """Whether a place of the same lists leaves one item of the innermost block at a position, and not its own one."""
    index = axis.band_at(position)
    if index is None:
        return False
    band = axis.bands[index]
    if own is not None and own.band == index:
        return is_paired(band.axis(own.number), position, own.inner, lists)
    number = lists().get(band.list_id)
    if number is None:
        return False
    inner = band.axis(number)
    return band.count > 1 if inner.band_at(position) is None else is_paired(inner, position, None, lists)


def finished_cells(
    reference: Reference, where: Where, layout: WorkbookLayout, *, anchored_only: bool = False
) -> tuple[Reference, ...]:
    """The areas of the finished workbook that a template's reference means, seen from `where`; none where all is gone.

    This is the one rule of references, for whatever holds them: a reference means its own cells in every item of
    their blocks and on every copy of their sheet, and nothing that stands between; where its place stands for an item
    of the same block, or of the same list in another block or on another sheet, it means those of that item.

    `anchored_only` moves only the `$` ends: in a defined name the others count from the cell that uses it.
    """
    names = reference.sheets
    if len(names) == 2:
        return _through_sheets(reference, where, layout, anchored_only)
    sheet = names[0] if names else where.sheet
    item, copies = layout.item(where.sheet), layout.copies_of(sheet)
    is_own = not names or (item is not None and sheet.casefold() in map(str.casefold, item.siblings))
    if copies is None or is_own:
        return _on_sheet(reference, sheet, where, layout, anchored_only)
    number = (
        where.copy if where.copy is not None else where.lists(layout).get(copies[1]) if copies[1] else None
    )
    wanted = copies[0] if number is None else copies[0][number : number + 1]
    return tuple(
        area
        for name in wanted
        for area in _on_sheet(
            reference._replace(prefix=f"{quote_sheet(name)}!"), name, where, layout, anchored_only
        )
    )


def _through_sheets(
    reference: Reference, where: Where, layout: WorkbookLayout, anchored_only: bool
) -> tuple[Reference, ...]:
    """A 3-D reference: one for all its sheets where all of them mean the same cells, else one for each sheet."""
    names = reference.sheets
    firsts, lasts = (layout.copies_of(name) for name in names)
    ends = (firsts[0][:1] if firsts else names[:1]), (lasts[0][-1:] if lasts else names[1:])
    tabs = [tab.casefold() for tab in layout.tabs]
    if not (ends[0] and ends[1]):
        return ()
    if ends[0][0].casefold() not in tabs or ends[1][0].casefold() not in tabs:
        return (reference,)
    low, high = sorted(tabs.index(end[0].casefold()) for end in ends)
    found = [
        _on_sheet(reference._replace(prefix=f"{quote_sheet(name)}!"), name, where, layout, anchored_only)
        for name in layout.tabs[low : high + 1]
    ]
    alike = {tuple(area._replace(prefix="") for area in areas) for areas in found}
    if len(alike) > 1:
        return tuple(area for areas in found for area in areas)
    if firsts or lasts:
        quoted = [quote_sheet(end[0]) for end in ends]
        plain = [end[0].replace("'", "''") for end in ends]
        prefix = (
            f"'{':'.join(plain)}'!" if any(name.startswith("'") for name in quoted) else f"{':'.join(plain)}!"
        )
    else:
        prefix = reference.prefix
    return tuple(area._replace(prefix=prefix) for area in alike.pop())


def _on_sheet(
    reference: Reference, sheet: str, where: Where, layout: WorkbookLayout, anchored_only: bool
) -> tuple[Reference, ...]:
    axes = layout.sheet(sheet)
    if axes.is_identity:
        return (reference,)
    view = _View(where, axes, sheet.casefold() == where.sheet.casefold(), layout, anchored_only)
    columns = view.columns(reference)
    lanes = axes.stretches(*_positions(reference.columns)) if reference.columns else ((0, 0, axes.rows),)
    found: list[Reference] = []
    for first, last, axis in lanes:
        own = columns
        if len(lanes) > 1 and reference.columns:
            low, high = reference.columns
            part = reference._replace(
                columns=(low._replace(at=first), high._replace(at=last)), pair=reference.pair
            )
            own = view.columns(part)
        for rows in view.rows(reference, axis, first):
            for across in own:
                found.append(Reference(reference.prefix, rows, across, reference.pair))
    ends = reference.rows
    if len(lanes) > 1 and ends and all(axis.is_whole(*_positions(ends)) for _, _, axis in lanes):
        # beside the longest of blocks side by side stand the empty cells that follow the others
        whole = hull(found)
        found = [whole] if whole is not None else []
    return tuple(reference if area == reference else area for area in found)


class _View(Struct, frozen=True):
    """How one sheet's axes are seen from the place of a formula."""

    where: Where
    axes: SheetLayout
    same: bool
    layout: WorkbookLayout
    anchored_only: bool

    def lists(self) -> Mapping[int, int]:
        """The lists that the place stands for."""
        return self.where.lists(self.layout)

    def rows(self, reference: Reference, axis: AxisLayout, column: int) -> list[Ends | None]:
        """The rows that a reference means in the columns of a lane."""
        if reference.rows is None:
            return [None]
        home = self.axes.rows_at(self.where.column)
        own = home.shared(self.where.row_item, axis) if self.same else None
        at = (own, self.where.row, home)
        return list(self._ends(reference.rows, axis, MAX_ROW, at, reference.pair))

    def columns(self, reference: Reference) -> list[Ends | None]:
        """The columns that a reference means."""
        if reference.columns is None:
            return [None]
        axis = self.axes.columns
        at = (self.where.column_item if self.same else None, self.where.column, axis)
        return list(self._ends(reference.columns, axis, MAX_COLUMN, at, reference.pair))

    def _ends(
        self, ends: Ends, axis: AxisLayout, limit: int, at: tuple[Item | None, int, AxisLayout], pair: bool
    ) -> Iterator[Ends]:
        where, (low, high) = self.where, _positions(ends)
        own, home, _ = at
        # Most ends stand above or left of all blocks, or on an axis without any.
        stands = not axis.bands or (own is None and high < axis.bands[0].first)
        if stands or not _moves(ends, self.anchored_only, limit):
            yield ends
            return
        if where.floating and _is_loose(ends):
            yield End(axis.near(low), False), End(min(axis.near(high), limit), False)
            return
        item = axis.located(low, high, own, self.lists)
        anchors = _anchors(ends, pair and not where.dollars_stay)
        spans = axis.spans(low, high, item, anchors)
        if own is not None and home and not where.floating:
            spans = _before(ends, spans, axis, own, home)
        for begin, end in spans:
            if begin <= limit:
                last = limit if high == limit else min(end, limit)
                yield End(begin, ends[0].anchored), End(last, ends[1].anchored)


def _before(ends: Ends, spans: tuple[Span, ...], axis: AxisLayout, own: Item, home: int) -> tuple[Span, ...]:
    """The spans with the ends that lead into the item before: those without `$` right before the block.

    A range without `$` that begins further before the block, and ends there or in the item, goes along with it.
    """
    low, high = (None if end.anchored else axis.before(end.at, own, home) for end in ends)
    band, (first, last) = axis.bands[own.band], _positions(ends)
    is_loose = first < last and not ends[0].anchored and not ends[1].anchored
    if (
        low is None
        and spans
        and is_loose
        and first < band.first
        and last in range(band.first - 1, band.last + 1)
    ):
        low = spans[0][0] + (axis.steps(own) or 0)
    if low is None:
        # SUM(B$3:B3) of row 4: from there to the last row of the item before
        return (*spans[:-1], (spans[-1][0], max(spans[-1][0], high))) if high is not None and spans else spans
    end = high if high is not None else spans[-1][1] if spans else low
    return ((min(low, end), end),)


def move_reference(reference: Reference, where: Where, layout: WorkbookLayout) -> Reference | None:
    """The one area that reaches over all that a reference means; None where all of it is gone."""
    return hull(finished_cells(reference, where, layout))


def hull(areas: Sequence[Reference]) -> Reference | None:
    """The area of one sheet that reaches over several; None where there are none, or of several sheets."""
    if len(areas) < 2:
        return areas[0] if areas else None
    first = areas[0]
    if any(area.prefix != first.prefix for area in areas):
        return None
    return first._replace(
        rows=_hull([area.rows for area in areas]),
        columns=_hull([area.columns for area in areas]),
        pair=True,
    )


def _hull(ends: list[Ends | None]) -> Ends | None:
    known = [one for one in ends if one is not None]
    if len(known) < len(ends):
        return None
    low, high = min(known, key=lambda one: one[0].at), max(known, key=lambda one: one[1].at)
    return low[0], high[1]


def _positions(ends: Ends) -> Span:
    return ends[0].at, ends[1].at


def _anchors(ends: Ends, pair: bool) -> Anchors:
    # The `$` of a single cell says nothing about items: the cell stays in its own.
    return pair and ends[0].anchored, pair and ends[1].anchored


def _is_loose(ends: Ends) -> bool:
    return not ends[0].anchored and not ends[1].anchored


def _moves(ends: Ends, anchored_only: bool, limit: int) -> bool:
    """Whether ends move at all: those of whole rows and columns reach from edge to edge whatever is filled."""
    if _positions(ends) == (1, limit):
        return False
    return not anchored_only or (ends[0].anchored and ends[1].anchored)


def offset_reference(reference: Reference, down: int, right: int) -> Reference:
    """The reference as a copied formula has it: ends without `$` go along, round the sheet's edges."""
    rows = _offset(reference.rows, down, MAX_ROW)
    columns = _offset(reference.columns, right, MAX_COLUMN)
    return reference._replace(rows=rows, columns=columns)


def _offset(ends: Ends | None, by: int, limit: int) -> Ends | None:
    if ends is None or not by:
        return ends
    low, high = (end if end.anchored else End((end.at - 1 + by) % limit + 1, False) for end in ends)
    return (low, high) if low.at <= high.at else (high, low)


_CELLS = r"(?:\$?[A-Za-z]{1,3}\$?\d+(?::\$?[A-Za-z]{1,3}\$?\d+)?|[\w.]+)"
_WHOLE = re.compile(
    r"(?P<string>\"(?:[^\"]|\"\")*\")"
    rf"|(?P<external>'(?:[^'\[]|'')*\[(?:[^']|'')*'!{_CELLS}|\[[^\]]*\][^\s'!:,;()+\-*/^&=<>\"\[\]]*!{_CELLS})"
    r"|(?P<sheet>'(?:[^']|'')*')"
    r"|(?P<structured>[\w.\\]*\[(?:[^\[\]]|\[[^\[\]]*\])*\])"
)
_NUMBER = re.compile(r"(?<![\w.\"])(?:\d+\.?\d*|\.\d+)(?:E[+-]?\d+)?(?![\w.])")
_PREFIX = re.compile(r"_XL(?:FN|WS|UDF|L)\.|_XLPM\.")
_LOGICAL = re.compile(r"\b(TRUE|FALSE)\(\)")


@lru_cache(maxsize=65_536)
def pieces_of(formula: str) -> tuple[Piece, ...]:
    """The pieces of a formula (without `=`), which joined give it back; strings stay whole.

    Quicker than the tokenizer, and it never refuses: what cannot be read is plain text. References into other
    workbooks and into tables by name are plain text, each a piece of its own.
    """
    pieces: list[Piece] = []
    for stretch, is_whole in _stretches(formula):
        if is_whole:
            pieces.append(stretch)
        else:
            pieces.extend(split_operand(stretch))
    return tuple(pieces)


def is_external(piece: str) -> bool:
    """Whether a plain piece is a reference into another workbook."""
    match = _WHOLE.fullmatch(piece)
    return match is not None and match.lastgroup == "external"


def _stretches(formula: str) -> Iterator[tuple[str, bool]]:
    """The formula cut at what is no reference of ours; the quotes of a sheet's name do not cut."""
    begin = 0
    for match in _WHOLE.finditer(formula):
        if match.lastgroup != "sheet":
            if match.start() > begin:
                yield formula[begin : match.start()], False
            yield match.group(), True
            begin = match.end()
    if begin < len(formula):
        yield formula[begin:], False


def plain_form(text: str) -> str:
    """A stretch of a formula without references in one spelling."""
    if text.startswith('"'):
        return text
    text = _PREFIX.sub("", "".join(text.split()).upper())
    return _NUMBER.sub(lambda match: format(float(match.group()), ".15g"), _LOGICAL.sub(r"\1", text))


_LONG_NUMBER = re.compile(r"(?<![\w.\"])(?:\d+\.\d*|\.\d+|\d+(?=E[+-]?\d))(?:E[+-]?\d+)?(?![\w.])")


def formula_form(formula: str) -> str:
    """A formula (without `=`) in the one form that all spellings of it share, at its place.

    Made for many formulas: spaces, capitals and the quotes of sheets' names are left out in texts as well.
    """
    text = "".join(formula.split()).upper().replace("'", "")
    if "_XL" in text:
        text = _PREFIX.sub("", text)
    if "E()" in text:
        text = _LOGICAL.sub(r"\1", text)
    if "." in text or "E-" in text or "E+" in text:
        text = _LONG_NUMBER.sub(lambda match: format(float(match.group()), ".15g"), text)
    return text
