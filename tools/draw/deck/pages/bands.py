"""Pages of bands: a label at the left, what belongs to it at the right.

[ Market  ]  sentence
[ Action  ]  sentence
[ Revenue ]  – list
"""

from __future__ import annotations

from tools.draw.deck.heads import BELOW, blank_head, plain_head
from tools.draw.deck.page import Page
from tools.draw.deck.panels import panel_head
from tools.draw.deck.shapes import Box
from tools.draw.deck.tables import Cell, Look, Row, Table, model_row
from tools.draw.deck.text import Level, bullets, dash, diamond, paragraph, run, tick

WIDTH = 30.867


def band(page: Page, name: str, box: Box, label: float, models: str, *, size: float = 13) -> None:
    """Label box {{NAME_head}} of width `label`, then its text or list on a light ground."""
    words = paragraph(run(f"{{{{{name}_head}}}}", size, "ground", bold=True), align="ctr")
    page.text(f"Label {name}", Box(box.x, box.y, label, box.h), words, anchor="ctr", paint="navy", inset=0.2)
    page.text(
        f"Band {name}",
        Box(box.x + label, box.y, box.w - label, box.h),
        models,
        anchor="ctr",
        paint="total",
        inset=0.4,
    )


def _results_and_targets(page: Page, y: float, row: float) -> None:
    """A table of five columns: line, result, growth, target, growth of the target."""
    widths = (9.667, 5.6, 4.4, 6.8, 4.4)
    size = 13.0
    right = 0.4

    def head(word: str, paint: str) -> Cell:
        text = paragraph(run(f"{{{{{word}}}}}", size, "navy", bold=True), align="ctr")
        return Cell(text, paint=paint, span=2, bottom=BELOW)

    label = Look(size, align="l", left_inset=0.25)
    figure, growth = Look(size + 1, "navy", bold=True, right_inset=right), Look(size, right_inset=right)
    tinted = (
        Look(size + 1, "navy", bold=True, right_inset=right, paint="target"),
        Look(size, right_inset=right, paint="target"),
    )
    rows = (
        Row(
            0.8, (blank_head(bottom=BELOW), head("head_results", "head"), head("head_targets", "target.head"))
        ),
        model_row("line", row, (label, figure, growth, *tinted), bottom=("rule", 0.75), inset=0),
    )
    page.table(Table("summary_table", 1.5, y, widths, rows))


def summary_bands(page: Page) -> None:
    """Results and targets, two bands, the headline, two bands of lists, the outlook."""
    page.title()
    _results_and_targets(page, 2.4, 0.72)
    lists = (dash(12, before=1.5, shift=0.5),)
    for name, y, h in (("band1", 7.05, 0.95), ("band2", 8.1, 0.95)):
        models = paragraph(run(f"{{{{{name}}}}}", 13, "navy", bold=True))
        band(page, name, Box(1.5, y, WIDTH, h), 4.4, models)
    page.message(Box(1.5, 9.2, WIDTH, 0.8))
    for name, y, h in (("band3", 10.15, 2.15), ("band4", 12.4, 2.8)):
        band(page, name, Box(1.5, y, WIDTH, h), 4.4, bullets(name, lists))
    band(page, "band5", Box(1.5, 15.3, WIDTH, 2.1), 4.4, bullets("band5", lists))
    page.foot()


def summary_lists(page: Page) -> None:
    """Results and targets, the message, two columns of findings."""
    page.title()
    _results_and_targets(page, 2.4, 0.72)
    page.message(Box(1.5, 6.3, WIDTH, 0.9))
    levels = diamond(13, before=8), dash(12, before=2.5), tick(11.5, before=1.5)
    page.text("Findings left", Box(1.5, 7.35, 14.9, 10.05), bullets("left", levels))
    page.text("Findings right", Box(17.4, 7.35, 14.967, 10.05), bullets("right", levels))
    page.hairline(16.9, 7.6, 17.2)
    page.foot()


def bands_3(page: Page) -> None:
    """Three bands, each with a headline over a list: where we stand, what we have, what we do."""
    page.title()
    levels = (
        Level("◆", "Meiryo", 70, "navy", 0.5, 0.5, 0, 16, "navy", bold=True),
        dash(14, before=3),
        tick(12.5, before=1.5),
    )
    for name, y, h in (("band1", 2.6, 4.4), ("band2", 7.25, 4.4), ("band3", 11.9, 5.5)):
        band(page, name, Box(1.5, y, WIDTH, h), 5.2, bullets(name, levels), size=17)
    page.foot()


def bands_side(page: Page) -> None:
    """Four bands of lists; at the right a small table, a message and a list."""
    page.title()
    levels = (dash(12.5, before=3, shift=0.5), tick(11.5, shift=0.5))
    for at in range(4):
        name = f"band{at + 1}"
        band(page, name, Box(1.5, 2.6 + at * 3.725, 19.4, 3.5), 3.4, bullets(name, levels), size=15)
    x, w = 21.7, 10.667
    panel_head(page, "table_head", x, 2.35, w, size=15, rule=False)
    right = 0.2
    rows = (
        Row(
            0.85,
            (
                blank_head(bottom=BELOW),
                plain_head("head_this", 12.5, right_inset=right),
                plain_head("head_target", 12.5, right_inset=right, paint="target.head"),
            ),
        ),
        model_row(
            "line",
            0.95,
            (
                Look(12.5, align="l", left_inset=0.1),
                Look(13, bold=True, right_inset=right),
                Look(13, bold=True, right_inset=right, paint="target"),
            ),
            bottom=("rule", 0.75),
        ),
    )
    page.table(Table("side_table", x, 3.3, (3.667, 3.4, 3.6), rows))
    page.text(
        "Conclusion",
        Box(x, 6.6, w, 1.7),
        paragraph(run("{{message}}", 14, "navy", bold=True)),
        anchor="ctr",
        paint="head",
        inset=0.35,
    )
    page.text("Notes", Box(x, 8.6, w, 8.8), bullets("notes", (diamond(13, before=9), dash(12, before=3))))
    page.foot()
