"""The workbook's settings for calculating: the chain of formula cells, calculation on load."""

from __future__ import annotations

from lxml import etree

from reportgen.office.package import Package
from reportgen.office.sheets import workbook_part
from reportgen.office.xml import insert_before, namespace_of

# CT_Workbook: what stands behind calcPr
_BEHIND_CALC = (
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
)


def drop_calculation_chain(package: Package) -> None:
    """Remove the calculation chain, which lists formula cells; Excel builds it anew."""
    book = workbook_part(package)
    chains = package.related(book, "calcChain")
    if not chains:
        return
    kept = tuple(link for link in package.relationships(book) if link.kind != "calcChain")
    package.set_relationships(book, kept)
    for part in chains:
        if part in package:
            del package[part]


def calculate_on_load(package: Package) -> None:
    """Have Excel calculate everything when it opens the workbook."""
    root = package.xml(workbook_part(package))
    ns = namespace_of(root)
    node = root.find(f"{ns}calcPr")
    if node is None:
        node = etree.Element(f"{ns}calcPr")
        insert_before(root, node, _BEHIND_CALC)
    node.set("fullCalcOnLoad", "1")
