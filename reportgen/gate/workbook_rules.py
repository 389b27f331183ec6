"""What a workbook owes as a whole: sheets, names, styles, texts, the order of calculation, pivots."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator, Iterator

from lxml import etree

from reportgen.core.findings import Issue
from reportgen.gate.cell_rules import SheetContents, cell_rules, streamed_rules
from reportgen.gate.reader import PackageReader, natural
from reportgen.gate.sheet_rules import Area, area_of, sheet_rules, table_names, table_rules, tables_of
from reportgen.office.xml import children, local_name, namespace_of, string_item_text

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_TAB = 31
_LAST_SHEET_ID = 65_534
_NAME = re.compile(r"(?:[^\W\d]|[_\\])[\w.\\?]*")
_CELL_LIKE = re.compile(r"R\d*(?:C\d*)?|C\d*", re.IGNORECASE)
_MOST_STYLES = 65_490


def workbook_rules(look: PackageReader) -> Iterator[Issue]:
    """All faults of a workbook, what every part of it owes aside."""
    root = look.root(look.main)
    assert root is not None
    sheets = look.sheets()
    yield from _sheets(look, root, sheets)
    names = yield from _names(look, root, len(sheets))
    counts = yield from _styles(look)
    worksheets = [part for _, part in sheets if part in set(look.targets(look.main, "worksheet"))]
    yield from table_names(look, worksheets, names)
    strings: tuple[str, ...] = ()
    for part in look.targets(look.main, "sharedStrings"):
        shared = look.root(part)
        items = shared.iterfind(f"{namespace_of(shared)}si") if shared is not None else ()
        strings = tuple(string_item_text(item) for item in items)
    chain = _CalculationChain(look, sheets)
    for part in worksheets:
        large = look.package.deflated(part)
        if large is not None:
            yield from streamed_rules(look, part, large)
            continue
        sheet = look.root(part)
        if sheet is None or local_name(sheet) != "worksheet":
            continue
        tables = tables_of(look, part)
        heads = {area[0] for _, _, area in tables if area is not None}
        seen = SheetContents()
        yield from cell_rules(look, part, sheet, counts[0], len(strings), heads, seen)
        yield from sheet_rules(look, part, sheet, counts[1], counts[0])
        yield from table_rules(look, part, sheet, tables, seen.texts, strings)
        yield from chain.faults(part, seen)
    yield from _pivots(look, root)


def _sheets(look: PackageReader, root: etree._Element, sheets: list[tuple[str, str]]) -> Iterator[Issue]:
    place = look.place(look.main)
    nodes = list(children(root, "sheets"))
    if not nodes:
        yield Issue("gate-no-sheet", "the workbook has no sheet", place)
    elif all(node.get("state", "visible") != "visible" for node in nodes):
        yield Issue("gate-sheet-list", "all sheets of the workbook are hidden", place)
    for value, count in Counter(name.casefold() for name, _ in sheets).items():
        if count > 1:
            yield Issue("gate-sheet-name", f"{count} sheets are called {value}", place)
    for name, part in sheets:
        if (
            not 0 < len(name.encode("utf-16-le")) // 2 <= _LONGEST_TAB
            or _FORBIDDEN.search(name)
            or name.startswith("'")
            or name.endswith("'")
        ):
            yield Issue("gate-sheet-name", f"{name!r} is no name of a sheet", place)
        if part and part not in look.package:
            yield Issue("gate-sheet-list", f"the sheet {name} leads to {part}, which is not there", place)
        elif not part:
            yield Issue("gate-sheet-list", f"the sheet {name} leads nowhere", place)
    for part, count in Counter(part for _, part in sheets if part).items():
        if count > 1:
            yield Issue("gate-sheet-list", f"{count} sheets lead to {part}", place)
    for value, count in Counter(node.get("sheetId", "") for node in nodes).items():
        if count > 1 or not 1 <= (natural(value) or 0) <= _LAST_SHEET_ID:
            yield Issue("gate-sheet-id", f"{count} sheets have the id {value!r}", place)
    for view in children(root, "bookViews"):
        at = natural(view.get("activeTab", "0"))
        if at is None or (nodes and at >= len(nodes)):
            yield Issue(
                "gate-sheet-list", f"sheet {view.get('activeTab')} is to be shown, which is not there", place
            )


def _names(look: PackageReader, root: etree._Element, sheets: int) -> Generator[Issue, None, set[str]]:
    place = look.place(look.main)
    nodes = list(children(root, "definedNames"))
    given = Counter((node.get("name", "").casefold(), node.get("localSheetId", "")) for node in nodes)
    for (name, _), count in given.items():
        if count > 1:
            yield Issue("gate-defined-name", f"{count} defined names are called {name}", place)
    for node in nodes:
        name = node.get("name", "")
        plain = name.removeprefix("_xlnm.")
        if (
            not _NAME.fullmatch(plain)
            or len(name) > 255
            or _CELL_LIKE.fullmatch(plain)
            or area_of(plain.upper()) is not None
        ):
            yield Issue("gate-defined-name", f"{name!r} is no name for cells", place)
        local = node.get("localSheetId")
        if local is not None and not (natural(local) is not None and int(local) < sheets):
            yield Issue(
                "gate-defined-name", f"the name {name} belongs to sheet {local}, which is not there", place
            )
        if not (node.text or "").strip():
            yield Issue("gate-defined-name", f"the name {name} stands for nothing", place)
    return {name for name, local in given if not local}


def _styles(look: PackageReader) -> Generator[Issue, None, tuple[int, int]]:
    """The faults of the styles; gives how many cell formats and how many formats for conditions there are."""
    part = next(look.targets(look.main, "styles"), "")
    root = look.root(part) if part else None
    if root is None:
        return 0, 0
    place = look.place(part)
    counts = {local_name(node): sum(isinstance(one.tag, str) for one in node) for node in root}
    own = Counter(node.get("numFmtId", "") for node in children(root, "numFmts"))
    for value, count in own.items():
        if count > 1:
            yield Issue("gate-style", f"{count} number formats have the number {value}", place)
    for holder in ("cellStyleXfs", "cellXfs"):
        for at, xf in enumerate(children(root, holder)):
            for name, target in (
                ("fontId", "fonts"),
                ("fillId", "fills"),
                ("borderId", "borders"),
                *([("xfId", "cellStyleXfs")] if holder == "cellXfs" else []),
            ):
                given = xf.get(name)
                if given is not None and not (
                    natural(given) is not None and int(given) < max(counts.get(target, 0), 1)
                ):
                    yield Issue("gate-style", f"{name} {given} of format {at} is not in {target}", place)
    for node in children(root, "cellStyles"):
        base = natural(node.get("xfId"))
        if base is None or base >= max(counts.get("cellStyleXfs", 0), 1):
            yield Issue(
                "gate-style", f"the style {node.get('name')} is made of format {node.get('xfId')}", place
            )
    if counts.get("cellXfs", 0) > _MOST_STYLES:
        yield Issue("gate-style", f"the workbook has {counts['cellXfs']:,} cell formats", place)
    return counts.get("cellXfs", 0), counts.get("dxfs", 0)


class _CalculationChain:
    """The order of calculation: an entry for a cell without a formula makes Excel repair the workbook."""

    def __init__(self, look: PackageReader, sheets: list[tuple[str, str]]) -> None:
        self.part = next(look.targets(look.main, "calcChain"), "")
        self.look = look
        self.cells: dict[str, list[str]] = {}
        root = look.root(self.part) if self.part else None
        main = look.root(look.main)
        if root is None or main is None:
            return
        by_id = {
            node.get("sheetId", ""): part
            for node, (_, part) in zip(children(main, "sheets"), sheets, strict=True)
        }
        sheet = ""
        for node in root:
            sheet = node.get("i", sheet)
            self.cells.setdefault(by_id.get(sheet, ""), []).append(node.get("r", ""))

    def faults(self, part: str, seen: SheetContents) -> Iterator[Issue]:
        """The entries of one sheet whose cells have no formula, not even a share in an array's."""
        arrays = [area for text in seen.arrays if (area := area_of(text)) is not None]
        for cell in self.cells.get(part, ()):
            if cell not in seen.formulas and not _in_one(cell, arrays):
                message = f"{cell} is to be calculated but has no formula"
                yield Issue("gate-calculation-chain", message, self.look.place(part, cell=cell))


def _in_one(cell: str, areas: list[Area]) -> bool:
    at = area_of(cell)
    return at is not None and any(
        top <= at[0] <= bottom and left <= at[1] <= right for top, left, bottom, right in areas
    )


def _pivots(look: PackageReader, root: etree._Element) -> Iterator[Issue]:
    caches = Counter(node.get("cacheId", "") for node in children(root, "pivotCaches"))
    for value, count in caches.items():
        if count > 1:
            yield Issue("gate-pivot", f"{count} pivot caches have the id {value}", look.place(look.main))
    for _, part in look.sheets():
        for target in look.targets(part, "pivotTable"):
            pivot = look.root(target)
            if pivot is not None and pivot.get("cacheId", "") not in caches:
                message = f"a pivot table shows the cache {pivot.get('cacheId')}, which is not listed"
                yield Issue("gate-pivot", message, look.place(target))
