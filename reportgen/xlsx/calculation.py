"""Values for all formula cells of a workbook, and a finding for each that has none.

A sheet gets its values in its text, or in its tree where it is spelled otherwise than usual; one too large to be held
as it is while it streams by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from reportgen.core.findings import Issue, Place, Severity
from reportgen.gate.markup_rules import insert_in_order
from reportgen.office.addresses import cell_address, split_address
from reportgen.office.cell_reader import FormulaSpelling, formula_spellings
from reportgen.office.deflated import DeflatedPart, deflated
from reportgen.office.package import Package
from reportgen.office.sheet_text import may_hold_formulas
from reportgen.office.sheets import SheetPart, workbook_part
from reportgen.office.worksheet import formula_nodes
from reportgen.office.xml import escape_text, first_child, namespace_of
from reportgen.xlsx.block_run import BlockRun
from reportgen.xlsx.block_values import BlockValues, block_values, result_of
from reportgen.xlsx.calculator import (
    Evaluated,
    FormulaResult,
    FormulaSource,
    Recalculated,
    Values,
    formula_text,
    recalculate,
)
from reportgen.xlsx.cell_xml import text_xml
from reportgen.xlsx.dependents import Area, FormulaCell, Names, dependents, find_refusals, read_names
from reportgen.xlsx.formulas import own_text, shared_masters
from reportgen.xlsx.row_templates import Old
from reportgen.xlsx.sheet_stream import SheetStream

_SAME = 1e-12
_NOTHING: Old = ("n", None)


@dataclass(frozen=True)
class Calculation:
    """What came of it: how many formula cells there are, and a finding for each that has no value."""

    formulas: int
    issues: tuple[Issue, ...]


def calculate(
    package: Package,
    sheets: tuple[SheetPart, ...],
    written: Sequence[Area] | None,
    clock: str = "",
    streams: Mapping[str, SheetStream] | None = None,
) -> Calculation:
    """Write values into all formula cells of the package.

    `written` are the areas that the plan filled, where nothing else of the template moved; None where rows or
    columns moved. `clock` (ISO date or time) is what TODAY and NOW show. `streams` are the sheets too large
    to be held as trees; where the calculator refuses a formula they are held as trees nevertheless.
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
    found: Recalculated | Evaluated | BlockValues | None = block_values(package, sheets, waiting, clock)
    reason = ""
    parts: dict[str, bytes] = {}
    if found is None:
        parts = {
            name: b"".join(waiting[name].bare()) if name in waiting else package[name] for name in package
        }
        found, reason = recalculate(parts, clock, {sheet.part: sheet.name for sheet in holding})
    refused: dict[FormulaCell, str] = {}
    formulas: list[FormulaCell] = []
    if found is None and not large:
        formulas = _formula_cells(package, plain)
        search = find_refusals(parts, holding, formulas, clock, reason)
        values, refused = search.values, dict(search.refused)
    elif found is not None:
        values = {sheet.part: found.outcomes(sheet.part) for sheet in plain}
        if any(_spills(result) for results in values.values() for result in results.values()):
            formulas = _formula_cells(package, plain)
            refused = _several_values(values, plain, formulas)
    if large and (found is None or refused or not all(one.take(found) for one in large)):
        # What is refused, and what depends on it, can be anywhere: only trees show it.
        for part, stream in waiting.items():
            package[part] = b"".join(stream.bare())
        return calculate(package, sheets, written, clock)
    # The calculator's workbook and the bytes it was given are as large as the trees that come now.
    del found, parts
    untouched: frozenset[FormulaCell] = frozenset()
    if refused:
        names = read_names(package, sheets)
        parts_of = {sheet.name: sheet.part for sheet in plain}
        _spread(refused, formulas, names, {name: values.get(part, {}) for name, part in parts_of.items()})
        if written is not None:
            untouched = _untouched(refused, formulas, names, written)
    issues: list[Issue] = []
    count = 0
    for one in large:
        package.set_deflated(one.sheet.part, one.part)
    taking = {one.sheet.part: one for one in large}
    for sheet in holding:
        taken = taking.get(sheet.part)
        if taken is None:
            small = _SmallSheet(package.name, sheet, values.pop(sheet.part, {}), refused, untouched)
            small.write(package)
            issues += small.issues
            count += small.count
        else:
            issues += taken.issues
            count += taken.count
    return Calculation(count, tuple(issues))


def _with_formulas(package: Package, streams: Mapping[str, SheetStream]) -> dict[str, SheetStream]:
    """Those streams that hold formulas; the others are settled."""
    waiting: dict[str, SheetStream] = {}
    for part, stream in streams.items():
        if stream.old:
            waiting[part] = stream
        else:
            package.set_deflated(part, deflated(stream.bare()))
    return waiting


def _judged(old: Old, result: FormulaResult | None, reason: str = "") -> tuple[Old, str, str]:
    """What a formula cell with the value `old` shows; id and message of a finding where it shows nothing."""
    if not reason and (result is None or (result.text is None and result.kind != "str")):
        reason = "the calculator gives no value for this formula"
    if reason:
        issue_id = "uncached-formula"
        return _NOTHING, issue_id, reason
    assert result is not None
    if result.kind == "e" and old != ("e", result.text):
        issue_id = "formula-error"
        return _NOTHING, issue_id, f"this formula gives {result.text}"
    new = result.kind, escape_text(result.text or "")
    return (old if _same(old, new) else new), "", ""


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

    results: Mapping[tuple[int, int], FormulaResult]
    refused: Mapping[FormulaCell, str]
    untouched: frozenset[FormulaCell]

    def __post_init__(self) -> None:
        name = self.sheet.name
        self._kept = {(cell.row, cell.column) for cell in self.untouched if cell.sheet == name}
        self._reasons = {
            (one.row, one.column): text for one, text in self.refused.items() if one.sheet == name
        }

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

    def _edit(self, root: etree._Element) -> bool:
        tag = f"{namespace_of(root)}v"
        changed = False
        for row, column, cell, formula in formula_nodes(root):
            old = cell.get("t", "n"), cell.findtext(tag)
            new = self._new(row, column, old, formula)
            if new is not None:
                _set(cell, formula, *new)
                changed = True
        return changed

    def _new(self, row: int, column: int, old: Old, source: FormulaSource) -> Old | None:
        """What a formula cell shows from now on; None where that is what it shows."""
        self.count += 1
        at = row, column
        if at in self._kept:
            return None
        new, issue_id, message = _judged(old, self.results.get(at), self._reasons.get(at, ""))
        if issue_id:
            self.note(issue_id, message, row, column, source)
        return new if new != old else None


def _spelled(cell: FormulaSpelling, kind: str, text: str | None) -> bytes:
    """A formula cell with another value."""
    type_ = "" if kind == "n" else f' t="{kind}"'
    value = "" if text is None else f"<v>{text_xml(text)}</v>"
    return b"%b%b>%b%b</c>" % (cell.head, type_.encode(), cell.node, value.encode())


def _set(cell: etree._Element, formula: etree._Element, kind: str, text: str | None) -> None:
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
        formula.addnext(value)
    value.text = text


class _SpilledError(Exception):
    """A formula of one cell came to several values, which only the whole workbook can judge."""


@dataclass
class _LargeSheet(_Taking):
    """A sheet too large to be held as a tree; `part` is the finished one."""

    stream: SheetStream
    part: DeflatedPart = field(init=False)

    def take(self, found: Recalculated | Evaluated | BlockValues) -> bool:
        """Put the calculator's values into the sheet; whether they fit its formulas one by one."""
        for run in self.stream.runs if isinstance(found, BlockValues) else ():
            self._take_run(run)
        try:
            self.part = deflated(self.stream.part(self._values(found)))
        except (_SpilledError, RuntimeError):  # RuntimeError: the calculator gave fewer values than formulas
            return False
        if self.stream.runs:
            self.issues.sort(key=lambda issue: split_address(issue.place.cell))
        return self.count == len(self.stream.old)

    def _take_run(self, run: BlockRun) -> None:
        self.count += run.count * len(run.formulas)
        for formula in run.formulas:
            for item, error in formula.errors():
                _, issue_id, message = _judged(_NOTHING, result_of(error))
                self.note(issue_id, message, run.first + item, formula.column, formula.text(item))

    def _values(self, found: Recalculated | Evaluated | BlockValues) -> Iterator[Old]:
        for row, column, result, source in found.stream(self.sheet.part):
            self.count += 1
            if result.spill is not None:
                raise _SpilledError
            new, issue_id, message = _judged(_NOTHING, result)
            if issue_id:
                self.note(issue_id, message, row, column, source)
            yield new


def _formula_cells(package: Package, sheets: Sequence[SheetPart]) -> list[FormulaCell]:
    """All formula cells with the formulas they calculate, shared ones written out."""
    found: list[FormulaCell] = []
    for sheet in sheets:
        root = package.peek(sheet.part)
        masters = shared_masters(root)
        for row, column, _, formula in formula_nodes(root):
            found.append(FormulaCell(sheet.name, row, column, own_text(row, column, formula, masters)))
    return found


def _spills(result: FormulaResult) -> bool:
    """Whether the calculator let a formula spill though it is written as a formula of one cell."""
    return bool(result.spill) and not result.spilled_from


def _several_values(
    values: Values, sheets: list[SheetPart], formulas: list[FormulaCell]
) -> dict[FormulaCell, str]:
    parts = {sheet.name: sheet.part for sheet in sheets}
    reason = "this formula gives more than one value"
    return {
        cell: reason
        for cell in formulas
        if (result := values.get(parts[cell.sheet], {}).get((cell.row, cell.column))) is not None
        and _spills(result)
    }


def _spread(
    refused: dict[FormulaCell, str],
    formulas: list[FormulaCell],
    names: Names,
    results: Mapping[str, Mapping[tuple[int, int], FormulaResult]],
) -> None:
    """Refuse everything that depends on what is refused; `results` are those of each sheet by its name."""
    seeds = [_area(cell, results[cell.sheet]) for cell in refused]
    for cell in dependents(formulas, seeds, names):
        refused.setdefault(cell, "this formula depends on a cell without a value")


def _untouched(
    refused: Mapping[FormulaCell, str], formulas: list[FormulaCell], names: Names, written: Sequence[Area]
) -> frozenset[FormulaCell]:
    """Refused cells whose template value still holds, since nothing they read was written."""
    touched = dependents(formulas, written, names)
    return frozenset(
        cell
        for cell in refused
        if cell not in touched
        and not any(
            cell.sheet.casefold() == area.sheet
            and area.top <= cell.row <= area.bottom
            and area.left <= cell.column <= area.right
            for area in written
        )
    )


def _area(cell: FormulaCell, results: Mapping[tuple[int, int], FormulaResult]) -> Area:
    result = results.get((cell.row, cell.column))
    height, width = result.spill if result is not None and result.spill else (1, 1)
    return Area(cell.sheet.casefold(), cell.row, cell.column, cell.row + height - 1, cell.column + width - 1)


def calculate_on_load(package: Package) -> None:
    """Have Excel calculate everything when it opens the workbook."""
    root = package.xml(workbook_part(package))
    node = first_child(root, "calcPr")
    if node is None:
        node = etree.Element(f"{namespace_of(root)}calcPr")
        insert_in_order(root, node)
    node.set("fullCalcOnLoad", "1")
