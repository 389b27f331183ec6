"""References inside formula texts: found, moved and written back.

    Data!$C$5:C5    ->   Data!$C$5:C7        one of a block's cells becomes its filled range
    Model!C5        ->   #REF!               its block was removed

Works on one operand of a formula; what is operand and what is string, name or function is told apart by a
tokenizer before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from reportgen.office.addresses import MAX_COLUMN, MAX_ROW, column_letters, column_number
from reportgen.office.layout import AxisLayout, Interval, Item, SheetLayout, WorkbookLayout

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


@dataclass(frozen=True, slots=True)
class Reference:
    """A rectangle as a formula names it.

    `prefix` is the sheet part as written, with its `!`, empty on the formula's own sheet. An axis is None
    where the reference takes all of it (`A:A` has no rows). `pair` tells `A1:A1` from `A1`.
    """

    prefix: str
    rows: tuple[End, End] | None
    columns: tuple[End, End] | None
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


def _corner(rows: tuple[End, End] | None, columns: tuple[End, End] | None, side: int) -> str:
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
        if match.start() and text[match.start() - 1] not in ":,( +-*/^&=<>@":
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
    prefix = match.group("sheet") or ""
    again = match.group("again")
    if again and again.casefold() != prefix.casefold():
        return None
    g = match.groups()
    # groups: sheet, cell(4), again, cell(4), columns(4), rows(4)
    if g[2] is not None:
        c1, r1 = End(column_number(g[2]), bool(g[1])), End(int(g[4]), bool(g[3]))
        pair = g[7] is not None
        c2, r2 = (End(column_number(g[7]), bool(g[6])), End(int(g[9]), bool(g[8]))) if pair else (c1, r1)
        return _checked(Reference(prefix, (r1, r2), (c1, c2), pair))
    if g[11] is not None:
        return _checked(
            Reference(
                prefix,
                None,
                (End(column_number(g[11]), bool(g[10])), End(column_number(g[13]), bool(g[12]))),
                True,
            )
        )
    return _checked(
        Reference(prefix, (End(int(g[15]), bool(g[14])), End(int(g[17]), bool(g[16]))), None, True)
    )


def _checked(reference: Reference) -> Reference | None:
    rows, columns = reference.rows, reference.columns
    if rows is not None:
        if not all(1 <= end.at <= MAX_ROW for end in rows):
            return None
        if rows[0].at > rows[1].at:
            rows = (rows[1], rows[0])
    if columns is not None:
        if not all(1 <= end.at <= MAX_COLUMN for end in columns):
            return None
        if columns[0].at > columns[1].at:
            columns = (columns[1], columns[0])
    if rows is reference.rows and columns is reference.columns:
        return reference
    return replace(reference, rows=rows, columns=columns)


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
    pair = reference.pair and not where.dollars_stay
    rows, columns = reference.rows, reference.columns
    if _moves(rows, anchored_only, MAX_ROW):
        span = (columns[0].at, columns[1].at) if columns is not None else None
        home = axes.rows_at(where.column if same else 0)
        at = (where.row_item if same else None, home)

        def stretch_rows(low: int, high: int, low_anchored: bool, high_anchored: bool) -> Interval | None:
            return axes.stretch_rows(
                low, high, span, at, low_anchored=low_anchored, high_anchored=high_anchored
            )

        near = axes.rows_at(span[0] if span else 0).near
        rows = _move(rows, stretch_rows, near, MAX_ROW, pair, where.floating)
    if _moves(columns, anchored_only, MAX_COLUMN):
        item = where.column_item if same else None

        def stretch_columns(low: int, high: int, low_anchored: bool, high_anchored: bool) -> Interval | None:
            return axes.columns.stretch(
                low, high, item, low_anchored=low_anchored, high_anchored=high_anchored
            )

        columns = _move(columns, stretch_columns, axes.columns.near, MAX_COLUMN, pair, where.floating)
    if (rows is None) != (reference.rows is None) or (columns is None) != (reference.columns is None):
        return None
    if rows == reference.rows and columns == reference.columns:
        return reference
    return replace(reference, rows=rows, columns=columns)


_Stretch = Callable[[int, int, bool, bool], Interval | None]


def _moves(ends: tuple[End, End] | None, anchored_only: bool, limit: int) -> bool:
    if ends is None or (ends[0].at == 1 and ends[1].at == limit):
        return False
    return not anchored_only or (ends[0].anchored and ends[1].anchored)


def _move(
    ends: tuple[End, End] | None,
    stretch: _Stretch,
    near: Callable[[int], int],
    limit: int,
    pair: bool,
    floating: bool,
) -> tuple[End, End] | None:
    """The moved ends; the `$` of a single cell says nothing about items: the cell stays in its own."""
    assert ends is not None
    low, high = ends
    if floating and not low.anchored and not high.anchored:
        return End(near(low.at), False), End(min(near(high.at), limit), False)
    moved = stretch(low.at, high.at, pair and low.anchored, pair and high.anchored)
    if moved is None or moved[0] > limit:
        return None
    last = limit if high.at == limit else min(moved[1], limit)
    return End(moved[0], low.anchored), End(last, high.anchored)


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
    if rows:
        return tuple(
            replace(whole, rows=ends, pair=True)
            if ends[0].at != ends[1].at
            else replace(whole, rows=ends, pair=reference.pair)
            for ends in rows
        )
    return tuple(replace(whole, columns=ends, pair=reference.pair) for ends in across)


def _scatter(ends: tuple[End, End] | None, axis: AxisLayout, at: Item | None) -> tuple[tuple[End, End], ...]:
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


def _offset(ends: tuple[End, End] | None, by: int, limit: int) -> tuple[End, End] | None:
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
