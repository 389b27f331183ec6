"""Whether a printed token says the value that was typed beside it.

"JPY19.1bn"       19.1 with scale 9      agrees
"(444)"           444                    differs: the token says -444
"299億9000万円"    29990 with scale 6     agrees
"""

from __future__ import annotations

import re
from decimal import Decimal

from reportgen.values import parse_printed

_SCALE_WORD = re.compile(
    r"(?<![a-z])(thousand|million|mn|billion|bn|trillion)(?![a-z])|(百万|億|兆)", re.IGNORECASE
)
_SCALES = {
    "thousand": 3,
    "million": 6,
    "mn": 6,
    "billion": 9,
    "bn": 9,
    "trillion": 12,
    "百万": 6,
    "億": 8,
    "兆": 12,
}
_COMPOUND = re.compile(
    r"(?:(?P<cho>\d[\d,]*)兆)?(?:(?P<oku>\d[\d,]*(?:\.\d+)?)億)?(?:(?P<man>\d[\d,]*)万)?(?P<rest>\d[\d,]*)?円"
)


def printed_scale(printed: str) -> int | None:
    """The power of ten that a word of the token names (`bn`: 9), or None where no word does."""
    match = _SCALE_WORD.search(printed)
    if not match:
        return None
    return _SCALES[(match[1] or match[2]).lower()]


def printed_base(printed: str, scale: int) -> Decimal | None:
    """The token's value in base units, read with `scale` where the token names none.

    None where the token holds no number or several.
    """
    compound = _COMPOUND.search(printed)
    if compound and sum(part is not None for part in compound.groups()) > 1:
        return _compound(compound)
    value = parse_printed(printed)
    if value is None:
        return None
    named = printed_scale(printed)
    return value.scaleb(scale if named is None else named)


def printed_decimals(printed: str, scale: int) -> int | None:
    """The last digit the token shows, in base units: `176.1` with scale 9 gives -8."""
    found = re.findall(r"\d[\d,]*(?:\.(\d+))?|\.(\d+)", printed)
    if len(found) != 1:
        return None
    named = printed_scale(printed)
    return len(found[0][0] or found[0][1]) - (scale if named is None else named)


def _compound(match: re.Match[str]) -> Decimal:
    total = Decimal(0)
    for name, power in (("cho", 12), ("oku", 8), ("man", 4), ("rest", 0)):
        part = match[name]
        if part:
            total += Decimal(part.replace(",", "")).scaleb(power)
    return total
