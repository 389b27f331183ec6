"""What a rounded figure can stand for."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.core.number import Interval

D = Decimal
numbers = st.integers(-10_000, 10_000).map(lambda n: D(n) / 100)
intervals = st.tuples(numbers, numbers).map(lambda pair: Interval(min(pair), max(pair)))


def test_a_rounded_figure_stands_for_half_a_unit_each_way() -> None:
    assert Interval.rounded(D("176.1").scaleb(9), -8) == Interval(D("176.05E9"), D("176.15E9"))
    assert Interval.rounded(D("11.6"), 1) == Interval(D("11.55"), D("11.65"))


@given(value=numbers, digits=st.integers(-2, 2))
def test_every_value_lies_in_the_interval_of_its_rounding(value: Decimal, digits: int) -> None:
    rounded = value.quantize(D(1).scaleb(-digits))
    assert Interval.rounded(rounded, digits).contains(value)


@given(a=intervals, b=intervals, s=st.floats(0, 1), t=st.floats(0, 1))
def test_arithmetic_holds_every_pair_of_exact_values(a: Interval, b: Interval, s: float, t: float) -> None:
    x, y = a.low + a.width * D(s), b.low + b.width * D(t)
    slack = D("1E-9")
    results = [(a + b, x + y), (a - b, x - y), (a * b, x * y), (-a, -x)]
    if not b.contains(D(0)):
        results.append((a / b, x / y))
    for reached, exact in results:
        assert reached.low - slack <= exact <= reached.high + slack


def test_a_divisor_that_can_be_zero_is_refused() -> None:
    with pytest.raises(ZeroDivisionError, match="the divisor can be zero"):
        Interval.exact(D(1)) / Interval(D(-1), D(1))


def test_intervals_meet_at_their_ends() -> None:
    assert Interval(D(1), D(2)).meets(Interval(D(2), D(3)))
    assert not Interval(D(1), D(2)).meets(Interval(D("2.1"), D(3)))
