"""References inside formula texts: found, moved and written back.

    Data!$C$5:C5    ->   Data!$C$5:C7        one of a block's cells becomes its filled range
    Model!C5        ->   #REF!               its block was removed

Works on one operand of a formula; what is operand and what is string, name or function is told apart by a
tokenizer before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from reportgen.office.addresses import MAX_COLUMN, MAX_ROW, column_letters, column_number
from reportgen.office.layout import Anchors, AxisLayout, Item, SheetLayout, Span, WorkbookLayout

_SHEET = r"(?:'(?:[^']|'')+'|[^\s'!:,;()\[\]{}+\-*/^&=<>\"#@%]+(?::[^\s'!:,;()\[\]{}+\-*/^&=<>\"#@%]+)?)!"
_CELL = r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})"
_COLUMN = r"(\$?)([A-Za-z]{1,3})"
_ROW = r"(\$?)([0-9]{1,7})"
_REFERENCE = re.compile(
    rf"(?P<sheet>{_SHEET})?(?:{_CELL}(?::(?P<again>{_SHEET})?{_CELL})?|{_COLUMN}:{_COLUMN}|{_ROW}:{_ROW})(?![\w.(!])"
)


@dataclass(frozen=True, slots=True)
class End:
    """One end of a reference on one axis: the position from 1 and whether a `$` anchors it."""

    at: int
    anchored: bool


Ends = tuple[End, End]


@dataclass(frozen=True, slots=True)
class Reference:
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
        reference = _reference(match)
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


def _reference(match: re.Match[str]) -> Reference | None:
    prefix, again = match.group("sheet") or "", match.group("again")
    if again and again.casefold() != prefix.casefold():
        return None
    # groups: sheet, cell(4), again, cell(4), columns(4), rows(4); a column or a row is a `$` and its position
    groups = match.groups()

    def column(at: int) -> End:
        return End(column_number(groups[at + 1]), bool(groups[at]))

    def row(at: int) -> End:
        return End(int(groups[at + 1]), bool(groups[at]))

    rows = columns = None
    pair = True
    if groups[2] is not None:
        pair = groups[7] is not None
        second = 6 if pair else 1
        rows, columns = (row(3), row(second + 2)), (column(1), column(second))
    elif groups[11] is not None:
        columns = column(10), column(12)
    else:
        rows = row(14), row(16)
    if _is_beyond(rows, MAX_ROW) or _is_beyond(columns, MAX_COLUMN):
        return None
    return Reference(prefix, _ordered(rows), _ordered(columns), pair)


def _is_beyond(ends: Ends | None, limit: int) -> bool:
    return ends is not None and not all(1 <= end.at <= limit for end in ends)


def _ordered(ends: Ends | None) -> Ends | None:
    return (ends[1], ends[0]) if ends is not None and ends[0].at > ends[1].at else ends


@dataclass(frozen=True, slots=True)
class Where:
    """Where a formula is written: its sheet and, inside blocks, the items of its row and of its column.

    A `floating` formula serves a whole area and counts from its first cell (conditional formats, validations):
    there the ends without `$` are distances, which lead to the first item of a block and stay single.
    `column` is the template column, which tells blocks side by side apart (0: none). To a drawing of a block
    (`dollars_stay`) the `$` says nothing, since its references have no others: it reads its own item.
    """

    sheet: str
    row_item: Item | None = None
    column_item: Item | None = None
    floating: bool = False
    column: int = 0
    dollars_stay: bool = False


def move_reference(
    reference: Reference, where: Where, layout: WorkbookLayout, *, anchored_only: bool = False
) -> Reference | None:
    """The reference in the finished workbook; None where everything it names was removed.

    `anchored_only` moves only the `$` ends: in a defined name the others count from the cell that uses it.
    A 3-D reference moves with its first sheet.
    """
    names = reference.sheets
    sheet = names[0] if names else where.sheet
    axes: SheetLayout = layout.sheet(sheet)
    if axes.is_identity:
        return reference
    same = sheet.casefold() == where.sheet.casefold()
    # The `$` of a single cell says nothing about items: the cell stays in its own.
    pair = reference.pair and not where.dollars_stay
    rows, columns = reference.rows, reference.columns
    if rows is not None and _moves(rows, anchored_only, MAX_ROW):
        across = (columns[0].at, columns[1].at) if columns is not None else None
        if where.floating and _is_loose(rows):
            rows = _distance(rows, axes.rows_at(across[0] if across else 0), MAX_ROW)
        else:
            at = (where.row_item if same else None, axes.rows_at(where.column if same else 0))
            rows = _placed(
                rows, axes.stretch_rows(*_positions(rows), across, at, _anchors(rows, pair)), MAX_ROW
            )
    if columns is not None and _moves(columns, anchored_only, MAX_COLUMN):
        if where.floating and _is_loose(columns):
            columns = _distance(columns, axes.columns, MAX_COLUMN)
        else:
            item = where.column_item if same else None
            span = axes.columns.stretch(*_positions(columns), item, _anchors(columns, pair))
            columns = _placed(columns, span, MAX_COLUMN)
    if (rows is None) != (reference.rows is None) or (columns is None) != (reference.columns is None):
        return None
    if rows == reference.rows and columns == reference.columns:
        return reference
    return replace(reference, rows=rows, columns=columns)


def _positions(ends: Ends) -> Span:
    return ends[0].at, ends[1].at


def _anchors(ends: Ends, pair: bool) -> Anchors:
    return pair and ends[0].anchored, pair and ends[1].anchored


def _is_loose(ends: Ends) -> bool:
    return not ends[0].anchored and not ends[1].anchored


def _moves(ends: Ends, anchored_only: bool, limit: int) -> bool:
    """Whether ends move at all: those of whole rows and columns reach from edge to edge whatever is filled."""
    if _positions(ends) == (1, limit):
        return False
    return not anchored_only or (ends[0].anchored and ends[1].anchored)


def _distance(ends: Ends, axis: AxisLayout, limit: int) -> Ends:
    """The ends of a floating formula, which are distances from its first cell."""
    return End(axis.near(ends[0].at), False), End(min(axis.near(ends[1].at), limit), False)


def _placed(ends: Ends, span: Span | None, limit: int) -> Ends | None:
    """The ends at their finished place, cut at the sheet's edge; what reached the edge still does."""
    if span is None or span[0] > limit:
        return None
    low, high = ends
    last = limit if high.at == limit else min(span[1], limit)
    return End(span[0], low.anchored), End(last, high.anchored)


_MOST_PIECES = 100


def scattered_references(reference: Reference, where: Where, layout: WorkbookLayout) -> tuple[Reference, ...]:
    """A reference to some rows (or columns) of a block, as one reference for each item of the block.

    Nothing where one reference says the same, where it is written in an item of that block, or where there
    would be more than 100 of them.
    """
    names = reference.sheets
    sheet = names[0] if names else where.sheet
    axes = layout.sheet(sheet)
    if axes.is_identity or where.floating or len(names) > 1:
        return ()
    same = sheet.casefold() == where.sheet.casefold()
    columns = reference.columns
    lanes = axes.stretches(columns[0].at, columns[1].at) if columns else ((0, 0, axes.rows),)
    if len(lanes) > 1:
        return ()
    axis = lanes[0][2]
    at = axes.rows_at(where.column).shared(where.row_item, axis) if same else None
    rows = _scatter(reference.rows, axis, at)
    across = _scatter(columns, axes.columns, where.column_item if same else None)
    if bool(rows) == bool(across):
        return ()
    whole = move_reference(reference, where, layout)
    if whole is None:
        return ()
    if across:
        return tuple(replace(whole, columns=ends, pair=reference.pair) for ends in across)
    return tuple(replace(whole, rows=ends, pair=reference.pair or ends[0].at != ends[1].at) for ends in rows)


def _scatter(ends: Ends | None, axis: AxisLayout, at: Item | None) -> tuple[Ends, ...]:
    if ends is None:
        return ()
    low, high = ends
    band = axis.band_at(low.at)
    if band is None or axis.band_at(high.at) != band or (at is not None and at.band == band):
        return ()
    found = axis.copies(low.at, high.at)
    if not 1 < len(found) <= _MOST_PIECES:
        return ()
    return tuple((End(begin, low.anchored), End(end, high.anchored)) for begin, end in found)


def offset_reference(reference: Reference, down: int, right: int) -> Reference:
    """The reference as a copied formula has it: ends without `$` go along, round the sheet's edges."""
    rows = _offset(reference.rows, down, MAX_ROW)
    columns = _offset(reference.columns, right, MAX_COLUMN)
    return replace(reference, rows=rows, columns=columns)


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
