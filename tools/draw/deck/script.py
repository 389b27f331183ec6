"""Pages written as lines of words: what stands where, and how it looks.

    page columns_2 Content                                      a page and its layout; title and foot come by themselves
    head chart1_head 1.5 2.4 14.9 size=15                       {{chart1_head}} over a rule, at x and y, as wide, in cm
    text Footnote 1.5 16.6 30.867 0.8 anchor=b                  a box, then its paragraphs: p or list
      p "{{footnote}}" 10 muted                                 runs, parted by |: words, size, colour, b for bold, i
    text Notes 1.5 11 14.9 6 list notes dash:14:6 tick:12:2     levels of a list: glyph:size:space before:margin:hang
    table amounts_table 1.5 12 6.4 3.4                          name, x, y, widths, then rows
      row line 0.95 bottom=rule:0.75 / 13 l / 13 b right=0.3    a model row: role, height, looks of its cells
      cells 0.85 / paint=head p "{{head}}" 12 navy b / x2       a fixed row: cells; x2 says it twice

The other words are the keys of `SHAPES`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from reportgen.core.structs import replace
from reportgen.new.words import OPTION, Words, parted, read, scalar
from tools.draw.deck import cards, samples
from tools.draw.deck.page import Page
from tools.draw.deck.shapes import Box, arrow_box, bracket, circle, ground, polyline, rule, text_box
from tools.draw.deck.tables import Cell, Look, Row, Table, model_row
from tools.draw.deck.text import LEVELS, Level, bullets, paragraph, run

LEVEL = ("size", "before", "margin", "hang", "colour", "bold")
SHORT = {"left": "left_inset", "right": "right_inset"}


def pages(path: Path) -> Iterator[tuple[str, str, Callable[[Page], None]]]:
    """Name, layout and drawing of each page of a file."""
    items = read(path)
    starts = [at for at, words in enumerate(items) if words[0] == "page"]
    for start, end in zip(starts, [*starts[1:], len(items)], strict=True):
        _, name, layout, *bare = items[start]
        yield name, layout, _drawing(items[start + 1 : end], bare=bool(bare))


def _drawing(items: list[Words], *, bare: bool) -> Callable[[Page], None]:
    def draw(page: Page) -> None:
        for kind, *words in items if bare else [["title"], *items, ["foot"]]:
            SHAPES[kind](page, words)

    return draw


# ---------------------------------------------------------------- words


def value(word: str) -> Any:
    """A number, yes or no, a tuple (`navy:1.5`), or the word itself."""
    if ":" in word:
        return tuple(value(part) for part in word.split(":"))
    return scalar(word)


def sorted_out(words: Words) -> tuple[list[Any], dict[str, Any]]:
    """Plain values, and options as keywords."""
    options = {
        SHORT.get(found[1], found[1]): value(found[2]) for word in words if (found := OPTION.fullmatch(word))
    }
    return [value(word) for word in words if not OPTION.fullmatch(word)], options


def repeated(parts: list[Words]) -> Iterator[Words]:
    """Parts without their `/`; one that ends in x3 three times."""
    for _, *words in parts:
        times = re.fullmatch(r"x(\d+)", words[-1]) if words else None
        yield from [words[:-1]] * int(times[1]) if times else [words]


# ---------------------------------------------------------------- paragraphs and tables


def written(parts: list[Words]) -> str:
    """Paragraphs (p), lists, and lines of placeholders, which look as the layout says."""
    return "".join(PARAGRAPHS[kind](words) for kind, *words in parts)


def _paragraph(words: Words) -> str:
    options = [word for word in words if OPTION.fullmatch(word)]
    settings = sorted_out(options)[1]
    if stops := settings.get("tabs"):
        settings["tabs"] = tuple(zip(stops[::2], stops[1::2], strict=True))
    if glyph := settings.get("bullet"):
        settings["bullet"] = LEVELS[glyph].mark
    return paragraph(*_runs([word for word in words if word not in options], bold=False), **settings)


def _line(words: Words) -> str:
    return f"<a:p>{''.join(_runs(words, bold=None))}</a:p>"


def _list(words: Words) -> str:
    return bullets(words[0], tuple(map(level, words[1:])))


PARAGRAPHS = {"p": _paragraph, "list": _list, "line": _line}


def _runs(words: Words, *, bold: bool | None) -> list[str]:
    return [_run(part, bold=bold) for _, *part in parted(["|", *words], ("|",))[1:] if part]


def _run(words: Words, *, bold: bool | None) -> str:
    text, *looks = words
    plain = [value(word) for word in looks if word not in ("b", "i")]
    size = next((word for word in plain if not isinstance(word, str)), None)
    colour = next((word for word in plain if isinstance(word, str)), None)
    return run(text, size, colour, bold="b" in looks or bold, italic="i" in looks)


def level(word: str) -> Level:
    """`dash:12:2.5` is a level of a list; more parts change its indents, colour and weight."""
    glyph, *parts = word.split(":")
    return replace(LEVELS[glyph], **dict(zip(LEVEL, map(value, parts), strict=False)))


def _look(words: Words) -> Look:
    plain, options = sorted_out(words)
    size, *rest = plain
    side = next((word for word in rest if word in ("l", "ctr")), "r")
    colour = next((word for word in rest if word not in ("b", "i", "l", "ctr")), "ink")
    return Look(size, colour, bold="b" in rest, italic="i" in rest, align=side, **options)


def _cell(words: Words) -> Cell:
    options, *paragraphs = parted(words, tuple(PARAGRAPHS))
    return Cell(written(paragraphs), **sorted_out(options)[1])


def _row(words: Words) -> Row:
    (kind, *head), *parts = parted(words, ("/",))
    plain, options = sorted_out(head)
    if kind == "row":
        return model_row(plain[0], plain[1], tuple(map(_look, repeated(parts))), **options)
    return Row(plain[0], tuple(map(_cell, repeated(parts))))


# ---------------------------------------------------------------- shapes


def _table(page: Page, words: Words) -> None:
    (name, *numbers), *rows = parted(words, ("row", "cells"))
    x, y, *widths = map(value, numbers)
    page.table(Table(name, x, y, tuple(widths), tuple(map(_row, rows))))


def _shape(shape: Callable[..., str]) -> Callable[..., None]:
    return lambda page, *values, **options: page.add(shape, *values, **options)


def _worded(draw: Callable[..., None]) -> Callable[[Page, Words], None]:
    """A shape with a name, a box and paragraphs."""

    def put(page: Page, words: Words) -> None:
        head, *paragraphs = parted(words, tuple(PARAGRAPHS))
        (name, x, y, w, h), options = sorted_out(head)
        draw(page, name, Box(x, y, w, h), written(paragraphs), **options)

    return put


def _boxed(draw: Callable[..., None]) -> Callable[[Page, Words], None]:
    """A shape with a name and a box."""

    def put(page: Page, words: Words) -> None:
        (name, x, y, w, h, *more), options = sorted_out(words)
        draw(page, name, Box(x, y, w, h), *more, **options)

    return put


def _plain(draw: Callable[..., None]) -> Callable[[Page, Words], None]:
    """A shape whose values are those of its function."""

    def put(page: Page, words: Words) -> None:
        values, options = sorted_out(words)
        draw(page, *values, **options)

    return put


def _placeholder(page: Page, words: Words) -> None:
    head, *paragraphs = parted(words, tuple(PARAGRAPHS))
    (kind, index, name), options = sorted_out(head)
    page.placeholder(kind, None if index == "-" else index, name, written(paragraphs), **options)


def _card(page: Page, words: Words) -> None:
    head, (_, *levels) = parted(words, ("list",))
    (name, x, y, w, h), options = sorted_out(head)
    cards.card(page, name, Box(x, y, w, h), tuple(map(level, levels)), **options)


def _chart(page: Page, words: Words) -> None:
    (kind, name, x, y, w, h, *more), options = sorted_out(words)
    page.chart(samples.CHARTS[kind](name, *more, **options), Box(x, y, w, h))


SHAPES: dict[str, Callable[[Page, Words], None]] = {
    "title": _plain(Page.title),
    "foot": _plain(Page.foot),
    "placeholder": _placeholder,
    "head": _plain(cards.panel_head),
    "message": lambda page, words: page.message(Box(*map(value, words))),
    "text": _worded(_shape(text_box)),
    "arrow": _worded(_shape(arrow_box)),
    "table": _table,
    "chart": _chart,
    "card": _card,
    "key_card": _boxed(cards.key_card),
    "block": _worded(cards.block),
    "rule": _boxed(_shape(rule)),
    "ground": _boxed(_shape(ground)),
    "lower": _boxed(Page.lower),
    "hairline": _plain(Page.hairline),
    "bracket": _plain(_shape(bracket)),
    "circle": _plain(_shape(circle)),
    "polyline": _plain(lambda page, name, *points: page.add(polyline, name, points, width=0.75)),
}
