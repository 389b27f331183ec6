"""What changed since the last build of a workbook, row by row: conflicts, carried work, figures, formulas, sheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from reportgen.carry.carry_plan import CarryPlan, Earlier, shown_content
from reportgen.model.list_changes import LoggedChange, change_records
from reportgen.model.list_context import Record
from reportgen.office.addresses import cell_address, quote_sheet, split_address
from reportgen.plan.build_record import BookCells, BuiltRecord, FigureMark, SheetCells
from reportgen.xlsx.render import Draft

_NOTHING = "nothing changed since the last build"


def changes_since(plan: CarryPlan, earlier: Earlier, draft: Draft) -> tuple[Record, ...]:
    """Conflicts, a person's work that was carried, facts, formulas, sheets; one row where nothing changed."""
    old, new = earlier.record, draft.record
    rows = [
        *_conflicts(plan),
        *_carried(plan),
        *_figures(old.sources.figures, new.sources.figures, draft.places),
        *_formulas(plan, earlier.book, draft.book),
        *_sheets(old, new),
    ]
    return change_records(rows or [LoggedChange("none", _NOTHING)])


def _figures(
    old: Mapping[str, FigureMark], new: Mapping[str, FigureMark], places: Mapping[str, str]
) -> Iterator[LoggedChange]:
    """Figures by their plain keys: what stands for a key is compared; other prints of it tell that it was known."""
    known, here = {_plain(key) for key in old}, {_plain(key) for key in new}
    standing = {key: mark for key, mark in new.items() if key == _plain(key)}
    for key, mark in standing.items():
        if key in old and old[key].shown != mark.shown:
            before = old[key].shown
            yield LoggedChange(
                "figure revised", _told(key, mark), places.get(key, ""), before, mark.shown, mark.document
            )
    for key, mark in old.items():
        if key == _plain(key) and key not in here:
            yield LoggedChange("figure gone", _told(key, mark), "", mark.shown, "", mark.document)
    for key, mark in standing.items():
        if key not in known:
            yield LoggedChange(
                "figure new", _told(key, mark), places.get(key, ""), "", mark.shown, mark.document
            )


def _plain(key: str) -> str:
    """The key that several prints of one figure share: `revenue|FY17` of `revenue|FY17#2`."""
    return key.partition("#")[0]


def _told(key: str, mark: FigureMark) -> str:
    return f"{mark.label} ({key})" if mark.label else key


def _carried(plan: CarryPlan) -> Iterator[LoggedChange]:
    for one in plan.inputs:
        where = _place(one.new_sheet, one.new_cell)
        yield LoggedChange(
            "input carried", one.input, where, shown_content(one.before), shown_content(one.content), ""
        )
    for one in plan.cells:
        what = f"typed beside the tables, was {one.sheet}!{one.cell}"
        yield LoggedChange(
            "cell carried", what, _place(one.new_sheet, one.new_cell), "", shown_content(one.content), ""
        )
    for note in plan.notes:
        yield LoggedChange("note carried", "note at a cell", _place(note.sheet, note.cell), "", note.text, "")
    for sheet in plan.sheets:
        what = (
            "sheet of your own" if sheet.name == sheet.new_name else f'sheet of your own, was "{sheet.name}"'
        )
        yield LoggedChange("sheet carried", what, _place(sheet.new_name, "A1"), "", sheet.new_name, "")
    for name, text in plan.names:
        yield LoggedChange("name carried", name, "", "", f"={text}", "")


def _conflicts(plan: CarryPlan) -> Iterator[LoggedChange]:
    for one in plan.conflicts:
        where = _place(one.new_sheet, one.new_cell or "A1") if one.new_sheet else ""
        old = f"{one.sheet}!{one.cell}" if one.cell else one.sheet
        here = shown_content(one.here) if one.here else ""
        yield LoggedChange(
            "conflict", f"{old}: {one.done}", where, shown_content(one.typed) if one.typed else "", here, ""
        )


def _formulas(plan: CarryPlan, old: BookCells, new: BookCells) -> Iterator[LoggedChange]:
    """Rows whose formulas say something else than before, told once with the first cell of each."""
    typed = {(one.sheet, one.cell) for one in (*plan.inputs, *plan.cells)}
    typed |= {(one.sheet, one.cell) for one in plan.conflicts}
    for sheet in old.sheets:
        found = plan.map.sheet(sheet.name)
        there = new.sheet(found.new) if found is not None else None
        if found is None or there is None:
            continue
        changed: dict[int, list[tuple[str, str, str]]] = {}
        for (row, column), content in sorted(sheet.cells.items()):
            place = found.spot(row, column)
            here = there.cells.get(place, "") if place is not None else ""
            if not (content.startswith("=") and here.startswith("=")) or place is None:
                continue
            if (sheet.name, cell_address(row, column)) in typed or place in there.unlocked:
                continue
            if not plan.map.same_formula(content[1:], sheet.name, here[1:], there.name):
                changed.setdefault(place[0], []).append((cell_address(*place), content, here))
        yield from _rows(there, changed)


def _rows(sheet: SheetCells, changed: Mapping[int, Iterable[tuple[str, str, str]]]) -> Iterator[LoggedChange]:
    for row, found in changed.items():
        cell, before, after = next(iter(found))
        count = len(list(found))
        more = f", {count} cells" if count > 1 else ""
        column = split_address(cell)[1]
        label = next((sheet.text(row, at) for at in range(1, column) if sheet.text(row, at)), "")
        what = f"{sheet.name}, row {row}{more}" + (f": {label}" if label else "")
        yield LoggedChange("formula changed", what, _place(sheet.name, cell), before, after, "")


def _sheets(old: BuiltRecord, new: BuiltRecord) -> Iterator[LoggedChange]:
    known = {sheet.name.casefold() for sheet in old.sheets}
    for sheet in new.sheets:
        if sheet.name.casefold() not in known:
            yield LoggedChange(
                "sheet added", "sheet of the template", _place(sheet.name, "A1"), "", sheet.name, ""
            )
    here = {sheet.name.casefold() for sheet in new.sheets}
    for sheet in old.sheets:
        if sheet.name.casefold() not in here:
            yield LoggedChange("sheet gone", "sheet of the template", "", sheet.name, "", "")


def _place(sheet: str, cell: str) -> str:
    return f"{quote_sheet(sheet)}!{cell}"
