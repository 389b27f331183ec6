"""A figure as one line of its document prints it: two prints of one figure, ends of a range, doubts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from metric_language import claim, fact, table

from reportgen.core.findings import Place
from reportgen.figures.figure_resolver import FigureResolver
from reportgen.figures.query import parse_when
from reportgen.figures.style_file import read_style
from reportgen.figures.value_resolver import ValueResolver
from reportgen.reports.sentences import Narrator

STYLE = (
    b'currency: JPY\nunits: {0: "", 6: " million"}\nformats: {ratio: {scale: -2, digits: 1, suffix: "%"}}\n'
)
FACTS = (
    fact("revenue", "FY17", "100", line=1),
    fact("revenue", "FY16", "80", line=1),
    fact("tax", "FY17", "7", line=2),
    fact("tax", "FY17", "9.0", line=5, status="source_error", note="7 in line 2"),
    fact("revenue", "FY18", "120", scenario="target", line=3),
    fact("revenue", "FY18", "110", scenario="target_revised", line=3),
    fact("tax", "FY18", "8", scenario="target", line=3),
    fact("cost_of_revenue", "FY17", "20001", line=3),
    fact("cost_of_revenue", "FY16", "20000", line=3),
    fact("people", "2018-03-31", "40", scale="0", unit="person", line=6, bound="over"),
    fact("people", "2018-03-31", "50", scale="0", unit="person", line=6, bound="under"),
)
CLAIMS = (
    claim("revenue", "FY17", "change_pct", "FY16", "up 25.0%", line=1),
    claim(
        "revenue", "FY17", "change_pct", "FY16|actual", "down 24.8%", line=8, also_at="9", status="suspect"
    ),
    claim("cash", "2018-03-31", "change_abs", "2016-03-31", "12", line=7),
    claim("gross_margin_ratio", "FY17", "change_pt", "FY16", "1", line=7),
    claim("tax", "FY17", "change_pct", "FY16", "down 0.002%", line=2),
    claim("gross_margin", "FY17", "change_pct", "FY16", "down 0.0%", value="-0.0", line=4),
)


@pytest.fixture(scope="module")
def narrator() -> Narrator:
    known = table(FACTS, CLAIMS)
    when = parse_when("FY17", {})
    style = read_style(STYLE, "style.yaml")
    return Narrator(FigureResolver(known, ValueResolver(known), style, {"this": when}, when), {})


def said(narrator: Narrator, template: str) -> str:
    rendered = narrator.write(template, Place("report.yaml", 1))
    assert rendered.issue is None, rendered.issue
    return "".join(span.text for span in rendered.sentence)


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("{{ yoy(revenue) | up }}", "up 25.0%"),
        ("{{ yoy(revenue) | printed(8) | up }}", "down 24.8%"),
        ("{{ yoy(revenue) | up | printed(9) }}", "down 24.8%"),
        ("{{ tax | printed(5) }}", "JPY9.0 million"),
        ("{{ tax | printed(2) }}", "JPY7 million"),
        ("{{ change(cash('2018-03-31')) | printed(7) }}", "JPY12 million"),
        ("{{ people('2018-03-31') | low }} to {{ people('2018-03-31') | high }}", "40 to 50"),
        ("{{ yoy(tax) | up }}", "down 0.002%"),
        ("{{ yoy(cost_of_revenue) | up }}, {{ yoy(cost_of_revenue) | signed }}", "flat, ±0.0%"),
        ("{{ yoy(gross_margin) | up }}", "flat"),
        ("{{ yoy(gross_margin) | printed(4) | up }}", "down 0.0%"),
        ("{{ revenue('FY18', 'newest_target') }}", "JPY110 million"),
        ("{{ tax('FY18', 'newest_target') }}", "JPY8 million"),
        ("{{ yoy(revenue('FY18', 'newest_target')) | up }}", "up c. 10%"),
        ("{{ change(gross_margin_ratio) | up }}", "up 1 point"),
    ],
)
def test_a_sentence_shows_what_a_line_prints(narrator: Narrator, template: str, sentence: str) -> None:
    assert said(narrator, template) == sentence


@pytest.mark.parametrize(
    ("template", "key"),
    [
        ("{{ tax | printed(3) }}", "tax|FY17"),
        ("{{ yoy(tax) | printed(5) | up }}", "yoy(tax)|FY17"),
        ("{{ revenue | low }}", "revenue|FY17"),
    ],
)
def test_what_no_line_prints_is_not_disclosed(narrator: Narrator, template: str, key: str) -> None:
    rendered = narrator.write(template, Place("report.yaml", 7))
    assert (rendered.issue, rendered.missing) == (None, (key,))


def test_a_line_that_prints_two_figures_of_one_name_is_a_finding(narrator: Narrator) -> None:
    issue = narrator.write("{{ people('2018-03-31') | printed(6) }}", Place("report.yaml", 7)).issue
    assert issue is not None
    assert (issue.id, issue.place.line) == ("unknown-figure", 7)
    assert issue.message == "line 6 prints more than one people|2018-03-31"


def test_a_figure_in_doubt_says_why(narrator: Narrator) -> None:
    rendered = narrator.write("{{ tax | printed(5) }} {{ tax | printed(2) }}", Place("report.yaml", 1))
    first, second = (span.figure for span in rendered.sentence if span.figure is not None)
    assert first.faults == ("source error in line 5: 7 in line 2",)
    assert second.faults == ()
    assert first.value == Decimal(9_000_000)
    assert first.sources == ("tax|FY17",)


def test_a_figure_in_its_printed_decimals_keeps_the_printed_digits() -> None:
    """112.0 after 100.0 is a change of 12.0, known closer than the printed JPY0.01 billion."""
    known = table(
        [fact("revenue", "FY17", "112.5"), fact("revenue", "FY16", "100.0")],
        [claim("revenue", "FY17", "change_abs", "FY16", "0.01", scale=9)],
    )
    when = parse_when("FY17", {})
    style = read_style(STYLE, "style.yaml")
    narrator = Narrator(FigureResolver(known, ValueResolver(known), style, {"this": when}, when), {})
    assert said(narrator, "{{ change(revenue) | plain }}") == "0.01"
    assert said(narrator, "{{ change(revenue) | mn | plain }}") in ("12", "13")
    assert said(narrator, "{{ change(revenue, 'FY16') | mn | plain }}") in ("12", "13")
