"""Every bound text of a deck against the slide it stands on, and every figure against the tables.

slide 3 "key_left" cell 1,2    bound JPY176.1 bn    read JPY176.1 bn    tables 176,051,000,000    agree
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reportgen.core.findings import Issue, Place
from reportgen.core.units import CURRENCY_MARK
from reportgen.figures.query import QueryError
from reportgen.figures.views import DisplayValue
from reportgen.reports.pages import source_notes
from reportgen.verify.bindings import BoundFigure, BoundText, seen_cells, squeezed
from reportgen.verify.inventory import Finished
from reportgen.verify.numbers import TextOccurrence, number_text, numbers_in, shows
from reportgen.verify.tables import TableOracle

_SOURCES = ": source lines "
_LEAD = re.compile(rf"^[-+(\u2212\u25b3\u25b2]*{CURRENCY_MARK}?")


@dataclass
class DeckShapes:
    """The carriers of a deck by slide id, shape id and kind."""

    by_shape: dict[tuple[str, str, str], list[TextOccurrence]] = field(
        default_factory=lambda: defaultdict(list)
    )
    notes: dict[str, list[TextOccurrence]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, finished: Finished) -> DeckShapes:
        """The carriers of `finished`, sorted by where they stand."""
        found = cls()
        for carrier in finished.carriers:
            home = carrier.home
            if home.kind == "notes":
                found.notes[home.slide_id].append(carrier)
            elif home.slide_id:
                found.by_shape[home.slide_id, home.shape_id, home.kind].append(carrier)
        return found

    def of_shape(self, bound: BoundText, kind: str) -> list[TextOccurrence]:
        """The carriers of one kind of a bound text's shape."""
        return self.by_shape.get((bound.slide_id, bound.shape_id, kind), [])

    def cells_of(self, bound: BoundText) -> dict[tuple[int, int], str]:
        """The cells of a bound text's table by row and column from 1, heads counted."""
        found = {}
        for carrier in self.of_shape(bound, "table"):
            row, _, column = carrier.at.removeprefix("cell ").partition(",")
            found[int(row), int(column)] = carrier.text
        return found

    def holds(self, bound: BoundText) -> bool:
        """Whether the shape is still there."""
        return any(key[:2] == (bound.slide_id, bound.shape_id) for key in self.by_shape)


def shown_issues(texts: Sequence[BoundText], shapes: DeckShapes, file: str) -> Iterator[Issue]:
    """A finding for every bound text with a figure that does not stand where the bindings say."""
    by_shape: dict[tuple[str, str, str, str], list[BoundText]] = defaultdict(list)
    for bound in texts:
        by_shape[bound.slide_id, bound.shape_id, bound.kind, bound.name].append(bound)
    for group in by_shape.values():
        if not any(bound.figures for bound in group) or not shapes.holds(group[0]):
            continue
        match group[0].kind:
            case "table":
                yield from _table(group, shapes, file)
            case "chart":
                yield from _chart(group, shapes, file)
            case _:
                yield from _running(group, shapes, file)


def figure_issues(texts: Sequence[BoundText], witness: TableOracle, file: str) -> Iterator[Issue]:
    """A finding for every bound figure that the tables give otherwise, or whose text does not show it."""
    for bound in texts:
        for figure in bound.figures:
            yield from figure_faults(figure, witness, _place(bound, file), _inside(bound))


def figure_faults(figure: BoundFigure, witness: TableOracle, place: Place, inside: str) -> Iterator[Issue]:
    """What is wrong with one bound figure when it is worked out anew from the tables."""
    try:
        answer = witness.answer(figure.key)
    except QueryError as error:
        message = f'{inside}the bindings name "{figure.key}", which the tables do not know: {error}'
        yield Issue("unknown-figure", message, place, found=figure.key)
        return
    value = answer.value
    if value is None or figure.value is None:
        if value is not figure.value:
            message = f"{inside}{figure.key}: disclosed in one, not in the other"
            yield Issue("figure-differs", message, place, expected=_said(value), found=_said(figure.value))
        return
    if figure.value != value and witness.stands_printed(figure.key, figure.value):
        value = figure.value
    if figure.value != value:
        message = f"{inside}{figure.key} is not what the tables give"
        yield Issue("figure-differs", message, place, expected=_said(value), found=_said(figure.value))
    run = witness.run(figure.key)
    if run is not None:
        stands = run.says(figure.text)
    else:
        # A figure known more closely than it is printed keeps the printed digits: 17.0%, though its parts give 17.05%.
        printed = witness.as_printed(figure.key)
        stands = shows(figure.text, value) or (printed is not None and shows(figure.text, printed))
    if not stands:
        message = f"{inside}this text does not show {figure.key}"
        yield Issue("text-differs", message, place, expected=_said(value), found=figure.text)


def note_issues(
    texts: Sequence[BoundText], shapes: DeckShapes, witness: TableOracle, file: str
) -> Iterator[Issue]:
    """A finding for every line of speaker notes that names a source otherwise than the tables do."""
    by_slide: dict[str, list[BoundText]] = defaultdict(list)
    for bound in texts:
        by_slide[bound.slide_id].append(bound)
    for slide_id, group in by_slide.items():
        lines = [carrier for carrier in shapes.notes.get(slide_id, []) if _SOURCES in carrier.text]
        if not lines:
            continue
        expected = {line for line in _source_lines(group, witness) if _SOURCES in line}
        heads = {line.partition(_SOURCES)[0]: line for line in expected}
        for carrier in lines:
            text = carrier.text.strip()
            known = heads.get(text.partition(_SOURCES)[0])
            allowed = set(known.partition(_SOURCES)[2].split(", ")) if known else set()
            if text not in expected and not set(text.partition(_SOURCES)[2].split(", ")) <= allowed:
                message = f"speaker notes ({carrier.at}): the tables know no such source of this page"
                place = Place(file, slide=carrier.home.slide)
                yield Issue("source-differs", message, place, expected=known or "", found=text)


def _source_lines(group: Sequence[BoundText], witness: TableOracle) -> tuple[str, ...]:
    figures: list[DisplayValue] = []
    for bound in group:
        for figure in bound.figures:
            try:
                answer = witness.answer(figure.key)
            except QueryError:
                continue
            prints = witness.prints_of(figure.key, figure.value) if figure.value is not None else ()
            sources = dict.fromkeys([*answer.addresses, *(one.address for one in prints)])
            figures.append(DisplayValue(figure.key, answer.value, figure.text, tuple(sources)))
    return source_notes(figures, witness.table)


def _running(group: list[BoundText], shapes: DeckShapes, file: str) -> Iterator[Issue]:
    """Words and bullets: each text stands in the shape, in order."""
    carriers = [*shapes.of_shape(group[0], "text"), *shapes.of_shape(group[0], "chart")]
    whole = "\n".join(squeezed(carrier.text) for carrier in carriers)
    reached: dict[str, int] = {}
    for bound in group:
        if not bound.figures:
            continue
        text = squeezed(bound.text)
        at = whole.find(text, reached.get(text, 0))
        if at < 0 and not _parts_stand(bound, whole):
            yield _not_shown(bound, file, "")
        reached[text] = max(at, 0) + 1 if at >= 0 else reached.get(text, 0)


def _parts_stand(bound: BoundText, whole: str) -> bool:
    """Whether the text was broken over several paragraphs, each piece of which stands there."""
    pieces = [squeezed(piece) for piece in bound.text.split("\n") if piece.strip()]
    return len(pieces) > 1 and all(piece in whole for piece in pieces)


def _table(group: list[BoundText], shapes: DeckShapes, file: str) -> Iterator[Issue]:
    """Cells: each bound text stands in its row, behind the one before it."""
    cells = shapes.cells_of(group[0])
    for bound, (row, column, stands) in seen_cells(group, cells).items():
        if bound.figures and not stands:
            yield _not_shown(bound, file, cells.get((row, column), ""), f"cell {row},{column}: ")


def _chart(group: list[BoundText], shapes: DeckShapes, file: str) -> Iterator[Issue]:
    """Points: the numbers of a label or value stand at its category, in the chart or the workbook behind it."""
    at_category: dict[str, set[str]] = defaultdict(set)
    for carrier in shapes.of_shape(group[0], "chart"):
        for step in carrier.at.split(", "):
            at_category[step].update(_plain(number) for number in carrier.numbers)
    heads: dict[str, str] = {}
    cells = shapes.of_shape(group[0], "cells")
    for carrier in cells:
        row = "".join(char for char in carrier.at.rpartition("!")[2] if char.isdigit())
        if carrier.at.rpartition("!")[2] == f"A{row}":
            heads[row] = carrier.text
    for carrier in cells:
        if not carrier.at.endswith("formula"):
            row = "".join(char for char in carrier.at.rpartition("!")[2] if char.isdigit())
            at_category[heads.get(row, "")].update(_plain(number) for number in carrier.numbers)
    for bound in group:
        category = bound.at.rpartition(" / ")[2]
        wanted = [_plain(number) for figure in bound.figures for number in numbers_in(bound.text)]
        missing = [number for number in wanted if number not in at_category.get(category, set())]
        if missing and bound.figures:
            yield _not_shown(bound, file, "")


def _not_shown(bound: BoundText, file: str, shown: str, inside: str = "") -> Issue:
    keys = ", ".join(dict.fromkeys(figure.key for figure in bound.figures))
    message = f"{inside or _inside(bound)}this does not show {keys} as it was written"
    return Issue("figure-not-shown", message, _place(bound, file), expected=bound.text, found=shown)


def _place(bound: BoundText, file: str) -> Place:
    return Place(file, slide=bound.slide, shape=bound.shape)


def _inside(bound: BoundText) -> str:
    match bound.kind:
        case "table":
            return f"cell {bound.at} of the filled rows: "
        case "chart":
            return f"{bound.at}: "
        case "bullets":
            return f"bullet {bound.at}: "
        case _:
            return ""


def _said(value: object) -> str:
    return "not disclosed" if value is None else f"{value:,f}"


def _plain(number: str) -> str:
    return number_text(_LEAD.sub("", number.replace(",", "").replace(" ", "")))
