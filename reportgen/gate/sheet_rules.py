"""What stands on a worksheet besides its cells: columns, merges, tables, rules, links, comments, drawings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from lxml import etree

from reportgen.gate.reader import (
    CellArea,
    Fault,
    GateRule,
    PackageReader,
    Table,
    Worksheet,
    XmlPart,
    is_between,
    natural,
    repeated,
)
from reportgen.office.addresses import MAX_COLUMN, MAX_ROW, cell_address, column_number
from reportgen.office.xml import children, first_child, local_name, unescape_text

_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
_WHOLE = re.compile(r"\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?[0-9]{1,7}:\$?[0-9]{1,7}")
_NEVER_EMPTY = ("mergeCells", "cols", "hyperlinks", "dataValidations", "conditionalFormatting")
_ALTERNATIVES = ("AlternateContent", "Fallback")
# 255 characters and the margins of their cell, which are less than one more.
_WIDEST = 256
_DEEPEST = 7
_VALIDATION_TEXTS = {"promptTitle": 32, "errorTitle": 32, "prompt": 255, "error": 255}


def area_of(text: str) -> CellArea | None:
    """A range in the file's spelling as rows and columns; None where it is none."""
    match = _AREA.fullmatch(text)
    if match is None:
        return None
    top, left = int(match[2]), column_number(match[1])
    bottom, right = (int(match[4]), column_number(match[3])) if match[3] else (top, left)
    inside = 1 <= top <= bottom <= MAX_ROW and 1 <= left <= right <= MAX_COLUMN
    return CellArea(top, left, bottom, right) if inside else None


def tables_of(reader: PackageReader, part: str) -> tuple[Table, ...]:
    """The tables of a sheet."""
    roots = [(target, reader.root(target)) for target in reader.targets(part, "table")]
    return tuple(
        Table(target, root, area_of(root.get("ref", ""))) for target, root in roots if root is not None
    )


def _empty(sheet: Worksheet) -> Iterator[str]:
    for node in sheet.root:
        name = local_name(node)
        if name in _NEVER_EMPTY and not len(node):
            yield f"the list {name} is empty"


def _columns(sheet: Worksheet) -> Iterator[str]:
    last = 0
    for node in children(sheet.root, "cols"):
        low, high = natural(node.get("min")) or 0, natural(node.get("max")) or 0
        if not last < low <= high <= MAX_COLUMN:
            yield f"the columns {node.get('min')} to {node.get('max')} are not in order"
        last = max(last, high)
        try:
            wide = float(node.get("width", "0"))
        except ValueError:
            wide = -1
        if not 0 <= wide <= _WIDEST:
            yield f"no column is {node.get('width')} characters wide"


def _column_styles(sheet: Worksheet) -> Iterator[str]:
    for node in children(sheet.root, "cols"):
        style = node.get("style")
        if style is not None and not is_between(style, 0, max(sheet.book.cell_formats, 1) - 1):
            yield f"there is no style {style}"


def _column_levels(sheet: Worksheet) -> Iterator[str]:
    for node in children(sheet.root, "cols"):
        level = node.get("outlineLevel")
        if level is not None and not is_between(level, 0, _DEEPEST):
            yield f"no column is {level} levels deep"


def _merges(sheet: Worksheet) -> Iterator[str]:
    areas: list[tuple[CellArea, str]] = []
    for area, text in _merged(sheet):
        if area[:2] == area[2:]:
            yield f"{text} is one cell, merged with itself"
        else:
            areas.append((area, text))
    for one, other in _overlapping(areas):
        yield f"the merged cells {one} and {other} overlap"


def _merged(sheet: Worksheet) -> list[tuple[CellArea, str]]:
    texts = [node.get("ref", "") for node in children(sheet.root, "mergeCells")]
    return [(area, text) for text in texts if (area := area_of(text)) is not None]


def _overlapping(areas: Iterable[tuple[CellArea, str]]) -> Iterator[tuple[str, str]]:
    """The names of pairs of ranges that share a cell, looked for from top to bottom."""
    open_areas: list[tuple[CellArea, str]] = []
    for area, name in sorted(areas):
        open_areas = [one for one in open_areas if one[0].bottom >= area.top]
        yield from ((known, name) for other, known in open_areas if other.overlaps(area))
        open_areas.append((area, name))


def _condition_formats(sheet: Worksheet) -> Iterator[str]:
    for rule in _conditions(sheet):
        dxf = rule.get("dxfId")
        if dxf is not None and not is_between(dxf, 0, sheet.book.condition_formats - 1):
            yield f"there is no format {dxf} for a condition"


def _condition_rules(sheet: Worksheet) -> Iterator[str]:
    for rule in _conditions(sheet):
        if natural(rule.get("priority")) in (None, 0):
            yield f"{rule.get('priority')!r} is no rank of a condition"
        for scale in rule:
            points = sum(local_name(one) == "cfvo" for one in scale)
            colours = sum(local_name(one) == "color" for one in scale)
            if local_name(scale) == "colorScale" and (points != colours or points not in (2, 3)):
                yield f"a colour scale has {points} points and {colours} colours"
            elif local_name(scale) == "dataBar" and points != 2:
                yield f"a data bar has {points} points"


def _conditions(sheet: Worksheet) -> Iterator[etree._Element]:
    for node in sheet.root:
        if local_name(node) == "conditionalFormatting":
            yield from (rule for rule in node if local_name(rule) == "cfRule")


def _validations(sheet: Worksheet) -> Iterator[str]:
    for node in children(sheet.root, "dataValidations"):
        for name, longest in _VALIDATION_TEXTS.items():
            if len(node.get(name, "")) > longest:
                yield f"the {name} of a validation is longer than {longest} characters"
        for one in node:
            text = one.text or ""
            if local_name(one).startswith("formula") and text.startswith('"') and len(text) > 257:
                yield "the list of a validation is longer than 255 characters"


def _references(sheet: Worksheet) -> Iterator[str]:
    for node in children(sheet.root, "mergeCells"):
        if area_of(node.get("ref", "")) is None:
            yield f"the merged cells {node.get('ref', '')!r} are no range"
    for node in sheet.root:
        if local_name(node) == "conditionalFormatting":
            yield from _areas(node.get("sqref", ""), "the cells of a conditional format")
    for node in children(sheet.root, "dataValidations"):
        yield from _areas(node.get("sqref", ""), "the cells of a validation")
    for node in children(sheet.root, "hyperlinks"):
        yield from _areas(node.get("ref", ""), "the cells of a link")
    found = first_child(sheet.root, "autoFilter")
    if found is not None and area_of(found.get("ref", "")) is None:
        yield f"{found.get('ref')!r} is no range to filter"
    for node in [node for view in children(sheet.root, "sheetViews") for node in view]:
        name = "topLeftCell" if local_name(node) == "pane" else "activeCell"
        text = node.get(name)
        if text is not None and area_of(text) is None:
            yield f"the {name} of a view, {text!r}, is no cell"


def _areas(text: str, what: str) -> Iterator[str]:
    for one in text.split() or [""]:
        if area_of(one) is None and not _WHOLE.fullmatch(one):
            yield f"{what}, {one!r}, are no range"


def _views(sheet: Worksheet) -> Iterator[str]:
    for view in children(sheet.root, "sheetViews"):
        scale = view.get("zoomScale", "0")
        if len(view) and not (is_between(scale, 0, 0) or is_between(scale, 10, 400)):
            yield f"no view is zoomed to {scale} %"


def _comments(sheet: Worksheet) -> Iterator[Fault]:
    reader = sheet.reader
    for part in reader.targets(sheet.part, "comments"):
        root = reader.root(part)
        if root is None:
            continue
        authors = len(children(root, "authors"))
        comments = children(root, "commentList")
        for node in comments:
            cell, author = node.get("ref", ""), node.get("authorId")
            if not is_between(author, 0, authors - 1):
                message = f"a comment is by author {author}, who is not listed"
                yield Fault(message, reader.place_of(part, cell=cell))
            if area_of(cell) is None:
                yield Fault(f"a comment stands at {node.get('ref')!r}", reader.place_of(part))
        for cell, count in repeated(node.get("ref", "") for node in comments):
            yield Fault(f"{count} comments stand at {cell}", reader.place_of(part, cell=cell))


def _anchors(drawing: XmlPart) -> Iterator[str]:
    """Anchors stand inside the sheet, their ends behind their beginnings."""
    for anchor in drawing.root:
        corners: dict[str, tuple[int, int]] = {}
        for end in anchor:
            if local_name(end) in ("from", "to"):
                values = {local_name(node): natural((node.text or "").strip()) for node in end}
                row, column = values.get("row"), values.get("col")
                if row is None or column is None or row >= MAX_ROW or column >= MAX_COLUMN:
                    yield f"a drawing is anchored at row {row}, column {column}"
                else:
                    corners[local_name(end)] = (row + 1, column + 1)
        if len(corners) == 2:
            begin, end_cell = corners["from"], corners["to"]
            if any(first > last for first, last in zip(begin, end_cell, strict=True)):
                yield f"a drawing ends at {cell_address(*end_cell)}, before its beginning {cell_address(*begin)}"


def _shape_ids(drawing: XmlPart) -> Iterator[str]:
    ids = (
        node.get("id", "")
        for node in drawing.root.iter("{*}cNvPr")
        if not any(local_name(one) in _ALTERNATIVES for one in node.iterancestors())
    )
    for identity, count in repeated(ids):
        yield f"{count} shapes have the id {identity}"


def _table_areas(sheet: Worksheet) -> Iterator[str | Fault]:
    areas = [(area, f"the merged cells {text}") for area, text in _merged(sheet)]
    areas += [
        (table.area, f"the table {table.root.get('displayName')}")
        for table in sheet.tables
        if table.area is not None
    ]
    for one, other in _overlapping(areas):
        if "table" in one or "table" in other:
            yield f"{one} and {other} overlap"
    for table in sheet.tables:
        place = sheet.reader.place_of(table.part)
        if table.area is None:
            yield Fault(f"{table.root.get('ref')!r} is no range of a table", place)
            continue
        inner = first_child(table.root, "autoFilter")
        filtered = area_of(inner.get("ref", "")) if inner is not None else None
        if inner is not None and (filtered is None or not table.area.holds(filtered)):
            yield Fault(f"a table filters {inner.get('ref')}, outside of itself", place)


def _table_columns(sheet: Worksheet) -> Iterator[Fault]:
    for table in [table for table in sheet.tables if table.area is not None]:
        place = sheet.reader.place_of(table.part)
        columns, width = children(table.root, "tableColumns"), _width(table)
        if len(columns) != width:
            yield Fault(f"a table of {width} columns lists {len(columns)}", place)
        names = Counter(unescape_text(node.get("name", "")).casefold() for node in columns)
        ids = Counter(node.get("id", "") for node in columns)
        for values, what in ((names, "name"), (ids, "id")):
            for value, count in values.items():
                if count > 1 or not value:
                    yield Fault(f"{count} columns of a table have the {what} {value!r}", place)


def _table_heads(sheet: Worksheet) -> Iterator[Fault]:
    for table in sheet.tables:
        columns = children(table.root, "tableColumns")
        headless = not natural(table.root.get("headerRowCount", "1"))
        if table.area is None or headless or len(columns) != _width(table):
            continue
        for at, column in enumerate(columns, start=table.area.left):
            name = unescape_text(column.get("name", ""))
            shown = sheet.contents.heads.get((table.area.top, at))
            if shown is None or _plain(shown) != _plain(name):
                message = f"the column {name!r} of a table has the head {shown!r}"
                yield Fault(message, sheet.reader.place_of(table.part))


def _width(table: Table) -> int:
    return table.area.right - table.area.left + 1 if table.area is not None else 0


def _plain(text: str) -> str:
    return " ".join(text.replace("_x000a_", "\n").split()).casefold()


def _calculation_chain(sheet: Worksheet) -> Iterator[Fault]:
    """An entry for a cell without a formula, not even a share in an array's, makes Excel repair the workbook."""
    arrays = [area for text in sheet.contents.arrays if (area := area_of(text)) is not None]
    for cell in sheet.book.calculated.get(sheet.part, ()):
        if cell in sheet.contents.formulas:
            continue
        at = area_of(cell)
        if at is None or not any(area.overlaps(at) for area in arrays):
            message = f"{cell} is to be calculated but has no formula"
            yield Fault(message, sheet.reader.place_of(sheet.part, cell=cell))


# Run after the walk over the cells, which the rules of table heads and of the calculation chain need.
SHEET_RULES = (
    GateRule("gate-empty-list", _empty),
    GateRule("gate-columns", _columns),
    GateRule("gate-cell-style", _column_styles),
    GateRule("gate-outline", _column_levels),
    GateRule("gate-merge", _merges),
    GateRule("gate-format", _condition_formats),
    GateRule("gate-condition", _condition_rules),
    GateRule("gate-validation", _validations),
    GateRule("gate-reference", _references),
    GateRule("gate-view", _views),
    GateRule("gate-comment", _comments),
    GateRule("gate-table-area", _table_areas),
    GateRule("gate-table-columns", _table_columns),
    GateRule("gate-table-head", _table_heads),
    GateRule("gate-calculation-chain", _calculation_chain),
)
DRAWING_RULES = (
    GateRule("gate-anchor", _anchors),
    GateRule("gate-shape-id", _shape_ids),
)
