"""Texts that stay inside their frames: measured after filling, shrunk to a floor, else a finding.

frame 120 pt wide, 40 pt high     "Consolidated ..." 18 pt   needs 44 pt   ->   16 pt on the runs, 38 pt
                                  at 80 % still 52 pt        ->   text-overflow, 12 pt too high

Sizes are written on the runs; no program is trusted to shrink a text when it opens the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml import etree
from msgspec import Struct

from reportgen.core.findings import Issue, Place, Severity
from reportgen.office.slide_shapes import Shape, shapes
from reportgen.office.xml import qn
from reportgen.pptx.inherited import EMU_PER_POINT, InheritedStyles, Paragraph, bodies, run_properties
from reportgen.pptx.measure import Measured, wrap

FLOOR = 0.8
_STEPS = (1.0, 0.975, 0.95, 0.925, 0.9, 0.875, 0.85, 0.825, FLOOR)
# Programs differ by a hair in widths and line heights; less than this is no overflow.
_TOLERANCE = 1.5
_CELL_MARGINS = (("marL", 91_440), ("marR", 91_440), ("marT", 45_720), ("marB", 45_720))


class Fit(Struct, frozen=True):
    """How a text stands in its room: what it is multiplied with, and by how many points it is too large."""

    scale: float
    height: float
    too_high: float = 0.0
    too_wide: float = 0.0
    broken: bool = False
    lines: int = 0

    @property
    def fits(self) -> bool:
        """Whether the text stays inside and no word is broken."""
        return self.too_high <= _TOLERANCE and self.too_wide <= _TOLERANCE and not self.broken


class FittedText(Struct, frozen=True):
    """A text body with what its paragraphs inherit; it is `bold` where nothing says otherwise."""

    body: etree._Element
    styles: list[etree._Element]
    inherited: InheritedStyles
    bold: bool = False


def best_fit(text: FittedText, room: Room) -> Fit:
    """The largest size at which a text fits, the floor where none does."""
    found = Fit(1.0, 0.0)
    for step in _STEPS:
        found = fit_at(text, room, step)
        if found.fits:
            return found
    return found


def fit_shape(shape: Shape, inherited: InheritedStyles) -> Fit | None:
    """Fit the text of a filled shape; None where it has no text or no place."""
    body = shape.node.find(qn("p:txBody"))
    room = text_room(shape, inherited) if body is not None else None
    if body is None or room is None:
        return None
    text = FittedText(body, inherited.styles(shape), inherited)
    found = best_fit(text, room)
    if found.scale < 1.0:
        shrink(text, found.scale * room.scale)
        for properties in bodies(inherited, shape)[:1]:
            for autofit in properties.findall(qn("a:normAutofit")):
                autofit.attrib.clear()
    return found


def shrink(text: FittedText, scale: float) -> None:
    """Write the sizes of all runs, multiplied by `scale` and rounded down to half points."""
    for paragraph in text.body.iter(qn("a:p")):
        nodes = [node for node in paragraph if node.tag in (qn("a:r"), qn("a:fld"), qn("a:br"))]
        end = paragraph.find(qn("a:endParaRPr"))
        sizes = [text.inherited.run_size(paragraph, node, text.styles) for node in nodes]
        if end is not None:
            sizes.append(text.inherited.run_size(paragraph, paragraph, text.styles))
        for properties, size in zip(run_properties(paragraph), sizes, strict=True):
            properties.set("sz", str(max(100, int(size * scale * 2 + 0.001) * 50)))


def overflow(fit: Fit, place: Place, text: str) -> Issue:
    """The finding for a text that does not fit at the floor."""
    faults = []
    if fit.broken:
        faults.append("a word is wider than its line")
    if fit.too_high > _TOLERANCE:
        faults.append(f"{fit.too_high:.0f} pt too high")
    if fit.too_wide > _TOLERANCE:
        faults.append(f"{fit.too_wide:.0f} pt too wide")
    much = " and ".join(faults)
    return Issue(
        "text-overflow",
        f'the text does not fit its frame, {much} at {FLOOR * 100:.0f} % of its size: "{_shortened(text)}"',
        place,
        Severity.WARNING,
        hint="shorten the text, name a shorter form of the word (NAME_short), or enlarge the shape",
    )


def made_smaller(fit: Fit, place: Place) -> Issue:
    """What is told of a text that fits at a smaller size."""
    message = f"the text was made smaller to stay inside its frame, to {fit.scale * 100:.0f} % of its size"
    return Issue(
        "text-made-smaller", message, place, Severity.INFO, hint="enlarge the shape to keep the size"
    )


def cell_room(cell: etree._Element, widths: Sequence[float], column: int, height: float) -> Room:
    """The room of a cell that starts in `column`, its margins taken off, in points."""
    properties = cell.find(qn("a:tcPr"))
    left, right, top, bottom = (
        int(properties.get(name, default) if properties is not None else default) / EMU_PER_POINT
        for name, default in _CELL_MARGINS
    )
    span = int(cell.get("gridSpan", "1"))
    width = sum(widths[column : column + span]) - left - right
    turned = properties is not None and properties.get("vert", "horz") != "horz"
    high = height - top - bottom
    return Room(high, width) if turned else Room(width, high)


def fit_at(text: FittedText, room: Room, step: float = 1.0) -> Fit:
    """How a text stands in `room` with all sizes multiplied by `step`."""
    nodes = text.body.iterfind(qn("a:p"))
    found = (text.inherited.paragraph(node, text.styles, step * room.scale, bold=text.bold) for node in nodes)
    return fit_paragraphs(found, room, step)


def fit_paragraphs(paragraphs: Iterable[Paragraph], room: Room, step: float = 1.0) -> Fit:
    """How paragraphs whose sizes were multiplied by `step` stand in `room`."""
    width = room.width if room.wraps else float("inf")
    return fit_wrapped(((paragraph, wrapped(paragraph, width)) for paragraph in paragraphs), room, step)


def wrapped(paragraph: Paragraph, width: float) -> Measured:
    """The lines of a paragraph in a room of this width, in points."""
    inside = max(width - paragraph.left - paragraph.right, 1.0)
    return wrap(paragraph.stretches, inside, paragraph.indent)


def fit_wrapped(paragraphs: Iterable[tuple[Paragraph, Measured]], room: Room, step: float = 1.0) -> Fit:
    """How paragraphs with their lines stand in `room`."""
    height, widest, broken = 0.0, 0.0, False
    after, count = 0.0, 0
    for number, (paragraph, measured) in enumerate(paragraphs):
        height += high(paragraph, measured) + (max(paragraph.before, after) if number else 0.0)
        after = paragraph.after
        count += len(measured.lines)
        widest = max(widest, measured.widest + paragraph.left)
        broken = broken or measured.broken
    too_high = 0.0 if room.grows else height / room.columns - room.height
    too_wide = widest - room.width if not room.wraps and not room.grows else 0.0
    return Fit(step, height, max(too_high, 0.0), max(too_wide, 0.0), broken, count)


def high(paragraph: Paragraph, measured: Measured) -> float:
    """How high the lines of a paragraph are together, in points."""
    return len(measured.lines) * paragraph.exact if paragraph.exact else measured.height * paragraph.pitch


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else text[:39].rstrip() + "…"


# Parts of a shape's box that text may use, where the outline is no rectangle (presetShapeDefinitions).
_TEXT_SHARE = {"ellipse": 0.707, "roundRect": 0.951, "diamond": 0.5, "hexagon": 0.8, "chevron": 0.6}
_TURNED = frozenset({"vert", "vert270", "eaVert", "mongolianVert", "wordArtVert", "wordArtVertRtl"})


class Frame(Struct, frozen=True):
    """A rectangle of the slide in points."""

    x: float
    y: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        """The y of its lower edge."""
        return self.y + self.height


class Room(Struct, frozen=True):
    """What a text may use: width and height in points, columns, and whether lines wrap.

    `grows` says that the shape follows its text, so that its height is no bound.
    """

    width: float
    height: float
    wraps: bool = True
    grows: bool = False
    columns: int = 1
    scale: float = 1.0


def frame_of(shape: Shape, inherited: InheritedStyles) -> Frame | None:
    """The rectangle of a shape on the slide, or None where it says none."""
    for own in inherited.ancestors(shape):
        found = own.node.find(f"{qn('p:spPr')}/{qn('a:xfrm')}")
        if found is None:
            found = own.node.find(qn("p:xfrm"))
        box = _box(found)
        if box is not None:
            return _placed(box, own.node)
    return None


def text_room(shape: Shape, inherited: InheritedStyles) -> Room | None:
    """The room of a shape's text inside its insets, or None where the shape says no place."""
    frame = frame_of(shape, inherited)
    if frame is None:
        return None
    chain = bodies(inherited, shape)
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


def room_below(shape: Shape, root: etree._Element, inherited: InheritedStyles, slide_height: float) -> float:
    """How far down a table may grow: to the next shape below it, else near the foot of the slide, in points."""
    own = frame_of(shape, inherited)
    limit = slide_height * 0.97
    if own is None:
        return limit
    inside = set(shape.node.iter())
    for other in shapes(root):
        frame = frame_of(other, inherited) if other.node not in inside else None
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
