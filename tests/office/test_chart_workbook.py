import io
from decimal import Decimal

import openpyxl
import pytest
from made import saved
from openpyxl.worksheet.table import Table

from reportgen.office.chart_workbook import (
    SheetArea,
    SheetColumn,
    fill_workbook,
    formula_places,
    resolve_formula,
)
from reportgen.office.package import open_package, write_package


def book(rows, table="", sheet="Data"):
    made = openpyxl.Workbook()
    made.active.title = sheet
    for row in rows:
        made.active.append(row)
    if table:
        made.active.add_table(Table(displayName="T", ref=table))
    return saved(made)


def filled(data, *given):
    package = open_package(data)
    fill_workbook(package, *given)
    return write_package(package)


OLD = [[" ", "A", "B", "C"], ["x", 1, 2, 3], ["y", 4, 5, 6], ["z", 7, 8, 9]]
ONE = SheetColumn("Revenue", (Decimal("1.5"), Decimal(2)))


def reread(data, **options):
    return openpyxl.load_workbook(io.BytesIO(data), **options).worksheets[0]


def test_braces_are_cells_of_the_same_row_or_of_a_category():
    columns, lines = {"Revenue": 2, "A@B": 3}, {"1Q16": 2, "2Q16": 3}
    assert resolve_formula("={Revenue}/{Revenue@1Q16}-1", 3, columns, lines) == "B3/B2-1"
    assert resolve_formula("{A@B}*2", 3, columns, lines) == "C3*2"
    assert resolve_formula("SUM({1,2;3,4})*{Revenue}", 2, columns, lines) == "SUM({1,2;3,4})*B2"


def test_the_cells_a_formula_names_can_be_asked_for():
    assert formula_places('IF({A}="",{1,2},{A@1Q16})') == [("A", ""), ("A", "1Q16")]


def test_the_rectangle_is_rewritten_and_the_rest_of_the_old_one_cleared():
    data = filled(book(OLD), SheetArea("Data", 4, 4), ["p", "q"], [ONE])
    rows = [[cell.value for cell in row] for row in reread(data).iter_rows()]
    assert rows == [[" ", "Revenue", None, None], ["p", 1.5, None, None], ["q", 2, None, None], [None] * 4]


def test_cells_outside_the_old_rectangle_stay():
    data = filled(book([[*row, None, "kept"] for row in OLD]), SheetArea("Data", 4, 4), ["p", "q"], [ONE])
    assert [row[5].value for row in reread(data).iter_rows()] == ["kept"] * 4


def test_a_table_takes_the_new_size_and_the_new_heads():
    columns = [ONE, SheetColumn("Growth", ("", "[+9%]"), (None, '"["&{Revenue}'))]
    sheet = reread(filled(book(OLD, "A1:D4"), SheetArea("Data", 4, 4), ["p", "q"], columns))
    found = sheet.tables["T"]
    assert found.ref == found.autoFilter.ref == "A1:C3" if found.autoFilter else found.ref == "A1:C3"
    assert [column.name for column in found.tableColumns] == [" ", "Revenue", "Growth"]
    assert len({column.id for column in found.tableColumns}) == 3


def test_a_text_that_looks_like_a_formula_stays_text():
    column = SheetColumn("Label", ("=1+1", "+9%"))
    sheet = reread(filled(book(OLD), SheetArea("Data", 4, 4), ["p", "q"], [column]))
    assert [sheet["B2"].data_type, sheet["B2"].value] == ["s", "=1+1"]


def test_a_formula_keeps_its_value_for_readers_that_do_not_calculate():
    column = SheetColumn("Twice", (Decimal(3), Decimal(4)), ("{Revenue}*2", None))
    data = filled(book(OLD), SheetArea("Data", 4, 4), ["p", "q"], [ONE, column])
    assert [reread(data)["C2"].value, reread(data, data_only=True)["C2"].value] == ["=B2*2", 3]
    assert reread(data)["C3"].value == 4


def test_new_rows_take_the_number_format_of_the_row_above():
    made = openpyxl.load_workbook(io.BytesIO(book(OLD[:2])))
    made.active["B2"].number_format = "#,##0.0"
    sheet = reread(filled(saved(made), SheetArea("Data", 4, 2), ["p", "q"], [ONE]))
    assert sheet["B3"].number_format == "#,##0.0"


@pytest.mark.parametrize("name", ["P&L, Q", "Ünïcode", "1st", "it's"])
def test_references_quote_the_name_of_the_sheet(name):
    from reportgen.office.chart_series import split_reference

    area = SheetArea(name)
    assert list(split_reference(area.column(2, 8))) == [(name, "B", 2, "B", 9)]
    assert list(split_reference(area.cell(1, 27))) == [(name, "AA", 1, "AA", 1)]


def test_the_same_input_gives_the_same_bytes():
    data = book(OLD)
    assert filled(data, SheetArea("Data", 4, 4), ["p", "q"], [ONE]) == filled(
        data, SheetArea("Data", 4, 4), ["p", "q"], [ONE]
    )


def test_cells_take_the_number_format_of_their_column_and_keep_their_look():
    made = openpyxl.load_workbook(io.BytesIO(book(OLD)))
    made.active["B2"].font = openpyxl.styles.Font(bold=True)
    made.active["B2"].number_format = "@"
    made.active["C2"].number_format = "@"
    columns = [
        SheetColumn("Growth", (Decimal("0.1"), Decimal("0.2")), (), "0.0%"),
        SheetColumn("Total", (Decimal(1), Decimal(2)), ("{Growth}*10", None)),
    ]
    sheet = reread(filled(saved(made), SheetArea("Data", 4, 4), ["p", "q"], columns))
    assert (sheet["B2"].number_format, sheet["B2"].font.bold) == ("0.0%", True)
    assert (sheet["B3"].number_format, sheet["C2"].number_format) == ("0.0%", "General")


def test_another_engine_calculates_the_cached_values(tmp_path):
    ironcalc = pytest.importorskip("ironcalc", reason="ironcalc is not installed")
    categories = ["1Q16", "2Q16", "1Q17"]
    columns = [
        SheetColumn("NW", (Decimal("21.9"), Decimal("22.4"), Decimal("23.5"))),
        SheetColumn("SI", (Decimal("14.2"), Decimal("15.5"), Decimal("17.4"))),
        SheetColumn(
            "Total", (Decimal("36.1"), Decimal("37.9"), Decimal("40.9")), ("SUM({NW},{SI})",) * 3, "#,##0.0"
        ),
        SheetColumn(
            "Label", ("", "", "[+13.3%]"), (None, None, '"["&TEXT({Total}/{Total@1Q16}-1,"+0.0%")&"]"')
        ),
    ]
    file = tmp_path / "book.xlsx"
    file.write_bytes(filled(book(OLD), SheetArea("Data", 4, 4), categories, columns))
    model = ironcalc.load_from_xlsx(str(file))
    model.evaluate()
    for place, column in enumerate(columns, start=2):
        for row, content in enumerate(column.contents, start=2):
            wanted = content if isinstance(content, str) else f"{content:.1f}"
            assert model.get_formatted_cell_value(0, row, place) == wanted
