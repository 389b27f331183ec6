"""A number format, asked once and answered for each output.

    NumberFormat(scale=9, digits=1, prefix="JPY", suffix=" bn")
        .text(Decimal("176051000000"))    JPY176.1 bn
    NumberFormat(scale=-2, digits=1, signed=True, suffix="%")
        .text(Decimal("-0.165"))          (16.5%)
        .excel_code()                     +#,##0.0%;(#,##0.0%);#,##0.0%

A negative figure that rounds to nothing keeps its sign, `(0.0%)`, as the exchange asks for; so does a zero that
is printed in brackets (the decimal -0). Pages say `±0.0%` of such a change, and `flat` in words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_DOWN, Decimal
from functools import lru_cache

from msgspec import Struct, field

from reportgen.core.number import Interval, round_half_up
from reportgen.core.period_names import USUAL
from reportgen.core.structs import replace
from reportgen.core.units import PERCENT, scale_word, spoken_power
from reportgen.data.vocabulary import BOUNDS

NOT_DISCLOSED = "n/d"
NOT_MEANINGFUL = "n.m."
# How many units of its last digit a shown figure may lie from what is true: a rate one, an amount two, as the sum
# of four rounded quarters does.
_RATE_SLACK, _AMOUNT_SLACK = 1, 2
# Words of a code side by side are one; a quotation mark behind a stroke is one of them.
_SIDE_BY_SIDE = re.compile(r'(?<!\\)""')


@lru_cache(maxsize=4_096)
def shorter_formats(look: NumberFormat) -> tuple[NumberFormat, ...]:
    """The format itself and those with fewer decimals, down to none."""
    return tuple(replace(look, digits=digits) for digits in range(look.digits, -1, -1))


class NumberFormat(Struct, frozen=True):
    """How one kind of figure is shown.

    The value in base units is divided by ten to the power of `scale` (6: millions, -2: percent) and rounded
    half up to `digits` places. `signed` puts a plus before positive values. `negative` is parentheses,
    triangle or minus. `brackets` are two characters around the whole text, for instance `[]`; within them stand the
    words `around` the figure with its sign, a minus in place of parentheses: `over 5`, `c. -5`, or words in its place
    where they hold no `{}`. What lies beyond
    `limit`, in the format's unit, says nothing as a rate: it is `n.m.`. `reach` is how far the figure may lie from
    what is shown, in the format's unit: `(16 ±50)`.
    """

    digits: int = 0
    scale: int = 0
    signed: bool = False
    prefix: str = ""
    suffix: str = ""
    brackets: str = ""
    negative: str = "parentheses"
    zero: str = ""
    around: str = "{}"
    limit: int | None = None
    reach: Decimal | None = None

    @property
    def spread(self) -> str:
        """What stands behind the digits of a figure that is shown with its reach; half a unit is in every figure."""
        if self.reach is None:
            return ""
        return f" \u00b1{self.reach.quantize(Decimal(1).scaleb(-self.digits), ROUND_HALF_DOWN):,f}"

    def carries(self, value: Decimal, interval: Interval, slacks: int = 1) -> bool:
        """Whether a figure that lies in `interval` is known to the last digit that this format shows of it.

        As far as rounded inputs leave it open, or several times as far.
        """
        unit = Decimal(1).scaleb(self.scale - self.digits)
        shown = self.rounded(value).scaleb(self.scale)
        slack = slacks * unit * (_RATE_SLACK if self.scale == PERCENT else _AMOUNT_SLACK)
        return max(abs(interval.low - shown), abs(interval.high - shown)) <= slack

    def carried(self, value: Decimal, interval: Interval) -> NumberFormat:
        """The format with the most of its decimals that a figure is known to; as it is where it is known to none."""
        return next((one for one in shorter_formats(self) if one.carries(value, interval)), self)

    def fixes(self, interval: Interval) -> bool:
        """Whether all that lies in `interval` is shown alike."""
        return self.rounded(interval.low) == self.rounded(interval.high)

    def text(self, value: Decimal | None) -> str:
        """The figure as a person reads it; `n/d` where there is none."""
        if value is None:
            return NOT_DISCLOSED
        if self.limit is not None and abs(self.rounded(value)) > self.limit:
            return replace(self, around=NOT_MEANINGFUL, limit=None).text(value)
        negative, sign = value.is_signed(), self._sign
        if value == 0 and self.zero and not negative:
            return self.zero
        shown = round_half_up(value.scaleb(-self.scale), self.digits)
        triangle = "\u25b3" if negative and sign == "triangle" and self.prefix else ""
        body = f"{self.prefix}{triangle}{abs(shown):,f}{self.spread}{self.suffix}"
        if not negative:
            text = f"+{body}" if self.signed and value > 0 else body
        elif sign == "triangle":
            text = body if triangle else f"\u25b3{body}"
        else:
            text = f"-{body}" if sign == "minus" else f"({body})"
        text = self.around.replace("{}", text)
        if self.brackets:
            text = f"{self.brackets[0]}{text}{self.brackets[1]}"
        return text

    def change(self, value: Decimal | None) -> str:
        """A change as a page tells it: one that rounds to nothing is neither up nor down, `±0.0%`."""
        if value is None or self.rounded(value) or (value == 0 and not value.is_signed()):
            return self.text(value)
        return replace(self, signed=False, prefix=f"\u00b1{self.prefix}").text(abs(value))

    def rounded(self, value: Decimal) -> Decimal:
        """The shown number itself, in the format's unit: what a reader can copy from the page."""
        return round_half_up(value.scaleb(-self.scale), self.digits)

    @property
    def _sign(self) -> str:
        """How a negative figure is marked: no brackets stand in brackets."""
        return "minus" if self.brackets and self.negative == "parentheses" else self.negative

    @property
    def in_fractions(self) -> bool:
        """Whether charts and cells hold fractions, which Excel shows in percent; points they hold as they are shown."""
        return self.scale == PERCENT and ("%" in self.suffix or not self.suffix.strip())

    def in_base(self, number: Decimal) -> Decimal:
        """A number of a chart or cell in base units: fractions for percent, all else in the format's unit there."""
        return number if self.in_fractions else number.scaleb(self.scale)

    def excel_code(self, *, unit: bool = False) -> str:
        """The Excel code of the same look (ECMA-376 part 1, 18.8.31), without the words of its unit unless asked.

        For values that stand in the format's own unit, percent as fractions.
        """
        return ";".join(self.excel_sections(unit=unit))

    def excel_sections(self, *, unit: bool = False) -> tuple[str, str, str]:
        """The sections of the Excel code, for numbers above nothing, below it and for nothing."""
        percent = "%" if self.in_fractions else ""
        spread = f'"{self.spread}"' if self.spread else ""
        body = "#,##0" + ("." + "0" * self.digits if self.digits else "") + spread + percent
        if unit:
            first, last = quoted(f"{self.prefix}{{}}{'' if percent else self.suffix}")
            body = f"{first}{body}{last}"
        plus = "+" if self.signed else ""
        negative = {"triangle": f'"\u25b3"{body}', "minus": f"-{body}"}.get(self._sign, f"({body})")
        nothing = _quoted(self.zero) or body
        before, after = quoted(self.around)
        if "{}" not in self.around:
            return before, before, before
        return f"{before}{plus}{body}{after}", f"{before}{negative}{after}", f"{before}{nothing}{after}"

    def excel_text(self, cell: str) -> str:
        """An Excel expression that shows `cell` (a value in the format's unit) as `text` would."""
        body = f'TEXT({cell},"{self.excel_code().replace(chr(34), chr(34) * 2)}")'
        if self.brackets:
            body = f'"{self.brackets[0]}"&{body}&"{self.brackets[1]}"'
        return body


def quoted(phrase: str) -> tuple[str, str]:
    """The words before and behind the `{}` of a phrase as an Excel code has them."""
    before, _, after = phrase.partition("{}")
    return _quoted(before), _quoted(after)


def _quoted(words: str) -> str:
    """Words of a code: in quotation marks, and one of their own, which none can hold, behind a stroke."""
    return '\\"'.join(f'"{part}"' if part else "" for part in words.split('"'))


PHRASES: Mapping[str, str] = {
    "up": "up {}",
    "down": "down {}",
    "up_points": "up {}",
    "down_points": "down {}",
    "flat": "flat",
    "points": "{} points",
    "point": "{} point",
    "about": "c. {}",
    "not_meaningful": "{} = not meaningful",
    "coarse": "{}  Printed to fewer decimals",
    "restated": "Figures per share announced before the {} are restated for it",
    "to_loss": "turned to a loss",
    "to_profit": "turned to a profit",
    "loss_wider": "loss widened",
    "loss_smaller": "loss narrowed",
    "to_outflow": "turned to an outflow",
    "to_inflow": "turned to an inflow",
    "outflow_wider": "outflow grew",
    "outflow_smaller": "outflow shrank",
    **{name: bound.phrases["en"] for name, bound in BOUNDS.items() if bound.phrases},
}


class Style(Struct, frozen=True):
    """Named number formats and words of one house.

    `units` gives the words for money at a power of ten: `{6: " million", 9: " billion"}`, `count_units` those
    for counts. `shown_at` says where a unit of print gives way to one of the language: `{9: 8}` shows what is
    printed in billions in hundreds of millions, with as many decimals fewer; `counts_at` the same for counts.
    `amounts` are the formats behind the words `mn`, `bn` and `billion` of a sentence; `phrases` the words around
    figures: `up`, `down`, `up_points`, `down_points`, `flat`, `approx`, `over`, `under`, `points` and `point` (of a
    single one; that of several where it is not named), `about` for what cells know to no digit that they show, each
    with `{}` for the figure; and those that stand for growth into or out of a loss, or an outflow of cash: `to_loss`,
    `to_profit`, `loss_wider`, `loss_smaller`, `to_outflow` and so on. `nothing` stands in tables where a figure is not
    disclosed; `periods` says how periods are spelled in English, by the example of a quarter: `Q1 2023`.
    """

    formats: Mapping[str, NumberFormat]
    currency: str
    units: Mapping[int, str]
    count_words: Mapping[str, str]
    language: str = "en"
    negative: str = "parentheses"
    count_units: Mapping[int, str] = field(default_factory=dict)
    shown_at: Mapping[int, int] = field(default_factory=dict)
    counts_at: Mapping[int, int] = field(default_factory=dict)
    amounts: Mapping[str, NumberFormat] = field(default_factory=dict)
    phrases: Mapping[str, str] = field(default_factory=lambda: PHRASES)
    nothing: str = NOT_DISCLOSED
    periods: str = USUAL

    def spoken_code(self, look: NumberFormat) -> str:
        """The Excel code of a format in words: with its unit, `up` and `down` in place of the sign of a signed one."""
        body, below, nothing = replace(look, signed=False).excel_sections(unit=True)
        above = body
        if look.signed and "{}" in look.around:
            (up, rise), (down, fall) = (quoted(self.phrase(way, "{}")) for way in ("up", "down"))
            above, below = f"{up}{body}{rise}", f"{down}{body}{fall}"
        return _SIDE_BY_SIDE.sub("", ";".join((above, below, nothing)))

    def phrase(self, name: str, text: str) -> str:
        """`text` in the words of the language: `up 4.1%`, `approx. JPY20.0 billion`."""
        return self.phrases.get(name, PHRASES.get(name, "{}")).replace("{}", text)

    def marked(self, number_format: NumberFormat, word: str) -> NumberFormat:
        """A format with the phrase for what leaves a figure open; `word` names it, empty for none.

        What may lie further off than half of itself is no figure to print: it is `n.m.`.
        """
        if number_format.reach is not None:
            return replace(number_format, reach=None, around=NOT_MEANINGFUL)
        return replace(number_format, around=self.phrase(word, "{}")) if word else number_format

    def place(self, scale: int, *, money: bool = True) -> int:
        """The power of ten at which a figure printed at `scale` is shown."""
        places = self.shown_at if money else self.counts_at
        return places[scale] if scale in places else spoken_power(scale, self.language)

    def unit_word(self, scale: int, *, money: bool = True) -> str:
        """What stands behind money or a count at a power of ten: as the style says it, else the language's word."""
        units = self.units if money else self.count_units
        word = scale_word(scale, self.language)
        blank = " " if word and self.language != "ja" else ""
        return units[scale] if scale in units else blank + word + units.get(0, "")

    def format(self, name: str) -> NumberFormat:
        """The format called `name`; `KeyError` where there is none (definitions are checked before)."""
        return self.formats[name]
