"""How the text of a shape looks once everything it inherits is taken into account.

run  <-  paragraph  <-  list style of the shape  <-  layout's placeholder  <-  master's placeholder
     <-  text styles of the master  <-  default text style of the presentation     (ECMA-376 part 1, 21.1.2)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree
from msgspec import Struct

from reportgen.office.package import Package
from reportgen.office.slide_shapes import Shape, placeholder_of, placeholder_type, shapes
from reportgen.office.xml import qn
from reportgen.pptx.library import presentation_part
from reportgen.pptx.measure import Faces, FontBook, Stretch
from reportgen.pptx.paragraphs import Piece, pieces

_DEFAULT_SIZE = 18.0
_RAISED_SIZE = 2 / 3
_TITLES = ("title", "ctrTitle")
EMU_PER_POINT = 12_700
_PROPERTIES = (qn("a:rPr"), qn("a:endParaRPr"))
_TEXT = qn("a:t")
_BETWEEN_TAGS = re.compile(">[^<]+<")


class Paragraph(Struct, frozen=True):
    """One paragraph to measure: its stretches, its indents and its spacing, all in points.

    `indent` is that of the first line against the others; `pitch` multiplies the height of a line, `exact`
    replaces it.
    """

    stretches: tuple[Stretch, ...]
    left: float = 0.0
    right: float = 0.0
    indent: float = 0.0
    before: float = 0.0
    after: float = 0.0
    pitch: float = 1.0
    exact: float = 0.0

    def saying(self, texts: Sequence[str]) -> Paragraph:
        """This paragraph with another text in each of its stretches."""
        said = tuple(
            Stretch(text, was.size, was.bold, was.faces, was.capitals)
            for text, was in zip(texts, self.stretches, strict=True)
        )
        return Paragraph(
            said, self.left, self.right, self.indent, self.before, self.after, self.pitch, self.exact
        )


class StyleBook:
    """The styles of a deck's slides; slides of one layout share theirs."""

    def __init__(self, package: Package, fonts: FontBook) -> None:
        self._package, self._fonts = package, fonts
        self._known: dict[str, InheritedStyles] = {}

    def of(self, slide: str) -> InheritedStyles:
        """What the texts of the slide in part `slide` inherit."""
        layout = next(iter(self._package.related(slide, "slideLayout")), "")
        if layout not in self._known:
            self._known[layout] = InheritedStyles(self._package, layout, self._fonts)
        return self._known[layout]


class InheritedStyles:
    """What the texts of one layout's slides inherit; reads the package, changes nothing."""

    def __init__(self, package: Package, layout: str, book: FontBook) -> None:
        self._package, self._book = package, book
        main = package.peek(presentation_part(package))
        self._defaults = main.find(qn("p:defaultTextStyle"))
        master = next(iter(package.related(layout, "slideMaster")), "") if layout else ""
        theme = next(iter(package.related(master, "theme")), "") if master else ""
        self._layout = shapes(package.peek(layout)) if layout in package else []
        self._master = shapes(package.peek(master)) if master in package else []
        self._styles = package.peek(master).find(qn("p:txStyles")) if master in package else None
        self._remembered: dict[tuple[object, ...], Paragraph] = {}
        self._followed: dict[tuple[str, str], list[Shape]] = {}
        self._plain: list[etree._Element] | None = None
        self._fonts = _theme_fonts(package.peek(theme)) if theme in package else {}

    def ancestors(self, shape: Shape) -> list[Shape]:
        """The shape itself and the placeholders of layout and master that it follows."""
        place = placeholder_of(shape.node)
        if place is None:
            return [shape]
        if place not in self._followed:
            found = (
                next((one for one in known if _follows(one, *place, by_index)), None)
                for known, by_index in ((self._layout, True), (self._master, False))
            )
            self._followed[place] = [one for one in found if one is not None]
        return [shape, *self._followed[place]]

    def styles(self, shape: Shape) -> list[etree._Element]:
        """The list styles that a shape's paragraphs draw on, nearest first."""
        if shape.table is not None:
            self._plain = self._inherited(None) if self._plain is None else self._plain
            return self._plain
        found: list[etree._Element] = []
        for own in self.ancestors(shape):
            style = own.node.find(f"{qn('p:txBody')}/{qn('a:lstStyle')}")
            if style is not None:
                found.append(style)
        return found + self._inherited(placeholder_type(shape))

    def _inherited(self, kind: str | None) -> list[etree._Element]:
        """The text styles of master and presentation for one kind of placeholder, None for other shapes."""
        found: list[etree._Element] = []
        name = "p:titleStyle" if kind in _TITLES else "p:bodyStyle" if kind else "p:otherStyle"
        if kind in ("dt", "ftr", "sldNum"):
            name = "p:otherStyle"
        style = self._styles.find(qn(name)) if self._styles is not None else None
        if style is not None:
            found.append(style)
        if self._defaults is not None:
            found.append(self._defaults)
        return found

    def cell(
        self, cell: etree._Element, styles: list[etree._Element], *, bold: bool
    ) -> tuple[Paragraph, ...]:
        """The paragraphs of a table's cell as they will be drawn; none where it holds no text.

        The cells of a table differ in little but their text, so a cell of one run is known by its markup.
        """
        texts = [node.text or "" for node in cell.iter(_TEXT)]
        if len(texts) != 1:
            nodes = cell.iterfind(f"{qn('a:txBody')}/{qn('a:p')}")
            return tuple(self.paragraph(node, styles, 1.0, bold=bold) for node in nodes) if any(texts) else ()
        if not texts[0]:
            return ()
        key = (_format_of(cell), bold)
        known = self._remembered.get(key)
        if known is not None:
            return (known.saying(texts),)
        nodes = cell.iterfind(f"{qn('a:txBody')}/{qn('a:p')}")
        found = tuple(self.paragraph(node, styles, 1.0, bold=bold) for node in nodes)
        if [stretch.text for one in found for stretch in one.stretches] == texts and len(found) == 1:
            self._remembered[key] = found[0]
        return found

    def paragraph(
        self, node: etree._Element, styles: list[etree._Element], scale: float, *, bold: bool = False
    ) -> Paragraph:
        """One paragraph as it will be drawn, its sizes multiplied by `scale`; paragraphs of one format share it."""
        found = pieces(node)
        texts = [piece.text for piece in found if piece.text]
        key = (_format_of(node), *(bool(piece.text) for piece in found), *styles, scale, bold)
        known = self._remembered.get(key)
        if known is None or len(texts) != len(known.stretches):
            known = self._paragraph(node, found, styles, scale, bold)
            self._remembered[key] = known
        return known.saying(texts) if texts else known

    def _paragraph(
        self, node: etree._Element, found: list[Piece], styles: list[etree._Element], scale: float, bold: bool
    ) -> Paragraph:
        own = node.find(qn("a:pPr"))
        level = int(own.get("lvl", "0")) if own is not None else 0
        held = [style.find(qn(f"a:lvl{level + 1}pPr")) for style in styles]
        chain = [holder for holder in (own, *held) if holder is not None]
        runs = [default for holder in chain if (default := holder.find(qn("a:defRPr"))) is not None]
        stretches = tuple(
            self._stretch(piece.text, piece.node, runs, scale, bold) for piece in found if piece.text
        ) or (self._stretch("", node, runs, scale, bold),)
        line = _spacing(chain, "a:lnSpc")
        size = max(stretch.size for stretch in stretches)
        bullet = _bulleted(chain)
        indent = _length(chain, "indent")
        return Paragraph(
            stretches,
            _length(chain, "marL"),
            _length(chain, "marR"),
            0.0 if bullet and indent < 0 else indent,
            _points(_spacing(chain, "a:spcBef"), size),
            _points(_spacing(chain, "a:spcAft"), size),
            line[0] if line and not line[1] else 1.0,
            line[1] if line else 0.0,
        )

    def run_size(
        self, paragraph: etree._Element, node: etree._Element, styles: list[etree._Element]
    ) -> float:
        """The size in points of one run, or of the end of the paragraph where `node` is the paragraph."""
        own = next((child for child in node if child.tag in _PROPERTIES), None)
        properties = paragraph.find(qn("a:pPr"))
        level = int(properties.get("lvl", "0")) if properties is not None else 0
        held = [style.find(qn(f"a:lvl{level + 1}pPr")) for style in styles]
        chain = [] if own is None else [own]
        for holder in (properties, *held):
            default = holder.find(qn("a:defRPr")) if holder is not None else None
            if default is not None:
                chain.append(default)
        return float(_attribute(chain, "sz") or _DEFAULT_SIZE * 100) / 100

    def _stretch(
        self, text: str, node: etree._Element, runs: list[etree._Element], scale: float, bold: bool
    ) -> Stretch:
        own = next((child for child in node if child.tag in _PROPERTIES), None)
        chain = [own, *runs] if own is not None else runs
        size = float(_attribute(chain, "sz") or _DEFAULT_SIZE * 100) / 100 * scale
        weight = _attribute(chain, "b")
        if own is not None and own.get("baseline", "0") not in ("0", "0%"):
            size *= _RAISED_SIZE
        capitals = _attribute(chain, "cap") in ("all", "small")
        return Stretch(
            text,
            size,
            weight in ("1", "true") if weight else bold,
            self._faces(chain),
            capitals,
        )

    def _faces(self, chain: list[etree._Element]) -> Faces:
        latin, east_asian = (self._family(chain, name) for name in ("a:latin", "a:ea"))
        return self._book.faces(latin or self._fonts.get("+mn-lt", ""), east_asian or self._wide())

    def _family(self, chain: list[etree._Element], name: str) -> str:
        for holder in chain:
            node = holder.find(qn(name))
            if node is not None:
                family = node.get("typeface", "")
                return self._fonts.get(family, "") if family.startswith("+") else family
        return ""

    def _wide(self) -> str:
        return self._fonts.get("+mn-ea", "")


def _format_of(node: etree._Element) -> str:
    """The markup of a paragraph or a cell without its text."""
    return _BETWEEN_TAGS.sub("><", etree.tostring(node, encoding="unicode", with_tail=False))


def bodies(inherited: InheritedStyles, shape: Shape) -> list[etree._Element]:
    """The `a:bodyPr` of a shape and of the placeholders it follows, nearest first."""
    found = (own.node.find(f"{qn('p:txBody')}/{qn('a:bodyPr')}") for own in inherited.ancestors(shape))
    return [node for node in found if node is not None]


def _follows(shape: Shape, kind: str, index: str, by_index: bool) -> bool:
    own, number = placeholder_of(shape.node) or ("", "")
    if kind in _TITLES:
        return own in _TITLES
    if by_index:
        return number == index
    return own == kind or (own == "body" and kind in ("obj", "subTitle", "tbl", "chart", "pic", "clipArt"))


def _theme_fonts(theme: etree._Element) -> dict[str, str]:
    fonts: dict[str, str] = {}
    for short, name in (("mj", "a:majorFont"), ("mn", "a:minorFont")):
        holder = next(theme.iter(qn(name)), None)
        if holder is None:
            continue
        for suffix, child in (("lt", "a:latin"), ("ea", "a:ea"), ("cs", "a:cs")):
            node = holder.find(qn(child))
            fonts[f"+{short}-{suffix}"] = node.get("typeface", "") if node is not None else ""
        if not fonts[f"+{short}-ea"]:
            japanese = (n.get("typeface", "") for n in holder.iter(qn("a:font")) if n.get("script") == "Jpan")
            fonts[f"+{short}-ea"] = next(japanese, "")
    return fonts


def _attribute(chain: list[etree._Element], name: str) -> str:
    return next((value for holder in chain if (value := holder.get(name))), "")


def _length(chain: list[etree._Element], name: str) -> float:
    return int(_attribute(chain, name) or 0) / EMU_PER_POINT


def _spacing(chain: list[etree._Element], name: str) -> tuple[float, float] | None:
    """A share of the line and a number of points, one of them 0; None where nothing is said."""
    for holder in chain:
        node = holder.find(qn(name))
        for child in node if node is not None else ():
            value = child.get("val", "0")
            number = float(value.rstrip("%"))
            if child.tag == qn("a:spcPts"):
                return 0.0, number / 100
            return (number / 100 if value.endswith("%") else number / 100_000), 0.0
    return None


def _points(spacing: tuple[float, float] | None, size: float) -> float:
    return 0.0 if spacing is None else spacing[1] or spacing[0] * size * 1.2


def _bulleted(chain: list[etree._Element]) -> bool:
    for holder in chain:
        for child in holder:
            if child.tag == qn("a:buNone"):
                return False
            if child.tag in (qn("a:buChar"), qn("a:buAutoNum"), qn("a:buBlip")):
                return True
    return False


def run_properties(body: etree._Element) -> Iterator[etree._Element]:
    """The properties of all runs, fields, breaks and ends of paragraphs, made where a run has none."""
    for paragraph in body.iter(qn("a:p")):
        for node in paragraph:
            if node.tag == qn("a:endParaRPr"):
                yield node
            elif node.tag in (qn("a:r"), qn("a:fld"), qn("a:br")):
                own = node.find(qn("a:rPr"))
                if own is None:
                    own = etree.Element(qn("a:rPr"))
                    node.insert(0, own)
                yield own


def theme_fonts(package: Package) -> list[str]:
    """The typefaces of headings and texts for Latin and for Japanese, each once, in the order of the themes."""
    found: list[str] = []
    for part in package:
        if part.startswith("/ppt/theme/") and part.endswith(".xml"):
            for kind in (qn("a:majorFont"), qn("a:minorFont")):
                for font in package.peek(part).iter(kind):
                    faces = [node.get("typeface", "") for node in font.findall(qn("a:latin"))]
                    faces += [node.get("typeface", "") for node in font.findall(qn("a:ea"))]
                    found += [face for face in faces if face and not face.startswith("+")]
    return list(dict.fromkeys(found))
