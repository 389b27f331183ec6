"""Whether a plan fits a deck template; all findings of both, before anything is written.

error  unknown-series   templates/house/deck.pptx, slide 5, shape "revenue_chart"
       the chart has no series named "Revenu"
       expected: Revenue, Total
       hint: did you mean "Revenue"?
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reportgen.binding.deck_map import ChartSlot, DeckMap, DeckPage, TableSlot, WordTag
from reportgen.binding.plan import DeckPlan, PagePlan
from reportgen.deck.check_chart import check_chart
from reportgen.deck.fit_page import SHORT
from reportgen.deck.inspect import NOTES
from reportgen.diagnostics import Issue, Place, Severity, did_you_mean
from reportgen.views import Bullet, TableView


def check_plan(deck_map: DeckMap, plan: DeckPlan, name: str, *, partial: bool = False) -> tuple[Issue, ...]:
    """All findings of `plan` against the template called `name`, page by page.

    With `partial` a page may leave tags, tables and charts of the template as they are (the empty render
    and `fill`); without it everything on a page that has a name of its own must be filled.
    """
    issues = list(deck_map.issues)
    known = [page.name for page in deck_map.pages]
    for number, page_plan in enumerate(plan.pages, start=1):
        page = deck_map.page(page_plan.page)
        if page is None:
            issues.append(
                Issue(
                    "unknown-page",
                    f'the template has no page named "{page_plan.page}" (page {number} of the report)',
                    Place(file=name),
                    expected=", ".join(known),
                    found=page_plan.page,
                    hint=did_you_mean(page_plan.page, known),
                )
            )
            continue
        issues += _check_page(page, page_plan, name, partial)
        issues += _check_links(page, plan, name)
    return tuple(dict.fromkeys(issues))


def _check_page(page: DeckPage, plan: PagePlan, file: str, partial: bool) -> Iterator[Issue]:
    place = Place(file=file, slide=page.number)
    yield from _check_words(page, plan, file, partial)
    yield from _check_lists(page, plan, file, partial)
    tables = {slot.name: slot for slot in page.tables}
    charts = {slot.name: slot for slot in page.charts}
    for name, table in plan.tables.items():
        slot = tables.get(name)
        if slot is None:
            yield _unknown("table", name, place, [n for n, known in tables.items() if known.rows], page)
        else:
            yield from _check_table(slot, table, Place(file=file, slide=page.number, shape=name))
    for name, chart in plan.charts.items():
        chart_slot = charts.get(name)
        if chart_slot is None:
            yield _unknown("chart", name, place, list(charts), page)
        else:
            yield from check_chart(chart_slot, chart, Place(file=file, slide=page.number, shape=name))
    if not partial and page.marked:
        yield from _left_alone(page, plan, file)
    if plan.notes and not page.has_notes:
        yield Issue(
            "notes-without-place",
            f'the slide of page "{page.name}" has no notes page, so its notes are left out',
            place,
            Severity.WARNING,
            hint="open the slide's notes in PowerPoint and type page: and its name",
        )


def _check_links(page: DeckPage, plan: DeckPlan, file: str) -> Iterator[Issue]:
    present = {page_plan.page for page_plan in plan.pages}
    for link in page.links:
        if link.page not in present:
            yield Issue(
                "link-to-absent-page",
                f'a link leads to page "{link.page}", which is not in the deck; the link is taken out',
                Place(file=file, slide=page.number, shape=link.shape),
                Severity.WARNING,
            )


def _check_words(page: DeckPage, plan: PagePlan, file: str, partial: bool) -> Iterator[Issue]:
    for tag in page.words:
        if tag.name not in plan.words and not partial and not _replaced(tag, plan):
            yield Issue(
                "tag-without-word",
                f"the page gives no word for {{{{{tag.name}}}}}",
                Place(file=file, slide=page.number, shape=tag.shape),
                expected=f'a word named "{tag.name}" on page "{page.name}"',
                hint=did_you_mean(tag.name, plan.words),
            )
    tags = {tag.name for tag in page.words}
    for word in plan.words:
        if word not in tags and word.removesuffix(SHORT) not in tags:
            yield Issue(
                "word-without-tag",
                f'page "{page.name}" has no tag {{{{{word}}}}}, so the word is not shown',
                Place(file=file, slide=page.number),
                Severity.WARNING,
                hint=did_you_mean(word, tags),
            )


def _replaced(tag: WordTag, plan: PagePlan) -> bool:
    """Whether the text that the tag stands in gives way to one of the plan's."""
    if tag.shape == NOTES:
        return bool(plan.notes)
    chart = plan.charts.get(tag.shape)
    return tag.alternative and chart is not None and bool(chart.alt_text)


def _check_lists(page: DeckPage, plan: PagePlan, file: str, partial: bool) -> Iterator[Issue]:
    for slot in page.lists:
        place = Place(file=file, slide=page.number, shape=slot.shape)
        bullets = plan.bullets.get(slot.name)
        if bullets is None:
            if not partial:
                yield Issue(
                    "list-without-bullets",
                    f'the page gives no bullets for the list "{slot.name}"',
                    place,
                    hint=did_you_mean(slot.name, plan.bullets),
                )
            continue
        yield from _check_levels(slot.name, slot.levels, bullets, place)
    known = {slot.name for slot in page.lists}
    for name, bullets in plan.bullets.items():
        if name not in known and bullets:
            yield _unknown("list", name, Place(file=file, slide=page.number), sorted(known), page)


def _check_levels(
    name: str, levels: tuple[int, ...], bullets: Iterable[Bullet], place: Place
) -> Iterator[Issue]:
    for level in sorted({bullet.level for bullet in bullets} - set(levels)):
        yield Issue(
            "unknown-bullet-level",
            f'the list "{name}" has no model paragraph for level {level}',
            place,
            expected=", ".join(f"{{{{{name}:{known}}}}}" for known in levels),
            found=f"a bullet of level {level}",
            hint=f"add a paragraph {{{{{name}:{level}}}}} to the shape",
        )


def _check_table(slot: TableSlot, view: TableView, place: Place) -> Iterator[Issue]:
    cells = {row.role: row.cells for row in slot.rows}
    if not cells:
        yield Issue(
            "table-without-model-rows",
            "the table has no model row",
            place,
            expected="a row with {{row:ROLE}} in its first cell and {{cell}} in the others",
        )
        return
    seen: set[str] = set()
    for number, row in enumerate(view.rows, start=1):
        expected = cells.get(row.role)
        if expected is None and row.role not in seen:
            yield Issue(
                "unknown-row-role",
                f'the table has no model row for the role "{row.role}"',
                place,
                expected=", ".join(cells),
                found=row.role,
                hint=did_you_mean(row.role, cells),
            )
        elif expected is not None and expected != len(row.cells):
            yield Issue(
                "row-length",
                f'row {number} of view "{view.name}" does not fit the model row "{row.role}"',
                place,
                expected=f"{expected} cells",
                found=f"{len(row.cells)} cells",
            )
        seen.add(row.role)


def _left_alone(page: DeckPage, plan: PagePlan, file: str) -> Iterator[Issue]:
    """Tables with model rows and charts that no view fills: they would show the template's stand-ins."""
    slots: list[tuple[str, TableSlot | ChartSlot]] = []
    slots += [("table", slot) for slot in page.tables if slot.rows and slot.name not in plan.tables]
    slots += [("chart", slot) for slot in page.charts if slot.name not in plan.charts]
    for kind, slot in slots:
        views = plan.tables if kind == "table" else plan.charts
        yield Issue(
            f"{kind}-without-view",
            f'page "{page.name}" gives no view for the {kind} "{slot.name}"',
            Place(file=file, slide=page.number, shape=slot.name),
            hint=did_you_mean(slot.name, views),
        )


def _unknown(kind: str, name: str, place: Place, known: list[str], page: DeckPage) -> Issue:
    wanted = [*known, *page.shapes] if kind != "list" else known
    return Issue(
        f"unknown-{kind}",
        f'page "{page.name}" has no {kind} named "{name}"',
        place,
        expected=", ".join(known) or f"no {kind} on this page",
        found=name,
        hint=did_you_mean(name, known) or did_you_mean(name, wanted),
    )
