"""What the decks of companies of other kinds show: banks, long amounts, statements of few rows."""

from __future__ import annotations

from new_projects import files_of

from reportgen.core.structs import replace
from reportgen.data.load import load
from reportgen.new.book import model_sheet
from reportgen.new.deck_rows import crowded, income, key_figures, positions, profit, repeats
from reportgen.new.house import House
from reportgen.new.recent import recent_of
from reportgen.new.summary import summary_rows
from reportgen.new.wanted import NewCompany

BANK = ("net_interest_income", "noninterest_income", "pretax_income", "net_income", "total_assets", "equity")


def house(*names: str, large: frozenset[str] = frozenset()) -> House:
    """A house that tells some concepts, its own `cet1`, a ratio, `claims`, an expense, and their ratio."""
    wanted = NewCompany("Any")
    files = {
        name.removeprefix("data/"): one for name, one in files_of(wanted).items() if name.startswith("data/")
    }
    catalogue = load(files).catalogue
    every = {
        **catalogue.concepts,
        "claims": replace(catalogue.concepts["income_tax"], name="claims"),
        "cet1": replace(catalogue.concepts["equity_ratio"], name="cet1", expression=""),
        "claims_ratio": replace(
            catalogue.concepts["ebitda_margin"], name="claims_ratio", expression="claims / net_income"
        ),
    }
    kept = {name: one for name, one in every.items() if name in names}
    own = frozenset(names) & {"claims", "cet1", "claims_ratio"}
    return House(wanted, replace(catalogue, concepts=kept), frozenset(), large=large, own=own)


def test_expenses_that_a_company_calls_its_own_stand_in_the_income_statement() -> None:
    insurer = house("revenue", "claims", "operating_income", "net_income", "eps", "cet1")
    assert set(income(insurer)) == {"revenue", "claims", "operating_income", "net_income", "eps"}
    assert "claims" not in key_figures(insurer)


def test_a_bank_shows_its_own_lines_and_two_results() -> None:
    bank = house(*BANK, "cet1")
    assert key_figures(bank) == (*BANK[:4], "cet1")
    assert profit(bank) == {"result_1": ("pretax_income",), "result_2": ("net_income",)}
    assert repeats(bank, income(bank))


def test_amounts_of_many_digits_have_fewer_neighbours() -> None:
    assert not crowded(house("revenue", "operating_income", "net_income"))
    assert crowded(house("revenue", "operating_income", "net_income", large=frozenset({"revenue"})))


def test_statements_that_leave_room_have_charts() -> None:
    short, flows = ("cash", "total_assets", "equity"), ("cf_operating", "capex", "free_cash_flow")
    assert positions(house(*short)) == {"balance": "equity"}
    assert positions(house(*short, *flows)) == {"balance": "equity", "cashflow": "free_cash_flow"}
    more = ("receivables", "inventories", "current_assets")
    assert positions(house(*short, *flows, *more)) == {}
    assert positions(house("goodwill")) == {}


def test_ratios_of_a_companys_own_follow_its_key_figures_and_stand_for_margins_it_has_not() -> None:
    insurer = house("claims", "pretax_income", "income_tax", "net_income", "claims_ratio")
    assert key_figures(insurer)[-1] == "claims_ratio"
    assert insurer.margins == ("claims_ratio",)
    assert insurer.of_margins == ("%", "%")
    shown = [row.metric for row in summary_rows(insurer)]
    assert set(shown) == {"claims", "pretax_income", "income_tax", "net_income", "claims_ratio"}
    titles = [one.title for one in recent_of(insurer, model_sheet(insurer)).charts]
    assert not [one for one in titles if "of revenue" in one]
    assert len(titles) == 3
    usual = house("revenue", "gross_profit", "gross_margin", "claims_ratio")
    assert usual.margins == ("gross_margin",)
    assert usual.of_margins[0] == "% of revenue"
