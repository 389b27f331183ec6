"""Series that a template lacks are copied from one it has; unnamed ones are addressed by their position."""

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
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR

from reportgen.office.xml import qn
from reportgen.plan.plan import DeckPlan
from reportgen.pptx.check import check_plan
from reportgen.pptx.inspect import inspect_deck


def template(series=("NW", "SI", "Total")):
    deck = new_deck()
    frame = add_chart(add_page(deck, "revenue"), "revenue_chart", series)
    for number, plotted in enumerate(frame.chart.plots[0].series, start=1):
        plotted.format.fill.solid()
        plotted.format.fill.fore_color.theme_color = getattr(MSO_THEME_COLOR, f"ACCENT_{number}")
    if "Total" in series:
        on_a_line(frame, "Total")
    return deck


def frame_of(deck):
    return shape_named(deck.slides[0], "revenue_chart")


def filled(deck, *columns, categories=QUARTERS):
    view = chart("revenue_chart", *columns, categories=categories)
    return frame_of(read(render(deck, page("revenue", charts=[view]))))


def series(frame):
    return {
        one.name: (type(plot).__name__, list(one.values)) for plot in frame.chart.plots for one in plot.series
    }


def colour(frame, name):
    for plot in frame.chart.plots:
        for one in plot.series:
            if one.name == name:
                return one.format.fill.fore_color.theme_color
    return None


def values(name, **more):
    return column(name, 1, 2, 3, 4, **more)


def test_a_further_column_becomes_a_further_series_of_the_same_plot():
    frame = filled(template(), values("NW"), values("SI"), values("Cloud"), values("Total"))
    assert series(frame) == {
        "NW": ("BarPlot", [1, 2, 3, 4]),
        "SI": ("BarPlot", [1, 2, 3, 4]),
        "Cloud": ("BarPlot", [1, 2, 3, 4]),
        "Total": ("LinePlot", [1, 2, 3, 4]),
    }
    assert colour(frame, "Cloud") == MSO_THEME_COLOR.ACCENT_4


def test_like_names_the_series_that_is_copied():
    frame = filled(template(), values("NW"), values("SI"), values("Total"), values("Goal", like="Total"))
    assert series(frame)["Goal"][0] == "LinePlot"


def test_a_series_that_gives_way_hands_its_colour_down():
    frame = filled(template(), values("Cloud", like="SI"), values("Total"))
    assert series(frame).keys() == {"Cloud", "Total"}
    assert colour(frame, "Cloud") == MSO_THEME_COLOR.ACCENT_2


def test_formats_of_single_points_stay_with_the_model():
    deck = template()
    point = frame_of(deck).chart.plots[0].series[1].points[0]
    point.format.fill.solid()
    point.format.fill.fore_color.rgb = RGBColor(1, 2, 3)
    frame = filled(deck, values("NW"), values("SI"), values("Cloud"), values("Total"))
    found = frame.chart.plots[0].series[2]._element
    assert found.find(qn("c:dPt")) is None


def test_ids_of_series_stay_their_own_and_the_legend_moves_on():
    deck = template()
    chart_space = frame_of(deck).chart
    chart_space.has_legend = True
    legend = chart_space._chartSpace.find(f".//{qn('c:legend')}")
    entry = etree.Element(qn("c:legendEntry"))
    etree.SubElement(entry, qn("c:idx")).set("val", "2")
    etree.SubElement(entry, qn("c:delete")).set("val", "1")
    legend.insert(1, entry)
    frame = filled(deck, values("NW"), values("SI"), values("Cloud"), values("Total"))
    root = frame.chart._chartSpace
    ids = [node.get("val") for ser in root.iter(qn("c:ser")) for node in ser.findall(qn("c:idx"))]
    assert len(ids) == len(set(ids)) == 4
    hidden = root.find(f".//{qn('c:legendEntry')}/{qn('c:idx')}").get("val")
    assert hidden == "3"


def test_the_copy_is_a_column_of_the_workbook_like_any_other():
    frame = filled(template(), values("NW"), values("SI"), values("Cloud"), values("Total"))
    cloud = frame.chart.plots[0].series[2]._element
    assert cloud.findtext(f".//{qn('c:tx')}//{qn('c:f')}") == "Sheet1!$D$1"
    assert cloud.findtext(f"{qn('c:val')}//{qn('c:f')}") == "Sheet1!$D$2:$D$5"


def unnamed(deck):
    for ser in frame_of(deck).chart._chartSpace.iter(qn("c:ser")):
        ser.remove(ser.find(qn("c:tx")))
    return deck


def test_unnamed_series_are_addressed_by_their_position():
    deck = unnamed(template(("NW", "SI")))
    slots = inspect_deck(package_of(deck)).pages[0].charts[0].series
    assert [slot.name for slot in slots] == ["#1", "#2"]
    frame = filled(deck, values("#2"), column("#1", 5, 6, 7, 8))
    found = [list(one.values) for one in frame.chart.plots[0].series]
    assert found == [[5, 6, 7, 8], [1, 2, 3, 4]]


def test_a_position_marker_reaches_named_series_too_and_keeps_their_names():
    frame = filled(template(("NW", "SI")), values("#1"), values("#2"))
    assert list(series(frame)) == ["NW", "SI"]


def issues_of(deck, *columns):
    view = chart("revenue_chart", *columns)
    plan = DeckPlan((page("revenue", charts=[view]),))
    return check_plan(inspect_deck(package_of(deck)), plan, "t.pptx")


def test_a_name_close_to_an_unfilled_series_is_a_finding_and_no_further_series():
    found = issues_of(template(), values("NW"), values("Totale"))
    assert [(issue.id, issue.hint) for issue in found] == [("unknown-series", 'did you mean "Total"?')]


def test_an_unknown_model_and_a_position_beyond_the_last_are_findings():
    found = issues_of(template(), values("NW"), values("Cloud", like="SY"), values("#9"))
    assert [(issue.id, issue.found) for issue in found] == [
        ("unknown-series", "SY"),
        ("unknown-series", "#9"),
    ]
