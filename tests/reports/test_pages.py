"""Pages of a definition: what is left out and said so, what is shown in which format, where notes come from."""

from __future__ import annotations

from decimal import Decimal

import pytest
from language import DECK, STYLE, TEXTS, changed, context, deck_template, definition, said

from reportgen.core.number import Interval
from reportgen.figures.resolved import How, Resolved
from reportgen.figures.style import NumberFormat
from reportgen.office.package import open_package
from reportgen.plan.plan import DeckPlan
from reportgen.pptx.inspect import inspect_deck
from reportgen.reports.context import LeftOut, ReportContext
from reportgen.reports.pages import deck_plan
from reportgen.reports.tables import nearly_known, printed_coarsely


def planned(text: str, style: str = TEXTS[STYLE]) -> tuple[DeckPlan, ReportContext]:
    given = definition(DECK, text)
    here = context(given, style)
    deck_map = inspect_deck(open_package(deck_template(), "deck.pptx"))
    return deck_plan(here, given.place, {}, deck_map, {"company": "Kaede", "published": "today"}), here


def sales(text: str = TEXTS[DECK]):  # type: ignore[no-untyped-def]
    plan, here = planned(text)
    return plan.pages[1], here


def test_a_sentence_whose_figure_is_not_disclosed_is_left_out_and_said_so() -> None:
    page, here = sales(changed(TEXTS[DECK], "{{ yoy(revenue) | up }}", "{{ yoy(margin) | up }}"))
    assert [bullet.level for bullet in page.bullets["notes"]] == [2], "what stands under it stays"
    assert here.gathered.left_out == [
        LeftOut(
            "page 2 (sales)", "Revenue {{ revenue | mn }} ({{ yoy(margin) | up }})", ("yoy(margin)|FY23",)
        )
    ]
    assert here.gathered.issues == []


def test_a_cell_whose_figure_is_not_disclosed_shows_n_d_and_says_so() -> None:
    page, here = sales(changed(TEXTS[DECK], "quarters: 1Q23..4Q23", "quarters: 4Q22..3Q23"))
    assert [said(cell) for cell in page.tables["sales_table"].rows[0].cells] == [
        "Revenue",
        "«n/d = revenue|4Q22»",
        "«100 = revenue|1Q23»",
        "«110 = revenue|2Q23»",
        "«120 = revenue|3Q23»",
    ]
    assert LeftOut("table sales_table", "Revenue", ("revenue|4Q22",)) in here.gathered.left_out


def test_a_row_can_turn_its_sign_leave_cells_blank_and_show_something_else() -> None:
    text = changed(
        TEXTS[DECK],
        "columns: [{show: level, each: quarters, format: million}]",
        "columns: [{show: level, at: quarter, format: million}, {show: qoq, at: quarter, format: growth}]",
    )
    text = changed(
        text,
        "{metric: revenue, label: Revenue}",
        "{metric: cost, label: Less cost, flip: true, blank: [qoq]}",
    )
    text = changed(
        text,
        "label: Margin, role: total",
        "label: Margin, role: total, shows: {qoq: share_of_revenue}, formats: {qoq: ratio}",
    )
    page, _ = sales(text)
    assert [[said(cell) for cell in row.cells] for row in page.tables["sales_table"].rows] == [
        ["Less cost", "«(100) = cost|4Q23»", ""],
        ["Margin", "«30 = margin|4Q23»", "«c. 23% = share_of_revenue(margin)|4Q23»"],
    ]


def test_a_table_tells_growth_into_and_out_of_a_loss_in_words() -> None:
    columns = "columns: [{show: qoq, each: quarters, format: growth}]"
    text = changed(TEXTS[DECK], "columns: [{show: level, each: quarters, format: million}]", columns)
    page, _ = sales(text)
    margin = page.tables["sales_table"].rows[-1]
    assert [said(cell) for cell in margin.cells] == [
        "Margin",
        "«n/d = qoq(margin)|1Q23»",
        "«n.m. = qoq(margin)|2Q23»",
        "«turned to\u00a0a\u00a0loss = qoq(margin)|3Q23»",
        "«turned to\u00a0a\u00a0profit = qoq(margin)|4Q23»",
    ]


def test_a_rate_that_is_hardly_known_is_told_in_no_sentence() -> None:
    text = changed(TEXTS[DECK], "({{ yoy(revenue) | up }})", "({{ qoq(margin('2Q23')) | up }})")
    page, here = sales(text)
    assert [bullet.level for bullet in page.bullets["notes"]] == [2]
    assert "qoq(margin)|2Q23" in here.gathered.left_out[0].missing


def ratio(low: str, high: str) -> Resolved:
    interval = Interval(Decimal(low), Decimal(high))
    middle = (interval.low + interval.high) / 2
    return Resolved("x", middle, interval, "ratio", How.COMPUTED, unit_kind="ratio")


def test_ratios_of_a_row_are_told_about_where_the_others_have_more_decimals() -> None:
    look = NumberFormat(scale=-2, digits=1, suffix="%")
    fine, near, open_ = ratio("0.1949", "0.1951"), ratio("0.2087", "0.2104"), ratio("0.16", "0.164")
    assert nearly_known((fine, near, None), (look, look, look)) == {1}, "c. 21.0% beside 19.5%"
    assert nearly_known((near, near), (look, look)) == set(), "21% beside 21%"
    assert nearly_known((fine, open_), (look, look)) == {1}
    assert nearly_known((fine, ratio("0.155", "0.164")), (look, look)) == set(), "16% is known to no tenth"


@pytest.mark.parametrize(("sum_of", "labels"), [("revenue", ["Revenue"]), ("cost", ["Revenue", "Margin"])])
def test_a_sum_goes_where_its_parts_stand(sum_of: str, labels: list[str]) -> None:
    page, _ = sales(changed(TEXTS[DECK], "label: Margin, role", f"label: Margin, unless: {sum_of}, role"))
    assert [said(row.cells[0]) for row in page.tables["sales_table"].rows] == labels


def test_a_chart_whose_words_cannot_be_said_is_still_named() -> None:
    page, _ = sales(changed(TEXTS[DECK], "latest {{ revenue(quarter) | mn }}", "{{ yoy(cost) }}"))
    assert page.charts["sales_chart"].alt_text == "Chart: Sales."


def test_an_amount_that_rounds_to_nothing_gets_decimals_and_with_it_its_row() -> None:
    plan, _ = planned(
        TEXTS[DECK], changed(TEXTS[STYLE], "million: {scale: 6}", "million: {scale: 9, digits: 1}")
    )
    rows = plan.pages[1].tables["sales_table"].rows
    assert [["".join(span.text for span in cell) for cell in row.cells] for row in rows] == [
        ["Revenue", "0.1", "0.1", "0.1", "0.1"],
        ["Margin", "0.01", "0.02", "(0.01)", "0.03"],
    ]


def test_an_amount_printed_without_decimals_bears_a_mark_beside_those_that_have_them() -> None:
    look = NumberFormat(scale=9, digits=1)

    def amount(low: str, high: str, how: How = How.PRINTED) -> Resolved:
        interval = Interval(Decimal(low), Decimal(high))
        return Resolved("x", (interval.low + interval.high) / 2, interval, "JPY", how, unit_kind="money")

    fine, whole = amount("84.45e9", "84.55e9"), amount("99.5e9", "100.5e9")
    assert list(printed_coarsely((fine, whole, None), (look, look, look))) == [1]
    assert list(printed_coarsely((whole, whole), (look, look))) == [], "all of the row are as coarse"
    computed = amount("99.5e9", "100.5e9", How.COMPUTED)
    assert list(printed_coarsely((fine, computed), (look, look))) == [], "it is told as about so much"
    yen = NumberFormat(digits=1, suffix=" yen")
    assert list(printed_coarsely((fine, whole), (yen, look))) == [], "another unit"


def test_a_table_without_a_format_shows_figures_as_they_are_printed() -> None:
    text = changed(TEXTS[DECK], "each: quarters, format: million}", "each: quarters}")
    page, _ = sales(text)
    assert said(page.tables["sales_table"].rows[0].cells[1]) == "«100 = revenue|1Q23»"


def test_notes_name_document_heading_and_lines_of_every_source() -> None:
    page, _ = sales()
    assert page.notes == (
        "Sources of the figures on this page",
        "Results for FY23, Results: source lines 10, 11, 12",
    )


def test_a_page_without_figures_has_no_notes() -> None:
    plan, _ = planned(TEXTS[DECK])
    assert plan.pages[0].notes == ()


def test_words_of_the_company_go_where_the_template_asks_for_them() -> None:
    plan, _ = planned(TEXTS[DECK])
    assert {name: said(sentence) for name, sentence in plan.pages[0].words.items()} == {
        "company": "Kaede",
        "published": "today",
        "title": "Results for FY23",
    }
    assert set(plan.pages[1].words) == {"title"}


# Charts


def test_a_column_with_a_formula_keeps_exact_values_beside_it() -> None:
    page, _ = sales()
    margin = page.charts["sales_chart"].columns[2]
    assert margin.values == (Decimal(10), Decimal(15), Decimal(-5), Decimal(30))
    assert set(margin.formulas) == {"{Revenue}-{Cost}"}
    assert [figure.key for figure in margin.figures if figure] == [f"margin|{n}Q23" for n in (1, 2, 3, 4)]


def test_the_axis_leaves_room_above_the_highest_column() -> None:
    page, _ = sales()
    (axis,) = page.charts["sales_chart"].axes
    assert (axis.index, axis.minimum, axis.maximum) == (0, 0, Decimal("195.0"))


@pytest.mark.parametrize("quarters", ["4Q22..3Q23", "3Q22..2Q23"])
def test_a_value_that_is_not_disclosed_leaves_a_gap_and_says_so(quarters: str) -> None:
    page, here = sales(changed(TEXTS[DECK], "quarters: 1Q23..4Q23", f"quarters: {quarters}"))
    revenue = page.charts["sales_chart"].columns[0]
    missing = [number for number, value in enumerate(revenue.values) if value is None]
    assert missing == list(range(quarters.startswith("3") + 1))
    assert [revenue.figures[number] for number in missing] == [None] * len(missing)
    assert any(
        item.where == "chart sales_chart" and item.what == "Revenue" for item in here.gathered.left_out
    )
