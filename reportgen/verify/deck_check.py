"""The numbers of a deck: bound ones against their slide and the tables, loose ones with what they seem to be.

slide 3 "key_left" cell 1,2    bound JPY176.1 bn    read JPY176.1 bn    tables 176,051,000,000    agree
"Summary of FY2017 Financial Results"   2017   label
"5 new sites"                           5      unexplained
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec import Struct

from reportgen.checks.coverage import tokens
from reportgen.core.findings import Issue, Place
from reportgen.core.number import plain_width
from reportgen.core.reading_words import MINUS
from reportgen.core.units import CURRENCY_MARK
from reportgen.figures.query import QueryError
from reportgen.figures.style import NumberFormat
from reportgen.figures.views import DisplayValue
from reportgen.reports.pages import source_notes
from reportgen.verify.bindings import BoundFigure, BoundText, figures_gone, squeezed, with_plain_blanks
from reportgen.verify.finished import FinishedFile
from reportgen.verify.numbers import TextOccurrence, number_text, numbers_in
from reportgen.verify.tables import TableOracle

_SOURCES = ": source lines "
_LEAD = re.compile(rf"^[+({re.escape(MINUS)}]*{CURRENCY_MARK}?")
UNEXPLAINED = "unexplained"
# `Results for FY2017 (1).`: the first of several pages.
_PART = re.compile(r"\(\d\)")
_AROUND = 30
# What a reader sees or hears; the numbers of charts are their points, which the bindings name.
_READ = ("text", "table", "alternative")


def shown_issues(file: FinishedFile) -> Iterator[Issue]:
    """A finding for every bound text with a figure that does not stand where the bindings say."""
    by_shape: dict[tuple[str, str, str, str], list[BoundText]] = defaultdict(list)
    for bound in file.texts:
        by_shape[bound.slide_id, bound.shape_id, bound.kind, bound.name].append(bound)
    for group in by_shape.values():
        if any(bound.figures for bound in group) and file.shapes.holds(group[0]):
            find = {"table": _missing_cells, "chart": _missing_points}.get(group[0].kind, _missing_words)
            yield from find(group, file)


def figure_issues(texts: Sequence[BoundText], oracle: TableOracle, file: str) -> Iterator[Issue]:
    """A finding for every bound figure that the tables give otherwise, or whose text does not show it."""
    for bound in texts:
        for figure in bound.figures:
            yield from _figure_faults(figure, oracle, _place(bound, file), _inside(bound))


def _figure_faults(figure: BoundFigure, oracle: TableOracle, place: Place, inside: str) -> Iterator[Issue]:
    """What is wrong with one bound figure when it is worked out anew from the tables."""
    try:
        answer = oracle.answer(figure.key)
    except QueryError as error:
        message = f'{inside}the bindings name "{figure.key}", which the tables do not know: {error}'
        yield Issue("unknown-figure", message, place, found=figure.key)
        return
    value = answer.value
    if answer.turn:
        if figure.text != oracle.figures.text(answer, NumberFormat()):
            message = f"{inside}this text does not show {figure.key}"
            yield Issue("text-differs", message, place, expected=_said(value), found=figure.text)
        return
    if value is None or figure.value is None:
        if value is not figure.value:
            message = f"{inside}{figure.key}: disclosed in one, not in the other"
            yield Issue("figure-differs", message, place, expected=_said(value), found=_said(figure.value))
        return
    if figure.value != value and oracle.prints_of(figure.key, figure.value):
        value = figure.value
    if figure.value != value:
        message = f"{inside}{figure.key} is not what the tables give"
        yield Issue("figure-differs", message, place, expected=_said(value), found=_said(figure.value))
    run = oracle.run(figure.key)
    if run is not None:
        stands = run.says(figure.text)
    else:
        # A figure known more closely than it is printed keeps the printed digits: 17.0%, though its parts give 17.05%.
        printed = oracle.as_printed(figure.key)
        stands = figure.shows(value) or (printed is not None and figure.shows(printed))
    if not stands:
        message = f"{inside}this text does not show {figure.key}"
        yield Issue("text-differs", message, place, expected=_said(value), found=figure.text)


def note_issues(file: FinishedFile, oracle: TableOracle) -> Iterator[Issue]:
    """A finding for every line of speaker notes that names a source otherwise than the tables do."""
    by_slide: dict[str, list[BoundFigure]] = defaultdict(list)
    for bound in file.texts:
        by_slide[bound.slide_id] += bound.figures
    for slide_id, gone in figures_gone(file.bindings).items() if file.bindings is not None else ():
        by_slide[slide_id] += gone
    for slide_id, group in by_slide.items():
        lines = [line for line in file.shapes.notes.get(slide_id, ()) if _SOURCES in line.text]
        if not lines:
            continue
        expected = {line for line in _source_lines(group, oracle) if _SOURCES in line}
        heads = {line.partition(_SOURCES)[0]: line for line in expected}
        for occurrence in lines:
            text = occurrence.text.strip()
            known = heads.get(text.partition(_SOURCES)[0])
            allowed = set(known.partition(_SOURCES)[2].split(", ")) if known else set()
            if text not in expected and not set(text.partition(_SOURCES)[2].split(", ")) <= allowed:
                message = f"speaker notes ({occurrence.at}): the tables know no such source of this page"
                place = Place(file.name, slide=occurrence.home.slide)
                yield Issue("source-differs", message, place, expected=known or "", found=text)


def _source_lines(group: Sequence[BoundFigure], oracle: TableOracle) -> tuple[str, ...]:
    figures: list[DisplayValue] = []
    for figure in group:
        try:
            answer = oracle.answer(figure.key)
        except QueryError:
            continue
        prints = oracle.prints_of(figure.key, figure.value) if figure.value is not None else ()
        sources = dict.fromkeys([*answer.addresses, *(one.address for one in prints)])
        figures.append(
            DisplayValue(figure.key, answer.value, figure.text, tuple(sources), standard=answer.standard)
        )
    return source_notes(figures, oracle.table)


def _missing_words(group: list[BoundText], file: FinishedFile) -> Iterator[Issue]:
    """Words and bullets: each text stands in the shape, in order."""
    shapes = file.shapes
    occurrences = [*shapes.of_shape(group[0], "text"), *shapes.of_shape(group[0], "chart")]
    whole = "\n".join(squeezed(one.text) for one in occurrences)
    reached: dict[str, int] = {}
    for bound in group:
        if not bound.figures:
            continue
        text = squeezed(bound.text)
        at = whole.find(text, reached.get(text, 0))
        if at < 0 and not _parts_stand(bound, whole):
            yield _not_shown(bound, file.name, "")
        reached[text] = max(at, 0) + 1 if at >= 0 else reached.get(text, 0)


def _parts_stand(bound: BoundText, whole: str) -> bool:
    """Whether the text was broken over several paragraphs, each piece of which stands there."""
    pieces = [squeezed(piece) for piece in bound.text.split("\n") if piece.strip()]
    return len(pieces) > 1 and all(piece in whole for piece in pieces)


def _missing_cells(group: list[BoundText], file: FinishedFile) -> Iterator[Issue]:
    """Cells: each bound text stands in its row, behind the one before it."""
    cells = file.shapes.cells_of(group[0])
    for bound in group:
        seen = file.table_cells.get(bound)
        if bound.figures and seen is not None and not seen.stands:
            shown = cells.get((seen.row, seen.column), "")
            yield _not_shown(bound, file.name, shown, f"cell {seen.row},{seen.column}: ")


def _missing_points(group: list[BoundText], file: FinishedFile) -> Iterator[Issue]:
    """Points: the numbers of a label or value stand at its category, in the chart or the workbook behind it."""
    at_category: dict[str, set[str]] = defaultdict(set)
    for one in file.shapes.of_shape(group[0], "chart"):
        for step in one.at.split(", "):
            at_category[step].update(map(_plain, one.numbers))
    cells = [(one.at.rpartition("!")[2], one) for one in file.shapes.of_shape(group[0], "cells")]
    heads = {at[1:]: one.text for at, one in cells if at.startswith("A") and at[1:].isdecimal()}
    for at, one in cells:
        if not at.endswith("formula"):
            row = "".join(char for char in at if char.isdigit())
            at_category[heads.get(row, "")].update(map(_plain, one.numbers))
    for bound in group:
        category = bound.at.rpartition(" / ")[2]
        wanted = [_plain(number) for figure in bound.figures for number in numbers_in(bound.text)]
        missing = [number for number in wanted if number not in at_category.get(category, set())]
        if missing and bound.figures:
            yield _not_shown(bound, file.name, "")


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


class LooseNumber(Struct, frozen=True):
    """One number that no figure explains: where it stands, its characters, its class and the words around."""

    occurrence: TextOccurrence
    text: str
    kind: str
    around: str


def loose_numbers(file: FinishedFile) -> Iterator[LooseNumber]:
    """All numbers of a deck's texts, tables and alternative texts that no bound figure explains."""
    by_shape: dict[tuple[str, str], list[str]] = defaultdict(list)
    by_slide: dict[str, set[str]] = defaultdict(set)
    for bound in (*file.texts, *(text for texts in file.guests.values() for text in texts)):
        for figure in bound.figures:
            by_shape[bound.slide_id, bound.shape_id].append(figure.text)
        if bound.figures or bound.kind == "chart":
            # What a chart draws from its figures, such as the steps of a bridge, its text may tell.
            by_slide[bound.slide_id].update(token.digits for token in tokens(bound.text))
    for occurrence in file.occurrences:
        home = occurrence.home
        if home.kind not in _READ or not home.slide_id:
            continue
        # Figures of a list are held together by blanks that do not break.
        plain = occurrence.text.replace("\u00a0", " ")
        explained = _spans(plain, by_shape.get((home.slide_id, home.shape_id), []))
        for start, digits, kind, around in _tokens(occurrence.text):
            if any(first <= start < last for first, last in explained):
                continue
            if home.kind == "alternative" and digits in by_slide[home.slide_id]:
                continue
            yield LooseNumber(occurrence, digits, kind or UNEXPLAINED, around)


def _tokens(text: str) -> Iterator[tuple[int, str, str, str]]:
    start = 0
    for line in text.split("\n"):
        for token in tokens(line):
            # A number alone in a text is the foot of a page only in a source text.
            kind = "" if token.kind == "page" else token.kind
            if not kind and _PART.match(plain_width(line), max(0, token.start - 1)):
                kind = "section"
            around = token.around or line[max(0, token.start - _AROUND) : token.start + _AROUND].strip()
            yield start + token.start, token.digits, kind, around
        start += len(line) + 1


def _spans(text: str, shown: Sequence[str]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    text = with_plain_blanks(text)
    # A figure that begins a line of a list begins with a capital there.
    said = [
        one for figure in map(with_plain_blanks, shown) for one in (figure, figure[:1].upper() + figure[1:])
    ]
    for figure in dict.fromkeys(said):
        at = text.find(figure) if figure else -1
        while at >= 0:
            spans.append((at, at + len(figure)))
            at = text.find(figure, at + len(figure))
    return spans
