"""What of a person's work goes into a rebuilt workbook, and what does not: a value that can be printed.

    input   Drivers!H12 -> Drivers!I12   base|revenue_growth|1Q18   =G12 -> 0.06
    sheet   My view -> My view           behind Scenarios
    conflict  typed-over  Model!K14 -> Model!L14   123 | =IFERROR(...)   not carried: ...

Cells are addressed as they stand in the finished file of each build.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from reportgen.carry.address_map import BookMap
from reportgen.carry.deck_plan import DeckConflict
from reportgen.core.structs import replace
from reportgen.office.package import Package
from reportgen.plan.build_record import BookCells, BuiltRecord, CellAddress


class Earlier(Struct, frozen=True):
    """The workbook of an earlier build as a person left it: its parts, the record of its build, its contents."""

    package: Package
    record: BuiltRecord
    book: BookCells


class CarriedCell(Struct, frozen=True):
    """One cell that gets what a person typed: where it stood, where it stands now, which input it is (if any).

    `before` is its content as built, `content` what is written, with references as in the new workbook.
    """

    sheet: str
    cell: str
    new_sheet: str
    new_cell: str
    content: str
    before: str = ""
    input: str = ""


class CarriedNote(Struct, frozen=True):
    """A note of a person's at a cell of the new workbook."""

    sheet: str
    cell: str
    text: str


class CarriedSheet(Struct, frozen=True):
    """A sheet of a person's own: its old and new name, and the new sheet that it stands behind (empty: none).

    `frozen` are cells whose formulas name what is no longer there: they keep the value they had last.
    """

    name: str
    new_name: str
    behind: str
    frozen: frozenset[CellAddress] = frozenset()


class Conflict(Struct, frozen=True):
    """Something of a person's that is not carried over as it was: `id`, its old place, and what was done.

    `typed` is what the person had, `here` what the new workbook holds; `new_sheet` and `new_cell` lead to it.
    """

    id: str
    sheet: str
    cell: str
    typed: str
    here: str
    done: str
    new_sheet: str = ""
    new_cell: str = ""

    @property
    def place(self) -> str:
        """The old place, and the new one where it is another."""
        old = f"{self.sheet}!{self.cell}" if self.cell else self.sheet
        new = f"{self.new_sheet}!{self.new_cell}" if self.new_cell else self.new_sheet
        return old if new in ("", old) else f"{old} -> {new}"


class CarryPlan(Struct, frozen=True):
    """Everything that is carried into a rebuilt workbook, in order of sheet, row and column.

    `names` are defined names with their moved texts; `map` says where the old workbook's cells stand now.
    """

    inputs: tuple[CarriedCell, ...]
    cells: tuple[CarriedCell, ...]
    notes: tuple[CarriedNote, ...]
    sheets: tuple[CarriedSheet, ...]
    names: tuple[tuple[str, str], ...]
    conflicts: tuple[Conflict, ...]
    map: BookMap

    def with_conflicts(self, more: tuple[Conflict, ...]) -> CarryPlan:
        """The plan with conflicts that were found while it was tried out."""
        return replace(self, conflicts=tuple(dict.fromkeys((*self.conflicts, *more))))

    @property
    def counts(self) -> Mapping[str, int]:
        """How much is carried, by kind."""
        return {
            "inputs": len(self.inputs),
            "cells": len(self.cells),
            "notes": len(self.notes),
            "sheets": len(self.sheets),
            "names": len(self.names),
            "conflicts": len(self.conflicts),
        }


def gone(names: tuple[str, ...]) -> str:
    """In words, that references or names of an old workbook have no place in the new one."""
    return f"{', '.join(names)} is no longer in the workbook"


def shown_content(content: str) -> str:
    """A content as a person reads it: texts without their mark, `(empty)` where there is nothing."""
    if not content:
        return "(empty)"
    return content[1:] if content.startswith("'") else content


def conflict_text(one: Conflict | DeckConflict) -> str:
    """A conflict in one line: where, what the person had, what stands there now, what was done."""
    texts = [one.typed, one.here]
    # A cell without a content is empty; on a slide there is nothing then to be told of.
    said = map(shown_content, texts) if isinstance(one, Conflict) else filter(None, texts)
    return "  ".join(
        filter(None, ("conflict", one.id, str(one.place), " | ".join(map(_short, said)), one.done))
    )


def _short(text: str, most: int = 250) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1]}…"
