"""XBRL filings become facts as their pages show them: sign, scale, era dates, forecasts, segments."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from house import ROOT
from import_language import HEAD, SNOW, cells, imported, project
from pages import OLD, context, number, page, words

from reportgen.core.findings import FindingsError
from reportgen.data.load import load
from reportgen.importing.facts import Why
from reportgen.importing.import_data import import_data
from reportgen.importing.inline_xbrl import day_of
from reportgen.importing.source_files import Supplied, read_source
from reportgen.new.wanted import NewCompany

FILED = Supplied(filed="2025-05-30")
SEGMENT = "us-gaap:StatementBusinessSegmentsAxis=x:CloudMember"
SALES = ("q", "2025-02-01/2025-04-30")
NAME = words("dei:EntityRegistrantName", "q", "SNOW, INC.")
YEN = NewCompany(
    "中本パックス株式会社", "JPY", "million", year_end="02-28", named_by="end", languages=("ja",)
)
FILINGS = ROOT.parent / "shared" / "filings"


def test_a_number_is_read_with_its_scale_its_sign_and_what_it_vouches_for(tmp_path: Path) -> None:
    body = [
        NAME,
        number("us-gaap:Revenues", "q", "1,042.1"),
        number("us-gaap:OperatingIncomeLoss", "q", "447", sign="-"),
        number(
            "us-gaap:EarningsPerShareBasic",
            "q",
            "(1.29)".strip("()"),
            "per",
            scale="0",
            decimals="2",
            sign="-",
        ),
        number("us-gaap:GrossProfit", "q", "—", format="ixt:fixed-zero"),
        number("us-gaap:IncomeTaxExpenseBenefit", "q", "", **{"xsi:nil": "true"}),
        number("us-gaap:Assets", "d", "8.157", scale="9", decimals="-6"),
    ]
    found = cells(
        imported(project(tmp_path), page([context(*SALES), context("d", "2025-04-30")], body), "a.htm", FILED)
    )
    assert found == {
        "revenue|1Q26": "1042.1e6 USD",
        "operating_income|1Q26": "-447e6 USD",
        "gross_profit|1Q26": "0e6 USD",
        "total_assets|2025-04-30": "8.157e9 USD",
    }


def test_a_filing_that_names_no_day_asks_for_it(tmp_path: Path) -> None:
    one = page([context(*SALES)], [NAME, number("us-gaap:Revenues", "q", "1")])
    with pytest.raises(FindingsError, match="no-filing-date"):
        imported(project(tmp_path), one, "a.htm")
    with pytest.raises(FindingsError, match="not-a-filing-date"):
        imported(project(tmp_path / "b"), one, "a.htm", Supplied(filed="May"))


def test_a_segment_is_listed_until_a_line_says_what_it_is(tmp_path: Path) -> None:
    contexts = [context(*SALES), context("s", SALES[1], SEGMENT)]
    one = page(contexts, [NAME, number("us-gaap:Revenues", "q", "9"), number("us-gaap:Revenues", "s", "5")])
    result = imported(project(tmp_path / "a"), one, "a.htm", FILED)
    assert [value.dimensions for value in result.facts.left[Why.DIMENSION]] == [(SEGMENT,)]
    home = project(tmp_path / "b", SNOW, f"{HEAD},{SEGMENT},,cloud,,,,\n")
    home.add_data({"members.csv": home.data_files()["members.csv"] + b"service_line,cloud,,Cloud,,,,\n"})
    assert cells(imported(home, one, "a.htm", FILED)) == {
        "revenue|1Q26": "9e6 USD",
        "revenue@cloud|1Q26": "5e6 USD",
    }


def test_a_japanese_summary_gives_results_and_forecasts_in_both_of_its_scales(tmp_path: Path) -> None:
    def at(name: str, days: str, result: str) -> str:
        alone = ("tse-ed-t:ConsolidatedNonconsolidatedAxis=tse-ed-t:ConsolidatedMember",)
        return context(name, days, *alone, f"tse-ed-t:ResultForecastAxis=tse-ed-t:{result}Member")

    year, half = "2018-03-01/2019-02-28", "2018-03-01/2018-08-31"
    summary = page(
        [at("h", half, "Result"), at("f", year, "Forecast"), at("l", year, "Lower"), at("u", year, "Upper")],
        [
            words("tse-ed-t:FilingDate", "h", "平成３０年１０月１５日"),
            words("tse-ed-t:CompanyName", "h", "中本パックス株式会社"),
            number("tse-ed-t:NetSales", "h", "17,141", "jpy", format="ixt:numdotdecimal"),
            number("tse-ed-t:NetSales", "f", "34,500", "jpy", format="ixt:numdotdecimal"),
            number("tse-ed-t:OperatingIncome", "l", "1,400", "jpy"),
            number("tse-ed-t:OrdinaryIncome", "u", "1,800", "jpy"),
        ],
        OLD,
    )
    statement = page(
        [context("h2", half)],
        [number("jppfs_cor:NetSales", "h2", "17,141,210", "jpy", scale="3", decimals="-3")],
        OLD,
    )
    folder = tmp_path / "filing.zip"
    with zipfile.ZipFile(folder, "w") as archive:
        archive.writestr("Summary/a.htm", summary)
        archive.writestr("Attachment/b.htm", statement)
        archive.writestr("Attachment/c-cal.xml", "<linkbase/>")
    home = project(tmp_path / "home", YEN)
    result = import_data(home, read_source(folder, Supplied()), folder)
    assert cells(result) == {
        "revenue|1H19": "17141210e3 JPY",
        "revenue|FY19|target": "34500e6 JPY",
        "operating_income|FY19|target": "1400e6 JPY",
        "ordinary_income|FY19|target": "1800e6 JPY",
    }
    assert {
        one.key.metric.concept: one.value.bound for one in result.taken if one.key.scenario == "target"
    } == {
        "revenue": "point",
        "operating_income": "over",
        "ordinary_income": "under",
    }
    assert list(result.documents) == ["2018-10-15_data"]
    assert not result.issues


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("平成30年10月15日", "2018-10-15"),
        ("令和元年５月１日", "2019-05-01"),
        ("昭和64年1月7日", "1989-01-07"),
        ("2018年10月15日", "2018-10-15"),
        ("October", "None"),
    ],
)
def test_a_day_is_read_in_eras_too(text: str, day: str) -> None:
    assert str(day_of(text)) == day


def test_two_companies_in_one_file_are_refused(tmp_path: Path) -> None:
    both = [context(*SALES), context("r", SALES[1], entity="0002")]
    with pytest.raises(FindingsError, match="several-companies"):
        imported(project(tmp_path), page(both, [number("us-gaap:Revenues", "q", "1")]), "a.htm", FILED)


def test_a_value_that_cannot_be_read_is_told_at_its_line_and_the_rest_is_read(tmp_path: Path) -> None:
    body = [
        NAME,
        number("us-gaap:Revenues", "q", "7"),
        number("us-gaap:Goodwill", "q", "some"),
        number("us-gaap:Assets", "x", "1"),
    ]
    result = imported(project(tmp_path), page([context(*SALES)], body), "a.htm", FILED)
    assert [issue.id for issue in result.issues] == ["unread-value", "unread-value"]
    assert set(cells(result)) == {"revenue|1Q26"}


def test_a_filing_is_known_again_under_another_name(tmp_path: Path) -> None:
    one = page([context(*SALES)], [NAME, number("us-gaap:Revenues", "q", "7")])
    home = project(tmp_path)
    home.add_data(imported(home, one, "a.htm", FILED).files)
    assert imported(home, one, "b.htm", FILED).files == {}


@pytest.mark.skipif(not FILINGS.is_dir(), reason="the filings are not at hand")
def test_a_real_10_q_and_a_real_japanese_release_tie_and_are_what_they_show(tmp_path: Path) -> None:
    chips = NewCompany("NVIDIA", "USD", year_end="01-31", ends_on="last Sunday", named_by="end")
    page_of_chips = FILINGS / "sec" / "nvda-10-q-2025-08-27.html"
    result = import_data(
        project(tmp_path / "a", chips), read_source(page_of_chips, Supplied("2025-08-27")), page_of_chips
    )
    assert (len(result.taken), result.errors, result.warnings) == (110, (), ())
    assert cells(result)["revenue|2Q26"] == "46743e6 USD"
    assert {str(tie.verdict) for tie in result.ties if tie.rule.over == "identity"} == {"ok"}
    release = FILINGS / "tdnet"
    home = project(tmp_path / "b", YEN)
    told = import_data(home, read_source(release, Supplied()), release)
    assert (len(told.taken), told.errors, told.warnings) == (73, (), ())
    assert cells(told)["capex|1H19"] == "1052048e3 JPY"
    assert cells(told)["net_income_owners|FY19|target"] == "1000e6 JPY"
    assert (
        load({**home.data_files(), **told.files}).catalogue.documents["2018-10-15_tanshin"].rounding
        == "truncate"
    )
