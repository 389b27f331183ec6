"""Years that go on, targets on their way, shares that earnings imply, dates that are waived."""

from __future__ import annotations

import pytest
from metric_language import CONCEPTS, QUARTERS_RULE, fact, faults, files, table

from reportgen.checks.run import run_checks
from reportgen.checks.targets import TARGETS, TargetOutcome, TargetStep
from reportgen.core.findings import Issue
from reportgen.data.load import load
from reportgen.data.records import MetricTable

EPS = "eps,Per share,1株当たり,per_share,duration,per_share,none,none,,any,\n"
INCOME = "income,Net income,純利益,income,duration,money,sum,none,,any,\n"
SHARES_RULE = "shares,eps,+income,per_share,*,all,W,Income by income per share gives the number of shares.,\n"


def found(given: MetricTable, issue_id: str) -> list[Issue]:
    return [issue for issue in run_checks(given).issues if issue.id == issue_id]


# Year to date


def test_a_year_to_date_never_falls() -> None:
    rows = [fact("revenue", "1H17", "80"), fact("revenue", "9M17", "75", line=7)]
    (issue,) = found(table(rows), "year-to-date-falls")
    assert issue.message == "revenue|9M17 is less than revenue|1H17, a part of the same year"
    assert issue.expected == "80 or more (2018-05-15_results, line 1)"
    assert issue.found == "75 (2018-05-15_results, line 7)"


@pytest.mark.parametrize(
    "rows",
    [
        [fact("revenue", "1H17", "80"), fact("revenue", "9M17", "80")],
        [fact("revenue", "1H17", "80"), fact("revenue", "9M17", "0.1", scale=9)],
        [fact("revenue", "1H17", "80"), fact("revenue", "FY16", "75")],
        [fact("tax", "1H17", "80"), fact("tax", "9M17", "75")],
    ],
    ids=["equal", "within rounding", "another year", "may be negative"],
)
def test_what_may_be_so_is_not_told(rows: list[dict[str, str]]) -> None:
    assert not found(table(rows), "year-to-date-falls")


def test_a_stock_cannot_be_added_up_nor_a_flow_stand_at_a_day() -> None:
    wrong = CONCEPTS.replace(
        "cash,Cash,現金,balance,instant,money,last", "cash,Cash,現金,balance,instant,money,sum"
    )
    issue = next(issue for issue in faults(files(concepts=wrong)) if "roll" in issue.id)
    assert issue.id == "roll-contradicts-period-type"
    assert issue.message == 'a figure known at an instant cannot roll by "sum"'
    assert issue.hint == "what accumulates over time rolls by sum, what stands at a day by last"


# Targets


def way(*targets: tuple[str, str, str], actual: str = "") -> TargetStep:
    """One lineage: scenario, token and note of each target; FY18, reached or not."""
    rows = [
        fact("revenue", "FY18", token, scenario=scenario, bound=bound) for scenario, token, bound in targets
    ]
    later = [fact("revenue", "FY18", actual)] if actual else []
    (step,) = run_checks(load(files(rows, rules=QUARTERS_RULE, later_facts=later))).of(TARGETS)
    return step


@pytest.mark.parametrize(
    ("target", "bound", "actual", "outcome"),
    [
        ("190", "point", "190", TargetOutcome.MET),
        ("190", "point", "192", TargetOutcome.ABOVE),
        ("190", "point", "187", TargetOutcome.BELOW),
        ("190", "over", "192", TargetOutcome.MET),
        ("190", "over", "187", TargetOutcome.BELOW),
        ("190", "under", "187", TargetOutcome.MET),
        ("190", "point", "", TargetOutcome.OPEN),
    ],
)
def test_a_target_is_hit_or_missed_by_intervals(
    target: str, bound: str, actual: str, outcome: TargetOutcome
) -> None:
    assert way(("target", target, bound), actual=actual).outcome is outcome


def test_first_and_last_target_have_their_own_outcome() -> None:
    step = way(("target", "190", "point"), ("target_revised", "180", "point"), actual="185")
    assert (step.revised, step.first_outcome, step.outcome) == (
        True,
        TargetOutcome.BELOW,
        TargetOutcome.ABOVE,
    )


def test_a_target_printed_again_in_another_rounding_is_one_step() -> None:
    rows = [
        fact("revenue", "FY18", "0.2", scale=9, scenario="target"),
        fact("revenue", "FY18", "190", scenario="target"),
    ]
    later = [fact("revenue", "FY18", "192")]
    (step,) = run_checks(load(files(rows, later_facts=later))).of(TARGETS)
    assert len(step.targets) == 1
    # The finer print decides: 0.2 billion alone would have been met.
    assert step.outcome is TargetOutcome.ABOVE


def test_a_target_is_measured_by_quarters_too() -> None:
    quarters = [fact("revenue", f"{number}Q18", "48") for number in (1, 2, 3, 4)]
    target = fact("revenue", "FY18", "190", scenario="target")
    (step,) = run_checks(load(files([target], later_facts=quarters))).of(TARGETS)
    assert step.actual is None
    assert step.outcome is TargetOutcome.MET


def test_targets_that_leave_out_what_the_year_before_named_are_information() -> None:
    names = ("revenue", "cost_of_revenue", "gross_margin", "tax")
    rows = [fact(name, "FY18", "10", scenario="target") for name in names]
    later = [fact(name, "FY19", "10", scenario="target") for name in names[:3]]
    (issue,) = found(load(files(rows, later_facts=later)), "guidance-narrowed")
    assert issue.message == "the targets for FY19 leave out what those for the year before named: tax"


# Shares


def shares(*eps: str) -> list[Issue]:
    """Income of 1,000 million in each of three years, and what it is per share."""
    rows = [fact("income", f"FY{14 + place}", "1,000") for place in range(len(eps))]
    rows += [
        fact("eps", f"FY{14 + place}", token, unit="JPY/share", scale=0) for place, token in enumerate(eps)
    ]
    return found(
        load(files(rows, rules=SHARES_RULE, concepts=CONCEPTS + EPS + INCOME)), "implied-shares-differ"
    )


def test_earnings_per_share_that_imply_other_shares_than_their_neighbours_are_told() -> None:
    (issue,) = shares("20.00", "25.00", "20.10")
    assert issue.message.startswith("eps|FY15 implies another number of shares than the figures beside it")
    assert issue.expected.startswith("near 49.96 to 50.04 million shares at FY14")
    assert issue.found.startswith("39.97 to 40.03 million shares (2018-05-15_results, line 1: 25.00)")


def test_a_new_issue_between_two_years_is_no_fault_of_either() -> None:
    assert not shares("20.00", "20.10", "18.00", "18.10")


# Dates


def test_a_waiver_of_a_date_counts_as_used_and_may_hold_wild_cards() -> None:
    target = fact("revenue", "FY17", "190", scenario="target")
    waivers = "target-in-the-past,revenue|FY1?|target,Printed beside the actual.,me,2018-05-15,\n"
    assert not run_checks(load(files([target], waivers=waivers))).issues
    spare = "target-in-the-past,tax|FY17|target,Nothing.,me,2018-05-15,\n"
    (issue,) = run_checks(load(files([target], waivers=waivers + spare))).issues
    assert issue.message == 'nothing needs the waiver of "target-in-the-past" for tax|FY17|target'


def test_what_one_vintage_does_not_hold_makes_no_waiver_superfluous() -> None:
    from reportgen.data.vintage import parse_vintage, select

    waivers = "duplicate,revenue|FY17,Both are printed.,me,2018-05-15,\n"
    both = load(
        files([fact("revenue", "FY17", "100")], later_facts=[fact("revenue", "FY17", "101")], waivers=waivers)
    )
    assert not run_checks(both).errors
    alone = select(both, parse_vintage("as-of 2018-06-01"))
    assert not [issue for issue in run_checks(alone).issues if issue.id == "unused-waiver"]


# Unit shifts


def test_a_series_that_grows_a_hundredfold_over_years_is_no_unit_shift() -> None:
    days = [f"{2005 + year}-03-31" for year in range(12)]
    rows = [fact("people", day, f"{10 * 2**year}", unit="person", scale=0) for year, day in enumerate(days)]
    assert not found(table(rows), "unit-shift")


def test_a_figure_a_thousandfold_off_its_neighbours_is_one() -> None:
    rows = [fact("revenue", f"{number}Q17", "48,000") for number in (1, 2, 3)]
    (issue,) = found(table([*rows, fact("revenue", "4Q17", "48.0", value="48.0")]), "unit-shift")
    assert issue.message == "revenue|4Q17 is off its own series by a factor near 10^3"


def test_small_results_between_gains_and_losses_are_no_unit_shift() -> None:
    tokens = ("120", "(110)", "1", "(130)")
    rows = [fact("tax", f"{number}Q17", token) for number, token in enumerate(tokens, start=1)]
    assert not found(table(rows), "unit-shift")
