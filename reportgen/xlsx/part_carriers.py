"""Legacy drawings of a sheet (comments, buttons): anchors and the cells they belong to, counted from 0.

<x:Anchor>2, 15, 4, 2, 4, 15, 8, 4</x:Anchor>  left column, offset, top row, offset, right column, ...
<x:Row>4</x:Row> <x:Column>1</x:Column>  <x:FmlaLink>Model!$C$5</x:FmlaLink>
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from lxml import etree

from reportgen.office.layout import PlacedCell, WorkbookLayout
from reportgen.office.package import Package, PackageError
from reportgen.office.references import Where
from reportgen.office.sheets import SheetPart, workbook_part
from reportgen.office.xml import local_name, remove
from reportgen.xlsx.anchors import move_anchor
from reportgen.xlsx.block_objects import anchor_places, repeat_anchor, repeat_note_shapes, repeat_notes
from reportgen.xlsx.formulas import REMOVED, UnreadableFormulaError, move_formula
from reportgen.xlsx.moving import first_cell, move_area, where_in_template

_FORMULAS = ("FmlaLink", "FmlaRange", "FmlaTxbx", "FmlaGroup", "FmlaPict")


def move_vml(
    root: etree._Element,
    where: Where,
    layout: WorkbookLayout,
    talks: frozenset[tuple[int, int]] = frozenset(),
) -> None:
    """Move the shapes of a legacy drawing; a note goes with its cell, repeated or removed.

    The notes of `talks` (row and column, from 1) belong to conversations and stay with the first item.
    """
    axes = layout.sheet(where.sheet)
    for data in [node for node in root.iter() if local_name(node) == "ClientData"]:
        fields = {local_name(child): child for child in data}
        row, column = _integer(fields.get("Row")), _integer(fields.get("Column"))
        shape = data.getparent()
        if row is not None and column is not None and shape is not None and not axes.is_identity:
            places = tuple(axes.places(row + 1, column + 1))
            if not places:
                if shape.getparent() is not None:
                    shape.getparent().remove(shape)  # type: ignore[union-attr]
                continue
            kept = places[:1] if (row + 1, column + 1) in talks else places
            for twin, place in repeat_note_shapes(shape, kept):
                _place_note(twin, row, column, place)
            continue
        anchor = fields.get("Anchor")
        if anchor is not None and anchor.text:
            anchor.text = _moved_anchor(anchor.text, where, layout)
        for name in _FORMULAS:
            node = fields.get(name)
            if node is not None and node.text:
                try:
                    node.text = move_formula(node.text, where, layout)
                except UnreadableFormulaError:
                    continue


def _place_note(shape: etree._Element, row: int, column: int, place: PlacedCell) -> None:
    """Put the shape of a note beside the note's cell; `row` and `column` are the template's, from 0."""
    for node in shape.iter():
        name = local_name(node)
        if name == "Row":
            node.text = str(place.row - 1)
        elif name == "Column":
            node.text = str(place.column - 1)
        elif name == "Anchor" and node.text:
            try:
                numbers = [int(number) for number in node.text.split(",")]
            except ValueError:
                continue
            if len(numbers) == 8:
                for at in (0, 4):
                    numbers[at] = max(numbers[at] + place.column - 1 - column, 0)
                for at in (2, 6):
                    numbers[at] = max(numbers[at] + place.row - 1 - row, 0)
            node.text = ", ".join(str(number) for number in numbers)


def _moved_anchor(text: str, where: Where, layout: WorkbookLayout) -> str:
    axes = layout.sheet(where.sheet)
    try:
        numbers = [int(number) for number in text.split(",")]
    except ValueError:
        return text
    if len(numbers) != 8 or axes.is_identity:
        return text
    for axis, begin, end in ((axes.columns, 0, 4), (axes.rows, 2, 6)):
        moved = axis.near(numbers[begin] + 1) - 1
        numbers[begin], numbers[end] = moved, moved + numbers[end] - numbers[begin]
    return ", ".join(str(number) for number in numbers)


def _integer(node: etree._Element | None) -> int | None:
    text = (node.text or "").strip() if node is not None else ""
    return int(text) if text.isdigit() else None


_FORMULA_PARTS = ("chart", "chartEx", "chartUserShapes")
Editor = Callable[[etree._Element], None]


def move_part_carriers(package: Package, sheets: tuple[SheetPart, ...], layout: WorkbookLayout) -> None:
    """Move all references in parts that are no worksheets."""
    book = workbook_part(package)
    _edit(package, book, lambda root: _defined_names(root, sheets, layout))
    done: set[str] = set()
    for part in package.related(book, "pivotCacheDefinition"):
        _edit_once(package, part, lambda root: _pivot_source(root, layout), done)
    for sheet in sheets:
        _sheet_parts(package, sheet, layout, done)


def _sheet_parts(package: Package, sheet: SheetPart, layout: WorkbookLayout, done: set[str]) -> None:
    where = Where(sheet.name)
    talks = frozenset(
        cell
        for part in package.related(sheet.part, "threadedComment")
        if part in package
        for node in package.peek(part)
        if (cell := first_cell(node.get("ref", ""))) is not None
    )
    editors: dict[str, Editor] = {
        "table": lambda root: _table(root, where, layout),
        "comments": lambda root: repeat_notes(root, where, layout),
        "threadedComment": lambda root: _cells(root, "threadedComment", "ref", where, layout),
        "tableSingleCells": lambda root: _cells(root, "singleXmlCell", "r", where, layout),
        "pivotTable": lambda root: _cells(root, "location", "ref", where, layout),
        "vmlDrawing": lambda root: move_vml(root, where, layout, talks),
        "ctrlProp": lambda root: _control(root, where, layout),
    }
    for relationship in package.relationships(sheet.part):
        part = package.target(sheet.part, relationship.rid)
        if part is None or part not in package:
            continue
        editor = editors.get(relationship.kind)
        if editor is not None:
            _edit_once(package, part, editor, done)
        if relationship.kind == "drawing":
            _edit_once(package, part, partial(_drawing, package, part, where, layout, done), done)
            _charts(package, part, where, layout, done)


def _charts(package: Package, part: str, where: Where, layout: WorkbookLayout, done: set[str]) -> None:
    for kind in _FORMULA_PARTS:
        for chart in package.related(part, kind):
            if chart in package and chart not in done:
                _edit_once(package, chart, lambda root: _formula_texts(root, where, layout), done)
                _charts(package, chart, where, layout, done)


def chart_parts(package: Package, sheets: tuple[SheetPart, ...], kind: str = "chart") -> tuple[str, ...]:
    """All charts drawn on sheets of the workbook, in order of sheets and drawings; `chartEx` for the newer kind."""
    found: dict[str, None] = {}
    for sheet in sheets:
        for drawing in package.related(sheet.part, "drawing"):
            found.update(dict.fromkeys(part for part in package.related(drawing, kind) if part in package))
    return tuple(found)


def _edit_once(package: Package, part: str, editor: Editor, done: set[str]) -> None:
    if part not in done and part in package:
        done.add(part)
        _edit(package, part, editor)


def _edit(package: Package, part: str, editor: Editor) -> None:
    """Run an editor on a part; where it changes nothing, the part keeps its bytes."""

    def edited(root: etree._Element) -> bool:
        text = etree.tostring(root)
        editor(root)
        return etree.tostring(root) != text

    try:
        package.edit(part, edited)
    except PackageError:
        if not part.endswith(
            ".vml"
        ):  # old drawings are often not well-formed; Office reads them nevertheless
            raise


def _moved(text: str, where: Where, layout: WorkbookLayout, *, anchored_only: bool = False) -> str:
    try:
        return move_formula(text, where, layout, anchored_only=anchored_only)
    except UnreadableFormulaError:
        return text


def _defined_names(root: etree._Element, sheets: tuple[SheetPart, ...], layout: WorkbookLayout) -> None:
    by_index = {sheet.index: sheet.name for sheet in sheets}
    for name in [node for node in root.iter() if local_name(node) == "definedName"]:
        owner = by_index.get(int(name.get("localSheetId", "-1")), "")
        text = name.text or ""
        moved = _moved(text, Where(owner), layout, anchored_only=True)
        if moved == text:
            continue
        # a print area, title or filter without cells would make Excel repair the file
        if REMOVED in moved and REMOVED not in text and name.get("name", "").startswith("_xlnm."):
            remove(name)
            continue
        name.text = moved


def _formula_texts(root: etree._Element, where: Where, layout: WorkbookLayout) -> None:
    for node in root.iter():
        if local_name(node) in ("f", "sqref") and node.text:
            node.text = _moved(node.text, where, layout)


def _drawing(
    package: Package,
    part: str,
    where: Where,
    layout: WorkbookLayout,
    done: set[str],
    root: etree._Element,
) -> None:
    axes = layout.sheet(where.sheet)
    for anchor in list(root):
        if not isinstance(anchor.tag, str):
            continue
        corner, places = anchor_places(anchor, axes)
        if places:
            repeat_anchor(package, part, anchor, corner, places, where, layout, done)
            continue
        if not axes.is_identity:
            move_anchor(anchor, axes)
        for node in anchor.iter():
            link = node.get("textlink") if isinstance(node.tag, str) else None
            if link:
                head = "=" if link.startswith("=") else ""
                moved = _moved(link.removeprefix("="), where, layout)
                node.set("textlink", head + moved.split(":")[0])


def _table(root: etree._Element, where: Where, layout: WorkbookLayout) -> None:
    axes = layout.sheet(where.sheet)
    corner = first_cell(root.get("ref", ""))
    for node in root.iter():
        if not isinstance(node.tag, str):
            continue
        name = local_name(node)
        if name in ("table", "autoFilter", "sortState", "sortCondition") and node.get("ref"):
            moved = move_area(node.get("ref", ""), where, layout)
            if moved:
                node.set("ref", moved)
        elif name in ("calculatedColumnFormula", "totalsRowFormula") and node.text and corner:
            row, column = corner
            node.text = _moved(node.text, where_in_template(where.sheet, row + 1, column, axes), layout)


def _cells(root: etree._Element, name: str, attribute: str, where: Where, layout: WorkbookLayout) -> None:
    for node in [node for node in root.iter() if local_name(node) == name]:
        area = node.get(attribute)
        if area is None:
            continue
        moved = move_area(area, _first_items(where, area, layout), layout)
        if moved:
            node.set(attribute, moved)
        else:
            remove(node)


def _first_items(where: Where, area: str, layout: WorkbookLayout) -> Where:
    cell = first_cell(area)
    return (
        where_in_template(where.sheet, *cell, layout.sheet(where.sheet))
        if cell and ":" not in area
        else where
    )


def _pivot_source(root: etree._Element, layout: WorkbookLayout) -> None:
    for node in root.iter():
        if local_name(node) not in ("worksheetSource", "rangeSet"):
            continue
        area, sheet = node.get("ref"), node.get("sheet")
        external = any(str(key).endswith("}id") for key in node.attrib)
        if not area or not sheet or external:
            continue
        moved = move_area(area, Where(sheet), layout)
        if moved and moved != area:
            node.set("ref", moved)
            root.set("refreshOnLoad", "1")


def _control(root: etree._Element, where: Where, layout: WorkbookLayout) -> None:
    for name in ("fmlaLink", "fmlaRange", "fmlaTxbx", "fmlaGroup"):
        text = root.get(name)
        if text:
            root.set(name, _moved(text, where, layout))
