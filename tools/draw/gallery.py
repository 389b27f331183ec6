"""Draw the slide library of the chart gallery, templates/gallery/templates/gallery/deck.pptx.

One page for each kind of chart; the sample figures are round inventions, replaced by every build.
"""

# ruff: noqa: E501 - lines of markup are left whole
from __future__ import annotations

import datetime
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.oxml import parse_xml

from tools.draw.deck.chart_markup import (
    CELL_FIELD,
    NONE,
    VALUE_FIELD,
    category_axis,
    cell_labels,
    default_text,
    field_paragraph,
    flags,
    hidden_category_axis,
    look,
    plain_labels,
    value_axis,
)
from tools.draw.deck.chart_workbook import Column
from tools.draw.deck.charts import SMOOTH, Chart, Plot, Series, bar_look, bars, line_look, lines, unseen_look
from tools.draw.deck.markup import element
from tools.draw.deck.package import list_notes_master, packed
from tools.draw.deck.samples import COLUMN_AXES as FIRST
from tools.draw.deck.samples import EIGHT as QUARTERS
from tools.draw.deck.samples import LINE_AXES as SECOND
from tools.draw.deck.shapes import Box
from tools.draw.deck.tokens import cm
from tools.draw.deck.tokens import fill as house_fill

Values = tuple[float | None, ...]
NUMBER, SHARE = "#,##0;(#,##0)", "0.0%;(0.0%)"
YEARS = ("FY01", "FY02", "FY03", "FY04")
BOX = Box(1.4, 2.9, 31.0, 14.6)
HOUSE = {
    "tx2": "1F2A44",
    "accent1": "8FA3C4",
    "accent2": "2F6DB5",
    "accent3": "C3CAD5",
    "accent4": "F0A04B",
    "accent5": "3E8E75",
    "accent6": "C8102E",
}


# The house's names of the theme's slots, whose markup the drawing shares.
SLOTS = {
    "accent1": "network",
    "accent2": "si",
    "accent3": "equipment",
    "accent5": "prior",
    "accent6": "brand",
    "tx2": "navy",
}


PARTS = (("Network", "accent1", "ink"), ("Cloud", "accent2", "ground"), ("Devices", "accent3", "ink"))
NAMES = tuple(name for name, _, _ in PARTS)
SHARES = (0.5, 0.4, 0.1)
NONE6 = (None,) * 6
LOWERED = (0.02, 0.1, 0.96, 0.8)


def fill(token: str) -> str:
    """A solid fill in a slot of the theme or a named colour."""
    return house_fill(SLOTS.get(token, token))


def clear(size: float, colour: str, place: str, *, bold: bool = False, code: str = NUMBER) -> str:
    """Plain value labels."""
    return plain_labels(look(code), size, SLOTS.get(colour, colour), place, bold=bold)


def cells(lines: tuple[str, ...], *, size: float, colour: str, place: str = "t") -> str:
    """Labels made of fields."""
    token = SLOTS.get(colour, colour)
    words = "".join(
        field_paragraph("VALUE", VALUE_FIELD, "100", size, token, bold=True)
        if kind == "VALUE"
        else field_paragraph(
            "CELLRANGE", CELL_FIELD, "text", size - number, "muted" if number else token, bold=not number
        )
        for number, kind in enumerate(lines)
    )
    shows, leader = flags(value="VALUE" in lines), '<c:showLeaderLines val="0"/>'
    return cell_labels((words,), look(NUMBER), size, token, place, shows, leader=leader)


def column(
    name: str, values: Values, colour: str | None, labels: str = "", *, edge: str = NONE, code: str = NUMBER
) -> Series:
    """A column: filled or unseen."""
    paint = fill(colour) if colour else "<a:noFill/>"
    return Series(name, values, bar_look(paint, edge), labels, number_format=code)


def unseen(name: str, values: Values, kinds: tuple[str, ...], size: float, colour: str) -> Series:
    """A line that is not drawn and carries labels that read the column Label."""
    labels, texts = cells(kinds, size=size, colour=colour), ("text",) * len(values)
    return Series(name, values, unseen_look(9525), labels, SMOOTH, NUMBER, "", "Label", texts)


def stroke(
    name: str, count: int, colour: str, width: float = 1, *, dash: str = "solid", drops: bool = False
) -> Series:
    """A thin line, with lines down from its ends where `drops`."""
    line = f'<a:ln w="{round(width * 12700)}" cap="rnd">{fill(colour)}<a:prstDash val="{dash}"/><a:round/></a:ln>'
    return Series(
        name, (None,) * count, line_look(line), drop(colour, width) if drops else "", SMOOTH, NUMBER
    )


def drop(colour: str, width: float, head: str = "") -> str:
    """Error bars downwards, of lengths that stand in the workbook."""
    return (
        '<c:errBars><c:errDir val="y"/><c:errBarType val="minus"/><c:errValType val="cust"/><c:noEndCap val="1"/>'
        '<c:minus><c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="1"/><c:pt idx="0"><c:v>1</c:v></c:pt></c:numLit></c:minus>'
        f'<c:spPr><a:ln w="{round(width * 12700)}" cap="rnd">{fill(colour)}<a:round/>{head}</a:ln></c:spPr></c:errBars>'
    )


def axes(high: float, *, side: str = "b", order: str = "minMax") -> str:
    """Categories below, values unseen."""
    across = "l" if side == "b" else "b"
    return category_axis(FIRST, 12, side=side, order=order) + value_axis(FIRST, 0, high, across, "#,##0")


def ramp(start: float, step: float = 5) -> Values:
    """Sample values of eight quarters."""
    return tuple(start + step * at for at in range(8))


def label(count: int) -> tuple[Column, ...]:
    """The column that labels read."""
    return (Column("Label", ("text",) * count, "@"),)


def stacked() -> Chart:
    """Parts in stacks, totals above them."""
    edge = f'<a:ln w="9525">{fill("ground")}</a:ln>'
    parts = tuple(
        column(name, ramp(start), colour, clear(11, text, "ctr"), edge=edge)
        for (name, colour, text), start in zip(PARTS, (60, 40, 10), strict=True)
    )
    total = unseen("Total", ramp(110, 15), ("VALUE", "CELLRANGE"), 13, "ink")
    plots = (bars(parts, FIRST, grouping="stacked"), lines((total,), FIRST))
    return Chart("stacked_chart", QUARTERS, plots, axes(260), label(8), LOWERED, legend=NAMES)


def margin() -> Chart:
    """Columns under the line of a ratio."""
    mark = f'<c:marker><c:symbol val="circle"/><c:size val="7"/><c:spPr>{fill("accent6")}<a:ln w="9525">{fill("ground")}</a:ln></c:spPr></c:marker>'
    shape = line_look(f'<a:ln w="28575" cap="rnd">{fill("accent6")}<a:round/></a:ln>', mark)
    labels = clear(12, "accent6", "t", bold=True, code=SHARE)
    ratio = Series("Gross margin ratio", ramp(0.2, 0.005), shape, labels, SMOOTH, SHARE)
    revenue = column("Revenue", ramp(100), "tx2", cells(("VALUE",), size=12, colour="ink", place="outEnd"))
    both = axes(220) + value_axis(SECOND, 0, 0.3, "r", "0.0%") + hidden_category_axis(SECOND)
    plots = (bars((revenue,), FIRST), lines((ratio,), SECOND))
    return Chart("margin_chart", QUARTERS, plots, both, (), LOWERED, legend=("Revenue", "Gross margin ratio"))


def clustered() -> Chart:
    """Two columns for each quarter."""
    names = ("Gross margin", "Operating income")
    series = tuple(
        column(name, ramp(start), colour, clear(11, "ink", "outEnd"))
        for name, start, colour in zip(names, (100, 40), ("accent1", "tx2"), strict=True)
    )
    plots = (bars(series, FIRST, gap=40, overlap=0),)
    return Chart("clustered_chart", QUARTERS, plots, axes(160), (), LOWERED, legend=names)


def bridge() -> Chart:
    """Steps from one level to the next."""
    steps = (
        column("Start", (100, *NONE6[1:]), "accent1"),
        column("End", (*NONE6[1:], 130), "tx2"),
        column("Base", (None, 100, 120, 110, 110, None), None),
        column("Up", (None, 20, 0, 10, 20, None), "accent5"),
        column("Down", (None, 0, 10, 0, 0, None), "accent6"),
    )
    marks = (("Ends label", "tx2"), ("Up label", "accent5"), ("Down label", "accent6"))
    links = tuple(stroke(f"Link {at}", 6, "faint", 0.75) for at in (1, 2, 3))
    texts = tuple(unseen(name, NONE6, ("CELLRANGE",), 14, colour) for name, colour in marks)
    plots = (lines((*links, *texts), FIRST), bars(steps, SECOND, grouping="stacked"))
    both = axes(160) + value_axis(SECOND, 0, 160, "r", NUMBER) + hidden_category_axis(SECOND)
    return Chart("bridge_chart", ("Start", "A", "B", "C", "D", "End"), plots, both, label(6))


def share() -> Chart:
    """Parts of a whole in two lying bars."""
    edge = f'<a:ln w="9525">{fill("ground")}</a:ln>'
    parts = tuple(
        column(name, (part, part), colour, clear(14, text, "ctr", code=SHARE), edge=edge, code=SHARE)
        for (name, colour, text), part in zip(PARTS, SHARES, strict=True)
    )
    plots = (bars(parts, FIRST, grouping="percentStacked", gap=60, direction="bar"),)
    lying = axes(1, side="l", order="maxMin")
    return Chart("share_chart", ("FY01", "FY02"), plots, lying, (), (0.08, 0.14, 0.88, 0.76), legend=NAMES)


def doughnut() -> Chart:
    """Parts of a whole in a ring."""
    points = "".join(
        f'<c:dPt><c:idx val="{at}"/><c:bubble3D val="0"/><c:spPr>{fill(colour)}<a:ln w="19050">{fill("ground")}</a:ln></c:spPr></c:dPt>'
        for at, (_, colour, _) in enumerate(PARTS)
    )
    labels = f'<c:dLbls>{look(SHARE)}{default_text(14, "ink", bold=True)}{flags(value=True)}<c:showLeaderLines val="0"/></c:dLbls>'
    ring = Series("Share", SHARES, points, labels, "", SHARE)
    plot = Plot(
        "doughnutChart",
        '<c:varyColors val="1"/>',
        (ring,),
        '<c:firstSliceAng val="0"/><c:holeSize val="58"/>',
        None,
    )
    return Chart("doughnut_chart", NAMES, (plot,), "", (), (0.3, 0.12, 0.4, 0.86), legend=("Share",))


def guidance() -> Chart:
    """Actual years and a hatched target."""
    inner = fill("tx2").replace("<a:solidFill>", "").replace("</a:solidFill>", "")
    hatched = f'<a:pattFill prst="wdUpDiag"><a:fgClr>{inner}</a:fgClr><a:bgClr><a:schemeClr val="bg1"/></a:bgClr></a:pattFill>'
    shape = bar_look(hatched, f'<a:ln w="12700">{fill("tx2")}</a:ln>')
    target = Series("Guidance", (None, None, None, 140), shape, number_format=NUMBER)
    actual = column("Actual", (100, 110, 120, None), "tx2")
    total = unseen("Total", (100, 110, 120, 140), ("VALUE", "CELLRANGE"), 14, "ink")
    plots = (bars((actual, target), FIRST, gap=80), lines((total,), FIRST))
    inner_plot = (0.08, 0.12, 0.84, 0.78)
    return Chart(
        "guidance_chart", YEARS, plots, axes(180), label(4), inner_plot, legend=("Actual", "Guidance")
    )


def brackets() -> Chart:
    """Quarters under the brackets of their years."""
    total = column("Total", ramp(100), "accent2", clear(12, "ink", "outEnd", bold=True))
    spans = tuple(stroke(f"Bracket {at}", 8, "faint", drops=True) for at in (1, 2))
    years = unseen("Year label", (None,) * 8, ("CELLRANGE",), 14, "tx2")
    plots = (bars((total,), FIRST), lines((*spans, years), FIRST))
    return Chart("brackets_chart", QUARTERS, plots, axes(200), label(8))


def average() -> Chart:
    """Quarters with a line at their average."""
    total = column("Total", ramp(100), "accent1", clear(12, "ink", "inEnd", bold=True))
    marks = (
        stroke("Average line", 8, "accent6", 1.5, dash="sysDash"),
        unseen("Average label", (None,) * 8, ("CELLRANGE",), 14, "accent6"),
    )
    plots = (bars((total,), FIRST), lines(marks, FIRST))
    return Chart("average_chart", QUARTERS, plots, axes(200), label(8))


def growth() -> Chart:
    """Years with their growth per year and an arrow from the first level to the last."""
    count = len(YEARS) + 1
    revenue = column(
        "Revenue", (100, 110, 120, 140, None), "accent2", clear(13, "ground", "inEnd", bold=True)
    )
    arrow = drop("tx2", 2, '<a:headEnd type="triangle" w="med" len="med"/>')
    shape = line_look('<a:ln w="9525"><a:noFill/></a:ln>')
    labels = cells(("CELLRANGE",), size=14, colour="tx2") + arrow
    series = (
        stroke("CAGR line", count, "accent5", 1.5, drops=True),
        unseen("CAGR label", (None,) * count, ("CELLRANGE",), 14, "accent5"),
        stroke("Level from", count, "faint", dash="sysDash"),
        stroke("Level to", count, "faint", dash="sysDash"),
        Series("Difference", (None,) * count, shape, labels, SMOOTH, NUMBER, "", "Label", ("text",) * count),
    )
    plots = (bars((revenue,), FIRST, gap=70), lines(series, FIRST))
    return Chart("growth_chart", (*YEARS, "\u00a0"), plots, axes(200), label(count))


def bubbles() -> Chart:
    """A bubble for each quarter: two figures place it, a third is its size."""
    ink = fill("accent1").replace("/></a:solidFill>", '><a:alpha val="70000"/></a:schemeClr></a:solidFill>')
    points = Series(
        "Gross margin ratio",
        ramp(0.2, 0.01),
        bar_look(ink, f'<a:ln w="9525">{fill("tx2")}</a:ln>'),
        cells(("CELLRANGE",), size=12, colour="ink", place="ctr"),
        '<c:bubble3D val="0"/>',
        SHARE,
        "",
        "Label",
        ("text",) * 8,
    )
    sizes = '<c:bubbleScale val="25"/><c:showNegBubbles val="0"/><c:sizeRepresents val="area"/>'
    plot = Plot("bubbleChart", '<c:varyColors val="0"/>', (points,), sizes, FIRST)
    both = number_axis(FIRST, "b", NUMBER) + number_axis((FIRST[1], FIRST[0]), "l", SHARE)
    return Chart("bubble_chart", QUARTERS, (plot,), both, label(8), (0.08, 0.06, 0.86, 0.78))


def number_axis(pair: tuple[int, int], side: str, code: str) -> str:
    """An axis of numbers with its labels; the first of the two ids is its own."""
    return (
        f'<c:valAx><c:axId val="{pair[0]}"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{side}"/><c:numFmt formatCode="{code}" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:spPr><a:noFill/><a:ln w="9525">{fill("faint")}</a:ln></c:spPr>'
        f'{default_text(12, "ink")}<c:crossAx val="{pair[1]}"/><c:crosses val="min"/><c:crossBetween val="midCat"/></c:valAx>'
    )


PAGES = (stacked, margin, clustered, bridge, share, doughnut, guidance, brackets, growth, average, bubbles)


def draw() -> bytes:
    """The library as a file."""
    deck: Any = Presentation()
    deck.slide_width, deck.slide_height = cm(33.87), cm(19.05)
    dress(deck)
    for chart in (page() for page in PAGES):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        title = slide.shapes.title
        title.left, title.top, title.width, title.height = cm(1.4), cm(0.9), cm(31), cm(1.5)
        frame = title.text_frame
        frame.text = "{{title}}"
        frame.paragraphs[0].alignment = 1
        frame._txBody.bodyPr.set("anchor", "ctr")
        properties = frame.paragraphs[0].runs[0]._r.get_or_add_rPr()
        properties.set("sz", "2600")
        properties.set("b", "1")
        properties.append(element(fill("tx2")))
        chart.place(slide, BOX)
        slide.notes_slide.notes_text_frame.text = f"page: {chart.name.removesuffix('_chart')}"
    deck.core_properties.title = "Chart gallery"
    properties = deck.core_properties
    properties.author = properties.last_modified_by = "reportgen"
    properties.created = properties.modified = datetime.datetime(2018, 1, 1)
    list_notes_master(deck)
    return packed(deck, 0)


def dress(deck: Any) -> None:
    """Give the theme colours of its own, so that charts drawn in accents look alike."""
    master = deck.slide_masters[0].part
    theme = next(rel.target_part for rel in master.rels.values() if rel.reltype.endswith("/theme"))
    root = parse_xml(theme.blob)
    for name, colour in HOUSE.items():
        slot = root.find(f".//{{*}}{name.replace('tx2', 'dk2')}")
        for child in list(slot):
            slot.remove(child)
        slot.append(
            parse_xml(
                f'<a:srgbClr xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" val="{colour}"/>'
            )
        )
    theme._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
