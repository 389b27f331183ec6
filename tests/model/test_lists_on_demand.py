"""Lists that a template asks for by name: prints of a concept, tie-outs of a rule, bridges of a rule."""

from __future__ import annotations

from decimal import Decimal

from list_language import inside, lists, records, rows
from metric_language import MARGIN_RULE, claim, fact, files

from reportgen.core.period import parse_period
from reportgen.data.records import parse_metric
from reportgen.figures.value_resolver import ValueResolver
from reportgen.model.list_bridges import BRIDGE_OF, BRIDGE_PARTS, Bridge, find_bridge
from reportgen.model.list_context import ListContext, weighed_sources
from reportgen.model.list_prints import FISCAL_YEARS, PRINTS_OF
from reportgen.model.list_ties import TIES, TIES_OF

DOC = "2018-05-15_results"
LINES = "lines,revenue,+revenue@network +revenue@si,dimension,*,all,E,Lines add up.,\n"


def bridge(given: dict[str, bytes], rule: str) -> tuple[Bridge, ListContext]:
    here = lists(given, f"bridge_of_{rule}")
    found = find_bridge(rule, here.figures)
    assert found is not None
    return found, here


# Prints and tie-outs


def test_prints_of_a_concept_come_newest_first_with_their_token() -> None:
    here = lists(
        files(
            [
                fact("revenue", "FY16", "100"),
                fact("revenue", "FY17", "approx. 110", value=110, bound="approx", status="suspect"),
                fact("tax", "FY17", "40"),
            ]
        )
    )
    assert rows(records(PRINTS_OF, here, "revenue"), "period", "span", "bound", "printed", "standing") == [
        ("FY17", "Annual", "approx.", "approx. 110", "suspect"),
        ("FY16", "Annual", "", "100", ""),
    ]


def test_a_half_of_a_year_is_interim_or_year_end() -> None:
    here = lists(files([fact("tax", period, "1") for period in ("1H17", "2H17", "9M17", "1Q17")]))
    spans = dict(rows(records(PRINTS_OF, here, "tax"), "period", "span"))
    assert spans == {"1H17": "Interim", "2H17": "Year-end", "9M17": "Nine months", "1Q17": "Quarter"}


def test_years_are_those_with_actual_figures() -> None:
    here = lists(
        files(
            [fact("tax", "FY16", "1"), fact("tax", "FY17", "1"), fact("tax", "FY19", "1", scenario="target")]
        )
    )
    assert rows(records(FISCAL_YEARS, here), "id", "dates") == [
        ("FY17", "Apr 17-Mar 18"),
        ("FY16", "Apr 16-Mar 17"),
    ]


def test_tie_outs_of_one_rule_keep_their_numbers() -> None:
    facts = [
        fact("revenue", "FY17", "100"),
        fact("cost_of_revenue", "FY17", "60"),
        fact("gross_margin", "FY17", "40"),
        fact("revenue@network", "FY17", "70"),
        fact("revenue@si", "FY17", "30"),
    ]
    here = lists(files(facts, rules=LINES + MARGIN_RULE))
    ties = records(TIES, here)
    assert sorted(tie.values["rule"] for tie in ties) == ["lines", "margin"]  # type: ignore[type-var]
    (tie,) = records(TIES_OF, here, "margin")
    assert tie.values["number"] == next(
        one.values["number"] for one in ties if one.values["rule"] == "margin"
    )


# Bridges


def test_a_step_is_the_difference_of_two_levels_or_the_printed_change() -> None:
    _, here = bridge(
        files(
            [
                fact("revenue", "FY16", "100", line=1),
                fact("revenue", "FY17", "130", line=2),
                fact("revenue@network", "FY16", "70", line=3),
                fact("revenue@network", "FY17", "80", line=4),
            ],
            [claim("revenue@si", "FY17", "change_abs", "FY16", "+20", line=5)],
            rules=LINES,
        ),
        "lines",
    )
    parts = records(BRIDGE_PARTS, here)
    assert rows(parts, "key", "weight", "id") == [
        ("lines|FY17|start", 1, f"revenue|FY16 in {DOC}, line 1"),
        ("lines|FY17|end", 1, f"revenue|FY17 in {DOC}, line 2"),
        ("lines|FY17|revenue@network", 1, f"revenue@network|FY17 in {DOC}, line 4"),
        ("lines|FY17|revenue@network", -1, f"revenue@network|FY16 in {DOC}, line 3"),
        ("lines|FY17|revenue@si", 1, f"revenue@si|FY17 in {DOC}, line 5"),
    ]
    (record,) = records(BRIDGE_OF, here, "lines")
    assert (record.values["s1"], record.values["k2"]) == ("Network services", "revenue@si")
    assert rows(inside([record], "pairs_of_lines"), "period", "prior", "known", "of") == [
        ("FY17", "FY16", 2, 2)
    ]


def test_a_part_that_is_subtracted_lowers_the_total_when_it_grows() -> None:
    facts = [
        fact(metric, f"FY{year}", str(value))
        for metric, values in (
            ("gross_margin", (40, 45)),
            ("revenue", (100, 110)),
            ("cost_of_revenue", (60, 65)),
        )
        for year, value in zip((16, 17), values, strict=True)
    ]
    _, here = bridge(files(facts, rules=MARGIN_RULE), "margin")
    weights = rows(records(BRIDGE_PARTS, here), "key", "period", "weight")
    assert ("margin|FY17|cost_of_revenue", "FY17", -1) in weights
    assert ("margin|FY17|cost_of_revenue", "FY16", 1) in weights
    (record,) = records(BRIDGE_OF, here, "margin")
    assert record.values["s2"] == "less Cost of revenues"


def test_a_part_that_is_an_identity_stands_as_its_own_parts() -> None:
    rules = MARGIN_RULE + "income,tax,+gross_margin -people,identity,*,all,E,,\n"
    found, _ = bridge(files([fact("tax", "FY16", "1"), fact("tax", "FY17", "2")], rules=rules), "income")
    assert [(sign, str(metric)) for sign, metric in found.parts] == [
        (1, "revenue"),
        (-1, "cost_of_revenue"),
        (-1, "people"),
    ]
    assert found.pairs == (), "nothing is told of any part"


def test_a_shorter_period_needs_half_of_its_parts() -> None:
    facts = [fact(metric, f"1Q{year}", "50") for metric in ("revenue",) for year in (16, 17)]
    one = [fact("revenue@network", f"1Q{year}", "30") for year in (16, 17)]
    three = LINES.replace("+revenue@si", "+revenue@si +revenue%abroad")
    assert len(bridge(files([*facts, *one], rules=LINES), "lines")[0].pairs) == 1
    assert bridge(files([*facts, *one], rules=three), "lines")[0].pairs == ()


def test_only_rules_that_add_up_make_bridges() -> None:
    here = lists(files(rules="quarters,*,,period,*,all,E,,\n"))
    assert find_bridge("quarters", here.figures) is None
    assert find_bridge("nothing", here.figures) is None


# What an answer is the sum of


def test_an_answer_is_told_by_the_printed_figures_behind_it_with_their_signs() -> None:
    here = lists(files([fact("revenue", "FY17", "390"), fact("revenue", "9M17", "289")]))
    answer = ValueResolver(here.table).resolve(parse_metric("revenue"), parse_period("4Q17"))
    assert [(one.weight, one.figure.key.period.id) for one in weighed_sources(answer)] == [
        (1, "FY17"),
        (-1, "9M17"),
    ]
    assert answer.value == Decimal(101_000_000)


def test_an_answer_that_is_no_sum_has_no_parts() -> None:
    here = lists(files([fact("revenue", "FY17", "100"), fact("gross_margin", "FY17", "40")]))
    ratio = ValueResolver(here.table).resolve(parse_metric("gross_margin_ratio"), parse_period("FY17"))
    nothing = ValueResolver(here.table).resolve(parse_metric("tax"), parse_period("FY17"))
    assert ratio.value == Decimal("0.4")
    assert (weighed_sources(ratio), weighed_sources(nothing)) == ((), ())
