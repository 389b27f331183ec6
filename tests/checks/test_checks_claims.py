"""Printed growth, shares and changes are tests of the figures, and the figures of them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from metric_language import MARGIN_RULE, claim, fact, table

from reportgen.checks.check import Verdict
from reportgen.checks.claims import CLAIMS, ClaimTest
from reportgen.checks.run import run_checks
from reportgen.core.findings import Severity, render_issue


def judged(rows: list[dict[str, str]], claims: list[dict[str, str]], **more: str) -> tuple[ClaimTest, ...]:
    return run_checks(table(rows, claims, **more)).of(CLAIMS)


REVENUES = [fact("revenue", "FY17", "176,051"), fact("revenue", "FY16", "157,789")]


@pytest.mark.parametrize(
    ("printed", "verdict"), [("+11.6%", Verdict.OK), ("+11.7%", Verdict.CONTRADICTION), ("+12%", Verdict.OK)]
)
def test_growth_must_be_reachable_from_its_figures(printed: str, verdict: Verdict) -> None:
    (test,) = judged(REVENUES, [claim("revenue", "FY17", "change_pct", "FY16", printed)])
    assert test.verdict is verdict


def test_a_test_tells_how_much_it_proves() -> None:
    coarse = [fact("revenue", "FY17", "JPY1.7 bn", scale=9), fact("revenue", "FY16", "JPY1.4 bn", scale=9)]
    (test,) = judged(coarse, [claim("revenue", "FY17", "change_pct", "FY16", "+19.8%")])
    assert test.verdict is Verdict.OK
    assert test.power is not None
    assert round(test.power) == 16


def test_an_unreachable_claim_says_what_the_figures_reach() -> None:
    report = run_checks(table(REVENUES, [claim("revenue", "FY17", "change_pct", "FY16", "+21.6%")]))
    (issue,) = report.issues
    assert issue.severity is Severity.WARNING
    assert render_issue(issue).splitlines()[1:] == [
        "       the printed change against FY16 of revenue|FY17 cannot be reached from the figures",
        "       expected: 11.573 to 11.5744 %",
        '       found: 21.6 % (2018-05-15_results, "Results", line 1: +21.6%)',
        "       hint: reached from revenue|FY17 176,051 (line 1), revenue|FY16 157,789 (line 1)",
    ]


def test_a_share_is_tested_against_the_metric_it_names() -> None:
    rows = [fact("tax", "FY17", "20"), fact("revenue", "FY17", "100"), fact("revenue@si", "FY17", "40")]
    shares = [claim("tax", "FY17", "share_pct", name, "50.0%") for name in ("revenue", "revenue@si")]
    assert [test.verdict for test in judged(rows, shares)] == [Verdict.CONTRADICTION, Verdict.OK]


def test_a_share_may_rest_on_a_figure_that_follows_from_an_identity() -> None:
    rows = [fact("gross_margin@si", "FY17", "6,819"), fact("cost_of_revenue@si", "FY17", "53,612")]
    share = claim("gross_margin@si", "FY17", "share_pct", "revenue@si", "11.3%")
    (test,) = judged(rows, [share], rules=MARGIN_RULE)
    assert test.verdict is Verdict.OK
    assert test.computed is not None
    assert round(test.computed, 2) == Decimal("11.28")


def test_the_absolute_change_and_the_growth_test_each_other() -> None:
    rows = [fact("tax", "FY17", "5,109")]
    growth = claim("tax", "FY17", "change_pct", "FY16", "+61.3%")
    good = judged(rows, [claim("tax", "FY17", "change_abs", "FY16", "1,942"), growth])
    bad = judged(rows, [claim("tax", "FY17", "change_abs", "FY16", "1,842"), growth])
    assert [test.verdict for test in good] == [Verdict.OK, Verdict.OK]
    assert [test.verdict for test in bad] == [Verdict.CONTRADICTION, Verdict.CONTRADICTION]


def test_growth_of_the_year_is_tested_by_the_growth_of_its_quarters() -> None:
    rows = [fact("revenue", f"{n}Q17", "11,000") for n in (1, 2, 3, 4)] + [fact("revenue", "FY17", "44,000")]
    growth = [claim("revenue", f"{n}Q17", "change_pct", f"{n}Q16", "+10.0%") for n in (1, 2, 3, 4)]
    good = judged(rows, [*growth, claim("revenue", "FY17", "change_pct", "FY16", "+10.0%")])
    bad = judged(rows, [*growth, claim("revenue", "FY17", "change_pct", "FY16", "+12.0%")])
    assert {test.verdict for test in good} == {Verdict.OK}
    assert bad[-1].verdict is Verdict.CONTRADICTION


def test_a_claim_never_proves_itself() -> None:
    (test,) = judged([fact("revenue", "FY17", "100")], [claim("revenue", "FY17", "change_abs", "FY16", "10")])
    assert test.verdict is Verdict.INCOMPLETE
    assert test.power is None


def test_points_are_counted_in_points() -> None:
    rows = [
        fact("revenue", "FY17", "1,000"),
        fact("revenue", "FY16", "1,000"),
        fact("gross_margin", "FY17", "160"),
        fact("gross_margin", "FY16", "172"),
    ]
    change = claim("gross_margin_ratio", "FY17", "change_pt", "FY16", "down 1.2 points")
    assert [test.verdict for test in judged(rows, [change])] == [Verdict.OK]


def test_a_target_is_compared_with_the_actual_of_the_year_before() -> None:
    rows = [fact("revenue", "FY17", "100"), fact("revenue", "FY18", "110", scenario="target")]
    growth = claim("revenue", "FY18", "change_pct", "FY17", "+10%", scenario="target")
    assert [test.verdict for test in judged(rows, [growth])] == [Verdict.OK]


def test_growth_from_a_loss_is_not_judged() -> None:
    rows = [fact("tax", "FY17", "100"), fact("tax", "FY16", "(50)")]
    (test,) = judged(rows, [claim("tax", "FY17", "change_pct", "FY16", "+300%")])
    assert test.verdict is Verdict.INCOMPLETE


def test_over_is_open_to_one_side() -> None:
    over = claim("revenue", "FY17", "change_pct", "FY16", "over 10%", value=10, bound="over")
    above = claim("revenue", "FY17", "change_pct", "FY16", "over 20%", value=20, bound="over", line=2)
    assert [test.verdict for test in judged(REVENUES, [over])] == [Verdict.OK]
    assert [test.verdict for test in judged(REVENUES, [above])] == [Verdict.CONTRADICTION]


def test_a_failing_tie_is_not_reported_again_by_the_claims_around_it() -> None:
    rows = [
        *REVENUES,
        fact("cost_of_revenue", "FY17", "147,818"),
        fact("gross_margin", "FY17", "28,933"),
        fact("gross_margin", "FY16", "25,247"),
    ]
    growth = claim("cost_of_revenue", "FY17", "change_pct", "FY16", "+11.5%")
    report = run_checks(table(rows, [growth], rules=MARGIN_RULE))
    assert [issue.id for issue in report.issues] == ["tie-contradiction", "tie-incomplete"]
