"""The number formats of a model's cells, as far as their figures are known.

A live formula follows the switches of the workbook, a format cannot: it is that of the build's vintage.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property, lru_cache

from msgspec import Struct

from reportgen.core.structs import replace
from reportgen.core.units import PERCENT, model_power, unit_kind_of
from reportgen.figures.number_code import as_known, in_words, read_code
from reportgen.figures.resolved import How, Resolved, from_print, places_of
from reportgen.figures.style import NOT_MEANINGFUL, NumberFormat, Style
from reportgen.figures.turns import Turns
from reportgen.model.open_values import OpenNumber

# What leaves a figure open, short enough for a cell of any width.
_BOUNDS = {"over": "\u2265{}", "under": "\u2264{}"}
_SHORT = {
    "to_loss": "to loss",
    "to_profit": "to profit",
    "loss_wider": "wider loss",
    "loss_smaller": "smaller loss",
    "to_outflow": "to outflow",
    "to_inflow": "to inflow",
    "outflow_wider": "more outflow",
    "outflow_smaller": "less outflow",
}


def turn_word(style: Style, name: str) -> str:
    """What stands for growth below zero or out of it, by its phrase: in English shorter than in a sentence."""
    return _SHORT[name] if style.language == "en" else style.phrase(name, "")


class CellFormats(Struct, frozen=True, dict=True):
    """Formats for one workbook, in which money stands in a power of ten of its unit."""

    power: int
    style: Style

    @cached_property
    def _limits(self) -> Mapping[tuple[int, bool], int]:
        """The rates of the style that say nothing beyond a limit, by the look that their cells share."""
        formats = self.style.formats.values()
        return {(one.scale, one.signed): one.limit for one in formats if one.limit and one.scale == PERCENT}

    def of_answer(self, answer: Resolved, code: str, ahead: Turns | None = None) -> str:
        """A cell's number format with the decimals that its figure is known to, and with the word for the rest.

        `ahead` are the words for growth of a forecast, whose figure follows the drivers: it may fall below zero yet.
        """
        own = read_code(code)
        if own is None:
            return code
        if ahead is not None:
            return in_words(code, "<-1", ahead.below)
        if answer.turn and answer.value is not None:
            return in_words(code, "<-1", turn_word(self.style, answer.turn))
        return self._known(answer, _in_unit(own, self.power if answer.unit_kind == "money" else 0), code)

    def of_number(self, number: OpenNumber, code: str) -> str:
        """The same for a cell that the template calculates; one that repeats a figure shows it alike."""
        own = read_code(code)
        if own is None:
            return code
        if number.answer is not None:
            return self.of_answer(number.answer, code)
        if number.figure is not None:
            printed = from_print("", number.figure)
            unit = model_power(unit_kind_of(number.figure.unit), self.power)
            if printed.value == number.value.scaleb(unit):
                return self._known(printed, _in_unit(own, unit), code)
        interval = number.interval
        if own.scale != PERCENT:
            own = own.carried(number.value, interval)
        bound = "point" if number.exact else "approx"
        return self._known(Resolved("", number.value, interval, bound=bound), own, code)

    def _known(self, answer: Resolved, own: NumberFormat, code: str) -> str:
        value, limit = answer.value, self._limits.get((own.scale, own.signed))
        if value and limit and abs(own.rounded(value)) > limit:
            edge = f"{Decimal(limit).scaleb(own.scale).normalize():f}"
            return in_words(code, f">{edge}" if value > 0 else f"<-{edge}", NOT_MEANINGFUL)
        if answer.how is How.PRINTED and value and not own.rounded(value):
            # A printed figure is never shown as nothing: JPY5,000 in millions are 0.005.
            own = replace(own, digits=places_of(value.scaleb(-own.scale).normalize()))
        known = answer.known_in(own)
        if known.word == "about":
            return as_known(code, self.style.marked(known.format, known.word))
        around = _BOUNDS.get(known.word, "{}")
        return as_known(
            code, known.format if known.format.around == around else replace(known.format, around=around)
        )


@lru_cache(maxsize=4_096)  # as for codes
def _in_unit(own: NumberFormat, power: int) -> NumberFormat:
    return own if own.scale == PERCENT or not power else replace(own, scale=own.scale + power)
