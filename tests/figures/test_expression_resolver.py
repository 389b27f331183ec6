"""Which answer stands: printed, computed, rolled up or none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from metric_language import CONCEPTS, claim, fact, files, table

from reportgen.core.findings import FindingsError
from reportgen.core.period import parse_period
from reportgen.data.load import load
from reportgen.data.records import MetricTable, parse_metric
from reportgen.figures.measures import CHANGES
from reportgen.figures.parser import catalogue_expressions
from reportgen.figures.query import FigureQuery, When
from reportgen.figures.resolved import How, Resolved
from reportgen.figures.value_resolver import ValueResolver


def ask(resolver: ValueResolver, metric: str, period: str, scenario: str = "actual") -> Resolved:
    return resolver.resolve(parse_metric(metric), parse_period(period), scenario)


def rate(resolver: ValueResolver, name: str, metric: str, period: str, scenario: str = "actual") -> Resolved:
    when = When(parse_period(period), scenario)
    return resolver.answer(FigureQuery(parse_metric(metric), when, name))


def million(answer: Resolved) -> Decimal | None:
    return None if answer.value is None else answer.value.scaleb(-6)


def test_a_printed_figure_stands_on_a_tie_in_precision() -> None:
    answer = ask(ValueResolver(table([fact("revenue", "FY17", "176,051")])), "revenue", "FY17")
    assert (million(answer), answer.how, answer.key) == (176051, How.PRINTED, "revenue|FY17")


def test_the_last_twelve_months_are_told_or_the_sum_of_four_quarters() -> None:
    quarters = [
        fact("revenue", name, value) for name, value in (("3Q16", "10"), ("4Q16", "11"), ("1Q17", "12"))
    ]
    rows = [*quarters, fact("revenue", "1H17", "25"), fact("revenue", "FY17", "50")]
    resolver = ValueResolver(table(rows))
    summed = ask(resolver, "revenue", "LTM 2Q17")
    assert (million(summed), summed.how, len(summed.sources)) == (46, How.COMPUTED, 4)
    assert ask(resolver, "revenue", "LTM 1Q17").value is None, "2Q16 is not told"
    whole = ask(resolver, "revenue", "LTM 4Q17")
    assert (million(whole), whole.how) == (50, How.PRINTED)
    told = ask(ValueResolver(table([*rows, fact("revenue", "LTM 2Q17", "46")])), "revenue", "LTM2Q17")
    assert (million(told), told.how) == (46, How.PRINTED)


def test_a_narrower_computed_figure_stands_before_a_coarse_printed_one() -> None:
    loaded = table(
        [
            fact("revenue", "FY17", "176,051"),
            fact("cost_of_revenue", "FY17", "147,818"),
            fact("gross_margin", "FY17", "JPY28.2 bn", scale=9),
        ]
    )
    answer = ask(ValueResolver(loaded), "gross_margin", "FY17")
    assert (million(answer), answer.how) == (28233, How.COMPUTED)
    assert answer.printed is not None
    assert answer.printed.source.printed == "JPY28.2 bn"
    assert len(answer.sources) == 2


def test_a_printed_figure_stands_where_the_computed_one_contradicts_it() -> None:
    loaded = table(
        [
            fact("revenue", "FY17", "176,051"),
            fact("cost_of_revenue", "FY17", "147,818"),
            fact("gross_margin", "FY17", "JPY28.9 bn", scale=9),
        ]
    )
    assert ask(ValueResolver(loaded), "gross_margin", "FY17").how is How.PRINTED


def test_quarters_add_up_where_the_year_is_not_printed() -> None:
    quarters = [fact("revenue", f"{n}Q17", "10") for n in (1, 2, 3, 4)]
    resolver = ValueResolver(table(quarters))
    for period, total in (("FY17", 40), ("9M17", 30), ("1H17", 20), ("2H17", 20)):
        answer = ask(resolver, "revenue", period)
        assert (million(answer), answer.how) == (total, How.SUM)


def test_a_quarter_follows_by_subtraction() -> None:
    resolver = ValueResolver(table([fact("revenue", "FY17", "40"), fact("revenue", "9M17", "29")]))
    answer = ask(resolver, "revenue", "4Q17")
    assert (million(answer), answer.how) == (11, How.DIFFERENCE)


def test_three_quarters_are_no_year() -> None:
    quarters = [fact("revenue", f"{n}Q17", "10") for n in (1, 2, 3)]
    answer = ask(ValueResolver(table(quarters)), "revenue", "FY17")
    assert (answer.value, answer.how) == (None, How.NONE)


def test_targets_are_never_mixed_with_actuals() -> None:
    loaded = table([fact("revenue", "1H18", "90", scenario="target"), fact("revenue", "4Q17", "10")])
    assert ask(ValueResolver(loaded), "revenue", "1H18").value is None


def test_the_second_half_of_a_target_follows_from_the_year_and_the_first() -> None:
    loaded = table(
        [fact("revenue", "1H18", "90", scenario="target"), fact("revenue", "FY18", "190", scenario="target")]
    )
    assert million(ask(ValueResolver(loaded), "revenue", "2H18", "target")) == 100


def test_a_stock_asked_for_a_year_is_that_of_its_last_day() -> None:
    answer = ask(ValueResolver(table([fact("cash", "2018-03-31", "21,403")])), "cash", "FY17")
    assert (million(answer), answer.key) == (21403, "cash|2018-03-31")


def test_a_suspect_figure_is_used_only_if_nothing_else_exists() -> None:
    rows = [fact("revenue", "FY17", "99", status="suspect")]
    alone = ask(ValueResolver(table(rows)), "revenue", "FY17")
    assert (million(alone), alone.status) == (99, "suspect")
    rows += [fact("revenue", f"{n}Q17", "10") for n in (1, 2, 3, 4)]
    both = ask(ValueResolver(table(rows)), "revenue", "FY17")
    assert (million(both), both.status) == (40, "ok")


def test_a_ratio_may_be_printed_as_a_share() -> None:
    loaded = table(claims=[claim("gross_margin@si", "FY17", "share_pct", "revenue@si", "11.3%")])
    answer = ask(ValueResolver(loaded), "gross_margin_ratio@si", "FY17")
    assert (answer.value, answer.unit, answer.how) == (Decimal("0.113"), "ratio", How.PRINTED)


def test_growth_is_a_fraction_and_the_printed_claim_is_named() -> None:
    loaded = table(
        [fact("revenue", "FY17", "176,051"), fact("revenue", "FY16", "157,789")],
        [claim("revenue", "FY17", "change_pct", "FY16", "+11.6%")],
    )
    answer = rate(ValueResolver(loaded), "yoy", "revenue", "FY17")
    assert answer.key == "yoy(revenue)|FY17"
    assert answer.how is How.COMPUTED
    assert answer.value is not None
    assert round(answer.value, 6) == Decimal("0.115737")
    assert answer.printed is not None
    assert answer.printed.source.printed == "+11.6%"


def test_printed_growth_stands_where_the_base_is_not_disclosed() -> None:
    loaded = table(
        [fact("revenue", "FY17", "176,051")], [claim("revenue", "FY17", "change_pct", "FY16", "+11.6%")]
    )
    answer = rate(ValueResolver(loaded), "yoy", "revenue", "FY17")
    assert (answer.value, answer.how) == (Decimal("0.116"), How.PRINTED)


def test_a_target_grows_from_the_actual_of_the_year_before() -> None:
    loaded = table([fact("revenue", "FY17", "100"), fact("revenue", "FY18", "110", scenario="target")])
    assert rate(ValueResolver(loaded), "yoy", "revenue", "FY18", "target").value == Decimal("0.1")


def test_a_target_does_not_grow_from_the_target_of_a_year_whose_result_is_not_told() -> None:
    targets = [
        fact("revenue", year, text, scenario="target") for year, text in (("FY18", "71"), ("FY19", "100"))
    ]
    assert rate(ValueResolver(table(targets)), "yoy", "revenue", "FY19", "target").value is None


def test_a_change_of_a_ratio_is_printed_in_points() -> None:
    loaded = table(claims=[claim("gross_margin_ratio", "FY17", "change_pt", "FY16", "down 0.4 points")])
    answer = rate(ValueResolver(loaded), "change", "gross_margin_ratio", "FY17")
    assert answer.value == Decimal("-0.004")


def test_a_share_may_be_asked_of_another_total() -> None:
    loaded = table([fact("revenue@si", "FY17", "50"), fact("tax", "FY17", "10")])
    answer = ValueResolver(loaded).answer(
        FigureQuery(
            parse_metric("tax"),
            When(parse_period("FY17")),
            "share_of_revenue",
            against=parse_metric("revenue@si"),
        )
    )
    assert (answer.value, answer.key) == (Decimal("0.2"), "share(tax, revenue@si)|FY17")


def test_a_bound_is_passed_on() -> None:
    loaded = table([fact("people", "2018-03-31", "Over 320", scale=0, unit="person", bound="over")])
    assert ask(ValueResolver(loaded), "people", "2018-03-31").bound == "over"


def test_what_follows_from_an_inexact_figure_is_inexact() -> None:
    loaded = table(
        [fact("revenue", "FY17", "100"), fact("tax", "FY17", "approx. 10", value=10, bound="approx")]
    )
    assert rate(ValueResolver(loaded), "share_of_revenue", "tax", "FY17").bound == "approx"


@pytest.mark.parametrize("whole", ["0", "-40"])
def test_a_denominator_that_can_be_zero_or_less_gives_no_answer(whole: str) -> None:
    loaded = table([fact("revenue", "FY17", whole), fact("tax", "FY17", "10")])
    assert rate(ValueResolver(loaded), "share_of_revenue", "tax", "FY17").value is None


def test_growth_out_of_a_loss_is_no_rate_and_growth_into_one_is() -> None:
    loaded = table([fact("tax", "FY15", "20"), fact("tax", "FY16", "-10"), fact("tax", "FY17", "30")])
    assert rate(ValueResolver(loaded), "yoy", "tax", "FY17").value is None
    assert rate(ValueResolver(loaded), "yoy", "tax", "FY16").value == Decimal("-1.5")


def test_an_unknown_concept_is_asked_back() -> None:
    with pytest.raises(FindingsError) as caught:
        ask(ValueResolver(table()), "revenu", "FY17")
    assert caught.value.issues[0].hint == 'did you mean "revenue"?'


def test_a_concept_that_is_no_rate_is_refused_as_one() -> None:
    with pytest.raises(FindingsError) as caught:
        rate(ValueResolver(table()), "gross_margin", "revenue", "FY17")
    assert caught.value.issues[0].message == '"gross_margin" is no rate: its expression does not read x'


def test_the_faults_of_all_expressions_are_raised_together() -> None:
    broken = CONCEPTS.replace("revenue - cost_of_revenue", "revenue - cost").replace(
        "gross_margin / revenue", "gross_margin // revenue"
    )
    with pytest.raises(FindingsError) as caught:
        catalogue_expressions(load(files(concepts=broken)).catalogue)
    assert [(issue.id, issue.place.line) for issue in caught.value.issues] == [
        ("unknown-concept", 4),
        ("unexpected-character", 5),
    ]


def test_expressions_in_a_circle_are_found_once() -> None:
    circle = CONCEPTS.replace(
        "revenue,Revenues,売上高,income,duration,money,sum,sum,,",
        "revenue,Revenues,売上高,income,duration,money,sum,sum,gross_margin + cost_of_revenue,",
    )
    with pytest.raises(FindingsError) as caught:
        catalogue_expressions(load(files(concepts=circle)).catalogue)
    (issue,) = caught.value.issues
    assert issue.found == "gross_margin -> revenue -> gross_margin"


def test_a_change_may_be_counted_from_any_time() -> None:
    loaded = table([fact("cash", "2017-03-31", "30"), fact("cash", "2017-12-31", "42")])
    answer = ValueResolver(loaded).answer(
        FigureQuery(
            parse_metric("cash"),
            When(parse_period("2017-12-31")),
            "change",
            base=When(parse_period("2017-03-31")),
        )
    )
    assert (million(answer), answer.key) == (12, "change(cash, 2017-03-31)|2017-12-31")


def test_two_scenarios_of_one_period_are_compared() -> None:
    loaded = table(
        [
            fact("revenue", "FY18", "110", scenario="target_revised"),
            fact("revenue", "FY18", "100", scenario="target"),
        ]
    )
    answer = ValueResolver(loaded).answer(
        FigureQuery(
            parse_metric("revenue"),
            When(parse_period("FY18"), "target_revised"),
            "yoy",
            base=When(parse_period("FY18"), "target"),
        )
    )
    assert (answer.value, answer.how) == (Decimal("0.1"), How.COMPUTED)


def test_a_change_from_another_time_is_printed_as_a_claim_against_it() -> None:
    loaded = table(
        [
            fact("revenue", "FY18", "110", scenario="target"),
            fact("revenue", "FY18", "80", scenario="target_revised"),
        ],
        [claim("revenue", "FY18", "change_abs", "FY18|target", "29", scenario="target_revised")],
    )
    answer = ValueResolver(loaded).answer(
        FigureQuery(
            parse_metric("revenue"),
            When(parse_period("FY18"), "target_revised"),
            "change",
            base=When(parse_period("FY18"), "target"),
        )
    )
    assert answer.printed is not None
    assert million(answer) == 29


def test_the_change_since_the_year_began_is_as_it_is_printed() -> None:
    loaded = table(
        [fact("cash", "2017-03-31", "30"), fact("cash", "2018-03-31", "42")],
        [claim("cash", "2018-03-31", "change_abs", "2017-03-31", "11")],
    )
    answer = rate(ValueResolver(loaded), "change_in_year", "cash", "FY17")
    assert (million(answer), answer.how) == (11, How.PRINTED)
    assert answer.key == "change_in_year(cash)|2018-03-31"


def _from_changes(loaded: MetricTable) -> ValueResolver:
    return ValueResolver(loaded, bases_from=CHANGES, levels=True)


def test_a_level_follows_from_its_base_and_a_printed_growth_where_it_is_asked_for() -> None:
    loaded = table(
        [fact("revenue", "FY16", "68,006")], [claim("revenue", "FY17", "change_pct", "FY16", "21.2%")]
    )
    assert ask(ValueResolver(loaded), "revenue", "FY17").how is How.NONE
    assert ask(ValueResolver(loaded, bases_from=CHANGES), "revenue", "FY17").how is How.NONE
    answer = ask(_from_changes(loaded), "revenue", "FY17")
    assert (answer.how, len(answer.sources)) == (How.CHANGE, 2)
    assert answer.interval is not None
    low, high = answer.interval.low, answer.interval.high
    assert (low, high) == (Decimal("68005.5e6") * Decimal("1.2115"), Decimal("68006.5e6") * Decimal("1.2125"))
    assert answer.value == round(Decimal("68006e6") * Decimal("1.212"))


def test_a_level_follows_from_its_base_and_a_printed_amount_of_change() -> None:
    loaded = table(
        [fact("revenue", "FY16", "10,894")], [claim("revenue", "FY17", "change_abs", "FY16", "1,471")]
    )
    assert million(ask(_from_changes(loaded), "revenue", "FY17")) == 12365


def test_a_quarter_follows_from_a_growth_of_the_nine_months_before_it() -> None:
    loaded = table(
        [fact("revenue", "FY16", "100,000"), fact("revenue", "9M17", "80,000")],
        [claim("revenue", "9M17", "change_pct", "9M16", "10.0%")],
    )
    answer = ask(_from_changes(loaded), "revenue", "4Q16")
    assert answer.value is not None
    assert answer.interval is not None
    assert answer.interval.contains(Decimal("27272.7e6"))
    assert round(answer.value, -9) == 27_000_000_000


def test_what_is_printed_stands_before_what_follows_from_a_change() -> None:
    loaded = table(
        [fact("revenue", "FY16", "100"), fact("revenue", "FY17", "120")],
        [claim("revenue", "FY17", "change_pct", "FY16", "21.2%")],
    )
    assert million(ask(_from_changes(loaded), "revenue", "FY17")) == 120


def test_nothing_is_computed_for_a_period_without_a_date() -> None:
    resolver = ValueResolver(
        table(
            [
                fact("revenue", "FY17", "100"),
                fact("revenue", "FY18", "90", scenario="target"),
                fact("revenue", "medium_term", "900", scenario="target"),
                fact("cost_of_revenue", "medium_term", "700", scenario="target"),
            ]
        )
    )
    assert million(ask(resolver, "revenue", "medium_term", "target")) == 900
    assert ask(resolver, "gross_margin", "medium_term", "target").how is How.NONE
    for name in ("yoy", "qoq", "change", "share_of_revenue", "progress", "share_of_year", "change_in_year"):
        assert rate(resolver, name, "revenue", "medium_term", "target").how is How.NONE, name
