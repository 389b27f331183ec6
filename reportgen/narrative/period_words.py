"""What a sentence may say of periods and names: functions that give words, in the language of the deck.

{{ label(quarter) }}     4Q17          第4四半期 with its year
{{ long(this) }}         FY2017
{{ dates(this) }}        Apr. 2017 - Mar. 2018
{{ kind(this) }}         first nine months
{{ day(closing) }}       Mar. 31, 2018
{{ name(line) }}         the service line's label of the catalogue
"""

from __future__ import annotations

from collections.abc import Callable

from reportgen.metrics import MetricTable
from reportgen.metrics.labels import label_of
from reportgen.narrative.desk import FigureDesk
from reportgen.values import Period
from reportgen.views import period_names
from reportgen.views.asking import AskingError, parse_when


def period_functions(desk: FigureDesk) -> dict[str, object]:
    """The functions, by the names that sentences call them by."""
    language = desk.style.language
    month = desk.table.catalogue.company.fiscal_year_end_month

    def told(of: Callable[[Period, str, int], str]) -> Callable[[str], str]:
        return lambda when: of(parse_when(when, desk.aliases).period, language, month)

    return {
        "label": told(period_names.label),
        "long": told(period_names.long_label),
        "short": told(period_names.short_label),
        "kind": told(period_names.kind_name),
        "kinds": told(period_names.kind_names),
        "dates": told(period_names.dates),
        "day": told(lambda period, lang, end: period_names.day(period.end(end), lang)),
        "month": told(lambda period, lang, end: period_names.month_name(period.end(end), lang)),
        "name": lambda line: line_label(desk.table, line, language),
    }


def line_label(table: MetricTable, line: str, language: str) -> str:
    """The catalogue's label of a service line; `AskingError` where there is none of that name."""
    member = table.catalogue.members.get(("service_line", line))
    if member is None:
        lines = tuple(name for axis, name in table.catalogue.members if axis == "service_line")
        raise AskingError(f'no service line is named "{line}"', line, lines)
    return label_of(member, language)
