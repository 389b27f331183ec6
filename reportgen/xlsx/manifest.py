"""The record of a build inside the part with the bindings.

<built version="1" data="…" template="…" definition="…">
  <documents>2018-05-15_fy17_results …</documents>
  <f k="revenue|4Q17" d="0" l="Total revenues 4Q17">48,439</f>
  <sheet name="Drivers" key="7" head="5" drawings="1"><rows>a3F9 …</rows><columns>…</columns>
    <i at="H12" row="base|revenue_growth" column="1Q18">=G12</i>
    <note at="B4">x8_Q</note>
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from reportgen.office.addresses import cell_address, quote_sheet, split_address
from reportgen.office.bindings_part import BINDINGS_NS, bindings_part, bindings_root, write_bindings
from reportgen.office.package import Package
from reportgen.office.sheets import workbook_part
from reportgen.office.xml import escape_text, unescape_text
from reportgen.plan.build_record import BuildInputs, BuiltRecord, FigureMark, InputCell, InputId, SheetRecord
from reportgen.plan.plan import PlannedRow

_VERSION = "1"
_NONE = "-"


def write_record(root: etree._Element, record: BuiltRecord) -> None:
    """Add the record to the bindings."""
    sources = record.sources
    built = _node(root, "built", version=_VERSION)
    for name in ("data", "template", "definition"):
        built.set(name, getattr(sources, name))
    documents = list(dict.fromkeys(mark.document for mark in sources.figures.values()))
    _node(built, "documents").text = "\n".join(documents)
    _node(built, "names").text = "\n".join(sorted(record.names))
    for key, mark in sources.figures.items():
        node = _node(built, "f", k=key, d=str(documents.index(mark.document)), l=mark.label)
        node.text = escape_text(mark.shown)
    inputs: dict[str, list[InputCell]] = {}
    for one in record.inputs:
        inputs.setdefault(one.id.sheet, []).append(one)
    for sheet in record.sheets:
        node = _node(built, "sheet", name=sheet.name)
        for attribute, number in (
            ("key", sheet.key_column),
            ("head", sheet.head_row),
            ("drawings", sheet.drawings),
            ("generated", int(sheet.generated)),
        ):
            if number:
                node.set(attribute, str(number))
        _node(node, "rows").text = _joined(sheet.rows)
        _node(node, "columns").text = _joined(sheet.columns)
        for one in inputs.get(sheet.name, ()):
            identity = {"row": one.id.row, "column": one.id.column, "name": one.id.name}
            cell = _node(node, "i", at=one.cell, **{name: text for name, text in identity.items() if text})
            if one.content:
                cell.text = escape_text(one.content)
        for at, one_digest in sheet.notes.items():
            _node(node, "note", at=at).text = one_digest


def read_record(package: Package) -> BuiltRecord | None:
    """The record of the build that made this workbook; None where it holds none that can be read."""
    part = bindings_part(package, workbook_part(package))
    if part is None:
        return None
    built = package.peek(part).find(f"{{{BINDINGS_NS}}}built")
    if built is None or built.get("version") != _VERSION:
        return None
    documents = _lines(built, "documents")
    figures = {
        unescape_text(node.get("k", "")): FigureMark(
            unescape_text(node.get("l", "")),
            unescape_text(node.text or ""),
            _at(documents, node.get("d", "")),
        )
        for node in built.iterfind(f"{{{BINDINGS_NS}}}f")
    }
    sources = BuildInputs(
        built.get("data", ""), built.get("template", ""), built.get("definition", ""), figures
    )
    nodes = list(built.iterfind(f"{{{BINDINGS_NS}}}sheet"))
    return BuiltRecord(
        sources,
        tuple(one for node in nodes for one in _inputs(node)),
        tuple(map(_sheet, nodes)),
        frozenset(_lines(built, "names")),
    )


def _sheet(node: etree._Element) -> SheetRecord:
    notes = {one.get("at", ""): one.text or "" for one in node.iterfind(f"{{{BINDINGS_NS}}}note")}
    return SheetRecord(
        node.get("name", ""),
        _number(node, "key"),
        _number(node, "head"),
        _split(node, "rows"),
        _split(node, "columns"),
        notes,
        _number(node, "drawings"),
        bool(_number(node, "generated")),
    )


def _inputs(node: etree._Element) -> Iterator[InputCell]:
    sheet = node.get("name", "")
    for one in node.iterfind(f"{{{BINDINGS_NS}}}i"):
        row, column, name = (unescape_text(one.get(key, "")) for key in ("row", "column", "name"))
        at = one.get("at", "")
        try:
            split_address(at)
        except ValueError:  # the part was edited by hand: what names no cell is no input
            continue
        yield InputCell(InputId(sheet, row, column, name), at, unescape_text(one.text or ""))


def _node(parent: etree._Element, tag: str, /, **attributes: str) -> etree._Element:
    node = etree.SubElement(parent, f"{{{BINDINGS_NS}}}{tag}")
    for key, text in attributes.items():
        node.set(key, escape_text(text))
    return node


def _joined(digests: tuple[str, ...]) -> str:
    return " ".join(one or _NONE for one in digests)


def _split(node: etree._Element, name: str) -> tuple[str, ...]:
    text = node.findtext(f"{{{BINDINGS_NS}}}{name}") or ""
    return tuple("" if one == _NONE else one for one in text.split())


def _lines(node: etree._Element, name: str) -> list[str]:
    text = node.findtext(f"{{{BINDINGS_NS}}}{name}") or ""
    return text.split("\n") if text else []


def _number(node: etree._Element, name: str) -> int:
    text = node.get(name, "0")
    return int(text) if text.isdigit() else 0


def _at(documents: list[str], number: str) -> str:
    return documents[int(number)] if number.isdigit() and int(number) < len(documents) else ""


Bound = tuple[str, str, str]


def remembering(planned: Iterable[PlannedRow], bound: list[Bound]) -> Iterator[PlannedRow]:
    """The same rows, with sheet, address and key of every cell that shows a figure noted in `bound`."""
    for one in planned:
        bound += [(one.sheet, cell_address(one.row, column), key) for column, key in one.keys]
        yield one


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


def figure_places(bound: Iterable[Bound]) -> dict[str, str]:
    """The cell that shows each figure (`Data!K412`), the last one of several: the list of figures stands behind."""
    return {key: f"{quote_sheet(sheet)}!{address}" for sheet, address, key in bound}
