"""The bindings of a finished file, read back: what it was built from, and which place shows which figure.

<build report="results" kind="deck" vintage="document ..." data="1f0c..." definition="93ab..." scale="6"/>
slide 5, shape "revenue_chart", chart, Total / 4Q17   48,439   revenue|4Q17 = 48439000000
sheet Model, H17                                               revenue|1Q16
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from lxml import etree
from msgspec import Struct

from reportgen.office.bindings_part import BINDINGS_NS, bindings_part
from reportgen.office.package import Package
from reportgen.project.variants import Wanted
from reportgen.verify.numbers import shows


class BuildMark(Struct, frozen=True):
    """What a file was built from: report, kind, vintage, digests of tables, definition and template.

    `scale` is the power of ten that a workbook shows money in, `language` that of its words, `period` the one
    that a report for any period was built for; empty where the report has periods of its own.
    """

    report: str
    kind: str
    vintage: str
    data: str
    definition: str
    template: str
    version: str
    scale: str = "0"
    period: str = ""
    language: str = ""

    @property
    def wanted(self) -> Wanted:
        """The period and language that the file was built for."""
        return Wanted(self.period, self.language)


class BoundFigure(Struct, frozen=True):
    """One figure of a text: its key, its own text and its exact value in base units as kept in the file.

    `flipped` says that the text shows the opposite sign.
    """

    key: str
    text: str
    value: Decimal | None
    flipped: bool

    def shows(self, value: Decimal) -> bool:
        """Whether its text can show a value that stands in base units."""
        return shows(self.text, -value if self.flipped else value)


class BoundText(Struct, frozen=True):
    """One text written into a shape: where, how (word, bullets, table, chart, notes), and its figures."""

    slide: int
    slide_id: str
    page: str
    shape_id: str
    shape: str
    kind: str
    name: str
    at: str
    text: str
    figures: tuple[BoundFigure, ...]


class BoundCell(Struct, frozen=True):
    """One cell that shows a figure."""

    sheet: str
    at: str
    key: str


def main_part(package: Package) -> str:
    """The main part of a workbook or a deck; empty where the package names none."""
    return next((part for part in package.related("/", "officeDocument") if part in package), "")


def bindings_of(package: Package) -> etree._Element | None:
    """The root of a file's bindings; None where it holds none."""
    main = main_part(package)
    part = bindings_part(package, main) if main else None
    return package.peek(part) if part is not None else None


def build_mark(root: etree._Element) -> BuildMark | None:
    """The mark of the build; None where the bindings hold none."""
    node = root.find(_tag("build"))
    if node is None:
        return None
    return BuildMark(**{name: node.get(name, "") for name in BuildMark.__struct_fields__})


def bound_slides(root: etree._Element) -> frozenset[str]:
    """The ids of the slides that a deck's bindings know."""
    slides = root.iterchildren(_tag("slide"))
    return frozenset(slide.get("id", "") for slide in slides if slide.get("number"))


def bound_texts(root: etree._Element) -> Iterator[BoundText]:
    """All texts of a deck's bindings in the order of the deck."""
    for slide in root.iterchildren(_tag("slide")):
        number = slide.get("number", "")
        for shape in slide.iterchildren(_tag("shape")):
            for binding in shape.iterchildren(etree.Element):
                for text in binding.iterchildren(_tag("text")):
                    yield BoundText(
                        int(number) if number.isdecimal() else 0,
                        slide.get("id", ""),
                        slide.get("page", ""),
                        shape.get("id", ""),
                        shape.get("name", ""),
                        etree.QName(binding).localname,
                        binding.get("name", ""),
                        text.get("at", ""),
                        text.get("value", ""),
                        tuple(_figure(node) for node in text.iterchildren(_tag("figure"))),
                    )


def figures_gone(root: etree._Element) -> dict[str, tuple[BoundFigure, ...]]:
    """The figures that pages of a deck were built with and show no more, since a person took them out, by slide id."""
    return {
        slide.get("id", ""): tuple(_figure(node) for node in slide.iterchildren(_tag("figure")))
        for slide in root.iterchildren(_tag("slide"))
    }


def bound_cells(root: etree._Element) -> Iterator[BoundCell]:
    """All cells of a workbook's bindings."""
    for sheet in root.iterchildren(_tag("sheet")):
        for cell in sheet.iterchildren(_tag("cell")):
            yield BoundCell(sheet.get("name", ""), cell.get("at", ""), cell.get("figure", ""))


def _figure(node: etree._Element) -> BoundFigure:
    value = node.get("value")
    try:
        exact = Decimal(value) if value is not None else None
    except InvalidOperation:
        exact = Decimal("NaN")
    return BoundFigure(node.get("key", ""), node.get("text", ""), exact, node.get("flipped") == "1")


def _tag(name: str) -> str:
    return f"{{{BINDINGS_NS}}}{name}"


def with_plain_blanks(text: str) -> str:
    """The text with plain blanks in the places of those that no line ends at, which hold figures together."""
    return text.replace("\u00a0", " ")


def squeezed(text: str) -> str:
    """The text with every stretch of white space as one blank."""
    return " ".join(text.split())


class SeenCell(NamedTuple):
    """Where on the slide a bound cell of a table is, heads counted, and whether its text stands there."""

    row: int
    column: int
    stands: bool


def seen_cells(group: Sequence[BoundText], cells: Mapping[tuple[int, int], str]) -> dict[BoundText, SeenCell]:
    """Where each bound cell of one table is on the slide.

    Rows of the template may stand above, and cells of the template between: the shift of rows that fits most
    cells is the table's own, and along a row each cell is looked for behind the one before it.
    """
    rows: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for (row, column), text in sorted(cells.items()):
        rows[row].append((column, squeezed(text)))
    own: dict[int, list[tuple[int, BoundText]]] = defaultdict(list)
    for bound in group:
        at_row, _, at_cell = bound.at.partition(",")
        if at_row.isdecimal() and at_cell.isdecimal():
            own[int(at_row)].append((int(at_cell), bound))
    last, longest = max(rows, default=0), max(own, default=0)

    def fitting(shift: int) -> int:
        held = {row: {text for _, text in rows.get(row + shift, ())} for row in own}
        return sum(squeezed(bound.text) in held[row] for row, line in own.items() for _, bound in line)

    shift = max(range(max(1, last - longest + 1)), key=fitting, default=0)
    found: dict[BoundText, SeenCell] = {}
    for row, line in own.items():
        here = rows.get(row + shift, [])
        reached = offset = 0
        for number, bound in line:
            text = squeezed(bound.text)
            place = next((at for at in range(reached, len(here)) if here[at][1] == text), None)
            if place is None:
                found[bound] = SeenCell(row + shift, number + offset, False)
                continue
            column = here[place][0]
            # An empty text fits any empty cell and proves no shift.
            if text:
                offset = column - number
                reached = place + 1
            found[bound] = SeenCell(row + shift, column if text else number + offset, True)
    return found
