"""Sample figures of a company that does not exist: three fiscal years and a half, in the unit that is wanted.

Everything ties: cost, expenses and tax lead from revenue to net income, net income and cash flow to the balance
sheet. A year is published 40 days after its end, with targets for the next one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from msgspec import Struct

from reportgen.core.number import round_half_up
from reportgen.core.period import Period, PeriodKind
from reportgen.data.catalogue import DOCUMENTS
from reportgen.data.figure_files import facts_file
from reportgen.data.records import Catalogue
from reportgen.new.wanted import NewCompany

FIRST_YEAR, YEARS, QUARTERS_AFTER = 2022, 3, 2
_PUBLISHED_AFTER = timedelta(days=40)
_SEASON = (Decimal("0.94"), Decimal("0.98"), Decimal("1.01"), Decimal("1.07"))
_GROWTH = Decimal("1.035")
_FIRST_REVENUE, _SHARES = Decimal(42000), Decimal(8000)
# The newest year's growth, as the company expects it for the next one.
_EXPECTED = {"revenue": Decimal("1.13"), "operating_income": Decimal("1.16"), "net_income": Decimal("1.15")}
_BALANCES = (
    *("cash", "current_assets", "total_assets", "current_liabilities", "debt", "total_liabilities"),
    *("equity", "employees"),
)
_NOT_ADDED = ("eps", "eps_diluted")

Amounts = dict[str, Decimal]


class Sample(Struct, frozen=True):
    """What a made-up company spends of its revenue before tax, beside its cost of revenue."""

    expenses: Decimal = Decimal("0.42")


ORDINARY = Sample()


class _Told(Struct, frozen=True):
    """A period with its figures, flows and balances, as a document tells it."""

    period: Period
    amounts: Amounts
    scenario: str = "actual"


def example_files(wanted: NewCompany, catalogue: Catalogue, sample: Sample) -> dict[str, bytes]:
    """`documents.csv` and one file of facts for each document, by their names in `data/`."""
    calendar = catalogue.company.calendar
    documents: list[dict[str, str]] = []
    files: dict[str, bytes] = {}
    for last, told in _documents(wanted, sample):
        published = calendar.end(last) + _PUBLISHED_AFTER
        doc = f"{published.isoformat()}_sample"
        documents.append(_document(doc, f"Sample figures: results of {last}", published))
        rows = [row for one in told for row in _rows(one, wanted, catalogue)]
        numbered = ({**row, "line": str(number)} for number, row in enumerate(rows, 1))
        files[f"facts/{doc}.csv"] = facts_file(numbered)
    files["documents.csv"] = documents_file(documents)
    return files


def documents_file(rows: list[dict[str, str]]) -> bytes:
    """`documents.csv` with these rows."""
    columns = [name for name in DOCUMENTS.columns if name not in DOCUMENTS.optional]
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _document(doc: str, title: str, published: date) -> dict[str, str]:
    day = published.isoformat()
    return {
        "doc": doc,
        "title": title,
        "kind": "results",
        "published_on": day,
        "as_known_on": day,
        "accounting_standard": "",
        "rounding": "nearest",
        "source_file": "",
        "url": "",
        "note": "made up by reportgen new --example",
    }


def _documents(wanted: NewCompany, sample: Sample) -> Iterator[tuple[Period, list[_Told]]]:
    """The last period of each document, and what it tells."""
    quarters, reports = _quarters(wanted, sample), wanted.reports
    for year in range(FIRST_YEAR, FIRST_YEAR + YEARS):
        own = [one for one in quarters if one.period.year == year]
        whole = Period(PeriodKind.YEAR, year)
        half = Period(PeriodKind.HALF, year, 1)
        told = [_Told(half, _added(own[:2])), _Told(whole, _added(own))]
        told = _as_told(own, told, reports)
        told.append(_Told(Period(PeriodKind.YEAR, year + 1), _targets(told[-1].amounts), "target"))
        yield whole, told
    if reports == "year":
        return
    rest = [one for one in quarters if one.period.year == FIRST_YEAR + YEARS]
    half = Period(PeriodKind.HALF, FIRST_YEAR + YEARS, 1)
    yield half, _as_told(rest, [_Told(half, _added(rest))], reports)


def _as_told(quarters: list[_Told], longer: list[_Told], reports: str) -> list[_Told]:
    """The periods that a company tells of; balances stand with the shortest."""
    if reports == "quarter":
        return [*quarters, *longer]
    ends = {one.period.id: one for one in quarters}
    balances = [
        {name: ends[one.period.components()[-1].id].amounts[name] for name in _BALANCES} for one in longer
    ]
    whole = [_Told(one.period, one.amounts | at) for one, at in zip(longer, balances, strict=True)]
    return whole if reports == "half" else whole[-1:]


def _quarters(wanted: NewCompany, sample: Sample) -> list[_Told]:
    found: list[_Told] = []
    unit = wanted.digits
    before: Amounts = {"cash": Decimal(24000), "equity": Decimal(52000), "debt": Decimal(15000)}
    for number in range(4 * YEARS + QUARTERS_AFTER):
        period = Period(PeriodKind.QUARTER, FIRST_YEAR + number // 4, number % 4 + 1)
        before = _quarter(number, before, unit, sample)
        found.append(_Told(period, before))
    return found


def _quarter(number: int, before: Amounts, digits: int, sample: Sample) -> Amounts:
    """The figures of one quarter and the balances at its end."""

    def rounded(value: Decimal) -> Decimal:
        return round_half_up(value, digits)

    one: Amounts = {}
    one["revenue"] = rounded(_FIRST_REVENUE * _GROWTH**number * _SEASON[number % 4])
    one["cost_of_revenue"] = rounded(one["revenue"] * (Decimal("0.405") - Decimal("0.002") * number))
    one["gross_profit"] = one["revenue"] - one["cost_of_revenue"]
    for name, share in (("research_development", "0.36"), ("sales_marketing", "0.41")):
        one[name] = rounded(one["revenue"] * sample.expenses * Decimal(share))
    one["general_administrative"] = rounded(one["revenue"] * sample.expenses * Decimal("0.23"))
    lines = ("research_development", "sales_marketing", "general_administrative")
    one["operating_expenses"] = sum((one[name] for name in lines), Decimal())
    one["operating_income"] = one["gross_profit"] - one["operating_expenses"]
    one["other_income_net"] = rounded(Decimal(-120) - number % 3 * 10)
    one["pretax_income"] = one["operating_income"] + one["other_income_net"]
    one["income_tax"] = rounded(max(one["pretax_income"] * Decimal("0.24"), Decimal(3)))
    one["net_income"] = one["pretax_income"] - one["income_tax"]
    one["depreciation_amortization"] = rounded(one["revenue"] * Decimal("0.062"))
    one["cf_operating"] = one["net_income"] + one["depreciation_amortization"] - rounded(Decimal(350))
    one["capex"] = rounded(one["revenue"] * Decimal("0.07"))
    one["cf_investing"] = -one["capex"] - rounded(Decimal(200))
    # Owners pay for losses.
    paid_in = -min(one["net_income"] - one["capex"], Decimal())
    one["cf_financing"] = paid_in - rounded(Decimal(600))
    one["free_cash_flow"] = one["cf_operating"] - one["capex"]
    one["cash"] = before["cash"] + one["cf_operating"] + one["cf_investing"] + one["cf_financing"]
    one["equity"] = before["equity"] + one["net_income"] + paid_in
    one["debt"] = before["debt"] - rounded(Decimal(600))
    one["current_liabilities"] = rounded(one["revenue"] * Decimal("0.55"))
    one["total_liabilities"] = one["current_liabilities"] + one["debt"] + rounded(Decimal(6400))
    one["total_assets"] = one["total_liabilities"] + one["equity"]
    one["current_assets"] = one["cash"] + rounded(one["revenue"] * Decimal("0.62"))
    one["employees"] = Decimal(1180 + 26 * number)
    return one | _per_share(one["net_income"])


def _added(parts: list[_Told]) -> Amounts:
    """Flows of the parts together, with the balances of the last one left to it."""
    names = [name for name in parts[0].amounts if name not in (*_BALANCES, *_NOT_ADDED)]
    total = {name: sum((one.amounts[name] for one in parts), Decimal()) for name in names}
    return total | _per_share(total["net_income"])


def _per_share(net_income: Decimal) -> Amounts:
    return {
        "eps": round_half_up(net_income / _SHARES, 2),
        "eps_diluted": round_half_up(net_income / (_SHARES * Decimal("1.02")), 2),
    }


def _targets(year: Amounts) -> Amounts:
    """Round numbers above the year's."""
    return {
        name: round_half_up(year[name] * growth / 100, 0) * 100
        for name, growth in _EXPECTED.items()
        if year[name] > 0
    }


def _rows(told: _Told, wanted: NewCompany, catalogue: Catalogue) -> Iterator[dict[str, str]]:
    """The rows of a period, in the order of the catalogue."""
    for name, concept in catalogue.concepts.items():
        if name not in told.amounts:
            continue
        period = told.period
        where = (
            catalogue.company.calendar.end(period).isoformat()
            if concept.period_type == "instant"
            else period.id
        )
        unit, scale, digits = {
            "per_share": (f"{wanted.currency}/share", 0, 2),
            "count": ("person", 0, 0),
        }.get(concept.unit_kind, (wanted.currency, wanted.power, wanted.digits))
        value = round_half_up(told.amounts[name], digits)
        yield {
            "concept": name,
            "service_line": "",
            "scope": "",
            "period": where,
            "scenario": told.scenario,
            "bound": "point",
            "unit": unit,
            "value": f"{value:f}",
            "scale": str(scale),
            "decimals": str(digits - scale),
            "printed": f"({abs(value):,f})" if value < 0 else f"{value:,f}",
            "heading": "Sample figures",
            "also_at": "",
            "medium": "table",
            "status": "ok",
            "note": "",
        }
