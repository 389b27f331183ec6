"""SEC companyfacts become documents and facts: by days, with their vintages, one scale for each filing."""

from __future__ import annotations

from pathlib import Path

import pytest
from import_language import HEAD, SNOW, cells, companyfacts, imported, project

from reportgen.cli.import_file import account
from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.core.period import parse_period
from reportgen.core.structs import replace
from reportgen.data.records import parse_metric
from reportgen.figures.resolved import How
from reportgen.figures.value_resolver import ValueResolver
from reportgen.importing.facts import Why
from reportgen.importing.unmapped import unmapped, unmapped_file
from reportgen.new.wanted import NewCompany

YEAR, NINE, Q1 = "2024-02-01/2025-01-31", "2024-02-01/2024-10-31", "2024-02-01/2024-04-30"
K = ("0001-25-1", "10-K", "2025-03-21")
Q = ("0001-24-3", "10-Q", "2024-11-27")


def told(days: str, revenue: int, cost: int) -> list[tuple[str, str, int | float, str]]:
    return [
        ("Revenues", days, revenue, "USD"),
        ("CostOfRevenue", days, cost, "USD"),
        ("GrossProfit", days, revenue - cost, "USD"),
    ]


def test_days_say_the_period_and_a_filing_its_scale(tmp_path: Path) -> None:
    loss = [
        ("EarningsPerShareBasic", YEAR, -3.2, "USD/shares"),
        ("Assets", "2025-01-31", 9_033_938_000, "USD"),
    ]
    found = cells(
        imported(project(tmp_path), companyfacts({K: [*told(YEAR, 3_626_396_000, 1_214_673_000), *loss]}))
    )
    assert found == {
        "revenue|FY25": "3626396e3 USD",
        "cost_of_revenue|FY25": "1214673e3 USD",
        "gross_profit|FY25": "2411723e3 USD",
        "eps|FY25": "-3.2e0 USD/share",
        "total_assets|2025-01-31": "9033938e3 USD",
    }


def test_a_fourth_quarter_follows_by_subtraction_and_is_marked(tmp_path: Path) -> None:
    home = project(tmp_path)
    result = imported(
        home,
        companyfacts(
            {Q: told(NINE, 2_639_626_000, 800_000_000), K: told(YEAR, 3_626_396_000, 1_214_673_000)}
        ),
    )
    assert "revenue|4Q25" in {str(key) for key in result.derived}
    home.add_data(result.files)
    answer = ValueResolver(home.table()).resolve(parse_metric("revenue"), parse_period("4Q25"))
    assert (answer.value, answer.how) == (986_770_000, How.DIFFERENCE)


def test_every_vintage_stands_in_its_own_document(tmp_path: Path) -> None:
    again = ("0001-26-1", "10-K/A", "2026-03-20")
    result = imported(
        project(tmp_path), companyfacts({K: told(YEAR, 5_001, 2_001), again: told(YEAR, 5_002, 2_001)})
    )
    assert list(result.documents) == ["2025-03-21_10-k", "2026-03-20_10-k-a"]
    assert [one.note for one in result.taken if one.key.metric.concept == "revenue"] == [
        "",
        "restated: 5,001 on 2025-03-21",
    ]
    assert not result.errors


def test_a_second_import_adds_only_what_is_new(tmp_path: Path) -> None:
    home = project(tmp_path)
    first = imported(home, companyfacts({Q: told(NINE, 3_000, 1_000)}))
    home.add_data(first.files)
    both = companyfacts({Q: told(NINE, 3_000, 1_000), K: told(YEAR, 4_000, 1_500)})
    assert list(imported(home, both).documents) == ["2025-03-21_10-k"]
    assert imported(home, companyfacts({Q: told(NINE, 3_000, 1_000)})).files == {}


def test_what_contradicts_is_told_and_forbids_the_import(tmp_path: Path) -> None:
    values = [
        ("Revenues", YEAR, 100, "USD"),
        ("CostOfRevenue", YEAR, 60, "USD"),
        ("GrossProfit", YEAR, 30, "USD"),
    ]
    result = imported(project(tmp_path), companyfacts({K: values}))
    assert [issue.id for issue in result.errors] == ["tie-contradiction"]


def test_what_no_line_maps_is_listed_with_lines_to_complete(tmp_path: Path) -> None:
    odd = [
        ("GoodwillOdd", "2025-01-31", 7, "USD"),
        ("Revenues", "2024-02-15/2024-06-30", 5, "USD"),
        ("Assets", "2025-01-31", 9, "EUR"),
    ]
    result = imported(project(tmp_path), companyfacts({K: [*told(YEAR, 10, 4), *odd]}))
    assert {why: [one.element for one in left] for why, left in result.facts.left.items()} == {
        Why.UNMAPPED: ["us-gaap:GoodwillOdd"],
        Why.PERIOD: ["us-gaap:Revenues"],
        Why.CURRENCY: ["us-gaap:Assets"],
    }
    line = unmapped_file(unmapped(result.facts, result.reading)).decode().splitlines()[1]
    assert line.startswith("us-gaap:GoodwillOdd,,,,,,,")


def test_a_line_of_the_project_replaces_those_of_the_house(tmp_path: Path) -> None:
    mapping = f"{HEAD}us-gaap:Revenues,,other_income_net,,,,-1,\n"
    assert cells(
        imported(project(tmp_path, mapping=mapping), companyfacts({K: [("Revenues", YEAR, 7, "USD")]}))
    ) == {"other_income_net|FY25": "-7e0 USD"}


def test_the_element_that_comes_first_gives_the_figure_and_one_element_may_give_two(tmp_path: Path) -> None:
    values = [
        ("NetIncomeLoss", YEAR, -9, "USD"),
        ("ProfitLoss", YEAR, -8, "USD"),
        ("NetIncomeLoss", Q1, -2, "USD"),
    ]
    assert cells(imported(project(tmp_path), companyfacts({K: values}))) == {
        "net_income|FY25": "-8e0 USD",
        "net_income_owners|FY25": "-9e0 USD",
        "net_income|1Q25": "-2e0 USD",
        "net_income_owners|1Q25": "-2e0 USD",
    }


def test_weeks_are_taken_for_the_nearest_quarter_and_balances_for_its_end(tmp_path: Path) -> None:
    home = project(tmp_path, NewCompany("Chips", "USD", year_end="01-31", named_by="end"))
    values = [
        ("Revenues", "2025-04-28/2025-07-27", 46_743_000_000, "USD"),
        ("Assets", "2025-07-27", 1_000_000, "USD"),
    ]
    result = imported(home, companyfacts({("1", "10-Q", "2025-08-27"): values}, "Chips Corp"))
    assert set(cells(result)) == {"revenue|2Q26", "total_assets|2025-07-31"}
    assert [issue.id for issue in result.issues] == ["days-off-calendar"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "empty-data-file"),
        (b'{"cik": 1, "entityName": "X", "facts": {"us-gaap": {"A": ', "broken-data-file"),
        (
            b'{"entityName": "X", "facts": {"us-gaap": {"A": {"units": {"USD": [{"end": "2025"}]}}}}}',
            "broken-data-file",
        ),
        (b'{"facts": 3, "entityName": "X"}', "broken-data-file"),
        (b'{"some": "thing"}', "unknown-data-file"),
        (b"PK nothing", "broken-data-file"),
        (b"a,b\n1,2\n", "unknown-data-file"),
    ],
)
def test_a_broken_file_is_a_finding(tmp_path: Path, content: bytes, expected: str) -> None:
    with pytest.raises(FindingsError) as raised:
        imported(project(tmp_path), content)
    assert [issue.id for issue in raised.value.issues] == [expected]


def test_another_company_or_year_end_is_told(tmp_path: Path) -> None:
    result = imported(
        project(tmp_path), companyfacts({K: [("Revenues", "2024-01-01/2024-12-31", 7, "USD")]}, "RAIN LTD")
    )
    assert {issue.id for issue in result.warnings} == {"another-company", "another-year-end"}
    lines = account(replace(result, issues=(Issue("tie-contradiction", "", Place()), *result.issues)))
    assert [line.split()[:2] for line in lines if line[:1].strip()] == [
        ["SEC", "companyfacts,"],
        ["warning", "another-company"],
        ["2", "further"],
    ], "whose file it is comes first, and not what contradicts itself therefore"


def test_a_mapping_that_leads_nowhere_is_a_finding_at_its_line(tmp_path: Path) -> None:
    mapping = (
        "element,dimension,concept,service_line,scope,scenario,sign,note\na:B,,nowhere,,,,,\na:C,,,,,,,\n"
    )
    with pytest.raises(FindingsError) as raised:
        imported(project(tmp_path, SNOW, mapping), companyfacts({K: told(YEAR, 3, 1)}))
    assert [(issue.id, issue.place.line) for issue in raised.value.issues] == [
        ("half-a-mapping", 3),
        ("unknown-concept", 2),
    ]
