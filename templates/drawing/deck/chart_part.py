"""Putting a chart on a slide: python-pptx makes the parts, our markup and workbook fill them."""

from __future__ import annotations

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml
from pptx.slide import Slide

from .bridge_chart import BridgeChart
from .charts import Chart
from .plain_charts import PlainChart
from .shapes import Box
from .stack_chart import StackChart
from .tokens import cm


def place_chart(
    slide: Slide, chart: Chart | PlainChart | BridgeChart | StackChart, box: Box, number: int
) -> None:
    """Add the chart as the topmost shape, named after its view, alt text as a tag."""
    seed = CategoryChartData()
    seed.categories = ["1"]
    seed.add_series("seed", (1,))
    frame = slide.shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, cm(box.x), cm(box.y), cm(box.w), cm(box.h), seed
    )
    part = frame.chart.part
    part.chart_workbook.update_from_xlsx_blob(chart.workbook())
    rid = part._element.xpath("c:externalData/@r:id")[0]
    part._element = parse_xml(chart.markup(rid))
    identity = frame._element.nvGraphicFramePr.cNvPr
    identity.set("id", str(number))
    identity.set("name", chart.name)
    identity.set("descr", f"{{{{alt_{chart.name}}}}}")
