"""Filers of other kinds: IFRS in halves by xBRL-JSON, ESEF, a bank."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from import_language import cells, companyfacts, imported, project
from pages import context, number, page, words

from reportgen.core.findings import FindingsError
from reportgen.importing.import_data import import_data
from reportgen.importing.source_files import Supplied, read_source
from reportgen.new.wanted import NewCompany

EURO = NewCompany("Europe SE", "EUR", year_end="12-31")
FILED = Supplied(filed="2025-03-01")


def report(facts: list[tuple[str, str, str, object]], *, entity: str = "lei:1") -> bytes:
    """An xBRL-JSON report: concept, period, value and decimals of each fact."""
    return json.dumps(
        {
            "documentInfo": {"documentType": "https://xbrl.org/2021/xbrl-json"},
            "facts": {
                f"f{number}": {
                    "value": value,
                    **({"decimals": decimals} if decimals is not None else {}),
                    "dimensions": {"concept": concept, "entity": entity, "period": period}
                    | ({"unit": "iso4217:EUR"} if decimals is not None else {}),
                }
                for number, (concept, period, value, decimals) in enumerate(facts)
            },
        }
    ).encode()


def test_an_xbrl_json_report_of_a_half_is_read_with_its_midnights(tmp_path: Path) -> None:
    half, end = "2024-01-01T00:00:00/2024-07-01T00:00:00", "2024-07-01T00:00:00"
    name = "ifrs-full:NameOfReportingEntityOrOtherMeansOfIdentification"
    facts = [
        ("ifrs-full:Revenue", half, "1200000000", -6),
        ("ifrs-full:Assets", end, "9000000000", -6),
        (name, half, "Europe SE", None),
    ]
    result = imported(project(tmp_path, EURO), report(facts), "a.json", FILED)
    assert cells(result) == {"revenue|1H24": "1200e6 EUR", "total_assets|2024-06-30": "9000e6 EUR"}
    assert [filing.standard for filing in result.documents.values()] == ["ifrs"]
    assert not result.issues


def test_a_broken_report_is_a_finding(tmp_path: Path) -> None:
    with pytest.raises(FindingsError, match="broken-data-file"):
        imported(project(tmp_path, EURO), report([]).replace(b'"facts": {}', b'"facts": 3'), "a.json", FILED)


def test_an_esef_package_is_read_with_its_own_decimal_comma(tmp_path: Path) -> None:
    body = [
        words("ifrs-full:NameOfReportingEntityOrOtherMeansOfIdentification", "y", "Europe SE"),
        number("ifrs-full:Revenue", "y", "1.200,5", "eur", format="ixt:num-comma-decimal", decimals="-5"),
        number("ifrs-full:ProfitLoss", "y", "100", "eur", sign="-"),
        number("ifrs-full:Equity", "d", "70", "eur"),
    ]
    path = tmp_path / "europe-2024-12-31-en.zip"
    with zipfile.ZipFile(path, "w") as archive:
        contexts = [context("y", "2024-01-01/2024-12-31"), context("d", "2024-12-31")]
        archive.writestr("europe/reports/europe.xhtml", page(contexts, body))
        archive.writestr("europe/META-INF/taxonomyPackage.xml", "<tp/>")
    result = import_data(project(tmp_path / "home", EURO), read_source(path, FILED), path)
    assert cells(result) == {
        "revenue|FY24": "1200.5e6 EUR",
        "net_income|FY24": "-100e6 EUR",
        "equity|2024-12-31": "70e6 EUR",
    }


def test_a_bank_has_its_own_lines(tmp_path: Path) -> None:
    days = "2024-01-01/2024-03-31"
    told = [
        ("RevenuesNetOfInterestExpense", days, 41_934_000_000, "USD"),
        ("InterestIncomeExpenseNet", days, 23_082_000_000, "USD"),
        ("NoninterestIncome", days, 18_852_000_000, "USD"),
        ("ProvisionForLoanLeaseAndOtherLosses", days, 1_884_000_000, "USD"),
        ("NoninterestExpense", days, 22_757_000_000, "USD"),
        ("Deposits", "2024-03-31", 2_428_409_000_000, "USD"),
    ]
    bank = NewCompany("Bank", "USD", year_end="12-31")
    result = imported(project(tmp_path, bank), companyfacts({("1", "10-Q", "2024-05-01"): told}, "BANK"))
    assert cells(result) == {
        "revenue|1Q24": "41934e6 USD",
        "net_interest_income|1Q24": "23082e6 USD",
        "noninterest_income|1Q24": "18852e6 USD",
        "credit_loss_provision|1Q24": "1884e6 USD",
        "operating_expenses|1Q24": "22757e6 USD",
        "deposits|2024-03-31": "2428409e6 USD",
    }
    assert not result.errors
