"""Labels, units and sources of a workbook's rows, in English and Japanese."""

from __future__ import annotations

from reportgen.metrics import MetricTable
from reportgen.views.asking import Asked

_UNIT_WORDS = {"ratio": "%", "count": "", "per_share": ""}


def label(asked: Asked, table: MetricTable, language: str = "en") -> str:
    """What a row is called: the measure's name for rates, the service line's for lines, else the metric's."""
    catalogue = table.catalogue
    if asked.measure:
        concept = catalogue.concepts[asked.measure]
        return concept.label_en if language == "en" else concept.label_ja
    concept = catalogue.concepts[asked.metric.concept]
    name = concept.label_en if language == "en" else concept.label_ja
    if asked.metric.service_line:
        member = catalogue.members[("service_line", asked.metric.service_line)]
        return member.label_en if language == "en" else member.label_ja
    return name


def full_label(asked: Asked, table: MetricTable, language: str = "en") -> str:
    """The metric with its service line and scope, as a row of a flat list is called."""
    catalogue = table.catalogue
    concept = catalogue.concepts[asked.metric.concept]
    parts = [concept.label_en if language == "en" else concept.label_ja]
    for axis, name in (("service_line", asked.metric.service_line), ("scope", asked.metric.scope)):
        if name:
            member = catalogue.members[(axis, name)]
            parts.append(member.label_en if language == "en" else member.label_ja)
    text = ", ".join(parts)
    if asked.measure:
        rate = catalogue.concepts[asked.measure]
        text = f"{text}: {(rate.label_en if language == 'en' else rate.label_ja).lower()}"
    return text


def unit(asked: Asked, table: MetricTable, scale: int) -> str:
    """The unit of a row of the model: `JPY mn`, `%`, `JPY`."""
    kind = table.catalogue.concepts[asked.metric.concept].unit_kind
    if asked.measure in ("yoy", "qoq", "share_of_revenue") or kind == "ratio":
        return "%"
    currency = table.catalogue.company.currency
    if kind == "money":
        return f"{currency} {({0: '', 3: 'th', 6: 'mn', 9: 'bn'})[scale]}".strip()
    if kind == "per_share":
        return currency
    return _UNIT_WORDS.get(kind, "")
