"""What stands at a place of a finished file and which figures it shows: the first half of an explanation.

slide 8, shape "revenue_chart", series "Total", point 4Q17
    shows 48,439; reads Current year, typed: revenue|4Q17
Model!M20
    shows 15.1%; formula =M17/M$12; reads M17 (gross_margin@si|1Q17), M12 (revenue|1Q17)
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reportgen.office.addresses import cell_address, split_address
from reportgen.verify.bindings import BoundCell, BoundText, seen_cells, squeezed
from reportgen.verify.cells import Cell, Grid
from reportgen.verify.deck_check import DeckShapes
from reportgen.verify.inventory import Finished
from reportgen.verify.numbers import Home
from reportgen.verify.places import ExplainTarget, PlaceError
from reportgen.verify.workbook_check import cell_at

_STRINGS = re.compile(r'"(?:[^"]|"")*"')
_READ = re.compile(
    r"(?:(?P<sheet>'(?:[^']|'')+'|[A-Za-z_][\w.]*)!)?"
    r"(?:\$?(?P<column>[A-Z]{1,3})\$?(?P<row>\d+)(?::(?P<last>\$?[A-Z]{1,3}\$?\d+))?(?![\w(])"
    r"|(?P<name>[A-Za-z_][\w.]*)(?![\w(!]))"
)
_NAMES = Home("name").key
_MOST_READ = 24


@dataclass(frozen=True, slots=True)
class ReadCell:
    """One cell that a formula reads: address with its sheet, value, and the figure it shows if any."""

    address: str
    value: str
    key: str = ""


@dataclass(frozen=True)
class Spot:
    """One place of a file: in words, what it shows, the keys of its figures each with its own text.

    For a cell `formula` is without `=`, and `reads` are the cells it names; `label` are the words of its row.
    """

    where: str
    shows: str
    figures: tuple[tuple[str, str], ...] = ()
    formula: str = ""
    reads: tuple[ReadCell, ...] = ()
    label: str = ""
    notes: tuple[str, ...] = ()


def spots(
    asked: ExplainTarget, finished: Finished, texts: Sequence[BoundText], cells: Sequence[BoundCell]
) -> tuple[Spot, ...]:
    """Everything of a file that a place names; `PlaceError` where nothing of the kind stands there."""
    if asked.key:
        found = _of_key(asked, finished, texts, cells)
    elif finished.kind == "workbook":
        if not asked.is_cell_of_sheet:
            raise PlaceError(f"{finished.name} is a workbook: expected a cell such as Model!M20")
        found = [_cell(asked, finished, cells)]
    elif asked.is_cell_of_sheet:
        raise PlaceError(f'{finished.name} is a deck: expected slide 8, shape "name", cell 3,2')
    else:
        found = _on_slide(asked, finished, texts)
    if not found:
        raise PlaceError(f"nothing of {finished.name} stands at {asked.text}")
    return tuple(found)


def _of_key(
    asked: ExplainTarget, finished: Finished, texts: Sequence[BoundText], cells: Sequence[BoundCell]
) -> list[Spot]:
    shapes = DeckShapes.of(finished)
    found = [
        replace(_bound_spot(bound, shapes, texts), figures=((asked.key, figure.text),))
        for bound in texts
        for figure in bound.figures
        if figure.key == asked.key
    ]
    grids = {grid.sheet: grid for grid in finished.grids}
    for bound in cells:
        if bound.key == asked.key and bound.sheet in grids:
            row, column = split_address(bound.at)
            found.append(_cell(replace(asked, sheet=bound.sheet, row=row, column=column), finished, cells))
    return found


def _on_slide(asked: ExplainTarget, finished: Finished, texts: Sequence[BoundText]) -> list[Spot]:
    numbers = {carrier.home.slide for carrier in finished.carriers if carrier.home.slide}
    if asked.slide and asked.slide not in numbers:
        raise PlaceError(
            f"{finished.name} has {max(numbers, default=0)} slides, none of them is {asked.slide}"
        )
    shapes = DeckShapes.of(finished)
    slide_ids = {
        carrier.home.slide_id for carrier in finished.carriers if asked.slide in (0, carrier.home.slide)
    }
    here = [bound for bound in texts if bound.slide_id in slide_ids]
    if asked.notes:
        lines = [carrier.text for one in slide_ids for carrier in shapes.notes.get(one, ()) if carrier.text]
        return [Spot(asked.text, "", notes=tuple(lines))]
    if asked.shape:
        names = {bound.shape.casefold() for bound in here}
        here = [bound for bound in here if bound.shape.casefold() == asked.shape.casefold()]
        if not here:
            raise PlaceError(
                f'no shape "{asked.shape}" with figures on slide {asked.slide}; there are {", ".join(sorted(names))}'
            )
    if asked.row:
        here = _at_cell(asked, here, shapes)
    if asked.bullet:
        here = [bound for bound in here if bound.kind == "bullets" and bound.at == asked.bullet]
    if asked.series or asked.point:
        here = _at_point(asked, here)
    if asked.sentence:
        here = [bound for bound in here if _holds(bound, asked.sentence)]
    found = [_bound_spot(bound, shapes, texts) for bound in here]
    if asked.sentence:
        found = [_only_named(spot, asked.sentence) for spot in found]
    exact = bool(asked.row or asked.bullet or asked.sentence or asked.series or asked.point)
    return [spot for spot in found if spot.figures or exact]


def _holds(bound: BoundText, words: str) -> bool:
    return squeezed(words).casefold() in squeezed(bound.text).casefold()


def _only_named(spot: Spot, words: str) -> Spot:
    """Where the quoted words hold some of the sentence's figures, those alone."""
    named = tuple(pair for pair in spot.figures if pair[1] and pair[1] in words)
    return replace(spot, figures=named or spot.figures)


def _at_cell(asked: ExplainTarget, here: list[BoundText], shapes: DeckShapes) -> list[BoundText]:
    tables: dict[tuple[str, str, str], list[BoundText]] = defaultdict(list)
    for bound in here:
        if bound.kind == "table":
            tables[bound.slide_id, bound.shape_id, bound.name].append(bound)
    return [
        bound
        for group in tables.values()
        for bound, (row, column, _) in seen_cells(group, shapes.cells_of(group[0])).items()
        if (row, column) == (asked.row, asked.column)
    ]


def _at_point(asked: ExplainTarget, here: list[BoundText]) -> list[BoundText]:
    """The points of a series, of a category, or the one of both; a point may be counted from 1."""
    charts = [bound for bound in here if bound.kind == "chart"]
    wanted = asked.point
    if wanted.isdecimal() and not any(_category(bound) == wanted for bound in charts):
        order = list(dict.fromkeys(_category(bound) for bound in charts))
        number = int(wanted)
        if not 1 <= number <= len(order):
            raise PlaceError(f"the chart has {len(order)} points; expected one of {', '.join(order)}")
        wanted = order[number - 1]
    at = [bound for bound in charts if not wanted or _category(bound).casefold() == wanted.casefold()]
    if not at:
        known = ", ".join(dict.fromkeys(_category(bound) for bound in charts))
        raise PlaceError(f'the chart has no point "{asked.point}"; there are {known}')
    own = [bound for bound in at if not asked.series or _series(bound).casefold() == asked.series.casefold()]
    # A series that adds others up, or is named otherwise on the slide, shows all figures of its category.
    showing = [bound for bound in own if bound.figures]
    return showing or [bound for bound in at if bound.figures]


def _series(bound: BoundText) -> str:
    return bound.at.rpartition(" / ")[0]


def _category(bound: BoundText) -> str:
    return bound.at.rpartition(" / ")[2]


def _bound_spot(bound: BoundText, shapes: DeckShapes, texts: Sequence[BoundText]) -> Spot:
    where = f'slide {bound.slide}, shape "{bound.shape}"'
    shows = bound.text
    match bound.kind:
        case "table":
            group = [
                one
                for one in texts
                if (one.slide_id, one.shape_id, one.kind, one.name)
                == (bound.slide_id, bound.shape_id, bound.kind, bound.name)
            ]
            row, column, _ = seen_cells(group, shapes.cells_of(bound)).get(bound, (0, 0, False))
            where += f", cell {row},{column}"
            shows = shapes.cells_of(bound).get((row, column), shows)
        case "chart":
            where += f', series "{_series(bound)}", point {_category(bound)}'
        case "bullets":
            where += f", bullet {bound.at}"
    return Spot(where, shows, tuple((figure.key, figure.text) for figure in bound.figures))


def _cell(asked: ExplainTarget, finished: Finished, cells: Sequence[BoundCell]) -> Spot:
    grids = {grid.sheet.casefold(): grid for grid in finished.grids}
    grid = grids.get(asked.sheet.casefold())
    if grid is None:
        names = ", ".join(one.sheet for one in finished.grids)
        raise PlaceError(f'{finished.name} has no sheet "{asked.sheet}"; there are {names}')
    keys = {(bound.sheet, bound.at): bound.key for bound in cells}
    cell = grid.cells.get((asked.row, asked.column))
    address = cell_address(asked.row, asked.column)
    if cell is None:
        raise PlaceError(f"{grid.sheet}!{address} is empty")
    key = keys.get((grid.sheet, address), "")
    reads = tuple(_reads(cell.formula, grid, finished, keys))
    if not key and not cell.formula:
        # A word or number beside a figure describes that figure.
        key = next(
            (
                keys[grid.sheet, one.address]
                for one in _row(grid, asked.row)
                if (grid.sheet, one.address) in keys and not one.formula
            ),
            "",
        )
    return Spot(
        f"{grid.sheet}!{address}",
        cell.value or "",
        ((key, ""),) if key else (),
        cell.formula,
        reads,
        _label(grid, cell),
    )


def _reads(
    formula: str, grid: Grid, finished: Finished, keys: dict[tuple[str, str], str]
) -> Iterator[ReadCell]:
    """The cells, stretches of cells and names that a formula names, each once."""
    grids = {one.sheet: one for one in finished.grids}
    names = {carrier.at: carrier.text for carrier in finished.carriers if carrier.home.key == _NAMES}
    told: set[str] = set()
    for match in _READ.finditer(_STRINGS.sub('""', formula)):
        sheet = (match["sheet"] or grid.sheet).strip("'").replace("''", "'")
        if match["name"]:
            where, known = match["name"], match["name"] in names
        else:
            first, last = f"{match['column']}{match['row']}", (match["last"] or "").replace("$", "")
            where, known = f"{sheet}!{first}" + (f":{last}" if last else ""), sheet in grids
        if where in told or not known or len(told) >= _MOST_READ:
            continue
        told.add(where)
        if match["name"]:
            yield ReadCell(where, names[where])
        elif last:
            yield ReadCell(where, _stretch(grids[sheet], first, last))
        else:
            cell = cell_at(grids[sheet], first)
            value = cell.value or "" if cell is not None else ""
            yield ReadCell(where, value, keys.get((sheet, first), ""))


def _stretch(grid: Grid, first: str, last: str) -> str:
    (top, left), (bottom, right) = split_address(first), split_address(last)
    filled = sum(top <= row <= bottom and left <= column <= right for row, column in grid.cells)
    return f"{filled} filled cell{'' if filled == 1 else 's'}"


def _row(grid: Grid, row: int) -> list[Cell]:
    return [cell for (line, _), cell in sorted(grid.cells.items()) if line == row]


def _label(grid: Grid, cell: Cell) -> str:
    """The first words at the left of a cell in its row."""
    for one in _row(grid, cell.row):
        if one.column < cell.column and one.kind == "text" and one.value:
            return one.value
    return ""
