"""The model's timeline against the answers of the tables, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from office import Book, address_of, same, split

from reportgen.core.period import parse_period
from reportgen.figures.figure_resolver import FigureResolver
from reportgen.figures.query import When, parse_query

TIMED = ("Model", "Balance sheet", "Cash flow", "KPIs")


@dataclass
class Comparison:
    """How the cells compare: equal; inside the interval of the answer; `unknown` to the sheet; different."""

    equal: int = 0
    inside: int = 0
    unknown: set[str] = field(default_factory=set)
    different: set[str] = field(default_factory=set)


# What stands where no rate says how a result came out of a loss.
TURNS = {"": "n/d", "to_profit": "to profit", "loss_wider": "wider loss", "loss_smaller": "smaller loss"}


def compared(book: Book, figures: FigureResolver) -> Comparison:
    """Every figure cell of the history: a gap where the tables have one, else the same value.

    A figure reached another way (a half as a sum, or as a difference) may differ within its interval.
    """
    found = Comparison()
    for sheet in TIMED:
        cells = book[sheet]
        key_row = next(
            split(at)[0] for at, cell in cells.items() if cell.value == "Key" and split(at)[1] == 2
        )
        key_column = next(
            split(at)[1] for at, cell in cells.items() if cell.value == "Key" and split(at)[1] > 2
        )
        flag = next((split(at)[0] for at, cell in cells.items() if cell.value == "Actual = 1"), None)
        for at, cell in cells.items():
            row, column = split(at)
            key, when = cells.get(address_of(row, key_column)), cells.get(address_of(key_row, column))
            if row <= key_row or column <= key_column or not (cell.formula and key and key.value and when):
                continue
            ahead = flag is not None and cells[address_of(flag, column)].value == 0
            if when.value and (not ahead or "|" in str(when.value)):
                _compare(found, f"{key.value}|{when.value}", cell.value, figures)
    return found


def _compare(found: Comparison, key: str, shown: object, figures: FigureResolver) -> None:
    answer = figures.ask(parse_query(key, figures.table, {}, When(parse_period("FY17"))))
    scale = Decimal("1E-6") if answer.unit == "JPY" else Decimal(1)
    if answer.value is None or answer.interval is None:
        if shown != TURNS[answer.turn]:
            found.different.add(key)
        else:
            found.equal += 1
    elif shown == "n/d":
        found.unknown.add(key)
    elif same(float(answer.value * scale), shown):
        found.equal += 1
    elif isinstance(shown, int | float) and (
        float(answer.interval.low * scale) - 1e-9 <= shown <= float(answer.interval.high * scale) + 1e-9
    ):
        found.inside += 1
    else:
        found.different.add(key)
