"""Values for the formulas of a sheet too large to be held as a tree: put in while the sheet streams by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reportgen.diagnostics import Issue, Place, Severity
from reportgen.opc import DeflatedPart, Package, deflated
from reportgen.parts.addresses import cell_address
from reportgen.parts.sheets import SheetPart
from reportgen.workbook.calculator import Evaluated, Recalculated
from reportgen.workbook.row_stamps import Old
from reportgen.workbook.sheet_stream import SheetStream


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
