"""Sheet Model: the whole record and the forecast on one timeline, one formula per row and block."""

from __future__ import annotations

from reportgen.new.page import Page
from reportgen.new.timeline_sheet import KEY, TimelineSheet, draw_timeline, name_cells
from tools.draw.model.house import IIJ
from tools.draw.model.lines import LINES


def _printed_on() -> str:
    """The day of the document that the revenue of a column comes from, under the chosen vintage."""
    key = f'${KEY}${{revenue}}&"|"&{{c}}${{key}}'
    # Keys end with the standard where there are several.
    under = f'{key}&"|"&{{c}}${{standard}}'
    return f'=IFERROR(INDEX(data_published,IFERROR(MATCH({key},data_key,0),MATCH({under},data_key,0))),"-")'


MODEL = TimelineSheet(
    "Model",
    "History and forecast, by quarter, half, nine months and year; targets",
    LINES,
    {"quarters": "", "halves": "", "nine_months": "", "years": "year", "targets": "target"},
    years=3,
    extra=(
        ("Breaks, by number on Line names", "連続性の注記番号", "period.breaks", "text_right"),
        ("Revenue as printed on", "売上高の公表日", _printed_on(), "day"),
    ),
    widths=(37, 22.5),
)
_NOTES = (
    "Orange edge: restated since first printed. Hatched: suspect. Both are explained on sheet Restatements; numbers in "
    "row Breaks on sheet Line names.",
    "Costs, taxes and noncontrolling interests are positive amounts that are deducted. Reported totals stand beside "
    "the sums of their lines. Older periods, and lines with hardly a figure, are folded away.",
)


def draw_model(page: Page) -> None:
    """Draw the sheet."""
    _marks(page)
    draw_timeline(page, IIJ, MODEL, _NOTES)
    name_cells(page, MODEL)


def _marks(page: Page) -> None:
    """Restated figures with an orange edge, suspect ones hatched; both are told in words on Restatements."""
    first, quarters = MODEL.first_row, MODEL.column(MODEL.first_block)
    key = f'${KEY}{first}&"|"&{quarters}${MODEL.head_row("key")}'
    orange = page.book.add_format({"left": 1, "left_color": "#E07B00"})
    hatched = page.book.add_format({"pattern": 14, "bg_color": "#FFFFFF", "fg_color": "#F0C36D"})
    for name, style in (("suspect_key", hatched), ("flag_key", orange)):
        page.rule(
            f"{quarters}{first}:{MODEL.last_column}{MODEL.last_row}", f"=COUNTIF({name},{key})>0", style
        )
