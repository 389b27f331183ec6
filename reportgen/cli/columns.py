"""Text in columns for a terminal, where a Japanese character is two cells wide.

売上高        36,179  37,944
Revenues      36,179  37,944
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rich.cells import cell_len


def padded(text: str, cells: int, *, right: bool = False) -> str:
    """The text filled with blanks to a number of cells, at its left where it is right aligned."""
    blanks = " " * max(0, cells - cell_len(text))
    return blanks + text if right else text + blanks


def columns(rows: Sequence[Sequence[str]], right: Collection[int] = (), gap: str = "  ") -> list[str]:
    """Rows of cells as aligned lines without blanks at their ends; `right` names right-aligned columns."""
    widths = [max((cell_len(cell) for cell in column), default=0) for column in zip(*rows, strict=True)]
    return [
        gap.join(
            padded(cell, cells, right=place in right)
            for place, (cell, cells) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
