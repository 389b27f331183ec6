"""Reading printed numbers and rounding for display.

(444)                ->  -444
JPY5,109 million     ->  5109
down 15.2%           ->  -15.2
[+11.6%]             ->  11.6
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")
_NEGATIVE_WORDS = re.compile(r"\b(?:down|decreased?|loss|less)\b", re.IGNORECASE)
_NEGATIVE_MARKS = re.compile(r"\(\s*(?:JPY|\u00a5)?\s*[\d.]|[-\u2212\u25b3\u25b2]\s*(?:JPY)?\s*[\d.]")


def parse_printed(printed: str) -> Decimal | None:
    """The signed number in a printed token, in the token's own scale, or None where there is none or several.

    Negative are figures in parentheses, with a minus sign, with a triangle, or said to be "down".
    Square brackets only mark growth and carry no sign. Thousands separators go, printed decimals stay.
    """
    found = _NUMBER.findall(printed)
    if len(found) != 1:
        return None
    value = Decimal(found[0].replace(",", ""))
    negative = bool(_NEGATIVE_MARKS.search(printed)) or bool(_NEGATIVE_WORDS.search(printed))
    return -value if negative else value


def round_half_up(value: Decimal, digits: int) -> Decimal:
    """`value` rounded to `digits` places after the point, halves away from zero, as Excel displays it.

    The sign of a negative value that rounds to zero is kept: -0.04 at one digit is -0.0.
    """
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
