"""How a figure is printed: the characters of its number with sign, brackets, currency, unit and bound.

decrease of approx JPY3 billion     ->   approx JPY3 billion
up 18.1% YoY                        ->   up 18.1%
1 million acTVila TVs               ->   1 million

Words around a number belong to the sentence; what is kept is what a reader would call the figure's style. A
hyphen before a number is a bullet or the end of a range: negative figures stand in brackets.
"""

from __future__ import annotations

import re
from functools import lru_cache

from reportgen.values.units import CURRENCY_MARK, READ_EN

_BOUND = r"(?:approximately|approx\.?|about|around|over|nearly|less\s+than)"
_NUMBER = r"\d[\d,]*(?:\.\s?\d+)?"
_UNIT = rf"(?:%|points?\b|(?:{'|'.join(READ_EN)})\b|[kMG]bps\b)"
_FORM = re.compile(
    rf"(?:(?P<way>up|down)\s+)?(?:{_BOUND}\s+)?(?P<open>[(\[])?\+?(?:{CURRENCY_MARK}\s?)?\+?{_NUMBER}"
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
