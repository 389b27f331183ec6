"""Numbers of a deck that no binding explains, each with what it seems to be.

Summary of FY2017 Financial Results     2017   label
up JPY1,942 million                     -      explained: a bound figure
5 new sites                             5      unexplained
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportgen.checks.coverage import tokens
from reportgen.verify.bindings import BoundText
from reportgen.verify.inventory import Finished
from reportgen.verify.numbers import TextOccurrence

UNEXPLAINED = "unexplained"
# `Results for FY2017 (1).`: the first of several pages.
_PART = re.compile(r"\(\d\)")
_AROUND = 30
# What a reader sees or hears; the numbers of charts are their points, which the bindings name.
_READ = ("text", "table", "alternative")


@dataclass(frozen=True, slots=True)
class LooseNumber:
    """One number that no figure explains: where it stands, its characters, its class and the words around."""

    carrier: TextOccurrence
    text: str
    kind: str
    around: str


def loose_numbers(finished: Finished, texts: Sequence[BoundText]) -> Iterator[LooseNumber]:
    """All numbers of a deck's texts, tables and alternative texts that no bound figure explains."""
    by_shape: dict[tuple[str, str], list[str]] = defaultdict(list)
    by_slide: dict[str, set[str]] = defaultdict(set)
    for bound in texts:
        for figure in bound.figures:
            by_shape[bound.slide_id, bound.shape_id].append(figure.text)
        if bound.figures or bound.kind == "chart":
            # What a chart draws from its figures, such as the steps of a bridge, its text may tell.
            by_slide[bound.slide_id].update(token.digits for token in tokens(bound.text))
    for carrier in finished.carriers:
        home = carrier.home
        if home.kind not in _READ or not home.slide_id:
            continue
        explained = _spans(carrier.text, by_shape.get((home.slide_id, home.shape_id), []))
        for token in _tokens(carrier.text):
            start, digits, kind, around = token
            if any(first <= start < last for first, last in explained):
                continue
            if home.kind == "alternative" and digits in by_slide[home.slide_id]:
                continue
            yield LooseNumber(carrier, digits, kind or UNEXPLAINED, around)


def _tokens(text: str) -> Iterator[tuple[int, str, str, str]]:
    start = 0
    for line in text.split("\n"):
        for token in tokens(line):
            # A number alone in a text is the foot of a page only in a source text.
            kind = "" if token.kind == "page" else token.kind
            if not kind and _PART.match(line, max(0, token.start - 1)):
                kind = "section"
            around = token.around or line[max(0, token.start - _AROUND) : token.start + _AROUND].strip()
            yield start + token.start, token.digits, kind, around
        start += len(line) + 1


def _spans(text: str, shown: Sequence[str]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for figure in dict.fromkeys(shown):
        at = text.find(figure) if figure else -1
        while at >= 0:
            spans.append((at, at + len(figure)))
            at = text.find(figure, at + len(figure))
    return spans
