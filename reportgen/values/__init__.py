"""Decimal amounts, fiscal periods and rounding intervals: the smallest words of the trade."""

from reportgen.values.interval import Interval
from reportgen.values.number import parse_printed, round_half_up
from reportgen.values.period import Period, PeriodKind, parse_period, period_range

__all__ = [
    "Interval",
    "Period",
    "PeriodKind",
    "parse_period",
    "parse_printed",
    "period_range",
    "round_half_up",
]
