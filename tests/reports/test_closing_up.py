"""What goes where data is missing, what stands in for it, and how the numbers run on."""

from __future__ import annotations

import pytest
from language import DECK, TEXTS, changed, context, deck_template, definition

from reportgen.core.structs import replace
from reportgen.office.package import open_package
from reportgen.plan.deck_map import BulletList, ChartSlot, DeckMap, DeckPage, ModelRow, SeriesSlot, TableSlot
from reportgen.plan.plan import DeckPlan
from reportgen.pptx.inspect import inspect_deck
from reportgen.reports.context import Gathered, ReportContext, fixed_times
from reportgen.reports.pages import PageNumber, deck_plan, page_numbers, roman
from reportgen.reports.specs import PageSpec, SectionSpec

SALES = "  - page: sales\n"


def planned(text: str) -> tuple[DeckPlan, ReportContext]:
    given = definition(DECK, text)
    here = context(given)
    return deck_plan(here, given.place, {}, inspect_deck(open_package(deck_template(), "t")), {}), here


def pages(text: str) -> list[str]:
    return [page.page for page in planned(text)[0].pages]


def left(here: ReportContext) -> list[tuple[str, str]]:
    return [(item.where, item.what) for item in here.gathered.left_out]


def test_a_row_without_any_figure_goes_and_is_told() -> None:
    text = changed(
        TEXTS[DECK], "columns: [{show: level, each: quarters, format: million}]", "columns: [{show: yoy}]"
    )
    plan, here = planned(text)
    rows = plan.pages[1].tables["sales_table"].rows
    assert [row.cells[0][0].text for row in rows] == ["Revenue"], "the margin of FY22 is not printed"
    assert ("table sales_table", "row Margin") in left(here)


def test_a_row_goes_that_knows_nothing_in_a_required_column() -> None:
    columns = "columns: [{show: level, each: quarters, format: million}]"
    for required, kept in (("", ["Revenue", "Margin"]), (", required: true", ["Revenue"])):
        two = f"columns: [{{show: level, at: this}}, {{show: yoy, at: this{required}}}]"
        plan, here = planned(changed(TEXTS[DECK], columns, two))
        rows = plan.pages[1].tables["sales_table"].rows
        assert [row.cells[0][0].text for row in rows] == kept
        assert (("table sales_table", "row Margin") in left(here)) == bool(required)


def test_a_row_goes_without_the_period_that_its_table_needs() -> None:
    text = changed(
        TEXTS[DECK],
        "columns: [{show: level, each: quarters, format: million}]",
        "needs: before\n        columns: [{show: level, at: this}, {show: level, at: before}]",
    )
    text = changed(text, "periods: {quarter: 4Q23}", "periods: {quarter: 4Q23, before: FY22}")
    plan, here = planned(text)
    assert plan.pages == planned(text)[0].pages
    assert "sales_table" not in plan.pages[1].tables or not plan.pages[1].tables["sales_table"].rows
    assert ("table sales_table", "row Revenue") in left(here)


def test_a_row_that_heads_nothing_goes_too() -> None:
    rows = """          - {role: head, cells: [Known]}
          - {metric: revenue, label: Revenue}
          - {role: section, cells: [Unknown]}
          - {metric: yoy(cost), label: Cost}
"""
    start = TEXTS[DECK].index("          - {metric: revenue, label: Revenue}")
    end = TEXTS[DECK].index("    charts:")
    text = TEXTS[DECK][:start] + rows + TEXTS[DECK][end:]
    text = changed(
        text, "columns: [{show: level, each: quarters, format: million}]", "columns: [{show: yoy}]"
    )
    plan, _ = planned(text)
    assert [row.cells[0][0].text for row in plan.pages[1].tables["sales_table"].rows] == ["Known", "Revenue"]


def test_a_metric_without_a_label_bears_that_of_the_catalogue() -> None:
    plan, _ = planned(changed(TEXTS[DECK], "{metric: revenue, label: Revenue}", "{metric: revenue}"))
    assert plan.pages[1].tables["sales_table"].rows[0].cells[0][0].text == "Revenue"


def test_a_line_that_only_headed_others_goes_with_the_last_of_them() -> None:
    text = changed(TEXTS[DECK], '"Revenue {{ revenue | mn }} ({{ yoy(revenue) | up }})":', "Growth:")
    text = changed(text, "{{ quarter }}: margin {{ margin(quarter) | mn }}", "{{ yoy(cost) }}")
    plan, _ = planned(text)
    assert plan.pages[1].bullets["notes"] == ()


def test_the_first_wording_whose_figures_are_known_stands() -> None:
    wordings = '{title: ["Cost {{ yoy(cost) }}", "Revenue {{ yoy(revenue) }}", Sales]}'
    plan, here = planned(changed(TEXTS[DECK], "words: {title: Sales}", f"words: {wordings}"))
    assert "".join(span.text for span in plan.pages[1].words["title"]) == "Revenue 5.2%"
    assert left(here) == []


@pytest.mark.parametrize(("only", "stays"), [("[FY]", True), ("[FY23]", True), ("[4Q, 9M]", False)])
def test_a_page_is_for_some_periods_only(only: str, stays: bool) -> None:
    assert ("sales" in pages(changed(TEXTS[DECK], SALES, f"{SALES}    only: {only}\n"))) is stays


def test_remarks_of_a_period_stand_in_for_what_is_said_of_any() -> None:
    remarks = "    remarks:\n      FY23:\n        bullets: {notes: [A good year]}\n"
    remarks += "        words: {title: Sales of FY23}\n"
    plan, _ = planned(changed(TEXTS[DECK], SALES, SALES + remarks))
    assert [bullet.sentence[0].text for bullet in plan.pages[1].bullets["notes"]] == ["A good year"]
    assert plan.pages[1].words["title"][0].text == "Sales of FY23"


def test_a_page_without_data_goes_and_takes_no_number() -> None:
    """Its table would have no row, so a page that may stand in is tried; none is left."""
    head = f"{SALES}    section: one\n    item: sales\n    instead: [sales]\n    least: {{sales: {{sales_table: 9}}}}\n"
    text = changed(TEXTS[DECK], SALES, head)
    text = changed(text, "pages:\n", "sections: {one: {title: One, numbered: true}}\npages:\n")
    plan, here = planned(text)
    assert [page.page for page in plan.pages] == ["cover"]
    assert ("page 2 (sales)", "the page is left out: sales_table has 2 rows") in left(here)


def test_without_a_required_page_there_is_no_report() -> None:
    text = changed(
        TEXTS[DECK],
        SALES,
        f"{SALES}    required: true\n    section: one\n    least: {{sales: {{sales_table: 9}}}}\n",
    )
    _, here = planned(changed(text, "pages:\n", "sections: {one: {title: One}}\npages:\n"))
    assert [issue.id for issue in here.gathered.issues] == ["nothing-to-report"]
    assert here.gathered.issues[0].found == "sales_table has 2 rows"


def test_a_page_stands_unless_one_of_its_item_does() -> None:
    text = changed(TEXTS[DECK], SALES, f"{SALES}    item: sales\n")
    twice = text + text[text.index(SALES) :].replace(
        "    item: sales\n", "    item: sales\n    unless: sales\n"
    )
    assert pages(twice) == ["cover", "sales"]


# Charts


def chart(text: str) -> tuple[tuple[str, ...], ReportContext]:
    plan, here = planned(text)
    return plan.pages[1].charts["sales_chart"].categories, here


def lists(periods: str, **more: str) -> str:
    text = changed(TEXTS[DECK], "        periods: quarters\n", f"        periods: {periods}\n")
    named = "".join(f", {name}: {value}" for name, value in more.items())
    return changed(text, "lists: {quarters: 1Q23..4Q23}", f"lists: {{quarters: 1Q23..4Q23{named}}}")


def test_of_several_lists_the_first_without_a_gap_stands() -> None:
    categories, _ = chart(lists("[gappy, quarters]", gappy="[2Q23, 1Q22, 3Q23, 4Q23]"))
    assert categories == ("1Q23", "2Q23", "3Q23", "4Q23")


def test_a_list_begins_with_its_first_known_period() -> None:
    categories, _ = chart(lists("[longer]", longer="3Q22..3Q23"))
    assert categories == ("1Q23", "2Q23", "3Q23")


def test_too_few_periods_are_no_chart_and_are_told() -> None:
    categories, here = chart(lists("[short]", short="3Q22..2Q23"))
    assert categories == ()
    assert ("chart sales_chart", "no row of periods without a gap") in left(here)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"one": "[2Q23, 1Q22, 3Q23, 4Q23]", "two": "[1Q23, 2Q23]"}, ("2Q23", "1Q22", "3Q23", "4Q23")),
        ({"one": "[1Q22, 1Q23, 1Q21, 2Q23]", "two": "[1Q23, 2Q23]"}, ("1Q23", "2Q23")),
        ({"one": "[1Q22, 2Q22, 4Q23]"}, ("1Q22", "2Q22", "4Q23")),
        ({"one": "[1Q22, 2Q22]"}, ("n/d",)),
    ],
    ids=["most is known of it", "fewest gaps", "no column alone", "nothing is known"],
)
def test_a_chart_with_gaps_shows_what_is_known(given: dict[str, str], shown: tuple[str, ...]) -> None:
    text = lists(f"[{', '.join(given)}]\n        gaps: true", **given)
    assert chart(text)[0] == shown


def test_figures_too_coarse_for_the_labels_are_gaps() -> None:
    text = changed(
        lists("[quarters]"),
        "{name: Revenue, metric: revenue, format: million}",
        "{name: Revenue, metric: revenue, format: fine}",
    )
    given = definition(DECK, text)
    style = TEXTS["templates/kaede/style.yaml"] + "  fine: {scale: 3}\n"
    here = context(given, style)
    plan = deck_plan(here, given.place, {}, inspect_deck(open_package(deck_template(), "t")), {})
    assert plan.pages[1].charts["sales_chart"].categories == ()


# Numbers


def spec(section: str, item: str = "") -> PageSpec:
    return PageSpec(page="p", section=section, item=item)


def test_pages_are_numbered_over_what_is_left() -> None:
    sections = {
        "gone": SectionSpec(title="Gone"),
        "one": SectionSpec(title="One"),
        "two": SectionSpec(title="Two", numbered=True),
    }
    found = page_numbers(
        sections,
        [
            spec(""),
            spec("one"),
            spec("two", "a"),
            spec("two", "b"),
            spec("two", "b"),
            spec("two"),
            spec("two", "c"),
        ],
    )
    assert found == (
        PageNumber(),
        PageNumber("I."),
        PageNumber("II - 1."),
        PageNumber("II - 2.", " (1)"),
        PageNumber("II - 2.", " (2)"),
        PageNumber("II - 3."),
        PageNumber("II - 4."),
    )


@pytest.mark.parametrize(("count", "numeral"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (38, "XXXVIII")])
def test_sections_have_roman_numerals(count: int, numeral: str) -> None:
    assert roman(count) == numeral


# Which reports move with their period


@pytest.mark.parametrize(
    ("periods", "quarters", "fixed"),
    [
        ("{quarter: last_quarter(this)}", "back(quarter, 3)..quarter", ()),
        ("{quarter: 4Q23}", "back(quarter, 3)..quarter", ("quarter",)),
        ("{quarter: last_quarter(this)}", "1Q23..quarter", ("quarters",)),
        ("{quarter: last_quarter(this)}", '["same(quarter, 2)", this]', ()),
    ],
)
def test_a_report_stands_for_one_period_where_a_time_is_fixed(
    periods: str, quarters: str, fixed: tuple[str, ...]
) -> None:
    text = changed(TEXTS[DECK], "periods: {quarter: 4Q23}", f"periods: {periods}")
    listed = quarters if quarters.startswith("[") else repr(quarters)
    text = changed(text, "lists: {quarters: 1Q23..4Q23}", f"lists: {{quarters: {listed}}}")
    assert fixed_times(definition(DECK, text).spec) == fixed


def library_page(*charts: str) -> DeckMap:
    slots = tuple(ChartSlot(name, (SeriesSlot("Revenue", "barChart"),), 1) for name in charts)
    table = TableSlot("sales_table", (ModelRow("line", 5), ModelRow("total", 5)))
    page = DeckPage("bare", 1, True, (), (BulletList("notes", "Notes", (1, 2)),), (table,), slots)
    return DeckMap((page,))


def test_a_page_that_stands_in_shows_what_it_has_places_for() -> None:
    given = definition(
        DECK,
        changed(lists("[short]", short="3Q22..2Q23"), SALES, f"{SALES}    instead: [bare]\n"),
    )
    here = replace(context(given), gathered=Gathered())
    both = DeckMap((*inspect_deck(open_package(deck_template(), "t")).pages, *library_page().pages))
    plan = deck_plan(here, given.place, {}, both, {})
    assert [page.page for page in plan.pages] == ["cover", "bare"]
    assert plan.pages[1].charts == {}
    assert set(plan.pages[1].words) == set()
    assert not any(item.where.startswith("chart") for item in here.gathered.left_out), (
        "it is not on this page"
    )
