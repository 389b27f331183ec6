"""Charts of every kind are filled from plain data: categories keep their kind, labels and error bars follow."""

import datetime as dt

import pytest
from chart_language import (
    behind,
    cells,
    chart_part,
    deck_of,
    edited,
    filled,
    newer,
    quarters,
    references,
    sheet_of,
    shown,
    template,
    told,
    xml_of,
)
from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE

from reportgen.core.findings import FindingsError
from reportgen.filling.deck import fill_deck
from reportgen.office.package import open_package
from reportgen.office.xml import qn

LINE, PIE = XL_CHART_TYPE.LINE, XL_CHART_TYPE.PIE


def codes(package):
    root = package.peek(chart_part(package))
    return [node.text for node in root.iterfind(f".//{qn('c:cat')}//{qn('c:formatCode')}")]


def percent_chart(code="0%"):
    data = CategoryChartData()
    data.categories = [0.1, 0.2]
    data.categories.number_format = code
    data.add_series("Sales", (1, 2))
    return deck_of(XL_CHART_TYPE.COLUMN_CLUSTERED, data)


def test_percentages_stay_numbers_with_their_format():
    done, result = filled(
        percent_chart(), [{"rate": 0.4, "Sales": 5}, {"rate": 0.5, "Sales": 6}, {"rate": 1, "Sales": 7}]
    )
    assert [shown(done, "c:cat"), codes(done), told(result)] == [[["0.4", "0.5", "1"]], ["0%"], []]
    assert cells(done)["Sheet1!A3"] == 0.5


def test_texts_among_numbers_turn_all_into_texts_and_are_told():
    done, result = filled(percent_chart(), [{"rate": 0.4, "Sales": 5}, {"rate": "other", "Sales": 6}])
    assert [shown(done, "c:cat"), codes(done)] == [[["0.4", "other"]], []]
    assert told(result) == ["categories-turned-into-texts"]


def test_a_blank_among_numbers_leaves_a_gap():
    done, _ = filled(percent_chart(), [{"rate": 0.4, "Sales": 5}, {"rate": None, "Sales": 6}])
    assert [shown(done, "c:cat"), codes(done)] == [[["0.4"]], ["0%"]]


def test_years_under_texts_stay_texts():
    done, _ = filled(template({"Sales": (1, 2)}), [{"year": 2016, "Sales": 1}, {"year": 2017, "Sales": 2}])
    assert [shown(done, "c:cat"), codes(done)] == [[["2016", "2017"]], []]


def test_texts_on_an_axis_of_days_are_told():
    days = template({"Sales": (1, 2)}, [dt.date(2024, 1, 1), dt.date(2024, 2, 1)], LINE)
    done, result = filled(days, [{"d": "2025-01-01", "Sales": 5}, {"d": "later", "Sales": 6}])
    assert [shown(done, "c:cat"), told(result)] == [
        [["2025-01-01", "later"]],
        ["categories-turned-into-texts"],
    ]


def two_levels():
    data = CategoryChartData()
    for year in ("2016", "2017"):
        group = data.add_category(year)
        for quarter in ("Q1", "Q2"):
            group.add_sub_category(quarter)
    data.add_series("Sales", (1, 2, 3, 4))
    return deck_of(XL_CHART_TYPE.COLUMN_CLUSTERED, data)


def test_two_levels_are_given_by_two_fields():
    rows = [
        {"y": y, "q": q, "Sales": n}
        for n, (y, q) in enumerate([("2017", "Q3"), ("2017", "Q4"), ("2018", "Q4")])
    ]
    done, _ = filled(two_levels(), rows)
    levels = done.peek(chart_part(done)).iter(qn("c:lvl"))
    assert [[v.text for v in level.iter(qn("c:v"))] for level in levels] == [
        ["Q3", "Q4", "Q4"],
        ["2017", "2018"],
    ]
    found = cells(done)
    assert [[found.get(f"Sheet1!{c}{row}") for row in range(2, 7)] for c in "ABC"] == [
        ["2017", None, "2018", None, None],
        ["Q3", "Q4", "Q4", None, None],
        [0, 1, 2, None, None],
    ]


def test_levels_are_given_in_lists_too():
    done, _ = filled(two_levels(), {"categories": [["18", "Q1"], ["18", "Q2"]], "series": {"Sales": [1, 2]}})
    assert references(done, "c:cat") == ["Sheet1!$A$2:$B$3"]


def test_a_level_too_few_is_refused():
    with pytest.raises(FindingsError, match="category-levels"):
        filled(two_levels(), quarters(1, 2))


F = '<c:showLegendKey val="0"/><c:showVal val="{}"/>' + "".join(
    f'<c:{name} val="0"/>' for name in ("showCatName", "showSerName", "showPercent", "showBubbleSize")
)
RICH = "<c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p>{}</a:p></c:rich></c:tx>"
RANGE = (
    '<c:extLst><c:ext uri="{{02D57815-91ED-43cb-92C2-25804820EDAC}}"><c15:datalabelsRange><c15:f>{}</c15:f>'
    '<c15:dlblRangeCache><c:ptCount val="1"/><c:pt idx="0"><c:v>old</c:v></c:pt></c15:dlblRangeCache>'
    "</c15:datalabelsRange></c:ext></c:extLst>"
)
SHOWN = (
    '<c:extLst><c:ext uri="{CE6537A1-D6FC-4f65-9D91-7224C49458BB}"><c15:showDataLabelsRange val="1"/></c:ext>'
    "</c:extLst>"
)
LABELLED = [["", "Sales", "Note"], ["Q1", 5, "old"], ["Q2", 6, "old"]]


def with_labels(labels, extension="", package=None):
    def change(root):
        series = next(root.iter(qn("c:ser")))
        series.find(qn("c:cat")).addprevious(xml_of(f"<c:dLbls>{labels}{F.format(1)}</c:dLbls>"))
        if extension:
            series.append(xml_of(extension))

    return edited(package or template({"Sales": (5, 6)}), change)


def texts(package, tag="a:t"):
    return [node.text for node in package.peek(chart_part(package)).iter(qn(tag))]


FIELD = (
    '<c:dLbl><c:idx val="{0}"/>'
    + RICH.format(
        '<a:fld id="{{6A0F0000-0000-4000-8000-00000000000{0}}}" type="CELLRANGE"><a:rPr/><a:pPr/>'
        "<a:t>[CELLRANGE]</a:t></a:fld>"
    )
    + F.format(0)
    + SHOWN.replace("{", "{{").replace("}", "}}")
    + "</c:dLbl>"
)


def test_labels_from_cells_are_given_by_a_field_of_the_columns_name():
    package = behind(
        with_labels(FIELD.format(0) + FIELD.format(1), RANGE.format("Sheet1!$C$2:$C$3")), sheet_of(LABELLED)
    )
    done, result = filled(package, quarters(10, 20, 30, Note=["a", "b", "c"]))
    cache = next(done.peek(chart_part(done)).iter(qn("c15:dlblRangeCache")))
    assert [[v.text for v in cache.iter(qn("c:v"))], told(result)] == [["a", "b", "c"], []]
    assert [cells(done)[f"Sheet1!C{row}"] for row in (1, 2, 3, 4)] == ["Note", "a", "b", "c"]
    labels = list(done.peek(chart_part(done)).iter(qn("c:dLbl")))
    assert [label.find(qn("c:idx")).get("val") for label in labels] == ["0", "1", "2"]
    assert len({field.get("id") for field in done.peek(chart_part(done)).iter(qn("a:fld"))}) == 3
    assert shown(done) == [["10", "20", "30"]]


def test_labels_from_cells_that_a_formula_fills_follow():
    rows = [["", "Sales", "Note"], ["Q1", 5, '=B2&" m"'], ["Q2", 6, '=B3&" m"']]
    done, result = filled(
        behind(with_labels("", RANGE.format("Sheet1!$C$2:$C$3")), sheet_of(rows)), quarters(10, 20, 30)
    )
    cache = next(done.peek(chart_part(done)).iter(qn("c15:dlblRangeCache")))
    assert [[v.text for v in cache.iter(qn("c:v"))], told(result)] == [["10 m", "20 m", "30 m"], []]


def test_labels_that_read_cells_which_nobody_gives_are_told():
    done, result = filled(
        behind(with_labels("", RANGE.format("Sheet1!$C$2:$C$3")), sheet_of(LABELLED)), quarters(10, 20)
    )
    assert told(result) == ["cells-not-in-data"]
    assert cells(done)["Sheet1!C3"] == "old"


def test_a_label_linked_to_a_cell_shows_what_stands_there():
    tx = "<c:tx><c:strRef><c:f>Sheet1!$C$3</c:f><c:strCache>" + (
        '<c:ptCount val="1"/><c:pt idx="0"><c:v>x</c:v></c:pt></c:strCache></c:strRef></c:tx>'
    )
    package = with_labels(f'<c:dLbl><c:idx val="1"/>{tx}{F.format(1)}</c:dLbl>')
    done, _ = filled(behind(package, sheet_of([*LABELLED[:2], ["Q2", 6, "=B3*2"]])), quarters(10, 20))
    label = next(done.peek(chart_part(done)).iter(qn("c:dLbl")))
    assert [v.text for v in label.iter(qn("c:v"))] == ["40"]


def test_a_label_typed_by_hand_shows_its_value_again():
    label = '<c:dLbl><c:idx val="1"/>' + RICH.format("<a:r><a:t>6 m</a:t></a:r>") + F.format(1) + "</c:dLbl>"
    done, result = filled(with_labels(label), quarters(10, 20))
    assert [texts(done), told(result)] == [[], ["typed-label-replaced"]]


def test_a_trends_label_that_was_typed_shows_its_figures_again():
    rich = "<c:tx><c:rich><a:bodyPr/><a:p><a:r><a:t>y = 2x</a:t></a:r></a:p></c:rich></c:tx>"
    trend = (
        f'<c:trendline><c:trendlineType val="linear"/><c:trendlineLbl>{rich}</c:trendlineLbl></c:trendline>'
    )
    package = edited(
        template({"Sales": (1, 2)}), lambda root: next(root.iter(qn("c:cat"))).addprevious(xml_of(trend))
    )
    done, result = filled(package, quarters(1, 2, 3))
    assert [list(done.peek(chart_part(done)).iter(qn("a:t"))), told(result)] == [[], ["typed-label-replaced"]]


def test_a_label_with_a_tag_stays():

    label = (
        '<c:dLbl><c:idx val="1"/>' + RICH.format("<a:r><a:t>{{note}}</a:t></a:r>") + F.format(1) + "</c:dLbl>"
    )
    result = fill_deck(
        with_labels(label),
        "t",
        {"note": "record", "sales": []}
        | {"sales": {"categories": ["a", "b"], "series": {"Sales": []}}}
        | {"sales": [{"q": "a", "Sales": None}, {"q": "b", "Sales": None}]},
    )
    assert [texts(open_package(bytes(result))), told(result)] == [["record"], []]


BARS = (
    '<c:errBars><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/><c:plus>{0}</c:plus>'
    "<c:minus>{0}</c:minus></c:errBars>"
)
READ = "<c:numRef><c:f>Sheet1!$C$2:$C$3</c:f><c:numCache><c:formatCode>General</c:formatCode>" + (
    '<c:ptCount val="2"/><c:pt idx="0"><c:v>8</c:v></c:pt></c:numCache></c:numRef>'
)
TYPED = '<c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="1"/><c:pt idx="0"><c:v>8</c:v></c:pt></c:numLit>'


def with_bars(bars):
    def change(root):
        next(root.iter(qn("c:cat"))).addprevious(xml_of(BARS.format(bars)))

    return edited(template({"Sales": (5, 6)}), change)


def test_error_bars_take_the_field_of_their_columns_name():
    rows = [["", "Sales", "Margin of error"], ["Q1", 5, 8], ["Q2", 6, 8]]
    done, result = filled(
        behind(with_bars(READ), sheet_of(rows)), quarters(1, 2, 3, **{"Margin of error": [0.1, 0.2, 0.3]})
    )
    assert [shown(done, "c:errBars"), told(result)] == [[["0.1", "0.2", "0.3"] * 2], []]


def test_error_bars_with_lengths_typed_in_are_told():
    assert told(filled(with_bars(TYPED), quarters(1, 2))[1]) == ["cells-not-in-data"]


def fixed(package, minimum=None, maximum=None):
    def change(root):
        scaling = next(root.iter(qn("c:valAx"))).find(qn("c:scaling"))
        for name, value in (("max", maximum), ("min", minimum)):
            if value is not None:
                scaling.append(xml_of(f'<c:{name} val="{value}"/>'))

    return edited(package, change)


STACKED = XL_CHART_TYPE.COLUMN_STACKED


@pytest.mark.parametrize(
    ("package", "values", "beyond"),
    [
        (fixed(template({"Sales": (1, 2)}), maximum=10), {"Sales": [9, 10]}, False),
        (fixed(template({"Sales": (1, 2)}), maximum=10), {"Sales": [9, 11]}, True),
        (fixed(template({"Sales": (1, 2)}), minimum=0), {"Sales": [9, -1]}, True),
        (
            fixed(template({"A": (1, 2), "B": (1, 2)}, kind=STACKED), maximum=10),
            {"A": [6, 1], "B": [6, 1]},
            True,
        ),
        (
            fixed(template({"A": (1, 2), "B": (1, 2)}, kind=STACKED), maximum=10),
            {"A": [9, 1], "B": [-9, 9]},
            False,
        ),
    ],
)
def test_a_value_beyond_a_fixed_axis_is_told(package, values, beyond):
    _, result = filled(package, {"categories": ["a", "b"], "series": values})
    assert told(result) == ["value-beyond-axis"] * beyond


def on_days(first, last):
    def change(root):
        scaling = next(root.iter(qn("c:dateAx"))).find(qn("c:scaling"))
        scaling.extend([xml_of(f'<c:max val="{last}"/>'), xml_of(f'<c:min val="{first}"/>')])

    return edited(template({"Sales": (1, 2)}, [dt.date(2024, 1, 1), dt.date(2024, 2, 1)], LINE), change)


def logarithmic():
    base = xml_of('<c:logBase val="10"/>')
    return edited(
        template({"Sales": (1, 2)}),
        lambda root: next(root.iter(qn("c:valAx"))).find(qn("c:scaling")).insert(0, base),
    )


def fixed_waterfall():
    totals = '<cx:layoutPr><cx:subtotals><cx:idx val="0"/><cx:idx val="2"/></cx:subtotals></cx:layoutPr>'
    package = newer(template({"Sales": (1,)}, ("a",)), "waterfall", [["a", "b", "c"]], (5, 2, 7), totals)
    area = next(package.xml("/ppt/charts/chartEx1.xml").iter(qn("cx:plotArea")))
    axis = etree.SubElement(area, qn("cx:axis"), id="1")
    etree.SubElement(axis, qn("cx:valScaling"), min="0", max="10")
    return package


@pytest.mark.parametrize(
    ("package", "rows", "expected"),
    [
        (on_days(45292, 45350), [{"d": "2024-02-28", "Sales": 1}], []),
        (on_days(45292, 45350), [{"d": "2024-06-01", "Sales": 1}], ["value-beyond-axis"]),
        (logarithmic(), quarters(1, 0.001), []),
        (logarithmic(), quarters(1, 0), ["value-beyond-axis"]),
        (fixed_waterfall(), [{"k": k, "Sales": v} for k, v in zip("abc", (5, 4, 9), strict=True)], []),
        (
            fixed_waterfall(),
            [{"k": k, "Sales": v} for k, v in zip("abc", (5, 6, 9), strict=True)],
            ["value-beyond-axis"],
        ),
        (template({"Sales": (1, 2)}, kind=PIE), quarters(1, 2), []),
        (template({"Sales": (1, 2)}, kind=PIE), quarters(1, -2), ["value-not-drawn"]),
        (
            newer(template({"Sales": (1,)}, ("a",)), "treemap", [["x", "y"]], (1, 2)),
            quarters(1, -2),
            ["value-not-drawn"],
        ),
    ],
)
def test_a_value_that_the_chart_does_not_show_is_told(package, rows, expected):
    _, result = filled(package, rows)
    assert [one for one in told(result) if one != "old-picture-of-chart"] == expected


def test_series_take_their_names_by_position():
    rows = {
        "match": "position",
        "records": [{"q": "Q1", "FY17": 1, "FY18": 2}, {"q": "Q2", "FY17": 3, "FY18": 4}],
    }
    done, _ = filled(template({"FY16": (1, 2), "FY17": (3, 4)}), rows)
    assert [shown(done, "c:tx"), shown(done)] == [[["FY17"], ["FY18"]], [["1", "3"], ["2", "4"]]]
    assert [cells(done)["Sheet1!B1"], cells(done)["Sheet1!C1"]] == ["FY17", "FY18"]


def test_slices_keep_the_colours_of_their_categories():
    def change(root):
        series = next(root.iter(qn("c:ser")))
        for at, accent in enumerate(("accent1", "accent4")):
            fill = f'<c:spPr><a:solidFill><a:schemeClr val="{accent}"/></a:solidFill></c:spPr>'
            series.find(qn("c:cat")).addprevious(xml_of(f'<c:dPt><c:idx val="{at}"/>{fill}</c:dPt>'))

    package = edited(template({"Sales": (1, 2)}, ("Cars", "Trucks"), PIE), change)
    data = {"colours": "category", "records": [{"k": k, "Sales": 1} for k in ("Trucks", "Vans", "Cars")]}
    done, _ = filled(package, data)
    points = done.peek(chart_part(done)).iter(qn("c:dPt"))
    assert [(p.find(qn("c:idx")).get("val"), next(p.iter(qn("a:schemeClr"))).get("val")) for p in points] == [
        ("0", "accent4"),
        ("1", "accent2"),
        ("2", "accent1"),
    ]


def test_labels_of_single_slices_follow_their_categories():
    label = '<c:dLbls><c:dLbl><c:idx val="1"/><c:delete val="1"/></c:dLbl></c:dLbls>'
    package = edited(
        template({"Sales": (1, 2)}, ("Cars", "Trucks"), PIE),
        lambda root: next(root.iter(qn("c:cat"))).addprevious(xml_of(label)),
    )
    data = {"colours": "category", "records": [{"k": k, "Sales": 1} for k in ("Trucks", "Vans", "Cars")]}
    done, _ = filled(package, data)
    assert [
        next(one.iter(qn("c:idx"))).get("val") for one in done.peek(chart_part(done)).iter(qn("c:dLbl"))
    ] == ["0"]


def test_a_column_of_another_colour_follows_its_category_alone():
    fill = "<c:spPr><a:solidFill><a:srgbClr val='FF0000'/></a:solidFill></c:spPr>"
    package = edited(
        template({"Sales": (1, 2)}, ("Peer", "Us")),
        lambda root: next(root.iter(qn("c:cat"))).addprevious(
            xml_of(f'<c:dPt><c:idx val="1"/>{fill}</c:dPt>')
        ),
    )
    done, _ = filled(
        package, {"colours": "category", "records": [{"k": k, "Sales": 1} for k in ("Us", "A", "B")]}
    )
    assert [
        next(one.iter(qn("c:idx"))).get("val") for one in done.peek(chart_part(done)).iter(qn("c:dPt"))
    ] == ["0"]


def stock():
    def change(root):
        plot = next(root.iter(qn("c:lineChart")))
        plot.tag = qn("c:stockChart")
        for tag in ("c:grouping", "c:varyColors", "c:marker"):
            for node in plot.findall(qn(tag)):
                plot.remove(node)

    return edited(template(dict.fromkeys(("High", "Low", "Close"), (1, 2)), kind=LINE), change)


@pytest.mark.parametrize(
    ("package", "names", "refused"),
    [
        (stock(), ("High", "Low", "Close"), False),
        (stock(), ("High", "Low"), True),
        (stock(), ("High", "Low", "Close", "Open", "Mid"), True),
        (template({"Sales": (1, 2)}), ("Sales", *(f"s{number}" for number in range(255))), True),
    ],
)
def test_a_chart_of_more_series_than_it_draws_or_of_too_few_prices_is_refused(package, names, refused):
    rows = [{"day": "d", **dict.fromkeys(names, 1)}]
    if refused:
        with pytest.raises(FindingsError, match="number-of-series"):
            filled(package, rows)
    else:
        assert len(shown(filled(package, rows)[0])) == len(names)
