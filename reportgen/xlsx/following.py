"""What else a workbook holds follows a growth of cells that grows or shrinks, as it does where a person types on.

data in B2:B3 are five now      =SUM(B2:B3)  ->  =SUM(B2:B6)       a total in B4 moves to B7, and what names it follows
a helper in C2:C3 =B2*2 ...     is filled down to C6

References that end where the data ended end where they end now; those to single cells stay, those to what moved move.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from lxml import etree
from msgspec import Struct

from reportgen.core.structs import replace
from reportgen.formula.text import (
    UnreadableFormulaError,
    formula_pieces,
    offset_formula,
    unshare,
)
from reportgen.office.addresses import MAX_COLUMN, MAX_ROW, cell_address
from reportgen.office.chart_places import Line
from reportgen.office.chart_workbook import FoundCells
from reportgen.office.package import Package
from reportgen.office.references import End, Ends, Reference, parse_reference
from reportgen.office.sheets import SheetPart, sheet_parts, workbook_part
from reportgen.office.worksheet import cells, formula_nodes, rows
from reportgen.office.xml import local_name, namespace_of

_TEXTS = frozenset({"f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula"})
_AREAS = frozenset({"mergeCell", "hyperlink", "autoFilter", "table", "sortState", "sortCondition", "f"})
_LISTS = frozenset({"conditionalFormatting", "dataValidation", "ignoredError", "protectedRange"})


class Growth(Struct, frozen=True):
    """Data of a sheet from `first` to `last` that end at `end` now, in the columns `low` to `high`.

    Cells of the columns `left` to `right` from row `below` on move by `shift`. With `across` rows and columns change
    their parts.
    """

    sheet: str
    first: int
    last: int
    end: int
    low: int
    high: int
    across: bool = False
    below: int = 0
    shift: int = 0
    left: int = 0
    right: int = 0

    def reference(self, found: Reference, sheet: str, own: int = 0) -> Reference:
        """A reference seen from a cell of `sheet`, in row (or column) `own`, as it reads now."""
        named = found.sheets
        if len(named) > 1 or (named[0] if named else sheet).casefold() != self.sheet.casefold():
            return found
        along, beside = (found.columns, found.rows) if self.across else (found.rows, found.columns)
        if along is None:
            return found
        limit = MAX_ROW if self.across else MAX_COLUMN
        side = (beside[0].at, beside[1].at) if beside is not None else (1, limit)
        new = self._ends(along, side, found.pair, own if sheet.casefold() == self.sheet.casefold() else 0)
        if new == along:
            return found
        pair = found.pair or new[0].at != new[1].at
        if self.across:
            return found._replace(columns=new, pair=pair)
        return found._replace(rows=new, pair=pair)

    def _ends(self, along: Ends, side: tuple[int, int], pair: bool, own: int) -> Ends:
        low, high = along
        if self.shift and self.left <= side[0] and side[1] <= self.right and high.at >= self.below:
            moved = low.at >= self.below
            return _moved(low, self.shift if moved else 0), _moved(high, self.shift)
        touches = side[0] <= self.high and self.low <= side[1]
        whole = low.at < high.at or (pair and self.first == self.last)
        running = not high.anchored and own == high.at
        if touches and whole and high.at == self.last and low.at <= self.end and not running:
            return low, high._replace(at=max(self.end, low.at))
        return along

    def line(self, line: Line) -> Line:
        """A line of cells, moved where its cells move."""
        rest = self.line(line.rest) if line.rest is not None else None
        line = replace(line, rest=rest)
        if not self.shift or line.sheet.casefold() != self.sheet.casefold():
            return line
        row, column = (line.row, line.column) if not self.across else (line.column, line.row)
        if row < self.below or not self.left <= column <= self.right:
            return line
        if self.across:
            return replace(line, column=line.column + self.shift)
        return replace(line, row=line.row + self.shift)

    def text(self, formula: str, sheet: str, own: int = 0) -> str:
        """A formula (without `=`), as it reads now; one that cannot be read stays."""
        try:
            pieces = formula_pieces(formula)
        except UnreadableFormulaError:
            return formula
        return "".join(
            piece if isinstance(piece, str) else str(self.reference(piece, sheet, own)) for piece in pieces
        )


def _moved(end: End, by: int) -> End:
    return end._replace(at=end.at + by)


def growth_of(lines: Sequence[Line], end: int, found: FoundCells) -> Growth:
    """How lines of one sheet that lie side by side, alike in length, come to end at `end`.

    What touches them belongs to them: it goes on with them, and gives way with what stands below.
    """
    across = lines[0].across
    first, last = lines[0].first, lines[0].first + lines[0].count - 1
    low, high = min(line.beside for line in lines), max(line.beside for line in lines)
    turned = [(column, row) if across else (row, column) for row, column in found.filled()]
    hit = min((at for at, side in turned if low <= side <= high and at > last), default=0)
    around = {side for at, side in turned if first - 1 <= at <= last}
    growth = Growth(lines[0].sheet, first, last, end, *_touching(low, high, around), across)
    if not last < hit <= end:
        return growth
    standing = {side for at, side in turned if at >= first - 1}
    left, right = _touching(low, high, standing)
    below = min(at for at, side in turned if left <= side <= right and at > last)
    return replace(growth, below=below, shift=end - below + 1, left=left, right=right)


def _touching(low: int, high: int, standing: Collection[int]) -> tuple[int, int]:
    while low - 1 in standing:
        low -= 1
    while high + 1 in standing:
        high += 1
    return low, high


def follow(book: Package, growth: Growth) -> None:
    """Bring all of a workbook but the data themselves up to a growth of its data."""
    sheets = sheet_parts(book)
    names = {str(sheet.index): sheet.name for sheet in sheets}

    def edit_book(root: etree._Element) -> bool:
        nodes = root.iter(f"{namespace_of(root)}definedName")
        return sum(_put(node, growth, names.get(node.get("localSheetId", ""), "")) for node in nodes) > 0

    book.edit(workbook_part(book), edit_book)
    for sheet in sheets:
        if sheet.is_worksheet:
            _follow_sheet(book, sheet, growth)
        charts = [
            part for drawing in book.related(sheet.part, "drawing") for part in book.related(drawing, "chart")
        ]
        for part in (*book.related(sheet.part, "table"), *charts):
            if part in book:
                book.edit(part, _editor(growth, sheet.name))


def _follow_sheet(book: Package, sheet: SheetPart, growth: Growth) -> None:
    own = sheet.name.casefold() == growth.sheet.casefold()
    changes = own and (growth.shift or growth.end > growth.last)
    if not own and b"<f" not in book[sheet.part] and b"formula" not in book[sheet.part]:
        return
    root = book.xml(sheet.part)
    unshare(root)
    places = {node: (row, column) for row, column, _, node in formula_nodes(root)}
    for node in root.iter():
        at = places.get(node, (0, 0))[1 if growth.across else 0] if isinstance(node.tag, str) else 0
        _bring(node, growth, sheet.name, at)
    if changes:
        if growth.shift:
            _shift(root, growth)
        _fill_on(FoundCells(root), growth)


def _editor(growth: Growth, sheet: str) -> Callable[[etree._Element], bool]:
    return lambda root: sum(_bring(node, growth, sheet) for node in root.iter()) > 0


def _bring(node: etree._Element, growth: Growth, sheet: str, own: int = 0) -> bool:
    name = local_name(node)
    changed = name in _TEXTS and bool(node.text) and _put(node, growth, sheet, own)
    if name in _AREAS and node.get("ref"):
        changed = _attribute(node, "ref", growth, sheet) or changed
    if name in _LISTS and node.get("sqref"):
        changed = _attribute(node, "sqref", growth, sheet) or changed
    return changed


def _put(node: etree._Element, growth: Growth, sheet: str, own: int = 0) -> bool:
    text = node.text or ""
    node.text = growth.text(text, sheet, own)
    return node.text != text


def _attribute(node: etree._Element, key: str, growth: Growth, sheet: str) -> bool:
    old = node.get(key, "")
    new = []
    for area in old.split():
        found = parse_reference(area)
        new.append(area if found is None else str(growth.reference(found, sheet)))
    node.set(key, " ".join(new))
    return node.get(key) != old


def _shift(root: etree._Element, growth: Growth) -> None:
    """Move the cells that give way, those furthest away first; where data come in their place they look like data."""
    found = FoundCells(root)
    moving = []
    for row, node in rows(root):
        for column, cell in cells(node):
            at, side = (column, row) if growth.across else (row, column)
            if at >= growth.below and growth.left <= side <= growth.right:
                moving.append((at, row, column, cell))
    for at, row, column, cell in sorted(moving, key=lambda one: -one[0]):
        to = (row, column + growth.shift) if growth.across else (row + growth.shift, column)
        target = found.at(*to)
        for key in list(target.attrib):
            del target.attrib[key]
        for child in list(target):
            target.remove(child)
        for key, value in cell.attrib.items():
            target.set(key, value)
        target.set("r", cell_address(*to))
        target.extend(list(cell))
        for key in ("t", "cm", "vm", "ph", "s"):
            cell.attrib.pop(key, "")
        looks = found.style(*_place(growth, growth.last, row if growth.across else column))
        if looks is not None and at <= growth.end:
            cell.set("s", looks)


def _fill_on(found: FoundCells, growth: Growth) -> None:
    """Formulas beside the data that are the same in each of their rows go on beside the new ones."""
    if growth.end <= growth.last:
        return
    sides = {column if not growth.across else row for row, column in found.filled()}
    for side in sorted(sides):
        model = _repeated(found, growth, side)
        for at in range(growth.last + 1, growth.end + 1) if model else ():
            row, column = _place(growth, at, side)
            if not found.is_blank(row, column):
                break
            down = at - growth.last
            cell = found.at(row, column, _place(growth, growth.last, side))
            text = offset_formula(model, *((0, down) if growth.across else (down, 0)))
            etree.SubElement(cell, f"{namespace_of(cell)}f").text = text


def _repeated(found: FoundCells, growth: Growth, side: int) -> str:
    """The formula of the last row, where the row before holds the same and reads its own row; empty where not."""
    texts = [text for at in (growth.last - 1, growth.last) if (text := _formula(found, growth, at, side))]
    if not texts:
        return ""
    try:
        if growth.last > growth.first:
            step = (0, 1) if growth.across else (1, 0)
            alike = len(texts) == 2 and offset_formula(texts[0], *step) == texts[1]
        else:
            own = [piece for piece in formula_pieces(texts[-1]) if isinstance(piece, Reference)]
            ends = [one.columns if growth.across else one.rows for one in own if not one.sheets]
            alike = any(end and end[0].at == end[1].at == growth.last for end in ends)
    except UnreadableFormulaError:
        return ""
    return texts[-1] if alike else ""


def _formula(found: FoundCells, growth: Growth, at: int, side: int) -> str:
    cell = found.find(*_place(growth, at, side))
    node = cell.find(f"{namespace_of(cell)}f") if cell is not None else None
    return (node.text or "") if node is not None and node.get("t") is None else ""


def _place(growth: Growth, at: int, side: int) -> tuple[int, int]:
    return (side, at) if growth.across else (at, side)
