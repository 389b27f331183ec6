"""A definition in another language: every text found, every text without words told."""

# ruff: noqa: E501 - texts are left whole
from __future__ import annotations

from pathlib import Path

import pytest
from language import DECK, TEXTS, changed, definition, make

from reportgen.core.findings import FindingsError
from reportgen.linting.project import Binding, reports_using
from reportgen.office.package import open_package
from reportgen.pptx.inspect import inspect_deck
from reportgen.reports.language import read_words, translated
from reportgen.reports.specs import ReportSpec

WORDS = """\
Small deck: 小さな資料
Results for FY23: 2024年3月期決算
Sales: 売上
"Revenue {{ revenue | mn }} ({{ yoy(revenue) | up }})": "売上高{{ revenue | mn }}（{{ yoy(revenue) | up }}）"
"{{ quarter }}: margin {{ margin(quarter) | mn }}, {{ margin_ratio(quarter) }} of revenue": "{{ quarter }}：利益{{ margin(quarter) | mn }}（{{ margin_ratio(quarter) }}）"
"Revenue by quarter; latest {{ revenue(quarter) | mn }}.": "四半期売上高、直近{{ revenue(quarter) | mn }}"
"""


def spoken(words: str = WORDS, text: str = TEXTS[DECK]) -> ReportSpec:
    return translated(definition(DECK, text), read_words(words.encode(), "words.ja.yaml"), "ja").spec


def test_every_text_that_is_shown_is_put_into_words() -> None:
    spec = spoken()
    page = spec.pages[1]
    assert spec.title == "小さな資料"
    assert page.words["title"] == "売上"
    assert list(page.bullets["notes"][0]) == ["売上高{{ revenue | mn }}（{{ yoy(revenue) | up }}）"]
    assert page.charts["sales_chart"].alt == "四半期売上高、直近{{ revenue(quarter) | mn }}"
    assert spec.language == "ja"


def test_names_that_are_not_shown_stay() -> None:
    page = spoken().pages[1]
    assert page.charts["sales_chart"].columns[0].name == "Revenue"
    assert page.tables["sales_table"].rows[1].metric == "margin"


def test_a_row_of_a_metric_without_words_takes_the_catalogues_label() -> None:
    assert [row.label for row in spoken().pages[1].tables["sales_table"].rows] == ["", ""]


def test_every_text_without_words_is_told_at_its_line() -> None:
    lines = WORDS.splitlines()
    with pytest.raises(FindingsError) as raised:
        spoken("\n".join(lines[:1] + lines[4:]))
    found = [(issue.id, issue.found, issue.expected) for issue in raised.value.issues]
    expected = "an entry in words.ja.yaml"
    assert found == [
        ("not-translated", "Results for FY23", expected),
        ("not-translated", "Sales", expected),
        ("not-translated", "Revenue {{ revenue | mn }} ({{ yoy(revenue) | up }})", expected),
    ]
    assert all(issue.place.line for issue in raised.value.issues)


def test_texts_without_letters_need_no_words() -> None:
    assert spoken(text=changed(TEXTS[DECK], "words: {title: Sales}", 'words: {title: "{{ revenue }} (1)"}'))


def test_each_of_several_wordings_is_put_into_words() -> None:
    spec = spoken(
        text=changed(TEXTS[DECK], "words: {title: Sales}", 'words: {title: [Sales, "{{ revenue }}"]}')
    )
    assert spec.pages[1].words["title"] == ("売上", "{{ revenue }}")


@pytest.mark.parametrize(
    ("text", "issue"),
    [("[a, b]", "no-words"), ("Sales: [a]", "bad-word"), ("Sales: 売上\nSales: 販売", "duplicate-option")],
)
def test_a_words_file_maps_texts_to_texts(text: str, issue: str) -> None:
    with pytest.raises(FindingsError) as raised:
        read_words(text.encode(), "words.ja.yaml")
    assert [one.id for one in raised.value.issues] == [issue]


def test_lint_tells_of_texts_without_words(tmp_path: Path) -> None:
    words = "templates/kaede/words.ja.yaml"
    languages = "languages:\n  ja: {style: kaede/style.yaml, words: kaede/words.ja.yaml}\npages:\n"
    project = make(
        tmp_path,
        {DECK: changed(TEXTS[DECK], "pages:\n", languages), words: WORDS.replace("Sales: 売上\n", "")},
    )
    template = project.root / "templates/kaede/deck.pptx"
    deck = inspect_deck(open_package(template.read_bytes(), "deck.pptx"))
    reports = reports_using(project, template)
    issues = Binding(project, reports).issues(deck, "deck.pptx", reports[0])
    assert [(issue.id, issue.found) for issue in issues] == [("not-translated", "Sales")]
