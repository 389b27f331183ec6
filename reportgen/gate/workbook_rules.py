"""What a workbook owes as a whole: sheets, names, styles, names of tables, pivots."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from reportgen.gate.reader import Fault, GateRule, WorkbookFacts, XmlPart, is_between, natural, repeated
from reportgen.gate.sheet_rules import area_of, tables_of
from reportgen.office.xml import children, local_name, namespace_of, string_item_text

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_TAB = 31
_LAST_SHEET_ID = 65_534
_NAME = re.compile(r"(?:[^\W\d]|[_\\])[\w.\\?]*")
_TABLE_NAME = re.compile(r"[^\W\d][\w.\\]*|[_\\][\w.\\]*")
_CELL_LIKE = re.compile(r"R\d*(?:C\d*)?|C\d*", re.IGNORECASE)
_LONGEST_NAME = 255
_MOST_STYLES = 65_490
_PARTS_OF_FORMAT = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}
# Formats of cells are made of named ones as well.
_PARTS_OF = {"cellStyleXfs": _PARTS_OF_FORMAT, "cellXfs": {**_PARTS_OF_FORMAT, "xfId": "cellStyleXfs"}}


def read_book(book: XmlPart) -> WorkbookFacts:
    """What the rules for single sheets need of the whole workbook."""
    counts = _style_counts(book)
    strings: tuple[str, ...] = ()
    for part in book.reader.targets(book.part, "sharedStrings"):
        root = book.reader.root(part)
        items = root.iterfind(f"{namespace_of(root)}si") if root is not None else ()
        strings = tuple(string_item_text(item) for item in items)
    return WorkbookFacts(counts.get("cellXfs", 0), counts.get("dxfs", 0), strings, _calculation_chain(book))


def _calculation_chain(book: XmlPart) -> dict[str, list[str]]:
    """The cells that are to be calculated, by the part of their sheet."""
    root = _root(book, "calcChain")
    if root is None:
        return {}
    nodes = children(book.root, "sheets")
    sheets = {
        node.get("sheetId", ""): part for node, (_, part) in zip(nodes, book.reader.sheets(), strict=True)
    }
    cells: dict[str, list[str]] = {}
    sheet = ""
    for node in root:
        sheet = node.get("i", sheet)  # an entry without a sheet is on that of the one before
        cells.setdefault(sheets.get(sheet, ""), []).append(node.get("r", ""))
    return cells


def _no_sheet(book: XmlPart) -> Iterator[str]:
    if not children(book.root, "sheets"):
        yield "the workbook has no sheet"


def _sheet_list(book: XmlPart) -> Iterator[str]:
    nodes = children(book.root, "sheets")
    sheets = book.reader.sheets()
    if nodes and all(node.get("state", "visible") != "visible" for node in nodes):
        yield "all sheets of the workbook are hidden"
    for name, part in sheets:
        if not part:
            yield f"the sheet {name} leads nowhere"
        elif part not in book.reader.package:
            yield f"the sheet {name} leads to {part}, which is not there"
    for part, count in repeated(part for _, part in sheets if part):
        yield f"{count} sheets lead to {part}"
    for view in children(book.root, "bookViews"):
        at = natural(view.get("activeTab", "0"))
        if at is None or (nodes and at >= len(nodes)):
            yield f"sheet {view.get('activeTab')} is to be shown, which is not there"


def _sheet_names(book: XmlPart) -> Iterator[str]:
    names = [name for name, _ in book.reader.sheets()]
    for value, count in repeated(name.casefold() for name in names):
        yield f"{count} sheets are called {value}"
    for name in names:
        length = len(name.encode("utf-16-le")) // 2
        quoted = name.startswith("'") or name.endswith("'")
        if not 0 < length <= _LONGEST_TAB or _FORBIDDEN.search(name) or quoted:
            yield f"{name!r} is no name of a sheet"


def _sheet_ids(book: XmlPart) -> Iterator[str]:
    ids = Counter(node.get("sheetId", "") for node in children(book.root, "sheets"))
    for value, count in ids.items():
        if count > 1 or not is_between(value, 1, _LAST_SHEET_ID):
            yield f"{count} sheets have the id {value!r}"


def _names(book: XmlPart) -> Iterator[str]:
    nodes = children(book.root, "definedNames")
    sheets = len(book.reader.sheets())
    given = Counter((node.get("name", "").casefold(), node.get("localSheetId", "")) for node in nodes)
    for (name, _), count in given.items():
        if count > 1:
            yield f"{count} defined names are called {name}"
    for node in nodes:
        name = node.get("name", "")
        plain = name.removeprefix("_xlnm.")
        like_cell = _CELL_LIKE.fullmatch(plain) or area_of(plain.upper()) is not None
        if not _NAME.fullmatch(plain) or len(name) > _LONGEST_NAME or like_cell:
            yield f"{name!r} is no name for cells"
        local = node.get("localSheetId")
        if local is not None and not is_between(local, 0, sheets - 1):
            yield f"the name {name} belongs to sheet {local}, which is not there"
        if not (node.text or "").strip():
            yield f"the name {name} stands for nothing"


def _styles(book: XmlPart) -> Iterator[Fault]:
    root = _root(book, "styles")
    if root is None:
        return
    place = book.reader.place_of(next(book.reader.targets(book.part, "styles")))
    counts = _style_counts(book)
    for value, count in repeated(node.get("numFmtId", "") for node in children(root, "numFmts")):
        yield Fault(f"{count} number formats have the number {value}", place)
    for holder, parts in _PARTS_OF.items():
        for at, xf in enumerate(children(root, holder)):
            for name, target in parts.items():
                given = xf.get(name)
                if given is not None and not is_between(given, 0, max(counts.get(target, 0), 1) - 1):
                    yield Fault(f"{name} {given} of format {at} is not in {target}", place)
    for node in children(root, "cellStyles"):
        base = node.get("xfId")
        if not is_between(base, 0, max(counts.get("cellStyleXfs", 0), 1) - 1):
            yield Fault(f"the style {node.get('name')} is made of format {base}", place)
    if counts.get("cellXfs", 0) > _MOST_STYLES:
        yield Fault(f"the workbook has {counts['cellXfs']:,} cell formats", place)


def _style_counts(book: XmlPart) -> dict[str, int]:
    """How many formats, fonts, fills and so on the lists of the styles part hold."""
    root = _root(book, "styles")
    return {
        local_name(node): sum(isinstance(one.tag, str) for one in node)
        for node in (root if root is not None else ())
    }


def _root(book: XmlPart, kind: str) -> etree._Element | None:
    part = next(book.reader.targets(book.part, kind), "")
    return book.reader.root(part) if part else None


def _tables(book: XmlPart) -> list[tuple[str, etree._Element]]:
    worksheets = set(book.reader.targets(book.part, "worksheet"))
    sheets = [part for _, part in book.reader.sheets() if part in worksheets]
    return [(table.part, table.root) for part in sheets for table in tables_of(book.reader, part)]


def _table_ids(book: XmlPart) -> Iterator[str]:
    for value, count in repeated(root.get("id", "") for _, root in _tables(book)):
        yield f"{count} tables have the id {value}"


def _table_names(book: XmlPart) -> Iterator[str | Fault]:
    tables = _tables(book)
    nodes = children(book.root, "definedNames")
    defined = {node.get("name", "").casefold() for node in nodes if not node.get("localSheetId")}
    for part, root in tables:
        name, place = root.get("displayName", ""), book.reader.place_of(part)
        if not _TABLE_NAME.fullmatch(name) or len(name) > _LONGEST_NAME or area_of(name.upper()) is not None:
            yield Fault(f"{name!r} is no name of a table", place)
        if name.casefold() in defined:
            yield Fault(f"a table and a defined name are both called {name}", place)
    for value, count in repeated(root.get("displayName", "").casefold() for _, root in tables):
        yield f"{count} tables are called {value}"


def _pivots(book: XmlPart) -> Iterator[str | Fault]:
    caches = Counter(node.get("cacheId", "") for node in children(book.root, "pivotCaches"))
    for value, count in caches.items():
        if count > 1:
            yield f"{count} pivot caches have the id {value}"
    for target in [
        one for _, part in book.reader.sheets() for one in book.reader.targets(part, "pivotTable")
    ]:
        pivot = book.reader.root(target)
        if pivot is not None and pivot.get("cacheId", "") not in caches:
            message = f"a pivot table shows the cache {pivot.get('cacheId')}, which is not listed"
            yield Fault(message, book.reader.place_of(target))


WORKBOOK_RULES = (
    GateRule("gate-no-sheet", _no_sheet),
    GateRule("gate-sheet-list", _sheet_list),
    GateRule("gate-sheet-name", _sheet_names),
    GateRule("gate-sheet-id", _sheet_ids),
    GateRule("gate-defined-name", _names),
    GateRule("gate-style", _styles),
    GateRule("gate-table-id", _table_ids),
    GateRule("gate-table-name", _table_names),
    GateRule("gate-pivot", _pivots),
)
