"""What metrics, members and events are called, in one language or the other, and in which order they stand.

gross_margin@si     list    Gross margin, Systems integration     売上総利益, システムインテグレーション
                    form    Gross margin: Systems integration     売上総利益  システムインテグレーション
                    table   Gross margin, Systems integration     売上総利益（システムインテグレーション）
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from reportgen.data.records import Catalogue, Member, MetricRef


class Labelled(Protocol):
    """Anything of the catalogue that has a name in two languages."""

    @property
    def label_en(self) -> str:
        """The English name."""

    @property
    def label_ja(self) -> str:
        """The Japanese name."""


class LabelShape(NamedTuple):
    """How a label is put together: the concept with its members, the members, the whole with its measure."""

    with_members: str = "{}, {}"
    between: str = ", "
    with_measure: str = "{}: {}"


_SHAPES = {
    ("form", "en"): LabelShape("{}: {}"),
    ("form", "ja"): LabelShape("{}  {}", "  "),
    ("table", "ja"): LabelShape("{}（{}）", "・", "{} {}"),
}


def label_of(named: Labelled, language: str = "en") -> str:
    """The label in a language; the other language's where it has none."""
    return named.label_ja or named.label_en if language == "ja" else named.label_en or named.label_ja


def members_of(metric: MetricRef, catalogue: Catalogue) -> tuple[Member, ...]:
    """The service line and the scope of a metric, those that it has."""
    axes = (("service_line", metric.service_line), ("scope", metric.scope))
    return tuple(catalogue.members[axis, name] for axis, name in axes if name)


def metric_label(
    metric: MetricRef, catalogue: Catalogue, language: str = "en", measure: str = "", shape: str = "list"
) -> str:
    """A metric with its service line and scope, and the measure taken of it, as a `list`, `form` or `table` says it."""
    pieces = _SHAPES.get((shape, language), LabelShape())
    text = label_of(catalogue.concepts[metric.concept], language)
    members = [label_of(member, language) for member in members_of(metric, catalogue)]
    if members:
        text = pieces.with_members.format(text, pieces.between.join(members))
    if measure:
        rate = _measure_label(measure, catalogue, language)
        text = pieces.with_measure.format(text, rate.lower() if shape == "list" or language != "ja" else rate)
    return text


def row_label(metric: MetricRef, catalogue: Catalogue, language: str = "en", measure: str = "") -> str:
    """What a row among its like is called: a rate by its measure, a line of a metric by its service line."""
    if not measure and metric.service_line:
        return label_of(catalogue.members["service_line", metric.service_line], language)
    if measure:
        return _measure_label(measure, catalogue, language)
    return label_of(catalogue.concepts[metric.concept], language)


def _measure_label(measure: str, catalogue: Catalogue, language: str) -> str:
    """The label of a rate's concept; measures of the year (progress, ...) have none."""
    concept = catalogue.concepts.get(measure)
    return label_of(concept, language) if concept is not None else measure.replace("_", " ").capitalize()


def catalogue_order(catalogue: Catalogue) -> Callable[[MetricRef], tuple[int, int, int]]:
    """A key that sorts metrics as the catalogue lists concept, service line and scope; the whole before its parts."""
    concepts = {name: number for number, name in enumerate(catalogue.concepts)}
    members = {name: number for number, name in enumerate(catalogue.members)}

    def order(metric: MetricRef) -> tuple[int, int, int]:
        return (
            concepts[metric.concept],
            members.get(("service_line", metric.service_line), -1),
            members.get(("scope", metric.scope), -1),
        )

    return order
