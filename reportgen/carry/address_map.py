"""Where rows (or columns) of an old sheet stand in a new one, told by what they say.

    old   3 revenue   4 cost_of_revenues   5 (blank)   6 gross_margin
    new   3 revenue   4 (blank)   5 cost_of_revenues   6 (blank)   7 gross_margin
    map   3 -> 3      4 -> 5      5 -> 6               6 -> 7

Keys are matched wherever they stand; texts that stand only once, too; what lies between two matched lines
goes along with both of them, or with the one whose neighbourhood it fits.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

from msgspec import Struct, field

from reportgen.office.addresses import MAX_COLUMN, MAX_ROW, quote_sheet
from reportgen.office.references import End, Piece, Reference, is_external, pieces_of, plain_form
from reportgen.plan.build_record import BookCells, SheetCells


class AxisLine(Struct, frozen=True):
    """One row or column: its key, all its texts, and the first of them; a line without texts is blank."""

    key: str = ""
    texts: str = ""
    first: str = ""


class AxisMap(Struct, frozen=True, dict=True):
    """The new place of each old line, from 1; lines beyond the last old one keep their distance to it.

    A line without a place in the new sheet gives None.
    """

    places: Mapping[int, int]
    length: int
    new_length: int

    @cached_property
    def _back(self) -> Mapping[int, int]:
        return {new: old for old, new in self.places.items()}

    def __call__(self, at: int) -> int | None:
        """The new place of an old line."""
        if at > self.length:
            return at - self.length + self.new_length
        return self.places.get(at)

    def back(self, at: int) -> int | None:
        """The old place of a new line; None for a line that is new."""
        if at > self.new_length:
            return at - self.new_length + self.length
        return self._back.get(at)

    @cached_property
    def _ordered(self) -> list[int]:
        return sorted(self.places)

    def inside(self, low: int, high: int) -> tuple[int, int] | None:
        """The new places of the first and the last line of `low..high` that have one; None where none has."""
        if high > self.length:
            first = self(low) if low > self.length else self._first(low, self.length)
            return (first or self.new_length + 1), high - self.length + self.new_length
        begin, end = bisect_left(self._ordered, low), bisect_left(self._ordered, high + 1)
        if begin == end:
            return None
        ends = self.places[self._ordered[begin]], self.places[self._ordered[end - 1]]
        return min(ends), max(ends)

    def _first(self, low: int, high: int) -> int | None:
        at = bisect_left(self._ordered, low)
        return self.places[self._ordered[at]] if at < len(self._ordered) else None

    def same_lines(self, old: tuple[int, int], new: tuple[int, int]) -> bool:
        """Whether two stretches hold the same lines, those aside that only one of the sheets has."""
        places = {place for at in range(old[0], old[1] + 1) if (place := self(at)) is not None}
        standing = {at for at in range(new[0], new[1] + 1) if self.back(at) is not None}
        return bool(places) and places == standing


def axis_map(old: Sequence[AxisLine], new: Sequence[AxisLine]) -> AxisMap:
    """The map between the lines of an old and of a new sheet; the first line of each is line 1."""
    if old == new:
        places = {at: at for at in range(1, len(old) + 1)}
        return AxisMap(places, len(old), len(new))
    found: dict[int, int] = {}
    taken: set[int] = set()

    def pair(old_keys: Iterable[tuple[int, str]], new_keys: Iterable[tuple[int, str]]) -> None:
        theirs = _single(new_keys)
        for key, at in _single(old_keys).items():
            if key in theirs and at not in found and theirs[key] not in taken:
                found[at] = theirs[key]
                taken.add(theirs[key])

    pair(_named(old, "key"), _named(new, "key"))
    for name in ("texts", "first"):
        pair(
            ((at, text) for at, text in _named(old, name) if at not in found and not old[at - 1].key),
            ((at, text) for at, text in _named(new, name) if at not in taken and not new[at - 1].key),
        )
    _fill(old, new, found, taken)
    return AxisMap(dict(sorted(found.items())), len(old), len(new))


def _named(lines: Sequence[AxisLine], name: str) -> Iterable[tuple[int, str]]:
    return ((at, text) for at, line in enumerate(lines, 1) if (text := getattr(line, name)))


def _single(keys: Iterable[tuple[int, str]]) -> dict[str, int]:
    """The keys that stand only once."""
    found: dict[str, int] = {}
    twice: set[str] = set()
    for at, key in keys:
        if key in found:
            twice.add(key)
        found[key] = at
    return {key: at for key, at in found.items() if key not in twice}


def _fill(old: Sequence[AxisLine], new: Sequence[AxisLine], found: dict[int, int], taken: set[int]) -> None:
    """Give lines between matched ones the place at the same distance, first from above, then from below."""
    for order, step in ((range(1, len(old) + 1), -1), (range(len(old), 0, -1), 1)):
        for at in order:
            if at in found:
                continue
            beside = at + step
            if beside in found:
                place = found[beside] - step
            elif beside in (0, len(old) + 1):  # the edges of both sheets belong together
                place = 1 if step < 0 else len(new)
            else:
                continue
            if 1 <= place <= len(new) and place not in taken and _alike(old[at - 1], new[place - 1]):
                found[at] = place
                taken.add(place)


def _alike(old: AxisLine, new: AxisLine) -> bool:
    """Whether two lines without a match of their own may be the same: equal first texts, or neither has any."""
    if old.key or new.key:
        return old.key == new.key
    return old.first == new.first


_ABOUT = 0.8
_WORD = re.compile(r"(?<![\w.\\!])([^\W\d][\w.\\]*)(?![\w.(!])")


class SheetMap(Struct, frozen=True):
    """One sheet: its old name, its new one, and where its rows and columns stand."""

    old: str
    new: str
    rows: AxisMap
    columns: AxisMap

    def spot(self, row: int, column: int) -> tuple[int, int] | None:
        """The new row and column of a cell; None where it has none."""
        there = self.rows(row), self.columns(column)
        return (there[0], there[1]) if there[0] is not None and there[1] is not None else None


class MovedFormula(Struct, frozen=True):
    """A formula in the new workbook: `lost` are references and names without a place, `cut` those that lost an end."""

    text: str
    lost: tuple[str, ...]
    cut: tuple[str, ...]


class BookMap(Struct, frozen=True):
    """All sheets by their old names case-folded; `gone` are old sheets and names that the new workbook has not.

    `renamed` gives new names for sheets of a person's own.
    """

    sheets: Mapping[str, SheetMap]
    gone: frozenset[str] = frozenset()
    gone_names: frozenset[str] = frozenset()
    renamed: Mapping[str, str] = field(default_factory=dict)

    def sheet(self, old: str) -> SheetMap | None:
        """The map of the sheet called `old` in the old workbook."""
        return self.sheets.get(old.casefold())

    def formula(self, text: str, home: str) -> MovedFormula:
        """The formula (without `=`) of a cell of the old sheet `home`, moved."""
        moved: list[str] = []
        lost: list[str] = []
        cut: list[str] = []
        for piece in pieces_of(text):
            if isinstance(piece, str):
                lost += self._lost_words(piece)
                moved.append(piece)
                continue
            there = self._reference(piece, home)
            if there is None:
                lost.append(str(piece))
                moved.append(str(piece))
                continue
            if there[1]:
                cut.append(str(piece))
            moved.append(str(there[0]))
        return MovedFormula("".join(moved), tuple(lost), tuple(cut))

    def _lost_words(self, text: str) -> list[str]:
        if text.startswith('"'):
            return []
        if is_external(text):
            return [text]
        words = (match.group(1) for match in _WORD.finditer(text))
        return [word for word in words if word.casefold() in self.gone_names]

    def _reference(self, reference: Reference, home: str) -> tuple[Reference, bool] | None:
        """The moved reference and whether it lost an end; None where nothing of it is left."""
        names = reference.sheets or (home,)
        if any(name.casefold() in self.gone for name in names):
            return None
        prefix = self._prefix(reference)
        sheet = self.sheet(names[0])
        if sheet is None:
            return reference._replace(prefix=prefix), False
        rows = _ends(reference.rows, sheet.rows, MAX_ROW)
        columns = _ends(reference.columns, sheet.columns, MAX_COLUMN)
        if rows is None or columns is None:
            return None
        moved = reference._replace(prefix=prefix, rows=rows[0], columns=columns[0])
        return moved, rows[1] or columns[1]

    def _prefix(self, reference: Reference) -> str:
        if not reference.sheets:
            return ""
        new = [self._new_name(name) for name in reference.sheets]
        if list(reference.sheets) == new:
            return reference.prefix
        if len(new) == 1:
            return f"{quote_sheet(new[0])}!"
        return "'" + ":".join(name.replace("'", "''") for name in new) + "'!"

    def _new_name(self, old: str) -> str:
        sheet = self.sheet(old)
        return sheet.new if sheet is not None else self.renamed.get(old.casefold(), old)

    def same_formula(self, old: str, home: str, new: str, new_home: str) -> bool:
        """Whether a formula of the new workbook says what one of the old says, where all its cells now stand.

        A range that took in new lines at its end is the same range.
        """
        at_home = home.casefold() == new_home.casefold()
        if at_home and old == new:
            return True
        ours, theirs = pieces_of(old), pieces_of(new)
        if at_home and ours == theirs:
            return True
        return len(ours) == len(theirs) and all(
            self._same_piece(one, home, other, new_home) for one, other in zip(ours, theirs, strict=True)
        )

    def _same_piece(self, old: Piece, home: str, new: Piece, new_home: str) -> bool:
        if isinstance(old, str) or isinstance(new, str):
            is_text = isinstance(old, str) and isinstance(new, str)
            return old == new or (is_text and plain_form(str(old)) == plain_form(str(new)))
        names, new_names = old.sheets or (home,), new.sheets or (new_home,)
        if [self._new_name(name).casefold() for name in names] != [name.casefold() for name in new_names]:
            return False
        sheet = self.sheet(names[0])
        if sheet is None:
            return (old.rows, old.columns) == (new.rows, new.columns)
        return _same_ends(old.rows, new.rows, sheet.rows, MAX_ROW) and _same_ends(
            old.columns, new.columns, sheet.columns, MAX_COLUMN
        )


Ends = tuple[End, End] | None


def _ends(ends: Ends, axis: AxisMap, limit: int) -> tuple[Ends, bool] | None:
    """The ends at their new places and whether one was lost; None where no line between them is left."""
    if ends is None or (ends[0].at == 1 and ends[1].at == limit):
        return ends, False
    low, high = ends
    first, last = axis(low.at), axis(high.at)
    was_cut = first is None or last is None
    if low.at == high.at and was_cut:
        return None
    if first is None or last is None or first > last:
        inside = axis.inside(low.at, high.at)
        if inside is None:
            return None
        first, last = inside
    if last > limit:
        return None
    return (End(first, low.anchored), End(last, high.anchored)), was_cut


def _same_ends(old: Ends, new: Ends, axis: AxisMap, limit: int) -> bool:
    if old is None or (old[0].at == 1 and old[1].at == limit):
        return new is None or (new[0].at == 1 and new[1].at == limit)
    if new is None or [end.anchored for end in old] != [end.anchored for end in new]:
        return False
    if old[0].at == old[1].at and new[0].at == new[1].at:
        return axis(old[0].at) == new[0].at
    if old[0].at != old[1].at and [end.at for end in old] == [end.at for end in new]:
        return True  # a window of a fixed number of periods that moved on with them
    return axis.same_lines((old[0].at, old[1].at), (new[0].at, new[1].at))


def book_map(old: BookCells, new: BookCells, ours: Mapping[str, str], own: Collection[str]) -> BookMap:
    """The map from an old workbook to a new one.

    `ours` are the sheets that the earlier build made: their name in the old workbook and the name they were built
    with; `own` are sheets of a person's own, which go along as they are.
    """
    sheets: dict[str, SheetMap] = {}
    gone: set[str] = set()
    for name, built_as in ours.items():
        here, there = old.sheet(name), new.sheet(built_as)
        if here is None or there is None:
            gone.add(name.casefold())
            continue
        sheets[name.casefold()] = sheet_map(here, there)
    known = {name.casefold() for name in (*ours, *own)}
    gone |= {name.casefold() for name in old.other_sheets if name.casefold() not in known}
    return BookMap(sheets, frozenset(gone))


def sheet_map(old: SheetCells, new: SheetCells) -> SheetMap:
    """Where the rows and columns of one sheet stand in its new form."""
    keys = {new.text(row, new.key_column) for row, _ in new.cells if new.key_column} - {""}
    heads = {new.text(new.head_row, column) for _, column in new.cells if new.head_row} - {""}
    key_column = most_keys(old, keys, 1, old.key_column)
    head_row = most_keys(old, heads, 0, old.head_row)
    return SheetMap(
        old.name,
        new.name,
        axis_map(_row_lines(old, key_column), _row_lines(new, new.key_column)),
        axis_map(_column_lines(old, head_row), _column_lines(new, new.head_row)),
    )


def most_keys(sheet: SheetCells, keys: Collection[str], axis: int, built: int) -> int:
    """The row (axis 0) or column (axis 1) that holds most of the keys, `built` if it holds about as many; 0 if none."""
    counts: dict[int, int] = {}
    for spot, content in sheet.cells.items():
        if content.startswith("'") and content[1:] in keys:
            counts[spot[axis]] = counts.get(spot[axis], 0) + 1
    found = max(counts, key=lambda at: (counts[at], -at), default=0)
    return built if counts.get(built, 0) >= _ABOUT * counts.get(found, 0) > 0 else found


def _row_lines(sheet: SheetCells, key_column: int) -> list[AxisLine]:
    lines: dict[int, list[tuple[int, str]]] = {}
    for (row, column), content in sheet.cells.items():
        lines.setdefault(row, []).append((column, content))
    return _lines(
        lines, sheet.extent[0], {row: sheet.text(row, key_column) for row in lines} if key_column else {}
    )


def _column_lines(sheet: SheetCells, head_row: int) -> list[AxisLine]:
    lines: dict[int, list[tuple[int, str]]] = {}
    for (row, column), content in sheet.cells.items():
        lines.setdefault(column, []).append((row, content))
    return _lines(lines, sheet.extent[1], {at: sheet.text(head_row, at) for at in lines} if head_row else {})


def _lines(
    lines: Mapping[int, list[tuple[int, str]]], length: int, keys: Mapping[int, str]
) -> list[AxisLine]:
    found: list[AxisLine] = []
    for at in range(1, length + 1):
        texts = [content[1:] for _, content in sorted(lines.get(at, ())) if content.startswith("'")]
        found.append(AxisLine(keys.get(at, ""), "\x1f".join(texts), texts[0] if texts else ""))
    return found
