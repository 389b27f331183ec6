"""Puts what a person had typed into a rebuilt workbook: inputs, cells beside tables, notes, names, own sheets.

The plan says what goes where; what only shows while it is done (a chart that reads a row that is gone) comes back
as conflicts. A sheet of a person's own brings along its rules, charts, tables and links:

    chart   Model!$H$14:$O$14   ->   Model!$I$14:$P$14
    chart   Old!$B$2:$B$9       ->   its last values, where the cells are gone
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from decimal import Decimal

from lxml import etree
from msgspec import Struct, field

from reportgen.carry.address_map import BookMap
from reportgen.carry.carry_plan import CarriedCell, CarriedSheet, CarryPlan, Conflict, gone
from reportgen.carry.foreign import ForeignParts, ForeignStyles
from reportgen.formula.text import unshare
from reportgen.gate.markup_rules import ensure_child
from reportgen.office.addresses import split_address
from reportgen.office.package import Package, PackageError
from reportgen.office.sheets import SheetPart, shared_string_items, sheet_parts, workbook_part
from reportgen.office.worksheet import (
    cells,
    ensure_cell,
    find_cell,
    rows,
    set_dimension,
    set_formula,
    set_text,
    set_value,
)
from reportgen.office.xml import local_name, namespace_of, qn, remove
from reportgen.xlsx.annotation import add_notes
from reportgen.xlsx.folding import LeftLines, Lines, left_lines
from reportgen.xlsx.renaming import Renaming, rename_in
from reportgen.xlsx.sheet_copies import make_own, relate, rename_tables, renumber

_TEXTS = ("f", "formula", "formula1", "formula2", "calculatedColumnFormula", "totalsRowFormula")
_LITERALS = {"numRef": ("numCache", "numLit"), "strRef": ("strCache", "strLit")}
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"


class Carry(Struct, frozen=True):
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
        styles = _OldStyles(work, self.old) if plan.cells else None
        for name, found in written.items():
            _write_cells(work, by_name[name], found, styles)
        notes: dict[str, list[tuple[str, str]]] = {}
        for note in plan.notes:
            notes.setdefault(note.sheet, []).append((note.cell, note.text))
        for name, listed in notes.items():
            add_notes(work, by_name[name], listed)
        conflicts: tuple[Conflict, ...] = ()
        if plan.sheets:
            conflicts = _OwnSheets(work, self.old, plan).copy()
        _write_names(work, plan.names)
        return conflicts

    @property
    def left(self) -> Mapping[str, LeftLines]:
        """Rows and columns of groups as they were left open or closed, where they stand in the new workbook."""
        found: dict[str, LeftLines] = {}
        for name, left in left_lines(self.old, sheet_parts(self.old)).items():
            there = self.plan.map.sheet(name)
            if there is not None:
                opened, closed = (
                    Lines(_standing(map(there.rows, one.rows)), _standing(map(there.columns, one.columns)))
                    for one in (left.opened, left.closed)
                )
                found[there.new] = LeftLines(opened, closed)
        return found

    def touched_parts(self, sheets: Sequence[SheetPart]) -> set[str]:
        """The parts of the new workbook's sheets that `apply` writes into."""
        plan = self.plan
        names = {one.new_sheet for one in (*plan.inputs, *plan.cells)} | {note.sheet for note in plan.notes}
        return {sheet.part for sheet in sheets if sheet.name in names}


def _standing(places: Iterable[int | None]) -> frozenset[int]:
    return frozenset(at for at in places if at is not None)


class _OldStyles:
    """The styles of cells in the old workbook, for cells that have none of their own in the new."""

    def __init__(self, work: Package, old: Package) -> None:
        self._styles = ForeignStyles(old, work)
        self._old = {sheet.name: old.peek(sheet.part) for sheet in sheet_parts(old) if sheet.is_worksheet}

    def style(self, one: CarriedCell) -> int:
        """The style of an old cell, as the new workbook knows it."""
        cell = find_cell(self._old[one.sheet], *split_address(one.cell))
        return self._styles.cell(int(cell.get("s", "0"))) if cell is not None else 0


def _write_cells(
    work: Package, sheet: SheetPart, found: Sequence[CarriedCell], styles: _OldStyles | None
) -> None:
    root = work.xml(sheet.part)
    unshare(root)
    for one in found:
        cell = ensure_cell(root, *split_address(one.new_cell))
        write_content(cell, one.content)
        if not one.input and styles is not None and cell.get("s", "0") == "0":
            cell.set("s", str(styles.style(one)))
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
    home = ensure_child(root, f"{ns}definedNames")
    for name, text in names:
        etree.SubElement(home, f"{ns}definedName", name=name).text = text


class _FormulaMover(Struct):
    """Moves the formulas of one own sheet; what has no place any more is told in `conflicts`."""

    map: BookMap
    sheet: CarriedSheet
    conflicts: list[Conflict] = field(default_factory=list)

    def moved(self, text: str) -> str:
        """A formula (without `=`) where its cells now stand."""
        return self.map.formula(text, self.sheet.name).text

    def texts(self, root: etree._Element, *, cells_too: bool) -> None:
        """Move all formulas of a part; those of cells only where `cells_too`."""
        for node in list(root.iter("*")):
            name = local_name(node)
            if name in _TEXTS and node.text and len(node) == 0:
                parent = node.getparent()
                if not cells_too and parent is not None and local_name(parent) == "c":
                    continue
                self._text(node, parent)
            for key in ("textlink", "location"):
                link = node.get(key)
                if link and (key == "textlink" or name == "hyperlink"):
                    self._attribute(node, key, link)
            if name == "cfvo" and node.get("type") == "formula":
                node.set("val", self.moved(node.get("val", "")))

    def _attribute(self, node: etree._Element, key: str, link: str) -> None:
        head = "=" if link.startswith("=") else ""
        moved = self.map.formula(link.removeprefix("="), self.sheet.name)
        if not moved.lost:
            node.set(key, head + moved.text)
            return
        self._lost(link, moved.lost, "link", "removed" if key == "location" else "keeps its last text")
        if key == "location":
            remove(node)
        else:
            del node.attrib[key]

    def _text(self, node: etree._Element, parent: etree._Element | None) -> None:
        moved = self.map.formula(node.text or "", self.sheet.name)
        if not moved.lost:
            node.text = moved.text
            return
        if namespace_of(node).strip("{}") == _CHART and parent is not None:
            self._freeze(parent)
            self._lost(node.text or "", moved.lost, "chart", "keeps its last values")
            return
        rule = parent
        while rule is not None and local_name(rule) not in ("cfRule", "dataValidation", "sparkline"):
            rule = rule.getparent()
        if rule is not None:
            self._remove(rule)
        self._lost(
            node.text or "", moved.lost, local_name(rule) if rule is not None else local_name(node), "removed"
        )

    def _remove(self, rule: etree._Element) -> None:
        """Take out a rule, and what would be left empty around it."""
        parent = rule.getparent()
        remove(rule)
        if parent is not None and local_name(parent) == "sparklines" and len(parent) == 0:
            rule, parent = parent, parent.getparent()
            remove(rule)
            if parent is not None:  # a group of sparklines without any says nothing
                group, parent = parent, parent.getparent()
                remove(group)
        while parent is not None and len(parent) == 0 and not local_name(parent).startswith("worksheet"):
            above = parent.getparent()
            remove(parent)
            parent = above
        if parent is not None and parent.get("count") is not None:
            parent.set("count", str(len(parent)))

    def _freeze(self, reference: etree._Element) -> None:
        """Turn a chart's reference into the values that it showed last."""
        names = _LITERALS.get(local_name(reference))
        cache = reference.find(f"{{{_CHART}}}{names[0]}") if names else None
        owner = reference.getparent()
        if names is None or cache is None or owner is None:
            remove(reference)
            return
        if local_name(owner) == "tx":
            text = reference.findtext(f".//{{{_CHART}}}v") or ""
            literal = etree.Element(f"{{{_CHART}}}v")
            literal.text = text
        else:
            literal = etree.Element(f"{{{_CHART}}}{names[1]}")
            literal.extend(list(cache))
        owner.replace(reference, literal)

    def _lost(self, typed: str, lost: tuple[str, ...], what: str, done: str) -> None:
        message = f"{what} {done}: {gone(lost)}"
        self.conflicts.append(
            Conflict("lost-reference", self.sheet.name, "", f"={typed}", "", message, self.sheet.new_name)
        )


class _OwnSheets(Struct, dict=True):
    """Brings the plan's own sheets from `old` into `work`; lives for one build."""

    work: Package
    old: Package
    plan: CarryPlan
    conflicts: list[Conflict] = field(default_factory=list)

    def copy(self) -> tuple[Conflict, ...]:
        """Copy all of them; gives what could not be taken along."""
        self._styles = ForeignStyles(self.old, self.work)
        self._strings = shared_string_items(self.old)
        sources = {sheet.name: sheet for sheet in sheet_parts(self.old)}
        main = namespace_of(self.work.peek(workbook_part(self.work)))
        for one in self.plan.sheets:
            source = sources[one.name]
            if namespace_of(self.old.peek(source.part)) != main:
                done = "not carried: the file was saved as strict Open XML; save it as an ordinary workbook"
                self.conflicts.append(Conflict("strict-file", one.name, "", "", "", done))
                continue
            self._copy(one, source)
        return tuple(self.conflicts)

    def _copy(self, one: CarriedSheet, source: SheetPart) -> None:
        parts = ForeignParts(self.old, self.work)
        part = parts.copy(source.part)
        mover = _FormulaMover(self.plan.map, one)
        root = self.work.xml(part)
        self._cells(root, one, mover)
        for name in parts.made.values():
            self._other_texts(name, part, mover)
        renaming = Renaming({}, rename_tables(self.work, parts.made.values()))
        for name in parts.made.values():
            if renaming.tables and name.endswith(".xml"):
                rename_in(self.work.xml(name), renaming)
        make_own(root)
        for kind in parts.left_behind:
            done = f"not carried: {kind} on this sheet"
            self.conflicts.append(Conflict("object", one.name, "", "", "", done, one.new_name))
        self.conflicts += mover.conflicts
        self._enter(one, source, part)
        self._local_names(one, source, mover)

    def _cells(self, root: etree._Element, one: CarriedSheet, mover: _FormulaMover) -> None:
        unshare(root)
        for number, row in rows(root):
            if row.get("s") is not None:
                row.set("s", str(self._styles.cell(int(row.get("s", "0")))))
            for column, cell in cells(row):
                if cell.get("s") is not None:
                    cell.set("s", str(self._styles.cell(int(cell.get("s", "0")))))
                for name in ("cm", "vm"):
                    cell.attrib.pop(name, "")
                if cell.get("t") == "s":
                    self._inline(cell)
                formula = cell.find(f"{namespace_of(cell)}f")
                if formula is None:
                    continue
                if (number, column) in one.frozen:
                    _freeze(cell, formula)
                elif formula.text:
                    formula.text = mover.moved(formula.text)
        ns = namespace_of(root)
        for node in root.iterfind(f"{ns}cols/{ns}col"):
            if node.get("style") is not None:
                node.set("style", str(self._styles.cell(int(node.get("style", "0")))))

    def _inline(self, cell: etree._Element) -> None:
        """A shared string written into its cell, with its runs."""
        ns = namespace_of(cell)
        value = cell.findtext(f"{ns}v") or ""
        for child in list(cell):
            cell.remove(child)
        at = int(value) if value.strip().isdigit() else -1
        if not 0 <= at < len(self._strings):
            cell.attrib.pop("t", "")
            return
        cell.set("t", "inlineStr")
        item = etree.SubElement(cell, f"{ns}is")
        item.extend(deepcopy(child) for child in self._strings[at])

    def _other_texts(self, name: str, sheet: str, mover: _FormulaMover) -> None:
        """Formulas of rules, validations, sparklines, charts, tables and links, and the formats that rules name."""
        if not name.endswith(".xml"):
            return
        try:
            root = self.work.xml(name)
        except PackageError:
            return
        mover.texts(root, cells_too=name != sheet)
        for node in root.iter("*"):
            for key in [str(key) for key in node.attrib if str(key).lower().endswith("dxfid")]:
                text = node.get(key, "")
                rule = self._styles.rule(int(text)) if text.isdigit() else None
                if rule is None:
                    del node.attrib[key]
                else:
                    node.set(key, str(rule))

    def _enter(self, one: CarriedSheet, source: SheetPart, part: str) -> None:
        """Put the sheet into the workbook's list, behind the sheet that the plan names."""
        book = workbook_part(self.work)
        root = self.work.xml(book)
        ns = namespace_of(root)
        home = root.find(f"{ns}sheets")
        assert home is not None
        before = [node.get("name", "") for node in home]
        node = etree.Element(f"{ns}sheet", name=one.new_name)
        node.set("sheetId", str(max(int(other.get("sheetId", "0")) for other in home) + 1))
        listed = self.old.peek(workbook_part(self.old)).find("{*}sheets")
        state = listed[source.index].get("state", "visible") if listed is not None else "visible"
        if state != "visible":
            node.set("state", state)
        node.set(qn("r:id"), relate(self.work, book, source.kind, part))
        home.insert(before.index(one.behind) + 1 if one.behind in before else 0, node)
        renumber(root, before, [other.get("name", "") for other in home])

    def _local_names(self, one: CarriedSheet, source: SheetPart, mover: _FormulaMover) -> None:
        """Names that belong to the sheet alone: its print area and titles, its filter, a person's own."""
        root = self.work.xml(workbook_part(self.work))
        ns = namespace_of(root)
        listed = [node.get("name") for node in root.iterfind(f"{ns}sheets/{ns}sheet")]
        for old in self.old.peek(workbook_part(self.old)).iterfind("{*}definedNames/{*}definedName"):
            if old.get("localSheetId") != str(source.index):
                continue
            moved = self.plan.map.formula(old.text or "", one.name)
            if moved.lost:
                if not old.get("name", "").startswith("_xlnm."):
                    done = f"not carried: {gone(moved.lost)}"
                    typed = f"={old.text}"
                    self.conflicts.append(
                        Conflict("lost-reference", old.get("name", ""), "", typed, "", done, one.new_name)
                    )
                continue
            home = ensure_child(root, f"{ns}definedNames")
            node = etree.SubElement(home, f"{ns}definedName", name=old.get("name", ""))
            node.set("localSheetId", str(listed.index(one.new_name)))
            if old.get("hidden") in ("1", "true"):
                node.set("hidden", "1")
            node.text = moved.text


def _freeze(cell: etree._Element, formula: etree._Element) -> None:
    """Leave a formula cell with its last value; where it never had one, with the formula as a text."""
    if cell.find(f"{namespace_of(cell)}v") is None:
        set_text(cell, f"={formula.text or ''}")
        return
    cell.remove(formula)
