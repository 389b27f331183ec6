"""Tables as a terminal and a notebook show them; a Japanese character is two cells wide.

売上高        36,179  37,944
Revenues      36,179  37,944
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape

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


class Displayed:
    """A value that shows itself as a table with lines below it, figures to the right of their names."""

    __slots__ = ()

    def grid(self) -> list[Sequence[str]]:
        """The rows of the table, its heads first."""
        raise NotImplementedError

    def below(self) -> list[str]:
        """The lines below the table."""
        return []

    def lines(self) -> list[str]:
        """The table as text for a terminal."""
        heads, *rows = self.grid()
        rule = ["-" * max(map(cell_len, column)) for column in zip(heads, *rows, strict=True)]
        table = columns([heads, rule, *rows], right=range(1, len(heads)))
        below = self.below()
        return [*table, "", *below] if below else table

    def __repr__(self) -> str:
        """The table as text."""
        return "\n".join(self.lines())

    def _repr_html_(self) -> str:
        """The table as a notebook shows it."""
        heads, *rows = self.grid()
        head = "".join(f"<th>{escape(cell)}</th>" for cell in heads)
        body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
        below = f"<pre>{escape(chr(10).join(self.below()))}</pre>" if self.below() else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{below}"
