"""Tables that take the whole width: results beside targets, a year's target, a balance sheet without remarks.

results_two_targets      this | prior | % || first target | revised target | %
results_against_target   this | prior | % || target of the period | % | target of the year
"""

from __future__ import annotations

from tools.draw.deck.heads import BELOW, blank_head, group_head, plain_head, sub_head
from tools.draw.deck.page import Page
from tools.draw.deck.panels import block, panel_head
from tools.draw.deck.shapes import Box
from tools.draw.deck.tables import Cell, Look, Row, Table, model_row
from tools.draw.deck.text import arrow, bullets, paragraph, plain_list, run

WIDTH = 30.867
LINE = ("rule", 0.75)
RIGHT = 0.25
SHARE, AMOUNT, RATE = 2.3, 2.4, 2.6
LABEL = WIDTH - 4 * (SHARE + AMOUNT) - 2 * RATE


def _results(page: Page, groups: tuple[tuple[str, bool], ...]) -> None:
    """A table of groups: a pair of share and amount under `head_NAME`, or one rate; tinted where a target."""
    page.title()
    heads: list[Cell] = [blank_head()]
    subs: list[Cell] = [blank_head(bottom=BELOW)]
    widths: list[float] = [LABEL]
    for name, tinted in groups:
        paint = "target.head" if tinted else "head"
        if name.startswith("rate"):
            heads.append(group_head(f"head_{name}", size=12, span=1, paint=paint))
            subs.append(sub_head("sub_percent", right_inset=RIGHT, paint=paint))
            widths.append(RATE)
            continue
        dates = f"head_{name}_dates"
        heads.append(group_head(f"head_{name}", dates, size=13, dates_size=9.5, paint=paint))
        subs.append(sub_head("sub_share", right_inset=RIGHT, italic=True, size=9.5, paint=paint))
        subs.append(sub_head("sub_amount", right_inset=RIGHT, paint=paint))
        widths += [SHARE, AMOUNT]

    def looks(ground: str | None, *, bold: bool) -> tuple[Look, ...]:
        found = [Look(14, bold=bold, align="l", left_inset=0.25, paint=ground)]
        for name, tinted in groups:
            paint = "target" if tinted else ground
            if not name.startswith("rate"):
                found.append(Look(11, "muted", italic=True, left_inset=0, right_inset=RIGHT, paint=paint))
            found.append(Look(15, bold=bold, left_inset=0, right_inset=RIGHT, paint=paint))
        return tuple(found)

    rows = (
        Row(1.5, tuple(heads)),
        Row(0.65, tuple(subs)),
        model_row("line", 1.5, looks(None, bold=False), bottom=LINE),
        model_row("total", 1.5, looks("total", bold=True), bottom=LINE),
    )
    page.table(Table("results_table", 1.5, 2.75, tuple(widths), rows))
    page.text("Footnote", Box(1.5, 16.2, WIDTH, 1.2), paragraph(run("{{footnote}}", 10, "muted")), anchor="b")
    page.foot()


def results_two_targets(page: Page) -> None:
    """Results of two years beside the first and the revised target of the year."""
    _results(
        page,
        (
            ("this", False),
            ("prior", False),
            ("rate", False),
            ("target", True),
            ("revised", True),
            ("rate_revised", True),
        ),
    )


def results_against_target(page: Page) -> None:
    """Results of two years, the target of the period with what was reached of it, the target of the year."""
    _results(
        page,
        (
            ("this", False),
            ("prior", False),
            ("rate", False),
            ("target", True),
            ("rate_target", True),
            ("year", True),
        ),
    )


def _target(page: Page, y: float, head: float, row: float, size: float) -> None:
    """Target, actual, change in amount and in percent."""
    widths = (11.267, 5.6, 5.6, 4.4, 4.0)
    right = 0.4

    def period(word: str, paint: str) -> Cell:
        text = paragraph(run(f"{{{{{word}}}}}", size, "navy", bold=True), align="r")
        text += paragraph(run(f"{{{{{word}_dates}}}}", 9.5, "muted"), align="r")
        return Cell(text, paint=paint, right_inset=right, bottom=BELOW)

    def looks(paint: str | None, *, bold: bool) -> tuple[Look, ...]:
        figure = Look(size + 1, bold=bold, right_inset=right, paint=paint)
        label = Look(size, bold=bold, align="l", left_inset=0.25, paint=paint)
        return label, Look(size + 1, bold=bold, right_inset=right, paint="target"), figure, figure, figure

    heads = Row(
        head,
        (
            blank_head(bottom=BELOW),
            period("head_target", "target.head"),
            period("head_actual", "head"),
            Cell(
                paragraph(run("{{head_change}}", size, "navy", bold=True), align="ctr")
                + paragraph(run("{{head_change_dates}}", 9.5, "muted"), align="ctr"),
                paint="head",
                span=2,
                bottom=BELOW,
            ),
        ),
    )
    rows = (
        heads,
        model_row("line", row, looks(None, bold=False), bottom=LINE, inset=0),
        model_row("total", row, looks("total", bold=True), bottom=LINE, inset=0),
    )
    page.table(Table("target_table", 1.5, y, widths, rows))


def target_table(page: Page) -> None:
    """The target of a year beside the year before."""
    page.title()
    _target(page, 2.75, 1.5, 1.62, 16)
    page.text("Footnote", Box(1.5, 16.2, WIDTH, 1.2), paragraph(run("{{footnote}}", 10, "muted")), anchor="b")
    page.foot()


def target_blocks(page: Page) -> None:
    """The same above seven blocks of what it rests on."""
    page.title()
    _target(page, 2.4, 1.0, 0.69, 12.5)
    panel_head(page, "assumptions_head", 1.5, 8.3, WIDTH, rule=False)
    for first, y, h, parts in ((1, 9.2, 4.3, (1.75, 1.2, 1.0, 1.15)), (5, 13.75, 3.6, (1.0, 1.0, 1.0))):
        room, x = WIDTH - 0.5 * (len(parts) - 1), 1.5
        for at, share in enumerate(parts):
            name, part = f"block{first + at}", room * share / sum(parts)
            block(page, name, x, y, part, h, bullets(name, plain_list(11.5, 2)))
            x += part + 0.5
    page.foot()


def balance_sheet_wide(page: Page) -> None:
    """Up to 20 lines of a balance sheet over the whole width, one conclusion below."""
    page.title()
    right = 0.6
    figure, bold = Look(13, right_inset=right), Look(13, bold=True, right_inset=right, paint="total")
    label = Look(12.5, align="l", left_inset=0.25)
    total = Look(12.5, bold=True, align="l", left_inset=0.25, paint="total")
    rows = (
        Row(
            0.85,
            (
                blank_head(bottom=BELOW),
                plain_head("head_prior", 13, right_inset=right),
                plain_head("head_this", 13, right_inset=right),
                plain_head("head_change", 13, right_inset=right),
            ),
        ),
        model_row("line", 0.665, (label, figure, figure, figure), bottom=("hair", 0.75), inset=0),
        model_row("total", 0.665, (total, bold, bold, bold), top=("ink", 0.75), bottom=("ink", 1.0), inset=0),
    )
    page.table(Table("balance_table", 1.5, 2.55, (14.067, 5.6, 5.6, 5.6), rows))
    page.text("Notes", Box(1.5, 16.5, WIDTH, 0.9), bullets("notes", (arrow(13, before=0),)), anchor="ctr")
    page.foot()
