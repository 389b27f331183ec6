"""What the lists of a workbook share: how a list is declared, how a figure is found on Data, how metrics are named.

ListKind("events", "event", "a break or scope event", {"date": Field("its day", lambda one, lists: ...)}, items)
lists.id_of(fact)      "revenue|FY17#2"     the key of the printed figure on the sheet of figures
lists.basis(fact)      0.005                a figure per share printed before a 1:200 split
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from itertools import product
from operator import attrgetter
from typing import Any, Generic, TypeAlias, TypeVar

from msgspec import Struct, field

from reportgen.checks.run import CheckReport
from reportgen.core.fiscal_calendar import FiscalCalendar
from reportgen.core.period import Period, PeriodKind
from reportgen.core.period_names import head
from reportgen.core.units import RATIO_UNITS, is_ratio, model_unit, units_of
from reportgen.data.labels import catalogue_order, metric_label
from reportgen.data.records import Figure, FigureKey, MetricRef, MetricTable
from reportgen.data.vintage import split_factor
from reportgen.data.vocabulary import CLAIM_KINDS
from reportgen.figures.figure_resolver import FigureResolver
from reportgen.figures.query import When
from reportgen.figures.resolved import How, Resolved
from reportgen.plan.plan import CellValue

_MOST_SOURCES = 6
_ONE = Decimal(1)
T = TypeVar("T")
T_contra = TypeVar("T_contra", contravariant=True)


class Record(Struct, frozen=True):
    """One row of a list: `kind` is the head of its tags, `formats` are number formats by tag.

    `rows` are the lists that blocks inside the record's own block repeat over, by the block's name; `figure` is the
    printed figure that `value` shows.
    """

    kind: str
    values: Mapping[str, CellValue]
    formats: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    figure: Figure | None = None


_Read: TypeAlias = Callable[[T_contra, "ListContext"], "CellValue | tuple[CellValue, ...]"]


class Field(Struct, Generic[T_contra], frozen=True):
    """What a field of a list means, and how it is read from an item; `p1..p3` reads a tuple of three values."""

    meaning: str
    read: _Read[T_contra]


Fields: TypeAlias = Mapping[str, Field[T]]
# From the lists around and what a list is about (a subject, or the item around an inner list) to its items.
Items: TypeAlias = Callable[["ListContext", Any], Iterable[T] | None]


class ListKind(Struct, Generic[T], frozen=True, dict=True):
    """A list that a template's block repeats over, declared once for planner, lint, inspect and documentation.

    One record stands for `about`; its tags begin with `item`. A `name` such as `prints_of_<concept>` is a list for
    every subject; `items` gives None for a subject that has none. The lists in `inner` repeat inside each record.
    `figure` gives the printed figure that the field `value` shows.
    """

    name: str
    item: str
    about: str
    fields: Fields[T]
    items: Items[T]
    inner: tuple[ListKind[Any], ...] = ()
    formats: Mapping[str, Callable[[T, ListContext], str]] = field(default_factory=dict)
    figure: Callable[[T], Figure] | None = None

    @property
    def is_single(self) -> bool:
        """Whether the list has one record or none."""
        return self.about.startswith("(one)")

    @cached_property
    def field_names(self) -> tuple[str, ...]:
        """The names of all fields, in order."""
        return tuple(name for _, names, _ in self._readers for name in names)

    @cached_property
    def _readers(self) -> tuple[tuple[str, tuple[str, ...], _Read[T]], ...]:
        spread = ((tuple(_spread(words)), one) for words, one in self.fields.items())
        return tuple((names[0], names, one.read) for names, one in spread)

    def subject_of(self, name: str) -> str | None:
        """What the list `name` is about, `eps` of `prints_of_eps`; None for another list."""
        head, mark, _ = self.name.partition("<")
        if not mark:
            return "" if name == self.name else None
        return name.removeprefix(head) if name.startswith(head) and name != head else None

    def records(
        self, lists: ListContext, subject: str = "", within: object = None
    ) -> tuple[Record, ...] | None:
        """The list about a subject, or `within` the item of the list around it; None where there is none."""
        items = self.items(lists, subject if within is None else within)
        return None if items is None else tuple(self.record(one, lists, subject) for one in items)

    def record(self, one: T, lists: Any = None, subject: str = "") -> Record:
        """The record of one item, with the lists inside it; a list whose fields ask for no context needs none."""
        values: dict[str, CellValue] = {}
        for name, names, read in self._readers:
            value = read(one, lists)
            if isinstance(value, tuple):
                values.update(zip(names, value, strict=True))
            else:
                values[name] = value
        return Record(
            self.item,
            values,
            {name: read(one, lists) for name, read in self.formats.items()},
            {
                inner.name.partition("<")[0] + subject: inner.records(lists, subject, one) or ()
                for inner in self.inner
            },
            self.figure(one) if self.figure is not None else None,
        )


def _spread(words: str) -> Iterator[str]:
    """The names that `c1..c3` stands for: c1, c2, c3; one name stands for itself."""
    several = re.fullmatch(r"(\D+)1(\D*)\.\.\1(\d+)\2", words)
    if several is None:
        yield words
    else:
        yield from (f"{several[1]}{number}{several[2]}" for number in range(1, int(several[3]) + 1))


def padded(values: Iterable[CellValue], count: int, empty: CellValue = "") -> tuple[CellValue, ...]:
    """The values of a field that has `count` places; the places behind the last value are empty."""
    found = tuple(values)
    return (*found, *[empty] * (count - len(found)))


class Weighed(Struct, frozen=True):
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
    bases = [figure.base for figure in figures]
    signed = product(*((base, -base) for base in bases))
    for signs, terms in zip(product((1, -1), repeat=len(figures)), signed, strict=True):
        if sum(terms) == total:
            return tuple(map(Weighed, signs, figures))
    return ()


class ListContext(Struct, frozen=True, dict=True):
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

    @cached_property
    def held(self) -> Mapping[str, int]:
        """How many figures are held from each document that any are held from."""
        return Counter(figure.source.doc for figure in self.table.figures)

    def id_of(self, figure: Figure) -> str:
        """The key of a printed figure on Data, also of a copy on another basis."""
        return self.keys[figure.id]

    def basis(self, figure: Figure) -> Decimal:
        """What the value on Data is multiplied by to stand on today's basis: 1, or less before a split."""
        return _ONE if self.table.basis else _ONE / split_factor(self.table, figure)

    def day(self, figure: Figure) -> str:
        """The day from which a figure was known."""
        return self.table.catalogue.documents[figure.source.doc].as_known_on.isoformat()

    def label(self, metric: MetricRef, language: str = "en") -> str:
        """The metric with its service line and scope."""
        return self._label(metric, language)

    @cached_property
    def _label(self) -> Callable[[MetricRef, str], str]:
        catalogue = self.table.catalogue
        return cache(lambda metric, language: metric_label(metric, catalogue, language))

    def unit(self, figure: Figure) -> str:
        """The unit of the model value of a figure: `JPY mn`, `JPY`, `%`, `people`."""
        if is_ratio(figure.unit):
            return RATIO_UNITS[figure.unit]
        kind = self.table.catalogue.concepts[figure.key.metric.concept].unit_kind
        usual = model_unit(kind, self.table.catalogue.company.currency, self.scale)
        return usual or (units_of(figure.unit) if kind == "count" else figure.unit)

    @property
    def calendar(self) -> FiscalCalendar:
        """When the company's fiscal periods begin and end."""
        return self.table.calendar

    def period_order(self, period: Period) -> tuple[int, date, int]:
        """Sorts periods of one year: the year itself first, then the longer stretches, then days."""
        lengths = (PeriodKind.YEAR, PeriodKind.HALF, PeriodKind.NINE_MONTHS, PeriodKind.QUARTER)
        rank = lengths.index(period.kind) if period.kind in lengths else len(lengths)
        return rank, self.calendar.end(period), period.index

    def text_of(self, key: FigureKey) -> str:
        """The period of a figure as a head names it: `FY18`, `FY18 target`."""
        period, scenario = head(key.period), key.scenario
        return period if scenario == "actual" else f"{period} {scenario.replace('_', ' ')}"


class SumPart(Struct, frozen=True):
    """A printed figure with its sign in the sum `whole`; `of` is the period of the sum."""

    whole: str
    weight: int
    figure: Figure
    of: str = ""


WEIGHT: Field[SumPart] = Field(
    "what it is multiplied by in the sum, on today's basis",
    lambda one, lists: Decimal(one.weight) * lists.basis(one.figure),
)
# What lists say of a printed figure, each word with one meaning for all of them.
_FIGURE_FIELDS: Fields[Figure] = {
    "label": Field("the metric", lambda one, lists: lists.label(one.key.metric)),
    "label_ja": Field("the metric in Japanese", lambda one, lists: lists.label(one.key.metric, "ja")),
    "metric": Field("the metric's key", lambda one, _: str(one.key.metric)),
    "period": Field("the period", lambda one, _: head(one.key.period)),
    "kind": Field("level, growth, change or share", lambda one, _: kind_word(one)),
    "unit": Field("the unit", lambda one, lists: lists.unit(one)),
    "printed": Field("the token as printed", lambda one, _: one.source.printed),
    "basis": Field("the factor to today's basis", lambda one, lists: lists.basis(one)),
    "id": Field("its key on the sheet of figures", lambda one, lists: lists.id_of(one)),
    "document": Field("the document that prints it", lambda one, _: one.source.doc),
    "line": Field(
        "the line of that document",
        lambda one, _: Decimal(one.source.line) if one.source.line else one.source.context,
    ),
    "note": Field("the note on it", lambda one, _: one.note),
}


def kind_word(figure: Figure) -> str:
    """What a printed figure is, in the words of the lists: level, growth, change or share."""
    return CLAIM_KINDS[figure.kind].word if figure.is_claim else figure.kind


def bound_word(figure: Figure) -> str:
    """approx, over or under; empty for an exact figure."""
    return "" if figure.bound == "point" else figure.bound


def figure_fields(names: str, path: str = "", prefix: str = "") -> dict[str, Field[Any]]:
    """Fields about the figure that stands at `path` of an item: `id printed` of `first` as first_id, first_printed."""
    at: Callable[[Any], Figure] = attrgetter(path) if path else lambda item: item
    if not prefix:
        return {name: moved(_FIGURE_FIELDS[name], at) for name in names.split()}
    return {
        f"{prefix}_{name}": moved(_FIGURE_FIELDS[name], at, f"the {prefix} print: ") for name in names.split()
    }


def moved(told: Field[T], at: Callable[[Any], T], before: str = "") -> Field[Any]:
    """A field read from what stands `at` a place of an item, with words before its meaning."""
    read = told.read
    return Field(before + told.meaning, lambda item, lists: read(at(item), lists))


def metric_fields(path: str) -> dict[str, Field[Any]]:
    """The fields `label` and `label_ja` for the metric that stands at `path` of an item."""
    at: Callable[[Any], MetricRef] = attrgetter(path)
    return {
        "label": Field("the metric", lambda item, lists: lists.label(at(item))),
        "label_ja": Field("the metric in Japanese", lambda item, lists: lists.label(at(item), "ja")),
    }
