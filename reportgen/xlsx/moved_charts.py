"""Charts over blocks and repeated sheets: what their series show in the finished workbook.

values S!$B$2 in a block of rows               S!$B$2:$B$4, one point for each item
values S!$B$2:$E$2 in a block of rows          three series, each of its own row
values Member!$B$2:$B$9 on a repeated sheet    a series for each copy
nothing left of the values                     the series goes
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from itertools import pairwise

from lxml import etree

from reportgen.core.structs import replace
from reportgen.formula.text import REMOVED
from reportgen.office.layout import Item
from reportgen.office.references import Reference, Where, finished_cells, hull, parse_reference
from reportgen.office.xml import child_elements, first_child, local_name, remove
from reportgen.xlsx.moved_formulas import UnfitReferenceError, named_reference
from reportgen.xlsx.moving import Move, drop_attributes

_VALUES = ("val", "yVal")
_NAMES = ("cat", "xVal")
# How many series a chart may have (specifications of Excel).
_MOST_SERIES = 255
_ACCENT = re.compile(r"accent([1-6])")


def move_chart(root: etree._Element, move: Move, where: Where) -> None:
    """Move all references of a chart that is seen from `where`, with as many series as their cells make."""
    for series in list(root.iter("{*}ser")):
        places = _places(series, move, where)
        twins = [series, *(deepcopy(series) for _ in places[1:])]
        for before, twin in pairwise(twins):
            before.addnext(twin)
        for number, (twin, place) in enumerate(zip(twins, places, strict=True)):
            if number:
                _recolour(twin, number)
            _move_texts(twin, move, place)
    _drop_emptied(list(root.iter("{*}ser")))
    for node in list(root.iter("{*}f", "{*}sqref")):
        if node.text and not any(local_name(one) == "ser" for one in node.iterancestors()):
            _move_text(node, move, where)
    _renumber(root, move)


def _move_texts(series: etree._Element, move: Move, where: Where) -> None:
    for node in list(series.iter("{*}f", "{*}sqref")):
        if node.text:
            _move_text(node, move, where)


def _move_text(node: etree._Element, move: Move, where: Where) -> None:
    text = node.text or ""
    moved = move.areas(text, where)
    if moved is None:
        moved = move.formula(text, where)
    node.text = moved or REMOVED
    if REMOVED in node.text and REMOVED not in text:
        _empty_cache(node)


def _empty_cache(formula: etree._Element) -> None:
    """Nothing of the template's words is left behind a reference that is gone."""
    holder = formula.getparent()
    for cache in child_elements(holder) if holder is not None else ():
        if local_name(cache).endswith("Cache") or local_name(cache) == "lvl":
            for point in [one for one in cache if local_name(one) in ("pt", "lvl")]:
                cache.remove(point)
            count = first_child(cache, "ptCount")
            if count is not None:
                count.set("val", "0")
            if "ptCount" in cache.attrib:
                cache.set("ptCount", "0")


def _drop_emptied(series: Sequence[etree._Element]) -> None:
    """Series without values go, but for one of each plot; so do names and categories of which nothing is left."""
    for one in series:
        emptied = {local_name(child) for child in child_elements(one) if _is_emptied(child)}
        plot = one.getparent()
        if emptied.intersection(_VALUES) and plot is not None and len(plot.findall("{*}ser")) > 1:
            plot.remove(one)
            continue
        for child in child_elements(one):
            if local_name(child) in emptied.intersection((*_NAMES, "tx", "bubbleSize")):
                one.remove(child)


def _is_emptied(part: etree._Element) -> bool:
    formula = next(iter(part.iter("{*}f")), None)
    return formula is not None and REMOVED in (formula.text or "")


def _reference(series: etree._Element, names: Sequence[str], move: Move, where: Where) -> Reference | None:
    """The one area that a part of a series names."""
    for child in child_elements(series):
        if local_name(child) in names:
            text = next((node.text or "" for node in child.iter("{*}f")), "")
            return parse_reference(text) or named_reference(text, where, move.layout)
    return None


def _places(series: etree._Element, move: Move, where: Where) -> list[Where]:
    """Where a series is seen from: once as the chart itself, or once for each row, column or sheet of its values."""
    values = _reference(series, _VALUES, move, where)
    if values is None or len(values.sheets) != 1:
        return [where]
    copies, own = move.layout.copies_of(values.sheets[0]), move.layout.item(where.sheet)
    if copies is not None and len(copies[0]) > 1:
        is_own = own is not None and values.sheets[0].casefold() in map(str.casefold, own.siblings)
        paired = bool(copies[1]) and copies[1] in where.lists(move.layout)
        if not (is_own or paired or where.copy is not None):
            found = []
            for number in range(len(copies[0])):
                found += _lines(series, values, move, replace(where, copy=number))
            return found
    return _lines(series, values, move, where)


def _lines(series: etree._Element, values: Reference, move: Move, where: Where) -> list[Where]:
    """The rows, or columns, of values that are two-dimensional where the template has one line."""
    areas = finished_cells(values, where, move.layout)
    whole = hull(areas)
    if whole is None or None in (values.rows, values.columns, whole.rows, whole.columns):
        return [where]
    height, width, rows, columns = map(_length, (values.rows, values.columns, whole.rows, whole.columns))
    if rows <= height and columns <= width:
        return [where]
    if height == width == 1:
        if 1 in (rows, columns):
            return [where]
        by_rows = _goes_by_rows(series, values, move, where)
    elif height == 1 and rows > 1:
        by_rows = True
    elif width == 1 and columns > 1:
        by_rows = False
    else:
        return [where]
    sheet = areas[0].sheets[0]
    items = _items(values, areas, sheet, move, by_rows=by_rows)
    if by_rows:
        return [
            replace(where, sheet=sheet, row_item=item, row=_first(values, rows=True), dollars_stay=True)
            for item in items
        ]
    return [replace(where, sheet=sheet, column_item=item, dollars_stay=True) for item in items]


def _goes_by_rows(series: etree._Element, values: Reference, move: Move, where: Where) -> bool:
    """Whether a series over one cell of a two-way block is one for each row: by its name, else by its categories."""
    name = _reference(series, ("tx",), move, where)
    if name is not None and (name.rows == values.rows) is not (name.columns == values.columns):
        return name.rows == values.rows
    names = _reference(series, _NAMES, move, where)
    if names is not None and (names.rows == values.rows) is not (names.columns == values.columns):
        return names.columns == values.columns
    return True


def _items(
    values: Reference, areas: Sequence[Reference], sheet: str, move: Move, *, by_rows: bool
) -> list[Item]:
    axes = move.layout.sheet(sheet)
    ends = values.rows if by_rows else values.columns
    assert ends is not None
    assert values.columns is not None
    axis = axes.rows_at(values.columns[0].at) if by_rows else axes.columns
    found = []
    for at, _, item in axis.project((ends[0].at,)):
        spans = [area.rows if by_rows else area.columns for area in areas]
        if item is not None and any(span and span[0].at <= at <= span[1].at for span in spans):
            found.append(item)
    return found


def _first(reference: Reference, *, rows: bool) -> int:
    ends = reference.rows if rows else reference.columns
    return ends[0].at if ends is not None else 0


def _length(ends: object) -> int:
    assert isinstance(ends, tuple)
    low, high = ends
    return int(high.at - low.at + 1)


def _recolour(series: etree._Element, number: int) -> None:
    """Further series take the next colours of the theme, as new ones do in Office."""
    for look in series.iter("{*}spPr"):
        for colour in look.iter("{*}schemeClr"):
            match = _ACCENT.fullmatch(colour.get("val", ""))
            if match:
                colour.set("val", f"accent{(int(match.group(1)) - 1 + number) % 6 + 1}")
    for node in series.iter("*"):
        drop_attributes(node, "uniqueId")
    for extension in list(series.iter("{*}ext")):
        if first_child(extension, "uniqueId") is not None:
            remove(extension)
    for holder in list(series.iter("{*}extLst")):
        if len(holder) == 0:
            remove(holder)


def _renumber(root: etree._Element, move: Move) -> None:
    """Every series has a number and a place in the order of its own (ECMA-376 part 1, 21.2.2.84 and 128)."""
    series = list(root.iter("{*}ser"))
    if len(series) > _MOST_SERIES:
        error = UnfitReferenceError(
            "too-many-series",
            "this chart would have more series than a chart can show",
            f"{len(series):,} series",
            f"at most {_MOST_SERIES}: series that go along the block instead of one for each of its rows",
        )
        move.unfit(move.sheet, error)
    for name in ("idx", "order"):
        nodes = [first_child(one, name) for one in series]
        numbers = [node.get("val", "") for node in nodes if node is not None]
        if len(set(numbers)) < len(numbers):
            for at, one in enumerate(sorted(series, key=lambda one: _number(one, name))):
                node = first_child(one, name)
                if node is not None:
                    node.set("val", str(at))


def _number(series: etree._Element, name: str) -> int:
    node = first_child(series, name)
    return int(node.get("val", "0")) if node is not None else 0
