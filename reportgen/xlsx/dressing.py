"""What finished cells show besides their values: looks of their texts, links, pictures from data.

<is><r><t>Due </t></r><r><rPr><b/>the font of the cell</rPr><t>31 May</t></r></is>
<hyperlink ref="B4" r:id="rId3"/>        xdr:oneCellAnchor > xdr:from, xdr:ext, xdr:pic
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy

from lxml import etree
from msgspec import Struct, field

from reportgen.core.findings import Issue, Place
from reportgen.gate.markup_rules import ensure_child
from reportgen.office.addresses import cell_address
from reportgen.office.links import lead
from reportgen.office.package import Package
from reportgen.office.pictures import Media
from reportgen.office.sheets import SheetPart
from reportgen.office.styles import PLAIN, Look, Styles, looking
from reportgen.office.worksheet import cells, rows
from reportgen.office.xml import append_text, local_name, namespace_of
from reportgen.plan.plan import DressedCell
from reportgen.xlsx.placed_pictures import PictureSheet

_MOST_LINKS = 65_530  # Excel drops all that stand on a sheet with more
_Spot = tuple[int, int]


class Dresser(Struct, frozen=True):
    """Dresses the cells of one workbook; the sheets are written by then."""

    package: Package
    styles: Styles
    issues: list[Issue] = field(default_factory=list)

    def dress(self, sheets: Sequence[SheetPart], dressed: Iterable[DressedCell]) -> None:
        """Give all cells what they show besides their values."""
        by_sheet: dict[str, list[DressedCell]] = {}
        for one in dressed:
            by_sheet.setdefault(one.sheet, []).append(one)
        media = Media(self.package, "/xl/media")
        for sheet in sheets:
            own = by_sheet.get(sheet.name, ())
            if own:
                self._look(
                    {(one.row, one.column): one for one in own if one.look != PLAIN or one.stretches}, sheet
                )
                self._lead([one for one in own if one.link], sheet)
                pictures = PictureSheet(media, sheet.part)
                pictures.prepare([one.picture for one in own if one.picture is not None])
                for one in own:
                    if one.named:
                        pictures.replace(one.named, (one.row, one.column), one.picture)
                    elif one.picture is not None:
                        pictures.add((one.row, one.column), one.picture)

    def _look(self, wanted: dict[_Spot, DressedCell], sheet: SheetPart) -> None:
        lines = {row for row, _ in wanted}
        for number, row in rows(self.package.xml(sheet.part)) if wanted else ():
            for column, cell in cells(row) if number in lines else ():
                one = wanted.get((number, column))
                if one is None:
                    continue
                style = int(cell.get("s", "0"))
                if one.stretches:
                    self._write(cell, one.stretches, style)
                if one.look != PLAIN:
                    cell.set("s", str(self.styles.with_look(style, one.look)))
                if one.look.wrapped and row.get("customHeight") not in ("1", "true"):
                    row.attrib.pop("ht", "")  # as high as its lines when it is opened

    def _write(self, cell: etree._Element, stretches: Sequence[tuple[str, Look]], style: int) -> None:
        ns, font = namespace_of(cell), self.styles.font(style)
        holder = next(iter(cell))
        del holder[:]
        for text, look in stretches:
            run = etree.SubElement(holder, f"{ns}r")
            if look != PLAIN:
                run.append(looking(_run_font(font, ns), look))
            append_text(run, text)

    def _lead(self, linked: Sequence[DressedCell], sheet: SheetPart) -> None:
        if not linked:
            return
        if len(linked) > _MOST_LINKS:
            message = f"a sheet keeps {_MOST_LINKS:,} links at most"
            place = Place(self.package.name, sheet=sheet.name)
            self.issues.append(Issue("too-many-links", message, place, found=f"{len(linked):,}"))
        root = self.package.xml(sheet.part)
        ids = lead(self.package, sheet.part, (one.link for one in linked))
        places = {cell_address(one.row, one.column): ids[one.link] for one in linked}
        ns = namespace_of(root)
        holder = ensure_child(root, f"{ns}hyperlinks")
        for old in [node for node in holder if node.get("ref") in places]:
            holder.remove(old)
        for address, rid in places.items():
            etree.SubElement(holder, f"{ns}hyperlink", {"ref": address, _ID: rid})


_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def _run_font(font: etree._Element | None, ns: str) -> etree._Element:
    """The properties of a stretch: all of its cell's font, of which Excel takes none by itself."""
    made = etree.Element(f"{ns}rPr")
    for child in _parts_of(font):
        name = "rFont" if local_name(child) == "name" else local_name(child)
        twin = etree.SubElement(made, f"{ns}{name}")
        for key, value in child.attrib.items():
            twin.set(key, value)
    return made


def _parts_of(font: etree._Element | None) -> Iterator[etree._Element]:
    yield from (deepcopy(child) for child in font if isinstance(child.tag, str)) if font is not None else ()
