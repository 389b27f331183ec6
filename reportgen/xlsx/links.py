"""Links from cells to the rows that their figures come from: one click, no formula changed.

<hyperlinks>
  <hyperlink ref="H19" location="Data!A2041" display="Data!A2041" tooltip="..."/>

Links inside a workbook: ECMA-376 part 1, 18.3.1.47 and 18.3.1.48.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from lxml import etree

from reportgen.office.addresses import quote_sheet
from reportgen.office.package import Package
from reportgen.office.sheets import SheetPart
from reportgen.office.xml import insert_before, namespace_of
from reportgen.plan.plan import CellLink

# What stands behind the links of a worksheet (18.3.1.99).
_BEHIND = frozenset(
    {
        "printOptions",
        "pageMargins",
        "pageSetup",
        "headerFooter",
        "rowBreaks",
        "colBreaks",
        "customProperties",
        "cellWatches",
        "ignoredErrors",
        "smartTags",
        "drawing",
        "legacyDrawing",
        "legacyDrawingHF",
        "drawingHF",
        "picture",
        "oleObjects",
        "controls",
        "webPublishItems",
        "tableParts",
        "extLst",
    }
)


def add_links(
    package: Package, sheets: Iterable[SheetPart], links: Iterable[CellLink], streamed: Collection[str]
) -> None:
    """Put the links of the plan into their sheets; a cell that has a link of its own keeps it.

    Sheets of `streamed` parts are written row by row and take none.
    """
    by_sheet: dict[str, list[CellLink]] = {}
    for link in links:
        by_sheet.setdefault(link.sheet, []).append(link)
    for sheet in sheets:
        own = by_sheet.get(sheet.name)
        if own and sheet.part not in streamed:
            _add(package.xml(sheet.part), own)


def _add(root: etree._Element, links: list[CellLink]) -> None:
    ns = namespace_of(root)
    holder = root.find(f"{ns}hyperlinks")
    if holder is None:
        holder = etree.Element(f"{ns}hyperlinks")
        insert_before(root, holder, _BEHIND)
    taken = {node.get("ref") for node in holder}
    for link in links:
        if link.cell in taken:
            continue
        node = etree.SubElement(holder, f"{ns}hyperlink")
        node.set("ref", link.cell)
        node.set("location", f"{quote_sheet(link.to_sheet)}!{link.to_cell}")
        node.set("tooltip", link.words)
