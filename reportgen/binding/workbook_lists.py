"""What the lists of a workbook share: how a figure is found on Data, how metrics are named and ordered.

ListContext(table, ids, 6).id_of(fact)      "revenue|FY17#2"     the key of the printed figure on Data
ListContext(table, ids, 6).basis(fact)      0.005                a figure per share printed before a 1:200 split
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import product

from reportgen.expressions import How, Resolved
from reportgen.metrics import Document, Figure, MetricRef, MetricTable, split_factor
from reportgen.metrics.labels import catalogue_order, metric_label
from reportgen.values import Period, PeriodKind
from reportgen.values.units import RATIO_UNITS, is_per_share, is_ratio, model_unit

_MOST_SOURCES = 6
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A printed figure with its sign in a sum."""

    weight: int
    figure: Figure


def weighed_sources(answer: Resolved) -> tuple[Weighed, ...]:
    """The printed figures that an answer is the sum of; none where it is no sum of a few of them."""
    if answer.value is None or not answer.sources:
        return ()
    if answer.how is How.PRINTED:
        return (Weighed(1, answer.sources[0]),)
    return weighed(answer.sources, answer.value) if len(answer.sources) > 1 else ()


def weighed(figures: Sequence[Figure], total: Decimal) -> tuple[Weighed, ...]:
    """A few figures with the signs by which they add up to a total; none where no signs make them do so."""
    if not 0 < len(figures) <= _MOST_SOURCES:
        return ()
    for signs in product((1, -1), repeat=len(figures)):
        pairs = tuple(zip(signs, figures, strict=True))
        if sum((sign * figure.base for sign, figure in pairs), Decimal(0)) == total:
            return tuple(Weighed(sign, figure) for sign, figure in pairs)
    return ()


@dataclass(frozen=True)
class ListContext:
    """The table that lists are made of; `keys` are those of the printed figures on Data, by figure id."""

    table: MetricTable
    keys: Mapping[str, str]
    scale: int

    @cached_property
    def order(self) -> Callable[[MetricRef], tuple[int, int, int]]:
        """Sorts metrics as the catalogue lists them."""
        return catalogue_order(self.table.catalogue)

    def id_of(self, figure: Figure) -> str:
        """The key of a printed figure on Data, also of a copy on another basis."""
        return self.keys[figure.id]

    def basis(self, figure: Figure) -> Decimal:
        """What the value on Data is multiplied by to stand on today's basis: 1, or less before a split."""
        if self.table.one_basis or not is_per_share(figure.unit):
            return _ONE
        return _ONE / split_factor(self.table.catalogue, figure.key.metric.concept, figure.source.doc)

    def document(self, figure: Figure) -> Document:
        """The document that prints a figure."""
        return self.table.catalogue.documents[figure.source.doc]

    def day(self, figure: Figure) -> str:
        """The day from which a figure was known."""
        return self.document(figure).as_known_on.isoformat()

    def label(self, metric: MetricRef, language: str = "en") -> str:
        """The metric with its service line and scope."""
        return metric_label(metric, self.table.catalogue, language)

    def unit(self, figure: Figure) -> str:
        """The unit of the model value of a figure: `JPY mn`, `JPY`, `%`, `person`."""
        if is_ratio(figure.unit):
            return RATIO_UNITS[figure.unit]
        kind = self.table.catalogue.concepts[figure.key.metric.concept].unit_kind
        return model_unit(kind, self.table.catalogue.company.currency, self.scale) or figure.unit

    def fiscal_year(self, period: Period) -> int:
        """The fiscal year that a period or a day lies in, by the calendar year in which it starts."""
        if period.kind is PeriodKind.INSTANT or period.kind is PeriodKind.MONTH:
            month, day = self.table.catalogue.company.fiscal_year_end_month, period.end()
            return day.year if day.month > month else day.year - 1
        return period.year

    def period_order(self, period: Period) -> tuple[int, date, int]:
        """Sorts periods of one year: the year itself first, then the longer stretches, then days."""
        month = self.table.catalogue.company.fiscal_year_end_month
        lengths = (PeriodKind.YEAR, PeriodKind.HALF, PeriodKind.NINE_MONTHS, PeriodKind.QUARTER)
        rank = lengths.index(period.kind) if period.kind in lengths else len(lengths)
        return rank, period.end(month), period.index

    def years(self) -> tuple[int, ...]:
        """The fiscal years that figures are held for, newest first."""
        return tuple(
            sorted(
                {
                    fact.key.period.year
                    for fact in self.table.facts
                    if fact.key.period.kind is PeriodKind.YEAR and fact.key.scenario == "actual"
                },
                reverse=True,
            )
        )

    def text_of(self, period: Period, scenario: str = "actual") -> str:
        """A period as a head names it: `FY18`, `FY18 target`."""
        return period.id if scenario == "actual" else f"{period.id} {scenario.replace('_', ' ')}"
