"""Two lists over a table of quarters: eight of them, or two years of four with their totals."""

from __future__ import annotations

from collections.abc import Callable

from tools.draw.deck.cards import open_list
from tools.draw.deck.page import Page
from tools.draw.deck.shapes import Box
from tools.draw.deck.tables import Look, Row, Table, model_row
from tools.draw.deck.text import bullets

WIDTH = 30.867
LABEL = 7.5


def _rows(columns: int, totals: tuple[int, ...], height: float) -> tuple[Row, ...]:
    figure = WIDTH - LABEL
    assert figure > 0

    def looks(
        size: float, colour: str, paint: str | None, *, bold: bool, label_bold: bool
    ) -> tuple[Look, ...]:
        cells = [Look(size, colour, bold=label_bold, align="l", left_inset=0.1, paint=paint)]
        cells += [
            Look(
                size,
                colour,
                bold=bold or at in totals,
                right_inset=0.3,
                left_inset=0,
                paint="total" if at in totals and paint is None else paint,
            )
            for at in range(columns)
        ]
        return tuple(cells)

    line = ("hair", 0.75)
    return (
        model_row(
            "head",
            height,
            looks(12, "navy", "head", bold=True, label_bold=True),
            bottom=("navy", 1.0),
            inset=0,
        ),
        model_row("line", height, looks(12, "ink", None, bold=False, label_bold=False), bottom=line, inset=0),
        model_row(
            "total",
            height,
            looks(12, "ink", "total", bold=True, label_bold=True),
            bottom=("rule", 0.75),
            inset=0,
        ),
    )


def notes_quarters(
    columns: int, top: float, totals: tuple[int, ...] = (), height: float = 0.72, size: float = 14
) -> Callable[[Page], None]:
    """The page with `columns` periods; the table starts at `top`, `totals` are tinted year columns."""

    def draw(page: Page) -> None:
        page.title()
        for name, x in (("left", 1.5), ("right", 17.4)):
            page.text(
                f"Notes {name}", Box(x, 2.75, 14.9, top - 3.1), bullets(name, open_list(size, size * 0.65))
            )
        page.hairline(16.9, 2.85, top - 0.5)
        widths = (LABEL, *(((WIDTH - LABEL) / columns,) * columns))
        page.table(Table("quarter_table", 1.5, top, widths, _rows(columns, totals, height)))
        page.foot()

    return draw
