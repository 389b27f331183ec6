"""Rows and columns that a sheet folds away, each where a cell of its own says so.

    fold_rows      =Model!$E$17:$E$105    names of one sheet: a cell for each row, a cell for each column;
    fold_columns   =Model!$H$16:$DM$16    where it is true, or a number other than 0, the row or column is folded

Each stretch is one level deeper than all around it, so that it has a button of its own. On the way rows grow with their
texts where a third name says so (`fitting`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import groupby

from lxml import etree
from msgspec import Struct, field

from reportgen.core.findings import Issue, Place, Severity
from reportgen.formula.text import formula_references
from reportgen.gate.markup_rules import ensure_child, insert_in_order
from reportgen.office.addresses import MAX_COLUMN
from reportgen.office.cell_reader import WorksheetCell, read_cells
from reportgen.office.package import Package
from reportgen.office.references import Ends, Reference
from reportgen.office.sheets import SheetPart, shared_strings, workbook_part
from reportgen.office.styles import Styles
from reportgen.office.worksheet import ensure_row, rows
from reportgen.office.xml import namespace_of
from reportgen.xlsx.fitting import FIT_ROWS, RowFit

FOLD_ROWS, FOLD_COLUMNS = "fold_rows", "fold_columns"
_DEEPEST = 7
_USUAL = "9.140625"  # the width of a column that nobody set
_YES = ("1", "true")
# The element of a row or of a single column, made where there is none.
_LineOf = Callable[[int], etree._Element]


class Lines(Struct, frozen=True):
    """Numbers of rows and of columns of one sheet."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()


class LeftLines(Struct, frozen=True):
    """How a person left the groups of one sheet: what could be seen, and what was hidden though no cell folds it."""

    opened: Lines = Lines()
    closed: Lines = Lines()


def fold_faults(package: Package, sheets: Sequence[SheetPart]) -> Iterator[Issue]:
    """A finding for each name that does not lead to one column, or to one row, of cells on its own sheet."""
    for sheet, name, text in _names(package, sheets):
        # Of cells in a block that is not filled nothing is left.
        if sheet is None or not (_areas(name, text, sheet.name) or "#REF!" in text):
            line = "row" if name == FOLD_COLUMNS else "column"
            yield Issue(
                "fold-name",
                f'the name "{name}" tells of a sheet\'s lines, and does not lead to one {line} of its cells',
                Place(file=package.name, sheet=sheet.name if sheet is not None else ""),
                expected=f"a name of the sheet itself, for cells in one {line} of it",
                found=text,
            )


def fold(package: Package, sheets: Sequence[SheetPart], left: Mapping[str, LeftLines]) -> list[Issue]:
    """Fit and fold as the cells say, by now calculated; what was `left` open in a sheet stays open, and closed closed.

    Gives a finding for each cell that says neither yes nor no.
    """
    asked, styles, strings = _asked(package, sheets), Styles(package), shared_strings(package)
    issues = list(fold_faults(package, sheets))
    for sheet in sheets:
        if sheet.is_worksheet and sheet.name in {*asked, *left}:
            cells = list(read_cells(package, sheet.part, strings))
            areas = asked.get(sheet.name, {})
            fit = RowFit(areas[FIT_ROWS], styles) if FIT_ROWS in areas else None
            folding = _Folding(package.name, sheet.name, areas, left.get(sheet.name, LeftLines()), cells, fit)
            _edit(package, sheet.part, folding)
            issues += folding.issues
    return issues


def _edit(package: Package, part: str, folding: _Folding) -> None:
    """Edit what stands around the cells of a sheet; one whose cells are spelled otherwise than usual as a whole."""
    if not package.has_frame(part):
        package.edit(part, folding.edit)
        package.settle(part)  # whoever reads the cells next reads them from the text
        return
    frame = deepcopy(package.frame(part))
    if folding.edit(frame):
        package.reframe(part, frame)
    package.keep(part, folding.cells)


def left_lines(package: Package, sheets: Sequence[SheetPart]) -> dict[str, LeftLines]:
    """How the groups of each worksheet were left."""
    asked, found = _asked(package, sheets), dict[str, LeftLines]()
    for sheet in sheets:
        if sheet.is_worksheet:
            root, areas = package.peek(sheet.part), asked.get(sheet.name, {})
            cells = list(read_cells(package, sheet.part, shared_strings(package))) if areas else []
            folding = _Folding(package.name, sheet.name, areas, LeftLines(), cells)
            folded, hidden = folding.folded(), _grouped(root, hidden=True)
            closed = Lines(hidden.rows - folded.rows, hidden.columns - folded.columns)
            found[sheet.name] = LeftLines(_grouped(root, hidden=False), closed)
    return found


def _grouped(root: etree._Element, *, hidden: bool) -> Lines:
    """The rows and columns that belong to a group, and are hidden or can be seen."""

    def meant(node: etree._Element) -> bool:
        return _level(node) > 0 and (node.get("hidden") in _YES) is hidden

    return Lines(
        frozenset(at for at, node in rows(root) if meant(node)),
        frozenset(at for node in _columns(root) if meant(node) for at in _span(node)),
    )


def _asked(package: Package, sheets: Sequence[SheetPart]) -> dict[str, dict[str, tuple[Reference, ...]]]:
    """The areas whose cells fold or fit lines, by sheet and name."""
    asked: dict[str, dict[str, tuple[Reference, ...]]] = {}
    for sheet, name, text in _names(package, sheets):
        if sheet is not None:
            asked.setdefault(sheet.name, {})[name] = _areas(name, text, sheet.name)
    return asked


def _names(package: Package, sheets: Sequence[SheetPart]) -> Iterator[tuple[SheetPart | None, str, str]]:
    """The names that fold or fit, each with the sheet that it belongs to, if any."""
    for node in package.peek(workbook_part(package)).iterfind("{*}definedNames/{*}definedName"):
        name, at = node.get("name", "").casefold(), node.get("localSheetId", "")
        if name in (FOLD_ROWS, FOLD_COLUMNS, FIT_ROWS):
            known = at.isdecimal() and int(at) < len(sheets)
            yield sheets[int(at)] if known else None, name, node.text or ""


def _areas(name: str, text: str, sheet: str) -> tuple[Reference, ...]:
    """The areas that a name stands for; none where one of them is no line of cells on the sheet."""
    areas = formula_references(text)
    own = all([one.casefold() for one in area.sheets] == [sheet.casefold()] for area in areas)
    lines = all(_is_one(area.rows if name == FOLD_COLUMNS else area.columns) for area in areas)
    bound = all(area.rows is not None and area.columns is not None for area in areas)
    return areas if own and lines and bound else ()


def _is_one(ends: Ends | None) -> bool:
    return ends is not None and ends[0].at == ends[1].at


class _Folding(Struct):
    """One sheet on its way."""

    file: str
    sheet: str
    areas: Mapping[str, tuple[Reference, ...]]
    left: LeftLines
    cells: Sequence[WorksheetCell]
    fit: RowFit | None = None
    issues: list[Issue] = field(default_factory=list)

    def edit(self, root: etree._Element) -> bool:
        """Fit, fold and open the lines of the sheet; whether that changed anything."""
        fitted = self.fit is not None and self.fit.edit(root, self.cells)
        folded, opened, closed = self.folded(), self.left.opened, self.left.closed
        properties = root.find("{*}sheetPr/{*}outlinePr")

        def behind(side: str) -> bool:
            return properties is None or properties.get(side, "1") in _YES

        nodes = dict(rows(root))
        each = {at: node for node in _columns(root) for at in _span(node)}

        def row(at: int) -> etree._Element:
            return nodes[at] if at in nodes else nodes.setdefault(at, ensure_row(root, at))

        def column(at: int) -> etree._Element:
            if at not in each:
                each[at] = etree.Element(f"{namespace_of(root)}col", {"width": _USUAL})
            return each[at]

        opened_rows = {at for at in opened.rows & set(nodes) if nodes[at].get("hidden") in _YES}
        opened_columns = {at for at in opened.columns & set(each) if each[at].get("hidden") in _YES}
        closed_rows = {at for at in closed.rows & set(nodes) if _is_open(nodes[at])}
        closed_columns = {at for at in closed.columns & set(each) if _is_open(each[at])}
        if folded.rows or opened_rows or closed_rows:
            stay = opened_rows | set(opened.rows & folded.rows)
            _set(row, folded.rows, stay, behind=behind("summaryBelow"))
            _close(row, closed_rows, behind=behind("summaryBelow"))
            _tell_deepest(root, "outlineLevelRow", nodes.values())
        if folded.columns or opened_columns or closed_columns:
            each |= {at: _single(node, at) for at, node in each.items()}
            _set(
                column,
                folded.columns,
                opened_columns | set(opened.columns & folded.columns),
                behind=behind("summaryRight"),
            )
            _close(column, closed_columns, behind=behind("summaryRight"))
            _write_columns(root, each)
            _tell_deepest(root, "outlineLevelCol", each.values())
        moved = opened_rows | opened_columns | closed_rows | closed_columns
        return bool(fitted or folded.rows or folded.columns or moved)

    def folded(self) -> Lines:
        """What the cells of the sheet say."""
        found: dict[str, set[int]] = {FOLD_ROWS: set(), FOLD_COLUMNS: set()}
        asking = [(name, area) for name, areas in self.areas.items() if name in found for area in areas]
        telling: dict[int, list[tuple[str, Reference]]] = {}
        for cell in self.cells if asking else ():
            row = cell[0]
            if row not in telling:
                telling[row] = [(name, area) for name, area in asking if _holds(area.rows, row)]
            for name in [name for name, area in telling[row] if _holds(area.columns, cell.column)]:
                if self._says_yes(cell):
                    found[name].add(row if name == FOLD_ROWS else cell.column)
        return Lines(frozenset(found[FOLD_ROWS]), frozenset(found[FOLD_COLUMNS]))

    def _says_yes(self, cell: WorksheetCell) -> bool:
        if cell.kind in ("n", "b"):
            return float(cell.value or "0") != 0
        self.issues.append(
            Issue(
                "fold-cell",
                "this cell says neither yes nor no to folding its row or column away, which stays open",
                Place(file=self.file, sheet=self.sheet, cell=cell.address),
                Severity.WARNING,
                expected="TRUE, FALSE or a number",
                found=cell.value or "a text",
            )
        )
        return False


def _holds(ends: Ends | None, at: int) -> bool:
    return ends is not None and ends[0].at <= at <= ends[1].at


def _set(line: _LineOf, folded: Collection[int], opened: Collection[int], *, behind: bool) -> None:
    """Fold lines, and open others; the button of a stretch stands at the line `behind` it or before it."""
    for stretch in _stretches(folded):
        around = max(_level(line(max(stretch[0] - 1, 1))), _level(line(stretch[-1] + 1)))
        level = min(max(around + 1, *map(_level, map(line, stretch))), _DEEPEST)
        for at in stretch:
            line(at).set("outlineLevel", str(level))
    _close(line, folded, behind=behind)
    for stretch in _stretches(opened):
        for at in stretch:
            line(at).attrib.pop("hidden", "")
        line(stretch[-1] + 1 if behind else max(stretch[0] - 1, 1)).attrib.pop("collapsed", "")


def _close(line: _LineOf, closed: Collection[int], *, behind: bool) -> None:
    """Hide lines of groups, with their buttons."""
    for stretch in _stretches(closed):
        for at in stretch:
            line(at).set("hidden", "1")
        line(stretch[-1] + 1 if behind else max(stretch[0] - 1, 1)).set("collapsed", "1")


def _stretches(lines: Collection[int]) -> Iterator[list[int]]:
    for _, group in groupby(enumerate(sorted(lines)), key=lambda one: one[1] - one[0]):
        yield [at for _, at in group]


def _columns(root: etree._Element) -> Iterator[etree._Element]:
    ns = namespace_of(root)
    return root.iterfind(f"{ns}cols/{ns}col")


def _span(node: etree._Element) -> range:
    return range(int(node.get("min", "1")), min(int(node.get("max", "1")), MAX_COLUMN) + 1)


def _single(node: etree._Element, at: int) -> etree._Element:
    """One of the columns that an element speaks of, as an element of its own."""
    twin = deepcopy(node)
    twin.attrib.update({"min": str(at), "max": str(at)})
    return twin


def _write_columns(root: etree._Element, each: Mapping[int, etree._Element]) -> None:
    ns = namespace_of(root)
    home = ensure_child(root, f"{ns}cols")
    home[:] = []

    def said(at: int) -> list[tuple[object, object]]:
        return sorted((key, value) for key, value in each[at].attrib.items() if key not in ("min", "max"))

    # Columns in line that say the same are one element.
    told = [at for at in sorted(each) if said(at) and at <= MAX_COLUMN]
    for _, group in groupby(enumerate(told), key=lambda one: (one[1] - one[0], said(one[1]))):
        line = [at for _, at in group]
        each[line[0]].attrib.update({"min": str(line[0]), "max": str(line[-1])})
        home.append(each[line[0]])


def _tell_deepest(root: etree._Element, name: str, lines: Iterable[etree._Element]) -> None:
    node = root.find(f"{namespace_of(root)}sheetFormatPr")
    if node is None:
        node = etree.Element(f"{namespace_of(root)}sheetFormatPr", {"defaultRowHeight": "15"})
        insert_in_order(root, node)
    if deepest := max(map(_level, lines), default=0):
        node.set(name, str(deepest))


def _level(line: etree._Element) -> int:
    return int(line.get("outlineLevel", "0"))


def _is_open(line: etree._Element) -> bool:
    return _level(line) > 0 and line.get("hidden") not in _YES
