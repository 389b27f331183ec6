"""Which of the rows that a company tells stand on which page of a deck, and which of them are charted."""

from __future__ import annotations

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
_INCOME = (
    *(
        "interest_income",
        "interest_expense",
        "net_interest_income",
        "noninterest_income",
        "credit_loss_provision",
        "cost_of_revenue",
        "gross_profit",
    ),
    *("research_development", "sales_marketing", "general_administrative", "selling_general_administrative"),
    *(
        "operating_expenses",
        "operating_income",
        "nonoperating_income",
        "nonoperating_expenses",
        "ordinary_income",
    ),
    *(
        "other_income_net",
        "pretax_income",
        "income_tax",
        "net_income",
        "net_income_owners",
        "eps",
        "eps_diluted",
    ),
)
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
_RESULTS = ("operating_income", "pretax_income", "net_income")
# The most rows that stand on a page in a size that can be read.
_MOST_ROWS = 12
_MOST_PLANNED = 7
# More than these have no room for their labels beside each other.
_MOST_CHARTED = 3


def key_figures(house: House) -> tuple[str, ...]:
    """The rows of the first page."""
    return (house.lead, *(name for name in house.held(*_KEY_FIGURES) if name != house.lead))[:_MOST_ROWS]


def income(house: House) -> tuple[str, ...]:
    """The rows of the income statement; none where all of them stand among the key figures, of the same period."""
    rows = [house.lead, *(name for name in house.held(*_INCOME) if name != house.lead)]
    spared = [name for name in _SPARED if name in rows][: max(len(rows) - _MOST_ROWS, 0)]
    found = tuple(name for name in rows if name not in spared)[:_MOST_ROWS]
    longer = house.wanted.reports == "quarter" and not house.begun
    return found if longer or set(found) - set(key_figures(house)) else ()


def statement(house: House, name: str) -> tuple[str, ...]:
    """The rows of the balance sheet or of the cash flow."""
    return tuple(one.name for one in house.of(name))[:_MOST_ROWS]


def plan(house: House) -> tuple[str, ...]:
    """The rows of the outlook: whatever has a target."""
    rows = (one for one in house.catalogue.concepts.values() if one.statement != "rate")
    return tuple(one.name for one in rows if one.name in house.targets)[:_MOST_PLANNED]


def results(house: House) -> tuple[str, ...]:
    """Two results beside each other in a chart."""
    return tuple(name for name in house.held(*_RESULTS) if name != house.lead)[::2][:2]


def profit(house: House) -> dict[str, tuple[str, ...]]:
    """The charts of results and of margins by their names, each with its metrics."""
    found: dict[str, tuple[str, ...]] = {
        f"result_{number}": (name,) for number, name in enumerate(results(house), 1)
    }
    margins = house.margins
    return {**found, "margin": margins} if margins else found


def crowded(house: House) -> bool:
    """Whether the charts of profit are too narrow for the labels of eight long amounts."""
    return len(profit(house)) > 2


def planned(house: House) -> tuple[str, ...]:
    """The amounts with a chart of years up to the target."""
    return tuple(name for name in (house.lead, *results(house)) if name in house.targets)[:2]


def charted_segments(house: House) -> dict[str, tuple[str, ...]]:
    """The metrics of the page of segments by the names of their charts; none where a chart has too many to label."""
    named = {f"segment_{number}": rows for number, rows in enumerate(house.segments.values(), 1)}
    return {} if any(len(rows) > _MOST_CHARTED for rows in named.values()) else named
