from decimal import Decimal

import pytest
from deck_language import (
    add_chart,
    add_page,
    add_table,
    add_text,
    bullet,
    chart,
    column,
    new_deck,
    package_of,
    page,
    said,
    table,
)

from reportgen.core.findings import FindingsError, Severity, render_issue
from reportgen.figures.views import AxisRange
from reportgen.office.xml import qn
from reportgen.plan.plan import DeckPlan
from reportgen.pptx.check import check_plan
from reportgen.pptx.inspect import inspect_deck
from reportgen.pptx.render import render_deck


def template():
    deck = new_deck()
    slide = add_page(deck, "revenue")
    add_text(slide, "Title", "{{title}}")
    add_text(slide, "Notes", "{{notes:1}}", "{{notes:2}}")
    add_table(slide, "results", ["Head", "x"], ["{{row:line}}", "{{cell}}"], ["{{row:total}}", "{{cell}}"])
    add_chart(slide, "revenue_chart", ["Revenue", "Total"])
    return deck


def full(**changes):
    parts = {
        "title": "T",
        "bullets": {"notes": (bullet(1, "a"),)},
        "tables": [table("results", ("line", "a", "1"))],
        "charts": [chart("revenue_chart", column("Revenue", 1, 2, 3, 4))],
    } | changes
    return page("revenue", **parts)


def findings(*pages, deck=None, partial=False):
    package = package_of(deck or template())
    issues = check_plan(inspect_deck(package), DeckPlan(pages), "t.pptx", partial=partial)
    return [render_issue(issue) for issue in issues]


def test_a_fitting_plan_has_no_findings():
    assert findings(full()) == []


def test_an_unknown_page_is_named_with_the_nearest_one():
    assert findings(page("revenu")) == [
        "error  unknown-page   t.pptx\n"
        '       the template has no page named "revenu" (page 1 of the report)\n'
        "       expected: revenue\n"
        "       found: revenu\n"
        '       hint: did you mean "revenue"?'
    ]


def test_a_tag_without_a_word_is_an_error_and_a_word_without_a_tag_a_warning():
    plan = full(titel=said("x"))
    del plan.words["title"]
    first, second = check_plan(inspect_deck(package_of(template())), DeckPlan((plan,)), "t.pptx")
    assert render_issue(first) == (
        'error  tag-without-word   t.pptx, slide 1, shape "Title"\n'
        "       the page gives no word for {{title}}\n"
        '       expected: a word named "title" on page "revenue"\n'
        '       hint: did you mean "titel"?'
    )
    assert (second.id, second.severity, second.message, second.hint) == (
        "word-without-tag",
        Severity.WARNING,
        'page "revenue" has no tag {{titel}}, so the word is not shown',
        'did you mean "title"?',
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            {"tables": [table("result", ("line", "a", "1"))]},
            [
                'unknown-table slide 1: page "revenue" has no table named "result" [did you mean "results"?]',
                'table-without-view slide 1, shape "results": page "revenue" gives no view for the table'
                ' "results" [did you mean "result"?]',
            ],
        ),
        (
            {"tables": [table("results", ("lines", "a", "1"))]},
            [
                'unknown-row-role slide 1, shape "results": the table has no model row for the role "lines"'
                ' [did you mean "line"?]'
            ],
        ),
        (
            {"tables": [table("results", ("line", "a", "1", "2"))]},
            [
                'row-length slide 1, shape "results": row 1 of view "results" does not fit the model row "line"'
            ],
        ),
        (
            {"bullets": {"notes": (bullet(3, "a"),)}},
            [
                'unknown-bullet-level slide 1, shape "Notes": the list "notes" has no model paragraph for'
                " level 3 [add a paragraph {{notes:3}} to the shape]"
            ],
        ),
        (
            {"bullets": {"note": (bullet(1, "a"),)}},
            [
                'list-without-bullets slide 1, shape "Notes": the page gives no bullets for the list "notes"'
                ' [did you mean "note"?]',
                'unknown-list slide 1: page "revenue" has no list named "note" [did you mean "notes"?]',
            ],
        ),
        (
            {"charts": []},
            [
                'chart-without-view slide 1, shape "revenue_chart": page "revenue" gives no view for the chart'
                ' "revenue_chart"'
            ],
        ),
    ],
)
def test_findings_name_slide_shape_and_way_out(change, expected):
    assert [f.removeprefix("t.pptx, ") for f in _short(full(**change))] == expected


def _short(plan):
    package = package_of(template())
    issues = check_plan(inspect_deck(package), DeckPlan((plan,)), "")
    return [
        f"{i.id} {i.place}: {i.message}" + (f" [{i.hint}]" if i.hint else "")
        for i in issues
        if i.severity is Severity.ERROR
    ]


@pytest.mark.parametrize(
    ("columns", "more", "message"),
    [
        ([column("Revenu", 1, 2, 3, 4)], {}, 'view "revenue_chart" fills no series of the chart'),
        (
            [column("Revenue", 1, 2, 3, 4), column("Totals", 1, 2, 3, 4)],
            {},
            'the chart has no series named "Totals"',
        ),
        (
            [column("Revenue", 1, 2, 3)],
            {},
            'column "Revenue" of view "revenue_chart" has too few values',
        ),
        (
            [column("Revenue", 1, 2, 3, 4, labels=("a", "b", "c", "d"))],
            {},
            'the series "Revenue" has no label with a text of its own to model labels on',
        ),
        (
            [column("Revenue", 1, 2, 3, 4, formulas=("{Revenues}*2",) * 4)],
            {},
            'a formula of column "Revenue" names the unknown column "Revenues"',
        ),
        (
            [column("Revenue", 1, 2, 3, 4, formulas=("{Revenue@1Q15}",) * 4)],
            {},
            'a formula of column "Revenue" names the unknown category "1Q15"',
        ),
        (
            [column("Revenue", 1, 2, 3, 4), column("revenue", 1, 2, 3, 4, plotted=False)],
            {},
            '2 columns of view "revenue_chart" are called "revenue"',
        ),
        (
            [column("Revenue", 1, 2, 3, 4)],
            {"axes": (AxisRange(1, Decimal(0), Decimal(1)),)},
            "the chart has no value axis number 1",
        ),
        (
            [column("Revenue", 1, 2, 3, 4)],
            {"axes": (AxisRange(0, Decimal(1), Decimal(1)),)},
            "the range of value axis 0 is empty",
        ),
        ([column("Revenue")], {"categories": ()}, 'view "revenue_chart" has no categories'),
    ],
)
def test_faults_of_charts_are_found(columns, more, message):
    assert message in [
        line.partition(": ")[2].partition(" [")[0]
        for line in _short(full(charts=[chart("revenue_chart", *columns, **more)]))
    ]


def test_a_plot_of_an_unknown_type_is_refused_with_its_name():
    deck = new_deck()
    frame = add_chart(add_page(deck, "revenue"), "c", ["A"])
    frame.chart._chartSpace.find(f".//{qn('c:barChart')}").tag = qn("c:fanChart")
    found = findings(page("revenue", charts=[chart("c", column("A", 1, 2, 3, 4))]), deck=deck)
    assert "the chart cannot be filled: its plot is of no known type (fanChart)" in found[0]


def test_a_dimension_that_the_plot_does_not_have_is_found():
    columns = [
        column("Total", 1, 2, 3, 4, dimensions={"x": "Size"}),
        column("Size", 1, 2, 3, 4, plotted=False),
    ]
    found = findings(full(charts=[chart("revenue_chart", *columns)]))
    assert any('the points of series "Total" have no dimension "x"' in line for line in found)


def test_all_faults_of_all_pages_are_raised_at_once_and_nothing_is_written():
    package = package_of(template())
    plan = DeckPlan((page("revenu"), full(tables=[]), full(charts=[])))
    with pytest.raises(FindingsError) as caught:
        render_deck(package, plan, "t.pptx")
    assert [issue.id for issue in caught.value.issues] == [
        "unknown-page",
        "table-without-view",
        "chart-without-view",
    ]


def test_two_slides_with_one_name_are_a_fault_of_the_template():
    deck = template()
    add_page(deck, "revenue")
    assert 'two slides are called "revenue"' in findings(full(), deck=deck)[0]


@pytest.mark.parametrize("said", ["1270000.5", "1in", ""])
@pytest.mark.parametrize(
    ("tag", "name"), [("a:gridCol", "w"), ("a:tr", "h"), ("a:off", "x"), ("a:ext", "cy")]
)
def test_a_length_that_is_no_whole_number_is_a_fault_of_the_template(tag, name, said):
    deck = template()
    node = next(node for slide in deck.slides for node in slide.element.iter(qn(tag)) if node.get(name))
    node.set(name, said)
    assert f'the length {name} of "{tag[2:]}" is no whole number' in findings(full(), deck=deck)[0]


def test_stray_model_tags_are_faults_of_the_template():
    deck = new_deck()
    add_text(add_page(deck, "one"), "Box", "and {{notes:1}}", "{{cell}}", "{{row:line}}")
    assert [line.splitlines()[1].strip() for line in findings(page("one"), deck=deck)] == [
        "the model paragraph {{notes:1}} holds other text",
        "{{cell}} stands outside a model row",
        "{{row:line}} stands outside a model row",
    ]


def test_a_tag_on_a_layout_is_a_fault_but_the_prompt_of_a_placeholder_is_not():
    deck = new_deck()
    slide = add_page(deck, "one")
    box = add_text(slide, "Box", "{{company}}")._element
    slide.slide_layout.shapes._spTree.append(box)
    deck.slide_layouts[5].placeholders[0].text = "{{title}}"
    found = findings(page("one"), deck=deck)
    assert len(found) == 1
    assert "the report gives no word for {{company}}" in found[0]


def test_a_partial_plan_may_leave_everything_as_it_is():
    assert findings(page("revenue"), partial=True) == []


def test_the_map_of_a_template_can_be_read_as_text():
    assert str(inspect_deck(package_of(template()))) == (
        "page  revenue  (slide 1)\n"
        '  word    title   in "Title"\n'
        '  list    notes   in "Notes", levels 1, 2\n'
        "  table   results   rows line (2 cells), total (2 cells)\n"
        "  chart   revenue_chart   series Revenue, Total; 1 value axes"
    )
