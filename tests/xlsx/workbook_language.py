"""Templates and results in a few words: sheets as text, finished workbooks as text.

template({"Model": {"A5": "{{#line}}{{name}}{{/line}}", "A6": "=SUM(A5)"}})
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from language import rows_of
from lxml import etree
from made import Book

from reportgen.office.addresses import cell_address, split_address
from reportgen.office.cell_reader import read_cell
from reportgen.office.package import Package, open_package
from reportgen.office.sheets import shared_strings, sheet_parts, worksheet_part
from reportgen.office.worksheet import cells, rows
from reportgen.plan.plan import BlockSize, CellValue, Formula, WorkbookPlan
from reportgen.xlsx.render import RenderedWorkbook, render_workbook

Cells = Mapping[str, str | int | float]


def template(sheets: Mapping[str, Cells]) -> Package:
    """A workbook written by XlsxWriter: `=...` is a formula, other texts are texts, numbers are numbers."""
    book = Book()
    for name, content in sheets.items():
        sheet = book.add_worksheet(name)
        for address, value in content.items():
            row, column = split_address(address)
            if isinstance(value, str) and value.startswith("="):
                sheet.write_formula(row - 1, column - 1, value, None, "")
            elif isinstance(value, str):
                sheet.write_string(row - 1, column - 1, value)
            else:
                sheet.write_number(row - 1, column - 1, value)
    return open_package(book.saved(), "template.xlsx")


def plan(
    sizes: Mapping[str, int] | None = None, values: Mapping[str, CellValue] | None = None
) -> WorkbookPlan:
    """Sizes by `Sheet!block`, values by `Sheet!A1`, brought into the order of rows and columns."""
    found: dict[str, list[tuple[str, CellValue]]] = {}
    for place, value in (values or {}).items():
        content = Formula(value[1:]) if isinstance(value, str) and value.startswith("=") else value
        found.setdefault(place.partition("!")[0], []).append((place, content))
    return WorkbookPlan(
        tuple(
            BlockSize(*place.split("!"), count)  # type: ignore[call-arg,misc]
            for place, count in (sizes or {}).items()
        ),
        rows_of(
            *(
                cell
                for line in found.values()
                for cell in sorted(line, key=lambda one: split_address(one[0].partition("!")[2]))
            )
        ),
    )


def render(
    package: Package,
    sizes: Mapping[str, int] | None = None,
    values: Mapping[str, CellValue] | None = None,
) -> RenderedWorkbook:
    return render_workbook(package, plan(sizes, values), "template.xlsx")


def shown(rendered: RenderedWorkbook | bytes, sheet: str = "") -> str:
    """A finished sheet as text: one line per row, `A5 label | B5 =A1+1 -> 7`."""
    package = open_package(rendered if isinstance(rendered, bytes) else rendered.data)
    strings = shared_strings(package)
    lines = []
    for row, node in rows(package.peek(worksheet_part(package, sheet))):
        line = []
        for column, cell in cells(node):
            formula, value = read_cell(cell).formula, read_cell(cell, strings).content
            if formula is None and value is None:
                continue
            text = _word(value) if formula is None else f"={formula} -> {_word(value)}"
            line.append(f"{cell_address(row, column)} {text}")
        if line:
            lines.append(" | ".join(line))
    return "\n".join(lines)


def _word(value: CellValue) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return "nothing" if value is None else str(value)


def formulas(rendered: RenderedWorkbook | bytes) -> dict[str, str]:
    """All formulas of a finished workbook by `Sheet!A1`."""
    package = open_package(rendered if isinstance(rendered, bytes) else rendered.data)
    return {
        f"{sheet.name}!{cell_address(row, column)}": read_cell(cell).formula or ""
        for sheet in sheet_parts(package)
        if sheet.is_worksheet
        for row, node in rows(package.peek(sheet.part))
        for column, cell in cells(node)
        if read_cell(cell).formula is not None
    }


def part(rendered: RenderedWorkbook | bytes, name: str) -> etree._Element:
    return open_package(rendered if isinstance(rendered, bytes) else rendered.data).peek(name)


def attributes(root: etree._Element, element: str, attribute: str) -> list[str]:
    """The values of one attribute of all elements of a name, in document order."""
    return [
        node.get(attribute, "") for node in root.iter() if local(node) == element and attribute in node.attrib
    ]


def texts(root: etree._Element, element: str) -> list[str]:
    return [node.text or "" for node in root.iter() if local(node) == element]


def local(node: etree._Element) -> str:
    return str(node.tag).rpartition("}")[2] if isinstance(node.tag, str) else ""
