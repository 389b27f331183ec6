"""Plans of the small company, as text: what will be written where, before any Office file is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from golden_files import agree
from language import (
    DECK,
    FACTS,
    MODEL,
    TEXTS,
    changed,
    context,
    deck_plan_text,
    deck_template,
    definition,
    model_template,
    workbook_plan_text,
)
from list_language import records as records_of_list
from lxml import etree

from reportgen.checks.run import run_checks
from reportgen.gate.markup_rules import insert_in_order
from reportgen.model.list_context import ListContext
from reportgen.model.list_figures import FIGURES, figure_keys
from reportgen.model.plan import workbook_plan
from reportgen.office.package import open_package
from reportgen.office.sheets import sheet_parts
from reportgen.office.xml import namespace_of
from reportgen.plan.plan import DeckPlan, WorkbookPlan
from reportgen.pptx.inspect import inspect_deck
from reportgen.reports.context import company_words
from reportgen.reports.pages import deck_plan
from reportgen.xlsx.inspection import inspect_workbook
from reportgen.xlsx.page_texts import fill_pages

Agree = Callable[[str, str, str], None]


@pytest.fixture
def golden(request: pytest.FixtureRequest, renew: bool) -> Agree:
    """Compare a text with the golden file of this test."""
    test = f"tests/model/test_plans.py::{request.node.name}"
    return lambda name, intention, text: agree(f"plans/{name}.txt", test, intention, text, renew)


def model_plan(text: str = "") -> WorkbookPlan:
    given = definition(MODEL, text)
    here = context(given)
    template = inspect_workbook(open_package(model_template(), "model.xlsx"))
    lists = ListContext(
        here.figures, run_checks(here.figures.table), figure_keys(here.figures), given.spec.scale
    )
    records = {"figures": records_of_list(FIGURES, lists)}
    words = {
        "company.name_en": "Kaede Foods Inc.",
        "report.title": given.spec.title,
        "report.unit": given.spec.unit,
    }
    plan = workbook_plan(template, here, records, words, "model.xlsx", {"title": "Small model"})
    assert here.gathered.issues == []
    return plan


def slides_plan(text: str = "") -> DeckPlan:
    given = definition(DECK, text)
    here = context(given)
    common = company_words(here.figures.table)
    deck_map = inspect_deck(open_package(deck_template(), "deck.pptx"))
    plan = deck_plan(here, given.place, {"title": "Small deck"}, deck_map, common)
    assert here.gathered.issues == []
    return plan


def test_the_model_is_planned_cell_by_cell(golden: Agree) -> None:
    golden(
        "small_model",
        "Links for printed figures, calculations for margins, the year's cost as the sum of its quarters.",
        workbook_plan_text(model_plan()),
    )


def test_the_deck_is_planned_page_by_page(golden: Agree) -> None:
    golden(
        "small_deck",
        "Sentences with their figures, a table over four quarters, a chart with a live column, sources in notes.",
        deck_plan_text(slides_plan()),
    )


def test_a_gap_among_the_quarters_is_planned_as_one_formula(golden: Agree) -> None:
    """The list begins before the first printed quarter: the same formula stands there and gives n/d."""
    golden(
        "model_with_a_gap",
        "A quarter that is not printed takes the formula of its row and block.",
        workbook_plan_text(model_plan(changed(TEXTS[MODEL], "1Q23..4Q23", "4Q22..4Q23"))),
    )


def test_heads_and_feet_of_printed_pages_say_what_a_model_is_called() -> None:
    template = open_package(model_template(), "model.xlsx")
    sheet = sheet_parts(template)[0]
    root = template.xml(sheet.part)
    insert_in_order(root, page := etree.Element(f"{namespace_of(root)}headerFooter"))
    for name, text in (("oddHeader", "&Lno tag"), ("oddFooter", "&L{{report.title}}&R{{this}} {{nmae}}")):
        etree.SubElement(page, f"{namespace_of(root)}{name}").text = text
    asked = inspect_workbook(template)
    assert [(one.sheet, one.names) for one in asked.page_tags] == [
        (sheet.name, ("report.title", "this", "nmae"))
    ]
    here = context(definition(MODEL, ""))
    words = {"report.title": "R&D", "company.name_en": "", "report.unit": ""}
    plan = workbook_plan(asked, here, {"figures": ()}, words, "model.xlsx", {})
    told = [issue for issue in here.gathered.issues if issue.found == "nmae"]
    assert [(issue.id, issue.place.sheet, issue.place.cell) for issue in told] == [
        ("unknown-tag", sheet.name, "")
    ]
    fill_pages(template, [sheet], plan.pages)
    assert [node.text for node in page] == ["&Lno tag", "&LR&&D&RFY23 "]


def test_a_plan_is_the_same_each_time() -> None:
    assert workbook_plan_text(model_plan()) == workbook_plan_text(model_plan())
    assert deck_plan_text(slides_plan()) == deck_plan_text(slides_plan())


def test_a_plan_does_not_depend_on_the_order_of_facts_in_their_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """The workbook's rows follow the catalogue, not the file."""
    before = workbook_plan_text(model_plan())
    head, *facts = TEXTS[FACTS].splitlines()
    monkeypatch.setitem(TEXTS, FACTS, "\n".join([head, *reversed(facts), ""]))
    assert workbook_plan_text(model_plan()) == before
