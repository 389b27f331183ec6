"""What may be believed of a formula's value before it is calculated: nothing, what two calculators agree on, or one.

SUM(Sales[Qty])         SUM('Data'!$B$4:$B$9)       proven: the calculator's value is Excel's
XIRR(A1:A9,B1:B9)       asked of the second calculator too
IFS(A1>0,"up")          Excel shows #NAME?: its files name the function _xlfn.IFS
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field

from reportgen.formula.array_arguments import handed_arrays
from reportgen.formula.functions import (
    OF_DAYS,
    OF_THE_DAY,
    OF_THE_MOMENT,
    UNSEEN,
    both_know,
    is_proven,
    lacks_prefix,
)
from reportgen.formula.named_formulas import DefinedName, is_solid
from reportgen.formula.parts import RANGE
from reportgen.formula.shape import OF_ARRAYS, FormulaShape, shape_of, split

SEVERAL = "this formula gives more than one value"
NAMELESS = "Excel shows #NAME?"
REFUSES = "the calculator refuses this formula: "
FOR_ARRAYS = f"{REFUSES}a function in it takes one value, and is given several"


class Judge(Struct):
    """Judges the formulas of one workbook, which may count days from 1904.

    Without `clock` nothing is known of the day it is opened on.
    """

    names: Sequence[DefinedName]
    clock: bool
    from_1904: bool = False
    _of_key: dict[tuple[str, bool], tuple[FormulaShape, str, bool]] = field(default_factory=dict)
    _meanings: dict[str, tuple[str, bool]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.names:
            self._meanings[one.name.casefold()] = self._meaning(one.formula)

    def judged(self, key: str, *, is_array: bool) -> tuple[FormulaShape, str, bool]:
        """The shape of all formulas with a key, why they have no value, and whether a second one is asked for."""
        known = self._of_key.get((key, is_array))
        if known is None:
            shape = shape_of(key)
            reason, asked = self._shape(shape, is_array)
            if not key:
                reason = f"{REFUSES}it is not written in this cell"
            elif not reason and (shape.functions & (OF_ARRAYS | {"INDEX"}) or is_array or "{" in key):
                single = {name for name, (_, is_range) in self._meanings.items() if not is_range}
                if handed_arrays(key, is_array=is_array, single=single):
                    reason = FOR_ARRAYS
            known = self._of_key[key, is_array] = shape, reason, asked
        return known

    def _shape(self, shape: FormulaShape, is_array: bool) -> tuple[str, bool]:
        reason, asked = self._functions(shape)
        if reason or shape.odd:
            return reason or REFUSES + shape.odd, False
        for word in sorted(shape.words):
            meaning = self._meanings.get(word)
            if meaning is None:
                if not asked:
                    return f"{REFUSES}it names {word}, which stands for nothing here", False
                continue
            if meaning[0]:
                return meaning[0], False
            if meaning[1] and word in shape.several and not is_array:
                return SEVERAL, False
        if RANGE in shape.several and not is_array:
            return SEVERAL, False
        return "", asked

    def _functions(self, shape: FormulaShape) -> tuple[str, bool]:
        """Why the functions of a shape give nothing that can be known; whether a second opinion is needed."""
        for name in sorted(shape.spelled):
            if lacks_prefix(name):
                return f"{NAMELESS}: in its files {name} is called _xlfn.{name}", False
        names = shape.functions
        if names & OF_THE_MOMENT or (names & OF_THE_DAY and not self.clock):
            return f"{REFUSES}its value is known when the workbook is opened, not before", False
        if self.from_1904 and names & (OF_DAYS | OF_THE_DAY):
            return f"{REFUSES}days count from 1904 in this workbook", False
        if names & UNSEEN:
            return f"{REFUSES}{min(names & UNSEEN)} asks for what no cell holds", False
        unproven = sorted(name for name in names if not is_proven(name))
        for name in unproven:
            if not both_know(name):
                return f"{REFUSES}of two calculators at most one knows {name}", False
        return "", bool(unproven)

    def _meaning(self, formula: str) -> tuple[str, bool]:
        """Why a name stands for nothing known, and whether it is a range."""
        if not is_solid(formula):
            return f"{REFUSES}a name in it stands for a formula that cannot be written out", False
        shape = shape_of(split(formula)[0])
        # Whole columns and rows are ranges too.
        return (REFUSES + shape.odd if shape.odd else ""), RANGE in shape.several


def unproven_functions(formula: str) -> frozenset[str]:
    """The functions of a formula that the calculator is not proven to calculate as Excel does."""
    functions = shape_of(split(formula)[0]).functions
    return frozenset(name for name in functions if not is_proven(name))
