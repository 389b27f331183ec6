"""Rules that choose sentences: when they speak, which of them are taken, what faults are told."""

from __future__ import annotations

from textwrap import dedent

import pytest
from language import context

from reportgen.core.findings import FindingsError
from reportgen.core.period import parse_period
from reportgen.core.structs import replace
from reportgen.figures.query import When
from reportgen.reports.rules import RuleEngine, Rules, read_rules

HEAD = "topics: [sales, profit]\nmost_of_topic: 1\nrules:\n"


def rules(text: str) -> Rules:
    return read_rules((HEAD + dedent(text)).encode(), "rules.yaml")


def engine(text: str, period: str = "FY23", language: str = "en") -> RuleEngine:
    here = context()
    figures = here.figures
    figures.default = When(parse_period(period))
    figures.style = replace(figures.style, language=language)
    read = rules(text)
    from reportgen.reports.sentences import Narrator

    return RuleEngine(read.spec, Narrator(figures, {}), read.place)


def said(found: RuleEngine, *topics: str, most: int = 5) -> list[str]:
    return ["".join(span.text for span in told.sentence) for told in found.choose(topics, most)]


GROWTH = """\
  - {rule: growth, topic: sales, priority: 50, when: "yoy(revenue) > 0.05", say: {en: "Up {{ yoy(revenue) }}"}}
"""


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("yoy(revenue) > 0.05", True),
        ("yoy(revenue) > 0.06", False),
        ("revenue > cost", True),
        ("margin('3Q23') < 0", True),
        ("yoy(cost) > 0", False),  # not disclosed
        ("not (yoy(cost) > 0)", False),
        ("known(yoy(cost))", False),
        ("apart(yoy(revenue), yoy(revenue))", False),
        ("apart(revenue, cost)", True),
        ("apart(revenue, yoy(cost))", False),
        ("known(revenue) and revenue >= 460000000", True),
        ("margin(quarter) > margin('3Q23') or revenue < 0", True),
        ("record(revenue(quarter)) >= 4", True),
        ("record(cost(quarter)) >= 2", False),
        ("record_years(revenue) >= 2", False),
    ],
)
def test_a_rule_speaks_where_its_condition_holds(condition: str, holds: bool) -> None:
    text = f'  - {{rule: one, topic: sales, priority: 1, when: "{condition}", say: {{en: Said}}}}\n'
    found = engine(text)
    assert said(found) == (["Said"] if holds else [])
    assert found.issues == []


def test_the_weightiest_are_taken_and_stand_in_the_order_of_topics() -> None:
    text = """\
      - {rule: a, topic: profit, priority: 90, say: {en: Profit}}
      - {rule: b, topic: sales, priority: 10, say: {en: Sales}}
      - {rule: c, topic: sales, priority: 80, say: {en: Best sales}}
    """
    assert said(engine(text), most=2) == ["Best sales", "Profit"]
    assert said(engine(text), most=3) == ["Best sales", "Sales", "Profit"], (
        "the limit is lifted where room is left"
    )
    assert [told.rule for told in engine(text).choose(most=3, of_topic=1)] == ["c", "a"], (
        "a list's own limit stays"
    )
    assert said(engine(text), "sales") == ["Best sales", "Sales"]


def test_what_a_rule_covers_is_left_unsaid() -> None:
    text = """\
      - {rule: a, topic: sales, priority: 90, covers: [b], say: {en: Record}}
      - {rule: b, topic: sales, priority: 80, say: {en: Growth}}
    """
    assert said(engine(text)) == ["Record"]
    assert engine(text).choose(said={"a"}) == (), "nor on a later page"


def test_of_several_candidates_the_largest_speaks() -> None:
    text = """\
      - rule: a
        topic: sales
        priority: 1
        among: {time: [1Q23, 3Q23, 2Q23]}
        by: cost(time)
        say: {en: "{{ label(time) }}: {{ cost(time) }}"}
    """
    assert said(engine(text)) == ["3Q23: JPY125 million"]


def test_a_sentence_whose_figure_is_not_disclosed_is_not_said() -> None:
    assert said(engine('  - {rule: a, topic: sales, priority: 1, say: {en: "{{ yoy(cost) }}"}}\n')) == []


def test_rules_for_kinds_of_periods() -> None:
    text = "  - {rule: a, topic: sales, priority: 1, only: [4Q], say: {en: Quarter}}\n"
    assert said(engine(text, "4Q23")) == ["Quarter"]
    assert said(engine(text, "FY23")) == []


def test_details_come_with_their_sentence() -> None:
    text = """\
      - rule: a
        topic: sales
        priority: 1
        say: {en: Head}
        details: [{en: "Revenue {{ revenue }}"}, {en: "{{ yoy(cost) }}"}]
    """
    (told,) = engine(text).choose()
    assert ["".join(span.text for span in detail) for detail in told.details] == ["Revenue JPY460 million"]


def test_numbers_of_periods_are_figures_with_sources() -> None:
    text = '  - {rule: a, topic: sales, priority: 1, say: {en: "the {{ record(revenue(quarter)) | word }} quarters"}}\n'
    (told,) = engine(text).choose()
    figure = next(span.figure for span in told.sentence if span.figure is not None)
    assert (figure.key, figure.value, figure.text) == ("record(revenue)|4Q23", 4, "four")
    assert set(figure.sources) == {f"revenue|{n}Q23" for n in range(1, 5)}


@pytest.mark.parametrize(
    ("entry", "issue", "words"),
    [
        ('when: "yoy(revenu) > 0", say: {en: x}', "bad-condition", 'nothing is named "revenu"'),
        ('when: "yoy(revenue", say: {en: x}', "bad-condition", "this cannot be read"),
        ('when: "revenue", say: {en: x}', "bad-condition", "neither yes or no nor a figure"),
        ('when: "revenue + 1 > 0", say: {en: x}', "bad-condition", "does not calculate"),
        ("when: \"revenue > 'a'\", say: {en: x}", "bad-condition", "compared with a figure or a number"),
        ("by: \"margin['teas']\", say: {en: x}", "unknown-figure", 'no service line is named "teas"'),
        ('say: {en: "{{ revenu }}"}', "unknown-name", 'nothing is named "revenu"'),
        ("say: {ja: x}", "not-translated", "says nothing in the language en"),
    ],
)
def test_faults_of_a_rule_are_told_at_its_line(entry: str, issue: str, words: str) -> None:
    found = engine(f"  - {{rule: a, topic: sales, priority: 1, {entry}}}\n")
    assert said(found) == []
    (told,) = found.issues
    assert told.id == issue
    assert words in told.message
    assert (told.place.file, told.place.line) == ("rules.yaml", 4)


def test_an_unknown_topic_has_a_hint() -> None:
    found = engine(GROWTH)
    found.choose(("sale",))
    assert [(issue.id, issue.hint) for issue in found.issues] == [("unknown-topic", 'did you mean "sales"?')]


@pytest.mark.parametrize(
    ("text", "issues"),
    [
        ("  - {rule: a, topic: sales, priority: high, say: {en: x}}\n", ["bad-option"]),
        ("  - {rule: a, topic: sales, say: {en: x}}\n", ["missing-option"]),
        ("  - {rule: a, topic: sales, priority: 1, sai: {en: x}, say: {en: x}}\n", ["unknown-option"]),
        ("  - {rule: a, topic: sales, priority: 1, covers: [b], say: {en: x}}\n", ["unknown-rule"]),
        (GROWTH + GROWTH, ["duplicate-rule"]),
    ],
)
def test_faults_of_the_file_are_told_together(text: str, issues: list[str]) -> None:
    with pytest.raises(FindingsError) as raised:
        rules(text)
    assert [issue.id for issue in raised.value.issues] == issues
    assert all(issue.place.line for issue in raised.value.issues)
