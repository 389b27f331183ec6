"""Pages of a definition become page plans, each with the sources of its figures in the speaker notes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from reportgen.binding.charts import chart_view
from reportgen.binding.context import Doubt, ReportContext, figures_of
from reportgen.binding.deck_map import DeckMap
from reportgen.binding.plan import DeckPlan, PagePlan
from reportgen.binding.tables import table_view
from reportgen.diagnostics import Place
from reportgen.metrics import Claim, Fact, MetricTable
from reportgen.narrative.desk import source_key
from reportgen.views import Bullet, ChartView, Figure, Sentence, Span, TableView
from reportgen.views.specs import BulletSpec, PageSpec

Locate = Callable[..., Place]


def deck_plan(
    context: ReportContext,
    locate: Locate,
    properties: Mapping[str, str],
    deck_map: DeckMap,
    common: Mapping[str, str],
) -> DeckPlan:
    """The plan of a whole deck; findings and omissions are gathered in the context.

    `locate` gives the place in the definition file of a path such as `("pages", 3, "words", "title")`;
    `common` are words, such as the company's name, that any page of the template may ask for.
    """
    asked = {page.name: {tag.name for tag in page.words} for page in deck_map.pages}
    pages = []
    for number, page in enumerate(context.spec.pages):
        wanted = asked.get(page.page, set())
        base = {name: word for name, word in common.items() if name in wanted}
        pages.append(_page(number, page, base, wanted, context, locate))
    return DeckPlan(tuple(pages), properties)


def _page(
    number: int,
    page: PageSpec,
    base: dict[str, str],
    wanted: set[str],
    context: ReportContext,
    locate: Locate,
) -> PagePlan:
    where = f"page {number + 1} ({page.page})"
    words: dict[str, Sentence] = {name: (Span(word),) for name, word in base.items()}
    for name, template in (context.spec.words | page.words).items():
        inner = ("pages", number, "words", name) if name in page.words else ("words", name)
        words[name] = context.sentence(template, locate(*inner), where) or ()
    bullets = {
        name: tuple(_bullets(items, 1, context, partial(locate, "pages", number, "bullets", name), where))
        for name, items in page.bullets.items()
    }
    tables = {
        name: table_view(name, spec, context, partial(locate, "pages", number, "tables", name))
        for name, spec in page.tables.items()
    }
    charts = {
        name: chart_view(name, spec, context, locate("pages", number, "charts", name))
        for name, spec in page.charts.items()
    }
    alternatives = {f"alt_{name}": chart.alt_text for name, chart in charts.items()}
    alternatives |= {f"alt_{name}": _table_alt(words, name) for name in tables}
    for name, text in alternatives.items():
        if name in wanted:
            words.setdefault(name, (Span(text),))
    figures = _figures(words, bullets, tables, charts)
    doubts = (Doubt(where, figure.text, fault) for figure in figures for fault in figure.faults)
    context.gathered.doubts += dict.fromkeys(doubts)
    return PagePlan(page.page, words, bullets, tables, charts, source_notes(figures, context.desk.table))


def _table_alt(words: dict[str, Sentence], table: str) -> str:
    title = "".join(span.text for span in words.get("title", ()))
    unit = "".join(span.text for span in words.get("unit", ()))
    return f"Table: {title}. {unit}".strip() if title else f"Table {table.replace('_', ' ')}"


def _bullets(
    items: list[BulletSpec], level: int, context: ReportContext, locate: Locate, where: str
) -> Iterator[Bullet]:
    for number, item in enumerate(items):
        inner = partial(locate, number)
        if isinstance(item, list):
            yield from _bullets(item, level + 1, context, inner, where)
            continue
        pairs = [(item, [])] if isinstance(item, str) else list(item.items())
        for template, children in pairs:
            sentence = context.sentence(template, inner(template), where)
            if sentence is not None:
                yield Bullet(level, sentence)
            yield from _bullets(children, level + 1, context, partial(inner, template), where)


def _figures(
    words: dict[str, Sentence],
    bullets: dict[str, tuple[Bullet, ...]],
    tables: dict[str, TableView],
    charts: dict[str, ChartView],
) -> list[Figure]:
    figures: list[Figure] = []
    for sentence in words.values():
        figures += figures_of(sentence)
    for items in bullets.values():
        for bullet in items:
            figures += figures_of(bullet.sentence)
    for table in tables.values():
        for row in table.rows:
            for cell in row.cells:
                figures += figures_of(cell)
    for chart in charts.values():
        for column in chart.columns:
            figures += [figure for figure in column.figures if figure is not None]
    return figures


def source_notes(figures: list[Figure], table: MetricTable) -> tuple[str, ...]:
    """The lines of a page's speaker notes: which document, heading and lines its figures are printed at."""
    wanted = {key for figure in figures for key in figure.sources}
    if not wanted:
        return ()
    found: dict[tuple[str, str], set[int]] = {}
    records: list[Fact | Claim] = [*table.facts, *table.claims]
    for record in records:
        if source_key(record) in wanted:
            found.setdefault((record.source.doc, record.source.heading), set()).add(record.source.line)
    notes = ["Sources of the figures on this page"]
    for (doc, heading), lines in found.items():
        title = table.catalogue.documents[doc].title
        numbers = ", ".join(str(line) for line in sorted(lines))
        notes.append(f"{title}, {heading}: source lines {numbers}")
    return tuple(notes)
