"""The view of a chart from plain data.

[{"quarter": "Q1", "Sales": 12, "Costs": 9}, ...]                    the first field is the category
[{"year": "FY18", "quarter": "Q1", "Sales": 12}, ...]                as many as the template's categories have levels
{"categories": ["Q1", ...], "series": {"Sales": [12, ...]}}
{"series": [{"name": "Shops", "x": [1, 2], "y": [3, 4], "size": [5, 6]}]}       points with places of their own
{"records": [...], "match": "position", "colours": "category"}       series by their order, slices by their names
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct, field

from reportgen.core.findings import Place
from reportgen.figures.views import ChartColumn, ChartView
from reportgen.filling.lists import FillFindings
from reportgen.filling.values import Value, is_list, is_single, kind_of, shown
from reportgen.office.dates import date_of, serial
from reportgen.plan.deck_map import ChartSlot

_FORMS = "categories and series, or a list of records whose first field is the category"
_POINTS = frozenset({"scatterChart", "bubbleChart"})
_X, _SIZE = "x", "size"


def chart_view(slot: ChartSlot, value: Value, place: Place, findings: FillFindings) -> ChartView | None:
    """The view of a chart, or None with a finding where the data is of no known form.

    Further names beside categories and series: `alt`, the alternative text; `match: position`; `colours: category`.
    """
    data = _Data(slot, place, findings)
    options: Mapping[str, Value] = value if isinstance(value, Mapping) else {}
    rows = options.get("records") if options else value
    if is_list(options.get("categories")) or is_list(options.get("series")):
        data.lists(options)
    elif isinstance(rows, Sequence) and not isinstance(rows, str):
        data.records(rows)
    if data.refused:
        return None
    if not data.series:
        findings.add(
            "no-chart-data",
            f'the chart "{slot.name}" cannot be filled from this data',
            place,
            expected=_FORMS,
            found=kind_of(value),
        )
        return None
    by_position = shown(options.get("match")) == "position"
    columns = tuple(data.columns(by_position=by_position))
    return ChartView(
        slot.name,
        tuple(data.categories),
        columns,
        alt_text=shown(options.get("alt")),
        levels=tuple(map(tuple, data.levels)),
        points_by_name=shown(options.get("colours")) == "category",
    )


class _Data(Struct):
    """Categories, levels around them and series as the data have them; `further` are numbers beside the values."""

    slot: ChartSlot
    place: Place
    findings: FillFindings
    categories: list[str] = field(default_factory=list)
    levels: list[list[str]] = field(default_factory=list)
    series: dict[str, list[Value]] = field(default_factory=dict)
    further: dict[str, dict[str, list[Value]]] = field(default_factory=dict)
    refused: bool = False

    def lists(self, given: Mapping[str, Value]) -> None:
        """Categories and series, each a list."""
        listed = given.get("series")
        if isinstance(listed, Mapping):
            self.series = {key: _items(one) for key, one in listed.items()}
        for one in _items(listed):
            if isinstance(one, Mapping):
                name = shown(one.get("name"))
                self.series[name] = _items(one.get("values", one.get("y")))
                self.further[name] = {key: _items(one[key]) for key in (_X, _SIZE) if key in one}
        categories = _items(given.get("categories"))
        if not categories:
            count = max((len(values) for values in self.series.values()), default=0)
            own = [one[_X] for one in self.further.values() if _X in one]
            categories = [*own[0], *[None] * (count - len(own[0]))] if own else []
            for name, values in self.series.items():
                self.series[name] = [*values, *[None] * (count - len(values))]
                self.further[name] = {
                    key: [*numbers, *[None] * (count - len(numbers))]
                    for key, numbers in self.further.get(name, {}).items()
                }
        nested = [one if is_list(one) else [one] for one in categories]
        self._set_categories([[*map(shown, one)] for one in nested if isinstance(one, Sequence)])

    def records(self, rows: Sequence[Value]) -> None:
        """A list of records, whose first fields are the categories."""
        records = [one for one in rows if isinstance(one, Mapping)]
        names = list(dict.fromkeys(key for record in records for key in record))
        if not names or len(records) < len(rows):
            return
        known = {series.name for series in self.slot.series}
        count = self.slot.levels
        leading = [names[0], *(name for name in names[1:count] if name not in known)]
        if not count and names[0] in known:
            leading = []  # a histogram counts values that have no names
        self._set_categories([[shown(record.get(name)) for name in leading] or [""] for record in records])
        fields = {name: [record.get(name) for record in records] for name in names[len(leading) :]}
        self.series = {name: values for name, values in fields.items() if not self._is_further(name, fields)}
        if self._has_points():
            for name in self.series:
                own = {key: fields.get(f"{name} {key}", fields.get(key)) for key in (_X, _SIZE)}
                self.further[name] = {key: values for key, values in own.items() if values is not None}

    def _has_points(self) -> bool:
        return any(series.plot in _POINTS for series in self.slot.series)

    def _is_further(self, name: str, fields: Mapping[str, list[Value]]) -> bool:
        if not self._has_points() or any(series.name == name for series in self.slot.series):
            return False
        series, _, key = name.rpartition(" ")
        return key in (_X, _SIZE) and (not series or series in fields)

    def _set_categories(self, names: Sequence[Sequence[str]]) -> None:
        count = self.slot.levels or 1
        if any(len(one) != count for one in names):
            what = "level" if count == 1 else "levels"
            self.findings.add(
                "category-levels",
                f'the categories of the chart "{self.slot.name}" have {count} {what}, and not so in the data',
                self.place,
                expected="a field for each level, the outermost first, before those of the series",
                found=", ".join(next(one for one in names if len(one) != count)),
            )
            self.refused = True
            return
        self.categories = [one[-1] for one in names]
        self.levels = [[one[level] for one in names] for level in range(count - 1)]

    def columns(self, *, by_position: bool) -> Iterator[ChartColumn]:
        """The columns of the view, those that are not drawn behind the series that they belong to."""
        for number, (name, values) in enumerate(self.series.items(), start=1):
            if name in self.slot.beside:
                texts = tuple(map(shown, values)) if any(isinstance(one, str) for one in values) else ()
                numbers = () if texts else self._numbers(name, values)
                yield ChartColumn(name, numbers, plotted=False, texts=texts)
                continue
            further = self.further.get(name, {})
            taken = {key: key if len(self.series) == 1 else f"{name} {key}" for key in further}
            fills = f"#{number}" if by_position and number <= len(self.slot.series) else ""
            yield ChartColumn(name, self._numbers(name, values), fills=fills, dimensions=taken)
            for key, numbers_ in further.items():
                yield ChartColumn(taken[key], self._numbers(taken[key], numbers_), plotted=False)

    def _numbers(self, series: str, values: Sequence[Value]) -> tuple[Decimal | None, ...]:
        return tuple(self._number(series, one) for one in values)

    def _number(self, series: str, value: Value) -> Decimal | None:
        if value is None or (isinstance(value, Decimal) and not isinstance(value, bool)):
            return value
        if series.rpartition(" ")[2] == _X and self._has_points():
            day = date_of(shown(value)) if is_single(value) else None
            if day is not None:
                return serial(day)
        self.findings.add(
            "no-number",
            f'the series "{series}" of the chart "{self.slot.name}" holds something that is no number',
            self.place,
            found=shown(value) if is_single(value) else kind_of(value),
        )
        return None


def _items(value: Value) -> list[Value]:
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else []
