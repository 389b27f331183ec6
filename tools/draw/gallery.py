"""Draw the slide library of the chart gallery, templates/gallery/templates/gallery/deck.pptx.

One page for each kind of chart; the sample figures are round inventions, replaced by every build.
"""

# ruff: noqa: E501 - lines of markup are left whole
from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.oxml import parse_xml

from tools.draw.deck.chart_axes import (
    axis_ids,
    category_axis,
    chart_space,
    flags,
    hidden_category_axis,
    value_axis,
)
from tools.draw.deck.chart_part import place
from tools.draw.deck.chart_series import column_range, series_data, series_head
from tools.draw.deck.chart_text import (
    C15,
    CELL_FIELD,
    CELL_LABELS,
    LABEL_BODY,
    LABEL_RANGE,
    VALUE_FIELD,
    default_text,
    field_paragraph,
)
from tools.draw.deck.chart_workbook import Column, workbook
from tools.draw.deck.package import list_notes_master, packed
from tools.draw.deck.shapes import Box
from tools.draw.deck.tokens import cm
from tools.draw.deck.tokens import fill as house_fill

FIRST, SECOND = (50010001, 50010002), (50020001, 50020002)
NUMBER, SHARE = "#,##0;(#,##0)", "0.0%;(0.0%)"
QUARTERS = ("1Q01", "2Q01", "3Q01", "4Q01", "1Q02", "2Q02", "3Q02", "4Q02")
YEARS = ("FY01", "FY02", "FY03", "FY04")
BOX = (1.4, 2.9, 31.0, 14.6)
NONE = "<a:ln><a:noFill/></a:ln>"
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


def fill(token: str) -> str:
    """A solid fill in a slot of the theme or a named colour."""
    return house_fill(SLOTS.get(token, token))


@dataclass(frozen=True)
class One:
    """One series: name, sample values, markup before and after its data, whether it belongs to the workbook only."""

    name: str
    values: tuple[float | str | None, ...]
    look: str = ""
    labels: str = ""
    tail: str = ""
    number_format: str = NUMBER
    bars: str = ""


@dataclass(frozen=True)
class Plot:
    """One plot: its opening and closing markup and its series."""

    kind: str
    head: str
    series: tuple[One, ...]
    tail: str
    axes: tuple[int, int] | None = FIRST


@dataclass(frozen=True)
class Drawing:
    """One chart: categories, plots, columns of the workbook that are not drawn, axes, legend, inner plot."""

    name: str
    categories: tuple[str, ...]
    plots: tuple[Plot, ...]
    axes: str
    helpers: tuple[Column, ...] = ()
    legend: tuple[str, ...] | None = None
    plot: tuple[float, float, float, float] = (0.02, 0.04, 0.96, 0.86)
    hidden: tuple[str, ...] = field(default=())

    def columns(self) -> tuple[Column, ...]:
        own = [Column(one.name, one.values, one.number_format) for plot in self.plots for one in plot.series]
        return (*own, *self.helpers)

    def markup(self, rid: str) -> str:
        order, text = 0, ""
        columns = self.columns()
        names = []
        for plot in self.plots:
            series = ""
            for one in plot.series:
                cells = one.tail
                if "LABELRANGE" in cells:
                    cells = cells.replace(
                        "LABELRANGE", column_range(columns, self.helpers[-1].name, len(self.categories))
                    )
                series += f"<c:ser>{series_head(columns, order, one.name)}{one.look}{one.labels}{one.bars}{series_data(self.categories, columns, one.name)}{cells}</c:ser>"
                names.append(one.name)
                order += 1
            ids = axis_ids(plot.axes) if plot.axes else ""
            text += f"<c:{plot.kind}>{plot.head}{series}{plot.tail}{ids}</c:{plot.kind}>"
        space = chart_space(text + self.axes, self.plot, 12, rid)
        if self.legend is not None:
            gone = "".join(
                f'<c:legendEntry><c:idx val="{n}"/><c:delete val="1"/></c:legendEntry>'
                for n, name in enumerate(names)
                if name not in self.legend
            )
            legend = f'<c:legend><c:legendPos val="t"/>{gone}<c:layout/><c:overlay val="0"/>{default_text(12, "ink")}</c:legend>'
            space = space.replace("</c:plotArea>", f"</c:plotArea>{legend}")
        return space


def clear(size: float, colour: str, place: str, *, bold: bool = False, code: str = NUMBER) -> str:
    """Plain value labels."""
    return (
        f'<c:dLbls><c:numFmt formatCode="{code}" sourceLinked="0"/><c:spPr><a:noFill/>{NONE}</c:spPr>'
        f'{default_text(size, SLOTS.get(colour, colour), bold=bold, body=LABEL_BODY)}<c:dLblPos val="{place}"/>{flags(value=True)}</c:dLbls>'
    )


def cells(
    count: int, lines: tuple[str, ...], *, size: float, colour: str, place: str = "t", ground: bool = False
) -> tuple[str, str]:
    """Labels made of fields: the markup of the labels, and of the range that they read."""
    paint = fill("ground") if ground else "<a:noFill/>"
    look = f'<c:numFmt formatCode="{NUMBER}" sourceLinked="0"/><c:spPr>{paint}{NONE}</c:spPr>'
    shows = flags(value="VALUE" in lines)
    shown = f'<c:ext uri="{CELL_LABELS}" {C15}><c15:showDataLabelsRange val="1"/></c:ext>'

    words = "".join(
        field_paragraph(
            kind,
            VALUE_FIELD if kind == "VALUE" else CELL_FIELD,
            "100" if kind == "VALUE" else "text",
            size if number == 0 else size - 1,
            SLOTS.get(colour, colour) if number == 0 else "muted",
            bold=number == 0,
        )
        for number, kind in enumerate(lines)
    )
    point = f'<c:dLbl><c:idx val="0"/><c:tx><c:rich>{LABEL_BODY}<a:lstStyle/>{words}</c:rich></c:tx>{look}<c:dLblPos val="{place}"/>{shows}<c:extLst>{shown}</c:extLst></c:dLbl>'
    labels = f'<c:dLbls>{point}{look}{default_text(size, SLOTS.get(colour, colour), bold=True, body=LABEL_BODY)}<c:dLblPos val="{place}"/>{shows}<c:showLeaderLines val="0"/><c:extLst>{shown}</c:extLst></c:dLbls>'
    points = "".join(f'<c:pt idx="{i}"><c:v>text</c:v></c:pt>' for i in range(count))
    tail = (
        f'<c:smooth val="0"/><c:extLst><c:ext uri="{LABEL_RANGE}" {C15}><c15:datalabelsRange><c15:f>LABELRANGE</c15:f>'
        f'<c15:dlblRangeCache><c:ptCount val="{count}"/>{points}</c15:dlblRangeCache></c15:datalabelsRange></c:ext></c:extLst>'
    )
    return labels, tail


def column(
    name: str,
    values: Iterable[float | None],
    colour: str | None,
    labels: str = "",
    *,
    edge: bool = False,
    hatch: bool = False,
    code: str = NUMBER,
) -> One:
    """A column: filled, hatched or unseen."""
    paint = fill(colour) if colour else "<a:noFill/>"
    line = f'<a:ln w="9525">{fill("ground")}</a:ln>' if edge else NONE
    if hatch and colour:
        inner = fill(colour).replace("<a:solidFill>", "").replace("</a:solidFill>", "")
        paint = f'<a:pattFill prst="wdUpDiag"><a:fgClr>{inner}</a:fgClr><a:bgClr><a:schemeClr val="bg1"/></a:bgClr></a:pattFill>'
        line = f'<a:ln w="12700">{fill(colour)}</a:ln>'
    return One(
        name,
        tuple(values),
        f'<c:spPr>{paint}{line}</c:spPr><c:invertIfNegative val="0"/>',
        labels,
        number_format=code,
    )


def unseen(
    name: str, values: Iterable[float | None], labels: tuple[str, str] = ("", '<c:smooth val="0"/>')
) -> One:
    """A line that is not drawn and carries labels."""
    look = '<c:spPr><a:ln w="9525" cap="rnd"><a:noFill/><a:round/></a:ln></c:spPr><c:marker><c:symbol val="none"/></c:marker>'
    return One(name, tuple(values), look, labels[0], labels[1])


def stroke(
    name: str,
    values: Iterable[float | None],
    colour: str,
    width: float = 1,
    *,
    dash: str = "solid",
    drops: bool = False,
    arrow: bool = False,
) -> One:
    """A thin line, with lines down from its ends where `drops`."""
    look = f'<c:spPr><a:ln w="{round(width * 12700)}" cap="rnd">{fill(colour)}<a:prstDash val="{dash}"/><a:round/></a:ln></c:spPr><c:marker><c:symbol val="none"/></c:marker>'
    bars = drop(colour, width, arrow=arrow) if drops else ""
    return One(name, tuple(values), look, "", '<c:smooth val="0"/>', bars=bars)


def drop(colour: str, width: float, *, arrow: bool) -> str:
    """Error bars downwards, of lengths that stand in the workbook."""
    head = '<a:headEnd type="triangle" w="med" len="med"/>' if arrow else ""
    return (
        '<c:errBars><c:errDir val="y"/><c:errBarType val="minus"/><c:errValType val="cust"/><c:noEndCap val="1"/>'
        '<c:minus><c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="1"/><c:pt idx="0"><c:v>1</c:v></c:pt></c:numLit></c:minus>'
        f'<c:spPr><a:ln w="{round(width * 12700)}" cap="rnd">{fill(colour)}<a:round/>{head}</a:ln></c:spPr></c:errBars>'
    )


def bars(
    series: tuple[One, ...],
    *,
    grouping: str = "clustered",
    gap: int = 50,
    overlap: int = 100,
    direction: str = "col",
) -> Plot:
    """A c:barChart."""
    head = f'<c:barDir val="{direction}"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>'
    return Plot("barChart", head, series, f'<c:gapWidth val="{gap}"/><c:overlap val="{overlap}"/>')


def lines(series: tuple[One, ...], axes: tuple[int, int] = FIRST) -> Plot:
    """A c:lineChart."""
    return Plot(
        "lineChart",
        '<c:grouping val="standard"/><c:varyColors val="0"/>',
        series,
        '<c:marker val="1"/>',
        axes,
    )


def plain_axes(low: float, high: float, *, side: str = "b", order: str = "minMax") -> str:
    """Categories below, values unseen."""
    across = "l" if side == "b" else "b"
    return category_axis(FIRST, 12, side=side, order=order) + value_axis(FIRST, low, high, across, "#,##0")


def ramp(start: float, count: int, step: float = 5) -> tuple[float, ...]:
    """Sample values."""
    return tuple(start + step * n for n in range(count))


def drawings() -> dict[str, Drawing]:
    """All charts by page."""
    nothing = (None,) * 8
    label = Column("Label", ("text",) * 8, "@")
    year_label = Column("Label", ("text",) * 4, "@")
    total = cells(8, ("VALUE", "CELLRANGE"), size=13, colour="ink")
    stacked = Drawing(
        "stacked_chart",
        QUARTERS,
        (
            bars(
                tuple(
                    column(name, ramp(v, 8), colour, clear(11, text, "ctr"), edge=True)
                    for name, v, colour, text in (
                        ("Network", 60, "accent1", "ink"),
                        ("Cloud", 40, "accent2", "ground"),
                        ("Devices", 10, "accent3", "ink"),
                    )
                ),
                grouping="stacked",
            ),
            lines((unseen("Total", ramp(110, 8, 15), total),)),
        ),
        plain_axes(0, 260),
        (label,),
        ("Network", "Cloud", "Devices"),
        (0.02, 0.1, 0.96, 0.8),
    )
    ratio_look = f'<c:spPr><a:ln w="28575" cap="rnd">{fill("accent6")}<a:round/></a:ln></c:spPr><c:marker><c:symbol val="circle"/><c:size val="7"/><c:spPr>{fill("accent6")}<a:ln w="9525">{fill("ground")}</a:ln></c:spPr></c:marker>'
    margin = Drawing(
        "margin_chart",
        QUARTERS,
        (
            bars(
                (
                    column(
                        "Revenue",
                        ramp(100, 8),
                        "tx2",
                        cells(8, ("VALUE",), size=12, colour="ink", place="outEnd")[0],
                    ),
                )
            ),
            lines(
                (
                    One(
                        "Gross margin ratio",
                        ramp(0.2, 8, 0.005),
                        ratio_look,
                        clear(12, "accent6", "t", bold=True, code=SHARE),
                        '<c:smooth val="0"/>',
                        SHARE,
                    ),
                ),
                SECOND,
            ),
        ),
        plain_axes(0, 220) + value_axis(SECOND, 0, 0.3, "r", "0.0%") + hidden_category_axis(SECOND),
        legend=("Revenue", "Gross margin ratio"),
        plot=(0.02, 0.1, 0.96, 0.8),
    )
    clustered = Drawing(
        "clustered_chart",
        QUARTERS,
        (
            bars(
                (
                    column("Gross margin", ramp(100, 8), "accent1", clear(11, "ink", "outEnd")),
                    column("Operating income", ramp(40, 8), "tx2", clear(11, "ink", "outEnd")),
                ),
                gap=40,
                overlap=0,
            ),
        ),
        plain_axes(0, 160),
        legend=("Gross margin", "Operating income"),
        plot=(0.02, 0.1, 0.96, 0.8),
    )
    six = ("Start", "A", "B", "C", "D", "End")
    gap6 = (None,) * 6
    marks = tuple(
        unseen(name, gap6, cells(6, ("CELLRANGE",), size=14, colour=colour))
        for name, colour in (("Ends label", "tx2"), ("Up label", "accent5"), ("Down label", "accent6"))
    )
    bridge = Drawing(
        "bridge_chart",
        six,
        (
            bars(
                (
                    column("Start", (100, *gap6[1:]), "accent1"),
                    column("End", (*gap6[1:], 130), "tx2"),
                    column("Base", (None, 100, 120, 110, 110, None), None),
                    column("Up", (None, 20, 0, 10, 20, None), "accent5"),
                    column("Down", (None, 0, 10, 0, 0, None), "accent6"),
                ),
                grouping="stacked",
            ),
            lines((*(stroke(f"Link {n}", gap6, "faint", 0.75) for n in (1, 2, 3)), *marks)),
        ),
        plain_axes(0, 160),
        (Column("Label", ("text",) * 6, "@"),),
    )
    share = Drawing(
        "share_chart",
        ("FY01", "FY02"),
        (
            bars(
                tuple(
                    column(name, (v, v), colour, clear(14, text, "ctr", code=SHARE), edge=True, code=SHARE)
                    for name, v, colour, text in (
                        ("Network", 0.5, "accent1", "ink"),
                        ("Cloud", 0.4, "accent2", "ground"),
                        ("Devices", 0.1, "accent3", "ink"),
                    )
                ),
                grouping="percentStacked",
                gap=60,
                direction="bar",
            ),
        ),
        plain_axes(0, 1, side="l", order="maxMin"),
        legend=("Network", "Cloud", "Devices"),
        plot=(0.08, 0.14, 0.88, 0.76),
    )
    points = "".join(
        f'<c:dPt><c:idx val="{n}"/><c:bubble3D val="0"/><c:spPr>{fill(colour)}<a:ln w="19050">{fill("ground")}</a:ln></c:spPr></c:dPt>'
        for n, colour in enumerate(("accent1", "accent2", "accent3"))
    )
    names = (
        f'<c:dLbls><c:numFmt formatCode="{SHARE}" sourceLinked="0"/><c:spPr><a:noFill/>{NONE}</c:spPr>{default_text(14, "ink", bold=True)}'
        '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/><c:showLeaderLines val="0"/></c:dLbls>'
    )
    ring = One("Share", (0.5, 0.4, 0.1), points, names, "", SHARE)
    doughnut = Drawing(
        "doughnut_chart",
        ("Network", "Cloud", "Devices"),
        (
            Plot(
                "doughnutChart",
                '<c:varyColors val="1"/>',
                (ring,),
                '<c:firstSliceAng val="0"/><c:holeSize val="58"/>',
                None,
            ),
        ),
        "",
        legend=("Share",),
        plot=(0.3, 0.12, 0.4, 0.86),
    )
    guidance = Drawing(
        "guidance_chart",
        YEARS,
        (
            bars(
                (
                    column("Actual", (100, 110, 120, None), "tx2"),
                    column("Guidance", (None, None, None, 140), "tx2", hatch=True),
                ),
                gap=80,
            ),
            lines(
                (
                    unseen(
                        "Total", (100, 110, 120, 140), cells(4, ("VALUE", "CELLRANGE"), size=14, colour="ink")
                    ),
                )
            ),
        ),
        plain_axes(0, 180),
        (year_label,),
        ("Actual", "Guidance"),
        (0.08, 0.12, 0.84, 0.78),
    )
    brackets = Drawing(
        "brackets_chart",
        QUARTERS,
        (
            bars((column("Total", ramp(100, 8), "accent2", clear(12, "ink", "outEnd", bold=True)),)),
            lines(
                (
                    *(stroke(f"Bracket {n}", nothing, "faint", 1, drops=True) for n in (1, 2)),
                    unseen("Year label", nothing, cells(8, ("CELLRANGE",), size=14, colour="tx2")),
                )
            ),
        ),
        plain_axes(0, 200),
        (label,),
    )
    growth = Drawing(
        "growth_chart",
        (*YEARS, "\u00a0"),
        (
            bars(
                (
                    column(
                        "Revenue",
                        (100, 110, 120, 140, None),
                        "accent2",
                        clear(13, "ground", "inEnd", bold=True),
                    ),
                ),
                gap=70,
            ),
            lines(
                (
                    stroke("CAGR line", (None,) * 5, "accent5", 1.5, drops=True),
                    unseen(
                        "CAGR label",
                        (None,) * 5,
                        cells(5, ("CELLRANGE",), size=14, colour="accent5", place="t"),
                    ),
                    stroke("Level from", (None,) * 5, "faint", 1, dash="sysDash"),
                    stroke("Level to", (None,) * 5, "faint", 1, dash="sysDash"),
                    One(
                        "Difference",
                        (None,) * 5,
                        '<c:spPr><a:ln w="9525"><a:noFill/></a:ln></c:spPr><c:marker><c:symbol val="none"/></c:marker>',
                        *cells(5, ("CELLRANGE",), size=14, colour="tx2"),
                        bars=drop("tx2", 2, arrow=True),
                    ),
                )
            ),
        ),
        plain_axes(0, 200),
        (Column("Label", ("text",) * 5, "@"),),
    )
    found = (stacked, margin, clustered, bridge, share, doughnut, guidance, brackets, growth)
    return {one.name.removesuffix("_chart"): one for one in found}


def draw() -> bytes:
    """The library as a file."""
    deck: Any = Presentation()
    deck.slide_width, deck.slide_height = cm(33.87), cm(19.05)
    dress(deck)
    for name, drawing in drawings().items():
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
        properties.append(
            parse_xml(
                fill("tx2").replace(
                    "<a:solidFill>",
                    '<a:solidFill xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">',
                )
            )
        )
        own = workbook(drawing.categories, drawing.columns())
        place(slide, drawing.name, Box(*BOX), own, drawing.markup)
        slide.notes_slide.notes_text_frame.text = f"page: {name}"
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
