"""Which of the rows that a company tells stand on which page of a deck, and which of them are charted."""

from __future__ import annotations

from collections.abc import Iterator

from reportgen.new.house import House

_KEY_FIGURES = (
    *(
        "gross_profit",
        "gross_margin",
        "operating_income",
        "operating_margin",
        "ordinary_income",
        "pretax_income",
    ),
    *("net_income", "eps", "dividend_per_share", "cf_operating", "free_cash_flow"),
)
_PER_SHARE = ("eps", "eps_diluted")
# Rows of the income statement that give way, in this order, where a page cannot hold all.
_SPARED = (
    "eps_diluted",
    "other_income_net",
    "nonoperating_income",
    "nonoperating_expenses",
    "net_income_owners",
    "eps",
    "interest_income",
    "interest_expense",
)
_RISKS = ("noninterest_income", "credit_loss_provision")
_RESULTS = ("operating_income", "pretax_income", "net_income")
# The most rows that stand on a page in a size that can be read.
_MOST_ROWS = 12
_MOST_PLANNED = 7
# Two statements of so many rows leave room for charts below them.
_SHORT = 5
# More than these have no room for their labels beside each other.
_MOST_CHARTED = 3


def key_figures(house: House) -> tuple[str, ...]:
    """The rows of the first page: of every company, of a bank, and the company's own."""
    usual = (name for name in house.held(*_RISKS, *_KEY_FIGURES) if name != house.lead)
    return (house.lead, *usual, *_own(house))[:_MOST_ROWS]


def _own(house: House) -> Iterator[str]:
    """What a company tells beside the usual lines: counts, ratios of its own, results that are called otherwise."""
    usual = (house.lead, *_KEY_FIGURES, *_lines(house))
    for one in house.of("income", "balance", "kpi"):
        told = one.name not in usual and (not one.expression or one.name in house.own)
        if told and (one.statement != "balance" or one.unit_kind == "ratio"):
            yield one.name


def _lines(house: House) -> Iterator[str]:
    """The lines of the income statement, in the order of the company's concepts."""
    for one in house.of("income", "per_share"):
        if one.name in _PER_SHARE or (one.statement == "income" and one.unit_kind == "money"):
            yield one.name


def income(house: House) -> tuple[str, ...]:
    """The rows of the income statement; none where all of them stand among the key figures, of the same period."""
    rows = [house.lead, *(name for name in _lines(house) if name != house.lead)]
    spared = [name for name in _SPARED if name in rows][: max(len(rows) - _MOST_ROWS, 0)]
    found = tuple(name for name in rows if name not in spared)[:_MOST_ROWS]
    longer = house.wanted.reports == "quarter" and not house.begun
    return found if longer or not repeats(house, found) else ()


def repeats(house: House, rows: tuple[str, ...]) -> bool:
    """Whether all rows stand among the key figures."""
    return set(rows) <= set(key_figures(house))


def statement(house: House, name: str) -> tuple[str, ...]:
    """The rows of the balance sheet or of the cash flow."""
    return tuple(one.name for one in house.of(name))[:_MOST_ROWS]


def plan(house: House) -> tuple[str, ...]:
    """The rows of the outlook: whatever has a target."""
    rows = (one for one in house.catalogue.concepts.values() if one.statement != "rate")
    return tuple(one.name for one in rows if one.name in house.targets)[:_MOST_PLANNED]


def results(house: House) -> tuple[str, ...]:
    """Two results with a chart each, the first one alone beside margins where there are no three."""
    found = tuple(name for name in house.held(*_RESULTS) if name != house.lead)
    return found[::2][:2] if house.margins or len(found) > 2 else found[:2]


def profit(house: House) -> dict[str, tuple[str, ...]]:
    """The charts of results and of margins by their names, each with its metrics."""
    found: dict[str, tuple[str, ...]] = {
        f"result_{number}": (name,) for number, name in enumerate(results(house), 1)
    }
    margins = house.margins
    return {**found, "margin": margins} if margins else found


def crowded(house: House) -> bool:
    """Whether charts beside each other are too narrow for the labels of eight amounts."""
    return house.lead in house.large or len(profit(house)) > 2


def positions(house: House) -> dict[str, str]:
    """The amounts with a chart by their statements: beside one that stands alone, below two that are short."""
    amounts = {"balance": ("equity", "total_assets", "cash"), "cashflow": ("free_cash_flow", "cf_operating")}
    shown = {name: statement(house, name) for name in amounts}
    found = {name: house.held(*amounts[name])[:1] for name, rows in shown.items() if rows}
    short = len(found) == 1 or max(map(len, shown.values())) <= _SHORT
    return {name: one for name, (one,) in found.items()} if short and all(found.values()) else {}


def planned(house: House) -> tuple[str, ...]:
    """The amounts with a chart of years up to the target."""
    return tuple(name for name in (house.lead, *results(house)) if name in house.targets)[:2]


def charted_segments(house: House) -> dict[str, tuple[str, ...]]:
    """The metrics of the page of segments by the names of their charts; none where a chart has too many to label."""
    named = {f"segment_{number}": rows for number, rows in enumerate(house.segments.values(), 1)}
    return {} if any(len(rows) > _MOST_CHARTED for rows in named.values()) else named
