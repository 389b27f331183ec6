"""The last look before a workbook leaves: what would make Excel repair the file is our bug, and stops here.

Cells in order and only once, styles that exist, relationships that lead somewhere, parts with a content
type, names and sheets that are unique. Faults that the template brought along are not counted.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from reportgen.diagnostics import ReportgenError
from reportgen.opc import Package, resolve_target
from reportgen.opc.package import CONTENT_TYPES
from reportgen.opc.relationships import relationships_part
from reportgen.parts.addresses import MAX_COLUMN, MAX_ROW, cell_address
from reportgen.parts.sheets import SheetPart, workbook_part
from reportgen.parts.texts import namespace_of
from reportgen.parts.worksheet import cells, rows


def package_faults(package: Package) -> frozenset[str]:
    """All faults of relationships, content types, sheet names and defined names, as sentences."""
    return frozenset([*_relationship_faults(package), *_type_faults(package), *_name_faults(package)])


def sheet_faults(root: etree._Element, sheet: str, styles: int) -> Iterator[str]:
    """The faults of one sheet's cells; `styles` is how many cell formats the workbook has."""
    above = 0
    for number, row in rows(root):
        if number <= above or number > MAX_ROW:
            yield f"row {number} of sheet {sheet} is out of order"
        above = number
        left = 0
        for column, cell in cells(row):
            if (
                column <= left
                or column > MAX_COLUMN
                or cell.get("r") not in (None, cell_address(number, column))
            ):
                yield f"cell {cell.get('r')} of sheet {sheet} is out of order"
            left = column
            if not int(cell.get("s", "0")) < styles:
                yield f"cell {cell.get('r')} of sheet {sheet} has no style {cell.get('s')}"


def check(package: Package, edited: tuple[SheetPart, ...], styles: int, known: frozenset[str]) -> None:
    """Raise `ReportgenError` for the faults of a finished workbook that are not `known` from its template."""
    found = set(package_faults(package))
    for sheet in edited:
        found.update(sheet_faults(package.peek(sheet.part), sheet.name, styles))
    faults = sorted(found - known)
    if faults:
        raise ReportgenError(f"the finished workbook is unsound: {'; '.join(faults[:10])}")


def _relationship_faults(package: Package) -> Iterator[str]:
    for part in ("/", *package):
        if part != "/" and relationships_part(part) not in package:
            continue
        rids: set[str] = set()
        for link in package.relationships(part):
            if link.rid in rids:
                yield f"relationship {link.rid} of {part} stands twice"
            rids.add(link.rid)
            if not link.external and resolve_target(part, link.target) not in package:
                yield f"relationship {link.rid} of {part} leads to no part"


def _type_faults(package: Package) -> Iterator[str]:
    overrides: set[str] = set()
    extensions: set[str] = set()
    for node in package.peek(CONTENT_TYPES):
        name, extension = node.get("PartName"), node.get("Extension")
        if name is not None:
            if name in overrides:
                yield f"part {name} has two content types"
            overrides.add(name)
            if name not in package:
                yield f"content type of missing part {name}"
        elif extension is not None:
            extensions.add(extension.lower())
    for part in package:
        if (
            part != CONTENT_TYPES
            and part not in overrides
            and part.rpartition(".")[2].lower() not in extensions
        ):
            yield f"part {part} has no content type"


def _name_faults(package: Package) -> Iterator[str]:
    root = package.peek(workbook_part(package))
    ns = namespace_of(root)
    sheets: set[str] = set()
    for node in root.iterfind(f"{ns}sheets/{ns}sheet"):
        name = node.get("name", "").casefold()
        if name in sheets:
            yield f"sheet {name} stands twice"
        sheets.add(name)
    names: set[tuple[str, str]] = set()
    for node in root.iterfind(f"{ns}definedNames/{ns}definedName"):
        key = (node.get("name", "").casefold(), node.get("localSheetId", ""))
        if key in names:
            yield f"defined name {key[0]} stands twice"
        names.add(key)
