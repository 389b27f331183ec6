"""Block markers in a cell's text.

    {{#line}}{{label}}               opens the block "line", repeated downward
    {{#period across}}{{value}}      opens the block "period", repeated to the right
    {{#region group by area}}        opens the block "region": one item per area of the records inside it
    {{?audited}}                     opens rows that are shown only where "audited" is true
    {{?not audited across}}          opens columns that are shown only where it is not
    {{value}}{{/period}}{{/line}}    closes both
    {{#member sheet}}                in A1: one copy of the sheet per member

Openers stand at the beginning of the text, closers at its end; one cell may hold several of both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_OPEN = re.compile(r"\s*\{\{\s*([#?])\s*(?:(not)\s+)?([^\s{}#?/]+)(?:\s+([^{}]*?))?\s*\}\}")
_CLOSE = re.compile(r"\{\{\s*/\s*([^\s{}#?/]+)\s*\}\}\s*$")
_ANY = re.compile(r"\{\{\s*[#?/][^{}]*\}\}")
_GROUP = re.compile(r"(?:^|\s+)group\s+by\s+(\S+)$")


@dataclass(frozen=True, slots=True)
class Opening:
    """An opening marker: the block's name and its direction as written, `down` where none is.

    `condition` tells `{{?name}}` from `{{#name}}`, `negated` tells `{{?not name}}` from `{{?name}}`;
    `group_by` is the field of `group by field`, empty where there is none.
    """

    name: str
    direction: str
    condition: bool = False
    negated: bool = False
    group_by: str = ""


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
        openings.append(_opening(*match.groups()))
        head = match.end()
    closings: list[str] = []
    end = len(text)
    while match := _CLOSE.search(text, head, end):
        closings.append(match.group(1))
        end = match.start()
    inner = text[head:end]
    stray = tuple(match.group() for match in _ANY.finditer(inner))
    return MarkedText(inner, tuple(openings), tuple(closings), head, len(text) - end, stray)


def _opening(mark: str, negation: str | None, name: str, words: str | None) -> Opening:
    words = words or ""
    group = _GROUP.search(words) if mark == "#" else None
    if group:
        words = words[: group.start()].strip()
    return Opening(
        name, words or "down", mark == "?", bool(negation) and mark == "?", group.group(1) if group else ""
    )
