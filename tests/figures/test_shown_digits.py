"""No shown digit that the interval of a figure does not carry: over the whole record, in every format of the house."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import pytest
from house import ROOT
from metric_language import CONCEPTS, fact, table

from reportgen.app.show import Ask, show_metrics
from reportgen.core.findings import Place
from reportgen.core.number import Interval
from reportgen.core.period import Period, parse_period
from reportgen.core.structs import replace
from reportgen.core.units import PERCENT
from reportgen.data.records import PROFIT_OR_LOSS, MetricTable, parse_key
from reportgen.figures.figure_resolver import FigureResolver
from reportgen.figures.query import FigureQuery, When
from reportgen.figures.resolved import NODES, How, Resolved, from_print, node_of
from reportgen.figures.style import NOT_MEANINGFUL, PHRASES, NumberFormat
from reportgen.figures.style_file import read_style
from reportgen.figures.turns import TURNS, turn_of
from reportgen.figures.value_resolver import ValueResolver
from reportgen.project.project import Project
from reportgen.reports.sentences import Narrator

FORMATS = {
    "million": NumberFormat(scale=6),
    "billion": NumberFormat(scale=9, digits=2),
    "rate": NumberFormat(scale=PERCENT, digits=1, signed=True, suffix="%"),
}
MEASURES = ("", "yoy", "qoq", "share_of_revenue", "progress")
# A rate may be one unit of its last digit off, an amount two, as the sum of four rounded quarters is.
SLACK = {"million": 2, "billion": 2, "rate": 1}


@pytest.fixture(scope="module")
def everything() -> MetricTable:
    return Project(ROOT).table()


def shown(text: str) -> tuple[Decimal, Decimal]:
    """The number of a text and one unit of its last digit, both in the unit of the text."""
    digits = re.sub(r"[^\d.]", "", text)
    places = len(digits.partition(".")[2])
    value = Decimal(digits)
    return (-value if "(" in text else value), Decimal(1).scaleb(-places)


def derived(figures: FigureResolver) -> Iterator[tuple[str, Resolved]]:
    """Every level and rate that the record gives without printing it, with the format it would be shown in."""
    concepts = figures.table.catalogue.concepts
    held = {
        (key.metric, key.period.year, key.scenario) for key in figures.table.by_key if node_of(key.period)
    }
    for metric, year, scenario in sorted(held, key=str):
        for kind, index in NODES.values():
            for measure in MEASURES:
                asked = FigureQuery(metric, When(Period(kind, year, index), scenario), measure)
                answer = figures.ask(asked)
                if answer.value is None or answer.how is How.PRINTED or answer.interval is None:
                    continue
                if measure or concepts[metric.concept].unit_kind == "money":
                    yield from ((name, answer) for name in (("rate",) if measure else ("million", "billion")))


def test_every_derived_figure_of_the_record_shows_what_its_interval_carries(
    model_figures: FigureResolver,
) -> None:
    counts: Counter[str] = Counter()
    for name, answer in derived(model_figures):
        text = model_figures.text(answer, FORMATS[name])
        if answer.turn:
            assert text in PHRASES.values()
            counts["turned"] += 1
            continue
        if "c. " in text:
            counts["about"] += 1
            continue
        assert answer.interval is not None
        low, high = (end.scaleb(-FORMATS[name].scale) for end in (answer.interval.low, answer.interval.high))
        if text == NOT_MEANINGFUL:
            assert high - low > abs(answer.value.scaleb(-FORMATS[name].scale)) / 2, answer.key
            counts[text] += 1
            continue
        number, unit = shown(text)
        slack = SLACK[name] * unit
        carried = number - slack <= low and high <= number + slack
        assert carried or _is_print(answer, number), answer.key
        counts[name] += 1
    assert counts["million"] > 300
    assert counts["rate"] > 900
    assert counts["about"] > 20
    assert counts["turned"] > 5
    assert counts[NOT_MEANINGFUL] > 5


def _is_print(answer: Resolved, number: Decimal) -> bool:
    """Whether the shown number is the company's own."""
    return answer.printed is not None and abs(answer.printed.value) == abs(number)


def known(low: str, high: str, value: str = "") -> Resolved:
    interval = Interval(Decimal(low), Decimal(high))
    middle = Decimal(value) if value else (interval.low + interval.high) / 2
    return Resolved("x", middle, interval, "ratio", How.COMPUTED)


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        ("0.2615", "0.2616", "+26.2%"),
        ("0.2612", "0.2626", "+26.2%"),
        ("0.256", "0.264", "+26%"),
        ("0.255", "0.268", "c. +26%"),
        ("0.1540", "0.1562", "c. +15.5%"),  # a share that was shown as 16 %
        ("0.396", "0.481", "c. +44%"),  # operating income that was shown as "up 43.9 %"
        ("-0.667", "-0.615", "c. (64%)"),
        ("-0.0055", "-0.0025", "c. (0.4%)"),  # a gross margin ratio that was shown as "down 0 points"
        ("-0.004", "0.004", "0%"),
        ("0.001", "0.101", "n.m."),  # not even its first digit is known
        ("-0.0676", "0.0356", "n.m."),
        ("-0.03", "0.03", "n.m."),
    ],
)
def test_a_rate_has_the_digits_that_are_fixed(
    low: str, high: str, text: str, model_figures: FigureResolver
) -> None:
    assert model_figures.text(known(low, high), FORMATS["rate"]) == text


def test_a_figure_printed_in_billions_does_not_stand_in_millions_as_if_it_were_known(
    everything: MetricTable, model_figures: FigureResolver
) -> None:
    coarse, fine = (
        from_print(key, fact)
        for key in ("net_income|1Q17", "net_income|FY16")
        if (fact := everything.fact(parse_key(key)))
    )
    assert model_figures.text(coarse, FORMATS["million"]) == "c. 700"
    assert model_figures.text(coarse, FORMATS["billion"]) == "0.7"
    assert model_figures.text(fine, FORMATS["million"]) == "3,167"


@pytest.mark.parametrize(
    ("bound", "text"), [("over", "over 190.0"), ("under", "under 190.0"), ("approx", "c. 190.0")]
)
def test_a_printed_bound_is_shown_with_its_figure(
    bound: str, text: str, everything: MetricTable, model_figures: FigureResolver
) -> None:
    fact = everything.fact(parse_key("revenue|FY18|target"))
    assert fact is not None
    answer = from_print("revenue|FY18|target", replace(fact, bound=bound))
    assert model_figures.text(answer, NumberFormat(scale=9, digits=1)) == text


@pytest.mark.parametrize(("period", "growth"), [("9M12", "+26.1%"), ("1H08", "(44.6%)")])
def test_the_digits_of_the_company_stand_where_the_computation_rounds_otherwise(
    period: str, growth: str, everything: MetricTable
) -> None:
    told = show_metrics(everything, Ask(["operating_income"], period, period, "yoy"))
    assert told.rows[1].cells[0].text == growth


def test_show_marks_what_it_knows_to_no_digit(everything: MetricTable) -> None:
    (row,) = show_metrics(everything, Ask(["net_income"], "1Q16", "2Q17")).rows
    assert [cell.marked for cell in row.cells] == ["529", "d 579", "n/d", "n/d", "c. 700", "d c. 800"]


def test_a_garbled_print_is_not_shown_where_a_computed_figure_stands(everything: MetricTable) -> None:
    (row,) = show_metrics(everything, Ask(["share_of_revenue(net_income)"], "4Q08", "4Q08")).rows
    assert row.cells[0].text == "5.6%"


@pytest.mark.parametrize(
    ("before", "now", "turn"),
    [
        ("6", "-1", "to_loss"),
        ("-6", "1", "to_profit"),
        ("-6", "-9", "loss_wider"),
        ("-9", "-6", "loss_smaller"),
        ("6", "1", ""),
        ("-6", "-6.5", ""),  # both may be the same loss
        ("6", "-0.2", ""),  # may be no loss
        ("0.2", "-6", ""),
    ],
)
def test_a_result_into_or_out_of_a_loss_is_told_in_words(before: str, now: str, turn: str) -> None:
    ends = (
        known(str(Decimal(one) - Decimal("0.5")), str(Decimal(one) + Decimal("0.5"))) for one in (before, now)
    )
    assert turn_of(*ends, TURNS[PROFIT_OR_LOSS]) == turn


def test_no_rate_is_told_into_a_loss_or_out_of_it(
    everything: MetricTable, model_figures: FigureResolver
) -> None:
    (row,) = show_metrics(everything, Ask(["net_income"], "3Q08", "3Q08", "yoy")).rows[1:]
    assert row.cells[0].text == "turned to a loss"
    assert (
        model_figures.text(model_figures.ask("yoy(net_income)|3Q09"), FORMATS["rate"]) == "turned to a profit"
    )
    assert model_figures.text(model_figures.ask("yoy(revenue)|3Q09"), FORMATS["rate"]).endswith("%)")


@pytest.mark.parametrize(
    ("sign", "told"),
    [
        ("profit_or_loss", ["turned to a loss", "loss widened", "loss narrowed", "turned to a profit"]),
        ("in_or_outflow", ["turned to an outflow", "outflow grew", "outflow shrank", "turned to an inflow"]),
        ("any", ["c. (233%)", "n/d", "n/d", "n/d"]),
    ],
)
def test_words_for_growth_follow_the_sign_that_the_catalogue_tells(sign: str, told: list[str]) -> None:
    """A loss is a loss, an outflow an outflow, and a tax that becomes a credit is neither."""
    printed = {"1Q13": "45", "1Q14": "(60)", "1Q15": "(70)", "1Q16": "(5)", "1Q17": "9"}
    facts = [fact("tax", period, text) for period, text in printed.items()]
    concepts = CONCEPTS.replace("none,,any,\ncash", f"none,,{sign},\ncash")
    _, growth = show_metrics(table(facts=facts, concepts=concepts), Ask(["tax"], "1Q14", "1Q17", "yoy")).rows
    assert [growth.cells[at].text for at in (0, 4, 8, 12)] == told


@pytest.mark.parametrize(
    ("template", "period", "said"),
    [
        ("Operating income {{ yoy(tax) | up }} YoY", "1Q15", "Operating loss widened YoY"),
        ("Net profit {{ yoy(tax) | up }}", "1Q16", "Net loss narrowed"),
        ("Pre-tax profit {{ yoy(tax) | up }}", "1Q14", "Pre-tax profit turned to a loss"),
        ("Net income, {{ yoy(tax) | up }}", "1Q15", "Net income, loss widened"),
        ("{{ yoy(tax) | up }}", "1Q15", "loss widened"),
    ],
)
def test_no_income_is_said_to_be_a_loss_that_widened(template: str, period: str, said: str) -> None:
    facts = [fact("tax", "1Q13", "45"), fact("tax", "1Q14", "(60)"), fact("tax", "1Q15", "(70)")]
    concepts = CONCEPTS.replace("none,,any,\ncash", "none,,profit_or_loss,\ncash")
    known = table(facts=[*facts, fact("tax", "1Q16", "(5)")], concepts=concepts)
    when = When(parse_period(period))
    figures = FigureResolver(known, ValueResolver(known), read_style(b"formats: {}", "s.yaml"), {}, when)
    sentence = Narrator(figures, {}).write(template, Place("x.yaml")).sentence
    assert "".join(span.text for span in sentence) == said
