import io
from decimal import Decimal

import openpyxl
import pytest
from deck_language import (
    QUARTERS,
    add_chart,
    add_page,
    chart,
    column,
    new_deck,
    on_a_line,
    package_of,
    page,
    read,
    render,
    shape_named,
)
from lxml import etree
from made import saved
from pptx.chart.data import XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.util import Cm, Pt

from reportgen.figures.views import AxisRange, DisplayValue
from reportgen.office.xml import qn


def revenue_template(series=("NW", "SI", "Total")):
    """Two stacked columns and an invisible line for the total, each with a colour of its own."""
    deck = new_deck()
    frame = add_chart(add_page(deck, "revenue"), "revenue_chart", series)
    for number, plotted in enumerate(frame.chart.plots[0].series):
        plotted.format.fill.solid()
        plotted.format.fill.fore_color.rgb = RGBColor(number, number, number)
    frame.chart.plots[0].gap_width = 42
    on_a_line(frame, "Total")
    return deck


def revenue_view(categories=QUARTERS, names=("NW", "SI"), **more):
    count = len(categories)
    columns = [column(name, *range(n + 1, n + 1 + count)) for n, name in enumerate(names)]
    sums = [sum(c.values[row] for c in columns) for row in range(count)]
    formula = "SUM(" + ",".join("{" + name + "}" for name in names) + ")"
    total = column("Total", *sums, formulas=(formula,) * count, number_format="#,##0.0")
    growth = column(
        "Growth", *[None] * count, plotted=False, formulas=(f"{{Total}}/{{Total@{categories[0]}}}-1",) * count
    )
    return chart("revenue_chart", *columns, total, growth, categories=categories, **more)


def filled(deck, view):
    return shape_named(read(render(deck, page("revenue", charts=[view]))).slides[0], "revenue_chart")


def drawn(frame):
    return {
        series.name: (type(plot).__name__, list(series.values))
        for plot in frame.chart.plots
        for series in plot.series
    }


def sheet_of(frame, formulas=True):
    blob = frame.chart.part.chart_workbook.xlsx_part.blob
    sheet = openpyxl.load_workbook(io.BytesIO(blob), data_only=not formulas).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def colours(frame):
    return {
        s.name: s.format.fill.fore_color.rgb
        for plot in frame.chart.plots
        for s in plot.series
        if type(plot).__name__ == "BarPlot"
    }


def test_series_are_filled_by_name_over_all_plots():
    frame = filled(revenue_template(), revenue_view())
    assert drawn(frame) == {
        "NW": ("BarPlot", [1, 2, 3, 4]),
        "SI": ("BarPlot", [2, 3, 4, 5]),
        "Total": ("LinePlot", [3, 5, 7, 9]),
    }
    assert list(frame.chart.plots[0].categories) == list(QUARTERS)


def test_the_order_of_columns_in_the_view_does_not_move_a_series_to_another_plot():
    view = revenue_view()
    turned = chart("revenue_chart", *reversed(view.columns))
    assert drawn(filled(revenue_template(), turned)) == drawn(filled(revenue_template(), view))


@pytest.mark.parametrize("categories", [QUARTERS[:3], (*QUARTERS, "1Q17"), ("FY17",)])
def test_more_or_fewer_categories_keep_the_format(categories):
    frame = filled(revenue_template(), revenue_view(categories))
    assert colours(frame) == {"NW": RGBColor(0, 0, 0), "SI": RGBColor(1, 1, 1)}
    assert frame.chart.plots[0].gap_width == 42
    assert list(frame.chart.plots[0].categories) == list(categories)
    assert len(drawn(frame)["Total"][1]) == len(categories)


def test_a_series_that_the_view_does_not_have_goes_and_the_others_keep_their_colours():
    frame = filled(revenue_template(("NW", "ATM", "SI", "Total")), revenue_view())
    assert colours(frame) == {"NW": RGBColor(0, 0, 0), "SI": RGBColor(2, 2, 2)}
    assert sheet_of(frame)[0] == [None, "NW", "SI", "Total", "Growth"]


def test_an_emptied_plot_goes_with_the_axes_that_only_it_stood_on():
    deck = revenue_template()
    space = deck.slides[0].shapes[0].chart._chartSpace
    line = space.find(f".//{qn('c:lineChart')}")
    for node, number in zip(line.findall(qn("c:axId")), ("901", "902"), strict=True):
        node.set("val", number)
    area = space.find(f".//{qn('c:plotArea')}")
    for name, number, other in (("c:valAx", "902", "901"), ("c:catAx", "901", "902")):
        axis = etree.fromstring(etree.tostring(area.find(qn(name))))
        axis.find(qn("c:axId")).set("val", number)
        axis.find(qn("c:crossAx")).set("val", other)
        area.find(qn("c:valAx")).addnext(axis)
    frame = filled(deck, chart("revenue_chart", column("NW", 1, 2, 3, 4)))
    area = frame.chart._chartSpace.find(f".//{qn('c:plotArea')}")
    kinds = [etree.QName(node).localname for node in area]
    assert kinds.count("lineChart") == 0
    assert (kinds.count("catAx"), kinds.count("valAx")) == (1, 1)


def test_gaps_are_left_out_of_the_cache_and_counted():
    frame = filled(revenue_template(), chart("revenue_chart", column("NW", None, 2, None, 4)))
    cache = frame.chart._chartSpace.find(f".//{qn('c:val')}//{qn('c:numCache')}")
    assert cache.find(qn("c:ptCount")).get("val") == "4"
    assert [point.get("idx") for point in cache.findall(qn("c:pt"))] == ["1", "3"]
    assert [row[1] for row in sheet_of(frame)[1:]] == [None, 2, None, 4]


def test_totals_and_growth_are_formulas_in_the_workbook_with_their_values():
    frame = filled(revenue_template(), revenue_view())
    rows = sheet_of(frame)
    assert rows[0] == [None, "NW", "SI", "Total", "Growth"]
    assert rows[2] == ["2Q16", 2, 3, "=SUM(B3,C3)", "=D3/D2-1"]
    assert [row[3] for row in sheet_of(frame, formulas=False)[1:]] == [3, 5, 7, 9]


def test_references_follow_the_workbook():
    frame = filled(revenue_template(), revenue_view((*QUARTERS, "1Q17")))
    refs = [node.text for node in frame.chart._chartSpace.iter(qn("c:f"))]
    assert refs[:3] == ["Sheet1!$B$1", "Sheet1!$A$2:$A$6", "Sheet1!$B$2:$B$6"]
    assert refs[-3:] == ["Sheet1!$D$1", "Sheet1!$A$2:$A$6", "Sheet1!$D$2:$D$6"]


def test_cells_of_categories_that_are_gone_are_cleared():
    frame = filled(revenue_template(), revenue_view(QUARTERS[:2]))
    assert [row for row in sheet_of(frame)[3:] if any(cell is not None for cell in row)] == []


def test_the_number_format_comes_from_the_column_and_else_from_the_template():
    frame = filled(revenue_template(), revenue_view())
    codes = {
        ser.findtext(f"{qn('c:tx')}//{qn('c:v')}"): ser.findtext(f"{qn('c:val')}//{qn('c:formatCode')}")
        for ser in frame.chart._chartSpace.iter(qn("c:ser"))
    }
    assert codes == {"NW": "General", "SI": "General", "Total": "#,##0.0"}


def test_points_beyond_the_last_category_lose_their_format():
    deck = revenue_template()
    plotted = deck.slides[0].shapes[0].chart.plots[0].series[0]
    for number in (0, 3):
        plotted.points[number].format.fill.solid()
        plotted.points[number].data_label.text_frame.text = "fixed"
    frame = filled(deck, revenue_view(QUARTERS[:2]))
    ser = next(frame.chart._chartSpace.iter(qn("c:ser")))
    assert [n.find(qn("c:idx")).get("val") for n in ser.iter(qn("c:dPt"), qn("c:dLbl"))] == ["0", "0"]


def test_axis_ranges_are_set_by_number():
    view = revenue_view(axes=(AxisRange(0, Decimal(0), Decimal("55.5")),))
    axis = filled(revenue_template(), view).chart.value_axis
    assert (axis.minimum_scale, axis.maximum_scale) == (0, 55.5)


def test_an_axis_of_bars_leaves_room_for_what_its_labels_say():
    """Beside bars below zero stand the names of the categories: a label in words must not reach them."""
    code = '"up ""JPY"#,##0" million";"down ""JPY"#,##0" million"'

    def lowest(**formats):
        deck = new_deck()
        bars = add_chart(add_page(deck, "revenue"), "revenue_chart", ["NW"], kind=XL_CHART_TYPE.BAR_CLUSTERED)
        labels = bars.chart.plots[0].series[0].data_labels
        labels.show_value, labels.position = True, XL_LABEL_POSITION.OUTSIDE_END
        drop = column("NW", -8, -15, -12, -2, **formats)
        axis = AxisRange(0, Decimal(-16), Decimal(0))
        return filled(deck, chart("revenue_chart", drop, axes=(axis,))).chart.value_axis.minimum_scale

    assert lowest(known_formats=dict.fromkeys(range(4), code)) < lowest() <= -16


def test_axis_ids_are_unsigned():
    ids = [
        node.get("val")
        for node in filled(revenue_template(), revenue_view()).chart._chartSpace.iter(qn("c:axId"))
    ]
    assert all(value.isdecimal() for value in ids)


def test_alternative_text_comes_from_the_view():
    frame = filled(revenue_template(), revenue_view(alt_text="Revenue by quarter"))
    assert frame._element.nvGraphicFramePr.cNvPr.get("descr") == "Revenue by quarter"


def test_legend_entries_of_removed_series_go_and_later_ones_move_up():
    deck = revenue_template(("NW", "ATM", "SI", "Total"))
    found = deck.slides[0].shapes[0].chart
    found.has_legend = True
    legend = found._chartSpace.find(f".//{qn('c:legend')}")
    for number in (1, 3):
        entry = etree.Element(qn("c:legendEntry"))
        etree.SubElement(entry, qn("c:idx")).set("val", str(number))
        etree.SubElement(entry, qn("c:delete")).set("val", "1")
        legend.insert(1 if number == 1 else 2, entry)
    space = filled(deck, revenue_view()).chart._chartSpace
    assert [entry.find(qn("c:idx")).get("val") for entry in space.iter(qn("c:legendEntry"))] == ["2"]


def test_a_pie_is_refilled_and_keeps_the_colours_of_its_points():
    deck = new_deck()
    frame = add_chart(add_page(deck, "revenue"), "revenue_chart", ["Share"], kind=XL_CHART_TYPE.PIE)
    for number in range(4):
        point = frame.chart.plots[0].series[0].points[number]
        point.format.fill.solid()
        point.format.fill.fore_color.rgb = RGBColor(9, 9, number)
    result = filled(deck, chart("revenue_chart", column("Share", 60, 40), categories=("NW", "SI")))
    assert list(result.chart.plots[0].series[0].values) == [60, 40]
    assert len(list(result.chart._chartSpace.iter(qn("c:dPt")))) == 2


def test_other_sheets_and_cells_beside_the_data_stay_in_the_workbook():
    deck = revenue_template()
    part = deck.slides[0].shapes[0].chart.part.chart_workbook.xlsx_part
    book = openpyxl.load_workbook(io.BytesIO(part.blob))
    book.create_sheet("Notes")["A1"] = "kept"
    book.worksheets[0]["H2"] = "beside"
    part._blob = saved(book)
    frame = filled(deck, revenue_view())
    result = openpyxl.load_workbook(io.BytesIO(frame.chart.part.chart_workbook.xlsx_part.blob))
    assert result["Notes"]["A1"].value == "kept"
    assert result.worksheets[0]["H2"].value == "beside"


def test_pages_made_from_one_slide_have_charts_and_workbooks_of_their_own():
    first, second = revenue_view(), revenue_view(QUARTERS[:2])
    result = read(
        render(revenue_template(), page("revenue", charts=[first]), page("revenue", charts=[second]))
    )
    frames = [shape_named(slide, "revenue_chart") for slide in result.slides]
    assert [len(drawn(frame)["NW"][1]) for frame in frames] == [4, 2]
    assert len(sheet_of(frames[0])) == 5
    assert len({frame.chart.part.chart_workbook.xlsx_part.partname for frame in frames}) == 2


def test_figures_are_counted_and_the_workbook_equals_the_chart():
    from reportgen.plan.plan import DeckPlan
    from reportgen.pptx.render import render_deck

    figures = tuple(DisplayValue(f"revenue|{q}", Decimal(n), str(n)) for n, q in enumerate(QUARTERS))
    view = chart("revenue_chart", column("NW", 1.25, 2, 3, 4, figures=figures))
    rendered = render_deck(package_of(revenue_template()), DeckPlan((page("revenue", charts=[view]),)), "t")
    assert rendered.figures == 4
    frame = shape_named(read(rendered.data).slides[0], "revenue_chart")
    assert [row[1] for row in sheet_of(frame)[1:]] == drawn(frame)["NW"][1] == [1.25, 2, 3, 4]


def test_font_sizes_and_texts_of_the_template_chart_stay():
    deck = revenue_template()
    deck.slides[0].shapes[0].chart.font.size = Pt(9)
    assert filled(deck, revenue_view()).chart.font.size == Pt(9)


def test_the_points_of_a_scatter_plot_stand_at_their_x():
    deck = new_deck()
    data = XyChartData()
    data.add_series("Margin").add_data_point(9, 9)
    frame = add_page(deck, "revenue").shapes.add_chart(
        XL_CHART_TYPE.XY_SCATTER, Cm(1), Cm(5), Cm(20), Cm(10), data
    )
    frame.name = "revenue_chart"
    margin = column("Margin", 1, None, 3, 4, dimensions={"x": "Size"})
    view = chart("revenue_chart", margin, column("Size", 50, 60, 70, 80, plotted=False))
    space = filled(deck, view).chart._chartSpace
    points = {
        tag: [point.text for point in space.iterfind(f".//{qn(f'c:{tag}')}//{qn('c:v')}")]
        for tag in ("xVal", "yVal")
    }
    assert points == {"xVal": ["50", "60", "70", "80"], "yVal": ["1", "3", "4"]}
    references = [space.findtext(f".//{qn(f'c:{tag}')}//{qn('c:f')}") for tag in ("xVal", "yVal")]
    assert references == ["Sheet1!$C$2:$C$5", "Sheet1!$B$2:$B$5"]


def test_a_scatter_plot_without_x_counts_its_categories():
    deck = new_deck()
    data = XyChartData()
    data.add_series("Margin").add_data_point(9, 9)
    frame = add_page(deck, "revenue").shapes.add_chart(
        XL_CHART_TYPE.XY_SCATTER, Cm(1), Cm(5), Cm(20), Cm(10), data
    )
    frame.name = "revenue_chart"
    space = filled(deck, chart("revenue_chart", column("Margin", 1, 2, 3, 4))).chart._chartSpace
    assert [v.text for v in space.iterfind(f".//{qn('c:xVal')}//{qn('c:v')}")] == list(QUARTERS)
