"""Where one figure comes from: value, expression, inputs, and the documents that print them.

yoy(revenue)|FY17 = 11.5737%   computed: x / prior_year(x) - 1
  revenue|FY17 = 176,051,000,000   printed in 2018-05-15_fy17_results, III - 2. Revenues, line 177: "176,051"
  revenue|FY16 = 157,789,000,000   printed ...
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from reportgen.core.units import column_unit
from reportgen.data.labels import metric_label
from reportgen.data.records import Figure, MetricTable
from reportgen.figures.evaluate import lineage
from reportgen.figures.query import FigureQuery, QueryError, When, fitted
from reportgen.figures.resolved import How, Resolved
from reportgen.figures.tree import bind
from reportgen.verify.tables import TableOracle

_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Print:
    """One printed figure: where it stands and how. `half` is half a unit of its last digit, in base units."""

    key: str
    doc: str
    title: str
    published: str
    heading: str
    line: int
    printed: str
    unit: str
    half: Decimal
    bound: str
    status: str
    note: str
    also_at: tuple[int, ...]


@dataclass(frozen=True)
class Lineage:
    """One figure with everything it was reached from.

    `value` and the `low`-`high` it can stand for are in base units, ratios as fractions; `how` is printed,
    computed, ...; `expression` is the catalogue's, empty where it has none; `inputs` are the figures it reads,
    `prints` the printed figures the value was taken from.
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


def lineage_of(key: str, witness: TableOracle) -> Lineage:
    """The lineage of a key of the bindings; `QueryError` where the tables know none such."""
    figure = witness.printed(key)
    if figure is not None and ("#" in key or not _known(key, witness)):
        label = metric_label(figure.key.metric, witness.table.catalogue)
        how, interval = str(How.PRINTED), figure.interval
        prints = (_print(figure, witness.table),)
        return Lineage(key, label, figure.base, "printed", how, interval.low, interval.high, prints=prints)
    if witness.run(key) is not None:
        return _of_run(key, witness)
    return _of(witness.asked(key), witness, 0)


def _of_run(key: str, witness: TableOracle) -> Lineage:
    """Periods in a row: counted, from the prints of every period that was looked at."""
    answer = witness.answer(key)
    label = f"{key.partition('(')[0].replace('_', ' ')}: {_label(witness.counted(key), witness)}"
    prints = tuple(_print(figure, witness.table) for figure in witness.printed_at(answer.addresses))
    return Lineage(key, label, answer.value, answer.unit_kind, str(How.COMPUTED), prints=prints)


def _known(key: str, witness: TableOracle) -> bool:
    try:
        witness.asked(key)
    except QueryError:
        return False
    return True


def _of(asked: FigureQuery, witness: TableOracle, depth: int) -> Lineage:
    figures = witness.figures
    answer = figures.ask(asked)
    concept = witness.table.catalogue.concepts[asked.metric.concept]
    rule = witness.table.catalogue.concepts.get(asked.measure) if asked.measure else concept
    expression = rule.expression if rule is not None else ""
    computed = figures.computed(asked) if expression else None
    inputs: tuple[Lineage, ...] = ()
    # What is printed needs no further proof; the figure asked about shows what it could be computed from, too.
    if expression and depth < _DEEPEST and (depth == 0 or answer.how is not How.PRINTED):
        inputs = tuple(_of(one, witness, depth + 1) for one in _inputs(asked, witness))
    interval = answer.interval
    return Lineage(
        asked.key,
        _label(asked, witness),
        answer.value,
        answer.unit_kind,
        str(answer.how),
        interval.low if interval is not None else None,
        interval.high if interval is not None else None,
        expression,
        computed,
        inputs,
        _prints(answer, inputs, witness.table),
    )


def _inputs(asked: FigureQuery, witness: TableOracle) -> Iterator[FigureQuery]:
    expr = witness.figures.expressions.get(asked.measure or asked.metric.concept)
    if expr is None:
        return
    for item in lineage(bind(expr, asked.metric)):
        period = item.at(asked.when.period)
        metric = asked.against if asked.against is not None and item.metric != asked.metric else item.metric
        if period is None:
            continue
        scenario = asked.when.scenario if period == asked.when.period else "actual"
        yield FigureQuery(metric, fitted(metric, When(period, scenario), witness.table))


def _prints(resolved: Resolved, inputs: tuple[Lineage, ...], table: MetricTable) -> tuple[Print, ...]:
    """The figure's own print, or, where no input tells them, the prints it was reached from."""
    own = [] if resolved.printed is None else [resolved.printed]
    told = {(one.doc, one.line, one.printed, one.key) for item in inputs for one in _all_prints(item)}
    rest = [] if resolved.how is How.PRINTED else list(resolved.sources)
    found = [_print(figure, table) for figure in dict.fromkeys([*own, *rest])]
    return tuple(one for one in found if (one.doc, one.line, one.printed, one.key) not in told)


def _all_prints(item: Lineage) -> Iterator[Print]:
    yield from item.prints
    for one in item.inputs:
        yield from _all_prints(one)


def _print(figure: Figure, table: MetricTable) -> Print:
    source = figure.source
    document = table.catalogue.documents[source.doc]
    key = figure.address
    return Print(
        key,
        source.doc,
        document.title,
        document.published_on.isoformat(),
        source.heading,
        source.line,
        source.printed,
        _unit(figure),
        figure.interval.width / 2,
        figure.bound,
        figure.status,
        figure.note,
        source.also_at,
    )


def _unit(figure: Figure) -> str:
    return column_unit(figure.unit, figure.scale)


def _label(asked: FigureQuery, witness: TableOracle) -> str:
    return metric_label(asked.metric, witness.table.catalogue, measure=asked.measure)
