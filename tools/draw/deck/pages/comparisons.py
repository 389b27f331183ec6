"""Tables of results: two years and their change, with remarks, with shares of revenue, or beside a target.

results_remarks    line | this | prior | YoY | remark
results_yoy        line | % this | % prior | YoY
results_vs_target  line | % this | % prior | YoY | % target
"""

from __future__ import annotations

from dataclasses import dataclass

from tools.draw.deck.heads import BELOW, blank_head, group_head, sub_head
from tools.draw.deck.page import Page
from tools.draw.deck.shapes import Box
from tools.draw.deck.tables import Cell, Look, Row, Table, model_row
from tools.draw.deck.text import paragraph, run

WIDTH, RIGHT = 30.867, 0.35
LINE = ("rule", 0.75)


@dataclass(frozen=True)
class _Form:
    """Row height and sizes of one table; `paint` tints the last pair."""

    height: float
    label: float
    amount: float
    share: float


def _head(word: str, dates: str, span: int, paint: str = "head") -> Cell:
    return group_head(word, dates, span=span, paint=paint, size=13)


def _plain_group(word: str) -> Cell:
    return Cell(
        paragraph(run(f"{{{{{word}}}}}", 13, "navy", bold=True), align="r"),
        paint="head",
        right_inset=RIGHT,
    )


def _pair(form: _Form, paint: str | None, *, bold: bool) -> tuple[Look, Look]:
    return (
        Look(form.share, "muted", italic=True, right_inset=0.25, paint=paint),
        Look(form.amount, bold=bold, right_inset=RIGHT, paint=paint),
    )


def _notes(page: Page) -> None:
    page.text("Footnote", Box(1.5, 16.5, WIDTH, 0.9), paragraph(run("{{footnote}}", 10, "muted")), anchor="b")
    page.foot()


def _rows(form: _Form, tail: str) -> tuple[Row, ...]:
    found = []
    for role, paint, bold in (("line", None, False), ("total", "total", True)):
        label = Look(form.label, bold=bold, align="l", left_inset=0.3, paint=paint)
        change = Look(form.amount - 1, bold=bold, right_inset=RIGHT, paint=paint)
        looks: tuple[Look, ...] = (
            label,
            *_pair(form, paint, bold=bold),
            *_pair(form, paint, bold=bold),
            change,
        )
        if tail == "target":
            looks += _pair(form, "target", bold=bold)
        found.append(model_row(role, form.height, looks, bottom=LINE))
    return tuple(found)


def _subs(tail: str) -> Row:
    pair = (sub_head("sub_share", right_inset=0.25, italic=True), sub_head("sub_amount", right_inset=RIGHT))
    cells: tuple[Cell, ...] = (blank_head(bottom=BELOW), *pair, *pair, blank_head(bottom=BELOW))
    if tail == "target":
        cells += (
            sub_head("sub_share", right_inset=0.25, italic=True, paint="target.head"),
            sub_head("sub_amount", right_inset=RIGHT, paint="target.head"),
        )
    return Row(0.65, cells)


def results_remarks(page: Page) -> None:
    """Two years, their change, and what stands behind a line."""
    page.title()
    heads = Row(
        1.3,
        (
            blank_head(bottom=BELOW),
            *(
                Cell(_over(word), paint="head", bottom=BELOW, right_inset=RIGHT)
                for word in ("head_this", "head_prior")
            ),
            Cell(_plain_group("head_change").paragraphs, paint="head", bottom=BELOW, right_inset=RIGHT),
            Cell(
                paragraph(run("{{head_remarks}}", 13, "navy", bold=True)),
                paint="head",
                bottom=BELOW,
                left_inset=0.8,
            ),
        ),
    )
    rows = [heads]
    for role, paint, bold in (("line", None, False), ("total", "total", True)):
        amount = Look(17, bold=bold, right_inset=RIGHT, paint=paint)
        looks = (
            Look(15, bold=bold, align="l", left_inset=0.3, paint=paint),
            amount,
            amount,
            Look(16, bold=bold, right_inset=RIGHT, paint=paint),
            Look(12.5, align="l", left_inset=0.8, right_inset=0.2, paint=paint),
        )
        rows.append(model_row(role, 1.72, looks, bottom=LINE))
    widths = (8.4, 2.8, 2.8, 2.8, WIDTH - 16.8)
    page.table(Table("results_table", 1.5, 2.75, widths, tuple(rows)))
    _notes(page)


def _over(word: str) -> str:
    return paragraph(run(f"{{{{{word}}}}}", 14, "navy", bold=True), align="r") + paragraph(
        run(f"{{{{{word}_dates}}}}", 10, "muted"), align="r"
    )


def results_yoy(page: Page) -> None:
    """Two periods with their shares of revenue, and the growth between them."""
    page.title()
    form = _Form(1.5, 16, 17, 12)
    heads = Row(
        1.2,
        (
            blank_head(),
            _head("head_this", "head_this_dates", 2),
            _head("head_prior", "head_prior_dates", 2),
            _plain_group("head_change"),
        ),
    )
    widths = (11.267, 3.2, 4.4, 3.2, 4.4, 4.4)
    page.table(Table("results_table", 1.5, 2.75, widths, (heads, _subs(""), *_rows(form, ""))))
    _notes(page)


def results_vs_target(page: Page) -> None:
    """Two years with their shares of revenue, the growth, and the target of this year."""
    page.title()
    form = _Form(1.5, 15, 16, 11.5)
    heads = Row(
        1.2,
        (
            blank_head(),
            _head("head_this", "head_this_dates", 2),
            _head("head_prior", "head_prior_dates", 2),
            _plain_group("head_change"),
            _head("head_target", "head_target_dates", 2, "target.head"),
        ),
    )
    widths = (9.967, 2.7, 3.3, 2.7, 3.3, 2.9, 2.7, 3.3)
    page.table(Table("results_table", 1.5, 2.75, widths, (heads, _subs("target"), *_rows(form, "target"))))
    _notes(page)
