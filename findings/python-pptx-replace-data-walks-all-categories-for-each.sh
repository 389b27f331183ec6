#!/usr/bin/env bash
# python-pptx 1.0.2: new data for a chart take time with the square of its points.
#
# Found: a category works out its own place by walking over all categories before it, and `replace_data` asks each of them
# once for the sheet behind the chart: n points are n (n + 1) / 2 steps. 2,000, 4,000 and 8,000 points took
# 0.2, 0.7 and 2.6 seconds; the next ten times as many take minutes, where the chart's XML itself is written in the time of one.
# The steps are counted here, as time differs from machine to machine.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check python-pptx==1.0.2 lxml==6.0.2 xlsxwriter==3.2.9
"$folder/venv/bin/python" - <<'PYTHON'
import cProfile
import pstats
import sys

import pptx
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches


def days(count: int) -> CategoryChartData:
    """One series of so many points."""
    data = CategoryChartData()
    data.categories = [f"day {number}" for number in range(count)]
    data.add_series("Price", range(count))
    return data


deck = pptx.Presentation()
slide = deck.slides.add_slide(deck.slide_layouts[6])
frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE, 0, 0, Inches(5), Inches(3), days(1))


def steps(count: int) -> int:
    """How often the leaves of a category are counted while so many points replace the chart's."""
    data, profile = days(count), cProfile.Profile()
    profile.enable()
    frame.chart.replace_data(data)
    profile.disable()
    told = pstats.Stats(profile).stats
    return sum(calls for (_, _, name), (_, calls, *_) in told.items() if name == "leaf_count")


counted = {count: steps(count) for count in (500, 1000, 2000)}
print(f"python-pptx {pptx.__version__}")
for count, number in counted.items():
    print(f"{count} points: {number} steps, {number / count:.0f} a point")
if not all(number > count * count / 2 for count, number in counted.items()):
    sys.exit("the behaviour described above has changed")
PYTHON
