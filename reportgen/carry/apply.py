"""Puts what a person had typed into a rebuilt workbook: inputs, cells beside tables, notes, names, own sheets.

The plan says what goes where; what only shows while it is done (a chart that reads a row that is gone) comes back
as conflicts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from reportgen.carry.carry_plan import CarriedCell, CarryPlan, Conflict
from reportgen.carry.foreign import ForeignStyles
from reportgen.carry.own_sheets import OwnSheets
from reportgen.office.addresses import split_address
from reportgen.office.package import Package
from reportgen.office.sheets import SheetPart, sheet_parts, workbook_part
from reportgen.office.worksheet import ensure_cell, find_cell, rows, set_dimension, set_formula, set_value
from reportgen.office.xml import insert_before, namespace_of
from reportgen.xlsx.annotation import add_notes
from reportgen.xlsx.formulas import unshare

_BEHIND_NAMES = (
    *("calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes"),
    *("webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst"),
)


@dataclass(frozen=True)
class Carry:
    """What to carry, and the old workbook that it is taken from."""

    plan: CarryPlan
    old: Package

    def apply(self, work: Package) -> tuple[Conflict, ...]:
        """Write everything the plan carries into the package; gives what could not be carried after all."""
        plan = self.plan
        by_name = {sheet.name: sheet for sheet in sheet_parts(work)}
        written: dict[str, list[CarriedCell]] = {}
        for one in (*plan.inputs, *plan.cells):
            written.setdefault(one.new_sheet, []).append(one)
        looks = _Looks(work, self.old) if plan.cells else None
        for name, found in written.items():
            _write_cells(work, by_name[name], found, looks)
        notes: dict[str, list[tuple[str, str]]] = {}
        for note in plan.notes:
            notes.setdefault(note.sheet, []).append((note.cell, note.text))
        for name, listed in notes.items():
            add_notes(work, by_name[name], listed)
        conflicts: tuple[Conflict, ...] = ()
        if plan.sheets:
            conflicts = OwnSheets(work, self.old, plan).copy()
        _write_names(work, plan.names)
        return conflicts

    def touched_parts(self, sheets: Sequence[SheetPart]) -> set[str]:
        """The parts of the new workbook's sheets that `apply` writes into."""
        plan = self.plan
        names = {one.new_sheet for one in (*plan.inputs, *plan.cells)} | {note.sheet for note in plan.notes}
        return {sheet.part for sheet in sheets if sheet.name in names}


class _Looks:
    """How cells looked in the old workbook, for cells that have no look of their own in the new."""

    def __init__(self, work: Package, old: Package) -> None:
        self._styles = ForeignStyles(old, work)
        self._old = {sheet.name: old.peek(sheet.part) for sheet in sheet_parts(old) if sheet.is_worksheet}

    def style(self, one: CarriedCell) -> int:
        """The style of an old cell, as the new workbook knows it."""
        cell = find_cell(self._old[one.sheet], *split_address(one.cell))
        return self._styles.cell(int(cell.get("s", "0"))) if cell is not None else 0


def _write_cells(work: Package, sheet: SheetPart, found: Sequence[CarriedCell], looks: _Looks | None) -> None:
    root = work.xml(sheet.part)
    unshare(root)
    for one in found:
        cell = ensure_cell(root, *split_address(one.new_cell))
        write_content(cell, one.content)
        if not one.input and looks is not None and cell.get("s", "0") == "0":
            cell.set("s", str(looks.style(one)))
    for _, row in rows(root):
        row.attrib.pop("spans", "")
    if root.find(f"{namespace_of(root)}dimension") is not None:
        set_dimension(root)


def write_content(cell: etree._Element, content: str) -> None:
    """Give a cell a content as `SheetCells` spells it; its style stays."""
    if content.startswith("={"):
        text, _, area = content[2:].rpartition("}")
        set_formula(cell, text)
        formula = cell.find(f"{namespace_of(cell)}f")
        assert formula is not None
        formula.set("t", "array")
        formula.set("ref", area or cell.get("r", ""))
    elif content.startswith("="):
        set_formula(cell, content[1:])
    elif content.startswith("'"):
        set_value(cell, content[1:])
    elif content in ("TRUE", "FALSE"):
        set_value(cell, content == "TRUE")
    else:
        set_value(cell, Decimal(content) if content else None)


def _write_names(work: Package, names: Sequence[tuple[str, str]]) -> None:
    if not names:
        return
    root = work.xml(workbook_part(work))
    ns = namespace_of(root)
    home = root.find(f"{ns}definedNames")
    if home is None:
        home = etree.Element(f"{ns}definedNames")
        insert_before(root, home, _BEHIND_NAMES)
    for name, text in names:
        etree.SubElement(home, f"{ns}definedName", name=name).text = text
