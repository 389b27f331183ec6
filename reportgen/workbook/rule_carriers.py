"""Conditional formats, data validations and sparklines, in their classic form and in that of 2010 (x14).

<conditionalFormatting sqref="C5"><cfRule><formula>C5&gt;$C$7</formula>        areas in an attribute
<x14:conditionalFormatting><x14:cfRule><xm:f>C5&gt;$C$7</xm:f> <xm:sqref>C5</xm:sqref>   areas in an element
"""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from reportgen.parts.addresses import cell_address
from reportgen.parts.references import Where
from reportgen.workbook.areas import copy_areas, first_cell
from reportgen.workbook.moving import Carrier, Move, drop, local


def _conditional_formatting(node: etree._Element, move: Move) -> None:
    holder = _child(node, "sqref")
    areas = (holder.text or "") if holder is not None else node.get("sqref", "")
    where = move.served(areas)
    for formula in _formulas(node, ("formula", "f")):
        formula.text = move.formula(formula.text or "", where)
    for scale in node.iter():
        if isinstance(scale.tag, str) and local(scale) == "cfvo" and scale.get("type") == "formula":
            scale.set("val", move.formula(scale.get("val", ""), where))
    _set_areas(node, holder, copy_areas(areas, move.axes))


def _data_validation(node: etree._Element, move: Move) -> None:
    holder = _child(node, "sqref")
    areas = (holder.text or "") if holder is not None else node.get("sqref", "")
    where = move.served(areas)
    for formula in _formulas(node, ("formula1", "formula2", "f")):
        formula.text = move.formula(formula.text or "", where)
    _set_areas(node, holder, copy_areas(areas, move.axes))


def _set_areas(node: etree._Element, holder: etree._Element | None, areas: str) -> None:
    if not areas:
        drop(node)
    elif holder is not None:
        holder.text = areas
    else:
        node.set("sqref", areas)


def _formulas(node: etree._Element, names: tuple[str, ...]) -> list[etree._Element]:
    return [
        one
        for one in node.iter()
        if isinstance(one.tag, str) and local(one) in names and len(one) == 0 and (one.text or "").strip()
    ]


def _child(node: etree._Element, name: str) -> etree._Element | None:
    return next((child for child in node if isinstance(child.tag, str) and local(child) == name), None)


def _sparkline(node: etree._Element, move: Move) -> None:
    data, place = _child(node, "f"), _child(node, "sqref")
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
        drop(node)


def _fill_sparkline(node: etree._Element, source: str, address: str) -> None:
    data, place = _child(node, "f"), _child(node, "sqref")
    if data is not None:
        data.text = source
    if place is not None:
        place.text = address


def _sparkline_group(node: etree._Element, move: Move) -> None:
    dates = _child(node, "f")
    if dates is not None and dates.text:
        dates.text = move.formula(dates.text, move.outside)


RULE_CARRIERS: dict[str, Carrier] = {
    "conditionalFormatting": _conditional_formatting,
    "dataValidation": _data_validation,
    "sparkline": _sparkline,
    "sparklineGroup": _sparkline_group,
}
