#!/usr/bin/env bash
# python-pptx 1.0.2: a series that `replace_data` adds wears the labels that somebody wrote for the last one.
#
# Found: a further series of the data becomes a copy of the chart's last series with other numbers, and the copy keeps texts
# of single labels. Where "Revenue" has the words "Revised in May" at its last point, a further series "Costs" says
# "Revised in May" there too. With "Orders" put first it is "Sales" that says so beside "Revenue", as places count and names do
# not. No error tells it, and the page says what is not true. Whoever adds series takes single labels out of the copy.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check python-pptx==1.0.2 lxml==6.0.2
"$folder/venv/bin/python" - <<'PYTHON'
import sys

import pptx
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches


def figures(*names: str) -> CategoryChartData:
    """Two quarters of a series for each name."""
    data = CategoryChartData()
    data.categories = ["1Q", "2Q"]
    for name in names:
        data.add_series(name, [1, 2])
    return data


def words_after(*names: str) -> dict[str, list[str]]:
    """What single labels of each series say once these series were put in the place of Sales and Revenue."""
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    kind = XL_CHART_TYPE.COLUMN_CLUSTERED
    chart = slide.shapes.add_chart(kind, 0, 0, Inches(5), Inches(3), figures("Sales", "Revenue")).chart
    chart.series[1].points[1].data_label.text_frame.text = "Revised in May"
    chart.replace_data(figures(*names))
    return {one.name: [text.text for text in one._element.xpath("c:dLbls/c:dLbl//a:t")] for one in chart.series}


further = words_after("Sales", "Revenue", "Costs")
before = words_after("Orders", "Sales", "Revenue")
print(f"python-pptx {pptx.__version__}")
print(f"a further series behind: {further}")
print(f"a further series before: {before}")
if further != {"Sales": [], "Revenue": ["Revised in May"], "Costs": ["Revised in May"]}:
    sys.exit("the behaviour described above has changed")
if before != {"Orders": [], "Sales": ["Revised in May"], "Revenue": ["Revised in May"]}:
    sys.exit("the behaviour described above has changed")
PYTHON
