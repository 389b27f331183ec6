"""Conditional formats, data validations and sparklines, in their classic form and in that of 2010 (x14).

<conditionalFormatting sqref="C5"><cfRule><formula>C5&gt;$C$7</formula>        areas in an attribute
<x14:conditionalFormatting><x14:cfRule><xm:f>C5&gt;$C$7</xm:f> <xm:sqref>C5</xm:sqref>   areas in an element
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

from lxml import etree

from reportgen.office.addresses import MAX_COLUMN, cell_address
from reportgen.office.layout import WorkbookLayout
from reportgen.office.package import Package
from reportgen.office.references import Where
from reportgen.office.sheets import relationship_id
from reportgen.office.xml import first_child, local_name, namespace_of, remove
from reportgen.xlsx.anchors import move_anchor
from reportgen.xlsx.moving import Move, ReferenceHolder, copy_area, copy_areas, first_cell, move_area


def _conditional_formatting(node: etree._Element, move: Move) -> None:
    holder = first_child(node, "sqref")
    areas = (holder.text or "") if holder is not None else node.get("sqref", "")
    where = move.served(areas)
    for formula in _formulas(node, ("formula", "f")):
        formula.text = move.formula(formula.text or "", where)
    for scale in node.iter():
        if local_name(scale) == "cfvo" and scale.get("type") == "formula":
            scale.set("val", move.formula(scale.get("val", ""), where))
    _set_areas(node, holder, copy_areas(areas, move.axes))


def _data_validation(node: etree._Element, move: Move) -> None:
    holder = first_child(node, "sqref")
    areas = (holder.text or "") if holder is not None else node.get("sqref", "")
    where = move.served(areas)
    for formula in _formulas(node, ("formula1", "formula2", "f")):
        formula.text = move.formula(formula.text or "", where)
    _set_areas(node, holder, copy_areas(areas, move.axes))


def _set_areas(node: etree._Element, holder: etree._Element | None, areas: str) -> None:
    if not areas:
        remove(node)
    elif holder is not None:
        holder.text = areas
    else:
        node.set("sqref", areas)


def _formulas(node: etree._Element, names: tuple[str, ...]) -> list[etree._Element]:
    return [
        one for one in node.iter() if local_name(one) in names and len(one) == 0 and (one.text or "").strip()
    ]


def _sparkline(node: etree._Element, move: Move) -> None:
    data, place = first_child(node, "f"), first_child(node, "sqref")
    if place is None:
        return
    original = (data.text or "") if data is not None else ""
    cell = first_cell(place.text or "")
    if cell is None:
        return
    row, column = cell
    twins: list[tuple[str, str]] = []
    for at in move.axes.places(row, column):
        where = Where(move.sheet, at.row_item, at.column_item, column=column)
        source = move.formula(original, where) if original else ""
        twins.append((source, cell_address(at.row, at.column)))
    for source, address in reversed(twins[1:]):
        twin = deepcopy(node)
        _fill_sparkline(twin, source, address)
        node.addnext(twin)
    if twins:
        _fill_sparkline(node, *twins[0])
    else:
        remove(node)


def _fill_sparkline(node: etree._Element, source: str, address: str) -> None:
    data, place = first_child(node, "f"), first_child(node, "sqref")
    if data is not None:
        data.text = source
    if place is not None:
        place.text = address


def _sparkline_group(node: etree._Element, move: Move) -> None:
    dates = first_child(node, "f")
    if dates is not None and dates.text:
        dates.text = move.formula(dates.text, move.outside)


RULE_CARRIERS: dict[str, ReferenceHolder] = {
    "conditionalFormatting": _conditional_formatting,
    "dataValidation": _data_validation,
    "sparkline": _sparkline,
    "sparklineGroup": _sparkline_group,
}


def move_sheet_carriers(sheet: etree._Element, name: str, layout: WorkbookLayout) -> bool:
    """Move all carriers of one worksheet tree and tell whether anything changed; its cells are left alone."""
    move = Move(name, layout)
    changed = False
    data = sheet.find(f"{namespace_of(sheet)}sheetData")
    for top in list(sheet):
        if top is data or not isinstance(top.tag, str):
            continue
        before = etree.tostring(top)
        for node in [node for node in top.iter() if isinstance(node.tag, str)]:
            carrier = _CARRIERS.get(local_name(node))
            if carrier is not None and (node is top or node.getparent() is not None):
                carrier(node, move)
        _drop_if_emptied(top)
        changed = changed or top.getparent() is None or etree.tostring(top) != before
    return changed


def own_hyperlinks(package: Package, part: str, sheet: etree._Element) -> None:
    """Give every hyperlink to the outside a relationship of its own, as Excel has it."""
    links = {link.rid: link for link in package.relationships(part)}
    before, number = len(links), len(links)
    taken: set[str] = set()
    for node in sheet.iter(f"{namespace_of(sheet)}hyperlink"):
        rid = relationship_id(node)
        if rid is None or rid not in links:
            continue
        if rid in taken:
            while f"rId{number}" in links:
                number += 1
            links[f"rId{number}"] = replace(links[rid], rid=f"rId{number}")
            for key in [key for key in node.attrib if str(key).endswith("}id")]:
                node.set(key, f"rId{number}")
        else:
            taken.add(rid)
    if len(links) > before:
        package.set_relationships(part, tuple(links.values()))


_COUNTED = {
    "mergeCells": "mergeCell",
    "dataValidations": "dataValidation",
    "hyperlinks": "hyperlink",
    "protectedRanges": "protectedRange",
    "ignoredErrors": "ignoredError",
    "cols": "col",
    "cellWatches": "cellWatch",
    "sparklineGroups": "sparklineGroup",
    "sparklineGroup": "sparklines",
    "sparklines": "sparkline",
    "conditionalFormattings": "conditionalFormatting",
    "rowBreaks": "brk",
    "colBreaks": "brk",
}


def _drop_if_emptied(top: etree._Element) -> None:
    counted = [node for node in top.iter() if local_name(node) in _COUNTED]
    for node in reversed(counted):  # inner ones first: a group without sparklines goes too
        wanted = _COUNTED[local_name(node)]
        count = sum(1 for child in node if local_name(child) == wanted)
        if count == 0:
            extension = node.getparent()
            remove(node)
            if extension is not None and local_name(extension) == "ext" and len(extension) == 0:
                remove(extension)
            continue
        if "count" in node.attrib:
            node.set("count", str(count))
        if "manualBreakCount" in node.attrib:
            node.set("manualBreakCount", str(sum(1 for child in node if child.get("man") in ("1", "true"))))
    if local_name(top) == "extLst" and len(top) == 0:
        remove(top)


# --- areas in attributes -------------------------------------------------------------------------------


def _sqref(node: etree._Element, move: Move) -> None:
    areas = copy_areas(node.get("sqref", ""), move.axes)
    if areas:
        node.set("sqref", areas)
    else:
        remove(node)


def _stretched(*attributes: str) -> ReferenceHolder:
    def carrier(node: etree._Element, move: Move) -> None:
        for name in attributes:
            area = node.get(name)
            if area is None:
                continue
            moved = move_area(area, move.outside, move.layout)
            if moved:
                node.set(name, moved)
            else:
                remove(node)

    return carrier


def _merge(node: etree._Element, move: Move) -> None:
    areas = copy_area(node.get("ref", ""), move.axes, whole=True)
    _repeat(node, "ref", tuple(area for area in areas if ":" in area))


def _hyperlink(node: etree._Element, move: Move) -> None:
    location = node.get("location")
    if location:
        node.set("location", move.formula(location, move.beside(node.get("ref", ""))))
    _repeat(node, "ref", copy_area(node.get("ref", ""), move.axes))


def _repeat(node: etree._Element, attribute: str, areas: tuple[str, ...]) -> None:
    for area in reversed(areas[1:]):
        twin = deepcopy(node)
        twin.set(attribute, area)
        for name in [name for name in twin.attrib if str(name).endswith("}uid")]:
            del twin.attrib[name]
        node.addnext(twin)
    if areas:
        node.set(attribute, areas[0])
    else:
        remove(node)


# --- views, columns, breaks, filters ---------------------------------------------------------------------


def _view(node: etree._Element, move: Move) -> None:
    if move.axes.is_identity:
        return
    for name in ("topLeftCell", "activeCell"):
        cell = first_cell(node.get(name, ""))
        if cell:
            node.set(name, cell_address(move.axes.rows.near(cell[0]), move.axes.columns.near(cell[1])))
    areas = node.get("sqref")
    if areas:
        moved = [move_area(area, move.outside, move.layout) for area in areas.split()]
        kept = " ".join(area for area in moved if area)
        active = node.get("activeCell", "A1")
        single = first_cell(areas) is not None and ":" not in areas and " " not in areas
        node.set("sqref", active if single or not kept else kept)


def _column(node: etree._Element, move: Move) -> None:
    first, last = int(node.get("min", "1")), int(node.get("max", "1"))
    spans = tuple(
        (begin, MAX_COLUMN if last == MAX_COLUMN else min(end, MAX_COLUMN))
        for begin, end in move.axes.columns.copies(first, last)
        if begin <= MAX_COLUMN
    )
    for begin_at, end_at in reversed(spans[1:]):
        twin = deepcopy(node)
        twin.set("min", str(begin_at))
        twin.set("max", str(end_at))
        node.addnext(twin)
    if spans:
        node.set("min", str(spans[0][0]))
        node.set("max", str(spans[0][1]))
    else:
        remove(node)


def _columns(node: etree._Element, move: Move) -> None:
    if move.axes.columns.is_identity:
        return
    for child in list(node):
        if isinstance(child.tag, str):
            _column(child, move)
    ordered = sorted(node, key=lambda child: int(child.get("min", "1")))
    for child in ordered:
        node.append(child)


def _breaks(node: etree._Element, move: Move) -> None:
    axis = move.axes.rows if local_name(node) == "rowBreaks" else move.axes.columns
    for child in list(node):
        at = int(child.get("id", "0"))
        places = [high for _, high in axis.copies(at, at, whole=True)] if at else []
        for place in reversed(places[1:]):
            twin = deepcopy(child)
            twin.set("id", str(place))
            child.addnext(twin)
        if places:
            child.set("id", str(places[0]))
        elif at:
            remove(child)


def _filter(node: etree._Element, move: Move) -> None:
    area = node.get("ref", "")
    corner = first_cell(area)
    if move.axes.is_identity:
        return
    moved = move_area(area, move.outside, move.layout)
    if not moved:
        remove(node)
        return
    node.set("ref", moved)
    new_corner = first_cell(moved)
    if corner is None or new_corner is None:
        return
    for child in node:
        if local_name(child) == "filterColumn":
            column = corner[1] + int(child.get("colId", "0"))
            child.set("colId", str(max(move.axes.columns.near(column) - new_corner[1], 0)))


def _consolidation(node: etree._Element, move: Move) -> None:
    sheet = node.get("sheet")
    if node.get("ref") and sheet and node.get("id") is None:
        moved = move_area(node.get("ref", ""), Where(sheet), move.layout)
        if moved:
            node.set("ref", moved)


def _linked(*attributes: str) -> ReferenceHolder:
    def carrier(node: etree._Element, move: Move) -> None:
        for name in attributes:
            text = node.get(name)
            if text:
                node.set(name, move.formula(text, move.outside))

    return carrier


def _anchor(node: etree._Element, move: Move) -> None:
    if not move.axes.is_identity:
        move_anchor(node, move.axes)


_CARRIERS: dict[str, ReferenceHolder] = {
    "cols": _columns,
    "mergeCell": _merge,
    "hyperlink": _hyperlink,
    **RULE_CARRIERS,
    "sheetView": _view,
    "customSheetView": _view,
    "pane": _view,
    "selection": _view,
    "pivotSelection": _view,
    "rowBreaks": _breaks,
    "colBreaks": _breaks,
    "autoFilter": _filter,
    "sortState": _stretched("ref"),
    "sortCondition": _stretched("ref"),
    "protectedRange": _sqref,
    "ignoredError": _sqref,
    "inputCells": _stretched("r"),
    "cellWatch": _stretched("r"),
    "dataRef": _consolidation,
    "controlPr": _linked("linkedCell", "listFillRange"),
    "anchor": _anchor,
    "sheetPr": _stretched("syncRef"),
}
