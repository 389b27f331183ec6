"""What the lists of a workbook share: how a list is declared, how a figure is found on Data, how metrics are named.

ListKind("events", "event", "a break or scope event", {"date": "its day", ...}, rows)
lists.id_of(fact)      "revenue|FY17#2"     the key of the printed figure on the sheet of figures
lists.basis(fact)      0.005                a figure per share printed before a 1:200 split
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import product

from reportgen.checks.records import CheckReport
from reportgen.core.period import Period, PeriodKind
from reportgen.core.units import RATIO_UNITS, is_per_share, is_ratio, model_unit
from reportgen.data.labels import catalogue_order, metric_label
from reportgen.data.records import Document, Figure, MetricRef, MetricTable
from reportgen.data.vintage import split_factor
from reportgen.figures.figure_resolver import FigureResolver
from reportgen.figures.query import When
from reportgen.figures.resolved import How, Resolved
from reportgen.plan.plan import CellValue

_MOST_SOURCES = 6
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a list: `kind` is the head of its tags, `formats` are number formats by tag.

    `rows` are the lists that blocks inside the record's own block repeat over, by the block's name.
    """

    kind: str
    key: str
    values: Mapping[str, CellValue]
    formats: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class ListKind:
    """A list that a template's block repeats over, declared once for planner, lint, inspect and documentation.

    One record stands for `about`; its tags begin with `item`, and `fields` give the meaning of what follows, `c1..c5`
    that of five fields. A `name` such as `prints_of_<concept>` is a list for every subject; `rows` gives None for a
    subject that has none. A list inside the records of another stands in `inner` there, without `rows` of its own.
    """

    name: str
    item: str
    about: str
    fields: Mapping[str, str]
    rows: Callable[[ListContext, str], tuple[Record, ...] | None] | None = None
    inner: tuple[ListKind, ...] = ()

    @cached_property
    def field_names(self) -> tuple[str, ...]:
        """The names of all fields, in order."""
        return tuple(name for words in self.fields for name in _spread(words))

    @cached_property
    def _fields(self) -> frozenset[str]:
        return frozenset(self.field_names)

    def subject_of(self, name: str) -> str | None:
        """What the list `name` is about, `eps` of `prints_of_eps`; None for another list."""
        head, mark, _ = self.name.partition("<")
        if not mark:
            return "" if name == self.name else None
        return name.removeprefix(head) if name.startswith(head) and name != head else None

    def record(
        self,
        key: str,
        values: Mapping[str, CellValue],
        formats: Mapping[str, str] | None = None,
        rows: Mapping[str, tuple[Record, ...]] | None = None,
    ) -> Record:
        """A record of this list; `ValueError` where its fields are not those declared."""
        differing = values.keys() ^ self._fields
        if differing:
            raise ValueError(f"{self.name}: {', '.join(sorted(differing))} not as declared")
        return Record(self.item, key, values, formats or {}, rows or {})


def _spread(words: str) -> Iterator[str]:
    first, dots, last = words.partition("..")
    stem = first.rstrip("0123456789")
    if not dots:
        yield first
    else:
        yield from (
            f"{stem}{number}" for number in range(int(first[len(stem) :]), int(last[len(stem) :]) + 1)
        )


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
    """What lists are made of.

    `keys` are those of the printed figures on Data, by figure id; `asked` are the metrics and `blocks` the lists
    that the template names, `timeline` the fiscal years it shows.
    """

    figures: FigureResolver
    checks: CheckReport
    keys: Mapping[str, str]
    scale: int
    asked: frozenset[str] = frozenset()
    timeline: tuple[When, ...] = ()
    blocks: tuple[str, ...] = ()

    @property
    def table(self) -> MetricTable:
        """The figures as the vintage at hand knows them."""
        return self.figures.table

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
