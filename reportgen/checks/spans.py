"""Which periods a rule speaks about, and the spans that end on an instant.

periods      *        every period
             FY Q     years and quarters
             FY10..   from fiscal 2010 on;  ..4Q12 and 1Q11..4Q12 likewise
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
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


def opening_and_span(closing: Period, year_end_month: int) -> Iterator[tuple[Period, Period]]:
    """Each stretch of time that ends on the instant `closing`, with the instant it opens from.

    `2018-03-31` gives 2017-03-31 with FY17, 2017-09-30 with 2H17, 2017-12-31 with 4Q17.
    """
    if closing.day is None:
        return
    for year in (closing.day.year - 1, closing.day.year):
        spans = [Period(PeriodKind.YEAR, year), Period(PeriodKind.NINE_MONTHS, year)]
        spans += [Period(PeriodKind.HALF, year, index) for index in (1, 2)]
        spans += [Period(PeriodKind.QUARTER, year, index) for index in (1, 2, 3, 4)]
        for span in spans:
            if span.end(year_end_month) == closing.day:
                day = span.start(year_end_month) - timedelta(days=1)
                yield Period(PeriodKind.INSTANT, day.year, 0, day), span
