"""The chart pack: every chart of the gallery is built, live, and shown in the manual as it stands."""

import io
import re
from pathlib import Path

import formualizer
import openpyxl
import pytest
import yaml
from office import sdk_errors
from pptx import Presentation

from reportgen.app.build import build
from reportgen.office.xml import qn
from reportgen.project.project import Project
from tools.draw.manual import manual

ROOT = Path(__file__).resolve().parents[2]
GALLERY = ROOT / "templates" / "gallery"
MANUAL = (ROOT / "docs" / "chart-gallery.md").read_text(encoding="utf-8")
DEFINITION = yaml.safe_load((GALLERY / "templates" / "reports" / "gallery.yaml").read_text(encoding="utf-8"))
TITLES = [page["words"]["title"] for page in DEFINITION["pages"]]
# Charts whose workbooks hold no formula, and those whose labels are values alone.
TYPED = {"Columns with a margin line on a second axis", "Clustered columns"}
PLAIN = {"Clustered columns"}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    result = build(Project(GALLERY), ["gallery"], tmp_path_factory.mktemp("gallery"))
    return result.built[0]


@pytest.fixture(scope="module")
def deck(built):
    return Presentation(io.BytesIO(built.data))


# Where the definition says how high an axis has to be; python-pptx takes the second of two for the value axis.
BOUND = [
    page["words"]["title"]
    for page in DEFINITION["pages"]
    for chart in page["charts"].values()
    if ("highest" in chart or "bridge" in chart) and "band" not in chart
]


def chart_of(deck, title):
    slide = next(slide for slide in deck.slides if slide.shapes.title.text == title)
    return next(shape for shape in slide.shapes if shape.has_chart).chart


def book_of(chart, *, recalculated=False):
    blob = chart.part.chart_workbook.xlsx_part.blob
    if recalculated:
        blob = bytes(formualizer.recalculate_xlsx_bytes(blob)["bytes"])
    return openpyxl.load_workbook(io.BytesIO(blob), data_only=recalculated).active


def series_of(chart):
    """The values of every series by name, None where it has no point."""
    found = {}
    for node in chart._chartSpace.iter(qn("c:ser")):
        name = node.findtext(f"{qn('c:tx')}//{qn('c:v')}")
        holder = node.find(qn("c:yVal")) if node.find(qn("c:val")) is None else node.find(qn("c:val"))
        values = holder.find(f"{qn('c:numRef')}/{qn('c:numCache')}")
        row = [None] * int(values.find(qn("c:ptCount")).get("val"))
        for point in values.findall(qn("c:pt")):
            row[int(point.get("idx"))] = float(point.findtext(qn("c:v")))
        found[name] = row
    return found


def labels_of(chart, name):
    for node in chart._chartSpace.iter(qn("c:ser")):
        if node.findtext(f"{qn('c:tx')}//{qn('c:v')}") == name:
            return [
                "\n".join("".join(t.text or "" for t in p.iter(qn("a:t"))) for p in label.iter(qn("a:p")))
                for label in node.iterfind(f"{qn('c:dLbls')}/{qn('c:dLbl')}")
                if label.find(qn("c:delete")) is None
            ]
    return []


def test_the_gallery_is_built_without_a_warning(built):
    assert built.warnings == ()


def test_the_manual_shows_every_chart_with_the_definition_that_makes_it():
    assert manual() == MANUAL, "write it anew: python -m tools.draw.manual"
    assert re.findall(r"^## (.*)$", MANUAL, re.MULTILINE) == TITLES


def test_the_pictures_of_the_manual_are_there_and_small():
    pictures = [ROOT / "docs" / name for name in re.findall(r"\((pictures/[^)]+)\)", MANUAL)]
    assert len(pictures) == len(TITLES)
    assert all(picture.stat().st_size < 60_000 for picture in pictures)


@pytest.mark.parametrize("title", TITLES)
def test_chart_and_workbook_agree_and_the_workbook_calculates(deck, title):
    chart = chart_of(deck, title)
    sheet, formulas = book_of(chart, recalculated=True), book_of(chart)
    heads = {cell.value: cell.column for cell in sheet[1] if cell.value}
    drawn = series_of(chart)
    live = 0
    for name, values in drawn.items():
        for row, value in enumerate(values, start=2):
            cell = sheet.cell(row, heads[name]).value
            live += str(formulas.cell(row, heads[name]).value or "").startswith("=")
            assert cell in ("", None) if value is None else cell == pytest.approx(value, rel=1e-9), (
                name,
                row,
            )
    assert live or title in TYPED


@pytest.mark.parametrize("title", TITLES)
def test_label_texts_are_those_that_the_workbook_gives(deck, title):
    chart = chart_of(deck, title)
    sheet = book_of(chart, recalculated=True)
    for node in chart._chartSpace.iter(qn("c15:datalabelsRange")):
        reference = node.findtext(qn("c15:f")).rpartition("!")[2].replace("$", "")
        cached = {int(p.get("idx")): p.findtext(qn("c:v")) for p in node.iter(qn("c:pt"))}
        for number, (cell,) in enumerate(sheet[reference]):
            assert (cell.value or "") == (cached.get(number) or "")


def test_total_and_growth_stand_over_the_stack(deck):
    labels = labels_of(chart_of(deck, TITLES[0]), "Total")
    assert labels[0] == "11,200"
    assert labels[-1] == "14,850\n[+16.0%]"


def test_a_bridge_that_crosses_zero_never_mixes_signs_and_meets_its_levels(deck):
    drawn = series_of(chart_of(deck, "A bridge that crosses zero"))
    names = ("Base", "Up", "Up below", "Down", "Down below")
    levels = [-800, -300, 300, 400]
    for row in range(1, 4):
        parts = [drawn[name][row] or 0 for name in names]
        above, below = sum(p for p in parts if p > 0), sum(p for p in parts if p < 0)
        ends = (levels[row - 1], levels[row])
        assert (above, below) == (max(max(ends), 0), min(min(ends), 0))
    chart = chart_of(deck, "A bridge that crosses zero")
    assert chart.value_axis.minimum_scale < -800


def test_parts_below_the_axis_are_drawn_like_those_above(deck):
    chart = chart_of(deck, "A bridge that crosses zero")
    looks = {s.name: s.format.fill.fore_color.theme_color for s in chart.plots[1].series if "Up" in s.name}
    assert len(set(looks.values())) == 1
    assert len(looks) == 2


def test_connectors_of_a_bridge_stand_behind_its_columns_on_an_axis_that_runs_alike(deck):
    chart = chart_of(deck, "A bridge that crosses zero")
    assert [plot.series[0].name for plot in chart.plots] == ["Link 1", "Start"]
    runs = [
        {node.tag.rpartition("}")[2]: node.get("val") for node in axis.iterfind("c:scaling/*", axis.nsmap)}
        for axis in chart._chartSpace.iter("{*}valAx")
    ]
    assert runs == [runs[0]] * 2
    assert float(runs[0]["min"]) < 0


def test_a_subtotal_is_a_column_from_the_axis(deck):
    drawn = series_of(chart_of(deck, "A bridge with a subtotal"))
    assert drawn["Subtotal"] == [None, None, None, 5550, None, None]


def test_brackets_add_up_the_quarters_and_stand_above_them(deck):
    chart = chart_of(deck, "Year brackets over quarters")
    assert labels_of(chart, "Year label") == ["FY16: 47,250", "FY17: 54,000 [+14.3%]"]
    drawn = series_of(chart)
    assert [value is None for value in drawn["Bracket 1"]] == [False] * 4 + [True] * 4
    assert drawn["Bracket 2"][4] > max(drawn["Total"])
    assert chart.value_axis.maximum_scale > drawn["Bracket 2"][4]


def test_growth_line_and_difference_are_computed_from_the_ends(deck):
    chart = chart_of(deck, "Growth line and difference arrow")
    assert labels_of(chart, "CAGR label") == ["CAGR +9.2%"]
    assert labels_of(chart, "Difference") == ["+42.1%"]
    drawn = series_of(chart)
    assert drawn["Level from"] == [38000] * 6
    assert drawn["Level to"] == [None] * 4 + [54000] * 2


def test_the_average_is_that_of_all_columns_and_stands_over_the_lowest(deck):
    chart = chart_of(deck, "Columns with their average")
    drawn = series_of(chart)
    assert drawn["Average line"] == pytest.approx([sum(drawn["Total"]) / 8] * 8)
    assert [row for row, value in enumerate(drawn["Average label"]) if value is not None] == [
        drawn["Total"].index(min(drawn["Total"]))
    ]
    assert labels_of(chart, "Average label") == [f"Average {sum(drawn['Total']) / 8:,.0f}"]


def test_a_bubble_stands_at_its_three_figures(deck):
    chart = chart_of(deck, "Bubbles of three figures")
    book = book_of(chart, recalculated=True)
    heads = {cell.value: cell.column for cell in book[1]}
    drawn = {
        tag: [float(v.text) for v in chart._chartSpace.iterfind(f".//{qn(f'c:{tag}')}//{qn('c:v')}")]
        for tag in ("xVal", "yVal", "bubbleSize")
    }
    for tag, name in (("xVal", "Revenue"), ("yVal", "Gross margin ratio"), ("bubbleSize", "Income")):
        cells = [book.cell(row, heads[name]).value for row in range(2, 10)]
        assert drawn[tag] == pytest.approx(cells), name
    assert labels_of(chart, "Gross margin ratio")[-1] == "4Q17"


def test_shares_make_one(deck):
    drawn = series_of(chart_of(deck, "Share bars"))
    assert [sum(parts) for parts in zip(*drawn.values(), strict=True)] == pytest.approx([1, 1])
    assert sum(series_of(chart_of(deck, "A doughnut of shares"))["Share"]) == pytest.approx(1)


@pytest.mark.parametrize("title", BOUND)
def test_no_label_is_cut_off_at_the_upper_end(deck, title):
    chart = chart_of(deck, title)
    slide = next(slide for slide in deck.slides if slide.shapes.title.text == title)
    frame = next(shape for shape in slide.shapes if shape.has_chart)
    share = float(chart._chartSpace.find(f".//{qn('c:manualLayout')}/{qn('c:h')}").get("val"))
    plot = frame.height / 12_700 * share
    high, low = chart.value_axis.maximum_scale, chart.value_axis.minimum_scale
    names = [name for name in series_of(chart) if labels_of(chart, name)]
    assert names or title in PLAIN
    for name in names:
        top = max(value for value in series_of(chart)[name] if value is not None)
        lines = max(text.count("\n") + 1 for text in labels_of(chart, name))
        assert (top - low) / (high - low) * plot + lines * 13 * 1.2 <= plot + 1


def test_the_gallery_passes_the_schema_check(built, validator, tmp_path):
    file = tmp_path / "gallery.pptx"
    file.write_bytes(built.data)
    assert sdk_errors(validator, file) == []
