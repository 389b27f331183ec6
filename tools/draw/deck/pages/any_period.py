"""Pages that show any period, with much data or little: each comes in sizes, so that none looks half empty.

headline       table of key figures   | sentences
over           table, three sizes     / sentences below it
chart_notes    quarters under a head  | sentences, with or without a table of growth
two_charts     operating, net income  / sentences below them
lines          table in sections      | sentences
"""

from __future__ import annotations

from tools.draw.deck.charts import Chart
from tools.draw.deck.heads import BELOW, blank_head, group_head, plain_head, sub_head
from tools.draw.deck.page import Page
from tools.draw.deck.pages.quarters import side_table
from tools.draw.deck.panels import panel_head
from tools.draw.deck.shapes import Box
from tools.draw.deck.tables import Cell, Look, Row, Table, model_row
from tools.draw.deck.text import Level, bullets, dash, diamond, full_list, paragraph, run, tick

WIDTH = 30.867
LINE = ("rule", 0.75)
RIGHT = 0.3


def large_sentences(size: float = 15, before: float = 11) -> tuple[Level, ...]:
    """◆ – in the type of a page whose sentences are read from the back of a room."""
    return (
        diamond(size, before=before),
        dash(size - 1.5, before=before * 0.4),
        tick(size - 2.5, before=before * 0.25),
    )


# Key figures beside sentences


def _headline(page: Page, row: float, size: float) -> None:
    page.title()
    page.message(Box(1.5, 2.5, WIDTH, 0.95))
    widths = (6.1, 3.2, 3.2, 3.7)
    head = Row(
        1.0,
        (
            blank_head(bottom=BELOW),
            _two_line_head("head_this"),
            _two_line_head("head_prior"),
            plain_head("head_change", 12, right_inset=RIGHT),
        ),
    )
    rows = [head]
    for role, bold, paint in (("line", False, None), ("total", True, "total")):
        looks = (
            Look(size, bold=bold, align="l", left_inset=0.25, paint=paint),
            Look(size + 1.5, "navy", bold=True, right_inset=RIGHT, paint=paint),
            Look(size, right_inset=RIGHT, paint=paint),
            Look(size, bold=bold, right_inset=RIGHT, paint=paint),
        )
        rows.append(model_row(role, row, looks, bottom=LINE, inset=0))
    page.table(Table("headline_table", 1.5, 3.95, widths, tuple(rows)))
    page.hairline(18.2, 4.1, 17.2)
    page.text("Notes", Box(18.7, 3.85, 13.667, 13.0), bullets("notes", large_sentences(18, 24)))
    notes = paragraph(run("{{footnotes:1}}", 10, "muted"), margin=0.6, indent=-0.6)
    page.text("Footnotes", Box(1.5, 16.5, 16.2, 0.9), notes, anchor="b")
    page.foot()


def _two_line_head(word: str) -> Cell:
    return plain_head(word, 10.5, right_inset=RIGHT)


def headline(page: Page) -> None:
    """Nine to eleven key figures."""
    _headline(page, 1.0, 13.5)


def headline_eight(page: Page) -> None:
    """Seven or eight key figures."""
    _headline(page, 1.4, 14.5)


def headline_six(page: Page) -> None:
    """Five or six key figures, large."""
    _headline(page, 1.85, 16)


def headline_four(page: Page) -> None:
    """Four key figures, large."""
    _headline(page, 2.6, 18)


def headline_three(page: Page) -> None:
    """Up to three key figures, large."""
    _headline(page, 3.3, 19)


# Tables over sentences


def _over(page: Page, table: Table, end: float) -> None:
    page.title()
    page.table(table)
    page.rule("Rule notes", Box(1.5, end + 0.75, WIDTH, 0), "navy", 1)
    page.text(
        "Notes", Box(1.5, end + 0.95, WIDTH, 16.35 - end - 0.95), bullets("notes", large_sentences(16, 13))
    )
    notes = paragraph(run("{{footnotes:1}}", 10, "muted"), margin=0.6, indent=-0.6)
    page.text("Footnotes", Box(1.5, 16.5, WIDTH, 0.9), notes, anchor="b")
    page.foot()


def _results(page: Page, row: float, count: int) -> None:
    """This period, the one before, the change: as the large results table, with fewer rows."""
    heads = (
        Row(
            1.3,
            (
                blank_head(),
                group_head("head_this", "head_this_dates"),
                group_head("head_prior", "head_prior_dates"),
                group_head("head_change"),
            ),
        ),
        Row(
            0.65,
            (
                blank_head(bottom=BELOW),
                sub_head("sub_share", right_inset=0.35, italic=True),
                sub_head("sub_amount", right_inset=0.35),
                sub_head("sub_share", right_inset=0.35, italic=True),
                sub_head("sub_amount", right_inset=0.35),
                sub_head("sub_percent", right_inset=0.35),
                sub_head("sub_amount", right_inset=0.35),
            ),
        ),
    )
    rows = []
    for role, bold, paint in (("line", False, None), ("total", True, "total")):
        share = Look(12, "muted", italic=True, right_inset=0.35, paint=paint)
        amount = Look(17, bold=bold, right_inset=0.35, paint=paint)
        change = Look(16, bold=bold, right_inset=0.35, paint=paint)
        label = Look(16, bold=bold, align="l", left_inset=0.3, paint=paint)
        looks = (label, share, amount, share, amount, change, change)
        rows.append(model_row(role, row, looks, bottom=LINE))
    widths = (11.07, 2.8, 4.0, 2.8, 4.0, 3.2, 2.997)
    _over(page, Table("results_table", 1.5, 2.75, widths, (*heads, *rows)), 4.7 + row * count)


def results_five(page: Page) -> None:
    """Four or five rows of results over sentences."""
    _results(page, 1.3, 5)


def results_three(page: Page) -> None:
    """Up to three rows of results over sentences."""
    _results(page, 1.55, 3)


def _targets(page: Page, row: float, count: int) -> None:
    """What was reached of the year's target, beside the same time a year before; or the next target."""
    head = Row(
        1.35,
        (
            blank_head(bottom=BELOW),
            _dated("head_one", "dates_one", "head"),
            _dated("head_two", "dates_two", "target.head"),
            _dated("head_three", "dates_three", "target.head"),
            _dated("head_four", "dates_four", "head"),
            _dated("head_five", "dates_five", "head"),
        ),
    )
    rows = []
    for role, bold, paint in (("line", False, None), ("total", True, "total")):
        plain = Look(16, bold=bold, right_inset=0.4, paint=paint)
        tinted = Look(16, bold=True, right_inset=0.4, paint="target")
        label = Look(16, bold=bold, align="l", left_inset=0.3, paint=paint)
        looks = (label, plain, tinted, tinted, plain, plain)
        rows.append(model_row(role, row, looks, bottom=LINE))
    widths = (8.367, 4.5, 4.5, 4.5, 4.5, 4.5)
    _over(page, Table("target_table", 1.5, 2.75, widths, (head, *rows)), 4.1 + row * count)


def _dated(word: str, dates: str, paint: str) -> Cell:
    text = paragraph(run(f"{{{{{word}}}}}", 13, "navy", bold=True), align="r")
    text += paragraph(run(f"{{{{{dates}}}}}", 9, "muted"), align="r")
    return Cell(text, paint=paint, bottom=BELOW, right_inset=0.4, left_inset=0)


def targets_six(page: Page) -> None:
    """Five or six lines of targets over sentences."""
    _targets(page, 1.15, 6)


def targets_four(page: Page) -> None:
    """Four lines of targets over sentences."""
    _targets(page, 1.4, 4)


def targets_three(page: Page) -> None:
    """Up to three lines of targets over sentences."""
    _targets(page, 1.6, 3)


# Quarters under a head of their own, for years that are not over


def _open_chart(page: Page, notes: float) -> None:
    page.title()
    head = paragraph(
        run("{{current_total}}", 15, "navy", bold=True),
        run(" {{current_growth}}", 15, "navy"),
        run("     {{prior_total}}", 12, "muted"),
    )
    page.text("Chart head", Box(1.5, 2.6, 22.4, 0.9), head, anchor="ctr")
    page.chart(Chart("quarters_chart", (0, 0.04, 1, 0.885), 50, 161, (13, 11)), Box(1.5, 3.75, 22.4, 13.4))
    page.hairline(24.35, 2.9, 17.2)
    page.text("Notes", Box(24.8, 2.75, 7.57, notes), bullets("notes", full_list()))


def chart_growth(page: Page) -> None:
    """Chart, sentences and a table of growth rates."""
    _open_chart(page, 7.6)
    side_table(page, "growth", 24.8, 10.8, 7.57, 1.9)
    page.foot()


def chart_notes(page: Page) -> None:
    """Chart and sentences."""
    _open_chart(page, 14.4)
    page.foot()


def chart_below(page: Page) -> None:
    """A chart over the whole width, the few sentences there are below it."""
    page.title()
    head = paragraph(
        run("{{current_total}}", 15, "navy", bold=True),
        run(" {{current_growth}}", 15, "navy"),
        run("     {{prior_total}}", 12, "muted"),
    )
    page.text("Chart head", Box(1.5, 2.6, WIDTH, 0.9), head, anchor="ctr")
    page.chart(Chart("quarters_chart", (0, 0.04, 1, 0.87), 70, 161, (14, 11.5)), Box(1.5, 3.7, WIDTH, 9.3))
    page.rule("Rule notes", Box(1.5, 13.3, WIDTH, 0), "navy", 1)
    page.text("Notes", Box(1.5, 13.45, WIDTH, 3.95), bullets("notes", large_sentences(16, 10)))
    page.foot()


def _pair(page: Page, names: tuple[str, str], top: float, height: float, size: float = 11) -> None:
    """Two charts side by side, each under its head and the figure of the period."""
    for at, name in enumerate(names, start=1):
        x = (1.5, 17.4)[at - 1]
        panel_head(page, f"chart{at}_head", x, top, 14.9)
        key = paragraph(
            run(f"{{{{chart{at}_total}}}}", 13, "navy", bold=True),
            run(f" {{{{chart{at}_growth}}}}", 13, "navy"),
            run(f"    {{{{chart{at}_prior}}}}", 11, "muted"),
        )
        page.text(f"Key figure {at}", Box(x, top + 0.95, 14.9, 0.75), key, anchor="ctr")
        page.chart(
            Chart(name, (0, 0.04, 1, 0.86), 45, 161, (size, 9.5), axis_size=10),
            Box(x, top + 1.75, 14.9, height - 1.75),
        )


def two_charts(page: Page) -> None:
    """Two series of quarters over sentences."""
    page.title()
    _pair(page, ("left_chart", "right_chart"), 2.5, 9.8)
    page.rule("Rule notes", Box(1.5, 12.75, WIDTH, 0), "rule", 0.75)
    page.text("Notes", Box(1.5, 12.9, WIDTH, 4.5), bullets("notes", large_sentences(14, 9)))
    page.foot()


def charts_only(page: Page) -> None:
    """Two series of quarters over the whole page."""
    page.title()
    _pair(page, ("left_chart", "right_chart"), 2.5, 14.8, 12)
    page.foot()


def charts_progress(page: Page) -> None:
    """Two series of quarters over what was reached of the year's target."""
    page.title()
    _pair(page, ("left_chart", "right_chart"), 2.4, 8.9)
    panel_head(page, "progress_head", 1.5, 11.3, WIDTH, rule=False)
    head = Row(
        1.0,
        (
            blank_head(bottom=BELOW),
            _dated("head_one", "dates_one", "head"),
            _dated("head_two", "dates_two", "target.head"),
            _dated("head_three", "dates_three", "target.head"),
            _dated("head_four", "dates_four", "head"),
            _dated("head_five", "dates_five", "head"),
        ),
    )
    plain, tinted = Look(13, right_inset=0.4), Look(13, bold=True, right_inset=0.4, paint="target")
    looks = (Look(13, align="l", left_inset=0.25), plain, tinted, tinted, plain, plain)
    row = model_row("line", 0.82, looks, bottom=LINE, inset=0)
    widths = (8.367, 4.5, 4.5, 4.5, 4.5, 4.5)
    page.table(Table("target_table", 1.5, 12.1, widths, (head, row)))
    notes = paragraph(run("{{footnotes:1}}", 10, "muted"), margin=0.6, indent=-0.6)
    page.text("Footnotes", Box(1.5, 16.6, WIDTH, 0.8), notes, anchor="b")
    page.foot()


# Lines in sections beside sentences


def _lines(page: Page, heights: tuple[float, float, float], size: float) -> None:
    page.title()
    head_height, section, line = heights
    widths = (9.6, 3.5, 3.5, 3.4)
    labels = Look(size + 1, "navy", bold=True, align="l", left_inset=0.1)
    over = Look(size - 1, "muted", right_inset=0.2, left_inset=0)
    name = Look(size, align="l", left_inset=0.1)
    figure = Look(size + 0.5, bold=True, right_inset=0.2, left_inset=0)
    plain = Look(size, right_inset=0.2, left_inset=0)
    below = Look(size - 1, "muted", align="l", left_inset=0.1, margin=0.5)
    small = Look(size - 0.5, "muted", right_inset=0.2, left_inset=0)
    rows = (
        model_row("head", head_height, (labels, over, over, over), bottom=BELOW, anchor="b", inset=0.08),
        model_row("section", section, (labels, over, over, over), bottom=BELOW, anchor="b", inset=0.08),
        model_row("line", line, (name, figure, plain, plain), bottom=LINE, inset=0),
        model_row("sub", line * 0.9, (below, small, small, small), bottom=LINE, inset=0),
    )
    page.table(Table("lines_table", 1.5, 2.7, widths, rows))
    page.hairline(22.0, 2.9, 17.2)
    page.text("Notes", Box(22.5, 2.65, 9.867, 13.7), bullets("notes", large_sentences(16, 17)))
    notes = paragraph(run("{{footnotes:1}}", 10, "muted"), margin=0.6, indent=-0.6)
    page.text("Footnotes", Box(1.5, 16.6, WIDTH, 0.8), notes, anchor="b")
    page.foot()


def lines_many(page: Page) -> None:
    """Thirteen rows or more."""
    _lines(page, (0.85, 1.1, 0.8), 12)


def lines_mid(page: Page) -> None:
    """Ten to twelve rows."""
    _lines(page, (0.95, 1.35, 1.02), 13)


def lines_some(page: Page) -> None:
    """Seven to nine rows."""
    _lines(page, (1.15, 1.75, 1.36), 14.5)


def lines_few(page: Page) -> None:
    """Five or six rows, large."""
    _lines(page, (1.5, 2.3, 1.9), 17)


def _balance(page: Page, row: float, size: float) -> None:
    page.title()
    head = Row(
        0.85,
        (
            blank_head(bottom=BELOW),
            plain_head("head_prior", 12, right_inset=0.6),
            plain_head("head_this", 12, right_inset=0.6),
            plain_head("head_change", 12, right_inset=0.6),
        ),
    )
    rows = [head]
    for role, bold, paint in (("line", False, None), ("total", True, "total")):
        figure = Look(size, bold=bold, right_inset=0.6, paint=paint)
        looks = (Look(size, bold=bold, align="l", left_inset=0.25, paint=paint), figure, figure, figure)
        top = ("ink", 0.75) if bold else None
        bottom = ("ink", 1.0) if bold else ("hair", 0.75)
        rows.append(model_row(role, row, looks, top=top, bottom=bottom, inset=0))
    page.table(Table("balance_table", 1.5, 2.5, (13.867, 6.0, 6.0, 5.0), tuple(rows)))
    levels = (dash(12, before=0, shift=0.5),)
    page.text("Notes", Box(1.5, 16.7, WIDTH, 0.7), bullets("notes", levels), anchor="ctr")
    page.foot()


def balance_plain(page: Page) -> None:
    """A balance sheet without remarks, over the whole width: nineteen lines or more."""
    _balance(page, 0.62, 11.5)


def balance_short(page: Page) -> None:
    """A balance sheet of up to eighteen lines."""
    _balance(page, 0.72, 12.5)
