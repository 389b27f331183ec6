"""Tables of a definition become table views: every cell asked, formatted and remembered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from reportgen.binding.context import LeftOut, ReportContext
from reportgen.diagnostics import Issue, Place, did_you_mean
from reportgen.formatting import NumberFormat
from reportgen.narrative.desk import Answer
from reportgen.views import Sentence, Span, TableRow, TableView
from reportgen.views.asking import COMPARISONS, Asked, AskingError, When, fitted
from reportgen.views.specs import ColumnSpec, RowSpec, Show, TableSpec


def table_view(name: str, spec: TableSpec, context: ReportContext, locate: Callable[..., Place]) -> TableView:
    """The view of one table; faults of the definition are gathered in the context.

    `locate` gives the place in the definition of a path inside the table, such as `("rows", 3)`.
    """
    columns = _expanded(spec.columns, context, locate)
    rows = [_row(name, row, columns, context, locate("rows", n)) for n, row in enumerate(spec.rows)]
    return TableView(name, tuple(row for row in rows if row is not None))


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


def _row(
    table: str, row: RowSpec, columns: list[tuple[ColumnSpec, When]], context: ReportContext, place: Place
) -> TableRow | None:
    where = f"table {table}"
    if row.cells:
        cells = [context.sentence(cell, place, where) for cell in row.cells]
        if any(cell is None for cell in cells):
            return None
        return TableRow(row.role, tuple(cell for cell in cells if cell is not None))
    for name in row.formats.values():
        _check_format(name, context, place)
    try:
        asked = context.desk.parse(row.metric)
    except AskingError as error:
        hint = did_you_mean(error.word, error.known)
        context.gathered.issues.append(
            Issue("unknown-figure", str(error), place, found=row.metric, hint=hint)
        )
        return None
    label = context.sentence(row.label, place, where) or ()
    cells_of = [_cell(table, row, column, when, asked, context) for column, when in columns]
    return TableRow(row.role, (label, *cells_of))


def _cell(
    table: str,
    row: RowSpec,
    column: ColumnSpec,
    when: When,
    asked: Asked,
    context: ReportContext,
) -> Sentence:
    if column.show in row.blank:
        return ()
    show: Show = row.shows.get(column.show, column.show)
    metric = asked.metric
    wanted = Asked(metric, fitted(metric, when, context.desk.table), "" if show == "level" else show)
    if column.against and show in COMPARISONS:
        base = context.aliases.get(column.against)
        if base is not None:
            wanted = replace(wanted, base=fitted(metric, base, context.desk.table))
    answer = context.desk.ask(wanted)
    if answer.value is None:
        context.gathered.left_out.append(LeftOut(f"table {table}", row.label or row.metric, (wanted.key,)))
    number_format = _format(row.formats.get(column.show, column.format), answer, context)
    if number_format is None:
        return ()
    if row.flip and answer.value is not None:
        shown = context.desk.figure(answer, text=number_format.text(-answer.value))
    else:
        shown = context.desk.figure(answer, number_format)
    return (Span(shown.text, shown),)


def _format(name: str, answer: Answer, context: ReportContext) -> NumberFormat | None:
    """The named format, or the figure's natural one without its unit where a table names none."""
    if not name:
        return replace(context.desk.natural_format(answer), prefix="", suffix="")
    return context.desk.style.formats.get(name)


def _check_format(name: str, context: ReportContext, place: Place) -> None:
    formats = context.desk.style.formats
    if name and name not in formats:
        hint = did_you_mean(name, formats)
        message = f'no number format is named "{name}"'
        context.gathered.issues.append(Issue("unknown-format", message, place, found=name, hint=hint))
