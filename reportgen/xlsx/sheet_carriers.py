"""What a worksheet says outside its cells: rules, sparklines, merges, links, views, columns, breaks, filters.

Conditional formats, data validations and sparklines come in their classic form and in that of 2010 (x14):

<conditionalFormatting sqref="C5"><cfRule><formula>C5&gt;$C$7</formula>        areas in an attribute
<x14:conditionalFormatting><x14:cfRule><xm:f>C5&gt;$C$7</xm:f> <xm:sqref>C5</xm:sqref>   areas in an element
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from uuid import NAMESPACE_OID, uuid5

from lxml import etree

from reportgen.core.structs import replace
from reportgen.formula.text import REMOVED
from reportgen.gate.markup_rules import insert_in_order
from reportgen.office.addresses import MAX_COLUMN, cell_address, quote_sheet
from reportgen.office.layout import PlacedCell
from reportgen.office.package import Package
from reportgen.office.references import Reference, Where, parse_reference
from reportgen.office.sheets import relationship_id
from reportgen.office.xml import child_elements, first_child, local_name, namespace_of, remove
from reportgen.plan.plan import CellLink
from reportgen.xlsx.drawings import alternative_of, hangs_on_nothing, move_anchor
from reportgen.xlsx.moved_formulas import UnfitReferenceError, move_areas
from reportgen.xlsx.moving import (
    Move,
    ReferenceHolder,
    copy_area,
    copy_areas,
    drop_attributes,
    first_cell,
    move_area,
)
from reportgen.xlsx.rule_formulas import ServedCells, served_cells


def _rule(node: etree._Element, move: Move) -> None:
    """A conditional format or a data validation."""
    holder = first_child(node, "sqref")
    areas = (holder.text or "") if holder is not None else node.get("sqref", "")
    where = move.served(areas)
    behind = node
    for rule in [one for one in child_elements(node) if local_name(one) == "cfRule"] or [node]:
        formulas = _own_formulas(rule)
        texts = [one.text or "" for one in formulas]
        parts = served_cells(texts, areas, move)
        for part in parts:
            if not _lost(texts, part.formulas):
                twin = _serving(node, rule, part)
                behind.addnext(twin)
                behind = twin
        moved = [move.formula(text, where) for text in texts] if not parts else []
        for formula, text in zip(formulas, moved, strict=False):
            formula.text = text
        if parts or _lost(texts, moved):
            remove(rule)
    for scale in node.iter("{*}cfvo"):
        if scale.get("type") == "formula":
            scale.set("val", move.formula(scale.get("val", ""), where))
        for formula in child_elements(scale):
            if local_name(formula) == "f" and (formula.text or "").strip():
                formula.text = move.formula(formula.text or "", where)
    if node.getparent() is None or (
        local_name(node) != "dataValidation" and first_child(node, "cfRule") is None
    ):
        remove(node)
    else:
        _set_areas(node, holder, copy_areas(areas, move.axes))


def _lost(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether formulas name what is gone, of which a rule says nothing."""
    return any(REMOVED in new and REMOVED not in old for old, new in zip(before, after, strict=False))


def _own_formulas(rule: etree._Element) -> list[etree._Element]:
    """The formulas of a conditional format's rule or of a validation, of 2010 too; not those of its scales."""
    found = [
        one for one in child_elements(rule) if local_name(one) in ("formula", "formula1", "formula2", "f")
    ]
    return [next(child_elements(one), one) for one in found]


def _serving(node: etree._Element, rule: etree._Element, part: ServedCells) -> etree._Element:
    """A copy of a conditional format with one of its rules alone, or of a validation, for some of its cells."""
    twin = deepcopy(node)
    own = twin
    if rule is not node:
        kept = [one for one in child_elements(node) if local_name(one) == "cfRule"].index(rule)
        rules = [one for one in child_elements(twin) if local_name(one) == "cfRule"]
        own = rules.pop(kept)
        for other in rules:
            remove(other)
    for formula, text in zip(_own_formulas(own), part.formulas, strict=True):
        formula.text = text
    if own.get("id"):
        own.set("id", f"{{{uuid5(NAMESPACE_OID, own.get('id', '') + part.areas)}}}".upper())
    drop_attributes(twin, "uid")
    _set_areas(twin, first_child(twin, "sqref"), part.areas)
    return twin


def _set_areas(node: etree._Element, holder: etree._Element | None, areas: str) -> None:
    if not areas:
        remove(node)
    elif holder is not None:
        holder.text = areas
    else:
        node.set("sqref", areas)


def _sparkline(node: etree._Element, move: Move) -> None:
    data, place = first_child(node, "f"), first_child(node, "sqref")
    if place is None:
        return
    original = (data.text or "") if data is not None else ""
    cell = first_cell(place.text or "")
    if cell is None:
        return
    twins: list[tuple[str, str]] = []
    for at in move.axes.places(*cell):
        source = move.formula(original, _standing(cell, at, move)) if original else ""
        if REMOVED in source and REMOVED not in original:
            continue
        _check_line(original, source, move)
        twins.append((source, cell_address(at.row, at.column)))
    for source, address in reversed(twins[1:]):
        twin = deepcopy(node)
        _fill_sparkline(twin, source, address)
        node.addnext(twin)
    if twins:
        _fill_sparkline(node, *twins[0])
    else:
        remove(node)


def _is_line(area: Reference) -> bool:
    """Whether an area is one row or one column high."""
    return any(ends is not None and ends[0].at == ends[1].at for ends in (area.rows, area.columns))


def _check_line(original: str, source: str, move: Move) -> None:
    """A sparkline shows one row or one column."""
    before, after = parse_reference(original), parse_reference(source)
    if before is None or after is None:
        return
    if _is_line(before) and not _is_line(after):
        expected = "the sparkline in a row (or column) of the block whose cells it shows"
        error = UnfitReferenceError(
            "range-in-single-cell", "this sparkline would show many rows", original, expected
        )
        move.unfit(move.sheet, error)


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


def move_sheet_carriers(sheet: etree._Element, move: Move) -> bool:
    """Move all carriers of one worksheet tree and tell whether anything changed; its cells are left alone."""
    changed = False
    data = sheet.find(f"{namespace_of(sheet)}sheetData")
    for top in child_elements(sheet):
        if top is data:
            continue
        before = etree.tostring(top)
        for node in list(top.iter("*")):
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


def add_links(sheet: etree._Element, links: Iterable[CellLink]) -> bool:
    """Put links from cells to the rows their figures come from into a sheet; tells whether there are any.

    A cell that has a link of its own keeps it. Links inside a workbook: ECMA-376 part 1, 18.3.1.47.
    """
    ns = namespace_of(sheet)
    holder = sheet.find(f"{ns}hyperlinks")
    taken = {node.get("ref") for node in holder} if holder is not None else set()
    fresh = [link for link in links if link.cell not in taken]
    if fresh and holder is None:
        holder = etree.Element(f"{ns}hyperlinks")
        insert_in_order(sheet, holder)
    for link in fresh:
        assert holder is not None
        location = f"{quote_sheet(link.to_sheet)}!{link.to_cell}"
        etree.SubElement(
            holder, f"{ns}hyperlink", {"ref": link.cell, "location": location, "tooltip": link.words}
        )
    return bool(fresh)


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
    # Where an empty list leaves one cell of the area, that is merged with nothing.
    _repeat(node, [{"ref": area} for area in areas if len(set(area.split(":"))) > 1])


def _hyperlink(node: etree._Element, move: Move) -> None:
    """A link, which leads from every item to what is the item's own."""
    ref, location = node.get("ref", ""), node.get("location")
    if not location:
        _repeat(node, [{"ref": area} for area in copy_area(ref, move.axes)])
        return
    corner = first_cell(ref)
    places = tuple(move.axes.places(*corner)) if corner is not None else ()
    led = [_led(location, _standing(corner, at, move), move) for at in places if corner is not None]
    areas = copy_area(ref, move.axes, whole=True)
    if len(set(led)) <= 1 or len(areas) != len(led):
        areas = copy_area(ref, move.axes)
        led = [led[0] if led else _led(location, move.beside(ref), move)] * len(areas)
    _repeat(node, [{"ref": area, "location": to} for area, to in zip(areas, led, strict=True) if to])


def _led(location: str, where: Where, move: Move) -> str:
    """Where a link leads that stands there: one area shows, that of the first item; empty where it is gone."""
    areas = move_areas(location, where, move.layout)
    moved = str(areas[0]) if areas else move.formula(location, where)
    return "" if REMOVED in moved and REMOVED not in location else moved


def _standing(corner: tuple[int, int], at: PlacedCell, move: Move) -> Where:
    return Where(move.sheet, at.row_item, at.column_item, row=corner[0], column=corner[1])


def _repeat(node: etree._Element, versions: Sequence[dict[str, str]]) -> None:
    """Give an element and its copies behind it these attributes, one version each; without any it goes."""
    for attributes in reversed(versions[1:]):
        twin = deepcopy(node)
        twin.attrib.update(list(attributes.items()))
        drop_attributes(twin, "uid")
        node.addnext(twin)
    if versions:
        node.attrib.update(list(versions[0].items()))
    else:
        remove(node)


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


def _columns(node: etree._Element, move: Move) -> None:
    axis = move.axes.columns
    if axis.is_identity:
        return
    for child in child_elements(node):
        first, last = int(child.get("min", "1")), int(child.get("max", "1"))
        spans = [
            {"min": str(begin), "max": str(MAX_COLUMN if last == MAX_COLUMN else min(end, MAX_COLUMN))}
            for begin, end in axis.spans(first, last)
            if begin <= MAX_COLUMN
        ]
        _repeat(child, spans)
    node[:] = sorted(node, key=lambda child: int(child.get("min", "1")))


def _breaks(node: etree._Element, move: Move) -> None:
    axis = move.axes.rows if local_name(node) == "rowBreaks" else move.axes.columns
    for child in child_elements(node):
        at = int(child.get("id", "0"))
        if at:
            _repeat(child, [{"id": str(high)} for _, high in axis.copies(at, at)])


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
    """The place of a control or an embedded object, which goes with the cell that it hangs on."""
    owner = next((one for one in node.iterancestors() if local_name(one) in _EMBEDDED), None)
    if owner is None or not hangs_on_nothing(node, move.axes):
        move_anchor(node, move.axes)
        return
    holder = alternative_of(owner).getparent()
    remove(alternative_of(owner))
    if holder is not None and len(holder) == 0:
        remove(alternative_of(holder))


_EMBEDDED = ("control", "oleObject")
_CARRIERS: dict[str, ReferenceHolder] = {
    "cols": _columns,
    "mergeCell": _merge,
    "hyperlink": _hyperlink,
    "conditionalFormatting": _rule,
    "dataValidation": _rule,
    "sparkline": _sparkline,
    "sparklineGroup": _sparkline_group,
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
