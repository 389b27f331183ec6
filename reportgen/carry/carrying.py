"""Plans what of a person's work is carried from an old workbook into its rebuilt one.

Three contents of each input are compared: as built, as the person left it, as built now. What a person changed
is carried; where the new build changed it as well the person's content stands and is listed. Cells outside
inputs belong to the template: what was typed over them is listed and left, what was typed beside them goes along.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest

from msgspec import Struct, field

from reportgen.carry.address_map import book_map, most_keys
from reportgen.carry.carry_plan import (
    CarriedCell,
    CarriedNote,
    CarriedSheet,
    CarryPlan,
    Conflict,
    gone,
)
from reportgen.core.structs import replace
from reportgen.office.addresses import cell_address, column_number, split_address
from reportgen.plan.build_record import (
    BookCells,
    BuiltRecord,
    CellAddress,
    InputCell,
    InputId,
    SheetCells,
    SheetRecord,
    constants_of,
    content_form,
    digest,
    sheet_digests,
    unique,
)

_MOST_NAME = 31
# Where more rows than this share differ, rows or columns were inserted by hand and digests say nothing.
_SHIFTED = 0.5
_FEW_ROWS = 8


class Carrying(Struct, dict=True):
    """Works through one old workbook and the rebuilt one, which has nothing of a person's yet; lives for one plan."""

    record: BuiltRecord
    old: BookCells
    new_record: BuiltRecord
    new: BookCells
    inputs: list[CarriedCell] = field(default_factory=list)
    cells: list[CarriedCell] = field(default_factory=list)
    notes: list[CarriedNote] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ours = self._our_sheets()
        self.own = [sheet.name for sheet in self.old.sheets if sheet.name not in self.ours]
        self._built = {sheet.name: sheet for sheet in self.record.sheets}
        self._inputs = _by_sheet(self.record.inputs)
        self._located: dict[str, dict[InputId, CellAddress | None]] = {}
        self._differences: dict[str, _Difference] = {}
        stripped: list[SheetCells] = []
        for sheet in self.old.sheets:
            if sheet.name not in self.ours:
                stripped.append(sheet)
                continue
            built = self._built[self.ours[sheet.name]]
            sheet = replace(sheet, key_column=built.key_column, head_row=built.head_row)
            located = self._located[sheet.name] = _locate(
                sheet, self._inputs.get(built.name, ()), self.old.names
            )
            skipped = {split_address(one.cell) for one in self._inputs.get(built.name, ())}
            skipped |= {spot for spot in located.values() if spot is not None}
            found = self._differences[sheet.name] = _difference(sheet, built, skipped)
            typed = found.added()
            kept = {spot: text for spot, text in sheet.cells.items() if spot not in typed or spot in skipped}
            stripped.append(replace(sheet, cells=kept))
        self.map = book_map(replace(self.old, sheets=tuple(stripped)), self.new, self.ours, self.own)

    def plan(self) -> CarryPlan:
        """The whole plan."""
        sheets = list(self._own_names())
        renamed = {one.name.casefold(): one.new_name for one in sheets}
        names, gone = self._names(renamed)
        self.map = replace(self.map, renamed=renamed, gone_names=gone)
        names = [(name, self._moved_name(name, text)) for name, text in names]
        for name, built_as in self.ours.items():
            sheet, there = self.old.sheet(name), self.new.sheet(built_as)
            assert sheet is not None
            self._plan_inputs(sheet, built_as)
            if there is not None:
                self._plan_cells(sheet, there, self._built[built_as])
                self._plan_notes(sheet, there, self._built[built_as])
            else:
                self._sheet_gone(sheet)
        return CarryPlan(
            tuple(self.inputs),
            tuple(self.cells),
            tuple(self.notes),
            tuple(self._with_frozen(one) for one in sheets),
            tuple((name, text) for name, text in names if text),
            tuple(self.conflicts),
            self.map,
        )

    def _conflict(self, *told: str) -> None:
        self.conflicts.append(Conflict(*told))

    # Sheets

    def _our_sheets(self) -> dict[str, str]:
        """The sheets of the earlier build by their present names, with the names they were built with."""
        ours: dict[str, str] = {}
        missing: list[SheetRecord] = []
        for built in self.record.sheets:
            sheet = self.old.sheet(built.name)
            if sheet is not None:
                ours[sheet.name] = built.name
            else:
                missing.append(built)
        for built in missing:
            free = [sheet for sheet in self.old.sheets if sheet.name not in ours]
            found = next((sheet for sheet in free if _resembles(sheet, built)), None)
            if found is None:
                done = "the sheet was deleted; it is built anew"
                self._conflict("sheet-deleted", built.name, "", "", "", done, built.name)
                continue
            ours[found.name] = built.name
            done = f'the sheet was renamed from "{built.name}"; it is built under its own name'
            self._conflict("sheet-renamed", found.name, "", "", "", done, built.name)
        return ours

    def _own_names(self) -> Iterator[CarriedSheet]:
        """Sheets of a person's own, each with a name that is free in the new workbook."""
        taken = {sheet.name.casefold() for sheet in self.new.sheets} | {
            name.casefold() for name in self.new.other_sheets
        }
        behind = ""
        for sheet in self.old.sheets:
            if sheet.name in self.ours:
                built_as = self.ours[sheet.name]
                behind = built_as if self.new.sheet(built_as) is not None else behind
                continue
            name, number = sheet.name, 2
            while name.casefold() in taken:
                tail = f" ({number})"
                name, number = sheet.name[: _MOST_NAME - len(tail)] + tail, number + 1
            if name != sheet.name:
                done = f'the template has a sheet of this name now; carried over as "{name}"'
                self._conflict("sheet-name-taken", sheet.name, "", "", "", done, name)
            taken.add(name.casefold())
            yield CarriedSheet(sheet.name, name, behind)
            behind = name
        known = {name.casefold() for name in self.new.other_sheets}
        for name in self.old.other_sheets:
            if name.casefold() not in known:
                done = "not carried: a sheet that is a chart as a whole; put the chart on a worksheet"
                self._conflict("chart-sheet", name, "", "", "", done)

    def _with_frozen(self, one: CarriedSheet) -> CarriedSheet:
        """The sheet with the cells whose formulas lost what they name; each is listed."""
        sheet = self.old.sheet(one.name)
        assert sheet is not None
        frozen: set[CellAddress] = set()
        for spot, content in sorted(sheet.cells.items()):
            if not content.startswith("="):
                continue
            moved = self.map.formula(content[1:], one.name)
            address = cell_address(*spot)
            if moved.lost:
                frozen.add(spot)
                done = f"keeps its last value: {gone(moved.lost)}"
                self._conflict("lost-reference", one.name, address, content, "", done, one.new_name, address)
            elif moved.cut:
                done = f"carried over as ={moved.text}: part of {', '.join(moved.cut)} is no longer in the workbook"
                self._conflict(
                    "cut-range", one.name, address, content, f"={moved.text}", done, one.new_name, address
                )
        return replace(one, frozen=frozenset(frozen))

    def _sheet_gone(self, sheet: SheetCells) -> None:
        done = "the template has this sheet no longer; it is not built"
        self._conflict("sheet-gone", sheet.name, "", "", "", done)
        for spot, content in self._differences[sheet.name].typed():
            done = "not carried: the template has this sheet no longer"
            self._conflict("no-place", sheet.name, cell_address(*spot), content, "", done)

    # Names

    def _names(self, renamed: Mapping[str, str]) -> tuple[list[tuple[str, str]], frozenset[str]]:
        """The names a person made, and those of the old workbook that the new one will not have."""
        known = {name.casefold() for name in self.record.names}
        taken = {name.casefold(): name for name in self.new.names}
        mine: list[tuple[str, str]] = []
        gone: set[str] = set()
        for name, text in self.old.names.items():
            folded = name.casefold()
            if folded in known:
                if folded not in taken:
                    gone.add(folded)
            elif folded in taken:
                done = "not carried: the template has a name like this now"
                self._conflict("name-taken", name, "", f"={text}", f"={self.new.names[taken[folded]]}", done)
            else:
                mine.append((name, text))
        return mine, frozenset(gone)

    def _moved_name(self, name: str, text: str) -> str:
        moved = self.map.formula(text, "")
        if moved.lost:
            done = f"not carried: {gone(moved.lost)}"
            self._conflict("lost-reference", name, "", f"={text}", "", done)
            self.map = replace(self.map, gone_names=self.map.gone_names | {name.casefold()})
            return ""
        return moved.text

    # Inputs

    def _plan_inputs(self, sheet: SheetCells, built_as: str) -> None:
        there = {one.id: one for one in self.new_record.inputs if one.id.sheet == built_as}
        by_name = {one.id.name: one for one in self.new_record.inputs if one.id.name}
        for one in self._inputs.get(built_as, ()):
            spot = self._located[sheet.name][one.id]
            if spot is None:
                self._lost_input(sheet, one, there.get(one.id))
                continue
            typed = sheet.cells.get(spot, "")
            if content_form(typed) == content_form(one.content):
                continue
            now = there.get(one.id) or by_name.get(one.id.name)
            self._plan_input(sheet, spot, typed, one, now)

    def _lost_input(self, sheet: SheetCells, one: InputCell, now: InputCell | None) -> None:
        """An input whose row, column or name a person removed: nothing to carry, but not without a word."""
        if now is None:
            return
        done = f"its row or column was removed by hand; {one.id} stands as built"
        self._conflict("input-removed", sheet.name, one.cell, "", now.content, done, now.id.sheet, now.cell)

    def _plan_input(
        self, sheet: SheetCells, spot: CellAddress, typed: str, built: InputCell, now: InputCell | None
    ) -> None:
        address = cell_address(*spot)
        if now is None:
            done = f"not carried: {built.id} is no input of the new workbook"
            there = self._there(sheet, spot)
            self._conflict("input-gone", sheet.name, address, typed, there[2], done, there[0], there[1])
            return
        if self._same(typed, sheet.name, now.content, now.id.sheet):
            return
        content, lost = self._moved(typed, sheet.name)
        if lost:
            content = sheet.values.get(spot, "")
            kept = f"carried over as its last value, {_told(content)}" if content else "not carried"
            done = f"{kept}: {gone(lost)}"
            self._conflict(
                "lost-reference", sheet.name, address, typed, now.content, done, now.id.sheet, now.cell
            )
            if not content:
                return
        if not self._same(built.content, sheet.name, now.content, now.id.sheet):
            done = f"carried over; the build changed it as well, from {_told(built.content)} to {_told(now.content)}"
            self._conflict(
                "changed-twice", sheet.name, address, typed, now.content, done, now.id.sheet, now.cell
            )
        self.inputs.append(
            CarriedCell(sheet.name, address, now.id.sheet, now.cell, content, built.content, str(built.id))
        )

    def _there(self, sheet: SheetCells, spot: CellAddress) -> tuple[str, str, str]:
        """Where a cell of an old sheet stands now: sheet, cell and content; empty where it has no place."""
        found = self.map.sheet(sheet.name)
        place = found.spot(*spot) if found is not None else None
        new = self.new.sheet(found.new) if found is not None else None
        if place is None or new is None:
            return "", "", ""
        return new.name, cell_address(*place), new.cells.get(place, "")

    # Cells outside inputs

    def _plan_cells(self, sheet: SheetCells, there: SheetCells, built: SheetRecord) -> None:
        found = self.map.sheet(sheet.name)
        assert found is not None
        for spot, typed in self._differences[sheet.name].typed():
            place = found.spot(*spot)
            here = there.cells.get(place, "") if place is not None else ""
            address = cell_address(*spot)
            if place is None:
                # A cell whose row and column hold something typed elsewhere is none that was typed.
                if typed and not self._same(typed, sheet.name, there.cells.get(spot, ""), there.name):
                    done = "not carried: its row or column has no place in the new workbook"
                    self._conflict("no-place", sheet.name, address, typed, "", done)
                continue
            if self._same(typed, sheet.name, here, there.name):
                continue
            new = (there.name, cell_address(*place))
            content, lost = self._moved(typed, sheet.name)
            if here or not typed:
                why = "typed-over", "not carried: this cell is no input; the workbook's own content stands"
            elif built.generated or there.generated:
                done = "not carried: this sheet is written anew by each build; use a sheet of your own"
                why = "generated-sheet", done
            elif lost:
                why = "lost-reference", f"not carried: {gone(lost)}"
            else:
                self.cells.append(CarriedCell(sheet.name, address, *new, content))
                continue
            self._conflict(why[0], sheet.name, address, typed, here, why[1], *new)

    def _plan_notes(self, sheet: SheetCells, there: SheetCells, built: SheetRecord) -> None:
        found = self.map.sheet(sheet.name)
        assert found is not None
        for spot, text in sorted(sheet.notes.items()):
            address = cell_address(*spot)
            if built.notes.get(address) == digest([text]) or text in there.notes.values():
                continue
            place = found.spot(*spot)
            if place is None or place in there.notes:
                why = "its cell has no place in the new workbook"
                why = "the new workbook has a note there" if place is not None else why
                done = f"not carried: {why}"
                self._conflict("note", sheet.name, address, f"'{text}", "", done)
                continue
            self.notes.append(CarriedNote(there.name, cell_address(*place), text))
        more = sheet.drawings - built.drawings
        if more > 0:
            done = (
                f"not carried: {more} drawn by hand on a sheet of the template; draw on a sheet of your own"
            )
            self._conflict("drawing", sheet.name, "", "", "", done, there.name)

    # Contents

    def _moved(self, content: str, home: str) -> tuple[str, tuple[str, ...]]:
        if not content.startswith("="):
            return content, ()
        moved = self.map.formula(content[1:], home)
        return f"={moved.text}", moved.lost

    def _same(self, old: str, home: str, new: str, new_home: str) -> bool:
        if old.startswith("=") and new.startswith("="):
            return self.map.same_formula(old[1:], home, new[1:], new_home)
        return old == new


class _Difference(Struct, frozen=True):
    """Which rows and columns of a sheet are no longer as built, the inputs aside.

    Where rows or columns were inserted by hand (`shifted`) every cell is suspect; comparing with the new workbook
    tells which were typed.
    """

    sheet: SheetCells
    built: SheetRecord
    rows: frozenset[int]
    columns: frozenset[int]
    skipped: frozenset[CellAddress]
    shifted: bool

    def typed(self) -> Iterator[tuple[CellAddress, str]]:
        """The suspect cells with their contents, emptied ones too, in order."""
        cells = {
            spot
            for spot in self.sheet.cells
            if spot[0] in self.rows and (self.shifted or spot[1] in self.columns)
        }
        if not self.shifted:
            last = len(self.built.columns)
            cells |= {
                (row, at)
                for row in self.rows
                for at in self.columns
                if at <= last and row <= len(self.built.rows)
            }
        for spot in sorted(cells - self.skipped):
            yield spot, self.sheet.cells.get(spot, "")

    def added(self) -> frozenset[CellAddress]:
        """Cells in rows and columns that were empty as built: a person's own."""
        if self.shifted:
            return frozenset()
        empty_rows = {at for at in self.rows if at > len(self.built.rows) or not self.built.rows[at - 1]}
        empty_columns = {
            at for at in self.columns if at > len(self.built.columns) or not self.built.columns[at - 1]
        }
        return frozenset(
            spot for spot in self.sheet.cells if spot[0] in empty_rows or spot[1] in empty_columns
        )


def _difference(sheet: SheetCells, built: SheetRecord, skipped: set[CellAddress]) -> _Difference:
    rows, columns = sheet_digests(sheet, skipped)
    odd_rows, odd_columns = _unequal(rows, built.rows), _unequal(columns, built.columns)
    standing = [at for at in odd_rows if at <= len(built.rows) and built.rows[at - 1]]
    filled = sum(1 for one in built.rows if one)
    shifted = (
        len(standing) > max(_FEW_ROWS, _SHIFTED * filled)
        or _elsewhere(rows, built.rows, odd_rows)
        or _elsewhere(columns, built.columns, odd_columns)
    )
    return _Difference(sheet, built, odd_rows, odd_columns, frozenset(skipped), shifted)


def _unequal(now: tuple[str, ...], built: tuple[str, ...]) -> frozenset[int]:
    pairs = zip_longest(now, built, fillvalue="")
    return frozenset(at for at, (one, other) in enumerate(pairs, 1) if one != other)


def _elsewhere(now: tuple[str, ...], built: tuple[str, ...], odd: frozenset[int]) -> bool:
    """Whether a line that is not as built is another line as built: then lines were inserted or removed by hand."""
    known = {constants for text in built if (constants := constants_of(text))}
    for at in odd:
        here = constants_of(now[at - 1]) if at <= len(now) else ""
        if here in known and (at > len(built) or here != constants_of(built[at - 1])):
            return True
    return False


def _by_sheet(inputs: tuple[InputCell, ...]) -> dict[str, list[InputCell]]:
    found: dict[str, list[InputCell]] = {}
    for one in inputs:
        found.setdefault(one.id.sheet, []).append(one)
    return found


def _resembles(sheet: SheetCells, built: SheetRecord) -> bool:
    """Whether half of the rows of a sheet are those of a sheet as built, under whatever name."""
    known = {constants for one in built.rows if (constants := constants_of(one))}
    rows, _ = sheet_digests(sheet, sheet.unlocked)
    return bool(known) and len(known & set(map(constants_of, rows))) * 2 >= len(known)


def _locate(
    sheet: SheetCells, inputs: list[InputCell] | tuple[()], names: Mapping[str, str]
) -> dict[InputId, CellAddress | None]:
    """Where each input of a sheet stands now: by its keys, its name, or its address."""
    row_keys = {one.id.row for one in inputs} - {""}
    column_keys = {one.id.column for one in inputs if one.id.row} - {""}
    key_column = most_keys(sheet, row_keys, 1, sheet.key_column)
    head_row = most_keys(sheet, column_keys, 0, sheet.head_row)
    rows = {
        key: at for at, key in unique({row: sheet.text(row, key_column) for row, _ in sheet.cells}).items()
    }
    columns = {key: at for at, key in unique({at: sheet.text(head_row, at) for _, at in sheet.cells}).items()}
    found: dict[InputId, CellAddress | None] = {}
    for one in inputs:
        identity = one.id
        if identity.name:
            target = names.get(identity.name, "").rpartition("!")[2]
            found[identity] = _spot(target)
        elif identity.row:
            row, column = rows.get(identity.row), columns.get(identity.column)
            if identity.column.startswith("column "):
                column = column_number(identity.column.removeprefix("column "))
            found[identity] = (row, column) if row is not None and column is not None else None
        else:
            found[identity] = _spot(identity.column)
    return found


def _spot(address: str) -> CellAddress | None:
    try:
        return split_address(address)
    except ValueError:
        return None


def _told(content: str) -> str:
    return content.removeprefix("'") or "empty"
