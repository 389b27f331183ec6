"""Formulas of a model workbook: look-ups by key, calculations over the sheet's own rows, sums of quarters.

    printed       INDEX(data_value,MATCH($G12&"|"&H$13,data_key,0))
    rolled        INDEX(rolled_value,MATCH($G12&"|"&H$6,rolled_key,0),MATCH(H$8,rolled_node,0))
    forecast      INDEX(forecast_value,MATCH($G12,forecast_key,0),MATCH(H$13,forecast_period,0))
    calculation   H12-H15
    year before   INDEX($H12:$Z12,MATCH(H$14,$H$13:$Z$13,0))
    nine months   the year less its last quarter, from the row itself
    quarters      SUMIFS($H12:$O12,$H$9:$O$9,R$13)

Every formula ends in `IFERROR(...,"n/d")`: a figure that is not disclosed is the text n/d, never a blank
(Excel reads a blank as zero) and never an error value. A figure that nobody forecasts is the text n/f.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from reportgen.data.records import MetricRef
from reportgen.figures.formula import formula
from reportgen.figures.tree import Expr, Shift
from reportgen.figures.turns import Turns
from reportgen.office.addresses import column_letters

GAP = '"n/d"'
NOT_FORECAST = '"n/f"'
# A template gives its tables defined names that begin so; `data_value` holds values, `data_key` what finds them:
# printed figures, the periods of a year as they follow from each other, the forecast of the chosen scenario.
PRINTED, ROLLED, FORECAST = "data", "rolled", "forecast"


class TimelineHead(Struct, frozen=True):
    """Where a sheet's head tells periods: the rows of each column's own key and of the keys it is compared with.

    All periods of the sheet stand between the two columns.
    """

    key_row: int
    prior_year_row: int | None
    prior_quarter_row: int | None
    first_column: int
    last_column: int


def joined(metric: str, period: str) -> str:
    """The Excel text of a key, `metric|period`, from the cells that hold its two halves."""
    return f'{metric}&"|"&{period}'


def printed_text(key: str) -> str:
    """A look-up among the printed figures; `key` is the Excel text of a key."""
    return f"INDEX({PRINTED}_value,MATCH({key},{PRINTED}_key,0))"


def rolled_text(key: str, node: str) -> str:
    """A look-up by metric and year, `key`, and the part of the year, `node`, where a sheet derives one from another."""
    return f"INDEX({ROLLED}_value,MATCH({key},{ROLLED}_key,0),MATCH({node},{ROLLED}_node,0))"


def forecast_text(metric: str, period: str) -> str:
    """A look-up among the forecasts of the chosen scenario."""
    return f"INDEX({FORECAST}_value,MATCH({metric},{FORECAST}_key,0),MATCH({period},{FORECAST}_period,0))"


def same_row_text(row: int, letters: str, head: TimelineHead, shift: Shift) -> str | None:
    """The figure of `row` at the own period of a column, or one year or quarter before; None for any other shift."""
    if shift == Shift():
        return f"{letters}{row}"
    wanted = wanted_key(letters, head, shift)
    return along(str(row), head, wanted) if wanted is not None else None


def wanted_key(letters: str, head: TimelineHead, shift: Shift) -> str | None:
    """The head cell that names the period one year or quarter before a column's own; None for any other shift."""
    key_row = head.prior_year_row if shift.years else head.prior_quarter_row
    if key_row is None or shift.part or abs(shift.years) + abs(shift.quarters) != 1:
        return None
    return f"{letters}${key_row}"


def along(row: str, head: TimelineHead, wanted: str) -> str:
    """What a row of the sheet, `12` or of the head `$12`, holds in the column of the `wanted` period."""
    first, last = column_letters(head.first_column), column_letters(head.last_column)
    keys = f"${first}${head.key_row}:${last}${head.key_row}"
    return f"INDEX(${first}{row}:${last}{row},MATCH({wanted},{keys},0))"


def quarters_text(row: int, wanted: str, head_row: int, first: int, last: int) -> str:
    """The sum of those quarters whose head names the wanted half or year; an error where one is not disclosed.

    A gap among the quarters is the text n/d, which SUMIFS would skip; so gaps are counted first.
    """
    a, b = column_letters(first), column_letters(last)
    heads = f"${a}${head_row}:${b}${head_row}"
    values = f"${a}{row}:${b}{row}"
    complete = f"COUNTIFS({heads},{wanted},{values},{GAP})=0"
    some = f"COUNTIF({heads},{wanted})>0"
    return f"IF(AND({some},{complete}),SUMIFS({values},{heads},{wanted}),NA())"


def known_quarters_text(row: int, wanted: str, head_row: int, columns: tuple[int, int]) -> str:
    """The sum of the quarters, told or forecast, whose head names the wanted half or year; an error where one is no
    number."""
    a, b = (column_letters(column) for column in columns)
    heads, values = f"${a}${head_row}:${b}${head_row}", f"${a}{row}:${b}{row}"
    complete = f'COUNTIFS({heads},{wanted},{values},">-1E+99")=COUNTIF({heads},{wanted})'
    return f"IF(AND(COUNTIF({heads},{wanted})>0,{complete}),SUMIFS({values},{heads},{wanted}),NA())"


def nine_months_text(
    row: int, year: str, key_row: int, quarters: tuple[int, int], years: tuple[int, int]
) -> str:
    """The year less its last quarter, both from the row itself; an error where one is not disclosed."""

    def at(key: str, columns: tuple[int, int]) -> str:
        a, b = (column_letters(column) for column in columns)
        return f"INDEX(${a}{row}:${b}{row},MATCH({key},${a}${key_row}:${b}${key_row},0))"

    last_quarter = f'SUBSTITUTE({year},"FY","4Q")'
    return f"{at(year, years)}-{at(last_quarter, quarters)}"


def out_of_loss_text(now: str, before: str, words: Turns) -> str:
    """The words for a result after a loss; an error where either is not disclosed or there was no loss."""
    turns = f'"{words.above}",IF({now}<{before},"{words.wider}","{words.smaller}")'
    return f"IF({before}+0<0,IF({now}+0>0,{turns}),NA())"


def first_given(texts: Sequence[str], gap: str = GAP) -> str:
    """The first of several formulas that gives a figure, else `gap`."""
    result = gap
    for text in reversed(texts):
        result = f"IFERROR({text},{result})"
    return result


def history_or_forecast(flag_cell: str, history: str, forecast: str) -> str:
    """One formula for all columns of a row: history where the column's flag is 1, else the forecast."""
    return f"IF({flag_cell}=1,{history},{forecast})"


def calculation_text(expr: Expr, address_of: Mapping[tuple[MetricRef, Shift], str]) -> str:
    """The Excel text of a bound expression whose inputs all have an address."""
    return formula(expr, lambda ref, shift: address_of[(ref, shift)], guarded=False)
