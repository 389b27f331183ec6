"""What changed between two workbooks: figures by key, sheets, formulas row by row, typed numbers, words.

Rows are known by what they show (the metric of their figures, else their first words), and a formula is
compared by the rows it reads: a row that was put in above or a quarter that came in at the right changes
addresses, but no formula. Columns count where both sheets have the same ones.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from difflib import SequenceMatcher

from msgspec import Struct

from reportgen.figures.style import NOT_DISCLOSED
from reportgen.office.addresses import column_number
from reportgen.verify.cells import Cell
from reportgen.verify.changes import (
    BuildDifference,
    FigureChange,
    TextChange,
    mark_changes,
    numbered,
    part_changes,
    text_changes,
)
from reportgen.verify.finished import FinishedFile

_BAR = " | "
_SHEET = r"(?:'(?:[^']|'')+'|(?<![\w.])[^\W\d][\w.]*+)!"
_SHEETS = re.compile(_SHEET)
_STRING_OR_CELL = re.compile(rf"""("[^"]*")|({_SHEET})?(\$?)([A-Z]{{1,3}})\$?(\d+)(?![\w(])""")


class _GridSheet(Struct, frozen=True):
    """One worksheet: what each row is known by, its cells by that name in reading order, the columns that hold any."""

    names: Mapping[int, str]
    rows: Mapping[str, Sequence[Cell]]
    columns: frozenset[int]


def workbook_difference(old: FinishedFile, new: FinishedFile) -> BuildDifference:
    """Everything that differs between two workbooks."""
    before, after = _sheets(old), _sheets(new)
    formulas: list[TextChange] = []
    words: list[TextChange] = []
    numbers: list[TextChange] = []
    recalculated = 0
    keyed = ({(c.sheet, c.at) for c in old.cells}, {(c.sheet, c.at) for c in new.cells})
    for name, sheet in after.items():
        if name not in before:
            continue
        formulas += _formulas(name, before[name], sheet, before, after)
        words += _words(name, before[name], sheet, keyed)
        found, followed = _numbers(name, before[name], sheet, keyed)
        numbers += found
        recalculated += followed
    parts = part_changes([(name, "") for name in before], [(name, "") for name in after])
    return BuildDifference(
        old.name,
        new.name,
        tuple(mark_changes(old.mark, new.mark)),
        tuple(_figures(old, new)),
        tuple(parts),
        tuple(words),
        tuple(formulas),
        tuple(numbers),
        recalculated,
    )


def _sheets(file: FinishedFile) -> Mapping[str, _GridSheet]:
    keys: dict[tuple[str, int], list[str]] = defaultdict(list)
    for bound in file.cells:
        digits = "".join(char for char in bound.at if char.isdigit())
        if digits:
            keys[bound.sheet, int(digits)].append(bound.key)
    found: dict[str, _GridSheet] = {}
    for name, grid in file.grids.items():
        lines: dict[int, list[Cell]] = defaultdict(list)
        for (row, _), cell in sorted(grid.cells.items()):
            lines[row].append(cell)
        names = numbered(_row_name(keys.get((name, row), []), cells) for row, cells in lines.items())
        rows: dict[str, list[Cell]] = defaultdict(list)
        for row_name, cells in zip(names, lines.values(), strict=True):
            rows[row_name] += cells
        columns = frozenset(column for _, column in grid.cells)
        found[name] = _GridSheet(dict(zip(lines, names, strict=True)), rows, columns)
    return found


def _row_name(keys: Sequence[str], cells: Sequence[Cell]) -> str:
    """What a row is known by: the one figure it holds, the metric of several, else its first words."""
    metrics = list(dict.fromkeys(key.partition("|")[0] for key in keys))
    if len(keys) == 1:
        return keys[0]
    if len(metrics) == 1:
        return metrics[0]
    words = next((cell.value for cell in cells if cell.kind == "text" and cell.value), None)
    return words or "(no words)"


def _figures(old: FinishedFile, new: FinishedFile) -> Iterator[FigureChange]:
    before, after = _by_key(old), _by_key(new)
    printed = _printed(old) | _printed(new)
    # Printed figures first: all others follow from them.
    for key in sorted(dict.fromkeys([*after, *before]), key=lambda one: one not in printed):
        then, now = before.get(key, {}), after.get(key, {})
        shown = [set(one.values()) - {NOT_DISCLOSED} for one in (then, now)]
        if set(then.values()) == set(now.values()) or not any(shown):
            continue
        places = [place for place, value in now.items() if value not in then.values()] or list(now or then)
        yield FigureChange(
            key,
            tuple(dict.fromkeys(_shown(value) for value in then.values())),
            tuple(dict.fromkeys(_shown(value) for value in now.values())),
            tuple(places),
        )


def _by_key(file: FinishedFile) -> dict[str, dict[str, str]]:
    """The values of each figure by the cells that show it."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for bound, cell in file.shown:
        if cell is not None:
            found[bound.key][f"{bound.sheet}!{bound.at}"] = cell.value or ""
    return found


def _printed(file: FinishedFile) -> set[str]:
    """The keys of figures that are typed somewhere in the workbook."""
    return {bound.key for bound, cell in file.shown if cell is not None and not cell.formula}


def _formulas(
    name: str,
    old: _GridSheet,
    new: _GridSheet,
    before: Mapping[str, _GridSheet],
    after: Mapping[str, _GridSheet],
) -> Iterator[TextChange]:
    same = {one for one in after if one in before and before[one].columns == after[one].columns}
    steady = {one for one in same if before[one].names == after[one].names}
    patterns = _Patterns(name, before, same), _Patterns(name, after, same)
    for row, cells in new.rows.items():
        if row not in old.rows or _reads_alike(name, old.rows[row], cells, steady):
            continue
        then, now = patterns[0].of(old.rows[row]), patterns[1].of(cells)
        gone, come = [one for one in then if one not in now], [one for one in now if one not in then]
        for number in range(max(len(gone), len(come))):
            was = then[gone[number]] if number < len(gone) else []
            is_now = now[come[number]] if number < len(come) else []
            if not is_now and not any(cell.formula for cell in cells):
                yield TextChange(f"{name}, {row}", f"={was[0].formula}", "typed values", len(was))
                continue
            yield TextChange(
                f"{name}, {row}",
                f"={was[0].formula}" if was else "",
                f"={is_now[0].formula}" if is_now else "",
                len(is_now) or len(was),
            )


def _reads_alike(sheet: str, old: Sequence[Cell], new: Sequence[Cell], steady: Collection[str]) -> bool:
    """Whether two rows hold the same formulas, and all that these read stands in the same rows and columns."""
    formulas = [(cell.column, cell.formula) for cell in new if cell.formula]
    return (
        sheet in steady
        and formulas == [(cell.column, cell.formula) for cell in old if cell.formula]
        and all(
            _sheet_name(one) in steady for _, text in formulas if "!" in text for one in _SHEETS.findall(text)
        )
    )


def _sheet_name(spelled: str) -> str:
    return spelled.removesuffix("!").strip("'").replace("''", "'")


class _Patterns:
    """Formulas of a sheet by what they read: addresses as rows and, on sheets in `same`, how far away the column is."""

    def __init__(self, sheet: str, sheets: Mapping[str, _GridSheet], same: Collection[str]) -> None:
        self._sheet, self._sheets, self._same = sheet, sheets, same
        # What is read, told up to its column, and whether columns count, by sheet and row as they are spelled.
        self._known: dict[tuple[str | None, str], tuple[str, bool]] = {}

    def of(self, cells: Sequence[Cell]) -> dict[str, list[Cell]]:
        """The formula cells by their patterns."""
        found: dict[str, list[Cell]] = defaultdict(list)
        for cell in cells:
            if cell.formula:
                found[self._pattern(cell)].append(cell)
        return found

    def _pattern(self, cell: Cell) -> str:
        pieces = _STRING_OR_CELL.split(cell.formula)
        found = pieces[:1]
        for at in range(1, len(pieces), 6):
            text, sheet, fixed, letters, row, behind = pieces[at : at + 6]
            if text is not None:
                found += text, behind
                continue
            read = self._known.get((sheet, row))
            if read is None:
                read = self._known[sheet, row] = self._read(sheet or self._sheet, int(row))
            column = column_number(letters) - (0 if fixed else cell.column) if read[1] else ""
            found.append(f"{read[0]} {fixed}{column}]{behind}")
        return "".join(found)

    def _read(self, spelled: str, row: int) -> tuple[str, bool]:
        name = _sheet_name(spelled)
        known = self._sheets[name].names.get(row, "") if name in self._sheets else ""
        return f"[{name}: {known or 'empty row'}", name in self._same


_Keyed = tuple[set[tuple[str, str]], set[tuple[str, str]]]


def _words(name: str, old: _GridSheet, new: _GridSheet, keyed: _Keyed) -> Iterator[TextChange]:
    """Words row by row; rows that list one printed figure are told as figures."""
    lines = [
        [
            (text, text)
            for row, cells in sheet.rows.items()
            if not _lists_figure(name, cells, known)
            for text in [_BAR.join(cell.value or "" for cell in cells if cell.kind == "text" and cell.value)]
            if text
        ]
        for sheet, known in zip((old, new), keyed, strict=True)
    ]
    for change in text_changes(name, lines[0], lines[1]):
        yield _in_row(change) if change.old and change.new else change


def _in_row(change: TextChange) -> TextChange:
    """Of a row with many words, those that differ, with the row's first words as its place."""
    before, after = change.old.split(_BAR), change.new.split(_BAR)
    if before[0] != after[0]:
        return change
    gone, come = [], []
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            gone += before[i:j]
            come += after[k:m]
    return TextChange(f"{change.where}, {before[0]}", _BAR.join(gone), _BAR.join(come))


def _lists_figure(name: str, cells: Sequence[Cell], keyed: set[tuple[str, str]]) -> bool:
    return any(not cell.formula and (name, cell.address) in keyed for cell in cells)


def _numbers(name: str, old: _GridSheet, new: _GridSheet, keyed: _Keyed) -> tuple[list[TextChange], int]:
    """Typed numbers of no figure that differ, and how many calculated ones do."""
    typed: list[TextChange] = []
    followed = 0
    for row, cells in new.rows.items():
        if row not in old.rows or _lists_figure(name, cells, keyed[1]):
            continue
        then, now = (
            [cell for cell in line if cell.number is not None and (name, cell.address) not in known]
            for line, known in ((old.rows[row], keyed[0]), (cells, keyed[1]))
        )
        calculated = ([cell.value for cell in line if cell.formula] for line in (then, now))
        followed += sum(before != after for before, after in zip(*calculated, strict=False))
        values = [[_shown(cell.value or "") for cell in line if not cell.formula] for line in (then, now)]
        if values[0] != values[1]:
            before, after = ([(one, one) for one in line] for line in values)
            typed += text_changes(f"{name}, {row}", before, after)
    return typed, followed


def _shown(value: str) -> str:
    """A number as a person reads it; texts as they are."""
    try:
        number = Decimal(value)
    except ArithmeticError:
        return value
    if not number.is_finite():
        return value
    rounded = round(number, 6).normalize()
    return f"{rounded:,f}"
