"""Sentences with figures: what they say, which figures they show, and what they cannot do."""

from __future__ import annotations

import time

import pytest
from language import context, said

from reportgen.core.findings import Issue, Place
from reportgen.reports.sentences import Narrator, Rendered

HERE = Place("report.yaml", 1)


@pytest.fixture(scope="module")
def narrator() -> Narrator:
    return context().narrator


def write(narrator: Narrator, template: str) -> Rendered:
    return narrator.write(template, HERE)


def fault(narrator: Narrator, template: str) -> Issue:
    issue = write(narrator, template).issue
    assert issue is not None, f"{template} was written"
    assert issue.place == HERE
    return issue


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("Nothing to say", "Nothing to say"),
        ("{{ revenue }}", "«JPY460 million = revenue|FY23»"),
        ("{{ revenue | mn }}", "«JPY460 million = revenue|FY23»"),
        ("{{ revenue | bn }}", "«JPY0.5 bn = revenue|FY23»"),
        ("{{ revenue | plain }}", "«460 = revenue|FY23»"),
        ("{{ revenue('4Q23') }}", "«JPY130 million = revenue|4Q23»"),
        ("{{ revenue(quarter) }} in {{ quarter }}", "«JPY130 million = revenue|4Q23» in 4Q23"),
        ("{{ yoy(revenue) | up }}", "«up 5.2% = yoy(revenue)|FY23»"),
        ("{{ yoy(revenue) | signed }}", "«+5.2% = yoy(revenue)|FY23»"),
        ("{{ yoy(revenue) | as('growth') }}", "«+5.2% = yoy(revenue)|FY23»"),
        ("{{ qoq(revenue(quarter)) | up }}", "«up c. 8% = qoq(revenue)|4Q23»"),
        ("{{ qoq(cost(quarter)) | up }}", "«down c. 20% = qoq(cost)|4Q23»"),
        ("{{ qoq(cost(quarter)) | size | digits(0) }}", "«20% = qoq(cost)|4Q23»"),
        ("{{ yoy(revenue) | marked }}", "«[+5.2%] = yoy(revenue)|FY23»"),
        ("{{ margin('3Q23') }}", "«(JPY5 million) = margin|3Q23»"),
        ("It {{ qoq(margin('3Q23')) | up }}.", "It «turned to a loss = qoq(margin)|3Q23»."),
        ("It {{ qoq(margin(quarter)) | up }}.", "It «turned to a profit = qoq(margin)|4Q23»."),
        ("{{ share_of_revenue(cost) }}", "«c. 89% = share_of_revenue(cost)|FY23»"),
        ("{{ share(cost, revenue) }}", "«c. 89% = share(cost, revenue)|FY23»"),
        ("{{ revenue | if_known }}Revenue is known", "Revenue is known"),
        ("{{ company }}, {{ published }}", "Kaede Foods Inc., May 10, 2024"),
    ],
)
def test_a_sentence_says(narrator: Narrator, template: str, sentence: str) -> None:
    rendered = write(narrator, template)
    assert rendered.issue is None, rendered.issue
    assert said(rendered.sentence) == sentence


def test_a_figure_brings_its_sources(narrator: Narrator) -> None:
    (span,) = write(narrator, "{{ margin(quarter) }}").sentence
    assert span.figure is not None
    assert span.figure.sources == ("revenue|4Q23", "cost|4Q23")
    assert span.figure.value == 30_000_000


def test_a_figure_that_is_not_disclosed_is_named_and_nothing_is_said(narrator: Narrator) -> None:
    rendered = write(narrator, "{{ revenue('FY21') }} and {{ cost('FY21') }}")
    assert rendered.missing == ("revenue|FY21", "cost|FY21")
    assert rendered.issue is None


def test_a_handle_never_changes(narrator: Narrator) -> None:
    """The same name says the same again, whatever was done with it before."""
    twice = "{{ revenue(quarter) | up | digits(1) }} {{ revenue }}"
    assert said(write(narrator, twice).sentence).endswith(" «JPY460 million = revenue|FY23»")


def test_footnote_marks_are_raised(narrator: Narrator) -> None:
    spans = write(narrator, "Income^*1^ {{ margin }}").sentence
    assert [(span.text, span.mark) for span in spans] == [
        ("Income", False),
        ("*1", True),
        (" ", False),
        ("c. JPY50 million", False),
    ]


@pytest.mark.parametrize(
    ("template", "issue_id", "message", "hint"),
    [
        ("{{ revenu }}", "unknown-name", 'nothing is named "revenu" here', 'did you mean "revenue"?'),
        ("{{ revenue | upp }}", "unknown-filter", 'no filter is named "upp"', 'did you mean "up"?'),
        ("{{ revenue['te'] }}", "unknown-figure", 'no service line is named "te"', 'did you mean "tea"?'),
        (
            "{{ revenue.of('abrod') }}",
            "unknown-figure",
            'no scope is named "abrod"',
            'did you mean "abroad"?',
        ),
        (
            "{{ revenue | as('grwth') }}",
            "unknown-format",
            'no number format is named "grwth"',
            'did you mean "growth"?',
        ),
        ("{{ revenue.offf('x') }}", "unknown-figure", 'no service line is named "offf"', ""),
        ("{{ revenue ", "bad-sentence", "", ""),
        ("{{ revenue() }}", "bad-sentence", "", ""),
    ],
)
def test_what_cannot_be_said_is_a_finding(
    narrator: Narrator, template: str, issue_id: str, message: str, hint: str
) -> None:
    issue = fault(narrator, template)
    assert (issue.id, issue.hint, issue.found) == (issue_id, hint, template)
    assert not message or issue.message == message


# The sandbox


@pytest.mark.parametrize(
    "template",
    [
        "{{ revenue._figures }}",
        "{{ revenue.__class__ }}",
        "{{ revenue.answer.__globals__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ revenue['__class__'] }}",
        "{{ revenue | attr('_figures') }}",
        "{{ self._TemplateReference__context }}",
        "{{ revenue.answer() }}",
        "{{ revenue.answer().value }}",
        "{{ 48439 }}",
        "{{ [revenue] }}",
    ],
)
def test_nothing_behind_a_figure_can_be_reached(narrator: Narrator, template: str) -> None:
    fault(narrator, template)


@pytest.mark.parametrize(
    "name", ["open", "range", "dict", "lipsum", "cycler", "joiner", "namespace", "__import__", "self"]
)
def test_there_are_no_builtins(narrator: Narrator, name: str) -> None:
    issue = fault(narrator, f"{{{{ {name}('/etc/passwd') }}}}")
    assert issue.id in ("unknown-name", "bad-sentence", "forbidden-expression")


@pytest.mark.parametrize(
    "template",
    [
        "{% for i in range(10**9) %}x{% endfor %}",
        "{% for i in 'aaaaaaaaaa' %}{% for j in 'aaaaaaaaaa' %}x{% endfor %}{% endfor %}",
        "{{ 9 ** 9 ** 9 ** 9 }}",
        "{{ 'x' * 10000000000 }}",
        "{{ '%9999999999d' % 1 }}",
        "{{ 1 + 1 }}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
    ],
)
def test_nothing_runs_without_end_or_calculates(narrator: Narrator, template: str) -> None:
    started = time.perf_counter()
    issue = fault(narrator, template)
    assert time.perf_counter() - started < 1
    assert issue.id == "forbidden-expression"


def test_words_from_data_are_words_whatever_they_hold() -> None:
    """A name with braces is not read as a template a second time."""
    narrator = Narrator(context().figures, {"company": "{{ revenue }} {% for %} \ue0000\ue001"})
    assert said(narrator.write("{{ company }}", HERE).sentence) == "{{ revenue }} {% for %} 0"


def test_a_sentence_falls_with_a_figure_that_it_does_not_show(narrator: Narrator) -> None:
    assert write(narrator, "{{ yoy(cost) | if_known }}Cost is known").missing == ("yoy(cost)|FY23",)
