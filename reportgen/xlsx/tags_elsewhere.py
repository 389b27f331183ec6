"""Tags in a workbook that stand anywhere but in its cells, where nothing would fill them.

<f>"Report "&amp;"{{title}}"</f>    <a:t>Box {{title}}</a:t>    <hyperlink tooltip="{{title}}"/>    a tab "{{year}}"
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from urllib.parse import unquote

from lxml import etree

from reportgen.core.findings import Issue, Place, Severity
from reportgen.core.structs import replace
from reportgen.formula.structured import escaped_column
from reportgen.office.package import Package, PackageError
from reportgen.office.sheets import SheetPart, workbook_part
from reportgen.office.tags import half_tags, only_tag
from reportgen.office.xml import local_name, namespace_of, unescape_text
from reportgen.xlsx.page_texts import is_page_text
from reportgen.xlsx.table_heads import FORMULAS

_TAG = re.compile(r"\{\{\s*[^{}\s][^{}]*\}\}")
# Braces in pairs, also those of an address, or one at the end of a run.
_BRACES = re.compile(rb"\{\{|\}\}|\{<|\}<|%7B%7B", re.IGNORECASE)
# Their texts are those of cells: the cells' own, and what charts and pivot tables keep of them.
_OF_CELLS = ("/xl/sharedStrings", "/xl/pivotCache/", "/xl/pivotTables/", "/customXml/")
_KEPT = frozenset(("numCache", "strCache", "multiLvlStrCache", "dlblRangeCache", "lvl"))
_PARAGRAPHS = ("p", "text")
# the text of a cell once more: of a link's, which goes with the first filling, of a table's head, which follows it
_SHOWN = frozenset((("hyperlink", "display"), ("tableColumn", "name")))
_OF_PICTURES = frozenset((("cNvPr", "name"), ("cNvPr", "descr")))
_HINTS = {
    "sheet": "the tab of a sheet that is repeated may hold tags: {{#list sheet}} in its cell A1",
    "f": "put the tag into a cell of its own, and name that cell in the formula",
}
_HINT = "put the tag into a cell, and let this show the cell"


def tags_elsewhere(
    package: Package, sheets: Collection[SheetPart], repeated: Collection[str]
) -> Iterator[Issue]:
    """A finding for every tag outside cells, whole or half; tabs of the sheets `repeated` may hold tags.

    So may heads and feet of printed pages, whose half tags are told all the same.
    """
    yield from dict.fromkeys(_found(package, sheets, repeated))


def _found(package: Package, sheets: Collection[SheetPart], repeated: Collection[str]) -> Iterator[Issue]:
    by_part = {sheet.part: sheet.name for sheet in sheets}
    book = workbook_part(package)
    columns = tuple(_tagged_columns(package, sheets))
    for part in package:
        content = package[part]
        if part.startswith(_OF_CELLS) or _BRACES.search(content) is None:
            continue
        try:
            root = package.peek(part)
        except PackageError:  # no markup, or an old drawing that is not well-formed
            continue
        sheet = by_part.get(part, "")
        for node, text in _texts(root):
            if local_name(node) in FORMULAS:
                text = _without_columns(text, columns)
            is_tab = part == book and local_name(node) == "sheet"
            for name in repeated:
                text = text.replace(name, "").replace(name.replace("'", "''"), "")
            place = Place(package.name, sheet=sheet, cell=_cell(node))
            if not sheet:
                place = replace(place, sheet=node.get("name", "") if is_tab else "", part=part)
            hint = _HINTS.get(local_name(node), _HINT)
            for found in () if is_page_text(node) else _TAG.findall(text):
                yield Issue(
                    "tag-outside-cells",
                    "tags are filled in cells, and in heads and feet of printed pages",
                    place,
                    found=found,
                    hint=hint,
                )
            # A formula may put braces together.
            for found in half_tags(text) if local_name(node) not in FORMULAS else ():
                yield half_tag(found, place)


def half_tag(braces: str, place: Place) -> Issue:
    """The finding for what begins or ends like a tag and does not do both, which stays as it is."""
    message = "the braces of this tag do not open and close"
    return Issue("broken-tag", message, place, Severity.WARNING, "{{name}}", braces[:80])


def _tagged_columns(package: Package, sheets: Iterable[SheetPart]) -> Iterator[str]:
    """The columns of tables whose heads hold tags, as formulas name them, which follow their heads."""
    for sheet in sheets:
        for part in package.related(sheet.part, "table"):
            if part in package and b"{{" in package[part]:
                for node in package.peek(part).iter("{*}tableColumn"):
                    if "{{" in node.get("name", ""):
                        yield f"[{escaped_column(unescape_text(node.get('name', '')))}]"


def _without_columns(formula: str, columns: Iterable[str]) -> str:
    for column in columns:
        formula = re.sub(re.escape(column), "", formula, flags=re.IGNORECASE)
    return formula


def _texts(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """The texts and attributes that hold braces; of a paragraph the text of all its runs together."""
    data = root.find(f"{namespace_of(root)}sheetData")
    for formula in data.iter(f"{namespace_of(root)}f") if data is not None else ():
        if formula.text and "{{" in formula.text:
            yield formula, formula.text
    for top in root if data is not None else (root,):
        if top is not data:
            yield from _texts_in(top)


def _texts_in(top: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    for node in top.iter("*"):
        name = local_name(node)
        shown = _OF_PICTURES if name == "cNvPr" and _is_picture(node) else _SHOWN
        texts = [unquote(str(value)) for key, value in node.attrib.items() if (name, key) not in shown]
        texts = [text for text in texts if "{{" in text]
        if name in _PARAGRAPHS:
            texts.append("".join(run.text or "" for run in node.iter("{*}t")))
        elif name != "t":
            texts.append(node.text or "")
        for text in texts:
            if ("{{" in text or "}}" in text) and not any(
                _is_kept(one) for one in (node, *node.iterancestors())
            ):
                yield node, text


def _is_picture(node: etree._Element) -> bool:
    """Whether an element names a picture, whose name or alternative text may be a tag."""
    around = node.getparent()
    tag = only_tag(node.get("name", "")) or only_tag(node.get("descr", ""))
    return tag is not None and around is not None and local_name(around) == "nvPicPr"


def _is_kept(node: etree._Element) -> bool:
    """Whether what is in an element is kept of cells: by a chart, or by a shape that shows one."""
    return local_name(node) in _KEPT or bool(node.get("textlink"))


def _cell(node: etree._Element) -> str:
    """The cell that an element of a sheet belongs to."""
    for one in (node, *node.iterancestors()):
        place = one.get("r") if local_name(one) == "c" else one.get("ref") or one.get("sqref")
        if place:
            return place.split()[0].split(":")[0]
    return ""
