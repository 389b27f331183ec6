"""One sheet written as a stream: its head, its rows, its foot, with places for values not known yet.

    <c r="J5" s="3"#><f>E5*F5</f>#</c>      TYPE and VALUE, once the calculator has spoken:
    <c r="J5" s="3"><f>E5*F5</f><v>12</v></c>

Small sheets become plain bytes. Of large ones the rows of blocks stay columns, all else compressed, until the values
are known; then they are compressed from the first row to the finished zip.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby, islice

from lxml import etree
from msgspec import Struct, field

from reportgen.formula.cell_xml import TYPE, VALUE
from reportgen.office.addresses import MAX_COLUMN, MAX_ROW, cell_address
from reportgen.office.deflated import DeflatedPart, deflated
from reportgen.office.layout import SheetLayout, Span
from reportgen.office.sheet_text import is_plain
from reportgen.office.worksheet import cells, rows
from reportgen.office.xml import serialize_xml, text_xml
from reportgen.xlsx.block_run import BlockRun
from reportgen.xlsx.row_templates import Old
from reportgen.xlsx.row_writer import FinishedText

LARGE = 8_000_000
_TYPE, _VALUE = TYPE.encode(), VALUE.encode()
Progress = Callable[[int], None]


class Extent(Struct):
    """The rows and columns that hold cells; all 0 while there are none."""

    top: int = 0
    left: int = 0
    bottom: int = 0
    right: int = 0

    def add(self, row: int, first: int, last: int) -> None:
        """Take in the cells `first..last` of a row below all others."""
        self.top = self.top or row
        self.bottom = row
        self.left = min(self.left or first, first)
        self.right = max(self.right, last)

    @property
    def area(self) -> str:
        """The extent as `A1:J100004`; `A1` where no cell is."""
        if not self.bottom:
            return "A1"
        first, last = cell_address(self.top, self.left), cell_address(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"


def template_extent(root: etree._Element, axes: SheetLayout) -> Extent:
    """Where the template's cells stand in the finished sheet; what a plan writes elsewhere is not known yet."""
    rows_found: list[Span] = []
    columns_found: list[Span] = []
    for row, node in rows(root):
        columns = [column for column, _ in cells(node)]
        for column in ({columns[0], columns[-1]} if not axes.lanes else columns) if columns else ():
            found = axes.rows_at(column).stretch(row, row)
            if found:
                rows_found.append(found)
        across = axes.columns.stretch(columns[0], columns[-1]) if columns else None
        if across and axes.rows.stretch(row, row):
            columns_found.append(across)
    if not rows_found or not columns_found:
        return Extent()
    return Extent(
        min(low for low, _ in rows_found),
        min(low for low, _ in columns_found),
        min(max(high for _, high in rows_found), MAX_ROW),
        min(max(high for _, high in columns_found), MAX_COLUMN),
    )


class Shell(Struct, frozen=True):
    """What stands before and behind the rows of a sheet's part."""

    head: bytes
    foot: bytes


def shell_of(root: etree._Element, prefix: str) -> Shell:
    """The shell of a sheet: taking its rows out of the tree would cost time with the square of their number."""
    whole = serialize_xml(root)
    tag, end = f"<{prefix}sheetData".encode(), f"</{prefix}sheetData>".encode()
    at, behind = _span(whole, tag + rb"(?:\s[^>]*)?>", 0)
    if whole[behind - 2 : behind - 1] != b"/":
        # Of a sheet without comments the end is found at once.
        behind = whole.index(end, behind) + len(end) if is_plain(whole) else _span(whole, end, behind)[1]
    return Shell(whole[:at] + tag + b">", end + whole[behind:])


def _span(whole: bytes, tag: bytes, begin: int) -> tuple[int, int]:
    """Where a tag stands; one inside a comment or an instruction is none."""
    found = re.compile(rb"<!--.*?-->|<\?.*?\?>|(%b)" % tag, re.DOTALL).finditer(whole, begin)
    return next(one.span() for one in found if one[1])


StreamPiece = bytes | DeflatedPart | BlockRun


class SheetStream(Struct):
    """A finished sheet's part with places for its formulas' values, and what stands in those by now.

    `pieces` are its rows; `old` counts those of runs too.
    """

    shell: Shell
    prefix: str
    pieces: list[StreamPiece] = field(default_factory=list)
    old: list[Old] = field(default_factory=list)
    extent: Extent = field(default_factory=Extent)
    is_large: bool = False

    @property
    def runs(self) -> list[BlockRun]:
        """The rows that are still held as columns, from top to bottom."""
        return [piece for piece in self.pieces if isinstance(piece, BlockRun)]

    def part(self, values: Iterable[Old]) -> Iterator[bytes]:
        """The part with these values, one for each formula cell in order but for those of solved runs."""
        texts = _texts(values, self.prefix)
        yield self.shell.head
        for piece in self.pieces:
            if isinstance(piece, BlockRun) and piece.solved:
                yield from piece.pieces("results")
            else:
                for text in _with_marks(piece):
                    yield _filled(text, texts)
        yield self.shell.foot

    def bare(self, items: Mapping[int, Sequence[int]] | None = None) -> Iterator[bytes]:
        """The part with all formulas and none of their values.

        With `items`, the rows of runs are left out but for those items, by the number of the run.
        """
        yield self.shell.head
        runs = 0
        for piece in self.pieces:
            if isinstance(piece, BlockRun):
                yield from piece.pieces("nothing") if items is None else piece.rows(items.get(runs, ()))
                runs += 1
            else:
                for text in _with_marks(piece):
                    yield text.replace(_TYPE, b"").replace(_VALUE, b"")
        yield self.shell.foot


def _with_marks(piece: StreamPiece) -> Iterable[bytes]:
    if isinstance(piece, BlockRun):
        return piece.pieces("marks")
    return (piece,) if isinstance(piece, bytes) else piece


def _filled(piece: bytes, texts: Iterator[bytes]) -> bytes:
    if _TYPE not in piece and _VALUE not in piece:
        return piece
    parts = piece.replace(_VALUE, _TYPE).split(_TYPE)  # the two always come in turns
    filled = [parts[0]]
    for part in parts[1:]:
        filled += (next(texts), part)
    return b"".join(filled)


def sheet_stream(
    finished: Iterable[FinishedText | BlockRun], shell: Shell, prefix: str, progress: Progress | None
) -> SheetStream:
    """Take in all rows of a sheet."""
    stream = SheetStream(shell, prefix)
    size = len(shell.head) + len(shell.foot)
    held: list[StreamPiece] = []
    pieces = _pieces(finished, stream, progress)
    for piece in pieces:
        held.append(piece)
        size += _size(piece, LARGE - size)
        if size > LARGE:
            stream.is_large = True
            stream.pieces = list(_packed(_chain(held, pieces)))
            return stream
    stream.pieces = [text for piece in held for text in _with_marks(piece)]
    return stream


def _size(piece: StreamPiece, limit: int) -> int:
    """The length of a piece; of rows as columns that is counted no further than `limit`."""
    size = 0
    for text in _with_marks(piece):
        size += len(text)
        if size > limit:
            break
    return size


def _packed(pieces: Iterable[StreamPiece]) -> Iterator[StreamPiece]:
    """The pieces with long stretches of texts compressed."""
    for is_text, group in groupby(pieces, key=lambda piece: isinstance(piece, bytes)):
        if not is_text:
            yield from group
            continue
        texts = (piece for piece in group if isinstance(piece, bytes))
        first = list(islice(texts, 4))
        rest = next(texts, None)
        yield b"".join(first) if rest is None else deflated(chain(first, (rest,), texts))


def _pieces(
    finished: Iterable[FinishedText | BlockRun], stream: SheetStream, progress: Progress | None
) -> Iterator[StreamPiece]:
    waiting: list[str] = []
    count = 0
    for row in finished:
        if isinstance(row, BlockRun):
            if waiting:
                yield "".join(waiting).encode()
                waiting = []
            count += row.count
            stream.old += [formula.old for formula in row.formulas] * row.count
            if row.extent[1]:
                stream.extent.add(row.first, *row.extent)
                stream.extent.add(row.last, *row.extent)
            yield row
            continue
        waiting.append(row.text)
        count += 1
        if row.old:
            stream.old += row.old
        if row.last:
            stream.extent.add(row.number, row.first, row.last)
        if len(waiting) >= 1000:
            yield "".join(waiting).encode()
            waiting = []
            if progress is not None:
                progress(count)
    if waiting:
        yield "".join(waiting).encode()
    if progress is not None:
        progress(count)


def _chain(held: list[StreamPiece], rest: Iterator[StreamPiece]) -> Iterator[StreamPiece]:
    while held:
        yield held.pop(0)
    yield from rest


def _texts(values: Iterable[Old], prefix: str) -> Iterator[bytes]:
    before, behind = f"<{prefix}v>", f"</{prefix}v>"
    for kind, text in values:
        yield b"" if kind == "n" else f' t="{kind}"'.encode()
        yield b"" if text is None else f"{before}{text_xml(text)}{behind}".encode()
