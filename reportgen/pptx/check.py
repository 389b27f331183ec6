"""Whether a chart's view fits the chart of the template."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from reportgen.core.findings import Issue, Place, Severity, did_you_mean
from reportgen.core.structs import replace
from reportgen.figures.views import Bullet, ChartColumn, ChartView, TableView
from reportgen.office.chart_series import position_of
from reportgen.office.chart_workbook import CATEGORY, formula_places
from reportgen.plan.deck_map import ChartSlot, DeckMap, DeckPage, SeriesSlot, TableSlot, WordTag
from reportgen.plan.plan import DeckPlan, PagePlan
from reportgen.pptx.fit_page import SHORT
from reportgen.pptx.inspect import NOTES
from reportgen.pptx.places import filled

_MOST_SERIES = 255
_STOCK = "stockChart"


def check_chart(slot: ChartSlot, view: ChartView, place: Place) -> Iterator[Issue]:
    """All findings of one view against one chart."""
    if slot.fault:
        yield Issue(
            "unfillable-chart",
            f"the chart cannot be filled: {slot.fault}",
            place,
            expected="a chart of columns, lines, areas, slices or points with its workbook embedded",
        )
        return
    for name, count in Counter(series.name for series in slot.series).items():
        if count > 1:
            yield Issue(
                "duplicate-series",
                f'{count} series of this chart are called "{name}"',
                place,
                hint="series are matched by name; give each its own",
            )
    yield from _check_count(slot, view, place)
    if not view.categories:
        yield Issue("chart-without-categories", f'view "{view.name}" has no categories', place)
    yield from _check_names(view, place)
    yield from _check_series(slot, view, place)
    for column in view.columns:
        yield from _check_lengths(column, view, place)
        yield from _check_formulas(column, view, place)
    for axis in view.axes:
        if not 0 <= axis.index < slot.value_axes:
            yield Issue(
                "unknown-axis",
                f"the chart has no value axis number {axis.index}",
                place,
                expected=f"0 to {slot.value_axes - 1}" if slot.value_axes else "no value axis",
                found=str(axis.index),
            )
        elif axis.minimum >= axis.maximum:
            yield Issue(
                "empty-axis-range",
                f"the range of value axis {axis.index} is empty",
                place,
                found=f"{axis.minimum} to {axis.maximum}",
            )


def _check_count(slot: ChartSlot, view: ChartView, place: Place) -> Iterator[Issue]:
    """Whether the chart can hold as many series as are drawn."""
    plotted = [column for column in view.columns if column.plotted]
    if len(plotted) > _MOST_SERIES:
        yield Issue(
            "number-of-series",
            "a chart cannot draw so many series",
            place,
            expected=f"at most {_MOST_SERIES}",
            found=str(len(plotted)),
        )
    found = [_slot(slot, column.fills or column.name) or _slot(slot, column.like) for column in plotted]
    alone = all(series.plot == _STOCK for series in slot.series)
    prices = [one for one in found if (one.plot == _STOCK if one is not None else alone)]
    if prices and len(prices) not in (3, 4):
        yield Issue(
            "number-of-series",
            "a stock chart draws three or four series",
            place,
            expected="high, low and close, before them open where the template has it",
            found=f"{len(prices)} of them",
        )


def _check_names(view: ChartView, place: Place) -> Iterator[Issue]:
    for name, count in Counter(column.name.casefold() for column in view.columns).items():
        if count > 1:
            yield Issue(
                "duplicate-column", f'{count} columns of view "{view.name}" are called "{name}"', place
            )


def _check_series(slot: ChartSlot, view: ChartView, place: Place) -> Iterator[Issue]:
    series = {known.name: known for known in slot.series}
    plotted = [column for column in view.columns if column.plotted]
    names = {column.name for column in plotted}
    likes = {column.like for column in plotted}
    if not any(_slot(slot, column.fills or column.name) or _slot(slot, column.like) for column in plotted):
        yield Issue(
            "chart-without-series",
            f'view "{view.name}" fills no series of the chart',
            place,
            expected=", ".join(series),
            found=", ".join(column.name for column in plotted),
        )
    for column in plotted:
        known = _slot(slot, column.fills or column.name) or _slot(slot, column.like)
        wanted = column.like or column.name
        hint = did_you_mean(wanted, [name for name in series if column.like or name not in names])
        idle = any(name not in names and name not in likes for name in series)
        if known is None and (column.like or idle or wanted.startswith("#")):
            # Where a series of the chart is left over, a missing one is a slip of the pen or was renamed.
            yield Issue(
                "unknown-series",
                f'the chart has no series named "{wanted}"',
                place,
                expected=", ".join(series),
                found=wanted,
                hint=hint,
            )
        elif known is None:
            continue
        elif strange := [name for name in column.dimensions if name not in known.dimensions]:
            yield Issue(
                "unknown-dimension",
                f'the points of series "{column.name}" have no dimension "{strange[0]}"',
                place,
                expected=", ".join(known.dimensions) or f"no dimension in a {known.plot}",
                found=strange[0],
                hint=did_you_mean(strange[0], known.dimensions),
            )
        elif column.labelled and not known.labelled:
            yield Issue(
                "series-without-model-label",
                f'the series "{column.name}" has no label with a text of its own to model labels on',
                place,
                hint="give the first data label of the series a text in PowerPoint",
            )
        elif "size" in known.dimensions and "size" not in column.dimensions:
            yield Issue(
                "series-without-sizes",
                f'view "{view.name}" gives no sizes for the bubbles of series "{column.name}"',
                place,
                expected="a number beside each value, called size",
            )
        elif view.whole_sheet and known.from_cells and not column.labelled:
            yield Issue(
                "series-without-labels",
                f'the labels of series "{column.name}" show cells, but view "{view.name}" gives no labels',
                place,
            )


def _slot(slot: ChartSlot, name: str) -> SeriesSlot | None:
    """The series that a column's name or position marker means, if the chart has it."""
    position = position_of(name, [series.name for series in slot.series])
    return None if position is None else slot.series[position]


def _check_lengths(column: ChartColumn, view: ChartView, place: Place) -> Iterator[Issue]:
    count = len(view.categories)
    lengths = {
        "values": 0 if column.texts and not column.values else len(column.values) - count,
        "texts": len(column.texts) - count if column.texts else 0,
        "formulas": len(column.formulas) - count if column.formulas else 0,
        "labels": len(column.labels) - count if column.labels else 0,
        "figures": len(column.figures) - count if column.figures else 0,
    }
    for what, difference in lengths.items():
        if difference:
            much = "many" if difference > 0 else "few"
            yield Issue(
                "column-length",
                f'column "{column.name}" of view "{view.name}" has too {much} {what}',
                place,
                expected=f"{count} {what}, one for each category",
                found=str(count + difference),
            )
    names = [other.name for other in view.columns]
    if column.label_column and column.label_column not in names:
        yield Issue(
            "unknown-label-column",
            f'column "{column.name}" takes its labels from "{column.label_column}", an unknown column',
            place,
            expected=", ".join(names),
            found=column.label_column,
            hint=did_you_mean(column.label_column, names),
        )


def _check_formulas(column: ChartColumn, view: ChartView, place: Place) -> Iterator[Issue]:
    names = [other.name for other in view.columns]
    for formula in dict.fromkeys(formula for formula in column.formulas if formula):
        for name, category in formula_places(formula):
            whole = f"{name}@{category}" if category else name
            if whole in names or name == CATEGORY:
                continue
            if name not in names:
                unknown, what, known = name, "column", names
            elif category and category not in view.categories:
                unknown, what, known = category, "category", list(view.categories)
            else:
                continue
            yield Issue(
                "unknown-name-in-formula",
                f'a formula of column "{column.name}" names the unknown {what} "{unknown}"',
                place,
                expected=", ".join(known),
                found=formula,
                hint=did_you_mean(unknown, known),
            )


def check_plan(deck_map: DeckMap, plan: DeckPlan, name: str, *, partial: bool = False) -> tuple[Issue, ...]:
    """All findings of `plan` against the template called `name`, page by page.

    With `partial` a page may leave tags, tables and charts of the template as they are (the empty render
    and `fill`); without it everything on a page that has a name of its own must be filled.
    """
    shown = {page_plan.page for page_plan in plan.pages}
    absent = {page.number for page in deck_map.pages if page.name not in shown}
    issues = [issue for issue in deck_map.issues if issue.place.slide not in absent]
    if not partial:
        for tag in deck_map.words:
            if tag.name not in plan.words and tag.role != "remark":
                place = Place(file=name, part=tag.part, shape=tag.shape)
                issues.append(_no_word(tag.name, place, "report", plan.words))
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
            series = tuple(replace(one, name=filled(one.name, plan.words)) for one in chart_slot.series)
            place = Place(file=file, slide=page.number, shape=name)
            yield from check_chart(replace(chart_slot, series=series), chart, place)
    if not partial:
        yield from _blocks_left(page, plan, file)
    if not partial:
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
            place = Place(file=file, slide=page.number, shape=tag.shape)
            yield _no_word(tag.name, place, "page", plan.words, f' on page "{page.name}"')
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


def _no_word(name: str, place: Place, giver: str, words: Iterable[str], where: str = "") -> Issue:
    return Issue(
        "tag-without-word",
        f"the {giver} gives no word for {{{{{name}}}}}",
        place,
        expected=f'a word named "{name}"{where}',
        hint=did_you_mean(name, words),
    )


def _replaced(tag: WordTag, plan: PagePlan) -> bool:
    """Whether the text that the tag stands in gives way to one of the plan's, or a tag may stay in it."""
    if tag.shape == NOTES:
        return bool(plan.notes)
    chart = plan.charts.get(tag.shape)
    alternative = tag.role == "alternative" and chart is not None and bool(chart.alt_text)
    return tag.role == "remark" or alternative or (tag.role == "data" and chart is not None)


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
    if slot.blocks is not None:
        return
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


def _blocks_left(page: DeckPage, plan: PagePlan, file: str) -> Iterator[Issue]:
    """Blocks that nothing fills; what fills decks without a project does."""
    found = [text.shape for text in page.texts if text.number not in plan.texts]
    found += [one.shape for one in page.conditions]
    found += [
        table.name for table in page.tables if table.blocks is not None and table.name not in plan.tables
    ]
    for shape in found:
        message = "nothing says how often a block of this shape repeats, or whether it is shown"
        yield Issue("missing-size", message, Place(file=file, slide=page.number, shape=shape))


def _left_alone(page: DeckPage, plan: PagePlan, file: str) -> Iterator[Issue]:
    """Tables with model rows and charts that no view fills: they would show the template's stand-ins."""
    slots: list[tuple[str, TableSlot | ChartSlot]] = []
    slots += [("table", slot) for slot in page.tables if slot.rows and slot.name not in plan.tables]
    slots += [("chart", slot) for slot in page.charts if slot.name not in plan.charts and page.marked]
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
