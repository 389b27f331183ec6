"""What a printed token says in base units, for comparison with the value and the unit that were typed beside it.

"JPY19.1bn"       19.1 with scale 9      agrees
"(444)"           444                    differs: the token says -444
"299億9000万円"    29990 with scale 6     agrees
"5.0-6.0"         5.0, bound over        agrees; 6.0, bound under, too

A range is held as two facts of one key, the lower end with bound `over` and the upper one with `under`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from reportgen.core.reading import read_token
from reportgen.core.reading_pieces import HOUSE, Notation, UnreadError


class RangeError(UnreadError):
    """A token holds the two ends of a range, and nothing says which of them is meant."""


class Printed(NamedTuple):
    """What a token says: value and last digit in base units, digits after the point, units, bound."""

    base: Decimal
    last: int
    digits: int
    says: frozenset[str]
    bound: str = ""


def fits(says: frozenset[str], unit: str) -> bool:
    """Whether a token that can mean these units can be of one: `$5` is none of JPY, `5` is of any."""
    return not says or unit in says or unit.partition("/")[0] in says


def printed_reading(printed: str, scale: int, bound: str = "point", notation: Notation = HOUSE) -> Printed:
    """What a token says: `176.1` with scale 9 is 176.1 billion, its last digit -8.

    `scale` counts where the token names none. Of a range, the end that `bound` asks for, else `RangeError`;
    `UnreadError` where the token cannot be read whole.
    """
    said = read_token(printed, notation)
    power = scale if said.power is None else said.power
    end = 0
    if len(said.values) > 1:
        if bound not in ("over", "under"):
            raise RangeError("it holds the two ends of a range")
        end = 0 if bound == "over" else 1
    digits = said.digits[end]
    return Printed(said.values[end].scaleb(power), digits - power, digits, said.says, said.bound)
