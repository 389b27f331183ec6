"""Values of many rows held as columns, packed in pieces of a thousand rows.

12.5, 7, 0.25    ->    "12.5\\x007\\x000.25"        a tenth of what as many numbers of Python take
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct

PIECE = 1000
BETWEEN = "\x00"
# Numbers without exponents, short enough to be spelled without them too.
_NUMBER = r"-?+(?:[1-9][0-9]{0,17}+|0)(?:\.[0-9]{1,17}+)?+"
_NUMBERS = re.compile(rf"{_NUMBER}(?:\x00{_NUMBER})*+")
_WHOLE = re.compile(r"\.0+(?![0-9])")
_ENDING = re.compile(r"(\.[0-9]*[1-9])0+(?![0-9])")


class Numbers(Struct, frozen=True):
    """A piece of a column of numbers by their own digits, without exponents, with `BETWEEN` between them."""

    text: str


class Texts(Struct, frozen=True):
    """A piece of a column of texts, with `BETWEEN` between them."""

    text: str


Piece = Numbers | Texts | tuple[Any, ...]


def numbers(tokens: Iterable[str]) -> Numbers | None:
    """Numbers as a piece of a column; None where one of them is no plain number."""
    text = BETWEEN.join(tokens)
    return Numbers(text) if _NUMBERS.fullmatch(text) else None


def spelled(found: Numbers) -> Sequence[str]:
    """The numbers of a piece as a cell holds them: without zeros at the end or a sign before zero."""
    text = found.text
    if "." in text:
        text = _ENDING.sub(r"\1", _WHOLE.sub("", text))
    tokens = text.split(BETWEEN)
    return ["0" if token == "-0" else token for token in tokens] if "-0" in text else tokens


def piece(values: Sequence[object]) -> Piece:
    """Up to `PIECE` values packed; what is neither all numbers nor all texts stays as it is."""
    kinds = set(map(type, values))
    found: Piece | None = None
    if kinds == {str}:
        texts = BETWEEN.join(values)  # type: ignore[arg-type]
        found = Texts(texts) if texts.count(BETWEEN) == len(values) - 1 else None
    elif kinds in ({Decimal}, {int}):
        found = numbers(map(str, values))
    elif kinds == {float}:
        found = numbers(map(repr, values))
    return tuple(values) if found is None else found


def values_of(found: Piece) -> Sequence[Any]:
    """The values of a piece: numbers as Decimal."""
    if isinstance(found, Numbers):
        return [Decimal(token) for token in found.text.split(BETWEEN)]
    return found.text.split(BETWEEN) if isinstance(found, Texts) else found


class Columns(Struct, frozen=True):
    """Rows of values as columns of pieces; going through it gives the rows one by one, as often as asked for."""

    count: int
    pieces: tuple[Sequence[Piece], ...]

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for row_of_pieces in zip(*self.pieces, strict=True):
            yield from zip(*map(values_of, row_of_pieces), strict=True)
