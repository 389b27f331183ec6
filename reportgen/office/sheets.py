"""Which sheets a workbook has, and in which parts they stand.

/xl/workbook.xml   <sheet name="Model" r:id="rId2"/>   ->   /xl/worksheets/sheet2.xml
"""

from __future__ import annotations

from lxml import etree
from msgspec import Struct

from reportgen.core.findings import FindingsError, Issue, Place, did_you_mean
from reportgen.office.package import Package
from reportgen.office.relationships import resolve_target
from reportgen.office.xml import local_name, namespace_of, string_item_text, unescape_text

_RELATIONSHIP_NAMESPACES = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)


class SheetPart(Struct, frozen=True):
    """One sheet: name, part, relationship kind (`worksheet`, `chartsheet`, ...) and order, from 0."""

    name: str
    part: str
    kind: str
    index: int

    @property
    def is_worksheet(self) -> bool:
        """Whether the sheet holds cells."""
        return self.kind == "worksheet"


def relationship_id(node: etree._Element) -> str | None:
    """The `r:id` of an element, in the transitional or the strict namespace; None where it has none."""
    for namespace in _RELATIONSHIP_NAMESPACES:
        rid = node.get(f"{{{namespace}}}id")
        if rid is not None:
            return rid
    return None


def workbook_part(package: Package) -> str:
    """The name of the workbook's main part; a finding where the package is no workbook."""
    for part in package.related("/", "officeDocument"):
        if part in package:
            return part
    place = Place(file=package.name)
    raise FindingsError(
        Issue("not-a-workbook", "this file holds no workbook", place, expected="an .xlsx file")
    )


def sheet_parts(package: Package) -> tuple[SheetPart, ...]:
    """All sheets in tab order, chart sheets and macro sheets too; those without a part are left out."""
    book = workbook_part(package)
    root = package.peek(book)
    if local_name(root) != "workbook":
        message, place = "the main part of this file is no workbook", Place(file=package.name, part=book)
        raise FindingsError(
            Issue("not-a-workbook", message, place, expected="an .xlsx file", found=local_name(root))
        )
    targets = {link.rid: link for link in package.relationships(book) if not link.external}
    found: list[SheetPart] = []
    for index, node in enumerate(root.iterfind("{*}sheets/{*}sheet")):
        link = targets.get(relationship_id(node) or "")
        if link is None:
            continue
        part = resolve_target(book, link.target)
        if part in package:
            found.append(SheetPart(node.get("name", ""), part, link.kind, index))
    return tuple(found)


def worksheet_part(package: Package, name: str = "") -> str:
    """The part of the worksheet called `name`, or of the first worksheet; a finding where there is none."""
    sheets = [sheet for sheet in sheet_parts(package) if sheet.is_worksheet]
    for sheet in sheets:
        if not name or sheet.name.casefold() == name.casefold():
            return sheet.part
    known = [sheet.name for sheet in sheets]
    message = f'the workbook has no sheet named "{name}"' if name else "the workbook has no worksheet"
    place = Place(file=package.name, sheet=name)
    raise FindingsError(
        Issue("unknown-sheet", message, place, expected=", ".join(known), hint=did_you_mean(name, known))
    )


def shared_string_items(package: Package) -> tuple[etree._Element, ...]:
    """The items of the shared strings part, in order, for reading; none where there is no such part."""
    for part in package.related(workbook_part(package), "sharedStrings"):
        if part in package:
            root = package.peek(part)
            return tuple(root.iterfind(f"{namespace_of(root)}si"))
    return ()


def shared_strings(package: Package) -> tuple[str, ...]:
    """The plain texts of all shared strings, in order."""
    items = shared_string_items(package)
    plain = f"{namespace_of(items[0])}t" if items else ""
    return tuple(
        [
            unescape_text(item[0].text or "")
            if len(item) == 1 and item[0].tag == plain
            else string_item_text(item)
            for item in items
        ]
    )


def drop_calculation_chain(package: Package) -> None:
    """Remove the calculation chain, which lists formula cells; Excel builds it anew."""
    book = workbook_part(package)
    chains = package.related(book, "calcChain")
    if not chains:
        return
    kept = tuple(link for link in package.relationships(book) if link.kind != "calcChain")
    package.set_relationships(book, kept)
    for part in chains:
        if part in package:
            del package[part]
