"""Every bound cell of a workbook against the tables, and every formula against what it gives when calculated anew.

Model!H17   revenue|1Q16      cell 36,179     tables 36,179,000,000    agree
Data!K10    revenue|FY16#2    cell 157.8      printed "157.8", line 141, half 50
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from reportgen.core.findings import Issue, Place, Severity
from reportgen.core.number import parse_printed
from reportgen.core.units import as_fraction
from reportgen.data.records import Figure
from reportgen.figures.query import QueryError
from reportgen.office.addresses import split_address
from reportgen.verify.bindings import BoundCell
from reportgen.verify.cells import Cell, Grid
from reportgen.verify.inventory import Finished
from reportgen.verify.numbers import number_text
from reportgen.verify.tables import TableOracle

# Doubles carry about sixteen digits; a chain of sums and quotients loses some of the last ones.
_NEAR = Decimal("1e-12")
_TINY = Decimal("1e-15")
_PLOTTED = Decimal("1e-12")

# Sheet, row and column -> kind and value of the formula there, calculated anew; None where it is refused.
Outcomes = Mapping[tuple[str, int, int], tuple[str, str] | None]


def cell_issues(bound: Sequence[BoundCell], finished: Finished, witness: TableOracle) -> Iterator[Issue]:
    """A finding for every bound cell that the tables give otherwise."""
    grids = {grid.sheet: grid for grid in finished.grids}
    said = {sheet: _values_by_row(grid) for sheet, grid in grids.items()}
    told = _facts_told(bound, grids, said, witness)
    for one in bound:
        grid = grids.get(one.sheet)
        place = Place(finished.name, sheet=one.sheet, cell=one.at)
        if grid is None:
            continue
        cell = cell_at(grid, one.at)
        if cell is None:
            yield Issue("figure-not-shown", f"this cell should show {one.key} and is empty", place)
        elif cell.formula:
            yield from _formula_cell(cell, one, witness, place)
        else:
            facts = told[one.sheet]
            yield from _typed_cell(cell, said[one.sheet][cell.row], facts, one, witness, place)


def recalculation_issues(
    grids: Sequence[Grid], outcomes: Outcomes, file: str, where: str = ""
) -> Iterator[Issue]:
    """A finding for every formula cell whose value is not what its formula gives.

    Behind a chart (`where` says which) values are kept to twelve places, as plotted.
    """
    least = _PLOTTED if where else _TINY
    for grid in grids:
        for (row, column), cell in grid.cells.items():
            outcome = outcomes.get((grid.sheet, row, column))
            if not cell.formula or outcome is None:
                continue
            if not _same(cell, *outcome, least):
                message = f"{where}the value kept in this cell is not what its formula gives"
                place = Place(file, sheet=grid.sheet, cell=cell.address)
                yield Issue(
                    "cached-value-differs", message, place, expected=outcome[1], found=cell.value or "nothing"
                )


def count_formulas(grids: Sequence[Grid], outcomes: Outcomes) -> tuple[int, int]:
    """How many formulas were calculated anew, and how many could not be."""
    done = Counter(
        outcomes.get((grid.sheet, row, column)) is not None
        for grid in grids
        for (row, column), cell in grid.cells.items()
        if cell.formula
    )
    return done[True], done[False]


def cell_at(grid: Grid, address: str) -> Cell | None:
    """The filled cell at an address; None where it is empty or the address is none."""
    try:
        return grid.cells.get(split_address(address))
    except ValueError:
        return None


def _formula_cell(cell: Cell, bound: BoundCell, witness: TableOracle, place: Place) -> Iterator[Issue]:
    try:
        answer = witness.answer(bound.key)
    except QueryError as error:
        message = f'the bindings name "{bound.key}", which the tables do not know: {error}'
        yield Issue("unknown-figure", message, place, found=bound.key)
        return
    shown = cell.number
    if answer.value is None or shown is None:
        # A sheet may lack the rows that a figure is computed from, and may forecast what no table holds: then
        # seal and calculation vouch for the cell. `uncompared` counts them.
        return
    value = witness.in_base(bound.key, shown)
    if _near(value, answer.value):
        return
    if witness.is_printed(bound.key, value) or (answer.interval and answer.interval.contains(value)):
        return
    # A sheet may reach a figure by other rows than the resolver does. That the formula gives this value and
    # that it is the one of the build is found out elsewhere; here the two ways are told apart.
    message = f"the rows of this sheet give {bound.key} otherwise than the tables do"
    expected, found = f"{answer.value:,f}", f"{value:,f}"
    yield Issue("figure-by-other-rows", message, place, Severity.WARNING, expected=expected, found=found)


def _typed_cell(
    cell: Cell,
    said: Collection[str],
    told: Collection[str],
    bound: BoundCell,
    witness: TableOracle,
    place: Place,
) -> Iterator[Issue]:
    figure = witness.printed(bound.key)
    if figure is None:
        message = f'the bindings name "{bound.key}", which is no printed figure of the tables'
        yield Issue("unknown-figure", message, place, found=bound.key)
        return
    value = as_fraction(figure.value, figure.unit)
    # A figure per share may stand as its document printed it, before a split.
    token = parse_printed(figure.source.printed)
    shown = cell.number
    if shown is None or shown not in (Decimal(number_text(str(value))), token and abs(token)):
        message = f"{bound.key} is not what the tables hold"
        expected = f'{value} (printed "{figure.source.printed}")'
        yield Issue("figure-differs", message, place, expected=expected, found=cell.value or "nothing")
    facts = _facts(figure)
    missing = [(name, fact) for name, fact in facts.items() if name in told and fact not in said]
    if missing:
        message = f"the row of {bound.key} does not say what the tables hold"
        expected = ", ".join(f"{name} {fact}" for name, fact in missing)
        yield Issue("source-differs", message, place, expected=expected)


def uncompared(bound: Sequence[BoundCell], finished: Finished, witness: TableOracle) -> int:
    """How many bound cells show a figure that is known to the sheet alone or to the tables alone."""
    grids = {grid.sheet: grid for grid in finished.grids}
    count = 0
    for one in bound:
        cell = cell_at(grids[one.sheet], one.at) if one.sheet in grids else None
        if cell is not None and cell.formula:
            try:
                known = witness.answer(one.key).value is not None
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
        "line": str(source.line),
        "document": source.doc,
        "heading": source.heading,
    }
    return {name: value for name, value in facts.items() if value}


def _facts_told(
    bound: Sequence[BoundCell],
    grids: Mapping[str, Grid],
    said: Mapping[str, Mapping[int, set[str]]],
    witness: TableOracle,
) -> Mapping[str, set[str]]:
    """Which of these facts a sheet has a column for: those that more than half of its rows say."""
    rows: Counter[str] = Counter()
    hits: dict[str, Counter[str]] = defaultdict(Counter)
    for one in bound:
        cell = cell_at(grids[one.sheet], one.at) if one.sheet in grids else None
        found = witness.printed(one.key)
        if cell is not None and not cell.formula and found is not None:
            rows[one.sheet] += 1
            values = said[one.sheet][cell.row]
            facts = _facts(found)
            hits[one.sheet].update(name for name, fact in facts.items() if fact in values)
    told: dict[str, set[str]] = defaultdict(set)
    for sheet, counts in hits.items():
        told[sheet] = {name for name, count in counts.items() if 2 * count > rows[sheet]}
    return told


def _same(cell: Cell, kind: str, value: str, least: Decimal) -> bool:
    if kind == "n" and cell.kind == "n" and cell.value is not None:
        try:
            return _near(Decimal(cell.value), Decimal(value or "0"), least)
        except ArithmeticError:
            return False
    return (cell.value or "") == value


def _near(first: Decimal, second: Decimal, least: Decimal = _TINY) -> bool:
    return abs(first - second) <= max(_NEAR * max(abs(first), abs(second)), least)
