"""The `periods` cell of a rule: which periods it speaks about.

*        every period
FY Q     years and quarters
FY10..   from fiscal 2010 on;  ..4Q12 and 1Q11..4Q12 likewise
"""

from __future__ import annotations

from functools import cache

from reportgen.values import Period, PeriodKind, parse_period

_KINDS = {kind.value for kind in PeriodKind}


@cache
def in_periods(period: Period, periods: str) -> bool:
    """Whether a rule with this `periods` cell speaks about `period`; several words mean any of them."""
    return any(_fits(period, word) for word in periods.split())


def _fits(period: Period, word: str) -> bool:
    if word == "*" or word == period.kind.value:
        return True
    if ".." in word:
        first, _, last = word.partition("..")
        after = not first or period.end() >= parse_period(first).start()
        before = not last or period.end() <= parse_period(last).end()
        return after and before
    return word not in _KINDS and parse_period(word) == period


def names_periods(word: str) -> bool:
    """Whether one word of such a cell can be read."""
    if word == "*" or word in _KINDS:
        return True
    ends = [end for end in word.split("..", 1) if end] if ".." in word else [word]
    try:
        return bool([parse_period(end) for end in ends])
    except ValueError:
        return False
