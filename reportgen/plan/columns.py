"""Values of many rows held as columns, packed in pieces of a thousand rows.

12.5, 7, 0.25    ->    "12.5\\x007\\x000.25"        a tenth of what as many numbers of Python take
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

PIECE = 1000
BETWEEN = "\x00"
# Numbers without exponents, short enough to be spelled without them too.
_NUMBER = r"-?+(?:[1-9][0-9]{0,17}+|0)(?:\.[0-9]{1,17}+)?+"
_NUMBERS = re.compile(rf"{_NUMBER}(?:\x00{_NUMBER})*+")
_WHOLE = re.compile(r"\.0+(?![0-9])")
_ENDING = re.compile(r"(\.[0-9]*[1-9])0+(?![0-9])")
_MINUS_ZERO = re.compile(r"-0(?![.0-9])")


@dataclass(frozen=True, slots=True)
class Numbers:
    """A piece of a column of numbers, each spelled as a cell holds it, with `BETWEEN` between them."""

    text: str


@dataclass(frozen=True, slots=True)
class Texts:
    """A piece of a column of texts, with `BETWEEN` between them."""

    text: str


Piece = Numbers | Texts | tuple[Any, ...]


def numbers(tokens: Iterable[str]) -> Numbers | None:
    """Spelled numbers as a piece of a column; None where one of them is no plain number."""
    return joined_numbers(BETWEEN.join(tokens))


def joined_numbers(text: str) -> Numbers | None:
    """The same for tokens that are joined by `BETWEEN` already."""
    if not _NUMBERS.fullmatch(text):
        return None
    if "." in text:
        text = _ENDING.sub(r"\1", _WHOLE.sub("", text))
    return None if "-0" in text and _MINUS_ZERO.search(text) else Numbers(text)


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


@dataclass(frozen=True)
class Columns:
    """Rows of values as columns of pieces; going through it gives the rows one by one, as often as asked for."""

    count: int
    pieces: tuple[Sequence[Piece], ...]

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for row_of_pieces in zip(*self.pieces, strict=True):
            yield from zip(*map(values_of, row_of_pieces), strict=True)
