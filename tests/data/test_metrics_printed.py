"""Printed tokens with their scale, their last digit, and ranges; Japanese amounts of several parts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from metric_language import fact, faults, files, only, table

from reportgen.core.reading_pieces import UnreadError
from reportgen.data.printed import RangeError, printed_reading
from reportgen.data.records import parse_key


@pytest.mark.parametrize(
    ("token", "scale", "base", "decimals"),
    [
        ("36,179", 6, "36179000000", -6),
        ("(444)", 6, "-444000000", -6),
        ("[+11.6%]", 0, "11.6", 1),
        ("JPY176.1 bn", 0, "176100000000", -8),
        ("69,730,730 (thousand yen)", 3, "69730730000", -3),
        ("299億9000万円", 6, "29990000000", -4),
        ("158億3,500万円", 6, "15835000000", -4),
        ("690億円", 9, "69000000000", -8),
        ("1兆2億円", 6, "1000200000000", -8),
        ("180百万円", 6, "180000000", -6),
        ("２９９億９０００万円", 6, "29990000000", -4),
        ("70億円以上", 9, "7000000000", -8),
        ("3億5,100万円の損失", 6, "-351000000", -4),
        ("exceeded one million", 0, "1000000", -6),
    ],
)
def test_a_token_says_its_value_and_its_last_digit(token: str, scale: int, base: str, decimals: int) -> None:
    said = printed_reading(token, scale)
    assert (said.base, said.last) == (Decimal(base), decimals)


@pytest.mark.parametrize("token", ["5.0-6.0", "5.0 to 6.0", "5.0~6.0 billion", "JPY5.0-6.0 billion"])
def test_a_range_gives_the_end_that_the_bound_asks_for(token: str) -> None:
    low, high = (printed_reading(token, 9, bound) for bound in ("over", "under"))
    assert (low.base, low.last) == (Decimal("5.0E+9"), -8)
    assert (high.base, high.last) == (Decimal("6.0E+9"), -8)
    with pytest.raises(RangeError, match="it holds the two ends of a range"):
        printed_reading(token, 9)


@pytest.mark.parametrize("token", ["117-> 114", "2018-05-15", "1-2-3"])
def test_arrows_and_dates_are_no_ranges(token: str) -> None:
    for bound in ("over", "under"):
        with pytest.raises(UnreadError, match=r"it holds several numbers|is not read"):
            printed_reading(token, 0, bound)


def test_a_range_is_two_facts_of_one_key() -> None:
    held = table(
        [
            fact("revenue", "FY18", "5.0-6.0", scenario="target", bound="over", value="5.0", scale=9),
            fact("revenue", "FY18", "5.0-6.0", scenario="target", bound="under", value="6.0", scale=9),
        ]
    )
    ends = held.by_key[parse_key("revenue|FY18|target")]
    assert {(one.bound, str(one.value)) for one in ends} == {("over", "5.0"), ("under", "6.0")}


def test_a_range_typed_as_one_point_is_told_how_to_be_held() -> None:
    issue = only(files([fact("revenue", "4Q17", "5.0-6.0", value="5.5", scale=9)]))
    assert issue.id == "printed-unreadable"
    assert issue.hint == 'a range is two facts: its lower end with bound "over", its upper one with "under"'


def test_a_digit_that_is_not_printed_is_found_in_japanese_amounts_too() -> None:
    assert not faults(files([fact("revenue", "4Q17", "484億3900万円", value="48439", decimals=-6)]))
    issue = only(files([fact("revenue", "4Q17", "484億円", value="48400", decimals=-6)]))
    assert (issue.id, issue.expected, issue.found) == ("decimals-beyond-printed", "-8", "-6")
