"""How a figure is printed: the characters of its number with sign, brackets, currency, unit and bound.

decrease of approx JPY3 billion     ->   approx JPY3 billion
up 18.1% YoY                        ->   up 18.1%
1 million acTVila TVs               ->   1 million

Words around a number belong to the sentence; what is kept is what a reader would call the figure's style. A
hyphen before a number is a bullet or the end of a range: negative figures stand in brackets.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from msgspec import Struct

from reportgen.core.reading_words import BOUNDS_EN
from reportgen.core.units import CURRENCY_MARK, READ_EN
from reportgen.data.records import Figure, MetricTable

_BOUND = rf"(?:\b(?:{'|'.join(BOUNDS_EN.values())})\b|約)"
_NUMBER = r"\d[\d,]*(?:\.\s?\d+)?"
_UNIT = rf"(?:%|points?\b|(?:{'|'.join(READ_EN)})\b|[kMG]bps\b)"
_FORM = re.compile(
    rf"(?:(?P<way>up|down)\s+)?(?:{_BOUND}\.?\s*)?(?P<open>[(\[])?\+?(?:{CURRENCY_MARK}\s?)?\+?{_NUMBER}"
    rf"(?:\s?{_UNIT})?(?(open)[)\]])",
    re.IGNORECASE,
)
_PIECE = re.compile(r"[A-Za-z]+\.?|[\d.,]+|[^\sA-Za-z\d]")


def printed_form(token: str) -> str:
    """The figure inside a printed token, its words left out; the whole token where no number stands in it."""
    text = " ".join(token.split())
    found = _FORM.search(text)
    if found is None:
        found = re.search(_NUMBER, text)
    return found[0] if found is not None else text


def form_at(line: str, digits: str) -> str:
    """The form in which a line of a source text prints a number; empty where the line does not hold it."""
    for match in _FORM.finditer(" ".join(line.split())):
        number = re.search(_NUMBER, match[0])
        if number is not None and number[0].replace(" ", "") == digits:
            return match[0]
    return ""


def digits_of(form: str) -> str:
    """The number inside a form, with its separators: `up JPY1,029 million` gives `1,029`."""
    found = re.search(_NUMBER, form)
    return found[0].replace(" ", "") if found is not None else ""


def occurrences(form: str, text: str, marked: bool = False) -> int:
    """How often a form stands in the text of a page, letter case and blanks aside.

    A number that is part of a longer one, or has another sign or unit, does not count. A bare number in
    brackets of its own is a negative one, unless it is `marked`: `(15.9%)` then is a share of 15.9%.
    """
    bare = form[:1].isdigit() and not marked
    return sum(
        1
        for match in _pattern(form).finditer(text)
        if not (bare and text[: match.start()].endswith("(") and text[match.end() :].startswith(")"))
    )


@lru_cache(maxsize=4096)
def _pattern(form: str) -> re.Pattern[str]:
    pieces = _PIECE.findall(form)
    words = r"\s*".join(_escaped(piece) for piece in pieces)
    before = r"(?<![\w.,+-])" if form[:1].isdigit() else r"(?<!\w)"
    return re.compile(rf"{before}{words}(?![\w%]|[.,]\d|[^\S\n]?%)", re.IGNORECASE)


def _escaped(piece: str) -> str:
    return "points?" if piece.lower() in ("point", "points") else re.escape(piece)


_NUMBERING = re.compile(r"^[^\w(]*(?:[ivx]+\b)?[^\w(]*(?:\d+)?[^\w(]*", re.IGNORECASE)
_ALIKE = 0.8


class MirrorPage(Struct, frozen=True):
    """One page of a built deck: its number, what it is called, the headings it mirrors if told, its texts."""

    number: int
    name: str
    title: str
    headings: tuple[str, ...]
    texts: tuple[str, ...]


class PrintedFigure(Struct, frozen=True):
    """One printed figure: its key, its form, its line, and whether brackets around it are only a mark."""

    key: str
    form: str
    line: int
    marked: bool


class Mirrored(Struct, frozen=True):
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
    for title in (title for page in pages for title in page.headings or (page.title,)):
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
    named = [page for page in pages if _folded(heading) in map(_folded, page.headings)]
    if named:
        return named
    open_pages = [page for page in pages if not page.headings and page.title]
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
