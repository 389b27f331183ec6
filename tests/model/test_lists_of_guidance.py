"""Guidance as a list: one row for each chain of announcements, with what the workbook needs to judge it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from list_language import inside, lists, records, rows
from metric_language import fact, files

from reportgen.model.list_guidance import GUIDANCE_PARTS, GUIDANCE_YEARS

FIRST, LATER = "2018-05-15_results", "2019-05-15_results"


def target(metric: str, period: str, printed: str, **cells: object) -> dict[str, str]:
    return fact(metric, period, printed, **{"scenario": "target", **cells})


def test_a_chain_is_one_row_from_the_first_target_to_what_was_reached() -> None:
    here = lists(
        files(
            [
                target("revenue", "FY18", "100"),
                target("revenue", "FY18", "90", scenario="target_revised", line=7),
            ],
            later_facts=[fact("revenue", "FY18", "95", line=8)],
        )
    )
    (year,) = records(GUIDANCE_YEARS, here)
    assert (year.values["id"], year.values["told"]) == ("FY18", "1 target, 1 changed")
    assert rows(year.rows["guidance"], "label", "first_id", "last_id", "actual_id", "change") == [
        (
            "Revenues",
            f"revenue|FY18|target in {FIRST}, line 1",
            f"revenue|FY18|target_revised in {FIRST}, line 7",
            f"revenue|FY18 in {LATER}, line 8",
            "lowered",
        )
    ]


def test_a_target_that_never_changed_is_its_own_last_one() -> None:
    here = lists(files([target("revenue", "FY18", "100")]))
    (row,) = inside(records(GUIDANCE_YEARS, here), "guidance")
    assert row.values["first_id"] == row.values["last_id"]
    assert (row.values["change"], row.values["missing"], row.values["unjudged"]) == ("", "open", "open")


def test_years_come_newest_first_and_the_whole_year_before_its_halves() -> None:
    here = lists(
        files(
            [
                target(metric, when, "100")
                for metric in ("revenue", "tax")
                for when in ("1H18", "FY18", "FY19")
            ]
        )
    )
    years = records(GUIDANCE_YEARS, here)
    assert [year.values["id"] for year in years] == ["FY19", "FY18"]
    assert rows(years[1].rows["guidance"], "label", "period") == [
        ("Revenues", "FY18"),
        ("Tax", "FY18"),
        ("Revenues", "1H18"),
        ("Tax", "1H18"),
    ]


@pytest.mark.parametrize(
    ("bound", "below", "within", "above", "spread"),
    [
        ("point", "\u25bc below", "\u25cf in line", "\u25b2 above", 1),
        ("approx", "\u25bc below", "\u25cf in line", "\u25b2 above", 2),
        ("over", "\u25bc below", "\u25cf met", "\u25cf met", 1),
        ("under", "\u25cf met", "\u25cf met", "\u25b2 above", 1),
    ],
)
def test_a_bound_says_which_side_of_it_is_met(
    bound: str, below: str, within: str, above: str, spread: int
) -> None:
    printed = "100" if bound == "point" else f"{bound} 100"
    here = lists(files([target("revenue", "FY18", printed, value=100, bound=bound)]))
    (row,) = inside(records(GUIDANCE_YEARS, here), "guidance")
    words = [row.values[f"first_{side}"] for side in ("below", "within", "above")]
    assert (words, row.values["first_spread"]) == ([below, within, above], spread)


def test_a_result_that_no_document_prints_comes_with_its_parts() -> None:
    here = lists(
        files(
            [target("revenue", "4Q18", "100")],
            later_facts=[fact("revenue", "FY18", "390", line=2), fact("revenue", "9M18", "289", line=3)],
        )
    )
    (row,) = inside(records(GUIDANCE_YEARS, here), "guidance")
    assert (row.values["actual_id"], row.values["actual_how"]) == ("", "difference of periods")
    assert rows(records(GUIDANCE_PARTS, here), "key", "period", "weight", "id") == [
        ("revenue|4Q18", "FY18", 1, f"revenue|FY18 in {LATER}, line 2"),
        ("revenue|4Q18", "9M18", -1, f"revenue|9M18 in {LATER}, line 3"),
    ]


def test_a_metric_that_is_no_longer_named_has_a_row_without_a_target() -> None:
    named = ("revenue", "cost_of_revenue", "gross_margin", "tax")
    here = lists(
        files(
            [target(metric, "FY18", "10") for metric in named if metric != "cost_of_revenue"]
            + [target("cost_of_revenue", "FY18", "0")],
            later_facts=[
                target(metric, "FY19", "10") for metric in ("revenue", "cost_of_revenue", "gross_margin")
            ],
        )
    )
    newest, _ = records(GUIDANCE_YEARS, here)
    (gone,) = [row for row in newest.rows["guidance"] if not row.values["first_id"]]
    assert (gone.values["label"], gone.values["unjudged"]) == ("Tax", "no target")
    assert gone.values["remark"] == "Named in the targets for FY18, not in those for FY19"
    assert newest.values["told"].startswith("3 targets")


def test_plans_and_expectations_stand_beside_targets_and_markets_do_not() -> None:
    concepts = (
        "concept,label_en,label_ja,statement,period_type,unit_kind,roll_time,roll_dim,expression,natural_sign,"
        "definition\n"
        "revenue,Revenues,売上高,income,duration,money,sum,sum,,positive,\n"
        "market_size,Market,市場,market,duration,money,none,none,,positive,\n"
    )
    here = lists(
        files(
            [
                target("revenue", "FY20", "over 100", value=100, bound="over", scenario="plan_longterm"),
                target("market_size", "FY20", "900", scenario="expectation"),
            ],
            concepts=concepts,
        )
    )
    assert rows(inside(records(GUIDANCE_YEARS, here), "guidance"), "label", "kind", "first_bound") == [
        ("Revenues", "Long-term plan", "over")
    ]


def test_a_plan_without_a_year_stands_under_its_own_head_and_stays_open() -> None:
    here = lists(
        files(
            [
                target("revenue", "FY20", "900"),
                target("revenue", "medium_term", "10,000", scenario="plan_longterm"),
            ]
        )
    )
    planned, dated = records(GUIDANCE_YEARS, here)
    assert rows([planned, dated], "id", "dates", "told") == [
        ("Medium to long term", "no date", "1 target"),
        ("FY20", "Apr. 2020 - Mar. 2021", "1 target"),
    ]
    assert rows(planned.rows["guidance"], "period", "kind", "first_id", "missing") == [
        (
            "medium to long term",
            "Long-term plan",
            f"revenue|medium_term|plan_longterm in {FIRST}, line 1",
            "open",
        )
    ]


def test_figures_per_share_stand_on_todays_basis() -> None:
    concepts = (
        "concept,label_en,label_ja,statement,period_type,unit_kind,roll_time,roll_dim,expression,natural_sign,"
        "definition\n"
        "eps,Earnings per share,1株利益,per_share,duration,per_share,none,none,,any,\n"
    )
    split = b"action,effective_on,factor,applies_to,note\nsplit 1:200,2018-10-01,200,eps,\n"
    here = lists(
        files(
            [target("eps", "FY18", "2,000", unit="JPY/share", scale=0)],
            later_facts=[fact("eps", "FY18", "11.5", unit="JPY/share", scale=0)],
            concepts=concepts,
            **{"corporate_actions.csv": split},
        )
    )
    (row,) = inside(records(GUIDANCE_YEARS, here), "guidance")
    assert (row.values["first_basis"], row.values["actual_basis"]) == (Decimal("0.005"), 1)
    assert row.values["unit"] == "JPY"
