"""Chart caches brought up to their cells, so that viewers who do not calculate draw the right picture.

<c:numRef><c:f>Model!$C$6:$E$6</c:f><c:numCache> ... one c:pt per cell that holds a number
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cached_property, partial

from lxml import etree

from reportgen.formula.text import formula_references
from reportgen.office.addresses import quote_sheet
from reportgen.office.cell_reader import cells_of_text, read_cell, row_of_text, stream_rows
from reportgen.office.deflated import DeflatedPart
from reportgen.office.hidden import HiddenLines, hidden_lines, shows_visible_only
from reportgen.office.package import Package
from reportgen.office.references import Reference
from reportgen.office.sheets import SheetPart, shared_strings, workbook_part
from reportgen.office.styles import Styles
from reportgen.office.tags import may_hold_tags
from reportgen.office.worksheet import CellContent, cells, number_text, rows
from reportgen.office.xml import escape_text, first_child, local_name, namespace_of
from reportgen.xlsx.part_carriers import chart_parts

Cell = tuple[CellContent, int]
_EMPTY: Cell = (None, 0)
_MOST_POINTS = 100_000


class CellReader:
    """Values and styles of finished cells, each sheet read when it is first asked for.

    Of a sheet too large to be held as a tree only the rows are kept that `want` was told of.
    """

    def __init__(self, package: Package, sheets: tuple[SheetPart, ...]) -> None:
        self._package = package
        self._parts = {sheet.name.casefold(): sheet.part for sheet in sheets if sheet.is_worksheet}
        self._rows: dict[str, dict[int, etree._Element]] = {}
        self._lines: dict[tuple[str, int], dict[int, Cell]] = {}
        self._wanted: list[tuple[str, int, int]] = []
        self._hidden: dict[str, HiddenLines] = {}
        root = package.peek(workbook_part(package))
        self._names = {
            node.get("name", "").casefold(): node.text or ""
            for node in root.iter(f"{namespace_of(root)}definedName")
            if node.get("localSheetId") is None
        }

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        return shared_strings(self._package)

    def want(self, formulas: Iterable[str]) -> None:
        """Say beforehand what will be asked for."""
        for formula in formulas:
            for reference in formula_references(self._cells_named(formula)):
                if reference.sheets and reference.rows is not None:
                    top, bottom = reference.rows
                    if bottom.at - top.at < _MOST_POINTS:
                        self._wanted.append((reference.sheets[0].casefold(), top.at, bottom.at))

    def area(self, formula: str, *, visible_only: bool = False) -> list[list[Cell]] | None:
        """The cells that a chart's reference names, row by row; None where it names no cells of this workbook.

        Several areas are read one after the other, each cell as a row of its own. Hidden rows and columns are left
        out where the chart shows what is visible only.
        """
        text = self._cells_named(formula)
        references = formula_references(text)
        if not references or len(text.strip("()").split(",")) != len(references):
            return None
        tables: list[list[list[Cell]]] = []
        for reference in references:
            table = self._table(reference, visible_only)
            if table is None:
                return None
            tables.append(table)
        return (
            tables[0] if len(tables) == 1 else [[cell] for table in tables for row in table for cell in row]
        )

    def _cells_named(self, formula: str) -> str:
        """A chart's reference, or what the defined name stands for that it is."""
        text = formula.strip().removeprefix("=")
        return self._names.get(text.rpartition("!")[2].casefold(), text)

    def _table(self, reference: Reference, visible_only: bool) -> list[list[Cell]] | None:
        if len(reference.sheets) != 1 or reference.rows is None or reference.columns is None:
            return None
        sheet = reference.sheets[0].casefold()
        (top, bottom), (left, right) = reference.rows, reference.columns
        if sheet not in self._parts or (bottom.at - top.at + 1) * (right.at - left.at + 1) > _MOST_POINTS:
            return None
        hidden = self._hidden_lines(sheet) if visible_only else HiddenLines()
        columns = [column for column in range(left.at, right.at + 1) if not hidden.has_column(column)]
        return [
            [self._line(sheet, row).get(column, _EMPTY) for column in columns]
            for row in range(top.at, bottom.at + 1)
            if row not in hidden.rows
        ]

    def _hidden_lines(self, sheet: str) -> HiddenLines:
        if sheet not in self._hidden:
            self._hidden[sheet] = hidden_lines(self._package, self._parts[sheet])
        return self._hidden[sheet]

    def _line(self, sheet: str, row: int) -> dict[int, Cell]:
        part, at = self._parts[sheet], (sheet, row)
        large = self._package.deflated(part)
        if large is not None and sheet not in self._rows:
            self._rows[sheet] = {}
            self._stream(sheet, large)
        if at not in self._lines and large is None and self._package.has_frame(part):
            read = cells_of_text(row_of_text(self._package[part], row), self._texts)
            self._lines[at] = {cell.column: (cell.content, cell.style) for cell in read}
        elif at not in self._lines:
            if sheet not in self._rows:
                self._rows[sheet] = dict(rows(self._package.peek(part)))
            self._lines[at] = self._cells(self._rows[sheet].get(row))
        return self._lines[at]

    def _stream(self, sheet: str, large: DeflatedPart) -> None:
        areas = [area for area in self._wanted if area[0] == sheet]
        last = max((bottom for _, _, bottom in areas), default=0)
        for node in stream_rows(large):
            number = int(node.get("r", "0"))
            if any(top <= number <= bottom for _, top, bottom in areas):
                self._lines[sheet, number] = self._cells(node)
            if number >= last:
                break

    def _cells(self, row: etree._Element | None) -> dict[int, Cell]:
        return {
            column: ((read := read_cell(cell, self._texts)).content, read.style)
            for column, cell in (cells(row) if row is not None else ())
        }


def refresh_chart_caches(package: Package, sheets: tuple[SheetPart, ...], styles: Styles) -> int:
    """Rewrite the caches of all charts that show something else than their cells; gives how many parts changed."""
    return _refresh_parts(
        package,
        sheets,
        "chart",
        lambda holder, node, reader: refresh_reference(holder, node, reader, styles),
    )


def refresh_newer_charts(package: Package, sheets: tuple[SheetPart, ...]) -> int:
    """The same for charts of the newer kind (chartEx), whose points stand beside the formula."""
    return _refresh_parts(package, sheets, "chartEx", _refresh_newer)


def refresh_linked_texts(package: Package, sheets: tuple[SheetPart, ...]) -> None:
    """Bring the texts of shapes that show a cell up to it, where they are a template's tags."""
    reader = CellReader(package, sheets)

    def edit(root: etree._Element, sheet: str) -> bool:
        changed = False
        for shape in root.iter("{*}sp"):
            link = shape.get("textlink", "")
            texts = list(shape.iter("{*}t")) if link else []
            if not any(may_hold_tags(one.text or "") for one in texts):
                continue
            # A cell of its own sheet goes without the name of that.
            table = reader.area(link if "!" in link else f"{quote_sheet(sheet)}!{link}")
            for number, one in enumerate(texts):
                one.text = cached_text(table[0][0][0]) if table and not number else ""
            changed = True
        return changed

    for sheet in sheets:
        for part in package.related(sheet.part, "drawing"):
            if part in package and b"{{" in package[part]:
                package.edit(part, partial(edit, sheet=sheet.name))


Refresh = Callable[[etree._Element, etree._Element, CellReader], bool]


def _refresh_parts(package: Package, sheets: tuple[SheetPart, ...], kind: str, refresh: Refresh) -> int:
    reader = CellReader(package, sheets)
    charts = chart_parts(package, sheets, kind)
    for part in charts:
        reader.want(node.text or "" for node in package.peek(part).iter("{*}f"))

    def edit(root: etree._Element) -> bool:
        changed = False
        for node in list(root.iter("{*}f")):
            holder = node.getparent()
            if holder is not None and node.text:
                changed |= refresh(holder, node, reader)
        return changed

    return sum(package.edit(part, edit) for part in charts)


def refresh_reference(
    holder: etree._Element, formula: etree._Element, reader: CellReader, styles: Styles
) -> bool:
    """Bring what a chart keeps beside one reference up to its cells; tells whether anything changed."""
    kind = local_name(holder)
    if kind not in _CACHES:
        return False
    visible_only = shows_visible_only(formula.getroottree().getroot())
    table = reader.area(formula.text or "", visible_only=visible_only)
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
        return _fill(holder, points, styles.number_format(line[0][1]) if line else "General")
    return _fill(holder, [cached_text(value) for value in values])


# The element that holds the points, by the element that holds the formula.
_CACHES = {
    "numRef": "numCache",
    "strRef": "strCache",
    "datalabelsRange": "dlblRangeCache",
    "dlblFTEntry": "dlblFieldTableCache",
    "multiLvlStrRef": "multiLvlStrCache",
}


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


def _points(home: etree._Element) -> dict[int, str]:
    ns = _chart_space(home)
    return {int(point.get("idx", "0")): point.findtext(f"{ns}v") or "" for point in home.findall(f"{ns}pt")}


def _count(cache: etree._Element) -> str | None:
    node = cache.find(f"{_chart_space(cache)}ptCount")
    return node.get("val", "0") if node is not None else None


def _fill(holder: etree._Element, texts: list[str | None], code: str | None = None) -> bool:
    """Bring a cache up to these texts; `code` is the number format of a cache of numbers."""
    name = _CACHES[local_name(holder)]
    cache = first_child(holder, name)
    wanted = {index: text for index, text in enumerate(texts) if text is not None}
    if cache is None:
        cache = etree.Element(f"{namespace_of(holder)}{name}")
        formula = first_child(holder, "f")
        assert formula is not None
        formula.addnext(cache)
    elif _count(cache) == str(len(texts)) and _equal(_points(cache), wanted, numbers=code is not None):
        return False
    ns = _chart_space(cache)
    old_code = cache.findtext(f"{ns}formatCode")
    extensions = cache.findall(f"{ns}extLst")
    for child in list(cache):
        cache.remove(child)
    if code is not None:
        kept = code if code != "General" or old_code is None else old_code
        etree.SubElement(cache, f"{ns}formatCode").text = kept
    etree.SubElement(cache, f"{ns}ptCount", {"val": str(len(texts))})
    _write_points(cache, wanted)
    cache.extend(extensions)
    return True


def _chart_space(cache: etree._Element) -> str:
    """The namespace of what caches hold: the chart's, whatever newer one the cache itself is of."""
    return namespace_of(cache.getroottree().getroot())


def _write_points(home: etree._Element, texts: dict[int, str]) -> None:
    ns = _chart_space(home)
    for index, text in texts.items():
        point = etree.SubElement(home, f"{ns}pt", {"idx": str(index)})
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
    by_columns = (bool(table[0]) and len(table[0]) == len(levels)) or len(table) != len(levels)
    lines = [list(line) for line in zip(*table, strict=True)] if by_columns else table
    wanted = [
        {index: text for index, (value, _) in enumerate(line) if (text := cached_text(value)) is not None}
        for line in reversed(lines)
    ]
    size = str(len(lines[0]))
    if [_points(level) for level in levels] == wanted and _count(cache) == size:
        return False
    for child in list(cache):
        cache.remove(child)
    etree.SubElement(cache, f"{ns}ptCount", {"val": size})
    for level in wanted:
        _write_points(etree.SubElement(cache, f"{ns}lvl"), level)
    return True


def _refresh_newer(holder: etree._Element, formula: etree._Element, reader: CellReader) -> bool:
    numbers = local_name(holder) == "numDim"
    table = reader.area(formula.text or "") if numbers or local_name(holder) == "strDim" else None
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
