"""Figures of two accounting standards are never mixed: sums, differences, growth and targets stay within one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from metric_language import claim, fact, files, sheet

from reportgen.app.show import Ask, show_metrics
from reportgen.checks.run import run_checks
from reportgen.core.findings import FindingsError
from reportgen.core.period import parse_period
from reportgen.data.figure_files import CLAIM_COLUMNS, FACT_COLUMNS
from reportgen.data.load import load
from reportgen.data.records import MetricTable
from reportgen.figures.query import When, parse_query
from reportgen.figures.value_resolver import ValueResolver

HEAD = "doc,title,kind,published_on,as_known_on,accounting_standard,rounding,source_file,url,note\n"
YEARS = "".join(
    f"{year}-{day}_results,Results,results,{year}-{day},{year}-{day},{standard},nearest,a.txt,,\n"
    for year, day, standard in (
        ("2017", "05-15", "us_gaap"),
        ("2018", "05-15", "us_gaap"),
        ("2019", "02-08", "us_gaap"),
        ("2019", "05-15", "ifrs"),
    )
)
FIRST = [fact("revenue", "FY16", "150,000"), fact("people", "2017-03-31", "3,000", unit="person", scale=0)]
SECOND = [
    fact("revenue", "9M17", "127,612"),
    fact("revenue", "FY17", "176,051"),
    fact("cost_of_revenue", "FY17", "147,818"),
    fact("revenue", "FY18", "190,000", scenario="target"),
    fact("people", "2018-03-31", "3,200", unit="person", scale=0),
]
THIRD = [fact("revenue", "9M18", "140,870")]
LAST = [
    fact("revenue", "FY18", "192,430"),
    fact("revenue", "FY17", "176,233"),
    fact("people", "2019-03-31", "3,400", unit="person", scale=0),
]


def restated(last: list[dict[str, str]] = LAST, claims: list[dict[str, str]] | None = None) -> MetricTable:
    """Three documents under US GAAP and one that restates a year under IFRS."""
    given = files()
    given = {name: text for name, text in given.items() if "2018-05-15" not in name}
    given["documents.csv"] = (HEAD + YEARS).encode()
    for doc, rows in (
        ("2017-05-15", FIRST),
        ("2018-05-15", SECOND),
        ("2019-02-08", THIRD),
        ("2019-05-15", last),
    ):
        given[f"facts/{doc}_results.csv"] = sheet(FACT_COLUMNS, rows)
    given["claims/2019-05-15_results.csv"] = sheet(CLAIM_COLUMNS, claims or [])
    return load(given)


def shown(table: MetricTable, text: str) -> Decimal | None:
    asked = parse_query(text, table, {}, When(parse_period("FY18")))
    value = ValueResolver(table).answer(asked).value
    if value is None:
        return None
    return round(value, 4) if abs(value) < 10 else value.scaleb(-6)


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("revenue|FY17", 176_051),  # most of the year is printed under US GAAP
        ("revenue|FY17|ifrs", 176_233),
        ("revenue|FY17|us_gaap", 176_051),
        ("revenue|FY18", 192_430),
        ("revenue|4Q18", None),  # never IFRS less US GAAP
        ("revenue|4Q17", 48_439),
        ("revenue|9M17", 127_612),
        ("yoy(revenue)|FY18", Decimal("0.0919")),  # on the comparative, not on the figure that stands
        ("yoy(revenue)|FY17", Decimal("0.1737")),
        ("yoy(revenue)|FY17|ifrs", None),
        ("yoy(revenue)|9M18", Decimal("0.1039")),
        ("change(revenue)|FY18", 16_197),
        ("progress(revenue)|9M18", Decimal("0.7414")),
        ("progress(revenue)|FY18", None),  # the target was set under US GAAP
        ("yoy(revenue)|FY18|target", Decimal("0.0792")),
        ("yoy(people)|2019-03-31", Decimal("0.0625")),  # what no standard defines goes on
    ],
)
def test_a_figure_is_reached_within_its_own_standard(asked: str, wanted: Decimal | int | None) -> None:
    assert shown(restated(), asked) == wanted


def test_the_standard_that_most_of_a_period_is_printed_under_stands() -> None:
    full = [*LAST, fact("cost_of_revenue", "FY17", "147,900"), fact("tax", "FY17", "2,000")]
    assert shown(restated(full), "revenue|FY17") == 176_233
    standards = restated(full).standards
    assert (standards.known, standards.standing(parse_period("FY17"))) == (("us_gaap", "ifrs"), "ifrs")
    assert [standards.standing(parse_period(name)) for name in ("FY12", "4Q18", "1Q19", "FY20")] == [
        "us_gaap",
        "ifrs",
        "ifrs",
        "ifrs",
    ]


def test_an_expression_takes_its_inputs_from_one_standard() -> None:
    table = restated([*LAST, fact("cost_of_revenue", "FY18", "160,000")])
    assert shown(table, "gross_margin|FY17") == 176_051 - 147_818
    assert shown(table, "gross_margin|FY17|ifrs") is None
    assert shown(table, "yoy(gross_margin)|FY18") is None


def test_typing_restated_comparatives_raises_no_warning_about_what_was_printed_before() -> None:
    growth = [claim("revenue", "FY18", "change_pct", "FY17", "+9.2%")]
    before, after = run_checks(restated([LAST[0]])), run_checks(restated(claims=growth))
    new = {issue.id for issue in after.issues} - {issue.id for issue in before.issues}
    assert new == {"two-standards", "figure-revised"}
    assert not [issue for issue in after.issues if issue.severity != "info"]
    (one,) = [issue for issue in after.issues if issue.id == "two-standards"]
    assert one.message == "FY17 has figures under two accounting standards: US GAAP stands"
    assert one.found == "2 under US GAAP and 1 under IFRS"


def test_a_printed_rate_is_tested_in_its_own_standard_only() -> None:
    wrong = [claim("revenue", "FY18", "change_pct", "FY17", "+9.3%")]
    issues = run_checks(restated(claims=wrong)).issues
    assert "claim-unreachable" in {issue.id for issue in issues}  # on 176,233 it is +9.2 %, on 176,051 +9.3 %
    alone = run_checks(restated(LAST[:1], claims=wrong)).issues
    assert "claim-unreachable" not in {issue.id for issue in alone}


def test_a_year_that_falls_short_of_its_nine_months_under_another_standard_is_no_finding() -> None:
    table = restated([fact("revenue", "FY18", "130,000")])
    assert "year-to-date-falls" not in {issue.id for issue in run_checks(table).issues}


def test_show_marks_where_a_row_goes_over_to_another_standard_and_which_one_stands() -> None:
    told = show_metrics(restated(), Ask(["revenue"], "FY16", "FY18", "yoy"))
    level, growth = told.rows
    assert [cell.marked for cell in level.cells] == ["150,000", "\u2020 176,051", "\u2020 192,430"]
    assert [cell.marked for cell in growth.cells] == ["n/d", "+17.4%", "\u2020 +9.2%"]
    assert "\u2020  revenue|FY17: under US GAAP, which stands; known under IFRS too" in told.notes
    assert "\u2020  revenue|FY18: under IFRS, what stands before it under US GAAP" in told.notes
    assert "\u2020  yoy of revenue|FY18: against FY17 under IFRS, which is not shown" in told.notes


def cells(*metrics: str) -> dict[str, list[str]]:
    """What `show` prints for metrics that name their own periods, by the exact name of the row."""
    told = show_metrics(restated(), Ask(metrics))
    return {row.exact_name: [*told.heads[1:], *(cell.marked for cell in row.cells)] for row in told.rows}


def test_show_takes_a_standard_as_an_option_or_beside_the_metric() -> None:
    both = cells("revenue|FY17|ifrs", "revenue|FY17|US GAAP", "revenue|FY17")
    assert both == {
        "revenue|ifrs": ["FY17", "176,233"],
        "revenue|us_gaap": ["FY17", "176,051"],
        "revenue": ["FY17", "\u2020 176,051"],
    }
    table = restated()
    told = show_metrics(table, Ask(["revenue", "people"], "FY16", "FY18", "yoy", standard="IFRS"))
    assert [[cell.marked for cell in row.cells] for row in told.rows] == [
        ["n/d", "176,233", "192,430"],
        ["n/d", "n/d", "+9.2%"],
        ["3,000", "3,200", "3,400"],
        ["n/d", "+6.7%", "+6.3%"],
    ]
    assert [row.exact_name for row in told.rows[::2]] == ["revenue|ifrs", "people"]
    assert not [note for note in told.notes if note.startswith(("\u2020", "*"))]


def test_show_refuses_a_standard_that_no_figure_stands_under() -> None:
    for ask, found in (
        (Ask(["revenue"], "FY17", "FY17", standard="jgaap"), "unknown-standard"),
        (Ask(["revenue"], "FY17", "FY17", standard="iffy"), "unknown-standard"),
        (Ask(["revenue|FY17|iffy"]), "unknown-metric"),
        (Ask(["revenue|FY17|ifrs"], "FY16", "FY17"), "unknown-period"),
    ):
        with pytest.raises(FindingsError) as raised:
            show_metrics(restated(), ask)
        assert [issue.id for issue in raised.value.issues] == [found]
    assert shown(restated(), "revenue|FY17|jgaap") is None
    assert shown(restated(), "people|2018-03-31|jgaap") is not None
