"""Whether a shown text is what an exact value looks like at that rounding and unit.

JPY176.1 bn    176,051,000,000   yes
176.2          176,051,000,000   no, whatever unit is meant
1,760億51百万円 176,051,000,000   yes
+16.5%         -0.165            no: the sign
"""

from __future__ import annotations

import re
from decimal import Decimal

from reportgen.checks.tokens import NUMBER
from reportgen.values.number import plain_width
from reportgen.values.units import CURRENCY_MARK, PERCENT, PERCENT_WORDS, POWER_OF, POWERS, READ_EN, READ_JA

_POWER_OF = {**POWER_OF, **dict.fromkeys(PERCENT_WORDS, PERCENT)}
_WORDS = sorted((*READ_EN, *READ_JA, *PERCENT_WORDS), key=len, reverse=True)
# Bare numbers of tables and charts: their unit stands in the head, a note or an axis.
_POSSIBLE = (*POWERS, PERCENT)
_AMOUNT = re.compile(rf"({NUMBER.pattern})\s*({'|'.join(_WORDS)})?", re.IGNORECASE)
# Parentheses prove nothing: a deduction stands in them as well as a loss, and so does a share beside its level.
_NEGATIVE = re.compile(rf"(?<![\d.])[-\u2212\u25b3\u25b2]\s*{CURRENCY_MARK}?\s*[\d.]|\bdown\b|減")
_POSITIVE = re.compile(rf"\+\s*{CURRENCY_MARK}?\s*[\d.]|\bup\b|増")


def shows(text: str, value: Decimal, scale: int | None = None) -> bool:
    """Whether `text` can show `value`, which stands in base units.

    A unit word in the text binds; where there is none, `scale`, else any usual unit. Half a unit of the last
    digit is allowed each way. A text without digits shows nothing that could be wrong.
    """
    plain = plain_width(text)
    found = [(Decimal(number.replace(",", "").replace(" ", "")), word) for number, word in _amounts(plain)]
    if not found:
        return True
    if not value.is_finite() or not _sign_fits(plain, value):
        return False
    size = abs(value)
    if len(found) > 1:
        total = sum((number.scaleb(_power(word) or 0) for number, word in found), Decimal(0))
        last, word = found[-1]
        return abs(size - total) <= _half(last, _power(word) or 0)
    number, word = found[0]
    power = _power(word)
    powers = (power,) if power is not None else _POSSIBLE if scale is None else (scale,)
    return any(abs(size - number.scaleb(one)) <= _half(number, one) for one in powers)


def _amounts(text: str) -> list[tuple[str, str]]:
    return [(match[1], (match[2] or "").lower()) for match in _AMOUNT.finditer(text)]


def _power(word: str) -> int | None:
    return _POWER_OF[word] if word else None


def _half(number: Decimal, power: int) -> Decimal:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(5).scaleb(exponent + power - 1)


def _sign_fits(text: str, value: Decimal) -> bool:
    if value > 0 and _NEGATIVE.search(text):
        return False
    return not (value < 0 and _POSITIVE.search(text) and not _NEGATIVE.search(text))
