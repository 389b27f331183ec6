"""Values for all formula cells of a workbook, and a finding for each that has none.

A sheet gets its values in its text, or in its tree where it is spelled otherwise than usual; one too large to be held
as it is while it streams by.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree
from msgspec import Struct

from reportgen.core.findings import Issue, Place, Severity
from reportgen.formula.calculator import Calculated, FormulaResult, FormulaSource, formula_text
from reportgen.formula.calculator_input import CellPlace, TakenFormula
from reportgen.formula.dependents import Changes, FormulaCell, Names, changed_cells, read_names
from reportgen.formula.judge import NAMELESS
from reportgen.formula.text import own_formulas
from reportgen.gate.markup_rules import ensure_child
from reportgen.office.addresses import cell_address, split_address
from reportgen.office.cell_reader import FormulaSpelling, formula_spellings
from reportgen.office.deflated import DeflatedPart, deflated
from reportgen.office.package import Package
from reportgen.office.references import Ends, parse_reference
from reportgen.office.sheet_text import may_hold_formulas
from reportgen.office.sheets import SheetPart, workbook_part
from reportgen.office.worksheet import cells, formula_nodes, rows
from reportgen.office.xml import escape_text, first_child, namespace_of, text_xml
from reportgen.xlsx.block_run import BlockRun
from reportgen.xlsx.block_values import BlockValues, block_values, result_of
from reportgen.xlsx.row_templates import Old
from reportgen.xlsx.sheet_stream import SheetStream

_SAME = 1e-12
_NOTHING: Old = ("n", None)


class Calculation(Struct, frozen=True):
    """What came of it: how many formula cells there are, and a finding for each that has no value."""

    formulas: int
    issues: tuple[Issue, ...]


def calculate(
    package: Package,
    sheets: tuple[SheetPart, ...],
    changes: Changes | None,
    clock: str = "",
    streams: Mapping[str, SheetStream] | None = None,
) -> Calculation:
    """Write values into the formula cells of the package that have none yet, or another one now.

    `changes` are those of the plan; None where all values are to be calculated anew. `clock` (ISO date or time) is
    what TODAY and NOW show. `streams` are the sheets too large to be held as trees.
    """
    waiting = _with_formulas(package, streams or {})
    for sheet in sheets:
        package.settle(sheet.part)
    holding = [
        sheet
        for sheet in sheets
        if sheet.is_worksheet and (sheet.part in waiting or may_hold_formulas(package[sheet.part]))
    ]
    if not holding:
        return Calculation(0, ())
    plain = [sheet for sheet in holding if sheet.part not in waiting]
    large = [
        _LargeSheet(package.name, sheet, waiting[sheet.part]) for sheet in holding if sheet.part in waiting
    ]
    kept = _Kept({}, 0) if changes is None else _kept(package, plain, changes, read_names(package, sheets))
    if kept.is_all and not large:
        return Calculation(kept.formulas, ())
    found: Calculated | BlockValues | None = block_values(package, sheets, waiting, clock)
    if found is None:
        given = {part: b"".join(stream.bare()) for part, stream in waiting.items()}
        found = Calculated(package, given, clock, kept.cells)
    if large and not all(one.take(found) for one in large):
        # A large sheet that is spelled otherwise than usual, or whose arrays show old values, is held as a tree.
        for part, stream in waiting.items():
            package[part] = b"".join(stream.bare())
        return calculate(package, sheets, changes, clock)
    values = {sheet.part: found.outcomes(sheet.part) for sheet in plain}
    # The calculator's workbook is as large as the trees that come now.
    del found
    issues: list[Issue] = []
    count = 0
    for one in large:
        package.set_deflated(one.sheet.part, one.part)
    taking = {one.sheet.part: one for one in large}
    for sheet in holding:
        taken = taking.get(sheet.part)
        if taken is None:
            results = values.pop(sheet.part, {})
            small = _SmallSheet(package.name, sheet, results, kept.cells.get(sheet.part, ()))
            small.write(package)
            issues += small.issues
            count += small.count
        else:
            issues += taken.issues
            count += taken.count
    return Calculation(count, tuple(issues))


class _Kept(Struct, frozen=True):
    """The formula cells by part whose values stand, and how many formula cells there are."""

    cells: Mapping[str, set[CellPlace]]
    formulas: int

    @property
    def is_all(self) -> bool:
        """Whether no formula is calculated."""
        return self.formulas > 0 and sum(map(len, self.cells.values())) == self.formulas


def _kept(package: Package, sheets: Sequence[SheetPart], changes: Changes, names: Names) -> _Kept:
    """What does not depend on what was written keeps the value that stands there."""
    cells: list[FormulaCell] = []
    valued: list[FormulaCell] = []
    values: set[Old] = set()
    for sheet in sheets:
        for row, column, formula, old, area in _stored(package, sheet.part):
            cells.append(FormulaCell(sheet.name, row, column, formula, area))
            if old[1] or old[0] != "n":
                valued.append(cells[-1])
                values.add(old)
    kept: dict[str, set[CellPlace]] = {}
    if not valued or (changes.unset_zeros and values == {("n", "0")}):
        return _Kept(kept, len(cells))  # some programs write 0 for every formula and have Excel calculate
    changed = changed_cells(cells, changes, names)
    parts = {sheet.name: sheet.part for sheet in sheets}
    for cell in valued:
        if cell not in changed:
            kept.setdefault(parts[cell.sheet], set()).add((cell.row, cell.column))
    return _Kept(kept, len(cells))


def _stored(package: Package, part: str) -> Iterator[tuple[int, int, str, Old, str | None]]:
    """Row, column, formula, value and array of each formula cell of a sheet."""
    spellings = formula_spellings(package[part])
    if spellings is not None:
        for one in spellings:
            yield one.row, one.column, one.formula, (one.kind, one.value), one.area
        return
    root = package.peek(part)
    own, tag = own_formulas(root), f"{namespace_of(root)}v"
    for row, column, cell, formula in formula_nodes(root):
        area = formula.get("ref") if formula.get("t") == "array" else None
        yield row, column, own(row, column, formula), (cell.get("t", "n"), cell.findtext(tag)), area


def _with_formulas(package: Package, streams: Mapping[str, SheetStream]) -> dict[str, SheetStream]:
    """Those streams that hold formulas; the others are settled."""
    waiting: dict[str, SheetStream] = {}
    for part, stream in streams.items():
        if stream.old:
            waiting[part] = stream
        else:
            package.set_deflated(part, deflated(stream.bare()))
    return waiting


def _judged(old: Old, result: FormulaResult | None, source: FormulaSource) -> tuple[Old, str, str]:
    """What a formula cell with the value `old` shows; id and message of a finding where it shows nothing of use."""
    if result is not None and result.reason.startswith(NAMELESS):
        return ("e", "#NAME?"), "formula-error", result.reason
    if result is None or result.reason or (result.text is None and result.kind != "str"):
        issue_id = "uncached-formula"
        reason = result.reason if result is not None else ""
        return _NOTHING, issue_id, reason or "the calculator gives no value for this formula"
    if result.kind == "e" and old != ("e", result.text) and not _is_meant(result, source):
        issue_id = "formula-error"
        return _NOTHING, issue_id, f"this formula gives {result.text}"
    new = result.kind, escape_text(result.text or "")
    return (old if _same(old, new) else new), "", ""


_NO_NUMBER = re.compile(r"(?<![\w.])NA\(\s*\)", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')


def _is_meant(result: FormulaResult, source: FormulaSource) -> bool:
    """Whether the formula itself says NA() and gives that: a chart leaves such a point out."""
    plain = _QUOTED.sub("", formula_text(source))
    return result.text == "#N/A" and _NO_NUMBER.search(plain) is not None


def _same(old: Old, new: tuple[str, str]) -> bool:
    """Whether the cell shows the value already, to twelve digits: then its own spelling stays."""
    kind, text = old
    if kind != new[0] or text is None:
        return False
    if kind != "n":
        return text == new[1]
    try:
        before, now = float(text), float(new[1])
    except ValueError:
        return False
    return abs(before - now) <= _SAME * max(abs(before), abs(now))


@dataclass
class _Taking:
    """Values on their way into one sheet, with a finding for each formula that has none."""

    file: str
    sheet: SheetPart
    issues: list[Issue] = field(default_factory=list, kw_only=True)
    count: int = field(default=0, kw_only=True)

    def note(self, issue_id: str, message: str, row: int, column: int, source: FormulaSource) -> None:
        """Keep a finding about a formula."""
        place = Place(file=self.file, sheet=self.sheet.name, cell=cell_address(row, column))
        self.issues.append(
            Issue(issue_id, message, place, Severity.WARNING, found=f"={formula_text(source)}")
        )


@dataclass
class _SmallSheet(_Taking):
    """A sheet that is held as it is: its values go into its text, or into its tree where that is spelled otherwise."""

    results: Mapping[CellPlace, FormulaResult]
    kept: Collection[CellPlace]
    arrays: list[tuple[Ends, Ends]] = field(default_factory=list, kw_only=True)

    def write(self, package: Package) -> None:
        """Write the values into the sheet, which keeps its bytes where all stand there already."""
        part = self.sheet.part
        xml = package[part]
        spellings = formula_spellings(xml)
        if spellings is None:
            package.edit(part, self._edit)
            return
        pieces: list[bytes] = []
        end = 0
        for one in spellings:
            new = self._new(one.row, one.column, (one.kind, one.value), one)
            if new is not None:
                pieces += xml[end : one.start], _spelled(one, *new)
                end = one.end
        if pieces:
            package[part] = b"".join([*pieces, xml[end:]])
        if self.arrays:
            package.edit(part, self._fill)

    def _edit(self, root: etree._Element) -> bool:
        tag = f"{namespace_of(root)}v"
        changed = False
        for row, column, cell, formula in formula_nodes(root):
            old = cell.get("t", "n"), cell.findtext(tag)
            new = self._new(row, column, old, formula)
            if new is not None:
                _set(cell, *new)
                changed = True
        return self._fill(root) or changed

    def _new(self, row: int, column: int, old: Old, source: FormulaSource) -> Old | None:
        """What a formula cell shows from now on; None where that is what it shows."""
        self.count += 1
        at = row, column
        if at in self.kept:
            return None
        new, issue_id, message = _judged(old, self.results.get(at), source)
        if issue_id:
            self.note(issue_id, message, row, column, source)
        area = _several_cells(source)
        if area is not None:
            self.arrays.append(area)
        return new if new != old else None

    def _fill(self, root: etree._Element) -> bool:
        """Write the values of the further cells that array formulas fill; where one has none, no old one stays."""
        tag = f"{namespace_of(root)}f"
        for row, home in rows(root) if self.arrays else ():
            for column, cell in cells(home):
                if cell.find(tag) is None and any(
                    top.at <= row <= bottom.at and left.at <= column <= right.at
                    for (top, bottom), (left, right) in self.arrays
                ):
                    result = self.results.get((row, column))
                    new, _, _ = _judged(_NOTHING, result, "")
                    del cell[:]
                    _set(cell, *new)
        return bool(self.arrays)


def _several_cells(source: FormulaSource) -> tuple[Ends, Ends] | None:
    """Rows and columns of an array formula of several cells: without values the others show old ones."""
    area = source.area if isinstance(source, FormulaSpelling | TakenFormula) else None
    if isinstance(source, etree._Element) and source.get("t") == "array":
        area = source.get("ref")
    reference = parse_reference(area) if area and ":" in area else None
    if reference is None or reference.rows is None or reference.columns is None:
        return None
    return reference.rows, reference.columns


def _spelled(cell: FormulaSpelling, kind: str, text: str | None) -> bytes:
    """A formula cell with another value."""
    type_ = "" if kind == "n" else f' t="{kind}"'
    value = "" if text is None else f"<v>{text_xml(text)}</v>"
    return b"%b%b>%b%b</c>" % (cell.head, type_.encode(), cell.node, value.encode())


def _set(cell: etree._Element, kind: str, text: str | None) -> None:
    value = cell.find(f"{namespace_of(cell)}v")
    if kind == "n":
        cell.attrib.pop("t", "")
    else:
        cell.set("t", kind)
    if text is None:
        if value is not None:
            cell.remove(value)
        return
    if value is None:
        value = etree.Element(f"{namespace_of(cell)}v")
        formula = cell.find(f"{namespace_of(cell)}f")
        if formula is None:
            cell.insert(0, value)
        else:
            formula.addnext(value)
    value.text = text


@dataclass
class _LargeSheet(_Taking):
    """A sheet too large to be held as a tree; `part` is the finished one."""

    stream: SheetStream
    part: DeflatedPart = field(init=False)
    shows_old: bool = field(default=False, init=False)

    def take(self, found: Calculated | BlockValues) -> bool:
        """Put the calculator's values into the sheet; False where they do not fit its formulas one by one."""
        for run in self.stream.runs if isinstance(found, BlockValues) else ():
            self._take_run(run)
        try:
            self.part = deflated(self.stream.part(self._values(found)))
        except RuntimeError:  # the calculator gave fewer values than formulas
            return False
        if self.stream.runs:
            self.issues.sort(key=lambda issue: split_address(issue.place.cell))
        return self.count == len(self.stream.old) and not self.shows_old

    def _take_run(self, run: BlockRun) -> None:
        self.count += run.count * len(run.formulas)
        for formula in run.formulas:
            for item, error in formula.errors():
                text = formula.text(item)
                _, issue_id, message = _judged(_NOTHING, result_of(error), text)
                self.note(issue_id, message, run.first + item, formula.column, text)

    def _values(self, found: Calculated | BlockValues) -> Iterator[Old]:
        for row, column, result, source in found.stream(self.sheet.part):
            self.count += 1
            new, issue_id, message = _judged(_NOTHING, result, source)
            if issue_id:
                self.note(issue_id, message, row, column, source)
            self.shows_old = self.shows_old or _several_cells(source) is not None
            yield new


def is_calculated_on_load(package: Package) -> bool:
    """Whether Excel is to calculate everything when it opens the workbook."""
    node = first_child(package.peek(workbook_part(package)), "calcPr")
    return node is not None and node.get("fullCalcOnLoad") in ("1", "true")


def calculate_on_load(package: Package) -> None:
    """Have Excel calculate everything when it opens the workbook."""
    root = package.xml(workbook_part(package))
    ensure_child(root, f"{namespace_of(root)}calcPr").set("fullCalcOnLoad", "1")
