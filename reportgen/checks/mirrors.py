"""How much of a printed document stands on its mirrored pages, with the same characters.

II - 2. Revenues     pages 19     24 of 25 figures stand     absent: 37 million (line 740)

Every printed figure of the tables counts once for the line it is transcribed from, and once more for each
further line where the source text is at hand. Two figures printed alike need two places on the page.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from reportgen.checks.printed_forms import digits_of, form_at, occurrences, printed_form
from reportgen.metrics import Figure, MetricTable

_NUMBERING = re.compile(r"^[^\w(]*(?:[ivx]+\b)?[^\w(]*(?:\d+)?[^\w(]*", re.IGNORECASE)
_ALIKE = 0.8


@dataclass(frozen=True, slots=True)
class MirrorPage:
    """One page of a built deck: its number, what it is called, the heading it mirrors if told, its texts."""

    number: int
    name: str
    title: str
    heading: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """One printed figure: its key, its form, its line, and whether brackets around it are only a mark."""

    key: str
    form: str
    line: int
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Mirrored:
    """One heading of a document: the pages that mirror it, its printed figures, those that do not stand there."""

    heading: str
    pages: tuple[int, ...]
    printed: tuple[PrintedFigure, ...]
    absent: tuple[PrintedFigure, ...]

    @property
    def standing(self) -> int:
        """How many of the printed figures stand on the pages as printed."""
        return len(self.printed) - len(self.absent)


def mirrored(
    table: MetricTable, doc: str, pages: Sequence[MirrorPage], text: str | None = None
) -> tuple[Mirrored, ...]:
    """The headings of a document in its order, each with what its pages show of it.

    With the source `text`, figures that are printed again in further lines count there as well, in the form
    they have there.
    """
    figures = [figure for figure in table.figures if figure.source.doc == doc]
    found: dict[str, list[PrintedFigure]] = {}
    for figure in sorted(figures, key=lambda one: one.source.line):
        found.setdefault(figure.source.heading, []).append(_printed(figure))
    if text is not None:
        _add_repeats(found, figures, text.splitlines(), pages)
    names = {heading: _pages_of(heading, pages) for heading in found}
    return tuple(
        _tally(heading, names[heading], tuple(printed)) for heading, printed in found.items() if printed
    )


def _printed(figure: Figure) -> PrintedFigure:
    ratio = figure.kind == "share_pct" if figure.is_claim else figure.unit == "pct"
    form = printed_form(figure.source.printed)
    return PrintedFigure(str(figure.key), form, figure.source.line, ratio and figure.value >= 0)


def _add_repeats(
    found: dict[str, list[PrintedFigure]],
    figures: Iterable[Figure],
    lines: Sequence[str],
    pages: Sequence[MirrorPage],
) -> None:
    """Add the figures' further lines, each to the heading that stands above it in the text."""
    starts = _starts(found, lines, pages)
    for figure in figures:
        first = _printed(figure)
        for line in figure.source.also_at:
            form = form_at(lines[line - 1], digits_of(first.form)) if line <= len(lines) else ""
            if not form:
                continue
            heading = max((start for start in starts if start[0] <= line), default=(0, ""))[1]
            found.setdefault(heading, []).append(PrintedFigure(first.key, form, line, first.marked))


def _starts(
    found: Mapping[str, Sequence[PrintedFigure]], lines: Sequence[str], pages: Sequence[MirrorPage]
) -> list[tuple[int, str]]:
    """Where each heading of the tables, or else each title of the deck, begins in the source text.

    A title may stand again as a line of another page: a heading begins at its last line above its first
    figure, or at that figure; a title without figures at its first line.
    """
    lines_of: dict[str, list[int]] = {}
    for number, line in enumerate(lines, start=1):
        if len(folded := _folded(line)) > 3:
            lines_of.setdefault(folded, []).append(number)
    starts = []
    for heading, printed in found.items():
        first = min(figure.line for figure in printed)
        above = [number for number in lines_of.get(_folded(heading), ()) if number <= first]
        starts.append((max(above, default=first), heading))
    known = {_folded(heading) for heading in found}
    for page in pages:
        title = page.heading or page.title
        if _folded(title) not in known and _folded(title) in lines_of:
            starts.append((lines_of[_folded(title)][0], title))
    return starts


def _tally(heading: str, pages: Sequence[MirrorPage], printed: tuple[PrintedFigure, ...]) -> Mirrored:
    text = "\n".join(line for page in pages for line in page.texts)
    room = Counter[tuple[str, bool]]()
    absent: list[PrintedFigure] = []
    for figure in printed:
        name = (figure.form.lower(), figure.marked)
        if name not in room:
            room[name] = occurrences(figure.form, text, figure.marked)
        if room[name] > 0:
            room[name] -= 1
        else:
            absent.append(figure)
    return Mirrored(heading, tuple(page.number for page in pages), printed, tuple(absent))


def _pages_of(heading: str, pages: Sequence[MirrorPage]) -> list[MirrorPage]:
    """The pages that name the heading, else those with its title, else the one with the title most like it."""
    named = [page for page in pages if page.heading and _folded(page.heading) == _folded(heading)]
    if named:
        return named
    open_pages = [page for page in pages if not page.heading and page.title]
    whole, short = _folded(heading), _folded(_NUMBERING.sub("", _plain(heading)))
    same = [page for page in open_pages if _folded(page.title) == whole]
    same = same or [page for page in open_pages if _folded(_NUMBERING.sub("", _plain(page.title))) == short]
    if same:
        return same
    likeness = [(SequenceMatcher(None, _folded(page.title), whole).ratio(), page) for page in open_pages]
    best = max(likeness, key=lambda pair: pair[0], default=None)
    return [best[1]] if best is not None and best[0] >= _ALIKE else []


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _folded(text: str) -> str:
    return "".join(char for char in _plain(text).lower() if char.isalnum())
