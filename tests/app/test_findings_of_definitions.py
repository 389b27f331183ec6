"""Faults of definitions and styles: the smallest change that provokes each, and what a person is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from finding_language import Changes, heard, plain
from language import DECK, STYLE, TEXTS, changed


def deck(old: str, new: str) -> Changes:
    return {DECK: changed(TEXTS[DECK], old, new)}


def sentence(expression: str) -> Changes:
    """The deck with another expression in its first bullet, which stands in line 17."""
    return deck("{{ yoy(revenue) | up }}", f"{{{{ {expression} }}}}")


def style(old: str, new: str) -> Changes:
    return {STYLE: changed(TEXTS[STYLE], old, new)}


STYLE_ENTRIES = (
    "negative, currency, units, count_words, formats, language, count_units, shown_at, counts_at, amounts, "
    "phrases, nothing, periods"
)
CASES: dict[str, tuple[Changes, str]] = {
    "an unknown metric in a sentence": (
        sentence("yoy(revenu) | up"),
        """
        error unknown-name templates/reports/deck.yaml:17
        nothing is named "revenu" here
        found: Revenue {{ revenue | mn }} ({{ yoy(revenu) | up }})
        hint: did you mean "revenue"?
        """,
    ),
    "an unknown measure in a sentence": (
        sentence("yoyo(revenue)"),
        """
        error unknown-name templates/reports/deck.yaml:17
        nothing is named "yoyo" here
        found: Revenue {{ revenue | mn }} ({{ yoyo(revenue) }})
        hint: did you mean "yoy"?
        """,
    ),
    "an unknown filter in a sentence": (
        sentence("revenue | upp"),
        """
        error unknown-filter templates/reports/deck.yaml:17
        no filter is named "upp"
        found: Revenue {{ revenue | mn }} ({{ revenue | upp }})
        hint: did you mean "up"?
        """,
    ),
    "an unknown format in a sentence": (
        sentence("revenue | as('milion')"),
        """
        error unknown-format templates/reports/deck.yaml:17
        no number format is named "milion"
        found: Revenue {{ revenue | mn }} ({{ revenue | as('milion') }})
        hint: did you mean "million"?
        """,
    ),
    "an unknown service line in a sentence": (
        sentence("revenue['te']"),
        """
        error unknown-figure templates/reports/deck.yaml:17
        no service line is named "te"
        found: Revenue {{ revenue | mn }} ({{ revenue['te'] }})
        hint: did you mean "tea"?
        """,
    ),
    "an unknown scope in a sentence": (
        sentence("revenue.of('abrod')"),
        """
        error unknown-figure templates/reports/deck.yaml:17
        no scope is named "abrod"
        found: Revenue {{ revenue | mn }} ({{ revenue.of('abrod') }})
        hint: did you mean "abroad"?
        """,
    ),
    "an unknown scenario in a sentence": (
        sentence("revenue('FY23', 'targt')"),
        """
        error unknown-figure templates/reports/deck.yaml:17
        no scenario is named "targt"
        found: Revenue {{ revenue | mn }} ({{ revenue('FY23', 'targt') }})
        hint: did you mean "target"?
        """,
    ),
    "a sentence that cannot be read": (
        sentence("yoy(revenue | up"),
        """
        error bad-sentence templates/reports/deck.yaml:17
        this sentence cannot be read: unexpected '}', expected ')'
        found: Revenue {{ revenue | mn }} ({{ yoy(revenue | up }})
        """,
    ),
    "an unknown format in a table": (
        deck("each: quarters, format: million", "each: quarters, format: milion"),
        """
        error unknown-format templates/reports/deck.yaml:21
        no number format is named "milion"
        found: milion
        hint: did you mean "million"?
        """,
    ),
    "an unknown metric in a table": (
        deck("{metric: margin, label", "{metric: margn, label"),
        """
        error unknown-figure templates/reports/deck.yaml:24
        no metric is named "margn"
        found: margn
        hint: did you mean "margin"?
        """,
    ),
    "an unknown format in a chart": (
        deck("metric: cost, plotted: false, format: million", "metric: cost, plotted: false, format: milion"),
        """
        error unknown-format templates/reports/deck.yaml:26
        no number format is named "milion"
        found: milion
        hint: did you mean "million"?
        """,
    ),
    "an unknown metric in a chart": (
        deck("metric: cost, plotted", "metric: costs, plotted"),
        """
        error unknown-figure templates/reports/deck.yaml:26
        no metric is named "costs"
        found: costs
        hint: did you mean "cost"?
        """,
    ),
    "an unknown option": (
        deck("headroom: 1.5", "hedroom: 1.5"),
        """
        error unknown-option templates/reports/deck.yaml:29
        "hedroom" is no option here
        found: pages.1.charts.sales_chart.hedroom
        hint: did you mean "headroom"?
        """,
    ),
    "an option with a value that does not fit": (
        deck("kind: deck", "kind: dek"),
        """
        error bad-option templates/reports/deck.yaml:2
        "kind" should be 'deck' or 'workbook'
        found: kind: dek
        """,
    ),
    "an option that is missing": (
        deck("title: Small deck\n", ""),
        """
        error missing-option templates/reports/deck.yaml:1
        "title" is missing
        expected: title
        """,
    ),
    "an option that is given twice": (
        deck("title: Small deck\n", "title: Small deck\ntitle: Big deck\n"),
        """
        error duplicate-option templates/reports/deck.yaml:4
        "title" is given twice
        hint: only the last one counts
        """,
    ),
    "a definition without content": (
        {DECK: "# nothing yet\n"},
        """
        error empty-definition templates/reports/deck.yaml
        this report definition holds nothing
        """,
    ),
    "a period of a list that is of another kind": (
        deck("1Q23..4Q23", "1Q23..FY23"),
        """
        error unknown-period templates/reports/deck.yaml:9
        list "quarters": 1Q23 and FY23 are not of one kind
        found: 1Q23..FY23
        """,
    ),
    "a template that is not there": (
        deck("template: kaede/deck.pptx", "template: kaede/dek.pptx"),
        """
        error missing-file templates/reports/deck.yaml:4
        templates/kaede/dek.pptx cannot be read
        found: No such file or directory
        hint: did you mean "templates/kaede/deck.pptx"?
        """,
    ),
    "a format with an unknown option": (
        style("signed: true", "singed: true"),
        """
        error unknown-format-option templates/kaede/style.yaml:6
        format "growth" has no option "singed"
        expected: digits, scale, signed, prefix, suffix, brackets, negative, zero, limit
        found: singed
        hint: did you mean "signed"?
        """,
    ),
    "a format with a value that does not fit": (
        style("million: {scale: 6}", "million: {scale: six}"),
        """
        error bad-option templates/kaede/style.yaml:5
        "scale" should be a valid integer
        found: formats.million.scale: six
        """,
    ),
    "a style with an unknown entry": (
        style("formats:", "format:"),
        f"""
        error unknown-option templates/kaede/style.yaml:4
        a style has no entry "format"
        expected: {STYLE_ENTRIES}
        found: format
        hint: did you mean "formats"?
        """,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_fault_of_a_definition_is_told_with_file_and_line(case: str, tmp_path: Path) -> None:
    changes, wording = CASES[case]
    told = heard(tmp_path, changes)
    assert set(told) == {plain(wording)}, "one fault, said once"


def test_a_period_that_is_none_is_told_where_it_stands(tmp_path: Path) -> None:
    (told,) = heard(tmp_path, deck("period: FY23", "period: FY2x"))
    assert told.splitlines()[0] == "error unknown-period templates/reports/deck.yaml:7"
    assert "is no period" in told


def test_a_list_of_periods_that_is_not_there_has_a_hint(tmp_path: Path) -> None:
    told = heard(tmp_path, deck("each: quarters, format", "each: quarter, format"))
    assert told[0] == plain("""
        error unknown-list templates/reports/deck.yaml:21
        no list of periods is named "quarter"
        found: quarter
        hint: did you mean "quarters"?
    """)


def test_text_that_is_no_yaml_is_told_with_its_line_and_a_hint(tmp_path: Path) -> None:
    """The words for what is wrong come from the YAML library, of which there are two spellings."""
    (told,) = heard(tmp_path, deck("kind: deck", "kind: a: b"))
    head, message, hint = told.splitlines()
    assert head == "error unreadable-yaml templates/reports/deck.yaml:2"
    assert message.startswith("this file is no readable YAML: mapping values are not allowed")
    assert hint == "hint: a text that holds a colon or begins with {{ needs quotation marks"


def test_a_style_that_is_no_yaml_is_told_as_a_definition_is(tmp_path: Path) -> None:
    (told,) = heard(tmp_path, style("million: {scale: 6}", "million: {scale: 6"))
    head, message, hint = told.splitlines()
    assert head == "error unreadable-yaml templates/kaede/style.yaml:6"
    assert message.startswith("this file is no readable YAML: ")
    assert hint == "hint: a text that holds a colon or begins with {{ needs quotation marks"
