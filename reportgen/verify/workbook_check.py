"""Every bound cell of a workbook against the tables.

Model!H17   revenue|1Q16      cell 36,179     tables 36,179,000,000    agree
Data!K10    revenue|FY16#2    cell 157.8      printed "157.8", line 141, half 50
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from reportgen.core.findings import Issue, Place, Severity
from reportgen.core.reading import read_figure
from reportgen.core.units import as_fraction
from reportgen.data.records import Figure
from reportgen.figures.query import QueryError
from reportgen.verify.cells import Cell, Grid
from reportgen.verify.consistency import near
from reportgen.verify.finished import FinishedFile
from reportgen.verify.numbers import number_text
from reportgen.verify.tables import DataRows, TableOracle


def cell_issues(file: FinishedFile, oracle: TableOracle) -> Iterator[Issue]:
    """A finding for every bound cell that the tables give otherwise."""
    rows = oracle.rows(bound.key for bound in file.cells)
    said = {sheet: _values_by_row(grid) for sheet, grid in file.grids.items()}
    told = _facts_told(file, said, rows)
    for bound, cell in file.shown:
        place = Place(file.name, sheet=bound.sheet, cell=bound.at)
        if bound.sheet not in said:
            continue
        if cell is None:
            yield Issue("figure-not-shown", f"this cell should show {bound.key} and is empty", place)
        elif cell.formula:
            yield from _calculated(cell, bound.key, oracle, rows, place)
        else:
            figure = rows.printed(bound.key)
            if figure is None:
                message = f'the bindings name "{bound.key}", which is no printed figure of the tables'
                yield Issue("unknown-figure", message, place, found=bound.key)
                continue
            yield from _typed(cell, bound.key, figure, place)
            yield from _source(bound.key, figure, said[bound.sheet][cell.row], told[bound.sheet], place)


def _calculated(cell: Cell, key: str, oracle: TableOracle, rows: DataRows, place: Place) -> Iterator[Issue]:
    try:
        answer = oracle.answer(key)
    except QueryError as error:
        message = f'the bindings name "{key}", which the tables do not know: {error}'
        yield Issue("unknown-figure", message, place, found=key)
        return
    shown = cell.number
    if answer.value is None or shown is None:
        # A sheet may lack the rows that a figure is computed from, and may forecast what no table holds: then
        # seal and calculation vouch for the cell. `uncompared` counts them.
        return
    value = oracle.in_base(key, shown)
    if near(value, answer.value):
        return
    if rows.is_printed(key, value) or (answer.interval and answer.interval.contains(value)):
        return
    # A sheet may reach a figure by other rows than the resolver does. That the formula gives this value and
    # that it is the one of the build is found out elsewhere; here the two ways are told apart.
    message = f"the rows of this sheet give {key} otherwise than the tables do"
    expected, found = f"{answer.value:,f}", f"{value:,f}"
    yield Issue("figure-by-other-rows", message, place, Severity.WARNING, expected=expected, found=found)


def _typed(cell: Cell, key: str, figure: Figure, place: Place) -> Iterator[Issue]:
    value = as_fraction(figure.value, figure.unit)
    # A figure per share may stand as its document printed it, before a split.
    token = read_figure(figure.source.printed)
    shown = cell.number
    if shown is None or shown not in (Decimal(number_text(str(value))), token and abs(token)):
        message = f"{key} is not what the tables hold"
        expected = f'{value} (printed "{figure.source.printed}")'
        yield Issue("figure-differs", message, place, expected=expected, found=cell.value or "nothing")


def _source(
    key: str, figure: Figure, said: Collection[str], told: Collection[str], place: Place
) -> Iterator[Issue]:
    missing = [(name, fact) for name, fact in _facts(figure).items() if name in told and fact not in said]
    if missing:
        message = f"the row of {key} does not say what the tables hold"
        expected = ", ".join(f"{name} {fact}" for name, fact in missing)
        yield Issue("source-differs", message, place, expected=expected)


def uncompared(file: FinishedFile, oracle: TableOracle) -> int:
    """How many bound cells show a figure that is known to the sheet alone or to the tables alone."""
    count = 0
    for bound, cell in file.shown:
        if cell is not None and cell.formula:
            try:
                known = oracle.answer(bound.key).value is not None
            except QueryError:
                continue
            count += known is not (cell.number is not None)
    return count


def _values_by_row(grid: Grid) -> Mapping[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for (row, _), cell in grid.cells.items():
        if cell.value:
            found[row].add(cell.value)
    return found


def _facts(figure: Figure) -> dict[str, str]:
    """What a row of printed figures can say about its source, in the spelling of its cells."""
    source = figure.source
    facts = {
        "printed": source.printed,
        "line": source.spot,
        "document": source.doc,
        "heading": source.section,
    }
    return {name: value for name, value in facts.items() if value}


def _facts_told(
    file: FinishedFile, said: Mapping[str, Mapping[int, set[str]]], rows: DataRows
) -> Mapping[str, set[str]]:
    """Which of these facts a sheet has a column for: those that more than half of its rows say."""
    lines: Counter[str] = Counter()
    hits: dict[str, Counter[str]] = defaultdict(Counter)
    for bound, cell in file.shown:
        figure = rows.printed(bound.key) if cell is not None and not cell.formula else None
        if cell is not None and figure is not None:
            lines[bound.sheet] += 1
            values = said[bound.sheet][cell.row]
            hits[bound.sheet].update(name for name, fact in _facts(figure).items() if fact in values)
    told: dict[str, set[str]] = defaultdict(set)
    for sheet, counts in hits.items():
        told[sheet] = {name for name, count in counts.items() if 2 * count > lines[sheet]}
    return told
