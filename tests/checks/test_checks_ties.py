"""Ties: what rounding allows, what is merely incomplete, what contradicts itself."""

from __future__ import annotations

from decimal import Decimal

import pytest
from metric_language import MARGIN_RULE, QUARTERS_RULE, claim, fact, files, table

from reportgen.checks.check import Verdict
from reportgen.checks.run import run_checks
from reportgen.checks.ties import TIES, Tie
from reportgen.core.findings import render_issue
from reportgen.data.load import load
from reportgen.data.records import MetricTable

SUM_RULE = (
    "lines,revenue,+revenue@si +revenue@network,dimension,*,residual,E,Service lines add to revenues.,\n"
)
BELOW_RULE = "below,revenue,+cost_of_revenue,inequality,*,all,W,Cost stays below revenues.,\n"
ROLL_RULE = "roll,cash,+tax,roll_forward,*,all,W,Opening cash and changes give closing cash.,\n"


def ties(loaded: MetricTable) -> list[Tie]:
    return list(run_checks(loaded).of(TIES))


def margin(revenue: str, cost: str, gross: str, **more: str) -> MetricTable:
    rows = [fact("revenue", "FY17", revenue), fact("cost_of_revenue", "FY17", cost)]
    return table([*rows, fact("gross_margin", "FY17", gross)], rules=MARGIN_RULE, **more)


def test_a_tie_holds_within_what_rounding_allows() -> None:
    (tie,) = ties(margin("176,051", "147,818", "28,234"))
    assert tie.verdict is Verdict.OK
    assert tie.difference == Decimal(1_000_000)
    assert tie.allowed == Decimal(1_500_000)


def test_two_units_of_three_rounded_figures_are_too_much() -> None:
    (tie,) = ties(margin("176,051", "147,818", "28,235"))
    assert tie.verdict is Verdict.CONTRADICTION


def test_a_contradiction_says_where_what_and_from_what() -> None:
    report = run_checks(margin("176,051", "147,818", "28,333"))
    (issue,) = report.issues
    assert not report.good
    assert render_issue(issue).splitlines() == [
        "error  tie-contradiction   data/facts/2018-05-15_results.csv:4",
        "       gross_margin|FY17 does not tie (margin): Revenues less cost give the margin.",
        "       expected: 28,231.5 to 28,234.5 million JPY",
        '       found: 28,333 million JPY (2018-05-15_results, "Results", line 1: 28,333)',
        "       hint: + revenue|FY17 176,051 (line 1), - cost_of_revenue|FY17 147,818 (line 1)",
    ]


def test_an_undisclosed_part_makes_a_tie_incomplete_not_wrong() -> None:
    (tie,) = ties(
        table([fact("revenue", "FY17", "100"), fact("gross_margin", "FY17", "28")], rules=MARGIN_RULE)
    )
    assert tie.verdict is Verdict.INCOMPLETE
    assert tie.note == "not disclosed: cost_of_revenue|FY17"


def test_a_rule_that_allows_a_residual_shows_it() -> None:
    rows = [
        fact("revenue", "FY17", "100"),
        fact("revenue@si", "FY17", "60"),
        fact("revenue@network", "FY17", "30"),
    ]
    (tie,) = ties(table(rows, rules=SUM_RULE))
    assert (tie.verdict, tie.difference) == (Verdict.INCOMPLETE, Decimal(10_000_000))


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ({"revenue": "100"}, Verdict.INCOMPLETE),
        ({"revenue": "100", "cost_of_revenue": "72"}, Verdict.OK),
        ({"revenue": "100", "cost_of_revenue": "69"}, Verdict.CONTRADICTION),
    ],
    ids=["a needed part is not told", "the other one is nothing", "it cannot be the rest"],
)
def test_a_rule_names_the_parts_that_have_to_be_told(told: dict[str, str], verdict: Verdict) -> None:
    rule = "margin,gross_margin,+revenue -cost_of_revenue -tax,identity,*,revenue cost_of_revenue,E,Less both.,\n"
    rows = [fact(name, "FY17", value) for name, value in told.items()]
    (tie,) = ties(table([*rows, fact("gross_margin", "FY17", "28")], rules=rule))
    assert tie.verdict is verdict


def test_parts_that_exceed_their_total_contradict_it() -> None:
    rows = [fact("revenue", "FY17", "100"), fact("revenue@si", "FY17", "120")]
    (tie,) = ties(table(rows, rules=SUM_RULE))
    assert (tie.verdict, tie.note) == (Verdict.CONTRADICTION, "the disclosed parts exceed the total")


def test_an_identity_holds_on_each_service_line_that_discloses_it() -> None:
    rows = [fact("revenue@si", "FY17", "60"), fact("cost_of_revenue@si", "FY17", "50")]
    rows += [fact("gross_margin@si", "FY17", "19"), fact("gross_margin@network", "FY17", "19")]
    (tie,) = ties(table(rows, rules=MARGIN_RULE))
    assert (str(tie.subject), tie.verdict) == ("gross_margin@si|FY17", Verdict.CONTRADICTION)


def test_no_rule_speaks_of_figures_without_a_date() -> None:
    rows = [
        [fact("revenue", at, "10"), fact("cost_of_revenue", at, "4"), fact("gross_margin", at, "9")]
        for at in ("undated", "FY17")
    ]
    undated, dated = (ties(table(one, rules=MARGIN_RULE)) for one in rows)
    assert [tie.verdict for tie in dated] == [Verdict.CONTRADICTION]
    assert undated == []


def test_quarters_must_add_up_to_their_year() -> None:
    rows = [fact("revenue", f"{n}Q17", "10") for n in (1, 2, 3, 4)]
    good = ties(table([*rows, fact("revenue", "FY17", "42")], rules=QUARTERS_RULE))
    bad = ties(table([*rows, fact("revenue", "FY17", "43")], rules=QUARTERS_RULE))
    assert [tie.verdict for tie in (*good, *bad)] == [Verdict.OK, Verdict.CONTRADICTION]


def test_a_stock_is_never_summed() -> None:
    rows = [fact("cash", "2017-12-31", "10"), fact("cash", "2018-03-31", "12")]
    assert ties(table(rows, rules=QUARTERS_RULE)) == []


def test_an_inequality_only_fails_in_one_direction() -> None:
    (above,) = ties(
        table([fact("revenue", "FY17", "100"), fact("cost_of_revenue", "FY17", "84")], rules=BELOW_RULE)
    )
    (below,) = ties(
        table([fact("revenue", "FY17", "100"), fact("cost_of_revenue", "FY17", "102")], rules=BELOW_RULE)
    )
    assert (above.verdict, below.verdict) == (Verdict.OK, Verdict.CONTRADICTION)


def test_a_balance_rolls_forward_over_its_year() -> None:
    rows = [fact("cash", "2017-03-31", "10"), fact("cash", "2018-03-31", "15"), fact("tax", "FY17", "5")]
    (tie,) = ties(table(rows, rules=ROLL_RULE))
    assert (str(tie.subject), tie.verdict) == ("cash|2018-03-31", Verdict.OK)


def test_a_base_may_come_from_a_printed_change() -> None:
    rows = [
        fact("revenue", "FY16", "90"),
        fact("gross_margin", "FY16", "30"),
        fact("cost_of_revenue", "FY17", "80"),
    ]
    changes = [claim("cost_of_revenue", "FY17", "change_abs", "FY16", "10")]
    (tie,) = ties(table(rows, changes, rules=MARGIN_RULE))
    assert (tie.verdict, tie.right) == (Verdict.CONTRADICTION, Decimal(20_000_000))


def test_a_waiver_keeps_a_contradiction_visible_without_its_weight() -> None:
    waiver = "margin,gross_margin|FY17,the issuer says so,us,2020-01-01,\n"
    report = run_checks(margin("176,051", "147,818", "28,333", waivers=waiver))
    (issue,) = report.issues
    assert report.good
    assert issue.id == "tie-waived"
    assert "the issuer says so" in issue.message


def test_a_waiver_that_nothing_needs_is_a_warning() -> None:
    waiver = "margin,gross_margin|FY17,the issuer says so,us,2020-01-01,\n"
    (issue,) = run_checks(margin("176,051", "147,818", "28,233", waivers=waiver)).issues
    assert issue.message == 'nothing needs the waiver of "margin" for gross_margin|FY17'


def test_a_waiver_expires() -> None:
    from datetime import date

    waiver = "margin,gross_margin|FY17,the issuer says so,us,2020-01-01,2020-12-31\n"
    loaded = margin("176,051", "147,818", "28,333", waivers=waiver)
    assert run_checks(loaded).good
    found = {issue.id for issue in run_checks(loaded, today=date(2021, 1, 1)).issues}
    assert found == {"tie-contradiction", "expired-waiver"}


def test_a_marked_figure_explains_its_contradiction() -> None:
    rows = [fact("revenue", "FY17", "100"), fact("cost_of_revenue", "FY17", "80")]
    marked = fact("gross_margin", "FY17", "28", status="source_error", note="digit lost")
    (tie,) = ties(table([*rows, marked], rules=MARGIN_RULE))
    assert tie.verdict is Verdict.WAIVED
    assert tie.note == "gross_margin|FY17 is marked source_error: digit lost"


def test_figures_of_one_document_tie_even_when_a_later_one_restates_a_part() -> None:
    first = [
        fact("revenue", "FY17", "100"),
        fact("cost_of_revenue", "FY17", "80"),
        fact("gross_margin", "FY17", "20"),
    ]
    later = [fact("cost_of_revenue", "FY17", "85", note="restated")]
    report = run_checks(load(files(first, later_facts=later, rules=MARGIN_RULE)))
    assert [tie.verdict for tie in report.of(TIES)] == [Verdict.OK]
    assert report.of(TIES)[0].note == "ties with the figures known when 2018-05-15_results came out"


def test_an_incomplete_tie_shows_its_rest() -> None:
    rows = [
        fact("revenue", "FY17", "100"),
        fact("revenue@si", "FY17", "60"),
        fact("revenue@network", "FY17", "30"),
    ]
    (issue,) = run_checks(table(rows, rules=SUM_RULE)).issues
    assert issue.message == "revenue|FY17 cannot be tied out by lines: the rest is not disclosed"
    assert issue.found == "100 million JPY in total, 90 million JPY disclosed, a rest of 10 million JPY"
