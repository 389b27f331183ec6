"""Plain data of one chart as its view.

{"categories": ["Q1", "Q2"], "series": {"Sales": [12, 14]}}          }
[{"quarter": "Q1", "Sales": 12}, {"quarter": "Q2", "Sales": 14}]     }  the same chart
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from reportgen.binding.fill_findings import FillFindings
from reportgen.binding.fill_values import Value, is_list, kind_of, shown
from reportgen.diagnostics import Place
from reportgen.views import ChartColumn, ChartView

_FORMS = "categories and series, or a list of records whose first field is the category"


def chart_view(name: str, value: Value, place: Place, findings: FillFindings) -> ChartView | None:
    """The view of a chart, or None with a finding where the data is of no known form.

    Further names beside categories and series: `alt`, the alternative text.
    """
    series: dict[str, list[Value]] = {}
    categories: list[Value] = []
    alt = ""
    if isinstance(value, Mapping) and is_list(value.get("categories")):
        listed = value["categories"]
        assert isinstance(listed, Sequence)
        categories = list(listed)
        given = value.get("series")
        alt = shown(value.get("alt"))
        if isinstance(given, Mapping):
            series = {key: _items(one) for key, one in given.items()}
        elif isinstance(given, Sequence) and not isinstance(given, str):
            series = {
                shown(one.get("name")): _items(one.get("values")) for one in given if isinstance(one, Mapping)
            }
    elif isinstance(value, Sequence) and not isinstance(value, str):
        records = [one for one in value if isinstance(one, Mapping)]
        names = list(dict.fromkeys(key for record in records for key in record))
        if names and len(records) == len(value):
            categories = [record.get(names[0]) for record in records]
            series = {key: [record.get(key) for record in records] for key in names[1:]}
    if not series:
        findings.add(
            "no-chart-data",
            f'the chart "{name}" cannot be filled from this data',
            place,
            expected=_FORMS,
            found=kind_of(value),
        )
        return None
    columns = [
        ChartColumn(key, tuple(_number(name, key, one, place, findings) for one in values))
        for key, values in series.items()
    ]
    return ChartView(name, tuple(shown(one) for one in categories), tuple(columns), alt_text=alt)


def _items(value: Value) -> list[Value]:
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else []


def _number(chart: str, series: str, value: Value, place: Place, findings: FillFindings) -> Decimal | None:
    if value is None or (isinstance(value, Decimal) and not isinstance(value, bool)):
        return value
    findings.add(
        "no-number",
        f'the series "{series}" of the chart "{chart}" holds something that is no number',
        place,
        found=kind_of(value) if isinstance(value, Mapping) or is_list(value) else shown(value),
    )
    return None
