"""Printed tokens, and rounding for display."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reportgen.core.number import round_half_up
from reportgen.core.reading import read_figure


@pytest.mark.parametrize(
    ("token", "value"),
    [
        ("36,179", "36179"),
        ("(444)", "-444"),
        ("JPY5,109 million", "5109"),
        ("JPY176.1 bn", "176.1"),
        ("down 15.2%", "-15.2"),
        ("[+11.6%]", "11.6"),
        ("(16.5%)", "-16.5"),
        ("+2,101", "2101"),
        ("\u25b3643", "-643"),
        ("-0.6", "-0.6"),
        ("up approx. JPY0.3 billion", "0.3"),
        ("decreased by 18.2%", "-18.2"),
        ("JPY27.00", "27.00"),
        ("前年同期比13.4%増", "13.4"),
        ("前年同期比3.0%減", "-3.0"),
        ("前年同期比19.5%の減少", "-19.5"),
        ("△１０．１", "-10.1"),
        ("（１，２３４）", "-1234"),
        ("純利益は...3億円", "3"),
        ("losses ... of JPY453 million", "-453"),
        ("exceeded our target of one million", "1"),
    ],
)
def test_a_token_is_read_with_its_sign(token: str, value: str) -> None:
    read = read_figure(token)
    assert read is not None
    assert str(read) == value


@pytest.mark.parametrize("token", ["", "-", "n/d", "117-> 114", "10.9% 19.1", "5.0-6.0", "one or two"])
def test_no_number_or_several_are_not_guessed(token: str) -> None:
    assert read_figure(token) is None


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [("0.05", 1, "0.1"), ("-0.05", 1, "-0.1"), ("-0.04", 1, "-0.0"), ("2.5", 0, "3"), ("1250", -2, "1.3E+3")],
)
def test_halves_go_away_from_zero_and_a_lost_sign_is_kept(value: str, digits: int, shown: str) -> None:
    assert str(round_half_up(Decimal(value), digits)) == shown
