"""III - 10: three equal panels of cash flows above the balances that they moved."""

from __future__ import annotations

from tools.draw.deck.heads import BELOW, blank_head, plain_head, sub_head
from tools.draw.deck.page import Page
from tools.draw.deck.panels import panel_head
from tools.draw.deck.shapes import Box
from tools.draw.deck.tables import Cell, Look, Row, Table, model_row
from tools.draw.deck.text import paragraph, run

PANELS = ("operating_table", "investing_table", "financing_table")
GAP = 0.8
ROW = 1.4
WIDTH = (30.867 - 2 * GAP) / 3
FIGURES = (2.2, 1.95)
BALANCES = (15.267, 5.2, 5.2, 5.2)


def _table(name: str, x: float) -> Table:
    widths = (WIDTH - sum(FIGURES), *FIGURES)
    head = Row(
        0.7,
        (
            Cell(bottom=("rule", 0.75)),
            _open_head("head_amount", 0.1),
            _open_head("head_change", 0.05),
        ),
    )
    rows = [head]
    for role, bold, paint in (("line", False, None), ("total", True, "total")):
        looks = (
            Look(12, bold=bold, align="l", left_inset=0.05, right_inset=0.05, paint=paint),
            Look(14, bold=True, left_inset=0, right_inset=0.1, paint=paint),
            Look(12, bold=bold, left_inset=0, right_inset=0.05, paint=paint),
        )
        rows.append(model_row(role, ROW, looks, bottom=("rule", 0.75)))
    return Table(name, x, 3.4, widths, tuple(rows))


def _open_head(word: str, right: float) -> Cell:
    head = sub_head(word, right_inset=right)
    return Cell(head.paragraphs, bottom=("rule", 0.75), left_inset=0, right_inset=right)


def _balances() -> Table:
    head = Row(
        0.75,
        (
            blank_head(bottom=BELOW),
            plain_head("head_prior", 12, right_inset=0.3),
            plain_head("head_this", 12, right_inset=0.3),
            plain_head("head_balance_change", 12, right_inset=0.3),
        ),
    )
    figure = Look(13, right_inset=0.3)
    looks = (Look(12, align="l", left_inset=0.25), figure, figure, figure)
    row = model_row("line", 0.74, looks, bottom=("rule", 0.75), inset=0)
    return Table("balance_table", 1.5, 12.75, BALANCES, (head, row))


def cash_flow(page: Page) -> None:
    """Panels, balances, footnote."""
    page.title()
    for at, name in enumerate(PANELS):
        x = 1.5 + at * (WIDTH + GAP)
        panel_head(page, f"panel{at + 1}_head", x, 2.45, WIDTH)
        page.table(_table(name, x))
        if at:
            page.hairline(x - GAP / 2, 2.6, 4.1 + 5 * ROW)
    panel_head(page, "balances_head", 1.5, 11.85, 30.867, rule=False)
    page.table(_balances())
    page.text(
        "Footnote", Box(1.5, 16.7, 30.867, 0.7), paragraph(run("{{footnote}}", 10, "muted")), anchor="b"
    )
    page.foot()
