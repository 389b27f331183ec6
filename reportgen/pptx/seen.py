"""What stands where on a finished slide: texts line by line with size and colour, tables, charts, grounds, lines.

text "II - 2.  Revenues" 24 pt     ->   one line, 180 pt wide, 29 pt high, dark blue on white
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from lxml import etree
from msgspec import Struct

from reportgen.core.structs import replace
from reportgen.office.package import Package
from reportgen.office.slide_shapes import Shape, paragraph_text, placeholder_type, shapes
from reportgen.office.xml import local_name, qn
from reportgen.pptx.colours import Palette, named_colours
from reportgen.pptx.fit import (
    Fit,
    FittedText,
    Frame,
    cell_room,
    fit_at,
    fit_wrapped,
    frame_of,
    high,
    text_room,
    wrapped,
)
from reportgen.pptx.fit_page import cells_of
from reportgen.pptx.inherited import EMU_PER_POINT, InheritedStyles, Paragraph, bodies
from reportgen.pptx.measure import Measured, Stretch

_BORDERS = (("lIns", 91_440), ("tIns", 45_720), ("rIns", 91_440), ("bIns", 45_720))
_SIDES = {"ctr": 0.5, "r": 1.0}
_ANCHORS = {"ctr": 0.5, "b": 1.0}


class SeenText(Struct, frozen=True):
    """One paragraph as it is drawn: where its lines stand, what they say, their sizes, bullet, colour and ground.

    `colours` are the colours of its runs with their sizes and whether they are bold; `ground` is empty where it
    is no plain colour.
    """

    shape: str
    text: str
    frame: Frame
    lines: tuple[str, ...]
    share: float
    sizes: tuple[float, ...]
    colours: tuple[tuple[str, float, bool], ...]
    ground: str = ""
    bullet: str = ""
    is_placeholder: bool = False


class SeenRow(Struct, frozen=True):
    """One row of a table: its cells' texts."""

    shape: str
    number: int
    cells: tuple[str, ...]


class SeenLine(Struct, frozen=True):
    """A straight piece of a connector or of a line through points, from one end to the other in points."""

    shape: str
    start: tuple[float, float]
    end: tuple[float, float]


class SeenPage(Struct, frozen=True):
    """A slide as it is seen; `solid` are frames that are filled with something, `fits` how texts stand in frames."""

    width: float
    height: float
    top: float
    bottom: float
    texts: tuple[SeenText, ...]
    rows: tuple[SeenRow, ...]
    solid: tuple[Frame, ...]
    lines: tuple[SeenLine, ...]
    fits: tuple[tuple[str, Fit], ...]
    charts: tuple[tuple[str, etree._Element], ...]
    palette: Palette
    is_designed: bool

    def outside(self) -> Iterator[str]:
        """The names of shapes with a text that leaves the slide."""
        for text in self.texts:
            frame = text.frame
            if frame.x < -1 or frame.y < -1 or frame.bottom > self.height + 1:
                yield text.shape


def seen_page(package: Package, part: str, inherited: InheritedStyles, size: tuple[float, float]) -> SeenPage:
    """The slide in `part` as it is seen; `size` is the slide's in points."""
    return _SlideReader(package, part, inherited, size).page()


class _SlideReader:
    """Reads one slide."""

    def __init__(
        self, package: Package, part: str, inherited: InheritedStyles, size: tuple[float, float]
    ) -> None:
        self._package, self._part, self._inherited, self._size = package, part, inherited, size
        layout = next(iter(package.related(part, "slideLayout")), "")
        master = next(iter(package.related(layout, "slideMaster")), "") if layout else ""
        self._palette = Palette(named_colours(package, master))
        self._behind = [part for part in (master, layout) if part in package]
        self._grounds: list[tuple[Frame, str]] = []
        self._texts: list[SeenText] = []
        self._rows: list[SeenRow] = []
        self._solid: list[Frame] = []
        self._lines: list[SeenLine] = []
        self._fits: list[tuple[str, Fit]] = []
        self._charts: list[tuple[str, etree._Element]] = []

    def page(self) -> SeenPage:
        """Everything on the slide."""
        for part in self._behind:
            for shape in shapes(self._package.peek(part)):
                frame = frame_of(shape, self._inherited)
                if placeholder_type(shape) is not None or not self._ground(shape, frame) or frame is None:
                    continue
                if frame.width < self._size[0] or frame.height < self._size[1]:
                    self._solid.append(frame)
        top, bottom, own = 0.0, self._size[1], False
        for shape in shapes(self._package.peek(self._part)):
            frame = frame_of(shape, self._inherited)
            if frame is None or shape.node.tag == qn("p:grpSp"):
                continue
            kind = placeholder_type(shape)
            own = own or (kind is None and not _is_unused(shape))
            if kind in ("title", "ctrTitle"):
                top = max(top, frame.bottom)
            elif kind in ("ftr", "sldNum", "dt"):
                bottom = min(bottom, frame.y)
            self._shape(shape, frame)
        return SeenPage(
            *self._size,
            top,
            bottom,
            tuple(self._texts),
            tuple(self._rows),
            tuple(self._solid),
            tuple(self._lines),
            tuple(self._fits),
            tuple(self._charts),
            self._palette,
            own,
        )

    def _shape(self, shape: Shape, frame: Frame) -> None:
        self._ground(shape, frame)
        if shape.table is not None:
            self._table(shape, frame)
        elif shape.node.tag in (qn("p:graphicFrame"), qn("p:pic")):
            self._solid.append(frame)
            rid = shape.chart_rid
            part = self._package.target(self._part, rid) if rid else None
            if part is not None and part in self._package:
                self._charts.append((shape.name, self._package.peek(part)))
        elif shape.node.tag == qn("p:cxnSp") or shape.node.find(f"*/{qn('a:custGeom')}") is not None:
            self._lines += _pieces(shape, frame)
        body = shape.node.find(qn("p:txBody"))
        room = text_room(shape, self._inherited) if body is not None else None
        if body is None or room is None or not "".join(map(paragraph_text, shape.paragraphs())).strip():
            return
        styles = self._inherited.styles(shape)
        placed = self._placed(body, styles, room.width)
        if room.wraps and room.scale == 1.0:
            fit = fit_wrapped(((paragraph, lines) for _, paragraph, lines in placed), room)
        else:
            fit = fit_at(FittedText(body, styles, self._inherited), room)
        chain = bodies(self._inherited, shape)
        # What reaches into no more than the margins of its frame and the blank of a line is seen inside.
        margins = sum(int(_said(chain, name) or default) for name, default in _BORDERS[1::2]) / EMU_PER_POINT
        seen_high = max(0.0, fit.too_high - margins - fit.height / fit.lines / 10)
        self._fits.append((shape.name, replace(fit, too_high=seen_high)))
        left, above = (int(_said(chain, name) or default) / EMU_PER_POINT for name, default in _BORDERS[:2])
        spare = max(0.0, room.height - fit.height) * _ANCHORS.get(_said(chain, "anchor"), 0.0)
        inner = Frame(frame.x + left, frame.y + above + spare, room.width, room.height)
        ground = self._ground_at(frame)
        found = self._paragraphs(shape.name, placed, styles, inner, ground)
        placeholder = placeholder_type(shape) is not None
        self._texts += [replace(one, is_placeholder=placeholder) for one in found]

    def _placed(
        self, body: etree._Element, styles: list[etree._Element], width: float
    ) -> list[tuple[etree._Element, Paragraph, Measured]]:
        """The paragraphs of a text with their lines."""
        nodes = list(body.iterfind(qn("a:p")))
        found = [self._inherited.paragraph(node, styles, 1.0) for node in nodes]
        return [(node, one, wrapped(one, width)) for node, one in zip(nodes, found, strict=True)]

    def _paragraphs(
        self,
        name: str,
        placed: Sequence[tuple[etree._Element, Paragraph, Measured]],
        styles: list[etree._Element],
        room: Frame,
        ground: str,
    ) -> Iterator[SeenText]:
        y = room.y
        for node, found, measured in placed:
            width = max(1.0, room.width - found.left - found.right)
            height = high(found, measured)
            y += found.before if node.getprevious() is not None and y > room.y else 0.0
            text = paragraph_text(node)
            if text.strip():
                first = found.stretches[0]
                face, size = first.faces, max(one.size for one in found.stretches)
                spans = [face.width(line, size, bold=first.bold) for line in measured.lines]
                widest = min(width, max(spans))
                chain = _levels(node, styles)
                side = _SIDES.get(next((one.get("algn", "") for one in chain if one.get("algn")), ""), 0.0)
                x = room.x + found.left + (width - widest) * side
                yield SeenText(
                    name,
                    text,
                    Frame(x, y, widest, height),
                    measured.lines,
                    spans[-1] / width,
                    tuple(one.size for one in found.stretches if one.text.strip()),
                    tuple(self._colours(node, chain, found.stretches)),
                    ground,
                    _bullet(chain),
                )
            y += height + found.after

    def _colours(
        self, node: etree._Element, chain: Sequence[etree._Element], stretches: Sequence[Stretch]
    ) -> Iterator[tuple[str, float, bool]]:
        defaults = [one for holder in chain if (one := holder.find(qn("a:defRPr"))) is not None]
        runs = [run for run in node.iterchildren(qn("a:r"), qn("a:fld"), qn("a:br")) if paragraph_text(run)]
        for run, stretch in zip(runs, stretches, strict=False):
            if not any(map(str.isalnum, paragraph_text(run))):
                continue  # a square of a legend is no text
            own = run.find(qn("a:rPr"))
            holders = [own, *defaults] if own is not None else defaults
            colour = next((found for one in holders if (found := self._palette.fill(one))), "")
            if not colour and not any(one.find(qn("a:solidFill")) is not None for one in holders):
                colour = self._palette.named.get("tx1", "")
            yield colour, stretch.size, stretch.bold

    def _table(self, shape: Shape, frame: Frame) -> None:
        table = shape.table
        assert table is not None
        widths = [
            int(one.get("w", "0")) / EMU_PER_POINT
            for one in table.iterfind(f"{qn('a:tblGrid')}/{qn('a:gridCol')}")
        ]
        styles, y = self._inherited.styles(shape), frame.y
        for number, row in enumerate(table.iterfind(qn("a:tr")), start=1):
            height = int(row.get("h", "0")) / EMU_PER_POINT
            texts: list[str] = []
            for column, cell in cells_of(row):
                body = cell.find(qn("a:txBody"))
                room = cell_room(cell, widths, column, height)
                x = frame.x + sum(widths[:column])
                ground = self._palette.fill(cell.find(qn("a:tcPr"))) or self._ground_at(
                    Frame(x, y, room.width, height)
                )
                place = f"{shape.name}, row {number}, column {column + 1}"
                if body is not None:
                    placed = self._placed(body, styles, room.width)
                    inner = Frame(x, y, room.width, height)
                    self._texts += self._paragraphs(place, placed, styles, inner, ground)
                texts.append("" if body is None else " ".join(map(paragraph_text, body.iterfind(qn("a:p")))))
            self._rows.append(SeenRow(shape.name, number, tuple(texts)))
            if any(text.strip() for text in texts):
                self._solid.append(Frame(frame.x, y, sum(widths), height))
            y += height

    def _ground(self, shape: Shape, frame: Frame | None) -> bool:
        """Remember what a shape paints; whether it paints anything."""
        properties = shape.node.find(qn("p:spPr"))
        if frame is None or properties is None or shape.node.tag == qn("p:cxnSp"):
            return False
        colour = self._palette.fill(properties)
        if colour:
            self._grounds.append((frame, colour))
        return bool(colour)

    def _ground_at(self, frame: Frame) -> str:
        x, y = frame.x + frame.width / 2, frame.y + frame.height / 2
        for ground, colour in reversed(self._grounds):
            if ground.x <= x <= ground.x + ground.width and ground.y <= y <= ground.bottom:
                return colour
        return self._palette.ground


def _is_unused(shape: Shape) -> bool:
    """Whether a text box holds no text."""
    box = shape.node.find(f"{qn('p:nvSpPr')}/{qn('p:cNvSpPr')}")
    return box is not None and box.get("txBox") == "1" and not any(map(paragraph_text, shape.paragraphs()))


def _pieces(shape: Shape, frame: Frame) -> Iterator[SeenLine]:
    """The straight pieces of a connector or of a line through points."""
    path = next(shape.node.iter(qn("a:path")), None)
    if path is None:
        transform = next(shape.node.iter(qn("a:xfrm")), None)
        turned = transform is not None and (transform.get("flipV") == "1") != (transform.get("flipH") == "1")
        ys = (frame.bottom, frame.y) if turned else (frame.y, frame.bottom)
        yield SeenLine(shape.name, (frame.x, ys[0]), (frame.x + frame.width, ys[1]))
        return
    wide, high = (max(1.0, float(path.get(name, "1"))) for name in ("w", "h"))
    points = [
        (
            frame.x + float(one.get("x", "0")) / wide * frame.width,
            frame.y + float(one.get("y", "0")) / high * frame.height,
        )
        for one in path.iter(qn("a:pt"))
    ]
    for start, end in pairwise(points):
        yield SeenLine(shape.name, start, end)


def _levels(node: etree._Element, styles: Sequence[etree._Element]) -> list[etree._Element]:
    """The properties of a paragraph and those that it inherits at its level, nearest first."""
    own = node.find(qn("a:pPr"))
    level = int(own.get("lvl", "0")) if own is not None else 0
    held = [style.find(qn(f"a:lvl{level + 1}pPr")) for style in styles]
    return [holder for holder in (own, *held) if holder is not None]


def _bullet(chain: Sequence[etree._Element]) -> str:
    for holder in chain:
        for child in holder:
            if child.tag == qn("a:buNone"):
                return ""
            if local_name(child) in ("buChar", "buAutoNum", "buBlip"):
                return child.get("char", "#")
    return ""


def _said(chain: Sequence[etree._Element], name: str) -> str:
    return next((value for body in chain if (value := body.get(name))), "")
