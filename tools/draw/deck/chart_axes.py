"""Axes and plots of charts, as c: markup."""

# ruff: noqa: E501 - lines of markup are left whole
from __future__ import annotations

from tools.draw.deck.chart_text import default_text
from tools.draw.deck.tokens import line


def flags(*, value: bool) -> str:
    """What a label shows: its value or nothing."""
    return (
        f'<c:showLegendKey val="0"/><c:showVal val="{int(value)}"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
    )


def axis_ids(pair: tuple[int, int]) -> str:
    """The ids of the axes a plot stands on."""
    return "".join(f'<c:axId val="{number}"/>' for number in pair)


def line_chart(series: str, axes: tuple[int, int]) -> str:
    """A c:lineChart with its series."""
    return (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}<c:marker val="1"/>'
        f"{axis_ids(axes)}</c:lineChart>"
    )


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
        f'<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr><c:crossAx val="{pair[0]}"/><c:crosses val="{crosses}"/>'
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
        f"{plots}<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr></c:plotArea>"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>'
        f"{default_text(size, 'ink')}"
        f'<c:externalData r:id="{workbook_rid}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )
