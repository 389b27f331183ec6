"""What a finished workbook says outside its cells: charts, comments, text boxes, rules, names, heads of pages.

sheet "Results", chart   series "Revenue", 4Q17, value   48439
sheet "Model", rule      B5:B90, list                    "1,2,3"
name master_check        Checks!$B$4
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from reportgen.office.cell_reader import around_rows
from reportgen.office.package import Package
from reportgen.office.sheets import SheetPart, sheet_parts, workbook_part
from reportgen.office.slide_shapes import paragraph_text
from reportgen.office.xml import local_name, qn
from reportgen.verify.cells import SheetGrids
from reportgen.verify.chart_texts import chart_occurrences, related_charts
from reportgen.verify.numbers import Home, TextOccurrence

_RULE_TEXTS = ("formula", "formula1", "formula2", "f")
_TABLE_TEXTS = ("totalsRowFormula", "calculatedColumnFormula")
_PROPERTIES = ("title", "subject", "keywords", "description", "creator", "category")


def workbook_occurrences(package: Package) -> Iterator[TextOccurrence]:
    """Everything with digits that is no cell, sheet by sheet, then names and properties."""
    for sheet in sheet_parts(package):
        yield TextOccurrence(Home("name", sheet=sheet.name), "sheet name", sheet.name)
        yield from _sheet(package, sheet)
    yield from defined_names(package)
    yield from property_occurrences(package)


def embedded_occurrences(package: Package, home: Home, grids: SheetGrids) -> Iterator[TextOccurrence]:
    """All of a workbook that is small, such as the one behind a chart: cells, value and formula apart, and names."""
    for grid in grids.values():
        for cell in grid.cells.values():
            if cell.value:
                yield TextOccurrence(home, f"{grid.sheet}!{cell.address}", cell.value)
            if cell.formula:
                yield TextOccurrence(home, f"{grid.sheet}!{cell.address}, formula", cell.formula)
    for name in defined_names(package):
        yield TextOccurrence(home, f"name {name.at}", name.text)


def property_occurrences(package: Package) -> Iterator[TextOccurrence]:
    """Title, subject and their like; dates and counts belong to the program that saved the file."""
    for kind in ("core-properties", "custom-properties"):
        for part in package.related("/", kind):
            if part in package:
                home = Home("properties")
                for node in package.peek(part).iter():
                    name = local_name(node)
                    if node.text and (name in _PROPERTIES or name == "lpwstr"):
                        yield TextOccurrence(home, name, node.text)


def _sheet(package: Package, sheet: SheetPart) -> Iterator[TextOccurrence]:
    if sheet.is_worksheet:
        yield from _rules(around_rows(package, sheet.part), sheet.name)
    for relation in package.relationships(sheet.part):
        part = package.target(sheet.part, relation.rid)
        if part is None or part not in package:
            continue
        match relation.kind:
            case "drawing":
                yield from _drawing(package, part, sheet.name)
            case "comments" | "threadedComment":
                yield from _comments(package.peek(part), sheet.name)
            case "table":
                yield from _table(package.peek(part), sheet.name)


def _attributes(
    node: etree._Element, names: tuple[str, ...], home: Home, at: str
) -> Iterator[TextOccurrence]:
    """The attributes of an element that hold text."""
    for name in names:
        if node.get(name):
            yield TextOccurrence(home, f"{at}, {name}", node.get(name, ""))


def _rules(root: etree._Element, sheet: str) -> Iterator[TextOccurrence]:
    """Validations, conditional formats, links, and the heads and feet of printed pages."""
    for node in (one for child in root if local_name(child) != "sheetData" for one in child.iter()):
        name = local_name(node)
        if name in ("dataValidation", "conditionalFormatting"):
            where = node.get("sqref", "") or node.findtext("{*}sqref", "")
            home = Home("rule", sheet=sheet)
            for inner in node.iter():
                if local_name(inner) in _RULE_TEXTS and inner.text:
                    yield TextOccurrence(home, f"{where}, {name}", inner.text)
                elif local_name(inner) == "cfvo" and inner.get("val"):
                    yield TextOccurrence(home, f"{where}, {name}", inner.get("val", ""))
            yield from _attributes(node, ("prompt", "error"), home, where)
        elif name == "headerFooter":
            for inner in node:
                if inner.text:
                    yield TextOccurrence(Home("header", sheet=sheet), local_name(inner), inner.text)
        elif name == "hyperlink":
            home = Home("link", sheet=sheet)
            yield from _attributes(node, ("location", "display", "tooltip"), home, node.get("ref", ""))


def _drawing(package: Package, part: str, sheet: str) -> Iterator[TextOccurrence]:
    root = package.peek(part)
    home = Home("drawing", sheet=sheet)
    for node in root.iter():
        name = local_name(node)
        if name == "cNvPr":
            yield from _attributes(node, ("descr", "title"), home, node.get("name", ""))
        elif node.tag == qn("a:p"):
            yield TextOccurrence(home, "text", paragraph_text(node))
    for number, chart in enumerate(related_charts(package, part), start=1):
        yield from chart_occurrences(package.peek(chart), Home("chart", sheet=sheet, shape_id=str(number)))
    for shapes in package.related(part, "chartUserShapes"):
        if shapes in package:
            for node in package.peek(shapes).iter(qn("a:p")):
                yield TextOccurrence(home, "text", paragraph_text(node))


def _comments(root: etree._Element, sheet: str) -> Iterator[TextOccurrence]:
    for node in root.iter():
        if local_name(node) in ("comment", "threadedComment"):
            text = "".join(t.text or "" for t in node.iter() if local_name(t) in ("t", "text"))
            yield TextOccurrence(Home("comment", sheet=sheet), node.get("ref", ""), text)


def _table(root: etree._Element, sheet: str) -> Iterator[TextOccurrence]:
    home = Home("table", sheet=sheet, shape=root.get("displayName", ""))
    for node in root.iter():
        if local_name(node) in _TABLE_TEXTS and node.text:
            yield TextOccurrence(home, local_name(node), node.text)
        elif local_name(node) == "tableColumn":
            yield TextOccurrence(home, "column", node.get("name", ""))


def defined_names(package: Package) -> Iterator[TextOccurrence]:
    """The defined names of a workbook with what they stand for."""
    root = package.peek(workbook_part(package))
    for node in root.iterfind("{*}definedNames/{*}definedName"):
        yield TextOccurrence(Home("name"), node.get("name", ""), node.text or "")
