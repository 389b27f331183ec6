"""Pages that say a few things in large type: numbered statements, and names in a grid.

1   We are ...          why, in a line
--------------------------------------
2   ...
"""

from __future__ import annotations

from tools.draw.deck.page import Page
from tools.draw.deck.shapes import Box
from tools.draw.deck.tables import Look, Table, model_row
from tools.draw.deck.text import paragraph, run

WIDTH = 30.867
LINE = ("rule", 0.75)


def statements(page: Page) -> None:
    """Up to six numbered statements, each with its reason."""
    page.title()
    looks = (
        Look(26, "brand", bold=True, align="l", left_inset=0.1),
        Look(20, "navy", bold=True, align="l", left_inset=0.1),
        Look(15.5, "ink", align="l", left_inset=0.3),
    )
    rows = (
        model_row("line", 2.55, looks, bottom=LINE),
        model_row("tall", 3.3, looks, bottom=LINE),
    )
    page.table(Table("statement_table", 1.5, 2.7, (2.4, 14.4, WIDTH - 16.8), rows))
    page.text("Footnote", Box(1.5, 16.6, WIDTH, 0.8), paragraph(run("{{footnote}}", 11, "muted")), anchor="b")
    page.foot()


def names(page: Page) -> None:
    """A message over rows of three names, a closing line below."""
    page.title()
    page.message(Box(1.5, 2.5, WIDTH, 0.95))
    name = Look(18, "navy", bold=True, align="ctr", paint="total", left_inset=0.3, right_inset=0.3)
    large = Look(24, "navy", bold=True, align="ctr", paint="total", left_inset=0.3, right_inset=0.3)
    rows = (
        model_row("line", 3.6, (name,) * 3, top=("ground", 6), bottom=("ground", 6)),
        model_row("tall", 10.6, (large,) * 3, top=("ground", 6), bottom=("ground", 6)),
    )
    page.table(Table("name_table", 1.5, 4.1, (WIDTH / 3,) * 3, rows))
    page.text("Closing", Box(1.5, 15.6, WIDTH, 1.2), paragraph(run("{{closing}}", 14, "muted"), align="r"))
    page.foot()
