"""References in parts that are no worksheets: names, tables, charts, notes, pivots, and legacy drawings (VML).

<definedName name="total">Model!$C$5</definedName>                          moves as a formula does
<x:Anchor>2, 15, 4, 2, 4, 15, 8, 4</x:Anchor>  left column, offset, top row, offset, right column, ...
<x:Row>4</x:Row> <x:Column>1</x:Column>  <x:FmlaLink>Model!$C$5</x:FmlaLink>         counted from 0
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from lxml import etree
from msgspec import Struct, field

from reportgen.formula.text import REMOVED
from reportgen.office.addresses import quote_sheet
from reportgen.office.layout import PlacedCell, WorkbookLayout
from reportgen.office.package import Package, PackageError
from reportgen.office.references import Where
from reportgen.office.sheets import SheetPart, sheet_parts, workbook_part
from reportgen.office.tags import read_markers, replace_tags
from reportgen.office.xml import local_name, remove
from reportgen.xlsx.drawings import (
    DrawingMover,
    anchor_numbers,
    fresh_shape_numbers,
    hanging_numbers,
    repeat_note_shapes,
    repeat_notes,
)
from reportgen.xlsx.moved_charts import move_chart
from reportgen.xlsx.moving import Move, Unfit, first_cell, move_area, where_in_template

_VML_FORMULAS = ("FmlaLink", "FmlaRange", "FmlaTxbx", "FmlaGroup", "FmlaPict")
_CONTROL_FORMULAS = ("fmlaLink", "fmlaRange", "fmlaTxbx", "fmlaGroup")
_FORMULA_PARTS = ("chart", "chartEx", "chartUserShapes")
Editor = Callable[[etree._Element], None]


def chart_parts(package: Package, sheets: tuple[SheetPart, ...], kind: str = "chart") -> tuple[str, ...]:
    """All charts drawn on sheets of the workbook, in order of sheets and drawings; `chartEx` for the newer kind."""
    found: dict[str, None] = {}
    for sheet in sheets:
        for drawing in package.related(sheet.part, "drawing"):
            found.update(dict.fromkeys(part for part in package.related(drawing, kind) if part in package))
    return tuple(found)


def name_cells_of_newer_charts(package: Package) -> None:
    """Let charts of the newer kind name their cells themselves, not by hidden names, one for all copies of a chart.

    Excel writes such names (`_xlchart.v1.0`) anew when it saves.
    """
    book = workbook_part(package)
    names = {
        node.get("name", ""): node.text or ""
        for node in package.peek(book).iter("{*}definedName")
        if node.get("name", "").startswith("_xlchart.")
    }
    if not names:
        return
    used: set[str] = set()
    for part in chart_parts(package, sheet_parts(package), "chartEx"):
        for node in package.xml(part).iter("{*}f"):
            if node.text in names:
                used.add(node.text)
                node.text = names[node.text]
    for node in list(package.xml(book).iter("{*}definedName")):
        holder = node.getparent()
        if node.get("name") in used and holder is not None:
            holder.remove(node)
            if len(holder) == 0:
                remove(holder)


def move_part_carriers(
    package: Package, sheets: tuple[SheetPart, ...], layout: WorkbookLayout, unfit: Unfit
) -> None:
    """Move all references in parts that are no worksheets; `unfit` is told what they cannot hold."""
    _PartMover(package, layout, unfit).move(sheets)


class _PartMover(Struct):
    """Moves each part once; where that changes nothing, the part keeps its bytes."""

    package: Package
    layout: WorkbookLayout
    unfit: Unfit
    done: set[str] = field(default_factory=set)

    def move(self, sheets: tuple[SheetPart, ...]) -> None:
        book = workbook_part(self.package)
        self._edit(book, lambda root: _defined_names(root, sheets, self._moving("")))
        for part in self.package.related(book, "pivotCacheDefinition"):
            self._edit(part, lambda root: _pivot_source(root, self._moving("")))
        for sheet in sheets:
            self._sheet(sheet)

    def _moving(self, sheet: str) -> Move:
        return Move(sheet, self.layout, self.unfit)

    def _sheet(self, sheet: SheetPart) -> None:
        package, move = self.package, self._moving(sheet.name)
        talks = {
            cell
            for part in package.related(sheet.part, "threadedComment")
            if part in package
            for node in package.peek(part)
            if (cell := first_cell(node.get("ref", ""))) is not None
        }
        editors: dict[str, Editor] = {
            "table": lambda root: _table(root, move),
            "comments": lambda root: repeat_notes(root, move),
            "threadedComment": lambda root: _cells(root, "threadedComment", "ref", move),
            "tableSingleCells": lambda root: _cells(root, "singleXmlCell", "r", move),
            "pivotTable": lambda root: _cells(root, "location", "ref", move),
            "vmlDrawing": lambda root: move_vml(root, move, talks),
            "ctrlProp": lambda root: _control(root, move),
        }
        for relationship in package.relationships(sheet.part):
            part = package.target(sheet.part, relationship.rid)
            if part is None:
                continue
            if relationship.kind == "drawing":
                self._edit(part, DrawingMover(package, part, move, self.done))
                self._charts(part, move)
            elif relationship.kind in editors:
                self._edit(part, editors[relationship.kind])

    def _charts(self, part: str, move: Move) -> None:
        for kind in _FORMULA_PARTS:
            for chart in self.package.related(part, kind):
                if chart in self.package and chart not in self.done:
                    self._edit(chart, lambda root: move_chart(root, move, move.outside))
                    self._charts(chart, move)

    def _edit(self, part: str, editor: Editor) -> None:
        if part in self.done or part not in self.package:
            return
        self.done.add(part)

        def edited(root: etree._Element) -> bool:
            text = etree.tostring(root)
            editor(root)
            return etree.tostring(root) != text

        try:
            self.package.edit(part, edited)
        except PackageError:
            # old drawings are often not well-formed; Office reads them nevertheless
            if not part.endswith(".vml"):
                raise


def read_pivots_again(package: Package) -> None:
    """Let every pivot table over cells of the workbook be read anew when it is opened; none keeps a template's tags."""
    for part in package.related(workbook_part(package), "pivotCacheDefinition"):
        if part not in package:
            continue
        source = package.peek(part).find("{*}cacheSource/{*}worksheetSource")
        if source is None or any(str(key).endswith("}id") for key in source.attrib):
            continue
        if package.peek(part).get("refreshOnLoad") not in ("1", "true"):
            package.xml(part).set("refreshOnLoad", "1")
        for one in (part, *package.related(part, "pivotCacheRecords")):
            if one in package and b"{{" in package[one]:
                for node in package.xml(one).iter("{*}s"):
                    node.set("v", replace_tags(read_markers(node.get("v", "")).text, str))


def move_vml(root: etree._Element, move: Move, talks: Collection[tuple[int, int]] = ()) -> None:
    """Move the shapes of a legacy drawing; a note goes with its cell, repeated or removed.

    The notes of `talks` (row and column, from 1) belong to conversations and stay with the first item.
    """
    axes, fresh = move.axes, fresh_shape_numbers(root)
    for data in list(root.iter("{*}ClientData")):
        fields = {local_name(child): child for child in data}
        row, column = _integer(fields.get("Row")), _integer(fields.get("Column"))
        shape = data.getparent()
        if row is not None and column is not None and shape is not None and not axes.is_identity:
            places = tuple(axes.places(row + 1, column + 1))
            if not places:
                remove(shape)
                continue
            kept = places[:1] if (row + 1, column + 1) in talks else places
            for twin, place in repeat_note_shapes(shape, kept, fresh):
                _place_note(twin, row, column, place)
            continue
        numbers = hanging_numbers(data)
        if numbers and not axes.is_identity:
            if shape is not None and next(axes.places(numbers[2] + 1, numbers[0] + 1), None) is None:
                remove(shape)
                continue
            for axis, begin, end in ((axes.columns, 0, 4), (axes.rows, 2, 6)):
                moved = axis.near(numbers[begin] + 1) - 1
                numbers[begin], numbers[end] = moved, moved + numbers[end] - numbers[begin]
            fields["Anchor"].text = ", ".join(map(str, numbers))
        for name in _VML_FORMULAS:
            node = fields.get(name)
            if node is not None and node.text:
                node.text = move.formula(node.text, move.outside)


def _place_note(shape: etree._Element, row: int, column: int, place: PlacedCell) -> None:
    """Put the shape of a note beside the note's cell; `row` and `column` are the template's, from 0."""
    for node in shape.iter("{*}Row"):
        node.text = str(place.row - 1)
    for node in shape.iter("{*}Column"):
        node.text = str(place.column - 1)
    for node in shape.iter("{*}Anchor"):
        numbers = anchor_numbers(node)
        if numbers:
            for at, by in ((0, place.column - 1 - column), (2, place.row - 1 - row)):
                numbers[at], numbers[at + 4] = max(numbers[at] + by, 0), max(numbers[at + 4] + by, 0)
            node.text = ", ".join(map(str, numbers))


def _integer(node: etree._Element | None) -> int | None:
    text = (node.text or "").strip() if node is not None else ""
    return int(text) if text.isdigit() else None


def _defined_names(root: etree._Element, sheets: tuple[SheetPart, ...], move: Move) -> None:
    by_index = {sheet.index: sheet.name for sheet in sheets}
    for name in list(root.iter("{*}definedName")):
        owner = by_index.get(int(name.get("localSheetId", "-1")), "")
        text = name.text or ""
        where = Where(owner)
        if name.get("name", "").startswith("_xlnm."):
            # what is printed or filtered is an area of the sheet, which reaches over all in it
            parts = [move_area(part, where, move.layout) for part in text.split(",")]
            moved = ",".join(part for part in parts if part)
            if not moved:
                remove(name)
                continue
        else:
            moved = move.named(text, where)
        if moved != text:
            name.text = moved


def _table(root: etree._Element, move: Move) -> None:
    corner = first_cell(root.get("ref", ""))
    for node in root.iter("{*}table", "{*}autoFilter", "{*}sortState", "{*}sortCondition"):
        if node.get("ref"):
            moved = move_area(node.get("ref", ""), move.outside, move.layout)
            if moved:
                node.set("ref", moved)
    for node in root.iter("{*}calculatedColumnFormula", "{*}totalsRowFormula"):
        if node.text and corner:
            where = where_in_template(move.sheet, corner[0] + 1, corner[1], move.axes)
            node.text = move.formula(node.text, where)


def _cells(root: etree._Element, name: str, attribute: str, move: Move) -> None:
    for node in list(root.iter(f"{{*}}{name}")):
        area = node.get(attribute)
        if area is None:
            continue
        moved = move_area(area, move.beside(area) if ":" not in area else move.outside, move.layout)
        if moved:
            node.set(attribute, moved)
        else:
            remove(node)


def _pivot_source(root: etree._Element, move: Move) -> None:
    for node in root.iter("{*}worksheetSource", "{*}rangeSet"):
        area, sheet = node.get("ref"), node.get("sheet")
        external = any(str(key).endswith("}id") for key in node.attrib)
        if not area or not sheet or external:
            continue
        moved = move.formula(f"{quote_sheet(sheet)}!{area}", Where(sheet)).rpartition("!")[2]
        if moved and REMOVED not in moved:
            node.set("ref", moved)


def _control(root: etree._Element, move: Move) -> None:
    for name in _CONTROL_FORMULAS:
        text = root.get(name)
        if text:
            root.set(
                name,
                move.formula(text, move.outside) if name == "fmlaRange" else move.cell(text, move.outside),
            )
