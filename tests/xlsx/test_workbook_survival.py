"""A designer's workbook comes back with only its blocks filled: shapes, sparklines, rules and charts survive."""

from __future__ import annotations

from decimal import Decimal

from lxml import etree
from made import Book
from workbook_language import attributes, local, part, render, texts

from reportgen.office.package import Package, open_package


def designed() -> Package:
    """A sheet of pictures over a sheet of figures; the figures are a block of rows."""
    book = Book()
    cover, data = book.add_worksheet("Cover"), book.add_worksheet("Data")
    cover.insert_textbox(
        "B2", "Internet Initiative Japan", {"fill": {"color": "#14284B"}, "font": {"bold": True}}
    )
    cover.write_rich_string("A1", "plain ", book.add_format({"bold": True}), "bold")
    cover.add_sparkline("A3", {"range": "Data!B5:B5", "type": "column", "high_point": True})
    cover.write("A4", 7)
    cover.conditional_format("A4", {"type": "data_bar", "data_bar_2010": True, "bar_solid": True})
    cover.conditional_format("A4", {"type": "icon_set", "icon_style": "3_flags"})
    cover.set_header("&CFY2017")
    cover.write_comment("A4", "kept")
    chart = book.add_chart({"type": "column"})
    chart.add_series(
        {
            "name": "Revenue",
            "categories": "=Data!$A$5:$A$5",
            "values": "=Data!$B$5:$B$5",
            "fill": {"color": "#14284B"},
            "data_labels": {"value": True, "num_format": "#,##0"},
            "trendline": {"type": "linear"},
        }
    )
    line = book.add_chart({"type": "line"})
    line.add_series({"categories": "=Data!$A$5:$A$5", "values": "=Data!$C$5:$C$5", "y2_axis": True})
    chart.combine(line)
    cover.insert_chart("D2", chart)
    data.write("A5", "{{#row}}{{quarter}}")
    data.write("B5", "{{revenue}}")
    data.write("C5", "{{margin}}{{/row}}")
    data.write("A6", "Total")
    data.write_formula("B6", "=SUM(B5)")
    return open_package(book.saved(), "designed.xlsx")


def without_references(root: etree._Element) -> bytes:
    """The chart as it looks, its references and what it remembers of its cells left out."""
    for node in [one for one in root.iter() if local(one) in ("f", "numCache", "strCache")]:
        home = node.getparent()
        assert home is not None
        home.remove(node)
    return etree.tostring(root, method="c14n")


def test_a_designed_workbook_survives_the_filling_of_its_blocks() -> None:
    package = designed()
    values: dict[str, Decimal | str] = {}
    for index in range(8):
        values[f"Data!A{5 + index}"] = f"{index % 4 + 1}Q1{6 + index // 4}"
        values[f"Data!B{5 + index}"] = Decimal(39_000 + 500 * index)
        values[f"Data!C{5 + index}"] = Decimal("0.1") + Decimal(index) / 1000
    rendered = render(package, {"Data!row": 8}, values)
    again = open_package(rendered.data)
    changed = {name for name in package if package[name] != again[name]}
    assert set(package) == set(again)
    assert changed == {
        "/xl/worksheets/sheet1.xml",
        "/xl/worksheets/sheet2.xml",
        "/xl/charts/chart1.xml",
        "/xl/sharedStrings.xml",
        "/xl/workbook.xml",
    }
    before, after = package.peek("/xl/worksheets/sheet1.xml"), again.peek("/xl/worksheets/sheet1.xml")
    assert texts(after, "f") == ["Data!B5:B12"]
    for node in [*before.iter(), *after.iter()]:
        if local(node) == "f":
            node.text = ""
    assert etree.tostring(before, method="c14n") == etree.tostring(after, method="c14n")
    chart = part(rendered, "/xl/charts/chart1.xml")
    assert texts(chart, "f") == ["Data!$A$5:$A$12", "Data!$B$5:$B$12", "Data!$A$5:$A$12", "Data!$C$5:$C$12"]
    assert attributes(chart, "ptCount", "val") == ["8", "8", "8", "8"]
    assert texts(chart, "v")[-8:] == ["0.1", "0.101", "0.102", "0.103", "0.104", "0.105", "0.106", "0.107"]
    assert without_references(chart) == without_references(package.peek("/xl/charts/chart1.xml"))
