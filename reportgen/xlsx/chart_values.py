"""Chart caches brought up to their cells, so that viewers who do not calculate draw the right picture.

<c:numRef><c:f>Model!$C$6:$E$6</c:f><c:numCache> ... one c:pt per cell that holds a number
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from lxml import etree

from reportgen.office.cell_reader import read_cell, stream_rows
from reportgen.office.deflated import DeflatedPart
from reportgen.office.package import Package
from reportgen.office.references import Reference
from reportgen.office.sheets import SheetPart, shared_strings, workbook_part
from reportgen.office.styles import Styles
from reportgen.office.worksheet import CellContent, cells, number_text, rows
from reportgen.office.xml import escape_text, local_name, namespace_of
from reportgen.xlsx.formulas import formula_references
from reportgen.xlsx.part_carriers import chart_parts

Cell = tuple[CellContent, int]
_EMPTY: Cell = (None, 0)
_MOST_POINTS = 100_000


class CellReader:
    """Values and styles of finished cells, each sheet read when it is first asked for."""

    def __init__(self, package: Package, sheets: tuple[SheetPart, ...]) -> None:
        self._package = package
        self._parts = {sheet.name.casefold(): sheet.part for sheet in sheets if sheet.is_worksheet}
        self._rows: dict[str, dict[int, etree._Element]] = {}
        self._lines: dict[tuple[str, int], dict[int, Cell]] = {}
        self._strings: tuple[str, ...] | None = None
        self._read: set[str] = set()
        self.wanted: list[tuple[str, int, int]] = []
        root = package.peek(workbook_part(package))
        self._names = {
            node.get("name", "").casefold(): node.text or ""
            for node in root.iter(f"{namespace_of(root)}definedName")
            if node.get("localSheetId") is None
        }

    def area(self, formula: str) -> list[list[Cell]] | None:
        """The cells that a chart's reference names, row by row; None where it names no cells of this workbook.

        Several areas are read one after the other, each cell as a row of its own.
        """
        text = formula.strip().removeprefix("=")
        bare = text.rpartition("!")[2].casefold()
        text = self._names.get(bare, text)
        references = formula_references(text)
        plain = text.strip("()").split(",")
        if not references or len(plain) != len(references):
            return None
        tables = [self._table(reference) for reference in references]
        if any(table is None for table in tables):
            return None
        if len(tables) == 1:
            return tables[0]
        return [[cell] for table in tables for row in table or [] for cell in row]

    def _table(self, reference: Reference) -> list[list[Cell]] | None:
        if len(reference.sheets) != 1 or reference.rows is None or reference.columns is None:
            return None
        sheet = reference.sheets[0].casefold()
        (top, bottom), (left, right) = reference.rows, reference.columns
        if sheet not in self._parts or (bottom.at - top.at + 1) * (right.at - left.at + 1) > _MOST_POINTS:
            return None
        return [
            [self._line(sheet, row).get(column, _EMPTY) for column in range(left.at, right.at + 1)]
            for row in range(top.at, bottom.at + 1)
        ]

    def _line(self, sheet: str, row: int) -> dict[int, Cell]:
        key = (sheet, row)
        if key not in self._lines:
            if self._strings is None:
                self._strings = shared_strings(self._package)
            large = self._package.deflated(self._parts[sheet])
            if large is not None:
                return self._large_line(sheet, row, large)
            if sheet not in self._rows:
                self._rows[sheet] = dict(rows(self._package.peek(self._parts[sheet])))
            self._lines[key] = self._cells(self._rows[sheet].get(row))
        return self._lines[key]

    def _cells(self, row: etree._Element | None) -> dict[int, Cell]:
        return {
            column: ((read := read_cell(cell, self._strings or ())).content, read.style)
            for column, cell in (cells(row) if row is not None else ())
        }

    def _large_line(self, sheet: str, row: int, large: DeflatedPart) -> dict[int, Cell]:
        """A row of a sheet that is read once as a stream, for what the charts of the workbook show of it."""
        if sheet not in self._read:
            self._read.add(sheet)
            areas = [area for area in self.wanted if area[0] == sheet]
            last = max((bottom for _, _, bottom in areas), default=0)
            for node in stream_rows(large):
                number = int(node.get("r", "0"))
                if any(top <= number <= bottom for _, top, bottom in areas):
                    self._lines[sheet, number] = self._cells(node)
                if number >= last:
                    break
        return self._lines.get((sheet, row), {})

    def want(self, formulas: Iterable[str]) -> None:
        """Say beforehand what will be asked for."""
        for formula in formulas:
            text = formula.strip().removeprefix("=")
            for reference in formula_references(self._names.get(text.rpartition("!")[2].casefold(), text)):
                if reference.sheets and reference.rows is not None:
                    top, bottom = reference.rows
                    if bottom.at - top.at < _MOST_POINTS:
                        self.wanted.append((reference.sheets[0].casefold(), top.at, bottom.at))


def refresh_chart_caches(package: Package, sheets: tuple[SheetPart, ...], styles: Styles) -> int:
    """Rewrite the caches of all charts that show something else than their cells; gives how many parts changed."""
    reader = CellReader(package, sheets)
    charts = chart_parts(package, sheets)
    for part in charts:
        reader.want(node.text or "" for node in package.peek(part).iter() if local_name(node) == "f")

    def refresh(root: etree._Element) -> bool:
        changed = False
        for node in [node for node in root.iter() if local_name(node) == "f"]:
            holder = node.getparent()
            if holder is not None and node.text:
                changed |= _refresh(holder, node.text, reader, styles)
        return changed

    return sum(package.edit(part, refresh) for part in charts)


def _refresh(holder: etree._Element, formula: str, reader: CellReader, styles: Styles) -> bool:
    kind = local_name(holder)
    if kind not in ("numRef", "strRef", "multiLvlStrRef", "datalabelsRange"):
        return False
    table = reader.area(formula)
    if table is None:
        return False
    if kind == "multiLvlStrRef":
        return _refresh_levels(holder, table)
    line = [cell for row in table for cell in row]
    values = [value for value, _ in line]
    if kind == "numRef" and _turned_into_texts(holder, values):
        holder.tag = f"{namespace_of(holder)}strRef"
        for cache in holder.findall(f"{namespace_of(holder)}numCache"):
            holder.remove(cache)
        kind = "strRef"
    if kind == "numRef":
        points = [number_text(value) if isinstance(value, Decimal) else None for value in values]
        code = styles.number_format(line[0][1]) if line else "General"
        return _fill(holder, "numCache", points, code)
    return _fill(
        holder,
        "dlblRangeCache" if kind == "datalabelsRange" else "strCache",
        [cached_text(value) for value in values],
        "",
    )


def _turned_into_texts(holder: etree._Element, values: list[CellContent]) -> bool:
    parent = holder.getparent()
    if parent is None or local_name(parent) not in ("cat", "xVal"):
        return False
    filled = [value for value in values if value is not None]
    return bool(filled) and all(isinstance(value, str) for value in filled)


def cached_text(value: CellContent) -> str | None:
    """A cell's value as a cache of texts holds it; None for an empty cell."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return number_text(value) if isinstance(value, Decimal) else escape_text(value)


def _points(cache: etree._Element) -> tuple[int, dict[int, str]]:
    ns = namespace_of(cache)
    count = cache.find(f"{ns}ptCount")
    found = {int(point.get("idx", "0")): point.findtext(f"{ns}v") or "" for point in cache.findall(f"{ns}pt")}
    return int(count.get("val", "0")) if count is not None else -1, found


def _fill(holder: etree._Element, name: str, texts: list[str | None], code: str) -> bool:
    cache = next((child for child in holder if local_name(child) == name), None)
    wanted = {index: text for index, text in enumerate(texts) if text is not None}
    if cache is not None:
        count, standing = _points(cache)
        if count == len(texts) and _equal(standing, wanted, numbers=name == "numCache"):
            return False
    if cache is None:
        cache = etree.Element(f"{namespace_of(holder)}{name}")
        formula = next(child for child in holder if local_name(child) == "f")
        formula.addnext(cache)
    ns = namespace_of(cache)
    old_code = cache.findtext(f"{ns}formatCode")
    extensions = cache.findall(f"{ns}extLst")
    for child in list(cache):
        cache.remove(child)
    if name == "numCache":
        etree.SubElement(cache, f"{ns}formatCode").text = (
            code if code != "General" or old_code is None else old_code
        )
    _write_points(cache, len(texts), wanted)
    cache.extend(extensions)
    return True


def _write_points(home: etree._Element, count: int, texts: dict[int, str]) -> None:
    ns = namespace_of(home)
    etree.SubElement(home, f"{ns}ptCount").set("val", str(count))
    for index, text in texts.items():
        point = etree.SubElement(home, f"{ns}pt")
        point.set("idx", str(index))
        etree.SubElement(point, f"{ns}v").text = text


def _equal(standing: dict[int, str], wanted: dict[int, str], *, numbers: bool) -> bool:
    if standing.keys() != wanted.keys():
        return False
    if not numbers:
        return standing == wanted
    try:
        pairs = [(float(standing[index]), float(text)) for index, text in wanted.items()]
    except ValueError:
        return False
    return all(abs(old - new) <= 1e-12 * max(abs(old), abs(new)) for old, new in pairs)


def _refresh_levels(holder: etree._Element, table: list[list[Cell]]) -> bool:
    """Levels run from the innermost outwards: from the last column, or the last row, to the first."""
    ns = namespace_of(holder)
    cache = holder.find(f"{ns}multiLvlStrCache")
    if cache is None or not table:
        return False
    levels = cache.findall(f"{ns}lvl")
    by_columns = len(table[0]) == len(levels) or len(table) != len(levels)
    lines = [list(line) for line in zip(*table, strict=True)] if by_columns else table
    wanted = [
        {index: text for index, (value, _) in enumerate(line) if (text := cached_text(value)) is not None}
        for line in reversed(lines)
    ]
    size = len(lines[0])
    standing = [
        {int(point.get("idx", "0")): point.findtext(f"{ns}v") or "" for point in level.findall(f"{ns}pt")}
        for level in levels
    ]
    count = cache.find(f"{ns}ptCount")
    if standing == wanted and count is not None and count.get("val") == str(size):
        return False
    for child in list(cache):
        cache.remove(child)
    etree.SubElement(cache, f"{ns}ptCount").set("val", str(size))
    for level in wanted:
        node = etree.SubElement(cache, f"{ns}lvl")
        for index, text in level.items():
            point = etree.SubElement(node, f"{ns}pt")
            point.set("idx", str(index))
            etree.SubElement(point, f"{ns}v").text = text
    return True


def refresh_newer_charts(package: Package, sheets: tuple[SheetPart, ...]) -> int:
    """Rewrite the caches that show something else than their cells; gives how many parts changed."""
    parts = chart_parts(package, sheets, "chartEx")
    reader = CellReader(package, sheets)
    for part in parts:
        reader.want(node.text or "" for node in package.peek(part).iter() if _is_formula(node))

    def refresh(root: etree._Element) -> bool:
        changed = False
        for node in [node for node in root.iter() if _is_formula(node)]:
            holder = node.getparent()
            if holder is not None and local_name(holder) in ("strDim", "numDim") and node.text:
                changed |= _refresh_newer(holder, node, reader)
        return changed

    return sum(package.edit(part, refresh) for part in parts)


def _is_formula(node: etree._Element) -> bool:
    return local_name(node) == "f"


def _refresh_newer(holder: etree._Element, formula: etree._Element, reader: CellReader) -> bool:
    table = reader.area(formula.text or "")
    if not table:
        return False
    ns = namespace_of(holder)
    levels = holder.findall(f"{ns}lvl")
    # several levels of names: one column each, or one row each where the data run across
    by_row = formula.get("dir") == "row"
    lines = table if by_row else [list(line) for line in zip(*table, strict=True)]
    if len(levels) <= 1:
        lines = [[cell for row in table for cell in row]]
    elif len(lines) != len(levels):
        return False
    numbers = local_name(holder) == "numDim"
    wanted = [
        {
            str(at): number_text(value) if isinstance(value, Decimal) else cached_text(value) or ""
            for at, (value, _) in enumerate(line)
            if value is not None and (isinstance(value, Decimal) or not numbers)
        }
        for line in reversed(lines)
    ]
    counts = [str(len(line)) for line in reversed(lines)]
    standing = [{point.get("idx", ""): point.text or "" for point in level} for level in levels]
    if standing == wanted and [level.get("ptCount") for level in levels] == counts:
        return False
    code = levels[0].get("formatCode") if levels else "General" if numbers else None
    for level in levels:
        holder.remove(level)
    for size, points in zip(counts, wanted, strict=True):
        level = etree.SubElement(holder, f"{ns}lvl", {"ptCount": size})
        if code is not None:
            level.set("formatCode", code)
        for at, text in points.items():
            etree.SubElement(level, f"{ns}pt", {"idx": at}).text = text
    return True
