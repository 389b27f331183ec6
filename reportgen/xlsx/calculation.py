"""Values for the formulas of a sheet too large to be held as a tree: put in while the sheet streams by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from reportgen.core.findings import Issue, Place, Severity
from reportgen.office.addresses import cell_address
from reportgen.office.deflated import DeflatedPart, deflated
from reportgen.office.package import Package
from reportgen.office.sheets import SheetPart
from reportgen.office.worksheet import formula_nodes
from reportgen.office.xml import namespace_of
from reportgen.xlsx.calculator import Evaluated, FormulaResult, Recalculated, Values, recalculate
from reportgen.xlsx.dependents import Area, FormulaCell, Names, dependents, find_refusals, read_names
from reportgen.xlsx.formulas import own_text, shared_masters
from reportgen.xlsx.row_templates import Old
from reportgen.xlsx.sheet_stream import SheetStream


@dataclass(frozen=True)
class LargeOutcome:
    """The sheet with its values, and a finding for each formula that has none."""

    part: DeflatedPart
    issues: tuple[Issue, ...]


class _SpilledError(Exception):
    """A formula of one cell came to several values, which only the whole workbook can judge."""


def take_over_stream(
    package: Package, sheet: SheetPart, stream: SheetStream, found: Recalculated | Evaluated
) -> LargeOutcome | None:
    """The sheet with the calculator's values; None where they do not fit its formulas one by one."""
    issues: list[Issue] = []
    taken = _Taken(package.name, sheet, issues)
    values = taken.values(found)
    try:
        part = deflated(stream.part(values))
    except (_SpilledError, RuntimeError):  # RuntimeError: the calculator gave fewer values than formulas
        return None
    return LargeOutcome(part, tuple(issues)) if taken.count == len(stream.old) else None


@dataclass
class _Taken:
    file: str
    sheet: SheetPart
    issues: list[Issue]
    count: int = 0

    def values(self, found: Recalculated | Evaluated) -> Iterator[Old]:
        """Type and text for each formula, in order."""
        for row, column, outcome, formula in found.stream(self.sheet.part):
            self.count += 1
            if outcome.spill is not None:
                raise _SpilledError
            if outcome.kind == "e":
                self._note("formula-error", f"this formula gives {outcome.text}", row, column, formula)
                yield "n", None
            elif outcome.text is None and outcome.kind != "str":
                message = "the calculator gives no value for this formula"
                self._note("uncached-formula", message, row, column, formula)
                yield "n", None
            else:
                yield outcome.kind, outcome.text or ""

    def _note(self, issue_id: str, message: str, row: int, column: int, formula: str) -> None:
        place = Place(file=self.file, sheet=self.sheet.name, cell=cell_address(row, column))
        self.issues.append(Issue(issue_id, message, place, Severity.WARNING, found=f"={formula}"))


_SAME = 1e-12


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
    to be held as trees; where the calculator refuses the workbook they are held as trees nevertheless.
    """
    streams = dict(streams or {})
    for part, stream in streams.items():
        if not stream.old:
            _put(package, part, stream.bare())
    streams = {part: stream for part, stream in streams.items() if stream.old}
    parts = {name: b"".join(streams[name].bare()) if name in streams else package[name] for name in package}
    holding = [sheet for sheet in sheets if sheet.is_worksheet and b"<f" in parts[sheet.part]]
    if not holding:
        return Calculation(0, ())
    found, reason = recalculate(parts, clock, {sheet.part: sheet.name for sheet in holding})
    large: dict[str, LargeOutcome] = {}
    for sheet in holding if found is not None else ():
        if sheet.part in streams and found is not None:
            outcome = take_over_stream(package, sheet, streams[sheet.part], found)
            if outcome is not None:
                large[sheet.part] = outcome
    if len(large) < len(streams):
        for part in streams:
            package[part] = parts[part]
        large = {}
    plain = [sheet for sheet in holding if sheet.part not in large]
    formulas = [one for sheet in plain for one in formula_cells(package, sheet)]
    refused: dict[FormulaCell, str] = {}
    if found is None:
        search = find_refusals(parts, holding, formulas, clock, reason)
        values, refused = search.values, dict(search.refused)
    else:
        values = {sheet.part: found.outcomes(sheet.part, package.peek(sheet.part)) for sheet in plain}
    refused |= _several_values(values, plain, formulas)
    if refused and large:  # what depends on the refused cells can be anywhere
        return calculate(_plain(package, parts, streams), sheets, written, clock)
    _spread(refused, formulas, package, sheets, values, plain)
    untouched = _untouched(refused, formulas, written, package, sheets)
    issues: list[Issue] = []
    for sheet in holding:
        if sheet.part in large:
            package.set_deflated(sheet.part, large[sheet.part].part)
            issues += large[sheet.part].issues
        else:
            taken = _TakeOver(package.name, sheet, values.get(sheet.part, {}), refused, untouched)
            package.edit(sheet.part, taken.edit)
            issues += taken.issues
    return Calculation(len(formulas) + sum(len(streams[part].old) for part in large), tuple(issues))


def _plain(package: Package, parts: Mapping[str, bytes], streams: Mapping[str, SheetStream]) -> Package:
    for part in streams:
        package[part] = parts[part]
    return package


def _put(package: Package, part: str, pieces: Iterator[bytes]) -> None:
    package.set_deflated(part, deflated(pieces))


def formula_cells(package: Package, sheet: SheetPart) -> list[FormulaCell]:
    """All formula cells of a sheet with the formulas they calculate, shared ones written out."""
    root = package.peek(sheet.part)
    masters = shared_masters(root)
    return [
        FormulaCell(sheet.name, row, column, own_text(row, column, formula, masters))
        for row, column, _, formula in formula_nodes(root)
    ]


def _several_values(
    values: Values, sheets: list[SheetPart], formulas: list[FormulaCell]
) -> dict[FormulaCell, str]:
    """Formulas that the calculator let spill though they are written as formulas of one cell."""
    parts = {sheet.name: sheet.part for sheet in sheets}
    reason = "this formula gives more than one value"
    return {
        cell: reason
        for cell in formulas
        if (outcome := values.get(parts[cell.sheet], {}).get((cell.row, cell.column))) is not None
        and outcome.spilled_from is False
        and outcome.spill
    }


def _spread(
    refused: dict[FormulaCell, str],
    formulas: list[FormulaCell],
    package: Package,
    sheets: tuple[SheetPart, ...],
    values: Values,
    holding: list[SheetPart],
) -> None:
    """Refuse everything that depends on what is refused."""
    if not refused:
        return
    parts = {sheet.name: sheet.part for sheet in holding}
    seeds = [_area(cell, values.get(parts[cell.sheet], {})) for cell in refused]
    for cell in dependents(formulas, seeds, read_names(package, sheets)):
        refused.setdefault(cell, "this formula depends on a cell without a value")


def _untouched(
    refused: dict[FormulaCell, str],
    formulas: list[FormulaCell],
    written: Sequence[Area] | None,
    package: Package,
    sheets: tuple[SheetPart, ...],
) -> frozenset[FormulaCell]:
    """Refused cells whose template value still holds, since nothing they read was written."""
    if not refused or written is None:
        return frozenset()
    names: Names = read_names(package, sheets)
    touched = dependents(formulas, written, names)
    inside = {(area.sheet, area.top, area.left, area.bottom, area.right) for area in written}
    return frozenset(
        cell
        for cell in refused
        if cell not in touched
        and not any(
            cell.sheet.casefold() == sheet and top <= cell.row <= bottom and left <= cell.column <= right
            for sheet, top, left, bottom, right in inside
        )
    )


def _area(cell: FormulaCell, outcomes: dict[tuple[int, int], FormulaResult]) -> Area:
    outcome = outcomes.get((cell.row, cell.column))
    height, width = outcome.spill if outcome is not None and outcome.spill else (1, 1)
    return Area(cell.sheet.casefold(), cell.row, cell.column, cell.row + height - 1, cell.column + width - 1)


@dataclass
class _TakeOver:
    """The calculator's values on their way into one sheet, with a finding for each formula that has none."""

    file: str
    sheet: SheetPart
    outcomes: Mapping[tuple[int, int], FormulaResult]
    refused: Mapping[FormulaCell, str]
    untouched: frozenset[FormulaCell]
    issues: list[Issue] = field(default_factory=list)

    def edit(self, root: etree._Element) -> bool:
        """Write the values into the sheet; whether any cell changed."""
        name = self.sheet.name
        kept = {(cell.row, cell.column) for cell in self.untouched if cell.sheet == name}
        reasons = {(cell.row, cell.column): text for cell, text in self.refused.items() if cell.sheet == name}
        changed = False
        for row, column, cell, formula in formula_nodes(root):
            if (row, column) in kept:
                continue
            outcome = self.outcomes.get((row, column))
            reason = reasons.get((row, column))
            if reason is None and (outcome is None or (outcome.text is None and outcome.kind != "str")):
                reason = "the calculator gives no value for this formula"
            if reason is not None:
                self._note("uncached-formula", reason, row, column, formula)
                changed |= _set(cell, "n", None)
                continue
            assert outcome is not None
            if outcome.kind == "e":
                if cell.get("t") == "e" and _value(cell) == outcome.text:
                    continue
                self._note("formula-error", f"this formula gives {outcome.text}", row, column, formula)
                changed |= _set(cell, "n", None)
            elif not _same(cell, outcome):
                changed |= _set(cell, outcome.kind, outcome.text or "")
        return changed

    def _note(self, issue_id: str, message: str, row: int, column: int, formula: etree._Element) -> None:
        place = Place(file=self.file, sheet=self.sheet.name, cell=cell_address(row, column))
        text = f"={formula.text or ''}"
        self.issues.append(Issue(issue_id, message, place, Severity.WARNING, found=text))


def _value(cell: etree._Element) -> str | None:
    return cell.findtext(f"{namespace_of(cell)}v")


def _same(cell: etree._Element, outcome: FormulaResult) -> bool:
    """Whether the cell shows the value already, to twelve digits: then its own spelling stays."""
    text = _value(cell)
    if cell.get("t", "n") != outcome.kind or text is None:
        return False
    if outcome.kind != "n":
        return text == (outcome.text or "")
    try:
        old, new = float(text), float(outcome.text or "")
    except ValueError:
        return False
    return abs(old - new) <= _SAME * max(abs(old), abs(new))


def _set(cell: etree._Element, kind: str, text: str | None) -> bool:
    ns = namespace_of(cell)
    value = cell.find(f"{ns}v")
    before = (cell.get("t", "n"), value.text if value is not None else None)
    if kind == "n":
        cell.attrib.pop("t", "")
    else:
        cell.set("t", kind)
    if text is None:
        if value is not None:
            cell.remove(value)
    else:
        if value is None:
            value = etree.Element(f"{ns}v")
            formula = cell.find(f"{ns}f")
            assert formula is not None
            formula.addnext(value)
        value.text = text
    return before != (kind, text)
