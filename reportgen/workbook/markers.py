"""Block markers in a cell's text.

    {{#line}}{{label}}            opens the block "line", repeated downward
    {{#period across}}{{value}}   opens the block "period", repeated to the right
    {{value}}{{/period}}{{/line}} closes both

Openers stand at the beginning of the text, closers at its end; one cell may hold several of both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_OPEN = re.compile(r"\s*\{\{\s*#\s*([^\s{}#/]+)(?:\s+([^{}]*?))?\s*\}\}")
_CLOSE = re.compile(r"\{\{\s*/\s*([^\s{}#/]+)\s*\}\}\s*$")
_ANY = re.compile(r"\{\{\s*[#/][^{}]*\}\}")


@dataclass(frozen=True, slots=True)
class Opening:
    """An opening marker: the block's name and its direction as written, `down` where none is."""

    name: str
    direction: str


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A cell's text with its markers told apart.

    `head` and `tail` count the characters that the markers take at both ends; `text` is what lies between.
    `stray` are markers that stand elsewhere.
    """

    text: str
    openings: tuple[Opening, ...] = ()
    closings: tuple[str, ...] = ()
    head: int = 0
    tail: int = 0
    stray: tuple[str, ...] = ()


def read_markers(text: str) -> MarkedText:
    """The markers of a cell's text; without markers the text is the whole."""
    if "{{" not in text:
        return MarkedText(text)
    openings: list[Opening] = []
    head = 0
    while match := _OPEN.match(text, head):
        openings.append(Opening(match.group(1), match.group(2) or "down"))
        head = match.end()
    closings: list[str] = []
    end = len(text)
    while match := _CLOSE.search(text, head, end):
        closings.append(match.group(1))
        end = match.start()
    inner = text[head:end]
    stray = tuple(match.group() for match in _ANY.finditer(inner))
    return MarkedText(inner, tuple(openings), tuple(closings), head, len(text) - end, stray)
