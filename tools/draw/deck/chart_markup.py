"""The pieces of charts as c: markup: axes, series, labels that read cells of the workbook."""

# ruff: noqa: E501 - lines of markup are left whole
from __future__ import annotations

from collections.abc import Iterable

from reportgen.office.chart_plots import PLOT_TYPES
from tools.draw.deck.chart_workbook import SHEET, Column
from tools.draw.deck.tokens import FONTS, fill, line

LABEL_BODY = (
    '<a:bodyPr rot="0" spcFirstLastPara="1" vertOverflow="overflow" horzOverflow="overflow" vert="horz" wrap="none" '
    'lIns="0" tIns="19050" rIns="0" bIns="19050" anchor="ctr" anchorCtr="1"><a:spAutoFit/></a:bodyPr>'
)

VALUE_FIELD = "{5B6E0D1C-2F0B-4B6E-9C55-0A1D6C1F2A01}"
CELL_FIELD = "{5B6E0D1C-2F0B-4B6E-9C55-0A1D6C1F2A02}"
CELL_LABELS = "{CE6537A1-D6FC-4f65-9D91-7224C49458BB}"
LABEL_RANGE = "{02D57815-91ED-43cb-92C2-25804820EDAC}"
NONE = "<a:ln><a:noFill/></a:ln>"
UNSEEN = '<a:ln w="{}" cap="rnd"><a:noFill/><a:round/></a:ln>'
NO_MARKER = '<c:marker><c:symbol val="none"/></c:marker>'
C15 = 'xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart"'


def default_text(size: float, colour: str, *, bold: bool = False, body: str = "<a:bodyPr/>") -> str:
    """c:txPr for axes and plain labels."""
    return (
        f'<c:txPr>{body}<a:lstStyle/><a:p><a:pPr><a:defRPr sz="{round(size * 100)}" b="{int(bold)}">'
        f'{fill(colour)}{FONTS}</a:defRPr></a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr>'
    )


def field_paragraph(kind: str, guid: str, shown: str, size: float, colour: str, *, bold: bool) -> str:
    """One line of a label: a field with the text that programs show which do not know the field."""
    look = f'sz="{round(size * 100)}" b="{int(bold)}"'
    paint = f"{fill(colour)}{FONTS}"
    return (
        f"<a:p><a:pPr><a:defRPr {look}>{paint}</a:defRPr></a:pPr>"
        f'<a:fld id="{guid}" type="{kind}"><a:rPr lang="en-US" altLang="ja-JP" {look}>{paint}</a:rPr>'
        f"<a:pPr><a:defRPr {look}>{paint}</a:defRPr></a:pPr><a:t>{shown}</a:t></a:fld></a:p>"
    )


def look(code: str, ground: str = "<a:noFill/>") -> str:
    """Number format and ground of labels."""
    return f'<c:numFmt formatCode="{code}" sourceLinked="0"/><c:spPr>{ground}{NONE}</c:spPr>'


def plain_labels(shape: str, size: float, colour: str, place: str, *, bold: bool = True) -> str:
    """Labels that show values."""
    text = default_text(size, colour, bold=bold, body=LABEL_BODY)
    return f'<c:dLbls>{shape}{text}<c:dLblPos val="{place}"/>{flags(value=True)}</c:dLbls>'


def cell_labels(
    words: Iterable[str | None],
    shape: str,
    size: float,
    colour: str,
    place: str,
    shows: str,
    *,
    bold: bool = True,
    leader: str = "",
) -> str:
    """Labels that read cells: the paragraphs of each point, None where a point has none."""
    tail = f'<c:dLblPos val="{place}"/>{shows}'
    shown = (
        f'<c:extLst><c:ext uri="{CELL_LABELS}" {C15}><c15:showDataLabelsRange val="1"/></c:ext></c:extLst>'
    )
    points = "".join(
        f'<c:dLbl><c:idx val="{at}"/><c:delete val="1"/></c:dLbl>'
        if text is None
        else f'<c:dLbl><c:idx val="{at}"/><c:tx><c:rich>{LABEL_BODY}<a:lstStyle/>{text}</c:rich></c:tx>{shape}{tail}{shown}</c:dLbl>'
        for at, text in enumerate(words)
    )
    return f"<c:dLbls>{points}{shape}{default_text(size, colour, bold=bold, body=LABEL_BODY)}{tail}{leader}{shown}</c:dLbls>"


def label_range(cells: str, texts: tuple[str, ...]) -> str:
    """The range that labels read, with its texts."""
    cache = "".join(f'<c:pt idx="{at}"><c:v>{text}</c:v></c:pt>' for at, text in enumerate(texts))
    return (
        f'<c:extLst><c:ext uri="{LABEL_RANGE}" {C15}><c15:datalabelsRange><c15:f>{cells}</c15:f>'
        f'<c15:dlblRangeCache><c:ptCount val="{len(texts)}"/>{cache}</c15:dlblRangeCache></c15:datalabelsRange></c:ext></c:extLst>'
    )


def letter(columns: tuple[Column, ...], name: str) -> str:
    """The letter of a column of the workbook."""
    return chr(ord("B") + [column.name for column in columns].index(name))


def column_range(columns: tuple[Column, ...], name: str, count: int) -> str:
    """The reference of a column's values: `Data!$B$2:$B$9`."""
    at = letter(columns, name)
    return f"{SHEET}!${at}$2:${at}${count + 1}"


def series_head(columns: tuple[Column, ...], order: int, name: str) -> str:
    """Index, order and name."""
    ref = f"{SHEET}!${letter(columns, name)}$1"
    return (
        f'<c:idx val="{order}"/><c:order val="{order}"/><c:tx><c:strRef><c:f>{ref}</c:f><c:strCache>'
        f'<c:ptCount val="1"/><c:pt idx="0"><c:v>{name}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
    )


def series_data(categories: tuple[str, ...], columns: tuple[Column, ...], name: str, plot: str) -> str:
    """Categories and values, in the elements that the plot has for them."""
    across, up = PLOT_TYPES[plot].categories, PLOT_TYPES[plot].values
    column = next(column for column in columns if column.name == name)
    names = "".join(f'<c:pt idx="{i}"><c:v>{c}</c:v></c:pt>' for i, c in enumerate(categories))
    values = "".join(
        f'<c:pt idx="{i}"><c:v>{v}</c:v></c:pt>' for i, v in enumerate(column.values) if v is not None
    )
    size = f'<c:ptCount val="{len(categories)}"/>'
    categories_ref = f"{SHEET}!$A$2:$A${len(categories) + 1}"
    return (
        f"<c:{across}><c:strRef><c:f>{categories_ref}</c:f><c:strCache>{size}{names}</c:strCache></c:strRef></c:{across}>"
        f"<c:{up}><c:numRef><c:f>{column_range(columns, name, len(categories))}</c:f><c:numCache>"
        f"<c:formatCode>{column.number_format}</c:formatCode>{size}{values}</c:numCache></c:numRef></c:{up}>"
    )


def flags(*, value: bool) -> str:
    """What a label shows: its value or nothing."""
    return (
        f'<c:showLegendKey val="0"/><c:showVal val="{int(value)}"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
    )


def axis_ids(pair: tuple[int, int]) -> str:
    """The ids of the axes a plot stands on."""
    return "".join(f'<c:axId val="{number}"/>' for number in pair)


def category_axis(pair: tuple[int, int], size: float, *, side: str = "b", order: str = "minMax") -> str:
    """The axis of categories: a faint line, labels below."""
    return (
        f'<c:catAx><c:axId val="{pair[0]}"/><c:scaling><c:orientation val="{order}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{side}"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="low"/><c:spPr><a:noFill/>{line("faint", 0.75)}</c:spPr>{default_text(size, "ink")}'
        f'<c:crossAx val="{pair[1]}"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>'
        '<c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def hidden_category_axis(pair: tuple[int, int]) -> str:
    """The second category axis that a second value axis needs."""
    return (
        f'<c:catAx><c:axId val="{pair[0]}"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="1"/>'
        '<c:axPos val="b"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="none"/>'
        f'<c:crossAx val="{pair[1]}"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>'
        '<c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def value_axis(pair: tuple[int, int], low: float, high: float, side: str, number_format: str) -> str:
    """A value axis that is not drawn; labels carry the values."""
    crosses = "max" if side == "r" else "autoZero"
    return (
        f'<c:valAx><c:axId val="{pair[1]}"/><c:scaling><c:orientation val="minMax"/><c:max val="{high}"/><c:min val="{low}"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{side}"/><c:numFmt formatCode="{number_format}" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="none"/>'
        f'<c:spPr><a:noFill/>{NONE}</c:spPr><c:crossAx val="{pair[0]}"/><c:crosses val="{crosses}"/>'
        '<c:crossBetween val="between"/></c:valAx>'
    )


def chart_space(plots: str, plot: tuple[float, float, float, float], size: float, workbook_rid: str) -> str:
    """The whole chart: plots and axes inside the inner plot (x, y, w, h), the link to its workbook."""
    x, y, w, h = plot
    return (
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<c:date1904 val="0"/><c:lang val="en-US"/><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea>'
        '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{x}"/><c:y val="{y}"/><c:w val="{w}"/><c:h val="{h}"/></c:manualLayout></c:layout>'
        f"{plots}<c:spPr><a:noFill/>{NONE}</c:spPr></c:plotArea>"
        f'<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart><c:spPr><a:noFill/>{NONE}</c:spPr>'
        f"{default_text(size, 'ink')}"
        f'<c:externalData r:id="{workbook_rid}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )
