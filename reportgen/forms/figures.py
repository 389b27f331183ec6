"""A typed token and its unit as the numbers of the tables.

"1,234"         JPY million              1234, scale 6, decimals -6
"JPY1.02 bn"    JPY million              1020, scale 6, decimals -7
"5.0"           JPY billion              5.0, scale 9, decimals -8
"about 1,300"   client, rounded to 100   1300, scale 0, decimals -2
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct

from reportgen.core.findings import did_you_mean
from reportgen.core.number import plain_width
from reportgen.core.reading_pieces import HOUSE, Notation, UnreadError
from reportgen.core.units import TYPED_WORDS, is_ratio
from reportgen.data.printed import Printed, RangeError, fits, printed_reading
from reportgen.data.vocabulary import CLAIM_KINDS
from reportgen.forms.cells import FormRow
from reportgen.forms.words import OPPOSITE, UnitScale, plain_word, unit_of_words, unit_word

_ODD_GROUPS = re.compile(r"(?<![\d,])\d+(?:,\d{3})*,(?:\d{1,2}|\d{4,})(?!\d)")
_NOTHING = re.compile(r"[-\u2010-\u2015\u2212\u30fc.]+|n/?[ad]\.?|nil|none|\u2013", re.IGNORECASE)
_RANGE = 'a range is two rows: its lower end with "over", its upper one with "under"'
_NOT_WHOLE = (
    "type the characters of this figure only; how the document writes 1234.5, and marks such as r or * that it "
    "puts at figures, are said in the head of the form"
)
_SHORT = {**TYPED_WORDS, "percent": "%", "pct": "%"}


class TypedFigure(Struct, frozen=True):
    """A figure: the characters typed, its value in `unit` times ten to the power of `scale`, last digit and bound."""

    printed: str
    value: Decimal
    unit: str
    scale: int
    decimals: int
    bound: str

    @property
    def text(self) -> str:
        """The value with as many decimals as can be trusted."""
        digits = max(0, self.decimals + self.scale)
        rounded = round(self.value, digits)
        # A token such as 1.02 billion in a column of millions has more digits than are to be trusted.
        return f"{rounded if rounded == self.value else self.value.normalize():f}"


def typed_figure(
    row: FormRow, printed: str, kind: str, units: Mapping[str, UnitScale], notation: Notation
) -> TypedFigure | None:
    """The figure of a row; None with findings at its cells. `kind` is that of a claim, empty for levels."""
    of_kind = CLAIM_KINDS[kind].unit if kind in CLAIM_KINDS else ""
    found = (of_kind, 0) if of_kind else _unit(row, units)
    if _NOTHING.fullmatch(plain_width(printed)):
        row.report(
            "no-number",
            "no number is typed",
            "printed",
            found=printed,
            hint="leave the row empty where the page shows no figure; a zero is typed as 0",
        )
        return None
    said = _said(row, printed, found, notation)
    if found is None or said is None:
        return None
    unit, scale = found
    if not fits(said.says, unit):
        names = " or ".join(unit_word(one, 0) for one in sorted(said.says))
        row.report(
            "wrong-unit",
            "the token names another unit than the unit cell",
            "unit",
            expected=names,
            found=row.typed("unit"),
            hint="a printed growth rate or share belongs on the sheet of claims"
            if any(map(is_ratio, said.says))
            else "choose the unit of the token, or type its characters as the page prints them",
        )
        return None
    value = -said.base if plain_word(row.typed("sign")) == OPPOSITE else said.base
    decimals = _decimals(row, said, scale)
    if decimals is None:
        return None
    bound = plain_word(row.typed("bound")) or said.bound or "point"
    return TypedFigure(printed, value.scaleb(-scale), unit, scale, decimals, bound)


def _said(row: FormRow, printed: str, unit: UnitScale | None, notation: Notation) -> Printed | None:
    """What the token says; None with a finding where it cannot be read whole."""
    bound = plain_word(row.typed("bound")) or "point"
    try:
        return printed_reading(printed, unit[1] if unit is not None else 0, bound, notation)
    except UnreadError as unread:
        odd = _ODD_GROUPS.search(plain_width(printed)) and notation == HOUSE
        row.report(
            "odd-separator" if odd else "printed-unreadable",
            "a comma does not stand before three digits"
            if odd
            else f"the typed token cannot be read whole: {unread}",
            "printed",
            expected="1,234 or 12.3" if odd else "one number with its words, such as 1,234 or JPY5.1 billion",
            found=printed,
            hint=_RANGE if isinstance(unread, RangeError) else _NOT_WHOLE,
        )
        return None


def _unit(row: FormRow, units: Mapping[str, UnitScale]) -> UnitScale | None:
    text = plain_width(row.typed("unit"))
    if not text:
        row.report(
            "figure-without-unit",
            "a figure stands without its unit",
            "unit",
            hint="choose it from the list; what is counted is typed in one word: person",
        )
        return None
    words = [_SHORT.get(word.casefold(), word) for word in text.split()]
    wanted = " ".join(words).casefold()
    for word, pair in units.items():
        if word.casefold() in (wanted, text.casefold()):
            return pair
    other = unit_of_words(" ".join(words), {unit for unit, _ in units.values()})
    if other is not None:
        return other
    row.report(
        "unknown-unit",
        f'no unit is written "{text}"',
        "unit",
        expected="a unit of the list",
        found=text,
        hint=did_you_mean(text, units),
    )
    return None


def _decimals(row: FormRow, said: Printed, scale: int) -> int | None:
    """The last digit to be trusted, in base units: the last one typed, unless the row says it is rounded.

    A Japanese amount of several parts ends in a unit of its own; in a column of millions it is one of millions.
    """
    rounded = plain_width(row.typed("rounded")).replace(",", "")
    if rounded:
        if not re.fullmatch(r"10*", rounded):
            row.report(
                "bad-rounding",
                "this is no power of ten",
                "rounded",
                expected="10, 100, 1000 ...",
                found=rounded,
            )
            return None
        return 1 - len(rounded) - scale
    whole = said.base.scaleb(-scale)
    finer = said.last > -scale and said.digits <= 0
    return -scale if finer and whole == whole.to_integral_value() else said.last
