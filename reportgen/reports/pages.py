"""Which library page shows what there is: the first one that nothing on it would stay empty of.

page: income, instead: [income_table]      chart without figures   ->   income_table
                                           table without rows      ->   the page goes, and the report says why
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial

from msgspec import Struct

from reportgen.core.findings import Issue, Place
from reportgen.core.structs import replace
from reportgen.data.records import MetricTable
from reportgen.data.vocabulary import standard_name
from reportgen.figures.query import is_for
from reportgen.figures.views import Bullet, ChartView, DisplayValue, Sentence, Span, TableView
from reportgen.plan.deck_map import DeckMap, DeckPage
from reportgen.plan.plan import DeckPlan, PagePlan
from reportgen.reports.charts import chart_view
from reportgen.reports.context import Doubt, Gathered, LeftOut, ReportContext, figures_of
from reportgen.reports.footnotes import coarse_note, footnoted, restated_note, with_legend
from reportgen.reports.sentences import as_line
from reportgen.reports.specs import BulletSpec, PageSpec, SectionSpec
from reportgen.reports.tables import SectionWords, table_view
from reportgen.reports.told import as_labelled, page_unit, told_list


class Content(Struct, frozen=True):
    """What a page of a definition can show, its words aside."""

    bullets: Mapping[str, tuple[Bullet, ...]]
    tables: Mapping[str, TableView]
    charts: Mapping[str, ChartView]

    def on(self, page: DeckPage) -> Content:
        """The part of the content that a library page has places for."""
        lists = {slot.name for slot in page.lists}
        tables = {slot.name for slot in page.tables}
        charts = {slot.name for slot in page.charts}
        return Content(
            {name: items for name, items in self.bullets.items() if name in lists},
            {name: view for name, view in self.tables.items() if name in tables},
            {name: view for name, view in self.charts.items() if name in charts},
        )


def chosen_page(spec: PageSpec, content: Content, deck_map: DeckMap, asked: Content) -> tuple[str, str]:
    """The library page that the content fills, or none and what every one of them lacks.

    `asked` is the content that the definition asks for: what it never asked for is not missed.
    """
    lacks: list[str] = []
    for name in (spec.page, *spec.instead):
        page = deck_map.page(name)
        missing = list(_missing(page, spec.least.get(name, {}), content, asked)) if page is not None else []
        if not missing:
            return name, ""
        lacks += [text for text in missing if text not in lacks]
    return "", "; ".join(lacks)


def _missing(page: DeckPage, least: Mapping[str, int], content: Content, asked: Content) -> Iterator[str]:
    for table in page.tables:
        view = content.tables.get(table.name)
        if table.rows and table.name in asked.tables:
            rows = len(view.rows) if view is not None else 0
            if rows < max(1, least.get(table.name, 1)):
                yield f"{table.name} has {rows} rows" if rows else f"{table.name} has no figures"
    for chart in page.charts:
        drawn = content.charts.get(chart.name)
        if chart.name in asked.charts:
            points = len(drawn.categories) if drawn is not None and _is_told(drawn) else 0
            if points < max(1, least.get(chart.name, 1)):
                yield f"{chart.name} has {points} points" if points else f"{chart.name} has no figures"
    for slot in page.lists:
        lines = content.bullets.get(slot.name, ())
        if slot.name in asked.bullets and len(lines) < max(1, least.get(slot.name, 1)):
            yield f"{slot.name} has nothing to say"


def _is_told(view: ChartView) -> bool:
    """Whether a chart shows any number."""
    return any(value is not None for column in view.columns for value in column.values)


_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


class PageNumber(Struct, frozen=True):
    """The number of a page as its title shows it, and its part of an item that has several pages."""

    number: str = ""
    part: str = ""


def roman(count: int) -> str:
    """A number from 1 in Roman numerals."""
    found = ""
    for value, sign in _ROMAN:
        while count >= value:
            found += sign
            count -= value
    return found


def section_numerals(sections: Mapping[str, SectionSpec], pages: Sequence[PageSpec]) -> dict[str, str]:
    """The numerals of the sections that any page belongs to, in the order of the definition."""
    held = {page.section for page in pages}
    kept = [name for name in sections if name in held]
    return {name: roman(count) for count, name in enumerate(kept, start=1)}


def page_numbers(sections: Mapping[str, SectionSpec], pages: Sequence[PageSpec]) -> tuple[PageNumber, ...]:
    """The numbers of `pages` in their order; a page without a section has none."""
    numerals = section_numerals(sections, pages)
    items: dict[str, list[str]] = {}
    sizes: dict[tuple[str, str], int] = {}
    for page in pages:
        sizes[page.section, page.item] = sizes.get((page.section, page.item), 0) + 1
    seen: dict[tuple[str, str], int] = {}
    numbers: list[PageNumber] = []
    for page in pages:
        if page.section not in numerals:
            numbers.append(PageNumber())
            continue
        numeral = numerals[page.section]
        if not sections[page.section].numbered:
            numbers.append(PageNumber(f"{numeral}."))
            continue
        names = items.setdefault(page.section, [])
        if not page.item or page.item not in names:
            names.append(page.item)
        place = len(names) if not page.item else names.index(page.item) + 1
        key = (page.section, page.item)
        seen[key] = seen.get(key, 0) + 1
        several = bool(page.item) and sizes[key] > 1
        numbers.append(PageNumber(f"{numeral} - {place}.", f" ({seen[key]})" if several else ""))
    return tuple(numbers)


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
    `common` are words, such as the company's name, that any page of the template may ask for. Pages come
    first, their numbers and words afterwards, as a page without data takes no number.
    """
    period = context.aliases["this"].period
    drafts: list[_Draft] = []
    for number, page in enumerate(context.spec.pages):
        kept = {draft.spec.item for draft in drafts}
        if (page.only and not is_for(period, page.only)) or (page.unless and page.unless in kept):
            continue
        said = frozenset(rule for draft in drafts for rule in draft.rules)
        draft = _draft(number, page, replace(context, said=said), locate, deck_map)
        if draft is not None:
            drafts.append(draft)
    if context.rule_engine is not None:
        context.gathered.issues += context.rule_engine.issues
    numerals = section_numerals(context.spec.sections, [draft.spec for draft in drafts])
    drafts = [draft for draft in drafts if not _lists_too_few(draft.spec, len(numerals))]
    specs = [draft.spec for draft in drafts]
    numbers = page_numbers(context.spec.sections, specs)
    sections = _sections(context, locate, specs)
    deck = _Deck(context, locate, deck_map, common, sections)
    pages = tuple(
        _finished(draft, number, place, deck)
        for place, (draft, number) in enumerate(zip(drafts, numbers, strict=True), start=1)
    )
    words: dict[str, Sentence] = {name: (Span(word),) for name, word in common.items()}
    for name in {tag.name for tag in deck_map.words} & set(context.spec.words):
        words[name] = context.sentence(context.spec.words[name], locate("words", name), "the report") or ()
    words = {tag.name: words[tag.name] for tag in deck_map.words if tag.name in words}
    return DeckPlan(pages, properties, context.figures.style.language, words)


class _Draft(Struct, frozen=True):
    """A page that stays in the deck: its definition, the library page that shows it, what it shows."""

    number: int
    spec: PageSpec
    where: str
    page: str
    content: Content
    remark: str
    rules: tuple[str, ...] = ()

    def locate(self, locate: Locate, kind: str, name: str) -> Locate:
        """Places within one word, list, table or chart of the page."""
        if self.remark and name in getattr(self.spec.remarks[self.remark], kind):
            return partial(locate, "pages", self.number, "remarks", self.remark, kind, name)
        return partial(locate, "pages", self.number, kind, name)


def _draft(
    number: int, spec: PageSpec, context: ReportContext, locate: Locate, deck_map: DeckMap
) -> _Draft | None:
    """The page with its lists, tables and charts; None where it has nothing to show."""
    where = f"page {number + 1} ({spec.page})"
    remark = context.aliases["this"].period.id
    remark = remark if remark in spec.remarks else ""
    spec = _with_remarks(spec, remark)
    inner = replace(context, gathered=Gathered())
    draft = _Draft(number, spec, where, spec.page, Content({}, {}, {}), remark)
    bullets = {
        name: tuple(_bullets(items, 1, inner, draft.locate(locate, "bullets", name), where))
        for name, items in spec.bullets.items()
    }
    unit = page_unit(spec, context)
    told = {name: told_list(found, context, unit) for name, found in spec.findings.items()}
    for name, found in told.items():
        bullets[name] = (*bullets.get(name, ()), *found.bullets)
    tables = {
        name: table_view(name, table, inner, draft.locate(locate, "tables", name))
        for name, table in spec.tables.items()
        if not any(row.each for row in table.rows)
    }
    charts = {
        name: chart_view(name, chart, inner, draft.locate(locate, "charts", name)(), spec.charts.values())
        for name, chart in spec.charts.items()
    }
    content = Content(bullets, tables, charts)
    chosen, lacks = spec.page, ""
    if spec.instead or spec.section:
        chosen, lacks = chosen_page(spec, content, deck_map, _asked(spec))
    elif (spec.tables or spec.charts) and _shows_nothing(spec, content):
        chosen, lacks = "", "figures are missing for each of its tables and charts"
    context.gathered.issues += inner.gathered.issues
    if not chosen:
        missing = tuple(dict.fromkeys(key for item in inner.gathered.left_out for key in item.missing))
        if spec.required and not inner.gathered.issues:
            context.gathered.issues.append(_nothing_to_report(context, lacks, locate("pages", number)))
        context.gathered.left_out.append(LeftOut(where, f"the page is left out: {lacks}", missing))
        return None
    page = deck_map.page(chosen)
    if (spec.instead or spec.section) and page is not None:
        content = content.on(page)
    context.gathered.left_out += [
        item for item in inner.gathered.left_out if _stays(item.where, page, spec.instead)
    ]
    rules = tuple(rule for name, found in told.items() if name in content.bullets for rule in found.rules)
    return replace(draft, page=chosen, content=content, rules=rules)


def _lists_too_few(spec: PageSpec, sections: int) -> bool:
    """Whether a table of the deck's sections has fewer rows than its page takes at least."""
    least = spec.least.get(spec.page, {})
    listed = (name for name, table in spec.tables.items() if any(row.each for row in table.rows))
    return any(sections < least.get(name, 0) for name in listed)


def _nothing_to_report(context: ReportContext, lacks: str, place: Place) -> Issue:
    period = context.aliases["this"].period
    return Issue(
        "nothing-to-report",
        f"the tables know too little of {period} for this report",
        place,
        found=lacks,
        hint="another period, or a later view of this one: --vintage latest",
    )


def _stays(where: str, page: DeckPage | None, instead: tuple[str, ...]) -> bool:
    """Whether an omission concerns the page that is shown, rather than a page it stands in for."""
    kind, _, name = where.partition(" ")
    if page is None or not instead or kind not in ("table", "chart"):
        return True
    return name in {slot.name for slot in (page.tables if kind == "table" else page.charts)}


def _with_remarks(spec: PageSpec, remark: str) -> PageSpec:
    if not remark:
        return spec
    said = spec.remarks[remark]
    return spec.model_copy(
        update={
            "words": spec.words | said.words,
            "bullets": spec.bullets | said.bullets,
            "tables": spec.tables | said.tables,
            "charts": spec.charts | said.charts,
            "findings": {name: one for name, one in spec.findings.items() if name not in said.bullets},
        }
    )


def _asked(spec: PageSpec) -> Content:
    """The names that a definition asks for, without what is meant to be empty."""
    lists = {name: () for name, items in spec.bullets.items() if items} | dict.fromkeys(spec.findings, ())
    tables = {
        name: TableView(name, ())
        for name, table in spec.tables.items()
        if not any(row.each for row in table.rows)
    }
    return Content(lists, tables, {name: ChartView(name, (), ()) for name in spec.charts})


def _shows_nothing(spec: PageSpec, content: Content) -> bool:
    """Whether a page asks for figures in tables and charts and would show none of them."""
    asks = bool(spec.charts) or any(row.metric for table in spec.tables.values() for row in table.rows)
    return (
        asks
        and not _figures({}, content.bullets, content.tables, content.charts)
        and not any(view.rows for view in content.tables.values())
    )


def _sections(context: ReportContext, locate: Locate, pages: list[PageSpec]) -> tuple[SectionWords, ...]:
    found: list[SectionWords] = []
    for name, numeral in section_numerals(context.spec.sections, pages).items():
        title = context.spec.sections[name].title
        text = context.plain(title, locate("sections", name), f"section {name}")
        found.append(SectionWords(numeral, text))
    return tuple(found)


class _Deck(Struct, frozen=True):
    """What all pages of a deck share once it is known which of them stay."""

    context: ReportContext
    locate: Locate
    deck_map: DeckMap
    common: Mapping[str, str]
    sections: tuple[SectionWords, ...]


def _finished(draft: _Draft, number: PageNumber, place: int, deck: _Deck) -> PagePlan:
    """The plan of one page, the `place`-th of the deck: what it shows, with the words that name and number it."""
    spec, content, where = draft.spec, draft.content, draft.where
    context, locate = deck.context, deck.locate
    page = deck.deck_map.page(draft.page)
    wanted = {tag.name for tag in page.words} if page is not None else set()
    names = {"number": number.number, "part": number.part}
    words: dict[str, Sentence] = {name: (Span(word),) for name, word in deck.common.items() if name in wanted}
    if number.number and "number" in wanted:
        words["number"] = (Span(number.number),)
    for name, template in (context.spec.words | spec.words).items():
        if (spec.instead or spec.section) and name.removesuffix("_short") not in wanted:
            continue
        own = draft.locate(locate, "words", name)() if name in spec.words else locate("words", name)
        sentence = context.sentence(template, own, where, names) or ()
        words[name] = as_labelled(sentence, spec.charts, content.charts)
    tables = dict(content.tables)
    for name, table in spec.tables.items():
        if any(row.each for row in table.rows):
            tables[name] = table_view(
                name, table, context, draft.locate(locate, "tables", name), deck.sections
            )
    standard = _own_standard(_figures(words, content.bullets, tables, content.charts), context)
    if standard and "title" in words:
        words["title"] = (*words["title"], Span(f" ({standard})"))
    charts = {
        name: chart if chart.alt_text else replace(chart, alt_text=_alt("Chart", words, name))
        for name, chart in content.charts.items()
    }
    alternatives = {f"alt_{name}": chart.alt_text for name, chart in charts.items()}
    alternatives |= {f"alt_{name}": _alt("Table", words, name) for name in tables}
    for name, text in alternatives.items():
        if name in wanted:
            words.setdefault(name, (Span(text),))
    figures = _figures(words, content.bullets, tables, charts)
    shown_at = f"page {place} ({draft.page})"
    doubts = [Doubt(shown_at, figure.text, fault) for figure in figures for fault in figure.faults]
    notes = source_notes(figures, context.figures.table)
    plan = PagePlan(draft.page, words, content.bullets, tables, charts, notes, draft.number)
    plan = with_legend(plan, page, context.figures.style)
    restated = restated_note(figures, context.figures.style), [one for one in figures if one.splits]
    coarse = coarse_note(figures, context.figures.style), [one for one in figures if one.coarse]
    for note, marked in (restated, coarse):
        told = footnoted(plan, note, page) if note else plan
        doubts += [Doubt(shown_at, figure.text, note) for figure in marked if not told]
        plan = told or plan
    context.gathered.doubts += dict.fromkeys(doubts)
    return plan


def _own_standard(figures: Sequence[DisplayValue], context: ReportContext) -> str:
    """The name of the report's own accounting standard where a page shows figures of another beside its own.

    Those of the other one say so each, `176.1 (US GAAP)`.
    """
    own = context.figures.own_standard
    shown = {figure.standard for figure in figures if figure.value is not None} - {""}
    return standard_name(own) if own in shown and len(shown) > 1 else ""


def _alt(kind: str, words: dict[str, Sentence], name: str) -> str:
    """What a reader of the screen is told of a table, or of a chart whose own words could not be said."""
    title = "".join(span.text for span in words.get("title", ()))
    unit = "".join(span.text for span in words.get("unit", ()))
    return f"{kind}: {title}. {unit}".strip() if title else f"{kind} {name.replace('_', ' ')}"


def _bullets(
    items: list[BulletSpec], level: int, context: ReportContext, locate: Locate, where: str
) -> Iterator[Bullet]:
    """The bullets of a list; a line of words that only headed others goes with the last of them."""
    for number, item in enumerate(items):
        inner = partial(locate, number)
        if isinstance(item, list):
            yield from _bullets(item, level + 1, context, inner, where)
            continue
        pairs = [(item, [])] if isinstance(item, str) else list(item.items())
        for template, children in pairs:
            sentence = context.sentence(template, inner(template), where)
            below = tuple(_bullets(children, level + 1, context, partial(inner, template), where))
            if sentence is not None and (below or not children or figures_of(sentence)):
                yield Bullet(level, as_line(sentence))
            yield from below


def _figures(
    words: Mapping[str, Sentence],
    bullets: Mapping[str, tuple[Bullet, ...]],
    tables: Mapping[str, TableView],
    charts: Mapping[str, ChartView],
) -> list[DisplayValue]:
    figures: list[DisplayValue] = []
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


def shown_figures(plan: DeckPlan) -> tuple[tuple[int, str, Decimal | None], ...]:
    """Every figure of a deck in order: the number of its page, its key and its value, whatever its words."""
    return tuple(
        (number, figure.key, figure.value)
        for number, page in enumerate(plan.pages, start=1)
        for figure in _figures(page.words, page.bullets, page.tables, page.charts)
    )


def source_notes(figures: list[DisplayValue], table: MetricTable) -> tuple[str, ...]:
    """The lines of a page's speaker notes: which document, heading and lines its figures are printed at."""
    wanted = {(address, figure.standard) for figure in figures for address in figure.sources}
    if not wanted:
        return ()
    found: dict[tuple[str, str], set[int]] = {}
    places = {
        place
        for address, standard in wanted
        for place in table.places.get(address, ())
        if not standard or table.figures[place].standard in ("", standard)
    }
    for place in sorted(places):
        source = table.figures[place].source
        found.setdefault((source.doc, source.heading), set()).add(source.line)
    notes = ["Sources of the figures on this page"]
    for (doc, heading), lines in found.items():
        title = table.catalogue.documents[doc].title
        numbers = ", ".join(str(line) for line in sorted(lines))
        notes.append(f"{title}, {heading}: source lines {numbers}")
    return tuple(notes)
