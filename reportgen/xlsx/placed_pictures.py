"""Pictures from data on a sheet: in a cell, or in the place of one that the template shows.

row 4 of 60 pt, column B of 200 px   ->   a frame, in which a picture stands whole around its middle, or is cut to it
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree
from msgspec import Struct

from reportgen.gate.markup_rules import insert_in_order
from reportgen.office.addresses import split_address
from reportgen.office.part_names import PartNames
from reportgen.office.pictures import Media, PictureView
from reportgen.office.relationships import resolve_target
from reportgen.office.tags import only_tag
from reportgen.office.worksheet import rows
from reportgen.office.xml import clean_text, first_child, namespace_of, qn, remove, sub

_DRAWING = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing"
_TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"
_ANCHORS = ("{*}twoCellAnchor", "{*}oneCellAnchor", "{*}absoluteAnchor")
_EMU_PER_POINT, _EMU_PER_PIXEL = 12_700, 9_525
# A digit of Calibri 11 at 96 points an inch (ECMA-376 part 1, 18.3.1.13), in which widths of columns are told.
_DIGIT = 7
_COLUMN, _ROW = 64 * _EMU_PER_PIXEL, 15 * _EMU_PER_POINT
_Spot = tuple[int, int]
_Size = tuple[int, int]


def named_pictures(root: etree._Element) -> Iterator[tuple[str, bool, _Spot]]:
    """The pictures of a drawing: the name in a tag, as its name or its alternative text, else its name; the cell."""
    for anchor in root.iter(*_ANCHORS):
        spot = _spot(anchor)
        for node in anchor.iter(qn("xdr:pic")) if spot is not None else ():
            assert spot is not None
            name, is_tag = _called(node)
            if name:
                yield name, is_tag, spot


def _called(node: etree._Element) -> tuple[str, bool]:
    names = next(node.iter(qn("xdr:cNvPr")), None)
    if names is None:
        return "", False
    tags = [tag.word for text in (names.get("name", ""), names.get("descr", "")) if (tag := only_tag(text))]
    return (tags[0], True) if tags else (names.get("name", ""), False)


def _spot(anchor: etree._Element) -> _Spot | None:
    begin = first_child(anchor, "from")
    return (_number(begin, "row") + 1, _number(begin, "col") + 1) if begin is not None else None


def _number(corner: etree._Element | None, name: str) -> int:
    node = first_child(corner, name) if corner is not None else None
    return int(node.text or "0") if node is not None else 0


@dataclass
class PictureSheet:
    """The pictures of one finished sheet, by its part."""

    media: Media
    sheet: str
    _last: int = field(default=0, init=False)

    def prepare(self, views: Sequence[PictureView]) -> None:
        """Make ready to show pictures."""
        if views:
            every = (
                picture for one in views for picture in (one.fallback, one.picture) if picture is not None
            )
            self.media.prepare(self._made, every)

    def add(self, spot: _Spot, view: PictureView) -> None:
        """Show a picture in a cell, or in the merged area that begins there."""
        frame = self._sides.frame(*self._merged.get(spot, (spot, spot)))
        anchor = sub(self._drawing, "xdr:oneCellAnchor")
        node = sub(anchor, "xdr:pic")
        held = sub(node, "xdr:nvPicPr")
        self._last = self._last or max(
            (int(one.get("id", "0")) for one in self._drawing.iter(qn("xdr:cNvPr"))), default=0
        )
        self._last += 1
        names = sub(held, "xdr:cNvPr", id=str(self._last))
        names.set("name", f"Picture {self._last}")
        sub(sub(held, "xdr:cNvPicPr"), "a:picLocks", noChangeAspect="1")
        sub(node, "xdr:blipFill")
        sub(sub(node, "xdr:spPr"), "a:prstGeom", prst="rect")
        sub(anchor, "xdr:clientData")
        self._show(anchor, node, view, (spot, (0, 0), frame))

    def replace(self, name: str, spot: _Spot, view: PictureView | None) -> None:
        """Show a picture in the place of those of that name that hang on a cell; without one they go."""
        part = self._part
        if part is None:
            return
        before = set(_relations(self._drawing))
        for anchor in list(self._drawing.iter(*_ANCHORS)):
            for node in list(anchor.iter(qn("xdr:pic"))) if _spot(anchor) == spot else ():
                if _called(node)[0] != name:
                    continue
                if view is not None:
                    self._show(anchor, node, view, None)
                else:
                    remove(anchor if node.getparent() is anchor else node)
        self._forget(part, before - set(_relations(self._drawing)))

    def _show(
        self,
        anchor: etree._Element,
        node: etree._Element,
        view: PictureView,
        frame: tuple[_Spot, _Size, _Size] | None,
    ) -> None:
        """Fill a picture; `frame` is its cell, how far it stands in it, and its size, where it has none by now."""
        part, blips = self._part, first_child(node, "blipFill")
        assert part is not None
        assert blips is not None
        cut = self.media.show(part, blips, view)
        names = next(node.iter(qn("xdr:cNvPr")))
        if view.alt_text or only_tag(names.get("descr", "")) is not None:
            names.set("descr", clean_text(view.alt_text))
        tag = only_tag(names.get("name", ""))
        if tag is not None:
            names.set("name", tag.word)
        alone = node.getparent() is anchor
        found = frame or (self._framed(anchor) if alone else None)
        size = found[2] if found is not None else _extent(node)
        if size is None or not all(size):
            return
        for end, share in view.cut(size).items():
            cut.set(end, share)
        inner = view.within(size)
        _set_extent(node, inner, middle=None if alone else size)
        if found is not None and (frame is not None or inner != size):
            spot, offset, _ = found
            self._hang(
                anchor, spot, (offset[0] + (size[0] - inner[0]) // 2, offset[1] + (size[1] - inner[1]) // 2)
            )
            extent = first_child(anchor, "ext")
            assert extent is not None
            extent.set("cx", str(inner[0]))
            extent.set("cy", str(inner[1]))

    def _framed(self, anchor: etree._Element) -> tuple[_Spot, _Size, _Size] | None:
        """The cell of an anchor, how far it stands in that, and its size; None for one that hangs on no cell."""
        spot, begin, end = _spot(anchor), first_child(anchor, "from"), first_child(anchor, "to")
        if spot is None:
            return None
        offset = _number(begin, "colOff"), _number(begin, "rowOff")
        if end is None:
            extent = first_child(anchor, "ext")
            size = (int(extent.get("cx", "0")), int(extent.get("cy", "0"))) if extent is not None else (0, 0)
            return spot, offset, size
        last = _number(end, "row"), _number(end, "col")  # the cells before the one that it ends in
        width, height = self._sides.frame(spot, last)
        size = width - offset[0] + _number(end, "colOff"), height - offset[1] + _number(end, "rowOff")
        return spot, offset, size

    def _hang(self, anchor: etree._Element, spot: _Spot, offset: _Size) -> None:
        """Let an anchor hang on the cell under its upper left corner, in its own size."""
        row, down = self._sides.row_at(spot[0], offset[1])
        column, across = self._sides.column_at(spot[1], offset[0])
        for name in ("from", "to", "ext"):
            old = first_child(anchor, name)
            if old is not None:
                remove(old)
        anchor.tag = qn("xdr:oneCellAnchor")
        for key in list(anchor.attrib):
            del anchor.attrib[key]
        begin = etree.Element(qn("xdr:from"))
        numbers = {"col": column - 1, "colOff": across, "row": row - 1, "rowOff": down}
        for name, number in numbers.items():
            sub(begin, f"xdr:{name}").text = str(number)
        anchor.insert(0, begin)
        anchor.insert(1, etree.Element(qn("xdr:ext")))

    def _forget(self, part: str, gone: set[str]) -> None:
        """Take out the pictures that the drawing shows no more, with their parts where nothing else does."""
        package = self.media.package
        links = package.relationships(part)
        targets = {resolve_target(part, link.target) for link in links if link.rid in gone}
        if targets:
            package.set_relationships(part, tuple(link for link in links if link.rid not in gone))
            led_to = {
                resolve_target(other, link.target)
                for other in ("/", *package)
                if not other.endswith(".rels")
                for link in package.relationships(other)
                if not link.external
            }
            for target in targets - led_to:
                del package[target]

    @property
    def _part(self) -> str | None:
        return next(iter(self.media.package.related(self.sheet, "drawing")), None)

    @property
    def _made(self) -> str:
        """The part of the sheet's drawing, made where it has none."""
        package, part = self.media.package, self._part
        if part is None:
            part = PartNames(package).own("/xl/drawings/drawing1.xml")
            names = {"xdr": qn("xdr:x")[1:-2], "a": qn("a:x")[1:-2]}
            package.set_xml(part, etree.Element(qn("xdr:wsDr"), nsmap=names))
            package.set_content_type(part, _TYPE)
            root = package.xml(self.sheet)
            node = etree.Element(f"{namespace_of(root)}drawing", nsmap={"r": qn("r:x")[1:-2]})
            node.set(qn("r:id"), package.relate(self.sheet, _DRAWING, part))
            insert_in_order(root, node)
        return part

    @property
    def _drawing(self) -> etree._Element:
        return self.media.package.xml(self._made)

    @cached_property
    def _sides(self) -> _Sides:
        return _Sides.of(self.media.package.peek(self.sheet))

    @cached_property
    def _merged(self) -> dict[_Spot, tuple[_Spot, _Spot]]:
        root = self.media.package.peek(self.sheet)
        areas = (node.get("ref", "").split(":") for node in root.iter(f"{namespace_of(root)}mergeCell"))
        corners = [(split_address(area[0]), split_address(area[-1])) for area in areas]
        return {first: (first, last) for first, last in corners}


class _Sides(Struct, frozen=True):
    """How wide columns and how high rows are, in EMU."""

    widths: dict[int, int]
    heights: dict[int, int]
    column: int
    row: int

    @classmethod
    def of(cls, sheet: etree._Element) -> _Sides:
        ns = namespace_of(sheet)
        usual = sheet.find(f"{ns}sheetFormatPr")
        own = {str(key): str(value) for key, value in usual.attrib.items()} if usual is not None else {}
        column = _width(float(own.get("defaultColWidth", "0"))) or _COLUMN
        row = round(float(own.get("defaultRowHeight", "0")) * _EMU_PER_POINT) or _ROW
        widths = {
            number: 0 if node.get("hidden") in ("1", "true") else _width(float(node.get("width", "0")))
            for node in sheet.iterfind(f"{ns}cols/{ns}col")
            if node.get("width") is not None or node.get("hidden") is not None
            for number in range(int(node.get("min", "1")), min(int(node.get("max", "1")), 1_000) + 1)
        }
        heights = {
            number: 0
            if node.get("hidden") in ("1", "true")
            else round(float(node.get("ht", "0")) * _EMU_PER_POINT)
            for number, node in rows(sheet)
            if "ht" in node.attrib or node.get("hidden") in ("1", "true")
        }
        return cls(widths, heights, column, row)

    def frame(self, first: _Spot, last: _Spot) -> _Size:
        """The size of the cells from one to another; nothing where the last one comes before the first."""
        width = sum(self.widths.get(at, self.column) for at in range(first[1], last[1] + 1))
        return width, sum(self.heights.get(at, self.row) for at in range(first[0], last[0] + 1))

    def row_at(self, row: int, offset: int) -> tuple[int, int]:
        """The row so far below the beginning of another one, and how far that is below its own."""
        return _passed(row, offset, self.heights, self.row)

    def column_at(self, column: int, offset: int) -> tuple[int, int]:
        """The column so far right of the beginning of another one, and how far that is right of its own."""
        return _passed(column, offset, self.widths, self.column)


def _passed(at: int, offset: int, sides: dict[int, int], usual: int) -> tuple[int, int]:
    while offset >= sides.get(at, usual) and (sides.get(at, usual) or offset):
        offset -= sides.get(at, usual)
        at += 1
    return at, offset


def _width(characters: float) -> int:
    return int((256 * characters + 128 // _DIGIT) / 256 * _DIGIT) * _EMU_PER_PIXEL


def _relations(root: etree._Element) -> Iterator[str]:
    for node in root.iter("*"):
        yield from (str(value) for key, value in node.attrib.items() if "/relationships}" in str(key))


def _extent(node: etree._Element) -> _Size | None:
    extent = node.find(f"{qn('xdr:spPr')}/{qn('a:xfrm')}/{qn('a:ext')}")
    return (int(extent.get("cx", "0")), int(extent.get("cy", "0"))) if extent is not None else None


def _set_extent(node: etree._Element, size: _Size, middle: _Size | None) -> None:
    """Tell a picture its size; inside a group it stays in the `middle` of the size that it had."""
    properties = node.find(qn("xdr:spPr"))
    if properties is None:
        return
    frame = properties.find(qn("a:xfrm"))
    if frame is None:
        properties.insert(0, frame := etree.Element(qn("a:xfrm")))
    offset, extent = frame.find(qn("a:off")), frame.find(qn("a:ext"))
    offset = sub(frame, "a:off", x="0", y="0") if offset is None else offset
    extent = sub(frame, "a:ext") if extent is None else extent
    for axis, side, now, before in zip("xy", ("cx", "cy"), size, middle or size, strict=True):
        offset.set(axis, str(int(offset.get(axis, "0")) + (before - now) // 2))
        extent.set(side, str(now))
