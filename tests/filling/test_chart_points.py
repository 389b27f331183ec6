"""Charts of points are filled from plain data: places, sizes, and what is told of points that have none."""

import pytest
from chart_language import NAME, cells, chart_part, deck_of, filled, references, shown, told
from fill_language import read_data
from pptx.chart.data import BubbleChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE

from reportgen.core.findings import FindingsError
from reportgen.filling.deck import fill_deck
from reportgen.office.package import open_package
from reportgen.office.xml import qn


def scatter(*names):
    data = XyChartData()
    for name in names:
        series = data.add_series(name)
        for x in (1, 2, 3):
            series.add_data_point(x, x * x)
    return deck_of(XL_CHART_TYPE.XY_SCATTER, data)


def test_the_first_field_places_the_points_of_a_scatter_chart():
    done, _ = filled(scatter("A"), [{"x": 0.5, "A": 1}, {"x": 2.5, "A": 2}])
    assert [shown(done, "c:xVal"), shown(done, "c:yVal")] == [[["0.5", "2.5"]], [["1", "2"]]]
    assert len(list(done.peek(chart_part(done)).iter(qn("c:strRef")))) == 1


def test_series_of_a_scatter_chart_have_places_of_their_own():
    data = {
        "series": [
            {"name": "A", "x": [1, 2], "y": [3, 4]},
            {"name": "B", "x": [5, 6, 7, 8, 9], "y": [1, 2, 3, 4, 5]},
        ]
    }
    done, _ = filled(scatter("A", "B"), data)
    assert shown(done, "c:xVal") == [["1", "2"], ["5", "6", "7", "8", "9"]]
    assert shown(done, "c:yVal") == [["3", "4"], ["1", "2", "3", "4", "5"]]
    areas = references(done, "c:tx", "c:xVal", "c:yVal")
    assert len(set(areas)) == 6
    found = cells(done)
    assert [found[one.replace("$", "").partition(":")[0]] for one in areas] == ["A", 1, 3, "B", 5, 1]


def test_days_place_points_too():
    done, _ = filled(scatter("A"), [{"d": "2024-01-31", "A": 1}, {"d": "2024-02-29", "A": 2}])
    assert shown(done, "c:xVal") == [["45322", "45351"]]


def bubbles(*names):
    data = BubbleChartData()
    for name in names:
        series = data.add_series(name)
        for x in (1, 2, 3):
            series.add_data_point(x, x * x, x)
    return deck_of(XL_CHART_TYPE.BUBBLE, data)


def test_bubbles_take_their_sizes_from_a_field():
    done, _ = filled(bubbles("A"), [{"x": 1, "A": 2, "size": 3}, {"x": 4, "A": 5, "size": 6}])
    assert [shown(done, f"c:{tag}")[0] for tag in ("xVal", "yVal", "bubbleSize")] == [
        ["1", "4"],
        ["2", "5"],
        ["3", "6"],
    ]


def test_bubbles_of_several_series_have_sizes_of_their_own():
    done, _ = filled(bubbles("A", "B"), [{"x": 1, "A": 2, "A size": 3, "B": 4, "B size": 5}])
    assert shown(done, "c:bubbleSize") == [["3"], ["5"]]


@pytest.mark.parametrize(
    ("package", "rows", "expected"),
    [
        (scatter("A"), b"x,A\n1.5,2\n2.5,3\n", [[["1.5", "2.5"]], [["2", "3"]], [[]]]),
        (bubbles("A"), b"x,A,size\n1,2,3\n2,3,4\n", [[["1", "2"]], [["2", "3"]], [["3", "4"]]]),
    ],
)
def test_a_table_of_points_fills_its_chart_and_nothing_is_told(package, rows, expected):
    data = read_data([("sales.csv", rows)])
    done = fill_deck(package, NAME, data)
    deck = open_package(bytes(done))
    assert [shown(deck, tag) for tag in ("c:xVal", "c:yVal", "c:bubbleSize")] == expected
    assert told(done) == []


def test_a_bubble_below_zero_is_told():
    _, result = filled(bubbles("A"), [{"x": 1, "A": 2, "size": -3}])
    assert told(result) == ["value-not-drawn"]


def test_bubbles_without_sizes_are_refused():
    with pytest.raises(FindingsError, match="series-without-sizes"):
        filled(bubbles("A"), [{"x": 1, "A": 2}])


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        (["north", "south"], ["points-without-places"]),
        ([1, "south"], ["points-without-places"]),
        ([1, None], ["points-without-places"]),
        (["1.5", "2"], []),
        (["2024-01-31", "2024-02-29"], []),
    ],
)
def test_points_that_nothing_places_are_told(places, expected):
    _, result = filled(scatter("A"), [{"x": place, "A": 1} for place in places])
    assert told(result) == expected
