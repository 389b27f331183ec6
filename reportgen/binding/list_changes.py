"""What changed since the last build of a workbook, as the list that its block `changes` repeats down over.

change.kind      change.what                 change.where   change.before   change.after   change.document
figure new       Total revenues 1Q18         Data!K412                      46,006         2018-08-07_1q18
input carried    base|revenue_growth|1Q18    Drivers!I12    =H12            0.06
formula changed  Model, row 14: revenue      Model!I14      =IFERROR(...)   =IFERROR(...)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from reportgen.binding.built_record import CHANGES, BookCells, BuiltRecord, FigureMark, SheetCells
from reportgen.binding.carry_plan import CarryPlan, shown_content
from reportgen.binding.list_context import ListKind, Record
from reportgen.binding.plan import CellValue
from reportgen.parts.addresses import cell_address, quote_sheet, split_address
from reportgen.values.units import percent

FIRST = "first build, nothing to compare"
_NOTHING = "nothing changed since the last build"
# What two lines of the columns of the sheet hold; the whole of it stands in the account of the build.
_MOST_WORDS, _MOST_CONTENT = 132, 84
_SHOWN = {"%": lambda value: f"{percent(value):,f}%", "points": lambda value: f"{percent(value):,f} points"}


def first_build() -> tuple[Record, ...]:
    """The one row of a workbook that stands for itself."""
    return (_record(1, "first build", FIRST),)


def figure_mark(figure: Record) -> FigureMark:
    """What the next build needs to know of a figure: its label with period, its value in words, its document."""
    values = figure.values
    value, unit = values["value"], str(values["unit"])
    shown = _SHOWN[unit](value) if unit in _SHOWN and isinstance(value, Decimal) else f"{value:,} {unit}"
    scenario = str(values["scenario"])
    label = " ".join(part for part in (str(values["label"]), str(values["period"])) if part)
    return FigureMark(
        label if scenario == "actual" else f"{label} {scenario}", shown.strip(), str(values["document"])
    )


def change_records(
    plan: CarryPlan,
    old_record: BuiltRecord,
    old: BookCells,
    new_record: BuiltRecord,
    new: BookCells,
    places: Mapping[str, str],
) -> tuple[Record, ...]:
    """Conflicts, a person's work that was carried, facts, formulas, sheets; one row where nothing changed.

    `places` gives the cell (`Data!K412`) that shows a figure of the new workbook.
    """
    rows = [
        *_conflicts(plan),
        *_carried(plan),
        *_figures(old_record.sources.figures, new_record.sources.figures, places),
        *_formulas(plan, old, new),
        *_sheets(plan, old_record, new_record),
    ]
    if not rows:
        return (_record(1, "none", _NOTHING),)
    return tuple(_record(number, *row) for number, row in enumerate(rows, 1))


Row = tuple[str, str, str, str, str, str]


def _record(
    number: int, kind: str, what: str, where: str = "", before: str = "", after: str = "", document: str = ""
) -> Record:
    values: dict[str, CellValue] = {
        "number": Decimal(number),
        "kind": kind,
        "what": _short(what, _MOST_WORDS),
        "where": where or None,
        "before": _short(before, _MOST_CONTENT) or None,
        "after": _short(after, _MOST_CONTENT) or None,
        "document": document or None,
    }
    return CHANGE_LIST.record(str(number), values)


def _short(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _figures(
    old: Mapping[str, FigureMark], new: Mapping[str, FigureMark], places: Mapping[str, str]
) -> Iterator[Row]:
    """Figures by their plain keys: what stands for a key is compared; other prints of it tell that it was known."""
    known, here = {_plain(key) for key in old}, {_plain(key) for key in new}
    standing = {key: mark for key, mark in new.items() if key == _plain(key)}
    for key, mark in standing.items():
        if key in old and old[key].shown != mark.shown:
            before = old[key].shown
            yield "figure revised", _told(key, mark), places.get(key, ""), before, mark.shown, mark.document
    for key, mark in old.items():
        if key == _plain(key) and key not in here:
            yield "figure gone", _told(key, mark), "", mark.shown, "", mark.document
    for key, mark in standing.items():
        if key not in known:
            yield "figure new", _told(key, mark), places.get(key, ""), "", mark.shown, mark.document


def _plain(key: str) -> str:
    """The key that several prints of one figure share: `revenue|FY17` of `revenue|FY17#2`."""
    return key.partition("#")[0]


def _told(key: str, mark: FigureMark) -> str:
    return f"{mark.label} ({key})" if mark.label else key


def _carried(plan: CarryPlan) -> Iterator[Row]:
    for one in plan.inputs:
        where = _place(one.new_sheet, one.new_cell)
        yield "input carried", one.input, where, shown_content(one.before), shown_content(one.content), ""
    for one in plan.cells:
        what = f"typed beside the tables, was {one.sheet}!{one.cell}"
        yield "cell carried", what, _place(one.new_sheet, one.new_cell), "", shown_content(one.content), ""
    for note in plan.notes:
        yield "note carried", "note at a cell", _place(note.sheet, note.cell), "", note.text, ""
    for sheet in plan.sheets:
        what = (
            "sheet of your own" if sheet.name == sheet.new_name else f'sheet of your own, was "{sheet.name}"'
        )
        yield "sheet carried", what, _place(sheet.new_name, "A1"), "", sheet.new_name, ""
    for name, text in plan.names:
        yield "name carried", name, "", "", f"={text}", ""


def _conflicts(plan: CarryPlan) -> Iterator[Row]:
    for one in plan.conflicts:
        where = _place(one.new_sheet, one.new_cell or "A1") if one.new_sheet else ""
        old = f"{one.sheet}!{one.cell}" if one.cell else one.sheet
        here = shown_content(one.here) if one.here else ""
        yield "conflict", f"{old}: {one.done}", where, shown_content(one.typed) if one.typed else "", here, ""


def _formulas(plan: CarryPlan, old: BookCells, new: BookCells) -> Iterator[Row]:
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


def _rows(sheet: SheetCells, changed: Mapping[int, Iterable[tuple[str, str, str]]]) -> Iterator[Row]:
    for row, found in changed.items():
        cell, before, after = next(iter(found))
        count = len(list(found))
        more = f", {count} cells" if count > 1 else ""
        column = split_address(cell)[1]
        label = next((sheet.text(row, at) for at in range(1, column) if sheet.text(row, at)), "")
        what = f"{sheet.name}, row {row}{more}" + (f": {label}" if label else "")
        yield "formula changed", what, _place(sheet.name, cell), before, after, ""


def _sheets(plan: CarryPlan, old: BuiltRecord, new: BuiltRecord) -> Iterator[Row]:
    known = {sheet.name.casefold() for sheet in old.sheets}
    for sheet in new.sheets:
        if sheet.name.casefold() not in known:
            yield "sheet added", "sheet of the template", _place(sheet.name, "A1"), "", sheet.name, ""
    here = {sheet.name.casefold() for sheet in new.sheets}
    for sheet in old.sheets:
        if sheet.name.casefold() not in here:
            yield "sheet gone", "sheet of the template", "", sheet.name, "", ""


def _place(sheet: str, cell: str) -> str:
    return f"{quote_sheet(sheet)}!{cell}"


CHANGE_LIST = ListKind(
    CHANGES,
    "change",
    "what is new since the last build: conflicts, carried work, figures, formulas, sheets",
    {
        "number": "its number, from 1",
        "kind": "figure new, input carried, conflict, ...",
        "what": "the figure, input or formula",
        "where": "the cell that shows it",
        "before": "what stood there",
        "after": "what stands there now",
        "document": "the document that brought it",
    },
    # What is compared is known once the workbook is drawn; until then it stands for itself.
    lambda lists, _: first_build(),
)
