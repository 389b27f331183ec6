"""Which functions of a formula are handed several values where they take one.

SUMPRODUCT(--ISNUMBER(A1:A9))        ISNUMBER
SUM(SUMIF(A1:A9,{1,3},B1:B9))        SUMIF, for {1,3}; its ranges are what it takes
SUMPRODUCT((A1:A9>2)*MAX(B1:B9))     none: MAX makes one of them, and operators are followed value by value

Excel calculates such a function for each value. The calculators give one value, and agree on it.
"""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct, field

from reportgen.formula.function_table import ARRAYS
from reportgen.formula.functions import CRITERIA_RANGES, FUNCTIONS, Kind, function_of
from reportgen.formula.parts import CELL, FormulaPart, bare_name, part_of
from reportgen.formula.shape import OF_ARRAYS, gets_arrays, gives_range

# These make one value of an array; the others are proven for each of its values, in array formulas, or calculated here.
_FOLDS = frozenset(("SUM", "AVERAGE", "COUNT", "COUNTA", "MAX", "MIN", "AND", "OR", "SUMPRODUCT", "STDEV"))
_OF_EACH = frozenset(("IF", "IFERROR"))
_EVERY = range(255)
# The arguments, from 0, that take a range or an array as it is written.
_TAKES: dict[str, Collection[int]] = {
    **CRITERIA_RANGES,
    **dict.fromkeys(("INDEX", "LARGE", "SMALL", "PERCENTILE", "QUARTILE", "IRR", "OFFSET"), (0,)),
    **dict.fromkeys(("MATCH", "XMATCH", "VLOOKUP", "HLOOKUP", "RANK"), (1,)),
    **dict.fromkeys(("LOOKUP", "XLOOKUP"), (1, 2)),
    **dict.fromkeys(("ROWS", "COLUMNS", "COUNTBLANK"), (0,)),
    **{name: _EVERY for name, one in FUNCTIONS.items() if one.of_numbers},
    **dict.fromkeys(("NPV", "SUBTOTAL", "AGGREGATE"), range(1, 255)),
    "CONCAT": _EVERY,
    "TEXTJOIN": range(2, 255),
}


def takes_array(name: str, argument: int) -> bool:
    """Whether a function takes a range or an array as it is written for an argument, from 0."""
    return name in _FOLDS or argument in _TAKES.get(name, _EVERY if name in OF_ARRAYS else ())


# What these give may be a range, INDEX with a 0 for its row or its column.
_GIVE_RANGES = frozenset(("OFFSET", "INDIRECT", "INDEX"))


def handed_arrays(key: str, *, is_array: bool, single: Collection[str] = ()) -> set[str]:
    """The functions that get more than one value; `single` are names, in small letters, that stand for one cell.

    A written array counts everywhere; a range in a formula that `is_array`, else inside a function of arrays.
    """
    search = _Search(is_array, single)
    search.gives_several(part_of(key), is_array)
    return search.found


class _Search(Struct):
    is_array: bool
    single: Collection[str]
    found: set[str] = field(default_factory=set)

    def gives_several(self, part: FormulaPart | None, arrays: bool) -> bool:
        """Whether a part may give more than one value; `arrays` tells whether a range does where it stands."""
        if part is None:
            return False
        if part.kind == "operand":
            return part.text.startswith("{") or (arrays and self._may_be_range(part))
        if part.kind != "call":
            several = [self.gives_several(one, arrays) for one in part.parts]
            return any(several)
        name, unused = bare_name(part.text.upper()), False
        for at, one in enumerate(part.parts):
            given = self.gives_several(one, self.is_array or gets_arrays(name, at, arrays))
            whole = name in OF_ARRAYS or name in _FOLDS or _is_whole(one)
            unused |= given and not (whole and takes_array(name, at))
        if unused and name not in _OF_EACH and not function_of(name).rule:
            self.found.add(name)
        return unused or name in ARRAYS or (arrays and (name == "INDIRECT" or gives_range(part)))

    def _may_be_range(self, part: FormulaPart) -> bool:
        return (
            part.gives is Kind.ANY
            and part.text != CELL
            and not part.text.startswith("#")
            and part.text.rpartition("!")[2].casefold() not in self.single
        )


def _is_whole(part: FormulaPart | None) -> bool:
    """Whether an array is an argument by itself, and no part of a sum or a comparison."""
    while part is not None and part.kind == "brackets":
        [part] = part.parts
    return part is not None and (
        part.kind == "operand" or (part.kind == "call" and bare_name(part.text.upper()) in _GIVE_RANGES)
    )
