"""Sentences of the house's rules as a list of a page says them: each once in a deck, a list in one unit.

The unit is no finer than that of the tables and charts beside the list.

Revenue JPY33.87 billion                 Revenue JPY33.87 billion
Operating income JPY1,422 million   ->   Operating income JPY1.42 billion
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from reportgen.core.structs import replace
from reportgen.figures.query import QueryError
from reportgen.figures.style import NumberFormat
from reportgen.figures.views import Bullet, ChartView, DisplayValue, Sentence, Span
from reportgen.reports.context import ReportContext
from reportgen.reports.sentences import as_line
from reportgen.reports.specs import ChartSpec, FindingsSpec, PageSpec


class ToldList(Struct, frozen=True):
    """The bullets that rules give a list, and the names of these rules."""

    bullets: tuple[Bullet, ...]
    rules: tuple[str, ...]


def told_list(found: FindingsSpec, context: ReportContext, unit: NumberFormat | None = None) -> ToldList:
    """What the rules say on the topics of a list that no page before has said, in `unit` or a coarser one."""
    if context.rule_engine is None:
        return ToldList((), ())
    chosen = context.rule_engine.choose(found.topics, found.most, context.said, found.most_of_topic)
    bullets: list[Bullet] = []
    for told in chosen:
        bullets.append(Bullet(found.level, told.sentence))
        bullets += [Bullet(found.level + 1, detail) for detail in told.details if found.details]
    lines = (replace(one, sentence=as_line(one.sentence)) for one in _in_one_unit(bullets, context, unit))
    return ToldList(tuple(lines), tuple(told.rule for told in chosen))


def page_unit(page: PageSpec, context: ReportContext) -> NumberFormat | None:
    """The coarsest unit of amounts in a page's tables and charts, as sentences write it; None where there is none."""
    style = context.figures.style
    columns = [column for table in page.tables.values() for column in table.columns]
    formats = [column.format for column in columns if column.show == "level"]
    formats += [column.format for chart in page.charts.values() for column in chart.columns if column.plotted]
    looks = [style.formats.get(name) for name in formats]
    amounts = [
        look
        for look in looks
        if look is not None and look.scale in style.units and not look.prefix + look.suffix
    ]
    coarsest = max((look for look in amounts if look.scale), key=lambda look: look.scale, default=None)
    if coarsest is None:
        return None
    return replace(
        coarsest, prefix=style.currency, suffix=style.unit_word(coarsest.scale, money=True), signed=False
    )


def _in_one_unit(
    bullets: list[Bullet], context: ReportContext, unit: NumberFormat | None
) -> Iterator[Bullet]:
    """The bullets with all their amounts in `unit`, or the coarsest that one of them is told in where it is coarser."""
    looks = {
        span.figure.key: look
        for bullet in bullets
        for span in bullet.sentence
        if span.figure is not None and (look := _amount_look(span.figure, span.text, context))
    }
    units = [*looks.values(), *(() if unit is None else (unit,))]
    coarsest = max(units, key=lambda look: (look.scale, look.digits), default=None)
    for bullet in bullets:
        yield replace(bullet, sentence=tuple(_turned(span, looks, coarsest) for span in bullet.sentence))


def _amount_look(figure: DisplayValue, text: str, context: ReportContext) -> NumberFormat | None:
    """The look of a flow or balance of money that a text shows in its own unit; None for all else."""
    try:
        answer = context.figures.ask(figure.key)
    except QueryError:
        return None  # a number of periods
    if answer.unit_kind != "money" or answer.value is None:
        return None
    look = context.figures.natural_format(answer)
    return look if look.scale and look.text(abs(answer.value)) in text else None


def _turned(span: Span, looks: Mapping[str, NumberFormat], unit: NumberFormat | None) -> Span:
    own = looks.get(span.figure.key) if span.figure is not None else None
    if own is None or unit is None or own.scale == unit.scale:
        return span
    assert span.figure is not None
    assert span.figure.value is not None
    size = abs(span.figure.value)
    shown = next((one for one in (unit, replace(unit, digits=unit.digits + 1)) if one.rounded(size)), own)
    text = span.text.replace(own.text(size), shown.text(size))
    return replace(span, text=text, figure=replace(span.figure, text=text))


def as_labelled(words: Sentence, specs: Mapping[str, ChartSpec], charts: Mapping[str, ChartView]) -> Sentence:
    """Words beside a chart with each figure that has a label there as the label shows it: `[-14%]`, not `[-13.7%]`."""
    labels: dict[str, str] = {}
    for name, view in charts.items():
        columns = {column.name: column for column in view.columns}
        for column in specs[name].columns if name in specs else ():
            part = columns.get(column.label[0].partition(" as ")[0]) if len(column.label) == 1 else None
            if part is not None and column.name in columns:
                shown = zip(part.figures, columns[column.name].texts, strict=False)
                labels |= {figure.key: text for figure, text in shown if figure is not None and text}
    return tuple(_labelled(span, labels) for span in words)


def _labelled(span: Span, labels: Mapping[str, str]) -> Span:
    text = labels.get(span.figure.key, "") if span.figure is not None else ""
    if not text or text[0] != span.text[0] or len(text) >= len(span.text):
        return span
    assert span.figure is not None
    return replace(span, text=text, figure=replace(span.figure, text=text))
