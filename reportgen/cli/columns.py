"""Text in columns for a terminal, where a Japanese character is two cells wide.

売上高        36,179  37,944
Revenues      36,179  37,944
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence


def width(text: str) -> int:
    """How many cells of a terminal a text takes: full-width characters count two, combining ones none."""
    return len(text) if text.isascii() else sum(_cell(char) for char in text)


def _cell(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def padded(text: str, cells: int, *, right: bool = False) -> str:
    """The text filled with blanks to a number of cells, at its left where it is right aligned."""
    blanks = " " * max(0, cells - width(text))
    return blanks + text if right else text + blanks


def columns(rows: Sequence[Sequence[str]], right: Collection[int] = (), gap: str = "  ") -> list[str]:
    """Rows of cells as aligned lines without blanks at their ends; `right` names right-aligned columns."""
    widths = [max((width(cell) for cell in column), default=0) for column in zip(*rows, strict=True)]
    return [
        gap.join(
            padded(cell, cells, right=place in right)
            for place, (cell, cells) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
