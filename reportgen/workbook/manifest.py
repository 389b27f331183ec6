"""The bindings kept in the finished workbook: which cell shows which figure.

<bindings xmlns="urn:reportgen:bindings:1">
  <sheet name="Model">
    <cell at="H17" figure="revenue|1Q16"/>
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from reportgen.binding.plan import CellWrite
from reportgen.opc import Package
from reportgen.parts.bindings_part import BINDINGS_NS, bindings_root, write_bindings
from reportgen.parts.sheets import workbook_part

Bound = tuple[str, str, str]


def remembering(writes: Iterable[CellWrite], bound: list[Bound]) -> Iterator[CellWrite]:
    """The same cells, with sheet, address and key of every cell that shows a figure noted in `bound`."""
    for write in writes:
        if write.key:
            bound.append((write.sheet, write.cell, write.key))
        yield write


def write_manifest(package: Package, bound: list[Bound]) -> None:
    """Keep the bindings in the package; nothing is added where no cell shows a figure."""
    if not bound:
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
    write_bindings(package, workbook_part(package), root)
