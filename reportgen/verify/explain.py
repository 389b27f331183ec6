"""Where the figures at a place of a finished file come from: value, expression, inputs, the documents that print them.

yoy(revenue)|FY17 = 11.5737%   computed: x / prior_year(x) - 1
  revenue|FY17 = 176,051,000,000   printed in 2018-05-15_fy17_results, III - 2. Revenues, line 177: "176,051"
  revenue|FY16 = 157,789,000,000   printed ...
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from msgspec import Struct, field

from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.core.gc_paused import gc_paused
from reportgen.core.units import column_unit, percent
from reportgen.data.labels import metric_label
from reportgen.data.records import Figure, MetricRef, MetricTable
from reportgen.data.vintage import rebased_words
from reportgen.figures.evaluate import Input, lineage
from reportgen.figures.query import FigureQuery, QueryError, When, fitted, under_standard
from reportgen.figures.resolved import How, Resolved
from reportgen.figures.tree import bind
from reportgen.project.project import Project
from reportgen.verify.finished import open_finished
from reportgen.verify.places import PlaceError, ShownPlace, parse_place, shown_places
from reportgen.verify.tables import DataRows, ProjectTables, TableOracle

_DEEPEST = 6
_PLACES = 4


class Print(Struct, frozen=True, eq=False):
    """One printed figure: where it stands and how. `half` is half a unit of its last digit, in base units.

    `where` is its line, or its element and context in the data file or filing that `origin` names.
    """

    key: str
    doc: str
    title: str
    published: str
    heading: str
    line: int
    where: str
    origin: str
    printed: str
    unit: str
    half: Decimal
    bound: str
    status: str
    note: str
    also_at: tuple[int, ...]


class Lineage(Struct, frozen=True, eq=False):
    """One figure with everything it was reached from.

    `value` and the `low`-`high` it can stand for are in base units, ratios as fractions; `how` is printed,
    computed, ...; `expression` is the catalogue's, empty where it has none; `inputs` are the figures it reads,
    `prints` the printed figures the value was taken from; `computed` is what the expression gives where the
    value was reached in another way, if that was asked for.
    """

    key: str
    label: str
    value: Decimal | None
    unit_kind: str
    how: str
    low: Decimal | None = None
    high: Decimal | None = None
    expression: str = ""
    computed: Decimal | None = None
    inputs: tuple[Lineage, ...] = ()
    prints: tuple[Print, ...] = ()


class Explained(Struct, frozen=True):
    """One place with the lineage of its figures, each with the text that shows it."""

    place: ShownPlace
    figures: tuple[tuple[str, Lineage], ...]
    read: tuple[tuple[str, Lineage], ...]


class Explanation(Struct, frozen=True):
    """What was asked of which file, the report and vintage it was built at, and the answers."""

    file: str
    asked: str
    report: str
    vintage: str
    places: tuple[Explained, ...]


@gc_paused()
def explain(project: Project, path: Path, place: str) -> Explanation:
    """The explanation of a place; a finding where nothing stands there or nothing says what it shows."""
    file = open_finished(path, as_written=True)
    try:
        found = shown_places(parse_place(place), file)
    except PlaceError as error:
        raise FindingsError(Issue("unknown-place", str(error), Place(file.name), found=place)) from None
    if file.mark is None:
        message = "this file does not say which report it is"
        raise FindingsError(Issue("no-bindings", message, Place(file.name)))
    oracle = ProjectTables.of(project).oracle(file.mark)
    lineages = Lineages(oracle, oracle.rows(bound.key for bound in file.cells), with_computed=True)

    def lineage_at(key: str) -> Lineage:
        try:
            return lineages.of(key)
        except QueryError as error:
            message = f'the file names "{key}", which the tables do not know: {error}'
            raise FindingsError(Issue("unknown-figure", message, Place(file.name), found=key)) from None

    explained = []
    for one in found:
        figures = tuple((text, lineage_at(key)) for key, text in one.figures)
        # A formula of its own, such as a check: the figures it reads explain it.
        reads = () if figures else one.reads
        read = tuple((cell.address, lineage_at(cell.key)) for cell in reads if cell.key)
        explained.append(Explained(one, figures, read))
    return Explanation(file.name, place, file.mark.report, file.mark.vintage, tuple(explained))


class Lineages(Struct):
    """The lineages of the figures of one file; inputs and prints that many figures share are looked up once.

    `other_labels` are the labels told so far as the other language calls them; `with_computed` tells also what an
    expression gives for a figure that was reached in another way.
    """

    oracle: TableOracle
    rows: DataRows
    with_computed: bool = False
    _found: dict[tuple[FigureQuery, int], Lineage] = field(default_factory=dict)
    _prints: dict[str, Print] = field(default_factory=dict)
    other_labels: dict[str, str] = field(default_factory=dict)
    _labels: dict[tuple[MetricRef, str], str] = field(default_factory=dict)
    _reads: dict[tuple[MetricRef, str], tuple[Input, ...]] = field(default_factory=dict)

    def of(self, key: str) -> Lineage:
        """The lineage of a key of the bindings; `QueryError` where the tables know none such."""
        oracle = self.oracle
        if oracle.run(key) is not None:
            return self._of_run(key)
        figure = self.rows.printed(key) if "#" in key or not _known(key, oracle) else None
        if figure is not None:
            label = self._label(FigureQuery(figure.key.metric, When(figure.key.period)))
            how, interval = str(How.PRINTED), figure.interval
            prints = (self._print(figure),)
            return Lineage(
                key, label, figure.base, "printed", how, interval.low, interval.high, prints=prints
            )
        return self._of(oracle.asked(key), 0)

    def _of_run(self, key: str) -> Lineage:
        """Periods in a row: counted, from the prints of every period that was looked at."""
        oracle = self.oracle
        answer = oracle.answer(key)
        label = f"{key.partition('(')[0].replace('_', ' ')}: {self._label(oracle.counted(key))}"
        prints = tuple(self._print(figure) for figure in oracle.printed_at(answer.addresses))
        return Lineage(key, label, answer.value, answer.unit_kind, str(How.COMPUTED), prints=prints)

    def _of(self, asked: FigureQuery, depth: int) -> Lineage:
        found = self._found.get((asked, depth))
        if found is None:
            found = self._found[asked, depth] = self._followed(asked, depth)
        return found

    def _followed(self, asked: FigureQuery, depth: int) -> Lineage:
        oracle, figures = self.oracle, self.oracle.figures
        answer = figures.ask(asked)
        concept = oracle.table.catalogue.concepts[asked.metric.concept]
        rule = oracle.table.catalogue.concepts.get(asked.measure) if asked.measure else concept
        expression = rule.expression if rule is not None else ""
        is_asked = self.with_computed and expression and answer.how is not How.COMPUTED
        computed = figures.computed(asked) if is_asked else None
        inputs: tuple[Lineage, ...] = ()
        # What is printed needs no further proof; the figure asked about shows what it could be computed from, too.
        if expression and depth < _DEEPEST and (depth == 0 or answer.how is not How.PRINTED):
            inputs = tuple(self._of(one, depth + 1) for one in self._inputs(asked))
        interval = answer.interval
        return Lineage(
            asked.key,
            self._label(asked),
            answer.value,
            answer.unit_kind,
            str(answer.how),
            interval.low if interval is not None else None,
            interval.high if interval is not None else None,
            expression,
            computed,
            inputs,
            self._untold(answer, inputs),
        )

    def _untold(self, resolved: Resolved, inputs: tuple[Lineage, ...]) -> tuple[Print, ...]:
        """The figure's own print, or, where no input tells them, the prints it was reached from."""
        own = [] if resolved.printed is None else [resolved.printed]
        rest = [] if resolved.how is How.PRINTED else list(resolved.sources)
        found = [self._print(figure) for figure in dict.fromkeys([*own, *rest])]
        if not (found and inputs):
            return tuple(found)
        told = {(one.doc, one.where, one.printed, one.key) for item in inputs for one in _all_prints(item)}
        return tuple(one for one in found if (one.doc, one.where, one.printed, one.key) not in told)

    def _print(self, figure: Figure) -> Print:
        if figure.id not in self._prints:
            self._prints[figure.id] = _print(figure, self.oracle.table)
        return self._prints[figure.id]

    def _label(self, asked: FigureQuery) -> str:
        name, oracle = (asked.metric, asked.measure), self.oracle
        if name not in self._labels:
            own, other = ("ja", "en") if oracle.figures.style.language == "ja" else ("en", "ja")
            label, self.other_labels[label] = (
                metric_label(asked.metric, oracle.table.catalogue, language, asked.measure)
                for language in (own, other)
            )
            self._labels[name] = label
        return self._labels[name]

    def _inputs(self, asked: FigureQuery) -> Iterator[FigureQuery]:
        name, table = (asked.metric, asked.measure), self.oracle.table
        if name not in self._reads:
            expr = self.oracle.figures.expressions.get(asked.measure or asked.metric.concept)
            self._reads[name] = lineage(bind(expr, asked.metric)) if expr is not None else ()
        for item in self._reads[name]:
            period = item.at(asked.when.period, table.calendar)
            against = asked.against if item.metric != asked.metric else None
            if period is not None:
                metric = against or item.metric
                scenario = asked.when.scenario if period == asked.when.period else "actual"
                when = fitted(metric, When(period, scenario, asked.when.standard), table)
                yield under_standard(FigureQuery(metric, when), table)


def _known(key: str, oracle: TableOracle) -> bool:
    try:
        oracle.asked(key)
    except QueryError:
        return False
    return True


def _all_prints(item: Lineage) -> Iterator[Print]:
    yield from item.prints
    for one in item.inputs:
        yield from _all_prints(one)


def _print(figure: Figure, table: MetricTable) -> Print:
    source = figure.source
    document = table.catalogue.documents[source.doc]
    return Print(
        figure.address,
        source.doc,
        document.title,
        document.published_on.isoformat(),
        source.heading,
        source.line,
        source.where,
        document.source_file if source.element else "",
        source.printed,
        column_unit(figure.unit, figure.scale),
        figure.interval.width / 2,
        figure.bound,
        figure.status,
        "; ".join(filter(None, (rebased_words(table, figure), figure.note))),
        source.also_at,
    )


def number_words(value: Decimal, unit_kind: str) -> str:
    """A value in full: ratios in percent, all else in base units."""
    if unit_kind == "ratio":
        return f"{round(percent(value), _PLACES).normalize():f}%"
    shown = round(value, _PLACES)
    whole = shown == shown.to_integral_value()
    return f"{shown.to_integral_value():,f}" if whole else f"{shown.normalize():,f}"
