"""Putting a chart on a slide: python-pptx makes the parts, our markup and workbook fill them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml

from tools.draw.deck.bridge_chart import BridgeChart
from tools.draw.deck.charts import Chart
from tools.draw.deck.plain_charts import PlainChart
from tools.draw.deck.shapes import Box
from tools.draw.deck.stack_chart import StackChart
from tools.draw.deck.tokens import cm


def place_chart(
    slide: Any, chart: Chart | PlainChart | BridgeChart | StackChart, box: Box, number: int
) -> None:
    """Add the chart as the topmost shape, named after its view, alt text as a tag."""
    place(slide, chart.name, box, chart.workbook(), chart.markup).set("id", str(number))


def place(slide: Any, name: str, box: Box, workbook: bytes, markup: Callable[[str], str]) -> Any:
    """Add a chart part with its workbook; the properties that hold the shape's id and name."""
    seed = CategoryChartData()
    seed.categories = ["1"]
    seed.add_series("seed", (1,))
    frame = slide.shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, cm(box.x), cm(box.y), cm(box.w), cm(box.h), seed
    )
    part = frame.chart.part
    part.chart_workbook.update_from_xlsx_blob(workbook)
    part._element = parse_xml(markup(part._element.xpath("c:externalData/@r:id")[0]))
    identity = frame._element.nvGraphicFramePr.cNvPr
    identity.set("name", name)
    identity.set("descr", f"{{{{alt_{name}}}}}")
    return identity
