"""The bindings kept in the finished workbook: which cell shows which figure.

<bindings xmlns="urn:reportgen:bindings:1">
  <sheet name="Model">
    <cell at="H17" figure="revenue|1Q16"/>
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from reportgen.binding.built_record import BuiltRecord
from reportgen.binding.plan import CellWrite
from reportgen.opc import Package
from reportgen.parts.addresses import quote_sheet
from reportgen.parts.bindings_part import BINDINGS_NS, bindings_part, bindings_root, write_bindings
from reportgen.parts.sheets import workbook_part
from reportgen.workbook.record_part import write_record

Bound = tuple[str, str, str]


def remembering(writes: Iterable[CellWrite], bound: list[Bound]) -> Iterator[CellWrite]:
    """The same cells, with sheet, address and key of every cell that shows a figure noted in `bound`."""
    for write in writes:
        if write.key:
            bound.append((write.sheet, write.cell, write.key))
        yield write


def write_manifest(package: Package, bound: list[Bound], record: BuiltRecord | None = None) -> None:
    """Keep the bindings and the record of the build in the package; nothing is added where there is neither."""
    if not bound and record is None:
        return
    root = bindings_root()
    sheets: dict[str, etree._Element] = {}
    for sheet, address, key in bound:
        if sheet not in sheets:
            sheets[sheet] = etree.SubElement(root, f"{{{BINDINGS_NS}}}sheet")
            sheets[sheet].set("name", sheet)
        cell = etree.SubElement(sheets[sheet], f"{{{BINDINGS_NS}}}cell")
        cell.set("at", address)
        cell.set("figure", key)
    if record is not None:
        write_record(root, record)
    write_bindings(package, workbook_part(package), root)


def figure_places(package: Package) -> dict[str, str]:
    """The cell that shows each figure (`Data!K412`), the last one of several: the list of figures stands behind."""
    part = bindings_part(package, workbook_part(package))
    if part is None:
        return {}
    return {
        cell.get("figure", ""): f"{quote_sheet(sheet.get('name', ''))}!{cell.get('at')}"
        for sheet in package.peek(part).iterfind(f"{{{BINDINGS_NS}}}sheet")
        for cell in sheet.iterfind(f"{{{BINDINGS_NS}}}cell")
    }
