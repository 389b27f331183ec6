"""Tables of a definition become table views: every cell asked, formatted and remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from reportgen.core.findings import Issue, Place, did_you_mean
from reportgen.core.structs import replace
from reportgen.data.labels import row_label
from reportgen.figures.query import FigureQuery, QueryError, When, comparisons, fitted
from reportgen.figures.resolved import How, Resolved
from reportgen.figures.style import NumberFormat
from reportgen.figures.views import Sentence, Span, TableRow, TableView
from reportgen.reports.context import LeftOut, ReportContext, figures_of
from reportgen.reports.footnotes import COARSE
from reportgen.reports.sentences import kept_together, unbroken
from reportgen.reports.specs import ColumnSpec, RowSpec, Show, TableSpec

# Three decimals more tell a thousandth of a unit: below it nothing is near enough.
_MORE = 4
# How the roles of rows end that head those below them.
_HEADS = ("head", "section")


class _Columns(Struct, frozen=True):
    """The columns of one table, each with its time; `needs` names the time that no row may lack."""

    where: str
    needs: str
    columns: list[tuple[ColumnSpec, When]]


class SectionWords(Struct, frozen=True):
    """A part of the deck as a row of the agenda shows it."""

    numeral: str
    section: str


def table_view(
    name: str,
    spec: TableSpec,
    context: ReportContext,
    locate: Callable[..., Place],
    sections: Sequence[SectionWords] = (),
) -> TableView:
    """The view of one table; faults of the definition are gathered in the context.

    `locate` gives the place in the definition of a path inside the table, such as `("rows", 3)`. A row without
    any figure goes, as does a row of words only that headed such rows alone, and a sum whose parts are told.
    """
    columns = _Columns(f"table {name}", spec.needs, _expanded(spec.columns, context, locate))
    rows: list[tuple[TableRow, bool]] = []
    told: set[str] = set()
    for number, row in enumerate(spec.rows):
        place = locate("rows", number)
        if row.unless in told:
            continue
        if row.each:
            rows += [(_section_row(name, row, words, context, place), False) for words in sections]
            continue
        found = _row(row, columns, context, place)
        if found is not None:
            told |= {row.metric} - {""}
            rows.append((found, _heads(found)))
    if any(not heads for _, heads in rows) or not _asks(spec):
        return _without_gaps(TableView(name, tuple(row for row, _ in _headed(rows, spec))), columns)
    return TableView(name, ())


def _without_gaps(view: TableView, table: _Columns) -> TableView:
    """The view without the columns in which no row knows anything; only where a table names the time that it needs."""
    asked = [
        row for row in view.rows if len(row.cells) == len(table.columns) + 1 and not row.role.endswith(_HEADS)
    ]
    gone = tuple(
        place
        for place, (column, _) in enumerate(table.columns, start=1)
        if table.needs
        and (column.at or "this") != table.needs
        and not any(figure.told for row in asked for figure in figures_of(row.cells[place]))
        and any(figures_of(row.cells[place]) for row in asked)
    )
    rows = (
        replace(row, cells=tuple(() if place in gone else cell for place, cell in enumerate(row.cells)))
        for row in view.rows
    )
    return replace(view, rows=tuple(rows), gone=gone)


def _heads(row: TableRow) -> bool:
    """Whether a row heads those below it: by its role, and because it shows no figure of its own."""
    return row.role.endswith(_HEADS) and not any(figures_of(cell) for cell in row.cells)


def _asks(spec: TableSpec) -> bool:
    """Whether a table asks for any figure; one of words only shows them all."""
    return any(row.metric or row.each or any("{{" in cell for cell in row.cells) for row in spec.rows)


def _headed(rows: list[tuple[TableRow, bool]], spec: TableSpec) -> list[tuple[TableRow, bool]]:
    """The rows without heads that nothing follows."""
    if not _asks(spec):
        return rows
    kept: list[tuple[TableRow, bool]] = []
    for row, heads in reversed(rows):
        if not heads or (kept and not kept[-1][1]):
            kept.append((row, heads))
    return list(reversed(kept))


def _section_row(
    table: str, row: RowSpec, words: SectionWords, context: ReportContext, place: Place
) -> TableRow:
    names = {"numeral": words.numeral, "section": words.section}
    cells = [context.sentence(cell, place, f"table {table}", names) or () for cell in row.cells]
    return TableRow(row.role, tuple(cells))


def _expanded(
    columns: tuple[ColumnSpec, ...], context: ReportContext, locate: Callable[..., Place]
) -> list[tuple[ColumnSpec, When]]:
    expanded: list[tuple[ColumnSpec, When]] = []
    for number, column in enumerate(columns):
        place = locate("columns", number)
        _check_format(column.format, context, place)
        if column.against and column.against not in context.aliases:
            hint = did_you_mean(column.against, context.aliases)
            message = f'no period is named "{column.against}"'
            context.gathered.issues.append(Issue("unknown-period", message, place, hint=hint))
        if column.each:
            expanded += [(column, when) for when in context.period_list(column.each, place)]
        elif not column.at or column.at in context.aliases:
            expanded.append((column, context.aliases[column.at or "this"]))
        else:
            hint = did_you_mean(column.at, context.aliases)
            message = f'no period is named "{column.at}"'
            context.gathered.issues.append(Issue("unknown-period", message, place, hint=hint))
    return expanded


def _row(row: RowSpec, table: _Columns, context: ReportContext, place: Place) -> TableRow | None:
    where = table.where
    if row.cells:
        cells = [context.sentence(cell, place, where) for cell in row.cells]
        if any(cell is None for cell in cells):
            return None
        return TableRow(row.role, tuple(unbroken(cell) for cell in cells if cell is not None))
    for name in row.formats.values():
        _check_format(name, context, place)
    try:
        asked = context.figures.parse(row.metric)
    except QueryError as error:
        hint = did_you_mean(error.word, error.known)
        context.gathered.issues.append(
            Issue("unknown-figure", str(error), place, found=row.metric, hint=hint)
        )
        return None
    language = context.figures.style.language
    label = (
        context.sentence(row.label, place, where) or ()
        if row.label
        else (Span(row_label(asked.metric, context.figures.table.catalogue, language)),)
    )
    answers = [_answer(row, column, when, asked, context) for column, when in table.columns]
    formats = [
        _format(row.formats.get(column.show, column.format), answer, context)
        for (column, _), answer in zip(table.columns, answers, strict=True)
    ]
    about = nearly_known(answers, formats)
    looks = list(_agreed(answers, formats))
    spans = [
        _cell(answer, look, row, context, about=number in about)
        for number, (answer, look) in enumerate(zip(answers, looks, strict=True))
    ]
    for number in printed_coarsely(answers, looks):
        if (figure := spans[number].figure) is not None:
            spans[number] = replace(spans[number], figure=replace(figure, coarse=True))
    gaps = tuple(span.figure.key for span in spans if span.figure is not None and not span.figure.told)
    known = [span.figure is not None and span.figure.told for span in spans]
    held = any(
        there and (column.at or "this") == table.needs
        for (column, _), there in zip(table.columns, known, strict=True)
    )
    name = "".join(span.text for span in label)
    lacking = any(
        column.required and not there and answer is not None
        for (column, _), there, answer in zip(table.columns, known, answers, strict=True)
    )
    if gaps and (not any(known) or (table.needs and not held) or lacking):
        context.gathered.left_out.append(LeftOut(where, f"row {name}", gaps))
        return None
    context.gathered.left_out += [LeftOut(where, name, (gap,)) for gap in gaps]
    return TableRow(row.role, (label, *(_marked(span) if span.text else () for span in spans)))


def _marked(span: Span) -> Sentence:
    """A cell with the mark of a figure that is printed to fewer decimals than those beside it."""
    coarse = span.figure is not None and span.figure.coarse
    return (span, Span(COARSE, mark=True)) if coarse else (span,)


def _answer(
    row: RowSpec, column: ColumnSpec, when: When, asked: FigureQuery, context: ReportContext
) -> Resolved | None:
    """What one cell asks for; None where the row leaves it blank."""
    if column.show in row.blank:
        return None
    show: Show = row.shows.get(column.show, column.show)
    metric = asked.metric
    wanted = FigureQuery(metric, fitted(metric, when, context.figures.table), "" if show == "level" else show)
    if column.against and show in comparisons(context.figures.table.catalogue):
        base = context.aliases.get(column.against)
        if base is not None:
            wanted = replace(wanted, base=fitted(metric, base, context.figures.table))
    return context.figures.ask(wanted)


def _agreed(
    answers: Sequence[Resolved | None], formats: Sequence[NumberFormat | None]
) -> Iterator[NumberFormat | None]:
    """The formats of a row's amounts, with decimals that agree and tell something.

    An amount that rounds to nothing is shown with more decimals, and with it the others of its row: `(0.01)` beside
    `0.61`, where all are known to them. Decimals that are all noughts go where another of the row has none: `JPY2,750`.
    """
    cells = [
        (answer, look) if answer is not None and look is not None and _is_amount(answer) else None
        for answer, look in zip(answers, formats, strict=True)
    ]
    known = [cell and cell[0].known_in(cell[1]) for cell in cells]
    more = max((_lacking(one.format, abs(one.value)) for one in known if one and one.value), default=0)
    if not all(_carries(*cell, more) for cell in cells if cell):
        more = 0
    whole = not more and any(one.value and not one.format.digits for one in known if one)
    for one, look in zip(known, formats, strict=True):
        if one is None or look is None or not one.value:
            yield look
        elif whole and one.format.rounded(one.value) % 1 == 0:
            yield replace(look, digits=0)
        else:
            yield replace(look, digits=look.digits + more)


def printed_coarsely(
    answers: Sequence[Resolved | None], looks: Sequence[NumberFormat | None]
) -> Iterator[int]:
    """Which of a row's amounts are printed to fewer decimals than another of their unit: `100` beside `84.5`."""
    digits = {
        number: (answer.known_in(look).format.digits, look)
        for number, (answer, look) in enumerate(zip(answers, looks, strict=True))
        if answer is not None and look is not None and answer.value and _is_amount(answer)
    }
    for number, (own, look) in digits.items():
        answer = answers[number]
        more = any(other > own and look.suffix == one.suffix for other, one in digits.values())
        if more and answer is not None and answer.how is How.PRINTED:
            yield number


def nearly_known(answers: Sequence[Resolved | None], formats: Sequence[NumberFormat | None]) -> set[int]:
    """Which of a row's ratios are nearly known to the decimals of the others: `c. 21.0%` beside `19.5%`, no `21%`."""
    ratios = {
        number: (answer, look)
        for number, (answer, look) in enumerate(zip(answers, formats, strict=True))
        if answer is not None and look is not None and answer.unit_kind == "ratio" and not answer.turn
    }
    shown = {number: answer.known_in(look).format for number, (answer, look) in ratios.items()}
    return {
        number
        for number, (answer, look) in ratios.items()
        if answer.value is not None and answer.interval is not None and not answer.in_points
        if shown[number].digits < look.digits and look.carries(answer.value, answer.interval, 2)
        if any(one.digits == look.digits and one.suffix == look.suffix for one in shown.values())
    }


def _carries(answer: Resolved, look: NumberFormat, more: int) -> bool:
    """Whether an amount is known to so many decimals more, as the others of its row would be shown."""
    digits = look.digits + more
    return answer.value is None or answer.known_in(replace(look, digits=digits)).format.digits == digits


def _is_amount(answer: Resolved) -> bool:
    return answer.unit_kind in ("money", "per_share") and not answer.turn


def _lacking(look: NumberFormat, size: Decimal) -> int:
    """How many more decimals tell the first digit of an amount that a format rounds to nothing; few at the most."""
    return next((more for more in range(_MORE) if replace(look, digits=look.digits + more).rounded(size)), 0)


def _cell(
    answer: Resolved | None,
    number_format: NumberFormat | None,
    row: RowSpec,
    context: ReportContext,
    *,
    about: bool = False,
) -> Span:
    """What one cell shows; an empty span where the row leaves it blank or names no known format.

    What is nearly known to the decimals of its format is shown with all of them where it is to be told as `about`.
    """
    if answer is None or number_format is None:
        return Span("")
    text = ""
    if about and answer.value is not None:
        look = context.figures.style.marked(number_format, "about")
        text = look.text(-answer.value if row.flip else answer.value)
    shown = context.figures.display(answer, number_format, text, flipped=row.flip)
    foreign = context.figures.foreign(answer)
    if foreign:
        shown = replace(shown, text=f"{shown.text} ({foreign})")
    return Span(kept_together(shown.text) if answer.turn else shown.text, shown)


def _format(name: str, answer: Resolved | None, context: ReportContext) -> NumberFormat | None:
    """The named format, or the figure's natural one without its unit where a table names none."""
    if not name and answer is not None:
        return replace(context.figures.natural_format(answer), prefix="", suffix="")
    return context.figures.style.formats.get(name)


def _check_format(name: str, context: ReportContext, place: Place) -> None:
    formats = context.figures.style.formats
    if name and name not in formats:
        hint = did_you_mean(name, formats)
        message = f'no number format is named "{name}"'
        context.gathered.issues.append(Issue("unknown-format", message, place, found=name, hint=hint))
