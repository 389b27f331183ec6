"""Whether a printed token says the value that was typed beside it.

"JPY19.1bn"       19.1 with scale 9      agrees
"(444)"           444                    differs: the token says -444
"299億9000万円"    29990 with scale 6     agrees
"5.0-6.0"         5.0, bound over        agrees; 6.0, bound under, too

A range is held as two facts of one key, the lower end with bound `over` and the upper one with `under`.
"""

from __future__ import annotations

import re
from decimal import Decimal

from reportgen.values import parse_printed
from reportgen.values.number import is_negative, plain_width

_SCALE_WORD = re.compile(
    r"(?<![a-z])(thousand|million|mn|billion|bn|trillion)(?![a-z])|(千|百万|億|兆|万)", re.IGNORECASE
)
_SCALES = {
    "thousand": 3,
    "million": 6,
    "mn": 6,
    "billion": 9,
    "bn": 9,
    "trillion": 12,
    "千": 3,
    "万": 4,
    "百万": 6,
    "億": 8,
    "兆": 12,
}
_COMPOUND = re.compile(
    r"(?:(?P<cho>\d[\d,]*)兆)?(?:(?P<oku>\d[\d,]*(?:\.\d+)?)億)?(?:(?P<man>\d[\d,]*)万)?(?P<rest>\d[\d,]*)?円"
)
_POWERS = (("cho", 12), ("oku", 8), ("man", 4), ("rest", 0))
_ONE = r"(?:JPY|\u00a5)?\s?(\d[\d,]*(?:\.\d+)?)"
_RANGE = re.compile(rf"{_ONE}\s?(?:-|\u2013|\u2014|~|to|\u304b\u3089)\s?{_ONE}(?![\d,.]*\s?[-\u2013~]\s?\d)")


def printed_scale(printed: str) -> int | None:
    """The power of ten that a word of the token names (`bn`: 9), or None where no word does."""
    match = _SCALE_WORD.search(printed)
    if not match:
        return None
    return _SCALES[(match[1] or match[2]).lower()]


def printed_base(printed: str, scale: int, bound: str = "point") -> Decimal | None:
    """The token's value in base units, read with `scale` where the token names none.

    Of a range, the end that `bound` asks for. None where the token holds no number or several.
    """
    text = plain_width(printed)
    compound = _compound_of(text)
    if compound is not None:
        total = sum((_part(compound, name).scaleb(power) for name, power in _POWERS), Decimal(0))
        return -total if is_negative(text) else total
    value = parse_printed(text)
    if value is None:
        value = _end_of_range(text, bound)
    if value is None:
        return None
    named = printed_scale(text)
    return value.scaleb(scale if named is None else named)


def printed_decimals(printed: str, scale: int, bound: str = "point") -> int | None:
    """The last digit the token shows, in base units: `176.1` with scale 9 gives -8."""
    text = plain_width(printed)
    compound = _compound_of(text)
    if compound is not None:
        name, power = next((name, power) for name, power in reversed(_POWERS) if compound[name])
        return len(compound[name].partition(".")[2]) - power
    found = re.findall(r"\d[\d,]*(?:\.\d+)?|\.\d+", text)
    if len(found) == 2 and (match := _RANGE.search(text)):
        found = [match[1] if bound == "over" else match[2]]
    named = printed_scale(text)
    if len(found) > 1 or (parse_printed(text) is None and not found):
        return None
    digits = len(found[0].partition(".")[2]) if found else 0
    return digits - (scale if named is None else named)


def is_range(printed: str) -> bool:
    """Whether the token holds the two ends of a range, such as 5.0-6.0."""
    return _RANGE.search(plain_width(printed)) is not None


def _compound_of(text: str) -> re.Match[str] | None:
    """A Japanese amount of several parts, such as 299億9000万円."""
    match = _COMPOUND.search(text)
    return match if match and sum(part is not None for part in match.groups()) > 1 else None


def _part(match: re.Match[str], name: str) -> Decimal:
    return Decimal((match[name] or "0").replace(",", ""))


def _end_of_range(text: str, bound: str) -> Decimal | None:
    """The lower or upper end of `5.0-6.0`; None for other tokens and other bounds."""
    match = _RANGE.search(text)
    if match is None or bound not in ("over", "under"):
        return None
    return Decimal(match[1 if bound == "over" else 2].replace(",", ""))
