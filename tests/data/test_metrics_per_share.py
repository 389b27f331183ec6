"""Figures per share before and after a split, on one basis."""

from __future__ import annotations

from decimal import Decimal

import pytest
from metric_language import CONCEPTS, QUARTERS_RULE, fact, files

from reportgen.checks.run import run_checks
from reportgen.checks.ties import TIES
from reportgen.data.load import load
from reportgen.data.records import MetricTable, parse_key
from reportgen.data.vintage import (
    on_basis_of,
    on_one_basis,
    parse_vintage,
    rebased_words,
    select,
    split_factor,
)

PER_SHARE = "dividend,Dividend,配当,per_share,duration,per_share,sum,none,,positive,\n"
ACTIONS = "action,effective_on,factor,applies_to,note\nstock split 1:200,2018-10-01,200,dividend,\n"


def split_table(later: str = "16.25") -> MetricTable:
    """A dividend of FY17 printed before the split of October 2018, and again after it."""
    first = fact("dividend", "FY17", "3,250", unit="JPY/share", scale=0)
    second = fact("dividend", "FY17", later, unit="JPY/share", scale=0)
    given = files([first], concepts=CONCEPTS + PER_SHARE, later_facts=[second])
    return load(given | {"corporate_actions.csv": ACTIONS.encode()})


def test_a_figure_printed_before_a_split_is_divided_by_its_factor() -> None:
    table = split_table()
    assert {fact.source.doc: split_factor(table, fact) for fact in table.facts} == {
        "2018-05-15_results": 200,
        "2019-05-15_results": 1,
    }
    values = {fact.value for fact in on_one_basis(table).by_key[parse_key("dividend|FY17")]}
    assert values == {Decimal("16.25")}


def test_a_divided_figure_keeps_its_token_and_promises_no_digit_it_does_not_have() -> None:
    before = next(fact for fact in on_one_basis(split_table()).facts if fact.source.doc.startswith("2018"))
    assert before.source.printed == "3,250"
    assert before.id == "facts/2018-05-15_results:2"
    assert before.decimals == 2
    assert before.interval.low <= Decimal("3249.5") / 200
    assert before.interval.high >= Decimal("3250.5") / 200


def test_a_divided_figure_says_by_what_it_is_divided() -> None:
    once = on_one_basis(split_table())
    assert [rebased_words(once, fact) for fact in once.facts] == [
        "divided by 200, restated for the stock split 1:200 on 2018-10-01",
        "",
    ]


def test_a_table_without_splits_stays_as_it_is() -> None:
    table = load(files([fact("revenue", "4Q17", "48,439")]))
    assert on_one_basis(table) is table


def test_the_checks_compare_figures_per_share_on_one_basis() -> None:
    assert run_checks(split_table()).good
    (issue,) = run_checks(split_table("16.50")).errors
    assert issue.id == "duplicate-inconsistent"
    assert issue.message == "dividend|FY17 is printed differently by a later document"


@pytest.mark.parametrize(
    ("vintage", "value"),
    [
        ("as-of 2018-09-30", "3250"),
        ("as-of 2018-10-01", "16.25"),
        ("document 2018-05-15_results", "3250"),
        ("document 2019-05-15_results", "16.25"),
        ("first", "16.25"),
        ("latest", "16.25"),
    ],
)
def test_a_view_stands_on_the_basis_of_its_own_day(vintage: str, value: str) -> None:
    seen = parse_vintage(vintage)
    held = select(on_basis_of(split_table(), seen), seen).by_key[parse_key("dividend|FY17")]
    assert {fact.value for fact in held} == {Decimal(value)}


def test_a_split_that_no_document_has_seen_yet_is_not_done() -> None:
    table = load(
        files([fact("dividend", "FY17", "3,250", unit="JPY/share", scale=0)], concepts=CONCEPTS + PER_SHARE)
        | {"corporate_actions.csv": ACTIONS.encode()}
    )
    assert on_one_basis(table) is table


def test_asking_for_one_basis_twice_divides_once() -> None:
    once = on_one_basis(split_table())
    assert on_one_basis(once) is once
    alone = on_one_basis(select(once, parse_vintage("document 2018-05-15_results")))
    assert [figure.value for figure in alone.facts] == [Decimal("16.25")]


def test_a_report_speaks_of_the_figures_of_the_table_that_was_given() -> None:
    halves = [fact("dividend", f"{half}H17", "1,625", unit="JPY/share", scale=0) for half in (1, 2)]
    year = fact("dividend", "FY17", "3,250", unit="JPY/share", scale=0)
    given = files([*halves, year], concepts=CONCEPTS + PER_SHARE, rules=QUARTERS_RULE)
    table = load(given | {"corporate_actions.csv": ACTIONS.encode()})
    (tie,) = run_checks(table).of(TIES)
    held = {one.id for one in table.facts}
    assert tie.total is not None
    assert tie.total.id in held
    assert {source.id for part in tie.parts for source in part.sources} <= held
