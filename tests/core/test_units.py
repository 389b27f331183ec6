"""Scales, units and currencies: what is written in one place is read back in every other."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reportgen.core.reading import read_figure
from reportgen.core.units import (
    CURRENCIES,
    POWERS,
    SCALES,
    UNIT_KINDS,
    as_fraction,
    counted_unit,
    fraction,
    is_per_share,
    model_power,
    model_unit,
    percent,
    spoken_power,
    unit_kind_of,
    units_of,
)
from reportgen.data.printed import printed_reading
from reportgen.figures.style import NumberFormat, Style
from reportgen.forms.words import unit_of_words, unit_word
from reportgen.verify.numbers import shows


@pytest.mark.parametrize("power", POWERS)
@pytest.mark.parametrize("unit", ["JPY", "USD", "subscription", "pct", "JPY/share"])
def test_a_unit_on_a_form_is_read_as_it_was_written(unit: str, power: int) -> None:
    assert unit_of_words(unit_word(unit, power), {unit}) == (unit, power)


@pytest.mark.parametrize("power", POWERS)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_an_amount_is_shown_in_words_that_are_read_back(language: str, power: int) -> None:
    style = Style({}, "", {0: "円"} if language == "ja" else {}, {}, language)
    value, at = Decimal("1.2").scaleb(power + 1), style.place(power)
    shown = NumberFormat(scale=at, suffix=style.unit_word(at)).text(value)
    said = printed_reading(shown, 0)
    assert (said.base, said.last) == (value, -at)
    assert shows(shown, value)
    assert not shows(shown, value * 10)


@pytest.mark.parametrize(("scale", "word"), [(scale, word) for scale in SCALES for word in scale.read])
def test_every_word_of_a_scale_is_read_in_a_printed_token(scale, word: str) -> None:  # type: ignore[no-untyped-def]
    said = printed_reading(f"JPY1.2 {word}", 0)
    assert (said.base, said.last) == (Decimal("1.2").scaleb(scale.power), 1 - scale.power)


def test_english_speaks_of_no_ten_thousands() -> None:
    assert [spoken_power(power) for power in POWERS] == [0, 3, 3, 6, 6, 9, 12]
    assert [spoken_power(power, "ja") for power in POWERS] == list(POWERS)
    assert spoken_power(5) == 5


def test_a_scale_is_named_in_models_and_behind_numbers() -> None:
    assert [model_unit("money", "EUR", power) for power in POWERS] == [
        *("EUR", "EUR th", "EUR 10 th", "EUR mn", "EUR 100 mn", "EUR bn", "EUR tn")
    ]
    assert [model_unit(kind, "EUR", 6) for kind in ("ratio", "per_share", "count")] == ["%", "EUR", ""]
    assert counted_unit("JPY", 8) == "hundred million JPY"
    assert (model_power("money", 8), model_power("count", 8), model_power("", 8)) == (8, 0, 0)


def test_percent_and_points_are_calculated_with_as_fractions() -> None:
    assert fraction(Decimal("11.6")) == Decimal("0.116")
    assert percent(Decimal("0.116")) == Decimal("11.6")
    assert [as_fraction(Decimal(5), unit) for unit in ("pct", "point", "person")] == [
        *(Decimal("0.05"), Decimal("0.05"), Decimal(5))
    ]


def test_the_example_of_a_kind_is_spelled_as_the_kind_asks() -> None:
    for name in ("money", "per_share", "bandwidth", "area"):
        assert unit_kind_of(UNIT_KINDS[name].example) == name
    assert unit_kind_of("JPY million") == ""
    assert is_per_share("USD/share")


@pytest.mark.parametrize("currency", CURRENCIES, ids=lambda one: one.code)
def test_a_minus_stands_before_any_currency(currency) -> None:  # type: ignore[no-untyped-def]
    for mark in (currency.code, *currency.signs):
        assert read_figure(f"\u25b3{mark}5.1") == Decimal("-5.1")
        assert read_figure(f"({mark} 5.1)") == Decimal("-5.1")
        assert not shows(f"-{mark}5", Decimal(5))
    said = printed_reading(f"2兆30億5万{currency.word_ja}", 0)
    assert (said.base, said.last) == (Decimal("2003000050000"), -4)


def test_what_is_counted_is_named_in_the_plural() -> None:
    told = {
        "person": "people",
        "policy": "policies",
        "branch": "branches",
        "retail_store": "retail stores",
        "day": "days",
    }
    assert {unit: units_of(unit) for unit in told} == told
    assert units_of("sales") == "sales"
