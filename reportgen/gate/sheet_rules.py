"""What stands on a worksheet besides its cells: columns, merges, tables, rules, links, comments, drawings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from lxml import etree

from reportgen.core.findings import Issue
from reportgen.gate.reader import PackageReader, natural
from reportgen.office.addresses import MAX_COLUMN, MAX_ROW, cell_address, column_number
from reportgen.office.cell_reader import read_cell
from reportgen.office.xml import children, first_child, local_name, unescape_text

Area = tuple[int, int, int, int]  # top, left, bottom, right
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
_WHOLE = re.compile(r"\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?[0-9]{1,7}:\$?[0-9]{1,7}")
_NEVER_EMPTY = ("mergeCells", "cols", "hyperlinks", "dataValidations", "conditionalFormatting")
_WIDEST = 255
_VALIDATION_TEXTS = {"promptTitle": 32, "errorTitle": 32, "prompt": 255, "error": 255}


def area_of(text: str) -> Area | None:
    """A range in the file's spelling as rows and columns; None where it is none."""
    match = _AREA.fullmatch(text)
    if match is None:
        return None
    top, left = int(match[2]), column_number(match[1])
    bottom, right = (int(match[4]), column_number(match[3])) if match[3] else (top, left)
    inside = 1 <= top <= bottom <= MAX_ROW and 1 <= left <= right <= MAX_COLUMN
    return (top, left, bottom, right) if inside else None


def sheet_rules(
    look: PackageReader, part: str, root: etree._Element, dxfs: int, styles: int
) -> Iterator[Issue]:
    """The faults of a worksheet's objects, its tables and cells aside."""
    place = look.place(part)
    for identity, message in (
        *_empty(root),
        *_columns(root, styles),
        *_merges(root),
        *_conditions(root, dxfs),
        *_validations(root),
        *_references(root),
        *_views(root),
    ):
        yield Issue(identity, message, place)
    yield from _comments(look, part)


def _empty(root: etree._Element) -> Iterator[tuple[str, str]]:
    for node in root:
        name = local_name(node)
        if name in _NEVER_EMPTY and not len(node):
            yield "gate-empty-list", f"the list {name} is empty"


def _columns(root: etree._Element, styles: int) -> Iterator[tuple[str, str]]:
    last = 0
    for node in children(root, "cols"):
        low, high = natural(node.get("min")) or 0, natural(node.get("max")) or 0
        if not last < low <= high <= MAX_COLUMN:
            yield "gate-columns", f"the columns {node.get('min')} to {node.get('max')} are not in order"
        last = max(last, high)
        try:
            wide = float(node.get("width", "0"))
        except ValueError:
            wide = -1
        if not 0 <= wide <= _WIDEST:
            yield "gate-columns", f"no column is {node.get('width')} characters wide"
        style = node.get("style")
        if style is not None and not (natural(style) is not None and int(style) < max(styles, 1)):
            yield "gate-cell-style", f"there is no style {style}"
        level = node.get("outlineLevel")
        if level is not None and not 0 <= (natural(level) if natural(level) is not None else 8) <= 7:  # type: ignore[operator]
            yield "gate-outline", f"no column is {level} levels deep"


def _merges(root: etree._Element) -> Iterator[tuple[str, str]]:
    areas: list[tuple[Area, str]] = []
    for node in children(root, "mergeCells"):
        text = node.get("ref", "")
        area = area_of(text)
        if area is None:
            yield "gate-reference", f"the merged cells {text!r} are no range"
        elif area[:2] == area[2:]:
            yield "gate-merge", f"{text} is one cell, merged with itself"
        else:
            areas.append((area, text))
    for one, other in overlapping(areas):
        yield "gate-merge", f"the merged cells {one} and {other} overlap"


def overlapping(areas: Iterable[tuple[Area, str]]) -> Iterator[tuple[str, str]]:
    """Pairs of ranges that share a cell, looked for from top to bottom."""
    open_areas: list[tuple[Area, str]] = []
    for area, name in sorted(areas):
        open_areas = [one for one in open_areas if one[0][2] >= area[0]]
        for other, known in open_areas:
            if other[1] <= area[3] and area[1] <= other[3]:
                yield known, name
        open_areas.append((area, name))


def _conditions(root: etree._Element, dxfs: int) -> Iterator[tuple[str, str]]:
    for node in root:
        if local_name(node) != "conditionalFormatting":
            continue
        yield from _areas(node.get("sqref", ""), "the cells of a conditional format")
        for rule in node:
            if local_name(rule) != "cfRule":
                continue
            dxf = rule.get("dxfId")
            if dxf is not None and not (natural(dxf) is not None and int(dxf) < dxfs):
                yield "gate-format", f"there is no format {dxf} for a condition"
            if natural(rule.get("priority")) in (None, 0):
                yield "gate-condition", f"{rule.get('priority')!r} is no rank of a condition"
            for scale in rule:
                points = sum(local_name(one) == "cfvo" for one in scale)
                colours = sum(local_name(one) == "color" for one in scale)
                if local_name(scale) == "colorScale" and (points != colours or points not in (2, 3)):
                    yield "gate-condition", f"a colour scale has {points} points and {colours} colours"
                elif local_name(scale) == "dataBar" and points != 2:
                    yield "gate-condition", f"a data bar has {points} points"


def _validations(root: etree._Element) -> Iterator[tuple[str, str]]:
    for node in children(root, "dataValidations"):
        yield from _areas(node.get("sqref", ""), "the cells of a validation")
        for name, longest in _VALIDATION_TEXTS.items():
            if len(node.get(name, "")) > longest:
                yield "gate-validation", f"the {name} of a validation is longer than {longest} characters"
        for one in node:
            text = one.text or ""
            if local_name(one).startswith("formula") and text.startswith('"') and len(text) > 257:
                yield "gate-validation", "the list of a validation is longer than 255 characters"


def _references(root: etree._Element) -> Iterator[tuple[str, str]]:
    for node in children(root, "hyperlinks"):
        yield from _areas(node.get("ref", ""), "the cells of a link")
    found = first_child(root, "autoFilter")
    if found is not None and area_of(found.get("ref", "")) is None:
        yield "gate-reference", f"{found.get('ref')!r} is no range to filter"


def _areas(text: str, what: str) -> Iterator[tuple[str, str]]:
    for one in text.split() or [""]:
        if area_of(one) is None and not _WHOLE.fullmatch(one):
            yield "gate-reference", f"{what}, {one!r}, are no range"


def _views(root: etree._Element) -> Iterator[tuple[str, str]]:
    for view in children(root, "sheetViews"):
        for node in view:
            name = "topLeftCell" if local_name(node) == "pane" else "activeCell"
            text = node.get(name)
            if text is not None and area_of(text) is None:
                yield "gate-reference", f"the {name} of a view, {text!r}, is no cell"
            scale = natural(view.get("zoomScale", "100"))
            if scale is None or not (scale == 0 or 10 <= scale <= 400):
                yield "gate-view", f"no view is zoomed to {view.get('zoomScale')} %"


def _comments(look: PackageReader, part: str) -> Iterator[Issue]:
    for target in look.targets(part, "comments"):
        root = look.root(target)
        if root is None:
            continue
        authors = len(list(children(root, "authors")))
        cells = Counter(node.get("ref", "") for node in children(root, "commentList"))
        for node in children(root, "commentList"):
            author = natural(node.get("authorId"))
            if author is None or author >= authors:
                message = f"a comment is by author {node.get('authorId')}, who is not listed"
                yield Issue("gate-comment", message, look.place(target, cell=node.get("ref", "")))
            if area_of(node.get("ref", "")) is None:
                yield Issue("gate-comment", f"a comment stands at {node.get('ref')!r}", look.place(target))
        for cell, count in cells.items():
            if count > 1:
                yield Issue(
                    "gate-comment", f"{count} comments stand at {cell}", look.place(target, cell=cell)
                )


def drawing_rules(look: PackageReader, part: str, root: etree._Element) -> Iterator[Issue]:
    """The anchors of a sheet's drawing: inside the sheet, ends behind beginnings, ids once each."""
    ids: Counter[str] = Counter()
    for anchor in root:
        corners: dict[str, tuple[int, int]] = {}
        for end in anchor:
            if local_name(end) in ("from", "to"):
                values = {local_name(node): natural((node.text or "").strip()) for node in end}
                row, column = values.get("row"), values.get("col")
                if row is None or column is None or row >= MAX_ROW or column >= MAX_COLUMN:
                    message = f"a drawing is anchored at row {row}, column {column}"
                    yield Issue("gate-anchor", message, look.place(part))
                else:
                    corners[local_name(end)] = (row, column)
        if len(corners) == 2 and any(
            first > last for first, last in zip(corners["from"], corners["to"], strict=True)
        ):
            (row, column), (low, right) = corners["from"], corners["to"]
            first, last = cell_address(row + 1, column + 1), cell_address(low + 1, right + 1)
            yield Issue(
                "gate-anchor", f"a drawing ends at {last}, before its beginning {first}", look.place(part)
            )
    alternatives = ("AlternateContent", "Fallback")
    for node in root.iter("{*}cNvPr"):
        if not any(local_name(one) in alternatives for one in node.iterancestors()):
            ids[node.get("id", "")] += 1
    for identity, count in ids.items():
        if count > 1:
            yield Issue("gate-shape-id", f"{count} shapes have the id {identity}", look.place(part))


_NAME = re.compile(r"[^\W\d][\w.\\]*|[_\\][\w.\\]*")


def tables_of(look: PackageReader, part: str) -> list[tuple[str, etree._Element, Area | None]]:
    """The tables of a sheet: part, root and range."""
    found = []
    for target in look.targets(part, "table"):
        root = look.root(target)
        if root is not None:
            found.append((target, root, area_of(root.get("ref", ""))))
    return found


def table_rules(
    look: PackageReader,
    part: str,
    sheet: etree._Element,
    tables: list[tuple[str, etree._Element, Area | None]],
    cells: dict[tuple[int, int], etree._Element],
    strings: tuple[str, ...],
) -> Iterator[Issue]:
    """The faults of the tables of one sheet, `cells` being the cells of their head rows."""
    merges = [
        (area, f"the merged cells {node.get('ref')}")
        for node in children(sheet, "mergeCells")
        if (area := area_of(node.get("ref", ""))) is not None
    ]
    placed = [(area, f"the table {root.get('displayName')}") for _, root, area in tables if area is not None]
    for one, other in overlapping([*placed, *merges]):
        if "table" in one or "table" in other:
            yield Issue("gate-table-area", f"{one} and {other} overlap", look.place(part))
    for target, root, area in tables:
        place = look.place(target)
        if area is None:
            yield Issue("gate-table-area", f"{root.get('ref')!r} is no range of a table", place)
            continue
        columns = list(children(root, "tableColumns"))
        width = area[3] - area[1] + 1
        if len(columns) != width:
            message = f"a table of {width} columns lists {len(columns)}"
            yield Issue("gate-table-columns", message, place)
        names = Counter(unescape_text(node.get("name", "")).casefold() for node in columns)
        ids = Counter(node.get("id", "") for node in columns)
        for values, what in ((names, "name"), (ids, "id")):
            for value, count in values.items():
                if count > 1 or not value:
                    message = f"{count} columns of a table have the {what} {value!r}"
                    yield Issue("gate-table-columns", message, place)
        inner = first_child(root, "autoFilter")
        filtered = area_of(inner.get("ref", "")) if inner is not None else None
        if inner is not None and (filtered is None or not _inside(filtered, area)):
            yield Issue("gate-table-area", f"a table filters {inner.get('ref')}, outside of itself", place)
        if natural(root.get("headerRowCount", "1")) and len(columns) == width:
            yield from _head(look, target, columns, area, cells, strings)


def _inside(one: Area, other: Area) -> bool:
    return other[0] <= one[0] and other[1] <= one[1] and one[2] <= other[2] and one[3] <= other[3]


def _head(
    look: PackageReader,
    target: str,
    columns: list[etree._Element],
    area: Area,
    cells: dict[tuple[int, int], etree._Element],
    strings: tuple[str, ...],
) -> Iterator[Issue]:
    for at, column in enumerate(columns, start=area[1]):
        name = unescape_text(column.get("name", ""))
        cell = cells.get((area[0], at))
        shown = read_cell(cell, strings).value if cell is not None else None
        if shown is None or _plain(shown) != _plain(name):
            message = f"the column {name!r} of a table has the head {shown!r}"
            yield Issue("gate-table-head", message, look.place(target))


def _plain(text: str) -> str:
    return " ".join(text.replace("_x000a_", "\n").split()).casefold()


def table_names(look: PackageReader, parts: list[str], names: set[str]) -> Iterator[Issue]:
    """Ids and names of all tables of the workbook, and the defined names (folded) that they must not take."""
    ids: Counter[str] = Counter()
    called: Counter[str] = Counter()
    for part in parts:
        for target, root, _ in tables_of(look, part):
            name = root.get("displayName", "")
            ids[root.get("id", "")] += 1
            called[name.casefold()] += 1
            if not _NAME.fullmatch(name) or len(name) > 255 or area_of(name.upper()) is not None:
                yield Issue("gate-table-name", f"{name!r} is no name of a table", look.place(target))
            if name.casefold() in names:
                message = f"a table and a defined name are both called {name}"
                yield Issue("gate-table-name", message, look.place(target))
    for value, count in ids.items():
        if count > 1:
            yield Issue("gate-table-id", f"{count} tables have the id {value}", look.place(look.main))
    for value, count in called.items():
        if count > 1:
            yield Issue("gate-table-name", f"{count} tables are called {value}", look.place(look.main))
