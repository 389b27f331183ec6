"""Which cells of a template show dates."""

from __future__ import annotations

from collections.abc import Set

from msgspec import Struct

from reportgen.office.dates import shows_dates
from reportgen.office.grid import counts_from_1904
from reportgen.office.package import Package
from reportgen.office.sheets import sheet_parts, workbook_part
from reportgen.office.worksheet import cells, rows
from reportgen.office.xml import namespace_of
from reportgen.plan.template_map import WorkbookMap

Spot = tuple[str, int, int]


class Dates(Struct, frozen=True):
    """How dates are written: the template cells that show dates, and whether days are counted from 1904."""

    cells: Set[Spot] = frozenset()
    from_1904: bool = False


def dates_of(package: Package, template: WorkbookMap) -> Dates:
    """Which of the template's tags stand in cells that show dates."""
    spots = {(tag.sheet, tag.row, tag.column) for tag in template.tags}
    return Dates(date_cells(package, spots), counts_from_1904(package))


def date_cells(package: Package, spots: set[Spot]) -> frozenset[Spot]:
    """Those of `spots` whose number format shows a date or a time."""
    dated = _date_styles(package) if spots else frozenset()
    if not dated:
        return frozenset()
    found: set[Spot] = set()
    for sheet in sheet_parts(package):
        wanted = {(row, column) for name, row, column in spots if name == sheet.name}
        lines = {row for row, _ in wanted}
        if not sheet.is_worksheet or not wanted:
            continue
        for number, row in rows(package.peek(sheet.part)):
            if number in lines:
                for column, cell in cells(row):
                    if (number, column) in wanted and int(cell.get("s", "0")) in dated:
                        found.add((sheet.name, number, column))
    return frozenset(found)


def _date_styles(package: Package) -> frozenset[int]:
    for part in package.related(workbook_part(package), "styles"):
        if part in package:
            root = package.peek(part)
            ns = namespace_of(root)
            codes = {
                node.get("numFmtId", ""): node.get("formatCode", "") for node in root.iter(f"{ns}numFmt")
            }
            formats = root.iterfind(f"{ns}cellXfs/{ns}xf")
            numbers = [node.get("numFmtId", "0") for node in formats]
            return frozenset(
                index
                for index, number in enumerate(numbers)
                if number.isdecimal()
                and shows_dates(0 if number in codes else int(number), codes.get(number, ""))
            )
    return frozenset()
