"""Markup of text boxes, rules, brackets and circles; lengths in cm, no theme style, no autofit."""

# ruff: noqa: E501 - lines of markup are left whole
from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from tools.draw.deck.markup import DECORATIVE
from tools.draw.deck.tokens import cm, fill, line

BODY = '<a:bodyPr vert="horz" wrap="square" lIns="{l}" tIns="0" rIns="{r}" bIns="0" rtlCol="0" anchor="{anchor}"><a:noAutofit/></a:bodyPr><a:lstStyle/>'


@dataclass(frozen=True)
class Box:
    """Where a shape stands on the page, in cm."""

    x: float
    y: float
    w: float
    h: float

    @property
    def transform(self) -> str:
        """As a:xfrm."""
        return f'<a:xfrm><a:off x="{cm(self.x)}" y="{cm(self.y)}"/><a:ext cx="{cm(self.w)}" cy="{cm(self.h)}"/></a:xfrm>'


def _identity(number: int, name: str, *, decorative: bool = False) -> str:
    if decorative:
        return f'<p:cNvPr id="{number}" name={quoteattr(name)} descr="">{DECORATIVE}</p:cNvPr>'
    return f'<p:cNvPr id="{number}" name={quoteattr(name)}/>'


def text_box(
    number: int,
    name: str,
    box: Box,
    paragraphs: str,
    *,
    anchor: str = "t",
    paint: str | None = None,
    inset: float = 0,
) -> str:
    """A box of fixed size; `anchor` is t, ctr or b; `paint` fills its ground."""
    ground = fill(paint) if paint else "<a:noFill/>"
    body = BODY.format(l=cm(inset), r=cm(inset), anchor=anchor)
    return (
        f'<p:sp><p:nvSpPr>{_identity(number, name)}<p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
        f'<p:spPr>{box.transform}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{ground}<a:ln><a:noFill/></a:ln></p:spPr>'
        f"<p:txBody>{body}{paragraphs}</p:txBody></p:sp>"
    )


def rule(number: int, name: str, box: Box, colour: str = "navy", width: float = 1) -> str:
    """A straight line; w or h is 0."""
    return (
        f'<p:cxnSp><p:nvCxnSpPr>{_identity(number, name, decorative=True)}<p:cNvCxnSpPr/><p:nvPr userDrawn="1"/></p:nvCxnSpPr>'
        f'<p:spPr>{box.transform}<a:prstGeom prst="line"><a:avLst/></a:prstGeom>{line(colour, width)}</p:spPr></p:cxnSp>'
    )


def polyline(
    number: int, name: str, points: tuple[tuple[float, float], ...], colour: str = "faint", width: float = 1
) -> str:
    """An open line through points on the page, as one freeform."""
    left, top = min(x for x, _ in points), min(y for _, y in points)
    w, h = max(x for x, _ in points) - left, max(y for _, y in points) - top
    steps = "".join(
        f'<a:{"moveTo" if i == 0 else "lnTo"}><a:pt x="{cm(x - left)}" y="{cm(y - top)}"/></a:{"moveTo" if i == 0 else "lnTo"}>'
        for i, (x, y) in enumerate(points)
    )
    return (
        f"<p:sp><p:nvSpPr>{_identity(number, name, decorative=True)}<p:cNvSpPr/><p:nvPr/></p:nvSpPr>"
        f"<p:spPr>{Box(left, top, w, h).transform}<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
        f'<a:rect l="0" t="0" r="r" b="b"/><a:pathLst><a:path w="{cm(w)}" h="{cm(h)}" fill="none">{steps}</a:path></a:pathLst></a:custGeom>'
        f"<a:noFill/>{line(colour, width)}</p:spPr></p:sp>"
    )


def bracket(number: int, name: str, x: float, y: float, w: float) -> str:
    """A flat bracket over a group of columns, ends turned down."""
    tick = 0.18
    return polyline(number, name, ((x, y + tick), (x, y), (x + w, y), (x + w, y + tick)))


def circle(
    number: int, name: str, centre: tuple[float, float], diameter: float, alpha: int | None = None
) -> str:
    """A disc in the brand colour without outline."""
    box = Box(centre[0] - diameter / 2, centre[1] - diameter / 2, diameter, diameter)
    return (
        f'<p:sp><p:nvSpPr>{_identity(number, name, decorative=True)}<p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr>{box.transform}<a:prstGeom prst="ellipse"><a:avLst/></a:prstGeom>{fill("brand", alpha)}<a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
    )


def group(number: int, name: str, box: Box, members: str) -> str:
    """Shapes that belong together, in page coordinates."""
    inner = box.transform.replace("</a:xfrm>", "").replace("<a:xfrm>", "")
    child = inner.replace("a:off", "a:chOff").replace("a:ext ", "a:chExt ")
    return (
        f'<p:grpSp><p:nvGrpSpPr>{_identity(number, name, decorative=True)}<p:cNvGrpSpPr/><p:nvPr userDrawn="1"/></p:nvGrpSpPr>'
        f"<p:grpSpPr><a:xfrm>{inner}{child}</a:xfrm></p:grpSpPr>{members}</p:grpSp>"
    )


def ground(number: int, name: str, box: Box, paint: str = "total") -> str:
    """A plain rectangle that other shapes stand on."""
    return (
        f'<p:sp><p:nvSpPr>{_identity(number, name, decorative=True)}<p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr>{box.transform}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{fill(paint)}<a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
    )


def arrow_box(
    number: int,
    name: str,
    box: Box,
    paragraphs: str,
    *,
    paint: str,
    preset: str = "homePlate",
    point: int = 25,
) -> str:
    """A `homePlate` or `chevron` with words; `point` is the length of its point in percent of its height."""
    body = BODY.format(l=cm(0.5), r=cm(0.3), anchor="ctr")
    return (
        f"<p:sp><p:nvSpPr>{_identity(number, name)}<p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr>{box.transform}"
        f'<a:prstGeom prst="{preset}"><a:avLst><a:gd name="adj" fmla="val {point * 1000}"/></a:avLst></a:prstGeom>'
        f"{fill(paint)}<a:ln><a:noFill/></a:ln></p:spPr><p:txBody>{body}{paragraphs}</p:txBody></p:sp>"
    )
