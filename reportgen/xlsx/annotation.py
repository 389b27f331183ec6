"""Notes at cells: a copy of a workbook that tells a person, cell by cell, what is wrong with it.

sheet2.xml  ->  comments1.xml      <comment ref="C6"> unknown-tag: the data has no "nmae" </comment>
            ->  vmlDrawing1.vml    the yellow box that Excel draws, hidden until the mouse is over the cell

Notes are the comments of ECMA-376 part 1, 18.7, with the legacy drawing that Excel needs to show them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lxml import etree

from reportgen.gate.markup_rules import insert_in_order
from reportgen.office.addresses import split_address
from reportgen.office.package import Package, PackageError
from reportgen.office.sheets import SheetPart, relationship_id, sheet_parts
from reportgen.office.xml import append_text, namespace_of

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_V = "urn:schemas-microsoft-com:vml"
_O = "urn:schemas-microsoft-com:office:office"
_X = "urn:schemas-microsoft-com:office:excel"
_AUTHOR = "reportgen"
_WIDTH, _LINE, _CHARACTERS = 4, 1, 44


def annotate(package: Package, notes: Mapping[tuple[str, str], str]) -> Package:
    """A copy of the workbook with a note at each sheet and cell; an older note there gets the text below its own.

    A sheet that is not there, and one whose old drawing cannot be read, keeps its cells without new notes.
    """
    work = package.copy()
    for sheet in sheet_parts(work):
        own = [(cell, text) for (name, cell), text in notes.items() if name == sheet.name]
        if sheet.is_worksheet and own:
            add_notes(work, sheet, own)
    return work


def add_notes(work: Package, sheet: SheetPart, notes: Iterable[tuple[str, str]]) -> None:
    """Add notes to cells of one sheet; an older note at a cell gets the text below its own."""
    root = work.xml(sheet.part)
    strict = namespace_of(root)[1:-1] == _STRICT_MAIN
    drawing = _drawing(work, sheet, root, strict)
    if drawing is not None:
        comments = work.xml(_comments(work, sheet, strict))
        fresh = _write_comments(comments, sorted(notes, key=lambda note: split_address(note[0])))
        _draw(drawing, sheet.index + 1, fresh)


def _write_comments(root: etree._Element, notes: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Write the notes; gives those whose cell had none before."""
    ns = namespace_of(root)
    authors, listed = root.find(f"{ns}authors"), root.find(f"{ns}commentList")
    if authors is None:
        authors = etree.Element(f"{ns}authors")
        root.insert(0, authors)
    if listed is None:
        listed = etree.Element(f"{ns}commentList")
        authors.addnext(listed)
    names = [node.text for node in authors]
    if _AUTHOR not in names:
        etree.SubElement(authors, f"{ns}author").text = _AUTHOR
        names.append(_AUTHOR)
    known = {node.get("ref"): node for node in listed}
    fresh: list[tuple[str, str]] = []
    for cell, text in notes:
        old = known.get(cell)
        body = old.find(f"{ns}text") if old is not None else None
        if body is not None:
            if body.find(f"{ns}t") is not None and body.find(f"{ns}r") is None:
                run = etree.Element(f"{ns}r")
                run.extend(list(body.iterfind(f"{ns}t")))
                body.insert(0, run)
            append_text(_run(body, ns), f"\n{text}")
            continue
        node = etree.SubElement(listed, f"{ns}comment", {"ref": cell, "authorId": str(names.index(_AUTHOR))})
        append_text(_run(etree.SubElement(node, f"{ns}text"), ns), text)
        fresh.append((cell, text))
    return fresh


def _run(body: etree._Element, ns: str) -> etree._Element:
    """A new run at the end of the runs; phonetic hints stay behind them."""
    run = etree.Element(f"{ns}r")
    runs = body.findall(f"{ns}r")
    if runs:
        runs[-1].addnext(run)
    else:
        body.insert(0, run)
    return run


def _comments(work: Package, sheet: SheetPart, strict: bool) -> str:
    for part in work.related(sheet.part, "comments"):
        if part in work:
            return part
    part = _fresh(work, "/xl/comments{}.xml")
    main = _STRICT_MAIN if strict else "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    work[part] = f'<comments xmlns="{main}"/>'.encode()
    work.set_content_type(part, _COMMENTS_TYPE)
    _relate(work, sheet.part, part, "comments", strict)
    return part


def _drawing(work: Package, sheet: SheetPart, root: etree._Element, strict: bool) -> etree._Element | None:
    """The legacy drawing of a sheet, made where there is none; None where it cannot be read."""
    ns = namespace_of(root)
    node = root.find(f"{ns}legacyDrawing")
    part = work.target(sheet.part, relationship_id(node) or "") if node is not None else None
    if part is not None and part in work:
        try:
            return work.xml(part)
        except PackageError:
            return None
    part = _fresh(work, "/xl/drawings/vmlDrawing{}.vml")
    work[part] = etree.tostring(_new_drawing(sheet.index + 1))
    work.ensure_default_type("vml", _VML_TYPE)
    work.set_content_type(part, _VML_TYPE)
    rid = _relate(work, sheet.part, part, "vmlDrawing", strict)
    relations = _STRICT_RELATIONS if strict else _RELATIONS
    fresh = etree.Element(f"{ns}legacyDrawing", {f"{{{relations}}}id": rid}, nsmap={"r": relations})
    if node is not None:
        root.replace(node, fresh)
    else:
        insert_in_order(root, fresh)
    return work.xml(part)


def _new_drawing(number: int) -> etree._Element:
    root = etree.Element("xml", nsmap={"v": _V, "o": _O, "x": _X})
    layout = etree.SubElement(root, f"{{{_O}}}shapelayout", {f"{{{_V}}}ext": "edit"})
    etree.SubElement(layout, f"{{{_O}}}idmap", {f"{{{_V}}}ext": "edit", "data": str(number)})
    _note_type(root)
    return root


def _note_type(root: etree._Element) -> None:
    kind = etree.SubElement(
        root,
        f"{{{_V}}}shapetype",
        {
            "id": "_x0000_t202",
            "coordsize": "21600,21600",
            f"{{{_O}}}spt": "202",
            "path": "m,l,21600r21600,l21600,xe",
        },
    )
    etree.SubElement(kind, f"{{{_V}}}stroke", {"joinstyle": "miter"})
    etree.SubElement(kind, f"{{{_V}}}path", {"gradientshapeok": "t", f"{{{_O}}}connecttype": "rect"})


def _draw(root: etree._Element, number: int, notes: Iterable[tuple[str, str]]) -> None:
    """The boxes of new notes, right of their cells and as high as their text needs."""
    if not any(node.get("id") == "_x0000_t202" for node in root.iter(f"{{{_V}}}shapetype")):
        _note_type(root)
    taken = {node.get("id", "") for node in root.iter(f"{{{_V}}}shape")}
    identity = number * 1024
    for cell, text in notes:
        identity += 1
        while f"_x0000_s{identity}" in taken:
            identity += 1
        row, column = (place - 1 for place in split_address(cell))
        lines = sum(len(line) // _CHARACTERS + 1 for line in text.split("\n")) * _LINE + 1
        anchor = (column + 1, 15, max(row - 1, 0), 10, column + 1 + _WIDTH, 15, max(row - 1, 0) + lines, 4)
        shape = etree.SubElement(
            root,
            f"{{{_V}}}shape",
            {
                "id": f"_x0000_s{identity}",
                "type": "#_x0000_t202",
                "style": "position:absolute;z-index:1;visibility:hidden",
                "fillcolor": "#ffffe1",
                f"{{{_O}}}insetmode": "auto",
            },
        )
        etree.SubElement(shape, f"{{{_V}}}fill", {"color2": "#ffffe1"})
        etree.SubElement(shape, f"{{{_V}}}shadow", {"on": "t", "color": "black", "obscured": "t"})
        etree.SubElement(shape, f"{{{_V}}}path", {f"{{{_O}}}connecttype": "none"})
        box = etree.SubElement(shape, f"{{{_V}}}textbox", {"style": "mso-direction-alt:auto"})
        etree.SubElement(box, "div", {"style": "text-align:left"})
        data = etree.SubElement(shape, f"{{{_X}}}ClientData", {"ObjectType": "Note"})
        etree.SubElement(data, f"{{{_X}}}MoveWithCells")
        etree.SubElement(data, f"{{{_X}}}SizeWithCells")
        etree.SubElement(data, f"{{{_X}}}Anchor").text = ", ".join(str(part) for part in anchor)
        etree.SubElement(data, f"{{{_X}}}AutoFill").text = "False"
        etree.SubElement(data, f"{{{_X}}}Row").text = str(row)
        etree.SubElement(data, f"{{{_X}}}Column").text = str(column)


def _fresh(work: Package, pattern: str) -> str:
    number = 1
    taken = {part.casefold() for part in work}
    while pattern.format(number).casefold() in taken:
        number += 1
    return pattern.format(number)


def _relate(work: Package, part: str, target: str, kind: str, strict: bool) -> str:
    return work.relate(part, f"{_STRICT_RELATIONS if strict else _RELATIONS}/{kind}", target)
