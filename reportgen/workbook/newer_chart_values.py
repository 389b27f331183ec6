"""The caches of the newer charts (waterfall, funnel, treemap, ...): MS-ODRAWXML 2.24.3, `cx:chartData`.

<cx:numDim type="val"><cx:f>Model!$B$5:$B$7</cx:f><cx:lvl ptCount="3" formatCode="General"><cx:pt idx="0">12</cx:pt>
"""

from __future__ import annotations

from decimal import Decimal

from lxml import etree

from reportgen.opc import Package
from reportgen.parts.sheets import SheetPart
from reportgen.parts.texts import namespace_of
from reportgen.parts.worksheet import number_text
from reportgen.workbook.chart_values import CellReader, cached_text
from reportgen.workbook.moving import local
from reportgen.workbook.part_carriers import chart_parts


def refresh_newer_charts(package: Package, sheets: tuple[SheetPart, ...]) -> int:
    """Rewrite the caches that show something else than their cells; gives how many parts changed."""
    parts = chart_parts(package, sheets, "chartEx")
    reader = CellReader(package, sheets)
    for part in parts:
        reader.want(node.text or "" for node in package.peek(part).iter() if _is_formula(node))

    def refresh(root: etree._Element) -> bool:
        changed = False
        for node in [node for node in root.iter() if _is_formula(node)]:
            holder = node.getparent()
            if holder is not None and local(holder) in ("strDim", "numDim") and node.text:
                changed |= _refresh(holder, node, reader)
        return changed

    return sum(package.edit(part, refresh) for part in parts)


def _is_formula(node: etree._Element) -> bool:
    return isinstance(node.tag, str) and local(node) == "f"


def _refresh(holder: etree._Element, formula: etree._Element, reader: CellReader) -> bool:
    table = reader.area(formula.text or "")
    if not table:
        return False
    ns = namespace_of(holder)
    levels = holder.findall(f"{ns}lvl")
    # several levels of names: one column each, or one row each where the data run across
    by_row = formula.get("dir") == "row"
    lines = table if by_row else [list(line) for line in zip(*table, strict=True)]
    if len(levels) <= 1:
        lines = [[cell for row in table for cell in row]]
    elif len(lines) != len(levels):
        return False
    numbers = local(holder) == "numDim"
    wanted = [
        {
            str(at): number_text(value) if isinstance(value, Decimal) else cached_text(value) or ""
            for at, (value, _) in enumerate(line)
            if value is not None and (isinstance(value, Decimal) or not numbers)
        }
        for line in reversed(lines)
    ]
    counts = [str(len(line)) for line in reversed(lines)]
    standing = [{point.get("idx", ""): point.text or "" for point in level} for level in levels]
    if standing == wanted and [level.get("ptCount") for level in levels] == counts:
        return False
    code = levels[0].get("formatCode") if levels else "General" if numbers else None
    for level in levels:
        holder.remove(level)
    for size, points in zip(counts, wanted, strict=True):
        level = etree.SubElement(holder, f"{ns}lvl", {"ptCount": size})
        if code is not None:
            level.set("formatCode", code)
        for at, text in points.items():
            etree.SubElement(level, f"{ns}pt", {"idx": at}).text = text
    return True
