"""Formulas of a model workbook: links to the Data sheet, calculations over the sheet's own rows, sums of quarters.

    link          INDEX(data_value,MATCH($G12&"|"&H$13,data_key,0))
    calculation   H12-H15
    year before   INDEX($H12:$Z12,MATCH(H$14,$H$13:$Z$13,0))
    quarters      SUMIFS($H12:$O12,$H$9:$O$9,R$13)
    rolled        INDEX(rolled_value,MATCH($G12&"|"&H$6,rolled_key,0),MATCH(H$8,rolled_node,0))
    forecast      INDEX(forecast_value,MATCH($G12,forecast_key,0),MATCH(H$13,forecast_period,0))

Every formula ends in `IFERROR(...,"n/d")`: a figure that is not disclosed is the text n/d, never a blank
(Excel reads a blank as zero) and never an error value. A figure that nobody forecasts is the text n/f.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportgen.data.records import MetricRef
from reportgen.figures.formula import formula
from reportgen.figures.tree import Expr, Shift
from reportgen.office.addresses import column_letters

GAP = '"n/d"'
NOT_FORECAST = '"n/f"'


@dataclass(frozen=True, slots=True)
class PeriodRows:
    """The rows of a sheet's head that tell periods, and the columns between which all its periods stand."""

    key_row: int
    prior_year_row: int | None
    prior_quarter_row: int | None
    first_column: int
    last_column: int


@dataclass(frozen=True, slots=True)
class CellPlace:
    """A cell of the finished workbook: row and column from 1."""

    row: int
    column: int

    @property
    def address(self) -> str:
        """The relative address, `H12`."""
        return f"{column_letters(self.column)}{self.row}"


def link_text(metric_cell: str, period_cell: str) -> str:
    """A lookup on the Data sheet by key, `metric|period`, both given as cells or as quoted texts."""
    return f'INDEX(data_value,MATCH({metric_cell}&"|"&{period_cell},data_key,0))'


def rolled_text(metric_cell: str, year_cell: str, node_cell: str) -> str:
    """A lookup on the sheet that derives the periods of a year from each other, by metric, year and node."""
    return (
        f'INDEX(rolled_value,MATCH({metric_cell}&"|"&{year_cell},rolled_key,0),'
        f"MATCH({node_cell},rolled_node,0))"
    )


def forecast_text(metric_cell: str, period_cell: str) -> str:
    """A lookup among the forecasts of the chosen scenario, by metric and period."""
    return f"INDEX(forecast_value,MATCH({metric_cell},forecast_key,0),MATCH({period_cell},forecast_period,0))"


def literal_link_text(key: str) -> str:
    """A lookup on the Data sheet by a key that is typed out, for cells outside any timeline."""
    return f'INDEX(data_value,MATCH("{key}",data_key,0))'


def same_row_text(row: int, column: int, timeline: PeriodRows, shift: Shift) -> str | None:
    """The figure of `row` at the column's own period, or at the one `shift` away on the same timeline."""
    if shift == Shift():
        return CellPlace(row, column).address
    head = timeline.prior_year_row if shift.years else timeline.prior_quarter_row
    if head is None or shift.part or abs(shift.years) + abs(shift.quarters) != 1:
        return None
    first, last = column_letters(timeline.first_column), column_letters(timeline.last_column)
    wanted = f"{column_letters(column)}${head}"
    keys = f"${first}${timeline.key_row}:${last}${timeline.key_row}"
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


def guarded(texts: Sequence[str], gap: str = GAP) -> str:
    """The first of several formulas that gives a figure, else `gap`."""
    result = gap
    for text in reversed(texts):
        result = f"IFERROR({text},{result})"
    return result


def told_or_forecast(flag_cell: str, told: str, forecast: str) -> str:
    """History where the flag of the column is 1, else the forecast."""
    return f"IF({flag_cell}=1,{told},{forecast})"


def calculation_text(expr: Expr, address_of: dict[tuple[MetricRef, Shift], str]) -> str:
    """The Excel text of a bound expression whose inputs all have an address."""
    return formula(expr, lambda ref, shift: address_of[(ref, shift)], guarded=False)
