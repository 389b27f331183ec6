"""Which figures a tie-out adds up for one total.

gross_margin|FY17    + revenue|FY17  - cost_of_revenue|FY17
cash|2018-03-31      + cash|2017-03-31  + cash_flow|FY17
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from reportgen.core.period import Period, PeriodKind
from reportgen.data.records import FigureKey, MetricRef, Rule, parse_metric, signed_parts
from reportgen.data.vocabulary import in_periods


@dataclass(frozen=True, slots=True)
class Term:
    """One figure of a sum with its sign."""

    sign: int
    key: FigureKey


def terms_of(rule: Rule, total: FigureKey, year_end_month: int) -> Iterator[tuple[Term, ...]]:
    """The terms of a rule that is not over periods, for one total; none where the rule says nothing of it."""
    named = parse_metric(rule.total)
    own = total.metric == named
    if not (own or rule.over == "identity") or not in_periods(total.period, rule.periods):
        return
    parts = signed_parts(rule)
    # An identity without service lines holds on each line and scope too, as far as they are disclosed.
    lined = any(ref.service_line or ref.scope for ref in (named, *(part.metric for part in parts)))
    handed_down = rule.over == "identity" and total.metric.concept == named.concept and not lined
    if not (own or handed_down):
        return
    if rule.over == "roll_forward":
        for opening, span in _opening_and_span(total.period, year_end_month):
            flows = (Term(part.sign, FigureKey(part.metric, span, total.scenario)) for part in parts)
            yield (Term(1, FigureKey(named, opening, total.scenario)), *flows)
        return
    here = total.metric
    yield tuple(
        Term(
            sign,
            FigureKey(
                ref if own else MetricRef(ref.concept, here.service_line, here.scope),
                total.period,
                total.scenario,
            ),
        )
        for sign, ref in parts
    )


def _opening_and_span(closing: Period, year_end_month: int) -> Iterator[tuple[Period, Period]]:
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
