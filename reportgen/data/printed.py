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

from reportgen.core.number import is_negative, number_tokens, parse_printed, plain_width
from reportgen.core.units import CURRENCY_MARK, CURRENCY_WORD_JA, POWER_OF, READ_EN, READ_JA, SCALES

_SCALE_WORD = re.compile(
    rf"(?<![a-z])({'|'.join(READ_EN)})(?![a-z])|({'|'.join(READ_JA)})",
    re.IGNORECASE,
)
# Japanese amounts are told in steps of ten thousand, the largest first.
_STEPS = {f"p{scale.power}": scale for scale in reversed(SCALES) if scale.power % 4 == 0}
_COMPOUND = re.compile(
    "".join(
        rf"(?:(?P<{name}>\d[\d,]*(?:\.\d+)?){scale.word_ja})?"
        if scale.power
        else rf"(?P<{name}>\d[\d,]*)?{CURRENCY_WORD_JA}"
        for name, scale in _STEPS.items()
    )
)
# Most tokens are cells of tables: they need no search for words.
_PLAIN = re.compile(r"([(\[]?)([+-]?)(\d[\d,]*)((?:\.\d+)?)%?[)\]]?", re.ASCII)
_ONE = rf"{CURRENCY_MARK}?\s?(\d[\d,]*(?:\.\d+)?)"
_DASH = r"\s?(?:-|\u2013|\u2014|~|to|\u304b\u3089)\s?"
_RANGE = re.compile(rf"(?<![\d,.-]){_ONE}{_DASH}{_ONE}(?![\d,.]|{_DASH}\d)")


def printed_scale(printed: str) -> int | None:
    """The power of ten that a word of the token names (`bn`: 9), or None where no word does."""
    match = _SCALE_WORD.search(printed)
    if not match:
        return None
    return POWER_OF[match[0].lower()]


def printed_reading(printed: str, scale: int, bound: str = "point") -> tuple[Decimal | None, int | None]:
    """What a token says in base units, and its last digit: `176.1` with scale 9 gives 176.1 billion and -8.

    `scale` counts where the token names none. Of a range, the end that `bound` asks for. None where the token
    holds no number or several.
    """
    plain = _PLAIN.fullmatch(printed)
    if plain:
        opening, sign, number, fraction = plain.groups()
        value = Decimal(number.replace(",", "") + fraction)
        negative = sign == "-" or opening == "("
        return (value.copy_negate() if negative else value).scaleb(scale), max(len(fraction) - 1, 0) - scale
    text = plain_width(printed)
    compound = _compound_of(text)
    if compound is not None:
        return _compound_base(compound, text), _compound_decimals(compound)
    value_said = parse_printed(text)
    found = number_tokens(text)
    ends = _RANGE.search(text) if value_said is None else None
    if ends is not None and bound in ("over", "under"):
        number = ends[1 if bound == "over" else 2]
        value_said, found = Decimal(number.replace(",", "")), [number]
    if value_said is None:
        return None, None
    named = printed_scale(text)
    power = scale if named is None else named
    return value_said.scaleb(power), (len(found[0].partition(".")[2]) if found else 0) - power


def is_range(printed: str) -> bool:
    """Whether the token holds the two ends of a range, such as 5.0-6.0."""
    return _RANGE.search(plain_width(printed)) is not None


def _compound_of(text: str) -> re.Match[str] | None:
    """A Japanese amount of several parts, such as 299億9000万円."""
    match = _COMPOUND.search(text)
    return match if match and sum(part is not None for part in match.groups()) > 1 else None


def _compound_base(match: re.Match[str], text: str) -> Decimal:
    total = Decimal(0)
    for name, scale in _STEPS.items():
        total += Decimal((match[name] or "0").replace(",", "")).scaleb(scale.power)
    return -total if is_negative(text) else total


def _compound_decimals(match: re.Match[str]) -> int:
    """The last digit of the last part: 10^4 for 299億9000万円."""
    name, scale = next((name, scale) for name, scale in reversed(_STEPS.items()) if match[name])
    return len(match[name].partition(".")[2]) - scale.power
