"""Where a shape stands and how much room its text has, in points.

placeholder without a place of its own  <-  the layout's, else the master's;  shapes in groups are scaled
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from reportgen.office.slide_shapes import Shape, shapes
from reportgen.office.xml import qn
from reportgen.pptx.looks import InheritedStyles, bodies

EMU_PER_POINT = 12_700
# Parts of a shape's box that text may use, where the outline is no rectangle (presetShapeDefinitions).
_TEXT_SHARE = {"ellipse": 0.707, "roundRect": 0.951, "diamond": 0.5, "hexagon": 0.8, "chevron": 0.6}
_TURNED = frozenset({"vert", "vert270", "eaVert", "mongolianVert", "wordArtVert", "wordArtVertRtl"})


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of the slide in points."""

    x: float
    y: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        """The y of its lower edge."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Room:
    """What a text may use: width and height in points, columns, and whether lines wrap.

    `grows` says that the shape follows its text, so that its height is no bound.
    """

    width: float
    height: float
    wraps: bool = True
    grows: bool = False
    columns: int = 1
    scale: float = 1.0


def frame_of(shape: Shape, looks: InheritedStyles) -> Frame | None:
    """The rectangle of a shape on the slide, or None where it says none."""
    for own in looks.ancestors(shape):
        found = own.node.find(f"{qn('p:spPr')}/{qn('a:xfrm')}")
        if found is None:
            found = own.node.find(qn("p:xfrm"))
        box = _box(found)
        if box is not None:
            return _placed(box, own.node)
    return None


def text_room(shape: Shape, looks: InheritedStyles) -> Room | None:
    """The room of a shape's text inside its insets, or None where the shape says no place."""
    frame = frame_of(shape, looks)
    if frame is None:
        return None
    chain = bodies(looks, shape)
    width, height = frame.width, frame.height
    share = _TEXT_SHARE.get(_outline(shape), 1.0)
    width, height = width * share, height * share
    left, top, right, bottom = (
        int(_said(chain, name) or default) / EMU_PER_POINT
        for name, default in (("lIns", 91_440), ("tIns", 45_720), ("rIns", 91_440), ("bIns", 45_720))
    )
    width, height = width - left - right, height - top - bottom
    if _said(chain, "vert") in _TURNED:
        width, height = height, width
    columns = max(1, int(_said(chain, "numCol") or 1))
    gap = int(_said(chain, "spcCol") or 0) / EMU_PER_POINT
    fit = next(
        (child for body in chain for child in body if "utofit" in child.tag or "AutoFit" in child.tag), None
    )
    scale = 1.0
    if fit is not None and fit.tag == qn("a:normAutofit"):
        scale = float(fit.get("fontScale", "100000").rstrip("%")) / 100_000
    return Room(
        (width - gap * (columns - 1)) / columns,
        height,
        _said(chain, "wrap") != "none",
        fit is not None and fit.tag == qn("a:spAutoFit"),
        columns,
        scale if scale > 0.01 else 1.0,
    )


def room_below(shape: Shape, root: etree._Element, looks: InheritedStyles, slide_height: float) -> float:
    """How far down a table may grow: to the next shape below it, else near the foot of the slide, in points."""
    own = frame_of(shape, looks)
    limit = slide_height * 0.97
    if own is None:
        return limit
    inside = set(shape.node.iter())
    for other in shapes(root):
        frame = frame_of(other, looks) if other.node not in inside else None
        if frame is None or other.node.tag == qn("p:grpSp"):
            continue
        apart = frame.x >= own.x + own.width - 1 or frame.x + frame.width <= own.x + 1
        if not apart and frame.y >= own.bottom - 1 and frame.width > 0:
            limit = min(limit, frame.y)
    return limit


def _said(chain: Sequence[etree._Element], name: str) -> str:
    return next((value for body in chain if (value := body.get(name))), "")


def _outline(shape: Shape) -> str:
    node = shape.node.find(f"{qn('p:spPr')}/{qn('a:prstGeom')}")
    return node.get("prst", "rect") if node is not None else "rect"


def _box(transform: etree._Element | None) -> Frame | None:
    if transform is None:
        return None
    at, size = transform.find(qn("a:off")), transform.find(qn("a:ext"))
    if at is None or size is None:
        return None
    return Frame(
        *(
            int(node.get(name, "0")) / EMU_PER_POINT
            for node, name in ((at, "x"), (at, "y"), (size, "cx"), (size, "cy"))
        )
    )


def _placed(box: Frame, node: etree._Element) -> Frame:
    for group in node.iterancestors(qn("p:grpSp")):
        transform = group.find(f"{qn('p:grpSpPr')}/{qn('a:xfrm')}")
        outer = _box(transform)
        inner_at = transform.find(qn("a:chOff")) if transform is not None else None
        inner_size = transform.find(qn("a:chExt")) if transform is not None else None
        if outer is None or inner_at is None or inner_size is None:
            continue
        wide, high = (int(inner_size.get(name, "0")) / EMU_PER_POINT for name in ("cx", "cy"))
        across, down = (outer.width / wide if wide else 1.0), (outer.height / high if high else 1.0)
        x, y = (int(inner_at.get(name, "0")) / EMU_PER_POINT for name in ("x", "y"))
        box = Frame(
            outer.x + (box.x - x) * across,
            outer.y + (box.y - y) * down,
            box.width * across,
            box.height * down,
        )
    return box
