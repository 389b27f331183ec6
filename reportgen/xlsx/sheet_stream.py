"""One sheet written as a stream: its head, its rows, its foot, with places for values not known yet.

    <c r="J5" s="3"#><f>E5*F5</f>#</c>      TYPE and VALUE, once the calculator has spoken:
    <c r="J5" s="3"><f>E5*F5</f><v>12</v></c>

Small sheets become plain bytes; large ones stay compressed from the first row to the finished zip.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from reportgen.office.addresses import MAX_COLUMN, MAX_ROW, cell_address
from reportgen.office.deflated import DeflatedPart, deflated
from reportgen.office.layout import SheetLayout, Span
from reportgen.office.worksheet import cells, rows
from reportgen.office.xml import serialize_xml
from reportgen.xlsx.cell_xml import TYPE, VALUE, text_xml
from reportgen.xlsx.row_templates import Old
from reportgen.xlsx.row_writer import FinishedText

LARGE = 4_000_000
_TYPE, _VALUE = TYPE.encode(), VALUE.encode()
Progress = Callable[[int], None]


@dataclass
class Extent:
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


@dataclass(frozen=True)
class Shell:
    """What stands before and behind the rows of a sheet's part."""

    head: bytes
    foot: bytes


def shell_of(root: etree._Element, prefix: str) -> Shell:
    """The shell of a sheet: taking its rows out of the tree would cost time with the square of their number."""
    whole = serialize_xml(root)
    tag = f"<{prefix}sheetData".encode()
    at = whole.index(tag)
    opening, end = whole.index(b">", at), f"</{prefix}sheetData>".encode()
    behind = opening + 1 if whole[opening - 1 : opening] == b"/" else whole.rindex(end) + len(end)
    return Shell(whole[:at] + tag + b">", end + whole[behind:])


@dataclass
class SheetStream:
    """A finished sheet's part with places for its formulas' values, and what stands in those by now."""

    pieces: list[bytes] | DeflatedPart
    prefix: str
    old: list[Old] = field(default_factory=list)
    extent: Extent = field(default_factory=Extent)

    @property
    def large(self) -> DeflatedPart | None:
        """The part in compressed form where it is too large to be held as it is."""
        return self.pieces if isinstance(self.pieces, DeflatedPart) else None

    def part(self, values: Iterable[Old]) -> Iterator[bytes]:
        """The part with these values, one for each formula cell, in order."""
        texts = _texts(values, self.prefix)
        for piece in self.pieces:
            if _TYPE not in piece and _VALUE not in piece:
                yield piece
                continue
            parts = piece.replace(_VALUE, _TYPE).split(_TYPE)  # the two always come in turns
            filled = [parts[0]]
            for part in parts[1:]:
                filled += (next(texts), part)
            yield b"".join(filled)

    def bare(self) -> Iterator[bytes]:
        """The part with all formulas and none of their values."""
        for piece in self.pieces:
            yield piece.replace(_TYPE, b"").replace(_VALUE, b"")

    def with_shell(self, old: Shell, new: Shell) -> None:
        """Put the part into another shell, after rows were found where none were looked for."""
        pieces = _reheaded(iter(self.pieces), old, new)
        self.pieces = deflated(pieces) if self.large is not None else list(pieces)


def sheet_stream(
    finished: Iterable[FinishedText],
    shell: Shell,
    prefix: str,
    progress: Progress | None,
    *,
    open_places: bool,
) -> SheetStream:
    """Take in all rows of a sheet; without `open_places` its formulas are left without values at once."""
    stream = SheetStream([], prefix)
    pieces = _pieces(finished, shell, stream, progress, open_places)
    small: list[bytes] = []
    size = 0
    for piece in pieces:
        small.append(piece)
        size += len(piece)
        if size > LARGE:
            stream.pieces = deflated(_chain(small, pieces))
            return stream
    stream.pieces = small
    return stream


def _pieces(
    finished: Iterable[FinishedText],
    shell: Shell,
    stream: SheetStream,
    progress: Progress | None,
    open_places: bool,
) -> Iterator[bytes]:
    yield shell.head
    waiting: list[str] = []
    count = 0
    for row in finished:
        waiting.append(row.text)
        if row.old:
            stream.old += row.old
        if row.last:
            stream.extent.add(row.number, row.first, row.last)
        if len(waiting) >= 1000:
            count += len(waiting)
            yield _bytes(waiting, open_places)
            waiting = []
            if progress is not None:
                progress(count)
    if waiting:
        yield _bytes(waiting, open_places)
    if progress is not None:
        progress(count + len(waiting))
    yield shell.foot


def _bytes(texts: list[str], open_places: bool) -> bytes:
    text = "".join(texts)
    return (text if open_places else text.replace(TYPE, "").replace(VALUE, "")).encode()


def _chain(held: list[bytes], rest: Iterator[bytes]) -> Iterator[bytes]:
    while held:
        yield held.pop(0)
    yield from rest


def _reheaded(pieces: Iterator[bytes], old: Shell, new: Shell) -> Iterator[bytes]:
    first = b""
    while len(first) < len(old.head):
        first += next(pieces)
    yield new.head
    yield first[len(old.head) :]
    yield from pieces


def _texts(values: Iterable[Old], prefix: str) -> Iterator[bytes]:
    before, behind = f"<{prefix}v>", f"</{prefix}v>"
    for kind, text in values:
        yield b"" if kind == "n" else f' t="{kind}"'.encode()
        yield b"" if text is None else f"{before}{text_xml(text)}{behind}".encode()
