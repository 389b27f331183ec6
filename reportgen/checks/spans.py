"""The stretches of time that end on an instant, for balances that roll forward."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from reportgen.values import Period, PeriodKind


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
