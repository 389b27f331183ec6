"""A small model, a person who works in it, and its rebuilt form, in a few words.

Drivers       G          H          I              Model        A              B         C
4             Key        1Q18       2Q18           2            key            1Q17      2Q17
5 Growth      growth     0.05       =H5            3            revenue        100       110
6 Margin      margin     0.2        0.2            4            margin         20        22

old = model(quarters=("1Q17", "2Q17"))
edited = by_hand(old, {"Drivers!H5": "0.07"})
plan, new = rebuilt(edited, model(quarters=("1Q17", "2Q17", "3Q17")))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter
from language import rows_of
from lxml import etree
from made import Book

from reportgen.carry.apply import write_content
from reportgen.carry.carry import Carried, carried
from reportgen.carry.carry_plan import CarryPlan, Earlier
from reportgen.office.addresses import cell_address, column_letters, split_address
from reportgen.office.bindings_part import BINDINGS_NS, bindings_part
from reportgen.office.package import Package, open_package, write_package
from reportgen.office.sheets import sheet_parts, workbook_part, worksheet_part
from reportgen.office.worksheet import ensure_cell
from reportgen.plan.build_record import BuildInputs, FigureMark
from reportgen.plan.plan import BlockSize, CellValue, Formula, WorkbookPlan
from reportgen.xlsx.book_cells import read_book
from reportgen.xlsx.manifest import read_record
from reportgen.xlsx.render import Added, Draft, render_workbook

Draw = Callable[[xlsxwriter.Workbook], None]
ROWS = ("revenue", "costs", "profit")
DRIVERS = ("growth", "margin")


@dataclass(frozen=True)
class Model:
    """A model that can be built again: its template, its plan, its sources."""

    package: Package
    plan: WorkbookPlan
    sources: BuildInputs

    def build(self, carry: Callable[[Draft], Added] | None = None) -> bytes:
        done = render_workbook(self.package, self.plan, "model.xlsx", sources=self.sources, carry=carry)
        assert not [issue for issue in done.uncached if issue.id != "uncached-formula"], done.uncached
        return done.data


def model(
    quarters: Sequence[str] = ("1Q17", "2Q17", "3Q17"),
    forecasts: Sequence[str] = ("4Q17", "1Q18"),
    rows: Sequence[str] = ROWS,
    growth: str = "0.05",
    figures: Mapping[str, FigureMark] | None = None,
    draw: Draw | None = None,
) -> Model:
    """The model with these quarters and rows; `draw` adds sheets and more to the template."""
    package = open_package(_template(rows, growth, draw), "model.xlsx")
    cells: list[tuple[str, CellValue]] = []
    width = len(quarters)
    for at, quarter in enumerate(quarters):
        cells.append((f"Model!{column_letters(3 + at)}2", quarter))
    for number, key in enumerate(rows):
        cells.append((f"Model!A{3 + number}", key))
        for at in range(width):
            column = column_letters(3 + at)
            content = Formula(f"{column}3-{column}4") if key == "profit" else _figure(key, quarters[at])
            cells.append((f"Model!{column}{3 + number}", content))
    order = sorted(cells, key=lambda one: split_address(one[0].partition("!")[2]))
    heads = [(f"Drivers!{column_letters(8 + at)}4", one) for at, one in enumerate(forecasts)]
    sizes = (
        BlockSize("Model", "quarters", width),
        BlockSize("Drivers", "forecasts", len(forecasts)),
    )
    return Model(
        package, WorkbookPlan(sizes, rows_of(*order, *heads)), BuildInputs("d1", "t1", "x1", figures or {})
    )


def _figure(key: str, quarter: str) -> CellValue:
    from decimal import Decimal

    number = int(quarter[0]) + 4 * int(quarter[2:])
    return Decimal(1000 + 10 * number if key != "costs" else 700 + 7 * number)


def _template(rows: Sequence[str], growth: str, draw: Draw | None) -> bytes:
    book = Book()
    book.set_properties({"created": datetime(2018, 5, 15)})
    typed = book.add_format({"locked": False, "font_color": "#0000C8", "num_format": "0.0%"})
    sheet = book.add_worksheet("Model")
    sheet.write_string("A1", "Model")
    sheet.write_string("B2", "Line")
    sheet.write_string("C2", "{{#quarters across}}{{period.key}}{{/quarters}}")
    for number, key in enumerate(rows):
        row = 3 + number
        sheet.write_string(f"A{row}", "{{key}}")
        sheet.write_string(f"B{row}", key.title())
        sheet.write_string(f"C{row}", "{{=" + key + "}}")
    last = 3 + len(rows)
    sheet.write_string(f"B{last + 1}", "Average revenue")
    sheet.write_formula(f"D{last + 1}", "=AVERAGE(C3)", None, "")
    drivers = book.add_worksheet("Drivers")
    drivers.write_string("A1", "Drivers")
    drivers.write_string("A2", "Scenario")
    drivers.write_string("B2", "base", typed)
    book.define_name("scenario", "=Drivers!$B$2")
    drivers.write_string("A3", "Rate")
    drivers.write_number("B3", 0.3, typed)
    drivers.write_string("G4", "Key")
    drivers.write_string("H4", "{{#forecasts across}}{{period.key}}")
    for number, key in enumerate(DRIVERS):
        drivers.write_string(f"A{5 + number}", key.title())
        drivers.write_string(f"G{5 + number}", key)
        if growth.startswith("=") and not number:
            drivers.write_formula(f"H{5 + number}", growth, typed, "")
        else:
            drivers.write_number(f"H{5 + number}", float(growth) if not number else 0.2, typed)
    drivers.write_formula("H7", "=H5*(1-H6)", None, "")
    drivers.write_string("A7", "Growth after margin")
    drivers.write_string("H8", "{{/forecasts}}")
    if draw is not None:
        draw(book)
    return book.saved()


def by_hand(data: bytes, contents: Mapping[str, str]) -> bytes:
    """The workbook after a person typed: `=...` formulas, `'...` texts, numbers, an empty text to clear."""
    package = open_package(data, "edited.xlsx")
    for place, content in contents.items():
        sheet, _, cell = place.partition("!")
        root = package.xml(worksheet_part(package, sheet))
        write_content(ensure_cell(root, *split_address(cell)), content)
    return write_package(package)


def as_own(data: bytes, sheet: str) -> bytes:
    """The workbook as if a person had added one of its sheets: its record knows nothing of it."""
    package = open_package(data, "edited.xlsx")
    part = bindings_part(package, workbook_part(package))
    assert part is not None
    root = package.xml(part)
    for node in list(root.iter(f"{{{BINDINGS_NS}}}sheet")):
        if node.get("name") == sheet:
            node.getparent().remove(node)
    return write_package(package)


def earlier(data: bytes) -> Earlier:
    package = open_package(data, "old.xlsx")
    record = read_record(package)
    assert record is not None
    return Earlier(package, record, read_book(package))


def carried_over(edited: bytes, new: Model) -> Carried:
    return _carried(edited, new)[0]


def rebuilt(edited: bytes, new: Model) -> tuple[CarryPlan, bytes]:
    """The plan of carrying, and the rebuilt workbook with everything carried over."""
    done, data = _carried(edited, new)
    return done.carry.plan, data


def _carried(edited: bytes, new: Model) -> tuple[Carried, bytes]:
    found: list[Carried] = []

    def add(draft: Draft) -> Added:
        found.append(carried(earlier(edited), draft, "model.xlsx"))
        return Added(found[0].carry, new.plan, frozenset())

    data = new.build(add)
    return found[0], data


def contents(data: bytes, sheet: str) -> dict[str, str]:
    """The contents of a sheet by address."""
    found = read_book(open_package(data)).sheet(sheet)
    assert found is not None
    return {cell_address(*spot): content for spot, content in found.cells.items()}


def sheet_names(data: bytes) -> list[str]:
    return [sheet.name for sheet in sheet_parts(open_package(data))]


def xml_of(data: bytes, sheet: str) -> etree._Element:
    package = open_package(data)
    return package.peek(worksheet_part(package, sheet))
