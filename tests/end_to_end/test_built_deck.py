"""The deck that `make report` builds: pages in order, native charts with live workbooks, notes, fonts."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from deck_reading import C, cells_of, charts, title_of
from house import Built
from lxml import etree
from office import (
    CALC,
    converted,
    operands,
    parts_of,
    read_book,
    read_values,
    same,
    split,
    without_cached_values,
)
from pptx import Presentation
from pptx.presentation import Presentation as Deck
from pptx.shapes.graphfrm import GraphicFrame

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C15 = "{http://schemas.microsoft.com/office/drawing/2012/chart}"


@pytest.fixture(scope="module")
def deck(built: Built) -> Deck:
    return Presentation(str(built.deck))


def test_the_pages_stand_in_the_order_of_the_definition(built: Built) -> None:
    """Each slide is the page of a definition's page, or of one that may stand in for it; some of them go."""
    root = etree.fromstring(parts_of(built.deck.read_bytes())["customXml/item1.xml"])
    slides = [str(node.get("page")) for node in root.iter("{*}slide")]
    wanted = iter(built.results.spec.pages)
    for name in slides:
        assert any(name in (page.page, *page.instead) for page in wanted), name
    assert len(slides) == 23


def test_the_pages_of_the_results_are_all_there(deck: Deck) -> None:
    titles = [title_of(slide) for slide in deck.slides]
    for number in ("I.", "II.", *(f"III - {n}." for n in (1, 2, 3, 6, 7, 8, 9, 10)), "IV - 4."):
        assert any(title.startswith(f"{number} ") for title in titles), number


def test_charts_are_native_with_a_workbook_behind_each(deck: Deck) -> None:
    found = list(charts(deck))
    assert len(found) >= 5
    for _, frame in found:
        assert frame.chart.part.chart_workbook.xlsx_part is not None
        assert list(frame.chart.plots)


# Charts and their workbooks


def test_totals_growth_margins_and_labels_are_formulas_in_the_workbooks(deck: Deck, built: Built) -> None:
    """A colleague who edits a typed figure in "Edit data" sees them all follow.

    Typed is what the definition takes from the tables as it is, and growth on a year outside the chart.
    """
    given: dict[str, set[str]] = {}
    for page in built.results.spec.pages:
        for name, spec in page.charts.items():
            typed = {
                column.name
                for column in spec.columns
                if not (column.formula or column.growth_of or column.sum or column.label)
            }
            given[name] = given.get(name, set()) | typed
    for _, frame in charts(deck):
        book = read_book(frame.chart.part.chart_workbook.xlsx_part.blob)
        (cells,) = book.values()
        heads = {split(at)[1]: str(cell.value) for at, cell in cells.items() if split(at)[0] == 1}
        for address, cell in cells.items():
            row, column = split(address)
            head = heads[column]
            if head.removeprefix("Whole ") in ("FY16", "FY17") and row > 1:
                continue  # ends of a bridge's steps: figures, or what the steps before leave of one
            if row == 1 or column == 1 or head in given[frame.name] or cell.value == "":
                assert not cell.formula, (frame.name, head, address)
            elif head == "Growth" and not cell.formula:
                assert str(cells[f"A{row}"].value).endswith("16"), (
                    "typed only where the base is not in the chart"
                )
            else:
                assert cell.formula, (frame.name, head, address)
                assert cell.value is not None, (frame.name, head, address)
                numbers = {text for kind, text in operands(cell.formula) if kind == "NUMBER"}
                assert numbers <= {"0", "1", "10"}, "10 is the line feed of CHAR(10)"


def test_libreoffice_calculates_the_workbooks_behind_the_charts(
    deck: Deck, soffice: str, tmp_path: Path
) -> None:
    """One workbook holds all of them, so that LibreOffice starts once."""
    import openpyxl

    together = openpyxl.Workbook()
    together.remove(together.active)
    cached: dict[str, dict[str, object]] = {}
    for number, (_, frame) in enumerate(charts(deck)):
        (cells,) = read_book(frame.chart.part.chart_workbook.xlsx_part.blob).values()
        sheet = together.create_sheet(f"chart{number}")
        for address, cell in cells.items():
            sheet[address] = f"={cell.formula}" if cell.formula else cell.value
        cached[sheet.title] = {at: cell.value for at, cell in cells.items() if cell.formula}
    file = tmp_path / "charts.xlsx"
    together.save(file)
    file.write_bytes(without_cached_values(file.read_bytes()))
    (tmp_path / "out").mkdir()
    there = read_values(converted(soffice, file, CALC, tmp_path / "out").read_bytes())
    for sheet, cells in cached.items():
        for address, value in cells.items():
            # Chart workbooks keep twelve places behind the point, so that no quotient drags 28 digits along.
            assert same(value, there[sheet][address], 1e-10), (sheet, address)


def test_every_label_of_a_chart_shows_its_value_and_its_cell(deck: Deck) -> None:
    """The first line is the value in the label's own format, the second the text of the label's cell."""
    seen = 0
    for _, frame in charts(deck):
        book = read_book(frame.chart.part.chart_workbook.xlsx_part.blob)
        for series in frame.chart._chartSpace.iter(f"{C}ser"):
            values = {
                int(node.get("idx")): Decimal(node.findtext(f"{C}v"))
                for node in series.iterfind(f"{C}val//{C}pt")
            }
            cells = cells_of(series.findtext(f".//{C15}datalabelsRange/{C15}f") or "Data!A1")
            for label in series.iterfind(f"{C}dLbls/{C}dLbl"):
                index = int(label.find(f"{C}idx").get("val"))
                lines = [
                    "".join(node.text or "" for node in paragraph.iter(f"{A}t"))
                    for paragraph in label.iter(f"{A}p")
                ]
                if not any(lines):
                    continue
                # A bridge's labels stand on invisible lines, so that they show their cell alone.
                value_first = any(field.get("type") == "VALUE" for field in label.iter(f"{A}fld"))
                if value_first:
                    assert lines[0] == shown(values[index]), (frame.name, lines)
                if from_cell := "".join(lines[value_first:]):
                    sheet, address = cells[index]
                    assert from_cell == book[sheet][address].value, (frame.name, lines)
                seen += 1
    assert seen >= 5 * 8


def shown(value: Decimal) -> str:
    return f"{abs(value):,.0f}" if value >= 0 else f"({abs(value):,.0f})"


# Everything around the figures


def test_pages_with_figures_tell_their_sources_in_the_notes(deck: Deck, built: Built) -> None:
    told = 0
    for slide in deck.slides:
        notes = slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else ""
        if notes.startswith("Sources of the figures on this page"):
            told += 1
            assert re.search(r"source lines [\d, ]+", notes)
        digits = any(
            shape.has_chart or (shape.has_table and re.search(r"\d,\d{3}|\d%", cells(shape)))
            for shape in slide.shapes
        )
        assert not digits or notes, title_of(slide)
    assert told >= 15


def cells(shape: GraphicFrame) -> str:
    return " ".join(cell.text for row in shape.table.rows for cell in row.cells)


def test_latin_and_east_asian_fonts_are_set(built: Built) -> None:
    """Runs name no font of their own that would leave one of the two open; the theme sets both."""
    parts = parts_of(built.deck.read_bytes())
    theme = etree.fromstring(parts["ppt/theme/theme1.xml"])
    for kind in ("majorFont", "minorFont"):
        font = theme.find(f".//{A}{kind}")
        assert font.find(f"{A}latin").get("typeface")
        assert font.find(f"{A}ea").get("typeface")
    for name, data in parts.items():
        if name.startswith(
            ("ppt/slides/slide", "ppt/charts/chart", "ppt/slideLayouts/", "ppt/slideMasters/")
        ):
            if not name.endswith(".xml"):
                continue
            for properties in etree.fromstring(data).iter(f"{A}rPr", f"{A}defRPr"):
                latin, east_asian = properties.find(f"{A}latin"), properties.find(f"{A}ea")
                assert (latin is None) == (east_asian is None), name


def test_the_deck_can_be_searched_by_its_properties(deck: Deck, table: object) -> None:
    properties = deck.core_properties
    assert properties.title.endswith("Consolidated Financial Results for FY2017")
    assert properties.created.isoformat()[:10] == properties.modified.isoformat()[:10] == "2018-05-15"
