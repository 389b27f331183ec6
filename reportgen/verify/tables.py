"""Figures worked out anew from the project's tables, for comparison with what a finished file says.

oracle.answer("yoy(revenue)|FY17")      0.11573...       as the resolver answers it, no file asked
oracle.printed("revenue|FY17#2")        157.8, scale 9   the printed figure that a row of Data holds
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from msgspec import Struct, field

from reportgen.core.findings import FindingsError
from reportgen.core.units import as_fraction, model_power
from reportgen.data.load import load
from reportgen.data.records import Figure, FigureKey, MetricTable
from reportgen.data.vintage import parse_vintage
from reportgen.figures.figure_resolver import FigureResolver
from reportgen.figures.measures import share_measure
from reportgen.figures.query import FigureQuery, QueryError, parse_query, sheet_key
from reportgen.figures.resolved import Resolved
from reportgen.figures.style_file import read_style
from reportgen.model.list_figures import figure_keys
from reportgen.project.project import Project
from reportgen.project.variants import VintageView, Wanted, report_times, variant, vintage_of
from reportgen.reports.handles import RUNS, Count, MetricHandle, UndisclosedError
from reportgen.verify.bindings import BuildMark
from reportgen.verify.seal import data_digest

_SHARE = re.compile(r"share\((?P<part>[^,()]+), (?P<whole>[^,()]+)\)\|(?P<when>.+)")
_RUN = re.compile(r"(?P<name>[a-z_]+)\((?P<asked>.+)\)\|(?P<when>.+)")


def _in_base(figure: Figure) -> Decimal:
    """A printed figure in base units, ratios as fractions."""
    return as_fraction(figure.base, figure.unit)


class TableOracle(Struct):
    """What the tables say at the vintage that a file was built at; answers are remembered.

    `scale` is the power of ten that the workbook shows money in.
    """

    figures: FigureResolver
    scale: int
    _asked: dict[str, FigureQuery] = field(default_factory=dict)
    _answers: dict[str, Resolved] = field(default_factory=dict)
    _runs: dict[str, Count] = field(default_factory=dict)
    _rows: dict[frozenset[str], DataRows] = field(default_factory=dict)

    @property
    def table(self) -> MetricTable:
        """The tables as seen."""
        return self.figures.table

    def asked(self, key: str) -> FigureQuery:
        """The figure that a key of the bindings names; `QueryError` where the tables know none such."""
        if key not in self._asked:
            self._asked[key] = self._read(key)
        return self._asked[key]

    def _read(self, key: str) -> FigureQuery:
        share = _SHARE.fullmatch(key)
        if share:
            part = self._parse(f"{share['part']}|{share['when']}")
            whole = self._parse(f"{share['whole']}|{share['when']}")
            return FigureQuery(part.metric, part.when, share_measure(self.table.catalogue), whole.metric)
        return self._parse(key)

    def answer(self, key: str) -> Resolved:
        """The answer to a key of the bindings; `QueryError` where the tables know none such."""
        if key not in self._answers:
            run = self.run(key)
            self._answers[key] = self.figures.ask(self.asked(key)) if run is None else self._counted(key, run)
        return self._answers[key]

    def run(self, key: str) -> Count | None:
        """The periods in a row that a key counts; None where it is a figure of its own."""
        found = _RUN.fullmatch(key)
        if found is None or found["name"] not in RUNS:
            return None
        if key not in self._runs:
            try:
                self._runs[key] = RUNS[found["name"]](MetricHandle(self.figures, self.counted(key)))
            except UndisclosedError:
                self._runs[key] = Count(key, 0, self.figures.style.language, ())
        return self._runs[key]

    def counted(self, key: str) -> FigureQuery:
        """The figure whose periods in a row a key counts."""
        found = _RUN.fullmatch(key)
        assert found is not None
        return self._parse(f"{found['asked']}|{found['when']}")

    def _counted(self, key: str, run: Count) -> Resolved:
        value = Decimal(run.value) if run.value else None
        return Resolved(key, value, sources=run.sources, unit_kind="count")

    def unit_kind(self, key: str) -> str:
        """`money`, `ratio`, ... of a key; empty where the tables do not know it."""
        try:
            return self.answer(key).unit_kind
        except QueryError:
            return ""

    def prints_of(self, key: str, value: Decimal) -> list[Figure]:
        """The printed figures of this vintage that give this very value for a key."""
        if self.run(key) is not None:
            return []
        asked = self.asked(key)
        at = FigureKey(asked.metric, asked.when.period, asked.when.scenario)
        prints: Sequence[Figure] = (
            self.table.claims_by_key.get(at, ()) if asked.measure else self.table.by_key.get(at, ())
        )
        standard = asked.when.standard
        return [
            one for one in prints if value == _in_base(one) and one.standard in ("", standard or one.standard)
        ]

    def as_printed(self, key: str) -> Decimal | None:
        """The printed value behind an answer that is known more closely than it is printed; None without a print."""
        printed = self.answer(key).printed
        return None if printed is None else _in_base(printed)

    def printed_at(self, figures: Collection[str]) -> list[Figure]:
        """The printed figures with one of these keys, in the order of the tables."""
        return [figure for figure in self.table.figures if figure.address in figures]

    def rows(self, keys: Iterable[str]) -> DataRows:
        """The printed figures as the Data sheet of a workbook numbers them that shows `keys`."""
        names = frozenset(key.partition("|")[0] for key in keys if "#" not in key)
        return self._rows.setdefault(names, DataRows(self, names))

    def in_base(self, key: str, value: Decimal) -> Decimal:
        """A workbook's number in base units: money is kept in the workbook's unit."""
        return value.scaleb(model_power(self.unit_kind(key), self.scale))

    def _parse(self, text: str) -> FigureQuery:
        return parse_query(text, self.table, {}, self.figures.default)


class DataRows:
    """The printed figures by the keys of rows on a Data sheet; `names` are the metrics that the workbook shows."""

    def __init__(self, oracle: TableOracle, names: frozenset[str]) -> None:
        self._oracle, self._names = oracle, names

    def printed(self, key: str) -> Figure | None:
        """The printed figure behind a row; None where there is none."""
        return self._figures.get(key)

    def is_printed(self, key: str, value: Decimal) -> bool:
        """Whether some document prints this very value, in base units, for a key: perhaps a rounder one."""
        return value in self._values.get(sheet_key(self._oracle.asked(key)), ())

    @cached_property
    def _figures(self) -> Mapping[str, Figure]:
        numbered = figure_keys(self._oracle.figures, self._names)
        return {numbered[figure.id]: figure for figure in self._oracle.table.figures}

    @cached_property
    def _values(self) -> Mapping[str, set[Decimal]]:
        values: dict[str, set[Decimal]] = defaultdict(set)
        for key, figure in self._figures.items():
            values[key.partition("#")[0]].add(_in_base(figure))
        return values


class ProjectTables(Struct):
    """The project's tables, read once, and what they say at each report's vintage."""

    project: Project
    table: MetricTable
    files: Mapping[str, bytes]
    _oracles: dict[tuple[str, str, Wanted], TableOracle] = field(default_factory=dict)

    @classmethod
    def of(cls, project: Project) -> ProjectTables:
        """Read the tables; `FindingsError` where there are none or they cannot be read."""
        files = project.data_files()
        return cls(project, load(files), files)

    def digest(self, vintage: str) -> str:
        """The digest that the mark of a file built from these tables at `vintage` would hold."""
        return data_digest(self.files, self.table, parse_vintage(vintage))

    def oracle(self, mark: BuildMark) -> TableOracle:
        """What the tables say to the report of a file, at the vintage, period and language it was built at."""
        key = (mark.report, mark.vintage, mark.wanted)
        if key not in self._oracles:
            found = variant(self.project, self.project.definition(mark.report), mark.wanted)
            definition, spec = found.definition, found.definition.spec
            style_name = f"templates/{found.style}"
            style = read_style(self.project.read(style_name), style_name)
            vintage = parse_vintage(mark.vintage) if mark.vintage else vintage_of(definition, self.table)
            view = VintageView.of(self.table, vintage, spec)
            times = report_times(definition, view.table, view.resolver)
            if times.issues:
                raise FindingsError(times.issues)
            figures = FigureResolver(view.table, view.resolver, style, times.names, times.names["this"])
            self._oracles[key] = TableOracle(figures, spec.scale)
        return self._oracles[key]
