"""A place in a finished file as a person names it, what stands there, and which figures it shows.

Model!M20        'Cash flow'!D5        Cash flow!D5
slide 8, shape "revenue_table", cell 3,2
slide 8, shape "revenue_chart", series "Total", point 4Q17
slide 3, "operating income up 31.7%"
slide 8                                    every figure of the slide
revenue|4Q17                               wherever the file shows it

shows 15.1%; formula =M17/M$12; reads M17 (gross_margin@si|1Q17), M12 (revenue|1Q17)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from reportgen.core.structs import replace
from reportgen.data.vocabulary import SCENARIOS
from reportgen.office.addresses import cell_address, split_address, split_sheet_address
from reportgen.verify.bindings import BoundText, squeezed, with_plain_blanks
from reportgen.verify.cells import Grid
from reportgen.verify.finished import FinishedFile
from reportgen.verify.workbook_texts import defined_names

_WORD = r'(?:"([^"]*)"|\u201c([^\u201d]*)\u201d|\'([^\']*)\'|([^\s,]+))'
_STEP = re.compile(
    rf"\s*(?:slide\s+(?P<slide>\d+)|cell\s+(?P<row>\d+)\s*,\s*(?P<column>\d+)"
    rf"|(?P<name>shape|series|point|bullet|sentence|text)\s+{_WORD}"
    rf'|(?P<bare>"[^"]*"|\u201c[^\u201d]*\u201d)|(?P<notes>notes))\s*(?:,|$)',
    re.IGNORECASE,
)
_KEY = re.compile(r"[a-z_0-9@%.]+(?:\([^)]*\))?\|.+")
_STRINGS = re.compile(r'"(?:[^"]|"")*"')
_READ = re.compile(
    r"(?:(?P<sheet>'(?:[^']|'')+'|[A-Za-z_][\w.]*)!)?"
    r"(?:\$?(?P<column>[A-Z]{1,3})\$?(?P<row>\d+)(?::(?P<last>\$?[A-Z]{1,3}\$?\d+))?(?![\w(])"
    r"|(?P<name>[A-Za-z_][\w.]*)(?![\w(!]))"
)
_MOST_READ = 24


class PlaceError(ValueError):
    """The words name no place; the message says what they could have been."""


class ExplainTarget(Struct, frozen=True):
    """What was asked about: a cell, a part of a slide, or a figure by its key. Rows and columns from 1."""

    text: str
    sheet: str = ""
    row: int = 0
    column: int = 0
    slide: int = 0
    shape: str = ""
    series: str = ""
    point: str = ""
    bullet: str = ""
    sentence: str = ""
    key: str = ""
    notes: bool = False

    @property
    def is_cell_of_sheet(self) -> bool:
        """Whether a cell of a workbook is meant."""
        return bool(self.sheet)


def parse_place(text: str) -> ExplainTarget:
    """The place that `text` names; `PlaceError` where it names none."""
    text = text.strip()
    if re.match(r"slide\b", text, re.IGNORECASE):
        return _on_slide(text)
    if "!" in text:
        try:
            sheet, row, column = split_sheet_address(text)
        except ValueError as error:
            raise PlaceError(f"{error}; expected something like Model!M20") from None
        return ExplainTarget(text, sheet=sheet, row=row, column=column)
    if _KEY.fullmatch(text):
        return ExplainTarget(text, key=text)
    if text.startswith(('"', "\u201c")):
        return ExplainTarget(text, sentence=text.strip('"\u201c\u201d'))
    raise PlaceError(
        f'"{text}" is no place: expected Model!M20, slide 8, shape "revenue_table", cell 3,2, or a sentence in quotes'
    )


def _on_slide(text: str) -> ExplainTarget:
    found: dict[str, str | int | bool] = {}
    at = 0
    while at < len(text):
        match = _STEP.match(text, at)
        if match is None or match.end() == at:
            raise PlaceError(
                f'"{text[at:].strip()}" is no part of a slide: expected shape "name", cell 3,2, '
                'series "name", point 4Q17, bullet 2, notes or a sentence in quotes'
            )
        if match["slide"]:
            found["slide"] = int(match["slide"])
        elif match["row"]:
            found["row"], found["column"] = int(match["row"]), int(match["column"])
        elif match["name"]:
            word = next(one for one in match.groups()[4:8] if one is not None)
            name = match["name"].lower()
            found["sentence" if name == "text" else name] = word
        elif match["bare"]:
            found["sentence"] = match["bare"].strip('"\u201c\u201d')
        else:
            found["notes"] = True
        at = match.end()
    return ExplainTarget(text, **found)  # type: ignore[arg-type]


class ReadCell(Struct, frozen=True):
    """One cell that a formula reads: address with its sheet, value, and the figure it shows if any."""

    address: str
    value: str
    key: str = ""


class ShownPlace(Struct, frozen=True):
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


def shown_places(asked: ExplainTarget, file: FinishedFile) -> tuple[ShownPlace, ...]:
    """Everything of a file that was asked about; `PlaceError` where nothing of the kind stands there."""
    if asked.key:
        found = [*_texts_of_key(asked.key, file), *_cells_of_key(asked.key, file)]
    elif file.kind == "workbook":
        if not asked.is_cell_of_sheet:
            raise PlaceError(f"{file.name} is a workbook: expected a cell such as Model!M20")
        found = [_cell(asked.sheet, asked.row, asked.column, file)]
    elif asked.is_cell_of_sheet:
        raise PlaceError(f'{file.name} is a deck: expected slide 8, shape "name", cell 3,2')
    else:
        found = _on_slides(asked, file)
    if not found:
        raise PlaceError(f"nothing of {file.name} stands at {asked.text}")
    return tuple(found)


def _texts_of_key(key: str, file: FinishedFile) -> Iterator[ShownPlace]:
    for bound in file.texts:
        for figure in bound.figures:
            if _names(key, figure.key):
                yield replace(_bound_place(bound, file), figures=((figure.key, figure.text),))


def _cells_of_key(key: str, file: FinishedFile) -> Iterator[ShownPlace]:
    for bound in file.cells:
        if _names(key, bound.key) and bound.sheet in file.grids:
            yield _cell(bound.sheet, *split_address(bound.at), file)


def _names(asked: str, key: str) -> bool:
    """Whether a key is the one asked for, or that under one of two accounting standards where none was named."""
    plain, _, last = key.rpartition("|")
    return asked == key or (asked == plain and last not in SCENARIOS)


def _on_slides(asked: ExplainTarget, file: FinishedFile) -> list[ShownPlace]:
    """What stands on the slide that was asked about, on any slide where none was named."""
    numbers = {one.home.slide: one.home.slide_id for one in file.occurrences if one.home.slide}
    if asked.slide and asked.slide not in numbers:
        raise PlaceError(f"{file.name} has {max(numbers, default=0)} slides, none of them is {asked.slide}")
    slide_ids = {identity for number, identity in numbers.items() if asked.slide in (0, number)}
    if asked.notes:
        notes = file.shapes.notes
        lines = tuple(one.text for identity in slide_ids for one in notes.get(identity, ()) if one.text)
        return [ShownPlace(asked.text, "", notes=lines)]
    here = _asked_texts(asked, [bound for bound in file.texts if bound.slide_id in slide_ids], file)
    found = [_bound_place(bound, file) for bound in here]
    if asked.sentence:
        found = [_only_named(place, asked.sentence) for place in found]
    exact = bool(asked.row or asked.bullet or asked.sentence or asked.series or asked.point)
    return [place for place in found if place.figures or exact]


def _asked_texts(asked: ExplainTarget, here: list[BoundText], file: FinishedFile) -> list[BoundText]:
    """Of the texts of some slides those in the shape, cell, bullet, point or sentence that was asked about."""
    if asked.shape:
        names = {bound.shape.casefold() for bound in here}
        here = [bound for bound in here if bound.shape.casefold() == asked.shape.casefold()]
        if not here:
            there = f"with figures on slide {asked.slide}; there are {', '.join(sorted(names))}"
            raise PlaceError(f'no shape "{asked.shape}" {there}')
    if asked.row:
        here = [bound for bound in here if _table_cell(bound, file) == (asked.row, asked.column)]
    if asked.bullet:
        here = [bound for bound in here if bound.kind == "bullets" and bound.at == asked.bullet]
    if asked.series or asked.point:
        here = _at_point(asked, here)
    if asked.sentence:
        words = squeezed(asked.sentence).casefold()
        here = [bound for bound in here if words in squeezed(bound.text).casefold()]
    return here


def _only_named(place: ShownPlace, words: str) -> ShownPlace:
    """Where the quoted words hold some of the sentence's figures, those alone."""
    named = tuple(pair for pair in place.figures if pair[1] and pair[1] in words)
    return replace(place, figures=named or place.figures)


def _table_cell(bound: BoundText, file: FinishedFile) -> tuple[int, int]:
    """Row and column on the slide of a text in a table; zeros for any other text."""
    seen = file.table_cells.get(bound)
    return (seen.row, seen.column) if seen is not None else (0, 0)


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


def _bound_place(bound: BoundText, file: FinishedFile) -> ShownPlace:
    where = f'slide {bound.slide}, shape "{bound.shape}"'
    shows = with_plain_blanks(bound.text)
    match bound.kind:
        case "table":
            row, column = _table_cell(bound, file)
            where += f", cell {row},{column}"
            shows = file.shapes.cells_of(bound).get((row, column), shows)
        case "chart":
            where += f', series "{_series(bound)}", point {_category(bound)}'
        case "bullets":
            where += f", bullet {bound.at}"
    return ShownPlace(where, shows, tuple((figure.key, figure.text) for figure in bound.figures))


def _cell(name: str, row: int, column: int, file: FinishedFile) -> ShownPlace:
    sheet = next((one for one in file.grids if one.casefold() == name.casefold()), None)
    if sheet is None:
        raise PlaceError(f'{file.name} has no sheet "{name}"; there are {", ".join(file.grids)}')
    grid = file.grids[sheet]
    cell, address = grid.cells.get((row, column)), cell_address(row, column)
    if cell is None:
        raise PlaceError(f"{sheet}!{address} is empty")
    keys = {(bound.sheet, bound.at): bound.key for bound in file.cells}
    line = [grid.cells[at] for at in sorted(grid.cells) if at[0] == row]
    key = keys.get((sheet, address), "")
    if not key and not cell.formula:
        # A word or number beside a figure describes that figure.
        beside = (keys.get((sheet, one.address), "") for one in line if not one.formula)
        key = next(filter(None, beside), "")
    left = (one.value for one in line if one.column < column and one.kind == "text" and one.value)
    return ShownPlace(
        f"{sheet}!{address}",
        cell.value or "",
        ((key, ""),) if key else (),
        cell.formula,
        tuple(_reads(cell.formula, grid, file, keys)),
        next(left, ""),
    )


def _reads(
    formula: str, grid: Grid, file: FinishedFile, keys: Mapping[tuple[str, str], str]
) -> Iterator[ReadCell]:
    """The cells, stretches of cells and names that a formula names, each once."""
    names = {one.at: one.text for one in defined_names(file.package)} if formula else {}
    told: set[str] = set()
    for match in _READ.finditer(_STRINGS.sub('""', formula)):
        sheet = (match["sheet"] or grid.sheet).strip("'").replace("''", "'")
        if match["name"]:
            where, known = match["name"], match["name"] in names
        else:
            first, last = f"{match['column']}{match['row']}", (match["last"] or "").replace("$", "")
            where, known = f"{sheet}!{first}" + (f":{last}" if last else ""), sheet in file.grids
        if where in told or not known or len(told) >= _MOST_READ:
            continue
        told.add(where)
        if match["name"]:
            yield ReadCell(where, names[where])
        elif last:
            yield ReadCell(where, _stretch(file.grids[sheet], first, last))
        else:
            cell = file.grids[sheet].at(first)
            value = cell.value or "" if cell is not None else ""
            yield ReadCell(where, value, keys.get((sheet, first), ""))


def _stretch(grid: Grid, first: str, last: str) -> str:
    (top, left), (bottom, right) = split_address(first), split_address(last)
    filled = sum(top <= row <= bottom and left <= column <= right for row, column in grid.cells)
    return f"{filled} filled cell{'' if filled == 1 else 's'}"
